"""What stops a command before it has a result."""

from __future__ import annotations

import sys

from opslore.cli import INTERNAL, USAGE


class Failure(Exception):  # noqa: N818 - it is told to people, and that is its name
    """The command cannot be done as asked; the text says why, and what to do (exit code 2)."""


def explained(error: Exception) -> int:
    """Tell people what went wrong; returns the exit code."""
    if isinstance(error, Failure):
        print(f"opslore: {error}", file=sys.stderr)
        return USAGE
    if isinstance(error, OSError) and error.strerror:
        place = f"{error.filename}: " if error.filename else ""
        print(f"opslore: {place}{error.strerror}", file=sys.stderr)
        return USAGE
    import traceback

    traceback.print_exception(error, file=sys.stderr)
    print(
        "opslore: this is a fault of opslore, not of your files; please report it with the "
        "lines above",
        file=sys.stderr,
    )
    return INTERNAL
