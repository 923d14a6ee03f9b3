"""One action item, taken apart: what to do, who, by when, in what state, tracked where.

What people add to an item stands around it: boxes and emoji before, names, days, states and links
behind, in brackets, behind dashes, or as `Owner: ...`. These are peeled off from the outside; what
is left are the words of the item.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.adopt import dates, marks, owners, tickets
from opslore.adopt.keys import FIELD, LABEL, field_of
from opslore.adopt.model import Action
from opslore.adopt.plain import HELD, hold, plain, release
from opslore.adopt.taken import HIGH, Context, Facts, all_words, release_links, take

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from opslore.adopt.plain import Target

_BRACKETS = re.compile(r"[\s.,;:]*[*_]*[(\[](?P<in>[^()\[\]]{1,160})[)\]][*_]*[\s.]*$")
_DASH = re.compile(r"\s+(?:[–—|·]|->|=>|→|-{1,2})\s*(?P<in>[^–—|·]{1,80}?)[\s.]*$")
_LAST_HANDLE = re.compile(r"[\s,;:]+(?:cc:?\s+)?(?P<in>@[\w.-]+)[\s.]*$")
_BY = re.compile(
    r"[\s,;(]+(?:(?:is\s+)?due(?:\s+(?:by|on|in))?|by|before|until|no later than|eta|deadline"
    r"|bis(?:\s+zum)?|fällig(?:\s+(?:am|bis))?|avant(?:\s+le)?|d.ici(?:\s+le)?)[:\s]+"
    r"(?P<in>(?:the\s+)?(?:end of\s+)?[^()]{2,30}?)[\s.)]*$",
    re.IGNORECASE,
)
_TICKET_WORDS = (
    r"(?:related to|see(?: also)?|tracked (?:in|by|at|via)|tracking(?: in| issue)?|(?:currently )?blocking on"
    r"|blocked (?:on|by)|tickets?(?: raised)?|issues?|prs?|pull requests?|jira|bugs?|via|in|link"
    r"|follow along(?: here)?|done in|fixed (?:in|by)|filed as|as|here)"
)
_TRAIL_TICKET = re.compile(
    rf"(?:[\s.,;:(\[*_–—-]*+\b{_TICKET_WORDS}\b[\s:#]*+)*+[\s.,;:(\[*_–—-]*+(?P<marks>\x01\d+\x02"
    r"(?:(?:\s|,|;|/|&|\band\b)*\x01\d+\x02)*)[\s.)\]*_]*$",
    re.IGNORECASE,
)
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
    r"^[\s\[(*_]*(?P<p>P[0-4]|HIGH|MEDIUM|LOW|CRITICAL|High|Medium|Low)(?:\s+priority)?[\])*_:]+\s*[–—-]?\s*"
)
_BOLD_NAMES = re.compile(r"(?:\*\*|__)(?P<in>[^*_\n]{2,60})(?:\*\*|__)[.:]?")
_STATE_AND_DAY = re.compile(
    r"(?P<state>done|completed|finished|fixed|closed|merged|deployed|shipped|erledigt|terminé)"
    r"(?:\s+(?:on|am|le))?[\s:]+",
    re.IGNORECASE,
)
_BOX = re.compile(r"^\s*\[(?P<x>[ xX✓~-])\]\s+")


LONGEST = 4000  # characters of an item that are looked at


def action(
    text: str,
    line: int,
    context: Context,
    further: Iterable[str] = (),
    given: Mapping[str, str] | None = None,
) -> Action | None:
    """Return an item made of its text in Markdown; None if no words are left.

    `further` are the lines that belong to it (nested bullets), `given` the cells of its row.
    """
    text = " ".join(text.split())[:LONGEST]
    facts = Facts()
    for name, value in (given or {}).items():
        take(name, value, facts, context, cell=True)
    if box := _BOX.match(text):
        if box["x"] != "~":
            facts.status = facts.status or ("done" if box["x"] in "xX✓" else "open")
        text = text[box.end() :]
    boxed = facts.status
    crossed, text = marks.struck(text)
    said = marks.leading(text)
    facts.status, text = facts.status or said.status, said.text
    if found := _PRIORITY.match(text):
        facts.priority = facts.priority or HIGH.get(found["p"].lower())
        text = text[found.end() :]
    held_text, held = hold(text, context.references)
    bold = _LEAD_BOLD.match(held_text)
    held_text = _lead(held_text, held, facts, context)
    held_text = _labels(held_text, facts, context, held)
    held_text = _peel(held_text, held, facts, context)
    held_text, _, behind = _inner(held_text, held, facts).partition(marks.STRUCK)
    facts.reason = facts.reason or plain(release(behind, held)).strip(" :;,.–—-()")
    title = plain(release(held_text, held)).strip(" :;,–—-")
    for more in further:
        _further(more, facts, context)
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


def _lead(text: str, held: list[Target], facts: Facts, context: Context) -> str:
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
        name = owners.named(found["in"], context.known) if found else None
        if found and name:
            sure = owners.is_team(name) or name in context.known or text[found.end()].islower()
            if sure or found["in"].lstrip().startswith("@"):
                facts.owner = facts.owner or name
                text = text[found.end() :]
    return text


def _labels(text: str, facts: Facts, context: Context, held: list[Target]) -> str:
    """Take off fields that stand behind the words: "... Owner: Ada, Due: 1 May 2025"."""
    found = [
        m
        for m in LABEL.finditer(text)
        if m["key"][0].isupper()
        or m["before"] in ("(", "[", "|", ",", ";", "–", "—", "-", "·", "`")
        or (m["before"].isspace() and text[: m.start()].rstrip()[-1:] in "([|,;–—-.·")
        if m["key"].lower()
        not in ("by", "when", "lead", "who", "in", "links", "link", "pr", "timeline")
        or m["before"] in ("(", "[", "|", ",", ";")
    ]
    if not found or found[0].start() == 0:
        return text
    for index, match in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else len(text)
        value = re.sub(r"[\s,;|()\[\]–—·`-]+$", "", text[match.end() : end])
        name = next(n for n, p in FIELD.items() if p.fullmatch(match["key"]))
        take(name, release_links(value, held), facts, context)
    return text[: found[0].start()].rstrip(" ,;|([–—·`-")


def _peel(text: str, held: list[Target], facts: Facts, context: Context) -> str:
    while True:
        before = text
        said = marks.trailing(text)
        if said.status:
            facts.status = facts.status or said.status
            facts.reason = facts.reason or plain(release(said.more, held))
            for n in HELD.findall(text[len(said.text) :]):
                if tickets.tracks(held[int(n)]):
                    facts.ticket(held[int(n)].url)
            text = said.text
        if (found := _TRAIL_TICKET.search(text)) and all_words(found["marks"], held):
            for n in HELD.findall(found["marks"]):
                facts.ticket(held[int(n)].url)
            if found.start() == 0:
                return text
            text = text[: found.start()]
            if text.count("(") > text.count(")"):
                text += ")"  # it stood last inside brackets, which end with it
        for pattern in (_BRACKETS, _DASH, _LAST_HANDLE):
            found = pattern.search(text)
            if found is None or found.start() == 0:
                continue
            if _all_known(found["in"], held, facts, context, dashed=pattern is _DASH):
                text = text[: found.start()]
                break
        if (found := _BY.search(text)) and found.start() > 0:
            day = dates.due(found["in"], context.order, context.after)
            rest = found["in"][: day.start] + found["in"][day.end :] if day else "x"
            if day and not re.sub(r"(?i)\b(?:the|end|of|mid|late|early)\b|[\s,.]", "", rest):
                facts.due = facts.due or day
                text = text[: found.start()]
        if text == before:
            return text
        text = text.rstrip(" ,;")


def _all_known(
    inside: str, held: list[Target], facts: Facts, context: Context, *, dashed: bool
) -> bool:
    """Whether every part of an addition says who, when, how far or where; then it is taken."""
    if (bold := _BOLD_NAMES.fullmatch(inside.strip())) and _are_names(bold["in"], context):
        facts.owner = facts.owner or plain(bold["in"])
        return True
    found: list[tuple[str, object]] = []
    unclear: list[str] = []
    for day in reversed(list(dates.days(inside, context.order))):
        inside = f"{inside[: day.start]}{day.day}{inside[day.end :]}"  # its comma parts nothing
    for part in re.split(r"\s*[,;|/]\s+|\s+(?:[–—|·]|-{1,2})\s+|\s+/\s+", inside.strip()):
        plainly = part.strip(" .*_")
        if not plainly:
            continue
        field = field_of(plainly)
        if field and field[0] != "other":
            found.append((field[0], release_links(field[1], held)))
        elif HELD.sub("", plainly).strip(" .,:#&") == "" and all_words(plainly, held):
            found += [("link", held[int(n)].url) for n in HELD.findall(plainly)]
        elif (match := re.match(r"(?i)(?:owner|assigned to|assignee|by)\s+(?=@)", plainly)) or (
            owners.named(plainly, context.known)
        ):
            name = plainly[match.end() :] if match else plainly
            found.append(("owner", name))
        elif context.first_names and not dashed and owners.single_name(plainly):
            found.append(("owner", plainly))
        elif only := _only_day(plainly, context):
            found.append(("day", only))
        elif (told := _STATE_AND_DAY.match(plainly)) and _only_day(plainly[told.end() :], context):
            found += [("status", told["state"]), ("done on", "")]
        elif (said := marks.leading(plainly)).status and (only := _only_day(said.text, context)):
            found.append(("status", plainly[: -len(said.text)]))
            if said.status != "done":  # else it is the day when it was done
                found.append(("day", only))
        elif tickets.KEY.fullmatch(plainly) or re.fullmatch(r"#\d+", plainly):
            found.append(("link", plainly))
        elif re.fullmatch(r"(?i)P[0-4]|(?:high|medium|low|critical)(?: prio(?:rity)?)?", plainly):
            found.append(("priority", plainly))
        elif dashed is False and marks.of_word(plainly) and len(plainly.split()) <= 3:
            found.append(("status", plainly))
        else:
            unclear.append(plainly)
    who = [part for part in unclear if re.fullmatch(r"[A-Za-z][a-zà-þ.-]{1,19}", part)]
    if unclear:
        # "(renata, 2025-08-29)": beside a day, one word is who does it.
        beside = any(name in ("day", "done on") for name, _ in found)
        if not (len(unclear) == len(who) == 1 and beside):
            return False
        found.append(("owner", who[0]))
    for name, value in found:
        if name == "link":
            facts.ticket(str(value))
        elif name == "day" and isinstance(value, dates.Found):
            facts.due = facts.due or value
        else:
            take(name, str(value), facts, context)
    return bool(found)


def _are_names(text: str, context: Context) -> bool:
    """Whether a text in bold names one person or several."""
    parts = re.split(r"\s*[,&/]\s*|\s+and\s+", text.strip(" .:"))
    return all(owners.single_name(p) or owners.named(p, context.known) for p in parts)


def _only_day(text: str, context: Context) -> dates.Found | None:
    bare = re.sub(
        r"(?i)^(?:(?:due|by|eta|deadline|before|until|target|bis|fällig|échéance|avant)(?:\s+(?:by|on|am|bis))?"
        r"[:\s]+|[📅📆🗓⏰]\ufe0f?\s*)",
        "",
        text,
    )
    labelled = bare != text
    day = dates.due(bare, context.order, context.after)
    if day is None or (day.yearless and not labelled and not re.fullmatch(r"Q[1-4]", bare)):
        return None
    rest = bare[: day.start] + bare[day.end :]
    return None if re.sub(r"(?i)\b(?:the|end|of|mid|late|early)\b|[\s,.]", "", rest) else day


def _inner(text: str, held: list[Target], facts: Facts) -> str:
    """Take the tickets that stand inside the words, and drop their brackets."""

    def drop(match: re.Match[str]) -> str:
        link = held[int(match["n"])]
        words = re.sub(rf"(?i)\b{_TICKET_WORDS}\b|[\s:,-]", "", match["before"])
        return "" if tickets.tracks(link) and tickets.is_word(link.text) and not words else match[0]

    for n in HELD.findall(text):
        if tickets.tracks(held[int(n)]):
            facts.ticket(held[int(n)].url)
    return _INNER_TICKET.sub(drop, text)


def _further(line: str, facts: Facts, context: Context) -> None:
    """Take what a nested line adds: a field, a state, tickets."""
    line = re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+", "", line)
    field = field_of(line)
    if field and field[0] != "other":
        parts = re.split(r"\s*[|·]\s*|[,;]\s+(?=[A-Z][\w ]{1,14}:)", line)
        for part in parts:
            if found := field_of(part):
                take(found[0], found[1], facts, context)
        return
    text, held = hold(line, context.references)
    bare = HELD.sub("", text)
    for n in HELD.findall(text):
        if tickets.tracks(held[int(n)]) and len(bare.split()) <= 8:
            facts.ticket(held[int(n)].url)
    if not facts.owner and (handle := owners.HANDLE.fullmatch(line.strip())):
        facts.owner = handle["name"]
