"""A library of one runbook with its evidence, for the tests of freshness."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from opslore.catalogue import Catalogue, assemble
from opslore.catalogue import lock as locking
from opslore.document import parse
from opslore.metrics.freshness import freshness
from opslore.records import Runbook
from opslore.settings import Settings

SERVICE = "---\nowner: payments\ntier: {tier}\ndepends_on: []\n---\n\n# Checkout\n\nSells.\n"


def library(
    as_of: str,
    *,
    verified: str = "",
    tier: int = 2,
    front: str = "alerts: [PoolFull]\n",
    uses: tuple[str, ...] = (),
    more: dict[str, str] | None = None,
    settings: Settings | None = None,
    lock: locking.Lock | None = None,
) -> Catalogue:
    """A runbook with `verified: [...]`, and postmortems or drills that used it.

    A use is `postmortem 2026-02-01 failed`, with ` restricted` at its end where it is.
    """
    files = {
        "services/checkout.md": SERVICE.format(tier=tier),
        "runbooks/checkout/pool.md": f"---\n{front}verified: [{verified}]\n---\n\n# Pool\n\nFull.\n",
        **(more or {}),
    }
    for number, use in enumerate(uses):
        kind, day, result, *rest = use.split()
        hidden = "visibility: restricted\n" if rest else ""
        used = f"runbooks_used: [{{runbook: checkout/pool, result: {result}}}]\n"
        when = f"held_on: {day}" if kind == "drill" else f"severity: sev3\nstarted_at: {day}T10:00Z"
        folder = "drills" if kind == "drill" else "postmortems/2026"
        text = f"---\n{when}\nservices: [checkout]\n{hidden}{used}---\n\n# The {kind} {number}\n"
        files[f"{folder}/{day}-n{number}.md"] = text
    documents = [parse(f"content/{key}", text) for key, text in files.items()]
    assert not [fault for document in documents for fault in document.faults]
    day = date.fromisoformat(as_of)
    return assemble(Path(), day, settings or Settings(), documents, lock=lock)


def of(catalogue: Catalogue):
    (runbook,) = catalogue.of(Runbook)
    return freshness(runbook, catalogue)


def entry(day: str, how: str = "dry-run") -> str:
    return f"{{by: ada, at: {day}, how: {how}, evidence: notes}}"


TRIED = entry("2026-01-10")  # 90 days: good until 2026-04-10
