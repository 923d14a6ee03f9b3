"""An index in the llms.txt form: what is here, in lines a language model can follow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.exchange._permalinks import as_folder
from opslore.metrics.search import KINDS

if TYPE_CHECKING:
    from opslore.catalogue import Catalogue

SUFFIX = "txt"


def export(catalogue: Catalogue) -> bytes:
    """Return the index (https://llmstxt.org/); addresses are relative without a site's address."""
    site = f"{catalogue.settings.site.url.rstrip('/')}/" if catalogue.settings.site.url else ""
    name = catalogue.settings.site.name or "Operations"
    lines = [f"# {_line(name)}", "", f"> Operational knowledge as of {catalogue.as_of}.", ""]
    for kind in KINDS:
        records = catalogue.published(kind)
        if records:
            lines += [f"## {kind.NOUNS.capitalize()}", ""]
            for record in records:
                told = f": {_line(record.description)}" if record.description else ""
                lines.append(f"- [{_line(record.title)}]({site}{as_folder(record.key)}){told}")
            lines.append("")
    return "\n".join(lines).encode("utf-8")


def _line(text: str) -> str:
    """Return a text on one line, in which nothing is a link or a tag."""
    return re.sub(r"[\\\[\]<>`]", r"\\\g<0>", " ".join(text.split()))
