"""What the author of a misspelt field meant.

`sevrity: sev1` is one fault, told by `unknown-key`. Were it read as if nothing stood there, half a
dozen rules would miss the severity as well, and a document whose `visibilty` is `restricted` would
be published.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from opslore import schema

if TYPE_CHECKING:
    from opslore.document import Document
    from opslore.document.model import Steps


def meant(document: Document, kind: str) -> Document:
    """Return the document with the fields that its author meant; itself if all are fields."""
    strangers = document.data.keys() - _fields(kind)
    if not strangers:
        return document
    names: dict[str, str] = {}
    for key in sorted(strangers):
        field = schema.meant(kind, key)
        if field and field not in document.data:
            names.setdefault(field, key)
    if not names:
        return document
    fields = {key: field for field, key in names.items()}
    data = {fields.get(key, key): value for key, value in document.data.items()}
    places: dict[Steps, Steps] = {(field,): (key,) for field, key in names.items()}
    return replace(document, data=data, elsewhere=places)


@cache
def _fields(kind: str) -> frozenset[str]:
    return frozenset(schema.fields(kind))
