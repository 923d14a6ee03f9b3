"""`opslore alerts`."""

from __future__ import annotations

import click

from opslore.cli import _alerts

EPILOG = """\b
Examples:
  opslore alerts                              the files of [alerts] in opslore.toml
  opslore alerts prometheus/ rules.yml        rule files, or folders of them
  opslore alerts manifests/ --runbooks ../runbooks
  opslore alerts rules.yml --map https://runbooks.example.com/=runbooks
  opslore alerts --write-annotations          the lines that are missing
  jsonnet -S alerts.jsonnet | opslore alerts - --runbooks runbooks

Read are Prometheus rule files, PrometheusRule manifests, the output of mixins, and what Grafana
exports. Nothing is asked of the network: an address counts as found if the page is there.

Exit codes: 0 no annotation leads nowhere; 1 one does, or a file cannot be read; 2 usage.
"""


@click.command(epilog=EPILOG)
@click.argument("rules", nargs=-1, metavar="[RULES]...", type=click.Path())
@click.option("--runbooks", metavar="DIR", help="Runbooks in a plain folder, not in the library.")
@click.option(
    "--map",
    "maps",
    metavar="URL_PREFIX=FOLDER",
    multiple=True,
    help="Addresses below URL_PREFIX are the pages below FOLDER. Without: told from the data.",
)
@click.option(
    "--annotation",
    "annotations",
    metavar="KEY",
    multiple=True,
    help="The annotation that names the runbook, first to last: runbook_url, then runbook.",
)
@click.option("--all", "everything", is_flag=True, help="List the rules that resolve as well.")
@click.option("--write-annotations", is_flag=True, help="Print the lines that are missing.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
@click.option("--output", "-o", metavar="FILE", help="Write a file instead of standard output.")
def command(
    rules: tuple[str, ...],
    runbooks: str | None,
    maps: tuple[str, ...],
    annotations: tuple[str, ...],
    form: str,
    output: str | None,
    *,
    everything: bool,
    write_annotations: bool,
) -> int:
    """Follow each alert rule to its runbook, and find runbooks no rule leads to."""
    asked = _alerts.Asked(rules, runbooks, maps, annotations, everything)
    found = _alerts.find(asked)
    return _alerts.told(found, asked, form, output, lines_only=write_annotations)
