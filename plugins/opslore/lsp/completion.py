"""What can be written at the cursor."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from lsprotocol import types

from opslore import schema
from opslore.catalogue import links
from opslore.lsp import cursor, names
from opslore.lsp.kinds import key_kind, kind_at
from opslore.lsp.regions import Region, link_target, region
from opslore.records import FOLDERS, Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.document import Document
    from opslore.lsp.cursor import Cursor
    from opslore.lsp.text import Text

MOST = 300  # items; an editor asks again for the next key typed
_ITEM = types.CompletionItemKind
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/:-]*")
_TYPED = frozenset({"true", "false", "yes", "no", "on", "off", "null"})


class Place(NamedTuple):
    """A position in an open file, and what is known around it."""

    text: Text
    key: str  # of the file, below the content folder
    schema: str  # its name; empty if none holds
    catalogue: Catalogue
    line: int
    column: int

    @property
    def document(self) -> Document | None:
        """The file as it was read last."""
        return self.catalogue.data.get(self.key) or self.catalogue.document(self.key)

    @property
    def region(self) -> Region:
        """The lines of YAML."""
        return region(self.text, data=self.key in self.catalogue.data)

    @property
    def cursor(self) -> Cursor | None:
        """What is being written in the front matter; None outside of it."""
        lines = self.region
        if not lines.first <= self.line < lines.end or not self.schema:
            return None
        return cursor.find(lines.lines, self.line - lines.first, self.column)


class _Offer(NamedTuple):
    label: str
    insert: str
    kind: types.CompletionItemKind
    detail: str = ""
    text: str = ""
    others: tuple[str, ...] = ()
    last: bool = False


def complete(place: Place) -> types.CompletionList:
    """Return what can be written at a place."""
    found = place.cursor
    if found is not None:
        offers = list(_keys(place, found)) if found.slot != "value" else []
        if found.slot != "key":
            offers += [o for o in _values(place, found, found.steps) if o.label not in found.listed]
        return _listed(place, offers, found.start, found.end, found.typed)
    if place.line < place.region.end:
        return types.CompletionList(is_incomplete=False, items=[])
    link = link_target(place.text.line(place.line), place.column)
    if link is None:
        return types.CompletionList(is_incomplete=False, items=[])
    start, end, typed = link
    return _listed(place, list(_links(place, typed)), start, end, typed)


def _listed(
    place: Place, offers: list[_Offer], start: int, end: int, typed: str
) -> types.CompletionList:
    ranked = [(rank, offer) for offer in offers if (rank := _rank(offer, typed)) is not None]
    ranked.sort(key=lambda pair: (pair[1].last, pair[0]))  # stable: offers come in their order
    at = place.text.span(place.line, start, end)
    items = [_item(offer, at, typed, number) for number, (_, offer) in enumerate(ranked[:MOST])]
    # Synonyms match here and not in the editor, so it has to ask again.
    return types.CompletionList(is_incomplete=bool(items), items=items)


def _rank(offer: _Offer, typed: str) -> int | None:
    """Return how well an offer suits what is typed, 0 best; None if not at all."""
    wanted = typed.strip().casefold()
    if not wanted:
        return 0
    label = offer.label.casefold()
    if label.startswith(wanted):
        return 0
    others = (offer.detail, *offer.others)
    if wanted in label or any(word.casefold().startswith(wanted) for word in others):
        return 1
    if any(wanted in word.casefold() for word in others):
        return 2
    letters = iter(label)
    return 3 if all(letter in letters for letter in wanted) else None


def _item(offer: _Offer, at: types.Range, typed: str, number: int) -> types.CompletionItem:
    return types.CompletionItem(
        label=offer.label,
        kind=offer.kind,
        detail=offer.detail or None,
        documentation=offer.text or None,
        # Editors hold what is typed against this; what was found by a synonym has to pass.
        filter_text=" ".join(filter(None, (typed.strip(), offer.label, *offer.others[:20]))),
        sort_text=f"{number:04}",
        text_edit=types.TextEdit(at, offer.insert),
    )


def _keys(place: Place, found: Cursor) -> Iterator[_Offer]:
    node = schema.node(place.schema, found.steps)
    if node is None:
        return
    if found.slot == "key" and "array" in node.kinds and not found.flow:
        yield from _dashed(place, found)
    if kind := key_kind(place.schema, found.steps):
        for item in names.listing(kind, place.catalogue, place.document):
            if item.id not in found.siblings:
                insert = item.id if found.colon else f"{item.id}:"
                last = item.last
                yield _Offer(item.id, insert, _ITEM.Reference, item.title, item.text, (), last)
    required = set(node.required)
    free = [name for name in node.fields if name not in found.siblings]
    for name in sorted(free, key=lambda name: name not in required):
        yield _field(place, (*found.steps, name), found, required=name in required)


def _field(place: Place, steps: cursor.Steps, found: Cursor, *, required: bool) -> _Offer:
    name = str(steps[-1])
    child = schema.node(place.schema, steps)
    holder = child is not None and not {"array", "object"}.isdisjoint(child.kinds)
    insert = f"{name}:" if holder and not found.flow else f"{name}: "
    detail = f"{child.title}{', required' if required else ''}" if child else ""
    text = schema.describe(place.schema, steps)
    return _Offer(name, name if found.colon else insert, _ITEM.Property, detail, text)


def _dashed(place: Place, found: Cursor) -> Iterator[_Offer]:
    """Yield items of the list at the cursor's place, each with its dash."""
    steps = (*found.steps, 0)
    node = schema.node(place.schema, steps)
    if node is None:
        return
    for name in sorted(node.fields, key=lambda name: name not in node.required):
        offer = _field(place, (*steps, name), found, required=name in node.required)
        yield offer._replace(label=f"- {name}", insert=f"- {offer.insert}")
    for offer in _values(place, found, steps):
        yield offer._replace(label=f"- {offer.label}", insert=f"- {offer.insert}")


