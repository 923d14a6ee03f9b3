"""A mail as `.eml`: plain text and HTML, for `sendmail -t` or a mail client."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import blake2b
from typing import TYPE_CHECKING

from opslore.exchange.digest._html import page
from opslore.exchange.digest._place import one_line, slug
from opslore.exchange.digest.text import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opslore.exchange.digest._place import Place
    from opslore.views._brief import Brief

SUFFIX = "eml"
MANY = False


def write(briefs: Sequence[Brief], site: Place) -> bytes:
    """Return the mail, without a recipient: whoever sends it adds `To`.

    Day and Message-ID come from the period, so that the same digest is the same mail and a mailing
    list drops a second copy.
    """
    brief = briefs[0]
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(one_line(brief.site), "opslore", site.host)
    message["Subject"] = one_line(f"{brief.title} ({brief.site})")
    message["Date"] = format_datetime(site.told(brief))
    day = f".{brief.as_of}" if brief.current else ""
    message["Message-ID"] = f"<{slug(brief).replace('/', '.')}{day}@{site.host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text(brief, site), cte="quoted-printable")
    message.add_alternative(page(brief, site), subtype="html", cte="quoted-printable")
    message["Content-Language"] = "en"
    # The library's own boundary is drawn by lot.
    message.set_boundary(_boundary(brief, site))
    return message.as_bytes()


def _boundary(brief: Brief, site: Place) -> str:
    """Return a boundary that no part contains: quoted-printable writes `=` as `=3D`."""
    found = blake2b(f"{site.identity(brief)}{brief.as_of}".encode(), digest_size=12).hexdigest()
    return f"=_opslore_{found}"
