"""The action items of a document, wherever its authors put them.

Below a heading or label of many names: every entry of the outermost list, every row of a table,
every numbered heading; a paragraph where nothing else stands there. Nested bullets belong to their
parent.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from opslore.adopt import item as taking
from opslore.adopt import keys, marks, owners, tables, timeline, words
from opslore.adopt.blocks import Block
from opslore.adopt.blocks import blocks as blocks_of
from opslore.adopt.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.adopt.model import Action
    from opslore.adopt.source import Source
    from opslore.adopt.taken import Around

_NESTED = re.compile(r"^\s*(?:[-*+•]|\d+[.)])\s+")
_BOLD = re.compile(r"^\s*(?:\*\*|__)(?P<in>[^*\n]+?)(?:\*\*|__)\s*(?P<colon>:?)\s*(?P<rest>.*)$")
_NOTHING = re.compile(
    r"(?:none(?: (?:yet|so far|at this time|identified|needed|required))?|n/?a|tbd|tba|todo|no action"
    r"(?:s| items?)?.*|nothing(?: (?:else|yet|so far|to do|planned|needed|required|at this).*)?|-+|\.+|…|\{\{.*|\{[^{}]*\}|<[^>]*>|\[[^\]]*\]|_.*_|to be (?:determined|done).*"
    r"|(?:\.\.\.|xxx|lorem ipsum).*|action(?: item)? ?\d*|item ?\d*)\W*",
    re.IGNORECASE,
)


_LAST_NAMES = re.compile(
    r"(?:[(\[](?P<a>[^()\[\]]{2,60})[)\]]|\s[–—-]\s+(?P<b>[^–—()-]{2,60}?))[\s.]*$"
)


class Region(NamedTuple):
    """Lines below a heading or label about action items."""

    line: int
    end_line: int
    status: str | None  # what the heading says of all of them
    rest: str = ""  # what stands behind the label on its own line


def find(source: Source, around: Around) -> tuple[Action, ...]:
    """Return the action items of a document, in its order."""
    if source.is_huge:
        return ()
    blocks = blocks_of(source)
    found: list[Action] = []
    regions = [*_sections(source), *_labels(source, blocks)]
    for region in sorted(regions):
        inside = [b for b in blocks if region.line <= b.line < region.end_line]
        if region.rest and not any(b.kind == "item" for b in inside):
            found += _made(region.rest, region.line - 1, around, region.status)
            continue
        found += _region(source, inside, around, region)
    taken = {line for region in regions for line in range(region.line, region.end_line)}
    taken |= {line for place in timeline.places(source) for line in place}
    free = [block for block in blocks if block.line not in taken]
    found += tables.free(source, around, taken)
    found += _free_labels(source, free, around)
    unique: dict[tuple[int, str], Action] = {}
    shared = {line for table in source.html_tables for line in table.lines_of_several}
    for action in sorted(found, key=lambda a: a.line):
        # A line holds one item, but for tables whose rows stand on one line.
        unique.setdefault((action.line, action.title if action.line in shared else ""), action)
    return tuple(unique.values())


def lines_of(source: Source) -> frozenset[int]:
    """Return the lines of all sections about action items."""
    return frozenset(n for r in _sections(source) for n in range(r.line, r.end_line))


def _sections(source: Source) -> list[Region]:
    found: list[Region] = []
    end = 0
    sections = source.document.body.sections
    for section in sections:
        alone = section.level == 1 and section is sections[0]
        if section.line < end or alone or not words.is_action(section.title):
            continue
        end = section.end_line
        others = [
            s
            for s in sections
            if section.line < s.line < end and s.level > section.level and words.is_other(s.title)
        ]
        status = marks.of_heading(section.title)
        begin = section.line + 1
        for other in others:
            found.append(Region(begin, other.line, status))
            begin = max(begin, other.end_line)
        found.append(Region(begin, end, status))
    return found


def _labels(source: Source, blocks: list[Block]) -> list[Region]:
    """Return what stands below a label, as a paragraph of its own or as a bullet."""
    taken = lines_of(source)
    found: list[Region] = []
    for index, block in enumerate(blocks):
        if block.line in taken or block.kind not in ("paragraph", "item"):
            continue
        label, rest = _label(block.text)
        if not label or not words.is_action(label):
            continue
        status = marks.of_heading(label)
        if block.kind == "item":
            found.append(Region(block.line + 1, block.end_line, status, rest))
            continue
        end = block.end_line
        listed = False
        for after in blocks[index + 1 :]:
            if after.kind == "heading" or (
                after.kind == "paragraph" and (_label(after.text)[0] or listed)
            ):
                break
            listed = listed or after.kind in ("item", "table")
            end = after.end_line
        if listed or rest:
            found.append(Region(block.line + 1, max(end, block.line + 1), status, rest))
    return found


def _label(text: str) -> tuple[str, str]:
    """Return a label and what stands behind it; empty where there is none."""
    if bold := _BOLD.match(text):
        inside = bold["in"].rstrip()
        if bold["colon"] or inside.endswith(":") or not bold["rest"]:
            return plain(inside.rstrip(": ")), bold["rest"]
        return "", ""
    flat = plain(text)
    if len(flat) >= 60 or not (flat.endswith(":") or (flat.isupper() and len(flat) > 4)):
        return "", ""
    return flat.removesuffix(":").rstrip(), ""


def _region(
    source: Source, blocks: list[Block], around: Around, region: Region
) -> Iterator[Action]:
    headings = [b for b in blocks if b.kind == "heading"]
    if any(_is_heading_item(source, h, blocks) for h in headings):
        yield from _heading_items(source, blocks, around, region.status)
        return
    parts: list[list[Block]] = [[]]
    for block in blocks:
        if block.kind == "heading":
            parts.append([])
        parts[-1].append(block)
    for part in parts:
        heading = part[0] if part and part[0].kind == "heading" else None
        said = marks.of_heading(plain(heading.text)) if heading else None
        owner = owners.group(heading.text, around.known) if heading else None
        sure = owner and (
            owners.looks_like_team(owner)
            or owner in around.known
            or (heading and owners.labelled(heading.text))
        )
        if owner and not sure:
            owner = None  # the headings of a team's own systems look like names
        yield from _part(source, part, around, said or region.status, owner, bool(heading))


def _part(
    source: Source,
    part: list[Block],
    around: Around,
    status: str | None,
    owner: str | None,
    headed: bool,
) -> Iterator[Action]:
    """Yield the items below one heading."""
    top = min((b.depth for b in part if b.kind == "item"), default=0)
    items = [b for b in part if b.kind == "item" and b.depth == top]
    titled = [b for b in items if b.numbered and b.text.startswith("**")]
    if titled and len(titled) < len(items) and any(not b.numbered for b in items):
        items = titled  # what stands unindented below bold steps belongs to them
    around = around._replace(first_names=_first_names(items))
    group_status, group_owner = status, owner
    listed = bool(items) or any(b.kind == "table" for b in part)
    made = {b.line: tables.rows(source, b.line, around) for b in part if b.kind == "table"}
    tabled = max((line for line, rows in made.items() if len(rows) > 1), default=0)
    for block in part:
        if block.kind == "table":
            yield from _with(made[block.line], group_status, group_owner)
        elif block.line < tabled:
            continue  # what stands before a table of items explains it
        elif block.kind == "paragraph":
            label, rest = _label(block.text)
            if label and not rest:
                group_status = marks.of_heading(label) or status
                group_owner = owners.group(label, around.known) or owner
            elif (text := words.labelled(plain(block.text))) is not None:
                behind = block.text[block.text.find(text.split()[0]) :]
                yield from _with(_made(behind, block.line, around), group_status, group_owner)
            elif not listed and _is_item(block, headed=headed):
                yield from _with(_made(block.text, block.line, around), group_status, group_owner)
        elif block in items:
            yield from _with(_entry(source, block, part, around), group_status, group_owner)


def _entry(source: Source, block: Block, part: list[Block], around: Around) -> Iterator[Action]:
    label, rest = _label(block.text)
    children = [
        b
        for b in part
        if b.kind == "item" and block.line < b.line < block.end_line and b.depth == block.depth + 1
    ]
    free = [b for b in children if not _is_field(b.text)]
    if free and words.sorts(plain(block.text)):
        label, rest = plain(block.text), ""
    sorts = label and not rest and free
    nobody = owners.NOBODY.fullmatch(label.strip(" .:"))
    if sorts and (
        words.sorts(label)
        or nobody
        or plain(block.text).endswith(":")
        or owners.group(label, around.known)
    ):
        owner = owners.group(label, around.known)
        for child in free:
            made = _item(source, child, around)
            yield from _with(iter([made] if made else []), marks.of_heading(label), owner)
        return
    if (made := _item(source, block, around)) is not None:
        yield made


def _item(source: Source, block: Block, around: Around) -> Action | None:
    text = block.text
    if (labelled := words.labelled(plain(text))) is not None and "](" not in text:
        text = labelled
    if _NOTHING.fullmatch(plain(text)) and not text.startswith(("[", "~")):
        return None
    return taking.action(text, block.line, around, _further(source, block))


def _further(source: Source, block: Block) -> list[str]:
    """Return the lines below the first paragraph of an item."""
    return [
        source.lines[n]
        for n in range(block.line + 1, min(block.end_line, len(source.lines)))
        if n not in source.fenced
        and source.lines[n].strip()
        and (_NESTED.match(source.lines[n]) or keys.field_of(source.lines[n]))
    ]


def _made(text: str, line: int, around: Around, status: str | None = None) -> Iterator[Action]:
    if _NOTHING.fullmatch(plain(text)):
        return
    made = taking.action(text, line, around)
    if made:
        yield replace(made, status=made.status or status)


def _with(
    actions: Iterator[Action] | list[Action], status: str | None, owner: str | None
) -> Iterator[Action]:
    for action in actions:
        yield replace(action, status=action.status or status, owner=action.owner or owner)


def _is_item(block: Block, *, headed: bool) -> bool:
    """Whether a paragraph is an item: short, and begins like a thing to do."""
    text = plain(block.text)
    if text.endswith(":") or len(text) > 300 or block.text.startswith(("_", "*", "<", "!", "[^")):
        return False
    return words.is_imperative(text) and (headed or len(re.findall(r"[.!?]\s", text)) <= 1)


def _is_field(text: str) -> bool:
    return keys.field_of(text) is not None


def _first_names(items: list[Block]) -> bool:
    """Whether every item ends with names in brackets or behind a dash: "(Ada)", "– Ada"."""
    found = [_LAST_NAMES.search(block.text) for block in items]
    names = [
        all(
            owners.single_name(part)
            for part in re.split(r"\s*[,&/]\s*|\s+and\s+", m["a"] or m["b"])
        )
        for m in found
        if m
    ]
    return len(items) >= 2 and len(names) == len(items) and all(names)


def _is_heading_item(source: Source, heading: Block, blocks: list[Block]) -> bool:
    """Whether a heading below a section of actions is an item itself."""
    text = plain(heading.text)
    if words.labelled(text) is not None:
        return True
    below = _below(heading, blocks)
    entries = [b for b in below if b.kind == "item"]
    fields = [b for b in entries if _is_field(b.text)] or [
        b for b in below if b.kind == "paragraph" and _is_field(b.text)
    ]
    facts = {found[0] for b in fields if (found := keys.field_of(b.text))}
    if facts & {"owner", "due", "status", "ticket"}:
        return True
    bare = words.numbered(text)
    if bare is None or not marks.leading(bare).text:
        return False
    del source
    return not (entries and words.is_group(bare)) and not any(b.kind == "table" for b in below)


def _below(heading: Block, blocks: list[Block]) -> list[Block]:
    found: list[Block] = []
    for block in blocks:
        if block.line <= heading.line:
            continue
        if block.kind == "heading":
            break
        found.append(block)
    return found


def _heading_items(
    source: Source, blocks: list[Block], around: Around, status: str | None
) -> Iterator[Action]:
    for heading in (b for b in blocks if b.kind == "heading"):
        below = _below(heading, blocks)
        if not _is_heading_item(source, heading, blocks):
            said = marks.of_heading(plain(heading.text)) or status
            yield from _part(source, [heading, *below], around, said, None, True)
            continue
        flat = plain(heading.text)
        text = words.labelled(flat) or words.numbered(flat)
        if text is None or "](" in heading.text or "~~" in heading.text:
            text = re.sub(r"^\s*(?:\d+(?:\.\d+)*[.):])\s+", "", heading.text)
        end = below[-1].end_line if below else heading.end_line
        further = [
            source.lines[n]
            for n in range(heading.line + 1, min(end, len(source.lines)))
            if n not in source.fenced and source.lines[n].strip()
        ]
        made = taking.action(text, heading.line, around, further)
        if made and not _NOTHING.fullmatch(made.title):
            yield replace(made, status=made.status or status)


def _free_labels(source: Source, blocks: list[Block], around: Around) -> Iterator[Action]:
    """Yield items with a label of their own outside of any section: "**Action 2:** ..."."""
    for block in blocks:
        text = plain(block.text)
        if block.kind == "table" or (found := words.labelled(text)) is None:
            continue
        if block.kind == "heading":
            further = [source.lines[b.line] for b in _below(block, blocks)]
            made = taking.action(found, block.line, around, further)
        elif block.text.startswith("**"):
            made = taking.action(
                _BOLD.sub(lambda m: m["rest"] or found, block.text), block.line, around
            )
        else:
            continue
        if made:
            yield made
