"""Nobody is in a newsletter: 200 planted names, and not one of them in any byte of any form."""

from __future__ import annotations

import email
import json
import re
from datetime import date, timedelta
from email.policy import default
from itertools import product
from string import ascii_lowercase

import html5lib
import pytest

from cases import Case, catalogue, project
from console import run
from opslore.exchange import published
from opslore.exchange.digest import forms
from opslore.exchange.digest._place import place
from opslore.metrics.anonymous import ROLE, Names, fold, names, plain
from opslore.metrics.digest import digest, digests
from opslore.metrics.newsletter import NamesSomebody, newsletter, permalink
from opslore.records import Postmortem
from opslore.render import render
from opslore.views import _newsletter
from opslore.views import digests as digests_view

COUNT = 200
MARKS = ("zorvak", "quillon", "plonk")  # no other word of the library holds one
FIRST = date(2026, 1, 5)

# How a name can stand in a text; {0} first name, {1} last name, {2} handle, {3} id.
WRITTEN = [
    "{0} {1} restarted the pods.",
    "The pods were restarted by {0}.",
    "{1} restarted the pods.",
    "The pods were restarted by {3}.",
    "The pods were restarted by {0}'s script.",
    "The pods were restarted by {0}s script.",
    "THE PODS WERE RESTARTED BY {4}.",
    "the pods were restarted by {5}.",
    "The pods were restarted by @{2}.",
    "The pods were restarted by {2}@example.com, at night.",
    "The pods were restarted by <@U{2}>.",
    "The pods were restarted by [~{2}].",
    "The pods were restarted by **{0}** {1}.",
    "The pods were restarted by {6}.",  # emphasis in the middle of the name
    "The pods were restarted by {7}.",  # an entity
    "The pods were restarted by {8}.",  # a zero-width space
    "The pods were restarted by {9}.",  # a combining accent
    "The pods were restarted by {10}.",  # a soft hyphen
    "The pods were restarted by restart-{3}.sh.",
    "The pods were restarted by {0}Restart.",
    "The pods were restarted by https://example.com/{3}/run.",
    "The pods were restarted by {1}, {0}.",
    "The pods were restarted by {0}_{1} twice.",
    "The pods were restarted by X. {1}.",
    "The pods were restarted by {0} & {1}.",
    "The pods were restarted, see [the chat of {0}](https://example.com/{3}).",
    "![{0} at the keyboard](../../assets/{3}.png) The pods were restarted.",
    "The pods were restarted by `{3}`.",
    "The pods were restarted by {11}.",  # percent-encoded
    "The pods were restarted by {12}.",  # mathematical letters
]


def suffix(number):
    return "".join(list(product(ascii_lowercase, repeat=2))[number])


def person(number):
    tail = suffix(number)
    first, last = f"Zorvak{tail}", f"Quillon{tail}"
    return first, last, f"plonk{tail}", f"{first}-{last}".lower()


def written(number):
    first, last, handle, identity = person(number)
    return WRITTEN[number % len(WRITTEN)].format(
        first,
        last,
        handle,
        identity,
        first.upper(),
        first.lower(),
        f"{first[:3]}**{first[3:]}**",
        f"{first[:3]}&#{ord(first[3])};{first[4:]}",
        f"{first[:3]}\u200b{first[3:]}",
        f"{first[:3]}\u0301{first[3:]}",
        f"{first[:3]}\u00ad{first[3:]}",
        f"{first[:3]}%{ord(first[3]):02x}{first[4:]}",
        "".join(chr(0x1D41A + ord(c) - 97) for c in first.lower()),
    )


def incident(number):
    """Return a postmortem with a name in every field that somebody can write."""
    first, last, handle, who = person(number)
    day = FIRST + timedelta(weeks=number)
    name, prose = f"{first} {last}", written(number)
    service = f"svc-{who}" if number % 3 == 0 else "checkout"
    front = {
        "status": "final",
        "title": f"The night of {name}",
        "severity": "sev3",
        "services": [service],
        "tags": [who, handle],
        "aliases": [f"old-{who}"],
        "links": [{"url": f"https://example.com/{who}", "title": name}],
        "started_at": f"{day}T10:00Z",
        "mitigated_at": f"{day}T10:40Z",
        "resolved_at": f"{day}T11:00Z",
        "detection": {"source": who, "alert": f"{first}Alert"},
        "trigger": {"kind": who, "change": name},
        "impact": {"data_loss": f"the notes of {name}", "revenue": name, "regions": [who]},
        "failure_modes": [f"mode-{number % 7}", who],
        "roles": {"incident_commander": who, "scribe": handle, "experts": [who]},
        "authors": [who],
        "reviewers": [who],
        "contributing_factors": [{"id": who, "summary": name, "accepted_because": name}],
        "action_items": [
            {"id": who, "title": f"Ask {name}", "owner": who, "evidence": name, "reason": name}
        ],
        "runbooks_used": [{"wanted": name, "result": "did-not-exist", "note": name}],
        "waivers": [{"rule": who, "until": f"{day}", "reason": name}],
        "verified": [{"by": who, "at": f"{day}", "how": "read", "evidence": name}],
        "x-chat": name,
    }
    if number % 2 and "\u200b" not in prose:  # front matter does not take that
        front["description"] = prose
    body = f"# {name}\n\n{prose}\n\n## What {name} saw\n\n![{name}](../{who}.png)\n"
    path = f"postmortems/{day.year}/{day}-{who}.md"
    return path, f"---\n{json.dumps(front, ensure_ascii=False)}\n---\n\n{body}"


