"""The events of a YAML text: from libyaml, or from PyYAML's own parser where libyaml is missing.

Events rather than `load` or `compose`: those recurse in C and crash the process on 30,000
brackets, while a walk over events can stop at the depth it likes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable


class PythonParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    """Reader, scanner and parser, without the constructor that makes objects of tags."""

    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)


try:
    from yaml._yaml import CParser
except ImportError:  # PyYAML was built without libyaml
    PARSER: Callable[[str], Any] = PythonParser
else:
    PARSER = CParser


def events(text: str) -> Callable[[], Any]:
    """Return a function that gives the next event, and None after the last.

    Calling either may raise `yaml.YAMLError`.
    """
    next_event: Callable[[], Any] = PARSER(text).get_event
    return next_event
