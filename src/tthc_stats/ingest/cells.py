"""The cells of a table: counts with their faults, and the scale of printed shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tthc_stats.ingest.numbers import (
    BLANKS,
    NotACountError,
    is_error,
    looks_numeric,
    parse_count,
)
from tthc_stats.model.counts import Count
from tthc_stats.model.findings import Finding, Severity
from tthc_stats.model.grid import FaultKind, Value
from tthc_stats.model.table import ColumnKind, Row, StatedShare, Table
from tthc_stats.model.text import T, Text


class CountCells:
    """Reads the cells of a table's count columns and notes what is none."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.columns = [
            (column.index, column.counts)
            for column in table.columns
            if column.kind is ColumnKind.COUNT
        ]
        counted = [count for _, counts in self.columns for count in counts]
        self.in_parts = {count for count in counted if counted.count(count) > 1}
        self.unstored: list[tuple[int, tuple[Count, ...]]] = []

    def marked(self, index: int, *, labelled: bool) -> bool:
        """Whether a row says anything in its count columns: a figure, a fault, a dash.

        A text there counts as a figure gone wrong only beside a label; signatures stand
        in any column.
        """
        grid = self.table.grid
        for column, _ in self.columns:
            value = grid.value(index, column)
            if value is None:
                if (index, column) in grid.faults:
                    return True
            elif (
                looks_numeric(value)
                or is_error(value)
                or not isinstance(value, str)
                or (labelled and (value.strip() in BLANKS or _stands_for_figure(value)))
            ):
                return True
        return False

    def counts(self, row: Row) -> dict[Count, int]:
        """The stated counts of a row; what cannot be read becomes a finding."""
        found: dict[Count, int] = {}
        lost: set[Count] = set()
        for column, counts in self.columns:
            number = self._count(row, column, counts)
            for count in counts:
                if number is None:
                    lost.add(count)
                else:
                    found[count] = found.get(count, 0) + number
        for count in lost & self.in_parts:
            found.pop(count, None)
        if self.unstored:
            self._report_unstored(row)
        return found

    def _count(self, row: Row, column: int, counts: tuple[Count, ...]) -> int | None:
        grid = self.table.grid
        value = grid.value(row.index, column)
        if value is None:
            fault = grid.faults.get((row.index, column))
            if fault and fault.kind is FaultKind.NO_VALUE:
                self.unstored.append((column, counts))
            elif fault:
                self._report(row, column, counts, "ERROR_CELL", _error(fault.text))
            return None
        try:
            return parse_count(value)
        except NotACountError:
            if is_error(value):
                self._report(row, column, counts, "ERROR_CELL", _error(str(value).strip()))
            else:
                self._report(row, column, counts, "BAD_COUNT", _not_a_count(value))
        return None

    def _report_unstored(self, row: Row) -> None:
        """One finding for all formulas of a row: a saved file has all results, or none."""
        cells = [self.table.grid.address(row.index, column) for column, _ in self.unstored]
        counts = tuple(count for _, held in self.unstored for count in held)
        self._report(row, self.unstored[0][0], counts, "NO_VALUE", _not_stored(cells))
        self.unstored = []

    def _report(
        self, row: Row, column: int, counts: tuple[Count, ...], code: str, text: Text
    ) -> None:
        place = self.table.grid.place(row.index, column, row.label)
        details: Mapping[str, object] = {"counts": [count.value for count in counts]}
        self.table.findings.append(
            Finding(code, Severity.ERROR, place, text, details=details, counts=counts)
        )

    def whole_number(self, value: Value) -> int | None:
        """The whole number in an extra column, if there is one."""
        if value is None or not looks_numeric(value):
            return None
        try:
            return parse_count(value)
        except NotACountError:
            return None


def whole_number(table: Table, row: Row, column: int) -> tuple[int | None, Finding | None]:
    """The whole number in a cell of an extra column; where it holds something else, a finding."""
    value, fault = table.grid.value(row.index, column), table.grid.faults.get((row.index, column))
    code, text = "ERROR_CELL", None
    if value is None and fault:
        unstored = fault.kind is FaultKind.NO_VALUE
        code = "NO_VALUE" if unstored else code
        text = _not_stored([""]) if unstored else _error(fault.text)
    else:
        try:
            return parse_count(value), None
        except NotACountError:
            if is_error(value):
                text = _error(str(value).strip())
            else:
                code, text = "BAD_COUNT", _not_a_count(value)
    place = table.grid.place(row.index, column, row.label)
    return None, Finding(code, Severity.ERROR, place, text)


def _stands_for_figure(text: str) -> bool:
    """Short words such as "n/a" or "chưa có"; a sentence or a signature is no figure."""
    return len(text.strip()) <= 12


def _error(text: str) -> Text:
    return T("the cell holds the error {error}: correct the formula in the file", error=text)


def _not_stored(cells: Sequence[str]) -> Text:
    if len(cells) == 1:
        return T(
            "the cell holds a formula whose result is not stored: open the file in Excel or "
            "LibreOffice and save it again"
        )
    return T(
        "{number} cells hold formulas whose results are not stored ({cells}): open the file in "
        "Excel or LibreOffice and save it again",
        number=len(cells),
        cells=", ".join(cells),
    )


def _not_a_count(value: Value) -> Text:
    number = str(value).strip()
    if number.startswith(("-", "−")) and looks_numeric(number.replace("−", "-")):
        return T(
            "{value} is negative, which no count of dossiers can be; correct it, or leave the cell "
            "empty if nothing was reported",
            value=number,
        )
    if isinstance(value, float):
        return T(
            "{value} is not a whole number; if a thousands sign was read as a decimal one, "
            "write {whole}",
            value=value,
            whole=str(round(value * 1000)),
        )
    return T(
        "“{value}” is not a count; correct it, or leave the cell empty if nothing was reported",
        value=str(value),
    )


def share_scales(table: Table) -> None:
    """Stored numbers such as 0,9729 in a column of shares are parts of one, not percent.

    A column is read as parts of one where none of its numbers exceeds 1 and more of them
    fit the counts that way.
    """
    for column in table.columns:
        if column.kind is not ColumnKind.SHARE or column.share is None:
            continue
        held = [(row, row.shares[column.index]) for row in table.rows if column.index in row.shares]
        if not held or any(abs(stated.value) > 1 for _, stated in held):
            continue
        if _fits(table, column.index, held, 100) > _fits(table, column.index, held, 1):
            for row, stated in held:
                row.shares = {**row.shares, column.index: _in_percent(stated)}


def _in_percent(stated: StatedShare) -> StatedShare:
    decimals = None if stated.decimals is None else max(0, stated.decimals - 2)
    return StatedShare(stated.value * 100, decimals)


def _fits(table: Table, index: int, held: list[tuple[Row, StatedShare]], scale: int) -> int:
    share = table.columns[index].share
    if share is None:
        return 0
    fitting = 0
    for row, stated in held:
        above = [row.counts[c] for c in share.numerators if c in row.counts]
        if share.numerator_column is not None:
            above = (
                [row.extras[share.numerator_column]] if share.numerator_column in row.extras else []
            )
        below = [row.counts[c] for c in share.bases if row.counts.get(c)]
        fitting += any(
            abs(stated.value * scale - Decimal(100 * n) / Decimal(d)) < Decimal("0.6")
            for n in above
            for d in below
        )
    return fitting
