"""The newsletter as lines; it sees the newsletter's own fields and nothing of the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.metrics.dates import span
from opslore.views._brief import Brief, Line, Section
from opslore.views._common import severity_chip
from opslore.views._digest import many
from opslore.views.base import Link

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from opslore.metrics.newsletter import Newsletter, Story


def brief(letter: Newsletter, as_of: date) -> Brief:
    """Return the lines of one newsletter."""
    stories = tuple(_story(story) for story in letter.stories)
    lessons = tuple(Line(Link("", lesson)) for lesson in letter.lessons)
    again = [(title, count) for title, count in letter.failure_modes if count > 1]
    modes = tuple(Line(Link("", title), f"{count} times") for title, count in again)
    sections = (
        Section("Worth reading", stories, name="reading"),
        Section("Nearly", lessons, name="near-misses"),
        Section("More than once", modes, name="failure-modes"),
    )
    return Brief(
        key=f"digests/newsletter-{letter.period.name.lower()}.md",
        form="newsletter",
        period=letter.period,
        title=f"What we learnt: {letter.period.label}",
        lead=tuple(_lead(letter)),
        sections=tuple(section for section in sections if section.lines),
        as_of=as_of,
        current=letter.current,
        site=letter.name,
    )


def permalink_key(permalink: str) -> str:
    """Return the file that goes on to the document of a permalink."""
    return f"p/{permalink}/index.html"


def _lead(letter: Newsletter) -> Iterator[str]:
    kind = letter.period.kind
    told = many(letter.incidents, "incident")
    if letter.severities:
        told += ": " + ", ".join(f"{count} {name}" for name, count in letter.severities)
    yield f"{told} ({letter.before} in the {kind} before)."
    if letter.came_back:
        who = "It" if letter.incidents == 1 else f"{letter.came_back} of them"
        yield f"{who} had happened before."
    also = []
    if letter.near_misses:
        also.append(many(letter.near_misses, "near miss", "near misses"))
    if letter.drills:
        refuted = f" ({letter.drills_refuted} refuted what we believed)"
        also.append(many(letter.drills, "drill") + (refuted if letter.drills_refuted else ""))
    if letter.done:
        also.append(f"{many(letter.done, 'action item')} done")
    if also:
        yield f"{', '.join(also)}."
    if letter.mitigate:
        yield (
            f"In the median users were hurt for {span(round(letter.mitigate.median))}"
            f" (n {letter.mitigate.n})."
        )


def _story(story: Story) -> Line:
    where = ", ".join(story.services) or "A service"
    what = ", ".join(mode.lower() for mode in story.failure_modes)
    told = [what] if what else []
    if story.minutes is not None:
        told.append(span(story.minutes))
    if story.data_lost:
        told.append("data was lost")
    link = Link(permalink_key(story.permalink), where)
    chip = severity_chip(story.severity) if story.severity else None
    return Line(link, ", ".join(told), chip, note=story.sentence or "")
