"""The server and somebody else's client: that of pygls, which takes no answer of a wrong shape."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.lsp.client import LanguageClient

if TYPE_CHECKING:
    from pathlib import Path

MAIN = "from opslore.cli import main; raise SystemExit(main())"
TEXT = """---
status: final
severity: sev3
services: [chekout]
started_at: 2026-01-10T10:00Z
resolved_at: 2026-01-10T10:40Z
{}
---

# It waited

It did.
"""


async def session(root: Path) -> dict[str, object]:
    """Open, type, complete, look up, mend and leave; returns what came back."""
    client = LanguageClient("test", "1")
    told: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def _(params: types.PublishDiagnosticsParams) -> None:
        told.put_nowait(params)

    async def findings(version: int) -> list[types.Diagnostic]:
        while True:
            params = await asyncio.wait_for(told.get(), 60)
            if params.version == version:
                return list(params.diagnostics)

    await client.start_io(sys.executable, "-c", MAIN, "lsp")
    folder = types.WorkspaceFolder(root.as_uri(), "library")
    await client.initialize_async(
        types.InitializeParams(types.ClientCapabilities(), workspace_folders=[folder])
    )
    client.initialized(types.InitializedParams())
    uri = (root / "content/postmortems/2026/2026-01-10-new.md").as_uri()
    document = types.TextDocumentItem(uri, "markdown", 1, TEXT.format(""))
    client.text_document_did_open(types.DidOpenTextDocumentParams(document))
    opened = await findings(1)
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(2, uri),
            [types.TextDocumentContentChangeWholeDocument(TEXT.format("roles: {scribe: "))],
        )
    )
    typed = await findings(2)
    name, cursor = types.TextDocumentIdentifier(uri), types.Position(6, 16)
    offered = await client.text_document_completion_async(types.CompletionParams(name, cursor))
    assert isinstance(offered, types.CompletionList)
    about = await client.text_document_hover_async(
        types.HoverParams(name, types.Position(2, 2)))  # fmt: skip
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(3, uri),
            [types.TextDocumentContentChangeWholeDocument(TEXT.format("roles: {scribe: ada}"))],
        )
    )
    await findings(3)
    fixes = await client.text_document_code_action_async(
        types.CodeActionParams(
            name, opened[0].range, types.CodeActionContext(diagnostics=[opened[0]])
        )
    )
    await client.shutdown_async(None)
    client.exit(None)
    await asyncio.wait_for(client.stop(), 60)
    return {"opened": opened, "typed": typed, "offered": offered.items, "about": about, "fixes": fixes}  # fmt: skip


def test_open_type_complete(root: Path) -> None:
    found = asyncio.run(session(root))
    assert [(d.code, d.range.start.line) for d in found["opened"]] == [("REF001", 3)]
    assert [(d.code, d.range.start.line) for d in found["typed"]] == [("SRC010", 6)]
    assert [item.label for item in found["offered"]][:2] == ["ada", "grace"]
    assert "severity" in found["about"].contents.value
    (fix,) = found["fixes"]
    (edit,) = next(iter(fix.edit.changes.values()))
    assert (fix.title, edit.new_text) == ("Write `checkout`", "checkout")
