"""Rules one case of which weighs more than another, and findings that mend themselves."""

from __future__ import annotations

import pytest

from cases import case, catalogue, project
from opslore.rules import engine

RUNBOOK = """````md title="runbooks/checkout/queue.md"
---
risk: destructive
verified: {{by: ada, at: 2026-02-01, how: dry-run, evidence: "https://example.com/1"}}
---

# The queue is full

Orders wait.

## Mitigation

1. Empty it.

    ```bash
    {command}  # TODO: which one?
    ```
````
"""
WAIVED = """```md title="guides/a.md"
---
owner: platform
waivers:
  - {{rule: todo-left, until: {until}, reason: Soon}}
---

# When to page

TODO
```

```toml title="opslore.toml"
content = "content"
as-of = 2026-03-01

[grace]
waiver = 7
```
"""


def findings(text, folder, rule):
    return [
        f for f in engine.check(catalogue(project(case(text), folder))).findings if f.rule == rule
    ]


@pytest.mark.parametrize(
    "command, level",
    [
        ("kubectl delete pvc --all", "error"),
        ("rm -rf /srv/queue", "error"),
        ("kubectl get pods", "warning"),
    ],
)
def test_what_is_to_do_in_a_block_that_destroys_is_an_error(command, level, tmp_path):
    found = findings(RUNBOOK.format(command=command), tmp_path, "todo-left")
    assert [f.level.value for f in found] == [level]


@pytest.mark.parametrize(
    "until, level", [("2026-02-22", "warning"), ("2026-02-21", "error"), ("2026-03-01", None)]
)
def test_a_waiver_that_ended_has_its_grace(until, level, tmp_path):
    found = findings(WAIVED.format(until=until), tmp_path, "expired-waiver")
    assert [f.level.value for f in found] == ([level] if level else [])


# A line with one mistake, the rule that finds it, and the line as its edits leave it.
MENDED = [
    ("services: [chekout]", "unknown-reference", "services: [checkout]"),
    ('failure_modes: ["pool exhausted"]', "unknown-reference", 'failure_modes: ["connection-pool-exhaustion"]'),
    ("See [it](../guide/severity.md#x).", "broken-link", "See [it](severity.md#x)."),
    ("See [it](severity.md#how-we-chose-a-severity).", "broken-anchor", "See [it](severity.md#how-we-choose-a-severity)."),
    ("See [it](/guides/severity.md).", "absolute-link", "See [it](severity.md)."),
    ("Restart <pod-name> now.", "lost-placeholder", "Restart `<pod-name>` now."),
    ("1) Restart it.", "bracket-number", "1. Restart it."),
    ("# From a -> b", "markup-in-title", "# From a → b"),
    ("waivers: [{rule: todo-lefts, until: 2026-03-09, reason: Soon}]", "unknown-waiver", "waivers: [{rule: todo-left, until: 2026-03-09, reason: Soon}]"),
]  # fmt: skip


@pytest.mark.parametrize("line, rule, mended", MENDED, ids=[rule for _, rule, _ in MENDED])
def test_an_edit_mends_it(line, rule, mended, tmp_path):
    in_front = line.split(":")[0] in ("services", "failure_modes", "waivers")
    front, body = (f"{line}\n", "For everyone.") if in_front else ("", line)
    title = "" if line.startswith("#") else "# When to page\n\n"
    if line.startswith("failure_modes"):
        name, front = "near-misses/a.md", f"{line}\n# …\n"
    else:
        name = "guides/a.md"
    text = f'```md title="{name}"\n---\nowner: platform\n{front}---\n\n{title}{body}\n```\n'
    root = project(case(text), tmp_path)
    found = [f for f in engine.check(catalogue(root)).findings if f.rule == rule]
    assert len(found) == len(found[0].edits) == 1
    edit = found[0].edits[0]
    lines = (root / "content" / name).read_text("utf-8").split("\n")
    old = lines[edit.at.line - 1]
    assert old == line
    assert edit.at.end_line == edit.at.line
    assert old[: edit.at.column - 1] + edit.text + old[edit.at.end_column - 1 :] == mended
