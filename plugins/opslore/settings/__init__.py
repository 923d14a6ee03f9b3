"""Settings: `opslore.toml`, or `[tool.opslore]` in `pyproject.toml`, as one frozen value.

Every setting has a default, so a folder without settings is checked like any other. Reading
never fails: what is unknown or of the wrong kind becomes a :class:`Problem` at its line and the
default stands. Keys are written in kebab-case or snake_case, as one likes.
"""

from __future__ import annotations

import difflib
import json
import posixpath
import re
import tomllib
from dataclasses import field, fields, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from opslore.findings import Level, Location, Problem
from opslore.frozen import dataclass
from opslore.settings._places import line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

FILES = ("opslore.toml", "pyproject.toml")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Grace:
    """Days after which a time rule's warning becomes an error."""

    runbook: int = 30
    runbook_tier_1: int = 7
    action: int = 60
    action_severe: int = 14  # of a sev1 or sev2 postmortem
    draft: int = 14
    near_misses: int = 14
    waiver: int = 0
    readiness: int = 14
    investment: int = 30


@dataclass(frozen=True, slots=True)
class Review:
    """Days for which a review counts, by tier, when a document does not say."""

    critical: int = 90  # tier 1, alert, failover, restore and destructive documents
    tier_2: int = 180
    other: int = 365


@dataclass(frozen=True, slots=True)
class Alerts:
    """Where alert rules are, and how their annotations name runbooks."""

    files: tuple[str, ...] = ()  # globs below the project root
    annotations: tuple[str, ...] = ("runbook_url", "runbook")
    map: Mapping[str, str] = field(default_factory=dict)  # URL prefix -> folder below content


@dataclass(frozen=True, slots=True)
class Site:
    """What the published site says of itself."""

    name: str = ""
    url: str = ""  # absolute, with a closing slash; feeds and mails need it
    edit_url: str = ""  # a document's key is appended
    reference: bool = False  # publish the pages of rules and schemas


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; `file` is their path below the root, or empty."""

    content: str = "content"
    pages: tuple[str, ...] = ("index.md", "README.md")  # plain pages: no type, no front matter
    exclude: tuple[str, ...] = ()
    as_of: date | None = None
    timezone: str = "UTC"
    fail_on: Level = Level.ERROR
    levels: Mapping[str, str] = field(default_factory=dict)  # rule name -> level or "off"
    grace: Grace = field(default_factory=Grace)
    review: Review = field(default_factory=Review)
    alerts: Alerts = field(default_factory=Alerts)
    site: Site = field(default_factory=Site)
    file: str = ""
    text: str = ""  # of the file
    problems: tuple[Problem, ...] = ()

    def at(self, key: str, section: str = "") -> Location:
        """Return the line of a key of the file."""
        return line_of(self.text, self.file, key, section)

    @property
    def prefix(self) -> str:
        """The content folder with a closing slash; empty where it is the project itself."""
        folder = self.content.strip("/")
        return "" if folder in ("", ".") else f"{folder}/"

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which a day begins and ends."""
        return ZoneInfo(self.timezone)


_SECTIONS: dict[str, type[Any]] = {
    "grace": Grace,
    "review": Review,
    "alerts": Alerts,
    "site": Site,
}
_NOT_KEYS = {"file", "text", "problems"}
_FAILING = (Level.ERROR.value, Level.WARNING.value)  # advice fails nothing
_LEVELS = (*(level.value for level in Level), "off")


class SettingsError(Exception):
    """The settings file cannot be read at all; its text names file, line and reason."""


def find_root(start: Path) -> Path:
    """Return the nearest folder at or above `start` that holds settings, else `start`."""
    for folder in (start, *start.parents):
        if (folder / "opslore.toml").is_file():
            return folder
        pyproject = folder / "pyproject.toml"
        if pyproject.is_file() and "[tool.opslore" in pyproject.read_text("utf-8", "replace"):
            return folder
    return start


def load(root: Path) -> Settings:
    """Read the settings of the project at `root`; raises SettingsError on broken TOML."""
    for name in FILES:
        path = root / name
        if not path.is_file():
            continue
        try:
            text = path.read_bytes().decode("utf-8-sig")
            table = tomllib.loads(f"{text}\n")  # else a fault in the last line has no place
        except UnicodeDecodeError as error:
            raise SettingsError(f"{name}: is not UTF-8 (byte {error.start + 1})") from error
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(_syntax(name, text, str(error))) from error
        except OSError as error:
            raise SettingsError(f"{name}: {error.strerror}") from error
        if name == "pyproject.toml":
            table = table.get("tool", {}).get("opslore")
            if table is None:
                continue
        return parse(table, text, name)
    # Without settings there is no content folder either: the folder itself is the library.
    return Settings(content="content" if (root / "content").is_dir() else ".")


