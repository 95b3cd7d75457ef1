"""Errors that end a run, each with the exit status that scripts rely on."""

from __future__ import annotations

from typing import ClassVar

from tthc_stats.model.text import Text


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
