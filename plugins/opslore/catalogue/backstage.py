"""Backstage's `catalog-info.yaml`, read as it is, as a service.

Only the fields of `kind: Component` that say the same as ours are taken over
(https://backstage.io/docs/features/software-catalog/descriptor-format). The tier, which
Backstage does not know, is the annotation or label `opslore.io/tier` or `tier`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from opslore.records import values

if TYPE_CHECKING:
    from opslore.document import Document

LIFECYCLES = ("planned", "experimental", "production", "deprecated", "retired")


def as_service(document: Document) -> Document:
    """Return the document with a service's front matter in place of the descriptor.

    The descriptor's positions stay, so a finding still points into the file where it can.
    """
    found = values.mapping(document.data)
    metadata = values.mapping(found.get("metadata"))
    spec = values.mapping(found.get("spec"))
    name = values.text(metadata.get("name"))
    if found.get("kind") != "Component" or name is None:
        return replace(document, data={})
    service: dict[str, Any] = {"type": "service", "id": name}
    owner = values.text(spec.get("owner"))
    if owner:
        service["owner"] = owner.rpartition("/")[2].rpartition(":")[2]
    tier = _tier(metadata)
    if tier is not None:
        service["tier"] = tier
    for ours, theirs in (("title", "title"), ("description", "description")):
        if text := values.text(metadata.get(theirs)):
            service[ours] = text
    if spec.get("lifecycle") in LIFECYCLES:
        service["lifecycle"] = spec["lifecycle"]
    depends = [
        {"service": ref.rpartition("/")[2].rpartition(":")[2], "criticality": "hard"}
        for ref in values.texts(spec.get("dependsOn"))
        if ref.startswith("component:") or ":" not in ref
    ]
    if depends:
        service["depends_on"] = depends
    links = [
        {"url": link["url"], "title": values.text(link.get("title")) or link["url"]}
        for _, link in values.mappings(metadata.get("links"))
        if values.text(link.get("url"))
    ]
    if links:
        service["links"] = links
    if tags := list(values.texts(metadata.get("tags"))):
        service["tags"] = tags
    return replace(document, data=service)


def _tier(metadata: dict[str, Any]) -> int | None:
    for holder in ("annotations", "labels"):
        found = values.mapping(metadata.get(holder))
        for key in ("opslore.io/tier", "tier"):
            stated = str(found.get(key, "")).removeprefix("tier-").removeprefix("tier")
            if stated in ("1", "2", "3", "4"):
                return int(stated)
    return None
