"""Typed, frozen records: one file a type, and one a data file."""

from __future__ import annotations

from opslore.records.base import Known, Record, Reference, Verification, Waiver
from opslore.records.case_study import CaseStudy
from opslore.records.drill import Drill
from opslore.records.guide import Guide
from opslore.records.investment import Investment
from opslore.records.near_miss import NearMiss
from opslore.records.on_call_policy import OnCallPolicy
from opslore.records.onboarding_path import OnboardingPath
from opslore.records.parts import ActionItem, RunbookUse
from opslore.records.postmortem import Postmortem
from opslore.records.readiness_review import ReadinessReview
from opslore.records.runbook import Runbook
from opslore.records.service import Service

# Services and policies first: what they tell is derived into the others.
RECORDS: dict[str, type[Record]] = {
    cls.TYPE: cls
    for cls in (
        Service,
        OnCallPolicy,
        Postmortem,
        Runbook,
        ReadinessReview,
        NearMiss,
        Drill,
        CaseStudy,
        Investment,
        Guide,
        OnboardingPath,
    )
}
FOLDERS: dict[str, str] = {cls.FOLDER: cls.TYPE for cls in RECORDS.values()}

__all__ = [
    "FOLDERS",
    "RECORDS",
    "ActionItem",
    "CaseStudy",
    "Drill",
    "Guide",
    "Investment",
    "Known",
    "NearMiss",
    "OnCallPolicy",
    "OnboardingPath",
    "Postmortem",
    "ReadinessReview",
    "Record",
    "Reference",
    "Runbook",
    "RunbookUse",
    "Service",
    "Verification",
    "Waiver",
]
