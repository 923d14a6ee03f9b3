"""The server: what the editor says, and what it is told. Standard input and output, no socket."""

from __future__ import annotations

import asyncio
import gc
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcMethodNotFound
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

import opslore
from opslore.lsp import findings as shown
from opslore.lsp import lookup
from opslore.lsp.completion import Place, complete
from opslore.lsp.library import Library, over_all, root_of
from opslore.lsp.text import Text
from opslore.rules.page import address

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from opslore.findings import Finding, Location
    from opslore.rules.engine import Crash
    from opslore.settings import Settings

BUSY = 0.05  # seconds; a document whose check takes longer is checked when the typing pauses
PAUSE = 0.4  # seconds without a key, after which other open documents are checked again
TRIGGERS = [" ", "[", ",", "{", "-", "/", "(", "#", ":"]
WATCHED = "**/*.{md,yml,yaml,json,csv,toml,lock}"


class Open:
    """A file that is open in the editor."""

    def __init__(self, uri: str, path: str, library: Library, text: Text) -> None:
        self.uri = uri
        self.path = path  # below the library's root
        self.library = library
        self.text = text
        self.version: int | None = None
        self.checked = False
        self.cost = 0.0  # seconds that the last check took
        self.findings: tuple[Finding, ...] = ()
        self.over_all: dict[Finding, str] = {}  # of rules over the whole library, with their line
        self.told: list[types.Diagnostic] | None = None
        self.timer: asyncio.TimerHandle | None = None

    def line(self, finding: Finding) -> str:
        """Return the text of the line that a finding is about."""
        return self.text.line(finding.location.line - 1)


