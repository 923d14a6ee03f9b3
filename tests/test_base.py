"""`check --base`: what a change adds, on a history made here."""

from __future__ import annotations

import subprocess

import pytest

from cases import case, project
from console import run

RUNBOOK = "content/runbooks/checkout/pool.md"
GUIDE = "content/guides/severity.md"
IDENTITY = ("-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")


def git(folder, *arguments):
    command = ["git", *IDENTITY, "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def commit(folder, message):
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)


@pytest.fixture
def repository(tmp_path):
    """The test library on main, and a branch `work` that has just left it."""
    root = project(case(""), tmp_path / "repository")
    # Without a pinned day, as a library is that people use.
    (root / "opslore.toml").write_text('content = "content"\n')
    (root / "content/guides/old.md").write_text("---\nownr: platform\n---\n\n# Old\n\nA fault.\n")
    git(tmp_path, "init", "-q", "-b", "main", str(root))
    commit(root, "the library")
    git(root, "checkout", "-q", "-b", "work")
    return root


def edit(root, path, old, new):
    file = root / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def check(root, *options, day="2026-03-01", folder=None):
    """Return the lines of findings, the remarks and the exit code."""
    _, out, err, code = run(
        ["check", "--format", "concise", "--as-of", day, *options], folder or root
    )
    return [line.split(" ", 3)[:3] for line in out.splitlines()], err, code


def test_an_old_finding_is_not_of_this_change(repository):
    edit(repository, GUIDE, "How we decide", "How all of us decide")
    commit(repository, "wording")
    assert check(repository)[0] == [["content/guides/old.md:2:1:", "error", "unknown-key"]]
    found, err, code = check(repository, "--base", "main")
    assert (found, code) == ([], 0)
    assert "no errors" in err
    assert "new since main" in err


def test_a_new_finding_is(repository):
    edit(repository, GUIDE, "owner:", "ownr:")
    commit(repository, "slip")
    assert check(repository, "--base", "main")[0] == [[f"{GUIDE}:2:1:", "error", "unknown-key"]]
    assert check(repository, "--base", "main")[2] == 1


def test_work_that_is_not_committed_counts(repository):
    edit(repository, GUIDE, "owner:", "ownr:")
    (repository / "content/guides/new.md").write_text("---\nownr: platform\n---\n\n# N\n\nNew.\n")
    places = [line[0] for line in check(repository, "--base", "main")[0]]
    assert places == ["content/guides/new.md:2:1:", f"{GUIDE}:2:1:"]


def test_lines_that_move_are_not_new(repository):
    edit(repository, "content/guides/old.md", "ownr:", "tags: [a]\nownr:")
    assert check(repository, "--base", "main")[0] == []


@pytest.mark.parametrize("day", ["2026-03-01", "2026-09-01"])
def test_what_goes_stale_overnight_reddens_nobodys_change(repository, day):
    edit(repository, GUIDE, "How we decide", "How all of us decide")
    commit(repository, "wording")
    stale = [f"{RUNBOOK}:5:21:", "error", "stale-runbook"]
    assert (stale in check(repository, day=day)[0]) is (day == "2026-09-01")
    assert check(repository, "--base", "main", day=day)[2] == 0


def test_an_effect_on_a_file_that_was_not_touched_is_told_unless_the_day_is_its_cause(repository):
    (repository / "content/services/search.md").unlink()
    # The drill makes the runbook `failed last time`, which a rule of the day tells of.
    drill = repository / "content/drills/2026-02-20-pool.md"
    drill.parent.mkdir()
    drill.write_text(
        "---\nheld_on: 2026-02-20\nservices: [checkout]\nhypothesis: The runbook works\n"
        "result: refuted\nrunbooks_used:\n  - {runbook: checkout/pool, result: failed}\n"
        "action_items:\n  - {id: A1, title: Mend the runbook, owner: ada, due: 2026-04-01, "
        "status: open}\n---\n\n# Drill\n\nIt did not.\n"
    )
    commit(repository, "a drill, and search is gone")
    found, _, code = check(repository, "--base", "main")
    assert [line[2] for line in found] == ["unknown-reference"]
    assert found[0][0].startswith("content/services/checkout.md:")
    assert code == 1
    assert "failed-runbook" in [line[2] for line in check(repository)[0]]


def test_a_field_that_was_misspelt_all_along_hides_no_date(repository):
    edit(repository, RUNBOOK, "risk:", "rsk:")
    commit(repository, "a slip of old")
    git(repository, "branch", "-f", "main")
    edit(repository, RUNBOOK, "at: 2026-02-10", "at: 2026-02-28")
    found = [line[2] for line in check(repository, "--base", "main")[0]]
    assert found == ["date-only-bump"]


def test_a_date_set_forward_is_found(repository):
    edit(repository, RUNBOOK, "at: 2026-02-10", "at: 2026-02-28")
    commit(repository, "reviewed")
    found = [[f"{RUNBOOK}:5:21:", "error", "date-only-bump"]]
    assert check(repository)[0][0][2] == "unknown-key"  # without a base nobody can tell
    assert check(repository, "--base", "main")[0] == found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("https://example.com/log/1", "https://example.com/log/2"),
        ("how: dry-run", "how: game-day"),
        ("Add two pods.", "Add three pods."),
    ],
)
def test_a_date_with_something_behind_it_is_none(old, new, repository):
    edit(repository, RUNBOOK, "at: 2026-02-10", "at: 2026-02-28")
    edit(repository, RUNBOOK, old, new)
    assert check(repository, "--base", "main")[0] == []


