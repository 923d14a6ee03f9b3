"""Adding a review to front matter as its author would: nothing else in the file changes.

The places of all values are known from the YAML itself, so text is inserted and never written
anew: comments, order, line ends, quotes and indentation stay as they are. The result is read
again and compared; what cannot be done safely is refused.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from opslore.cli._failure import Failure
from opslore.document import Document, parse
from opslore.document.front_matter import spans
from opslore.schema.words import scalar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opslore.document.model import Span

FIELD = "verified"
_IN_FLOW = re.compile(r"[,\[\]{}:#]")
_DASH = re.compile(r"([ \t]*)-([ \t]+)")
_LINE_END = re.compile(r"\r\n?|\n|\Z")


class _Insert(NamedTuple):
    place: int  # index into the text
    text: str
    end: int = -1  # where the text that is replaced ends; -1: nothing is

    def stop(self) -> int:
        return max(self.place, self.end)


def with_review(document: Document, entry: Mapping[str, str]) -> str:
    """Return the document's text with `entry` as its latest review; raises Failure."""
    _refuse_unsafe(document)
    text = document.text
    if not document.has_front_matter:
        return _first(document, entry)
    done = text
    for insert in sorted(_inserts(document, entry), reverse=True):
        done = done[: insert.place] + insert.text + done[insert.stop() :]
    if not _only_reviewed(document, done, entry):
        raise Failure(
            f"{document.path}: the list `{FIELD}` is written in a way that cannot be added to "
            f"safely; add this to it by hand:\n{_block(entry, '', ' ', chr(10))}"
        )
    return done


def _first(document: Document, entry: Mapping[str, str]) -> str:
    """Return a text that had no front matter with one that holds the review."""
    break_ = "\r\n" if "\r\n" in document.text else "\n"
    lines = ("---", f"{FIELD}:", _block(entry, "  ", " ", break_), "---", "", "")
    return break_.join(lines) + document.text.lstrip("\r\n")


def _refuse_unsafe(document: Document) -> None:
    if document.path.endswith((".yaml", ".yml")):
        raise Failure(f"{document.path} is a descriptor of another tool, which has no `{FIELD}`")
    if document.faults:
        fault = document.faults[0]
        raise Failure(f"{fault.at}: {fault.message}; mend this first (opslore check shows how)")
    for (field,), (key,) in document.elsewhere.items():
        raise Failure(f"{document.at(field, key=True)}: `{key}` is no field, write `{field}` first")
    if document.has_front_matter and not document.data:
        raise Failure(f"{document.path} has no field to add to: put `status: active` between `---`")
    if not isinstance(document.data.get(FIELD, []), (list, dict, type(None))):
        at = document.at(FIELD)
        raise Failure(f"{at}: `{FIELD}` is expected to be a list; mend this first")


def _inserts(document: Document, entry: Mapping[str, str]) -> list[_Insert]:
    text = document.text
    places = spans(text, document.front_matter)
    here = places.get((FIELD,))
    value = document.data.get(FIELD)
    if here is None:
        return [_new_field(document, places, entry)]
    if value is None:
        return _into_nothing(document, here, entry)
    if isinstance(value, dict):
        return _from_single(text, here, entry)
    if text[here.start] == "[":
        last = places[FIELD, len(value) - 1] if value else None
        return _into_flow(text, here, last, entry)
    return _into_block(text, places[FIELD, len(value) - 1], entry)


def _new_field(document: Document, places: Mapping[Any, Span], entry: Mapping[str, str]) -> _Insert:
    text, end = document.text, document.front_matter.end
    first = min(span.key_start for steps, span in places.items() if len(steps) == 1)
    indent = text[_line_start(text, first) : first]
    if indent.strip():
        raise Failure(f"{document.path}: the front matter is written in braces; add it by hand")
    break_ = _break_before(text, end)
    inner = _list_indent(document)
    lines = _block(entry, indent + inner, " ", break_)
    return _Insert(end, f"{indent}{FIELD}:{break_}{lines}{break_}")


def _into_nothing(document: Document, here: Span, entry: Mapping[str, str]) -> list[_Insert]:
    text = document.text
    start = _line_start(text, here.key_start)
    indent = text[start : here.key_start]
    end = _line_end(text, here.end)
    break_ = _break_before(text, document.front_matter.end)
    lines = _block(entry, indent + _list_indent(document), " ", break_)
    inserts = [_Insert(end, f"{break_}{lines}")]
    if here.end > here.start:  # `~` or `null`
        gap = re.search(r"[ \t]*\Z", text[: here.start])
        inserts.append(_Insert(gap.start() if gap else here.start, "", here.end))
    return inserts


