"""`opslore check`."""

from __future__ import annotations

from typing import Any

import click

from opslore.cli import _asked, _check, _complete

EPILOG = """\b
Examples:
  opslore check                             the library you stand in
  opslore check content/runbooks            only what is below a folder
  opslore check a.md b.md                   only these; the whole library is still read
  opslore check --select PM,stale-runbook   only some rules
  opslore check --as-of +90d                what falls due in the next quarter
  opslore check --base origin/main          what a pull request adds
  opslore check --format sarif --output opslore.sarif
  opslore check --write-baseline            accept what is there today, then
  opslore check --baseline opslore.baseline
  cat a.md | opslore check - --stdin-filename content/guides/a.md

The result goes to standard output, progress and the summary to standard error.
"""


def _option(name: str, kind: str, placeholder: str, told: str) -> click.Option:
    more: dict[str, Any] = {"help": told}
    if kind == _asked.FLAG:
        more["is_flag"] = True
    else:
        more |= {"metavar": placeholder, "multiple": kind == _asked.LIST}
    if name in ("select", "ignore"):
        more["shell_complete"] = _complete.rules
    elif name == "format":
        more |= {"shell_complete": _complete.formats, "show_default": "text"}
    elif name == "fail-on":
        more["shell_complete"] = _complete.levels
    elif name in ("output", "baseline", "stdin-filename"):
        more["type"] = click.Path()
    return click.Option([f"--{name}"], **more)


def _run(paths: tuple[str, ...], **options: Any) -> int:
    return _check.run(_asked.asked(paths, options))


command = click.Command(
    "check",
    callback=_run,
    params=[
        click.Argument(["paths"], nargs=-1, type=click.Path(allow_dash=True), metavar="[PATH]..."),
        *(_option(*option) for option in _asked.OPTIONS),
    ],
    help="Check a library: every document, every reference, every deadline.",
    short_help="Check a library.",
    epilog=EPILOG,
)
