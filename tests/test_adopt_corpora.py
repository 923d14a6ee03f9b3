"""`opslore adopt` on the documents of other organisations, and on any bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import adopt_score
from opslore.adopt import kinds, propose, source, survey
from opslore.adopt.owners import OwnerFiles
from opslore.adopt.survey import Survey
from opslore.document import front_matter, parse
from opslore.schema import violations

needs_corpora = pytest.mark.skipif(
    not adopt_score.CORPORA.is_dir(),
    reason="the corpora of other organisations are not beside the repository",
)


@pytest.fixture(scope="module")
def proposals():
    return propose(survey(adopt_score.CORPORA))


def again(proposal):
    """Return what a second run proposes for a file that was written."""
    document = parse(proposal.path, proposal.new, "")
    read = source.read(document, proposal.new)
    found = propose(Survey(Path("again"), (read,), (), OwnerFiles()))
    return found[0]


def body(raw: bytes) -> bytes:
    """Return the bytes below the front matter."""
    document = parse("a.md", raw, "")
    return document.text[document.body_offset :].encode()


@needs_corpora
def test_every_file_keeps_its_text_and_is_adopted_once(proposals):
    changed = [p for p in proposals if p.changed]
    assert len(changed) > 400
    for proposal in changed:
        below = body(proposal.new)
        assert proposal.old.endswith(below.removeprefix(b"\n")), proposal.path
        assert body(proposal.old) in (below, below.removeprefix(b"\n")), proposal.path
        second = again(proposal)
        assert second.adopted, proposal.path
        assert second.new == second.old == proposal.new, proposal.path


@needs_corpora
def test_what_is_written_is_valid_but_for_what_is_not_stated(proposals):
    for proposal in proposals:
        if proposal.changed:
            document = parse(proposal.path, proposal.new, "")
            kinds_of = {v.kind for v in violations(document, proposal.type)}
            assert kinds_of <= {"missing-fields"}, proposal.path
            faults = {fault.kind for fault in document.faults}
            assert faults <= {"confusing-name"}, (proposal.path, faults)


@needs_corpora
def test_templates_and_indexes_are_left_alone(proposals):
    for proposal in proposals:
        name = proposal.path.rsplit("/", 1)[-1].lower()
        if "template" in name or name.startswith(("readme", "license", "_index")):
            assert not proposal.changed, proposal.path


@needs_corpora
def test_corpora_score():
    score = adopt_score.score(adopt_score.CORPORA, adopt_score.CORPORA / "labels.yaml")
    said = "\n".join([*score.misses, *score.invented])
    assert score["item recall"].value >= 0.95, said
    assert score["item precision"].value >= 0.90, said
    for name in ("ticket precision", "status precision"):
        assert score[name].value >= 0.95, said
    assert score["type"].value == 1, said
    assert not score.invented, said


@needs_corpora
def test_nothing_is_invented(proposals):
    beside = adopt_score.owners_beside(adopt_score.CORPORA)
    wrong = [line for p in proposals if p.changed for line in adopt_score.invented(p, beside)]
    assert not wrong, "\n".join(wrong)


def test_own_score():
    score = adopt_score.score(adopt_score.OWN / "forms", adopt_score.OWN / "labels.yaml")
    said = "\n".join([*score.misses, *score.invented])
    for name in adopt_score.ROWS:
        assert score[name].value >= 0.95, said
    assert not score.invented, said


PIECES = st.sampled_from(
    [
        "# Postmortem 2025-01-14\n", "## Action items\n", "- [x] a (done) @b\n", "| Action | Owner |\n",
        "|---|---|\n", "| do it | @ada |\n", "---\n", "+++\n", "title: x\n", "a = 1\n", "\n", "```\n",
        "Date: 2025-02-30\n", "Severity: SEV9\n", "## Timeline (UTC)\n", "- 10:00 UTC starts\n",
        "- ~~x~~\n", "1. **Team**: y by Q3 2025 ([#1](https://x.example/issues/1))\n", "\r\n", "\ufeff",
        "- Owner: \n", "  - nested\n", "<!-- c -->\n", "[r]: https://x.example/pull/2\n", "\t- z [r]\n",
        "<table><tr><th>Action<th>Owner</tr>\n", "<tr><td rowspan=3>x<td><a href='y'>z\n", "</table>\n",
        "**Timeline**\n", "1. **Short term** (done)\n", "- **Unassigned**\n", "| **Prevent** | | |\n",
        "type: postmortem\n", "owner: [a]\n", "tags: &a [b]\n", "\u2028", "x: y\n", "...\n", "\x0b",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(PIECES | st.text(max_size=12), max_size=24), st.sampled_from(["postmortems", "docs"])
)
def test_any_text_is_kept_and_adopted_once(pieces, folder):
    raw = "".join(pieces).encode("utf-8", "replace")
    read = source.read(parse("a b/c.md", raw, ""), raw)
    assert isinstance(kinds.of(read, folder), kinds.Kind)
    proposal = propose(Survey(Path(folder), (read,), (), OwnerFiles()))[0]
    if not proposal.changed:
        return
    below = body(proposal.new)
    assert body(raw) in (below, below.removeprefix(b"\n"), below.removeprefix(b"\r\n"))
    assert front_matter.find(proposal.new.decode()).trouble is None
    second = again(proposal)
    assert second.adopted
    assert not second.changed


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read(raw):
    read = source.read(parse("incidents/2025-01-01-a.md", raw, ""), raw)
    propose(Survey(Path("incidents"), (read,), (), OwnerFiles()))
