"""The plugins: what they stop, what they show while somebody writes, what they never publish."""

from __future__ import annotations

import json
import os
import re

import pytest

from cases import as_nobody, case, project, section
from opslore import schema
from opslore.catalogue.files import BACKSTAGE, DATA_FILES
from opslore.rules import engine
from restricted import CANARY, hide
from site_build import ALL, Stopped, build, configure, library, run

pytest.importorskip("material")

BAD = "---\nowner: platform\nstatus: perhaps\n---\n\n# A page\n\nText.\n"
STALE = "---\nowner: platform\n---\n\n# A page\n\n[about](severity.md#nowhere)\n"  # a warning
RAW = "x-raw: kestrel"  # what a reader must never see of a document's front matter
GOOD = f"---\n{RAW}\nowner: platform\n---\n\n# A page\n\nText.\n"
# One broken file for each rule about a file as such, with the raw line in its front matter.
BROKEN: dict[str, dict[str, bytes]] = {
    "not-a-regular-file": {"pipe.md": b""},
    "unreadable-file": {"loop.md": b""},
    "file-too-large": {"large.md": GOOD.encode() + b"x" * (1 << 20)},
    "not-utf-8": {"latin.md": GOOD.replace("Text", "T\xe9xt").encode("latin-1")},
    "byte-order-mark": {"mark.md": b"\xef\xbb\xbf\xef\xbb\xbf" + GOOD.encode()},
    "nul-byte": {"nul.md": GOOD.replace("Text", "T\0xt").encode()},
    "toml-front-matter": {"toml.md": b'+++\nx-raw = "kestrel"\n+++\n\n# A page\n\nText.\n'},
    "blank-before-front-matter": {"blank.md": b"\n" + GOOD.encode()},
    "unclosed-front-matter": {"unclosed.md": GOOD.replace("\n---\n", "\n").encode()},
    "front-matter-syntax": {"syntax.md": GOOD.replace("owner:", "owner: [").encode()},
    "front-matter-not-a-mapping": {"list.md": f"---\n- {RAW}\n---\n\n# A page\n\nText.\n".encode()},
    "duplicate-key": {"twice.md": GOOD.replace("owner", f"{RAW}\nowner").encode()},
    "yaml-feature": {"anchor.md": GOOD.replace("owner: ", "owner: &a ").encode()},
    "nesting-too-deep": {"deep.md": GOOD.replace("owner", f"x-a: {'[' * 9}{']' * 9}\nowner").encode()},
    "front-matter-too-large": {"long.md": GOOD.replace("owner", f"x-b: {'y' * 70_000}\nowner").encode()},
    "no-front-matter": {"../none.md": b"# A page\n\nx-raw: kestrel\n"},  # of no type: nobody's page
    "empty-file": {"empty.md": b""},
    "confusing-name": {"na\u200bme.md": GOOD.encode()},
    "bad-character": {"control.md": GOOD.replace("owner: ", "owner: \x07").encode()},
    "confusable-names": {"same.md": GOOD.encode(), "Same.md": GOOD.encode()},
    "markdown-suffix": {"nearly.markdown": GOOD.encode()},
    "misnamed-data-file": {"tickets.json": b"[]\n"},
}  # fmt: skip


