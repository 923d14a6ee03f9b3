"""No document holds a secret.

What is in the history of a repository is known to everyone who ever cloned it. So a secret that is
found here is not only to be taken out: it is to be made worthless where it was issued. The value
is never printed, in no format, and this rule cannot be waived.

Looked for are forms that can hardly be anything else: the prefixes of the large issuers (AWS,
Azure, GitHub, GitLab, Google, Slack, Stripe, npm, PyPI, Vault and others), private key blocks,
signed tokens and AWS secret keys behind a word that names them, and passwords in addresses. What is
plainly an example is none: `AKIAIOSFODNN7EXAMPLE`, `${TOKEN}`, `<token>`, `xxxx`, the word
`password`, a password that equals the user's name. A secret without any form of its own, such as a
password in a sentence, is not seen.

## Bad

```md title="guides/deploys.md"
---
owner: platform
---

# How to deploy by hand

Export the key AKIAQ3EGRB2WK7TFXJZP first. <!-- expect: SEC001 -->

    psql postgres://deploy:r8KxPw2qLm@db.example.com/shop <!-- expect: SEC001 -->
```

## Good

```md title="guides/deploys.md"
---
owner: platform
---

# How to deploy by hand

Export the key, which looks like AKIAIOSFODNN7EXAMPLE, first.

    psql postgres://deploy:${PGPASSWORD}@db.example.com/shop
```

## Precision

In 544 files of other organisations (postmortems, runbooks, alert rules) it finds nothing. Six places
have one of these forms and are let pass as examples; all were looked at and are (`AKIAXXXX…`, a
password that equals the user's name). A wider search there, for long words given to anything called
a password, token, secret or key, finds four more places, all of them rows of `X`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.document import Document
from opslore.findings import Level, Problem
from opslore.rules._secrets import secrets
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("SEC001", on=Document, level=Level.ERROR)
def secret(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    for found in secrets(document.text):
        yield Problem(
            document.span(found.start, found.end),
            f"here stands {found.name}",
            "make it worthless where it was issued, then write where to find the new one "
            "instead; the history keeps this one",
            subject=found.name,  # not even a digest of the value
        )