def near_miss(number):
    first, last, _, who = person(number)
    day = FIRST + timedelta(weeks=number, days=1)
    front = {
        "occurred_on": str(day),
        "services": ["checkout"],
        "what_failed": written(number),
        "caught_by": "luck",
        "corrective_action": f"{first} {last}",
    }
    text = f"---\n{json.dumps(front, ensure_ascii=False)}\n---\n\n# The luck of {first}\n"
    return f"near-misses/{day}-{who}.md", text


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    people = [person(number) for number in range(COUNT)]
    listed = [{"id": who, "name": f"{first} {last}"} for first, last, _, who in people]
    first, last, handle, who = people[0]
    team = {"id": "payments", "name": f"The team of {first}", "channel": f"#{handle}"}
    team["members"] = [who]
    modes = [{"id": f"mode-{n}", "title": f"{people[n][0]} mode"} for n in range(3)]
    modes += [{"id": f"mode-{n}", "title": f"Mode number {n}"} for n in range(3, 7)]
    service = f"---\nowner: payments\ntier: 1\n---\n\n# {first} {last}\n\nWhat {first} made.\n"
    files = {
        "opslore.toml": f'as-of = 2030-01-01\n[site]\nname = "Lore of {first} {last}"\n'
        'url = "https://lore.example.com/"\n',
        "directory.yml": json.dumps({"people": listed, "teams": [team], "complete": True}),
        "vocabulary.yml": json.dumps({"failure_modes": modes}),
        f"services/svc-{who}.md": service,
        **dict(incident(number) for number in range(COUNT)),
        **dict(near_miss(number) for number in range(COUNT)),
    }
    case = Case({path: text.encode() for path, text in files.items()}, ())
    return catalogue(project(case, tmp_path_factory.mktemp("canaries")))


def everything(raw, form):
    """Return what the bytes say, as a reader and as a program sees it."""
    said = [raw.decode("utf-8")]
    if form == "mail":
        message = email.message_from_bytes(raw, policy=default)
        said += [str(value) for value in message.values()]
        said += [part.get_content() for part in message.walk() if not part.is_multipart()]
    if form in ("slack", "json-feed"):
        said.append(json.dumps(json.loads(raw), ensure_ascii=False))
    return "\n".join(said)


def test_the_names_are_planted(library):
    """The test would be worth nothing if the library had no names, or lost its sentences."""
    found = digests(library)
    assert sum(len(found[n].incidents) for n in found if "W" in n) == COUNT + 1
    letters = [newsletter(d, library) for n, d in found.items() if "W" in n and d.incidents]
    stories = [story for letter in letters for story in letter.stories]
    assert len(stories) == COUNT + 1
    told = [story.sentence for story in stories if story.sentence]
    assert COUNT / 2 < len(told) < COUNT
    assert sum("the incident commander" in sentence.lower() for sentence in told) > COUNT / 4
    weekly = digest(found["2026-W02"].period, library)
    assert any(mark in weekly.incidents[0].title.lower() for mark in MARKS)


@pytest.fixture(scope="module")
def letters(library):
    found = digests(library).values()
    return [_newsletter.brief(newsletter(digest, library), library.as_of) for digest in found]


@pytest.mark.parametrize("form", sorted(forms()))
def test_nobody_is_in_any_byte(form, library, letters):
    where = place(library.settings)
    for letter in letters:
        said = everything(forms()[form].write([letter], where), form)
        # Also without what a mail or a feed put between the letters.
        flat = re.sub(r"[\W_]+", "", fold(plain(said)))
        for mark in MARKS:
            assert mark not in said.lower(), (letter.period.name, form)
            assert mark not in flat, (letter.period.name, form)


def test_nobody_is_on_its_page(library):
    shown = [render(p) for p in digests_view.pages(library) if "newsletter-" in p.path]
    assert len(shown) > 40
    for text in shown:
        flat = re.sub(r"[\W_]+", "", fold(plain(text)))
        assert not any(mark in flat for mark in MARKS)


def test_permalinks_go_on_to_the_postmortem(library):
    files = {a.path: a.raw.decode() for a in published.assets(library) if a.path.startswith("p/")}
    linked = {
        _newsletter.permalink_key(story.permalink)
        for found in digests(library).values()
        for story in newsletter(found, library).stories
    }
    assert linked == set(files)
    targets = set()
    for path, html in files.items():
        assert re.fullmatch(r"p/[0-9a-f]{12}/index\.html", path)
        html5lib.HTMLParser(strict=True).parse(html)
        (target,) = set(re.findall(r'(?:url=|href=")([^"]*)"', html))
        targets.add(target.removeprefix("../../").rstrip("/") + ".md")
    assert targets == {p.key for p in library.of(Postmortem)}


