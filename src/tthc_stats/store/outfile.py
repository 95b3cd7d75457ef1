"""Outputs appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from tthc_stats.model.errors import NotWritableError
from tthc_stats.model.text import T


def replace_file(path: str | Path, data: bytes) -> None:
    """Write a file in one step: until the last moment the old one stands.

    The data go to a hidden file beside it, reach the disk, and take its place. Raises
    NotWritableError; the old file, if any, is then untouched.
    """
    target = Path(path)
    temporary: str | None = None
    try:
        target = target.resolve() if target.is_symlink() else target
        if target.is_dir():
            raise IsADirectoryError(21, "is a directory")
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(_mode(target))
        Path(temporary).replace(target)
        temporary = None
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
        raise NotWritableError(
            T("cannot be written: {why}", why=_why(error)),
            place=str(path),
        ) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()


def _why(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).lower()


def _mode(target: Path) -> int:
    """The permissions of the file that is replaced, else those of a new file."""
    try:
        return target.stat().st_mode & 0o777
    except OSError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask
