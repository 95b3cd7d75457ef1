"""From grids to tables of counts: where header, columns, rows and titles come together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tthc_stats.data import load
from tthc_stats.ingest.body import read_rows, received_or_new
from tthc_stats.ingest.captions import fold
from tthc_stats.ingest.columns import columns_of, dimensions_of, names_a_count
from tthc_stats.ingest.headers import Header, find_headers, header_at, title_lines
from tthc_stats.ingest.layouts import Layout, apply_layout, identities_of, recognise
from tthc_stats.ingest.numbers import looks_numeric
from tthc_stats.ingest.registers import continued, find_register
from tthc_stats.ingest.repeats import settle_repeats
from tthc_stats.ingest.titles import Titles, read_titles
from tthc_stats.model.counts import Count
from tthc_stats.model.findings import Finding, Place, Severity
from tthc_stats.model.grid import Grid, Value, column_letters
from tthc_stats.model.table import (
    Column,
    ColumnKind,
    Dimension,
    Row,
    RowKind,
    Skipped,
    Table,
)
from tthc_stats.model.text import T, Text

if TYPE_CHECKING:
    from tthc_stats.model.register import Register


class Reading:
    """Everything that was found in the inputs: tables, registers, and what was passed over."""

    def __init__(
        self,
        grids: list[Grid] | None = None,
        tables: list[Table] | None = None,
        registers: list[Register] | None = None,
        skipped: list[Skipped] | None = None,
    ) -> None:
        self.grids = [] if grids is None else grids
        self.tables = [] if tables is None else tables
        self.registers = [] if registers is None else registers
        self.skipped = [] if skipped is None else skipped


def read_tables(
    grids: Sequence[Grid], layout: Layout | None = None, *, named: bool = False
) -> Reading:
    """The tables of counts in some grids.

    layout: a user's own, used where its sheet and its columns fit. named: whether the
    user chose the sheets, so that hidden ones are read too.
    """
    reading = Reading(grids=list(grids))
    for grid in grids:
        if grid.hidden and not named:
            reading.skipped.append(
                Skipped(grid, T("the sheet is hidden; name it with --sheet to read it"))
            )
            continue
        if not named and _repeats_another(grid):
            why = T("it repeats the figures of a form; name it with --sheet to read it")
            reading.skipped.append(Skipped(grid, why))
            continue
        if register := register_of(grid, layout):
            reading.registers.append(register)
            continue
        if reading.registers and (register := continued(reading.registers[-1], grid)):
            reading.registers.append(register)
            continue
        found = list(_tables_in(grid, layout)) or list(_upright_list(grid))
        reading.tables += found
        if not found:
            reading.skipped.append(Skipped(grid, _why_none(grid)))
    return reading


FIRST_ROWS = 3


def _repeats_another(grid: Grid) -> bool:
    """Whether a sheet says that its figures are those of another one."""
    said = {fold(line) for line in load("captions")["repeats"]["lines"]}
    first = (row[0] for row in grid.rows[:FIRST_ROWS] if row)
    return any(isinstance(value, str) and fold(value) in said for value in first)


def register_of(grid: Grid, layout: Layout | None) -> Register | None:
    """The register in a sheet, unless the user's layout is one of tables of counts."""
    if layout and not layout.register:
        return None
    return find_register(grid, layout.register if layout else None)


def _tables_in(grid: Grid, layout: Layout | None) -> Iterator[Table]:
    if layout and layout.sheet not in (None, grid.sheet):
        layout = None
    headers = list(_headers(grid, layout))
    ends = [header.top for header in headers[1:]] + [len(grid.rows)] * bool(headers)
    start = 0
    for header, end in zip(headers, ends, strict=True):
        table = _table(grid, header, end, title_lines(grid, start, header.top), layout)
        if table is not None:
            yield table
        start = header.first_row if table is None else _end_of_figures(table)


