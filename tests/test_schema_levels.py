"""What a severity asks of a postmortem: the same in the schemas and in the code."""

from __future__ import annotations

import json

import pytest

from opslore import schema
from opslore.document import parse

DEFAULT_LEVELS = {"sev1": "full", "sev2": "standard", "sev3": "brief", "sev4": "brief"}


def minimal(**more):
    return {"severity": "sev1", "services": ["a"], "started_at": "2026-03-01T10:00Z"} | more


STANDARD = {
    "detected_at": "2026-03-01T10:04Z",
    "resolved_at": "2026-03-01T11:00Z",
    "detection": {"source": "alert"},
    "impact": {"users_affected": 0},
    "failure_modes": ["dns"],
    "contributing_factors": [{"id": "F1", "summary": "x", "kind": "technical"}],
    "no_actions_because": "Accepted.",
}
FULL = STANDARD | {
    "mitigated_at": "2026-03-01T10:40Z",
    "trigger": {"kind": "deploy"},
    "roles": {"incident_commander": "ada"},
    "reviewers": ["noor"],
    "runbooks_used": [],
}


@pytest.mark.parametrize(
    ("level", "data", "expected"),
    [
        ("none", minimal(), ()),
        ("brief", minimal(), ("resolved_at",)),
        (
            "standard",
            minimal(),
            (
                "resolved_at",
                "status",
                "detected_at",
                "detection",
                "impact",
                "failure_modes",
                "contributing_factors",
                "action_items",
            ),
        ),
        ("standard", minimal(status="final", **STANDARD), ()),
        (
            "full",
            minimal(status="final", **STANDARD),
            ("mitigated_at", "trigger", "roles", "reviewers", "runbooks_used"),
        ),
        ("full", minimal(status="final", **FULL), ()),
        ("full", minimal(status="final", **FULL | {"roles": {}}), ("roles.incident_commander",)),
        ("full", minimal(status="final", **FULL | {"reviewers": []}), ("reviewers",)),
        (
            "standard",
            minimal(status="final", **STANDARD | {"impact": {"regions": ["eu"]}}),
            ("impact.users_affected",),
        ),
        (
            "standard",
            minimal(status="final", **STANDARD | {"contributing_factors": []}),
            ("contributing_factors",),
        ),
        ("brief", minimal(resolved="2026-03-01T11:00Z"), ()),  # told as an unknown key
    ],
)
def test_what_a_level_lacks(level, data, expected):
    assert schema.missing_for(level, data) == expected


@pytest.mark.parametrize("severity", DEFAULT_LEVELS)
@pytest.mark.parametrize("status", [None, "draft", "in-review", "final", "closed"])
def test_conditions_and_code_ask_for_the_same(severity, status):
    """The schema as an editor applies it, and the checker with the default severities."""
    level = DEFAULT_LEVELS[severity]
    bodies = [{}, STANDARD, FULL, {"resolved_at": "2026-03-01T11:00Z"}]
    bodies += [{k: v for k, v in FULL.items() if k != left_out} for left_out in FULL]
    bodies += [FULL | {"roles": {"scribe": "ada"}}, FULL | {"impact": {}}, FULL | {"reviewers": []}]
    bodies += [{**FULL, "action_items": []}, {**STANDARD, "contributing_factors": []}]
    for body in bodies:
        data = minimal(severity=severity, **body) | ({"status": status} if status else {})
        document = parse("content/x.md", f"---\n{json.dumps(data)}\n---\n")
        assert schema.violations(document, "postmortem") == ()
        told = schema.level_violations(document, level)
        assert len(told) <= 1
        valid = schema.whole_validator_for("postmortem").is_valid(data)
        assert valid == (told == ()), (data, told)


@pytest.mark.parametrize(
    ("status", "message", "last_line"),
    [
        ("status: draft", None, None),
        ("status: reviewed", None, None),  # told as an invalid value already
        (
            "status: final",
            (
                "`resolved_at`, `detected_at`, `detection`, `impact`, `failure_modes`, "
                "`contributing_factors` and `action_items` or `no_actions_because` are missing, "
                "which a standard postmortem needs unless it is a draft"
            ),
            "    status: open",
        ),
        (
            "",
            "`status` is missing, which a standard postmortem needs",
            (
                "`draft` asks for nothing more, any other status also for `resolved_at`, "
                "`detected_at`, `detection`, `impact`, `failure_modes`, `contributing_factors` and "
                "`action_items` or `no_actions_because`"
            ),
        ),
    ],
)
def test_level_messages(status, message, last_line):
    text = f"---\nseverity: sev2\nservices: [a]\nstarted_at: 2026-03-01T10:00Z\n{status}\n---\n"
    told = schema.level_violations(parse("content/x.md", text), "standard")
    if message is None:
        assert told == ()
        return
    assert [one.message for one in told] == [message]
    assert told[0].help.split("\n")[-1] == last_line
