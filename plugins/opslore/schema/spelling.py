"""How a value was probably meant: days, times, durations, addresses, ids, numbers.

Nothing is guessed that could be read in two ways; then the help says what to decide.
"""

from __future__ import annotations

import calendar
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from opslore.schema.formats import is_day, is_instant
from opslore.schema.words import code, flow, scalar

if TYPE_CHECKING:
    from collections.abc import Callable

    from opslore.schema.files import Node


class Advice(NamedTuple):
    """What to say of a value; each part may be empty."""

    meant: str = ""  # the value in YAML that was probably meant
    reason: str = ""  # what is wrong with it, behind the value: "has no zone"
    help: str = ""  # what to decide where nothing can be proposed


NOTHING = Advice()
LONGEST = 200  # nobody meant a day with a longer text

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_YEAR_FIRST = re.compile(r"([12]\d{3})(?:([-/.])(\d{1,2})\2(\d{1,2})|(\d\d)(\d\d))")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2([12]\d{3})")
_DAY_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)? +([A-Za-z]{3,9})\.?,? +([12]\d{3})")
_MONTH_NAMED = re.compile(r"([A-Za-z]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +([12]\d{3})")
_TIME = re.compile(
    r"(?P<day>.+?)(?:[Tt_]| +(?:at +)?)(?P<hour>\d{1,2}):(?P<minute>\d\d)"
    r"(?P<second>:\d\d)?(?:[.,]\d+)? *(?P<zone>[A-Za-z]{1,5}|[A-Z][A-Za-z]+/[A-Za-z_]+"
    r"|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d\d)?)?"
)
_LENGTH = re.compile(
    r"(\d+) *(seconds?|secs?|s|minutes?|mins?|min|m|hours?|hrs?|hr|h|days?|d|weeks?|wks?|w)\b"
)
_MINUTES = {"m": 1, "h": 60, "d": 1440, "w": 10080}
_NUMBER = re.compile(r"[~≈<>]? *(?:EUR|USD|GBP|[€$£])? *(\d[\d,_ ]*)(\.\d+)? *([kKmM%])?")
# An id is the path below the type's folder; people paste the whole path.
_FOLDER = re.compile(
    r"^(content/)?(postmortems/(\d{4}/)?|runbooks/|on-call/|readiness/|near-misses/|drills/"
    r"|services/|case-studies/|investments/|guides/|onboarding/)(?=.)"
)
_TRUTH = {"yes": "true", "y": "true", "on": "true", "no": "false", "n": "false", "off": "false"}


def advice(node: Node, value: Any) -> Advice:
    """Return what to say of `value` at a place that takes something else."""
    if value is None:
        return Advice(help="write a value behind the colon, or leave the line out")
    if "array" in node.kinds and not isinstance(value, list):
        return _as_list(node, value)
    if isinstance(value, list) and "array" not in node.kinds:
        if len(value) == 1 and _accepts(node, value[0]):
            return Advice(scalar(value[0]))
        if node.kinds != ("object",):
            return Advice(help="write one value, without brackets or dashes")
    if isinstance(value, list | dict):
        return NOTHING
    if isinstance(value, str) and (not value.strip() or len(value) > LONGEST):
        return _text(node, value)
    if node.part in _BY_PART:
        found = _BY_PART[node.part](value)
        # An id of digits alone is a number to YAML, unless it is quoted.
        return found._replace(meant=scalar(found.meant)) if found.meant.isdigit() else found
    if {"integer", "number"} & set(node.kinds):
        return _number(node, value)
    if node.kinds == ("boolean",):
        meant = _TRUTH.get(str(value).lower(), str(value).lower())
        return Advice(meant if meant in ("true", "false") else "")
    if "string" in node.kinds:
        return _text(node, value)
    return NOTHING


def _as_list(node: Node, value: Any) -> Advice:
    item = node.child(0)
    if item is None or isinstance(value, dict) or len(str(value)) > LONGEST:
        return NOTHING
    if isinstance(value, str) and "," in value and item.part not in ("prose", "text"):
        parts = [part.strip() for part in value.strip("[]").split(",") if part.strip()]
    else:
        parts = [value]
    if not all(_accepts(item, part) for part in parts):
        return NOTHING
    return Advice(flow(parts))


def _accepts(node: Node, value: Any) -> bool:
    """Whether a value is of the type of the place, and of its form as far as one pattern tells."""
    kinds = {str: "string", bool: "boolean", int: "integer", float: "number"}
    kind = kinds.get(type(value), "")
    if kind not in node.kinds and not (kind == "integer" and "number" in node.kinds):
        return False
    if node.options:
        return value in node.options
    return not isinstance(value, str) or bool(re.search(node.body.get("pattern", ""), value))


