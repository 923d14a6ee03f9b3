"""`opslore render`: the site as files, for generators that run none of our plugins."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from cases import DAY
from console import run
from opslore import views
from opslore.catalogue import load
from opslore.render import render
from restricted import CANARY, hide
from site_build import configure, library
from site_build import run as generate

SAMPLE = Path(__file__).parents[1]


@pytest.fixture
def root(tmp_path):
    return library(tmp_path)


def rendered(root: Path, *arguments: str) -> dict[str, bytes]:
    """Return what the command writes, by path."""
    _, _, err, code = run(["render", "pages", *arguments], root)
    assert code == 0, err
    return {
        path.relative_to(root / "pages").as_posix(): path.read_bytes()
        for path in sorted((root / "pages").rglob("*"))
        if path.is_file()
    }


class TestWhatIsWritten:
    def test_every_page_of_the_views_and_every_document(self, root):
        files = rendered(root)
        catalogue = load(root, DAY)
        for page in views.pages(catalogue):
            assert files[page.path].decode() == render(page)
        for record in catalogue.records:
            assert f"# {record.title}\n".encode() in files[record.key]

    def test_what_the_site_publishes_beside_its_pages(self, root):
        files = rendered(root)
        assert files["catalogue.json"].startswith(b'{\n "schema_version": 1')
        assert {"digests/feed.xml", "digests/feed.json"} <= files.keys()

    def test_pictures_come_along_and_data_files_do_not(self, root):
        (root / "content/guides/plan.svg").write_text("<svg/>")
        (root / "content/guides/linked.svg").symlink_to("plan.svg")
        (root / "content/guides/shadow.svg").symlink_to("/etc/shadow")
        (root / "content/index.md").unlink(missing_ok=True)
        files = rendered(root)
        assert files["guides/plan.svg"] == b"<svg/>"
        assert not [p for p in files if p.endswith((".yml", "linked.svg", "shadow.svg", ".csv"))]

    def test_no_front_matter_of_an_author_is_left(self, root):
        path = root / "content/guides/severity.md"
        path.write_text(path.read_text().replace("owner", "x-raw: kestrel\nowner"))
        assert not [name for name, raw in rendered(root).items() if b"kestrel" in raw]

    def test_restricted_documents_are_nowhere(self, root):
        assert hide(root / "content") > 300
        found = rendered(root)
        assert [
            n for n, raw in found.items() if CANARY in n or CANARY.encode() in raw.lower()
        ] == []

    def test_twice_is_the_same(self, root):
        assert rendered(root) == rendered(root)

    def test_another_day(self, root):
        assert rendered(root) != rendered(root, "--as-of", "+365d")

    def test_what_is_gone_goes(self, root):
        rendered(root)
        (root / "content/guides/severity.md").unlink()
        assert "guides/severity.md" not in rendered(root)


class TestWhereItWrites:
    @pytest.mark.parametrize(
        ("folder", "told"),
        [
            ("content", "holds the library itself"),
            (".", "holds the library itself"),
            ("content/pages", "holds the library itself"),
            ("mine", "is not empty and was not made by this command"),
        ],
    )
    def test_a_folder_of_others_is_left_as_it_is(self, folder, told, root):
        (root / "mine").mkdir()
        (root / "mine/letter.txt").write_text("dear")
        before = sorted(root.rglob("*"))
        _, _, err, code = run(["render", folder], root)
        assert code == 2
        assert told in err
        assert sorted(root.rglob("*")) == before

    def test_an_empty_folder_is_taken(self, root):
        (root / "pages").mkdir()
        assert "index.md" in rendered(root)

    def test_a_file_is_no_folder(self, root):
        (root / "pages").write_text("x")
        _, _, err, code = run(["render", "pages"], root)
        assert code == 2
        assert "pages" in err


class Links(HTMLParser):
    """The targets of a page's links and images."""

    def __init__(self, html):
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        name = {"a": "href", "img": "src"}.get(tag)
        self.found += [value for key, value in attrs if key == name and value]


def broken_links(site: Path) -> list[str]:
    """Return links of the pages that lead to no file."""
    found = []
    for page in sorted(site.rglob("*.html")):
        if page.name == "404.html":
            continue  # its links begin at the root of a server
        for link in Links(page.read_text("utf-8")).found:
            target = unquote(re.sub(r"[?#].*", "", link))
            if re.match(r"[a-z]+:", target) or not target:
                continue
            path = page.parent / target
            if not (path.is_file() or (path / "index.html").is_file()):
                found.append(f"{page.relative_to(site)}: {link}")
    return found


class TestOtherGenerators:
    def test_plain_mkdocs_builds_it(self, root):
        rendered(root)
        configure(root, docs_dir="pages")
        done = generate(root, "--strict")
        assert done.returncode == 0, done.stdout + done.stderr
        assert broken_links(root / "site") == []
        page = (root / "site/runbooks/checkout/pool/index.html").read_text()
        assert "Worked on 10 Feb 2026" in page
        assert "kubectl scale deployment checkout" in re.sub(r"<[^>]+>", "", page)

    def test_plain_mkdocs_builds_the_sample_library(self, tmp_path):
        _, _, err, code = run(["render", str(tmp_path / "pages")], SAMPLE)
        assert code == 0, err
        configure(tmp_path, docs_dir="pages")
        done = generate(tmp_path, "--strict")
        assert done.returncode == 0, done.stdout + done.stderr

    @pytest.mark.parametrize("program", ["properdocs", "zensical"])
    def test_a_successor_of_mkdocs_builds_it(self, program, root):
        command = find(program)
        rendered(root)
        # The themes of MkDocs itself belong to neither; Material's is known to both.
        configure(root, docs_dir="pages", theme={"name": "material", "font": False})
        done = subprocess.run(
            [*command, "build", "-f", "mkdocs.yml"],
            cwd=root, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        pages = {
            p.parent.relative_to(root / "pages") / p.stem for p in (root / "pages").rglob("*.md")
        }
        made = {p.parent.relative_to(root / "site") for p in (root / "site").rglob("index.html")}
        assert {p.parent if p.name == "index" else p for p in pages} <= made


def find(program: str) -> list[str]:
    """Return how to start a generator that may stand in another environment."""
    if importlib.util.find_spec(program):
        return [sys.executable, "-m", program]
    if path := shutil.which(program):
        return [path]
    pytest.skip(f"{program} is not installed; `pip install {program}` and a PATH with it run this")
