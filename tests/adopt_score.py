"""How well `opslore adopt` reads action items, measured against what a careful reader finds.

Run by hand it prints the table of docs/adopt.md:

    python tests/adopt_score.py                 own documents, and the corpora if they are there
    python tests/adopt_score.py --misses        and every item that differs

Labels are YAML: `docs: [{path, doc_type, action_items: [{text, owner, due, status, ticket}]}]`.
Texts are matched by the F1 of their sets of words, 0.8 or more; each item once.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from opslore import adopt

HERE = Path(__file__).resolve().parent
OWN = HERE / "adopt"
CORPORA = HERE.parents[1] / "shared" / "corpora"
ALIKE = 0.8
STATES = {"in_progress": "in-progress", "wontdo": "cancelled"}


@dataclass
class Ratio:
    """How many of how many."""

    right: int = 0
    all: int = 0

    def add(self, right: bool) -> None:
        self.right += right
        self.all += 1

    @property
    def value(self) -> float:
        return self.right / self.all if self.all else 1.0

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.right} of {self.all})" if self.all else "-"


@dataclass
class Score:
    """The measures over all labelled documents of a folder."""

    documents: int = 0
    ratios: dict[str, Ratio] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)

    def __getitem__(self, name: str) -> Ratio:
        return self.ratios.setdefault(name, Ratio())


def score(root: Path, labels: Path) -> Score:
    """Return the score of the documents below `root` that `labels` describes."""
    wanted = yaml.safe_load(labels.read_text("utf-8"))["docs"]
    found = {p.path: p for p in adopt.propose(adopt.survey(root))}
    result = Score()
    for label in wanted:
        result.documents += 1
        proposal = found[label["path"]]
        _document(result, label, proposal)
        _items(result, label, proposal)
        result.invented += invented(proposal, owners_beside(root))
    return result


def _document(result: Score, label: dict[str, Any], proposal: adopt.Proposal) -> None:
    path = label["path"]
    _compare(result, "type", path, proposal.type, [label["doc_type"]])
    if label.get("title") and proposal.title is not None:
        titles = [label["title"], *label.get("title_accept", ())]
        close = max(alike(title, proposal.title) for title in titles)
        result["title"].add(close >= ALIKE)
    dates = label.get("dates", {})
    days = [str(d)[:10] for d in [dates.get("date"), *dates.get("accept_dates", ())] if d]
    if days and proposal.date:
        _compare(result, "date", path, str(proposal.date), days)


def _items(result: Score, label: dict[str, Any], proposal: adopt.Proposal) -> None:
    items = list(label["action_items"])
    pairs = sorted(
        ((alike(item["text"], action.title), i, j)
         for i, item in enumerate(items) for j, action in enumerate(proposal.actions)),
        key=lambda pair: -pair[0],
    )  # fmt: skip
    partner: dict[int, int] = {}
    used: set[int] = set()
    for close, i, j in pairs:
        if close >= ALIKE and i not in partner and j not in used:
            partner[i] = j
            used.add(j)
    for i, item in enumerate(items):
        if item.get("optional") and i not in partner:
            continue
        result["item recall"].add(i in partner)
        if i not in partner:
            result.misses.append(f"{label['path']}: missed: {item['text'][:90]}")
        else:
            _facts(result, label["path"], item, proposal.actions[partner[i]])
    for j, action in enumerate(proposal.actions):
        result["item precision"].add(j in used)
        if j not in used:
            result.misses.append(f"{label['path']}: too many: {action.title[:90]}")


def _facts(result: Score, path: str, item: dict[str, Any], action: adopt.Action) -> None:
    status = STATES.get(item["status"], item["status"])
    also = {status, *(["done"] if "done also" in item.get("status_note", "") else [])}
    for name, got, right in (
        ("owner", action.owner, {item["owner"]}),
        ("due", str(action.due) if action.due else None, {item["due"] and str(item["due"])}),
        ("status", action.status, also),
    ):
        fits = {plain(r) for r in right} if name == "owner" else right
        ok = (plain(got) if name == "owner" else got) in fits
        if got is not None:
            result[f"{name} precision"].add(ok)
        if right - {None, "maybe"}:
            result[f"{name} recall"].add(ok)
        if (got is not None or right - {None, "maybe"}) and not ok:
            said = " or ".join(str(r) for r in right)
            result.misses.append(f"{path}: {name} {got}, not {said}: {item['text'][:60]}")
    for ticket in action.tickets:
        result["ticket precision"].add(ticket in item["ticket"])
        if ticket not in item["ticket"]:
            result.misses.append(f"{path}: ticket {ticket}: {item['text'][:60]}")
    for ticket in item["ticket"]:
        result["ticket recall"].add(ticket in action.tickets)
        if ticket not in action.tickets:
            result.misses.append(f"{path}: no ticket {ticket}: {item['text'][:60]}")


def _compare(result: Score, name: str, path: str, got: object, right: list[Any]) -> None:
    result[name].add(got in right)
    if got not in right:
        result.misses.append(f"{path}: {name} {got}, not {' or '.join(map(str, right))}")


def plain(name: str | None) -> str | None:
    """Return an owner as it is compared."""
    return name.lstrip("@#").casefold() if name else None


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def alike(one: str, other: str) -> float:
    """Return the F1 of two texts' sets of words."""
    a, b = set(words(one)), set(words(other))
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0


