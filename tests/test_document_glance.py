"""What is seen of a body at a glance is what the parser tells of it."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from opslore.document import glance, parse

CONTENT = Path(__file__).parent.parent / "content"

PARTS = [
    "# Title\n", "# A (b): c, d\n", "## Part\n", "#Title\n", "# Title #\n", "# A_b_c\n", "\n", "  \n",
    "Plain words, and more.\n", "Words\n", "of two lines\n", "2 of them\n", "2. of them\n", "- item\n",
    "===\n", "---\n", "    code\n", "a | b\n", ": told\n", "`code` here\n", "> quoted\n", "No end",
    "*strong* words\n", "Name: value\n", '(aside) "said"\n', "!!! note\n", "<b>x</b>\n", "Größe\n",
    "\r\n", "[^1]: foot\n", "a  \nb\n",
]  # fmt: skip


def test_a_glance_sees_what_the_parser_sees():
    """Of all bodies of up to three parts: what is seen at a glance is what parsing tells."""
    seen = 0
    for count in (1, 2, 3):
        for parts in itertools.product(PARTS, repeat=count):
            body = "".join(parts)
            title, lead = glance.title(body, 0), glance.lead(body, 0)
            if title is None and lead is None:
                continue
            seen += 1
            parsed = parse("content/guides/a.md", f"---\nowner: a\n---\n{body}").body
            if title is not None:
                assert parsed.title is not None, body
                assert title == parsed.title.text, body
            if lead is not None:
                first = next((p.text for p in parsed.paragraphs), None)
                assert first is not None, body
                assert lead.split() == first.split(), body
    assert seen > 1000


@pytest.mark.parametrize("path", sorted(CONTENT.rglob("*.md")), ids=lambda path: path.stem)
def test_a_glance_at_the_sample_library(path):
    document = parse(f"content/{path.name}", path.read_bytes())
    heading, lead = document.heading, document.lead
    body = document.body
    assert heading == (body.title.text if body.title else "")
    assert lead.split() == next((p.text for p in body.paragraphs), "").split()
    document.forget()
    assert document.body is not body
    assert document.body.headings == body.headings
