"""The one test format: Markdown in which a fence with `title=` is a file of a library.

`# expect: CODE` (in front matter) or `<!-- expect: CODE -->` (in text) marks the line at which a
finding of that code is expected; the mark is taken out before the file is written. A line `# …`
in front matter stands for the rest of the kind's template; a document without text gets the
template's. Files lie in the content folder; `opslore.toml` lies beside it. A ```console fence is
a command (`$ ...`) with its exact output and, as the last line, `exit CODE` if it is not 0.

For files that cannot well be shown, more may follow the title: `encoding="utf-16"`; `escaped`
(`\\0`, `\\r`, `\\x1f`, `\\ufeff` in title and text stand for those characters); `fifo` (a named
pipe; the text is left out); `denied` (nobody may read it). A line that ends in `# repeat: 900` or `<!-- repeat: 900 -->` is
written 900 times. `base` makes it the file as it was at the base of a change.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from jinja2 import Environment, FileSystemLoader, StrictUndefined

import opslore
from opslore import baseline as baselines
from opslore import document as reader
from opslore import settings
from opslore.catalogue import Catalogue, load
from opslore.records import FOLDERS
from opslore.settings import to_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HERE = Path(__file__).parent
LIBRARY = HERE / "library"
ROOT_FILES = ("opslore.toml", "opslore.lock", baselines.NAME)
BASE = ".base/"  # below content, where no document is looked for
DAY = to_day("2026-03-01")  # of the test library, unless a case brings its own opslore.toml

_FENCE = re.compile(
    r'^(?P<fence>`{3,})(?P<language>\w*)[ ]+title="(?P<title>[^"]+)"(?P<how>[^\n]*)\n'
    r"(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
_ENCODING = re.compile(r'\bencoding="([^"]+)"')
_ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|([0nrt\\]))")
_CHARACTERS = {"0": "\0", "n": "\n", "r": "\r", "t": "\t", "\\": "\\"}
_REPEAT = re.compile(r"[ \t]*(?:#|<!--)[ ]*repeat:[ ]*(?P<said>\d+)[ ]*(?:-->)?$")
_CONSOLE = re.compile(
    r"^(?P<fence>`{3,})console\n(?P<text>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL
)
_MARK = re.compile(
    r"[ \t]*(?:#|<!--)[ ]*expect:[ ]*(?P<said>[A-Z]+\d+(?:[ ,]+[A-Z]+\d+)*)[ ]*(?:-->)?$"
)


@dataclass(frozen=True)
class Case:
    """Files by path below the content folder, and the (path, line, code) expected of them."""

    files: Mapping[str, bytes]
    expected: tuple[tuple[str, int, str], ...]
    pipes: frozenset[str] = frozenset()  # of the files, those that are named pipes
    denied: frozenset[str] = frozenset()  # and those that nobody may read


@dataclass(frozen=True)
class Console:
    """One command with what it prints."""

    command: str
    output: str
    code: int


def case(text: str) -> Case:
    """Return the files and marks of a case."""
    files: dict[str, bytes] = {}
    special: dict[str, set[str]] = {"fifo": set(), "denied": set()}
    expected: list[tuple[str, int, str]] = []
    for fence in _FENCE.finditer(text):
        how = fence["how"].split()
        escaped = "escaped" in how
        title = _unescaped(fence["title"]) if escaped else fence["title"]
        lines: list[str] = []
        for written in _filled(title, fence["text"]).split("\n"):
            line, codes = _cut(_MARK, written)
            line, times = _cut(_REPEAT, line)
            expected += [(title, len(lines) + 1, code) for code in re.findall(r"[A-Z]+\d+", codes)]
            lines += [_unescaped(line) if escaped else line] * int(times or 1)
        if "base" in how:
            title = BASE + title
        encoding = _ENCODING.search(fence["how"])
        whole = "\n".join(lines)
        if encoding:
            files[title] = whole.encode(encoding[1])
        else:
            files[title] = whole.encode("utf-8", "surrogatepass")
        for word in special.keys() & set(how):
            special[word].add(title)
    return Case(
        files, tuple(sorted(expected)), frozenset(special["fifo"]), frozenset(special["denied"])
    )


def _cut(mark: re.Pattern[str], line: str) -> tuple[str, str]:
    """Return a line without its mark, and what the mark says."""
    found = mark.search(line)
    return (line[: found.start()], found["said"]) if found else (line, "")


def _unescaped(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        return chr(int(code, 16)) if code else _CHARACTERS[match[3]]

    return _ESCAPE.sub(character, text)


def parts(text: str) -> list[tuple[str, str]]:
    """Return the cases of a file of cases, each with its title: `# title` outside of a fence."""
    found: list[tuple[str, list[str]]] = []
    fence = ""
    for line in text.splitlines(keepends=True):
        ticks = re.match(r"`{3,}", line)
        if ticks and not fence:
            fence = ticks[0]
        elif fence and line.rstrip() == fence:
            fence = ""
        if line.startswith("# ") and not fence:
            found.append((line[2:].strip(), []))
        elif found:
            found[-1][1].append(line)
    return [(title, "".join(lines)) for title, lines in found]


def consoles(text: str) -> list[Console]:
    """Return the commands of a case, in order."""
    found = []
    for fence in _CONSOLE.finditer(text):
        lines = fence["text"].splitlines(keepends=True)
        code = 0
        if lines and (match := re.fullmatch(r"exit (\d+)\n", lines[-1])):
            code = int(match[1])
            lines.pop()
        found.append(Console(lines[0].removeprefix("$ ").strip(), "".join(lines[1:]), code))
    return found


def section(doc: str, title: str) -> str:
    """Return the part of a rule's page below `## title`; headings in fences are no headings."""
    lines: list[str] = []
    inside, fence = False, ""
    for line in doc.splitlines(keepends=True):
        mark = re.match(r"`{3,}", line)
        if mark and not fence:
            fence = mark[0]
        elif mark and line.rstrip() == fence:
            fence = ""
        elif not fence and line.startswith("## "):
            inside = line.rstrip() == f"## {title}"
            continue
        if inside:
            lines.append(line)
    return "".join(lines)


