"""A ZIP whose bytes depend on nothing but what is in it."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a ZIP can hold


def archive(files: Iterable[tuple[str, str]]) -> bytes:
    """Return a ZIP of texts, each with its name; the same whenever it is written."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        for name, text in files:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(entry, text)
    return made.getvalue()
