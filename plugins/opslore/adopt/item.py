"""One action item, taken apart: what to do, who, by when, in what state, tracked where.

What people add to an item stands around it: boxes and emoji before, names, days, states and links
behind, in brackets, behind dashes, or as `Owner: ...`. These are peeled off from the outside; what
is left are the words of the item.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.adopt import dates, marks, owners, tickets, words
from opslore.adopt.additions import TICKET_WORDS, peel
from opslore.adopt.keys import FIELD, LABEL, field_of
from opslore.adopt.model import Action
from opslore.adopt.plain import HELD, hold, plain, release
from opslore.adopt.taken import HIGH, Around, Facts, all_words, release_links, take

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from opslore.adopt.plain import Target

_LEAD_TICKET = re.compile(
    r"^[\s(\[*_]*(?:\w{1,12}\s)?(?P<marks>\x01\d+\x02(?:[\s,/&]*\x01\d+\x02)*)[)\]*_]*\s*[:–—-]*\s+"
)
_INNER_TICKET = re.compile(r"\s*\((?P<before>[^()\x01]{0,40})\x01(?P<n>\d+)\x02[^()\x01]{0,20}\)")
_LEAD_HANDLE = re.compile(
    r"^[\s*_(\[]*(?P<in>@[\w./-]+)[)\]*_]*\s*(?:[:,–—-]\s*|\s+(?:to|will|should)\s+)"
)
_LEAD_BOLD = re.compile(
    r"^\s*(?:\*\*|__)(?P<in>[^*_\n]{2,60}?)(?P<c>:?)(?:\*\*|__)(?P<d>\s*[:–—-])?\s+(?=\S)"
)
_LEAD_NAME = re.compile(r"^(?P<in>[^:.\x01]{2,40}):\s+(?=\S)")
_LEAD_KEY = re.compile(
    r"^[\s\[(*_]*(?P<key>[A-Z][A-Z0-9]{1,9}-\d{1,6}|#\d{2,7}|[\w.-]+(?:/[\w.-]+)+[#!]\d{1,7})[\])*_]*\s*[:–—-]*\s+"
)
_PRIORITY = re.compile(
    r"^[\s\[(*_]*(?P<p>P[0-4]|HIGH|MEDIUM|LOW|CRITICAL|High|Medium|Low)(?:\s+priority)?(?:[\])*_:]+\s*[–—-]?\s*|\s+[–—-]\s+)"
)
_BOX = re.compile(r"^\s*\[(?P<x>[ xX✓~/>-])\]\s+")
_BOXES = {
    "x": "done", "X": "done", "✓": "done", " ": "open", "/": "in-progress", "-": "cancelled",
    "~": None, ">": None,
}  # fmt: skip
_LEAD_LABEL = re.compile(
    r"^(?:\*\*|__)?(?:what|action(?: item)?|task|ai|item|to-?do item|description)(?:\*\*|__)?\s*:(?:\*\*|__)?\s+(?=\S)",
    re.IGNORECASE,
)
_LEAD_WHO = re.compile(
    r"^(?P<in>[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]+){1,2})\s+to\s+(?P<what>[a-z]+)\s"
)


LONGEST = 4000  # characters of an item that are looked at


def action(
    text: str,
    line: int,
    around: Around,
    further: Iterable[str] = (),
    given: Mapping[str, str] | None = None,
) -> Action | None:
    """Return an item made of its text in Markdown; None if no words are left.

    `further` are the lines that belong to it (nested bullets), `given` the cells of its row.
    """
    text = " ".join(text.split())[:LONGEST]
    facts = Facts()
    for name, value in (given or {}).items():
        take(name, value, facts, around, cell=True)
    if box := _BOX.match(text):
        facts.status = facts.status or _BOXES[box["x"]]
        text = text[box.end() :]
    text = _LEAD_LABEL.sub("", text, count=1)
    boxed = facts.status
    crossed, text = marks.struck(text)
    said = marks.leading(text)
    facts.status, text = facts.status or said.status, said.text
    if found := _PRIORITY.match(text):
        facts.priority = facts.priority or HIGH.get(found["p"].lower())
        text = text[found.end() :]
    held_text, held = hold(text, around.references)
    bold = _LEAD_BOLD.match(held_text)
    held_text = _lead(held_text, held, facts, around)
    held_text = _labels(held_text, facts, around, held)
    held_text = peel(held_text, held, facts, around)
    held_text, _, behind = _inner(held_text, held, facts).partition(marks.STRUCK)
    facts.reason = facts.reason or plain(release(behind, held)).strip(" :;,.–—-()")
    title = plain(release(held_text, held)).strip(" :;,–—-")
    for more in further:
        _further(more, facts, around)
    if crossed and facts.status in (None, "open"):
        facts.status = "cancelled" if boxed == "open" else facts.status or "done"
    if not re.search(r"\w", title):
        return None
    lead = plain(release(bold["in"], held)).strip(" :") if bold else ""
    return Action(
        title,
        line,
        facts.owner,
        facts.due.day if facts.due else None,
        facts.status,
        tuple(facts.tickets),
        lead if title.startswith(lead) else "",
        facts.due_said,
        facts.status_said,
        facts.reason if facts.status == "cancelled" else "",
        facts.priority,
    )


def _lead(text: str, held: list[Target], facts: Facts, around: Around) -> str:
    if (found := _LEAD_TICKET.match(text)) and all_words(found["marks"], held):
        for n in HELD.findall(found["marks"]):
            facts.ticket(held[int(n)].url)
        text = text[found.end() :]
    key = _LEAD_KEY.match(text)
    if key and (tickets.KEY.fullmatch(key["key"]) or re.search(r"[#!]\d", key["key"])):
        facts.ticket(key["key"])
        text = text[key.end() :]
    if found := _LEAD_HANDLE.match(text):
        facts.owner = facts.owner or owners.person(found["in"])
        text = text[found.end() :]
    else:
        found = _LEAD_BOLD.match(text)
        found = found if found and (found["c"] or found["d"]) else _LEAD_NAME.match(text)
        name = owners.named(found["in"], around.known) if found else None
        if found and name:
            sure = owners.is_team(name) or name in around.known or text[found.end()].islower()
            if sure or found["in"].lstrip().startswith("@"):
                facts.owner = facts.owner or name
                text = text[found.end() :]
        elif (who := _LEAD_WHO.match(text)) and _does(who["in"], who["what"], around):
            facts.owner = facts.owner or who["in"]
            text = text[who.start("what") :]
    return text


def _in_a_row(text: str, around: Around) -> list[re.Match[str]]:
    """Return the fields at the end of a text if each has a value that fits, and two differ."""
    found = list(LABEL.finditer(text))
    if len(found) < 2:
        return []
    names = [next((n for n, p in FIELD.items() if p.fullmatch(m["key"])), "") for m in found]
    ends = [*(m.start() for m in found[1:]), len(text)]
    values = [text[m.end() : end].strip() for m, end in zip(found, ends, strict=True)]
    for name, value in zip(names, values, strict=True):
        day = dates.due(value, around.order, around.after)
        fits = {
            "owner": value.startswith("@") or len(value.split()) == 1 or owners.named(value),
            "due": day and day.start == 0 and day.end == len(value),
            "status": marks.of_word(value),
        }
        if not fits.get(name):
            return []
    return found if len(set(names)) >= 2 else []


def _does(who: str, what: str, around: Around) -> bool:
    """Whether it is a person or a team who does it: "Ada Example to add ...", no "Ask Ada to ..."."""
    named = owners.named(who, around.known)
    return bool(named) and words.is_imperative(what) and not words.is_imperative(who)


def _labels(text: str, facts: Facts, around: Around, held: list[Target]) -> str:
    """Take off fields that stand behind the words: "... Owner: Ada, Due: 1 May 2025"."""
    found = [
        m
        for m in LABEL.finditer(text)
        if m["key"][0].isupper()
        or m["before"] in ("(", "[", "|", ",", ";", "–", "—", "-", "·")
        or (m["before"] == "`" and text.count("`") == 2)
        or (m["before"].isspace() and text[: m.start()].rstrip()[-1:] in "([|,;–—-.·")
        if m["key"].lower()
        not in ("by", "when", "lead", "who", "in", "links", "link", "pr", "timeline")
        or m["before"] in ("(", "[", "|", ",", ";")
    ]
    if not found:
        # "... due: 2025-05-01 owner: ada": two fields in a row are no words.
        found = _in_a_row(text, around)
    if not found or found[0].start() == 0:
        return text
    for index, match in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else len(text)
        value = re.sub(r"[\s,;|()\[\]–—·`-]+$", "", text[match.end() : end])
        name = next(n for n, p in FIELD.items() if p.fullmatch(match["key"]))
        take(name, release_links(value, held), facts, around)
    return text[: found[0].start()].rstrip(" ,;|([–—·`-")


def _inner(text: str, held: list[Target], facts: Facts) -> str:
    """Take the tickets that stand inside the words, and drop their brackets."""

    def drop(match: re.Match[str]) -> str:
        link = held[int(match["n"])]
        words = re.sub(rf"(?i)\b{TICKET_WORDS}\b|[\s:,-]", "", match["before"])
        return "" if tickets.tracks(link) and tickets.is_word(link.text) and not words else match[0]

    for n in HELD.findall(text):
        if tickets.tracks(held[int(n)]):
            facts.ticket(held[int(n)].url)
    return _INNER_TICKET.sub(drop, text)


def _further(line: str, facts: Facts, around: Around) -> None:
    """Take what a nested line adds: a field, a state, tickets."""
    line = re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+", "", line)
    field = field_of(line)
    if field and field[0] != "other":
        parts = re.split(r"\s*[|·]\s*|[,;]\s+(?=[A-Z][\w ]{1,14}:)", line)
        for part in parts:
            if found := field_of(part):
                take(found[0], found[1], facts, around)
        return
    text, held = hold(line, around.references)
    bare = HELD.sub("", text)
    for n in HELD.findall(text):
        if tickets.tracks(held[int(n)]) and len(bare.split()) <= 8:
            facts.ticket(held[int(n)].url)
    if not facts.owner and (handle := owners.HANDLE.fullmatch(line.strip())):
        facts.owner = handle["name"]
