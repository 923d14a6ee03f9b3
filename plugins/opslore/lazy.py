"""What is made when it is first used: nearly all runs end without most of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

__all__ = ["pattern"]

if TYPE_CHECKING:
    from re import compile as pattern
else:

    class pattern:  # noqa: N801 - stands for a function
        """An expression that is compiled when something is first asked of it.

        To compile those of all rules takes longer than to check ten documents with them.
        """

        def __init__(self, source: str, flags: int = 0) -> None:
            self._made = source, flags

        def __getattr__(self, name: str) -> Any:
            compiled = re.compile(*self._made)
            for method in ("match", "search", "fullmatch", "finditer", "sub"):
                setattr(self, method, getattr(compiled, method))
            return getattr(compiled, name)
