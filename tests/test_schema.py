"""The schemas: sound in themselves, of one mind with the checker, and useful to an editor."""

from __future__ import annotations

import dataclasses
import itertools
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import jsonschema_rs
import pytest

from opslore import schema, settings
from opslore.document import parse
from opslore.schema import files, near, validators

HERE = Path(__file__).parent
RECORDS = HERE / "records"
CODES = {
    "missing-fields": "SCH001",
    "unknown-key": "SCH002",
    "wrong-type": "SCH003",
    "invalid-value": "SCH004",
    "invalid-format": "SCH005",
    "conflicting-fields": "SCH006",
}
DEFAULT_LEVELS = {"sev1": "full", "sev2": "standard", "sev3": "brief", "sev4": "brief"}
TYPES = (
    "case-study",
    "drill",
    "guide",
    "investment",
    "near-miss",
    "on-call-policy",
    "onboarding-path",
    "postmortem",
    "readiness-review",
    "runbook",
    "service",
)
VALID = sorted(RECORDS.glob("*/valid/*.md"))
INVALID = sorted(RECORDS.glob("*/invalid/*.md"))
# What a validator says and an author should never read.
JARGON = re.compile(
    r"is not of type|does not match|additional propert|unevaluated|anyOf|oneOf|allOf|subschema"
    r"|required property|is not one of|is too (short|long)|non-empty|JSON|\[\^|\(\?|\\[sdw]|None|True"
)
_MARK = re.compile(r"[ \t]*#[ ]*expect:[ ]*(?P<codes>[A-Z]+\d+(?:[ ,]+[A-Z]+\d+)*)$")


def read(path):
    """Return the document of a corpus file and what its marks expect."""
    lines, expected = [], []
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        mark = _MARK.search(line)
        lines.append(line[: mark.start()] if mark else line)
        if mark:
            expected += [(number, code) for code in re.findall(r"[A-Z]+\d+", mark["codes"])]
    document = parse(f"content/x/{path.name}", "\n".join(lines))
    assert not document.faults, document.faults
    return document, sorted(expected)


def name_of(path):
    return "/".join(path.parts[-3:])


