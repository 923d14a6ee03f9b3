"""What a site costs: CPU time a page at two sizes, and beside a bare Material build of the same pages.

    python tests/benchmarks/site.py --sizes 1000,4000

The bare build gets the pages that `opslore render` writes, with the theme's search off and no
plugin of ours. The sanitiser and Pagefind are counted apart: a bare build has neither. All figures
are CPU seconds of the build's process and its children, and their ratios in one run.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import library

EXTENSIONS = """
markdown_extensions: [admonition, attr_list, md_in_html, sane_lists, tables, pymdownx.details,
  pymdownx.superfences, pymdownx.highlight, {toc: {permalink: true}}]
theme: {name: material, font: false, features: [navigation.tabs, navigation.prune]}
"""
NAMES = ("bare", "plugins", "search", "sanitiser")


def main() -> int:
    """Print the figures of each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000")
    sizes = [int(size) for size in parser.parse_args().sizes.split(",")]
    a_page = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as place:
            pages, cpu = measure(Path(place), size)
        a_page[size] = 1000 * cpu["plugins"] / pages
        apart = cpu["plugins"] - cpu["sanitiser"] - cpu["bare"]
        print(f"{size} documents, {pages} pages")
        for name in NAMES:
            print(f"  {name:<10} {cpu[name]:8.1f} s  {1000 * cpu[name] / pages:6.2f} ms a page")
        print(f"  plugins without the sanitiser over bare: {apart / cpu['bare']:+.1%}")
    first, last = sizes[0], sizes[-1]
    print(f"a page at {last} costs {a_page[last] / a_page[first]:.2f} of one at {first}")
    return 0


def measure(place: Path, size: int) -> tuple[int, dict[str, float]]:
    """Return the number of pages of a library of a size, and the CPU seconds of each build."""
    root = place / "library"
    library.write(root, size)
    rendered = place / "rendered"
    opslore = [sys.executable, "-c", "import opslore.cli, sys; sys.exit(opslore.cli.main())"]
    subprocess.run([*opslore, "render", str(rendered)], cwd=root, check=True, capture_output=True)
    excluded = "exclude_docs: |\n" + "".join(
        f"  /{name}\n" for name in ("*.yml", "*.json", "*.csv")
    )
    configs = {
        "bare": ("plugins: []\nnav: [index.md]\n", rendered),
        "plugins": (
            "plugins:\n  - opslore/library\n",
            root / "content",
        ),
    }
    cpu = {}
    for name, (told, docs) in configs.items():
        config = place / f"{name}.yml"
        config.write_text(f"site_name: x\ndocs_dir: {docs}\n{EXTENSIONS}{excluded}{told}", "utf-8")
        command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(config)]
        cpu[name] = spent([*command, "-d", str(place / f"{name}-site")])
    built = place / "plugins-site"
    pages = sum(1 for _ in built.rglob("index.html"))
    cpu["search"] = spent([sys.executable, "-m", "pagefind", "--silent", "--site", str(built)])
    cpu["sanitiser"] = sanitised(built)
    return pages, cpu


def spent(command: list[str]) -> float:
    """Return the CPU seconds of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environ = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    subprocess.run(command, check=True, env=environ, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def sanitised(site: Path) -> float:
    """Return the CPU seconds that the sanitiser takes for the articles of a site."""
    from opslore_mkdocs.sanitise import clean

    total = 0.0
    for file in site.rglob("index.html"):
        _, _, rest = file.read_text("utf-8").partition("<article")
        article = rest.partition(">")[2].partition("</article>")[0]
        before = time.process_time()
        clean(article)
        total += time.process_time() - before
    return total


if __name__ == "__main__":
    sys.exit(main())
