"""Headings by their sense: what is done about it, and what is something else."""

from __future__ import annotations

import re

_ADJECTIVE = (
    r"(?:corrective|preventive|preventative|remedial|remediation|follow.?up|followup|recommended"
    r"|agreed|review|planned|proposed|future|immediate|short.?term|medium.?term|mid.?term|long.?term"
    r"|open|outstanding|remaining|improvement|resulting|post.?mortem|postmortem|incident|required"
    r"|key|our|the|all|further|additional|next|suggested|process|technical|mitigation|concrete)"
)
_NOUN = (
    r"(?:action(?:s|\s+items?|\s+plan|\s+points?|able(?:s|\s+items?)?)?|actionitems?|follow.?ups?"
    r"|followups?|next\s+steps?|to.?dos?|task(?:s|\s+list)?|remediations?|measures?"
    r"|recommendations?|improvements?|work\s+items?|fixes|steps|commitments?|preventions?"
    r"|prevention\s+(?:plan|steps|measures))"
)
_ACTION = re.compile(
    rf"(?:\d+(?:\.\d+)*[.):]?\s+)?(?:{_ADJECTIVE}(?:\s*(?:and|&|/|,)\s*|\s+))*"
    rf"{_NOUN}(?:\s*(?:and|&|/|,)\s*(?:{_ADJECTIVE}\s+)*{_NOUN})*(?:\s+(?:items?|tasks?|list|plan))?"
    r"(?:\s*[(\[].*)?[\s:.!?]*",
    re.IGNORECASE,
)
_ALSO = re.compile(
    r"what (?:are|will) we (?:do(?:ing)?|change|going to do)\b.*|what actions can we take\b.*"
    r"|what'?s next\b.*|what we(?:'re| are| will)(?: be)? (?:doing|do|changing|going to do)\b.*"
    r"|how (?:do|will|can) we (?:prevent|avoid|fix)\b.*|prevent(?:ing|ion of) (?:recurrence|this)\b.*"
    r"|preventing (?:a )?(?:recurrence|reoccurrence|future)\b.*|going forward|action items? .{0,40}"
    r"|éléments? d.?actions?.*|mesures? (?:correctives?|préventives?).*|prochaines? étapes?.*"
    r"|plan d.?actions?.*|suivis?|actions? correctives?.*|maßnahmen?|nächste schritte|acciones"
    r"|acciones (?:correctivas|preventivas)|próximos pasos|medidas.*|ações(?: corretivas)?"
    r"|アクションアイテム.*|フォローアップ.*|再発防止策?.*|今後の対応.*|対応策.*|行动项.*|改进措施.*",
    re.IGNORECASE,
)
# Bare words that are as often the story of the incident as the work after it.
_NEVER = re.compile(
    r"(?:actions?|steps|measures|fixes|mitigations?|remediations?)\s+(?:taken|performed|done|during)\b.*"
    r"|(?:\d+[.)]?\s+)?(?:steps|fixes|the steps|prevention)\W*|.*\b(?:taken|performed)\W*"
    r"|(?:incident|post.?mortem|mitigation|review) (?:steps|process)\W*"
    r"|(?:immediate|mitigation) steps\W*",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r".*\b(?:lessons?|learn(?:ed|t|ings?)|went (?:well|wrong|poorly|badly)|got lucky|go(?:ne|es)? (?:so )?"
    r"well|gone better|timelines?|background|investigations?|root causes?|causes?|summary|overview|impact"
    r"|appendix|references|links|logs?|chat|supporting|contributing|acknowledge?ments?|detection|"
    r"conclusion|definitions?|glossary|contents|see also|resources|related|notes?|timing)\b.*",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:action(?:\s+items?)?|AI|task|to-?do|follow.?up|recommendation|corrective action)"
    r"\s*[-#]?\s*\d+\s*(?:[:.)–—-]+\s*)(?P<text>\S.*)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:\d+(?:\.\d+)*[.):]|#\d+[:.)]?|[A-Z]{1,4}-?\d+[:.)])\s+(?P<text>\S.*)")