def subschemas(value, pointer=""):
    """Yield every mapping of a schema file that describes something, with its JSON Pointer."""
    if isinstance(value, dict):
        if {"type", "$ref", "anyOf", "enum", "const", "properties"} & set(value):
            yield pointer, value
        for key, inner in value.items():
            if key not in ("examples", "default", "enum", "const", "required"):
                step = key.replace("~", "~0").replace("/", "~1")
                yield from subschemas(inner, f"{pointer}/{step}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from subschemas(inner, f"{pointer}/{index}")


@pytest.mark.parametrize("name", schema.names())
class TestFile:
    def test_it_is_valid_itself(self, name):
        body = schema.schema(name)
        jsonschema.Draft202012Validator.check_schema(body)
        assert jsonschema_rs.meta.is_valid(body)
        assert body["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert body["$id"] == f"https://opslore.example.com/schemas/{name}.schema.json"
        assert body["title"]
        assert body["description"].endswith(".")

    def test_every_property_has_a_title_and_a_description(self, name):
        for pointer, body in subschemas(schema.schema(name)):
            if "if" in body or re.search(r"/(if|then|not)/|/level-|/oneOf/|/anyOf/", pointer + "/"):
                continue
            for key, raw in body.get("properties", {}).items():
                place = files._resolve(name, raw)
                assert place.body.get("title"), (pointer, key)
                assert place.body.get("description", "").rstrip(")").endswith("."), (pointer, key)

    def test_every_example_is_valid(self, name):
        for pointer, body in subschemas(schema.schema(name)):
            for example in body.get("examples", ()):
                inner = {
                    "$ref": f"https://opslore.example.com/schemas/{name}.schema.json#{pointer}"
                }
                errors = list(validators._python(inner).iter_errors(example))
                assert not errors, (pointer, example, errors)

    def test_only_own_keys_are_free(self, name):
        for pointer, body in subschemas(schema.schema(name)):
            if (
                body.get("type") == "object"
                and "/if/" not in pointer
                and name not in ("catalogue", "findings", "settings")
            ):
                fixed = body.get("additionalProperties") is False
                assert fixed or "propertyNames" in body, pointer
                if fixed:
                    assert body["patternProperties"] == {"^x-": True}, pointer


def test_the_schema_of_settings_knows_what_the_reader_knows():
    def told(body):
        if "properties" in body:
            return {key: told(inner) for key, inner in body["properties"].items()}
        return body.get("default")

    def known(value):
        if dataclasses.is_dataclass(value):
            names = [field.name for field in dataclasses.fields(value)]
            return {
                name.replace("_", "-"): known(getattr(value, name))
                for name in names
                if name not in settings._NOT_KEYS
            }
        return list(value) if isinstance(value, tuple) else value

    assert told(schema.schema("settings")) == known(settings.Settings())


def test_there_is_a_schema_and_a_corpus_for_each_type():
    assert schema.types() == TYPES
    assert {path.parts[-3] for path in VALID} == set(TYPES)
    assert {path.parts[-3] for path in INVALID} == set(TYPES)


@pytest.mark.parametrize("path", VALID, ids=name_of)
def test_valid_documents_are_silent(path):
    document, expected = read(path)
    kind = path.parts[-3]
    assert expected == []
    assert schema.violations(document, kind) == ()
    if kind == "postmortem":
        level = DEFAULT_LEVELS[document.data["severity"]]
        assert schema.level_violations(document, level) == ()
    assert schema.whole_validator_for(kind).is_valid(document.data)


@pytest.mark.parametrize("path", INVALID, ids=name_of)
def test_invalid_documents_fire_just_at_their_marks(path):
    document, expected = read(path)
    found = schema.violations(document, path.parts[-3])
    places = [(document.at(*v.steps, key=v.on_key).line, CODES[v.kind]) for v in found]
    assert sorted(places) == expected, [v.message for v in found]
    for one in found:
        assert not JARGON.search(one.message), one.message
        assert not JARGON.search(one.help), one.help
        assert not one.message.endswith(".")


@pytest.mark.parametrize("path", VALID + INVALID, ids=name_of)
def test_both_engines_agree(path):
    document, _ = read(path)
    kind = path.parts[-3]
    deciding, explaining = schema.validator_for(kind), validators.python_validator(kind)
    assert isinstance(deciding, jsonschema_rs.Draft202012Validator)
    assert deciding.is_valid(document.data) == explaining.is_valid(document.data)
    rust = {tuple(error.instance_path) for error in deciding.iter_errors(document.data)}
    python = {tuple(error.absolute_path) for error in explaining.iter_errors(document.data)}
    assert rust == python


@pytest.mark.parametrize("kind", TYPES)
def test_the_valid_corpus_uses_every_field(kind):
    def paths(value, steps=()):
        if isinstance(value, dict):
            for key, inner in value.items():
                yield (*steps, key)
                yield from paths(inner, (*steps, key))
        elif isinstance(value, list):
            for inner in value:
                yield from paths(inner, (*steps, 0))

    used = set()
    for path in VALID:
        if path.parts[-3] == kind:
            used |= set(paths(read(path)[0].data))

    def unused(steps):
        for field in schema.fields(kind, steps):
            deeper = (*steps, field)
            if deeper not in used:
                yield deeper
            place = schema.node(kind, deeper)
            inner = (*deeper, 0) if place and "array" in place.kinds else deeper
            yield from unused(inner)

    assert list(unused(())) == []


def test_without_jsonschema_rs_the_verdicts_are_the_same(monkeypatch):
    with_it = [schema.violations(read(path)[0], path.parts[-3]) for path in VALID + INVALID]
    monkeypatch.setitem(sys.modules, "jsonschema_rs", None)
    schema.validator_for.cache_clear()
    try:
        assert not isinstance(schema.validator_for("guide"), jsonschema_rs.Draft202012Validator)
        without = [schema.violations(read(path)[0], path.parts[-3]) for path in VALID + INVALID]
    finally:
        schema.validator_for.cache_clear()
    assert without == with_it


def test_the_explaining_engine_is_not_imported_for_a_valid_document():
    code = (
        "import sys\nfrom opslore import schema\n"
        "assert not schema.validate_data('service', {'owner': 'payments', 'tier': 1})\n"
        "assert 'jsonschema_rs' in sys.modules and 'jsonschema' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("address", ["https://example.com/x.json", "file:///etc/passwd"])
def test_no_reference_leads_outside(address):
    with pytest.raises(jsonschema_rs.ValidationError, match="not fetched"):
        validators._rust({"$ref": address})
    with pytest.raises(Exception, match="Unresolvable"):
        validators._python({"$ref": address}).is_valid(1)


def test_a_wheel_brings_its_schemas_along(tmp_path, monkeypatch):
    package = tmp_path / "opslore"
    inside = package / "schemas"
    inside.mkdir(parents=True)
    for name in schema.names():
        (inside / f"{name}.schema.json").write_text(json.dumps(schema.schema(name)), "utf-8")
    monkeypatch.setattr(files, "__file__", str(package / "schema" / "files.py"))
    files._folder.cache_clear()
    try:
        assert files._folder() == inside
    finally:
        files._folder.cache_clear()


def minimal(**more):
    return {"severity": "sev1", "services": ["a"], "started_at": "2026-03-01T10:00Z"} | more


def test_what_an_editor_asks():
    assert schema.allowed("postmortem", ("severity",)) == ("sev1", "sev2", "sev3", "sev4")
    assert schema.allowed("postmortem", ("action_items", 3, "kind"))[0] == "prevent"
    assert schema.allowed("runbook", ("verified", "how"))[-1] == "automated"
    assert schema.allowed("runbook", ("verified", 0, "how"))[-1] == "automated"
    assert schema.allowed("drill", ("communication_exercised",)) == (True, False)
    assert schema.allowed("readiness-review", ("answers", "dns", "status"))[0] == "pass"
    assert schema.allowed("service", ("tier",)) == (1, 2, 3, 4)
    assert schema.allowed("postmortem", ("title",)) == ()
    assert schema.allowed("postmortem", ("no", "such", "place")) == ()
    assert schema.fields("postmortem", ("detection",)) == ("source", "alert")
    assert schema.fields("postmortem", ("action_items", 0))[:2] == ("id", "title")
    assert (
        schema.describe("postmortem", ("resolved_at",)) == "When it was over. Absent: still open."
    )
    assert schema.describe("postmortem", ("no_such_field",)) == ""


def test_a_key_of_ones_own_is_taken_for_no_other():
    data = {"owner": "payments", "x-tier": 1}
    assert [one.message for one in schema.validate_data("service", data)] == ["`tier` is missing"]


def test_every_guess_leads_to_something_that_exists():
    fields, values = set(), set()
    for name in schema.names():
        for _, body in subschemas(schema.schema(name)):
            fields |= set(body.get("properties", ()))
            values |= {str(option) for option in body.get("enum", ())}
    guesses = near._table(near._KEYS)
    assert {key for keys in guesses.values() for key in keys} <= fields
    guesses = near._table(near._VALUES)
    assert {value for found in guesses.values() for value in found} <= values


def test_junk_is_told_quickly_and_not_without_end():
    junk = [
        {f"key_{number}": number for number in range(5000)},
        {"services": [f"Not An Id {number}" for number in range(5000)]},
        {"action_items": ["x"] * 5000},
        {"started_at": "2026-" * 12000, "title": " " * 60000, "y" * 60000: 1},
        {"expected_duration": "1h" * 30000, "tags": ["a-" * 30000]},
    ]
    for data, kind in itertools.product(junk, ("postmortem", "runbook")):
        start = time.process_time()
        found = schema.validate_data(kind, data)
        assert time.process_time() - start < 2
        assert 0 < len(found) <= 100
        assert all(len(one.message) < 600 for one in found)


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), 10**400, "\ud800", "a\x00b", "", [], {}, None, [[]], True]
)
@pytest.mark.parametrize("field", ["severity", "services", "started_at", "impact", "title", "tags"])
def test_no_value_breaks_the_explanation(field, value):
    data = minimal(**{field: value})
    valid = schema.validator_for("postmortem").is_valid(data) if value != "\ud800" else None
    found = schema.validate_data("postmortem", data)
    assert valid is None or (found == ()) == valid
    assert all(one.message and not JARGON.search(one.message) for one in found)


def test_speed_of_a_valid_document():
    """A guard against a slip of an order of magnitude, not a benchmark: 8 us were measured."""
    data = schema.schema("postmortem")["examples"][1]
    check = schema.validator_for("postmortem")
    start = time.process_time()
    for _ in range(1000):
        check.is_valid(data)
    assert (time.process_time() - start) / 1000 < 200e-6
