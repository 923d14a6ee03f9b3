"""The rules: one file each, with its page, its bad and its good example.

To add one, write a file; nothing else is touched. `opslore.rules.engine` finds it.
"""

from __future__ import annotations
