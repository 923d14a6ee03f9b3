"""A catalogue in which a file has changed is the one that reading everything anew gives."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from opslore.catalogue import Catalogue, changed, load, rederived
from opslore.document import parse, parse_data
from opslore.lsp.library import MANY, Library, over_all, root_of
from opslore.rules import engine
from opslore.settings import to_day

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "tests/library"
DAY = to_day("2026-11-16")


def told(catalogue: Catalogue) -> tuple[object, ...]:
    return (
        [d.path for d in catalogue.documents],
        [d.path for d in catalogue.pages],
        dict(catalogue.types),
        {kind: dict(ids) for kind, ids in catalogue.ids.items()},
        list(map(repr, catalogue.records)),
        repr(catalogue.directory.people) + repr(catalogue.vocabulary.triggers),
    )


EDITS = {
    "content/services/search.md": ("tier: 3", "tier: 1"),
    "content/services/checkout.md": ("owner: payments", "id: till\nowner: platform"),
    "content/on-call/payments.md": ("checkout", "search"),
    "content/runbooks/checkout/pool.md": ("risk: reversible", "risk: destructive"),
    "content/postmortems/2026/2026-01-10-pool.md": ("[checkout]", "[search"),
    "content/guides/severity.md": ("---\n", "---\naliases: [old]\n"),
    "content/directory.yml": ("id: ada", "id: adda"),
    "content/vocabulary.yml": ("id: load", "id: lode"),
}


@pytest.mark.parametrize("path", EDITS)
def test_as_if_everything_were_read_anew(tmp_path, path) -> None:
    root = Path(shutil.copytree(LIBRARY, tmp_path / "library"))
    before = load(root, DAY)
    read = parse_data if path.endswith(".yml") else parse
    text = (root / path).read_text("utf-8").replace(*EDITS[path], 1)
    typed = rederived(changed(before, path, read(path, text)))
    (root / path).write_text(text, "utf-8")
    anew = load(root, DAY)
    assert told(typed) == told(anew)
    assert told(typed) != told(before)
    assert engine.check(typed).findings == engine.check(anew).findings
    (root / path).unlink()
    assert told(rederived(changed(typed, path, None))) == told(load(root, DAY))


def test_a_new_file_a_page_and_an_asset(tmp_path) -> None:
    root = Path(shutil.copytree(LIBRARY, tmp_path / "library"))
    catalogue = load(root, DAY)
    for path in ("content/guides/new.md", "content/guides/index.md"):
        document = parse(path, "---\nowner: payments\n---\n\n# New\n")
        catalogue = changed(catalogue, path, document)
        (root / path).write_text(document.text)
    assert told(catalogue) == told(load(root, DAY))
    assert changed(catalogue, "content/graph.svg", None) is catalogue


def test_findings_of_one_file_are_those_of_the_whole_check() -> None:
    catalogue = load(ROOT, date(2027, 3, 1))  # late enough for findings everywhere
    whole = engine.check(catalogue).findings
    paths = sorted({finding.location.path for finding in whole if finding.location.path})
    assert len(paths) > 20
    for path in paths[::4]:
        wanted = [finding for finding in whole if finding.location.path == path]
        assert list(engine.check(catalogue, paths=(path,)).findings) == wanted
        alone = engine.check(catalogue, paths=(path,), ignore=over_all()).findings
        assert [f for f in wanted if f.rule not in over_all()] == list(alone)


class Disk:
    """A library on disk, followed as an editor follows it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.day = DAY
        self.library = Library(root, lambda _: self.day)

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        os.utime(file, ns=(1, len(text)))  # clocks of file systems are coarse

    @property
    def same(self) -> bool:
        return told(self.library.catalogue) == told(load(self.root, self.day))


@pytest.fixture
def disk(tmp_path) -> Disk:
    return Disk(Path(shutil.copytree(LIBRARY, tmp_path / "library")))


SERVICE = "---\nowner: payments\ntier: 2\n---\n\n# A service\n"


def test_what_changes_on_disk_is_read(disk: Disk) -> None:
    disk.write("content/services/basket.md", SERVICE)
    disk.write("content/services/search.md", SERVICE)
    (disk.root / "content/guides/severity.md").unlink()
    (disk.root / "content/graph.svg").write_text("x")
    disk.library.refresh()
    disk.library.settle()
    assert disk.same
    assert "graph.svg" in (disk.library.catalogue.assets or ())
    for number in range(MANY + 1):
        disk.write(f"content/services/s{number}.md", SERVICE)
    disk.library.refresh()
    assert disk.same


def test_an_open_text_counts_until_it_is_closed(disk: Disk) -> None:
    path = "content/services/search.md"
    disk.library.open(path, SERVICE.replace("owner: payments", "owner: nobody"))
    disk.write(path, SERVICE)
    disk.library.refresh()
    assert "unknown-reference" in {f.rule for f in disk.library.check(path).findings}
    disk.library.reload()
    assert "unknown-reference" in {f.rule for f in disk.library.check(path).findings}
    disk.library.close(path)
    disk.library.settle()
    assert disk.same
    disk.library.open("content/services/never-saved.md", SERVICE)
    disk.library.close("content/services/never-saved.md")
    assert disk.same


def test_a_new_day_and_new_settings(disk: Disk) -> None:
    path = "content/runbooks/checkout/pool.md"
    assert disk.library.check(path).findings  # long not tested, on the first day
    disk.day = to_day("2026-03-01")
    disk.library.refresh()
    assert not disk.library.check(path).findings
    disk.write("opslore.toml", 'content = "elsewhere"\n')
    disk.library.refresh()
    assert disk.library.catalogue.documents == ()
    assert not disk.library.holds(path)


def test_which_library_a_file_belongs_to(tmp_path) -> None:
    ours = Path(shutil.copytree(LIBRARY, tmp_path / "ours"))
    plain = Path(shutil.copytree(LIBRARY / "content", tmp_path / "plain"))
    file = ours / "content/services/search.md"
    assert root_of(file, []) == ours
    assert root_of(file, [ours / "content/services"]) == ours  # settings decide
    assert root_of(plain / "services/search.md", [tmp_path, plain]) == plain
    assert root_of(plain / "services/search.md", []) is None
    assert root_of(tmp_path / "notes.md", [tmp_path]) is None
