"""The progress bar: on a terminal, after a second, and gone at the end."""

from __future__ import annotations

import io

import pytest

from opslore.cli import _progress


class Terminal(io.StringIO):
    def __init__(self, tty):
        super().__init__()
        self._tty = tty

    def isatty(self):
        return self._tty


@pytest.mark.parametrize(
    ("tty", "seconds", "drawn"),
    [(True, 0.001, ""), (True, 0.4, "\r\x1b[Kcheck [{bar:<30}]  75%"), (False, 0.4, "")],
)
def test_who_waits_sees_a_bar(tty, seconds, drawn, monkeypatch):
    now = [100.0]
    terminal = Terminal(tty)
    monkeypatch.setattr(_progress.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(_progress.sys, "stderr", terminal)
    progress = _progress.Progress("check")
    progress.total = 4
    for _ in range(3):
        now[0] += seconds
        progress.step()
    progress.close()
    wanted = drawn.format(bar="#" * 22)
    assert terminal.getvalue() == (wanted and f"{wanted}\r\x1b[K")


def test_it_is_drawn_ten_times_a_second_at_most(monkeypatch):
    now = [100.0]
    terminal = Terminal(tty=True)
    monkeypatch.setattr(_progress.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(_progress.sys, "stderr", terminal)
    progress = _progress.Progress("check")
    progress.total = 10_000
    for _ in range(10_000):
        now[0] += 0.001
        progress.step()
    assert 80 <= terminal.getvalue().count("\r") <= 91
