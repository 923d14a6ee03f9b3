"""The comment on a change, as Markdown for a code host.

Everything an author wrote is escaped: a title can neither open a table, a tag or a link nor call
people. Names after `@`, numbers after `#` and `!`, and addresses would be made links by the host
after all escapes are gone, so a space of no width stands in them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import quote

from opslore.counted import counted
from opslore.frozen import dataclass
from opslore.metrics.dates import day
from opslore.records import Postmortem
from opslore.render import md
from opslore.rules import engine
from opslore.views._common import STATE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.changes.story import Before, Changed, Story, Trusted
    from opslore.findings import Finding
    from opslore.metrics.returns import Promise
    from opslore.records import Record

MARK = "<!-- opslore pr-comment -->"  # by which a job finds the comment it wrote before
MOST = 20  # lines of a list
PROMISES = 8  # of an earlier incident
PLACES = 4  # of findings that say the same
LIMIT = 60_000  # characters; GitHub takes 65,536
LONGEST = 300  # characters of an author's text

_LINKED = re.compile(r"(?<=[@!#])(?=[\w-])|(?<=:)(?=//)|(?<=[Ww]{3})(?=\.)|(?<=[Gg][Hh])(?=-\d)")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_QUOTED = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
# A finding is printed below the line it speaks of; alone such a message has no subject.
_NO_SUBJECT = re.compile(r"(?:is|are|has|holds|was|names|leads|begins|ends|lies|says|stands)\b")


@dataclass(frozen=True, slots=True)
class Host:
    """Where the comment is to stand; `blob` is the address of the files, with a closing slash."""

    marked: bool = False  # begins with a remark by which it is found again
    folded: bool = False  # long lists may be folded away
    blob: str = ""


def comment(story: Story, host: Host) -> str:
    """Return the comment, at most as long as a code host takes it."""
    text = _whole(story, host)
    if len(text) > LIMIT:
        text = _whole(story, replace(host, folded=False))
    if len(text) > LIMIT:
        text = f"{text[: text.rindex(chr(10), 0, LIMIT)]}\n\nThe rest is too long for a comment.\n"
    return text


def _whole(story: Story, host: Host) -> str:
    lines = [MARK, ""] if host.marked else []
    for heading, body in _sections(story, host):
        lines += [f"### {heading}", "", *body, ""]
    if story.empty:
        lines += ["This change touches no document of the library and adds no finding.", ""]
    lines.append(f"Compared with {said(story.ref)}, as of {day(story.catalogue.as_of)}.")
    return "\n".join(lines) + "\n"


def said(text: str) -> str:
    """Return an author's text as one line that shows what was written and does nothing else."""
    text = _UNSEEN.sub(" ", text.encode("utf-8", "backslashreplace").decode())
    text = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return md(_LINKED.sub("\u200b", text))


def told(message: str) -> str:
    """Return what a finding or a metric says, with the words it quotes as code."""
    parts = _QUOTED.split(message[: 3 * LONGEST])
    code = [f"`{_UNSEEN.sub(' ', part)}`" for part in parts[1::2]]
    # A letter goes before what stands behind code: only at the start of a line is `?` or `-` markup.
    text = [said(part) if part.strip() else part for part in parts[:1]]
    text += [said(f"x{part}")[1:].lstrip() if part.strip() else part for part in parts[2::2]]
    spaced = [_spaced(part, shown) for part, shown in zip(parts[::2], text, strict=True)]
    return "".join(a + b for a, b in zip(spaced, [*code, ""], strict=True))


def _spaced(part: str, shown: str) -> str:
    """Return text with the blanks at its ends that stand between it and code."""
    start = " " if part[:1].isspace() and part.strip() else ""
    return f"{start}{shown}{' ' if part[-1:].isspace() and part.strip() else ''}"


def _sections(story: Story, host: Host) -> Iterator[tuple[str, list[str]]]:
    if story.changed or story.removed or story.files or story.restricted:
        yield "What this change adds", _folded(list(_added(story, host)), host)
    if story.findings:
        groups = _alike(story)
        lines = [_finding(group, story, host) for group in groups]
        heading = f"New findings: {_by_level(story.findings)}"
        yield heading, _folded(lines, host, [len(group) for group in groups], story.ref)
    elif not story.empty:
        old = " Those that were there before are not listed."
        yield "No new findings", [f"The change adds none.{_mended(story)}{old}"]
    if story.bumps:
        yield (
            "Dates without anything new",
            [
                "A newer date alone does not show that anybody looked:",
                "",
                *_folded([_bump(f, story, host) for f in story.bumps], host),
            ],
        )
    if story.earlier:
        yield "It happened before", list(_before(story, host))
    if story.alerts:
        yield "Alert rules that changed", _folded(list(_alerts(story, host)), host)
    if story.runbooks or story.bare:
        yield "Runbooks of the services concerned", list(_runbooks(story, host))


