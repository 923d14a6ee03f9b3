"""The recipes of ci/: each parsed, held against its service's schema, and run as far as it goes."""

from __future__ import annotations

import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import pytest
import yaml

from cases import case, project

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
MARK = "<!-- opslore pr-comment -->"
IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "T"), ("EMAIL", "t@example.com"))
}


def git(folder, *arguments):
    environ = os.environ | IDENTITY
    subprocess.run(
        ["git", "-C", str(folder), *arguments], check=True, env=environ, capture_output=True
    )


@pytest.fixture
def tools(tmp_path):
    """A folder of programs: opslore and mkdocs of this checkout, and records of gh, curl and pip."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def program(name, text):
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)

    main = "import sys; from opslore.cli import main; sys.exit(main())"
    program("opslore", f'#!/bin/sh\nexec {sys.executable} -c "{main}" "$@"\n')
    program("mkdocs", f'#!/bin/sh\nexec {sys.executable} -m mkdocs "$@"\n')
    program("python", f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    for name in ("gh", "curl", "pip"):
        program(
            name,
            f"""#!{sys.executable}
import json, os, pathlib, sys
folder = pathlib.Path({str(tmp_path)!r})
said = [pathlib.Path(a[6:]).read_text() if a.startswith("body=@") else a for a in sys.argv]
with (folder / "calls").open("a") as file:
    file.write(json.dumps(["{name}", *said[1:]]) + "\\n")
