"""Every form of a digest, held against programs that others wrote, with titles of the worst kind."""

from __future__ import annotations

import email
import json
import re
from dataclasses import replace
from datetime import date
from email.policy import default
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import feedparser
import html5lib
import jsonschema
import markdown
import pytest
from slack_sdk.models.blocks import Block

from cases import Case, catalogue, project
from console import run
from opslore import settings as configuration
from opslore.catalogue import load
from opslore.exchange import published
from opslore.exchange.digest import forms
from opslore.exchange.digest._place import Place, place
from opslore.metrics.digest import digests
from opslore.metrics.newsletter import newsletter
from opslore.views import _digest, _newsletter

HERE = Path(__file__).parent
ROOT = HERE.parent
SCHEMA = json.loads((HERE / "schemas" / "json-feed-1.1.schema.json").read_text("utf-8"))
SITE = "https://lore.example.com/ops/"

HOSTILE = [
    "</a></li></ul><script>alert(1)</script>",
    "<!channel> <@U012345> <https://evil.example.com|click> @here #general",
    "]]></content></entry><entry><title>x",
    "a *b* _c_ ~d~ `e` **f** [g](http://h) ![i](j) | k",
    "Subject: x Bcc: everybody@example.com",
    "&lt;b&gt; &amp;amp; \u2028 \u0085 \u202e evil \ufeff",
    "=?utf-8?q?=0D=0ABcc:=20x@example.com?=",
    "日本語 ünïcode 🙂 " + "long " * 80,
    "x" * 4000,
    "100 % `ok` \\ \\* $(id) {{ 7*7 }} {% raw %}",
    "- [ ] # heading",
    "=1+1",
    "&" * 900,
    "*_<" * 400,
]


@cache
def sample():
    return load(ROOT, date(2026, 11, 16))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Return a library in which every text is one of the above, and 120 items are overdue."""
    files = {}
    for number, text in enumerate(HOSTILE):
        day = f"2026-02-{number + 1:02}"
        refused = re.search("[\u0085\u2028\u202e\ufeff]", text)  # by front matter, not by a body
        told = "x" if refused else text
        items = [
            {"id": f"A{n}", "title": f"{told} {n}", "owner": "ada", "due": "2026-02-01"}
            for n in range(10)
        ]
        front = {
            "status": "final",
            "severity": "sev2",
            "services": ["checkout"],
            "started_at": f"{day}T10:00Z",
            "resolved_at": f"{day}T11:00Z",
            "failure_modes": ["connection-pool-exhaustion"],
            "action_items": items,
        }
        if not refused:
            front |= {"title": text, "description": text}
        written = json.dumps(front, ensure_ascii=False)
        body = f"# {text}\n\n{text} It was.\n"
        files[f"postmortems/2026/{day}-x.md"] = f"---\n{written}\n---\n\n{body}"
    files["opslore.toml"] = f'as-of = 2026-03-01\n[site]\nname = "A & <b>"\nurl = "{SITE}"\n'
    case = Case({path: text.encode() for path, text in files.items()}, ())
    return catalogue(project(case, tmp_path_factory.mktemp("hostile")))


def made(library, *, letters=False):
    """Return every digest that has something in it, the newest first."""
    found = [d for d in digests(library).values() if d.happened]
    found.sort(key=lambda d: d.period.start, reverse=True)
    if letters:
        return [_newsletter.brief(newsletter(d, library), library.as_of) for d in found]
    return [_digest.brief(d, library) for d in found]


def every(form, hostile):
    """Yield a form's bytes for both libraries, both letters and digests."""
    for library in (hostile, sample()):
        where = place(library.settings)
        for letters in (False, True):
            briefs = made(library, letters=letters)[:15]
            chosen = forms()[form]
            if chosen.many:
                yield briefs, chosen.write(briefs, where)
            else:
                for brief in briefs:
                    yield [brief], chosen.write([brief], where)


