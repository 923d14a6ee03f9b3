"""Where the front matter stands in a text, and what it says.

The block begins with `---` on the very first line and ends with `---` or `...` on a line of its
own, as MkDocs has it.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from opslore.counted import counted
from opslore.document import quick
from opslore.document.model import FrontMatter, Span, Steps
from opslore.document.trouble import Trouble, UnreadableError, quoted
from opslore.lazy import pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

LIMIT = 64 << 10  # characters between the fences

_OPENING = pattern(r"---[ \t]*(?:\r\n?|\n|\Z)")
_CLOSING = pattern(r"[\r\n](?P<fence>---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)")
_CLOSING_PLAIN = pattern(r"\n(?P<fence>---|\.\.\.)[ \t]*(?:\n|\Z)")  # six times as fast
_NAME = pattern(r"[A-Za-z_][\w-]*:(?:[ \t\r\n])")
_ANY_END = pattern(r"\r\n?|\n|\Z")
_FIELD = pattern(r"[ \t]*(?:- |#|[\w\"'.-]+[ \t]*:(?:\s|\Z))|[ \t]+\S|-[ \t]*\Z")
_NEARLY = pattern(r"[ \t]*(?:-{4,}|--|[—–]+-*|[ \t]---|---[ \t]*\S.*)[ \t]*\Z")
_EXAMPLE = "---\ntitle: What this is about\nowner: name-of-the-team\n---"


class Found(NamedTuple):
    """What stands in front of the body."""

    place: FrontMatter
    body: int  # index where the body begins
    present: bool
    trouble: Trouble | None = None


class Values(NamedTuple):
    """What the YAML says; empty if a trouble keeps it from being known."""

    data: Any
    troubles: tuple[Trouble, ...] = ()


def find(text: str) -> Found:
    """Return where front matter and body of a text are."""
    opening = _OPENING.match(text)
    if opening is None:
        return _without_opening(text)
    return _from(text, opening, None)


def _from(text: str, opening: re.Match[str], trouble: Trouble | None) -> Found:
    start = opening.end()
    closing = _closing(text, start)
    if closing is None:
        return _unclosed(text, opening)
    end = closing.start("fence")
    place = FrontMatter(start, max(start, end))
    if trouble is None:
        trouble = _stray_fence(text, closing)
    return Found(place, closing.end(), present=True, trouble=trouble)


def _closing(text: str, start: int) -> re.Match[str] | None:
    # The line end before the closing fence may be the one behind the opening fence.
    search = _CLOSING if "\r" in text else _CLOSING_PLAIN
    return search.search(text, max(start - 1, 0))


def _without_opening(text: str) -> Found:
    nothing = FrontMatter()
    if text.startswith("+++"):
        return _toml(text)
    first = _first_line(text)
    blank = re.match(r"\s+", text)
    opening = _OPENING.match(text, blank.end()) if blank else None
    if blank and opening and _FIELD.match(text, opening.end()):
        found = _from(text, opening, _shifted(text, blank.end()))
        if found.trouble and found.trouble.kind == "blank-before-front-matter":
            return found
    message = "has no front matter"
    mend = f"begin the file with a block like this:\n{_EXAMPLE}"
    if re.match(r"-{3}", text):
        message = f"begins with {quoted(first)}; front matter begins with a line of three hyphens"
        mend = "let the first line be `---`, with nothing else on it"
    trouble = Trouble("no-front-matter", 0, len(first), message, mend)
    return Found(nothing, 0, present=False, trouble=trouble)


def _shifted(text: str, start: int) -> Trouble:
    before = text[:start]
    lines = len(re.findall(r"\r\n?|\n", before))
    if lines:
        what = counted(lines, "blank line")
        verb = "stands" if lines == 1 else "stand"
        message = f"{what} {verb} before the front matter, so MkDocs prints it as text"
        mend = "delete what stands above `---`"
    else:
        message = f"the `---` is indented by {counted(start, 'space')}, so MkDocs prints it as text"
        mend = "move it to the beginning of the line"
    return Trouble("blank-before-front-matter", start, start + 3, message, mend)


def _toml(text: str) -> Found:
    closing = re.compile(r"^\+\+\+[ \t]*(?:\r\n?|\n|\Z)", re.MULTILINE).search(text, 3)
    body = closing.end() if closing else 0
    first = re.compile(r"^(\w+)\s*=\s*(\S[^\r\n]*)", re.MULTILINE).search(text, 0, body or 4096)
    example = f": `{first[1]}: {first[2].rstrip()}` instead of {quoted(first[0])}" if first else ""
    trouble = Trouble(
        "toml-front-matter",
        0,
        3,
        "the front matter is TOML (between `+++`), only YAML is read",
        f"write `---` instead of `+++`, and fields with a colon{example}",
    )
    return Found(FrontMatter(), body, present=True, trouble=trouble)


def _unclosed(text: str, opening: re.Match[str]) -> Found:
    """Guess where the author meant the front matter to end: behind the last line like a field."""
    at, line, last = opening.end(), 1, 0
    mend = ""
    while at < len(text):
        end = _ANY_END.search(text, at)
        assert end is not None  # the end of the text matches
        content = text[at : end.start()]
        line += 1
        if _NEARLY.match(content) and line > 2:
            mend = f"line {line} is {quoted(content)}: write `---`"
            at = end.end()
            break
        if not _FIELD.match(content) or content.startswith(("# ", "## ")):
            break
        last = line
        at = end.end()
    if not mend:
        mend = (
            f"add a line `---` after line {last}"
            if last
            else "if it is meant as a rule across the page, write `***`"
        )
    trouble = Trouble(
        "unclosed-front-matter",
        opening.start(),
        opening.start() + 3,
        "the front matter that opens here is never closed",
        mend,
    )
    return Found(FrontMatter(opening.end(), opening.end()), at, present=True, trouble=trouble)


def _stray_fence(text: str, closing: re.Match[str]) -> Trouble | None:
    """Tell of a `---` in the middle of the fields: what follows it would be printed as text."""
    at = closing.end()
    if not _NAME.match(text, at):
        return None
    while at < len(text):
        end = _ANY_END.search(text, at)
        assert end is not None
        content = text[at : end.start()]
        if content.rstrip() == "---":
            start = closing.start("fence")
            return Trouble(
                "front-matter-syntax",
                start,
                start + 3,
                "this line ends the front matter, but fields and another `---` follow",
                "delete this line if the fields below it belong to the front matter",
                ((at, at + 3),),
            )
        if not _FIELD.match(content):
            return None
        at = end.end()
    return None


def values(text: str, place: FrontMatter) -> Values:
    """Return the values of the front matter: a mapping, and what is wrong with it."""
    if place.end - place.start > LIMIT:
        size = counted(place.end - place.start, "character")
        return Values(
            {},
            (
                Trouble(
                    "front-matter-too-large",
                    place.start,
                    place.start,
                    f"the front matter has {size}, more than the {LIMIT:,} that are read",
                    "move what is prose into the body",
                ),
            ),
        )
    yaml = text[place.start : place.end]
    found = quick.read(yaml)
    if found is not None:
        return Values(found)
    from opslore.document.walk import Walk  # with PyYAML, which a small check can do without

    walk = Walk(yaml, place.start)
    try:
        data = walk.root()
    except UnreadableError as error:
        return Values({}, (error.trouble,))
    if data is None:
        return Values({})
    if not isinstance(data, dict):
        return Values({}, (_no_mapping(text, place, data),))
    return Values(data, tuple(walk.duplicates))


def whole(text: str, *, as_json: bool = False) -> Values:
    """Return the values of a text that is YAML (or JSON) from end to end, of any shape.

    Of several documents in it the first one counts, as in a Backstage descriptor.
    """
    if as_json:
        from opslore.document import json_data

        try:
            read = json_data.read(text)
        except json_data.RepeatedNameError:
            pass
        else:
            return Values({}, (read,)) if isinstance(read, Trouble) else Values(read)
    found = quick.read(text)
    if found is not None:
        return Values(found)
    from opslore.document.walk import Walk

    walk = Walk(text, 0)
    try:
        data = walk.root(first_only=True)
    except UnreadableError as error:
        return Values({}, (error.trouble,))
    return Values({} if data is None else data, tuple(walk.duplicates))


def spans(text: str, place: FrontMatter) -> Mapping[Steps, Span]:
    """Return where every key and value of readable front matter stands."""
    from opslore.document.walk import Walk

    yaml = text[place.start : place.end]
    if "\\u" in yaml:
        from opslore.document import json_data

        yaml = json_data.with_places_kept(yaml)
    walk = Walk(yaml, place.start, record=True)
    with suppress(UnreadableError):  # JSON with more levels than YAML is read with
        walk.root(first_only=True)
    return walk.spans or {}


def _no_mapping(text: str, place: FrontMatter, data: object) -> Trouble:
    found = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*)*").match(text, place.start, place.end)
    start = found.end() if found else place.start
    line = _first_line(text[start : place.end])
    if isinstance(data, str) and (missing := re.match(r"[A-Za-z_][\w-]*:(?=\S)", line)):
        colon = start + missing.end() - 1
        return Trouble(
            "front-matter-syntax",
            colon,
            colon + 1,
            "a space is missing behind this colon",
            f"write {quoted(f'{missing[0]} {line[missing.end() :].strip()}', 60)}",
        )
    what = "a list" if isinstance(data, list) else "a piece of text"
    return Trouble(
        "front-matter-not-a-mapping",
        start,
        start + len(line),
        f"the front matter is {what}, expected fields like `owner: name-of-the-team`",
        f"write it as\n{_EXAMPLE}",
    )


def _first_line(text: str) -> str:
    found = _ANY_END.search(text)
    return text[: found.start()].rstrip() if found else text