def _end_of_figures(table: Table) -> int:
    """The row from which on titles belong to the next table."""
    held = (row.index for row in table.rows if row.kind is not RowKind.NOTE)
    return max(held, default=table.header.stop - 1) + 1


UPRIGHT = "list"
UPRIGHT_ROWS, UPRIGHT_COLUMNS = 200, 12
"""How large a sheet may be that lists its counts downwards."""


def _upright_list(grid: Grid) -> Iterator[Table]:
    """A list with a count a line (“Chỉ tiêu”, “Số lượng”) and one column of figures.

    Several columns of figures may be periods, units or plans: those are not added up.
    """
    if len(grid.rows) > UPRIGHT_ROWS or grid.width > UPRIGHT_COLUMNS:
        return
    turned = grid.turned()
    for header in find_headers(turned):
        first = next(n for n, path in enumerate(header.paths) if path)
        titles = title_lines(grid, 0, first)
        table = _table(turned, header, len(turned.rows), titles, None)
        if table and len(table.stated) >= 3 and _holds_one_row(table):
            for row in table.rows:
                row.keys, row.label = {}, None
            table.rows_by, table.layout = (), UPRIGHT
            table.findings = [f for f in table.findings if f.code != "UNNAMED_ROW"]
            yield table


def _holds_one_row(table: Table) -> bool:
    return sum(row.kind in (RowKind.DETAIL, RowKind.REPEATED) for row in table.rows) == 1


def _headers(grid: Grid, layout: Layout | None) -> Iterator[Header]:
    if layout and layout.header:
        first, last = layout.header
        return iter([header_at(grid, first - 1, last - 1)])
    if layout and (row := _row_of_captions(grid, layout)) is not None:
        return iter([header_at(grid, row)])
    return find_headers(grid)


def _row_of_captions(grid: Grid, layout: Layout) -> int | None:
    """The first row that prints a caption which a layout names."""
    named = {fold(name.split("›")[-1]) for name in layout.columns if len(name) > 3}
    for row, values in enumerate(grid.rows):
        if any(isinstance(value, str) and fold(value) in named for value in values):
            return row
    return None


def _why_none(grid: Grid) -> Text:
    """Why a sheet gives no table."""
    if not any(value is not None for row in grid.rows for value in row):
        return T("the sheet is empty")
    scores = {fold(name) for name in load("captions")["scores"]["names"]}
    held = {fold(value) for row in grid.rows[:50] for value in row if isinstance(value, str)}
    if len(scores & held) >= 3:
        return T(
            "it holds scores (such as {names}) but no counts of dossiers",
            names=tuple(load("captions")["scores"]["names"][:3]),
        )
    return T(
        "no header was found whose captions are counts of dossiers, or of a register with its days "
        "of receipt"
    )


def _table(
    grid: Grid, header: Header, end: int, titles: Sequence[str], layout: Layout | None
) -> Table | None:
    said = read_titles([*titles, *([grid.sheet] if grid.sheet else [])])
    columns = _with_label(grid, header, end, columns_of(header.paths))
    name, columns, roles = recognise(columns, said.form_code, " ".join(titles[:5]))
    if layout:
        columns = apply_layout(layout, columns, grid.place())
        name, roles = layout.name, {**roles, **layout.roles}
    columns = [_settled(grid, header, end, column, said) for column in columns]
    if not any(names_a_count(column) for column in columns):
        return None
    table = Table(
        grid,
        name,
        range(header.top, header.bottom + 1),
        columns,
        [],
        said.period,
        said.unit,
        said.form_code,
    )
    read_rows(table, header, end)
    if said.unread:
        table.findings.append(_unread_period(grid, header, said.unread))
    table.findings += _larger_units(grid, header, titles)
    if not any(row.counts for row in table.rows) and not table.findings:
        return None
    settle_repeats(table)
    received_or_new(table)
    named = {dimension for row in table.rows for dimension in row.keys}
    table.rows_by = tuple(d for d in dimensions_of(columns) if d in named)
    table.identities, table.roles = identities_of(
        table.columns, list(table.details()), roles, name=name, own=layout.roles if layout else {}
    )
    table.findings += list(_remarks(table))
    return table


