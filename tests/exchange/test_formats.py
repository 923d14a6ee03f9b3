"""Every format of an export, each read by a library or a schema that is not ours."""

from __future__ import annotations

import re
from datetime import date

import jsonschema
import pytest
import yaml

from cases import DAY
from console import run
from exported import EXPORTS, HOSTILE, exported, unzipped
from opslore.catalogue import load
from opslore.exchange import _tables, formats
from opslore.records import Service
from restricted import CANARY


@pytest.mark.parametrize("name", formats())
class TestEveryFormat:
    def test_the_same_bytes_twice(self, name, sample):
        assert exported(name, sample) == exported(name, sample)

    def test_nothing_restricted(self, name, hostile):
        raw = exported(name, hostile)
        parts = unzipped(raw) if raw.startswith(b"PK") else {"": raw}
        assert [
            n for n, part in parts.items() if CANARY.encode() in part.lower() or CANARY in n
        ] == []

    def test_it_stands_in_the_documentation(self, name):
        assert f"| `{name}` |" in EXPORTS

    def test_an_empty_library(self, name, tmp_path):
        raw = exported(name, load(tmp_path, DAY))
        assert (raw == b"") == (name == "backstage")  # a stream of no entity


# The parts of Backstage's descriptor format that these entities use.
NAME = {"type": "string", "pattern": r"^[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?$", "maxLength": 63}
REFERENCE = (
    r"^(component|group|user|system):([a-z0-9-_.]+/)?[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?$"
)
ENTITY = {
    "type": "object",
    "required": ["apiVersion", "kind", "metadata", "spec"],
    "properties": {
        "apiVersion": {"const": "backstage.io/v1alpha1"},
        "spec": {"type": "object"},
        "kind": {"enum": ["Component", "Group"]},
        "metadata": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": NAME,
                "title": {"type": "string", "minLength": 1},
                "description": {"type": "string"},
                "labels": {
                    "type": "object",
                    "propertyNames": NAME,
                    "additionalProperties": NAME,
                },
                "tags": {
                    "type": "array",
                    "items": {"pattern": "^[a-z0-9:+#]+(-[a-z0-9:+#]+)*$", "maxLength": 63},
                },
                "links": {
                    "type": "array",
                    "items": {
                        "required": ["url"],
                        "properties": {"url": {"pattern": "^https?://"}},
                    },
                },
            },
        },
    },
    "if": {"properties": {"kind": {"const": "Component"}}},
    "then": {
        "properties": {
            "spec": {
                "required": ["type", "lifecycle", "owner"],
                "properties": {
                    "lifecycle": {"type": "string", "minLength": 1},
                    "owner": {"type": "string", "pattern": f"{REFERENCE}|^unknown$"},
                    "dependsOn": {"items": {"pattern": REFERENCE}},
                },
            }
        }
    },
    "else": {
        "properties": {
            "spec": {
                "required": ["type", "children"],
                "properties": {"type": {"minLength": 1}, "children": {"type": "array"}},
            }
        }
    },
}


def test_backstage_entities_are_what_backstage_reads(catalogue):
    entities = list(yaml.safe_load_all(exported("backstage", catalogue)))
    for entity in entities:
        jsonschema.Draft202012Validator(ENTITY).validate(entity)
    told = {(e["kind"], e["metadata"]["name"]) for e in entities}
    assert len(told) == len(entities)
    assert told == {("Component", s.id) for s in catalogue.published(Service)} | {
        ("Group", team) for team in catalogue.directory.teams
    }
    for entity in entities:
        for reference in entity["spec"].get("dependsOn", ()):
            assert ("Component", reference.removeprefix("component:")) in told


def test_okf_is_the_library_with_front_matter_for_others(catalogue):
    files = unzipped(exported("okf", catalogue))
    shown = {record.key: record for record in _tables.shown(catalogue)}
    assert set(files) == set(shown)
    for key, raw in files.items():
        _, front, body = raw.decode().split("---\n", 2)
        data = yaml.safe_load(front)  # any reader of YAML
        record = shown[key]
        assert (data["type"], data["id"], data["title"]) == (record.TYPE, record.id, record.title)
        assert body == record.document.text[record.document.body_offset :]


def test_llms_txt_has_the_documented_form(catalogue):
    text = exported("llms-txt", catalogue).decode()
    lines = text.splitlines()
    assert lines[0].startswith("# ")
    assert lines[2].startswith("> ")
    entry = re.compile(r"- \[(?:[^\[\]\\<>`]|\\.)+\]\([^()\s<>]+\)(?:: (?:[^\[\]\\<>`]|\\.)+)?")
    listed = [line for line in lines[4:] if line and not line.startswith("## ")]
    assert [line for line in listed if not entry.fullmatch(line)] == []
    assert len(listed) == len(_tables.shown(catalogue))


def test_due_days_are_to_dos_of_a_calendar(hostile):
    icalendar = pytest.importorskip("icalendar")
    root = hostile.root
    raw = run(["actions", "--format", "ics", "--as-of", "2026-03-01"], root)[1].encode()
    calendar = icalendar.Calendar.from_ical(raw)
    assert (str(calendar["version"]), str(calendar["prodid"])) != ("", "")
    todos = calendar.walk("VTODO")
    assert {str(todo["summary"]) for todo in todos} == set(HOSTILE)
    uids = [str(todo["uid"]) for todo in todos]
    assert len(set(uids)) == len(uids) == len(HOSTILE)
    for todo in todos:
        assert todo["due"].dt == date(2026, 2, 20)
        assert todo["dtstamp"].dt.date() == DAY
        assert str(todo["status"]) == "NEEDS-ACTION"
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    assert CANARY.encode() not in raw.lower()
