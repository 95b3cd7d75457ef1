"""Outputs appear whole or not at all; devices and pipes are written into."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Callable, Iterable, Mapping
from glob import escape
from pathlib import Path
from typing import TypeVar

from tthc_stats.model.errors import NotWritableError, reason
from tthc_stats.model.text import T

PART = ".part"
"""How the name of a hidden file ends until it takes its place."""

Target = TypeVar("Target", bound=str | Path)


def replace_file(path: str | Path, data: bytes) -> None:
    """Write one file as ``replace_files`` does. Raises NotWritableError."""
    replace_files({path: data})


def replace_files(outputs: Mapping[Target, bytes], before: Callable[[], str] | None = None) -> None:
    """Write several files, each in one step: until the last moment the old ones stand.

    All data go to hidden files beside their targets and reach the disk; only then do they
    take their places, one after the other. What is no regular file (a device, a named pipe,
    a link to one) is never replaced but written into, before any file is replaced.

    before: what else is written, once all data have reached the disk: when it raises, nothing
    is replaced. It returns the path of its file.

    Raises NotWritableError, which names what had been written by then; nothing else has
    changed.
    """
    waiting: dict[Target, str] = {}
    written: list[str | Path] = []
    path = next(iter(outputs))
    try:
        into = [path for path in outputs if is_special(path)]
        for path in outputs:
            if path not in into:
                waiting[path] = _prepared(Path(path), outputs[path])
        if before:
            written.append(before())
        for path in into:
            _write_into(path, outputs[path])
            written.append(path)
        for path in list(waiting):
            Path(waiting[path]).replace(_target(Path(path)))
            del waiting[path]
            written.append(path)
    except OSError as error:
        raise _refusal(path, error, written) from error
    finally:
        for temporary in waiting.values():
            with contextlib.suppress(OSError):
                Path(temporary).unlink()


def _refusal(path: str | Path, error: Exception, written: Iterable[object]) -> NotWritableError:
    done = tuple(map(str, written))
    return NotWritableError(
        T("cannot be written: {why}", why=reason(error)),
        place=str(path),
        hint=T("Already written: {files}.", files=done) if done else None,
    )


def is_special(path: str | Path) -> bool:
    """Whether a path leads to something that holds no bytes to replace, such as a device."""
    try:
        mode = Path(path).stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _target(path: Path) -> Path:
    try:
        return path.resolve() if path.is_symlink() else path
    except RuntimeError as error:  # as Python before 3.13 tells links in a circle
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from error


def _prepared(path: Path, data: bytes) -> str:
    """The data in a hidden file beside the target, which has the permissions it shall have."""
    target = _target(path)
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    handle, temporary = tempfile.mkstemp(PART, _prefix(target), target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(_mode(target))
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
    return temporary


def _prefix(target: Path) -> str:
    return f".{target.name[:40]}."


def sweep(outputs: Iterable[str | Path]) -> None:
    """Remove what runs that were killed have left beside their targets.

    For whoever knows that no other run is writing them just now.
    """
    for path in map(Path, outputs):
        for left in path.parent.glob(f"{escape(_prefix(path))}*{PART}"):
            with contextlib.suppress(OSError):
                left.unlink()


def _write_into(path: str | Path, data: bytes) -> None:
    with open(os.open(path, os.O_WRONLY), "wb", buffering=0) as stream:
        left = memoryview(data)
        while left:
            left = left[stream.write(left) or 0 :]


def _mode(target: Path) -> int:
    """The permissions of the file that is replaced, else those of a new file."""
    try:
        return target.stat().st_mode & 0o777
    except OSError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask
