"""Backstage entities of services and teams, for a software catalogue that reads YAML."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from opslore.exchange._permalinks import as_folder
from opslore.records import Service

if TYPE_CHECKING:
    from opslore.catalogue import Catalogue

SUFFIX = "yaml"


def export(catalogue: Catalogue) -> bytes:
    """Return one YAML document an entity; JSON is YAML, so nothing needs escaping.

    https://backstage.io/docs/features/software-catalog/descriptor-format
    """
    entities = [_team(team.id, team.name) for team in catalogue.directory.teams.values()]
    entities += [_component(service, catalogue) for service in catalogue.published(Service)]
    return "".join(
        f"---\n{json.dumps(entity, ensure_ascii=False, indent=2)}\n" for entity in entities
    ).encode("utf-8")


def _team(identity: str, name: str) -> dict[str, Any]:
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Group",
        "metadata": {"name": identity, "title": name},
        "spec": {"type": "team", "children": []},
    }


def _component(service: Service, catalogue: Catalogue) -> dict[str, Any]:
    metadata: dict[str, Any] = {"name": service.id, "title": service.title}
    if service.description:
        metadata["description"] = service.description
    if service.tags:
        metadata["tags"] = list(service.tags)
    if service.tier:
        metadata["labels"] = {"tier": str(service.tier)}
    site = catalogue.settings.site.url
    if site:
        page = site.rstrip("/") + "/" + as_folder(service.key)
        metadata["links"] = [{"url": page, "title": "Operations"}]
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": metadata,
        "spec": {
            "type": "service",
            "lifecycle": service.lifecycle or "production",
            "owner": f"group:{service.owner}" if service.owner else "unknown",
            "dependsOn": [
                f"component:{d.service}"
                for d in service.depends_on
                if d.service not in catalogue.hidden_services
            ],
        },
    }