def _syntax(name: str, text: str, fault: str) -> str:
    """Return a fault of the TOML with its place in front and its line below."""
    match = re.fullmatch(r"(?P<what>.+) \(at line (?P<line>\d+), column (?P<column>\d+)\)", fault)
    if not match:
        return f"{name}: {fault[:1].lower()}{fault[1:]}"
    what, line, column = match["what"], int(match["line"]), int(match["column"])
    lines = text.splitlines()
    written = lines[line - 1] if line <= len(lines) else ""
    told = f"{name}:{line}:{column}: {what[:1].lower()}{what[1:]}"
    if what.startswith("Cannot overwrite"):
        told = f"{name}:{line}: this key stands there twice"
    elif what.startswith("Invalid value"):
        told += "; texts stand in quotes, numbers, days, true and false do not"
    return f"{told}\n{line:>4} | {written}\n     | {' ' * (column - 1)}^" if written else told


def parse(table: Mapping[str, Any], text: str = "", name: str = "opslore.toml") -> Settings:
    """Return the settings in `table`; `text` is where the lines of problems are looked up."""
    problems: list[Problem] = []
    values: dict[str, Any] = {"file": name, "text": text}
    known = {f.name.replace("_", "-") for f in fields(Settings) if f.name not in _NOT_KEYS}
    for key, value in table.items():
        at = line_of(text, name, key)
        attribute = key.replace("-", "_")
        if attribute.replace("_", "-") not in known:
            problems.append(_unknown(at, key, known))
        elif attribute in _SECTIONS:
            section, found = _section(_SECTIONS[attribute], key, value, text, name)
            values[attribute] = section
            problems += found
        elif attribute == "levels":
            values["levels"], found = _levels(value, text, name)
            problems += found
        else:
            try:
                values[attribute] = _convert(getattr(Settings(), attribute), attribute, value)
            except ValueError as error:
                problems.append(_wrong(line_of(text, name, key, value=True), key, error))
    return replace(Settings(**values), problems=tuple(problems))


def day(
    option: str | None,
    settings: Settings,
    environ: Mapping[str, str],
    now: Callable[[ZoneInfo], datetime],
) -> date:
    """Return the day of the run: option, settings, SOURCE_DATE_EPOCH, else now.

    `option` is a day or `+90d`, which counts from the day that would hold without it.
    Raises ValueError when the option is neither.
    """
    match = re.fullmatch(r"([+-]\d{1,5})d", option or "")
    if option is not None and not match:
        if not re.fullmatch(_DAY, option):
            raise ValueError(f"is {option!r}, expected {_EXPECTED} or a distance such as +90d")
        return to_day(option)
    if settings.as_of:
        base = settings.as_of
    elif epoch := environ.get("SOURCE_DATE_EPOCH", "").strip():
        if not epoch.isdigit():
            raise ValueError(f"SOURCE_DATE_EPOCH is {epoch!r}, expected seconds since 1970")
        try:
            base = _possible(datetime.fromtimestamp(int(epoch), settings.zone).date())
        except (ValueError, OverflowError, OSError):
            raise ValueError(f"SOURCE_DATE_EPOCH is {epoch!r}, which lies too far ahead") from None
    else:
        base = now(settings.zone).date()
    return _possible(base + timedelta(days=int(match[1]))) if match else base


def to_day(text: str) -> date:
    """Return the day `text` names; raises ValueError with the expected form."""
    if not re.fullmatch(_DAY, text):
        raise ValueError(f"is {text!r}, expected {_EXPECTED}")
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"is {text}, which is not in the calendar") from None
    return _possible(found)


_DAY = r"\d{4}-\d\d-\d\d"
_EXPECTED = "a day such as 2026-03-01"


def _possible(found: date) -> date:
    """Return a day that leaves room for deadlines behind it; raises ValueError for others."""
    if 1900 <= found.year < 3000:
        return found
    raise ValueError(f"is {found}, expected a year from 1900 to 2999")