class TestTheGate:
    def test_an_error_ends_the_build_with_a_sentence(self, tmp_path):
        root = library(tmp_path, *ALL)
        (root / "content/guides/bad.md").write_text(BAD)
        done = run(root)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "content/guides/bad.md:3:1: error unknown-key [SCH002]" in done.stderr
        assert "opslore: 1 finding at or above 'error'" in done.stderr
        assert not (root / "site/index.html").exists()

    @pytest.mark.parametrize(
        ("text", "plugin", "passes"),
        [
            (BAD, "check", False),
            (BAD, "check=warning", False),
            (BAD, "check=never", True),
            (STALE, "check", True),
            (STALE, "check=warning", False),
            (STALE, "check=never", True),
        ],
    )
    def test_the_level_is_the_configured_one(self, text, plugin, passes, tmp_path):
        root = library(tmp_path, plugin)
        (root / "content/guides/page.md").write_text(text)
        if passes:
            assert (build(root).folder / "guides/page/index.html").is_file()
        else:
            with pytest.raises(Stopped, match="opslore check"):
                build(root)

    def test_a_finding_counts_under_strict(self, tmp_path):
        root = library(tmp_path, "check")
        assert run(root, "--strict").returncode == 0
        (root / "content/guides/page.md").write_text(STALE)
        assert run(root).returncode == 0
        done = run(root, "--strict")
        assert done.returncode == 1
        assert "broken-anchor [LNK002]" in done.stderr
        assert "in strict mode" in done.stdout + done.stderr

    def test_an_advice_is_told_and_counts_nowhere(self, tmp_path):
        root = library(tmp_path, "check=warning")
        text = "---\noccurred_on: 2026-02-20\nservices: [checkout]\ncaught_by: human\ncorrective_action: A\n"
        text += "what_failed: The backup was switched off by human error\n---\n"
        (root / "content/near-misses").mkdir()
        (root / "content/near-misses/2026-02-20-backup.md").write_text(text)
        told = [line for line in build(root).log if "human-error" in line]
        assert [line.split()[0] for line in told] == ["INFO"]

    def test_a_waived_finding_is_left_out(self, tmp_path):
        root = library(tmp_path, "check=warning")
        waiver = "waivers: [{rule: broken-anchor, until: 2026-04-01, reason: The page is moved}]"
        text = STALE.replace("owner", f"{waiver}\nowner", 1)
        (root / "content/guides/page.md").write_text(text)
        assert not [line for line in build(root).log if "broken-anchor" in line]

    def test_serve_shows_findings_on_the_page_and_goes_on(self, tmp_path):
        root = library(tmp_path, *ALL[:2])
        (root / "content/guides/bad.md").write_text(BAD)
        built = build(root, "serve")
        page = built.html("guides/bad/index.html")
        assert "1 finding in this document" in page
        assert "line 3, column 1" in page
        assert "unknown-key" in page
        assert "finding in this document" not in built.html("guides/severity/index.html")
        assert any("unknown-key" in line for line in built.log)

    def test_a_build_shows_no_finding_to_readers(self, tmp_path):
        root = library(tmp_path, "check=never", "library")
        (root / "content/guides/bad.md").write_text(BAD)
        assert build(root).holding("finding in this document") == []

    def test_a_hostile_file_name_cannot_write_log_lines(self, tmp_path):
        root = library(tmp_path, "check=never")
        (root / "content/guides/a\nERROR b\x1b[31m.md").write_text(BAD)
        told = [line for line in build(root).log if "confusing-name" in line]
        assert told
        assert not any("\n" in line or "\x1b" in line for line in told)

    @pytest.mark.parametrize(
        ("option", "code", "told"),
        [
            ({"fail_no": "error"}, 0, "Unrecognised configuration name: fail_no"),
            ({"fail_on": "errors"}, 1, "Expected one of: ('error', 'warning', 'never')"),
        ],
    )
    def test_an_unknown_option(self, option, code, told, tmp_path):
        root = library(tmp_path, "check")
        configure(root, plugins=[{"opslore/check": option}])
        done = run(root)
        assert done.returncode == code
        assert told in done.stderr

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("content = ", "opslore: opslore.toml:1:11: invalid value"),
            ('content = "docs"\n', "let both name the same folder"),
        ],
    )
    def test_settings_that_do_not_fit(self, text, told, tmp_path):
        root = library(tmp_path, "check")
        (root / "opslore.toml").write_text(text)
        done = run(root)
        assert done.returncode == 1
        assert told in done.stderr
        assert "Traceback" not in done.stderr

    def test_a_rule_that_fails_ends_the_build(self, tmp_path, monkeypatch):
        def broken(record, catalogue):
            raise ValueError(record.id)
            yield

        record = engine.find("time-order").on.__mro__[1]
        level = engine.Level.ERROR
        made = engine.Rule("PM999", "broken", record, level, False, False, "0.1", "", broken)
        monkeypatch.setattr(engine, "all_rules", lambda: (made,))
        with pytest.raises(Stopped, match=r"rules? failed"):
            build(library(tmp_path, "check=never"))


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """A site of a library with every kind of broken file, each plugin in turn alone or together."""
    made = {}
    for plugins in (
        ("check=never", "library", "search"),
        ("check=never",),
        ("library",),
        ("search",),
    ):
        root = library(tmp_path_factory.mktemp("broken"), *plugins)
        folder = root / "content/guides"
        for files in BROKEN.values():
            for name, raw in files.items():
                (folder / name).write_bytes(raw)
        for name in ("pipe.md", "loop.md"):
            (folder / name).unlink()
        os.mkfifo(folder / "pipe.md")
        (folder / "loop.md").symlink_to("loop.md")
        (folder / os.fsdecode(b"name-\xff.md")).write_text(GOOD)
        made[plugins] = root, build(root)
    return made


