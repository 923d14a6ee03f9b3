"""What a finding gets once all of them are known: its fingerprint and its waiver."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from opslore.hashing import blake2b
from opslore.rules._secrets import masked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opslore.catalogue import Catalogue
    from opslore.findings import Finding
    from opslore.records import Waiver

ALWAYS = "SEC001"  # told of in a file that cannot be read, and never excused
# A waiver cannot excuse another waiver that ran out, nor a secret.
UNWAIVABLE = frozenset({"REV001", "REV002", ALWAYS})


def finished(
    findings: list[Finding], catalogue: Catalogue, renamed: Mapping[str, str], *, waivers: bool
) -> list[Finding]:
    """Return findings, each with its fingerprint and, if somebody wrote one, its waiver.

    A fingerprint is made of code, path and the marked text, so it outlives moves of lines;
    `renamed` (path in this catalogue -> path now) makes it that of the file's present path.
    """
    texts = _Texts(catalogue)
    seen: dict[str, int] = {}
    done = []
    for finding in sorted(findings, key=lambda f: f.order):
        subject = finding.fingerprint or texts.marked(finding)
        path = renamed.get(finding.location.path, finding.location.path)
        base = f"{finding.code}\0{path}\0{subject}"
        nth = seen[base] = seen.get(base, 0) + 1
        digest = blake2b(f"{base}\0{nth}".encode("utf-8", "replace"), digest_size=8)
        waiver = _waiver(finding, catalogue) if waivers else None
        done.append(
            replace(
                finding,
                fingerprint=digest.hexdigest(),
                waived=waiver is not None,
                waiver_reason=masked(waiver.reason or "") if waiver else "",
            )
        )
    return done


def _waiver(finding: Finding, catalogue: Catalogue) -> Waiver | None:
    record = catalogue.by_path.get(finding.location.path)
    if record is None or finding.code in UNWAIVABLE:
        return None
    for waiver in record.waivers:
        meant = waiver.rule in (finding.rule, finding.code)
        if meant and waiver.until and waiver.reason and waiver.until >= catalogue.as_of:
            return waiver
    return None


class _Texts:
    """The text under a finding's mark: what stays the same when lines move."""

    def __init__(self, catalogue: Catalogue) -> None:
        documents = (*catalogue.documents, *catalogue.pages, *catalogue.data.values())
        self._by_path = {document.path: document for document in documents}

    def marked(self, finding: Finding) -> str:
        at = finding.location
        document = self._by_path.get(at.path)
        if document is None:
            return finding.message
        line = document.line(at.line)
        if at.end_line == at.line:
            return line[at.column - 1 : at.end_column - 1]
        return line.strip()
