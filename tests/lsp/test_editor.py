"""The server as an editor meets it: a process at the other end of two pipes."""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path

import pytest

from editor import Editor, applied

LIBRARY = Path(__file__).parents[1] / "library"
POSTMORTEM = "content/postmortems/2026/2026-01-10-pool.md"
RUNBOOK = "content/runbooks/checkout/pool.md"


def codes(diagnostics) -> list[tuple[int, str]]:
    return sorted((d["range"]["start"]["line"], d["code"]) for d in diagnostics)


def labels(items) -> list[str]:
    return [item["label"] for item in items]


class Typing:
    """A document that is open, with its cursor at the mark `‸`."""

    def __init__(self, editor: Editor, file: Path) -> None:
        self.editor, self.file = editor, file
        self.text = file.read_text("utf-8") if file.exists() else ""

    def put(self, text: str) -> tuple[int, int]:
        """Type a text, return where its mark was, as an editor counts."""
        before, _, after = text.partition("‸")
        self.text = before + after
        self.editor.type(self.file, self.text)
        line = before.rpartition("\n")[2]
        return before.count("\n"), len(line.encode("utf-16-le")) // 2

    def completed(self, text: str, label: str) -> str:
        """Return the text after one of the items offered at the mark was taken."""
        items = self.editor.complete(self.file, *self.put(text))
        item = next(item for item in items if item["label"] == label)
        return applied(self.text, [item["textEdit"]])

    def offered(self, text: str) -> list[str]:
        return labels(self.editor.complete(self.file, *self.put(text)))

    def said(self, text: str) -> str | None:
        found = self.editor.at("hover", self.file, *self.put(text))
        return found and found["contents"]["value"]

    def defined(self, text: str) -> tuple[str, str] | None:
        """Return the file and the text that is defined there."""
        found = self.editor.at("definition", self.file, *self.put(text))
        if not found:
            return None
        path = Path(found["uri"].removeprefix("file://"))
        start, end = found["range"]["start"], found["range"]["end"]
        line = path.read_text("utf-8").split("\n")[start["line"]]
        return path.name, line[start["character"] : end["character"]]


@pytest.fixture
def postmortem(editor: Editor, root: Path) -> Typing:
    assert editor.open(root / POSTMORTEM) == []
    return Typing(editor, root / POSTMORTEM)


HEAD = """---
status: final
severity: sev3
services: [checkout]
started_at: 2026-01-10T10:00Z
resolved_at: 2026-01-10T10:40Z
failure_modes: [connection-pool-exhaustion]
{}---

# Checkout waited for connections

It waited. {}
"""


def head(yaml: str = "", prose: str = "") -> str:
    return HEAD.format(f"{yaml}\n" if yaml else "", prose)


def test_a_document_is_checked_as_it_is_typed(postmortem: Typing) -> None:
    editor, file = postmortem.editor, postmortem.file
    assert codes(editor.type(file, head("ownr: payments"))) == [(7, "SCH002")]
    assert codes(editor.type(file, head().replace("[checkout]", "[chekout]"))) == [(3, "REF001")]
    assert codes(editor.type(file, head("roles: ["))) == [(7, "SRC010")]
    assert codes(editor.type(file, head("", "See [it](nowhere.md)."))) == [(11, "LNK001")]
    assert editor.type(file, head()) == []
    editor.close(file)
    assert (
        editor.until(lambda m: "diagnostics" in m.get("params", {}))["params"]["diagnostics"] == []
    )


def test_findings_say_all_that_the_checker_says(postmortem: Typing) -> None:
    (found,) = postmortem.editor.type(postmortem.file, head().replace("[checkout]", "[chekout]"))
    assert found == {
        "range": {"start": {"line": 3, "character": 11}, "end": {"line": 3, "character": 18}},
        "severity": 1,
        "code": "REF001",
        "source": "opslore",
        "message": "no service has the id `chekout`\ndid you mean `checkout`?",
    }