def owners_beside(root: Path) -> str:
    """Return the text of the files that name owners."""
    files = [p for name in ("OWNERS", "CODEOWNERS") for p in sorted(root.rglob(name))]
    return "\n".join(file.read_text("utf-8") for file in files)


def invented(proposal: adopt.Proposal, beside: str = "") -> list[str]:
    """Return the proposed values that stand neither in the document nor in its path.

    `beside` is the text of files that name owners.
    """
    text = f"{proposal.path}\n{proposal.old.decode('utf-8', 'replace')}"
    flat = set(words(text)) | set(words(re.sub(r"[*_`~\\]", "", text)))
    wrong = []

    def stands(what: str, value: str) -> None:
        where = text + (beside if what == "owner" else "")
        missing = [w for w in words(value) if w not in flat and w not in where.lower()]
        if missing:
            wrong.append(f"{proposal.path}: {what} {value!r} ({', '.join(missing)})")

    for what, value in (("title", proposal.title), ("severity", None), ("owner", proposal.owner)):
        stands(what, value or "")
    for service in proposal.services:
        stands("service", service)
    for action in proposal.actions:
        stands("action item", action.title)
        stands("owner", action.owner or "")
        for ticket in action.tickets:
            if ticket not in text:
                wrong.append(f"{proposal.path}: ticket {ticket}")
    for name, value in proposal.fields.items():
        if name.endswith("_at") and (clock := re.search(r"T(\d\d):(\d\d)", str(value))):
            hour, minute = int(clock[1]), clock[2]
            forms = {f"{hour:02}:{minute}", f"{hour}:{minute}", f"{(hour - 1) % 12 + 1}:{minute}",
                     f"{hour:02}.{minute}", f"{(hour - 1) % 12 + 1:02}:{minute}"}  # fmt: skip
            if not any(form in text for form in forms) and minute != "00":
                wrong.append(f"{proposal.path}: {name} {value}")
    return wrong


ROWS = (
    "type", "title", "date", "item recall", "item precision", "owner precision", "owner recall",
    "due precision", "due recall", "status precision", "status recall", "ticket precision",
    "ticket recall",
)  # fmt: skip


def table(scores: dict[str, Score]) -> str:
    """Return the measures as a Markdown table, one column a folder."""
    lines = [
        f"| | {' | '.join(f'{name} ({s.documents} documents)' for name, s in scores.items())} |",
        f"|---|{'---|' * len(scores)}",
    ]
    for row in ROWS:
        if any(s[row].all for s in scores.values()):
            lines.append(f"| {row} | {' | '.join(str(s[row]) for s in scores.values())} |")
    lines.append(
        f"| values invented | {' | '.join(str(len(s.invented)) for s in scores.values())} |"
    )
    return "\n".join(lines)


def scores() -> dict[str, Score]:
    """Return the scores of all folders that are there."""
    found = {"own": score(OWN / "forms", OWN / "labels.yaml")}
    if CORPORA.is_dir():
        found["corpora"] = score(CORPORA, CORPORA / "labels.yaml")
    return found


if __name__ == "__main__":
    measured = scores()
    print(table(measured))
    if "--misses" in sys.argv:
        for one in measured.values():
            print("\n".join([*one.misses, *one.invented]))
