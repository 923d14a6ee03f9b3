"""Rendered HTML of authored text, reduced to what a document may hold.

Pull requests come from strangers, and Markdown lets raw HTML through. An allow-list decides;
names that would shadow the theme's own elements are taken away as well. Generated text passes
the same filter, so nothing depends on where a piece came from.
"""

from __future__ import annotations

import re
from functools import cache

from mkdocs.exceptions import PluginError

try:
    import nh3
except ModuleNotFoundError as error:
    raise PluginError('the site needs the extra [site]: pip install "opslore[site]"') from error

_TEXT = [
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
    "input",
    "label",
]
# Not title, desc, text, use, animate or foreignObject: those bring HTML or other files back in.
_SVG = ["svg", "path", "g", "circle", "rect", "line", "polyline", "polygon", "ellipse"]
_COMMON = {
    "id",
    "class",
    "title",
    "lang",
    "dir",
    "role",
    "tabindex",
    "hidden",
    "data-tabs",
    "data-linenos",
    "data-opslore",
}
_ARIA = {
    "aria-label",
    "aria-labelledby",
    "aria-describedby",
    "aria-hidden",
    "aria-current",
    "aria-expanded",
    "aria-controls",
    "aria-live",
}
_SHAPE = {"d", "fill", "viewBox", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry"}
_SHAPE |= {
    "width",
    "height",
    "points",
    "stroke-width",
    "stroke-dasharray",
    "transform",
    "preserveAspectRatio",
}
_ATTRIBUTES = dict.fromkeys(_TEXT, _COMMON | _ARIA)
_ATTRIBUTES |= dict.fromkeys(_SVG, _COMMON | _ARIA | _SHAPE)
for _tag, _names in {
    "a": {"href", "rel"},
    "img": {"src", "alt", "width", "height", "loading"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "scope", "headers"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "time": {"datetime"},
    "input": {"type", "name", "checked"},
    "label": {"for"},
}.items():
    _ATTRIBUTES[_tag] = _ATTRIBUTES[_tag] | _names
_SCHEMES = {"http", "https", "mailto", "tel"}
_INPUT = re.compile(r"<input\b[^>]*>")
# A picture whose address was taken away: its words stay.
_LOST = re.compile(r'<img(?![^>]*\ssrc=)(?:[^>]*?\salt="([^"]*)")?[^>]*>')
_SCHEME = re.compile(r"\s*[a-zA-Z][a-zA-Z0-9+.-]*:")
_ALIGN = re.compile(r'(<t[dh])\s+style="text-align:\s*(left|right|center);?"')
_ALLOWED_UNDERSCORE = re.compile(r"__(span|codelineno|tabbed)[-_\w]*")


def clean(html: str) -> str:
    """Return `html` with nothing in it that runs, loads from elsewhere or hides."""
    aligned = _ALIGN.sub(r'\1 class="align-\2"', html)
    cleaned = _cleaner().clean(aligned)
    return _LOST.sub(lambda found: found[1] or "", _INPUT.sub(_input, cleaned))


@cache  # to take in the lists takes a third as long as to clean a page
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(_TEXT) | set(_SVG),
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        attribute_filter=_attribute,
        strip_comments=True,
        link_rel=None,
        clean_content_tags={"script", "style", "iframe", "object", "template", "noscript"},
    )


def _input(found: re.Match[str]) -> str:
    """Keep what makes content tabs; the box of a task list becomes a sign; nothing else to fill in.

    A page of the library that asks for a password is not the library's.
    """
    tag = found[0]
    if 'type="checkbox"' in tag:
        return f'<span class="ol-box">{"☑" if " checked" in tag else "☐"}</span>'
    return tag if 'type="radio"' in tag and 'name="__tabbed_' in tag else ""


def _attribute(_tag: str, name: str, value: str) -> str | None:
    """Return an attribute's value, or None to drop it."""
    if name in ("id", "for") and value.startswith("__"):
        # `__config` or `__drawer` would shadow or drive the theme's own elements.
        return value if _ALLOWED_UNDERSCORE.fullmatch(value) else None
    if name in ("href", "src") and value.lstrip().replace("\\", "/").startswith("//"):
        return None
    if name == "src" and _SCHEME.match(value):
        return None  # such a picture tells its host who reads what; the policy bars it, too
    if name == "fill" and "url" in value.lower():
        return None
    return value
