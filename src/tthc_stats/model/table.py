"""A table of counts: what a grid says once its columns and rows are understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from tthc_stats.model.counts import ALL_COUNTS, Count
from tthc_stats.model.findings import Finding, Place
from tthc_stats.model.grid import Grid
from tthc_stats.model.identity import Identity
from tthc_stats.model.period import Period
from tthc_stats.model.text import Text


class Dimension(StrEnum):
    """What rows can be grouped by."""

    UNIT = "unit"
    FIELD = "field"
    LEVEL = "level"
    PROCEDURE = "procedure"
    PERIOD = "period"
    FILE = "file"
    COMMUNE = "commune"
    CHANNEL = "channel"
    SERVICE = "service"
    MONTH = "month"
    """The month of receipt."""


REGISTER_ONLY = (Dimension.COMMUNE, Dimension.CHANNEL, Dimension.SERVICE, Dimension.MONTH)
"""What only registers tell."""


class ColumnKind(StrEnum):
    COUNT = "count"
    LABEL = "label"
    ORDINAL = "ordinal"
    SHARE = "share"
    EXTRA = "extra"
    """A known column that is none of the counts: codes, notes, certificates issued."""
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"


class RowKind(StrEnum):
    DETAIL = "detail"
    SECTION = "section"
    TOTAL = "total"
    OF_WHICH = "of_which"
    PAGE = "page"
    """The sum of a page of a printed table, or of all its pages so far."""
    REPEATED = "repeated"
    """It is printed twice, and counted where it stands first."""
    NUMBERING = "numbering"
    HEADER = "header"
    NOTE = "note"


class Share(NamedTuple):
    """What a printed percentage says it is.

    numerators, bases: the counts that may stand above and below the line, the usual one
    first. numerator_column: the index of an extra column that stands above it instead.
    """

    numerators: tuple[Count, ...]
    bases: tuple[Count, ...]
    numerator_column: int | None = None


class Column(NamedTuple):
    """One column: its caption path from group to leaf, and what it was taken for.

    counts: the count it holds; two where a caption says both (toàn trình received online).
    inside: the count that includes this class by the header (``resolved`` or ``pending``).
    note: why it was taken so, where that is not plain, or what a near miss suggests.
    """

    index: int  # type: ignore[assignment]  # not the method of tuples
    path: tuple[str, ...]
    kind: ColumnKind
    counts: tuple[Count, ...] = ()
    dimension: Dimension | None = None
    share: Share | None = None
    inside: Count | None = None
    note: Text | None = None

    @property
    def caption(self) -> str:
        return " › ".join(self.path)


class StatedShare(NamedTuple):
    """A percentage as printed: its value in percent and the decimals it shows.

    ``decimals`` is ``None`` for a stored number that was never rounded.
    """

    value: Decimal
    decimals: int | None


class Row:
    """One row of the table.

    index: the row in the grid, from 0. period: the row's own, where rows are periods.
    section: the labels of the sections it stands in.
    sums: the positions in ``Table.rows`` of the rows whose sum it must be. counts: the stated
    ones. shares: stated percentages by column. extras: whole numbers of extra columns, by
    column. note: why it is of its kind, where its number or name does not tell.
    """

    __slots__ = (
        "counts",
        "extras",
        "index",
        "keys",
        "kind",
        "label",
        "note",
        "period",
        "section",
        "shares",
        "sums",
    )

    def __init__(
        self,
        index: int,
        kind: RowKind,
        label: str | None = None,
        keys: Mapping[Dimension, str] | None = None,
        period: Period | None = None,
        section: tuple[str, ...] = (),
        sums: tuple[int, ...] = (),
        counts: Mapping[Count, int] | None = None,
        shares: Mapping[int, StatedShare] | None = None,
        extras: Mapping[int, int] | None = None,
        note: Text | None = None,
    ) -> None:
        self.index = index
        self.kind = kind
        self.label = label
        self.keys = {} if keys is None else keys
        self.period = period
        self.section = section
        self.sums = sums
        self.counts = {} if counts is None else counts
        self.shares = {} if shares is None else shares
        self.extras = {} if extras is None else extras
        self.note = note


class Table:
    """Counts of one table of one sheet, with the address of every figure.

    identities: the ones that this table's columns allow, as its layout adds up. roles:
    where it keeps classes that are neither resolved nor pending by name.
    rows_by: the dimensions that its label columns give, the main one first.
    findings: what could not be read, or was read with a remark.
    """

    def __init__(
        self,
        grid: Grid,
        layout: str,
        header: range,
        columns: Sequence[Column],
        rows: list[Row],
        period: Period | None = None,
        unit: str | None = None,
        form_code: str | None = None,
        rows_by: tuple[Dimension, ...] = (),
        identities: tuple[Identity, ...] = (),
        roles: Mapping[Count, str] | None = None,
        findings: list[Finding] | None = None,
    ) -> None:
        self.grid = grid
        self.layout = layout
        self.header = header
        self.columns = columns
        self.rows = rows
        self.period = period
        self.unit = unit
        self.form_code = form_code
        self.rows_by = rows_by
        self.identities = identities
        self.roles = {} if roles is None else roles
        self.findings = [] if findings is None else findings

    @property
    def file(self) -> str:
        return self.grid.file

    @property
    def stated(self) -> tuple[Count, ...]:
        """The counts that the table has columns for, in the contract's order."""
        held = {count for column in self.columns for count in column.counts}
        return tuple(count for count in ALL_COUNTS if count in held)

    def details(self) -> Iterator[Row]:
        return (row for row in self.rows if row.kind is RowKind.DETAIL)

    def column_of(self, count: Count) -> Column | None:
        return next((column for column in self.columns if count in column.counts), None)

    def place(self, row: Row, count: Count | None = None) -> Place:
        """The address of a count in a row, or of the row's first cell."""
        column = self.column_of(count) if count else None
        return self.grid.place(row.index, column.index if column else 0, row.label)


class Skipped(NamedTuple):
    """A sheet or a part of one that holds no counts, and why it was passed over."""

    grid: Grid
    why: Text