class TestBrokenFiles:
    def test_there_is_one_for_each_rule(self):
        assert set(BROKEN) == {r.name for r in engine.all_rules() if r.code.startswith("SRC")}

    def test_each_has_the_fault_it_is_named_for(self, broken):
        _, built = next(iter(broken.values()))
        for name in BROKEN:
            assert [line for line in built.log if f" {name} [SRC" in line], name

    def test_raw_front_matter_is_on_no_page(self, broken):
        for plugins, (_, built) in broken.items():
            assert built.holding("kestrel") == [], plugins

    def test_the_rest_is_published(self, broken):
        for plugins, (_, built) in broken.items():
            assert "How we decide the severity" in built.html("guides/severity/index.html"), plugins


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A library full of what nobody may see, built by all plugins and by each alone."""
    made = {}
    for plugins in (ALL, ("check=never",), ("library",), ("search",)):
        root = library(tmp_path_factory.mktemp("guarded"), *plugins)
        if "check" in plugins:
            configure(root, "check=never", *plugins[1:])
        content = root / "content"
        assert hide(content) > 300
        outside = root / "outside.md"
        outside.write_text(f"---\nowner: platform\n---\n\n# The {CANARY}\n\nText.\n")
        (root / "outside.png").write_text(CANARY)
        (content / "guides/linked.md").symlink_to(outside)
        for suffix in ("MD", "Markdown", "markdown", "mkd"):  # no documents, and nearly some
            guide = f"---\nvisibility: restricted\n---\n\n# {CANARY}\n\n{CANARY}\n"
            (content / f"guides/nearly-{suffix}.{suffix}").write_text(guide)
        (content / "guides/linked.png").symlink_to(root / "outside.png")
        (content / "again").symlink_to(content / "guides")
        (content / "guides/pipe.png").symlink_to("pipe")
        os.mkfifo(content / "guides/pipe")
        entity = {"apiVersion": "backstage.io/v1alpha1", "kind": "Component",
                  "metadata": {"name": "basket", "annotations": {"x": CANARY}},
                  "spec": {"type": "service", "owner": "payments", "lifecycle": CANARY}}  # fmt: skip
        for name in BACKSTAGE:
            folder = content / f"services/{name.replace('.', '-')}"
            folder.mkdir()
            (folder / name).write_text(json.dumps(entity))
        (content / "directory.yaml").write_text(f"people: [{{id: a, name: {CANARY}}}]\n")
        for name in DATA_FILES:
            if not (content / name).exists():
                (content / name).write_text(f"[{CANARY}]")
            if name.endswith(".yml"):
                with (content / name).open("a") as file:
                    file.write(f"\n# {CANARY}\n")
        made[plugins] = build(root)
    return made


class TestWhatNobodyMaySee:
    def test_it_is_nowhere_in_the_output(self, guarded):
        for plugins, built in guarded.items():
            assert built.holding(CANARY) == [], plugins

    def test_data_files_are_not_published(self, guarded):
        for built in guarded.values():
            names = {path.rsplit("/", 1)[-1] for path in built.files()}
            assert not names & {*DATA_FILES, *BACKSTAGE}

    def test_what_is_no_file_of_its_own_is_not_published(self, guarded):
        for built in guarded.values():
            assert not [path for path in built.files() if re.search(r"linked|pipe|^again", path)]

    def test_what_may_be_seen_is_there(self, guarded):
        for plugins, built in guarded.items():
            assert "Turns a basket" in built.html("services/checkout/index.html"), plugins


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A site by all plugins, of documents with awkward words; its folder is built twice."""
    root = library(tmp_path_factory.mktemp("whole"), *ALL)
    with (root / "opslore.toml").open("a") as file:
        file.write("[site]\nreference = true\n")
    text = '---\nowner: platform\ndescription: Smile \U0001f600 & \u00fc\n---\n\n# A \U0001f600 "title" & more\n\nText.\n'
    (root / "content/guides/smile.md").write_text(text, "utf-8")
    first = build(root)
    kept = first.files()
    return root, build(root), kept


