"""The page of a rule: what its author wrote, under a header that is the same for all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.rules._finished import UNWAIVABLE

if TYPE_CHECKING:
    from opslore.rules.engine import Rule
    from opslore.settings import Settings

_WEIGHTS = {
    "error": "fails a check",
    "warning": "fails a check only under `--fail-on warning`",
    "advice": "never fails a check",
    "off": "is not looked for",
}
_HOW = re.compile(r'^(`{3,}\w*[ ]+title="[^"\n]+")[ ]+.*$', re.MULTILINE)


def page(rule: Rule, settings: Settings | None = None) -> str:
    """Return the page as Markdown; `settings` are those of the library that is read."""
    summary, _, rest = _shown(rule).partition("\n")
    facts = [f"- level: {rule.default}: {_WEIGHTS[rule.default]}"]
    levels = settings.levels if settings else {}
    if settings and (stated := levels.get(rule.name) or levels.get(rule.code)):
        facts.append(f"- in this library: {stated}, by `[levels]` in {settings.file}")
    if rule.time:
        facts.append(
            "- depends on the day; where there is a grace period, it is a warning until that ends"
        )
    facts.append(f"- since: opslore {rule.since}")
    return "\n".join(
        [
            f"# {rule.name} [{rule.code}]",
            "",
            summary,
            "",
            *facts,
            "",
            rest.strip(),
            "",
            "## Level and waiver",
            "",
            *_ways_out(rule),
            "",
        ]
    ).replace("\n\n\n", "\n\n")


def address(name: str, settings: Settings) -> str:
    """Return where the library's site publishes the page of a rule; empty if it does not."""
    site = settings.site
    if not site.reference or not site.url.startswith(("https://", "http://")):
        return ""
    return f"{site.url.rstrip('/')}/reference/rules/{name}/"


def _shown(rule: Rule) -> str:
    """Return the docstring; what marks a line for the tests points out the fault to people.

    What tells the tests how to write a file is left out: no fence of Markdown has such words.
    """
    text = _HOW.sub(r"\1", rule.doc.strip())
    if "expect:" not in text:
        return text
    text = re.sub(rf"# expect: (?=[A-Z0-9, ]*{rule.code}).*", "# <- here", text)
    text = re.sub(rf"<!-- expect: (?=[A-Z0-9, ]*{rule.code}).*?-->", "<!-- here -->", text)
    return re.sub(r"[ \t]*(?:# expect:.*|<!-- expect:.*?-->)", "", text)


def _ways_out(rule: Rule) -> list[str]:
    level = "warning" if rule.level.value == "error" else "off"
    lines = [
        "For the whole library, in opslore.toml:",
        "",
        "```toml",
        "[levels]",
        f'{rule.name} = "{level}"  # error, warning, advice or off',
        "```",
        "",
    ]
    if rule.code in UNWAIVABLE or rule.code.startswith("CFG"):
        return [*lines, "A waiver in a document does not reach this rule."]
    return [
        *lines,
        "For one document and for a time, in its front matter; the finding stays listed as waived:",
        "",
        "```yaml",
        "waivers:",
        f"  - rule: {rule.name}",
        "    until: YYYY-MM-DD",
        "    reason: why it is right to wait until then",
        "```",
    ]
