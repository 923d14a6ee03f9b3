"""What the tests of the language server share: a document that is typed into, with a cursor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from editor import applied

if TYPE_CHECKING:
    from editor import Editor

POSTMORTEM = "content/postmortems/2026/2026-01-10-pool.md"
RUNBOOK = "content/runbooks/checkout/pool.md"


def codes(diagnostics) -> list[tuple[int, str]]:
    return sorted((d["range"]["start"]["line"], d["code"]) for d in diagnostics)


def labels(items) -> list[str]:
    return [item["label"] for item in items]


class Typing:
    """A document that is open, with its cursor at the mark `‸`."""

    def __init__(self, editor: Editor, file: Path) -> None:
        self.editor, self.file = editor, file
        self.text = file.read_text("utf-8") if file.exists() else ""

    def put(self, text: str) -> tuple[int, int]:
        """Type a text, return where its mark was, as an editor counts."""
        before, _, after = text.partition("‸")
        self.text = before + after
        self.editor.type(self.file, self.text)
        line = before.rpartition("\n")[2]
        return before.count("\n"), len(line.encode("utf-16-le")) // 2

    def completed(self, text: str, label: str) -> str:
        """Return the text after one of the items offered at the mark was taken."""
        items = self.editor.complete(self.file, *self.put(text))
        item = next(item for item in items if item["label"] == label)
        return applied(self.text, [item["textEdit"]])

    def offered(self, text: str) -> list[str]:
        return labels(self.editor.complete(self.file, *self.put(text)))

    def said(self, text: str) -> str | None:
        found = self.editor.at("hover", self.file, *self.put(text))
        return found and found["contents"]["value"]

    def defined(self, text: str) -> tuple[str, str] | None:
        """Return the file and the text that is defined there."""
        found = self.editor.at("definition", self.file, *self.put(text))
        if not found:
            return None
        path = Path(found["uri"].removeprefix("file://"))
        start, end = found["range"]["start"], found["range"]["end"]
        line = path.read_text("utf-8").split("\n")[start["line"]]
        return path.name, line[start["character"] : end["character"]]


HEAD = """---
status: final
severity: sev3
services: [checkout]
started_at: 2026-01-10T10:00Z
resolved_at: 2026-01-10T10:40Z
failure_modes: [connection-pool-exhaustion]
{}---

# Checkout waited for connections

It waited. {}
"""


def head(yaml: str = "", prose: str = "") -> str:
    return HEAD.format(f"{yaml}\n" if yaml else "", prose)
