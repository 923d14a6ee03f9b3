"""What the schemas have to say against a document, and what they need to see of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from opslore.frozen import dataclass

if TYPE_CHECKING:
    from opslore.findings import Edit, Location
    from opslore.schema.files import Steps


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing to mend, in the author's words.

    `kind` is missing-fields, unknown-key, wrong-type, invalid-value, invalid-format or
    conflicting-fields. The place is `steps` into the front matter, its key if `on_key`;
    `also` holds further places of the same fault. `edits` mend it, or are empty where
    the author has to decide.
    """

    kind: str
    steps: Steps
    on_key: bool
    message: str
    help: str = ""
    also: tuple[Steps, ...] = ()
    edits: tuple[Edit, ...] = ()


class Source(Protocol):
    """A document as far as it matters here."""

    @property
    def data(self) -> Any:
        """The front matter, or the whole of a data file, as plain JSON values."""

    def at(self, *steps: str | int, key: bool = False) -> Location:
        """Return where a value (or, with `key`, its key) stands."""

    def line(self, number: int) -> str:
        """Return the line `number`, from 1, without its end."""
