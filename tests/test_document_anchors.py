"""Anchors are those of Python-Markdown, compared with its real output."""

from __future__ import annotations

import re

import markdown
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown.extensions.toc import slugify

from opslore.document import parse
from opslore.document.anchors import Slugs, slug

EXTENSIONS = ["attr_list", "toc", "sane_lists", "tables"]


def rendered(text: str) -> list[str]:
    html = markdown.markdown(text, extensions=EXTENSIONS)
    return re.findall(r'<h[1-6][^>]*? id="([^"]*)"', html)


TITLES = [
    "Impact", "What went well?", "Step 2: Roll back", "  spaced   out  ", "CPU & memory", "a & b <c>",
    "a_b_c", "__init__ and more", "`kubectl get pods`", "*emphasis* and **strong**", "_under_ score",
    "[link](x.md) text", "[ref][] text", "![image](x.png) text", "C++ / C#", "50% of 100", "2026-03-01",
    "Zurück über Straße", "naïve café", "ポストモーテム", "障害 2026", "Ærø œuvre", "ﬁle ½", "😀 smile",
    "---", "!!!", "a -- b", "a - b", "-a-", "_", "__", "1", "x{y}z", "<b>bold</b> text", "a<br>b",
    "a &amp; b", "&copy; 2026", "&nbsp;x", "back\\_slash \\* x", "quote 'x' \"y\"", "a/b/c", "a.b.c",
    "<https://x.example/a>", "tab\there", "UPPER lower", "ünïcödé\u0301", "a\u00a0b", "x #5 y", "#hash",
    "trailing #", "trailing \\#", "`` a`b ``", "~~strike~~", "==mark==", "[x] done", "a*b*c", "2 * 3 * 4",
    "Überprüfung: `SELECT *`", "“curly” ‘quotes’ – dash", "a|b", "ｆｕｌｌ ｗｉｄｔｈ", "№ 5", "x\u200by",
    "{#id}", "Title {#own-id}", "Title { #own }", "Title {: #own}", "Title {.class}", "Title {#a #b}",
    "Title {.c #d key=val}", 'Title {#e title="x y"}', "Title {#f", "Title {#g} tail", "Title{#h}",
    "Title {id=i}", "Title {}", "Title { }", "Title {#ö}", "`code` {#j}", "*em*{#k} t", "T {#l}}",
]  # fmt: skip


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("level", ["#", "###"])
def test_one_heading(title: str, level: str) -> None:
    text = f"{level} {title}\n\n[ref]: y\n"
    assert [h.slug for h in parse("x.md", text).body.headings] == rendered(text)


def test_all_headings_at_once_and_again() -> None:
    text = "".join(f"## {title}\n\ntext\n\n" for title in [*TITLES, *TITLES, *TITLES])
    assert [h.slug for h in parse("x.md", text).body.headings] == rendered(text)


PAGES = [
    "# a\n# a\n# a\n",
    "# a\n# a_1\n# a\n# a\n",
    "# a_1\n# a\n# a\n# a_1\n",
    "# a_5\n# a_5\n# a\n# a_5\n# a_6\n# a_6\n",
    "# 障害\n# 障害\n# _1\n# _\n",
    "# a\n\n*x*{#a}\n",
    "# a\n\n## b {#a}\n\n# a\n",
    "# a\n\npara\n{#a_1}\n\n# a\n",
    "A\n=\n\nB\n-\n",
    "text\n#5 is broken\n#6\n",
    "> # quoted\n\n- # listed\n\n1. x\n\n    ## deep\n",
    "#no space\n\n##  two\n\n#######seven\n\n# closed #\n\n## closed##\n",
    " # indented\n\n   ## three\n",
    "one\ntwo\n---\n\nthree\n===\n",
    "| a |\n|---|\n| b |\n\n# c\n",
    "# a\r\n\r\n# b\r\n",
    "```\n# a\n```\n\n# b\n".replace("```", "    x\n\n"),
]


@pytest.mark.parametrize("text", PAGES)
def test_pages(text: str) -> None:
    assert [h.slug for h in parse("x.md", text).body.headings] == rendered(text)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.text(st.sampled_from("ab_-1 éß障.:"), max_size=6), max_size=8))
@example(["a", "a", "a_1", "a", "a_1"])
@example(["", "_1", "", "_2", ""])
def test_unique_anchors(titles: list[str]) -> None:
    slugs = Slugs(set())
    text = "".join(f"# x{title}\n\n" for title in titles)
    ours = [slugs.unique(slug(f"x{title}".strip())) for title in titles]
    assert ours == rendered(text.replace("_", "\\_"))


@given(st.text())
@example("İstanbul ǅ")
def test_slug(text: str) -> None:
    assert slug(text) == slugify(text, "-")


def test_unique_anchors_take_linear_time() -> None:
    slugs = Slugs(set())
    found = [slugs.unique(name) for name in ["a", "", "a_50", "a_1"] * 20_000]
    assert len(set(found)) == 80_000


IDS: list[tuple[str, set[str]]] = [
    ('<a id="x"></a> <a name="y"></a>\n', {"x", "y"}),
    ('<div id=a1 class="b">\n</div>\n\n<p name="no" ID="no">\n', {"a1"}),
    ("<span id='q'>\n", {"q"}),
    ("[a](b){#link} and `c`{ #code } and **d**{: #strong }\n", {"link", "code", "strong"}),
    ("text {#nothing} more\n", set()),
    ("para\n{: #para }\n", {"para"}),
    ("# T {#own}\n\n# Other\n", {"own", "other"}),
    ("```\n<a id='x'>\n```\n", set()),
    ("a[^n]\n\n[^n]: b\n", {"fn:n", "fnref:n"}),
]


@pytest.mark.parametrize(("text", "ids"), IDS)
def test_anchors_of_a_page(text: str, ids: set[str]) -> None:
    assert parse("x.md", text).body.anchors == ids