answers = json.loads((folder / "answers").read_text()) if (folder / "answers").exists() else {{}}
print(answers.get(" ".join(sys.argv[1:3]), ""))
sys.exit(int(answers.get("fails") == " ".join(sys.argv[1:3])))
""",
        )
    return folder


def calls(tmp_path):
    path = tmp_path / "calls"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def environment(tools, **more):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "CI_"))}
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    return kept | IDENTITY | {"PATH": path, "NO_MKDOCS_2_WARNING": "1"} | more


@pytest.fixture
def clone(tmp_path):
    """A clone of depth 1 of a branch with one slip; `main` is at the library."""
    root = project(case(""), tmp_path / "origin")
    git(tmp_path, "init", "-q", "-b", "main", str(root))
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "the library")
    git(root, "checkout", "-q", "-b", "work")
    guide = root / "content/guides/severity.md"
    guide.write_text(guide.read_text().replace("owner:", "ownr:"))
    git(root, "commit", "-q", "-a", "-m", "a slip")
    shallow = ["clone", "-q", "--depth=1", "--branch=work", f"file://{root}"]
    git(tmp_path, *shallow, str(tmp_path / "clone"))
    return tmp_path / "clone"


def bash(script, folder, environ):
    command = ["bash", "-euo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)  # fmt: skip


SCHEMAS = [
    ("github-actions", "action.yml"),
    ("github-workflows", "ci/weekly-digest.yml"),
    ("github-workflows", "ci/pages-github.yml"),
    ("github-workflows", "plugins/opslore/templates/init/dot-github/workflows/opslore.yml"),
    ("gitlab-ci", "ci/pages-gitlab.yml"),
    ("gitlab-ci", "ci/gitlab.yml"),
]


@pytest.mark.parametrize(("schema", "name"), SCHEMAS, ids=[name for _, name in SCHEMAS])
def test_the_services_own_schemas(schema, name, tmp_path):
    pytest.importorskip("check_jsonschema")
    for number, part in enumerate(yaml.safe_load_all((ROOT / name).read_text("utf-8"))):
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps({str(k).replace("True", "on"): v for k, v in part.items()}))
        done = subprocess.run(
            [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(file)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout


def scripts():
    """Yield name and text of every shell script of the recipes."""
    for path in sorted((ROOT / "ci").glob("*.sh")):
        yield path.name, path.read_text()
    workflows = [ROOT / "ci/weekly-digest.yml", ROOT / "ci/pages-github.yml"]
    jobs = [job for path in workflows for job in yaml.safe_load(path.read_text())["jobs"].values()]
    steps = [step for job in jobs for step in job["steps"]] + ACTION["runs"]["steps"]
    yield from (
        (step.get("name", step["run"][:20]), step["run"]) for step in steps if "run" in step
    )


@pytest.mark.parametrize(("name", "script"), list(scripts()), ids=[name for name, _ in scripts()])
def test_nothing_of_a_pull_request_becomes_a_command(name, script):
    assert "${{" not in script, "a branch named $(...) would be run; pass it by env"
    done = subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    if linter := shutil.which(
        "shellcheck", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    ):
        done = subprocess.run([linter, "--shell=bash", "-"], input=script, text=True, capture_output=True, check=False)  # fmt: skip
        assert done.returncode == 0, done.stdout


def test_every_input_of_the_action_is_used_and_told():
    steps = yaml.safe_dump(ACTION["runs"])
    told = (ROOT / "docs/ci.md").read_text("utf-8")
    for name in ACTION["inputs"]:
        assert f"inputs.{name}" in steps
        assert name == "token" or f"| `{name}` |" in told


@pytest.mark.parametrize(
    ("given", "code", "told"),
    [
        ({"GITHUB_BASE_REF": "main"}, 1, "::error file=content/guides/severity.md"),
        ({"BASE": "origin/main", "FORMAT": "concise"}, 1, "severity.md:2:1: error unknown-key"),
        ({"BASE": "main", "FORMAT": "concise"}, 1, "severity.md:2:1: error unknown-key"),
        ({"GITHUB_BASE_REF": "main", "PATHS": "content/runbooks\n\n"}, 0, ""),
        ({"BASE": "none", "PATHS": "content/guides\ncontent/runbooks"}, 1, "::error file="),
        ({"BASE": "none", "PATHS": "--help"}, 2, ""),
        ({"BASE": "$(touch evil)", "GITHUB_BASE_REF": "main"}, 2, ""),
        ({"BASE": "none", "FAIL_ON": "advice"}, 2, ""),
    ],
)
def test_the_actions_check(given, code, told, clone, tools, tmp_path):
    environ = environment(tools, GITHUB_OUTPUT=str(tmp_path / "output"), **given)
    done = subprocess.run(["bash", str(ROOT / "ci/check.sh")], cwd=clone, env=environ,
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == code, done.stderr
    assert told in done.stdout
    assert (tmp_path / "output").read_text() == f"exit-code={code}\n"
    assert not (clone / "evil").exists()


def test_the_actions_sarif_is_written_although_the_check_fails(clone, tools):
    environ = environment(tools, GITHUB_BASE_REF="main", SARIF="opslore.sarif")
    done = subprocess.run(["bash", str(ROOT / "ci/check.sh")], cwd=clone, env=environ, check=False,
                          capture_output=True)  # fmt: skip
    assert done.returncode == 1
    (result,) = json.loads((clone / "opslore.sarif").read_text())["runs"][0]["results"]
    assert result["message"]["text"].startswith("`ownr` is not a field")


def commented(clone, tools, tmp_path, base="origin/main", **answers):
    """Run the step `Comment`; returns what it prints. `gh` gives the answers."""
    git(clone, "fetch", "-q", "--unshallow", "origin", "+refs/heads/main:refs/remotes/origin/main")
    (tmp_path / "answers").write_text(json.dumps(answers))
    environ = environment(
        tools, GITHUB_REPOSITORY="o/r", NUMBER="7", BASE=base, GITHUB_SHA="a" * 40,
        GITHUB_BASE_REF="main", GITHUB_STEP_SUMMARY=str(tmp_path / "summary"),
    )  # fmt: skip
    done = bash((ROOT / "ci/comment.sh").read_text(), clone, environ)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("known", "method", "base"),
    [("", "POST", "origin/main"), ("41\n57", "PATCH", "main"), ("", "POST", "none")],
)
def test_the_actions_comment_is_kept_as_one(known, method, base, clone, tools, tmp_path):
    commented(clone, tools, tmp_path, base, **{"api --paginate": known})
    _, write = calls(tmp_path)
    place = "repos/o/r/issues/comments/41" if known else "repos/o/r/issues/7/comments"
    assert write[1:6] == ["api", "--silent", "--method", method, place]
    assert write[7].startswith(f"{MARK}\n")
    assert "unknown-key" in write[7]
    assert "Compared with origin/main" in write[7]


def test_a_comment_that_may_not_be_written_goes_to_the_summary(clone, tools, tmp_path):
    """The token of a pull request from a fork may read only."""
    told = commented(clone, tools, tmp_path, fails="api --silent")
    assert "::warning title=opslore::the comment could not be written" in told
    assert "unknown-key" in (tmp_path / "summary").read_text()


def test_the_hooks_check_the_files_of_a_commit(tmp_path, tools):
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert [hook["id"] for hook in hooks] == ["opslore-check", "opslore-check-all"]
    files = re.compile(hooks[0]["files"])
    names = ["content/guides/severity.md", "content/directory.yml", "opslore.toml", "README.md"]
    assert all(files.search(name) for name in [*names, "content/pages.csv", "a/opslore.lock"])
    assert not any(files.search(name) for name in ("main.py", "md", "x.toml"))
    root = project(case(""), tmp_path / "p")
    (root / "README.md").write_text("# Beside the library\n")
    guide = root / names[0]
    guide.write_text(guide.read_text().replace("owner:", "ownr:"))
    for hook, given, code in (
        (hooks[0], names, 1),
        (hooks[0], names[1:], 0),
        (hooks[0], ["README.md"], 0),
        (hooks[1], [], 1),
    ):
        assert hook["language"] == "python"
        assert hook["require_serial"] is True
        assert hook.get("pass_filenames", True) is bool(given)
        assert hook.get("always_run", False) is not bool(given)
        done = bash(f"{hook['entry']} {' '.join(given)}", root, environment(tools))
        assert done.returncode == code, (given, done.stdout, done.stderr)


class Notes(http.server.BaseHTTPRequestHandler):
    """Stands for GitLab's API: notes of one merge request."""

    known: list = []  # noqa: RUF012 - shared by the requests of one test
    asked: list = []  # noqa: RUF012

    def _answer(self, value):
        raw = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def do_GET(self):
        self._answer(self.known)

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.command, self.path, self.headers["PRIVATE-TOKEN"], body["body"]))
        self._answer({})

    do_PUT = do_POST  # noqa: N815 - the server's name

    def log_message(self, *_):
        pass


