"""Sites of libraries that hold next to nothing: no page leads where there is nothing."""

from __future__ import annotations

import re

import pytest

from console import run
from opslore.rules import engine
from site_build import build, configure

SETTINGS = 'content = "content"\nas_of = 2026-03-01\ntimezone = "UTC"\n'
INCIDENT = """\
---
severity: sev3
status: closed
services: [checkout]
failure_modes: [moon-phase]
started_at: 2026-02-20T10:00Z
resolved_at: 2026-02-20T10:40Z
---

# Checkout was slow for 40 minutes

The moon was full.
"""
CONTENTS = {
    "nothing": {},
    "one guide": {"guides/paging.md": "---\nowner: platform\n---\n\n# How we page\n\nBy phone.\n"},
    "failures of a mode that no vocabulary knows": {
        "postmortems/2026/2026-02-20-slow.md": INCIDENT,
        "postmortems/2026/2026-02-25-slow.md": INCIDENT.replace("-20T", "-25T"),
    },
}


@pytest.mark.parametrize("files", CONTENTS.values(), ids=CONTENTS)
def test_every_link_leads_somewhere(files, tmp_path):
    (tmp_path / "opslore.toml").write_text(SETTINGS)
    (tmp_path / "content").mkdir()
    for name, text in files.items():
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    told = {"anchors": "warn", "unrecognized_links": "warn", "absolute_links": "warn"}
    configure(tmp_path, "library", validation=told)
    assert [line for line in build(tmp_path).log if line.startswith("WARNING")] == []


def test_an_unknown_mode_is_told_by_its_id(tmp_path):
    test_every_link_leads_somewhere(
        CONTENTS["failures of a mode that no vocabulary knows"], tmp_path
    )
    page = (tmp_path / "site/learn/again/index.html").read_text()
    assert "moon-phase" in page


def test_examples_of_rules_are_fences_for_every_reader_of_markdown(tmp_path):
    """A language and nothing else: a word more, and there is a heading or a list of it all."""
    (tmp_path / "opslore.toml").write_text(SETTINGS + "[site]\nreference = true\n")
    (tmp_path / "content").mkdir()
    _, _, err, code = run(["render", "pages"], tmp_path)
    assert code == 0, err
    pages = sorted((tmp_path / "pages/reference/rules").glob("*.md"))
    assert len(pages) == len(engine.all_rules()) + 1
    odd = [
        (page.name, fence[1])
        for page in pages
        for fence in re.finditer(
            r"^((`{3,})[^`\n]*)\n.*?^\2$", page.read_text(), re.MULTILINE | re.DOTALL
        )
        if not re.fullmatch(r"`{3,}\w*", fence[1])
    ]
    assert odd == []
    assert "`guides/writing.md`:\n\n```md\n" in (pages[0].parent / "bad-character.md").read_text()


def test_what_descriptions_mark_as_code_is_code(tmp_path):
    (tmp_path / "opslore.toml").write_text(SETTINGS + "[site]\nreference = true\n")
    (tmp_path / "content").mkdir()
    _, _, err, code = run(["render", "pages"], tmp_path)
    assert code == 0, err
    page = (tmp_path / "pages/reference/schemas/vocabulary.md").read_text()
    assert "; <code>unclassified</code> is always allowed" in page
    index = (tmp_path / "pages/reference/rules/index.md").read_text()
    assert not re.search(r"\w<code>|</code>\w", index)


def test_each_page_of_an_empty_library_says_what_would_be_there(tmp_path):
    (tmp_path / "opslore.toml").write_text(SETTINGS)
    (tmp_path / "content").mkdir()
    _, _, err, code = run(["render", "pages"], tmp_path)
    assert code == 0, err
    for place in ("library", "services", "on-call", "readiness", "learn", "topics", "guides"):
        text = (tmp_path / f"pages/{place}/index.md").read_text()
        assert re.search(r"\byet\b", text), place
        assert "|---|" not in text, place
        assert "0 documents" not in text, place
