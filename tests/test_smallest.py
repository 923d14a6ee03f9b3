"""What little an honest document needs."""

from __future__ import annotations

import re

import pytest

from cases import case, project
from console import run

SMALLEST = {
    "a sev3 postmortem of five lines and a paragraph": (
        "postmortems/2026/2026-02-20-slow-checkout.md",
        """\
---
severity: sev3
status: closed
services: [checkout]
started_at: 2026-02-20T10:00Z
resolved_at: 2026-02-20T10:40Z
---

# Checkout was slow for 40 minutes

One of two database replicas was restarted during the day. Requests waited for the other one, and
nobody had to do anything.
""",
        [],
    ),
    "a runbook of a title, a sentence and three steps": (
        "runbooks/checkout/restart.md",
        """\
# Restart the checkout

Use it when pods hang and the last release is older than a day.

1. Look which pods hang: those without a log line for a minute.
2. Delete them one by one, a minute apart.
3. See that new ones answer.
""",
        ["[RB003]"],  # a warning: nobody has tested it yet
    ),
    "a near miss of five fields": (
        "near-misses/2026-02-20-full-disk.md",
        """\
---
occurred_on: 2026-02-20
services: [checkout]
what_failed: The alert on the disk was muted during a move and stayed muted.
caught_by: human
corrective_action: A muted alert is unmuted after a day.
---
""",
        [],
    ),
}


@pytest.mark.parametrize(("path", "text", "said"), SMALLEST.values(), ids=SMALLEST)
def test_the_smallest_honest_document_passes(path, text, said, tmp_path):
    root = project(case(""), tmp_path)
    before = run(["check", "--no-cache"], root)
    target = root / "content" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)
    _, told, summary, code = run(
        ["check", "--no-cache", "--format", "concise", f"content/{path}"], root
    )
    assert (re.findall(r"\[\w+\]", told), code) == (said, 0), summary
    assert before[3] == 0
    assert run(["check", "--no-cache"], root)[3] == 0


def test_their_sizes_are_what_they_are_called():
    postmortem, runbook, near_miss = (text for _, text, _ in SMALLEST.values())
    assert postmortem.split("---\n")[1].count("\n") == 5
    assert len(postmortem.split("---\n")[2].strip().split("\n\n")) == 2  # heading, paragraph
    assert not runbook.startswith("---")
    assert [line[0] for line in runbook.splitlines() if line[:1].isdigit()] == ["1", "2", "3"]
    assert near_miss.split("---\n")[1].count("\n") == 5
    assert not near_miss.split("---\n")[2].strip()
