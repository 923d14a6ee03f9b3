"""Findings in every format; one file a format, and the folder is the list of them.

A format is a module with `render(report)`, a pure function. Everything an author wrote is
untrusted in all of them: a title cannot start a line, a tag or a command of its own.
"""

from __future__ import annotations

import importlib
import pkgutil

from opslore.report._report import PlanItem, Report, number

__all__ = ["PlanItem", "Report", "formats", "number", "render"]


def formats() -> tuple[str, ...]:
    """Return the names of all formats."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in names if not name.startswith("_")))


def render(name: str, report: Report) -> str:
    """Return the findings in the format `name`, one of :func:`formats`."""
    module = importlib.import_module(f"{__name__}.{name}")
    text: str = module.render(report)
    return text