def test_columns_are_counted_as_the_editor_counts(root: Path) -> None:
    text = head("", "😀 See [it](nowhere.md).")
    start = text.split("\n")[11].index("nowhere")
    for encodings, extra in (((), 1), (("utf-8", "utf-16"), 3), (("utf-32",), 0)):
        with Editor(root, encodings=encodings) as editor:
            editor.open(root / POSTMORTEM)
            (found,) = editor.type(root / POSTMORTEM, text)
            assert found["range"]["start"]["character"] == start + extra
            items = editor.complete(root / POSTMORTEM, 11, start + extra)
            assert items[0]["textEdit"]["range"] == found["range"]


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


def test_open_documents_follow_each_other(editor: Editor, root: Path) -> None:
    service = root / "content/services/search.md"
    text = service.read_text("utf-8")
    depends = root / "content/services/checkout.md"
    assert editor.open(depends) == []
    editor.open(service)
    editor.type(service, text.replace("owner:", "id: finder\nowner:"))
    found = editor.diagnostics(depends)  # comes once the typing pauses
    assert codes(found) == [(4, "REF001")]
    editor.type(service, text)
    assert editor.diagnostics(depends) == []


def test_a_service_hands_its_tier_down(editor: Editor, root: Path) -> None:
    """The runbook's service is of tier 1 because the service says so, one file further on."""
    runbook, service = root / RUNBOOK, root / "content/services/checkout.md"
    text = runbook.read_text("utf-8").replace("## Diagnosis", "## Look")
    assert "RB010" in [code for _, code in codes(editor.open(runbook, text))]
    editor.open(service)
    editor.type(service, service.read_text("utf-8").replace("tier: 1", "tier: 2"))
    assert "RB010" not in [code for _, code in codes(editor.diagnostics(runbook))]


def test_files_that_change_on_disk(editor: Editor, root: Path) -> None:
    file = root / POSTMORTEM
    editor.open(file)
    text = head().replace("[checkout]", "[basket]")
    assert codes(editor.type(file, text)) == [(3, "REF001")]
    (root / "content/services/basket.md").write_text("---\nowner: payments\ntier: 3\n---\n\n# B\n")
    editor.tell("workspace/didChangeWatchedFiles", {"changes": []})
    assert editor.diagnostics(file) == []
    (root / "content/services/basket.md").unlink()
    editor.tell("textDocument/didSave", {"textDocument": {"uri": file.as_uri()}})
    assert codes(editor.diagnostics(file)) == [(3, "REF001")]
    assert editor.registered == ["workspace/didChangeWatchedFiles"]


def test_settings_are_those_of_the_project(editor: Editor, root: Path) -> None:
    file = root / POSTMORTEM
    editor.open(file)
    assert editor.type(file, head("ownr: payments"))[0]["severity"] == 1
    with (root / "opslore.toml").open("a") as settings:
        settings.write('\n[levels]\nunknown-key = "warning"\n')
    editor.tell("textDocument/didSave", {"textDocument": {"uri": file.as_uri()}})
    assert editor.diagnostics(file)[0]["severity"] == 2


def test_findings_over_the_whole_library_stay_with_their_line(editor: Editor, root: Path) -> None:
    file = root / "content/services/search.md"
    text = file.read_text("utf-8").replace("owner:", "id: checkout\nowner:")
    assert "REF004" in [code for _, code in codes(editor.open(file, text))]
    found = editor.type(file, text.replace("# Search", "# Searches"))
    assert "REF004" in [code for _, code in codes(found)]
    found = editor.type(file, text.replace("id: checkout", "id: check"))
    assert "REF004" not in [code for _, code in codes(found)]
    assert "REF004" in [code for _, code in codes(editor.type(file, text))]


def test_findings_over_the_whole_library_come_when_the_typing_pauses(
    editor: Editor, root: Path
) -> None:
    file = root / "content/services/search.md"
    editor.open(file)
    text = file.read_text("utf-8").replace("owner:", "id: checkout\nowner:")
    assert "REF004" not in [code for _, code in codes(editor.type(file, text))]
    assert "REF004" in [code for _, code in codes(editor.diagnostics(file))]