class Server(LanguageServer):
    """Keeps the libraries of the files that are open."""

    def __init__(self, today: Callable[[Settings], date]) -> None:
        super().__init__(
            "opslore",
            opslore.__version__,
            # The whole text at each change: editors and pygls differ in what ends a line.
            text_document_sync_kind=types.TextDocumentSyncKind.Full,
        )
        self._today = today
        self._libraries: dict[Path, Library] = {}
        self._open: dict[str, Open] = {}
        self._pause: asyncio.TimerHandle | None = None
        self._settling: asyncio.Task[None] | None = None
        self._crashes: set[tuple[str, str]] = set()
        self.left = False  # whether the editor has said goodbye

    # Files

    def opened(self, uri: str, text: str, version: int | None) -> None:
        """Take a file that was opened, if it is part of a library."""
        found = self._place(uri)
        if found is None:
            return
        library, path = found
        library.refresh()
        file = Open(uri, path, library, Text(text, self._encoding))
        file.version = version
        self._open[uri] = file
        library.open(path, text)
        self._look(file, whole=True)
        self.wait()

    def typed(self, uri: str, text: str, version: int | None) -> None:
        """Take the new text of an open file."""
        file = self._open.get(uri)
        if file is None:
            return
        file.text = Text(text, self._encoding)
        file.version = version
        file.checked = False
        if file.timer:
            file.timer.cancel()
        if file.cost > BUSY:
            file.timer = asyncio.get_running_loop().call_later(min(file.cost, 1), self.check, file)
        else:
            self.check(file)
        self.wait()

    def closed(self, uri: str) -> None:
        """Let the file on disk count again."""
        file = self._open.pop(uri, None)
        if file is None:
            return
        if file.timer:
            file.timer.cancel()
        file.library.close(file.path)
        self._publish(file, [])
        self.wait()

    def refreshed(self) -> None:
        """Look at the disk for what was saved, here or elsewhere."""
        for library in self._libraries.values():
            library.refresh()
            self._complain(library)
        self.wait(0)

    def reopened(self) -> None:
        """Find libraries for open files that had none, in folders that were added."""
        for uri, document in list(self.workspace.text_documents.items()):
            if document.uri not in self._open and uri not in self._open:
                self.opened(document.uri, document.source, document.version)

    def _place(self, uri: str) -> tuple[Library, str] | None:
        name = to_fs_path(uri)
        if not name:
            return None
        file = Path(os.path.normpath(name))
        folders = [
            Path(os.path.normpath(folder))
            for f in self.workspace.folders.values()
            if (folder := to_fs_path(f.uri))
        ]
        if not folders and self.workspace.root_path:
            folders = [Path(os.path.normpath(self.workspace.root_path))]
        root = root_of(file, folders)
        if root is None:
            return None
        library = self._libraries.get(root)
        if library is None:
            library = self._libraries[root] = Library(root, self._today)
            # What was just read stays; looking through it for garbage costs more than a key may.
            gc.collect()
            gc.freeze()
            self._complain(library)
        path = file.relative_to(root).as_posix()
        return (library, path) if library.holds(path) else None

    def _complain(self, library: Library) -> None:
        if library.trouble:
            said = f"{library.root}: the settings cannot be read: {library.trouble}"
            self._log(said, types.MessageType.Error)

    # Findings

    def check(self, file: Open) -> None:
        """Read one open file anew, check it, and tell the editor."""
        begun = time.perf_counter()
        file.timer = None
        file.library.open(file.path, file.text.text)
        self._look(file)
        file.cost = time.perf_counter() - begun

    def _look(self, file: Open, *, whole: bool = False) -> None:
        """Check an open file; rules over the whole library wait until the typing pauses."""
        result = file.library.check(file.path, alone=not whole)
        for crash in result.crashes:
            self._crashed(crash)
        found = tuple(f for f in result.findings if not f.waived)
        if whole:
            file.over_all = {f: file.line(f) for f in found if f.rule in over_all()}
        else:
            # What they found last stands as long as its line does.
            kept = (f for f, line in file.over_all.items() if file.line(f) == line)
            found = tuple(sorted((*found, *kept), key=lambda f: f.order))
        file.findings = found
        file.checked = True
        told = [self.diagnostic(file, finding) for finding in found]
        if not whole or told != file.told:
            self._publish(file, told)

    def _publish(self, file: Open, told: list[types.Diagnostic]) -> None:
        file.told = told
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(file.uri, told, file.version)
        )

    def diagnostic(self, file: Open, finding: Finding) -> types.Diagnostic:
        """Return a finding as the editor shows it."""
        page = address(finding.rule, file.library.settings)
        return shown.diagnostic(finding, file.text, page, lambda at: self.location(file, at))

    def wait(self, seconds: float = PAUSE) -> None:
        """Check all open files once nothing was typed for a while."""
        if self._pause:
            self._pause.cancel()
        if self._settling:
            self._settling.cancel()
            self._settling = None
        self._pause = asyncio.get_running_loop().call_later(seconds, self._paused)

    def _paused(self) -> None:
        self._settling = asyncio.ensure_future(self._settle())

    async def _settle(self) -> None:
        for library in self._libraries.values():
            library.settle()
        for file in list(self._open.values()):
            await asyncio.sleep(0)  # a key typed meanwhile goes first, and cancels the rest
            if file.timer:
                continue
            self._look(file, whole=True)

    def _crashed(self, crash: Crash) -> None:
        if (crash.rule, crash.error) not in self._crashes:
            self._crashes.add((crash.rule, crash.error))
            said = f"{crash.trace.rstrip()}\ninternal error: rule {crash.rule} on {crash.path}"
            self._log(said, types.MessageType.Error)

    def _log(self, said: str, kind: types.MessageType) -> None:
        self.window_log_message(types.LogMessageParams(kind, said))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log a fault of ours; a box over what somebody is typing helps nobody."""
        del source
        if not isinstance(error, JsonRpcMethodNotFound):  # an editor may ask what it likes
            self._log(f"internal error: {type(error).__name__}: {error}", types.MessageType.Error)

    # Questions

    def place(self, uri: str, position: types.Position) -> Place | None:
        """Return a position in an open file with what is known around it."""
        file = self._open.get(uri)
        if file is None:
            return None
        document = file.library.document(file.path)
        if document is None:
            return None
        catalogue = file.library.catalogue
        name = catalogue.schema_of(document)
        column = file.text.column(position)
        return Place(file.text, document.key, name, catalogue, position.line, column)

    def fixes(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """Return the quick fixes in a range."""
        file = self._open.get(params.text_document.uri)
        if file is None:
            return []
        if not file.checked:
            self.check(file)
        return shown.fixes(
            file.findings,
            file.text,
            file.uri,
            params.range,
            params.context.diagnostics,
            lambda finding: self.diagnostic(file, finding),
        )

    def location(self, file: Open, at: Location) -> types.Location | None:
        """Return a place in any file of the library as the editor counts it."""
        for other in self._open.values():
            if other.library is file.library and other.path == at.path:
                return types.Location(other.uri, other.text.range(at))
        document = file.library.document(at.path)
        if document is None:
            return None
        text = Text(document.text, self._encoding)
        return types.Location((file.library.root / at.path).as_uri(), text.range(at))

    def defined(self, uri: str, at: Location) -> types.Location | None:
        """Return where a definition found from an open file stands."""
        file = self._open.get(uri)
        return self.location(file, at) if file else None

    @property
    def _encoding(self) -> str:
        agreed = self.workspace.position_encoding
        return str(getattr(agreed, "value", agreed))


def serve(today: Callable[[Settings], date]) -> int:
    """Serve one editor on standard input and output; returns 0 if it said goodbye, else 1."""
    server = _made(today)
    server.start_io()
    return 0 if server.left else 1


def _made(today: Callable[[Settings], date]) -> Server:
    server = Server(today)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def _(params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        server.opened(document.uri, document.text, document.version)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def _(params: types.DidChangeTextDocumentParams) -> None:
        if params.content_changes:
            text = params.content_changes[-1].text
            server.typed(params.text_document.uri, text, params.text_document.version)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def _(params: types.DidCloseTextDocumentParams) -> None:
        server.closed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def _(params: types.DidSaveTextDocumentParams) -> None:
        del params
        server.refreshed()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def _(params: types.DidChangeWatchedFilesParams) -> None:
        del params
        server.refreshed()

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def _(params: types.DidChangeWorkspaceFoldersParams) -> None:
        del params
        server.reopened()

    @server.feature(types.SHUTDOWN)
    def _(params: None) -> None:
        del params
        server.left = True

    @server.feature(types.INITIALIZED)
    def _(params: types.InitializedParams) -> None:
        del params
        _watch(server)

    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=TRIGGERS)
    )
    def _(params: types.CompletionParams) -> types.CompletionList | None:
        place = server.place(params.text_document.uri, params.position)
        return complete(place) if place else None

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def _(params: types.HoverParams) -> types.Hover | None:
        place = server.place(params.text_document.uri, params.position)
        found = lookup.hover(place) if place else None
        if found is None or place is None:
            return None
        said = types.MarkupContent(types.MarkupKind.Markdown, found.text)
        return types.Hover(said, place.text.span(place.line, found.start, found.end))

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def _(params: types.DefinitionParams) -> types.Location | None:
        place = server.place(params.text_document.uri, params.position)
        at = lookup.define(place) if place else None
        return server.defined(params.text_document.uri, at) if at else None

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix]),
    )
    def _(params: types.CodeActionParams) -> list[types.CodeAction]:
        return server.fixes(params)

    return server


def _watch(server: Server) -> None:
    """Ask the editor to tell when files change on disk, if it can."""
    workspace = server.client_capabilities.workspace
    watching = workspace.did_change_watched_files if workspace else None
    if not (watching and watching.dynamic_registration):
        return
    options = types.DidChangeWatchedFilesRegistrationOptions(
        watchers=[types.FileSystemWatcher(WATCHED)]
    )
    method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    registration = types.Registration("opslore-files", method, options)
    server.client_register_capability(types.RegistrationParams([registration]))
