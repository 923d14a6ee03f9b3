"""What is named at a place of the front matter: a service, a person, a term."""

from __future__ import annotations

from opslore import schema

Steps = tuple[str | int, ...]

# Shared parts of the schemas whose values are names, and of what.
_PARTS = {
    "service_id": "service",
    "person": "person",
    "team": "team",
    "person_or_team": "person-or-team",
    "reference": "any",
    "severity": "severity",
}
# Ids and terms have one form, whatever they name; the field tells.
_FIELDS = {
    "addresses": "factor",
    "escalation": "on-call-policy",
    "failure_mode": "failure-mode",
    "failure_modes": "failure-mode",
    "pin": "postmortem",
    "postmortem": "postmortem",
    "promoted_to": "postmortem",
    "reading": "any",
    "rule": "rule",
    "runbook": "runbook",
    "severity": "severity",
    "tags": "tag",
    "target": "target",
}
_INNER = {"detection.source": "detection-source", "trigger.kind": "trigger"}


def kind_at(name: str, steps: Steps) -> str:
    """Return what the value at `steps` names, in the schema `name`; empty if it names nothing.

    Kinds are those of references, and `factor`, `tag`, `target` and `rule`.
    """
    keys = [step for step in steps if isinstance(step, str)]
    if not keys or (name in schema.DATA_FILES and keys[-1] != "members"):
        return ""  # there, names are given
    if found := _INNER.get(".".join(keys[-2:])):
        return found
    node = schema.node(name, steps)
    if node is None:
        return ""
    if node.part in _PARTS:
        return _PARTS[node.part]
    return _FIELDS.get(keys[-1], "") if "string" in node.kinds else ""


def key_kind(name: str, steps: Steps) -> str:
    """Return what the keys of the mapping at `steps` name."""
    return "checklist-item" if (name, steps) == ("readiness-review", ("answers",)) else ""