def _number(node: Node, value: Any) -> Advice:
    if isinstance(value, float) and value.is_integer():
        return Advice(str(int(value)))
    if isinstance(value, str) and (match := _NUMBER.fullmatch(value.strip())):
        number = float(re.sub(r"[,_ ]", "", match[1]) + (match[2] or ""))
        number *= {"k": 1e3, "m": 1e6}.get((match[3] or "").lower(), 1)
        whole = number == int(number)
        if whole or "number" in node.kinds:
            return Advice(str(int(number) if whole else round(number, 6)))
    if isinstance(value, str) and (match := re.fullmatch(r"(\d+) ?(?:d|days?)", value)):
        return Advice(match[1])
    return NOTHING


def _text(node: Node, value: Any) -> Advice:
    if not isinstance(value, str):
        return Advice(scalar(str(value) if not isinstance(value, bool) else str(value).lower()))
    if not value.strip():
        return Advice(reason="is blank", help="write something, or leave the line out")
    longest = node.body.get("maxLength")
    if longest and len(value) > longest:
        return Advice(
            reason=f"is {len(value):,} characters long, at most {longest:,} are allowed",
            help="say it shorter here; details belong in the text below the front matter",
        )
    if "\n" in value or "\r" in value:
        return Advice(reason="has several lines, expected one", help="join the lines")
    if node.body.get("format") == "regex":
        return Advice(reason="is no regular expression", help=_regex_fault(value))
    kebab = ident(value).meant.replace("/", "-")
    forms = (kebab, kebab.replace("-", "_"))
    return Advice(next((form for form in forms if form and _accepts(node, form)), ""))


def _regex_fault(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        return f"{error.msg} at character {(error.pos or 0) + 1}"
    return ""


def day(value: Any) -> Advice:
    """Return what to say of a value where a day is expected."""
    text = str(value).strip()
    if match := _YEAR_FIRST.fullmatch(text):
        year, _, month, date, month2, date2 = match.groups()
        return _calendar(year, month or month2, date or date2)
    if match := _YEAR_LAST.fullmatch(text):
        first, mark, second, year = match.groups()
        if mark == "." or int(first) > 12:
            return _calendar(year, second, first)
        if int(second) > 12:
            return _calendar(year, first, second)
        one, other = (
            f"{year}-{int(m):02}-{int(d):02}" for m, d in ((first, second), (second, first))
        )
        return Advice(help=f"write the year first, then the month: `{one}` or `{other}`")
    if match := _DAY_NAMED.fullmatch(text):
        return _calendar(match[3], _MONTHS.get(match[2][:3].lower(), 0), match[1])
    if match := _MONTH_NAMED.fullmatch(text):
        return _calendar(match[3], _MONTHS.get(match[1][:3].lower(), 0), match[2])
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return Advice(reason=f"is in the year {int(text[:4])}", help="look at the year")
    if (match := _TIME.fullmatch(text)) and is_day(day(match["day"]).meant or match["day"]):
        return Advice(day(match["day"]).meant or match["day"], help="a day without a time")
    return NOTHING


def _calendar(year: str, month: str | int, date: str) -> Advice:
    number = int(month)
    text = f"{year}-{number:02}-{int(date):02}"
    if is_day(text):
        return Advice(text)
    if not 1 <= number <= 12:
        return Advice(reason="is not in the calendar", help="months go from 01 to 12")
    last = calendar.monthrange(int(year), number)[1]
    month_name = calendar.month_name[number]
    return Advice(reason="is not in the calendar", help=f"{month_name} {year} has {last} days")


def instant(value: Any) -> Advice:
    """Return what to say of a value where a time with a zone is expected."""
    text = str(value).strip()
    match = _TIME.fullmatch(text)
    if not match:
        if only := day(text).meant:
            example = f"{only}T14:23Z"
            return Advice(reason="has no time", help=f"add time and zone, such as `{example}`")
        return day(text)
    date = day(match["day"])
    if not date.meant:
        return date
    if int(match["hour"]) > 23 or int(match["minute"]) > 59:
        return Advice(reason="is not a time of the day", help="the last minute is 23:59")
    clock = f"{date.meant}T{int(match['hour']):02}:{match['minute']}{match['second'] or ''}"
    zone = match["zone"] or ""
    if not zone:
        help_ = f"add `Z` for UTC (`{clock}Z`), or the offset from UTC, such as `{clock}+01:00`"
        return Advice(reason="has no zone", help=help_)
    if zone.upper() in ("Z", "UTC", "GMT"):
        return Advice(f"{clock}Z")
    if offset := re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d\d)?", zone):
        meant = f"{clock}{offset[1]}{int(offset[2]):02}:{offset[3] or '00'}"
        if is_instant(meant) and int(offset[2]) <= 14:
            return Advice(meant)
        return Advice(reason="has an offset that does not exist", help="offsets go up to 14:00")
    if re.fullmatch(r"(?i)[ap]m", zone):
        return Advice(reason="has no zone", help=f"write 24 hours and a zone, such as `{clock}Z`")
    return Advice(
        reason=f"names the zone {code(zone)}",
        help=f"write the offset from UTC instead, such as `{clock}+01:00`, or UTC with `Z`",
    )