def project(case: Case, folder: Path) -> Path:
    """Write the test library with the case's files over it; returns the project root."""
    shutil.copytree(LIBRARY, folder, dirs_exist_ok=True)
    for title, raw in case.files.items():
        path = folder / title if title in ROOT_FILES else folder / "content" / title
        path.parent.mkdir(parents=True, exist_ok=True)
        if title in case.pipes:
            os.mkfifo(path)
        else:
            path.write_bytes(raw)
        if title in case.denied:
            path.chmod(0)
    return folder


@contextmanager
def as_nobody() -> Iterator[None]:
    """Refuse to open what nobody may read, also where root runs the tests."""
    opened = os.open

    def refusing(path: str, flags: int, *rest: int) -> int:
        made = flags & os.O_CREAT  # such a file need not be there yet
        if not made and not Path(path).stat().st_mode & 0o444:
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return opened(path, flags, *rest)

    with mock.patch("os.open", refusing):
        yield


def catalogue(root: Path) -> Catalogue:
    """Return the catalogue of a project written by :func:`project`."""
    read = settings.load(root)
    with as_nobody():
        found = load(root, read.as_of or DAY, read)
    then = root / "content" / BASE
    before = [path.relative_to(then).as_posix() for path in then.rglob("*.md")]
    return replace(
        found,
        before={
            f"content/{key}": reader.parse(f"content/{key}", (then / key).read_bytes())
            for key in before
        },
    )


def baseline(root: Path) -> baselines.Baseline | None:
    """Return the baseline that a case brought, if it did."""
    path = root / baselines.NAME
    return baselines.read(path.name, path.read_bytes()) if path.is_file() else None


def _filled(path: str, text: str) -> str:
    """Put the kind's template where `# …` stands, and its text where there is none."""
    kind = FOLDERS.get(path.split("/", 1)[0])
    parts = re.match(r"(---\n)(.*?)(^---(?:[ \t]*#[^\n]*)?\n?)(.*)", text, re.MULTILINE | re.DOTALL)
    if kind is None or parts is None or "# …\n" not in parts[2]:
        return text
    front, body = template(kind, _level(parts[2]))
    given = set(re.findall(r"^([\w-]+):", parts[2], re.MULTILINE))
    rest = "".join(block for key, block in _blocks(front) if key not in given)
    own = parts[4].strip()
    return parts[1] + parts[2].replace("# …\n", rest) + parts[3] + (parts[4] if own else body)


def _level(front: str) -> str:
    severity = re.search(r"^severity: sev(\d)", front, re.MULTILINE)
    return {"1": "full", "2": "standard"}.get(severity[1] if severity else "", "brief")


def _blocks(front: str) -> list[tuple[str, str]]:
    """Return the top-level keys of front matter with their lines."""
    parts = re.split(r"^(?=[\w-]+:)", front, flags=re.MULTILINE)
    return [(part.split(":", 1)[0], part) for part in parts if part.strip()]


@cache
def template(kind: str, level: str = "brief") -> tuple[str, str]:
    """Return front matter and text of a kind's template, filled with good values."""
    folder = Path(opslore.__file__).parent / "templates" / "new"
    environment = Environment(
        loader=FileSystemLoader(folder), undefined=StrictUndefined, keep_trailing_newline=True
    )
    severity = {"full": "sev1", "standard": "sev2", "brief": "sev3"}[level]
    text = environment.get_template(f"{kind}.md.jinja").render(
        SAMPLE | {"severity": severity, "level": level}, blank=lambda example, _: example
    )
    _, front, body = text.split("---\n", 2)
    return front, body


SAMPLE = {
    "title": "The queue of the checkout fills",
    "status": "final",
    "services": ["checkout"],
    "service": "checkout",
    "owner": "payments",
    "day": "2026-02-20",
    "on": "2026-02-20",
    "time": "10:00",
    "due": "2026-04-20",
    "alerts": [],
    "kind": "procedure",
    "risk": "reversible",
    "restricted": False,
    "seen": "",
    "looks": [],
    "acts": [],
    "stage": "launch",
    "members": ["ada", "grace", "edsger", "barbara", "radia"],
    "items": [],
    "tier": 3,
    "what_failed": "The nightly backup was empty",
    "caught_by": "human",
    "corrective_action": "The job now fails when the file is smaller than yesterday's",
}
