"""What is asked of git: a commit, its files, and what differs from it. Nothing is written."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, NamedTuple

from opslore.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


class GitError(Exception):
    """Git cannot answer; the text says why, and what to type."""


class Blob(NamedTuple):
    """A file of a commit."""

    path: str  # relative to the folder asked about
    id: str
    link: bool  # a symbolic link; its content is the target


@dataclass(frozen=True, slots=True)
class Difference:
    """How the working tree differs from a commit, by path relative to the folder."""

    touched: frozenset[str]  # added, changed or renamed, and still there
    renamed: dict[str, str]  # path then -> path now


def base_of(folder: Path, ref: str) -> str:
    """Return the commit at which the work in `folder` left `ref`; raises GitError."""
    if ref.startswith("-") or not ref.strip():
        raise GitError(f"{ref!r} is no revision; give a branch, a tag or a commit")
    if _ask(folder, "rev-parse", "--is-inside-work-tree") != "true":
        raise GitError(f"{folder} is in no git repository, so there is nothing to compare with")
    shallow = _ask(folder, "rev-parse", "--is-shallow-repository") == "true"
    commit = _ask(folder, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    if not commit:
        raise GitError(_unknown(folder, ref, shallow=shallow))
    if not _ask(folder, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"):
        raise GitError("there is no commit yet, so there is nothing to compare with")
    common = _ask(folder, "merge-base", commit, "HEAD")
    if not common:
        if shallow:
            raise GitError(
                f"this shallow clone does not reach back to {ref}; fetch the history with\n"
                f"    {_fetch(ref)}"
            )
        raise GitError(f"{ref} and this branch have no commit in common")
    return common


def files(folder: Path, commit: str, paths: Iterable[str]) -> Iterator[Blob]:
    """Yield the files of a commit at or below `paths`, relative to `folder`; raises GitError."""
    prefix = _prefix(folder)
    wanted = [prefix + path.removeprefix("./") for path in paths]
    # An empty path would be refused; without any, ls-tree lists the whole tree.
    wanted = [] if "" in wanted else [path.rstrip("/") for path in wanted]
    listed = _run(folder, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *wanted)
    for entry in filter(None, listed.split(b"\0")):
        head, _, name = entry.partition(b"\t")
        mode, kind, identity = head.decode().split(" ")[:3]
        path = os.fsdecode(name)
        if kind == "blob" and path.startswith(prefix):
            yield Blob(path.removeprefix(prefix), identity, mode == "120000")


def contents(folder: Path, ids: Iterable[str]) -> Iterator[bytes]:
    """Yield the bytes of blobs, in the order of `ids`; raises GitError if one is not here."""
    asked = "".join(f"{identity}\n" for identity in ids)
    if not asked:
        return
    stream = _run(folder, "cat-file", "--batch", stdin=asked.encode())
    start = 0
    while start < len(stream):
        end = stream.index(b"\n", start)
        fields = stream[start:end].split(b" ")
        if len(fields) != 3:
            raise GitError(
                f"git lacks an object of the base ({stream[start:end].decode('ascii', 'replace')}); "
                "in a partial clone fetch it with\n    git fetch --refetch"
            )
        size = int(fields[2])
        yield stream[end + 1 : end + 1 + size]
        start = end + 1 + size + 1


def difference(folder: Path, commit: str) -> Difference:
    """Return what the working tree of `folder` has changed since a commit; raises GitError."""
    raw = _run(
        folder, "diff", "--name-status", "-z", "-M", "--no-ext-diff", "--relative", commit, "--"
    )
    fields = [os.fsdecode(field) for field in raw.split(b"\0")]
    touched: set[str] = set()
    renamed: dict[str, str] = {}
    place = 0
    while place + 1 < len(fields):
        status = fields[place]
        if status.startswith(("R", "C")):
            old, new = fields[place + 1 : place + 3]
            touched.add(new)
            if status.startswith("R"):
                renamed[old] = new
            place += 3
        else:
            if status != "D":
                touched.add(fields[place + 1])
            place += 2
    unknown = _run(folder, "ls-files", "--others", "--exclude-standard", "-z")
    touched |= {os.fsdecode(name) for name in unknown.split(b"\0") if name}
    return Difference(frozenset(touched), renamed)


def _unknown(folder: Path, ref: str, *, shallow: bool) -> str:
    if shallow:
        return f"this shallow clone does not know {ref!r}; fetch it with\n    {_fetch(ref)}"
    remote = f"origin/{ref}"
    if _ask(folder, "rev-parse", "--verify", "--quiet", f"{remote}^{{commit}}"):
        return f"there is no revision {ref!r} here; did you mean {remote!r}?"
    return f"there is no revision {ref!r} here; fetch it with\n    {_fetch(ref, '')}"


def _fetch(ref: str, depth: str = " --unshallow") -> str:
    branch = ref.removeprefix("origin/")
    if len(ref) == 40 and not ref.strip("0123456789abcdef"):
        return f"git fetch --no-tags{depth} origin {ref}"
    if not branch.replace("-", "").replace("/", "").replace("_", "").replace(".", "").isalnum():
        return f"git fetch{depth} origin"  # HEAD~3 and its like
    return f"git fetch --no-tags{depth} origin +refs/heads/{branch}:refs/remotes/origin/{branch}"


def _prefix(folder: Path) -> str:
    return os.fsdecode(_run(folder, "rev-parse", "--show-prefix").rstrip(b"\n"))


def _ask(folder: Path, *arguments: str) -> str:
    """Return the answer on one line; empty if git says no."""
    try:
        return _run(folder, *arguments).decode("utf-8", "replace").strip()
    except GitError:
        return ""


def _run(folder: Path, *arguments: str, stdin: bytes | None = None) -> bytes:
    command = ["git", "-c", "core.quotepath=off", "-c", "core.fsmonitor=false", *arguments]
    environ = os.environ | {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_PAGER": "cat"}
    try:
        done = subprocess.run(  # noqa: S603 - a list, no shell
            command, cwd=folder, env=environ, input=stdin, capture_output=True, check=False
        )
    except FileNotFoundError:
        raise GitError("git is not installed, and --base needs it") from None
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
        raise GitError(f"git {arguments[0]}: {told}")
    return done.stdout
