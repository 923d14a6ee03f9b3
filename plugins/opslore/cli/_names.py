"""A name that is none, and what was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from opslore.cli._failure import Failure

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN = 15
_LISTS = {"rule": "opslore rules", "command": "opslore --help"}


def unknown(what: str, given: str, known: Sequence[str]) -> str:
    """Return that there is no such thing, and the nearest there are."""
    import difflib

    near = difflib.get_close_matches(given, known, 3, 0.5)
    if near:
        meant = " or ".join(f"`{name}`" for name in near)
        return f"there is no {what} {given!r}; did you mean {meant}?"
    if not known:
        return f"there is no {what} {given!r}, and no other either"
    if len(known) <= SHOWN:
        return f"there is no {what} {given!r}; there are {', '.join(known)}"
    listed = f"; `{_LISTS[what]}` lists them" if what in _LISTS else ""
    return f"there is no {what} {given!r}{listed}"


def refuse_unknown(what: str, given: str, known: Sequence[str]) -> NoReturn:
    """Raise Failure for a name that is none."""
    raise Failure(unknown(what, given, known))
