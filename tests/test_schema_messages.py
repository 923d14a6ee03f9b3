"""What an author reads: each kind of damage with the exact words and the way out."""

from __future__ import annotations

import pytest

from opslore import schema
from opslore.document import parse, parse_data
from test_schema import JARGON

# Front matter that is right; each case breaks one thing in it.
FRONT = {
    "case-study": "organisation: Example Cloud\noccurred_on: 2024-02-28\nsource: https://status.example.com/incidents/81\nfailure_modes: [tooling-without-guardrails]\n",
    "checklist": "items:\n  - {id: load-tested, category: capacity, requirement: Twice the peak was tried.}\n",
    "directory": "people:\n  - {id: ada, name: Ada Example}\ncomplete: true\n",
    "drill": "held_on: 2026-02-10\nservices: [payments-db]\nhypothesis: The replica takes over within five minutes.\nresult: held\n",
    "guide": "",
    "investment": "failure_mode: retry-storm\nservices: [checkout-api]\nowner: payments\ntarget: {from: 4, to: 1, per: quarter, by: 2026-12-31}\nstatus: in-progress\n",
    "near-miss": "occurred_on: 2026-02-20\nservices: [label-printer]\nwhat_failed: The disk of the spool server was 97 % full.\ncaught_by: human\ncorrective_action: Old jobs were deleted; rotation is on.\n",
    "on-call-policy": 'coverage: 24x7\ncovers: [checkout-api]\nrotation:\n  model: weekly\n  length: 7d\n  members: [ada, noor, kim, li, sam]\nlevels:\n  - {order: 1, target: "team:payments", ack_within: 5m, escalate_after: 10m}\n  - {order: 2, target: "person:ada", ack_within: 10m}\n',
    "onboarding-path": "audience: Engineers new to on-call\nweeks:\n  - goals: [Find any runbook within a minute]\n",
    "postmortem": "severity: sev3\nservices: [checkout-api]\nstarted_at: 2026-03-01T10:00Z\n",
    "readiness-review": "service: checkout-api\nstage: design\nreviewed_on: 2026-03-01\nanswers: {}\nverdict: pending\napproved_by: []\n",
    "runbook": "",
    "service": "owner: payments\ntier: 2\n",
    "severities": "severities:\n  - {id: sev1, meaning: Nobody can buy., postmortem: full}\n",
    "vocabulary": "failure_modes:\n  - {id: dns, title: DNS}\n",
}