class TestTheSite:
    def test_two_builds_are_equal(self, whole):
        # Pagefind writes the values of a filter in no order, and names files by what is in them.
        free = re.compile(r"pagefind/(filter/|pagefind-entry\.json|pagefind\..*\.pf_meta)")
        _, built, kept = whole
        before = {path: raw for path, raw in kept.items() if not free.match(path)}
        after = {path: raw for path, raw in built.files().items() if not free.match(path)}
        assert after.keys() == before.keys()
        assert [path for path in after if after[path] != before[path]] == []

    def test_nothing_is_warned_of(self, whole):
        _, built, _ = whole
        assert [line for line in built.log if not line.startswith("INFO")] == []

    def test_titles_are_printed_as_written(self, whole):
        page = whole[1].html("guides/smile/index.html")
        assert "<title>A \U0001f600 &quot;title&quot; &amp; more - Test</title>" in page
        assert "\\ud83d" not in page
        assert "<p>title:" not in page

    def test_documents_stay_out_of_the_navigation(self, whole):
        for path, raw in whole[1].files().items():
            if path.endswith(".html"):
                trees = re.findall(r"<nav[^>]*md-nav.*?</nav>", raw.decode(), re.DOTALL)
                for tree in trees:
                    linked = re.findall(r'href="([^"#]+)"', tree)
                    assert not [a for a in linked if re.search(r"severity/|smile|2026-01-10", a)], (
                        path
                    )

    def test_schemas_are_published_as_they_are(self, whole):
        files = whole[1].files()
        found = {path for path in files if path.startswith("schemas/")}
        assert found == {f"schemas/{name}.schema.json" for name in schema.names()}
        assert json.loads(files["schemas/runbook.schema.json"]) == schema.schema("runbook")

    def test_the_page_of_every_schema_tells_its_fields(self, tmp_path):
        library(tmp_path, "library")
        with (tmp_path / "opslore.toml").open("a") as file:
            file.write("[site]\nreference = true\n")
        built = build(tmp_path)
        for name in (*schema.types(), *schema.DATA_FILES):
            told = built.html(f"reference/schemas/{name}/index.html")
            assert '<td data-label="Field"><code>' in told, name

    def test_schemas_are_left_out_without_the_reference(self, tmp_path):
        built = build(library(tmp_path, "library"))
        assert not [path for path in built.files() if path.startswith(("schemas", "reference"))]

    def test_the_json_catalogue_is_published(self, whole):
        told = json.loads(whole[1].files()["catalogue.json"])
        assert told["as_of"] == "2026-03-01"
        assert "guide/smile" in {row["ref"] for row in told["tables"]["documents"]}

    @pytest.mark.parametrize("path", ["library/index.md", "catalogue.json", "index.md"])
    def test_an_authored_file_is_never_replaced(self, path, tmp_path):
        root = library(tmp_path, "library")
        (root / "content" / path).parent.mkdir(exist_ok=True)
        (root / "content" / path).write_text("# Mine\n")
        with (root / "opslore.toml").open("a") as file:
            file.write('pages = ["index.md", "library/index.md"]\n')
        with pytest.raises(Stopped, match=re.escape(f"{path} is generated")):
            build(root)

    def test_a_readme_is_for_the_repository(self, tmp_path):
        root = library(tmp_path, "library")
        (root / "content/README.md").write_text("# About this folder\n\nText.\n")
        built = build(root)
        assert built.holding("About this folder") == []
        assert "Test" in built.html("index.html")

    def test_a_plain_page_needs_no_front_matter(self, tmp_path):
        root = library(tmp_path, "library")
        (root / "content/about.md").write_text("# About us\n\nText.\n")
        with (root / "opslore.toml").open("a") as file:
            file.write('pages = ["about.md"]\n')
        assert "About us" in build(root).html("about/index.html")

    def test_an_excluded_file_is_the_authors_own_affair(self, tmp_path):
        root = library(tmp_path, "library")
        (root / "content/notes").mkdir()
        (root / "content/notes/a.md").write_text("# Notes\n\nText.\n")
        with (root / "opslore.toml").open("a") as file:
            file.write('exclude = ["notes/*"]\n')
        assert "Notes" in build(root).html("notes/a/index.html")

    def test_authored_html_is_dead(self, tmp_path):
        for plugin in ALL:
            root = library(tmp_path / plugin, plugin)
            text = GOOD.replace("Text.", "<script>alert(1)</script><b onclick='x()'>bold</b>")
            (root / "content/guides/bad.md").write_text(text)
            page = build(root).html("guides/bad/index.html")
            assert "<b>bold</b>" in page
            assert "alert(1)" not in page
            assert "onclick='x()'" not in page


@pytest.mark.parametrize("rule", [r for r in engine.all_rules() if r.code.startswith("SRC")],
                         ids=lambda r: r.name)  # fmt: skip
def test_the_rules_own_bad_examples_pass_no_gate(rule, tmp_path):
    """What the page of a rule calls broken ends a real build, too, at the level of the rule."""
    example = case(section(rule.doc, "Bad"))
    root = project(example, tmp_path)
    configure(root, f"check={rule.level.value}")
    with as_nobody(), pytest.raises(Stopped, match="at or above"):
        build(root)
