"""The key or value an author probably meant."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

KEY_RATIO = 0.72  # below, a guess misleads more often than it helps
VALUE_RATIO = 0.6

# What other templates and trackers call our fields. The first that fits the place is taken.
_KEYS = """
due: due_date deadline due_on due_by duedate target_date eta by
owner: assignee assigned_to responsible dri team owned_by owning_team maintainer
status: state stage
title: name summary headline subject action task heading
summary: title description text factor
description: summary abstract
severity: sev priority level criticality
services: service impacted_services affected_services component components system systems covers
covers: services service
started_at: start start_time started begin began_at incident_start date occurred_on from
resolved_at: end end_time resolved ended_at finished_at incident_end fixed_at until
detected_at: detected detection_time noticed_at
mitigated_at: mitigated mitigation_time
acknowledged_at: acknowledged acked_at ack_at
declared_at: declared
occurred_on: date day occurred_at happened_on when
held_on: date day held_at
reviewed_on: date day reviewed_at
contributing_factors: root_cause root_causes causes factors cause contributing_factor
action_items: actions action_item follow_ups followups todo todos tasks remediation next_steps
no_actions_because: no_action_because no_actions why_no_actions
runbooks_used: runbook runbooks runbook_used
incident_commander: commander ic
operations_lead: ops_lead ops operations
communications_lead: comms_lead comms communications
experts: subject_matter_experts smes
reviewers: reviewed_by reviewer
approved_by: approvers approver approved
authors: author written_by
failure_modes: failure_mode failure failures category
tags: tag labels keywords
source: url report detected_by
ticket: issue jira ticket_url tracker url link
done_on: completed_on done_at closed_on completed_at
done_when: acceptance_criteria definition_of_done
reason: why because justification
verified: reviewed last_reviewed last_reviewed_on last_verified reviews reviewed_on tested
review_interval: review_in interval review_every review_period
users_affected: users customers_affected affected_users customers
revenue: revenue_lost lost_revenue
depends_on: dependencies depends upstream requires
slos: slo objectives
repositories: repository repo repos
dashboards: dashboard
alerts: alert alert_name alertname
params: parameters variables inputs
expected_duration: duration takes
escalation: escalation_policy policy on_call
prerequisites: requirements prerequisite needs
organisation: company organization vendor
result: outcome verdict
verdict: decision result outcome
hypothesis: expectation
what_failed: failure problem issue
caught_by: caught detected_by
corrective_action: action fix correction
promoted_to: postmortem incident
superseded_by: replaced_by
aliases: alias redirects redirect_from
links: references urls
timezones: timezone time_zones
members: people rotation_members participants
ack_within: ack_timeout acknowledge_within timeout
escalate_after: escalation_timeout
order: level position
related: related_incidents similar
trigger: triggered_by
impact: business_impact user_impact
kind: category
visibility: confidentiality access
response_time: respond_within ack_within
left_on: left left_at
draft_days: draft_within draft_deadline
closing_days: close_within closing_deadline close_days
"""

# What people write for our values. The first that is allowed at the place is taken.
_VALUES = """
sev1: p0 p1 s1 1 critical blocker major sev0 severity1
sev2: p2 s2 2 high severity2
sev3: p3 s3 3 medium moderate severity3
sev4: p4 p5 s4 4 low minor sev5 severity4
high: p1 urgent critical
medium: p2 normal
low: p3 minor
open: todo new backlog notstarted planned
in-progress: wip doing started ongoing running active
done: closed complete completed resolved fixed finished
cancelled: canceled wontfix wontdo dropped rejected
in-review: review reviewing underreview
final: published approved complete completed
closed: done
draft: wip new
active: live published final
deprecated: obsolete retired old
restricted: private confidential secret internalonly
public-in-company: public internal company
production: prod live ga
24x7: 247 24h always aroundtheclock
business-hours: officehours workinghours daytime
destructive: dangerous high
read-only: readonly safe none low
reversible: medium moderate
organisational: organizational organization organisation people human
technical: technology tech code software
external: vendor thirdparty
process: procedure
recurrence-of: recurrence repeat repeatof
similar-to: similar
caused-by: cause causedby
duplicate-of: duplicate dup
prevent: prevention preventive
detect: detection monitoring alerting
mitigate: mitigation
investigate: investigation research
hard: critical required strong
soft: optional weak
did-not-exist: missing none notfound
worked: ok yes success successful
failed: no failure broken
partly: partial partially
pass: passed yes ok done
fail: failed no
not-applicable: na notapplicable
waived: waiver accepted
not-ready: rejected notready no
approved: yes ok pass
used-in-incident: incident used production
dry-run: dryrun rehearsal test tested
game-day: gameday drill exercise
read: review reviewed reading
automated: automatic ci auto
scripted: script semiautomatic
quiet-hours: night lowtraffic
human: person operator engineer
automation: automatic autoscaling
held: confirmed true yes success
refuted: failed false no
"""


@cache
def _table(text: str) -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for line in text.strip().splitlines():
        ours, theirs = line.split(": ")
        for word in theirs.split():
            table[word] = (*table.get(word, ()), ours)
    return table


def key(word: str, choices: Sequence[str]) -> str | None:
    """Return the key of `choices` that `word` probably stands for."""
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word)
    plain = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")
    for number in (plain, f"{plain}s", plain.removesuffix("s")):
        if number in choices:
            return number
    for candidate in _table(_KEYS).get(plain, ()):
        if candidate in choices:
            return candidate
    return _closest(plain, choices, KEY_RATIO)


def value(word: Any, choices: Sequence[Any]) -> Any:
    """Return the value of `choices` that `word` probably stands for, else None."""
    plain = _bare(word)
    for choice in choices:
        if _bare(choice) == plain:
            return choice
    by_text = {str(choice): choice for choice in choices}
    for candidate in _table(_VALUES).get(plain, ()):
        if candidate in by_text:
            return by_text[candidate]
    prefixed = [
        choice for text, choice in by_text.items() if plain and _bare(text).startswith(plain)
    ]
    if len(prefixed) == 1:
        return prefixed[0]
    return by_text.get(_closest(str(word).lower(), tuple(by_text), VALUE_RATIO) or "")


def ordered(word: Any, choices: Sequence[Any]) -> tuple[Any, ...]:
    """Return `choices` with the probable one first, else in their own order."""
    probable = value(word, choices)
    if probable is None:
        return tuple(choices)
    return (probable, *(choice for choice in choices if choice != probable))


def _bare(word: Any) -> str:
    return re.sub(r"[^a-z0-9]", "", str(word).lower())


def _closest(word: str, choices: Iterable[str], at_least: float) -> str | None:
    best, matcher = None, SequenceMatcher(b=word)
    for choice in choices:
        matcher.set_seq1(choice)
        if matcher.real_quick_ratio() < at_least or matcher.quick_ratio() < at_least:
            continue
        ratio = matcher.ratio()
        if ratio > at_least or (best is None and ratio == at_least):
            best, at_least = choice, ratio
    return best
