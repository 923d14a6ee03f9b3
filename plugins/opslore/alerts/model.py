"""What is known of an alert rule, whatever tool it was written for."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, NamedTuple

from opslore.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from opslore.findings import Location, Problem


class Annotation(NamedTuple):
    """The text of an annotation and where it stands."""

    text: str
    at: Location


@dataclass(frozen=True, slots=True)
class AlertRule:
    """One alert rule; `expression` of a rule with several queries is all of them."""

    name: str
    at: Location  # of the name
    expression: str
    duration: str  # of `for`, as written; empty if the alert fires at once
    labels: Mapping[str, str]
    annotations: Mapping[str, Annotation]
    indent: int  # columns before the rule's own fields, for lines that are to be pasted
    annotated: bool  # whether there is a mapping `annotations` to paste into

    def runbook(self, keys: Iterable[str]) -> Annotation | None:
        """Return the first annotation of these names that says anything."""
        found = (self.annotations.get(key) for key in keys)
        return next((each for each in found if each and each.text.strip()), None)


@dataclass(frozen=True, slots=True)
class RuleFiles:
    """All alert rules of some files, in their order, and the files that could not be read."""

    rules: tuple[AlertRule, ...] = ()
    problems: tuple[Problem, ...] = ()  # one a file at most
    files: tuple[str, ...] = ()  # all that were looked at
    barren: tuple[str, ...] = field(default=())  # read, and no rule in them
