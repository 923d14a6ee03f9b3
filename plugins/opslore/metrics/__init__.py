"""What is decided about a catalogue on its day: pure functions, the only place for each decision.

Rules, views and exports ask here, so that a page never says of an action item or a runbook what
the checker does not. Nothing here reads a clock or a file: the day is `catalogue.as_of`.
"""

from __future__ import annotations
