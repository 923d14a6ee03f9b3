"""What an editor asks: what can be written here, what is this, where is it, what mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from editing import Typing, codes, head, labels
from editor import Editor, applied

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("yaml", "first"),
    [
        ("‸", {"owner", "roles", "action_items"}),
        ("own‸", {"owner"}),
        ("owner: ‸", {"payments", "platform"}),
        ("status: ‸", None),
        ("roles:\n  ‸", {"incident_commander", "scribe"}),
        ("roles:\n  scribe: ra‸", {"radia"}),
        ("roles: {scribe: ra‸", {"radia"}),
        ("authors: [ada, pay‸", {"payments"}),
        ("trigger:\n  kind: ‸", {"deploy", "load"}),
        ("detection: {source: ‸}", {"alert", "customer"}),
        ("runbooks_used:\n  - ‸", {"runbook", "result"}),
        ("runbooks_used:\n  - runbook: ‸", {"checkout/pool"}),
        ("runbooks_used:\n  ‸", {"- runbook"}),
        ("related:\n  - postmortem: ‸", {"2026-01-10-pool"}),
        ("related:\n  - relation: ‸", {"recurrence-of", "similar-to"}),
        ("superseded_by: gui‸", {"guide/severity"}),
        ("action_items:\n  - id: A1\n    owner: ‸", {"ada", "grace"}),
        ("contributing_factors:\n  - {id: F1, failure_mode: ‸", {"certificate-expiry"}),
        ("waivers:\n  - rule: stale‸", {"stale-runbook"}),
        ("waivers:\n  - until: ‸", {"2026-03-01"}),
        ("impact:\n  data_loss: ‸", {"true", "false"}),
    ],
)
def test_completion_in_half_typed_front_matter(postmortem: Typing, yaml, first) -> None:
    offered = postmortem.offered(head(yaml))
    if first is None:
        assert offered == ["draft", "in-review", "final", "closed"]
    else:
        assert first <= set(offered)
    assert "status" not in offered  # that is there already


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("too many conn‸", ["connection-pool-exhaustion"]), ("expired‸", ["certificate-expiry"])],
)
def test_terms_are_found_by_their_synonyms(postmortem: Typing, typed, offered) -> None:
    text = head().replace("[connection-pool-exhaustion]", f"[{typed}]")
    items = postmortem.editor.complete(postmortem.file, *postmortem.put(text))
    assert labels(items)[:1] == offered
    assert items[0]["filterText"].startswith(typed.removesuffix("‸"))


@pytest.mark.parametrize(
    ("yaml", "label", "after"),
    [
        ("own‸", "owner", "owner: "),
        ("own‸: payments", "owner", "owner: payments"),
        ("ro‸", "roles", "roles:"),
        ("roles: {sc‸}", "scribe", "roles: {scribe: }"),
        ("owner: p‸lat # who", "platform", "owner: platform # who"),
        ('owner: "pl‸at"', "platform", 'owner: "platform"'),
        ("authors: ‸", "ada", "authors: [ada]"),
        ("authors:\n  ‸", "- ada", "authors:\n  - ada"),
        ("authors:\n  - a‸", "ada", "authors:\n  - ada"),
        ("authors: [ada, gr‸ace, x]", "grace", "authors: [ada, grace, x]"),
    ],
)
def test_what_completion_writes(postmortem: Typing, yaml, label, after) -> None:
    assert postmortem.completed(head(yaml), label) == head(after)


@pytest.mark.parametrize("yaml", ["experts: [ada, ‸]", "experts:\n    - ada\n    - ‸"])
def test_what_a_list_has_already_is_not_offered_again(postmortem: Typing, yaml) -> None:
    offered = postmortem.offered(head(f"roles:\n  {yaml}"))
    assert "grace" in offered
    assert "ada" not in offered


def test_keys_come_with_their_description_and_required_ones_first(postmortem: Typing) -> None:
    text = head().replace("severity: sev3\n", "‸\n")
    items = postmortem.editor.complete(postmortem.file, *postmortem.put(text))
    assert items[0]["label"] == "severity"
    assert items[0]["detail"] == "severity, required"
    assert items[0]["documentation"].startswith("How bad it was")


def test_who_has_left_comes_last(postmortem: Typing) -> None:
    assert postmortem.offered(head("reviewers: [‸"))[-1] == "gone"


def test_links_and_anchors(postmortem: Typing) -> None:
    offered = postmortem.offered(head("", "See [it](‸"))
    assert "../../runbooks/checkout/pool.md" in offered
    assert postmortem.offered(head("", "See [it](../../runb‸)")) == [
        "../../runbooks/checkout/pool.md"
    ]
    anchors = postmortem.offered(head("", "See [it](../../runbooks/checkout/pool.md#roll‸)"))
    assert anchors == ["../../runbooks/checkout/pool.md#roll-back"]
    assert postmortem.offered(head("", "See it ‸")) == []


def test_readiness_answers_are_the_items_of_the_checklist(editor: Editor, root: Path) -> None:
    file = root / "content/readiness/checkout/launch-2026-02-01.md"
    file.parent.mkdir(parents=True)
    text = "---\nservice: checkout\nanswers:\n  \n---\n\n# Launch\n"
    editor.open(file, text)
    items = editor.complete(file, 3, 2)
    assert labels(items) == ["dashboards", "restore-tested"]
    assert "golden signals" in items[0]["documentation"]
    editor.type(file, text.replace("  \n", "  dashboards:\n    status: \n"))
    assert labels(editor.complete(file, 4, 12))[0] == "pass"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (head().replace("severity:", "sev‸erity:"), "How bad it was at its worst"),
        (head().replace("sev3", "se‸v3"), "Some are slowed down"),
        (head().replace("[checkout]", "[ch‸eckout]"), "Turns a basket into a paid order"),
        (head().replace("[checkout]", "[ch‸eckout]"), "tier 1"),
        (head().replace("pool-", "pool-‸"), "too many connections"),
        (head("owner: pay‸ments"), "#payments"),
        (head("roles: {scribe: ra‸dia}"), "Radia Example"),
        (head("runbooks_used:\n  - runbook: checkout/p‸ool"), "good until"),
        (head("contributing_factors:\n  - id: F1\n    summ‸ary: x"), "summary"),
        (head("", "See [it](../../runbooks/checkout/po‸ol.md)."), "good until"),
        (
            head(
                "contributing_factors:\n- {id: F1, summary: It leaked}\naction_items:\n"
                "- {id: A1, addresses: [F‸1]}"
            ),
            "It leaked",
        ),
    ],
)
def test_hover(postmortem: Typing, text, said) -> None:
    assert said in (postmortem.said(text) or "").replace("\\", "")


@pytest.mark.parametrize("text", [head("", "wai‸ted"), head("x-own: thi‸ng"), "‸"])
def test_nothing_to_say(postmortem: Typing, text) -> None:
    assert postmortem.said(text) is None
    assert postmortem.defined(text) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (head().replace("[checkout]", "[ch‸eckout]"), ("checkout.md", "---")),
        (head().replace("pool-", "pool-‸"), ("vocabulary.yml", "connection-pool-exhaustion")),
        (head("owner: pay‸ments"), ("directory.yml", "payments")),
        (head("reviewers: [ra‸dia]"), ("directory.yml", "radia")),
        (head("trigger: {kind: lo‸ad}"), ("vocabulary.yml", "load")),
        (head("superseded_by: runbook/checkout/p‸ool"), ("pool.md", "---")),
        (head("", "[it](../../runbooks/checkout/p‸ool.md#roll-back)"), ("pool.md", "## Roll back")),
    ],
)
def test_definition(postmortem: Typing, text, place) -> None:
    assert postmortem.defined(text) == place


def test_quick_fix_of_what_was_meant(postmortem: Typing) -> None:
    text = head("ownr: payments").replace("[checkout]", "[chekout]")
    postmortem.put(text)
    (reference,) = postmortem.editor.fixes(postmortem.file, 3, 13)
    assert (reference["title"], reference["isPreferred"]) == ("Write `checkout`", True)
    assert reference["diagnostics"][0]["code"] == "REF001"
    (key,) = postmortem.editor.fixes(postmortem.file, 7)
    edits = [e for f in (reference, key) for e in f["edit"]["changes"][postmortem.file.as_uri()]]
    assert applied(text, edits) == head("owner: payments")
    assert postmortem.editor.fixes(postmortem.file, 11) == []


def test_quick_fix_of_a_missing_block_is_offered_and_never_preferred(postmortem: Typing) -> None:
    text = head().replace("severity: sev3\n", "").replace("started_at: 2026-01-10T10:00Z\n", "")
    (found,) = postmortem.editor.type(postmortem.file, text)
    start = found["range"]["start"]
    (fix,) = postmortem.editor.fixes(postmortem.file, start["line"], start["character"])
    assert fix["title"] == "Add severity, started_at with values to be replaced"
    assert fix["isPreferred"] is False
    mended = applied(text, fix["edit"]["changes"][postmortem.file.as_uri()])
    assert "severity: " in mended
    assert "SCH001" not in [
        code for _, code in codes(postmortem.editor.type(postmortem.file, mended))
    ]


@pytest.mark.parametrize("yaml", ["status: final", "status: final\nseverity: sev2"])
def test_quick_fixes_keep_the_ends_of_lines(postmortem: Typing, yaml) -> None:
    editor, file = postmortem.editor, postmortem.file
    text = f"---\n{yaml}\n---\n\n# It waited 🙂\n\nIt did.\n".replace("\n", "\r\n")
    editor.type(file, text)
    fixes = [fix for line in range(7) for fix in editor.fixes(file, line)]
    assert any("services, started_at" in fix["title"] for fix in fixes)
    for fix in fixes:
        after = applied(text, fix["edit"]["changes"][file.as_uri()])
        assert after.count("\n") == after.count("\r\n") > text.count("\n")


def test_the_title_of_a_fix_names_fields_and_not_what_is_in_them(postmortem: Typing) -> None:
    editor, file = postmortem.editor, postmortem.file
    editor.type(file, head().replace("sev3", "sev2"))
    titles = {fix["title"] for line in range(12) for fix in editor.fixes(file, line)}
    names = "detected_at, detection, impact, contributing_factors, action_items"
    assert f"Add {names} with values to be replaced" in titles
    editor.type(file, head("contributing_factors:\n  - id: F1"))
    (fix,) = editor.fixes(file, 8, 4)
    assert fix["title"] == "Add summary, kind with values to be replaced"


def test_a_fix_is_offered_where_the_editor_asks_about_a_finding(postmortem: Typing) -> None:
    """Some editors send the cursor and all that is told on its line."""
    editor, file = postmortem.editor, postmortem.file
    (told,) = editor.type(file, head("roles: {scrbe: ada}"))
    line = told["range"]["start"]["line"]
    assert editor.fixes(file, line) == []
    assert editor.fixes(file, line, told=[{**told, "code": "PM001"}]) == []
    (fix,) = editor.fixes(file, line, told=[told])
    assert fix["title"] == "Write `scribe`"


def test_quick_fix_of_missing_sections(postmortem: Typing) -> None:
    text = head("description: It waited.").replace("sev3", "sev2")
    found = postmortem.editor.type(postmortem.file, text)
    place = next(d["range"]["start"] for d in found if d["code"] == "PM010")
    fixes = postmortem.editor.fixes(postmortem.file, place["line"], place["character"])
    (fix,) = (f for f in fixes if "sections" in f["title"])
    assert (fix["title"], fix["isPreferred"]) == (
        "Add the missing sections, to be filled in",
        False,
    )
    mended = applied(text, fix["edit"]["changes"][postmortem.file.as_uri()])
    assert mended.startswith(text)
    assert "\n\n## Timeline\n\nTODO: A table of time, event" in mended
    left = [code for _, code in codes(postmortem.editor.type(postmortem.file, mended))]
    assert "PM010" not in left
    assert "TXT001" in left  # the blanks do not pass for text
