"""The page counts in `pages.csv` can be read.

A row that cannot be read is left out of every count, so the load it stood for is not seen.

## Bad

```csv title="pages.csv"
period,service,pages,class,overnight
2026-W07,checkout,4,actionable,1
2026-W08,checkout,many,actionable,0 <!-- expect: SCH008 -->
```

## Good

```csv title="pages.csv"
period,service,pages,class,overnight
2026-W07,checkout,4,actionable,1
2026-W08,checkout,2,actionable,0
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level
from opslore.records.pages import Pages
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.findings import Problem


@rule("SCH008", on=Pages, level=Level.ERROR)
def pages_csv(pages: Pages, catalogue: Catalogue) -> Iterator[Problem]:
    yield from pages.problems
