"""A first look at a text for a long expression, to be done with nearly all texts at once.

Python's own search tries every branch at every character. The expressions of the schema validator
run in one pass whatever they look for, a tenth of the time; what they find is only whether.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_LOOK_AROUND = re.compile(r"\(\?<?[!=](?:\[[^]]*]|[^][()])*\)")
_GROUP = re.compile(r"\(\?P<\w+>")
_REPEATED = re.compile(r"\{(\d+),\d+\}")


@cache
def gate(*patterns: str) -> Callable[[str], bool]:
    r"""Return a test that tells whether one of some patterns may match in a text.

    Where it says no, none does. It also lets through what has more repetitions than asked for,
    or what only a look at the text around it would rule out. The engines differ in what is a
    letter beyond ASCII: such patterns spell out what others write as `\w` or `\d`.
    """
    wider = "|".join(map(_wider, patterns))
    try:
        import jsonschema_rs
    except ImportError:
        compiled = re.compile(wider)
        return lambda text: compiled.search(text) is not None
    validator = jsonschema_rs.Draft202012Validator({"pattern": wider})

    def passes(text: str) -> bool:
        try:
            return validator.is_valid(text)
        except UnicodeEncodeError:  # half of a character in what an editor holds
            return True

    return passes


def _wider(pattern: str) -> str:
    """Return a pattern that matches wherever another does, in what all engines understand."""
    return _REPEATED.sub(r"{\1,}", _GROUP.sub("(?:", _LOOK_AROUND.sub("", pattern)))
