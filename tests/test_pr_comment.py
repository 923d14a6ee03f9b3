"""`opslore pr-comment`: on a prepared history exactly the golden comment, and nothing breaks out."""

from __future__ import annotations

import re
import subprocess

import pytest

from cases import case, project
from console import run
from opslore.changes.comment import LIMIT, MARK, said, told

RUNBOOK = "content/runbooks/checkout/pool.md"
EARLIER = "content/postmortems/2026/2026-01-10-pool.md"
IDENTITY = ("-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
HOSTILE = "x | y](https://evil.example) <img src=x> @everyone #12 !7 `code` ## www.evil.example"

BASE = """\
```toml title="opslore.toml"
content = "content"
as-of = 2026-03-01
alerts = {files = ["content/alerts/*.yml"]}
```

```yaml title="alerts/checkout.yml"
groups:
  - name: checkout
    rules:
      - alert: CheckoutPoolFull
        expr: busy == 1
        annotations: {runbook: checkout/pool}
```

```md title="runbooks/checkout/latency.md"
---
risk: read-only
services: [checkout]
verified: {by: ada, at: 2025-01-10, how: dry-run, evidence: rehearsal in staging}
---

# The checkout is slow

## Meaning

Requests wait.

## Mitigation

1. Wait.
```

```md title="guides/old.md"
---
ownr: platform
---

# Old

An old fault that nobody should hear of again.
```

```md title="guides/gone.md"
# Gone soon

It is removed by the change.
```

```md title="runbooks/checkout/drain.md"
---
services: [checkout]
risk: reversible
verified: {by: ada, at: 2026-01-20, how: dry-run, evidence: rehearsal in staging}
---

# Send the checkout's traffic elsewhere

The checkout is to be left alone.

## Mitigation

1. Ask the gateway.
```

```md title="runbooks/checkout/queue.md"
---
services: [checkout]
risk: read-only
verified: {by: ada, at: 2026-01-20, how: dry-run, evidence: rehearsal in staging}
---

# The queue of the checkout grows

Orders wait. Before that came [the traffic](drain.md).

## Mitigation

1. Wait, or [send the traffic elsewhere](drain.md).
```

```md title="guides/links.md"
---
owner: platform
---

# Where to look

Look at [the queue](../runbooks/checkout/queue.md) and at [the traffic](../runbooks/checkout/drain.md).
```

```md title="runbooks/search/reindex.md"
---
services: [search]
risk: reversible
verified: {by: ada, at: 2025-12-10, how: dry-run, evidence: rehearsal in staging}
---

# Build the index of the search again

The index is damaged.

## Mitigation

1. Build it.
```
"""

NEW = """\
---
status: final
severity: sev2
services: [checkout]
started_at: 2026-02-20T10:00Z
detected_at: 2026-02-20T10:03Z
mitigated_at: 2026-02-20T10:30Z
resolved_at: 2026-02-20T09:00Z
failure_modes: [connection-pool-exhaustion]
impact: {users_percent: 5}
action_items:
  - {id: A1, title: Alert on the pool earlier}
---

# Checkout waited for connections again

The pool was full for half an hour.
"""


def git(folder, *arguments):
    command = ["git", *IDENTITY, "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def commit(folder, message):
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)


def edit(root, path, old, new):
    file = root / path
    text = file.read_text("utf-8")
    assert old in text, text
    file.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def repository(tmp_path):
    """A library on main, and a branch `work` that has just left it."""
    root = project(case(BASE), tmp_path / "repository")
    edit(root, EARLIER, "services: [checkout]\n", "services: [checkout]\n"
         "action_items:\n"
         "  - {id: A1, title: Alert on waiting requests, owner: grace, due: 2026-02-08}\n"
         "  - {id: A2, title: Give the pool a limit, owner: ada, due: 2026-05-01}\n"
         "  - {id: A3, title: Write the runbook, owner: ada, due: 2026-02-01, status: done, done_on: 2026-01-30, evidence: https://example.com/c/1}\n"
         "  - {id: A4, title: Read the driver's manual, owner: ada, due: 2026-02-01, status: done, done_on: 2026-02-25, evidence: https://example.com/c/2}\n")  # fmt: skip
    git(tmp_path, "init", "-q", "-b", "main", str(root))
    commit(root, "the library")
    git(root, "checkout", "-q", "-b", "work")
    return root


def the_change(root):
    (root / "content/postmortems/2026/2026-02-20-again.md").write_text(NEW)
    (root / "content/guides/evil.md").write_text(
        f"---\ntitle: '{HOSTILE}'\nowner: platform\n---\n\nWords.\n"
    )
    (root / "content/guides/secret.md").write_text(
        "---\nvisibility: restricted\ntitle: Never named\nownr: x\n---\n\nWords.\n"
    )
    (root / "content/guides/gone.md").unlink()
    edit(root, "content/runbooks/search/reindex.md", "2025-12-10", "2026-02-25")
    edit(root, RUNBOOK, "four pods, all", "six pods, all")
    (root / "content/runbooks/checkout/drain.md").unlink()
    queue = root / "content/runbooks/checkout/queue.md"
    queue.rename(queue.with_name("backlog.md"))
    edit(root, "content/directory.yml", "name: Ada", "name: Augusta Ada")
    edit(root, "content/alerts/checkout.yml", "busy == 1", "busy > 0.9")
    commit(root, "the change")


@pytest.mark.parametrize("form", ["markdown", "github", "gitlab"])
def test_exactly_the_golden_comment(form, repository, golden):
    the_change(repository)
    environ = {
        "GITHUB_REPOSITORY": "o/r", "GITHUB_SHA": "0" * 40, "GITHUB_SERVER_URL": "https://git.example.com",
        "CI_PROJECT_URL": "https://lab.example.com/o/r", "CI_COMMIT_SHA": "1" * 40,
    }  # fmt: skip
    told = run(["pr-comment", "--base", "main", "--format", form], repository, environ=environ)
    both, out, _, code = told
    assert (code, both) == (0, out)
    golden(out, f"pr-comment/{form}.md")
    assert "Never named" not in out
    assert "guides/old.md" not in out


def test_a_change_of_something_else_says_so(repository):
    (repository / "notes.txt").write_text("x")
    commit(repository, "notes")
    _, out, _, code = run(["pr-comment", "--base", "main"], repository)
    assert code == 0
    assert out == (
        "This change touches no document of the library and adds no finding.\n\n"
        "Compared with main, as of 1 Mar 2026.\n"
    )


def test_what_is_mended_is_said(repository):
    edit(repository, "content/guides/old.md", "ownr", "owner")
    _, out, _, _ = run(["pr-comment", "--base", "main"], repository)
    assert "### No new findings\n\nThe change adds none. It mends 1 finding." in out
    assert "- Changed guide: Old: `owner`, `ownr`\n" in out


@pytest.mark.parametrize("count", [30, 400])
def test_a_long_comment_is_folded_and_never_too_long(count, repository):
    for number in range(count):
        (repository / f"content/guides/g{number:03}.md").write_text(
            f"---\nownr{number}: platform\ntitle: '{'&' * 90} {number}'\n---\n\nWords.\n"
        )
    _, out, _, _ = run(["pr-comment", "--base", "main", "--format", "github"], repository)
    assert len(out) <= LIMIT + 100
    assert out.count("<details>") == out.count("</details>") == (2 if count == 30 else 0)
    assert out.startswith(MARK)


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE,
        "a\n\n# heading",
        "| a | b |\n|---|---|",
        "</details><script>alert(1)</script>",
        "<!-- opslore pr-comment -->",
        "[x](javascript:alert(1)) ![i](https://evil.example/i.png)",
        "- [ ] task\n1. list\n> quote\n```\ncode",
        "\x1b[31mred\x07 \u202egnp.exe \ud800",
        "https://evil.example and GH-12 and owner/repo#3",
        "a" * 5000,
    ],
)
def test_an_authors_text_stays_text(text):
    from markdown_it import MarkdownIt

    shown = said(text)
    assert "\n" not in shown
    quoted = told(f"`{text}` is `{text}")
    assert re.sub(r"`[^`]*`", "", quoted).count("`") == 0
    html = MarkdownIt("gfm-like", {"linkify": False}).render(
        f"| {shown} | x |\n|---|---|\n\n- {shown}\n"
    )
    assert not re.search(r"<(?!/?(table|thead|tbody|tr|t[hd]|ul|li|p)\b)", html), html
    assert html.count("<li>") == 1
    assert html.count("<th>") == 2
    assert len(shown) < 2500
    # Neither a person is called nor a number linked when all entities are read.
    plain = re.sub(r"<[^>]*>", "", html).replace("&amp;", "&")
    assert not re.search(r"[@!#][\w]|://|www\.|GH-\d", plain), plain
    shown.encode("utf-8")


