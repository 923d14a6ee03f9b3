"""Unquoted values: YAML 1.2's core schema, less what JSON cannot say."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from opslore.document import parse
from opslore.document.scalars import resolve

VALUES: list[tuple[str, Any]] = [
    ("", None), ("~", None), ("null", None), ("Null", None), ("NULL", None), ("nULL", "nULL"),
    ("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False),
    # YAML 1.1 read these as truth values, base 60, octal, days
    ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("y", "y"), ("n", "n"), ("NO", "NO"),
    ("12:30", "12:30"), ("22:22:22", "22:22:22"), ("190:20:30.15", "190:20:30.15"),
    ("010", 10), ("0b101", "0b101"), ("1_000", "1_000"), ("0x1F", 31), ("0o17", 15), ("0o8", "0o8"),
    ("0xg", "0xg"), ("-0x1", "-0x1"),
    ("2026-03-01", "2026-03-01"), ("2024-02-30", "2024-02-30"),
    ("2026-03-01T10:00Z", "2026-03-01T10:00Z"), ("2026-03-01 10:00 +01:00", "2026-03-01 10:00 +01:00"),
    ("0", 0), ("-0", 0), ("+7", 7), ("-12", -12), ("+", "+"), ("-", "-"), (".", "."),
    ("1.5", 1.5), ("1.10", 1.1), (".5", 0.5), ("5.", 5.0), ("-1e3", -1000.0), ("1E-2", 0.01),
    ("1.2.3", "1.2.3"), ("v1.2", "v1.2"), ("1e", "1e"), ("e1", "e1"), ("1e5e", "1e5e"),
    (".inf", ".inf"), ("-.inf", "-.inf"), (".nan", ".nan"), (".NaN", ".NaN"), ("inf", "inf"),
    ("1e999", "1e999"), ("12e4567", "12e4567"), ("-1e999", "-1e999"),
    ("999999999999999999", 999999999999999999), ("9999999999999999999", "9999999999999999999"),
    ("0123456789012345678901234567890123456789", "0123456789012345678901234567890123456789"),
    ("9" * 5000, "9" * 5000), ("9" * 5000 + ".5", "9" * 5000 + ".5"), ("0x" + "f" * 99, "0x" + "f" * 99),
    ("１２", "１２"), ("٣", "٣"), ("sev1", "sev1"), ("a b", "a b"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), VALUES, ids=[t[:20] for t, _ in VALUES])
def test_values(text: str, value: Any) -> None:
    found = resolve(text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("text", ["true", "1", "1.5", "~", "", "2026-03-01", "null"])
def test_what_stands_in_quotes_is_text(text: str, quote: str) -> None:
    document = parse("x.md", f"---\na: {quote}{text}{quote}\nb: [{quote}{text}{quote}]\n---\n")
    assert document.data == {"a": text, "b": [text]}


def test_names_are_text_as_written() -> None:
    document = parse("x.md", "---\n2026: a\ntrue: b\n~: c\n1.0: d\non: e\n---\n")
    assert document.data == {"2026": "a", "true": "b", "~": "c", "1.0": "d", "on": "e"}


@given(st.text(st.sampled_from("0123456789+-.eExXoO_:~inaftrueNl ")) | st.text())
@example("0" * 19)
@example("-.")
def test_every_value_is_a_value_of_json(text: str) -> None:
    value = resolve(text)
    assert value is None or isinstance(value, (str, int, float))
    assert not isinstance(value, float) or math.isfinite(value)
    assert isinstance(value, str) is False or value == text
    assert json.loads(json.dumps(value)) == value
