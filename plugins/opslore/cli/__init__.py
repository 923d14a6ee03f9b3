"""The command line: one file a command, found by the folder and imported when it is called.

Exit codes: 0 nothing at or above `--fail-on`; 1 findings; 2 usage, settings, our own files, or
nothing to check; 101 a fault of opslore itself; 130 interrupted.
"""

from __future__ import annotations

import gc
import os
import sys

USAGE, INTERNAL, INTERRUPTED = 2, 101, 130


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    _open_closed_streams()
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has seen enough (`| head`); Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - a fault of ours must not look like findings
        from opslore.cli._failure import explained

        return explained(error)


def _open_closed_streams() -> None:
    """Let what is written to a closed stream (`>&-`) go nowhere; Python keeps None in its place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115


def _run(arguments: list[str]) -> int:
    if "_OPSLORE_COMPLETE" not in os.environ and arguments[:1] == ["check"]:
        from opslore.cli import _asked

        # Imports are the run time of a small check: what needs no help from click does without.
        if asked := _asked.plainly(arguments[1:]):
            from opslore.cli import _replay

            suits = _replay.suits(asked)
            if suits and (code := _replay.play(arguments)) is not None:
                return code
            # Neither modules nor documents hold cycles worth looking for; that, and the look through
            # all that is left at the end of Python, would be a third of the run time.
            gc.disable()
            from opslore.cli import _check

            code = _check.run(asked, arguments if suits else None)
            gc.freeze()
            return code
    from opslore.cli import _group

    return _group.run(arguments)
