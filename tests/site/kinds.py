"""One address for each kind of page of the sample site."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

GENERATED = {
    "home": "/",
    "library": "/library/",
    "topics": "/topics/",
    "services": "/services/",
    "who to page": "/on-call/",
    "readiness": "/readiness/",
    "learn": "/learn/",
    "trends": "/learn/trends/",
    "again": "/learn/again/",
    "backlog": "/learn/backlog/",
    "guides": "/guides/",
    "actions": "/now/actions/",
    "freshness": "/now/freshness/",
    "attention": "/now/attention/",
    "digests": "/digests/",
    "rules": "/reference/rules/",
    "schemas": "/reference/schemas/",
    "not found": "/404.html",
}
# The first in alphabetical order stands for its kind; the deepest, where years are folders.
DOCUMENTS = {
    "postmortem": "postmortems",
    "runbook": "runbooks",
    "policy": "on-call",
    "review": "readiness",
    "near miss": "near-misses",
    "drill": "drills",
    "service": "services",
    "case study": "case-studies",
    "investment": "investments",
    "guide": "guides",
    "path": "onboarding",
    "topic": "topics",
    "digest": "digests",
    "rule": "reference/rules",
    "schema": "reference/schemas",
}
KINDS = (*GENERATED, *DOCUMENTS)


def address(kind: str, folder: Path) -> str:
    """Return the address of a page of a kind."""
    if kind in GENERATED:
        return GENERATED[kind]
    top = folder / DOCUMENTS[kind]
    found = sorted(p.parent for p in top.rglob("index.html") if p.parent != top)
    return f"/{found[0].relative_to(folder).as_posix()}/" if found else ""
