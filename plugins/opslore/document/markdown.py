"""From Markdown to the parts of a body: one pass over pyromark's events, as they come."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyromark

from opslore.document import anchors
from opslore.document.elements import Cell, Link, Table
from opslore.document.indented import HEADING, teach
from opslore.document.parts import Item, Parts
from opslore.document.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opslore.document.body import Body

_PARSER = pyromark.Markdown(
    options=pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_TASKLISTS
)
# Six times what a document of the largest size has that people wrote. A megabyte of `#` or `-`
# has more, and would take seconds and hundreds of megabytes.
MOST_EVENTS = 250_000

LONGEST_ORDINAL = 60  # characters; lists nested deeper than anybody can follow

_NUMBER = re.compile(r"[0-9]+")
_MARKUP = re.compile(r"[*_`\[<&\\]")
_LINKS = frozenset({"Link", "Image"})
_ROWS = frozenset({"TableHead", "TableRow"})
_ADDRESSES = ("Autolink", "Email")


def parse_body(path: str, text: str, offset: int) -> Body:
    """Return the body that begins at an index of a document's text."""
    places = Places(path, text, offset)
    parts = Parts(places, plain)
    markup, taught = teach(text[offset:])
    events: Iterator[tuple[Any, Any]] = _PARSER.events_with_range(markup)
    _walk(islice(events, MOST_EVENTS), parts, taught)
    parts.complete = next(events, None) is None
    return parts.body()


def plain(text: str) -> str:
    """Return the words of a line of Markdown."""
    if not _MARKUP.search(text):
        return text
    words: list[str] = []
    event: Any
    for event in _PARSER.events(text):
        if event.__class__ is str:
            words.append(" ")
        else:
            words.append(event.get("Text") or event.get("Code") or "")
    return "".join(words).strip()


