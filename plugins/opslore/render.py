"""From a page to Markdown.

Templates see one model and five filters; what they print of a document is escaped, so that an
authored title can never become markup. Content is data, never a template.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context

from opslore.metrics import dates
from opslore.views.base import Link, relative

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2.runtime import Context

    from opslore.views import Frame, Page

_SPECIAL = re.compile(r"[\\`*_\[\]{}<>&|~^=$\"']|(?<=!)(?=\[)")
_H1 = re.compile(r"\s*#[ \t][^\n]*(?:\n|\Z)|\s*[^\n]+\n=+[ \t]*(?:\n|\Z)")
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_SCHEME = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):")
_NOT_IN_ADDRESS = re.compile(r"[<>\[\]\s\\`]")
_MARKED = re.compile(r"&#96;((?:(?!&#96;).)+)&#96;")
_AT_START = re.compile(r"[#+\-:!?0-9%]")


def render(page: Page) -> str:
    """Return a page as Markdown with its front matter."""
    front: dict[str, object] = {"title": page.title}
    if page.description:
        front["description"] = page.description
    if page.redirect:
        front["redirect"] = page.redirect
    if page.hide:
        front["hide"] = page.hide
    body = _environment().get_template(page.template).render(page=page.model, here=page.path)
    return f"{front_matter(front)}\n{_tidy(body)}"


def front_matter(values: Mapping[str, object]) -> str:
    """Return values as front matter between its fences, in YAML that every reader takes."""
    lines = "".join(f"{key}: {_scalar(value)}\n" for key, value in values.items())
    return f"---\n{lines}---\n"


def _scalar(value: object) -> str:
    # JSON is YAML but for this: JSON writes an emoji as two halves, which YAML takes for two.
    text = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in text)


def around(frame: Frame) -> tuple[str, str]:
    """Return the Markdown above and below a document's own text."""
    environment = _environment()
    above, below = (
        _tidy(environment.get_template(name).render(page=frame.model, here=frame.key))
        if name
        else ""
        for name in (frame.above, frame.below)
    )
    return above, below


def framed(
    frame: Frame, title: str, text: str, made: Callable[[str], str] = lambda text: text
) -> str:
    """Return a document's own text with its frame: the record stands below the title.

    `made` has a hand in what is above and below the text.
    """
    above, below = map(made, around(frame))
    found = _H1.match(text)
    head, rest = (found[0], text[found.end() :]) if found else (f"# {md(title)}\n", text)
    return f"{head.strip()}\n\n{above}\n{rest.strip(chr(10))}\n\n{below}"


def md(value: Any) -> str:
    """Return text that Markdown shows as it was written, on one line."""
    return _escaped(value if value.__class__ is str else str(value))


def coded(value: str) -> str:
    """Return text of our own as it was written, but what stands between backticks as code."""
    return _MARKED.sub(r"<code>\1</code>", md(value))


@lru_cache(maxsize=50_000)  # names, titles and chips stand on many pages
def _escaped(value: str) -> str:
    text = " ".join(value.split())
    text = _SPECIAL.sub(lambda m: f"&#{ord(m[0])};" if m[0] else "", text)
    if text and _AT_START.match(text):
        text = f"&#{ord(text[0])};{text[1:]}"
    return text


def day(value: date | datetime | None) -> str:
    """Return `14 Oct 2026`, or a dash; an instant keeps its time in UTC."""
    if value is None:
        return "–"
    text = dates.day(value)
    return f"{text}, {value:%H:%M} UTC" if isinstance(value, datetime) else text


def days(count: int | None) -> str:
    """Return `1 day`, `12 days`."""
    return "–" if count is None else dates.days(count)


@pass_context
def link(context: Context, value: Link) -> str:
    """Return a Markdown link, relative to the page that is rendered.

    Only words where the address is of a kind that could run something.
    """
    scheme = _SCHEME.match(value.key)
    if not value.key or (scheme and scheme[1].lower() not in SCHEMES):
        return md(value.title)
    if scheme:
        return f"[{md(value.title)}](<{_address(value.key)}>)"
    target = relative(context["here"], value.key)
    return f"[{md(value.title)}](<{_address(target)}>)"


def _address(target: str) -> str:
    """Return an address that stands between angle brackets as one word."""
    return _NOT_IN_ADDRESS.sub(lambda found: f"%{ord(found[0]):02X}", target)


@cache
def _environment() -> Environment:
    # Markdown, not HTML: `md` escapes, and the sanitiser has the last word.
    environment = Environment(  # noqa: S701
        loader=PackageLoader("opslore", "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,  # it would look at the file each time a template is used
    )
    environment.filters = {"md": md, "coded": coded, "day": day, "days": days, "link": link}
    environment.globals = {}
    return environment


def _tidy(text: str) -> str:
    """Return the text with at most one blank line in a row and a line end at its end."""
    return re.sub(r"\n[ \t]*\n(?:[ \t]*\n)+", "\n\n", text).strip("\n") + "\n"
