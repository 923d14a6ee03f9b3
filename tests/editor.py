"""A small editor: speaks the Language Server Protocol with `opslore lsp` over its pipes.

Text goes over whole, as the server asks for. Every message the server sends is kept; nothing is
taken from the server's own code, so that both sides cannot agree on the same mistake.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

PATIENCE = 60  # seconds; a machine under load is slow, a server that hangs is slower
_MAIN = "from opslore.cli import main; raise SystemExit(main())"


class Editor:
    """One editor with its server."""

    def __init__(
        self, *folders: Path, encodings: Sequence[str] = (), command: Sequence[str] = ()
    ) -> None:
        environ = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"}
        self.process = subprocess.Popen(
            command or [sys.executable, "-c", _MAIN, "lsp", "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environ,
            cwd=folders[0] if folders else None,
        )
        self._inbox: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._versions: dict[str, int] = {}
        self.log: list[str] = []
        self.shown: list[str] = []
        self.published: list[dict[str, Any]] = []
        self.registered: list[str] = []
        self.errors = b""
        self._number = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._drain = threading.Thread(target=self._stderr, daemon=True)
        self._drain.start()
        general = {"positionEncodings": list(encodings)} if encodings else {}
        watching = {"didChangeWatchedFiles": {"dynamicRegistration": True}}
        self.capabilities = self.ask(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": None,
                "capabilities": {"general": general, "workspace": watching},
                "workspaceFolders": [{"uri": f.as_uri(), "name": f.name} for f in folders],
            },
        )["capabilities"]
        self.tell("initialized", {})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join(5)
        self._drain.join(5)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe:
                pipe.close()

    def _stderr(self) -> None:
        assert self.process.stderr
        self.errors = self.process.stderr.read()

    def _read(self) -> None:
        stdout = self.process.stdout
        assert stdout
        while True:
            length = 0
            while (header := stdout.readline()).strip():
                name, _, value = header.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            if not header:
                self._inbox.put(None)
                return
            self._inbox.put(json.loads(stdout.read(length)))

    def send(self, message: dict[str, Any]) -> None:
        raw = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(raw) + raw)
        self.process.stdin.flush()

    def tell(self, method: str, params: Any) -> None:
        self.send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> Any:
        self._number += 1
        number = self._number
        self.send({"id": number, "method": method, "params": params})
        answer = self.until(lambda m: m.get("id") == number and "method" not in m)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["result"]

    def until(self, wanted: Callable[[dict[str, Any]], bool], patience: float = PATIENCE) -> Any:
        """Return the next message that is wanted; others are kept."""
        end = time.monotonic() + patience
        while True:
            message = self._inbox.get(timeout=max(end - time.monotonic(), 0.001))
            if message is None:
                raise RuntimeError(f"the server ended: {self.errors.decode()}")
            self._keep(message)
            if wanted(message):
                return message

    def _keep(self, message: dict[str, Any]) -> None:
        method = message.get("method")
        if method == "window/logMessage":
            self.log.append(message["params"]["message"])
        elif method == "window/showMessage":
            self.shown.append(message["params"]["message"])
        elif method == "textDocument/publishDiagnostics":
            self.published.append(message["params"])
        elif method == "client/registerCapability":
            self.registered += [r["method"] for r in message["params"]["registrations"]]
            self.send({"id": message["id"], "result": None})

    # Files

    def open(self, file: Path, text: str | None = None) -> list[dict[str, Any]]:
        """Open a file; returns its diagnostics."""
        uri = file.as_uri()
        text = file.read_bytes().decode() if text is None else text
        self._versions[uri] = 1
        document = {"uri": uri, "languageId": "markdown", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        return self.diagnostics(file)

    def type(self, file: Path, text: str) -> list[dict[str, Any]]:
        """Put a text in place of a file's; returns its diagnostics."""
        self.change(file, text)
        return self.diagnostics(file)

    def change(self, file: Path, text: str) -> None:
        uri = file.as_uri()
        self._versions[uri] += 1
        self.tell(
            "textDocument/didChange",
            {
                "textDocument": {"uri": uri, "version": self._versions[uri]},
                "contentChanges": [{"text": text}],
            },
        )

    def diagnostics(self, file: Path) -> list[dict[str, Any]]:
        """Return the diagnostics of a file's present version."""
        uri = file.as_uri()
        message = self.until(
            lambda m: (
                m.get("method") == "textDocument/publishDiagnostics"
                and m["params"]["uri"] == uri
                and m["params"].get("version") == self._versions[uri]
            )
        )
        found: list[dict[str, Any]] = message["params"]["diagnostics"]
        return found

    def close(self, file: Path) -> None:
        self._versions.pop(file.as_uri())
        self.tell("textDocument/didClose", {"textDocument": {"uri": file.as_uri()}})

    def close_all(self) -> None:
        for uri in list(self._versions):
            del self._versions[uri]
            self.tell("textDocument/didClose", {"textDocument": {"uri": uri}})

    def at(self, method: str, file: Path, line: int, character: int, **more: Any) -> Any:
        """Ask something of a place; line and character count from 0."""
        return self.ask(
            f"textDocument/{method}",
            {
                "textDocument": {"uri": file.as_uri()},
                "position": {"line": line, "character": character},
                **more,
            },
        )

    def complete(self, file: Path, line: int, character: int) -> list[dict[str, Any]]:
        found = self.at("completion", file, line, character)
        return found["items"] if found else []

    def fixes(
        self, file: Path, line: int, character: int = 0, told: Sequence[dict[str, Any]] = ()
    ) -> list[dict[str, Any]]:
        place = {"line": line, "character": character}
        found: list[dict[str, Any]] = self.ask(
            "textDocument/codeAction",
            {
                "textDocument": {"uri": file.as_uri()},
                "range": {"start": place, "end": place},
                "context": {"diagnostics": list(told)},
            },
        )
        return found

    def leave(self) -> int:
        """Say goodbye as the protocol asks; returns the server's exit code."""
        self.ask("shutdown", None)
        self.tell("exit", None)
        return self.process.wait(PATIENCE)


def applied(text: str, edits: Sequence[dict[str, Any]]) -> str:
    """Return a text with edits applied, whose columns are UTF-16 units."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(f"{line}\n".encode("utf-16-le")) // 2)
    units = text.encode("utf-16-le")

    def offset(position: dict[str, int]) -> int:
        return 2 * (starts[position["line"]] + position["character"])

    ordered = sorted(edits, key=lambda e: offset(e["range"]["start"]), reverse=True)
    for edit in ordered:
        start, end = (offset(edit["range"][name]) for name in ("start", "end"))
        units = units[:start] + edit["newText"].encode("utf-16-le") + units[end:]
    return units.decode("utf-16-le")
