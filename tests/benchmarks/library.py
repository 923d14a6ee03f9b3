"""Libraries of any size, made of invented incidents; the same size gives the same bytes.

Of the documents about one in a hundred is a service and one in five hundred an on-call policy; of
the rest four fifths are postmortems (90 lines of front matter, 800 words) and one fifth runbooks.
Without faults a library passes its check with nothing to say; with five per cent, every twentieth
document holds one thing that is wrong.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

import opslore

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = "2026-03-01"
_TEMPLATE = Path(opslore.__file__).parent / "templates/init/mkdocs.yml"
_SITE: dict[str, Any] = yaml.safe_load(_TEMPLATE.read_text("utf-8"))
# A site as `opslore init` sets it up; plugins, navigation and folder are for each benchmark to add.
MKDOCS = yaml.safe_dump(
    {k: v for k, v in _SITE.items() if k not in ("docs_dir", "plugins", "site_name")}
)
_LEVELS = ("sev1", "sev2", "sev3", "sev4")
_MODES = (
    "pool-exhaustion",
    "certificate-expiry",
    "config-push",
    "disk-full",
    "retry-storm",
    "lock",
)
_FIRST = ("ana", "ben", "chi", "dov", "eli", "fay", "gus", "hoa", "ivo", "jun", "kim", "lia")
_LAST = (
    "abbott",
    "brandt",
    "castro",
    "dufour",
    "ekberg",
    "farkas",
    "greco",
    "holm",
    "ito",
    "jansen",
)
_WORDS = (
    "queue cache replica leader request latency canary release region shard index token session "
    "broker consumer producer gateway proxy timeout retry backoff budget alert graph panel rollout "
    "primary standby volume kernel thread worker scheduler quota limit throttle deadline payload "
    "schema migration snapshot ledger invoice basket checkout label parcel depot courier merchant "
    "address route batch window upload manifest container image registry namespace node cluster"
).split()
_VERBS = (
    "grew filled drained stalled restarted recovered returned expired dropped repeated waited "
    "rejected doubled moved failed answered emptied closed opened slowed"
).split()
_SENTENCES = (
    "At {clock} the {a} of {service} {v} and the {b} {w} within {n} minutes.",
    "The {a} {v} while the {b} held {n} connections, which the {c} does not show.",
    "Most of the {n} requests that reached the {a} were answered by the {b} of another zone.",
    "The dashboard of the {a} showed {n} % of the usual rate, and the log of `{a}-{b}` held the answer.",
    "Two engineers compared the {a} with the {b} and found that the {c} {v} first.",
    "Nothing in the {a} limits how often the {b} is asked, so {n} copies of it {w}.",
    "With the {a} out of rotation the {b} {v}, and the {c} followed after {n} seconds.",
    "The change to the {a} had passed review and a canary of {n} % for ten minutes.",
    "**The {a}.** It {v} because the {b} is sized for {n} and the {c} for twice that.",
    "Support counted {n} tickets about the {a}, most of them from merchants with a large {b}.",
    "See [the graph of the {a}](https://graphs.example.com/d/{a}-{b}) for the {n} minutes before.",
    "The {a} {v} again at {clock}; by then the *{b}* was served from the {c}.",
    "Merchants noticed that the {a} {w}, and {n} of them asked whether their {b} was lost.",
    "An earlier {a} would have needed the {b} of {service}, which was being moved that week.",
)
_STEPS = (
    ("Look at the {a} of {service}.", "kubectl --context prod -n {service} get pods -l app={a}"),
    ("Count what waits in the {a}.", "psql service={service} -Atc 'SELECT count(*) FROM {a}'"),
    ("Compare the {a} with the {b}.", "curl -fsS https://{service}.example.com/healthz | jq .{a}"),
    ("See which {a} is the oldest.", "kafka-consumer-groups --describe --group {a}-{b}"),
    ("Ask the {a} for its state.", "systemctl status {a}-{b}.service --no-pager"),
    ("Read the last lines of the {a}.", "journalctl -u {a} --since -15min | tail -n 50"),
)


def people() -> list[str]:
    """Return the ids of everybody."""
    return [f"{first}-{last}" for first in _FIRST for last in _LAST]


def files(documents: int, faulty: float = 0) -> dict[str, str]:
    """Return a library of so many documents: path below the project -> text."""
    services = [f"service-{n:03}" for n in range(max(2, documents // 100))]
    policies = max(1, documents // 500)
    rest = max(1, documents - len(services) - policies)
    runbooks = [f"service-{n % len(services):03}/page-{n:05}" for n in range(max(1, rest // 5))]
    made = _beside(services)
    for n, service in enumerate(services):
        team = n % policies
        upstream = f"depends_on:\n  - service: {services[0]}\n    criticality: soft\n" if n else ""
        made[f"content/services/{service}.md"] = (
            f"---\nowner: team-{team}\ntier: {3}\nlifecycle: production\n{upstream}---\n\n"
            f"# {service}\n\n## What it does\n\n{_prose(random.Random(service), service, 60)}\n"
        )
    for n in range(policies):
        covered = services[n::policies]
        made[f"content/on-call/team-{n}.md"] = _policy(n, covered)
    for n, name in enumerate(runbooks):
        made[f"content/runbooks/{name}.md"] = _runbook(n, name)
    for n in range(rest - len(runbooks)):
        path, text = _postmortem(n, services, runbooks)
        made[f"content/postmortems/{path}.md"] = text
    if faulty:
        every = round(1 / faulty)
        paths = [path for path in sorted(made) if "/postmortems/" in path or "/runbooks/" in path]
        for n, path in enumerate(paths[every // 2 :: every]):
            made[path] = FAULTS[n % len(FAULTS)](made[path])
    return made


def write(root: Path, documents: int, faulty: float = 0) -> int:
    """Write a library below a folder; returns how many bytes its documents have."""
    size = 0
    for path, text in files(documents, faulty).items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        raw = text.encode("utf-8")
        target.write_bytes(raw)
        size += len(raw) if path.endswith(".md") else 0
    return size


def _swap(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


# What people do; each is one finding or a few, and none keeps the others from being looked at.
FAULTS: tuple[Callable[[str], str], ...] = (
    _swap("---\n", "---\nownr: team-0\n"),
    _swap("\n---\n", "\ntags: [twice]\n---\n"),
    _swap("---\n", "---\nreview_interval: often\n"),
    _swap("---\n", '---\ntitle: "open\n'),
    _swap("\n## ", "\nSee [what is gone](../gone.md) and [nothing](#nothing).\n\n## "),
    _swap("\n## ", "\nThe key is AKIA" + "IOSFODNN7QRSTUVW.\n\n## "),
    _swap("---\n", "---\nlinks: https://example.com\n"),
    _swap("\n## ", "\nTODO: say how often.\n\n## "),
)


def _beside(services: list[str]) -> dict[str, str]:
    everybody = people()
    teams = "".join(
        f"  - id: team-{n}\n    name: Team {n}\n    members: [{', '.join(everybody[n * 6 % 114 :][:6])}]\n"
        for n in range(max(1, len(services)))
    )
    known = "".join(
        f"  - id: {person}\n    name: {person.replace('-', ' ').title()}\n" for person in everybody
    )
    levels = "".join(
        f"  - id: {level}\n    title: Level {level[-1]}\n    meaning: So many are hit.\n"
        f"    postmortem: {kind}\n    draft_days: 10\n    closing_days: 400\n"
        for level, kind in zip(_LEVELS, ("full", "standard", "brief", "brief"), strict=True)
    )
    modes = "".join(
        f"  - id: {mode}\n    title: {mode.replace('-', ' ').capitalize()}\n"
        f"    description: How something breaks.\n    synonyms: [{mode.replace('-', ' ')} again]\n"
        for mode in _MODES
    )
    return {
        "opslore.toml": f"as_of = {DAY}\n",
        "content/directory.yml": f"complete: true\nteams:\n{teams}people:\n{known}",
        "content/severities.yml": f"severities:\n{levels}",
        "content/vocabulary.yml": f"failure_modes:\n{modes}",
    }


def _policy(n: int, covered: list[str]) -> str:
    members = people()[n * 6 % 114 :][:6]
    listed = "".join(f"    - {person}\n" for person in members)
    return (
        f"---\nowner: team-{n}\ncoverage: 24x7\ncovers: [{', '.join(covered)}]\n"
        f"rotation:\n  model: weekly\n  length: 7d\n  members:\n{listed}"
        "levels:\n"
        f"  - order: 1\n    target: schedule:team-{n}\n    ack_within: 5m\n    escalate_after: 10m\n"
        "    when: always\n"
        f"  - order: 2\n    target: person:{members[0]}\n    ack_within: 10m\n    when: always\n"
        "timezones: [Europe/Paris]\nsecondary: Who has the turn after this one\n"
        "handover: Mondays at 08:00 UTC.\n---\n\n"
        f"# On call for team {n}\n\n## Responsibilities\n\n"
        f"{_prose(random.Random(n), covered[0], 150)}\n\n## Handover\n\n"
        f"{_prose(random.Random(-n - 1), covered[0], 80)}\n"
    )


def _runbook(n: int, name: str) -> str:
    rng = random.Random(f"runbook {n}")
    service = name.partition("/")[0]
    person = people()[n % 120]
    steps = "\n".join(_step(rng, service, number) for number in range(1, 9))
    first, second = steps.split("\n4. ", 1)
    return (
        f"---\nalerts: [Page{n:05}]\nrisk: read-only\ntags: [{rng.choice(_WORDS)}, {rng.choice(_WORDS)}-{n % 7}]\n"
        "expected_duration: 10m\nautomation: manual\n"
        "prerequisites:\n  - kubectl with the context prod\n  - psql with read access\n"
        f"dashboards:\n  - https://graphs.example.com/d/{service}\n"
        f"verified:\n  - by: {person}\n    at: 2026-02-{1 + n % 27:02}\n    how: dry-run\n"
        f"    evidence: https://git.example.com/handbook/pull/{n}\n---\n\n"
        f"# Page {n}: the {rng.choice(_WORDS)} of {service} is full\n\n"
        f"## Meaning\n\n{_prose(rng, service, 50)}\n\n## Impact\n\n{_prose(rng, service, 30)}\n\n"
        f"## Diagnosis\n\n{first}\n\n## Mitigation\n\n4. {second}\n\n"
        f"## Verify\n\n{_prose(rng, service, 30)}\n"
    )


def _step(rng: random.Random, service: str, number: int) -> str:
    told, command = rng.choice(_STEPS)
    names = {"a": rng.choice(_WORDS), "b": rng.choice(_WORDS), "service": service}
    return (
        f"{number}. {told.format(**names)}\n\n    ```sh\n    {command.format(**names)}\n    ```\n\n"
        f"    Expect: fewer than {rng.randint(2, 90)} lines; otherwise go to step {min(8, number + 1)}.\n"
    )


def _postmortem(n: int, services: list[str], runbooks: list[str]) -> tuple[str, str]:
    rng = random.Random(f"postmortem {n}")
    service, other = rng.sample(services, 2)
    everybody = people()
    day = f"{2022 + n % 4}-{1 + n // 4 % 12:02}-{1 + n // 48 % 28:02}"
    hour = rng.randint(0, 19)
    at = {
        name: f"{day}T{hour + minute // 60:02}:{minute % 60:02}Z"
        for name, minute in (
            ("started_at", 2), ("detected_at", 9), ("acknowledged_at", 11), ("declared_at", 15),
            ("mitigated_at", 74), ("resolved_at", 121),
        )
    }  # fmt: skip
    modes = rng.sample(_MODES, 3)
    words = rng.sample(_WORDS, 8)
    used = rng.choice(runbooks)
    factors = "".join(
        f"  - id: F{i}\n    summary: The {a} of {service} {rng.choice(_VERBS)} before the {b}\n"
        f"    kind: {kind}\n    failure_mode: {mode}\n"
        for i, (a, b, kind, mode) in enumerate(
            zip(words, words[1:], ("technical", "process", "external"), modes, strict=False), 1
        )
    )
    actions = "".join(
        f"  - id: A{i}\n    title: Limit the {words[i]} of {service} to {rng.randint(10, 99)} per {words[i + 1]}\n"
        f"    owner: {rng.choice(everybody)}\n    due: 2026-02-2{i}\n    status: done\n"
        f"    kind: {kind}\n    addresses: [F{i}]\n    ticket: https://tracker.example.com/OPS-{n}{i}\n"
        f"    done_on: 2026-02-1{i}\n    priority: high\n"
        f"    evidence: https://git.example.com/{service}/pull/{n}{i}\n"
        for i, kind in enumerate(("prevent", "detect", "mitigate"), 1)
    )
    stamps = "".join(f"{name}: {stamp}\n" for name, stamp in at.items())
    front = (
        "description: >-\n"
        f"  The {words[0]} of {service} filled up and a part of its requests failed for more than an\n"
        f"  hour, until the {words[1]} was taken out of rotation.\n"
        f"status: closed\nseverity: {_LEVELS[n % 4]}\nservices: [{service}, {other}]\n"
        f"tags: [{words[2]}, {words[3]}]\n{stamps}"
        f"detection:\n  source: symptom-alert\n  alert: Page{int(used[-5:]):05}\n"
        f"impact:\n  requests_failed: {rng.randint(100, 90000)}\n  support_tickets: {n % 80}\n"
        f"  error_budget_percent: {rng.randint(1, 90)}.5\n  data_loss: false\n"
        f"failure_modes:\n"
        + "".join(f"  - {mode}\n" for mode in modes)
        + "trigger:\n  kind: deploy\n"
        f"  change: The release of {other} that moved the {words[4]}\n"
        f"roles:\n  incident_commander: {everybody[n % 120]}\n  operations_lead: {everybody[(n + 7) % 120]}\n"
        f"  communications_lead: {everybody[(n + 31) % 120]}\n"
        f"authors: [{everybody[n % 120]}]\nreviewers: [{everybody[(n + 50) % 120]}, {everybody[(n + 71) % 120]}]\n"
        f"contributing_factors:\n{factors}action_items:\n{actions}"
        f"runbooks_used:\n  - runbook: {used}\n    result: worked\n    note: Step 3 took four minutes\n"
        f"links:\n  - url: https://graphs.example.com/d/{service}\n    title: The hour as a graph\n"
        f"  - url: https://chat.example.com/archive/{n}\n    title: The channel of the incident\n"
    )
    rows = "".join(
        f"| {hour + minute // 60:02}:{minute % 60:02} | {_sentence(rng, service).replace('|', '')} | |\n"
        for minute in (2, 9, 11, 15, 31, 48, 74, 121)
    )
    body = (
        f"# The {words[0]} of {service} was full and requests failed for an hour\n\n"
        f"## Summary\n\n{_prose(rng, service, 70)}\n\n## Impact\n\n{_prose(rng, service, 45)}\n\n"
        f"## Timeline\n\n| Time (UTC) | Event | Evidence |\n|---|---|---|\n{rows}\n"
        f"```text\n{words[5]}: status=503 addr=198.51.100.{n % 250} attempt=2 elapsed={rng.randint(90, 900)}ms\n```\n\n"
        f"## Response\n\n{_prose(rng, service, 70)}\n\n## Contributing factors\n\n{_prose(rng, service, 130)}\n\n"
        f"## Lessons learned\n\n### What went well\n\n{_list(rng, service)}\n"
        f"### What went poorly\n\n{_list(rng, service)}\n"
        f"The runbook is [{used}](../../runbooks/{used}.md), the service [{service}](../../services/{service}.md).\n\n"
        f"### Where we got lucky\n\n{_prose(rng, service, 90)}\n"
    )
    return f"{day[:4]}/{day}-incident-{n:05}", f"---\n{front}---\n\n{body}"


def _prose(rng: random.Random, service: str, words: int) -> str:
    paragraphs: list[str] = [""]
    count = 0
    while count < words:
        sentence = _sentence(rng, service)
        count += len(sentence.split())
        if len(paragraphs[-1]) > 350:
            paragraphs.append("")
        paragraphs[-1] = f"{paragraphs[-1]} {sentence}".strip()
    return "\n\n".join(map(_wrapped, paragraphs))


def _wrapped(text: str) -> str:
    lines = [""]
    for word in text.split(" "):
        if len(lines[-1]) + len(word) > 98:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def _list(rng: random.Random, service: str) -> str:
    return "".join(f"- {_sentence(rng, service)}\n" for _ in range(4))


def _sentence(rng: random.Random, service: str) -> str:
    a, b, c = rng.sample(_WORDS, 3)
    return rng.choice(_SENTENCES).format(
        a=a, b=b, c=c, v=rng.choice(_VERBS), w=rng.choice(_VERBS), service=service,
        n=rng.randint(3, 97), clock=f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}",
    )  # fmt: skip
