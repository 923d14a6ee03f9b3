"""Kinds of damage to a document, and what is to be said of each, word for word."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

POSTMORTEMS, RUNBOOKS = "content/postmortems/", "content/runbooks/"
NAME = "[a-z]+-[a-z]+"


class Broken(NamedTuple):
    """A damaged text, where the damage is to be told, and words of it for the message."""

    text: str | bytes
    mark: int
    words: tuple[str, ...] = ()


class Damage(NamedTuple):
    """A kind of damage, and what is to be said of it."""

    done: Callable[[str], Broken | None]
    rule: str
    message: str
    help: str
    only: str = "content/"  # the documents it is done to
    companions: tuple[str, ...] = ()


def in_front(pattern: str, new: str, mark: str = "") -> Callable[[str], Broken | None]:
    """Replace the first match in the front matter; the mark is looked for in what replaces it."""

    def done(text: str) -> Broken | None:
        found = re.compile(pattern, re.MULTILINE).search(text, 0, text.index("\n---\n", 4) + 1)
        if not found:
            return None
        made = found.expand(new)
        place = made.rindex(found.expand(mark)) if mark else 0
        said = tuple(group or "" for group in found.groups())
        return Broken(
            text[: found.start()] + made + text[found.end() :], found.start() + place, said
        )

    return done


def field(line: str, mark: str) -> Callable[[str], Broken | None]:
    """Add a line to the end of the front matter, if it has no such field."""

    def done(text: str) -> Broken | None:
        end = text.index("\n---\n", 4) + 1
        if f"\n{line.partition(':')[0]}:" in text[:end]:
            return None
        return Broken(f"{text[:end]}{line}\n{text[end:]}", end + line.rindex(mark))

    return done


def at_end(line: str, mark: str) -> Callable[[str], Broken | None]:
    """Add a paragraph to the end of the text."""

    def done(text: str) -> Broken | None:
        kept = text.rstrip("\n") + "\n\n"
        return Broken(f"{kept}{line}\n", len(kept) + line.index(mark))

    return done


def everywhere(change: Callable[[str], str | bytes]) -> Callable[[str], Broken | None]:
    return lambda text: Broken(change(text), 0)


def in_use(change: Callable[[str], Broken | None]) -> Callable[[str], Broken | None]:
    """Leave a runbook alone that another one has replaced: it is kept for the record."""
    return lambda text: None if "\nsuperseded_by:" in text else change(text)


def unclosed(text: str) -> Broken | None:
    last = text.count("\n", 0, text.index("\n---\n", 4)) + 1
    return Broken(text.replace("\n---\n", "\n", 1), 0, (str(last),))


def in_latin_1(text: str) -> Broken | None:
    return Broken(f"{text}A caf".encode() + b"\xe9\n", len(text) + 5)


def mended_too_early(text: str) -> Broken | None:
    mitigated = re.search(r"^mitigated_at: (\S+)Z$", text, re.MULTILINE)
    resolved = re.search(r"^resolved_at: (\S+)Z$", text, re.MULTILINE)
    if not mitigated or not resolved:
        return None
    moment = datetime.fromisoformat(mitigated[1]) - timedelta(hours=1)
    early = f"{moment:%Y-%m-%dT%H:%M}"
    start = resolved.start(1)
    next_day = moment + timedelta(days=1)
    broken = text[:start] + early + text[resolved.end(1) :]
    return Broken(broken, start, (f"{next_day:%Y-%m-%dT%H:%M}Z",))


DAMAGES = {
    "a name with two letters swapped": Damage(
        in_front("^tags:", "tgas:"),
        "unknown-key",
        "`tgas` is not a field of {kind}; did you mean `tags`?",
        "write `tags:`",
    ),
    "a word that is not on the list": Damage(
        in_front(r"^status: \S+", "status: finished", "finished"),
        "invalid-value",
        "`status` is `finished`, allowed are `draft`, `in-review`, `final` and `closed`",
        "draft, in-review, final, or closed (every action item is done or cancelled)",
        POSTMORTEMS,
        ("missing-sections",),  # what a draft did not need
    ),
    "a word where a list belongs": Damage(
        in_front(r"^services: \[([\w-]+).*\]", r"services: \1", r"\1"),
        "wrong-type",
        "`services` is the text `{0}`, expected a list of service ids, such as "
        "`[checkout-api, payments-db]`",
        "write `services: [{0}]`",
    ),
    "a word where a number belongs": Damage(
        field("review_interval: often", "often"),
        "wrong-type",
        "`review_interval` is the text `often`, expected a number of days, such as `90`",
        "for how many days a verification counts; by tier and risk if absent (90, 180 or 365)",
    ),
    "a day that is in no calendar": Damage(
        in_front(r"^verified:\n  - by: (.+)\n    at: (202[567])-.*$",
                 r"verified:\n  - by: \1\n    at: \2-02-30", r"\2-02-30"),
        "invalid-format",
        "`at` in item 1 of `verified` is `{1}-02-30`, which is not in the calendar",
        "February {1} has 28 days",
        companions=("stale-runbook", "never-tested-runbook"),  # on no day, nothing was tested
    ),
    "a time without a zone": Damage(
        in_front(r"^started_at: (\S+T\d\d:\d\d)Z$", r"started_at: \1", r"\1"),
        "invalid-format",
        "`started_at` is `{0}`, which has no zone",
        "add `Z` for UTC (`{0}Z`), or the offset from UTC, such as `{0}+01:00`",
        POSTMORTEMS,
    ),
    "half an address": Damage(
        field("links:\n  - url: htps:/x", "htps"),
        "invalid-format",
        "`url` in item 1 of `links` is `htps:/x`, expected a URL, such as "
        "`https://status.example.com/incidents/81`",
        "a full web address, starting with http:// or https://",
    ),
    "a misspelt service": Damage(
        in_front(r"^services: \[([\w-]+[a-z])([,\]])", r"services: [\1q\2", r"\1q"),
        "unknown-reference",
        "no service has the id `{0}q`",
        "did you mean `{0}`?",
        companions=("unrelated-promotion",),  # the postmortem is not of this service
    ),
    "a misspelt commander": Damage(
        in_front(rf"^  incident_commander: ({NAME})$", r"  incident_commander: \1q", r"\1q"),
        "unknown-person",
        "directory.yml knows nobody with the id `{0}q`",
        "did you mean `{0}`?",
        POSTMORTEMS,
    ),
    "a misspelt team": Damage(
        in_front("^owner: ([a-z-]+)$", r"owner: \1q", r"\1q"),
        "unknown-reference",
        "directory.yml has no team `{0}q`",
        "did you mean `{0}`?",
    ),
    "a waiver for a rule that is none": Damage(
        field("waivers:\n  - rule: stale-runbok\n    until: 2027-01-01\n    reason: For a test.",
              "stale-runbok"),
        "unknown-waiver",
        "there is no rule `stale-runbok`",
        "did you mean `stale-runbook`?",
    ),
    "an end before its beginning": Damage(
        mended_too_early,
        "time-order",
        "is 60 minutes before `mitigated_at`",
        "if the day is wrong, the next possible end is {0}",
        POSTMORTEMS,
        ("timeline-gap",),  # it does not reach that far back
    ),
    "an id given twice": Damage(
        in_front(r"^  - id: A1\n    title: ([^'\"\n]+)\n((?:    .*\n)+)  - id: A2$",
                 r"  - id: A1\n    title: \1\n\2  - id: A1", "A1"),
        "duplicate-action-id",
        "`A1` is already the id of `{0}`",
        "write `id: {free}`, and mend what cites this item",
        POSTMORTEMS,
        ("unknown-action",),  # what cites A2
    ),
    "a field given twice": Damage(
        in_front(r"^(\w+): ([^>|\s].*)$", r"\1: \2\n\1: \2", r"\1: \2"),
        "duplicate-key",
        "`{0}` is already given above, and only the first one counts",
        "delete one of the two",
    ),
    "a quotation mark left open": Damage(
        field('x-note: "open', '"'),
        "front-matter-syntax",
        "the quotation mark that opens here is not closed on this line",
        'close it: `"open"`',
    ),
    "a colon in a sentence": Damage(
        field("x-note: one: two", ": two"),
        "front-matter-syntax",
        "the value of `x-note` holds a colon, which YAML takes for the end of another name",
        'put the value in quotes: `x-note: "one: two"`',
    ),
    "no space behind a colon": Damage(
        field("x-note:one", ":"),
        "front-matter-syntax",
        "a space is missing behind this colon",
        "write `x-note: one`",
    ),
    "a tab": Damage(
        field("x-note:\n\t- one", "\t"),
        "front-matter-syntax",
        "a tab indents this line; YAML takes only spaces",
        "write 2 spaces instead",
    ),
    "an anchor of YAML": Damage(
        field("x-note: &a one", "&"),
        "yaml-feature",
        "`&a` is read as an anchor of YAML, which is not read here",
        'if it is text, put it in quotes: `"&a one"`',
    ),
    "brackets in brackets": Damage(
        field("x-note: [[[[[[[[1]]]]]]]]", "[1"),
        "nesting-too-deep",
        "is nested 9 levels deep; 8 are read",
        "no field needs more than four levels: is a bracket or a dash too many here?",
    ),
    "front matter without an end": Damage(
        unclosed,
        "unclosed-front-matter",
        "the front matter that opens here is never closed",
        "add a line `---` after line {0}",
    ),
    "a blank line before everything": Damage(
        lambda text: Broken(f"\n{text}", 1),
        "blank-before-front-matter",
        "1 blank line stands before the front matter, so MkDocs prints it as text",
        "delete what stands above `---`",
    ),
    "front matter of another program": Damage(
        everywhere(lambda text: text.replace("---\n", "+++\n", 1).replace("\n---\n", "\n+++\n", 1)),
        "toml-front-matter",
        "the front matter is TOML (between `+++`), only YAML is read",
        "write `---` instead of `+++`, and fields with a colon",
    ),
    "two byte order marks": Damage(
        everywhere(lambda text: "\ufeff\ufeff" + text),
        "byte-order-mark",
        "begins with 2 byte order marks; editors and MkDocs drop one and take the rest for text",
        "save the file as UTF-8 without a byte order mark",
    ),
    "an old encoding": Damage(
        in_latin_1,
        "not-utf-8",
        "byte 0xe9 is not UTF-8; in Latin-1 it would be `é`",
        "save the file as UTF-8, then look whether its accents and quotation marks are right",
    ),
    "a NUL": Damage(
        at_end("A word\0 more", "\0"),
        "nul-byte",
        "holds 1 NUL byte, which text never has",
        "it may have been damaged while it was saved: take its last good version from git",
    ),
    "nothing left": Damage(
        lambda _: Broken("", 0),
        "empty-file",
        "is empty",
        "write the document, or delete the file",
    ),
    "a link to nothing": Damage(
        at_end("See [this](nowhere.md).", "nowhere"),
        "broken-link",
        "there is no file `{folder}nowhere.md`",
        "write the file, or take the link out",
    ),
    "a link to no heading": Damage(
        at_end("See [this](#nowhere-at-all).", "#nowhere"),
        "broken-anchor",
        "this page has no heading `#nowhere-at-all`",
        "it has {headings}",
    ),
    "a link from the root": Damage(
        at_end("See [this](/runbooks/).", "/runbooks"),
        "absolute-link",
        "`/runbooks/` begins at the root of the host, not of the library",
        "write it relative to this file",
    ),
    "a link that runs code": Damage(
        at_end("See [this](javascript:alert).", "javascript"),
        "unsafe-link",
        "an address that begins with `javascript:` runs code",
        "link to an address that begins with https://",
    ),
    "a link out of the library": Damage(
        at_end("See [this](../../../../../etc/hosts).", "../.."),
        "link-leaves-library",
        "`../../../../../etc/hosts` leads out of the folder that is published",
        "link to its address in the repository's web view, or move the file in here",
    ),
    "a key for everybody to see": Damage(
        at_end("The key is AKIA" + "Q3EGRIZ7KLMN4WXY.", "AKIA"),
        "secret",
        "here stands an AWS access key",
        "make it worthless where it was issued, then write where to find the new one instead; "
        "the history keeps this one",
    ),
    "a step that is not there": Damage(
        in_use(at_end("Otherwise go to step 99.", "99")),
        "unknown-step",
        "there is no step 99 on this page",
        "the steps go from {first} to {last}",
        RUNBOOKS,
    ),
}  # fmt: skip
