"""What was recognised in a file, as a report, and as a layout to start from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from os import PathLike, fspath

from tthc_stats.data import load
from tthc_stats.ingest.layouts import IGNORE, ORDINAL
from tthc_stats.ingest.numbers import BLANKS, looks_numeric
from tthc_stats.ingest.tables import Reading
from tthc_stats.model.counts import COUNT_NAMES
from tthc_stats.model.errors import NotUnderstoodError
from tthc_stats.model.grid import Grid, column_letters
from tthc_stats.model.register import Register, Role
from tthc_stats.model.table import Column, ColumnKind, Row, RowKind, Skipped, Table
from tthc_stats.model.text import Joined, T, Text
from tthc_stats.report.document import Block, Flat, Heading, LinesBlock, Report, TableBlock
from tthc_stats.report.facts import header_in_words, period_in_words
from tthc_stats.report.findings import findings_data, lines_of, period_data
from tthc_stats.report.language import Language, language_asked
from tthc_stats.report.registers import register_blocks, register_data, register_rows

KIND_NAMES = {
    RowKind.DETAIL: T("detail"),
    RowKind.SECTION: T("section"),
    RowKind.TOTAL: T("total"),
    RowKind.OF_WHICH: T("of which"),
    RowKind.PAGE: T("sum of a page"),
    RowKind.REPEATED: T("printed twice"),
    RowKind.NOTE: T("note"),
}
COLUMN_NAMES = {
    ColumnKind.LABEL: T("name of the row"),
    ColumnKind.ORDINAL: T("ordinal"),
    ColumnKind.EXTRA: T("not a count"),
    ColumnKind.UNKNOWN: T("not understood"),
    ColumnKind.AMBIGUOUS: T("ambiguous"),
    ColumnKind.SHARE: T("share"),
}


def inspection_report(reading: Reading, language: Language) -> Report:
    """Sheets, header rows, columns, rows, what was skipped, period and unit."""
    header = ("file", "sheet", "column", "caption", "kind", "counts", "dimension")
    return Report(
        title=T("What was recognised"),
        blocks=lambda: _blocks(reading),
        data=lambda: _data(reading, language),
        flat=lambda: Flat(header, [*_flat(reading)]),
    )


def _flat(reading: Reading) -> Iterator[Sequence[str | int | Decimal | None]]:
    for table in reading.tables:
        yield from _flat_rows(table)
    for register in reading.registers:
        yield from register_rows(register)


def _blocks(reading: Reading) -> list[Block]:
    blocks = [block for table in reading.tables for block in _table_blocks(table)]
    blocks += [block for register in reading.registers for block in register_blocks(register)]
    skipped = (item for item in reading.skipped if item.why != T("the sheet is empty"))
    return blocks + [LinesBlock(list(_skipped_lines(item))) for item in skipped]


PREVIEWED_ROWS = 12
"""Rows of text that a skipped sheet shows: its titles and captions, no data."""


def _skipped_lines(item: Skipped) -> Iterator[tuple[Text | str, str | None]]:
    """Why a sheet was passed over, and its titles and captions, so that people see which
    sheet it is. Rows with figures are data and stay out: they may be about persons.
    """
    yield T("skipped {place}: {why}", place=str(item.grid.place()), why=item.why), "warning"
    if item.grid.encoding:
        yield T("encoding: {encoding}", encoding=item.grid.encoding), None
    for line in preview(item.grid):
        yield f"    {line}", None


def preview(grid: Grid) -> list[str]:
    """The first rows of a sheet that hold text alone, with their row numbers."""
    lines = []
    for index, row in enumerate(grid.rows[:60]):
        texts = [" ".join(str(value).split()) for value in row if value is not None]
        if texts and not any(looks_numeric(value) for value in row):
            lines.append(f"{index + 1}: " + " | ".join(texts))
    return lines[:PREVIEWED_ROWS]


def _table_blocks(table: Table) -> Iterator[Block]:
    yield LinesBlock([(fact, None) for fact in _facts(table)])
    yield TableBlock(
        (
            Heading(T("column")),
            Heading(T("caption")),
            Heading(T("read as")),
            Heading(T("remark")),
        ),
        [
            (_column_name(table, c), c.caption, _read_as(c), c.note or "")
            for c in table.columns
            if c.path
        ],
    )
    yield TableBlock(
        (Heading(T("row"), numeric=True), Heading(T("kind")), Heading(T("name"))),
        [(str(row.index + 1), _kind_name(row), _row_name(row)) for row in table.rows],
    )
    if table.findings:
        yield LinesBlock([line for finding in table.findings for line in lines_of(finding)])


def _facts(table: Table) -> Iterator[Text]:
    grid, header = table.grid, table.header
    yield T(
        "{place}: {format}, layout {layout}",
        place=str(grid.place()),
        format=grid.format,
        layout=table.layout,
    )
    yield header_in_words(header)
    yield T(
        "period: {period}; unit: {unit}; form: {form}",
        period=period_in_words(table.period),
        unit=table.unit or "–",
        form=table.form_code or "–",
    )
    if grid.encoding:
        yield T("encoding: {encoding}", encoding=grid.encoding)
    if signs := placeholders(table):
        yield T(
            "{number} cells hold a sign such as “{sign}” and are read as not reported, the first "
            "is {cell}",
            number=len(signs),
            sign=str(grid.value(*signs[0])).strip(),
            cell=grid.address(*signs[0]),
        )
    for count, role in table.roles.items():
        yield T("{name} is kept {role}", name=COUNT_NAMES[count], role=ROLE_NAMES[role])


def placeholders(table: Table) -> list[tuple[int, int]]:
    """The cells of counts, by row and column, with a sign for nothing reported: x, …, -."""
    counted = [column.index for column in table.columns if column.kind is ColumnKind.COUNT]
    return [
        (row.index, column)
        for row in table.rows
        if row.kind is not RowKind.NOTE
        for column in counted
        if isinstance(value := table.grid.value(row.index, column), str) and value.strip() in BLANKS
    ]


def _column_name(table: Table, column: Column) -> str:
    """The letter of a column; in a list that runs downwards, the number of its row."""
    if table.grid.transposed:
        return str(column.index + 1)
    return column_letters(column.index)


ROLE_NAMES = {
    "outside": T("outside resolved and pending"),
    "hidden": T("inside other columns"),
    "resolved": T("inside resolved"),
    "pending": T("inside pending"),
}


def _kind_name(row: Row) -> Text:
    if row.note is None:
        return KIND_NAMES[row.kind]
    return T("{kind}: {why}", kind=KIND_NAMES[row.kind], why=row.note)


def _row_name(row: Row) -> str:
    return " › ".join((*row.section, row.label or "–"))


def _read_as(column: Column) -> Text | str:
    if column.kind is ColumnKind.COUNT:
        return T(
            "{names} [{keys}]",
            names=tuple(COUNT_NAMES[c] for c in column.counts),
            keys=tuple(c.value for c in column.counts),
        )
    if column.kind is ColumnKind.SHARE and column.share and column.share.numerators:
        above = Joined(tuple(COUNT_NAMES[c] for c in column.share.numerators), "/")
        return T(
            "share of {above} in {below}", above=above, below=COUNT_NAMES[column.share.bases[0]]
        )
    if column.kind is ColumnKind.LABEL and column.dimension:
        return T("name of the row [{key}]", key=column.dimension.value)
    return COLUMN_NAMES[column.kind]


def _flat_rows(table: Table) -> Iterator[tuple[str | None, ...]]:
    for column in table.columns:
        if column.path:
            yield (
                table.file,
                table.grid.sheet,
                _column_name(table, column),
                column.caption,
                column.kind.value,
                " ".join(count.value for count in column.counts),
                column.dimension.value if column.dimension else None,
            )


def _data(reading: Reading, language: Language) -> dict[str, object]:
    return {
        "schema": "tthc-stats/inspection/1",
        "tables": [_table_data(table, language) for table in reading.tables],
        "registers": [register_data(register) for register in reading.registers],
        "skipped": [
            {
                "file": s.grid.file,
                "sheet": s.grid.sheet,
                "format": s.grid.format,
                "encoding": s.grid.encoding,
                "why": language.text(s.why),
                "text": preview(s.grid),
            }
            for s in reading.skipped
        ],
    }


def _table_data(table: Table, language: Language) -> dict[str, object]:
    return {
        "file": table.file,
        "sheet": table.grid.sheet,
        "format": table.grid.format,
        "encoding": table.grid.encoding,
        "layout": table.layout,
        "header_rows": [table.header.start + 1, table.header.stop],
        "period": period_data(table.period),
        "unit": table.unit,
        "form": table.form_code,
        "rows_by": [dimension.value for dimension in table.rows_by],
        "roles": {count.value: role for count, role in table.roles.items()},
        "placeholders": _placeholder_data(table),
        "columns": [
            _column_data(table, column, language) for column in table.columns if column.path
        ],
        "rows": [
            {
                "row": row.index + 1,
                "kind": row.kind.value,
                "name": row.label,
                "section": list(row.section),
                "note": language.text(row.note) if row.note else None,
            }
            for row in table.rows
        ],
        "findings": findings_data(table.findings, language),
    }


def _placeholder_data(table: Table) -> dict[str, object]:
    signs = placeholders(table)
    return {"cells": len(signs), "first": table.grid.address(*signs[0]) if signs else None}


def _column_data(table: Table, column: Column, language: Language) -> dict[str, object]:
    return {
        "column": _column_name(table, column),
        "path": list(column.path),
        "kind": column.kind.value,
        "counts": [count.value for count in column.counts],
        "dimension": column.dimension.value if column.dimension else None,
        "note": language.text(column.note) if column.note else None,
    }


def inspect(reading: Reading, lang: str = "en") -> dict[str, object]:
    """What was recognised, as ``tthc-stats inspect --format json`` has it.

    lang: the language of notes and messages, ``en`` or ``vi``. Raises UsageError for another.
    """
    return _data(reading, language_asked(lang))


def save_layout(reading: Reading, path: str | PathLike[str]) -> None:
    """Write the layout of the first table as TOML, to correct and give as ``layout``.

    Raises NotUnderstoodError where there is no table, NotWritableError where the file cannot
    be written.
    """
    from tthc_stats.store.outfile import replace_file

    replace_file(fspath(path), layout_of(reading).encode("utf-8"))


def layout_of(reading: Reading) -> str:
    """The layout of the first table, or else of the first register, as TOML.

    Raises NotUnderstoodError where there is neither.
    """
    if reading.tables:
        return _layout_toml(reading.tables[0])
    if reading.registers:
        return _register_toml(reading.registers[0])
    place = reading.skipped[0].grid.file if reading.skipped else None
    raise NotUnderstoodError(T("there is no table whose layout could be saved"), place=place)


def _layout_toml(table: Table) -> str:
    """The layout of a table as TOML, to be corrected by hand and given with --layout."""
    lines = [
        f"name = {_quoted(table.layout)}",
        *([f"sheet = {_quoted(table.grid.sheet)}"] if table.grid.sheet else []),
        f"header_rows = [{table.header.start + 1}, {table.header.stop}]",
        "",
        "# column = what it holds: a count's key, unit, field, level, procedure, period,",
        "# ordinal, or ignore. A column may be named by its letter or by its caption.",
        "[columns]",
    ]
    for column in table.columns:
        if column.path and column.kind is not ColumnKind.SHARE:
            known = _meaning(column)
            mark = "# " if column.kind in (ColumnKind.UNKNOWN, ColumnKind.AMBIGUOUS) else ""
            lines.append(
                f"{mark}{column_letters(column.index)} = {_quoted(known)}  # {column.caption}"
            )
    if table.roles:
        lines += ["", "[roles]  # outside, hidden, resolved or pending"]
        lines += [f"{count.value} = {_quoted(role)}" for count, role in table.roles.items()]
    return "\n".join(lines) + "\n"


def _register_toml(register: Register) -> str:
    """The layout of a register as TOML, to be corrected by hand and given with --layout."""
    lines = [
        "# caption or letter = what the column holds: "
        + ", ".join([*(role.value for role in Role), IGNORE]),
        "[register.columns]",
    ]
    for column in register.columns:
        if column.path and not column.personal:
            mark, role = ("", column.role) if column.role else ("# ", IGNORE)
            letters, caption = column_letters(column.index), column.caption
            lines.append(
                f"{mark}{letters} = {_quoted(role)}  # {caption}"
                if register.grid.addressed
                else f"{mark}{_quoted(caption)} = {_quoted(role)}"
            )
    lines += ["", "# own values of statuses, by class", "[register.statuses]"]
    lines += [f"# {name} = []" for name in load("register")["statuses"]]
    return "\n".join(lines) + "\n"


def _meaning(column: Column) -> str:
    if column.counts:
        return " ".join(column.counts)
    if column.kind is ColumnKind.ORDINAL:
        return ORDINAL
    return column.dimension.value if column.dimension else IGNORE


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
