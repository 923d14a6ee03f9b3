"""`opslore pr-comment`."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import click

from opslore.cli import INTERNAL, _library
from opslore.cli._failure import Failure
from opslore.cli._output import emit, tell

if TYPE_CHECKING:
    from opslore.catalogue import Catalogue
    from opslore.changes.comment import Host

EPILOG = """\b
Examples:
  opslore pr-comment --base origin/main
  opslore pr-comment --base origin/main --format github --output comment.md

The comment says what the change adds, which findings are new (old ones are not mentioned), which
earlier incidents resemble a new one and what had become of their action items by then, how far
the runbooks of the services concerned can be trusted, and which dates moved alone. Nothing is
posted: a job of yours does that (docs/ci.md). In the jobs of GitHub and GitLab names link to the
files. The exit code is 0 whatever was found; `opslore check --base` is the gate.
"""


@click.command(epilog=EPILOG)
@click.option("--base", metavar="REF", required=True, help="The branch the change is to join.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("markdown", "github", "gitlab")),
    default="markdown",
    help="markdown (the default) anywhere; github and gitlab fold long lists and bear a mark.",
)
@click.option("--output", "-o", metavar="FILE", help="Write a file instead of standard output.")
@click.option("--as-of", metavar="DAY", help="The day to judge on, or a distance such as +90d.")
def command(base: str, form: str, output: str | None, as_of: str | None) -> int:
    """Write the comment a good colleague would write on a change."""
    from opslore import changes, workers
    from opslore.changes.comment import comment
    from opslore.changes.story import story
    from opslore.rules import engine

    library = _library.here()
    day, _ = _library.choose_day(as_of, library.settings)
    catalogue = library.load(day, lambda: None)

    def check(then: Catalogue, renamed: Any) -> engine.Result:
        return engine.check(then, renamed=renamed, jobs=workers.best(len(then.documents)))

    try:
        change = changes.since(library.root, base, library.settings, day, check)
    except changes.GitError as error:
        raise Failure(f"--base {base}: {error}") from error
    catalogue = replace(catalogue, before=change.before)
    result = engine.check(catalogue, jobs=workers.best(len(catalogue.documents)))
    for crash in result.crashes:
        tell(f"{crash.trace.rstrip()}\nopslore: internal error: rule {crash.rule} on {crash.path}")
    prefix = _library.repository_prefix(library.root)
    emit(comment(story(catalogue, change, result), _host(form, prefix)), output)
    return INTERNAL if result.crashes else 0


def _host(form: str, prefix: str) -> Host:
    """Return the host; in its jobs it says where the files are."""
    from opslore.changes.comment import Host

    if form == "markdown":
        return Host()
    environ = os.environ
    prefix = quote(prefix.encode("utf-8", "surrogateescape"))
    blob = ""
    if form == "github" and environ.get("GITHUB_REPOSITORY") and environ.get("GITHUB_SHA"):
        server = environ.get("GITHUB_SERVER_URL", "https://github.com")
        blob = f"{server}/{environ['GITHUB_REPOSITORY']}/blob/{environ['GITHUB_SHA']}/{prefix}"
    if form == "gitlab" and environ.get("CI_PROJECT_URL") and environ.get("CI_COMMIT_SHA"):
        blob = f"{environ['CI_PROJECT_URL']}/-/blob/{environ['CI_COMMIT_SHA']}/{prefix}"
    return Host(marked=True, folded=True, blob=blob)
