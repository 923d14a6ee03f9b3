"""The server as an editor meets it: a process at the other end of two pipes."""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path

import pytest

from editing import POSTMORTEM, RUNBOOK, Typing, codes, head, labels
from editor import Editor

LIBRARY = Path(__file__).parents[1] / "library"


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
    waiver = (
        "waivers:\n  - {rule: unknown-key, until: 2026-03-20, reason: To be moved}\nownr: payments"
    )
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