def _section(
    cls: type[T], title: str, value: Any, text: str, name: str
) -> tuple[T, tuple[Problem, ...]]:
    if not isinstance(value, dict):
        at = line_of(text, name, title)
        return cls(), (Problem(at, f"`{title}` is {_said(value)}, expected a table [{title}]"),)
    defaults = cls()
    known = {f.name.replace("_", "-"): f.name for f in fields(cls)}  # type: ignore[arg-type]
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for key, item in value.items():
        at = line_of(text, name, key, title)
        attribute = known.get(key.replace("_", "-"))
        if attribute is None:
            problems.append(_unknown(at, f"{title}.{key}", {f"{title}.{k}" for k in known}))
            continue
        try:
            values[attribute] = _convert(getattr(defaults, attribute), attribute, item)
        except ValueError as error:
            at = line_of(text, name, key, title, value=True)
            problems.append(_wrong(at, f"{title}.{key}", error))
    return cls(**values), tuple(problems)


def _levels(value: Any, text: str, name: str) -> tuple[dict[str, str], tuple[Problem, ...]]:
    if not isinstance(value, dict):
        at = line_of(text, name, "levels")
        return {}, (Problem(at, "`levels` is expected to be a table of rule = level"),)
    good = {rule: level for rule, level in value.items() if level in _LEVELS}
    problems = tuple(
        _wrong(
            line_of(text, name, rule, "levels", value=True), f"levels.{rule}", _no(level, _LEVELS)
        )
        for rule, level in value.items()
        if level not in _LEVELS
    )
    return good, problems


def _convert(default: Any, attribute: str, value: Any) -> Any:
    """Return `value` as the kind of `default`; raises ValueError with what was expected."""
    if special := _SPECIAL.get(attribute):
        return special(value)
    if isinstance(default, tuple):
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise ValueError(f'is {_said(value)}, expected a list of texts, such as ["a", "b"]')
    if isinstance(default, dict):
        if isinstance(value, dict) and all(isinstance(item, str) for item in value.values()):
            return dict(value)
        raise ValueError(f"is {_said(value)}, expected a table of texts")
    if isinstance(default, bool) or not isinstance(default, int):
        if type(value) is type(default):
            return value
        raise ValueError(f"is {_said(value)}, expected {_KINDS[type(default)]}")
    if type(value) is int and 0 <= value <= _MOST_DAYS:
        return value
    raise ValueError(f"is {_said(value)}, expected a number of days, from 0 to {_MOST_DAYS}")


_KINDS = {str: "a text", bool: "true or false"}
_MOST_DAYS = 36500


def _folder(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"is {_said(value)}, expected one folder, as a text")  # noqa: TRY004
    folder = posixpath.normpath(value)
    if folder.startswith(("/", "..")):
        raise ValueError(f"is {_said(value)}, expected a folder below the project")
    return folder


def _as_of(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return _possible(value)
    return to_day(str(value))


def _fail_on(value: Any) -> Level:
    if value not in _FAILING:
        raise _no(value, _FAILING)
    return Level(value)


def _timezone(value: Any) -> str:
    try:
        return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        raise ValueError(f"is {_said(value)}, expected a zone such as Europe/Berlin") from None


# What is more than a text, a number, a list or a table.
_SPECIAL: dict[str, Callable[[Any], Any]] = {
    "as_of": _as_of,
    "content": _folder,
    "fail_on": _fail_on,
    "timezone": _timezone,
}


def _no(value: Any, allowed: tuple[str, ...]) -> ValueError:
    """Return what to say of a value that is none of those allowed: the nearest stands first."""
    near = difflib.get_close_matches(str(value), allowed, 1)
    ordered = (*near, *(each for each in allowed if each not in near))
    return ValueError(f"is {_said(value)}, expected {', '.join(ordered)}")


def _said(value: Any) -> str:
    """Return a value as it would be typed."""
    text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    return f"`{text}`" if text else "an empty text"


def _wrong(at: Location, key: str, error: ValueError) -> Problem:
    return Problem(at, f"`{key}` {error}")


def _unknown(at: Location, key: str, known: set[str]) -> Problem:
    near = difflib.get_close_matches(key, sorted(known), 1)
    hint = f"did you mean `{near[0]}`?" if near else f"known here: {', '.join(sorted(known))}"
    return Problem(at, f"there is no setting `{key}`", hint)