def test_a_date_set_forward_is_found_in_a_renamed_file(repository):
    moved = "content/runbooks/checkout/connections.md"
    git(repository, "mv", RUNBOOK, moved)
    edit(repository, moved, "at: 2026-02-10", "at: 2026-02-28")
    commit(repository, "renamed and reviewed")
    assert check(repository, "--base", "main")[0] == [[f"{moved}:5:21:", "error", "date-only-bump"]]


def test_findings_follow_a_renamed_file(repository):
    git(repository, "mv", "content/guides/old.md", "content/guides/older.md")
    commit(repository, "renamed")
    assert check(repository, "--base", "main")[0] == []


def test_a_waiver_that_is_taken_away_brings_its_finding_back(repository):
    git(repository, "checkout", "-q", "main")
    edit(repository, "content/guides/old.md", "ownr: platform", "owner: platform\nverified:\n"
         "  - {by: ada, at: 2026-04-01, how: read}\nwaivers:\n"
         "  - {rule: future-review, until: 2026-06-01, reason: an example}")  # fmt: skip
    commit(repository, "waived")
    git(repository, "checkout", "-q", "-b", "waiverless")
    file = repository / "content/guides/old.md"
    kept = [line for line in file.read_text().splitlines(keepends=True) if "aiver" not in line]
    file.write_text("".join(line for line in kept if "rule: future-review" not in line))
    found, _, code = check(repository, "--base", "main")
    assert [line[2] for line in found] == ["future-review"]
    assert code == 1


def test_main_that_went_on_is_not_of_this_change(repository):
    edit(repository, GUIDE, "How we decide", "How all of us decide")
    commit(repository, "wording")
    git(repository, "checkout", "-q", "main")
    edit(repository, "content/guides/old.md", "ownr", "owner")
    commit(repository, "mended on main")
    git(repository, "checkout", "-q", "work")
    assert check(repository, "--base", "main")[0] == []


def test_the_working_tree_is_left_alone(repository):
    edit(repository, GUIDE, "owner:", "ownr:")
    before = git(repository, "status", "--porcelain"), git(repository, "rev-parse", "HEAD")
    check(repository, "--base", "main")
    assert (
        git(repository, "status", "--porcelain"),
        git(repository, "rev-parse", "HEAD"),
    ) == before


def test_a_library_in_a_folder_of_its_repository(tmp_path):
    root = project(case(""), tmp_path / "mono/docs ä")
    (tmp_path / "mono/code.md").write_text("no document of the library")
    git(tmp_path, "init", "-q", "-b", "main", str(tmp_path / "mono"))
    commit(root, "the library")
    edit(root, GUIDE, "owner:", "ownr:")
    (tmp_path / "mono/code.md").unlink()
    assert check(root, "--base", "main")[0] == [[f"{GUIDE}:2:1:", "error", "unknown-key"]]
    inside = root / "content/guides"
    assert check(root, "--base", "main", folder=inside)[0][0][0] == "severity.md:2:1:"


def test_github_puts_changed_files_first(repository):
    (repository / "content/services/search.md").unlink()
    edit(repository, GUIDE, "owner:", "ownr:")
    _, out, _, _ = run(
        ["check", "--format", "github", "--as-of", "2026-03-01", "--base", "main"], repository
    )
    assert [
        line.split("file=")[1].split(",")[0] for line in out.splitlines() if "file=" in line
    ] == [
        GUIDE,
        "content/services/checkout.md",
    ]


def shallow(repository, tmp_path):
    clone = tmp_path / "clone"
    address = f"file://{repository}"
    git(tmp_path, "clone", "-q", "--depth=1", "--branch=work", address, str(clone))
    return clone


def test_a_shallow_clone_says_how_to_mend_it(repository, tmp_path):
    edit(repository, GUIDE, "owner:", "ownr:")
    commit(repository, "slip")
    clone = shallow(repository, tmp_path)
    _, err, code = check(clone, "--base", "origin/main")
    assert code == 2
    assert "this shallow clone does not know 'origin/main'; fetch it with\n" in err
    mend = err.splitlines()[-1].strip()
    assert mend == (
        "git fetch --no-tags --unshallow origin +refs/heads/main:refs/remotes/origin/main"
    )
    git(clone, *mend.split()[1:])
    assert check(clone, "--base", "origin/main")[0] == [[f"{GUIDE}:2:1:", "error", "unknown-key"]]


def test_a_shallow_clone_that_knows_the_tip_but_not_the_past(repository, tmp_path):
    edit(repository, GUIDE, "owner:", "ownr:")
    commit(repository, "slip")
    clone = shallow(repository, tmp_path)
    git(clone, "fetch", "-q", "--depth=1", "origin", "+refs/heads/main:refs/remotes/origin/main")
    _, err, code = check(clone, "--base", "origin/main")
    assert code == 2
    assert "does not reach back to origin/main" in err
    git(clone, *err.splitlines()[-1].split()[1:])
    assert check(clone, "--base", "origin/main")[2] == 1


@pytest.mark.parametrize(
    ("ref", "told"),
    [
        ("mian", "there is no revision 'mian' here"),
        ("--help", "is no revision"),
        ("unrelated", "unrelated and this branch have no commit in common"),
    ],
)
def test_a_ref_that_is_none(ref, told, repository):
    git(repository, "checkout", "-q", "--orphan", "unrelated")
    commit(repository, "another beginning")
    git(repository, "checkout", "-q", "work")
    _, err, code = check(repository, f"--base={ref}")
    assert code == 2
    assert told in err
