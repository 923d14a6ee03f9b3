"""What the tests of exports share: attacks, one export and its parts, and what is documented."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from opslore.exchange import formats

EXPORTS = (Path(__file__).parents[1] / "docs/exports.md").read_text("utf-8")
# What each format makes of a text is tried with these.
HOSTILE = (
    '=HYPERLINK("http://evil.example.com")',
    "+1 | cmd",
    "@SUM(A1)",
    "'quoted' \"twice\"",
    "a](javascript:alert(1)) & [b](c)",
    "back\\slash \\n {brace} # not a comment: {}",
    "\U0001f600 smile \u00fc \u00a0 wide",
    "- - : | >- !!python/object x",
    "two,cells;three",
)  # fmt: skip


def exported(name, catalogue) -> bytes:
    return formats()[name].export(catalogue)


def unzipped(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}
