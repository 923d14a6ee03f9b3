"""The frame of an on-call policy: who is called after how long, who takes turns, how heavy it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.views._common import Chip, Common, Fact, common, lasting, person_name
from opslore.views.base import Frame, Link
from opslore.views.on_call import policy_block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.records import OnCallPolicy
    from opslore.views.on_call import PolicyBlock


@dataclass(frozen=True, slots=True)
class PolicyModel:
    """All that the templates can see."""

    common: Common
    chips: tuple[Chip, ...]
    facts: tuple[Fact, ...]
    policy: PolicyBlock


def frame(record: OnCallPolicy, catalogue: Catalogue) -> Frame:
    """Return what stands around a policy's text."""
    chips = (Chip(record.coverage.replace("-", " "), ""),) if record.coverage else ()
    model = PolicyModel(
        common(record, catalogue),
        chips,
        tuple(_facts(record, catalogue)),
        policy_block(record, catalogue),
    )
    return Frame(record.key, "frames/policy_above.md.jinja", "frames/policy_below.md.jinja", model)


def _facts(record: OnCallPolicy, catalogue: Catalogue) -> Iterator[Fact]:
    rotation = record.rotation
    length = f"turns of {lasting(rotation.length)}" if rotation.length else ""
    model = (rotation.model or "").replace("-", " ")
    turns = model if model == "weekly" else ", ".join(word for word in (model, length) if word)
    if turns:
        yield Fact("Turns", (Link("", turns),))
    if rotation.members:
        names = ", ".join(person_name(member, catalogue) for member in rotation.members)
        yield Fact("In turn", (Link("", names),))
    if rotation.schedule_url:
        yield Fact("Schedule", (Link(rotation.schedule_url, "who is on call now"),))
    if record.shadow:
        names = ", ".join(person_name(member, catalogue) for member in record.shadow)
        yield Fact("Learning", (Link("", names),))
    for label, value in (
        ("Second", record.secondary),
        ("Handover", record.handover),
        ("Time zones", ", ".join(record.timezones)),
        ("Compensation", record.compensation),
    ):
        if value:
            yield Fact(label, (Link("", value),))
