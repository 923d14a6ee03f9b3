"""An alert rule's fingerprint: what makes it fire, and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from opslore.hashing import blake2b

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opslore.alerts.model import AlertRule


def of_alert(expression: str, duration: str = "") -> str:
    """Return the fingerprint of an alert rule's `expr` and `for`; layout does not count."""
    return digest([" ".join(expression.split()), duration.strip()])


def fingerprints(rules: Iterable[AlertRule]) -> dict[str, str]:
    """Return name -> fingerprint; rules of one name, one a severity say, make one together."""
    found: dict[str, set[str]] = {}
    for rule in rules:
        found.setdefault(rule.name, set()).add(of_alert(rule.expression, rule.duration))
    return {
        name: next(iter(marks)) if len(marks) == 1 else digest(sorted(marks))
        for name, marks in sorted(found.items())
    }


def digest(value: Any) -> str:
    """Return 16 hex digits that stand for a JSON value."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
