"""Secrets: what is one, what only looks like one, and that no output ever shows it.

The values are put together here, so that no scanner of this repository takes them for real ones.
"""

from __future__ import annotations

import base64
import random
import string

import pytest

from cases import case, catalogue, project
from opslore.report import Report, formats, render
from opslore.rules import engine
from opslore.rules._secrets import masked, secrets

LETTERS = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
RANDOM = random.Random(20260301)


def some(length, alphabet=LETTERS):
    return "".join(RANDOM.choice(alphabet) for _ in range(length))


def block(kind="RSA ", lines=6):
    body = "\n".join(some(64, LETTERS + "+/") for _ in range(lines))
    return f"-----BEGIN {kind}PRIVATE KEY-----\n{body}\n-----END {kind}PRIVATE KEY-----"


def jwt():
    return f"eyJ{some(20)}.eyJ{some(40)}.{some(43, LETTERS + '_-')}"


# The value that must not be seen, in the middle of what surrounds it.
SECRETS = [
    ("AWS access key", "use AKIA", some(16, string.ascii_uppercase + "234567"), " now"),
    ("AWS access key", "use AKIA", "9F0Q8K1Z7M3X6T5P", " now"),  # none that AWS would issue
    ("AWS secret key", 'aws_secret_access_key = "', some(40, LETTERS + "+/"), '"'),
    ("AWS secret key", "SecretAccessKey: ", some(40, LETTERS + "+/"), "\n"),
    ("GitHub token", "token ghp_", some(36), ""),
    ("GitHub token", "(github_pat_", f"{some(22)}_{some(59)}", ")"),
    ("GitLab token", "glpat-", some(20), ""),
    ("Slack token", "xoxb-", f"{some(12, string.digits)}-{some(12, string.digits)}-{some(24)}", ""),
    (
        "Slack webhook",
        "https://hooks.slack.com/services/",
        f"T{some(9, string.digits)}/B{some(9, string.digits)}/{some(24)}",
        "",
    ),
    ("Stripe key", "sk_live_", some(24), ""),
    ("Google API key", "key=AIza", some(35, LETTERS + "_-"), "&x=1"),
    ("npm token", "//registry/:_authToken=npm_", some(36), ""),
    ("PyPI token", "pypi-AgE", some(100, LETTERS + "_-"), ""),
    ("SendGrid key", "SG.", f"{some(22)}.{some(43)}", ""),
    ("Twilio key", "SK", some(32, HEX), ""),
    ("Vault token", "VAULT_TOKEN=hvs.", some(90, LETTERS + "_-"), ""),
    ("Telegram bot token", "https://api.telegram.org/bot123456789:AA", some(33), "/getMe"),
    ("age key", "AGE-SECRET-KEY-1", some(58, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"), ""),
    ("Azure storage key", "AccountName=shop;AccountKey=", some(86, LETTERS + "+/") + "==", ";"),
    ("DigitalOcean token", "dop_v1_", some(64, HEX), ""),
    ("OpenAI key", "sk-", f"proj-{some(30)}T3BlbkFJ{some(30)}", ""),
    ("signed token", "Authorization: Bearer ", jwt(), ""),
    (
        "login",
        "curl -H 'Authorization: Basic ",
        base64.b64encode(b"deploy:kX9vQ2mR7p").decode(),
        "'",
    ),
    ("password in an address", "postgres://deploy:", some(12), "@db.shop.internal:5432/shop"),
    ("password in an address", "ftp://u:", "k9x", "@h"),
    ("password in an address", "mysql://shop:", "hunter2", "@db/shop"),
    ("password in an address", "redis://:", some(12), "@cache:6379/0"),
]

EXAMPLES = [
    "AKIAIOSFODNN7EXAMPLE",
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "aws_secret_access_key = ${AWS_SECRET_ACCESS_KEY}",
    "ghp_" + "x" * 36,
    "ghp_" + "your" * 9,
    "glpat-<token>",
    "sk_live_...",
    "npm_${NPM_TOKEN}",
    "a word AKIA, akia1234567890123456, AKIASHORT",
    "commit 3f786850e387550fdab836ed7e6dc881de23001b, sha256:" + some(64, HEX),
    "postgres://user:password@localhost/db",
    "postgres://user:my-password@db.example.com/db",
    "postgres://deploy:${PGPASSWORD}@db.example.com/db",
    "postgres://deploy:$PGPASSWORD@db.example.com/db",
    "postgres://deploy:<password>@db.example.com/db",
    "postgres://deploy:{{ password }}@db.example.com/db",
    "postgres://deploy:%s@db.example.com/db",
    "postgres://deploy:xxxxxxxx@db.example.com/db",
    "postgres://deploy:********@db.example.com/db",
    "amqp://guest:guest@rabbit:5672/",
    "https://example.com:8443/@team/page",
    "ssh://git@example.com:22/shop.git",
    "a signed token without a word in front: " + "x " + jwt().replace("eyJ", "abc"),
    "the file begins with -----BEGIN RSA PRIVATE KEY----- and ends with -----END RSA PRIVATE KEY-----",
    "-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN PUBLIC KEY-----\n" + some(64) + "\n-----END PUBLIC KEY-----",
    "-----BEGIN CERTIFICATE-----\n" + some(64) + "\n-----END CERTIFICATE-----",
    "Authorization: Basic <base64 of user:password>",
    "Authorization: Basic " + base64.b64encode(b"user:password").decode(),
    "![](data:image/png;base64," + some(3000, LETTERS + "+/") + ")",
]


@pytest.mark.parametrize("name, before, value, after", SECRETS, ids=[s[0] for s in SECRETS])
def test_a_secret_is_found_and_hidden(name, before, value, after):
    text = f"A line.\n{before}{value}{after}\nAnother line.\n"
    found = secrets(text)
    assert [secret.name.split(" ", 1)[1] for secret in found] == [name]
    start, end = found[0].hide
    assert text[start:end] == value
    assert found[0].start <= start < end <= found[0].end
    assert masked(text) == text.replace(value, "*" * len(value))


@pytest.mark.parametrize("kind", ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "])
@pytest.mark.parametrize("how", ["plain", "indented", "json", "cut off"])
def test_a_private_key_is_hidden_as_a_whole(kind, how):
    key = block(kind)
    body = key.split("\n")[1:-1]
    text = {
        "plain": key,
        "indented": "key: |\n" + "".join(f"    {line}\n" for line in key.split("\n")),
        "json": '{"private_key": "' + key.replace("\n", "\\n") + '\\n"}',
        "cut off": key.rsplit("\n", 1)[0],
    }[how]
    found = secrets(f"Look:\n\n{text}\n\nThat is it.\n")
    assert len(found) == 1
    assert "private key" in found[0].name
    shown = masked(f"Look:\n\n{text}\n\nThat is it.\n")
    assert "That is it." in shown
    assert not any(line in shown for line in (body if how != "cut off" else body[:1]))


def test_a_short_private_key_is_one():
    text = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\n-----END PRIVATE KEY-----\n"
    assert len(secrets(text)) == 1
    assert "MIIEvQIBADANBgkq" not in masked(text)


@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_is_none(text):
    assert secrets(f"Write {text} here.\n") == []
    assert masked(text) is text


def test_no_format_ever_shows_one(tmp_path):
    values = [value for _, _, value, _ in SECRETS]
    lines = "".join(f"TODO: {before}{value}{after}\n\n" for _, before, value, after in SECRETS)
    front = "".join(
        f'x-{number}: "{before.strip()}{value}"\n'.replace('""', '"').replace("\n\n", "\n")
        for number, (_, before, value, _) in enumerate(SECRETS[3:6])
    )
    text = (
        f'```md title="guides/a.md"\n---\nowner: "{SECRETS[3][1].split()[-1]}{values[3]}"\n'
        f"status: {SECRETS[5][1]}{values[5]}\n{front}---\n\n# When to page\n\n{lines}\n"
        f"{block()}\n```\n"
    )
    read = catalogue(project(case(text), tmp_path))
    result = engine.check(read)
    assert not result.crashes
    assert len({f.rule for f in result.findings}) >= 4
    assert sum(f.rule == "secret" for f in result.findings) >= len(SECRETS)
    for name in formats():
        for colour in (False, True):
            report = Report(result.findings, read, colour=colour)
            shown = render(name, report) + repr(result.findings)
            for value in values:
                assert value not in shown, name
                assert value[:12] not in shown, name


def test_a_text_without_any_is_quick():
    import time

    text = "Wait for the connection pool of https://example.com/checkout/a/long/path.\n" * 20_000
    start = time.process_time()
    assert secrets(text) == []
    for hostile in (
        "eyJ" * 200_000,
        "://" + "a:" * 200_000,
        "-----BEGIN " * 50_000,
        "ecret" + "A" * 500_000,
    ):
        secrets(hostile)
    assert time.process_time() - start < 2