def test_a_waived_finding_is_not_shown(postmortem: Typing) -> None:
    waiver = "waivers:\n  - {rule: unknown-key, until: 2026-03-20, reason: To be moved}\nownr: payments"
    assert postmortem.editor.type(postmortem.file, head(waiver)) == []


def test_two_folders_and_a_file_of_none(tmp_path: Path) -> None:
    one = Path(shutil.copytree(LIBRARY, tmp_path / "one"))
    two = Path(shutil.copytree(LIBRARY, tmp_path / "two words"))
    shutil.move(two / "content/services/checkout.md", two / "content/services/till.md")
    stray = tmp_path / "notes.md"
    with Editor(one, two) as editor:
        assert editor.open(one / POSTMORTEM) == []
        assert codes(editor.open(two / POSTMORTEM)) == [(3, "REF001")]
        editor.tell(
            "textDocument/didOpen",
            {
                "textDocument": {
                    "uri": stray.as_uri(),
                    "languageId": "markdown",
                    "version": 1,
                    "text": "x",
                }
            },
        )
        assert editor.complete(stray, 0, 0) == []
        assert editor.at("hover", stray, 0, 0) is None
        assert {Path(p["uri"]).name for p in editor.published} == {Path(POSTMORTEM).name}
        assert labels(editor.complete(two / POSTMORTEM, 3, 11)) == ["search", "till"]


def test_a_folder_without_settings(tmp_path: Path) -> None:
    shutil.copytree(LIBRARY / "content", tmp_path, dirs_exist_ok=True)
    with Editor(tmp_path) as editor:
        file = tmp_path / "postmortems/2026/2026-01-10-pool.md"
        editor.open(file)
        assert codes(editor.type(file, head("ownr: payments"))) == [(7, "SCH002")]


def test_data_files(editor: Editor, root: Path) -> None:
    file = root / "content/vocabulary.yml"
    editor.open(file)
    text = "failure_modes:\n  - id: a-b\n    \n"
    editor.type(file, text)
    assert {"title", "description", "synonyms"} <= set(labels(editor.complete(file, 2, 4)))
    book = root / "content/directory.yml"
    editor.open(book, "people: []\nteams:\n  - {id: x, name: X, members: [ad]}\n")
    assert labels(editor.complete(book, 2, 34)) == []
    editor.type(
        book, "people: [{id: ada, name: Ada}]\nteams:\n  - {id: x, name: X, members: [ad]}\n"
    )
    assert labels(editor.complete(book, 2, 34)) == ["ada"]