@pytest.fixture
def gitlab():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Notes)
    Notes.known, Notes.asked = [], []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def job(name):
    """Return the script of a job of ci/gitlab.yml, with the inputs' defaults."""
    spec, jobs = yaml.safe_load_all((ROOT / "ci/gitlab.yml").read_text())
    inputs = {key: value["default"] for key, value in spec["spec"]["inputs"].items()}
    lines = [*jobs[".opslore"]["before_script"], *jobs[name]["script"]]
    script = "\n".join(lines)
    for key, value in inputs.items():
        script = script.replace(f"$[[ inputs.{key} ]]", value)
    assert "[[" not in script
    return script


def test_gitlabs_jobs(clone, tools, tmp_path, gitlab):
    environ = environment(
        tools, CI_PROJECT_DIR=str(tmp_path), CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main",
        CI_API_V4_URL=f"{gitlab}/api/v4", CI_PROJECT_ID="3", CI_MERGE_REQUEST_IID="9",
        OPSLORE_TOKEN="secret", no_proxy="127.0.0.1",
    )  # fmt: skip
    git(clone, "fetch", "-q", "--unshallow")
    done = bash(job("opslore:merge-request"), clone, environ)
    assert done.returncode == 1, done.stderr
    assert "unknown-key" in done.stdout
    (finding,) = json.loads((tmp_path / "gl-code-quality-report.json").read_text())
    assert finding["location"]["path"] == "content/guides/severity.md"
    assert calls(tmp_path)[0] == ["pip", "install", "--quiet", "opslore"]
    for known, asked in (([], "POST"), ([{"id": 5, "body": f"{MARK}\nold"}], "PUT")):
        Notes.known = known
        done = bash(job("opslore:comment"), clone, environ)
        assert done.returncode == 0, done.stderr
        method, path, token, body = Notes.asked[-1]
        assert (method, token) == (asked, "secret")
        assert path == "/api/v4/projects/3/merge_requests/9/notes" + ("/5" if known else "")
        assert body.startswith(f"{MARK}\n")
    done = bash(job("opslore:library"), clone, environ)
    assert done.returncode == 1
    assert "<testsuites" in (tmp_path / "opslore.xml").read_text()