def test_a_name_in_the_address_of_the_site_is_refused(tmp_path):
    url = "https://lore.example.com/ada/"
    toml = f'as-of = 2026-03-01\n[site]\nurl = "{url}"\n'
    root = project(Case({"opslore.toml": toml.encode()}, ()), tmp_path)
    library = catalogue(root)
    with pytest.raises(NamesSomebody, match=r"opslore.toml:3.*`url`, which holds `ada`"):
        newsletter(digests(library)["2026-W02"], library)
    arguments = ["digest", "--form", "newsletter", "--period", "2026-W02"]
    _, out, error, code = run(arguments, root)
    assert (out, code) == ("", 1)
    assert error.startswith("opslore.toml:3:1: the newsletter would name somebody")


PEOPLE = Names(
    {
        "ada": "Ada Lovelace",
        "grace-hopper": "Grace Hopper",
        "jn": "Jürgen Nørgård",
        "ana": "Ana de la Cruz",
        "will": "Will Stone",
        "li": "Li Wei",
        "oneill": "Sinéad O'Neill",
        "mp": "Max Power",
        "tanaka": "田中太郎",
        "ivanov": "Иван Иванов",
        "jsm": "John Smith",
    },
    ["Black Friday", "checkout"],
    complete=False,
)


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("A query held every connection.", "A query held every connection."),
        ("Ada Lovelace held the pager.", "The on-call engineer held the pager."),
        ("It was Ada's query.", "It was the on-call engineer's query."),
        ("Ada, Grace Hopper and @bob met.", "The on-call engineers met."),
        ("Juergen or JÜRGEN NORGARD answered.", "The on-call engineers answered."),
        ("Ana de la Cruz rolled back.", "The on-call engineer rolled back."),
        ("de la is no name.", "de la is no name."),
        ("G. Hopper rolled back.", "The on-call engineer rolled back."),
        ("Hopper, Grace rolled back.", None),  # `Grace` alone could be the word
        ("A grace period of ten minutes.", "A grace period of ten minutes."),
        ("It will end.", "It will end."),
        ("Will restarted it.", None),
        ("Will Stone restarted it.", "The on-call engineer restarted it."),
        ("Adapters and a cascade of canals.", "Adapters and a cascade of canals."),
        ("The file ada.conf was empty.", None),
        ("A branch fix/ada/pool was merged.", None),
        ("The flag adaFix was on.", None),
        ("The flag lovelaceFix was on.", None),
        ("The flag bAdá was on.", None),
        ("See https://example.com/x for more.", None),
        ("Mail ops@example.com about it.", "Mail the on-call engineer about it."),
        ("Nobody told Bob Smith of it.", None),  # nobody knows the words
        ("Peak on Black Friday was higher.", "Peak on Black Friday was higher."),
        ("Аda held the pager.", None),  # a Cyrillic A
        ("At 03:12 12 % failed, 14 @ 3.", None),
        ("ɑda held the pager.", None),  # a phonetic letter
        ("Ada2 held the pager.", None),
        ("Will2 held the pager.", None),
        ("jsmith pushed it.", None),  # as log-ins are made
        ("It was pushed by smithj.", None),
        ("Li Wei paged Li.", "The on-call engineer paged the on-call engineer."),
        ("li paged somebody.", None),
        ("O'Neill and O’NEILL met.", "The on-call engineers met."),
        ("D'Ada met somebody.", None),
        ("It was Ada´s query.", "It was the on-call engineer’s query."),
        ("de la Cruz rolled back.", "The on-call engineer rolled back."),
        ("田中 rolled back.", None),
        ("Иванов rolled back.", "The on-call engineer rolled back."),
        ("The max was 3.", None),  # in small letters a word, or a name: nobody can tell
        ("Some power was lost.", None),
        ("The Power was lost.", None),
        ("Max Power was paged.", "The on-call engineer was paged."),
        ("Ada Byron was paged.", None),  # a last name that nobody knows
        ("Mary Lovelace was paged.", None),
        ("When Ada came, nothing worked.", "When the on-call engineer came, nothing worked."),
        ("", None),
    ],
)
def test_sentences(text, wanted):
    assert PEOPLE.sentence(text) == wanted


def test_roles():
    told = PEOPLE.sentence("Ada paged Grace Hopper.", {"ada": "the incident commander"})
    assert told == f"The incident commander paged {ROLE}."


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("payments-api", "payments-api"),
        ("ada-bot", "a service"),
        ("Lovelace", "a service"),
        ("x@example.com", "a service"),
        ("", "a service"),
    ],
)
def test_labels(text, wanted):
    assert PEOPLE.label(text, "a service") == wanted


def test_a_permalink_says_nothing_and_never_changes(library):
    record = library.of(Postmortem)[0]
    assert permalink(record) == permalink(record)
    assert record.id == "2026-01-05-zorvakaa-quillonaa"
    assert permalink(record) == "8b7ac1ecd1c2"


def test_everybody_whom_a_front_matter_names_is_known(library):
    assert names(library).leak("plonkaa") == "plonkaa"  # the scribe; not in the directory
