"""One thing broken in a document of the sample: the finding names the place and the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from opslore import settings
from opslore.catalogue import load
from opslore.rules import engine

ROOT = Path(__file__).parent.parent
PM = "content/postmortems/2026/2026-01-27-courier-pool-login-wave.md"
RB = "content/runbooks/payments-api/connection-pool.md"
SV = "content/services/payments-api.md"
OC = "content/on-call/payments.md"
# document, what stood there, what stands there now, rule, a piece of the message or the help
DAMAGE = [
    (PM, "severity: sev2", "severity: sev-2", "invalid-value", "sev2"),
    (PM, "severity: sev2\n", "", "missing-fields", "severity"),
    (PM, "severity: sev2", "severty: sev2", "unknown-key", "severity"),
    (PM, "services: [courier-api]", "services: courier-api", "wrong-type", "[courier-api]"),
    (PM, "services: [courier-api]", "services: [courrier-api]", "unknown-reference", "courier-api"),
    (PM, "started_at: 2026-01-27T05:31Z", "started_at: 2026-01-27 05:31", "invalid-format", "Z"),
    (PM, "resolved_at: 2026-01-27T06:41Z", "resolved_at: 2026-01-27T05:00Z", "time-order", "before"),
    (PM, "[connection-pool-exhaustion, slow-query]", "[pool-gone, slow-query]", "unknown-reference", "pool"),
    (PM, "source: symptom-alert", "source: symptom-alrt", "unknown-reference", "symptom-alert"),
    (PM, "reviewers: [kasia-holubeck]", "reviewers: [kasia-holubek]", "unknown-person", "kasia-holubeck"),
    (PM, "due: 2026-02-20", "due: 2026-02-30", "invalid-format", "2026-02-30"),
    (PM, "addresses: [F1]", "addresses: [F9]", "unknown-factor", "F9"),
    (PM, "status: closed", "status: closed\nstatus: final", "duplicate-key", "status"),
    (PM, "severity: sev2", "severity: &x sev2", "yaml-feature", "anchor"),
    (PM, "tags: [postgresql,", "tags: [postgresql,,", "front-matter-syntax", ""),
    (RB, "risk: reversible", "risk: reversable", "invalid-value", "reversible"),
    (RB, "at: 2026-10-08", "at: 2027-10-08", "future-review", "ahead of 2026-11-16"),
    (RB, "expected_duration: 15m", "expected_duration: 15 minutes", "invalid-format", "15m"),
    (RB, "how: dry-run\n    evidence: https", "how: dryrun\n    evidence: https", "invalid-value", "dry-run"),
    (RB, "## Mitigation", "## Something", "alert-without-mitigation", "Mitigation"),
    (RB, "2025-07-09-payments-pool-held-by-processor-calls.md", "2025-07-09-gone.md", "broken-link", "2025-07-09"),
    (SV, "service: identity", "service: identty", "unknown-reference", "identity"),
    (SV, "tier: 1", "tier: one", "invalid-value", "`1`"),
    (OC, "target: person:maren-oskelund", "target: person:nobody-here", "unknown-person", "nobody-here"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "before", "after", "rule", "told"),
    DAMAGE,
    ids=[f"{number}-{each[3]}" for number, each in enumerate(DAMAGE)],
)
def test_one_thing_broken(path, before, after, rule, told):
    text = (ROOT / path).read_text("utf-8")
    assert before in text
    broken = text.replace(before, after, 1)
    read = settings.load(ROOT)
    catalogue = load(ROOT, read.as_of, read, held={path: broken.encode()})
    result = engine.check(catalogue, paths=(path,))
    assert not result.crashes
    found = [f for f in result.findings if f.rule == rule and not f.waived]
    assert found, [(f.rule, f.message) for f in result.findings]
    first = found[0]
    assert first.location.path == path
    assert 1 <= first.location.line <= broken.count("\n") + 1
    assert first.location.column >= 1
    assert told in first.message + first.help
    assert first.help or first.edits, "no way out"
