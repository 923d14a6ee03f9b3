"""What the last check said, where nothing that it depends on has changed since.

A run is recorded with a signature of everything it read: its arguments and environment, the day,
the code and the libraries beside it, the settings and the files that would have been settings, the
names below the content folder and the bytes of its documents. The same signature gives the same
output, so it is printed again without importing anything that reads a document. What depends on
more than that (git, standard input, alert rules elsewhere, a crash) is never recorded.

This module is on the way of every check: it imports little.
"""

from __future__ import annotations

import json
import os
import sys
import time

from opslore.hashing import blake2b

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opslore.cli._asked import Asked

FORM = "1"  # of a record
KEPT = 30  # records, the latest
LARGEST = 4 << 20  # bytes of output
READ = (".md", ".yml", ".yaml", ".json", ".csv")
ENVIRONMENT = ("FORCE_COLOR", "NO_COLOR", "SOURCE_DATE_EPOCH", "TERM")
# As the settings and the reader of documents have them; a test holds them equal, for to import
# either would cost more than the whole replay.
SETTINGS = ("opslore.toml", "pyproject.toml")
DOCUMENT_LIMIT = 1 << 20


def suits(asked: Asked) -> bool:
    """Whether a run depends on nothing but what a signature covers."""
    return not (
        asked.base
        or asked.output
        or asked.write_baseline
        or asked.no_cache
        or asked.stdin_filename
        or "-" in asked.paths
        or os.environ.get("GITHUB_STEP_SUMMARY")
    )


def play(arguments: list[str]) -> int | None:
    """Print what the same run said before; returns its exit code, None if it has to be made."""
    try:
        with open(_place(arguments), encoding="utf-8") as file:  # noqa: PTH123
            kept = json.load(file)
        same = (
            kept["form"] == FORM
            and kept["code"] == _code()
            and kept["day"] in (None, today(kept["zone"]))
            and kept["files"] == {name: _digest(name) for name in kept["files"]}
            and kept["tree"] == tree(kept["content"])
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not same:
        return None
    sys.stdout.flush()
    sys.stdout.buffer.write(kept["out"].encode("utf-8"))
    sys.stdout.buffer.flush()
    sys.stderr.write(kept["err"])
    exit_code: int = kept["exit"]
    return exit_code


def keep(arguments: list[str], record: Mapping[str, object]) -> None:
    """Record a run; where there is no place for it, nothing is recorded."""
    if len(str(record["out"])) > LARGEST:
        return
    place = _place(arguments)
    folder = os.path.dirname(place)  # noqa: PTH120
    fresh = f"{place}.{os.getpid()}"
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103
        _forget(folder)
        # What stands in documents is not for everybody on the machine.
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123
            json.dump({"form": FORM, "code": _code(), **record}, file)
        os.replace(fresh, place)  # noqa: PTH105
    except (OSError, UnicodeEncodeError):
        return


def watched(starts: list[str], more: list[str]) -> dict[str, str]:
    """Return the files beside the content that decide a run, with what is in them.

    `starts` are the folders from which settings were looked for: a settings file that appears
    on the way up changes everything, and so does the top of a repository.
    """
    names = set(more)
    for folder in starts:
        while True:
            names |= {os.path.join(folder, name) for name in (*SETTINGS, ".git")}  # noqa: PTH118
            parent = os.path.dirname(folder)  # noqa: PTH120
            if parent == folder:
                break
            folder = parent  # noqa: PLW2901
    return {name: _digest(name) for name in sorted(names)}


def tree(content: str) -> str:
    """Return a signature of all names below a folder and of the documents' bytes."""
    whole = blake2b(digest_size=16)
    for path, entry in _walk(content):
        if entry.is_symlink():
            said = f"link {os.readlink(path)}"  # noqa: PTH115
        elif entry.is_dir(follow_symlinks=False):
            said = "folder"
        else:
            said = _digest(path) if path.endswith(READ) else "file"
        whole.update(f"{path}\0{said}\0".encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


def today(zone: str) -> str:
    """Return the day it is now in a zone."""
    from datetime import UTC, datetime, tzinfo

    place: tzinfo = UTC
    if zone != "UTC":
        from zoneinfo import ZoneInfo

        place = ZoneInfo(zone)
    return datetime.now(place).date().isoformat()


def _walk(folder: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith("."):
            continue
        yield entry.path, entry
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path)


def _digest(path: str) -> str:
    """Return a digest of a file's bytes, or what there is instead of a file that is read."""
    try:
        status = os.stat(path)  # noqa: PTH116
        if (status.st_mode & 0o170000) != 0o100000:
            return "no file"
        if status.st_size > DOCUMENT_LIMIT:
            return f"large {status.st_size} {status.st_mtime_ns}"
        with open(path, "rb") as file:  # noqa: PTH123
            return blake2b(file.read(), digest_size=16).hexdigest()
    except FileNotFoundError:
        return "absent"
    except OSError as error:
        return f"unreadable {error.errno}"


def _code() -> str:
    """Return a signature of this package and of what is installed beside it."""
    whole = blake2b(f"{sys.version}\0{sys.prefix}\0".encode(), digest_size=16)
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
    checkout = os.path.dirname(os.path.dirname(package))  # noqa: PTH120
    for folder in (package, os.path.join(checkout, "schemas")):  # noqa: PTH118
        if os.path.isdir(folder):  # noqa: PTH112
            for path, entry in _walk(folder):
                if path.endswith((".py", ".json", ".jinja")):
                    status = entry.stat()
                    whole.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    for folder in sys.path:
        # Installing, upgrading or removing a library writes into its folder.
        if folder and os.path.isdir(folder):  # noqa: PTH112
            whole.update(f"{folder}\0{os.stat(folder).st_mtime_ns}\0".encode())  # noqa: PTH116
    return whole.hexdigest()


def _place(arguments: list[str]) -> str:
    asked = [os.getcwd(), *arguments, str(sys.stdout.isatty())]  # noqa: PTH109
    asked += [f"{name}={os.environ.get(name, '')}" for name in ENVIRONMENT]
    key = blake2b("\0".join(asked).encode("utf-8", "surrogateescape"), digest_size=16)
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111
    return os.path.join(home, "opslore", f"{key.hexdigest()}.json")  # noqa: PTH118


def _forget(folder: str) -> None:
    """Drop the oldest records, and what a run that was killed has left."""
    found = sorted(
        (entry for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)),
        key=lambda entry: entry.stat().st_mtime,
    )
    limit = time.time() - 3600
    for entry in found[: max(0, len(found) - KEPT + 1)]:
        os.unlink(entry.path)  # noqa: PTH108
    for entry in found:
        if not entry.name.endswith(".json") and entry.stat().st_mtime < limit:
            os.unlink(entry.path)  # noqa: PTH108
