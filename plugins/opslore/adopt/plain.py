"""Markdown as it is written: links with where they lead, and words without markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_DEFINITION = re.compile(
    r"^ {0,3}\[([^\]\n]{1,200})\]:[ \t]*<?(\S+?)>?[ \t]*(?:\"[^\n]*)?$", re.MULTILINE
)
_LINK = re.compile(
    r"!?\[(?P<text>(?:[^\[\]\\]|\\.|\[[^\[\]]*\]){0,400})\]"
    r"(?:\((?P<url>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"\n]*\")?\)|\[(?P<ref>[^\]\n]{0,200})\])?"
    r"|<(?P<auto>https?://[^\s<>]+)>|(?P<bare>https?://[^\s<>|\]\"']+)"
)
_HOLD = "\x01{}\x02"
HELD = re.compile(r"\x01(\d+)\x02")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,300}>|<!--.{0,2000}?-->", re.DOTALL)
_ENTITY = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&nbsp;": " ", "&#39;": "'"}


class Target(NamedTuple):
    """A link in a text."""

    text: str
    url: str
    image: bool = False


def definitions(text: str) -> dict[str, str]:
    """Return what reference links of a document mean, by their name in lower case."""
    found: dict[str, str] = {}
    for match in _DEFINITION.finditer(text):
        found.setdefault(_name(match[1]), match[2])
    return found


def hold(text: str, references: Mapping[str, str]) -> tuple[str, list[Target]]:
    """Return a text with a mark in place of each link, and the links."""
    held: list[Target] = []
    text = text.replace("\x01", "").replace("\x02", "")

    def keep(match: re.Match[str]) -> str:
        if bare := match["bare"] or match["auto"]:
            address = bare.rstrip(".,;:!?*_~`")
            while address.endswith(")") and address.count(")") > address.count("("):
                address = address[:-1]
            held.append(Target("", address))
            return _HOLD.format(len(held) - 1) + bare[len(address) :]
        words, url = match["text"], match["url"]
        if url is None:
            url = references.get(_name(match["ref"] or words), "")
            if not url:
                return match[0]
        held.append(Target(plain(words), url, match[0].startswith("!")))
        return _HOLD.format(len(held) - 1)

    parts = re.split(r"(`+[^`\n]+`+)", text)
    for index in range(0, len(parts), 2):
        parts[index] = _LINK.sub(keep, parts[index])
    return "".join(parts), held


def release(text: str, held: list[Target]) -> str:
    """Return a text with the words of its links in place of the marks."""
    return HELD.sub(lambda m: held[int(m[1])].text or held[int(m[1])].url, text)


def plain(text: str) -> str:
    """Return words without markup, on one line."""
    text = _TAG.sub(" ", text) if "<" in text else text
    text = re.sub(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s\"[^\"]*\")?\)", r"\1", text)
    text = re.sub(r"!?\[([^\[\]]+)\]\[[^\[\]]*\]", r"\1", text)
    text = re.sub(r"~~|\*\*|__|`+", "", text)
    text = re.sub(r"(?<![\w*])[*_](?=\S)([^*_\n]+?)(?<=\S)[*_](?![\w*])", r"\1", text)
    text = re.sub(r"\\([\\`*_{}\[\]()#+\-.!|~<>])", r"\1", text)
    for entity, character in _ENTITY.items():
        text = text.replace(entity, character)
    return " ".join(text.split())


def cells(row: str) -> list[str]:
    """Return the cells of a table's line; a bar in code or behind a backslash is no border."""
    row = row.strip()
    row = row.removeprefix("|")
    row = row[:-1] if row.endswith("|") and not row.endswith("\\|") else row
    found, cell, code = [], "", False
    for index, character in enumerate(row):
        if character == "`":
            code = not code and "`" in row[index + 1 :]
        if character == "|" and not code and not cell.endswith("\\"):
            found.append(cell.strip())
            cell = ""
        else:
            cell += character
    return [*found, cell.strip()]


def _name(text: str) -> str:
    return " ".join(text.lower().split())