def _walk(  # noqa: PLR0915 - one loop: a call for each event would take half as long again
    events: Iterable[tuple[Any, Any]], parts: Parts, taught: set[int]
) -> None:
    """Go through the events once.

    `text` gathers the words of the paragraph, heading or cell that is open. Around the text of
    a list item whose parts no blank line separates there is no paragraph: such text is taken
    when the next block begins, or the item ends.
    """
    places, words, ids = parts.places, parts.words, parts.ids
    flat = places.flat
    attributes = "{" in flat  # whether there can be attribute lists at all
    items: list[Item] = []  # open ones, admonitions among them
    counts: list[int | None] = []  # the next number of each open list; None for bullets
    around = [""]  # what is open: "list", "quote", "admonition", "footnote"
    labels: list[tuple[str, bool, bool, int, int]] = []  # of the links and images that are open
    text: list[str] = []
    code: list[str] | None = None
    html: list[str] = []
    cells: list[Cell] = []
    rows: list[tuple[Cell, ...]] = []
    header: tuple[Cell, ...] = ()
    row_line = 0
    info: str | None = None
    depth = 0  # list items that are open
    last = 0  # where the latest content ended
    loose = 0  # where the latest block ended, so where text without a paragraph may begin
    mark = 0  # words before the heading that is open
    joint = -1  # where the latest words ended
    after_inline = False

    for event, span in events:
        if event.__class__ is str:
            if event == "Rule":
                if text:
                    parts.tight(text, items, (loose, span["start"]), last, around[-1])
                last = loose = span["end"]
            else:
                text.append(" ")
                after_inline = False
            continue
        kind, value = event.popitem()
        if kind == "Text":
            start, last = span["start"], span["end"]
            if code is not None:
                code.append(places.source(start, last) if taught else value)
                continue
            if after_inline:
                after_inline = False
                if value[0] == "{":
                    value, identity = anchors.inline_attributes(value)
                    if identity:
                        ids.add(identity)
            text.append(value)
            if start == joint:
                words[-1] = last
            else:
                words.append(start)
                words.append(last)
            joint = last
        elif kind == "Start":
            start = span["start"]
            if value.__class__ is str:
                if value == "Paragraph":
                    if text:
                        parts.tight(text, items, (loose, start), last, around[-1])
                elif value == "Item":
                    while flat[start] in " \t":  # up to three may belong to the range
                        start += 1
                    item = Item(places.line(start), items[-1].ordinal if items else "")
                    items.append(item)
                    loose = start
                    if start in taught:
                        around.append("admonition")
                        item.text = ""
                        continue
                    around.append("list")
                    depth += 1
                    count = counts[-1]
                    if count is None:
                        item.slot = len(parts.bullets)
                        parts.bullets.append(None)
                        continue
                    digits = _NUMBER.match(flat, start)
                    item.number = int(digits[0]) if digits else count
                    if len(item.ordinal) < LONGEST_ORDINAL:
                        item.ordinal += f".{item.number}" if item.ordinal else str(item.number)
                    item.shown = count
                    counts[-1] = count + 1
                    item.slot = len(parts.steps)
                    parts.steps.append(None)
                elif value == "HtmlBlock":
                    if text:
                        parts.tight(text, items, (loose, start), last, around[-1])
                    html = []
                elif value in _ROWS:
                    cells = []
                    row_line = places.line(start)
                continue
            kind, value = value.popitem()
            if kind in _LINKS:
                address = value["link_type"] in _ADDRESSES
                labels.append((value["dest_url"], kind == "Image", address, len(text), len(words)))
                continue
            if text:
                parts.tight(text, items, (loose, start), last, around[-1])
            if kind == "List":
                counts.append(value)
            elif kind == "CodeBlock":
                code = []
                info = None if value.__class__ is str else value["Fenced"]
            elif kind == "Heading":
                mark = len(words)
            elif kind == "Table":
                rows = []
            elif kind == "BlockQuote":
                around.append("quote")
            elif kind == "FootnoteDefinition":
                around.append("footnote")
                ids.add(f"fn:{value}")
        elif kind == "End":
            start, end = span["start"], span["end"]
            if value.__class__ is not str:
                if "Heading" in value:
                    joined = "".join(text).strip()
                    text.clear()
                    if start - HEADING not in taught:
                        level = int(value["Heading"][1])
                        if parts.heading(level, joined, (start, end), around[-1]):
                            del words[mark:]
                            joint = -1
                    last = loose = end
                elif "List" in value:
                    counts.pop()
                    loose = end
                elif "BlockQuote" in value:
                    around.pop()
                    loose = end
            elif value == "Paragraph":
                joined = "".join(text).strip()
                text.clear()
                if items and items[-1].text is None:
                    items[-1].text = joined
                else:
                    parts.paragraph(joined, start, end, around[-1])
                loose = end
            elif value == "Item":
                if text:
                    parts.tight(text, items, (loose, end), last, around[-1])
                item = items.pop()
                around.pop()
                if item.slot >= 0:
                    depth -= 1
                    parts.item(item, last, depth)
            elif value in _LINKS:
                target, image, address, first, mark_words = labels.pop()
                label = "".join(text[first:]).strip()
                if image:
                    del text[first:]
                if image or address:
                    del words[mark_words:]
                    joint = -1
                parts.links.append(Link(target, label, image, start, end, places))
                last = end
                after_inline = attributes
            elif value == "TableCell":
                cells.append(Cell("".join(text).strip(), row_line))
                text.clear()
            elif value == "TableRow":
                rows.append(tuple(cells))
                last = end
            elif value == "TableHead":
                header = tuple(cells)
                last = end
            elif value == "Table":
                parts.tables.append(Table(header, tuple(rows), places.line(start)))
                loose = end
            elif value == "CodeBlock":
                if info is not None:
                    last = end  # without a fence, blank lines may follow before the end
                parts.code(info, "".join(code or ()), (start, last), items[-1] if items else None)
                code = None
                loose = end
            elif value == "HtmlBlock":
                parts.raw("".join(html), start)
                loose = end
            elif value == "FootnoteDefinition":
                around.pop()
            else:  # emphasis and the like
                after_inline = attributes
        elif kind == "Code":
            text.append(value)
            last = span["end"]
            after_inline = attributes
        elif kind == "InlineHtml":
            parts.raw(value, span["start"])
            last = span["end"]
        elif kind == "Html":
            last = span["end"]
            html.append(places.source(span["start"], last) if taught else value)
        elif kind == "TaskListMarker":
            items[-1].checked = value
            last = span["end"]
        elif kind == "FootnoteReference":
            ids.add(f"fnref:{value}")
            last = span["end"]
