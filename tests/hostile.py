"""Files made to hurt a reader. Run as a program, it reads each and prints what that cost.

Each case is read in a process of its own, forked from a small one, so that neither its memory nor
its crash can be mistaken for another's.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MIB = 1 << 20
CPU_LIMIT = 20  # seconds after which a case is ended

FRONT: dict[str, Callable[[], str]] = {
    "100,000 [": lambda: "a: " + "[" * 100_000,
    "60,000 [": lambda: "a: " + "[" * 60_000,
    "60,000 {": lambda: "a: " + "{" * 60_000,
    "30,000 dashes": lambda: "- " * 30_000,
    "30,000 ?": lambda: "? " * 30_000,
    "340 levels": lambda: "".join(" " * level + "a:\n" for level in range(340)),
    "60,000 quotes": lambda: "a: " + '"' * 60_001,
    "a text that is never closed": lambda: 'a: "b\n' + "x\n" * 20_000,
    "60,000 colons": lambda: ":" * 60_000,
    "30,000 colons and spaces": lambda: ": " * 30_000,
    "60,000 #": lambda: "#" * 60_000,
    "60,000 spaces": lambda: "a:" + " " * 60_000 + "b",
    "60,000 tabs": lambda: "\t" * 60_000 + "a: b",
    "60,000 digits": lambda: "a: " + "9" * 60_000,
    "a name of 60,000 characters": lambda: "a" * 60_000 + ": b",
    "12,000 equal names": lambda: "a: b\n" * 12_000,
    "7,000 names": lambda: "".join(f"a{n}: b\n" for n in range(7000)),
    "30,000 items": lambda: "a: [" + "b," * 30_000 + "]",
    "20,000 lines of one value": lambda: "a: b\n" + " c\n" * 20_000,
    "12,000 stray dashes": lambda: "a: b\n" + "  -c\n" * 12_000,
    "12,000 colons without a space": lambda: "a:b\n" * 12_000,
    "anchors": lambda: "a: &a [*a" + ", *a" * 15_000 + "]",
    "10,000 aliases of aliases": lambda: "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(2500)),
}
BODIES: dict[str, Callable[[], str]] = {
    "[": lambda: "[" * MIB,
    "![": lambda: "![" * (MIB // 2),
    "[a](": lambda: "[a](" * (MIB // 4),
    "[]": lambda: "[]" * (MIB // 2),
    "links": lambda: "[a](b)" * (MIB // 6),
    "references": lambda: "[x]: y\n" + "[x]" * (MIB // 3 - 9),
    "definitions": lambda: "".join(f"[a{n}]: b\n" for n in range(MIB // 12)),
    "`": lambda: "`" * MIB,
    "rising backticks": lambda: "".join("`" * n + " " for n in range(1, 1440)),
    "|": lambda: "|" * MIB,
    "a wide table": lambda: "|a" * 20_000 + "\n" + "|-" * 20_000 + "\n" + "|\n" * 300_000,
    "a long table": lambda: "|a|\n|-|\n" + "|a|\n" * (MIB // 4 - 9),
    "<": lambda: "<" * MIB,
    "<a": lambda: "<a " * (MIB // 3),
    "<div": lambda: "<div " + "a " * (MIB // 2 - 9),
    "tags with ids": lambda: '<a id="x">\n\n' * (MIB // 12),
    "comments": lambda: "<!--" * (MIB // 4),
    "#": lambda: "#" * MIB,
    "empty headings": lambda: "#\n" * (MIB // 2),
    "equal headings": lambda: "# a\n" * (MIB // 4),
    "headings that look numbered": lambda: "# a_50\n\n" * (MIB // 9),
    "headings without a space": lambda: "#a\n" * (MIB // 3),
    "setext headings": lambda: "a\n=\n" * (MIB // 4),
    "headings with attributes": lambda: "# a {#b}\n" * (MIB // 9),
    "{": lambda: "{" * MIB,
    "*": lambda: "*" * MIB,
    "*a_": lambda: "*a_ " * (MIB // 4),
    "quotes in quotes": lambda: "> " * 30_000,
    "a megabyte of quotes in quotes": lambda: "> " * (MIB // 2),
    "lists in lists": lambda: "- " * 30_000,
    "a megabyte of lists in lists": lambda: "- " * (MIB // 2),
    "steps in steps": lambda: "1. " * (MIB // 3),
    "deep indentation": lambda: "\n".join(" " * n + "- a" for n in range(1400)),
    "indentation by two": lambda: "\n".join(" " * 2 * n + "- a" for n in range(1000)),
    "admonitions in admonitions": lambda: "".join("    " * n + "!!! a\n" for n in range(500)),
    "admonitions": lambda: "!!! a\n" * (MIB // 6),
    "items": lambda: "-\n" * (MIB // 2),
    "steps": lambda: "1. a\n" * (MIB // 5),
    "lines under 3,000 quotes": lambda: ">" * 3000 + "a\n" + "b\n" * 300_000,
    "paragraphs": lambda: "a\n\n" * (MIB // 3),
    "fences": lambda: "~~~\na\n~~~\n" * (MIB // 10),
    "wide links": lambda: "é[a](b)" * (MIB // 9),
    "one long line": lambda: "a " * (MIB // 2 - 9),
    "blank lines": lambda: "x" + "\n" * (MIB - 9),
    "backslashes": lambda: "\\" * MIB,
    "&": lambda: "&" * MIB,
    "a long number": lambda: "1" * (MIB - 9) + ". a",
}
FILES: dict[str, Callable[[], str]] = {
    "never closed": lambda: "---\n" + "a: b\n" * (MIB // 6),
    "dashes never closed": lambda: "---\n" + "- \n" * (MIB // 3 - 9),
    "spaces never closed": lambda: "---\n" + " " * (MIB - 9),
    "front matter of a megabyte": lambda: "---\n" + "a: b\n" * (MIB // 6) + "---\n",
    "TOML of a megabyte": lambda: "+++\n" + "a = 1\n" * (MIB // 6 - 9),
    "blank lines before": lambda: "\n" * (MIB - 99) + "---\na: b\n---\n",
    "fields behind the front matter": lambda: "---\na: b\n---\n" + "a: b\n" * (MIB // 6),
    "fences with words": lambda: "---\n" + "--- x\n" * (MIB // 7),
    "a line that is nearly a fence": lambda: "---\na: b\nb: c\n" + "-" * (MIB - 99) + "x",
    "byte order marks": lambda: "\ufeff" * (MIB // 3),
    "NULs": lambda: "\0" * MIB,
    "carriage returns": lambda: "\r" * (MIB - 9) + "x",
}


def texts() -> dict[str, Callable[[], str]]:
    """Return all cases by name."""
    found = {f"front matter: {name}": _fenced(make) for name, make in FRONT.items()}
    found |= {f"body: {name}": make for name, make in BODIES.items()}
    return found | {f"file: {name}": make for name, make in FILES.items()}


def _fenced(make: Callable[[], str]) -> Callable[[], str]:
    return lambda: f"---\n{make()}\n---\n# T\n"


def _read(raw: bytes) -> dict[str, object]:
    from opslore.document import parse

    begin = time.process_time()
    document = parse("content/x.md", raw)
    body = document.body
    for part in (body.sections, body.anchors, body.prose()):
        for _ in part:
            pass
    for link in body.links[:100]:
        _ = link.at
    document.at("a")
    document.at("a", 100, "b", key=True)
    return {
        "seconds": time.process_time() - begin,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "faults": [fault.kind for fault in document.faults[:2]],
    }


def main() -> None:
    """Read every case; one line of JSON each."""
    import opslore.document.markdown  # noqa: F401 - what importing costs is no case's cost

    for name, make in texts().items():
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT, CPU_LIMIT))
            os.write(writer, json.dumps(_read(make().encode())).encode())
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            told = pipe.read()
        _, status = os.waitpid(child, 0)
        sys.stdout.write(json.dumps({"name": name, "status": status, **json.loads(told or "{}")}))
        sys.stdout.write("\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