LARGER_UNITS = ("chuc", "tram", "nghin", "ngan", "trieu", "thousand", "million")


def _larger_units(grid: Grid, header: Header, titles: Sequence[str]) -> list[Finding]:
    """“Đơn vị tính: nghìn hồ sơ”: the figures are read as they stand, and that is said."""
    for title in titles:
        said = fold(title) if len(title) < 80 else ""
        if said.startswith(("don vi tinh ", "dvt ", "unit ")) and any(
            word in LARGER_UNITS for word in said.split()
        ):
            text = T(
                "“{title}”: the figures are read as numbers of dossiers, as they stand; write "
                "them in full",
                title=" ".join(title.split()),
            )
            return [Finding("LARGER_UNIT", Severity.WARNING, _place_of(grid, header, title), text)]
    return []


def _place_of(grid: Grid, header: Header, title: str) -> Place:
    """The cell of a title above a header."""
    rows = enumerate(grid.rows[: header.top])
    cells = ((r, c) for r, values in rows for c, value in enumerate(values) if value == title)
    return grid.place(*next(cells, ()))


def _unread_period(grid: Grid, header: Header, title: str) -> Finding:
    text = T(
        "“{title}” is not read as a period, so the period is unknown; give it with --period",
        title=" ".join(title.split()),
    )
    return Finding("PERIOD_UNREAD", Severity.WARNING, _place_of(grid, header, title), text)


def _with_label(grid: Grid, header: Header, end: int, columns: list[Column]) -> list[Column]:
    """Where no caption names the rows, the first column of texts does; plain names are
    units where most of them begin as units' names do, else procedures.
    """
    labels = [c for c in columns if c.kind is ColumnKind.LABEL]
    if not labels:
        texts = [
            c
            for c in columns
            if c.kind in (ColumnKind.UNKNOWN, ColumnKind.EXTRA)
            and _text_share(grid, header, end, c.index) > 0.5
        ]
        labels = texts[:1]
    return [
        c._replace(kind=ColumnKind.LABEL, dimension=_kind_of_names(grid, header, end, c.index))
        if c in labels and c.dimension is None
        else c
        for c in columns
    ]


def _column_values(grid: Grid, header: Header, end: int, column: int) -> list[Value]:
    values = (grid.value(row, column) for row in range(header.first_row, end))
    return [value for value in values if value is not None]


def _text_share(grid: Grid, header: Header, end: int, column: int) -> float:
    values = _column_values(grid, header, end, column)
    texts = sum(1 for value in values if isinstance(value, str) and not looks_numeric(value))
    return texts / len(values) if values else 0.0


def _kind_of_names(grid: Grid, header: Header, end: int, column: int) -> Dimension:
    names = [fold(str(value)) for value in _column_values(grid, header, end, column)]
    prefixes = tuple(fold(prefix) + " " for prefix in load("rows")["units"]["prefixes"])
    units = sum(1 for name in names if name.startswith(prefixes))
    return Dimension.UNIT if 2 * units >= len(names) else Dimension.PROCEDURE


LEVELS_ENDED = 2026, 7, 1
"""From 1/7/2026 (NĐ 224/2026/NĐ-CP art. 16) mức độ 1–4 grade proactive services instead."""


def _settled(grid: Grid, header: Header, end: int, column: Column, said: Titles) -> Column:
    """Unknown columns without figures are no danger; old service levels need an old date."""
    if column.kind is ColumnKind.UNKNOWN and not any(
        looks_numeric(v) for v in _column_values(grid, header, end, column.index)
    ):
        return column._replace(kind=ColumnKind.EXTRA)
    if "mức" in column.caption.lower() and set(column.counts) & {
        Count.FULL_PROCESS,
        Count.PARTIAL_PROCESS,
    }:
        end_day = said.period.end.timetuple()[:3] if said.period else None
        if end_day is None or end_day >= LEVELS_ENDED:
            note = T(
                "“mức độ” means a service level only before 1/7/2026, and the file gives no "
                "such date"
            )
            return column._replace(kind=ColumnKind.UNKNOWN, counts=(), note=note)
    return column


