"""`opslore review`: one review more in front matter of any style, and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import case, project
from console import run
from opslore.cli._failure import Failure
from opslore.cli._verified import with_review
from opslore.document import parse

ENTRY = {"by": "ada", "at": "2026-03-01", "how": "dry-run", "evidence": "https://example.com/2"}
BODY = "\n# Title\n\nText with --- and verified: in it.\n\n---\n"
FLOW = '{by: ada, at: 2026-03-01, how: dry-run, evidence: "https://example.com/2"}'

# Front matter before, and after; `BLOCK` lines stand for the new review.
STYLES = {
    "no field yet": ("owner: a\n", "owner: a\nverified:\n  - by: ada\n    at: 2026-03-01\n    how: dry-run\n    evidence: https://example.com/2\n"),
    "no field yet, lists not indented": ("tags:\n- a\n", "tags:\n- a\nverified:\n- by: ada\n  at: 2026-03-01\n  how: dry-run\n  evidence: https://example.com/2\n"),
    "no field yet, lists indented by four": ("tags:\n    - a\n", "tags:\n    - a\nverified:\n    - by: ada\n      at: 2026-03-01\n      how: dry-run\n      evidence: https://example.com/2\n"),
    "an indented mapping": ("  owner: a\n", "  owner: a\n  verified:\n    - by: ada\n      at: 2026-03-01\n      how: dry-run\n      evidence: https://example.com/2\n"),
    "a remark at the end": ("owner: a\n# the end\n", "owner: a\n# the end\nverified:\n  - by: ada\n    at: 2026-03-01\n    how: dry-run\n    evidence: https://example.com/2\n"),
    "a block list of block mappings": (
        "verified:\n  - by: b  # B\n    at: 2025-01-01\n    how: read  # R\n# next\nowner: a\n",
        "verified:\n  - by: b  # B\n    at: 2025-01-01\n    how: read  # R\n  - by: ada\n    at: 2026-03-01\n    how: dry-run\n    evidence: https://example.com/2\n# next\nowner: a\n",
    ),
    "a wide dash": ("verified:\n-   by: b\n    at: 2025-01-01\n    how: read\n", "verified:\n-   by: b\n    at: 2025-01-01\n    how: read\n-   by: ada\n    at: 2026-03-01\n    how: dry-run\n    evidence: https://example.com/2\n"),
    "a block list of flow mappings": (
        "verified:\n  - {by: b, at: 2025-01-01, how: read}  # R\n\nowner: a\n",
        f"verified:\n  - {{by: b, at: 2025-01-01, how: read}}  # R\n  - {FLOW}\n\nowner: a\n",
    ),
    "a flow mapping over two lines": (
        "verified:\n  - {by: b,\n     at: 2025-01-01, how: read}\nowner: a\n",
        f"verified:\n  - {{by: b,\n     at: 2025-01-01, how: read}}\n  - {FLOW}\nowner: a\n",
    ),
    "an empty flow list": ("verified: []  # none\nowner: a\n", f"verified: [{FLOW}]  # none\nowner: a\n"),
    "a flow list": (
        "verified: [{by: b, at: 2025-01-01, how: read}]\nowner: a\n",
        f"verified: [{{by: b, at: 2025-01-01, how: read}}, {FLOW}]\nowner: a\n",
    ),
    "a flow list, one a line": (
        "verified: [\n  {by: b, at: 2025-01-01, how: read}  # R\n]\n",
        f"verified: [\n  {{by: b, at: 2025-01-01, how: read}},  # R\n  {FLOW}\n]\n",
    ),
    "a flow list, one a line, with a last comma": (
        "verified: [\n  {by: b, at: 2025-01-01, how: read},  # R\n]\n",
        f"verified: [\n  {{by: b, at: 2025-01-01, how: read}},  # R\n  {FLOW},\n]\n",
    ),
    "a flow list that closes on its last line": (
        "verified: [\n  {by: b, at: 2025-01-01, how: read}]  # R\n",
        f"verified: [\n  {{by: b, at: 2025-01-01, how: read}},\n  {FLOW}]  # R\n",
    ),
    "a single block mapping": (
        "verified:\n  by: b\n  # remark\n  at: 2025-01-01  # R\n\n  how: read\nowner: a\n",
        "verified:\n  - by: b\n    # remark\n    at: 2025-01-01  # R\n\n    how: read\n  - by: ada\n    at: 2026-03-01\n    how: dry-run\n    evidence: https://example.com/2\nowner: a\n",
    ),
    "a single flow mapping": (
        "verified: {by: b, at: 2025-01-01, how: read}  # R\n",
        f"verified: [{{by: b, at: 2025-01-01, how: read}}, {FLOW}]  # R\n",
    ),
    "no value": ("verified:  # nobody yet\nowner: a\n", "verified:  # nobody yet\n  - by: ada\n    at: 2026-03-01\n    how: dry-run\n    evidence: https://example.com/2\nowner: a\n"),
    "null": ("verified: ~\n", "verified:\n  - by: ada\n    at: 2026-03-01\n    how: dry-run\n    evidence: https://example.com/2\n"),
    "quoted, folded and literal texts": (
        "verified:\n  - by: 'b'\n    at: \"2025-01-01\"\n    how: read\n    evidence: >-\n      a long # text\n      - that goes on\ntitle: |\n  verified:\n    - x\n",
        "verified:\n  - by: 'b'\n    at: \"2025-01-01\"\n    how: read\n    evidence: >-\n      a long # text\n      - that goes on\n  - by: ada\n    at: 2026-03-01\n    how: dry-run\n    evidence: https://example.com/2\ntitle: |\n  verified:\n    - x\n",
    ),
    "the dash alone on its line": (
        "verified:\n  -\n    by: b\n    at: 2025-01-01\n    how: read\n",
        "verified:\n  -\n    by: b\n    at: 2025-01-01\n    how: read\n  - by: ada\n    at: 2026-03-01\n    how: dry-run\n    evidence: https://example.com/2\n",
    ),
}  # fmt: skip


def document(front, break_="\n"):
    return parse("content/runbooks/x.md", f"---\n{front}---\n{BODY}".replace("\n", break_))


@pytest.mark.parametrize("break_", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(("before", "after"), STYLES.values(), ids=STYLES)
def test_every_style_goes_on_in_its_own_way(before, after, break_):
    expected = f"---\n{after}---\n{BODY}".replace("\n", break_)
    assert with_review(document(before, break_), ENTRY) == expected


@pytest.mark.parametrize(("before", "after"), STYLES.values(), ids=STYLES)
def test_a_second_review_follows_the_first(before, after):
    once = parse("content/runbooks/x.md", with_review(document(before), ENTRY))
    twice = parse("content/runbooks/x.md", with_review(once, ENTRY | {"by": "b"}))
    assert twice.data["verified"] == [*once.data["verified"], ENTRY | {"by": "b"}]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# No front matter\n", "no front matter"),
        ("---\nverified: yes\n---\n", "expected to be a list"),
        ("---\nverified: [\n---\n", "mend this first"),
        ("---\nowner: a\nowner: b\n---\n", "mend this first"),
        ("---\n{owner: a}\n---\n", "written in braces"),
        ("\ufeff\ufeff---\nowner: a\n---\n", "mend this first"),
    ],
)
def test_what_cannot_be_done_safely_is_refused(text, told):
    read = parse("content/runbooks/x.md", text)
    with pytest.raises(Failure, match=told):
        with_review(read, ENTRY)


WORDS = st.text("abcäé #:-'\"{}[],&*!|>%@`\\?", min_size=1, max_size=12).map(str.strip)


@st.composite
def fronts(draw):
    """Front matter that people might write: other fields around reviews of some style."""
    indent = draw(st.sampled_from(["", "  ", "    "]))
    gap = draw(st.sampled_from([" ", "   "]))
    blank = draw(st.sampled_from(["", "\n", "# a remark: [x]\n"]))
    reviews = draw(
        st.lists(
            st.fixed_dictionaries(
                {"by": st.sampled_from(["ada", "'b c'", '"d: e"']),
                 "at": st.sampled_from(["2025-01-01", '"2025-02-02"', "2025-03-03T10:00Z"]),
                 "how": st.sampled_from(["read", "dry-run"])},
                optional={"evidence": st.sampled_from(["https://example.com/1", '"a, b"', "|-\n                x"])},
            ),
            max_size=3,
        )
    )  # fmt: skip
    style = draw(st.sampled_from(["block", "flow", "flow lines", "flow items", "absent"]))
    flat = [{k: "x" if "\n" in v else v for k, v in r.items()} for r in reviews]
    flow = ["{" + ", ".join(f"{k}: {v}" for k, v in r.items()) + "}" for r in flat]
    flow = [re.sub(r": (https:[^,}]*)", r': "\1"', item) for item in flow]
    if style == "absent":
        verified = ""
    elif style == "flow" or not reviews:
        verified = f"verified: [{', '.join(flow)}]\n"
    elif style == "flow lines":
        comma = draw(st.sampled_from(["", ","]))
        verified = "verified: [\n  " + ",\n  ".join(flow) + f"{comma}\n]\n"
    elif style == "flow items":
        verified = "verified:\n" + "".join(f"{indent}-{gap}{item}\n{blank}" for item in flow)
    else:
        inner = f"\n{indent} {' ' * len(gap)}"
        verified = "verified:\n" + "".join(
            f"{indent}-{gap}" + inner.join(f"{k}: {v}" for k, v in r.items()) + f"\n{blank}"
            for r in reviews
        )
    before = draw(
        st.sampled_from(["", "owner: a\n", "tags: [x, y]  # t\n", "title: >\n  long\n  text\n"])
    )
    after = draw(st.sampled_from(["", "risk: reversible\n", "links:\n  - {url: u, title: t}\n"]))
    return (
        before + verified + blank + after + draw(st.sampled_from(["x-end: 1\n", "x-end: |\n  a\n"]))
    )


@settings(max_examples=300, deadline=None)
@given(
    fronts(),
    st.sampled_from(["\n", "\r\n"]),
    st.dictionaries(st.just("evidence"), WORDS.filter(bool)),
)
def test_only_the_reviews_change(front, break_, more):
    read = document(front, break_)
    assert not read.faults, front
    entry = {"by": "ada", "at": "2026-03-01", "how": "read"} | more
    done = parse(read.path, with_review(read, entry))
    assert not done.faults
    assert done.data == dict(read.data) | {"verified": [*read.data.get("verified", []), entry]}
    assert done.text[done.body_offset :] == read.text[read.body_offset :]
    # Every line of the author is there, in its order.
    rest = iter(re.split(r"\r\n|\n", done.text))
    for line in re.split(r"\r\n|\n", read.text):
        bare = line.rstrip(" ,]")
        assert any(candidate.startswith(bare.split(" #")[0].rstrip(" ,]")) for candidate in rest), (
            line
        )


@pytest.fixture
def library(tmp_path):
    return project(case(""), tmp_path)


def review(library, *options):
    _, out, err, code = run(["review", *options], library)
    return out, err, code


@pytest.mark.parametrize(
    "name",
    ["checkout/pool", "pool", "runbook/checkout/pool", "runbooks/checkout/pool.md",
     "content/runbooks/checkout/pool.md", "./content/runbooks/checkout/pool.md"],
)  # fmt: skip
def test_a_document_goes_by_many_names(name, library):
    path = library / "content/runbooks/checkout/pool.md"
    before = path.read_text()
    path.chmod(0o640)
    out, _, code = review(
        library, name, "--how", "dry-run", "--by", "ada", "--evidence", "https://example.com/2"
    )
    assert (out, code) == ("content/runbooks/checkout/pool.md: dry-run on 2026-03-01 by ada\n", 0)
    line = '  - {by: grace, at: 2026-02-10, how: dry-run, evidence: "https://example.com/log/1"}\n'
    assert path.read_text() == before.replace(line, f"{line}  - {FLOW}\n")
    assert path.stat().st_mode & 0o777 == 0o640
    assert run(["check"], library)[3] == 0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["pool", "--how", "dry-run", "--by", "ada"], "--evidence is missing"),
        (["pool", "--how", "read", "--by", "ada", "--at", "2026-03-02"], "after 2026-03-01"),
        (["pool", "--how", "read", "--by", "ada", "--at", "soon"], "expected a day"),
        (["poool", "--how", "read", "--by", "ada"], "there is no document 'poool'"),
        (["runbook/checkout/poool", "--how", "read", "--by", "ada"], "did you mean `runbook/checkout/pool`"),
        (["pool", "--how", "look", "--by", "ada"], "'look' is not one of"),
        (["pool", "--how", "read", "--by", "adda"], "no person or team 'adda'; did you mean `ada`"),
    ],
)  # fmt: skip
def test_what_is_refused_changes_nothing(options, told, library):
    path = library / "content/runbooks/checkout/pool.md"
    before = path.read_bytes()
    _, err, code = review(library, *options)
    assert code == 2
    assert told in err
    assert path.read_bytes() == before


@pytest.mark.parametrize("break_", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_runbook_without_front_matter_gets_one(break_, library):
    path = library / "content/runbooks/checkout/restart.md"
    text = "# Restart the checkout\n\nUse it when pods hang.\n\n1. Look.\n2. Restart.\n"
    path.write_bytes(text.replace("\n", break_).encode())
    _, err, code = review(library, "checkout/restart", "--how", "read", "--by", "ada")
    assert code == 0, err
    front = "---\nverified:\n  - by: ada\n    at: 2026-03-01\n    how: read\n---\n\n"
    assert path.read_bytes() == (front + text).replace("\n", break_).encode()
    assert run(["check"], library)[3] == 0


@pytest.mark.parametrize(
    ("front", "told"),
    [
        (
            "alerts: [X",
            "runbooks/checkout/pool.md cannot be read: opslore check tells what to mend",
        ),
        ("verifed: []\nalerts: [X]", "pool.md:2:1: `verifed` is no field, write `verified` first"),
    ],
)
def test_what_is_to_be_mended_first_is_told(front, told, library):
    path = library / "content/runbooks/checkout/pool.md"
    path.write_text(f"---\n{front}\n---\n\n# Pool\n\nText.\n")
    before = path.read_bytes()
    _, err, code = review(library, "checkout/pool", "--how", "read", "--by", "ada")
    assert code == 2
    assert told in err
    assert path.read_bytes() == before


def test_a_name_that_may_be_two_is_asked_for(library):
    twin = library / "content/guides/pool.md"
    twin.write_text("---\nowner: platform\n---\n\n# Pools\n\nWhat a pool is.\n")
    _, err, code = review(library, "pool", "--how", "read", "--by", "ada")
    # The id itself goes before the last part of a longer one.
    assert (code, twin.read_text().count("how: read")) == (0, 1), err


def test_a_byte_order_mark_stays(library):
    path = library / "content/guides/severity.md"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert review(library, "severity", "--how", "read", "--by", "ada")[2] == 0
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf---\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n")


def test_reading_twice_in_a_row_is_told(library):
    assert review(library, "severity", "--how", "read", "--by", "ada")[1] == ""
    _, err, code = review(library, "severity", "--how", "read", "--by", "ada")
    assert code == 0
    assert "a second reading in a row renews nothing" in err


def test_who_is_at_the_keyboard(library, monkeypatch, tmp_path):
    config = tmp_path / "gitconfig"
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    config.write_text("[user]\nname = Somebody Else\nemail = else@example.com\n")
    assert "--by is missing" in review(library, "severity", "--how", "read")[1]
    config.write_text("[user]\nname = Ada Example\nemail = a.e@example.com\n")
    assert review(library, "severity", "--how", "read")[0].endswith("by ada\n")
