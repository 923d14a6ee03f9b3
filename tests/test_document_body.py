"""The parts of a body, with the lines of the file they stand in."""

from __future__ import annotations

from typing import Any

import pytest

from opslore.document import Body, Link, parse

FRONT = "---\na: 1\n---\n"  # the body begins on line 4


def body(text: str) -> Body:
    return parse("content/x.md", FRONT + text).body


def plain(parts: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    return [tuple(part) for part in parts]


HEADINGS: list[tuple[str, list[tuple[int, str, str, int]]]] = [
    ("# A\n\n## B `c` *d* [e](f)\n", [(1, "A", "a", 4), (2, "B c d e", "b-c-d-e", 6)]),
    ("A\n===\n\nB\n---\n", [(1, "A", "a", 4), (2, "B", "b", 7)]),
    ("# A {#x}\n## B { .c #y }\n### C {: #z }\n", [(1, "A", "x", 4), (2, "B", "y", 5), (3, "C", "z", 6)]),
    ("# A\n\n# A\n\n# A_1\n", [(1, "A", "a", 4), (1, "A", "a_1", 6), (1, "A_1", "a_1_1".replace("a_1_1", "a_2"), 8)]),
    ("## A ##\n", [(2, "A", "a", 4)]),
    ("#A\n", [(1, "A", "a", 4)]),
    ("text\n#5 fails\nmore\n", [(1, "5 fails", "5-fails", 5)]),
    (" # A\n", []),
    ("one\ntwo\n---\n", []),
    ("> # A\n", [(1, "A", "a", 4)]),
    ("- # A\n", [(1, "A", "a", 4)]),
    ("1. x\n\n    ## A\n", [(2, "A", "a", 6)]),
    ("1. x\n\n   ## A\n", []),
    ("!!! note\n\n    ## A\n", [(2, "A", "a", 6)]),
    ("```\n# A\n```\n", []),
    ("    # A\n", []),
    ("<!--\n# A\n-->\n", []),
    ("# A\r\n\r\nB\r\n---\r\n", [(1, "A", "a", 4), (2, "B", "b", 6)]),
    ("# Über die Ausfälle\n## 障害\n## 😀\n", [(1, "Über die Ausfälle", "uber-die-ausfalle", 4), (2, "障害", "_1", 5), (2, "😀", "_2", 6)]),
    ("# a &amp; b \\* c\n", [(1, "a & b * c", "a-b-c", 4)]),
    ("# a <b>c</b> ![d](e)\n", [(1, "a c", "a-c", 4)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "headings"), HEADINGS)
def test_headings(text: str, headings: list[tuple[int, str, str, int]]) -> None:
    assert plain(body(text).headings) == headings


def test_sections() -> None:
    found = body("# T\n\n## Impact\nx\n\n### Deep\n\n## Fix\n\n> ## quoted\n\n- ## listed\n")
    assert plain(found.sections) == [
        ("T", 1, 4, 16),
        ("Impact", 2, 6, 11),
        ("Deep", 3, 9, 11),
        ("Fix", 2, 11, 16),
    ]
    assert found.title is not None
    assert found.title.text == "T"
    section = found.section("summary", "IMPACT")
    assert section == found.sections[1]
    assert found.section("Summary") is None
    assert [p.text for p in found.within(found.sections[1], found.paragraphs)] == ["x"]
    assert found.within(found.sections[3], found.headings) == found.headings[3:]


def test_a_body_without_headings() -> None:
    found = body("x\n")
    assert (found.title, found.sections, found.section("x")) == (None, (), None)
    assert body("").paragraphs == ()


STEPS: list[tuple[str, list[tuple[int, str, int, int, int, str, int]]]] = [
    # number, text, line, end_line, depth, ordinal, shown
    ("1. a\n2. b\n", [(1, "a", 4, 5, 0, "1", 1), (2, "b", 5, 6, 0, "2", 2)]),
    ("1. a\n1. b\n1. c\n", [(1, "a", 4, 5, 0, "1", 1), (1, "b", 5, 6, 0, "1", 2), (1, "c", 6, 7, 0, "1", 3)]),
    ("3. a\n5. b\n", [(3, "a", 4, 5, 0, "3", 3), (5, "b", 5, 6, 0, "5", 4)]),
    ("1. a\n\n    more\n\n2. b\n", [(1, "a", 4, 7, 0, "1", 1), (2, "b", 8, 9, 0, "2", 2)]),
    ("1. a\n    1. b\n    2. c\n2. d\n", [(1, "a", 4, 7, 0, "1", 1), (1, "b", 5, 6, 1, "1.1", 1), (2, "c", 6, 7, 1, "1.2", 2), (2, "d", 7, 8, 0, "2", 2)]),
    ("2. a\n    - b\n        1. c\n", [(2, "a", 4, 7, 0, "2", 2), (1, "c", 6, 7, 2, "2.1", 1)]),
    ("1. a\n\n    ```bash\n    ls\n    ```\n\n2. b\n", [(1, "a", 4, 9, 0, "1", 1), (2, "b", 10, 11, 0, "2", 2)]),
    ("1. `ls` and **b**\n   c\n", [(1, "ls and b c", 4, 6, 0, "1", 1)]),
    ("1.     five spaces\n", [(1, "five spaces", 4, 5, 0, "1", 1)]),
    ("1) a\n", [(1, "a", 4, 5, 0, "1", 1)]),
    ("1.\n2. b\n", [(1, "", 4, 5, 0, "1", 1), (2, "b", 5, 6, 0, "2", 2)]),
    ("10. a\n\n    b\n", [(10, "a", 4, 7, 0, "10", 10)]),
    ("text\n1. a\n", [(1, "a", 5, 6, 0, "1", 1)]),
    ("!!! warning\n\n    1. a\n    2. b\n\n3. c\n", [(1, "a", 6, 7, 0, "1", 1), (2, "b", 7, 8, 0, "2", 2), (3, "c", 9, 10, 0, "3", 3)]),
    ('=== "Linux"\n\n    1. a\n\n=== "Mac"\n\n    1. b\n', [(1, "a", 6, 7, 0, "1", 1), (1, "b", 10, 11, 0, "1", 1)]),
    ("1. a\n\n    !!! danger\n        b\n\n        1. c\n", [(1, "a", 4, 10, 0, "1", 1), (1, "c", 9, 10, 1, "1.1", 1)]),
    ("> 1. a\n> 2. b\n", [(1, "a", 4, 5, 0, "1", 1), (2, "b", 5, 6, 0, "2", 2)]),
    ("1. a\n\n    > quoted\n", [(1, "a", 4, 7, 0, "1", 1)]),
    ("```\n1. a\n```\n", []),
    ("1. é 😀\r\n2. b\r\n", [(1, "é 😀", 4, 5, 0, "1", 1), (2, "b", 5, 6, 0, "2", 2)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "steps"), STEPS)
def test_steps(text: str, steps: list[tuple[Any, ...]]) -> None:
    assert plain(body(text).steps) == steps


def test_numbers_of_deep_steps_do_not_grow_without_end() -> None:
    found = body("".join(" " * 4 * n + "1. a\n" for n in range(100)))
    assert len(found.steps) == 100
    assert max(len(step.ordinal) for step in found.steps) < 70


BULLETS: list[tuple[str, list[tuple[str, int, int, int, bool | None]]]] = [
    ("- a\n- b\n", [("a", 4, 5, 0, None), ("b", 5, 6, 0, None)]),
    ("* a\n\n    * b\n\n* c\n", [("a", 4, 7, 0, None), ("b", 6, 7, 1, None), ("c", 8, 9, 0, None)]),
    ("- [ ] a\n- [x] b\n- [X] c\n- [y] d\n", [("a", 4, 5, 0, False), ("b", 5, 6, 0, True), ("c", 6, 7, 0, True), ("[y] d", 7, 8, 0, None)]),
    ("- [ ] a\n\n    b\n", [("a", 4, 7, 0, False)]),
    ("1. a\n    - b\n", [("b", 5, 6, 1, None)]),
    ("- a\n  b\n\n\n\ntext\n", [("a b", 4, 6, 0, None)]),
    ("-      a\n", [("a", 4, 5, 0, None)]),
    ("- \n- b\n", [("", 4, 5, 0, None), ("b", 5, 6, 0, None)]),
    ("!!! note\n    - a\n", [("a", 5, 6, 0, None)]),
    ("+ a\n\n!!! note\n    b\n\n+ c\n", [("a", 4, 5, 0, None), ("c", 9, 10, 0, None)]),
    ("- - a\n", [("", 4, 5, 0, None), ("a", 4, 5, 1, None)]),
    ("- ```\n  x\n  ```\n  a\n", [("a", 4, 8, 0, None)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "bullets"), BULLETS)
def test_bullets(text: str, bullets: list[tuple[Any, ...]]) -> None:
    assert plain(body(text).bullets) == bullets


FENCES: list[tuple[str, list[tuple[str, str, str, int, int, bool]]]] = [
    ("```bash\nls\n```\n", [("bash", "bash", "ls\n", 4, 7, True)]),
    ("~~~\nls\n~~~\n", [("", "", "ls\n", 4, 7, True)]),
    ('```bash title="a b" hl_lines="1"\nls\n```\n', [("bash", 'bash title="a b" hl_lines="1"', "ls\n", 4, 7, True)]),
    ("``` { .yaml .annotate }\na: 1\n```\n", [("yaml", "{ .yaml .annotate }", "a: 1\n", 4, 7, True)]),
    ("```c++\n```\n", [("c++", "c++", "", 4, 6, True)]),
    ("1. a\n\n    ```sh\n    ls\n      -l\n    ```\n", [("sh", "sh", "ls\n  -l\n", 6, 10, True)]),
    ("a\n\n    ls\n\n    rm\n\n\nb\n", [("", "indented", "ls\n\nrm\n", 6, 9, True)]),
    ("```sh\nls\n", [("sh", "sh", "ls\n", 4, 6, False)]),
    ("```sh\nls\n~~~\n", [("sh", "sh", "ls\n~~~\n", 4, 7, False)]),
    ("```sh\nls ```\n", [("sh", "sh", "ls ```\n", 4, 6, False)]),
    ("````\n```\nx\n```\n````\n", [("", "", "```\nx\n```\n", 4, 9, True)]),
    ("```sh\r\nls\r\n```\r\n", [("sh", "sh", "ls\n", 4, 7, True)]),
    ("> ```sh\n> ls\n> ```\n", [("sh", "sh", "ls\n", 4, 7, True)]),
    ('!!! note "T"\n    ```sh\n    ls\n    ```\n', [("sh", "sh", "ls\n", 5, 8, True)]),
    ('=== "A"\n\n    ```sh\n    ls\n    ```\n', [("sh", "sh", "ls\n", 6, 9, True)]),
    ('```\n!!! note\n=== "A"\n??? x\n```\n', [("", "", '!!! note\n=== "A"\n??? x\n', 4, 9, True)]),
    ("```\né\n!!! ü\n```\n", [("", "", "é\n!!! ü\n", 4, 8, True)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fences"), FENCES)
def test_fences(text: str, fences: list[tuple[Any, ...]]) -> None:
    expected = [
        (*f[:2], f[2].replace("\n", "\r\n") if "\r" in text else f[2], *f[3:]) for f in fences
    ]
    assert [(*f[:2], f[2], *f[3:]) for f in plain(body(text).fences)] in (fences, expected)


def links(found: tuple[Link, ...]) -> list[tuple[str, str, bool, str]]:
    return [
        (k.target, k.text, k.image, f"{k.at.line}:{k.at.column}-{k.at.end_line}:{k.at.end_column}")
        for k in found
    ]


LINKS: list[tuple[str, list[tuple[str, str, bool, str]]]] = [
    ("see [a *b* `c`](d.md#e)\n", [("d.md#e", "a b c", False, "4:5-4:24")]),
    ('![alt](x.png "t")\n', [("x.png", "alt", True, "4:1-4:18")]),
    ("[![i](x.png) a](y)\n", [("x.png", "i", True, "4:2-4:13"), ("y", "a", False, "4:1-4:19")]),
    ("é😀 [a](b)\n", [("b", "a", False, "4:4-4:10")]),
    ("[a\nb](c)\n", [("c", "a b", False, "4:1-5:6")]),
    ("<https://x.example/>\n", [("https://x.example/", "https://x.example/", False, "4:1-4:21")]),
    ("[a][r] [r][] [r]\n\n[r]: /t 'x'\n", [("/t", "a", False, "4:1-4:7"), ("/t", "r", False, "4:8-4:11"), ("/t", "r", False, "4:14-4:17")]),
    ("[a][nowhere] [ ]\n", []),
    ("- [a](b)\n\n    | x |\n    |---|\n    | [c](d) |\n", [("b", "a", False, "4:3-4:9"), ("d", "c", False, "8:7-8:13")]),
    ("`[a](b)`\n\n```\n[a](b)\n```\n", []),
    ("# [a](b)\n", [("b", "a", False, "4:3-4:9")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LINKS)
def test_links(text: str, expected: list[tuple[str, str, bool, str]]) -> None:
    found = body(text)
    assert links(found.links) == expected
    assert [link.line for link in found.links] == [link.at.line for link in found.links]


def test_tables() -> None:
    found = body("| A | *B* |\n|---|:-:|\n| é | `x \\| y` |\n| only |\n\nno table\n")
    (table,) = found.tables
    assert plain(table.header) == [("A", 4), ("B", 4)]
    assert [plain(row) for row in table.rows] == [[("é", 6), ("x | y", 6)], [("only", 7), ("", 7)]]
    assert table.line == 4


PARAGRAPHS: list[tuple[str, list[tuple[str, int, int, str]]]] = [
    ("a\nb\n\nc *d* `e` [f](g)\n", [("a b", 4, 6, ""), ("c d e f", 7, 8, "")]),
    ("> a\n> b\n", [("a b", 4, 6, "quote")]),
    ("- a\n\n    b\n", [("b", 6, 7, "list")]),
    ('!!! note "T"\n    a\n\n    b\n', [("a", 5, 6, "admonition"), ("b", 7, 8, "admonition")]),
    ('!!! note "T"\na\n', [("a", 5, 6, "")]),
    ('??? "T"\n    a\n', [("a", 5, 6, "admonition")]),
    ("???+ note\n    a\n", [("a", 5, 6, "admonition")]),
    ("!!!danger\n    a\n", [("a", 5, 6, "admonition")]),
    ("x\n!!! note\n    a\n", [("x", 4, 5, ""), ("a", 6, 7, "admonition")]),
    ('é\n!!! ü "é"\n    a\n', [("é", 4, 5, ""), ("a", 6, 7, "admonition")]),
    ('=== "A"\n    a\n=== "B"\n    b\n', [("a", 5, 6, "admonition"), ("b", 7, 8, "admonition")]),
    ("!!! note\n    a\n\n    !!! tip\n        b\n\n    c\n", [("a", 5, 6, "admonition"), ("b", 8, 9, "admonition"), ("c", 10, 11, "admonition")]),
    ("!!! not\\* an admonition", []),
    ("=== no tab\n", [("=== no tab", 4, 5, "")]),
    ("a ! b ? c !!! d\n", [("a ! b ? c !!! d", 4, 5, "")]),
    ("1. a\n    ```\n    x\n    ```\n    then\n", [("then", 8, 9, "list")]),
    ("#x\ny *z*\n", [("y z", 5, 6, "")]),
    ("> a\n#5 b\nc\n", [("a", 4, 5, "quote"), ("c", 6, 7, "quote")]),
    ("one\ntwo\n---\n", [("one two", 4, 7, "")]),
    ("a &lt; b &copy;\n", [("a < b ©", 4, 5, "")]),
    ("<p>a</p>\n", []),
    ("a[^1]\n\n[^1]: b\n", [("a", 4, 5, ""), ("b", 6, 7, "footnote")]),
    ("![alt](x) a\n", [("a", 4, 5, "")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "paragraphs"), PARAGRAPHS)
def test_paragraphs(text: str, paragraphs: list[tuple[Any, ...]]) -> None:
    assert plain(body(text).paragraphs) == paragraphs


def test_html() -> None:
    found = body('<div id="a">\nx\n</div>\n\nb <kbd>c</kbd> <!-- d -->\n\n!!! note\n    <p>\n')
    assert plain(found.html) == [
        ('<div id="a">\nx\n</div>\n', 4),
        ("<kbd>", 8),
        ("</kbd>", 8),
        ("<!-- d -->", 8),
        ("<p>\n", 11),
    ]


PROSE: list[tuple[str, list[tuple[int, str]]]] = [
    ("a *b* `c` d\n", [(4, "a  b      d")]),
    ("see [the dash](http://x/y) now\n", [(4, "see  the dash              now")]),
    ("# A\n\ntext\n", [(6, "text")]),
    ("> quoted\n\n- item\n1. step\n", [(4, "  quoted"), (6, "  item"), (7, "   step")]),
    ("| a | b |\n|---|---|\n| c | `d` e |\n", [(4, "  a   b"), (6, "  c       e")]),
    ("at https://x.example/y?z now\n", [(4, "at                       now")]),
    ("<https://x.example/> a\n", [(4, "                     a")]),
    ("![alt](x.png) a\n", [(4, "              a")]),
    ("```\ncode\n```\n\n    code\n", []),
    ("é😀 *ü* b\n", [(4, "é😀  ü  b")]),
    ("a\nb\n\n\nc\n", [(4, "a"), (5, "b"), (8, "c")]),
    ("a <b>c</b>\n", [(4, "a    c")]),
    ("x &amp; y\n", [(4, "x &amp; y")]),
    ('!!! note "Title"\n    inside\n', [(5, "    inside")]),
    ("- [ ] todo\n", [(4, "      todo")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "prose"), PROSE)
def test_prose_keeps_its_columns(text: str, prose: list[tuple[int, str]]) -> None:
    document = parse("content/x.md", FRONT + text)
    assert list(document.body.prose()) == prose
    for number, line in prose:
        written = document.line(number)
        for column, character in enumerate(line):
            assert character in (" ", written[column])


def test_lines_count_from_the_start_of_the_file() -> None:
    for end in ("\n", "\r\n", "\r"):
        text = "---\na: 1\n---\n\n# T\n\n1. a\n2. [b](c)\n".replace("\n", end)
        found = parse("x.md", text).body
        assert [h.line for h in found.headings] == [5]
        assert [(s.line, s.end_line) for s in found.steps] == [(7, 8), (8, 9)]
        assert found.links[0].at.line == 8
        assert found.sections[0].end_line == 9


def test_a_file_without_a_last_line_end() -> None:
    found = parse("x.md", "# T\n\n## A").body
    assert plain(found.sections) == [("T", 1, 1, 4), ("A", 2, 3, 4)]


def test_a_body_no_person_wrote_is_cut_short() -> None:
    found = parse("x.md", "# a\n" * 200_000).body
    assert not found.complete
    assert 50_000 < len(found.headings) < 200_000
    found = parse("x.md", "- a\n" * 200_000).body
    assert not found.complete
    assert all(found.bullets)
    assert parse("x.md", "# a\n" * 1000).body.complete
