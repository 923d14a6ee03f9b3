"""The library as it was at the base of a change, checked with the settings of today.

The base is written to a temporary folder, never to the working tree. Both sides are checked on
the same day, so what went stale overnight is a finding on both sides and nobody's fault.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from opslore import settings as configuration
from opslore.catalogue import load, lock
from opslore.changes import git
from opslore.frozen import dataclass
from opslore.settings import FILES, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.document import Document
    from opslore.findings import Finding
    from opslore.rules.engine import Result
    from opslore.settings import Settings

    Check = Callable[[Catalogue, Mapping[str, str]], Result]

_READ = (".md", ".yml", ".yaml", ".json", ".csv", ".toml", ".lock")


@dataclass(frozen=True, slots=True)
class Change:
    """What a change touches, and what was found before it."""

    ref: str
    touched: frozenset[str]  # paths relative to the project root
    before: Mapping[str, Document]  # path now -> the document at the base
    found: Mapping[str, bool]  # fingerprint -> whether it was waived
    was: Mapping[str, str]  # path now -> path at the base, of renamed files
    catalogue: Catalogue  # of the base; its files are gone

    def adds(self, finding: Finding) -> bool:
        """Whether the base did not have a finding, or had it waived."""
        if finding.time and finding.location.path not in self.touched:
            return False
        waived_then = self.found.get(finding.fingerprint)
        return waived_then is None or (waived_then and not finding.waived)


def since(root: Path, ref: str, settings: Settings, as_of: date, check: Check) -> Change:
    """Return what changed in the project at `root` since it left `ref`.

    `check` is called with the catalogue of the base and the renamed paths (then -> now).
    Raises git.GitError when the base cannot be seen.
    """
    commit = git.base_of(root, ref)
    difference = git.difference(root, commit)
    with TemporaryDirectory(prefix="opslore-base-") as name:
        folder = Path(name).resolve()
        _write(root, commit, FILES, folder)
        then = replace(settings, content=_content(folder, settings))
        _write(root, commit, (then.content, lock.FILE), folder)
        if then.alerts.files:
            _write(root, commit, _alert_files(root, commit, then), folder)
        catalogue = load(folder, as_of, then)
        result = check(catalogue, difference.renamed)
    before = {
        path: document
        for document in (*catalogue.documents, *catalogue.pages, *catalogue.data.values())
        if (path := difference.renamed.get(document.path, document.path)) in difference.touched
    }
    return Change(
        ref,
        difference.touched,
        before,
        {finding.fingerprint: finding.waived for finding in result.findings},
        {now: then for then, now in difference.renamed.items()},
        catalogue,
    )


def _content(folder: Path, settings: Settings) -> str:
    """Return the content folder as the base named it; a change may have moved it."""
    try:
        found = configuration.load(folder)
    except SettingsError:
        return settings.content
    return found.content if found.file else settings.content


def _alert_files(root: Path, commit: str, settings: Settings) -> list[str]:
    from opslore.alerts.reading import matches

    return [
        blob.path
        for blob in git.files(root, commit, ("",))
        if any(matches(blob.path, pattern) for pattern in settings.alerts.files)
    ]


def _write(root: Path, commit: str, paths: Iterable[str], folder: Path) -> None:
    """Write files of a commit; where only the name matters (images), they stay empty."""
    blobs = list(git.files(root, commit, ["" if path == "." else path for path in paths]))
    read = [blob for blob in blobs if blob.link or blob.path.endswith(_READ)]
    for blob in blobs:
        (folder / blob.path).parent.mkdir(parents=True, exist_ok=True)
        if not blob.link and not blob.path.endswith(_READ):
            (folder / blob.path).touch()
    for blob, raw in zip(read, git.contents(root, (blob.id for blob in read)), strict=True):
        target = folder / blob.path
        if blob.link:
            target.symlink_to(raw.decode("utf-8", "surrogateescape"))
        elif not target.exists():
            target.write_bytes(raw)
