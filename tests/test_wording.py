"""Blameless wording: sentences that fire and sentences that must not, and the precision measured.

The rules guess at prose, so what they leave alone matters more than what they find.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml

from cases import section
from opslore.catalogue import assemble
from opslore.document import parse, parse_data
from opslore.records import RECORDS, Known, Postmortem
from opslore.rules import engine
from opslore.settings import Settings

HERE = Path(__file__).parent
# Published postmortems of other organisations; not part of the repository.
CORPUS = HERE.parents[1] / "shared" / "corpora" / "postmortems"
LABELS = HERE / "wording_labels.yml"
RULES = {rule.name: rule for rule in engine.all_rules() if rule.code.startswith("BL")}

DIRECTORY = """
people:
  - {id: ada, name: Ada Example}
  - {id: grace-h, name: Grace Hopeful}
"""

FIRES = {
    "person-as-cause": [
        "The engineer forgot the flag.",
        "An operator mistyped the name of the cluster.",
        "One of our engineers accidentally deleted the index.",
        "Somebody on the platform team ignored the alert.",
        "The on-call engineer did not check the replica before the switch.",
        "The developer who wrote the migration overlooked the lock.",
        "Ada forgot to renew the certificate.",
        "grace-h made a mistake in the template.",
        "@ada misconfigured the pool.",
        "Ada Example deleted the bucket by mistake.",
        "The outage was caused by the engineer on duty.",
        "It happened because of the operator's mistake.",
        "A team member ran the job on production by accident.",
        "We overlooked the second region.",
        "I forgot to set the limit.",
        "She wasn't aware of the freeze.",
        "The **operator**\nforgot the `--dry-run` flag.",
        "Why did the engineer forget it?",
    ],
    "should-have": [
        "We should have tested the restore.",
        "The change should not have been rushed.",
        "This should've been caught in review.",
        "The operator failed to read the runbook.",
        "Ada could have called the database team.",
        "The outage could have been prevented.",
        "The risk ought to be known, and we ought to have raised it.",
        "It should\nhave been reviewed by two.",
    ],
    "human-error": [
        "The cause was human error.",
        "Operator error led to the loss of the table.",
        "It was a manual mistake.",
        "A fat-fingered command took the node down.",
    ],
    "careless": [
        "A careless deploy broke the page.",
        "It was sloppy work.",
        "That was negligence.",
        "We must be more careful next time.",
        "It was lack of attention.",
    ],
    "single-root-cause": [
        "The root cause was a missing limit.",
        "The root cause of the outage: a full disk.",
        "The full disk turned out to be the root cause.",
        "We identified the lock as the root cause.",
        "The underlying root-cause is the timeout.",
    ],
}

SILENT = [
    # people who do their work, and a role in a timeline
    "The engineer on call noticed the queue and called the database team.",
    "An operator rolled the change back at 14:02.",
    "Ada took command; Grace wrote to customers.",
    "One of the engineers found the cause in the diff.",
    "Nobody noticed, because no alert was set.",
    "The reviewer saw two changed lines and no sign of the third.",
    # systems, not people
    "The scheduler forgot the node after a restart.",
    "Requests failed to reach the cluster.",
    "The alert should have fired, and did not: the rule had a typing error.",
    "The replica should have been promoted within a minute.",
    "The job was deleted by the cleanup script.",
    "The admin API caused a restart.",
    "A user error message was shown.",
    "The rate of user error pages rose.",
    # what might have been worse, hypotheses, plans
    "This could have been worse.",
    "We could have noticed it much later.",
    "The team should have a second rota.",
    "Action items should have an owner.",
    "What could have gone better?",
    "Discuss whether the change should have been reviewed.",
    "It would have been useful to see the queue.",
    # root causes: several, none, sought
    "There was no single root cause.",
    "We looked for the root cause for an hour.",
    "The root cause is still unknown.",
    "The root cause was not found.",
    "Several root causes came together.",
    "The primary root cause was the size of the nodes.",
    "Scheduling was ruled out as the root cause.",
    # against the wording, or quoted
    "Human error is never a reason; it is where the questions begin.",
    "Rather than human error, we look for the trap.",
    'The first report said "human error" and closed the ticket.',
    "The customer called us “careless”, which hurt.",
    "Nobody was careless: the screen showed the wrong cluster.",
    "If someone made a mistake, the system let it through.",
    "> The engineer forgot the flag.",
    "`The engineer forgot the flag`",
    "    The root cause was a full disk.\n",
    "```\nThe root cause was human error.\n```",
    "| Avoid | Say instead |\n|---|---|\n| The engineer forgot the flag | The flag has no default |",
    "## Root cause\n\nThree things came together.",
    "See [Human Error](https://example.com/the-root-cause-was-human-error).",
    # names that are words, and lazy things that are no people
    "Lazy loading was off.",
    "The grace period ended; the regexp was greedy.",
    "Dumb terminals were used.",
    # other languages
    "La cause première était une erreur humaine, l'opérateur a oublié l'option.",
    "Der Operator hat das Flag vergessen; menschliches Versagen war die Ursache.",
    "La causa raíz fue un error humano del operador.",
    "根本原因はヒューマンエラーでした。オペレーターがフラグを忘れました。",
    "Оператор забыл флаг, это была человеческая ошибка.",
]


@cache
def catalogue():
    directory = parse_data("content/directory.yml", DIRECTORY)
    return assemble(HERE, date(2026, 3, 1), Settings(), [], data=[directory])


def findings(rule: str, text: str, kind: str = "postmortem", front: str = "severity: sev3"):
    """Return (line, column, message) of what a rule finds in the text of a document."""
    folder = RECORDS[kind].FOLDER
    document = parse(f"content/{folder}/x.md", f"---\n{front}\n---\n{text}\n")
    record = RECORDS[kind].read(document, Known())
    return [(p.at.line, p.at.column, p.message) for p in RULES[rule].check(record, catalogue())]


@pytest.mark.parametrize("rule, text", [(rule, text) for rule in FIRES for text in FIRES[rule]])
def test_it_fires(rule, text):
    assert len(findings(rule, text)) == 1


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("text", SILENT)
def test_it_is_silent(rule, text):
    assert findings(rule, text) == []


def test_the_place_is_that_of_the_words():
    text = "\nFirst line.\n\n- A point: the **operator**\n  forgot it. The root cause was a disk.\n"
    assert findings("person-as-cause", text)[0][:2] == (7, 12)
    assert findings("single-root-cause", text)[0][:2] == (8, 14)
    assert '"the operator forgot"' in " ".join(findings("person-as-cause", text)[0][2].split())


@pytest.mark.parametrize(
    "kind, front",
    [
        ("near-miss", "what_failed: The engineer forgot the flag"),
        ("near-miss", "corrective_action: 'Told her: the engineer forgot the flag'"),
        ("postmortem", "contributing_factors: [{id: F1, summary: The engineer forgot the flag}]"),
        ("drill", "description: The engineer forgot the flag"),
        ("case-study", "description: The engineer forgot the flag"),
    ],
)
def test_front_matter_is_read_as_well(kind, front):
    column = front.lower().index("the engineer") + 1
    assert [f[:2] for f in findings("person-as-cause", "", kind, front)] == [(2, column)]


@pytest.mark.parametrize("kind", ["guide", "runbook", "onboarding-path"])
def test_documents_that_teach_the_wording_are_left_alone(kind):
    assert findings("human-error", "The cause was human error.", kind, "owner: platform") == []


def test_the_rules_need_no_directory():
    empty = assemble(HERE, date(2026, 3, 1), Settings(), [])
    document = parse("content/postmortems/x.md", "---\nseverity: sev3\n---\nAda forgot it.\n")
    record = Postmortem.read(document, Known())
    assert list(RULES["person-as-cause"].check(record, empty)) == []


@pytest.mark.parametrize("rule", RULES)
def test_long_texts_cost_little(rule):
    """No pattern may try every way through a text that nearly matches."""
    text = "the engineer " * 4000 + "\n\n" + "we should " * 4000 + "root cause " * 4000 + "forgot"
    assert len(findings(rule, text)) <= 2


def corpus_findings() -> list[tuple[str, int, str]]:
    empty = assemble(HERE, date(2026, 3, 1), Settings(), [])
    found = []
    for file in sorted(CORPUS.rglob("*")):
        if ".md" not in file.suffixes or not file.is_file():
            continue
        path = file.relative_to(CORPUS).as_posix()
        record = Postmortem.read(parse(path, file.read_bytes(), "."), Known())
        for name, rule in RULES.items():
            found += [(path, p.at.line, name) for p in rule.check(record, empty)]
    return found


def labels() -> dict[tuple[str, int, str], str]:
    listed = yaml.safe_load(LABELS.read_text("utf-8"))
    assert {item["verdict"] for item in listed} <= {"right", "wrong"}
    return {(item["path"], item["line"], item["rule"]): item["verdict"] for item in listed}


def stated(rule: str) -> tuple[str, ...]:
    """Return findings, looked at, right and precision as the rule's page states them."""
    text = " ".join(section(RULES[rule].doc, "Precision").split())
    figures = re.search(r"(\d+) findings, (\d+) looked at, (\d+) right, precision (\d\.\d\d)", text)
    assert figures, "the page has no figures"
    return figures.groups()


@pytest.mark.parametrize("rule", RULES)
def test_the_page_agrees_with_the_labels(rule):
    verdicts = Counter(v for (_, _, name), v in labels().items() if name == rule)
    looked_at = verdicts.total()
    precision = f"{verdicts['right'] / looked_at:.2f}"
    assert stated(rule)[1:] == (str(looked_at), str(verdicts["right"]), precision)
    assert float(precision) >= 0.9


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the published postmortems are not here")
def test_precision_on_published_postmortems():
    found = corpus_findings()
    known = labels()
    assert sorted(set(found) - set(known)) == [], "findings that nobody has looked at"
    assert sorted(set(known) - set(found)) == [], "labels of findings that are gone"
    for rule in RULES:
        here = [key for key in found if key[2] == rule]
        right = sum(known[key] == "right" for key in here)
        assert stated(rule)[0] == str(len(here))
        assert stated(rule)[3] == f"{right / len(here):.2f}"