def day_or_instant(value: Any) -> Advice:
    """Return what to say of a value where a day or a time with a zone is expected."""
    return instant(value) if _TIME.fullmatch(str(value).strip()) else day(value)


def duration(value: Any) -> Advice:
    """Return what to say of a value where a duration is expected."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Advice(
            reason=f"is {code(value)}, without a unit",
            help=f"write `{value}m` for minutes, `{value}h` for hours or `{value}d` for days",
        )
    text = str(value).strip().lower()
    if match := re.fullmatch(r"p(?:(\d+)d)?(?:t(?:(\d+)h)?(?:(\d+)m)?)?", text):
        parts = [(n, unit) for n, unit in zip(match.groups(), "dhm", strict=True) if n]
    else:
        parts = _LENGTH.findall(text)
        rest = re.sub(r",|\band\b|\s", "", _LENGTH.sub("", _spaced(text)))
        parts = _LENGTH.findall(_spaced(text)) if not rest else []
    if not parts:
        return NOTHING
    lengths = [(int(number), unit[0]) for number, unit in parts]
    if any(unit == "s" for _, unit in lengths):
        seconds = sum(n * (1 if u == "s" else 60 * _MINUTES[u]) for n, u in lengths)
        if seconds % 60:
            return Advice(reason="is no whole number of minutes", help="round up to minutes")
        return Advice(f"{seconds // 60}m")
    if len(lengths) == 1:
        return Advice(f"{lengths[0][0]}{lengths[0][1]}")
    return Advice(f"{sum(number * _MINUTES[unit] for number, unit in lengths)}m")


def _spaced(text: str) -> str:
    """Part numbers and units, so that `1h30m` reads as `1h 30m`."""
    return re.sub(r"(?<=[a-z])(?=\d)", " ", text)


def url(value: Any) -> Advice:
    """Return what to say of a value where a URL is expected."""
    text = str(value).strip()
    if match := re.fullmatch(r"\[[^\]]*\]\((https?://[^\s)]+)\)|<(https?://[^\s>]+)>", text):
        return Advice(scalar(match[1] or match[2]))
    if re.fullmatch(r"(www\.|[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}(/|$))[^\s<>\"]*", text):
        return Advice(f"https://{text}")
    if re.match(r"https?://", text) and re.search(r"\s", text):
        return Advice(reason=f"is {code(text)}, a URL with a space", help="write `%20` for it")
    return NOTHING


def ident(value: Any) -> Advice:
    """Return what to say of a value where an id is expected."""
    text = re.sub(r"\.md$", "", re.sub(r"^(\.{0,2}/)+", "", str(value).strip()))
    text = _FOLDER.sub("", re.sub(r"[^a-z0-9/]+", "-", text.lower()))
    text = "/".join(part.strip("-") for part in text.split("/") if part.strip("-"))
    return Advice(text)


def term(value: Any) -> Advice:
    """Return what to say of a value where one kebab-case word is expected."""
    return Advice(ident(value).meant.replace("/", "-"))


def reference(value: Any) -> Advice:
    """Return what to say of a value where `type/id` is expected."""
    meant = ident(value).meant
    if "/" in meant:
        return Advice(meant)
    return Advice(help=f"put the type in front, such as {code(f'postmortem/{meant}')}")


def alias(_value: Any) -> Advice:
    """Return what to say of a value where an old id or address is expected."""
    return Advice(help="write the id or address as it was, without blanks and without `..`")


def person(value: Any) -> Advice:
    """Return what to say of a value where the id of a person or team is expected."""
    text = str(value).strip()
    if re.fullmatch(r"@[A-Za-z0-9]+([._-]+[A-Za-z0-9]+)*", text):
        return Advice(text[1:])
    if "," in text or " and " in text or "&" in text:
        return Advice(help="name one person; others can be named in the text")
    return Advice(help="people and teams go by their ids in directory.yml, not by their names")


def service(value: Any) -> Advice:
    """Return what to say of a value where the id of a service is expected."""
    return Advice(term(value).meant)


def action_id(value: Any) -> Advice:
    """Return what to say of a value where `A1` is expected."""
    match = re.search(r"0*([1-9][0-9]{0,2})$", str(value))
    return Advice(f"A{match[1]}" if match else "", help="number them A1, A2, A3 in the document")


_BY_PART: dict[str, Callable[[Any], Advice]] = {
    "day": day,
    "instant": instant,
    "day_or_instant": day_or_instant,
    "duration": duration,
    "url": url,
    "id": ident,
    "term": term,
    "reference": reference,
    "alias": alias,
    "person": person,
    "team": person,
    "person_or_team": person,
    "service_id": service,
    "action_id": action_id,
}
