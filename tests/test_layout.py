"""The rules about lists, held against the HTML that Python-Markdown really makes.

A rule fires exactly where an item, a block of code, a paragraph or a table is not as deep on the
page as its author meant it.
"""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from cases import DAY
from opslore.catalogue import assemble
from opslore.document import parse
from opslore.rules import engine
from opslore.settings import Settings

RULES = ("list-indentation", "missing-blank-line", "bracket-number")
SITE = Path(__file__).parents[1] / "mkdocs.yml"

SNIPPETS = {
    "flat": "- a\n- b\n",
    "nested by four": "- a\n    - b\n- c\n",
    "nested by two": "- a\n  - b\n- c\n",
    "nested by three": "1. a\n   - b\n2. c\n",
    "nested by two, numbered in bullets": "- a\n  1. b\n  2. c\n",
    "nested by two after a blank line": "- a\n\n  - b\n\n- c\n",
    "three levels by four": "- a\n    - b\n        - c\n",
    "the third level by two": "- a\n    - b\n      - c\n",
    "all of it by two": "  - a\n    - b\n  - c\n",
    "soft wrapped": "- a long\n  line\n- b\n",
    "paragraph by four": "- a\n\n    more\n\n- b\n",
    "paragraph by two": "- a\n\n  more\n\n- b\n",
    "paragraph by three": "1. a\n\n   more\n\n2. b\n",
    "code by four": "1. a\n\n    ```bash\n    ls\n    ```\n\n2. b\n",
    "code by three": "1. a\n\n   ```bash\n   ls\n   ```\n\n2. b\n",
    "code by three, no blank line": "1. a\n   ```bash\n   ls\n   ```\n2. b\n",
    "table by four": "- a\n\n    | x | y |\n    |---|---|\n    | 1 | 2 |\n\n- b\n",
    "table by two": "- a\n\n  | x | y |\n  |---|---|\n  | 1 | 2 |\n\n- b\n",
    "in an admonition": "!!! note\n\n    - a\n        - b\n",
    "in an admonition by two": "!!! note\n\n    - a\n      - b\n",
    "in a quote": "> - a\n>     - b\n",
    "in a quote by two": "> - a\n>   - b\n",
    "right after text": "text\n- a\n- b\n",
    "numbers right after text": "text\n1. a\n2. b\n",
    "right after a heading": "## Heading\n- a\n- b\n",
    "table right after text": "text\n| x | y |\n|---|---|\n| 1 | 2 |\n",
    "text in an item, then bullets": "1. a\n\n    more:\n    - b\n",
    "text in an item, then the next item": "1. a\n\n    more\n2. b\n",
    "bullet right below a number": "1. a\n- b\n",
    "number right below a bullet": "- a\n1. b\n",
    "bullet below a number with a blank line": "1. a\n\n- b\n",
    "bullets below a number, then a number": "1. a\n    - b\n2. c\n",
    "brackets": "1) a\n2) b\n",
}


class Shape(HTMLParser):
    """How many list items are around each item, block of code, paragraph and table."""

    def __init__(self, html):
        super().__init__()
        self.around: list[str] = []
        self.found: list[tuple[str, int]] = []
        self.fresh = False  # nothing has been said in this item yet: its own text
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        depth = self.around.count("li")
        if tag in ("li", "pre", "table") or (
            tag == "p" and not self.fresh and ("class", "admonition-title") not in attrs
        ):
            self.found.append((tag, depth))
        self.fresh = tag == "li"
        if tag in ("ul", "ol", "li"):
            self.around.append(tag)

    def handle_data(self, data):
        if data.strip():
            self.fresh = False

    def handle_endtag(self, tag):
        if tag in ("ul", "ol", "li"):
            while self.around.pop() != tag:
                pass


def meant(body):
    """Return the shape that the author meant: what an editor shows."""
    items = [(i.line, i.end_line) for i in (*body.steps, *body.bullets)]
    parts = [("li", line) for line, _ in items]
    parts += [("pre", fence.line) for fence in body.fences]
    parts += [("table", table.line) for table in body.tables]
    parts += [("p", paragraph.line) for paragraph in body.paragraphs]
    return sorted((tag, sum(a < line < b for a, b in items)) for tag, line in parts)


@pytest.fixture(scope="module")
def convert():
    markdown = pytest.importorskip("markdown")
    site = yaml.safe_load(SITE.read_text("utf-8"))
    names, options = [], {}
    for each in site["markdown_extensions"]:
        name, value = next(iter(each.items())) if isinstance(each, dict) else (each, {})
        names.append(name)
        options[name] = value
    return lambda text: markdown.markdown(text, extensions=names, extension_configs=options)


@pytest.mark.parametrize("text", SNIPPETS.values(), ids=SNIPPETS)
def test_the_rules_fire_where_the_page_differs(text, convert):
    document = parse("content/guides/a.md", f"---\nowner: platform\n---\n{text}")
    read = assemble(Path("/none"), DAY, Settings(), [document])
    fired = {f.rule for f in engine.check(read, select=RULES).findings}
    html = convert(text)
    differs = sorted(Shape(html).found) != meant(document.body)
    assert differs == bool(fired), html
