"""`opslore digest`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from opslore.cli import _library
from opslore.cli._failure import Failure
from opslore.cli._output import write
from opslore.exchange.digest import forms

if TYPE_CHECKING:
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.metrics.periods import Period
    from opslore.views._brief import Brief

KINDS = {"weekly": "week", "monthly": "month", "quarterly": "quarter"}
FEED = 20

EPILOG = """\b
Examples:
  opslore digest                                         the last week, in the terminal
  opslore digest --period 2026-W46 --format slack --output digest.json
  opslore digest --form monthly --format mail --output review.eml
  opslore digest --form newsletter --format markdown     the last month's, naming nobody

Nothing is sent: a job of yours posts the file. See docs/digests.md.
"""


@click.command(epilog=EPILOG)
@click.option(
    "--period",
    metavar="PERIOD",
    help="A week (2026-W46), a month (2026-10) or a quarter (2026-Q3); else the last that is over.",
)
@click.option(
    "--form",
    type=click.Choice((*KINDS, "newsletter")),
    help="Weekly, monthly or quarterly digest (else the one of the period), or the newsletter.",
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(tuple(forms())),
    default="text",
    help="text (the default), markdown, mail, slack, atom or json-feed.",
)
@click.option("--output", "-o", metavar="FILE", help="Write a file instead of standard output.")
@click.option("--as-of", metavar="DAY", help="The day to tell it on, or a distance such as +90d.")
def command(
    period: str | None, form: str | None, kind: str, output: str | None, as_of: str | None
) -> int:
    """Write the digest of a week, a month or a quarter, or a newsletter that names nobody."""
    from pathlib import Path

    from opslore.exchange.digest._place import place
    from opslore.metrics.newsletter import NamesSomebody

    library = _library.here()
    day, _ = _library.choose_day(as_of, library.settings)
    asked = _asked(period, form, day)
    catalogue = library.load(day, lambda: None)
    chosen = forms()[kind]
    try:
        briefs = _briefs(asked, catalogue, letters=form == "newsletter", many=chosen.many)
    except NamesSomebody as refused:
        click.echo(str(refused), err=True)
        return 1
    raw = chosen.write(briefs, place(catalogue.settings))
    if output and output != "-":
        try:
            write(Path(output), raw)
        except OSError as error:
            raise Failure(f"cannot write {output}: {error.strerror}") from error
        return 0
    sys.stdout.buffer.write(raw)
    sys.stdout.buffer.flush()
    return 0


def _asked(text: str | None, form: str | None, day: date) -> Period:
    """Return the period that was asked for; raises Failure."""
    from opslore.metrics import periods

    wanted = KINDS.get(form or "")
    if text is None:
        # A newsletter is of a month, as on the site: in a week there is seldom a story to tell.
        usual = "month" if form == "newsletter" else "week"
        return periods.last_complete(day, wanted or usual)
    try:
        found = periods.parse(text)
    except ValueError as error:
        raise Failure(f"--period {error}") from None
    if wanted and found.kind != wanted:
        raise Failure(f"--form {form} is of a {wanted}, but --period {text} is a {found.kind}")
    if found.start > day:
        raise Failure(f"--period {text} begins on {found.start}, after {day}, the day of the run")
    return found


def _briefs(period: Period, catalogue: Catalogue, *, letters: bool, many: bool) -> list[Brief]:
    """Return the digest of a period and, for a feed, those of its kind before it."""
    from opslore.metrics.digest import digest, digests
    from opslore.metrics.newsletter import newsletter
    from opslore.views import _digest, _newsletter

    asked = [digest(period, catalogue)]
    if many:
        earlier = [
            found
            for found in digests(catalogue).values()
            if found.period.kind == period.kind
            and found.period.end < period.start
            and found.happened
        ]
        asked += reversed(earlier[-(FEED - 1) :])
    if letters:
        return [_newsletter.brief(newsletter(d, catalogue), catalogue.as_of) for d in asked]
    return [_digest.brief(d, catalogue) for d in asked]