def test_what_is_said_of_many_places_is_said_once(repository):
    """A runbook that others name goes: one line, not one for each of them."""
    for number in range(7):
        (repository / f"content/guides/g{number}.md").write_text(
            f"---\nowner: platform\n---\n\n# Guide {number}\n\nSee [it](../runbooks/checkout/no.md).\n"
        )
    _, out, _, _ = run(["pr-comment", "--base", "main"], repository)
    assert "### New findings: 7 errors\n" in out
    (line,) = [line for line in out.splitlines() if "broken-link" in line]
    assert line.startswith(
        "- **error** broken-link at content/guides/g0.md:7, content/guides/g1.md:7,"
    )
    assert " and 3 more: there is no file `runbooks/checkout/no.md`" in line


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("content/guides/old.md", "---\nownr: [\n---\n\nx\n", "Changed file: content/guides/old.md: no document can be read from it"),
        ("content/tickets.json", "[]", "New file: content/tickets.json"),
        ("opslore.toml", 'content = "content"\nas-of = 2026-03-02\n', "Changed file: opslore.toml"),
        ("content/guides/gone.md", None, "Removed guide: Gone soon"),
        ("content/vocabulary.yml", None, "Removed file: content/vocabulary.yml"),
    ],
)  # fmt: skip
def test_files_that_are_no_documents(path, text, told, repository):
    file = repository / path
    if text is None:
        file.unlink()
    else:
        file.write_text(text)
    both, out, _, code = run(["pr-comment", "--base", "main"], repository)
    assert code == 0, both
    assert f"- {told}\n" in out