ACTIONS = """\
action_items:
  - {id: A1, title: "Alert @everyone #1", owner: ada, due: 2026-02-01, status: open}
  - {id: A2, title: Nobody does this, status: open}
"""


def test_the_weekly_job(tmp_path, tools):
    root = project(case(""), tmp_path / "p")
    postmortem = root / "content/postmortems/2026/2026-01-10-pool.md"
    postmortem.write_text(postmortem.read_text().replace("services:", f"{ACTIONS}services:", 1))
    (root / "ci").mkdir()
    shutil.copy(ROOT / "ci/rolling_tickets.py", root / "ci")
    recipe = yaml.safe_load((ROOT / "ci/weekly-digest.yml").read_text())
    titles = [
        {"number": 4, "title": "Action items of gone"},
        {"number": 5, "title": "Something else"},
    ]
    (tmp_path / "answers").write_text(json.dumps({"issue list": json.dumps(titles)}))
    environ = environment(
        tools, GITHUB_STEP_SUMMARY=str(tmp_path / "summary"), SLACK_WEBHOOK="https://hooks.example.com/x",
        **recipe["jobs"]["digest"]["env"],
    )  # fmt: skip
    for step in recipe["jobs"]["digest"]["steps"]:
        if "run" in step:
            done = bash(step["run"], root, environ)
            assert done.returncode == 0, (step, done.stderr)
    assert (tmp_path / "summary").read_text().startswith("#")
    made = calls(tmp_path)
    assert made[0] == ["pip", "install", "--quiet", "opslore"]
    assert made[1][0] == "curl"
    assert made[1][-1] == "https://hooks.example.com/x"
    assert json.loads((root / "digest.json").read_text())["blocks"]
    kept = [call[1:] for call in made if call[0] == "gh"]
    assert [call[:2] for call in kept] == [
        ["label", "create"], ["issue", "list"], ["issue", "create"], ["issue", "close"],
    ]  # fmt: skip
    assert kept[2][3] == "Action items of payments"
    assert kept[3][2] == "4"
    text = kept[2][-1]
    assert text.startswith("2 open, 1 of them overdue.")
    assert (
        "- Alert @\u200beveryone #\u200b1: ada, **28 days overdue**, due 2026-02-01 (`postmortem/"
        in text
    )
    assert "**nobody**, no due day" in text


def test_the_pages_recipes_build_a_site(tmp_path, tools):
    environ = environment(tools, SOURCE_DATE_EPOCH="1772409600")
    assert bash("opslore init .", tmp_path / "bin", environ).returncode == 0
    github = yaml.safe_load((ROOT / "ci/pages-github.yml").read_text())["jobs"]
    runs = [step["run"] for step in github["build"]["steps"] if "run" in step]
    environ |= github["build"]["env"]
    for line in runs:
        done = bash(line, tmp_path / "bin", environ)
        assert done.returncode == 0, done.stderr
    upload = github["build"]["steps"][-1]["with"]["path"]
    assert (tmp_path / "bin" / upload / "index.html").is_file()
    lab = yaml.safe_load((ROOT / "ci/pages-gitlab.yml").read_text())
    assert lab["pages"]["script"][-1] == runs[-1] + " --site-dir public"
    assert lab["pages"]["artifacts"]["paths"] == ["public"]


def test_what_the_container_copies_is_there():
    text = (ROOT / "Containerfile").read_text()
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)
    names = [name for line in copied for name in line.split()]
    assert all((ROOT / name).exists() for name in names), names
    extras = re.search(r"'\.\[([\w,]+)\]'", text)[1].split(",")
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert set(extras) <= set(settings["project"]["optional-dependencies"])
    # What the build of the package reads has to be among it.
    wheel = settings["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["packages"], *wheel["force-include"], settings["project"]["readme"]}
    assert {name.split("/")[0] for name in needed} <= set(names)
    assert re.findall(r"^USER (\w+)$", text, re.MULTILINE) == ["opslore"]
