"""The engine: which rules run, at which level, what is waived, what a finding is known by."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from cases import DAY, case, catalogue, project
from opslore.catalogue import assemble
from opslore.document import Document, parse
from opslore.findings import Finding, Level, Location, Problem
from opslore.records import Guide, Record, Runbook
from opslore.rules import engine
from opslore.settings import Settings

GUIDE = "---\nowner: platform\n{front}---\n\n# {title}\n\n{text}\n"


def guide(name="a", text="loud", front="", title="A guide"):
    path = f"content/guides/{name}.md"
    return parse(path, GUIDE.format(front=front, title=title, text=text))


def library(*documents, as_of=DAY, **settings):
    return assemble(Path("/none"), as_of, Settings(**settings), documents)


def fake(code, name, check, *, on=Guide, level=Level.ERROR, time=False, off=False):
    return engine.Rule(code, name, on, level, time, off, "0.1", "A sentence.\n", check)


def loud(record, catalogue):
    for number, line in enumerate(record.document.text.split("\n"), 1):
        start = line.find("loud")
        if start >= 0:
            at = Location(record.path, number, start + 1, number, start + 5)
            yield Problem(at, "is loud")


@pytest.fixture
def rules(monkeypatch):
    """Let these be all rules there are."""

    def use(*chosen):
        ordered = tuple(sorted(chosen, key=lambda rule: rule.code))
        monkeypatch.setattr(engine, "all_rules", lambda: ordered)

    return use


LOUD = fake("TXT901", "loud-guide", loud)
QUIET = fake("TXT902", "quiet-guide", loud, level=Level.ADVICE)
OTHER = fake("REF901", "other-guide", loud, level=Level.WARNING)
OFF = fake("REF902", "off-guide", loud, off=True)


@pytest.mark.parametrize(
    "levels, expected",
    [
        ({}, {"loud-guide": "error", "quiet-guide": "advice", "other-guide": "warning"}),
        (
            {"loud-guide": "advice", "TXT902": "error"},
            {"loud-guide": "advice", "quiet-guide": "error", "other-guide": "warning"},
        ),
        ({"loud-guide": "off", "REF901": "off"}, {"quiet-guide": "advice"}),
        (
            {"off-guide": "warning", "loud-guide": "off", "quiet-guide": "off"},
            {"off-guide": "warning", "other-guide": "warning"},
        ),
    ],
    ids=["as built", "by name and code", "off", "on though off by itself"],
)
def test_settings_give_levels(rules, levels, expected):
    rules(LOUD, QUIET, OTHER, OFF)
    found = engine.check(library(guide(), levels=levels)).findings
    assert {f.rule: f.level.value for f in found} == expected


@pytest.mark.parametrize(
    "select, ignore, levels, expected",
    [
        ((), (), {}, {"TXT901", "TXT902", "REF901"}),
        (("loud-guide",), (), {}, {"TXT901"}),
        (("TXT902",), (), {}, {"TXT902"}),
        (("TXT",), (), {}, {"TXT901", "TXT902"}),
        (("TXT", "REF901"), ("quiet-guide",), {}, {"TXT901", "REF901"}),
        ((), ("TXT",), {}, {"REF901"}),
        ((), ("REF901", "loud-guide"), {}, {"TXT902"}),
        (("REF",), (), {}, {"REF901", "REF902"}),
        (("loud-guide",), (), {"loud-guide": "off"}, {"TXT901"}),
        (("TX",), (), {}, set()),
    ],
)
def test_select_and_ignore(rules, select, ignore, levels, expected):
    rules(LOUD, QUIET, OTHER, OFF)
    result = engine.check(library(guide(), levels=levels), select=select, ignore=ignore)
    assert {f.code for f in result.findings} == expected


@pytest.mark.parametrize(
    "own, stated, expected",
    [
        (None, None, "warning"),
        (Level.ERROR, None, "error"),
        (Level.ERROR, "advice", "advice"),
        (Level.ADVICE, "error", "error"),
    ],
)
def test_a_case_may_weigh_otherwise_unless_the_settings_say(rules, own, stated, expected):
    def check(record, catalogue):
        yield Problem(record.at(), "is", level=own)

    rules(fake("TXT901", "weighing", check, level=Level.WARNING))
    levels = {"weighing": stated} if stated else {}
    assert engine.check(library(guide(), levels=levels)).findings[0].level == expected


@pytest.mark.parametrize(
    "days, level, expected",
    [
        (-1, Level.ERROR, "error"),
        (0, Level.ERROR, "warning"),
        (9, Level.ERROR, "warning"),
        (9, Level.ADVICE, "advice"),
        (9, Level.WARNING, "warning"),
    ],
    ids=["over", "its last day", "running", "advice stays", "warning stays"],
)
def test_grace(rules, days, level, expected):
    def check(record, catalogue):
        yield Problem(record.at(), "is late", grace_until=DAY + timedelta(days=days))

    rules(fake("TXT901", "late-guide", check, level=level, time=True))
    found = engine.check(library(guide())).findings
    assert [(f.level.value, f.time) for f in found] == [(expected, True)]


@pytest.mark.parametrize(
    "waiver, waived",
    [
        ("{rule: loud-guide, until: 2026-03-31, reason: We know}", True),
        ("{rule: TXT901, until: 2026-03-01, reason: Its last day}", True),
        ("{rule: loud-guide, until: 2026-02-28, reason: Expired}", False),
        ("{rule: loud-guide, until: 2026-03-31}", False),
        ("{rule: loud-guide, until: 2026-03-31, reason: ''}", False),
        ("{rule: loud-guide, reason: For ever}", False),
        ("{rule: loud-guide, until: soon, reason: We know}", False),
        ("{rule: quiet-guide, until: 2026-03-31, reason: Another}", False),
    ],
)
def test_waivers(rules, waiver, waived):
    rules(LOUD)
    read = library(guide(front=f"waivers:\n  - {waiver}\n"), guide("b"))
    found = {f.location.path: f for f in engine.check(read).findings if f.location.line > 5}
    assert found["content/guides/a.md"].waived is waived
    assert bool(found["content/guides/a.md"].waiver_reason) is waived
    assert not found["content/guides/b.md"].waived, "a waiver holds for its own document"
    plain = engine.check(read, waivers=False).findings
    assert not any(f.waived for f in plain)
    assert len(plain) == len(engine.check(read).findings), "a waived finding is listed"


def test_what_cannot_be_waived(rules):
    rules(fake("SEC001", "loud-guide", loud))
    front = "waivers: [{rule: loud-guide, until: 2026-03-31, reason: We know}]\n"
    assert not any(f.waived for f in engine.check(library(guide(front=front))).findings)


def prints(catalogue):
    return [f.fingerprint for f in engine.check(catalogue).findings]


def test_fingerprints_stay_when_lines_move_and_days_pass(rules):
    rules(LOUD)
    before = prints(library(guide(text="a loud word")))
    moved = guide(text="a new line\n\nand another\n\na loud word", front="tags: [a]\n")
    assert prints(library(moved)) == before
    assert prints(library(guide(text="a loud word"), as_of=date(2030, 1, 1))) == before
    assert prints(library(guide("b", text="a loud word"))) != before


def test_fingerprints_of_what_looks_alike_differ(rules):
    rules(LOUD, QUIET)
    found = prints(library(guide(text="loud\nloud\nloud"), guide("b")))
    assert len(found) == len(set(found)) == 8


def test_a_fingerprint_follows_its_subject_not_its_words(rules):
    def check(word, subject):
        def run(record, catalogue):
            yield Problem(record.at(), word, subject=subject)

        return fake("TXT901", "subject", run)

    seen = {}
    for word, subject in [("3 days", "A1"), ("4 days", "A1"), ("3 days", "A2")]:
        rules(check(word, subject))
        seen[word, subject] = prints(library(guide()))
    assert seen["3 days", "A1"] == seen["4 days", "A1"] != seen["3 days", "A2"]


def test_a_crash_is_told_and_the_rest_is_checked(rules):
    def crash(record, catalogue):
        if record.id == "b":
            raise KeyError("tier")
        yield Problem(record.at(), "is seen")

    rules(fake("TXT900", "crashing", crash), LOUD)
    result = engine.check(library(guide(), guide("b"), guide("c")))
    assert [(c.rule, c.path, c.error) for c in result.crashes] == [
        ("crashing", "content/guides/b.md", "KeyError: 'tier'")
    ]
    assert "in crash" in result.crashes[0].trace
    assert [(f.location.path[-4:], f.rule) for f in result.findings] == [
        ("a.md", "crashing"),
        ("a.md", "loud-guide"),
        ("b.md", "loud-guide"),
        ("c.md", "crashing"),
        ("c.md", "loud-guide"),
    ]


def test_order_is_path_line_column_code(rules):
    rules(QUIET, LOUD, OTHER)
    documents = [guide("b", "loud\nvery loud"), guide("a", "loud")]
    found = engine.check(library(*documents)).findings
    keys = [(f.location.path, f.location.line, f.location.column, f.code) for f in found]
    assert keys == sorted(keys)
    assert [f.code for f in found][:3] == ["REF901", "TXT901", "TXT902"]


def test_the_same_for_shuffled_input(tmp_path):
    text = ""
    for number in range(12):
        text += (
            f'```md title="guides/g{number}.md"\n---\nowner: platfrom\nid: same\n'
            f"aliases: [old-{number % 3}]\n---\n\n# G\n\nTODO [x](no{number}.md)\n```\n\n"
        )
    read = catalogue(project(case(text), tmp_path))
    expected = engine.check(read)
    assert len(expected.findings) > 40
    for seed in range(3):
        shuffled = list(read.documents)
        random.Random(seed).shuffle(shuffled)
        again = assemble(
            read.root,
            read.as_of,
            read.settings,
            shuffled,
            read.pages,
            read.data.values(),
            assets=read.assets,
        )
        assert engine.check(again) == expected


def test_what_a_rule_may_be_on(rules):
    seen = []

    def note(subject, catalogue):
        seen.append(type(subject).__name__)
        return iter(())

    kinds = (Settings, Document, Record, Guide, Runbook, type(library()), engine.Findings)
    rules(*(fake(f"TXT9{n}0", f"on-{n}", note, on=kind) for n, kind in enumerate(kinds)))
    engine.check(library(guide()))
    assert sorted(seen) == ["Catalogue", "Document", "Findings", "Guide", "Guide", "Settings"]


def test_a_file_that_cannot_be_read_gets_its_one_finding(rules):
    def anything(document, catalogue):
        yield Problem(Location(document.path), "is seen")

    source = fake("SRC900", "source", anything, on=Document)
    rules(source, fake("LNK900", "links", anything, on=Document), LOUD)
    broken = replace(guide("b"), path="content/guides/b.md")
    broken = parse(broken.path, broken.text.replace("owner: platform", "owner: a: b"))
    found = [
        (f.location.path[-4:], f.code) for f in engine.check(library(guide(), broken)).findings
    ]
    assert found == [("a.md", "LNK900"), ("a.md", "TXT901"), ("b.md", "SRC900")]


def test_rules_about_findings_know_what_ran_and_what_was_found(rules):
    told = []

    def note(findings, catalogue):
        told.append((sorted(findings.ran), [f.rule for f in findings.all]))
        assert all(isinstance(f, Finding) and f.fingerprint for f in findings.all)
        return iter(())

    rules(LOUD, QUIET, fake("REV900", "about", note, on=engine.Findings))
    engine.check(library(guide()), select=["TXT901", "REV900"])
    assert told == [(["about", "loud-guide"], ["loud-guide"])]


def test_a_frugal_check_finds_the_same_and_keeps_nothing(rules):
    def titled(record, catalogue):
        yield Problem(Location(record.path, record.document.body.title.line), "has a title")

    rules(LOUD, fake("TXT903", "titled", titled, on=Record))
    kept, dropped = library(guide(), guide("b")), library(guide(), guide("b"))
    assert engine.check(kept) == engine.check(dropped, frugal=True)
    assert engine.check(kept) == engine.check(dropped)
    engine.check(dropped, frugal=True)
    assert ["body" in vars(d) for d in kept.documents] == [True, True]
    assert ["body" in vars(d) for d in dropped.documents] == [False, False]