def _from_single(text: str, here: Span, entry: Mapping[str, str]) -> list[_Insert]:
    if text[here.start] == "{":
        return [_Insert(here.start, "["), _Insert(here.end, f", {_flow(entry)}]")]
    start = _line_start(text, here.start)
    indent = text[start : here.start]
    break_ = _break_before(text, start)
    end = _line_end(text, here.end)
    breaks = re.finditer(r"(?:\r\n?|\n)(?=[ \t]*[^\s])", text[here.start : end])
    deeper = [_Insert(here.start + found.end(), "  ") for found in breaks]
    added = break_ + _block(entry, indent, " ", break_)
    return [_Insert(here.start, "- "), *deeper, _Insert(end, added)]


def _into_flow(text: str, here: Span, last: Span | None, entry: Mapping[str, str]) -> list[_Insert]:
    if last is None:
        return [_Insert(here.start + 1, _flow(entry))]
    start = _line_start(text, last.start)
    indent = text[start : last.start]
    if indent.strip():
        return [_Insert(last.end, f", {_flow(entry)}")]
    # One review a line: so is the new one, and a remark at the end of a line stays there.
    line = f"{_break_before(text, start)}{indent}{_flow(entry)}"
    end = _line_end(text, last.end)
    if end == last.end or "]" in text[last.end : end].partition("#")[0]:
        return [_Insert(last.end, f",{line}")]
    if re.match(r"[ \t]*,", text[last.end : end]):
        return [_Insert(end, f"{line},")]
    return [_Insert(last.end, ","), _Insert(end, line)]


def _into_block(text: str, last: Span, entry: Mapping[str, str]) -> list[_Insert]:
    start = _line_start(text, last.start)
    dash = _DASH.fullmatch(text[start : last.start])
    if dash is None:  # the dash stands alone on a line before
        dash = _DASH.match(text[: last.start].rstrip("\r\n \t").rpartition("\n")[2] + " ")
    if dash is None:
        return []
    break_ = _break_before(text, start)
    flow = text[last.start] == "{"
    made = f"{dash[1]}-{dash[2]}{_flow(entry)}" if flow else _block(entry, dash[1], dash[2], break_)
    return [_Insert(_line_end(text, last.end), break_ + made)]


def _only_reviewed(before: Document, text: str, entry: Mapping[str, str]) -> bool:
    after = parse(before.path, text)
    value = before.data.get(FIELD)
    listed = [value] if isinstance(value, dict) else list(value or [])
    wanted = dict(before.data) | {FIELD: [*listed, dict(entry)]}
    told, tells = before.front_matter_text, after.front_matter_text
    remarks = re.findall(r"#[^\r\n]*", told)
    return (
        not after.faults
        and after.data == wanted
        and list(after.data) == list(wanted)
        and after.text[after.body_offset :] == before.text[before.body_offset :]
        and all(tells.count(remark) >= told.count(remark) for remark in remarks)
    )


def _flow(entry: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{key}: {_flow_scalar(value)}' for key, value in entry.items())}}}"


def _flow_scalar(value: str) -> str:
    # In braces a colon or a comma ends a plain text for some readers of YAML.
    return json.dumps(value, ensure_ascii=False) if _IN_FLOW.search(value) else scalar(value)


def _block(entry: Mapping[str, str], indent: str, gap: str, break_: str) -> str:
    lines = [f"{key}: {scalar(value)}" for key, value in entry.items()]
    inner = f"{break_}{indent} {' ' * len(gap)}"
    return f"{indent}-{gap}{inner.join(lines)}"


def _list_indent(document: Document) -> str:
    """Return how far the author indents lists below their field."""
    found = re.search(
        r"^([ \t]*)[\w-]+:[ \t]*(?:#.*)?(?:\r\n?|\n)([ \t]*)- ",
        document.front_matter_text,
        re.MULTILINE,
    )
    return found[2].removeprefix(found[1]) if found else "  "


def _line_start(text: str, index: int) -> int:
    return max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1


def _line_end(text: str, index: int) -> int:
    found = _LINE_END.search(text, index)
    return found.start() if found else len(text)


def _break_before(text: str, index: int) -> str:
    """Return the line end that closes the line before `index`."""
    found = re.search(r"(\r\n?|\n)\Z", text[:index])
    return found[1] if found else "\n"