def test_a_restricted_document_that_cannot_be_read_any_more_is_not_named(repository):
    file = repository / "content/guides/hidden.md"
    file.write_text("---\nvisibility: restricted\nowner: platform\n---\n\n# Never named\n")
    commit(repository, "restricted")
    git(repository, "branch", "-f", "main")
    file.unlink()
    _, out, _, _ = run(["pr-comment", "--base", "main"], repository)
    assert "- 1 restricted document, not named here\n" in out
    assert "hidden" not in out
    assert "Never named" not in out


def test_a_rename_that_keeps_its_old_id_needs_no_advice(repository):
    queue = repository / "content/runbooks/checkout/queue.md"
    queue.rename(queue.with_name("backlog.md"))
    edit(
        repository,
        "content/runbooks/checkout/backlog.md",
        "---\nservices",
        "---\naliases: [checkout/queue]\nservices",
    )
    commit(repository, "moved")
    _, out, _, _ = run(["pr-comment", "--base", "main"], repository)
    assert (
        "- Renamed runbook: The queue of the checkout grows, was `checkout/queue`: `aliases`\n"
        in out
    )


def test_a_library_in_a_folder_with_a_strange_name(tmp_path):
    root = project(case(BASE), tmp_path / "repository/a> [b](c) ü")
    git(tmp_path, "init", "-q", "-b", "main", str(tmp_path / "repository"))
    commit(root, "the library")
    edit(root, "content/guides/old.md", "An old fault", "A fault")
    environ = {"GITHUB_REPOSITORY": "o/r", "GITHUB_SHA": "0" * 40, "GITHUB_SERVER_URL": "https://x"}
    _, out, _, _ = run(
        ["pr-comment", "--base", "main", "--format", "github"], root, environ=environ
    )
    place = "a%3E%20%5Bb%5D%28c%29%20%C3%BC/content/guides/old.md"
    assert f"[Old](<https://x/o/r/blob/{'0' * 40}/{place}>): Old\n" in out


def test_a_base_that_is_none(repository):
    _, _, err, code = run(["pr-comment", "--base", "mian"], repository)
    assert (code, "there is no revision 'mian' here" in err) == (2, True)


def test_of_many_old_incidents_only_the_newest_are_compared(repository):
    """A change that brings in the old files of years is no list of everything that resembles."""
    for number in range(1, 10):
        day = f"2026-02-{number:02}"
        text = NEW.replace("2026-02-20", day).replace("again\n", f"for the {number}th time\n")
        (repository / f"content/postmortems/2026/{day}-old.md").write_text(text)
    _, out, _, _ = run(["pr-comment", "--base", "main"], repository)
    compared = re.findall(r"^Checkout .* for the (\d)th time resembles$", out, re.MULTILINE)
    assert compared == ["9", "8", "7", "6", "5"]
    assert "\nNot compared: 4 older incidents of this change.\n" in out
