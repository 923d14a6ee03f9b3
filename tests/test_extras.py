"""Without an extra, opslore says in one sentence what to install; `check` needs none of them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cases import case, project

BLOCKED = """\
import importlib.abc, sys
class Missing(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {names}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing())
"""
RUN = "from opslore.cli import main; raise SystemExit(main({arguments}))"
EXTRAS = {"mkdocs", "material", "markdown", "pymdownx", "nh3", "pagefind", "rjsmin", "icalendar", "pygls", "lsprotocol"}  # fmt: skip


def without(names, code, folder):
    """Run code in a Python in which some packages are not installed."""
    program = BLOCKED.format(names=sorted(names)) + code
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def library(tmp_path):
    return project(case(""), tmp_path / "library")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check"], 0),
        (["check", "--format", "sarif"], 0),
        (["actions"], 0),
        (["search", "pool"], 0),
        (["digest", "--format", "mail"], 0),
        (["export", "json"], 0),
        (["render", "out"], 0),
        (["explain", "time-order"], 0),
    ],
)
def test_the_command_line_needs_no_extra(arguments, code, library):
    found, out, err = without(EXTRAS, RUN.format(arguments=arguments), library)
    assert (found, "Traceback" in err) == (code, False), err
    assert out or err


@pytest.mark.parametrize(
    ("names", "code", "told"),
    [
        ({"pygls"}, RUN.format(arguments=["lsp"]), 'pip install "opslore[lsp]"'),
        ({"icalendar"}, RUN.format(arguments=["actions", "--format", "ics"]), 'pip install "opslore[calendar]"'),
        ({"nh3"}, "from mkdocs.__main__ import cli; cli(['build', '-q'])", 'pip install "opslore[site]"'),
    ],
)  # fmt: skip
def test_what_needs_an_extra_names_it(names, code, told, library):
    (library / "mkdocs.yml").write_text("site_name: X\ndocs_dir: content\nplugins: [opslore/check, opslore/library]\n")  # fmt: skip
    found, _, err = without(names, code, library)
    assert found in (1, 2)
    assert told in err.splitlines()[-1]
    assert "Traceback" not in err
