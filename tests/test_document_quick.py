"""The reader for plain YAML never says anything else than the real parser."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from opslore.document import quick
from opslore.document.trouble import UnreadableError
from opslore.document.walk import Walk


def really(text: str) -> Any:
    walk = Walk(text, 0)
    try:
        data = walk.root()
    except UnreadableError as error:
        return error.trouble
    return walk.duplicates or ({} if data is None else data)


def check(text: str) -> None:
    found = quick.read(text)
    if found is None:
        return
    expected = really(text)
    assert found == expected
    assert repr(found) == repr(expected)  # 1, 1.0 and True are equal; their order is not


READ: list[tuple[str, dict[str, Any]]] = [
    ("a: 1\nb-c: x y\n\n# comment\n  # another\nd:\n", {"a": 1, "b-c": "x y", "d": None}),
    ("a:\n- 1\n- b: 2\n  c: 3\n-  d\n".replace("-  d", "- d"), {"a": [1, {"b": 2, "c": 3}, "d"]}),
    ("a:\n  b:\n    - c\n  d: e\n", {"a": {"b": ["c"], "d": "e"}}),
    ("a: [x, 1, y z]\nb: []\nc: ''\nd: \"e: f #g\"\n", {"a": ["x", 1, "y z"], "b": [], "c": "", "d": "e: f #g"}),
    ("a:\n  - b:\n      - c\n    d: 2026-01-01T10:00Z\n", {"a": [{"b": ["c"], "d": "2026-01-01T10:00Z"}]}),
    ("a:   x  \nb: https://x.example/a#b\n", {"a": "x", "b": "https://x.example/a#b"}),
    ("é: ü\n", {"é": "ü"}),
    ('a: "\\\\d+ \\\\\\\\"\n', {"a": "\\d+ \\\\"}),
    ("a: >-\n  b c\n  d\n\n  e: f #\n\n\n  g\nh: >\n    i\n\nj: 1\n", {"a": "b c d\ne: f #\n\ng", "h": "i\n", "j": 1}),
    ("a: |\n  b\n    c\n\n  d\ne:\n  - |-\n    f\n  - g: >-\n      h\n    i: j\n", {"a": "b\n  c\n\nd\n", "e": ["f", {"g": "h", "i": "j"}]}),
    ("a: {b: c, d-e: 1.5 x}\nf: {}\ng:\n  - {h: true}\n", {"a": {"b": "c", "d-e": "1.5 x"}, "f": {}, "g": [{"h": True}]}),
    ("", {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "data"), READ)
def test_what_it_reads(text: str, data: dict[str, Any]) -> None:
    assert quick.read(text) == data
    assert really(text) == data


LEFT = [
    "a: b: c\n", "a: b\n  c\n", "a: b # c\n", "a: b:\n", "a: |\n\n  b\n", "a: |+\n  b\n", "a: |2\n  b\n", "a: >\n  b\n   c\n", "a: |\n  b\n c\n", "a: |\nb: c\n", "a: |\n  b", "a: >-\n  b \n", "a: |\n  b\n   \n", "a: |\n", "a: &b c\n", "a: *b\n",
    "a: !b c\n", "a: {b: c, b: d}\n", "a: {b}\n", "a: {b: }\n", "a: {b: c,}\n", "a: {b: [c]}\n", "a: {b: 1:2}\n", "a: [b: c]\n", "a: [b, [c]]\n", "a: [b,\n  c]\n", "a: [b, ]\n",
    'a: "b\\n"\n', "a: 'b''c'\n", 'a: "b" c\n', "a: 1\na: 2\n", "a:\n\tb: 1\n", "a\n", "- a\n",
    "? a\n", "a: 1\r\nb: 2\r\n", "a: x\u2028y\n", "a: x\x07\n", "# x\x07\n", "a: ~\n", "1: a\n",
    "--- a\n", "a: 1\n---\n", "a: 1\n...\n", "%A\n", "a:b\n", " a: 1\nb: 2\n", "a:\n  b: 1\n c: 2\n",
    "a:\n  - b\n - c\n", "a:\n - b\n   c: d\n", "-: a\n", "a: -\n", "a: - b\n", "a:\n  -\n", "a:\n  - - b\n",
    "a: @b\n", "a: `b`\n", "a: %b\n", "a: ? b\n", "<<: a\n", "a: =\n", "x" * 2000 + ": a\n", "a:  \n",
    "a:\n  b:\n    c:\n      d:\n        e:\n          f:\n            g:\n              h:\n                i: 1\n",
    "a:\n  b:\n    c:\n      d:\n        e:\n          f:\n            g:\n              - [h]\n",
]  # fmt: skip


@pytest.mark.parametrize("text", LEFT)
def test_what_it_leaves_to_the_parser(text: str) -> None:
    assert quick.read(text) is None


SIGNS = st.sampled_from(
    [*"abé:-#[]{}\"'|>&*!%@`?,.~0159/=<\\+ \t\r", ": ", "- ", "  ", "a: ", "- a: ", "\n", "\n  ",
     "\n- ", "\n  - ", "\n    ", "[a, b]", "''", '"\\\\', '\\"', '"a"', "true", "2026-01-01", "\u2028", "\x07", "\x85",
     "---", "...", "<<: ", "# c", ">-\n", "|\n", ">\n", "{a: b}", "{", "}", "a-b: ", "\n\n", "\u00a0"]
)  # fmt: skip


@settings(max_examples=1500, deadline=None)
@given(st.lists(SIGNS, max_size=25).map("".join))
@example("a: [é\u00a0]\n")
@example("a: b\n\n  c: d\n")
@example("a:\n- b\n-c: d\n")
def test_any_text(text: str) -> None:
    check(text)


NAME = st.sampled_from(["a", "b", "owner", "due-date", "x_y", "é", "on", "null"])
VALUE = st.sampled_from(
    ["", "x", "x y", "1", "1.50", "~x", "true", "2026-01-01", "a:b", "[a, b]", "[]", '"q: r"', "'s'",
     "c#d", "http://x/y", "null", "(a)", "é b", "-1", "a - b", "x:", "{a: b}", "{ a: 1, b: x y }", "{}", "{a: b:c}", "{a, b}", "[a,b]", "[ a ]", "a,b", "a]"]
)  # fmt: skip


@st.composite
def trees(draw: st.DrawFn, indent: int = 0, depth: int = 0) -> str:
    lines = []
    pad = " " * indent
    for _ in range(draw(st.integers(1, 3))):
        name = draw(NAME)
        kind = draw(st.integers(0, 5)) if depth < 5 else 0
        step = draw(st.integers(1, 3))
        if kind <= 1:
            lines.append(f"{pad}{name}: {draw(VALUE)}".rstrip() + "\n")
        elif kind == 5:
            text = draw(
                st.lists(
                    st.sampled_from(["x", "y: z", "", " w", "# v", "- u"]), min_size=1, max_size=5
                )
            )
            inner = pad + " " * step
            sign = draw(st.sampled_from(["|", "|-", ">", ">-"]))
            lines.append(
                f"{pad}{name}: {sign}\n" + "".join(f"{inner}{t}\n" if t else "\n" for t in text)
            )
        elif kind == 2:
            lines.append(f"{pad}{name}:\n" + draw(trees(indent + step, depth + 1)))
        elif kind == 3:
            inner = pad + " " * draw(st.sampled_from([0, step]))
            items = draw(st.lists(VALUE, min_size=1, max_size=3))
            lines.append(
                f"{pad}{name}:\n" + "".join(f"{inner}- {item}".rstrip() + "\n" for item in items)
            )
        else:
            block = draw(trees(indent + step + 2, depth + 2))
            dashed = block[: indent + step] + "-" + block[indent + step + 1 :]
            lines.append(f"{pad}{name}:\n{dashed}")
    return "".join(lines)


@settings(max_examples=500, deadline=None)
@given(trees(), st.integers(0, 400), st.sampled_from(["", " ", "\n", "x", ":", "- ", "#", "  "]))
def test_front_matter_with_one_thing_changed(text: str, place: int, sign: str) -> None:
    check(text)
    check(text.removesuffix("\n"))
    check(text[:place] + sign + text[place:])
    check(text[:place] + text[place + 1 :])
