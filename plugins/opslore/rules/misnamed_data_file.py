"""A data file has the name and the place under which it is looked for.

`directory.yml` in the content folder is read; `directory.yaml`, or one in a subfolder, is not, and
then every rule that needs it is silent: nobody has left, every name is known. And only under its
own name is it kept from being published.

## Bad

```yaml title="vocabulary.yaml"
failure_modes: [] # expect: SRC022
```

## Good

```yaml title="vocabulary.yml"
failure_modes: []
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.catalogue import Catalogue
from opslore.catalogue.files import data_meant, excluded
from opslore.findings import Level, Location, Problem
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("SRC022", on=Catalogue, level=Level.WARNING)
def misnamed_data_file(library: Catalogue, catalogue: Catalogue) -> Iterator[Problem]:
    folder = library.settings.prefix
    for key in sorted(library.assets or ()):
        meant = data_meant(key)
        # In a folder of its own it is somebody else's, where the library has one already.
        beside = meant in library.data and "/" in key
        if meant and not beside and not excluded(key, library.settings):
            yield Problem(
                Location(f"{folder}{key}"),
                f"is not read: the data file is `{folder}{meant}`",
                f"rename it to `{folder}{meant}`, or name it under `exclude` in the settings",
            )
