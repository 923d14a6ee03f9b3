"""The catalogue: all documents of a library as typed records, on one day.

Building it never fails and never reports; rules report. A document that cannot be read has no
record, but its id still counts as known, so one bad file never makes the others' references bad.
"""

from __future__ import annotations

from opslore.catalogue.actions import Action
from opslore.catalogue.changing import changed, rederived
from opslore.catalogue.files import Files, files, kind_of
from opslore.catalogue.loading import assemble, load
from opslore.catalogue.model import Backlink, Catalogue

__all__ = [
    "Action",
    "Backlink",
    "Catalogue",
    "Files",
    "assemble",
    "changed",
    "files",
    "kind_of",
    "load",
    "rederived",
]
