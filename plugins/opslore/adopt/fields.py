"""What people call the facts at the head of a document."""

from __future__ import annotations

import re

_NAMES = {
    "title": "title, incident title, postmortem, post mortem, runbook, runbook title, incident name,"
    " postmortem title, playbook, sop, standard operating procedure, incident, titel, titre, título",
    "date": "date, incident date, date of incident, day, occurred, occurred on, date of event,"
    " event date, incident day, date of the incident, outage date, date occurred, when, datum,"
    " date de l'incident, fecha",
    "severity": "severity, sev, incident severity, severity level, incident priority, priority,"
    " impact level, gravité, sévérité, schweregrad, priorität, priorité,"
    " dringlichkeit, severidad, gravedad",
    "services": "service, services, services affected, affected services, affected service,"
    " service affected, impacted services, services impacted, impacted service, service name,"
    " affected systems, systems affected, affected system, system, systems, affected components,"
    " component, components, application, applications, affected applications, services concerned,"
    " betroffene dienste, betroffener dienst, betroffene systeme, dienst, dienste, services touchés,"
    " services concernés, services impactés, servicio, servicios, servicios afectados",
    "owner": "owner, team, owning team, owned by, service owner, maintainer, maintainers, owner team,"
    " team owner, runbook owner, document owner, doc owner, owner slack, responsible team,"
    " maintained by, postmortem owner, owners, verantwortlich, verantwortliches team, zuständig,"
    " responsable, équipe, equipo",
    "authors": "author, authors, written by, created by, prepared by, reported by, autor, autoren,"
    " verfasser, auteur, auteurs, autores",
    "people": "incident commander, commander, ic, incident lead, participants, responders,"
    " attendees, involved, people involved, incident manager, on call, on-call engineer, scribe",
    "status": "status, state, postmortem status, document status, incident status, report status, statut,"
    " état, estado",
    "duration": "duration, incident duration, total duration, outage duration, time to resolve,"
    " length, downtime, total downtime, duration of outage, time to recovery, dauer, durée, duración",
    "reviewed": "last reviewed, last reviewed on, reviewed on, reviewed, last review, review date,"
    " last verified, last tested, last review date, last updated and reviewed, date reviewed,"
    " zuletzt geprüft, zuletzt überprüft, dernière révision, última revisión",
    "reviewer": "reviewed by, reviewer, last reviewed by, verified by, tested by",
    "review_in": "review in, review interval, review every, review cycle, review cadence,"
    " review period, review frequency",
    "next_review": "next review, review by, next review date, review due, next reviewed",
    "alerts": "alert, alerts, alert name, alert names, alertname, alerts covered, triggering alert",
    "timezone": "timezone, time zone, timezones, all times",
    "tags": "tags, keywords",
    "started_at": "start, started, start time, incident start, incident started, start date time,"
    " began, fault occurs, fault occurred, impact start, outage start, started at, incident start"
    " time, time started, begin, outage began, impact began, start date and time, incident began,"
    " time of incident, start of impact, beginn, début, inicio",
    "detected_at": "detected, first detected, detection time, time detected, fault detected,"
    " team aware, detected at, time of detection, incident detected, detection, first alert,"
    " issue detected, identified at, alerted at, erkannt, détecté, détection, detectado",
    "acknowledged_at": "acknowledged, acknowledged at, acknowledgement time, time acknowledged",
    "declared_at": "incident declared, declared, declared at, incident opened, reported at, opened at,"
    " created at",
    "mitigated_at": "mitigated, mitigated at, mitigation time, repaired, time mitigated, fixed at,"
    " incident mitigated, impact mitigated, mitigation",
    "resolved_at": "resolved, end, ended, end time, incident end, resolution time, resolved at,"
    " recovered, recovered at, time resolved, incident resolved, end date time, outage end, closed at,"
    " finished, outage ended, incident ended, impact end, end date and time, resolution, end of impact,"
    " service restored, ende, behoben, fin, résolu, résolution, resuelto",
}
_CANONICAL = {name.strip(): field for field, names in _NAMES.items() for name in names.split(",")}
# Facts of which a document has but one, so that a heading alone may announce them.
HEADED = frozenset({"date", "authors", "status", "severity", "services", "duration", "people"})
METADATA = re.compile(
    r"(?:incident\s+)?(?:stats|statistics|metadata|meta|details|information|info|facts|at a glance"
    r"|key events|key facts|overview table|document control|header|timing|incident timing"
    r"|incident details|incident information|key information|quick facts|general)\W*",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"(?:tbd|tba|tbc|n/?a|none|unknown|todo|to be (?:determined|confirmed|done).*|[?–—\-_.…\s]*"
    r"|<[^>]*>|\[[^\]]*\]|\{\{.*|\{[^{}]*\}|y{2,4}[-/].*|dd[-/].*|mm[-/].*|name\(?s?\)?|\(names?\))",
    re.IGNORECASE,
)


def canonical(name: str) -> str | None:
    """Return the field that a name stands for: "Incident Date" -> date; None for any other."""
    words = name.lower().replace("(s)", "s").replace("’", "'")
    words = re.sub(r"[\s_/&+.-]+", " ", re.sub(r"[*_`()#:]", " ", words))
    words = " ".join(words.split())
    return _CANONICAL.get(words) or _CANONICAL.get(words.replace(" utc", ""))


def is_empty(value: str) -> bool:
    """Whether a value is a blank, or what a template put there."""
    return bool(_EMPTY.fullmatch(value.strip()))
