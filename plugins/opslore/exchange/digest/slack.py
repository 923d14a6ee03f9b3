"""A message for Slack as Block Kit JSON, for `chat.postMessage` or an incoming webhook."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from opslore.exchange.digest._place import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opslore.exchange.digest._place import Place
    from opslore.views._brief import Brief, Line, Section
    from opslore.views.base import Link

SUFFIX = "json"
MANY = False
# https://docs.slack.dev/reference/block-kit/blocks
BLOCKS, HEADER, SECTION = 50, 150, 3000
LINE = 1200  # longer ones are cut: a message is to be glanced at
_INVISIBLE = "\u2060"  # word joiner: keeps `*` and the like from being read as markup
_MARKS = re.compile(r"`|(?<!\w)[*_~]|[*_~](?!\w)")  # in the midst of a word they are no markup


def write(briefs: Sequence[Brief], site: Place) -> bytes:
    """Return `{"text", "blocks"}`; what is too much for a message is left to the page."""
    brief = briefs[0]
    blocks = [_header(brief.title), _mrkdwn(f"{_span(brief)}\n{_text(' '.join(brief.lead))}")]
    left = 0
    for section in brief.sections:
        # One place is kept for the last block; of what is too much, the first lines are shown.
        for text, lines in _section(section, site):
            if len(blocks) < BLOCKS - 1:
                blocks.append(_mrkdwn(text))
            else:
                left += lines
    blocks.append(_end(brief, site, left))
    told = {"text": f"{_text(brief.title)}: {_text(' '.join(brief.lead))}", "blocks": blocks}
    told["text"] = told["text"][:SECTION]
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _header(title: str) -> dict[str, Any]:
    text = _cut(one_line(title), HEADER)
    return {"type": "header", "text": {"type": "plain_text", "text": text, "emoji": False}}


def _mrkdwn(text: str) -> dict[str, Any]:
    # Verbatim: nothing an author wrote becomes a mention, a channel or a link.
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _section(section: Section, site: Place) -> Iterator[tuple[str, int]]:
    """Yield the texts of a section, none too long for a block, and how many lines each has."""
    lines = [f"*{_text(section.heading)}*"]
    if section.table:
        lines += [
            _text(row) if row.endswith(":") else f"• {_text(row)}" for row in section.table.told()
        ]
        if section.table.note:
            lines.append(_text(section.table.note))
    lines += [_item(line, site) for line in section.lines]
    if section.rest:
        lines.append(_text(section.rest))
    together: list[str] = []
    for line in lines:
        if together and len("\n".join((*together, line))) > SECTION:
            yield "\n".join(together), len(together)
            together = []
        together.append(line)
    yield "\n".join(together), len(together)


def _item(line: Line, site: Place) -> str:
    chip = f"`{_text(line.chip.text)}` " if line.chip else ""
    words = f": {_text(line.words)}" if line.words else ""
    also = f" {_link(line.also, site)}" if line.also.title else ""
    head = f"• {chip}{_link(line.link, site)}{words}{also}"
    if len(head) > LINE:
        head = f"• {chip}{_link(line.link, site)}"
    told = f"{head}\n    {_text(line.note)}" if line.note else head
    return told if len(told) <= SECTION else f"• {chip}{_text(line.link.title)}"


def _end(brief: Brief, site: Place, left: int) -> dict[str, Any]:
    words = [f"As of {brief.as_of}."]
    if left:
        words.append(f"{left} more line{'s' if left > 1 else ''} on the page.")
    if brief.form != "newsletter" and (address := site.address(brief.key)):
        words.append(f"<{_address(address)}|The whole digest>")
    element = {"type": "mrkdwn", "text": " ".join(words), "verbatim": True}
    return {"type": "context", "elements": [element]}


def _span(brief: Brief) -> str:
    return f"_{_text(brief.period.span)}{', still going on' if brief.current else ''}_"


def _link(link: Link, site: Place) -> str:
    address = site.address(link.key)
    return f"<{_address(address)}|{_text(link.title)}>" if address else _text(link.title)


def _address(address: str) -> str:
    return address.replace("&", "&amp;").replace("|", "%7C").replace(">", "%3E").replace("<", "%3C")


def _text(text: str) -> str:
    """Return text that Slack shows as it was written (https://docs.slack.dev/messaging)."""
    told = _cut(one_line(text), LINE // 2)
    while len(escaped := _escaped(told)) > LINE // 2:  # `&` takes five places
        told = _cut(told, len(told) * LINE // (2 * len(escaped)))
    return escaped


def _escaped(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKS.sub(rf"{_INVISIBLE}\g<0>{_INVISIBLE}", escaped).replace("|", "¦")


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