HOSTILE = {
    "nothing": "",
    "a lone surrogate": "---\ntitle: \ud800\n---\n# \udfff\n",
    "NUL": "---\n\0\n---\n",
    "a byte order mark": "\ufeff---\nownr: x\n---\n",
    "separators that end no line": "---\ntitle: a\u2028b\x0bc\x85d\nownr: x\n---\n",
    "brackets": "---\nx: " + "[" * 20_000 + "\n---\n",
    "quotes": "---\nx: " + "['" * 20_000 + "\n---\n",
    "an alias": "---\nx: &a [*a]\n---\n",
    "one long line": "---\nx: " + "word " * 40_000 + "\n---\n",
    "carriage returns": "---\rservices: [\r---\r# x\r",
    "too long": "# x\n" + "word\n" * 300_000,
    "a list": "---\n- a\n---\n",
    "right to left": "---\ntitle: \u202eabc\n---\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text(editor: Editor, root: Path, name) -> None:
    file = root / POSTMORTEM
    editor.open(file)
    text = HOSTILE[name]
    assert editor.type(file, text)
    for line, character in ((0, 0), (1, 3), (1, 60_000), (2, 2), (900_000, 5)):
        editor.complete(file, line, character)
        editor.at("hover", file, line, character)
        editor.at("definition", file, line, character)
        editor.fixes(file, line, character)
    assert editor.type(file, head()) == []


@pytest.mark.parametrize(
    "name", ["directory.yml", "vocabulary.yml", "checklist.yml", "severities.yml"]
)
@pytest.mark.parametrize(
    "text", ["", "[]", "x", "people: 3\nteams: [1, {id: {}}]\n", "a: [", "- \n- b"]
)
def test_hostile_data_files(editor: Editor, root: Path, name, text) -> None:
    file, other = root / "content" / name, root / POSTMORTEM
    editor.open(file)
    editor.type(file, text)
    editor.complete(file, 0, 0)
    editor.open(other)
    for line, character in ((2, 12), (3, 13), (6, 20)):
        editor.complete(other, line, character)
        editor.at("hover", other, line, character)
        editor.at("definition", other, line, character)


def test_strange_messages(editor: Editor, root: Path) -> None:
    file = root / POSTMORTEM
    editor.open(file)
    for uri in ("untitled:Untitled-1", "file:///", "git:/x?y", "file:///nowhere/at/all.md"):
        document = {"uri": uri, "languageId": "markdown", "version": 1, "text": "x"}
        editor.tell("textDocument/didOpen", {"textDocument": document})
        editor.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
    with pytest.raises(RuntimeError):
        editor.ask("textDocument/nonsense", {})
    assert editor.type(file, head()) == []


BROKEN_RULE = """
from opslore.cli import main
from opslore.rules import engine

def boom(subject, catalogue):
    raise ValueError("nothing of the author's doing")
    yield

object.__setattr__(engine.find("time-order"), "check", boom)
raise SystemExit(main())
"""


def test_a_rule_that_fails_is_logged_once_and_the_others_go_on(root: Path) -> None:
    with Editor(root, command=[sys.executable, "-c", BROKEN_RULE, "lsp"]) as editor:
        file = root / POSTMORTEM
        assert editor.open(file) == []
        assert codes(editor.type(file, head("ownr: payments"))) == [(7, "SCH002")]
        assert len(editor.log) == 1
        assert "internal error: rule time-order on content/postmortems" in editor.log[0]
        assert editor.shown == []


def test_settings_that_cannot_be_read(root: Path) -> None:
    (root / "opslore.toml").write_text("content = \n")
    with Editor(root) as editor:
        editor.open(root / POSTMORTEM)
        assert "the settings cannot be read: opslore.toml" in editor.log[0]


def test_many_keys_in_a_row(editor: Editor, root: Path) -> None:
    """Whatever was skipped on the way, the last text is the one that is judged."""
    file = root / POSTMORTEM
    editor.open(file)
    for length in range(1, 40):
        editor.change(file, head("ownr: payments for now and a while"[:length]))
    assert editor.type(file, head()) == []
    time.sleep(0.6)
    editor.at("hover", file, 0, 0)  # what was said meanwhile has come before the answer
    assert editor.published[-1]["diagnostics"] == []


def test_goodbye(root: Path) -> None:
    with Editor(root) as editor:
        editor.open(root / POSTMORTEM)
        assert editor.leave() == 0
        assert editor.errors == b""


@pytest.mark.parametrize("last", ["exit", "end"])
def test_an_editor_that_leaves_without_a_goodbye(root: Path, last) -> None:
    """The protocol asks for exit code 1 then."""
    with Editor(root) as editor:
        editor.open(root / POSTMORTEM)
        if last == "exit":
            editor.tell("exit", None)
        else:
            editor.process.stdin.close()
        assert editor.process.wait(20) == 1
        assert editor.errors == b""


def test_capabilities(editor: Editor) -> None:
    offered = editor.capabilities
    assert offered["positionEncoding"] == "utf-16"
    assert offered["textDocumentSync"]["change"] == 1
    for name in ("completionProvider", "hoverProvider", "definitionProvider", "codeActionProvider"):
        assert offered[name]
    assert "socket" not in json.dumps(offered)
