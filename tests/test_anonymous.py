"""Names as the world has them, in forty writings: none is left in a sentence that is told."""

from __future__ import annotations

import re
import unicodedata

import pytest

from opslore.metrics.anonymous import Names

PEOPLE = {
    "zbigniew-krawczyk": "Zbigniew Krawczyk",
    "anne-sophie": "Anne-Sophie Müller-Lüdenscheidt",
    "oconnor": "Siobhán O'Connor",
    "jvdb": "Jan van den Bergh",
    "xu": "Xu Wei",
    "mohammed": "Mohammed al-Rashid",
    "bjork": "Björk Guðmundsdóttir",
    "li-na": "李娜",
    "dmitri": "Дмитрий Соколов",
    "will-hope": "Will Hope",
    "ed": "Ed Wu",
    "kaa": "Kaa",
    "jose": "José Ñúñez",
    "tranvn": "Trần Văn Minh",
    "smithy": "John Smithson",
}
SENTENCES = (
    "{} restarted the pods at night.",
    "The pods were restarted by {} at night.",
    "We asked {} and the pods came back.",
    "The alert paged {}, who was asleep.",
)
SMALL_WORDS = {"van", "den", "al"}


def flat(text):
    apart = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]+", "", "".join(c for c in apart if not unicodedata.combining(c)))


def writings(who, name):
    first, last = name.split()[0], name.split()[-1]
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    spelt = name.replace("ü", "ue").replace("ö", "oe").replace("Ñ", "N")
    yield from (name, first, last, who, bare, spelt, name.upper(), name.lower(), first.upper())
    yield from (f"{first}'s", f"{first}’s", f"{last}´s", f"{first[0]}. {last}", f"{last}, {first}")
    yield from (
        f"@{who}",
        f"@{first.lower()}",
        f"{first}.{last}@example.com",
        f"{who}@",
        f"<@{who}>",
    )
    yield from (f"{first[0]}{last}".lower(), f"{first}{last}", f"{first}_{last}", f"{first}-{last}")
    yield from (f"`{who}`", f"**{first}** {last}", f"{first[:2]}**{first[2:]}**", f"<b>{first}</b>")
    yield from (f"[{name}](https://x.example.com/{who})", f"![{name}](a/{who}.png)", f"run-{who}-2")
    yield from (
        f"https://x.example.com/u/{who}",
        f"{who}.sh",
        f"{first}\u00a0{last}",
        f"b{first}/b",
    )
    yield from (f"{first}\u200d{last}", f"{first}&nbsp;{last}", f"{first}/{last}", f"“{name}”")
    yield from (f"{first}: {last}", f"Mr {last}", f"Team {last}", f"{first} K.", f"{first}1")


CASES = [
    (who, written, SENTENCES[number % len(SENTENCES)])
    for who, name in PEOPLE.items()
    for number, written in enumerate(writings(who, name))
]


@pytest.fixture(scope="module", params=[True, False], ids=["complete", "incomplete"])
def names(request):
    return Names(PEOPLE, ["checkout"], complete=request.param)


def test_nobody_is_named_in_what_is_told(names):
    assert len(CASES) > 600
    told = 0
    for who, written, sentence in CASES:
        said = names.sentence(sentence.format(written))
        if said is None:
            continue
        told += 1
        words = {flat(word) for word in re.findall(r"[^\W_]+", said)}
        for part in {*re.split(r"[\s'’-]+", PEOPLE[who]), who} - SMALL_WORDS:
            folded = flat(part)
            assert folded not in words, (written, said)
            assert len(folded) < 4 or folded not in flat(said), (written, said)
    assert told > len(CASES) / 2, "a newsletter of nothing names nobody either"


@pytest.mark.parametrize(
    "sentence",
    [
        "A change of a column's type rewrote 41 million rows under an exclusive lock.",
        "We were hoping it would end by itself; it will be edited.",
        "The queue of the ledger waited for a restart, as the man page says.",
    ],
)
def test_words_that_hold_a_name_by_chance_are_told(sentence, names):
    assert names.sentence(sentence) == sentence
