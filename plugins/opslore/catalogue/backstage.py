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
    from collections.abc import Iterator

    from opslore.document import Document
    from opslore.document.model import Steps

LIFECYCLES = ("planned", "experimental", "production", "deprecated", "retired")


def as_service(document: Document) -> Document:
    """Return the document with a service's front matter in place of the descriptor.

    Each value knows where it stands in the descriptor, so that a finding points there.
    """
    found = values.mapping(document.data)
    metadata = values.mapping(found.get("metadata"))
    spec = values.mapping(found.get("spec"))
    name = values.text(metadata.get("name"))
    if found.get("kind") != "Component" or name is None:
        return replace(document, data={})
    service: dict[str, Any] = {"type": "service", "id": name}
    places: dict[Steps, Steps] = {("id",): ("metadata", "name")}
    owner = values.text(spec.get("owner"))
    if owner:
        service["owner"] = _name(owner)
        places["owner",] = ("spec", "owner")
    for steps, tier in _tiers(metadata):
        service["tier"] = tier
        places["tier",] = steps
    for field in ("title", "description"):
        if text := values.text(metadata.get(field)):
            service[field] = text
            places[field,] = ("metadata", field)
    if spec.get("lifecycle") in LIFECYCLES:
        service["lifecycle"] = spec["lifecycle"]
        places["lifecycle",] = ("spec", "lifecycle")
    depends: list[dict[str, str]] = []
    stated = spec.get("dependsOn")
    for index, ref in enumerate(stated if isinstance(stated, list) else ()):
        if values.text(ref) and (ref.startswith("component:") or ":" not in ref):
            places["depends_on", len(depends)] = ("spec", "dependsOn", index)
            places["depends_on", len(depends), "service"] = ("spec", "dependsOn", index)
            depends.append({"service": _name(ref), "criticality": "hard"})
    if depends:
        service["depends_on"] = depends
        places["depends_on",] = ("spec", "dependsOn")
    links: list[dict[str, str]] = []
    for index, link in values.mappings(metadata.get("links")):
        if values.text(link.get("url")):
            places["links", len(links)] = ("metadata", "links", index)
            links.append(
                {"url": link["url"], "title": values.text(link.get("title")) or link["url"]}
            )
    if links:
        service["links"] = links
        places["links",] = ("metadata", "links")
    if tags := list(values.texts(metadata.get("tags"))):
        service["tags"] = tags
        places["tags",] = ("metadata", "tags")
    return replace(document, data=service, elsewhere=places)


def _name(reference: str) -> str:
    """Return the name in `group:default/payments`."""
    return reference.rpartition("/")[2].rpartition(":")[2]


def _tiers(metadata: dict[str, Any]) -> Iterator[tuple[Steps, int]]:
    """Yield the tier and where it stands, if one is said."""
    for holder in ("annotations", "labels"):
        found = values.mapping(metadata.get(holder))
        for key in ("opslore.io/tier", "tier"):
            stated = str(found.get(key, "")).removeprefix("tier-").removeprefix("tier")
            if stated in ("1", "2", "3", "4"):
                yield ("metadata", holder, key), int(stated)
                return
