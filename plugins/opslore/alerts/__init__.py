"""Alert rules of other tools: read where they lie, and followed to the runbook they name.

Rule files belong to somebody else. They may use anchors, tags and templates, so they are read
more liberally than documents, never executed or expanded, and one that cannot be read is one
problem while the rest goes on.
"""

from __future__ import annotations

from opslore.alerts.fingerprint import fingerprints, of_alert
from opslore.alerts.model import AlertRule, Annotation, RuleFiles

# `reading`, which needs PyYAML, is imported by name where rule files are configured.
__all__ = ["AlertRule", "Annotation", "RuleFiles", "fingerprints", "of_alert"]
