"""Findings: what cannot be true or could not be read, each with its address."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from tthc_stats.model.counts import Count
from tthc_stats.model.text import Text


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Place(NamedTuple):
    """Where a figure stands: file, sheet, cell in A1 notation, and the row's label."""

    file: str
    sheet: str | None = None
    cell: str | None = None
    row: str | None = None

    def __str__(self) -> str:
        inner = "!".join(part for part in (self.sheet, self.cell) if part)
        return f"{self.file}: {inner}" if inner else self.file


class Change(NamedTuple):
    """One cell of a suggested repair."""

    count: Count  # type: ignore[assignment]  # not the method of tuples
    old: int
    new: int
    place: Place


class Suggestion(NamedTuple):
    """A smallest set of changes after which everything holds, and why it is likely."""

    changes: tuple[Change, ...]
    why: Text


class Finding(NamedTuple):
    """Something that a careful colleague would point out.

    left, right, difference: the two sides of a broken identity, in dossiers (or, for a
    stated share, ``None``). residue: the uncounted classes that would explain the
    difference just as well as a wrong figure. more_suggestions: repairs of the same size
    that are left out. all_tried: whether every repair of that size was tried. counts: what
    it casts doubt on; all counts where it names none.
    """

    code: str
    severity: Severity
    place: Place
    message: Text
    left: int | None = None
    right: int | None = None
    difference: int | None = None
    suggestions: tuple[Suggestion, ...] = ()
    more_suggestions: int = 0
    all_tried: bool = True
    residue: tuple[Count, ...] = ()
    details: Mapping[str, object] = {}
    counts: tuple[Count, ...] = ()

    def __str__(self) -> str:
        row = f" ({self.place.row})" if self.place.row else ""
        return f"{self.severity} {self.code} {self.place}{row}: {self.message}"

    def __repr__(self) -> str:
        return f"<Finding {self}>"
