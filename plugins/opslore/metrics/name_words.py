"""The words of a text as a reader takes them in: what could be a name, and in which disguise."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import unquote

# As a whole word these are more often no name; capitalised and alone they could be either.
COMMON = frozenset(
    "abel admin angel april art august autumn bank baker bell best bill bishop black bond brand bright"
    " brook brown bush butler case cash chance chase church christian clay cliff cole cook cooper"
    " dale dawn day dean dell drew earl ernest example faith field fisher ford forest fox frank franklin"
    " free frost gene glen gold good grace grant gray green guy hand hardy hart harmony heath hill"
    " holiday holly home hook hope house hunt hunter iris ivy jack jade jasmine jean jewel joy jude"
    " june justice key king knight lake lance lane law lee lily long love major mark marks"
    " mars mason may melody mercy merry miles mill miller moon moss nick noble north olive pace page"
    " park parker patience paul pearl penny piper pollard pool poole price prince queen rain ray"
    " reed rich rob robin rock rose ruby sage sales sandy sharp shepherd sky small smith star stark"
    " steel sterling stone storm strong sue summer taylor tanner teller terry tucker turner van"
    " victor violet wade walker wall ward waters wells west white will willow win wise wood woods"
    " worth wren young".split()
)
PARTICLES = frozenset("al bin da de del den der di dos du el la le ten ter van von y zu".split())
# Of two letters, and more often no name.
SMALL = frozenset(
    "ad ah am an as at be by do go ha he hi if in is it ma me my no of oh on or so to up us we".split()
)
# Before a name these are no first name of somebody whom nobody knows.
OPENERS = frozenset(
    "after all although and as ask asked at because before both but by during either even for from"
    " here how if in instead later like neither nobody nor now of on once only or perhaps since so"
    " then there though thus to today together tonight under until what when where whether which"
    " while who whom whose why with without yesterday yet".split()
)
DETERMINERS = frozenset(
    "a an another any each every its no our some that the their this your".split()
)
_WORD = re.compile(r"[^\W_]+")
_HUMP = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Me"})
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_QUOTES = str.maketrans(dict.fromkeys("´ʼ‘‛′", "’"))


class Token(NamedTuple):
    """A word and where it stands in the text."""

    start: int
    end: int
    written: str
    folded: str  # without case and accents

    @property
    def small(self) -> bool:
        """Whether it is written without a capital."""
        return self.written == self.written.lower()

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.written[0].isupper()


def plain(text: str) -> str:
    """Return a text as a reader sees it: entities and %XX read, invisible characters gone."""
    import html  # which holds a name for every character there is

    for _ in range(3):  # `&amp;#65;` and `%2541` are read twice by somebody
        read = unquote(html.unescape(text), errors="replace")
        if read == text:
            break
        text = read
    text = unicodedata.normalize("NFKC", text.translate(_QUOTES))
    visible = (" " if c.isspace() else c for c in text if unicodedata.category(c) not in _HIDDEN)
    # Emphasis in the middle of a word hides a name from a search, but not from a reader.
    return " ".join(re.sub(r"(?<=\w)[*`~]+(?=\w)|[*`]+", "", "".join(visible)).split())


def fold(word: str) -> str:
    """Return a word without case and accents."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    flat = "".join(c for c in apart if not unicodedata.combining(c))
    return flat.translate(_LETTERS)


def spellings(word: str) -> set[str]:
    """Return a name as people write it without its accents: Müller is Muller and Mueller."""
    folded = fold(word)
    short = folded.replace("ue", "u").replace("oe", "o").replace("ae", "a")
    spelt = fold(unicodedata.normalize("NFC", word.casefold()).translate(_SPELT))
    return {folded, spelt} | ({short} if len(short) > 3 else set())


def tokens(text: str) -> list[Token]:
    """Return the words of a text, in order."""
    return [Token(m.start(), m.end(), m[0], fold(m[0])) for m in _WORD.finditer(text)]


def humps(word: str) -> set[str]:
    """Return the words in `AdaFix`, without accents."""
    apart = unicodedata.normalize("NFKD", word)
    flat = "".join(c for c in apart if not unicodedata.combining(c))
    return set(_HUMP.findall(flat))


def ideographs(text: str) -> set[str]:
    """Return every two neighbours of a text that is written without spaces."""
    return {a + b for run in _IDEOGRAPHS.findall(text) for a, b in pairwise(run)}


def mixed(word: str) -> bool:
    """Whether a word is made of letters of two alphabets, as a disguised one is."""
    scripts = {unicodedata.name(c, "?").split()[0] for c in word if c.isalpha()}
    return len(scripts & {"LATIN", "CYRILLIC", "GREEK"}) > 1