def _values(place: Place, found: Cursor, steps: cursor.Steps) -> Iterator[_Offer]:
    node = schema.node(place.schema, steps)
    if node is None:
        return
    if node.kinds == ("array",):
        for offer in _values(place, found, (*steps, 0)):
            yield offer._replace(insert=f"[{offer.insert}]")
        return
    text = schema.describe(place.schema, steps)
    kind = kind_at(place.schema, steps)
    known = {item.id: item for item in names.listing(kind, place.catalogue, place.document)}
    for option in node.options or ((True, False) if "boolean" in node.kinds else ()):
        value = _scalar(option)
        item = known.pop(value, None)
        said = item.text if item and item.text else text
        yield _Offer(value, value, _ITEM.EnumMember, item.title if item else "", said)
    for item in known.values():
        insert = _quoted(item.id)
        yield _Offer(
            item.id, insert, _ITEM.Reference, item.title, item.text, item.others, item.last
        )
    if node.part in ("day", "day_or_instant"):
        today = str(place.catalogue.as_of)
        yield _Offer(today, today, _ITEM.Value, "the day of the library", text)


def _scalar(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _quoted(value: str) -> str:
    sound = _PLAIN.fullmatch(value) and ": " not in value and not value.endswith((":", " "))
    return value if sound and value not in _TYPED else json.dumps(value, ensure_ascii=False)


def _links(place: Place, typed: str) -> Iterator[_Offer]:
    catalogue = place.catalogue
    path, mark, _ = typed.partition("#")
    if mark:
        yield from _anchors(place, path)
        return
    mine = place.key.partition("/")[0]
    documents = [*catalogue.documents, *catalogue.pages]
    for document in sorted(documents, key=lambda d: (d.key.partition("/")[0] != mine, d.key)):
        record = catalogue.by_path.get(document.path)
        if document.key == place.key or not document.key.endswith(".md"):
            continue
        address = links.relative(place.key, document.key)
        title = _title(record, document)
        text = record.description if record and not record.restricted else ""
        yield _Offer(address, address, _ITEM.File, title, text)
    for key in sorted(catalogue.assets or ()):
        if key.partition("/")[0] in FOLDERS:
            address = links.relative(place.key, key)
            yield _Offer(address, address, _ITEM.File, last=True)


def _title(record: Record | None, document: Document) -> str:
    if record is None:
        return document.key
    return "restricted" if record.restricted else record.title


def _anchors(place: Place, path: str) -> Iterator[_Offer]:
    key = links.resolve(place.key, path).key if path else place.key
    document = place.catalogue.document(key or "")
    for heading in document.body.headings if document else ():
        if heading.slug:
            address = f"{path}#{heading.slug}"
            yield _Offer(address, address, _ITEM.Reference, heading.text)
