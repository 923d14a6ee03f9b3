"""Where a text holds a secret, and the same text with it hidden.

Only forms that cannot well be anything else: prefixes that their issuers chose so that scanners
find them, key blocks, passwords in addresses. What is plainly an example is none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from opslore.lazy import pattern
from opslore.rules._gate import gate

if TYPE_CHECKING:
    from collections.abc import Iterator

HIDDEN = "*"


class Secret(NamedTuple):
    """A secret as offsets into the text: `start` to `end` is marked, `hide` is never shown."""

    name: str
    start: int
    end: int
    hide: tuple[int, int]


class _Form(NamedTuple):
    """A way to write a secret; group `s` of the pattern is what must not be shown."""

    name: str
    pattern: str
    whole: bool = True  # mark the whole match, which is a word of its own, not just the group
    sign: str = ""  # a part to look for first, where the pattern does not begin with plain letters


def _token(name: str, form: str, sign: str = "") -> _Form:
    return _Form(name, rf"{form}(?![A-Za-z0-9_/+-])", sign=sign)


_FORMS = (
    _token("an AWS access key", r"(?:AKIA|ASIA|ABIA|ACCA)(?P<s>[A-Z0-9]{16})"),
    _token("a GitHub token", r"gh[pousr]_(?P<s>[A-Za-z0-9]{36,251})"),
    _token("a GitHub token", r"github_pat_(?P<s>[A-Za-z0-9]{22}_[A-Za-z0-9]{59})"),
    _token(
        "a GitLab token", r"gl(?:pat|dt|rt|ptt|cbt|oas|ffct|agent)-(?P<s>[A-Za-z0-9_.-]{20,300})"
    ),
    _token("a Slack token", r"xox[abeoprs](?:\.xox[bp])?-(?P<s>[A-Za-z0-9-]{20,250})"),
    _token("a Slack token", r"xapp-(?P<s>[0-9]-[A-Z0-9]{8,20}-[0-9]{8,20}-[a-z0-9]{32,80})"),
    _token("a Stripe key", r"(?:sk|rk)_live_(?P<s>[A-Za-z0-9]{20,250})"),
    _token("a Stripe webhook secret", r"whsec_(?P<s>[A-Za-z0-9]{32,64})"),
    _token("a Google API key", r"AIza(?P<s>[A-Za-z0-9_-]{35})"),
    _token("a Google client secret", r"GOCSPX-(?P<s>[A-Za-z0-9_-]{28})"),
    _token("a Google access token", r"ya29\.(?P<s>[A-Za-z0-9_-]{60,})"),
    _token("an npm token", r"npm_(?P<s>[A-Za-z0-9]{36})"),
    _token("a PyPI token", r"pypi-AgE(?P<s>[A-Za-z0-9_-]{60,})"),
    _token("a RubyGems key", r"rubygems_(?P<s>[a-f0-9]{48})"),
    _token("a Docker Hub token", r"dckr_pat_(?P<s>[A-Za-z0-9_-]{27})"),
    _token("a SendGrid key", r"SG\.(?P<s>[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43})"),
    _token("a Twilio key", r"SK(?P<s>[a-f0-9]{32})"),
    _token("a Vault token", r"hv[sbr]\.(?P<s>[A-Za-z0-9_-]{24,250})"),
    _token(
        "a Terraform token",
        r"[A-Za-z0-9]{14}\.atlasv1\.(?P<s>[A-Za-z0-9_-]{60,70})",
        r"\.atlasv1\.",
    ),
    _token("a Databricks token", r"dapi(?P<s>[a-f0-9]{32})(?:-[0-9])?"),
    _token("a DigitalOcean token", r"do[opr]_v1_(?P<s>[a-f0-9]{64})"),
    _token("a Shopify token", r"shp(?:at|ca|pa|ss)_(?P<s>[A-Fa-f0-9]{32})"),
    _token("a Grafana token", r"glsa_(?P<s>[A-Za-z0-9]{32}_[A-Fa-f0-9]{8})"),
    _token("a Grafana token", r"glc_(?P<s>eyJ[A-Za-z0-9+/=]{40,})"),
    _token("a New Relic key", r"NRAK-(?P<s>[A-Z0-9]{27})"),
    _token("a Postman key", r"PMAK-(?P<s>[a-f0-9]{24}-[a-f0-9]{34})"),
    _token("an Atlassian token", r"ATATT3xFfGF0(?P<s>[A-Za-z0-9_=-]{60,250})"),
    _token("a Linear key", r"lin_api_(?P<s>[A-Za-z0-9]{40})"),
    _token("a Sentry token", r"sntry[su]_(?P<s>[A-Za-z0-9+/=_-]{40,})"),
    _token("a Hugging Face token", r"hf_(?P<s>[A-Za-z]{34})"),
    _token(
        "an OpenAI key",
        r"sk-(?P<s>(?:proj-|svcacct-)?[A-Za-z0-9_-]{20,}T3BlbkFJ[A-Za-z0-9_-]{20,})",
    ),
    _token("an Anthropic key", r"sk-ant-(?P<s>[A-Za-z0-9_-]{80,})"),
    _token("an age key", r"AGE-SECRET-KEY-1(?P<s>[AC-HJ-NP-Z02-9]{58})"),
    _Form(
        "a Telegram bot token",
        r"(?<!\d)[0-9]{8,10}:AA(?P<s>[A-Za-z0-9_-]{33})(?![A-Za-z0-9_-])",
        whole=False,
        sign=r":AA[A-Za-z0-9_-]{33}",
    ),
    _Form("an Azure storage key", r"AccountKey=(?P<s>[A-Za-z0-9+/]{86}==)"),
    _Form("an Azure shared key", r"SharedAccessKey=(?P<s>[A-Za-z0-9+/]{43}=)"),
    _Form(
        "a Slack webhook",
        r"hooks\.slack\.com/services/(?P<s>T[A-Z0-9]{8,}/B[A-Z0-9]{8,}/[A-Za-z0-9_]{24})",
        whole=False,
    ),
    # This one needs a word in front of it that says what it is, and so does the next.
    _Form(
        "a signed token",
        (
            r"(?i:bearer|authori[sz]ation|token|jwt|secret|password)"
            r"[A-Za-z0-9_\u0080-\uffff\"' \t:=-]{1,30}"
            r"(?P<s>eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,})"
        ),
        whole=False,
        sign=r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}",
    ),
)
_AWS_SECRET = _Form(
    "an AWS secret key",
    (
        r"(?i:aws_?secret(?:_?access)?_?key|secret_?access_?key)[\"']?[ \t]{0,4}[:=]"
        r"[ \t]{0,4}[\"']?(?P<s>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])"
    ),
    whole=False,
)
_KEY_BLOCK = pattern(
    r"-----BEGIN (?P<kind>(?:[A-Z0-9]+ ){0,3}?)PRIVATE KEY(?: BLOCK)?-----"
    r"(?P<s>(?:(?!-----)[\s\S]){12,20000})(?P<end>-----END)?"
)
_KEY_BODY = pattern(
    r"(?:\\n|[^\S\n]*\n|[ \t>|]+|[A-Z][\w-]+: [^\n]*)*(?P<body>[A-Za-z0-9+/=]{12,})"
)
_BASIC = pattern(r"(?i:authorization: *basic) +(?P<s>[A-Za-z0-9+/]{8,}={0,2})(?![A-Za-z0-9+/=])")
_ADDRESS = pattern(r"://(?P<user>[^\s:/@\"'<>`]*):(?P<s>[^\s/@\"'`]{3,200})@(?=[\w\[$<{])")

# Nearly every text is ruled out by one look for all of this. Where each sign begins with plain
# letters, that look takes half the time.
_SIGNS = (
    *(form.sign or form.pattern for form in (*_FORMS, _AWS_SECRET)),
    r"-----BEGIN",
    r"://[^/@ \n]*:[^/@ \n]+@",
    r"(?i:authorization: *basic)",
)

_EXAMPLE = pattern(
    r"example|sample|dummy|fake|placeholder|redacted|change.?me|your|xxxx|aaaa|0000|1234567|abcdef"
    r"|\*\*\*|\.\.\.|…|[<>{}]|eyJzdWIiOiIxMjM0NTY3ODkw",
    re.IGNORECASE,
)
_EXAMPLE_PASSWORD = pattern(
    r"\W*(?:my|your|the|some|new|db|app|user|admin|root)?[\W_]*"
    r"(?:pass(?:word|wd|phrase|w)?|pwd|pw|secret|token|key|creds?|credentials?|changeit)\W*"
    r"|[$%\[].*|(.)\1*",
    re.IGNORECASE,
)
_KINDS_OF_CHARACTERS = 7  # a random key of 16 characters has more


def secrets(text: str) -> list[Secret]:
    """Return the secrets in a text, in order, none overlapping another."""
    found: list[Secret] = []
    for secret in _candidates(text):
        if all(secret.end <= other.start or other.end <= secret.start for other in found):
            found.append(secret)
    return sorted(found, key=lambda secret: secret.start)


def masked(text: str) -> str:
    """Return a text of the same length in which the secrets are asterisks; lines stay."""
    for secret in secrets(text):
        start, end = secret.hide
        stars = "".join(c if c in "\r\n" else HIDDEN for c in text[start:end])
        text = text[:start] + stars + text[end:]
    return text


def _candidates(text: str) -> Iterator[Secret]:
    if not gate(*_SIGNS)(text):
        return
    yield from _key_blocks(text)
    for form in _FORMS:
        yield from _of_form(form, text)
    for match in _ADDRESS.finditer(text):
        if not _is_example_password(match["user"], match["s"]):
            yield Secret("a password in an address", *match.span("s"), match.span("s"))
    yield from _of_form(_AWS_SECRET, text)
    for match in _BASIC.finditer(text):
        if _is_login(match["s"]):
            yield Secret("a login", *match.span("s"), match.span("s"))


def _key_blocks(text: str) -> Iterator[Secret]:
    for block in _KEY_BLOCK.finditer(text):
        body = _KEY_BODY.match(text, block.start("s"))
        if body and not _is_example(body["body"]):
            kind = block["kind"].strip()
            name = f"a private key ({kind})" if kind else "a private key"
            end = block.end("s") if block["end"] else body.end()
            yield Secret(name, block.start(), block.start("s"), (block.start("s"), end))


def _of_form(form: _Form, text: str) -> Iterator[Secret]:
    for match in re.compile(form.pattern).finditer(text):
        start = match.start() if form.whole else match.start("s")
        # A look-behind in the pattern would cost the search its fast literal prefix.
        if not (form.whole and _inside_word(text, start)) and not _is_example(match["s"]):
            yield Secret(form.name, start, match.end(), match.span("s"))


def _inside_word(text: str, start: int) -> bool:
    before = text[max(0, start - 2) : start]
    return bool(before) and before != "//" and (before[-1].isalnum() or before[-1] in "_/+-")


def _is_example(value: str) -> bool:
    return _EXAMPLE.search(value) is not None or len(set(value.lower())) < _KINDS_OF_CHARACTERS


def _is_example_password(user: str, password: str) -> bool:
    return (
        password.lower() == user.lower()
        or _EXAMPLE.search(password) is not None
        or _EXAMPLE_PASSWORD.fullmatch(password) is not None
    )


def _is_login(value: str) -> bool:
    import base64
    import binascii

    try:
        login = base64.b64decode(value, validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return False
    user, colon, password = login.partition(":")
    return bool(colon and len(password) >= 3 and login.isprintable()) and not _is_example_password(
        user, password
    )
