"""Errors that end a run, each with the exit status that scripts rely on."""

from __future__ import annotations

import errno
from typing import ClassVar

from tthc_stats.model.text import T, Text


class TthcError(Exception):
    """What happened, where, and what to do about it.

    what: the sentence for people. place: the file, sheet and cell, as far as known.
    """

    exit_status: ClassVar[int] = 70

    def __init__(self, what: Text, *, place: object = None, hint: Text | None = None) -> None:
        super().__init__(what, place, hint)
        self.what = what
        self.place = place
        self.hint = hint

    def __str__(self) -> str:
        parts = [str(self.what).rstrip(".") + "."]
        if self.place is not None:
            parts.insert(0, f"{self.place}:")
        if self.hint is not None:
            parts.append(str(self.hint))
        return " ".join(parts)


class UsageError(TthcError):
    """The command or its configuration asks for something that does not exist."""

    exit_status = 2


class NotUnderstoodError(TthcError):
    """The input was read but is not something that can be counted."""

    exit_status = 65


class UnreadableError(TthcError):
    """The input is missing, or is not a whole file of a known type."""

    exit_status = 66


class NotWritableError(TthcError):
    """An output could not be written; what stood there before still stands."""

    exit_status = 73


REASONS = {
    errno.ENOENT: T("no such file or folder"),
    errno.EACCES: T("permission denied"),
    errno.EPERM: T("the operation is not permitted"),
    errno.EEXIST: T("the file exists already"),
    errno.ENOTDIR: T("a part of its path is no folder"),
    errno.EISDIR: T("it is a folder"),
    errno.ENOSPC: T("no space is left on the disk"),
    errno.EROFS: T("the disk is read-only"),
    errno.ENAMETOOLONG: T("the file name is too long"),
    errno.ELOOP: T("its links lead in a circle"),
    errno.EIO: T("the disk or the connection failed"),
    errno.EBADF: T("it is closed"),
    errno.EPIPE: T("its reader has gone away"),
    errno.EBUSY: T("it is in use"),
    errno.ENXIO: T("no such device or address"),
    errno.EMFILE: T("too many files are open"),
    errno.EFBIG: T("the file is too large"),
}
"""The common errors of the operating system, which has words for them in one language only."""


def reason(error: Exception) -> Text | str:
    """Why the operating system refused, in words that can be translated where they are known."""
    known = REASONS.get(getattr(error, "errno", None) or 0)
    return known or str(getattr(error, "strerror", None) or error).lower()
