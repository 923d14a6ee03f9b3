"""Operational knowledge that cannot rot unseen: read, check, measure and publish documents."""

from __future__ import annotations

__version__ = "0.1.0"
