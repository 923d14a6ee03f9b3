"""What a runbook depends on, as fingerprints: its alerts' rules and its services' entries.

A test says that a runbook was right for the system of that day. `opslore.lock` keeps the
fingerprints of the day; where today's differ, the test no longer speaks for the runbook.

Of a service only what its runbooks can depend on counts: what it needs, how critical that is and
what stands in for it, its lifecycle and its recovery objectives. A new owner, a new dashboard or
a better description makes no runbook wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.alerts.fingerprint import digest as _digest
from opslore.alerts.fingerprint import of_alert
from opslore.catalogue.lock import Trial

if TYPE_CHECKING:
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.records import Runbook, Service


__all__ = ["changed", "dependencies", "of_alert", "of_service", "trial"]


def of_service(service: Service) -> str:
    """Return the fingerprint of what a runbook can depend on in a service's entry."""
    needs = sorted([d.service, d.criticality, d.fallback or ""] for d in service.depends_on)
    return _digest([service.lifecycle or "", service.rpo, service.rto, needs])


def dependencies(runbook: Runbook, catalogue: Catalogue) -> dict[str, str]:
    """Return today's fingerprints by what they are of: `alert/NAME`, `service/ID`.

    An alert whose rule is not known and a service without entry have none.
    """
    found = {
        f"alert/{name}": catalogue.alerts[name]
        for name in runbook.alerts
        if name in catalogue.alerts
    }
    for name in runbook.services:
        service = catalogue.service(name)
        if service:
            found[f"service/{name}"] = of_service(service)
    return dict(sorted(found.items()))


def trial(runbook: Runbook, catalogue: Catalogue, day: date) -> Trial:
    """Return what the lock is to hold of a runbook that is tested on a day."""
    return Trial(day, dependencies(runbook, catalogue))


def changed(runbook: Runbook, catalogue: Catalogue) -> tuple[str, ...]:
    """Return what has changed since the recorded test: `alert/NAME`, `service/ID`, sorted.

    What was not recorded, or is not known today, is not compared: absence is no change.
    """
    entry = catalogue.lock.tests.get(runbook.ref)
    if entry is None:
        return ()
    today = dependencies(runbook, catalogue)
    return tuple(
        of for of, value in sorted(entry.fingerprints.items()) if of in today and today[of] != value
    )
