"""The reader: any file becomes a document with values, places and faults.

`read` takes a file, `parse` what an editor holds in memory; neither raises for anything that can
stand in a file.
"""

from __future__ import annotations

from opslore.document.body import Body
from opslore.document.elements import (
    Bullet,
    Cell,
    Fence,
    Heading,
    Html,
    Link,
    Paragraph,
    Section,
    Step,
    Table,
)
from opslore.document.model import Document, Fault, Steps
from opslore.document.reading import key_of, parse, parse_data, read, read_data

__all__ = [
    "Body",
    "Bullet",
    "Cell",
    "Document",
    "Fault",
    "Fence",
    "Heading",
    "Html",
    "Link",
    "Paragraph",
    "Section",
    "Step",
    "Steps",
    "Table",
    "key_of",
    "parse",
    "parse_data",
    "read",
    "read_data",
]
