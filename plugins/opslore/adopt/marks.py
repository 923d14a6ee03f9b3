"""The state of an item, as people mark it: words, boxes, emoji, lines through the text."""

from __future__ import annotations

import re
from typing import NamedTuple

_STATES = {
    "done": "done complete completed fixed finished closed resolved shipped merged implemented"
    " deployed delivered live yes y x erledigt fertig abgeschlossen terminé terminée fait clos hecho"
    " completado completada 完了",
    "in-progress": "wip in-progress doing ongoing started underway in-review in-flight active"
    " pr-exists pr-open pr-opened work-in-progress partially-done partial assigned in-development"
    " in-arbeit in-bearbeitung en-cours en-curso en-progreso 対応中 進行中",
    "open": "open todo to-do not-started pending planned backlog new not-done scheduled proposed"
    " blocked on-hold unstarted outstanding no waiting accepted triaged to-be-done selected-for-development"
    " ready ready-for-development offen geplant à-faire ouvert pendiente por-hacer 未着手 未対応",
    "cancelled": "cancelled canceled wontdo wont-do wont-fix wontfix rejected dropped abandoned"
    " obsolete superseded declined not-needed not-doing discarded duplicate deferred-indefinitely"
    " will-not-do no-longer-needed verworfen abgelehnt annulé abandonné cancelado descartado",
}
_STATE = {word: state for state, words in _STATES.items() for word in words.split()}
# In running text only words that hardly mean anything else.
_SPOKEN = (
    r"done|completed?|wip|work in progress|in[- ]progress|to-?do|not started|won'?t (?:do|fix)"
    r"|wontfix|will not do|cancell?ed|fixed|finished|resolved|closed|merged|deployed|implemented"
    r"|shipped|ongoing|in review|PR exists|open|rejected|obsolete|superseded|not needed|dropped"
    r"|abandoned|no longer needed|erledigt|in Arbeit|offen|terminé|en cours|à faire"
)
_DONE = "✅✔☑🎉🆗"
_OPEN = "⬜🔲☐"
_PLANNED = "📅🗓📋🆕"  # in a cell; behind an item they stand before a day
_DOING = "🚧⏳⌛🔄🏗🔜"
_EMOJI = {**dict.fromkeys(_DONE, "done"), **dict.fromkeys(_OPEN, "open")}
_EMOJI |= dict.fromkeys(_DOING, "in-progress")
_CODES = {
    ":white_check_mark:": "✅", ":heavy_check_mark:": "✅", ":ballot_box_with_check:": "✅",
    ":construction:": "🚧", ":hourglass:": "⏳", ":hourglass_flowing_sand:": "⏳",
    ":white_large_square:": "⬜", ":black_square_button:": "⬜",
}  # fmt: skip
_SIGNS = "".join(_EMOJI)
_AT_START = re.compile(rf"^\s*([{_SIGNS}])\ufe0f?\s*")
_AT_END = re.compile(rf"\s*([{_SIGNS}])\ufe0f?\s*$")
_WRAP = r"[*_]{0,3}"
_LEAD = re.compile(
    rf"^{_WRAP}(?:[\[(]\s*(?P<a>{_SPOKEN})\s*[\])]{_WRAP}\s*[:–—-]?"
    rf"|(?P<b>DONE|WIP|TODO|{_SPOKEN}){_WRAP}\s*(?::|(?<=\s)[–—-]){_WRAP})\s+(?=\S)",
    re.IGNORECASE,
)
_BRACKETS = re.compile(
    rf"(?<![\s.])[\s.]*{_WRAP}[(\[]{_WRAP}\s*(?P<s>{_SPOKEN})\b(?P<more>(?:\s+(?:in|on|by|via|with|as|at|since|because)\b|"
    rf"\s*[:,–—-]\s+)[^()\[\]]*)?\s*{_WRAP}[)\]]{_WRAP}[\s.]*$",
    re.IGNORECASE,
)
_DASHED = re.compile(
    rf"\s+(?:[–—-]|\|)\s*{_WRAP}(?P<s>{_SPOKEN}){_WRAP}(?P<more>\s*[:(]\s*[^()]*\)?"
    r"|(?:\s+(?:(?:on|by|in|via|with)\s+)?(?:\d{4}-\d\d-\d\d|@[\w.-]+|\(?#\d+\)?|\x01\d+\x02))+)?[\s.!]*$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"(?:(?<=[.!?;,])\s+|\s+(?=[*_]))[*_]{0,3}(?P<s>DONE|Done|done|WIP|Completed|Fixed|In progress"
    r"|PR exists|Won't (?:do|fix))(?P<more>\s+(?:in|on|by|via|with)\b[^.]*)?[*_]{0,3}[\s.!]*$"
)
_SHOUTED = re.compile(
    r"\s+(?P<s>DONE|WIP|TODO|WONTFIX|CANCELLED)(?P<more>\s+(?:in|on|by|via)\b[^.]*)?[\s.!]*$"
)


class Mark(NamedTuple):
    """A state, the text without its mark, and what was said with it."""

    status: str | None
    text: str
    more: str = ""


def of_word(text: str) -> str | None:
    """Return the state that a cell or a field states; None for other words."""
    plain = re.sub(r"[*_~`.!]", "", text).strip()
    for code, sign in _CODES.items():
        plain = plain.replace(code, sign)
    if plain and plain.strip("\ufe0f ") in set(_PLANNED):
        return "open"
    signs = {_EMOJI[c] for c in plain if c in _EMOJI}
    words = "".join(c for c in plain if c not in _EMOJI and c != "\ufe0f").strip(" :-–—()[]")
    words = words.replace("'", "").replace("’", "").lower()
    key = re.sub(r"[\s_-]+", "-", words)
    if key in _STATE:
        return _STATE[key]
    first = re.split(
        r"\s*[(:,;/–—]|\s-\s|\s(?:in|on|by|via|with|as of|since)\s", words, maxsplit=1
    )[0]
    if (key := re.sub(r"[\s_-]+", "-", first.strip())) in _STATE and key not in ("x", "y"):
        return _STATE[key]
    if words.split(" ", 1)[0] in (
        "pending",
        "awaiting",
        "waiting",
        "blocked",
        "planned",
        "scheduled",
    ):
        return "open"
    if re.fullmatch(r"[1-9]\d? ?%", words):
        return "in-progress"
    if words in ("100%", "100 %"):
        return "done"
    return signs.pop() if len(signs) == 1 and not words else None


def of_heading(text: str) -> str | None:
    """Return the state a heading gives to all below it: "Immediate actions (completed)"."""
    found = {
        _STATE[re.sub(r"[\s-]+", "-", re.sub("[’']", "", word.lower()))]
        for word in re.findall(
            r"\b(completed|done|in[- ]progress|planned|not started|wip|cancell?ed|rejected|won[’']?t do|wontfix"
            r"|declined|dropped|abandoned)\b",
            text,
            re.IGNORECASE,
        )
    }
    return found.pop() if len(found) == 1 and "open" not in found else None


def leading(text: str) -> Mark:
    """Take a mark off the start of an item."""
    for code, sign in _CODES.items():
        text = text.replace(code, sign)
    if found := _AT_START.match(text):
        return Mark(_EMOJI[found[1]], text[found.end() :])
    if found := _LEAD.match(text):
        return Mark(of_word(found["a"] or found["b"]), text[found.end() :])
    return Mark(None, text)


def trailing(text: str) -> Mark:
    """Take a mark off the end of an item."""
    if found := _AT_END.search(text):
        return Mark(_EMOJI[found[1]], text[: found.start()])
    for pattern in (_BRACKETS, _DASHED, _SENTENCE, _SHOUTED):
        if (found := pattern.search(text)) and found.start() > 0:
            rest = text[: found.start()]
            if rest.count("(") > rest.count(")"):
                continue  # it is one of several words in brackets
            more = re.sub(r"^\s*[:,–—(-]\s*", "", found["more"] or "").strip(" )")
            return Mark(of_word(found["s"]), text[: found.start()], more)
    return Mark(None, text)


STRUCK = "\x03"  # stands where the line through a text ended


def struck(text: str) -> tuple[bool, str]:
    """Return whether a line goes through the whole text, and the text with `STRUCK` for its end."""
    found = re.match(r"^\s*~~(?P<in>.+?)~~(?P<after>[^~]{0,120})$", text, re.DOTALL)
    if found is None or len(found["after"].split()) > 12:
        return False, text
    after = found["after"].strip()
    return True, f"{found['in'].replace(STRUCK, '')} {STRUCK} {after}" if after else found["in"]
