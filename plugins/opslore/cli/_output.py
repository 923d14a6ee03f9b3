"""Where a command's result goes: standard output or a file, always the same bytes."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from opslore.cli._failure import Failure

if TYPE_CHECKING:
    from typing import TextIO


def wants_colour(stream: TextIO) -> bool:
    """Whether to paint: on a terminal, unless NO_COLOR; FORCE_COLOR paints everywhere."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def emit(text: str, output: str | None = None) -> None:
    """Write a result to standard output or, whole or not at all, to a file; raises Failure."""
    if output and output != "-":
        try:
            write(Path(output), text.encode("utf-8"))
        except OSError as error:
            raise Failure(f"cannot write {output}: {_reason(error)}") from error
        return
    try:
        sys.stdout.flush()
        # Neither the locale nor the platform's line ends may change a result.
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader has seen enough (`| head`); Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such folder"
    return error.strerror or str(error)


def tell(text: str) -> None:
    """Say something beside the result."""
    sys.stderr.write(f"{text}\n")


def write(path: Path, raw: bytes) -> None:
    """Replace a file as a whole; who reads meanwhile sees the old one; raises OSError."""
    import tempfile

    target = path.resolve() if path.is_symlink() else path
    if target.exists() and not target.is_file():
        target.write_bytes(raw)  # /dev/stderr, a named pipe
        return
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        fresh.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        fresh.replace(target)
    except OSError:
        fresh.unlink()
        raise


def create(path: Path, raw: bytes) -> None:
    """Write a new file; raises FileExistsError rather than replace one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(raw)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
