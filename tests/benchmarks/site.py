"""What a site costs: CPU time a page at two sizes, and beside a bare Material build of the same pages.

    python tests/benchmarks/site.py --sizes 1000,10000

The site is set up as `opslore init` does it. The bare build gets the pages that `opslore render` writes, with the navigation that our plugins
make, the theme's search off and no plugin at all; that both builds write the same files is
checked. The sanitiser and Pagefind are told apart: a bare build has neither. Of our plugins it is
told what the hooks of each take; the catalogue is loaded in the first that needs it. All figures
are CPU seconds, of the user and of the system together.

A second is not always as long where other programs share the processor. So builds take turns, and
of each the round that cost least counts; and before every tenth page a yardstick is measured, a
small text made into HTML, the time of which is left out.

Pagefind needs about 3.5 GB of memory for 10,000 documents;
`--without-pagefind` leaves it out.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import markdown

import library

if TYPE_CHECKING:
    from collections.abc import Callable

OURS = ("opslore/library", "opslore/search", "opslore/check")
EVERY = 10  # pages
STICK = "## Heading\n\nA *word*, a `name` and [a link](other.md).\n\n- one\n- two\n\n" * 10


class Cost(TypedDict):
    """What one build took, in CPU seconds."""

    pages: int
    build: float  # without the yardstick and what runs in other processes
    generated: float  # of it, to make and write the generated pages from their Markdown
    sanitiser: float
    hooks: dict[str, float]  # by plugin, without the sanitiser
    pagefind: float
    memory: int  # MB at the most
    yardstick: float  # on average


def main() -> int:
    """Print the figures of each size."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument(
        "--bare", type=int, default=10**9, help="largest size to build bare as well"
    )
    parser.add_argument(
        "--repeat", type=int, default=1, help="rounds; of each build the best counts"
    )
    parser.add_argument("--without-pagefind", action="store_true")
    parser.add_argument("--config", type=Path, help=argparse.SUPPRESS)  # one build, by itself
    parser.add_argument("--site", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.config:
        print(json.dumps(build(asked.config, asked.site, pagefind=not asked.without_pagefind)))
        return 0
    found: dict[int, Cost] = {}
    for size in map(int, asked.sizes.split(",")):
        with tempfile.TemporaryDirectory() as place:
            bare, ours = measure(
                Path(place),
                size,
                asked.repeat,
                pagefind=not asked.without_pagefind,
                bare=size <= asked.bare,
            )
        report(size, bare, ours)
        found[size] = ours
    first, last = next(iter(found)), list(found)[-1]
    if first != last:
        one, other = found[first], found[last]
        stick = one["yardstick"] / other["yardstick"]
        print(f"{last} documents over {first}, and the same in yardsticks")
        page = other["build"] / other["pages"] / one["build"] * one["pages"]
        print(f"  a page of any kind: {page:.2f}, {page * stick:.2f}")
        own = [(ours["build"] - ours["generated"]) / size for size, ours in found.items()]
        page = own[-1] / own[0]
        print(f"  a document's page, with its share of all but generated pages: {page:.2f}", end="")
        print(f", {page * stick:.2f}")
    return 0


def report(size: int, bare: Cost | None, ours: Cost) -> None:
    """Print what was measured at one size."""
    pages, hooks = ours["pages"], ours["hooks"]
    print(f"{size} documents, {pages} pages: CPU seconds, milliseconds a page")

    def line(name: str, seconds: float, told: str = "") -> None:
        print(f"  {name:<30}{seconds:8.1f}{1000 * seconds / pages:8.2f}  {told}".rstrip())

    def told(cost: Cost) -> str:
        return f"{cost['memory']} MB, yardstick {1000 * cost['yardstick']:.1f} ms"

    if bare:
        line("bare build", bare["build"], told(bare))
    line("build with our plugins", ours["build"], told(ours))
    line("  of it generated pages", ours["generated"])
    line("  of it the sanitiser", ours["sanitiser"])
    for name in OURS:
        line(f"  of it {name}", hooks.get(name, 0.0))
    line("Pagefind after it", ours["pagefind"])
    own = sum(hooks.values())
    rest = ours["build"] - ours["sanitiser"] - own
    check = hooks.get("opslore/check", 0.0)
    print(
        f"  our hooks without the sanitiser, of the rest of their build: {own / rest:.1%}", end=""
    )
    print(f", without the check as well {(own - check) / rest:.1%}")
    if bare:
        added = (rest + own) / bare["build"] - 1
        sticks = (1 + added) * bare["yardstick"] / ours["yardstick"] - 1
        print(f"  our build without the sanitiser, over the bare one: {added:+.1%}", end="")
        print(f", in yardsticks {sticks:+.1%}")
    sys.stdout.flush()


def measure(
    place: Path, size: int, rounds: int, *, pagefind: bool, bare: bool
) -> tuple[Cost | None, Cost]:
    """Return what a bare build of a library costs, if asked for, and one with our plugins."""
    root = place / "library"
    library.write(root, size)
    rendered = place / "rendered"
    opslore = [sys.executable, "-c", "import opslore.cli, sys; sys.exit(opslore.cli.main())"]
    subprocess.run([*opslore, "render", str(rendered)], cwd=root, check=True, capture_output=True)
    told = {"ours": f"docs_dir: {root / 'content'}\nplugins: {json.dumps(OURS)}\n"}
    if bare:
        nav = json.dumps(navigation(root))
        told["bare"] = f"docs_dir: {rendered}\nplugins: []\nnav: {nav}\n"
    found: dict[str, Cost] = {}
    for name, text in sorted(told.items()) * rounds:
        config = place / f"{name}.yml"
        config.write_text(f"site_name: x\n{library.MKDOCS}{text}", "utf-8")
        command = [sys.executable, __file__, "--config", str(config), "--site", str(place / name)]
        command += [] if pagefind else ["--without-pagefind"]
        environ = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
        done = subprocess.run(command, check=True, env=environ, capture_output=True, text=True)
        cost: Cost = json.loads(done.stdout.splitlines()[-1])
        cost["pages"] = sum(1 for _ in rendered.rglob("*.md"))
        if name not in found or cost["build"] < found[name]["build"]:
            found[name] = cost
    if bare:
        one, other = written(place / "bare"), written(place / "ours")
        assert one == other, sorted(one ^ other)[:5]
    return found.get("bare"), found["ours"]


def navigation(root: Path) -> Any:
    """Return the navigation that our plugins make for a library."""
    from opslore import catalogue, settings, views

    found = catalogue.load(root, date.fromisoformat(library.DAY), settings.load(root))
    return views.navigation({page.path: page.title for page in views.pages(found)}, set())


def written(site: Path) -> set[str]:
    """Return the pages of a built site."""
    return {str(path.relative_to(site)) for path in site.rglob("*.html")}


def build(config: Path, site: str, *, pagefind: bool) -> Cost:
    """Build one site in this process; return what that took."""
    from mkdocs.commands import build as builder
    from mkdocs.config import load_config
    from mkdocs.structure.pages import Page

    import opslore_mkdocs.build
    from opslore_mkdocs.search import SearchPlugin

    spent: Counter[str] = Counter()
    opslore_mkdocs.build.clean = timed(opslore_mkdocs.build.clean, "sanitiser", spent)
    if not pagefind:
        SearchPlugin.on_post_build = lambda *_, **__: None  # type: ignore[method-assign,assignment]
    sticks: list[float] = []
    pages = count()
    render = Page.render

    def measured(*arguments: Any, **named: Any) -> Any:
        if next(pages) % EVERY == 0:
            sticks.append(yardstick())
        return render(*arguments, **named)

    Page.render = measured  # type: ignore[method-assign]
    for name in ("_populate_page", "_build_page"):
        setattr(builder, name, apart(getattr(builder, name), spent))
    before = time.process_time()
    loaded = load_config(str(config), site_dir=site)
    plugins = loaded.plugins
    for methods in plugins.events.values():
        for at, method in enumerate(methods):
            name = plugins._event_origins[method]
            methods[at] = timed(method, name, spent)
            plugins._event_origins[methods[at]] = name
    plugins.on_startup(command="build", dirty=False)
    builder.build(loaded)
    took = time.process_time() - before
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    sanitiser, generated = spent.pop("sanitiser", 0.0), spent.pop("generated", 0.0)
    if sanitiser:
        spent[OURS[0]] -= sanitiser  # the first to see a page's HTML
    return {
        "pages": 0,
        "build": took - sum(sticks),
        "generated": generated,
        "sanitiser": sanitiser,
        "hooks": dict(spent),
        "pagefind": children.ru_utime + children.ru_stime,
        "memory": own.ru_maxrss // 1024,
        "yardstick": sum(sticks) / len(sticks),
    }


def apart(called: Callable[..., Any], spent: Counter[str]) -> Callable[..., Any]:
    """Return a function of MkDocs that counts apart what it takes for generated pages."""
    counted = timed(called, "generated", spent)

    def chosen(page: Any, *arguments: Any, **named: Any) -> Any:
        generated = page.file.generated_by is not None
        return (counted if generated else called)(page, *arguments, **named)

    return chosen


def yardstick() -> float:
    """Return the CPU seconds that a small text takes."""
    before = time.process_time()
    markdown.markdown(STICK)
    return time.process_time() - before


def timed(called: Callable[..., Any], name: str, spent: Counter[str]) -> Callable[..., Any]:
    """Return a function that does the same and counts its CPU seconds."""

    @functools.wraps(called)
    def measured(*arguments: Any, **named: Any) -> Any:
        before = time.process_time()
        try:
            return called(*arguments, **named)
        finally:
            spent[name] += time.process_time() - before

    return measured


if __name__ == "__main__":
    sys.exit(main())
