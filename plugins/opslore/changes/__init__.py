"""What a change adds: the findings that its base did not have."""

from __future__ import annotations

from opslore.changes.base import Change, since
from opslore.changes.git import GitError

__all__ = ["Change", "GitError", "since"]
