"""`opslore ready`."""

from __future__ import annotations

import click

from opslore.cli import _library
from opslore.cli._failure import Failure
from opslore.cli._names import unknown
from opslore.cli._output import emit
from opslore.metrics.readiness import readiness
from opslore.records import Service
from opslore.report.text import printable

APPROVED = "approved"
EPILOG = """\b
Examples:
  opslore ready payments-api
  opslore ready payments-api --as-of +30d

Exit codes: 0 the service is ready; 1 it is not, with the reasons; 2 there is no such service.
"""


@click.command(epilog=EPILOG)
@click.argument("service")
@click.option("--as-of", metavar="DAY", help="The day to ask about, or a distance such as +90d.")
def command(service: str, as_of: str | None) -> int:
    """Say whether a service is ready for production, and what is missing."""
    library = _library.here()
    day, _ = _library.choose_day(as_of, library.settings)
    catalogue = library.load(day, lambda: None)
    record = catalogue.service(service)
    if record is None:
        raise Failure(unknown("service", service, [s.id for s in catalogue.of(Service)]))
    found = readiness(record, catalogue)
    reasons = []
    if found.review is None:
        reasons.append("it has never been reviewed: opslore new readiness-review")
    elif found.verdict != APPROVED:
        reasons.append(f"the last review ({found.review.reviewed_on}) says {found.verdict}")
    for item in found.open:
        because = f": {'; '.join(item.reasons)}" if item.reasons else ""
        who = "computed, " if item.computed else ""
        status = item.status.replace("-", " ")
        reasons.append(f"{item.item.id} ({who}{status}){because}")
    if not reasons:
        emit(f"{record.id} is ready as of {day}\n")
        return 0
    lines = [f"{record.id} is not ready as of {day}", *(f"  - {reason}" for reason in reasons)]
    emit("".join(f"{printable(line)}\n" for line in lines))
    return 1
