"""Generated Markdown comes out of the faster hand as it does out of Python-Markdown."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

import payloads
from site_build import build, configure, library

pytest.importorskip("material")

from mkdocs.structure.files import File, Files

from opslore_mkdocs.slots import Slots

SAMPLE = Path(__file__).parents[1]
BLOCK = r"</?(?:p|li|ul|ol|div|td|th|tr|table|tbody|thead|h\d|article|details|summary)\b[^>]*>"
TOKEN = re.compile(r"slot[0-9a-f]{24}")


def sample(root: Path) -> None:
    shutil.copytree(SAMPLE / "content", root / "content")
    shutil.copy(SAMPLE / "opslore.toml", root)
    shutil.copytree(SAMPLE / "alerts", root / "alerts")
    configure(root, "check=never", "library")


def attacked(root: Path) -> None:
    library(root, "check=never", "library")
    payloads.write(root / "content")


def small(root: Path) -> None:
    library(root, "check=never", "library")


def flat(root: Path) -> None:
    library(root, "check=never", "library", use_directory_urls=False)


def told(html: str) -> list[str]:
    """Return a page without the spaces that no reader sees, tag by tag."""
    text = re.sub(r"\s+", " ", html)
    text = re.sub(rf" ?({BLOCK}) ?", r"\1", text)
    return re.split(r"(?<=>)(?=<)", re.sub(r"> <", "><", text))


class TestBothHands:
    @pytest.mark.parametrize("write", [sample, small, flat, attacked])
    def test_every_page_is_the_same(self, write, tmp_path, monkeypatch):
        write(tmp_path)
        by_slots = build(tmp_path)
        asked = []

        def not_parted(self, text):
            del self
            asked.append(text)
            return text

        monkeypatch.setattr(Slots, "parted", not_parted)
        pages = {n: told(by_slots.html(n)) for n in by_slots.files() if n.endswith(".html")}
        assert [n for n in pages if TOKEN.search(by_slots.html(n))] == []  # all were filled
        slowly = build(tmp_path)
        assert len(asked) > 30
        assert pages.keys() == {n for n in slowly.files() if n.endswith(".html")}
        for name, page in pages.items():
            assert page == told(slowly.html(name)), name

    def test_only_pages_with_code_need_the_slower_hand(self, tmp_path, monkeypatch):
        sample(tmp_path)
        parted, fast, slow = Slots.parted, [], []

        def watched(self, text):
            found = parted(self, text)
            (slow if found == text else fast).append(text)
            return found

        monkeypatch.setattr(Slots, "parted", watched)
        build(tmp_path)
        assert len(fast) > 300
        assert [text for text in slow if text.strip() and "```" not in text] == []


def made(text: str, *others: str, key: str = "runbooks/a.md", author: str = "") -> Slots:
    """Return the slots of a page among others, all of them told where they lie."""
    files = Files(
        [File(name, "content", "site", use_directory_urls=True) for name in (key, *others)]
    )
    page = SimpleNamespace(file=files.get_file_from_path(key), markdown=author, links_to_anchors={})
    slots = Slots(page, files)  # type: ignore[arg-type]
    slots.text = slots.parted(text)  # type: ignore[attr-defined]
    return slots


class TestParted:
    def test_headings_stay_and_the_rest_is_a_word(self):
        slots = made("One *word*.\n\n## Heading\n\n- a\n- b\n")
        first, heading, second = slots.text.split("\n\n")
        assert heading == "## Heading"
        assert TOKEN.match(first)
        assert TOKEN.match(second)
        html = slots.filled(f"<p>{first}</p><h2>Heading</h2><p>{second.strip()}</p>")
        assert html.startswith("<p>One <em>word</em>.</p>\n<h2>Heading</h2><ul>\n<li>a</li>")

    @pytest.mark.parametrize(
        "text",
        [
            "```\ncode\n```\n",
            "    ~~~\n    code\n    ~~~\n",
            '!!! note "x"\n    y\n',
            "A word[^1].\n\n[^1]: said below\n",
            "[a]: https://example.com\n",
            "*[HTML]: a language\n",
            "Word\n: what it means\n",
            "A [link](https://example.com){: target=_blank }\n",
            "{% macro %}\n",
            "[gone](<../gone.md>)\n",
        ],
    )
    def test_what_only_the_slower_hand_can_do_is_left_to_it(self, text):
        assert made(f"Before.\n\n## Heading\n\n{text}").text == f"Before.\n\n## Heading\n\n{text}"

    def test_a_link_that_leads_nowhere_leaves_no_slot_behind(self):
        slots = made("one\n\n## H\n\n[gone](<gone.md>)\n")
        assert slots.filled("<p>x</p>") == "<p>x</p>"
        assert slots.parted("two").startswith(TOKEN.match(slots.parted("two"))[0] + "x")

    def test_links_lead_where_mkdocs_puts_the_page(self):
        slots = made(
            "[b](<../postmortems/2026/b%20c.md#x&y>) [w](<https://example.com/?a=1&b=2>)"
            " [s](<#here>) [m](<mailto:a@example.com>) [q](<../library/index.md?Type=Drill&x=1>)\n",
            "postmortems/2026/b c.md",
            "library/index.md",
        )
        html = slots.filled(slots.text)
        assert 'href="../../postmortems/2026/b%20c/#x&amp;y"' in html
        assert 'href="https://example.com/?a=1&amp;b=2"' in html
        assert 'href="../../library/?Type=Drill&amp;x=1"' in html
        assert 'href="#here"' in html
        assert 'href="mailto:a@example.com"' in html

    def test_so_does_one_with_a_class(self):
        slots = made("[b](<b.md>){: .ol-jump }\n", "runbooks/b.md")
        assert '<a class="ol-jump" href="../b/">b</a>' in slots.filled(slots.text)

    def test_mkdocs_is_told_which_anchors_are_needed(self):
        slots = made("[b](<b.md#x>) [s](<#y>) [w](<https://example.com/#z>)\n", "runbooks/b.md")
        slots.filled("")
        told = slots._page.links_to_anchors
        assert {(file.src_uri, *anchors) for file, anchors in told.items()} == {
            ("runbooks/b.md", "x"),
            ("runbooks/a.md", "y"),
        }


class TestFilled:
    def test_in_a_tag_that_was_left_open_as_well(self):
        slots = made("One.\n")
        assert slots.filled(f"<div>\n{slots.text}") == "<div>\n<p>One.</p>\n\n"

    def test_no_author_can_know_the_word(self):
        word = TOKEN.match(made("One.\n").text)[0]
        other = made("One.\n", author=f"{word}x0x")
        assert word not in other.text
        assert other.filled(f"<p>{word}x0x</p>") == f"<p>{word}x0x</p>"

    def test_a_backslash_is_one(self):
        assert r"a\1b" in made("`a\\1b`\n").filled(made("`a\\1b`\n").text)


def test_other_plugins_see_the_whole_page(tmp_path):
    library(tmp_path, "check=never", "library")
    (tmp_path / "seen.py").write_text(
        "from pathlib import Path\n"
        "def on_page_content(html, page, config, files):\n"
        "    with Path(config.docs_dir, '..', 'seen').open('a') as told:\n"
        "        told.write(html)\n"
        "    return html\n"
    )
    with (tmp_path / "mkdocs.yml").open("a") as file:
        file.write("hooks: [seen.py]\n")
    build(tmp_path)
    seen = (tmp_path / "seen").read_text()
    assert 'class="ol-record"' in seen
    assert not TOKEN.search(seen)


def test_a_page_that_another_plugin_has_changed_is_left_to_python_markdown(tmp_path):
    library(tmp_path, "check=never", "library")
    (tmp_path / "more.py").write_text(
        "def on_page_markdown(markdown, page, config, files):\n"
        "    if page.file.src_uri == 'library/index.md':\n"
        "        return markdown + '\\n!!! note \"Added\"\\n\\n    by a hook\\n'\n"
    )
    with (tmp_path / "mkdocs.yml").open("a") as file:
        file.write("hooks: [more.py]\n")
    assert '<div class="admonition note">' in build(tmp_path).html("library/index.html")
