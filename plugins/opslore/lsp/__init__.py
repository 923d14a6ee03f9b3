"""The language server: findings, completion, definitions and quick fixes in an editor.

`server` speaks the protocol (with pygls, the extra `[lsp]`); everything else works on plain texts
and a catalogue. A library is read once; after that, only the file that changed.
"""

from __future__ import annotations