def _remarks(table: Table) -> Iterator[Finding]:
    """What a reader of the figures must know about how they were read."""
    shifted = any(finding.code == "SHIFTED_ROW" for finding in table.findings)
    for column in table.columns:
        if shifted and not column.path:
            continue
        if found := _column_remark(table, column):
            code, severity, text = found
            place = table.grid.place(table.header.stop - 1, column.index)
            yield Finding(code, severity, place, text)
    yield from _only_a_total(table)
    yield from _silent_rows(table)
    for row in table.rows:
        if row.counts and row.index in table.grid.hidden_rows:
            text = T("the row is hidden, but its figures are counted")
            yield Finding("HIDDEN_ROW", Severity.WARNING, table.place(row), text)
        if row.kind is RowKind.DETAIL and row.label is None and table.rows_by:
            text = T("the row has figures but no name: it is counted as a row of its own")
            yield Finding("UNNAMED_ROW", Severity.WARNING, table.place(row), text)


def _only_a_total(table: Table) -> Iterator[Finding]:
    """A printed total is not added up itself; alone it leaves nothing to show."""
    totals = [row for row in table.rows if row.kind is RowKind.TOTAL and row.counts]
    if totals and not any(table.details()):
        text = T(
            "the table has a total but no rows that make it up, so nothing is counted; if the "
            "figures are those of one unit, write its name in place of “{name}”",
            name=totals[0].label or "",
        )
        yield Finding("NO_DETAILS", Severity.WARNING, table.place(totals[0]), text)


SHOWN_NAMES = 5


def _silent_rows(table: Table) -> Iterator[Finding]:
    """One warning for the rows that report nothing: no total over all rows is known then."""
    silent = [row for row in table.details() if not row.counts and _is_blank(table, row)]
    if not silent or not any(row.counts for row in table.details()):
        return
    names = tuple(row.label or "–" for row in silent[:SHOWN_NAMES])
    text = T(
        "{names} report nothing ({number} rows), so the total of all rows is unknown; write 0 "
        "where there was nothing to report",
        names=(*names, "…") if len(silent) > SHOWN_NAMES else names,
        number=len(silent),
    )
    yield Finding("NOT_REPORTED", Severity.WARNING, table.place(silent[0]), text)


def _is_blank(table: Table, row: Row) -> bool:
    counted = [column.index for column in table.columns if column.kind is ColumnKind.COUNT]
    values = (table.grid.value(row.index, column) for column in counted)
    faults = any((row.index, column) in table.grid.faults for column in counted)
    return not faults and not any(looks_numeric(value) for value in values)


def _column_remark(table: Table, column: Column) -> tuple[str, Severity, Text] | None:
    caption = column.caption
    unused = T("“{caption}” is not used: {why}", caption=caption, why=column.note or "?")
    if column.kind is ColumnKind.AMBIGUOUS:
        return "AMBIGUOUS_COLUMN", Severity.ERROR, unused
    if column.kind is ColumnKind.UNKNOWN and not column.path:
        return "UNKNOWN_COLUMN", Severity.WARNING, _nameless(table, column)
    if column.kind is ColumnKind.UNKNOWN:
        return "UNKNOWN_COLUMN", Severity.WARNING, unused
    if column.kind is ColumnKind.COUNT and column.index in table.grid.hidden_columns:
        hidden = T("the column “{caption}” is hidden, but its figures are counted", caption=caption)
        return "HIDDEN_COLUMN", Severity.WARNING, hidden
    return None


def _nameless(table: Table, column: Column) -> Text:
    if table.grid.transposed:
        return T("row {number} has no caption and is not used", number=str(column.index + 1))
    letters = column_letters(column.index)
    return T("column {letters} has no caption and is not used", letters=letters)
