"""How long an editor waits: from a key to the findings, in a library of 1,000 documents.

    python tests/benchmarks/lsp.py [--keys 60] [--documents 1000]

The library is the sample in `content/`, copied until there are enough documents; copies get alert
names of their own. The client is the one of the tests: a key is a whole text sent over a pipe, and
it counts until the findings of that version have come back. Typing pauses now and then, so that
checks of the other open files run between the keys as they do for a person.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from editor import Editor  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COPIED = ("postmortems", "runbooks", "near-misses", "drills")
TYPED = {
    "postmortem": "postmortems/2026/2026-11-10-payments-event-id-overflow.md",
    "runbook": "runbooks/payments-api/connection-pool.md",
    "near miss": "near-misses/2026-11-09-booking-hpa-floor.md",
    "readiness review": "readiness/booking-api/periodic-2026-09-09.md",
    "service": "services/payments-api.md",
    "on-call policy": "on-call/payments.md",
    "guide": "guides/severity.md",
    "vocabulary.yml": "vocabulary.yml",
    "directory.yml": "directory.yml",
}
SENTENCE = "\nThe queue of the broker ran full, and "
FIELD = "tags: [pool, latency, 'night shift']"


def library(root: Path, count: int) -> int:
    """Write a library of `count` documents below `root`; returns how many there are."""
    shutil.copytree(ROOT / "content", root / "content")
    shutil.copy(ROOT / "opslore.toml", root)
    documents = [p for p in (root / "content").rglob("*.md") if p.name != "index.md"]
    sources = sorted(p for p in documents if p.relative_to(root).parts[1] in COPIED)
    there = len(documents)
    for round_ in range(1, count):
        for source in sources:
            if there >= count:
                return there
            text = re.sub(
                r"(?m)^alerts: \[(.*)\]",
                lambda m, n=round_: f"alerts: [{', '.join(f'{a}{n}' for a in m[1].split(', '))}]",
                source.read_text("utf-8"),
            )
            source.with_name(f"{source.stem}-copy{round_}.md").write_text(text, "utf-8")
            there += 1
    return there


def versions(text: str, keys: int, *, data: bool) -> Iterator[str]:
    """Yield a text after each key: half of them in the front matter, half in the prose."""
    if data:
        for length in range(1, keys + 1):
            yield f"{text}# {(SENTENCE.strip() * keys)[:length]}"
        return
    close = text.index("\n---", 4)
    half = keys // 2
    field = (FIELD * keys)[: max(half, 1)] if half > len(FIELD) else FIELD[:half]
    bare = re.sub(r"(?m)^tags:.*\n", "", text[: close + 1])
    for length in range(1, len(field) + 1):
        yield f"{bare}{field[:length]}{text[close:]}"
    prose = SENTENCE * (1 + keys // len(SENTENCE))
    for length in range(1, keys - len(field) + 1):
        yield text + prose[:length]


def measure(editor: Editor, file: Path, keys: int) -> list[float]:
    """Return the milliseconds of each key typed into a file."""
    text = file.read_text("utf-8")
    took = []
    for number, version in enumerate(versions(text, keys, data=file.suffix != ".md")):
        if number % 15 == 14:
            time.sleep(0.6)
        begun = time.perf_counter()
        editor.type(file, version)
        took.append(1000 * (time.perf_counter() - begun))
        time.sleep(0.02)
    return took


def main() -> None:
    """Measure and print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=1000)
    options.add_argument("--keys", type=int, default=60)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        count = library(root, asked.documents)
        everything: list[float] = []
        with Editor(root) as editor:
            begun = time.perf_counter()
            files = {name: root / "content" / key for name, key in TYPED.items()}
            for number, file in enumerate(files.values()):
                editor.open(file)
                if not number:
                    first = time.perf_counter() - begun
            print(f"{count} documents; the first file is checked after {first:.1f} s\n")
            before = seconds(editor)
            print("| typed into | median | 95 of 100 | slowest |")
            print("|---|--:|--:|--:|")
            for name, file in files.items():
                took = measure(editor, file, asked.keys)
                everything += took
                print(row(name, took), flush=True)
            print(row("all", everything))
            used = (seconds(editor) - before) * 1000 / len(everything)
            print(f"\nprocessor time of the server: {used:.0f} ms a key, later checks included")
            took = [
                1000 * timed(lambda: editor.complete(files["postmortem"], 3, 0)) for _ in range(30)
            ]
            print(f"completion of a key: median {statistics.median(took):.0f} ms")
            pages = Path(f"/proc/{editor.process.pid}/statm")
            if pages.exists():
                held = int(pages.read_text().split()[1]) * 4096 / 2**20
                print(f"memory of the server at the end: {held:.0f} MiB")
            assert not editor.log, editor.log


def seconds(editor: Editor) -> float:
    """Return the processor time that the server has used; 0 where nobody can tell."""
    status = Path(f"/proc/{editor.process.pid}/stat")
    if not status.exists():
        return 0
    fields = status.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def timed(action: Callable[[], object]) -> float:
    """Return the seconds that an action takes."""
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def row(name: str, took: list[float]) -> str:
    """Return a line of the table."""
    cut = sorted(took)[max(int(len(took) * 0.95) - 1, 0)]
    return f"| {name} | {statistics.median(took):.0f} ms | {cut:.0f} ms | {max(took):.0f} ms |"


if __name__ == "__main__":
    main()
