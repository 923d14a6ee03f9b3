"""What is known of an action item while it is taken apart, and how a field is taken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from opslore.adopt import dates, marks, owners, tickets
from opslore.adopt.plain import HELD, hold, plain, release

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from opslore.adopt.plain import Target

HIGH = {"p0": "high", "p1": "high", "critical": "high", "high": "high", "urgent": "high",
         "p2": "medium", "medium": "medium", "normal": "medium", "moderate": "medium",
         "p3": "low", "p4": "low", "low": "low", "minor": "low"}  # fmt: skip


class Around(NamedTuple):
    """What the document around an item tells of it."""

    references: Mapping[str, str]  # name -> address, of links whose address stands elsewhere
    order: str = ""  # whether days in figures begin with the day or the month
    after: date | None = None  # the day of the incident: a day without a year comes after it
    known: tuple[str, ...] = ()  # names that the documents use for people and teams
    first_names: bool = False  # the list ends every item with one name in brackets


class Facts:
    """What was found beside the words of an item, while it is taken apart."""

    def __init__(self) -> None:
        self.owner: str | None = None
        self.due: dates.Found | None = None
        self.due_said = ""
        self.status: str | None = None
        self.status_said = ""
        self.reason = ""
        self.tickets: list[str] = []
        self.priority: str | None = None

    def ticket(self, address: str) -> None:
        """Take a ticket, once."""
        if address not in self.tickets:
            self.tickets.append(address)


def release_links(text: str, held: list[Target]) -> str:
    """Return a text with its links in Markdown again."""
    return HELD.sub(
        lambda m: (
            f"[{held[int(m[1])].text}]({held[int(m[1])].url})"
            if held[int(m[1])].text
            else f"<{held[int(m[1])].url}>"
        ),
        text,
    )


def take(name: str, value: str, facts: Facts, around: Around, *, cell: bool = False) -> None:
    """Take a field with its value, where it is not known yet."""
    text, held = hold(value, around.references)
    if name in ("owner", "due") and not cell:
        for n in HELD.findall(text):
            if tickets.tracks(held[int(n)]):
                facts.ticket(held[int(n)].url)
        text = HELD.sub(lambda m: "" if tickets.tracks(held[int(m[1])]) else m[0], text)
        words = plain(release(text, held)).strip(" ()[],;")
    else:
        words = plain(release(text, held))
    if name == "owner" and not facts.owner:
        facts.owner = owners.person(release(text, held))
    elif name == "due" and not facts.due:
        _take_due(words, facts, around)
    elif name == "status":
        _take_status(words, held, facts)
    elif name == "ticket":
        _take_ticket(text, words, held, facts, cell=cell)
    elif name == "priority" and not facts.priority:
        facts.priority = HIGH.get(words.lower().split(" ")[0].strip("():,")) if words else None


def _take_due(words: str, facts: Facts, around: Around) -> None:
    facts.due = dates.due(words, around.order, around.after)
    if facts.due is None and words and not owners.NOBODY.fullmatch(words):
        facts.due_said = words


def _take_status(words: str, held: list[Target], facts: Facts) -> None:
    facts.status = marks.of_word(words) or facts.status
    if facts.status is None and words and not owners.NOBODY.fullmatch(words):
        facts.status_said = words
    if more := re.search(r"(?:[:(–—]|\s-\s|because)\s*(.+?)\)?$", words):
        facts.reason = facts.reason or more[1]
    for link in held:
        if tickets.tracks(link):
            facts.ticket(link.url)


def _take_ticket(text: str, words: str, held: list[Target], facts: Facts, *, cell: bool) -> None:
    urls = [link.url for link in held if link.url.startswith("http") and not link.image]
    bare = HELD.sub(" ", text)
    keys = re.findall(r"(?<![\w-])(?:[A-Z][A-Z0-9]{1,9}-\d{1,6}|#\d{1,7})(?![\w-])", bare)
    if cell and not urls and not keys:
        keys = re.findall(r"(?<![\w./-])\d{3,9}(?![\w./-])", bare)
    for address in [*urls, *keys]:
        facts.ticket(address)
    if cell and (said := re.search(r"\b(?:DONE|TODO|WIP|OPEN|CLOSED|FIXED|MERGED)\b", words)):
        facts.status = facts.status or marks.of_word(said[0])


def all_words(marks_text: str, held: list[Target]) -> bool:
    """Whether all links in a text are tickets by name and address."""
    links = [held[int(n)] for n in HELD.findall(marks_text)]
    return bool(links) and all(tickets.tracks(k) and tickets.is_word(k.text) for k in links)
