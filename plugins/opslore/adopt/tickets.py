"""Which links track an item: issues, pull requests and tickets of the usual trackers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opslore.adopt.plain import Target

_ADDRESS = re.compile(
    r"^https?://[^\s]*(?:"
    r"/(?:issues?|pulls?|pull-requests?|merge_requests|work_items|tickets?|stories|story|bugs?"
    r"|incidents?/follow-ups?|commits?)/(?:[\w.-]+/)*[\w-]*\d[\w-]*"
    r"|/browse/[A-Z][A-Z0-9_]+-\d+|/issue/[A-Za-z][\w]*-\d+"
    r"|/show_bug\.cgi\?id=\d+|/_workitems/edit/\d+|trello\.com/c/\w+|app\.asana\.com/\S*\d+"
    r"|app\.clickup\.com/t/\w+|/T\d{3,}$|[?&](?:selectedIssue|issue_?id|ticket_?id)=[\w-]+"
    r")(?:[/?#]\S*)?$",
    re.IGNORECASE,
)
_NEVER = re.compile(
    r"slack\.com|docs\.google\.com|discord|gitter\.im|zulip|/wiki/|grafana|/commit/|/commits/"
    r"|issues\?|/blob/|/tree/|statuspage|twitter|youtube|\.(?:png|jpg|gif|svg)(?:$|[?#])",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"(?:(?:the|this|see|link to|our|github|gitlab|jira|linear|tracking|tracked in|follow-?up)\s+)*"
    r"(?:(?:github |gitlab |jira |tracking )?(?:issues?|tickets?|prs?|pull requests?|merge requests?"
    r"|mrs?|bugs?|stor(?:y|ies)|jira|tasks?)(?:\s+here)?(?:\s*[#:]?\s*[\w/-]*\d+)?"
    r"|[\w./-]*#\d+|!?\d{2,}|[A-Z][A-Z0-9]{1,9}-\d+)",
    re.IGNORECASE,
)
# What looks like the key of a ticket and is the name of something else.
KEY = re.compile(
    r"(?<![\w/#.-])(?!(?:UTF|SHA|CVE|ISO|RFC|UTC|GMT|TLS|HTTP|AES|RSA|MD|SEV|EU|US|AP|CA|SA|AF|ME"
    r"|IPV|PM|INC|P|F|A|AI|S|T|X|R|M|C|H|Q|COVID|SOC|PCI|FIPS|WAL|CPU|GPU|IE|PHASE|TIER|ZONE|NODE"
    r"|STEP|DAY|WEEK|LEVEL|PART|GPT|BASE|CP|LAA|EKS|RTO|RPO)-)"
    r"[A-Z][A-Z0-9]{1,9}-\d{1,6}(?![\w-])"
)


def tracks(link: Target) -> bool:
    """Whether a link leads to a ticket, an issue or a change that an item is tracked by."""
    if link.image or not link.url.startswith(("http://", "https://")):
        return False
    if _NEVER.search(link.url):
        return False
    if _ADDRESS.match(link.url):
        return True
    return bool(link.text and _WORDS.fullmatch(link.text.strip()))


def is_word(text: str) -> bool:
    """Whether the words of a link only name a ticket: "issue", "#12", "PROJ-12"."""
    return not text or bool(_WORDS.fullmatch(text.strip(" .:()[]")))
