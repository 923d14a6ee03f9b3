"""An index in the llms.txt form: what is here, in lines a language model can follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.metrics.search import KINDS
from opslore.render import md

if TYPE_CHECKING:
    from opslore.catalogue import Catalogue

SUFFIX = "txt"
HEADINGS = {
    "runbook": "Runbooks",
    "postmortem": "Postmortems",
    "near-miss": "Near misses",
    "on-call-policy": "On-call policies",
    "service": "Services",
    "guide": "Guides",
    "case-study": "Case studies",
    "drill": "Drills",
    "readiness-review": "Readiness reviews",
    "investment": "Investments",
    "onboarding-path": "Onboarding paths",
}


def export(catalogue: Catalogue) -> bytes:
    """Return the index (https://llmstxt.org/); addresses are relative without a site's address."""
    site = catalogue.settings.site.url
    name = catalogue.settings.site.name or "Operations"
    lines = [f"# {md(name)}", "", f"> Operational knowledge as of {catalogue.as_of}.", ""]
    for kind in KINDS:
        records = catalogue.published(kind)
        if records:
            lines += [f"## {HEADINGS[kind.TYPE]}", ""]
            for record in records:
                page = record.key.removesuffix(".md") + "/"
                told = f": {md(record.description)}" if record.description else ""
                lines.append(f"- [{md(record.title)}](<{site}{page}>){told}")
            lines.append("")
    return "\n".join(lines).encode("utf-8")
