"""From nodes to alert rules, for every form in which tools write them.

Prometheus rule files (`groups:`), PrometheusRule and VMRule manifests and lists of them, the
output of mixins, Grafana's provisioning files and the answers of its and Prometheus' API. The
form is told from what stands there, since none of them bears a name of its own.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from opslore.alerts.model import AlertRule, Annotation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opslore.alerts.nodes import Node
    from opslore.findings import Location

    Place = Callable[[int, int], Location]

MOST = 20_000  # rules of a file: an alias can name a long list again and again
_WRAPPERS = ("spec", "prometheusAlerts", "prometheus_alerts", "data")
_DEEPEST = 5  # a list of manifests: items, item, spec, groups


def rules(root: Node, place: Place) -> Iterator[AlertRule]:
    """Yield the alert rules below the root of a document; recording rules are none."""
    for node in islice(_candidates(root, _DEEPEST), MOST):
        rule = _rule(node, place)
        if rule:
            yield rule


def _candidates(node: Node, depth: int) -> Iterator[Node]:
    """Yield what may be a rule."""
    if depth == 0:
        return
    if node.items is not None:  # several manifests, or Grafana's list of rules
        for item in node.items:
            yield from _candidates(item, depth - 1)
        return
    fields = node.fields or {}
    if "groups" in fields:
        for group in node.listed("groups"):
            yield from group.listed("rules")
    elif "rules" in fields and node.get("rules"):
        yield from node.listed("rules")
    elif _named(node) is not None:
        yield node
    elif "items" in fields:
        for item in node.listed("items"):
            yield from _candidates(item, depth - 1)
    elif wrapped := [fields[name] for name in _WRAPPERS if name in fields]:
        for inner in wrapped:
            yield from _candidates(inner, depth - 1)
    else:  # Grafana's ruler: folder -> groups; Helm values: name -> {groups: ...}
        for value in fields.values():
            if value.items is not None or (value.fields and "groups" in value.fields):
                yield from _candidates(value, depth - 1)


def _named(node: Node) -> Node | None:
    """Return the name of an alert rule; None for anything else."""
    if node.fields is None or "record" in node.fields:
        return None
    if found := node.get("alert"):
        return found if found.text else None
    if inner := node.get("grafana_alert"):
        return None if inner.get("record") else inner.get("title")
    if node.said("type") == "alerting" and node.get("query"):
        return node.get("name")
    if node.get("data") and node.get("condition"):
        return node.get("title")
    return None


def _rule(node: Node, place: Place) -> AlertRule | None:
    name = _named(node)
    if name is None or not name.text or not name.text.strip():
        return None
    managed = node.get("grafana_alert")
    expression = node.said("expr", "query") or _queries(managed or node)
    noted = node.get("annotations")
    annotations = {
        key: Annotation(value.text, place(value.start, value.end))
        for key, value in (noted.fields or {} if noted else {}).items()
        if value.text is not None
    }
    labels = node.get("labels")
    return AlertRule(
        name.text.strip(),
        place(name.start, name.end),
        expression,
        node.said("for", "duration"),
        {k: v.text for k, v in (labels.fields or {} if labels else {}).items() if v.text},
        annotations,
        node.column,
        bool(noted and noted.fields),
    )


def _queries(node: Node) -> str:
    """Return the queries of a Grafana rule: each with its letter, and which one decides."""
    told = []
    for query in node.listed("data"):
        model = query.get("model")
        if model is not None:
            told.append(f"{query.said('refId')}: {_flat(model, 6)}")
    return "\n".join([*told, f"condition: {node.said('condition')}"])


def _flat(node: Node, depth: int) -> str:
    """Return a value on one line, keys sorted; what is deeper than `depth` is left out."""
    if node.text is not None:
        return " ".join(node.text.split())
    if depth == 0:
        return ""
    if node.items is not None:
        return f"[{', '.join(_flat(item, depth - 1) for item in node.items[:50])}]"
    fields = sorted((node.fields or {}).items())[:50]
    return "{" + ", ".join(f"{k}: {_flat(v, depth - 1)}" for k, v in fields) + "}"