def _added(story: Story, host: Host) -> Iterator[str]:
    for each in sorted(story.changed, key=lambda c: (not c.new, c.record.path)):
        yield _document(each, story, host)
    for record in sorted(story.removed, key=lambda r: r.path):
        yield f"- Removed {record.NOUN}: {said(record.title)}"
    for file in story.files:
        parts = f": {_listed(file.parts)}" if file.parts else ""
        yield f"- {_capital(file.how)} file: {_path(file.path, host)}{parts}"
    if story.restricted:
        many = "documents" if story.restricted > 1 else "document"
        yield f"- {story.restricted} restricted {many}, not named here"


def _document(each: Changed, story: Story, host: Host) -> str:
    record = each.record
    how = "New" if each.new else "Renamed" if each.was else "Changed"
    named = f"- {how} {record.NOUN}: {_link(record, host)}"
    if each.was:
        named += f", was {_code(each.was)}"
    if not each.new:
        parts = _listed(each.parts) or ("" if each.was else "only its layout")
        named += f": {parts}" if parts else ""
        if each.was and each.was not in record.aliases:
            named += f". With {_code(f'aliases: [{each.was}]')} the old id goes on working"
        return named
    facts = [said(name) for name in record.services]
    if isinstance(record, Postmortem):
        facts.insert(0, said(record.severity or "no severity"))
    if actions := story.catalogue.actions_of(record):
        wishes = sum(action.to_assign for action in actions)
        facts.append(counted(len(actions), "action item"))
        if wishes:
            facts.append(f"{wishes} still to assign")
    return f"{named} ({', '.join(facts)})" if facts else named


def _code(text: str) -> str:
    return told(f"`{text.replace('`', chr(39))}`")


def _listed(parts: tuple[str, ...]) -> str:
    more = f" and {len(parts) - 8} more" if len(parts) > 8 else ""
    return ", ".join(told(part) for part in parts[:8]) + more


def _alike(story: Story) -> list[list[Finding]]:
    """Return the findings, those together that say the same of several places."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in story.findings:
        alike = (finding.rule, finding.level.value, _subject(finding, story))
        groups.setdefault(alike, []).append(finding)
    return list(groups.values())


def _finding(group: list[Finding], story: Story, host: Host) -> str:
    finding = group[0]
    places = [_path(f.location.path, host, f.location.line) for f in group[:PLACES]]
    more = f" and {len(group) - PLACES} more" if len(group) > PLACES else ""
    helps = {f.help for f in group}
    # A block that is ready to paste is too long here; the command line shows it.
    mend = f". {told(_capital(finding.help))}" if finding.help and "\n" not in finding.help else ""
    return (
        f"- **{finding.level}** {finding.rule} at {', '.join(places)}{more}: "
        f"{_subject(finding, story)}{mend if len(helps) == 1 else ''}"
    )


def _subject(finding: Finding, story: Story) -> str:
    """Return what a finding says, with the text it marks where it would have no subject."""
    message = told(finding.message)
    if not _NO_SUBJECT.match(finding.message):
        return message
    if finding.code.startswith("SRC") and (finding.location.line, finding.location.column) == (
        1,
        1,
    ):
        return f"the file {message}"
    marked = _marked(finding, story)
    return f"{_code(marked)} {message}" if marked else message


def _marked(finding: Finding, story: Story) -> str:
    """Return the text under a finding's mark, without secrets and backticks."""
    at = finding.location
    key = at.path.removeprefix(story.catalogue.settings.prefix)
    document = story.catalogue.document(key) or story.catalogue.data.get(key)
    if document is None or at.end_line != at.line:
        return ""
    text = engine.shown(document).line(at.line)[at.column - 1 : at.end_column - 1]
    return text.replace("`", "'").strip()[:80]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _bump(finding: Finding, story: Story, host: Host) -> str:
    record = story.catalogue.by_path.get(finding.location.path)
    name = _link(record, host) if record else _path(finding.location.path, host)
    return f"- {name}: {told(finding.message.partition(', and nothing else')[0])}"


def _before(story: Story, host: Host) -> Iterator[str]:
    for number, (incident, group) in enumerate(groupby(story.earlier, lambda e: e.incident)):
        yield from [""] * bool(number)
        yield f"{_link(incident, host)} resembles"
        yield ""
        for each in group:
            when = f", {counted(each.days, 'day')} earlier" if each.days is not None else ""
            why = "; ".join(told(reason) for reason in each.reasons)
            yield f"- {_link(each.earlier, host)}{when}: {why}."
            yield from _promises(each)
    if story.uncompared:
        yield ""
        yield f"Not compared: {counted(story.uncompared, 'older incident')} of this change."


