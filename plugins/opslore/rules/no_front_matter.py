"""A document begins with its front matter.

Front matter tells what a document is, who owns it and until when it can be trusted. A runbook and a
guide may do without it, since their folder tells all that is asked of them; every other type has
fields that cannot be guessed. Many old files are best taken over with `opslore adopt`, which reads
what it can out of their text and writes the block.

## Bad

```md title="near-misses/backup.md"
# The nightly backup was empty <!-- expect: SRC016 -->

Nobody noticed for two days.
```

## Good

```md title="near-misses/backup.md"
---
occurred_on: 2026-02-20
services: [checkout]
what_failed: The nightly backup was empty
caught_by: human
corrective_action: The job now fails when the file is smaller than yesterday's
---

Nobody noticed for two days.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore import schema
from opslore.document import Document
from opslore.findings import Level
from opslore.records import FOLDERS
from opslore.rules._references import noun
from opslore.rules._source import faults
from opslore.rules.engine import rule
from opslore.schema.words import article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.findings import Problem


@rule("SRC016", on=Document, level=Level.ERROR)
def no_front_matter(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    for problem in faults(document, "no-front-matter"):
        if not problem.message.startswith("has no"):
            yield problem  # there is something like it, and what to mend in it
            continue
        kind = catalogue.types.get(document.path)
        yield problem._replace(help=_block(kind) if kind else _without_type())


def _block(kind: str) -> str:
    missing = schema.validate_data(kind, {})[0].help.split("\n")[1:]
    return "\n".join(
        (f"begin the file with what {article(noun(kind))} needs:", "---", *missing, "---")
    )


def _without_type() -> str:
    folders = ", ".join(f"{folder}/" for folder in sorted(FOLDERS))
    return (
        "`opslore adopt DIR` writes it for a folder of old files; by hand, move the file into the "
        f"folder of its type ({folders}) and begin it with `---`, its fields and `---`; "
        "a plain page without a type is named under `pages` in opslore.toml"
    )
