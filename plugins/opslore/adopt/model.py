"""What is read out of a foreign document: values, each with the line it stands in."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any, NamedTuple

from opslore.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class Stated(NamedTuple):
    """A value in the document's own words."""

    text: str
    line: int  # from 1 at the start of the file; 0 for what follows from the path


class Note(NamedTuple):
    """Something a person should look at."""

    line: int  # 0: the file as a whole
    message: str


@dataclass(frozen=True)
class Action:
    """An action item as the document has it."""

    title: str  # all of its words, without markup, owner, day, state and ticket
    line: int
    owner: str | None = None
    due: date | None = None
    status: str | None = None  # open, in-progress, done, cancelled
    tickets: tuple[str, ...] = ()  # addresses, or keys such as PROJ-12
    lead: str = ""  # its bold first words, if it has any
    due_said: str = ""  # words where a day was expected, which are none
    status_said: str = ""
    reason: str = ""  # why it was cancelled
    priority: str | None = None  # high, medium, low


@dataclass(frozen=True)
class Proposal:
    """What a file is, and the front matter proposed for it."""

    path: str  # below the folder that was read, with forward slashes
    type: str | None  # a document type; template, index, readme; None: nothing tells
    reason: str  # why it is taken for that
    title: str | None = None
    date: date | None = None  # of an incident; of the last review of a runbook
    severity: str | None = None  # sev1 to sev4, else the document's own word
    services: tuple[str, ...] = ()
    owner: str | None = None
    actions: tuple[Action, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)  # the front matter, in its order
    blanks: tuple[str, ...] = ()  # what the document does not say, and a person has to
    notes: tuple[Note, ...] = ()
    adopted: bool = False  # it had its front matter before
    old: bytes = b""
    new: bytes = b""  # equal to `old` where nothing is to be changed

    @property
    def is_document(self) -> bool:
        """Whether it has one of the document types, and is not left alone."""
        return bool(self.fields) or self.adopted

    @property
    def changed(self) -> bool:
        """Whether writing would change the file."""
        return self.new != self.old
