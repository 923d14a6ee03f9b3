"""Findings in every format; one file a format."""

from __future__ import annotations

from opslore.report.text import concise, text

__all__ = ["concise", "text"]
