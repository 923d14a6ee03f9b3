"""The command, before it serves anybody."""

from __future__ import annotations

import importlib
import sys

import pytest

from opslore.cli import main


@pytest.mark.parametrize("missing", ["pygls", "lsprotocol"])
def test_without_the_extra(monkeypatch, capsys, missing) -> None:
    for name in list(sys.modules):
        if name.split(".")[0] in ("pygls", "lsprotocol") or name.startswith("opslore.lsp"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    assert main(["lsp"]) == 2
    assert capsys.readouterr().err == (
        'opslore: this needs the extra [lsp]: pip install "opslore[lsp]"\n'
    )


def test_a_day_that_is_none_is_told_before_the_editor_waits(monkeypatch, capsys) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert main(["lsp"]) == 2
    assert "SOURCE_DATE_EPOCH is 'yesterday'" in capsys.readouterr().err


def test_a_person_who_starts_it_is_told_what_it_waits_for(monkeypatch, capsys) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(importlib.import_module("opslore.lsp.server"), "serve", lambda _: 0)
    assert main(["lsp"]) == 0
    assert capsys.readouterr().err.startswith("opslore lsp waits for an editor")
