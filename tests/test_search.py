"""Search and `show` in a terminal: golden queries on the sample library, options, what is refused."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from console import run
from opslore import settings as configuration
from opslore.catalogue import load
from opslore.cli._fill import command, filled
from opslore.metrics.search import asked_kinds, grouped, search
from opslore.views.facets import FACETS, facets
from queries import QUERIES

if TYPE_CHECKING:
    from opslore.catalogue import Catalogue

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def sample() -> Catalogue:
    settings = configuration.load(ROOT)
    assert settings.as_of is not None
    return load(ROOT, settings.as_of, settings)


def opslore(words: str) -> tuple[str, str, int]:
    """Return standard output, standard error and the exit code."""
    _, out, err, code = run(shlex.split(words), ROOT)
    return out, err, code


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.words)
def test_first_three_are_what_one_wants(query, sample):
    kind, hits = grouped(search(query.words, sample, limit=30), query.words, sample)[0]

    assert kind.NOUNS.capitalize() == query.leading
    assert tuple(hit.record.id for hit in hits[:3]) == query.first


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("who is on call for booking", {"on-call-policy"}),
        ("booking-api", {"service"}),
        ("booking-api latency", set()),
        ("Payments", {"on-call-policy"}),
        ("postmortem of the pool", {"postmortem"}),
        ("near misses with clocks", {"near-miss"}),
        ("pagination", set()),  # not "page"
        ("", set()),
    ],
)
def test_kinds_that_a_query_asks_for(query, kinds, sample):
    assert {kind.TYPE for kind in asked_kinds(query, sample)} == kinds


def test_each_facet_has_values_in_the_sample(sample):
    shown = [facets(r, sample) for r in sample.records if not r.restricted]
    assert {name for known in shown for name, _ in known.filters} == set(FACETS)
    hidden = {name for known in shown for name, _ in known.hidden}
    modes = {f"Mode {mode}" for mode in sample.vocabulary.failure_modes}
    assert {"Kind", "Day", "Impact"} < hidden <= {"Kind", "Day", "Impact", *modes}


def test_output_of_search(golden):
    out, err, code = opslore("search pool exhausted --limit 4")

    golden(out, "cli/search.txt")
    assert (err, code) == ("4 of 8 results; --limit shows more\n", 0)


def test_json_names_documents_and_what_was_done():
    out, _, _ = opslore("search duplicate mails --type postmortem --format json")

    (found,) = json.loads(out)
    assert found["ref"] == "postmortem/2026-10-27-notifications-duplicate-mails"
    assert found["type"] == "Postmortem"
    assert (ROOT / found["path"]).is_file()


@pytest.mark.parametrize(
    ("options", "refs"),
    [
        ("--type runbook --service booking-api", {"runbook/booking-api/rollback"}),
        ("--type Postmortem --severity sev1 --year 2026", {"2026-06-24-edge-rate-limit-for-all"}),
        ("--failure-mode bad-config-deploy --type postmortem", {"2026-04-14-booking-timeout-unit"}),
    ],
)
def test_options_choose(options, refs):
    out, _, _ = opslore(f"search roll back {options} --format json --limit 50")

    found = json.loads(out)
    assert any(ref in item["ref"] for item in found for ref in refs), [i["ref"] for i in found]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("search qzxv", 1, "nothing found"),
        ("search pool --service bookin-api", 2, "did you mean `booking-api`"),
        ("search pool --severity sev9", 2, "there is no severity 'sev9'"),
        ("show booking-api/rolback", 2, "did you mean `runbook/booking-api/rollback`"),
        ("show booking-api/rollback --set revision=1;ls", 2, "does not fit the form of revision"),
        ("show booking-api/rollback --set revision", 2, "has no value"),
        ("show booking-api/rollback --set revison=1", 2, "did you mean `revision`"),
        ("show booking-api/rollback --section stepps", 2, "did you mean `Steps`"),
    ],
)
def test_refusals_say_the_way_out(words, code, said):
    out, err, found = opslore(words)

    assert (found, out) == (code, "")
    assert said in err


def test_show_fills_parameters_and_names_whom_to_page():
    output, _, _ = opslore("show booking-api/rollback --set revision=1339")

    assert "argocd app rollback booking-api 1339" in output
    assert "${revision}" not in output
    assert output.startswith("Roll back booking-api\nrunbook/booking-api/rollback")
    assert "Not fixed? On call for shipping: at once" in output


def test_show_of_one_section():
    output, _, _ = opslore("show connection-exhaustion --section mit")

    assert "## Mitigation" in output
    assert "## Diagnosis" not in output


# One table for both languages: tests/site/test_runbook.py asks the site's script the same.
FILLED = [
    ("kubectl -n ${n} get pod", "prod", "kubectl -n prod get pod"),
    ("echo ${n}", "'; rm -rf /", "echo ''\\''; rm -rf /'"),
    ("echo ${n}", "$(x)", "echo '$(x)'"),
    ('echo "${n}"', "$(x)", 'echo ""\'$(x)\'""'),
    ("echo '${n}'", "it's", "echo '''it'\\''s'''"),
    ('echo "a ${n} b" ${n}', "x y", "echo \"a \"'x y'\" b\" 'x y'"),
    ("# it's a comment\necho ${n}", "x y", "# it's a comment\necho 'x y'"),
    ("echo \\' ${n}", "x y", "echo \\' 'x y'"),
    ("echo ${other} $${n}", "1", "echo ${other} $1"),
]


@pytest.mark.parametrize(("text", "value", "expected"), FILLED)
def test_values_are_quoted_where_they_stand(text, value, expected):
    assert command(text, {"n": value}) == expected


def test_only_code_is_filled():
    text = "Set ${n}.\n\n```sh\necho ${n}\n```\n\n    ```sh\n    ls ${n}\n    ```\n"

    assert filled(text, {"n": "x"}) == text.replace("echo ${n}", "echo x").replace(
        "ls ${n}", "ls x"
    )


@pytest.mark.parametrize("words", ["maren-oskelund", "Maren Oskelund"])
def test_who_owns_an_action_item_is_found(words, sample):
    hits = search(words, sample, limit=30)
    owned = {a.source.ref for a in sample.action_items if a.item.owner == "maren-oskelund"}

    assert {hit.record.ref for hit in hits} >= owned > set()