# type, text taken out ("" to add lines instead), text put in, line, kind, message, help
# fmt: off
DAMAGE = [
    ("postmortem", "severity: sev3", "severity: SEV-1", 2, "invalid-value", "`severity` is `SEV-1`, allowed are `sev1`, `sev2`, `sev3` and `sev4`", "write `severity: sev1`"),
    ("postmortem", "severity: sev3", "severity: P2", 2, "invalid-value", "`severity` is `P2`, allowed are `sev2`, `sev1`, `sev3` and `sev4`", "write `severity: sev2`"),
    ("postmortem", "severity: sev3", "severity: 3", 2, "invalid-value", "`severity` is `3`, allowed are `sev3`, `sev1`, `sev2` and `sev4`", "write `severity: sev3`"),
    ("postmortem", "severity: sev3", "severity: purple", 2, "invalid-value", "`severity` is `purple`, allowed are `sev1`, `sev2`, `sev3` and `sev4`", "the severity of an incident, as severities.yml describes it; sev1 is the worst"),
    ("postmortem", "severity: sev3\n", "", 1, "missing-fields", "`severity` is missing", "add to the front matter:\nseverity: sev2  # one of sev1, sev2, sev3, sev4"),
    ("postmortem", "severity: sev3\nservices: [checkout-api]\n", "", 1, "missing-fields", "`severity` and `services` are missing", "add to the front matter:\nseverity: sev2  # one of sev1, sev2, sev3, sev4\nservices: [checkout-api, payments-db]"),
    ("postmortem", "[checkout-api]", "checkout-api", 3, "wrong-type", "`services` is the text `checkout-api`, expected a list of service ids, such as `[checkout-api, payments-db]`", "write `services: [checkout-api]`"),
    ("postmortem", "[checkout-api]", "checkout-api, payments-db", 3, "wrong-type", "`services` is the text `checkout-api, payments-db`, expected a list of service ids, such as `[checkout-api, payments-db]`", "write `services: [checkout-api, payments-db]`"),
    ("postmortem", "[checkout-api]", "[Checkout API]", 3, "invalid-format", "item 1 of `services` is `Checkout API`, expected a service id, such as `checkout-api`", "write `checkout-api`"),
    ("postmortem", "[checkout-api]", "[]", 3, "invalid-value", "`services` is an empty list, expected a list of service ids, such as `[checkout-api, payments-db]`", "name at least one"),
    ("postmortem", "[checkout-api]", "", 3, "wrong-type", "`services` has no value, expected a list of service ids, such as `[checkout-api, payments-db]`", "write a value behind the colon, or leave the line out"),
    ("postmortem", "[checkout-api]", "[a, b, a]", 3, "invalid-value", "`services` names `a` twice", "remove one of the two"),
    ("postmortem", "T10:00Z", "T10:00", 4, "invalid-format", "`started_at` is `2026-03-01T10:00`, which has no zone", "add `Z` for UTC (`2026-03-01T10:00Z`), or the offset from UTC, such as `2026-03-01T10:00+01:00`"),
    ("postmortem", "T10:00Z", " 10:00 UTC", 4, "invalid-format", "`started_at` is `2026-03-01 10:00 UTC`, expected a time with a zone, such as `2026-03-01T14:23Z`", "write `started_at: 2026-03-01T10:00Z`"),
    ("postmortem", "T10:00Z", " 10:00 CET", 4, "invalid-format", "`started_at` is `2026-03-01 10:00 CET`, which names the zone `CET`", "write the offset from UTC instead, such as `2026-03-01T10:00+01:00`, or UTC with `Z`"),
    ("postmortem", "T10:00Z", " 10:00+0100", 4, "invalid-format", "`started_at` is `2026-03-01 10:00+0100`, expected a time with a zone, such as `2026-03-01T14:23Z`", "write `started_at: 2026-03-01T10:00+01:00`"),
    ("postmortem", "T10:00Z", " 25:00Z", 4, "invalid-format", "`started_at` is `2026-03-01 25:00Z`, which is not a time of the day", "the last minute is 23:59"),
    ("postmortem", "T10:00Z", "", 4, "invalid-format", "`started_at` is `2026-03-01`, which has no time", "add time and zone, such as `2026-03-01T14:23Z`"),
    ("postmortem", "03-01T10:00Z", "02-30T10:00Z", 4, "invalid-format", "`started_at` is `2026-02-30T10:00Z`, which is not in the calendar", "February 2026 has 28 days"),
    ("postmortem", "2026-03-01T10:00Z", "yesterday", 4, "invalid-format", "`started_at` is `yesterday`, expected a time with a zone, such as `2026-03-01T14:23Z`", "a point in time, to the minute or second, with Z or an offset from UTC: without one, no duration can be computed"),
    ("postmortem", "", "status: in review", 5, "invalid-value", "`status` is `in review`, allowed are `in-review`, `draft`, `final` and `closed`", "write `status: in-review`"),
    ("postmortem", "", "status: [draft]", 5, "wrong-type", "`status` is a list, expected `draft`, `in-review`, `final` or `closed`", "write `status: draft`"),
    ("postmortem", "", "Status: draft", 5, "unknown-key", "`Status` is not a field of a postmortem; did you mean `status`?", "write `status:`"),
    ("postmortem", "", "title: 2026", 5, "wrong-type", "`title` is the number `2026`, expected a line of text", 'write `title: "2026"`'),
    ("postmortem", "", 'title: "  "', 5, "invalid-format", "`title` is blank", "write something, or leave the line out"),
    ("postmortem", "", "title: " + "x" * 201, 5, "invalid-format", "`title` is 201 characters long, at most 200 are allowed", "say it shorter here; details belong in the text below the front matter"),
    ("postmortem", "", 'title: "one\\ntwo"', 5, "invalid-format", "`title` has several lines, expected one", "join the lines"),
    ("postmortem", "", "root_cause: A bad deploy.", 5, "unknown-key", "`root_cause` is not a field of a postmortem; did you mean `contributing_factors`?", "`contributing_factors` takes a list of contributing factors"),
    ("postmortem", "", "incident_commander: ada", 5, "unknown-key", "`incident_commander` is not a field of a postmortem", "`incident_commander` belongs under `roles`"),
    ("postmortem", "", "due_date: 2026-04-01", 5, "unknown-key", "`due_date` is not a field of a postmortem", "`due` belongs under `action_items`"),
    ("postmortem", "", "serverity: sev1", 5, "unknown-key", "`serverity` is not a field of a postmortem", "`severity` is there already: keep one"),
    ("postmortem", "", "risk: destructive", 5, "unknown-key", "`risk` is not a field of a postmortem", "`risk` is a field of a runbook"),
    ("postmortem", "", "colour: green", 5, "unknown-key", "`colour` is not a field of a postmortem", "fields that can stand here: `status`, `detected_at`, `acknowledged_at`, `declared_at`, `public_at`, `mitigated_at`, `resolved_at`, `detection`, `impact`, `failure_modes`, `trigger`, `contributing_factors` and 20 more; a key of your own starts with `x-`: `x-colour`"),
    ("postmortem", "", "impact: high", 5, "wrong-type", "`impact` is the text `high`, expected a mapping with `users_affected`, `users_percent`, `requests_failed`, `error_budget_percent`, `revenue`, `support_tickets`, `data_loss` and `regions`", "write it as\nimpact:\n  users_affected: 1200\n  error_budget_percent: 14.5"),
    ("postmortem", "", "impact: {users_affected: 1.5}", 5, "wrong-type", "`users_affected` in `impact` is the number `1.5`, expected a whole number, such as `1200`", "a whole number, 0 or more"),
    ("postmortem", "", 'impact: {users_affected: "12,000"}', 5, "wrong-type", "`users_affected` in `impact` is the text `12,000`, expected a whole number, such as `1200`", "write `users_affected: 12000`"),
    ("postmortem", "", "impact: {users_percent: 120}", 5, "invalid-value", "`users_percent` in `impact` is `120`, expected a number from 0 to 100", "a number from 0 to 100, without a percent sign"),
    ("postmortem", "", "impact: {support_tickets: -1}", 5, "invalid-value", "`support_tickets` in `impact` is `-1`, expected a number of 0 or more", "a whole number, 0 or more"),
    ("postmortem", "", "impact: {regions: [eu, eu]}", 5, "invalid-value", "`regions` in `impact` names `eu` twice", "remove one of the two"),
    ("postmortem", "", "contributing_factors: [No alert watched the pool.]", 5, "wrong-type", "item 1 of `contributing_factors` is the text `No alert watched the pool.`, expected a mapping with `id`, `summary`, `kind`, `failure_mode` and `accepted_because`", "write it as\n- id: F1\n  summary: No alert watched the pool\n  kind: technical"),
    ("postmortem", "", "action_items: none", 5, "wrong-type", "`action_items` is the text `none`, expected a list of action items", "write it as\naction_items:\n  - id: A1\n    title: Alert when the pool is 80 % used\n    owner: ada\n    due: 2026-04-01\n    status: open"),
    ("postmortem", "", "action_items:\n  - id: A1\n    title: Do it\n    due_date: 2026-04-01", 8, "unknown-key", "`due_date` is not a field of an action item; did you mean `due`?", "write `due:`"),
    ("postmortem", "", "status: final\naction_items:\n  - id: A1\n    title: Do it", 7, "missing-fields", "`owner`, `due` and `status` or `ticket` are missing in `A1` of `action_items`", "add to `A1` of `action_items`:\n    owner: ada\n    due: 2026-03-01\n    status: open  # or ticket"),
    ("postmortem", "", "action_items:\n  - id: A1\n    title: Do it\n    status: cancelled", 6, "missing-fields", "`reason` is missing in `A1` of `action_items` (a cancelled action item says why)", "add to `A1` of `action_items`:\n    reason: The service is switched off in May."),
    ("postmortem", "", "action_items:\n  - id: 1\n    title: Do it", 6, "wrong-type", "`id` in item 1 of `action_items` is the number `1`, expected an action item id, such as `A1`", "write `id: A1`"),
    ("postmortem", "", "action_items:\n  - {id: A1, title: Do it, due: 2026-4-1}", 6, "invalid-format", "`due` in `A1` of `action_items` is `2026-4-1`, expected a day, such as `2026-03-01`", "write `due: 2026-04-01`"),
    ("postmortem", "", "action_items:\n  - {id: A1, title: Do it, due: 01/04/2026}", 6, "invalid-format", "`due` in `A1` of `action_items` is `01/04/2026`, expected a day, such as `2026-03-01`", "write the year first, then the month: `2026-01-04` or `2026-04-01`"),
    ("postmortem", "", "action_items:\n  - {id: A1, title: Do it, due: 31.12.2026}", 6, "invalid-format", "`due` in `A1` of `action_items` is `31.12.2026`, expected a day, such as `2026-03-01`", "write `due: 2026-12-31`"),
    ("postmortem", "", "action_items:\n  - {id: A1, title: Do it, due: 1 April 2026}", 6, "invalid-format", "`due` in `A1` of `action_items` is `1 April 2026`, expected a day, such as `2026-03-01`", "write `due: 2026-04-01`"),
    ("postmortem", "", "action_items:\n  - {id: A1, title: Do it, due: 2026-06-31}", 6, "invalid-format", "`due` in `A1` of `action_items` is `2026-06-31`, which is not in the calendar", "June 2026 has 30 days"),
    ("postmortem", "", 'action_items:\n  - {id: A1, title: Do it, owner: "@ada"}', 6, "invalid-format", "`owner` in `A1` of `action_items` is `@ada`, expected a person id, such as `ada`", "write `owner: ada`"),
    ("postmortem", "", "action_items:\n  - {id: A1, title: Do it, owner: Ada Lovelace}", 6, "invalid-format", "`owner` in `A1` of `action_items` is `Ada Lovelace`, expected a person id, such as `ada`", "people and teams go by their ids in directory.yml, not by their names"),
    ("postmortem", "", "action_items:\n  - {id: A1, title: Do it, owner: [ada, noor]}", 6, "wrong-type", "`owner` in `A1` of `action_items` is a list, expected a person id, such as `ada`", "write one value, without brackets or dashes"),
    ("postmortem", "", "action_items:\n  - {id: A1, title: Do it, ticket: PAY-81}", 6, "invalid-format", "`ticket` in `A1` of `action_items` is `PAY-81`, expected a URL, such as `https://git.example.com/payments/pull/512`", "a full web address, starting with http:// or https://"),
    ("postmortem", "", "action_items:\n  - {id: A1, title: Do it, status: todo}", 6, "invalid-value", "`status` in `A1` of `action_items` is `todo`, allowed are `open`, `in-progress`, `done` and `cancelled`", "write `status: open`"),
    ("postmortem", "", "action_items: [{id: A1, title: Do it}]\nno_actions_because: None.", 6, "conflicting-fields", "`no_actions_because` stands beside action items: keep one of the two", "remove `no_actions_because`, or the action items"),
    ("postmortem", "", "runbooks_used: [{result: worked}]", 5, "missing-fields", "`runbook` or `wanted` is missing in item 1 of `runbooks_used`", "add to item 1 of `runbooks_used`:\n    runbook: checkout-api/connection-pool  # or wanted"),
    ("postmortem", "", "runbooks_used: [{runbook: payments/pool, wanted: Pool, result: worked}]", 5, "conflicting-fields", "`runbook` and `wanted` stand side by side in item 1 of `runbooks_used`", "keep `runbook` or `wanted`, not both"),
    ("postmortem", "", "runbooks_used: [{runbook: ../runbooks/Payments/pool.md, result: worked}]", 5, "invalid-format", "`runbook` in item 1 of `runbooks_used` is `../runbooks/Payments/pool.md`, expected an id, such as `checkout-api/connection-pool`", "write `runbook: payments/pool`"),
    ("postmortem", "", "visibility: private", 5, "invalid-value", "`visibility` is `private`, allowed are `restricted` and `public-in-company`", "write `visibility: restricted`"),
    ("postmortem", "", "type: runbook", 5, "invalid-value", "`type` is `runbook`, expected `postmortem`", "write `type: postmortem`, or leave the line out"),
    ("postmortem", "", "tags: [Black Friday]", 5, "invalid-format", "item 1 of `tags` is `Black Friday`, expected a tag, such as `black-friday`", "write `black-friday`"),
    ("postmortem", "", "verified: {by: ada, at: 2026-02-03, how: drill}", 5, "invalid-value", "`how` in `verified` is `drill`, allowed are `game-day`, `read`, `dry-run`, `used-in-incident` and `automated`", "write `how: game-day`"),
    ("postmortem", "", "verified: ada", 5, "wrong-type", "`verified` is the text `ada`, expected a list of verifications", "write it as\nverified:\n  - by: ada\n    at: 2026-02-03\n    how: dry-run"),
    ("postmortem", "", "verified: {by: ada}", 5, "missing-fields", "`at` and `how` are missing in `verified`", "add to `verified`:\n  at: 2026-03-01\n  how: dry-run  # one of read, dry-run, game-day, used-in-incident, automated"),
    ("postmortem", "", "review_interval: 90d", 5, "wrong-type", "`review_interval` is the text `90d`, expected a number of days, such as `90`", "write `review_interval: 90`"),
    ("postmortem", "", "superseded_by: incident-command", 5, "invalid-format", "`superseded_by` is `incident-command`, expected a reference, such as `guide/incident-command`", "put the type in front, such as `postmortem/incident-command`"),
    ("postmortem", "", "links: [https://example.com]", 5, "wrong-type", "item 1 of `links` is the text `https://example.com`, expected a mapping with `url` and `title`", "write it as\n- url: https://status.example.com/incidents/81\n  title: Public status page"),
    ("postmortem", "", "links: [{url: www.example.com/x}]", 5, "invalid-format", "`url` in item 1 of `links` is `www.example.com/x`, expected a URL, such as `https://status.example.com/incidents/81`", "write `url: https://www.example.com/x`"),
    ("postmortem", "", "waivers: [{rule: stale-runbook, until: soon, reason: x}]", 5, "invalid-format", "`until` in item 1 of `waivers` is `soon`, expected a day, such as `2026-03-01`", "a day of the calendar, YYYY-MM-DD"),
    ("postmortem", "", "aliases: [../secrets]", 5, "invalid-format", "item 1 of `aliases` is `../secrets`, expected an old id or address, such as `payments/db-pool`", "write the id or address as it was, without blanks and without `..`"),
    ("runbook", "", "alerts: CheckoutErrorRateHigh", 2, "wrong-type", "`alerts` is the text `CheckoutErrorRateHigh`, expected a list of alert names, such as `[CheckoutErrorRateHigh]`", "write `alerts: [CheckoutErrorRateHigh]`"),
    ("runbook", "", "expected_duration: 15 minutes", 2, "invalid-format", "`expected_duration` is `15 minutes`, expected a duration, such as `15m`", "write `expected_duration: 15m`"),
    ("runbook", "", "expected_duration: 15", 2, "wrong-type", "`expected_duration` is `15`, without a unit, expected a duration, such as `15m`", "write `15m` for minutes, `15h` for hours or `15d` for days"),
    ("runbook", "", "expected_duration: PT1H30M", 2, "invalid-format", "`expected_duration` is `PT1H30M`, expected a duration, such as `15m`", "write `expected_duration: 90m`"),
    ("runbook", "", "expected_duration: a while", 2, "invalid-format", "`expected_duration` is `a while`, expected a duration, such as `15m`", "a length of time: a whole number and m (minutes), h, d or w"),
    ("runbook", "", 'params: [{name: pod, pattern: "[a-"}]', 2, "invalid-format", "`pattern` in item 1 of `params` is `[a-`, which is no regular expression", "unterminated character set at character 1"),
    ("runbook", "", "params: [{name: pod name}]", 2, "invalid-format", "`name` in item 1 of `params` is `pod name`, expected a parameter name, such as `namespace`", "write `name: pod-name`"),
    ("runbook", "", "severity: sev1", 2, "unknown-key", "`severity` is not a field of a runbook", "`severity` is a field of a postmortem"),
    ("on-call-policy", "coverage: 24x7", "coverage: 24/7", 2, "invalid-value", "`coverage` is `24/7`, allowed are `24x7`, `business-hours` and `follow-the-sun`", "write `coverage: 24x7`"),
    ("on-call-policy", "  members: [ada, noor, kim, li, sam]\n", "", 5, "missing-fields", "`members` or `size` and `schedule` is missing in `rotation`", "add to `rotation`:\n  members: [ada, noor]  # or size and schedule"),
    ("on-call-policy", "  members: [ada, noor, kim, li, sam]\n", "  size: 6\n", 5, "missing-fields", "`schedule` is missing in `rotation`", "add to `rotation`:\n  schedule:\n    provider: PagerDuty\n    url: https://pager.example.com/schedules/payments"),
    ("on-call-policy", "team:payments", "payments", 9, "invalid-format", "`target` in item 1 of `levels` is `payments`, expected a target, such as `team:payments`", "whom it reaches: person:, team:, role:, schedule: or vendor: and a name"),
    ("on-call-policy", "ack_within: 10m", "ack_within: 10m, when: {severity: P1}", 10, "invalid-value", "`severity` in `when` in item 2 of `levels` is `P1`, allowed are `sev1`, `sev2`, `sev3` and `sev4`", "write `severity: sev1`"),
    ("on-call-policy", "ack_within: 10m", "ack_within: 10m, when: always on", 10, "invalid-value", "`when` in item 2 of `levels` is `always on`, expected `always`, or a condition with severity, after or data_breach", "write `when: always`"),
    ("readiness-review", "answers: {}", "answers: {Load Tested: {status: pass}}", 5, "invalid-format", "`Load Tested` in `answers` is not a checklist item id, such as `load-tested`", "write `load-tested:`"),
    ("readiness-review", "answers: {}", "answers: {load-tested: pass}", 5, "wrong-type", "`load-tested` in `answers` is the text `pass`, expected a mapping with `status`, `evidence`, `reason` and `until`", "write it as\nload-tested:\n  status: pass"),
    ("readiness-review", "answers: {}", 'answers: {load-tested: {status: "yes"}}', 5, "invalid-value", "`status` in `load-tested` in `answers` is `yes`, allowed are `pass`, `fail`, `not-applicable`, `waived` and `pending`", "write `status: pass`"),
    ("readiness-review", "2026-03-01", "2026-03-01T10:00Z", 4, "invalid-format", "`reviewed_on` is `2026-03-01T10:00Z`, expected a day, such as `2026-03-01`", "write `reviewed_on: 2026-03-01`"),
    ("near-miss", "services", "service", 3, "unknown-key", "`service` is not a field of a near miss; did you mean `services`?", "write `services:`"),
    ("near-miss", "caught_by: human", "caught_by: [human, luck]", 5, "wrong-type", "`caught_by` is a list, expected `automation`, `redundancy`, `review`, `test`, `human`, `luck` or `quiet-hours`", "write one value, without brackets or dashes"),
    ("drill", "", 'communication_exercised: "yes"', 6, "wrong-type", "`communication_exercised` is the text `yes`, expected true or false", "write `communication_exercised: true`"),
    ("drill", "", "rto_actual: 90s", 6, "invalid-format", "`rto_actual` is `90s`, which is no whole number of minutes", "round up to minutes"),
    ("service", "tier: 2", "tier: gold", 3, "invalid-value", "`tier` is the text `gold`, expected the number `1`, `2`, `3` or `4`", "how much depends on it: 1 (most) to 4"),
    ("service", "tier: 2", 'tier: "2"', 3, "invalid-value", "`tier` is the text `2`, expected the number `2`, `1`, `3` or `4`", "write `tier: 2`"),
    ("service", "", "slos: [{name: availability, objective: 99.9 %}]", 4, "wrong-type", "`objective` in item 1 of `slos` is the text `99.9 %`, expected a percentage, such as `99.9`", "write `objective: 99.9`"),
    ("service", "", "depends_on: [payments-db]", 4, "wrong-type", "item 1 of `depends_on` is the text `payments-db`, expected a mapping with `service`, `criticality` and `fallback`", "write it as\n- service: checkout-api\n  criticality: hard"),
    ("service", "", 'repositories: ["[code](https://git.example.com/x)"]', 4, "invalid-format", "item 1 of `repositories` is `[code](https://git.example.com/x)`, expected a URL, such as `https://git.example.com/payments/pull/512`", "write `https://git.example.com/x`"),
    ("case-study", "2024-02-28", "February 2024", 3, "invalid-format", "`occurred_on` is `February 2024`, expected a day, or a time with a zone, such as `2026-03-01`", "a day, or a point in time with Z or an offset from UTC"),
    ("investment", "target: {from: 4, to: 1, per: quarter, by: 2026-12-31}", "target: 1", 5, "wrong-type", "`target` is the number `1`, expected a mapping with `from`, `to`, `per` and `by`", "write it as\ntarget:\n  from: 4\n  to: 1\n  per: quarter\n  by: 2026-12-31"),
    ("investment", "per: quarter", "per: month", 5, "invalid-value", "`per` in `target` is `month`, expected `quarter`", "write `per: quarter`"),
    ("onboarding-path", "", "pin: 2026-03-01-checkout", 5, "wrong-type", "`pin` is the text `2026-03-01-checkout`, expected a list of postmortem ids, such as `[2026-03-01-checkout]`", "write `pin: [2026-03-01-checkout]`"),
    ("guide", "", "owner: [platform, payments]", 2, "wrong-type", "`owner` is a list, expected a team id, such as `payments`", "write one value, without brackets or dashes"),
    ("directory", "complete: true", 'complete: "yes"', 3, "wrong-type", "`complete` is the text `yes`, expected true or false", "write `complete: true`"),
    ("directory", "{id: ada, name: Ada Example}", "ada", 2, "wrong-type", "item 1 of `people` is the text `ada`, expected a mapping with `id`, `name` and `left_on`", "write it as\n- id: ada\n  name: Ada Example"),
    ("severities", "postmortem: full", "postmortem: long", 2, "invalid-value", "`postmortem` in `sev1` of `severities` is `long`, allowed are `none`, `brief`, `standard` and `full`", "how much a postmortem must say; none means that it is not asked for"),
    ("severities", "\n  - {id: sev1, meaning: Nobody can buy., postmortem: full}", " {sev1: {meaning: Nobody can buy.}}", 1, "wrong-type", "`severities` is a mapping with `sev1`, expected a list of severities", 'write it as\nseverities:\n  - id: sev1\n    title: Critical\n    meaning: "Most customers cannot ship, or data is being lost."\n    response_time: 5m\n    notify: [Head of Engineering]\n    update_every: 30m\n    postmortem: full\n    draft_days: 3\n    closing_days: 60\n    thresholds:\n      users_percent: 20'),
    ("checklist", "category: capacity", "category: Capacity", 2, "invalid-value", "`category` in `load-tested` of `items` is `Capacity`, allowed are `capacity`, `observability`, `alerting`, `on-call`, `deployment`, `resilience`, `security`, `data`, `dependencies` and `documentation`", "write `category: capacity`"),
    ("vocabulary", "id: dns", "id: DNS", 2, "invalid-format", "`id` in `DNS` of `failure_modes` is `DNS`, expected a word in kebab-case, such as `connection-pool-exhaustion`", "write `id: dns`"),
]
# fmt: on