_GROUP = re.compile(
    r".*\b(?:improvements?|actions?|items?|tasks?|measures?|fixes|immediate|short.?term|medium.?term"
    r"|long.?term|mid.?term|priority|prevention|detection|mitigation|process|phase|general|misc"
    r"|technical|documentation|monitoring|tooling|training|testing|infrastructure|follow.?ups?)\W*",
    re.IGNORECASE,
)


_SORTS = re.compile(
    r"(?:immediate(?:ly)?|(?:short|medium|mid|long).?term|now|next|later|prevent(?:ion|ative|ive)?"
    r"|detect(?:ion)?|mitigat(?:ion|e)|process(?:es)?|people|technical|documentation|monitoring|tooling"
    r"|training|testing|other|misc\w*|completed?|done|open|in progress|to ?do|planned|backlog"
    r"|(?:high|medium|low)|p[0-4]|must|should|could|sofort|kurzfristig|mittelfristig|langfristig)"
    r"(?:\s+(?:actions?|items?|tasks?|improvements?|fixes|measures|priority|work))?(?:\s*\([^()]*\))?[\s:.]*",
    re.IGNORECASE,
)


def sorts(text: str) -> bool:
    """Whether an entry of a list only sorts those nested below it: "Short term"."""
    return bool(_SORTS.fullmatch(tidy(text)))


def bare(title: str) -> str:
    """Return a heading without its number and emoji: "3. 📈 Timeline" -> "Timeline"."""
    title = re.sub(r"^[^\w(<\[{]+", "", " ".join(title[:200].split()))
    title = re.sub(r"^(?:\d{1,2}(?:\.\d{1,2}){0,3}[.):]?|[IVX]{1,4}[.)])\s+", "", title)
    return re.sub(r"^[^\w(<\[{]+", "", title)


def tidy(title: str) -> str:
    """Return a heading without emoji and marks at its ends."""
    return re.sub(r"^[^\w(]+|[\s*_:：]+$", "", " ".join(title[:200].split()))


def is_action(title: str) -> bool:
    """Whether a heading announces what is to be done about it."""
    title = tidy(title)
    if not title or len(title) > 100 or _NEVER.fullmatch(title):
        return False
    return bool(_ACTION.fullmatch(title) or _ALSO.fullmatch(title))


def is_other(title: str) -> bool:
    """Whether a heading inside a section of actions begins something else."""
    return bool(_OTHER.fullmatch(tidy(title))) and not is_action(title)


def labelled(text: str) -> str | None:
    """Return what stands behind "Action 2:" or "AI-3 -"; None where there is no such label."""
    found = _LABEL.fullmatch(text.strip())
    return found["text"] if found else None


def numbered(text: str) -> str | None:
    """Return what stands behind "1." at the start of a heading; None without a number."""
    found = _NUMBERED.fullmatch(text.strip())
    return found["text"] if found else None


def is_group(text: str) -> bool:
    """Whether a heading below a section of actions only sorts them."""
    return bool(_GROUP.fullmatch(tidy(text))) or len(tidy(text).split()) <= 2


_VERBS = frozenset(
    "add adjust agree alert allow analyse analyze archive ask assign audit automate avoid block build"
    " bump change check clarify clean communicate configure consider consolidate convert create decide"
    " decrease define delete deploy design detect determine develop disable discuss document drop"
    " enable encrypt enforce ensure establish evaluate expand explore export extend find fix follow"
    " gather harden identify implement improve include increase install instrument integrate introduce"
    " investigate isolate keep limit look lower maintain make measure merge migrate monitor move notify"
    " patch pin plan prevent prioritise prioritize propose protect provide publish raise re-enable"
    " reconfigure record reduce refactor release remove rename replace report reproduce require research"
    " resize restart restore restrict review revisit rewrite roll rotate run scale schedule separate set"
    " setup share should simplify split standardise standardize stop store streamline switch sync tag"
    " test throttle train tune turn update upgrade use validate verify work write".split()
)


def is_imperative(text: str) -> bool:
    """Whether a paragraph begins like a thing to do."""
    words = re.findall(r"[A-Za-z-]+", text[:80].lower())
    if words[:1] and words[0] in _VERBS:
        return True
    return words[:2] in (["we", "should"], ["we", "need"], ["we", "will"], ["need", "to"])
