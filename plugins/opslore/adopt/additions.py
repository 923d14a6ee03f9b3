"""What stands behind the words of an item: who, by when, how far, tracked where.

It is peeled off from the end, one addition after the other, and each only if all of it is
understood; what is not stays with the words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.adopt import dates, marks, owners, tickets
from opslore.adopt.keys import field_of
from opslore.adopt.plain import HELD, plain, release
from opslore.adopt.taken import Around, Facts, all_words, release_links, take

if TYPE_CHECKING:
    from opslore.adopt.plain import Target

_BRACKETS = re.compile(
    r"(?<![\s.,;:])[\s.,;:]*[*_]*(?P<open>[(\[])(?P<in>[^()\[\]]{1,160})[)\]][*_]*[\s.]*$"
)
_SEPARATOR = re.compile(r"\s+(?:[–—|·]|->|=>|→|-{1,2})\s+|\s*;\s+")
MOST_ADDITIONS = 20  # to one item
MOST_PARTS = 6  # behind the words, between dashes
LONGEST_PART = 120
_HANDLES = re.compile(
    r"(?<![\s,;:.])[\s,;:.]+(?P<label>(?:is\s+)?(?:assigned to|owned by|owners?|assignees?|dri)[:\s]+)?"
    r"(?P<in>@[\w.-]+(?:(?:\s*[,/&+]\s*|\s+and\s+|\s+)@[\w.-]+){0,5}|<[\w.+-]+@[\w-]+(?:\.[\w-]+)+>)"
    r"[\s.]*$",
    re.IGNORECASE,
)
# "Review it with @ada": it is not Ada who does it.
_NOT_BY = frozenset(
    "with ask tell to for from by of and or via ping notify inform see thank thanks cc at like as in on"
    " against than about under over into use using mention follow call invite include".split()
)
_HANDLE_AND_DAY = re.compile(r"(?P<who>@[\w.-]+)[\s,:;–—-]+(?P<in>[^()@\x01]{4,30}?)[\s.]*$")
_BY = re.compile(
    r"(?<![\s,;(])[\s,;(]+(?:(?:is\s+)?due(?:\s+(?:by|on|in))?|by|before|until|no later than|eta|deadline"
    r"|bis(?:\s+zum)?|fällig(?:\s+(?:am|bis))?|avant(?:\s+le)?|d.ici(?:\s+le)?)[:\s]+"
    r"(?P<in>(?:the\s+)?(?:end of\s+)?[^()]{2,30}?)(?P<after>[\s.)]*)$",
    re.IGNORECASE,
)
TICKET_WORDS = (
    r"(?:related to|see(?: also)?|tracked (?:in|by|at|via)|tracking(?: in| issue)?|(?:currently )?blocking on"
    r"|blocked (?:on|by)|tickets?(?: raised)?|issues?|prs?|pull requests?|jira|bugs?|via|in|link"
    r"|follow along(?: here)?|done in|fixed (?:in|by)|filed as|as|here)"
)
_TRAIL_TICKET = re.compile(
    rf"(?<![\s.,;:(\[*_–—-])(?:[\s.,;:(\[*_–—-]*+\b{TICKET_WORDS}\b[\s:#]*+)*+[\s.,;:(\[*_–—-]*+(?P<marks>\x01\d+\x02"
    r"(?:(?:\s|,|;|/|&|\band\b)*\x01\d+\x02)*)[\s.)\]*_]*$",
    re.IGNORECASE,
)
_BOLD_NAMES = re.compile(r"(?:\*\*|__)(?P<in>[^*_\n]{2,60})(?:\*\*|__)[.:]?")
_STATE_AND_DAY = re.compile(
    r"(?P<state>done|completed|finished|fixed|closed|merged|deployed|shipped|erledigt|terminé)"
    r"(?:\s+(?:on|am|le))?[\s:]+",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"(?:owner|owned by|assigned to|assignee|dri|responsible|by)[:\s]+", re.IGNORECASE
)
_KEY = re.compile(
    rf"(?:(?:{TICKET_WORDS}|mr|ticket|issue)[\s:]+)?(?P<key>[A-Z][A-Z0-9]{{1,9}}-\d{{1,6}}|(?:[\w.-]+/[\w.-]+)?[#!]\d{{1,7}})",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"<?(?P<in>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>?")
_PRIORITY = re.compile(r"(?i)P[0-4]|(?:high|medium|low|critical)(?: prio(?:rity)?)?")
_WEEKDAY = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+(?=\d{4}-\d\d-)",
    re.IGNORECASE,
)
_DAY_WORDS = re.compile(
    r"(?i)\b(?:the|end|of|mid|late|early|on|eod|eob|cob|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\b"
    r"|T?\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?|[\s,.]"
)


def peel(text: str, held: list[Target], facts: Facts, around: Around) -> str:
    """Return the words of an item without what stands behind them, which `facts` take."""
    for _ in range(MOST_ADDITIONS):
        before = text
        text = text.removesuffix(marks.STRUCK).rstrip() if facts.owner or facts.due else text
        said = marks.trailing(text)
        if said.status:
            facts.status = facts.status or said.status
            facts.reason = facts.reason or plain(release(said.more, held))
            behind = text[len(said.text) :]
            for n in HELD.findall(behind):
                if tickets.tracks(held[int(n)]):
                    facts.ticket(held[int(n)].url)
            for key in re.findall(r"(?<!\w)#\d+", HELD.sub(" ", behind)):
                facts.ticket(key)
            text = said.text
        if (found := _TRAIL_TICKET.search(text)) and all_words(found["marks"], held):
            for n in HELD.findall(found["marks"]):
                facts.ticket(held[int(n)].url)
            if found.start() == 0:
                return text
            text = _closed(text[: found.start()])
        text = _addition(text, held, facts, around)
        text = _due(text, facts, around)
        if text == before:
            break
        text = re.sub(r"\s+[–—|·-]$", "", text.rstrip(" ,;"))
    return text


def _closed(text: str) -> str:
    """Return a text with the bracket that ended behind what was taken off it."""
    return f"{text})" if text.count("(") > text.count(")") else text


def _addition(text: str, held: list[Target], facts: Facts, around: Around) -> str:
    """Return a text without its last addition, if that is understood."""
    found = _BRACKETS.search(text)
    if found and found.start() > 0:
        # "[Ada] [2025-05-01]": what stands in a bracket of its own beside a day is who does it.
        named = found["open"] == "[" and facts.due is not None and not facts.owner
        if named and (who := owners.single_name(found["in"])):
            facts.owner = who
            return text[: found.start()]
        if _all_known(found["in"], held, facts, around, dashed=False):
            return text[: found.start()]
    for separator in list(_SEPARATOR.finditer(text))[-MOST_PARTS:]:
        inside = text[separator.end() :].rstrip(" .")
        if (
            separator.start() > 0
            and 0 < len(inside) <= LONGEST_PART
            and _all_known(inside, held, facts, around, dashed=True)
        ):
            return text[: separator.start()]
    handles = _HANDLES.search(text)
    if handles and handles.start() > 0:
        before = text[: handles.start()].rpartition(" ")[2].lower().strip("(*_")
        if handles["label"] or before not in _NOT_BY:
            facts.owner = facts.owner or _several(handles["in"])
            return text[: handles.start()]
    return text


def _several(text: str) -> str | None:
    """Return the people that handles name: "@ada @ben" -> "ada, ben"."""
    names = re.findall(r"@([\w.-]+(?:/[\w.-]+)?)", text)
    if email := _EMAIL.fullmatch(text):
        return email["in"]
    return ", ".join(name.rstrip(".") for name in names) or None


def _due(text: str, facts: Facts, around: Around) -> str:
    """Return a text without "by 1 May 2025" or "@ada, 1 May 2025" at its end."""
    if (found := _HANDLE_AND_DAY.search(text)) and (day := _only_day(found["in"], around)):
        facts.due = facts.due or day
        return text[: found.end("who")]
    if (found := _BY.search(text)) and found.start() > 0:
        day = dates.due(found["in"], around.order, around.after)
        if day is None and not re.match(r"(?i)[\s,;(]+(?:before|until|avant)", found[0]):
            day = dates.month(found["in"], around.after)
        rest = found["in"][: day.start] + found["in"][day.end :] if day else "x"
        if day and not _DAY_WORDS.sub("", rest):
            facts.due = facts.due or day
            return (
                _closed(text[: found.start()]) if ")" in found["after"] else text[: found.start()]
            )
    return text


def _all_known(
    inside: str, held: list[Target], facts: Facts, around: Around, *, dashed: bool
) -> bool:
    """Whether every part of an addition says who, when, how far or where; then it is taken."""
    if (bold := _BOLD_NAMES.fullmatch(inside.strip())) and _are_names(bold["in"], around):
        facts.owner = facts.owner or plain(bold["in"])
        return True
    found: list[tuple[str, object]] = []
    unclear: list[str] = []
    for day in reversed(list(dates.days(inside, around.order))):
        inside = f"{inside[: day.start]}{day.day}{inside[day.end :]}"  # its comma parts nothing
    inside = _WEEKDAY.sub("", inside)
    for part in re.split(r"\s*[,;|/]\s+|\s+(?:[–—|·]|->|=>|→|-{1,2})\s+|\s+/\s+", inside.strip()):
        if plainly := part.strip(" .*_"):
            known = _known(plainly, held, around, dashed=dashed)
            found += known
            unclear += [] if known else [plainly]
    who = [part for part in unclear if re.fullmatch(r"[A-Za-z][a-zà-þ.-]{1,19}", part)]
    if unclear:
        # "(renata, 2025-08-29)": beside a day, one word is who does it.
        beside = any(name in ("day", "done on") for name, _ in found)
        if not (len(unclear) == len(who) == 1 and beside):
            return False
        found.append(("owner", who[0]))
    people = [str(value) for name, value in found if name == "owner"]
    if len(people) > 1 and not facts.owner:
        facts.owner = ", ".join(filter(None, map(owners.person, people)))
    for name, value in found:
        if name == "link":
            facts.ticket(str(value))
        elif name == "day" and isinstance(value, dates.Found):
            facts.due = facts.due or value
        else:
            take(name, str(value), facts, around)
    return bool(found)


def _known(
    part: str, held: list[Target], around: Around, *, dashed: bool
) -> list[tuple[str, object]]:
    """Return what one part of an addition says, by field; nothing if it is not understood."""
    field = field_of(part)
    if field and field[0] != "other":
        return [(field[0], release_links(field[1], held))]
    if HELD.sub("", part).strip(" .,:#&") == "" and all_words(part, held):
        return [("link", held[int(n)].url) for n in HELD.findall(part)]
    if who := _person(part, around):
        return [("owner", who)]
    if only := _only_day(part, around):
        return [("day", only)]
    if (told := _STATE_AND_DAY.match(part)) and _only_day(part[told.end() :], around):
        return [("status", told["state"]), ("done on", "")]
    said = marks.leading(part)
    if said.status and (only := _only_day(said.text, around)):
        # Behind a tick stands the day when it was done.
        days: list[tuple[str, object]] = [] if said.status == "done" else [("day", only)]
        return [("status", part[: -len(said.text)]), *days]
    key = _KEY.fullmatch(part)
    if key and (tickets.KEY.fullmatch(key["key"]) or re.search(r"[#!]\d", key["key"])):
        return [("link", key["key"])]
    if _PRIORITY.fullmatch(part):
        return [("priority", part)]
    signed = said.status is not None and marks.of_word(said.text) == said.status
    if (not dashed or signed) and marks.of_word(part) and len(part.split()) <= 3:
        return [("status", part)]
    return []


def _person(part: str, around: Around) -> str | None:
    """Return whom a part names."""
    if email := _EMAIL.fullmatch(part):
        return email["in"]
    bare = part[match.end() :] if (match := _WHO.match(part)) else part
    if re.fullmatch(r"@[\w./-]+(?:(?:\s*[,/&+]\s*|\s+and\s+|\s+)@[\w./-]+)*", bare):
        return _several(bare)
    if owners.named(bare, around.known):
        return bare
    if match and not match[0].lower().startswith("by") and owners.single_name(bare):
        return bare
    return part if around.first_names and _are_names(part, around) else None


def _are_names(text: str, around: Around) -> bool:
    """Whether a text in bold names one person or several."""
    parts = re.split(r"\s*[,&/]\s*|\s+and\s+", text.strip(" .:"))
    return all(owners.single_name(p) or owners.named(p, around.known) for p in parts)


def _only_day(text: str, around: Around) -> dates.Found | None:
    bare = re.sub(
        r"(?i)^(?:(?:due|by|eta|deadline|before|until|target|bis|fällig|échéance|avant)(?:\s+(?:by|on|am|bis))?"
        r"[:\s]+|[📅📆🗓⏰]\ufe0f?\s*)",
        "",
        text,
    )
    labelled = bare != text
    day = dates.due(bare, around.order, around.after)
    if day is None and labelled:
        day = dates.month(bare, around.after)
    if day is None or (day.yearless and not labelled and not re.fullmatch(r"Q[1-4]", bare)):
        return None
    rest = bare[: day.start] + bare[day.end :]
    return None if _DAY_WORDS.sub("", rest) else day
