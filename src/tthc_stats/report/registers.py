"""What was recognised in registers: header, roles of the columns, form of the dates."""

from __future__ import annotations

from collections.abc import Iterator

from tthc_stats.ingest.registers.dates import Order, Seen, YearFirstError, order_of, seen
from tthc_stats.model.grid import column_letters
from tthc_stats.model.register import DATE_ROLES, Register, RegisterColumn, Role
from tthc_stats.model.text import Joined, T, Text
from tthc_stats.report.document import Block, Heading, LinesBlock, TableBlock
from tthc_stats.report.facts import header_in_words, period_in_words
from tthc_stats.report.findings import period_data
from tthc_stats.tally.words import numbered

ROLE_NAMES = {
    Role.CODE: T("dossier code"),
    Role.PROCEDURE: T("procedure"),
    Role.FIELD: T("field"),
    Role.UNIT: T("unit"),
    Role.COMMUNE: T("commune"),
    Role.RECEIVED: T("day received"),
    Role.DUE: T("due day"),
    Role.FINISHED: T("day finished"),
    Role.RETURNED: T("day handed over"),
    Role.STATUS: T("status"),
    Role.CHANNEL: T("channel"),
    Role.SERVICE: T("service level"),
    Role.LEVEL: T("level"),
    Role.SUPPLEMENT_ASKED: T("day a supplement was asked for"),
    Role.SUPPLEMENTED: T("day it was supplemented"),
    Role.PREVIOUS_DUE: T("earlier due day"),
    Role.EXTENDED_DUE: T("extended due day"),
    Role.EXTENDED_ON: T("day of the extension"),
}
ORDER_NAMES = {
    Order.DAY_FIRST: T("day first"),
    Order.MONTH_FIRST: T("month first"),
}


def register_blocks(register: Register) -> Iterator[Block]:
    """A register for people: facts, then its columns."""
    yield LinesBlock([(fact, None) for fact in _facts(register)])
    yield TableBlock(
        (Heading(T("column")), Heading(T("caption")), Heading(T("read as")), Heading(T("remark"))),
        [
            (column_letters(c.index), c.caption, _read_as(c), _remark(register, c))
            for c in register.columns
            if c.path
        ],
    )


def _facts(register: Register) -> Iterator[Text]:
    grid, header = register.grid, register.header
    yield T("{place}: {format}, register of dossiers", place=str(grid.place()), format=grid.format)
    if grid.addressed:
        yield header_in_words(header)
    yield T(
        "period: {period}; unit: {unit}",
        period=period_in_words(register.period),
        unit=register.unit or "–",
    )
    if grid.encoding:
        yield T("encoding: {encoding}", encoding=grid.encoding)


def _read_as(column: RegisterColumn) -> Text:
    if column.personal:
        return T("data of persons: never read")
    return ROLE_NAMES[column.role] if column.role else T("not needed")


def _remark(register: Register, column: RegisterColumn) -> Text | str:
    """How the values of a column are read, as far as the rows at hand tell."""
    if column.note:
        return column.note
    rows = range(register.first_row, len(register.grid.rows))
    values = [register.grid.value(row, column.index) for row in rows]
    if column.role in DATE_ROLES:
        remarks = [remark for remark in _dates(seen(values, column.role)) if remark]
        return T("{remarks}", remarks=Joined(tuple(remarks), "; ")) if remarks else ""
    if column.role is Role.STATUS and Role.STATUS not in register.words:
        texts = {str(value) for value in values if value is not None}
        return T("assumed: statuses of the national portal by number") if numbered(texts) else ""
    return ""


def _dates(shown: Seen) -> Iterator[Text | str]:
    """How dates are written."""
    yield _order(shown)
    if shown.all_serial:
        yield T("assumed: days as spreadsheets number them, 46247 for 13/08/2026")
    if shown.absent:
        texts = tuple(text for text, _ in shown.absent.most_common(3))
        yield T("{number} cells without a day: {texts}", number=shown.absent.total(), texts=texts)
    if unread := shown.others + (0 if shown.all_serial else shown.serials):
        yield T("{number} cells cannot be read", number=unread)


def _order(shown: Seen) -> Text | str:
    try:
        order = order_of(shown)
    except YearFirstError:
        return T("the year may come first, with two digits")
    except ValueError:
        return T("day and month stand in both orders")
    if order is None:
        return T("day or month first: the dates do not tell") if shown.either else ""
    return ORDER_NAMES[order]


def register_data(register: Register) -> dict[str, object]:
    """A register for programs; a column has a role, is personal, or is not needed."""
    return {
        "file": register.file,
        "sheet": register.grid.sheet,
        "format": register.grid.format,
        "encoding": register.grid.encoding,
        "header_rows": _header_rows(register),
        "period": period_data(register.period),
        "unit": register.unit,
        "columns": [
            {
                "column": column_letters(column.index),
                "caption": column.caption,
                "role": column.role and column.role.value,
                "personal": column.personal,
            }
            for column in register.columns
            if column.path
        ],
    }


def _header_rows(register: Register) -> list[int] | None:
    if not register.grid.addressed:
        return None
    return [register.header.start + 1, register.header.stop]


def register_rows(register: Register) -> Iterator[list[str | None]]:
    """The columns of a register as rows of the flat inspection."""
    for column in register.columns:
        if column.path:
            kind = "personal" if column.personal else "register"
            role = column.role.value if column.role else None
            letters = column_letters(column.index)
            yield [register.file, register.grid.sheet, letters, column.caption, kind, None, role]
