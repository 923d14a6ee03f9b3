"""A guide: text people read in calm times; it has the envelope and nothing else."""

from __future__ import annotations

from typing import ClassVar

from opslore.frozen import dataclass
from opslore.records.base import Record


@dataclass(frozen=True, kw_only=True)
class Guide(Record):
    """One guide."""

    TYPE: ClassVar[str] = "guide"
    FOLDER: ClassVar[str] = "guides"
    NOUN: ClassVar[str] = "guide"
    NOUNS: ClassVar[str] = "guides"
