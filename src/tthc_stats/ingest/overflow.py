"""Rows of delimited text with more fields than their header: their figures are shifted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tthc_stats.ingest.captions import label_of
from tthc_stats.ingest.headers import Header
from tthc_stats.ingest.numbers import looks_numeric
from tthc_stats.ingest.rows import RawRow
from tthc_stats.model.findings import Finding, Severity
from tthc_stats.model.table import Column, ColumnKind, Table
from tthc_stats.model.text import T


def shifted_rows(table: Table, header: Header, raw: Sequence[RawRow]) -> dict[int, int]:
    """The rows with figures that a comma inside a figure cut into too many fields, each with
    the column of a figure that stands where none belongs.

    That is beyond the last caption, or among the notes of a row with too many fields. A
    column without a caption that has figures in every row is none of these: it is only
    unnamed. Texts beyond the last caption are remarks.
    """
    fields = table.grid.fields
    if not fields:
        return {}
    width = max(fields[header.top : header.bottom + 1])
    counted = [source.index for source in raw if source.figures]
    found = {
        index: column
        for index in counted
        if (column := _misplaced(table, index, too_long=fields[index] > width)) is not None
    }
    only_unnamed = len(found) == len(counted) and all(fields[index] <= width for index in found)
    return {} if only_unnamed else found


def _misplaced(table: Table, index: int, *, too_long: bool) -> int | None:
    """The column of the first figure of a row that stands where none belongs."""
    row = table.grid.rows[index]
    columns = [*(_notes(table.columns) if too_long else ()), *_unnamed(table.columns)]
    return next((c for c in columns if c < len(row) and looks_numeric(row[c])), None)


def _notes(columns: Sequence[Column]) -> Iterator[int]:
    """The columns of remarks to the right of the counts."""
    last = max((c.index for c in columns if c.kind is ColumnKind.COUNT), default=0)
    return (c.index for c in columns[last + 1 :] if c.path and label_of(c.path[-1]) == "note")


def _unnamed(columns: Sequence[Column]) -> range:
    """The columns beyond the last caption."""
    named = max((c.index for c in columns if c.path), default=-1)
    return range(named + 1, len(columns))


def shifted_row(table: Table, index: int, column: int, name: str | None) -> Finding:
    """What to say of a row whose figures are shifted."""
    return Finding(
        "SHIFTED_ROW",
        Severity.ERROR,
        table.grid.place(index, column, name),
        T(
            "row {row} has more figures than the header has columns, so none of them is read: "
            "a comma inside a figure, such as 1,234, must be left out or the figure put in "
            "quotation marks; or export the table as .xlsx",
            row=str(index + 1),
        ),
    )