def _promises(each: Before) -> Iterator[str]:
    if each.night is None:
        return
    if not each.promises:
        yield f"  It had no action items on {day(each.night)}."
        return
    counts = Counter(promise.state for promise in each.promises)
    order = ("done", "overdue", "undated", "open", "cancelled")
    states = ", ".join(f"{counts[state]} {_WORDS[state]}" for state in order if counts[state])
    yield f"  Its {counted(len(each.promises), 'action item')} on {day(each.night)}: {states}."
    left = [promise for promise in each.promises if promise.state not in ("done", "cancelled")]
    left.sort(key=lambda p: (order.index(p.state), -p.days if p.state == "overdue" else p.days))
    yield from (f"    - {_promise(promise)}" for promise in left[:PROMISES])
    if len(left) > PROMISES:
        yield f"    - {len(left) - PROMISES} more"


_WORDS = {
    "done": "done",
    "overdue": "overdue",
    "open": "still open",
    "undated": "without a due date",
    "cancelled": "cancelled",
}


def _promise(promise: Promise) -> str:
    item = promise.action.item
    late = {
        "overdue": f"overdue for {counted(promise.days, 'day')}",
        "open": f"due {counted(promise.days, 'day')} later",
        "undated": "without a due date",
    }[promise.state]
    return f"{late}: {said(item.title or '')} ({said(item.owner or 'nobody')})"


def _alerts(story: Story, host: Host) -> Iterator[str]:
    before = story.catalogue.alerts
    for name, runbooks in story.alerts:
        what = "" if name in before else " is gone"
        books = ", ".join(_link(runbook, host) for runbook in runbooks)
        yield f"- {said(name)}{what}: {books or 'no runbook answers it'}"


def _runbooks(story: Story, host: Host) -> Iterator[str]:
    if story.runbooks:
        yield "| Runbook | Service | State | Why |"
        yield "|---|---|---|---|"
        bumped = {finding.location.path for finding in story.bumps}
        yield from (_row(each, bumped, host) for each in story.runbooks[:MOST])
        if len(story.runbooks) > MOST:
            yield f"\n{len(story.runbooks) - MOST} more are not shown."
    if story.bare:
        if story.runbooks:
            yield ""
        names = ", ".join(said(name) for name in story.bare)
        yield f"No runbook: {names}."


def _row(each: Trusted, bumped: set[str], host: Host) -> str:
    found = each.found
    state = STATE_WORDS[found.state] if found else "not asked"
    if found and found.bad:
        state = f"**{state}**"
    why = said(found.reason.replace("`", "")) if found else ""
    if each.runbook.path in bumped:
        state = "**its date moved alone**"
    services = ", ".join(said(name) for name in each.services)
    return f"| {_link(each.runbook, host)} | {services} | {state} | {why} |"


def _link(record: Record, host: Host) -> str:
    title = said(record.title)
    return f"[{title}](<{_address(record.path, host)}>)" if host.blob else title


def _path(path: str, host: Host, line: int = 0) -> str:
    shown = said(f"{path}:{line}" if line else path)
    if not host.blob:
        return shown
    return f"[{shown}](<{_address(path, host)}{f'#L{line}' if line else ''}>)"


def _address(path: str, host: Host) -> str:
    return f"{host.blob}{quote(path.encode('utf-8', 'surrogateescape'))}"


def _folded(
    lines: list[str], host: Host, weights: list[int] | None = None, ref: str = "REF"
) -> list[str]:
    """Return a list of which a long rest is folded away, or counted; weights say for how many."""
    first, rest = lines[:MOST], lines[MOST:]
    if not rest:
        return first
    count = sum(weights[MOST:]) if weights else len(rest)
    if host.folded and len(rest) <= 5 * MOST:
        fold = f"<details><summary>{count} more</summary>"
        return [*first, "", fold, "", *rest, "", "</details>"]
    more = f"; {_code(f'opslore check --base {ref}')} lists them" if weights else ""
    return [*first, "", f"{count} more are not shown{more}."]


def _by_level(findings: tuple[Finding, ...]) -> str:
    counts = Counter(finding.level.value for finding in findings)
    words = [
        counted(counts["error"], "error") if counts["error"] else "",
        counted(counts["warning"], "warning") if counts["warning"] else "",
        f"{counts['advice']} advice" if counts["advice"] else "",
    ]
    return ", ".join(filter(None, words))


def _mended(story: Story) -> str:
    return f" It mends {counted(story.mended, 'finding')}." if story.mended else ""