class Tags(HTMLParser):
    """Tags, attributes and words of HTML."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes = set(), set()
        self.links = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name == "href"]


BODY = set("a br div h1 h2 li p span table tbody td th thead tr ul".split())
DOCUMENT = {"html", "head", "meta", "title", "body"}


def test_there_is_something_to_write(hostile):
    current = [d for d in digests(hostile).values() if d.current]
    assert [len(d.overdue) for d in current] == [10 * len(HOSTILE)] * 3


def test_mail(hostile):
    seen = {}
    for (brief,), raw in every("mail", hostile):
        message = email.message_from_bytes(raw, policy=default)
        assert [part.defects for part in message.walk()] == [[], [], []]
        assert message.get_content_type() == "multipart/alternative"
        plain, html = message.get_payload()
        assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
        assert {"From", "Subject", "Date", "Message-ID", "MIME-Version"} <= set(message.keys())
        assert not {"To", "Cc", "Bcc"} & set(message.keys())
        assert message["Date"].datetime.tzinfo
        assert message["From"].addresses[0].domain in (
            "lore.example.com",
            "quillfeather.example.com",
        )
        assert raw.count(b"\n") == raw.count(b"\r\n")
        assert max(map(len, raw.split(b"\r\n"))) <= 998  # RFC 5322
        said = html.get_content()
        html5lib.HTMLParser(strict=True).parse(said)
        tags = Tags(said)
        assert tags.tags <= BODY | DOCUMENT
        assert tags.attributes <= {"style", "href", "lang", "charset", "name", "content"}
        assert not re.search(
            r"(?<!-)\bcolor:|background|url\(|!important", said.partition("<body>")[2]
        )
        assert '<meta name="color-scheme" content="light dark">' in said
        assert brief.title in plain.get_content().replace("\r\n", "\n")
        key = (message["Message-ID"], brief.site)
        assert seen.setdefault(key, raw) == raw, "two digests with one identity"


@pytest.mark.parametrize(
    "zone, sent", [("UTC", "2026-11-16T00:00+00:00"), ("Europe/Berlin", "2026-11-15T23:00+00:00")]
)
def test_the_day_of_a_mail_is_the_end_of_its_period(zone, sent):
    library = sample()
    settings = replace(library.settings, timezone=zone)
    brief = _digest.brief(digests(library)["2026-W46"], library)
    message = email.message_from_bytes(
        forms()["mail"].write([brief], place(settings)), policy=default
    )
    assert message["Date"].datetime.isoformat(timespec="minutes") == sent


def test_slack(hostile):
    for _, raw in every("slack", hostile):
        told = json.loads(raw)
        assert set(told) == {"text", "blocks"}
        assert len(told["blocks"]) <= 50
        for block in Block.parse_all(told["blocks"]):
            block.validate_json()
        for block in told["blocks"]:
            if block["type"] == "header":
                assert len(block["text"]["text"]) <= 150
            elif block["type"] == "section":
                assert 0 < len(block["text"]["text"]) <= 3000
                assert block["text"]["verbatim"] is True
        said = json.dumps(told, ensure_ascii=False)
        assert "<!" not in said
        assert "<@" not in said
        links = re.findall(r"<([^>|]*)\|", said)
        assert all(link.startswith((SITE, "https://quillfeather.example.com/")) for link in links)


def test_slack_leaves_to_the_page_what_is_too_much(hostile):
    library = hostile
    current = next(d for d in digests(library).values() if d.current)
    told = json.loads(
        forms()["slack"].write([_digest.brief(current, library)], place(library.settings))
    )
    end = told["blocks"][-1]["elements"][0]["text"]
    assert f"<{SITE}digests/2026-w09/|The whole digest>" in end


def test_atom(hostile):
    for briefs, raw in every("atom", hostile):
        found = feedparser.parse(raw, sanitize_html=False)
        assert not found.bozo, found.get("bozo_exception")
        assert found.version == "atom10"
        assert found.feed.id.startswith("tag:")
        assert found.feed.title
        assert [entry.title for entry in found.entries] == [brief.title for brief in briefs]
        assert len({entry.id for entry in found.entries}) == len(briefs)
        updated = [entry.updated for entry in found.entries]
        assert found.feed.updated == max(updated)
        for entry in found.entries:
            assert entry.published <= entry.updated
            assert Tags(entry.content[0].value).tags <= BODY
            assert entry.content[0].type == "text/html"


def test_json_feed(hostile):
    validator = jsonschema.Draft202012Validator(
        SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    for briefs, raw in every("json-feed", hostile):
        feed = json.loads(raw)
        assert [error.message for error in validator.iter_errors(feed)] == []
        assert len({item["id"] for item in feed["items"]}) == len(briefs)
        for item in feed["items"]:
            assert Tags(item["content_html"]).tags <= BODY


def test_markdown(hostile):
    for _, raw in every("markdown", hostile):
        html = markdown.markdown(raw.decode(), extensions=["tables", "sane_lists"])
        tags = Tags(html)
        assert tags.tags <= {*BODY, "strong"}
        assert all(link.startswith("https://") for link in tags.links)
        assert not any("evil" in link for link in tags.links)


def test_text(hostile):
    for _, raw in every("text", hostile):
        for line in raw.decode().splitlines():
            whole = len(line.split()) <= 2  # an address or a word that nobody can break
            assert len(line) <= 78 or whole, line
            assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\x85]", line)


@pytest.mark.parametrize("form", sorted(forms()))
def test_same_input_same_bytes(form, hostile):
    assert [raw for _, raw in every(form, hostile)] == [raw for _, raw in every(form, hostile)]


def test_restricted_documents_are_counted_and_not_named():
    library = sample()
    hidden = [record for record in library.records if record.restricted]
    assert hidden
    for form in forms().values():
        for brief in made(library):
            said = form.write([brief], place(library.settings)).decode()
            assert not any(record.title in said or record.id in said for record in hidden)
    july = _digest.brief(digests(library)["2026-07"], library)
    assert "And 1 restricted." in forms()["text"].write([july], place(library.settings)).decode()


@pytest.mark.parametrize(
    "url, key, wanted",
    [
        (
            "https://x.example.com/ops",
            "postmortems/2026/a b.md",
            "https://x.example.com/ops/postmortems/2026/a%20b/",
        ),
        ("https://x.example.com/ops/", "index.md", "https://x.example.com/ops/"),
        ("https://x.example.com/", "digests/index.md#now", "https://x.example.com/digests/#now"),
        ("https://x.example.com/", "digests/feed.xml", "https://x.example.com/digests/feed.xml"),
        ("", "index.md", ""),
    ],
)
def test_addresses(url, key, wanted):
    found = place(configuration.parse({"site": {"url": url}}))
    assert found.address(key) == wanted


@pytest.mark.parametrize("form", sorted(forms()))
def test_without_an_address_nothing_is_linked(form):
    library = sample()
    where = Place("", library.settings.zone)
    raw = forms()[form].write(made(library)[:3], where)
    assert b"quillfeather.example.com/operations/" not in raw
    assert b"opslore.invalid" in raw or form in ("text", "markdown", "slack")


def test_the_site_publishes_catalogue_and_feeds():
    files = {asset.path: asset for asset in published.assets(sample())}
    assert {"catalogue.json", "digests/feed.xml", "digests/feed.json"} <= set(files)
    assert json.loads(files["catalogue.json"].raw)["as_of"] == "2026-11-16"
    feed = json.loads(files["digests/feed.json"].raw)
    assert feed["items"][0]["_opslore"]["current"]
    assert len(feed["items"]) == 20


def test_a_file_is_written_whole(tmp_path):
    target = tmp_path / "w46.eml"
    arguments = ["digest", "--period", "2026-W46", "--format", "mail", "--output", str(target)]
    output, _, _, code = run(arguments, ROOT, environ={"XDG_CACHE_HOME": str(tmp_path)})
    assert (output, code) == ("", 0)
    brief = _digest.brief(digests(sample())["2026-W46"], sample())
    assert target.read_bytes() == forms()["mail"].write([brief], place(sample().settings))
