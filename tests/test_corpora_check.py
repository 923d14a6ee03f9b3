"""A folder of other people's postmortems: one clear finding a file, at once."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).parent.parent
POSTMORTEMS = REPO.parent / "shared/corpora/postmortems"
LIMIT = 2  # seconds of a processor: a busy machine is no slower program

pytestmark = pytest.mark.skipif(not POSTMORTEMS.is_dir(), reason="the corpora are not here")


def processor():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_one_finding_a_file(tmp_path):
    command = "import sys; from opslore.cli import main; sys.exit(main())"
    before = processor()
    done = subprocess.run(
        [sys.executable, "-c", command, "check", "--format", "json", os.path.relpath(POSTMORTEMS, REPO)],
        cwd=REPO, env=os.environ | {"XDG_CACHE_HOME": str(tmp_path)}, capture_output=True, check=False,
    )  # fmt: skip
    took = processor() - before
    assert done.returncode == 1, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    told = json.loads(done.stdout)
    files = sorted(path.relative_to(POSTMORTEMS).as_posix() for path in POSTMORTEMS.rglob("*.md"))
    assert sorted(finding["path"] for finding in told["findings"]) == files
    assert told["documents"] == len(files)
    for finding in told["findings"]:
        assert finding["level"] == "error"
        assert "front matter" in finding["message"]
        assert finding["help"]
    assert took < LIMIT