def damaged(kind, old, new):
    """Return the front matter of a type with one thing broken."""
    front = FRONT[kind]
    if old:
        assert old in front
        return front.replace(old, new)
    return f"{front}{new}\n"


def document(kind, front):
    """Return a document, or a data file as its catalogue reads it."""
    if kind in schema.DATA_FILES:
        return parse_data(f"content/{kind}.yml", front)
    return parse(f"content/x/{kind}.md", f"---\n{front}---\n# A title\n")


def applied(text, edits):
    """Return `text` with edits carried out, the last one first."""
    for edit in sorted(edits, key=lambda edit: edit.at, reverse=True):
        lines = text.split("\n")
        at = edit.at
        head = [*lines[: at.line - 1], lines[at.line - 1][: at.column - 1]]
        tail = [lines[at.end_line - 1][at.end_column - 1 :], *lines[at.end_line :]]
        text = "\n".join(head) + edit.text + "\n".join(tail)
    return text


@pytest.mark.parametrize("kind", FRONT)
def test_before_the_damage_all_is_well(kind):
    assert schema.violations(document(kind, FRONT[kind]), kind) == ()


@pytest.mark.parametrize(("kind", "old", "new", "line", "fault", "message", "help_"), DAMAGE)
def test_damage(kind, old, new, line, fault, message, help_):
    broken = document(kind, damaged(kind, old, new))
    assert not broken.faults
    found = schema.violations(broken, kind)
    assert [(one.kind, one.message, one.help) for one in found] == [(fault, message, help_)]
    one = found[0]
    assert broken.at(*one.steps, key=one.on_key).line == line
    assert not JARGON.search(message)
    assert not JARGON.search(help_)
    if one.edits:
        mended = document(kind, damaged(kind, old, new))
        text = applied(mended.text, one.edits)
        again = (
            parse(mended.path, text)
            if kind not in schema.DATA_FILES
            else parse_data(mended.path, text)
        )
        assert schema.violations(again, kind) == (), text


@pytest.mark.parametrize("kind", FRONT)
def test_a_missing_block_can_be_pasted(kind):
    """What the help says to add makes the document whole, with nothing else to learn."""
    required = schema.schema(kind).get("required", [])
    empty = document(kind, "x-nothing: here\n")
    found = schema.violations(empty, kind)
    if not required:
        assert found == ()
        return
    (one,) = found
    assert one.kind == "missing-fields"
    assert all(f"`{field}`" in one.message for field in required)
    first, *block = one.help.split("\n")
    assert first == "add to the front matter:"
    front = "\n".join(["x-nothing: here", *block, ""])
    assert schema.violations(document(kind, front), kind) == ()


def test_edits_leave_out_what_only_the_author_knows():
    unsure = [case for case in DAMAGE if case[4] == "conflicting-fields"]
    assert unsure
    for kind, old, new, *_ in unsure:
        (one,) = schema.violations(document(kind, damaged(kind, old, new)), kind)
        assert one.edits == ()


def test_without_positions_there_are_no_edits():
    data = document("postmortem", damaged("postmortem", "sev3", "SEV-3")).data
    (one,) = schema.validate_data("postmortem", data)
    assert one.message.startswith("`severity` is `SEV-3`")
    assert one.edits == ()
