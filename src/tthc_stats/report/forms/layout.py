"""Where everything of a filled form stands: heading, captions, rows, formulas, signatures."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from datetime import date
from string import Formatter

from tthc_stats.model.grid import column_letters
from tthc_stats.model.period import Period
from tthc_stats.model.table import RowKind
from tthc_stats.report.forms.definition import FACTS, NAME, ORDINAL, Form, FormColumn
from tthc_stats.report.forms.figures import ACROSS, DOWN, FormRow
from tthc_stats.report.forms.fill import FilledForm
from tthc_stats.report.sheet import Sheet, SheetCell, Style

DOTS = "…………………"
LINE = 15.0
"""The height of a line of text in points."""
HIGHEST = 400.0
"""Rows cannot be higher than 409 points."""
PAGE = 138.0
"""Characters that an A4 page in landscape holds beside one another at full size."""
ORDINAL_WIDTH, NAME_WIDTH = 5.5, 30.0
NARROWEST, WIDEST = 7.5, 12.0
"""Widths of columns of figures, in characters."""
SIGNS_IN_A_CHARACTER = 1.15
"""Letters of Times New Roman 11 that stand in the width of one digit of the usual font."""
SIGNS = {Style.NUMBERING: 1.4, Style.TITLE: 0.95}
"""The same where letters are smaller, or capitals."""
SUM_ARGUMENTS = 255
"""Arguments that SUM takes (ECMA-376, and every program that reads it)."""


def sheet_of(filled: FilledForm) -> Sheet:
    """The sheet of a filled form."""
    return _Layout(filled).sheet()


class _Layout:
    """Fills the sheet from top to bottom; ``row`` is the next free one."""

    def __init__(self, filled: FilledForm) -> None:
        self.filled = filled
        self.form: Form = filled.form
        self.columns = self.form.columns
        self.last = len(self.columns) - 1
        self.cells: dict[tuple[int, int], SheetCell] = {}
        self.heights: dict[int, float] = {}
        self.widths = _widths(filled)
        self.places = {column.number: place for place, column in enumerate(self.form.figures)}
        self.row = 0
        self.facts = facts_of(filled)

    def sheet(self) -> Sheet:
        self.heading()
        header = self.row
        self.captions()
        body = self.row
        for row in self.filled.rows:
            self.line(row, body)
        self.signatures()
        name = self.form.column_of(NAME) or 0
        return Sheet(
            _sheet_name(self.form.sheet),
            self.form.title,
            self.cells,
            self.widths,
            self.heights,
            (header, body - 1),
            name + 1 if self.last - name > 2 else 0,
            self.row - 1,
        )

    def put(
        self,
        column: int,
        value: str | int | None,
        style: Style,
        last_column: int | None = None,
        last_row: int | None = None,
        formula: str | None = None,
    ) -> None:
        """A cell in the current row, and the height that its text needs."""
        right = column if last_column is None else last_column
        bottom = self.row if last_row is None else last_row
        self.cells[self.row, column] = SheetCell(value, style, bottom, right, formula)
        if isinstance(value, str):
            room = sum(self.widths[column : right + 1]) * SIGNS.get(style, SIGNS_IN_A_CHARACTER)
            self.need(_lines(value, room), self.row, bottom)

    def need(self, lines: int, top: int, bottom: int) -> None:
        """Make some rows together high enough for a text of several lines."""
        held = sum(self.heights.get(row, LINE) for row in range(top, bottom + 1))
        if lines * LINE > held:
            wanted = self.heights.get(bottom, LINE) + lines * LINE - held
            self.heights[bottom] = min(HIGHEST, wanted)

    def heading(self) -> None:
        left = _filled(self.form.left, self.facts)
        right = _filled(self.form.right, self.facts)
        if len(self.form.figures) >= WIDE:
            self.three_blocks(left, right)
        else:
            for line in (*left, *right):
                self.across(line, Style.HEAD_STRONG)
            self.across(self.form.title, Style.TITLE)
        for line in _filled(self.form.period, self.facts):
            self.across(line, Style.PERIOD)
        if self.form.measure:
            self.across(self.form.measure, Style.MEASURE)

    def three_blocks(self, left: Sequence[str], right: Sequence[str]) -> None:
        """Who prescribes the form, its title, and who reports, beside one another."""
        last_left, first_right = self.blocks()
        depth = max(len(left), len(right), 1)
        top = self.row
        for number in range(depth):
            self.row = top + number
            for lines, first, last in ((left, 0, last_left), (right, first_right, self.last)):
                if number < len(lines):
                    style = Style.HEAD if number and lines is left else Style.HEAD_STRONG
                    self.put(first, lines[number], style, last)
        self.row = top
        self.put(last_left + 1, self.form.title, Style.TITLE, first_right - 1, top + depth - 1)
        self.row = top + depth

    def blocks(self) -> tuple[int, int]:
        """The last column of the left block, and the first of the right one."""
        name = self.form.column_of(NAME) or 0
        return min(max(name, 1), 2), self.last + 1 - max(2, round(len(self.form.figures) / 3))

    def across(self, text: str, style: Style) -> None:
        self.put(0, text, style, self.last)
        self.row += 1

    def captions(self) -> None:
        top = self.row
        for caption in self.form.header:
            self.row = top + caption.row
            self.put(
                caption.column,
                caption.text,
                Style.CAPTION,
                caption.last_column,
                top + caption.last_row,
            )
        self.row = top + self.form.depth
        if self.form.numbering:
            for column, text in enumerate(self.form.numbering):
                self.put(column, int(text) if text.isdigit() else text, Style.NUMBERING)
            self.row += 1

    def line(self, row: FormRow, body: int) -> None:
        """A row of the table, with formulas where its figures are sums."""
        sums = row.kind is not RowKind.DETAIL
        for at, column in enumerate(self.columns):
            if column.holds == ORDINAL:
                number = int(row.number) if row.number.isdigit() else row.number or None
                self.put(at, number, Style.SUM_ORDINAL if sums else Style.ORDINAL)
            elif column.holds == NAME:
                self.put(at, row.name or None, Style.SUM_NAME if sums else Style.NAME)
            else:
                figure = row.figures[self.places[column.number]]
                formula = {ACROSS: self.sum_across, DOWN: self.sum_down}.get(figure.sum or "")
                self.put(
                    at,
                    figure.value,
                    Style.SUM_FIGURE if sums else Style.FIGURE,
                    formula=formula(column, row, body) if formula else None,
                )
        self.row += 1

    def sum_across(self, column: FormColumn, row: FormRow, body: int) -> str:  # noqa: ARG002
        return "=" + "+".join(_address(self.row, part - 1) for part in column.parts)

    def sum_down(self, column: FormColumn, row: FormRow, body: int) -> str | None:
        """The sum of the rows that make up a section or the total; neighbours as a range."""
        at = column.number - 1
        ranges = [
            _address(body + first, at)
            if first == last
            else f"{_address(body + first, at)}:{_address(body + last, at)}"
            for first, last in _runs(row.parts)
        ]
        return f"=SUM({','.join(ranges)})" if len(ranges) <= SUM_ARGUMENTS else None

    def signatures(self) -> None:
        form = self.form
        left = _filled(form.left_signature, self.facts)
        right = _filled(form.right_signature, self.facts)
        if not (left or right or form.date):
            return
        self.row += 1
        name = form.column_of(NAME) or 0
        last_left, first_right = max(name, 0), max(name + 1, self.last - len(form.figures) // 3)
        first_right = min(first_right, self.last)
        if form.date:
            line = _dated(_one_line(form.date, self.facts), self.filled.facts.dated)
            self.put(first_right, line, Style.DATE, self.last)
            self.row += 1
        for number in range(max(len(left), len(right))):
            style = Style.SIGNATURE_NOTE if number else Style.SIGNATURE
            if number < len(left):
                self.put(0, left[number], style, min(last_left, first_right - 1))
            if number < len(right):
                self.put(first_right, right[number], style, self.last)
            self.row += 1


WIDE = 6
"""From how many columns of figures on the heading stands in blocks beside one another."""


def facts_of(filled: FilledForm) -> dict[str, str]:
    """What stands in braces: facts of the office, and the period."""
    period = filled.period
    return {
        **{name: getattr(filled.facts, name) or "" for name in FACTS},
        "period": period_name(period) if period else "",
        "from": f"{period.start:%d/%m/%Y}" if period else "",
        "to": f"{period.end:%d/%m/%Y}" if period else "",
    }


def _filled(lines: Sequence[str], facts: Mapping[str, str]) -> list[str]:
    """Lines with their facts; one that is nothing but a missing fact is left out."""
    missing = {f"{{{name}}}" for name, text in facts.items() if not text}
    return [_one_line(line, facts) for line in lines if line.strip() not in missing]


def _one_line(line: str, facts: Mapping[str, str]) -> str:
    """A line with its facts, dots for those that are to be written by hand."""
    parts = Formatter().parse(line)
    return "".join(
        text + ((facts[field] or DOTS) if field is not None else "") for text, field, _, _ in parts
    )


DAY = re.compile(r"ngày +[.…]+ +tháng +[.…]+ +năm +(?:[.…]+|[0-9]{4})")
"""Where a form leaves room to write the day of signing."""


def _dated(line: str, day: date | None) -> str:
    """The line of the date with the day of signing, where it is known (as NĐ 30/2020/NĐ-CP,
    annex I has it: days below ten, January and February with a zero).
    """
    if day is None:
        return line
    month = f"{day.month:02d}" if day.month < 3 else day.month
    return DAY.sub(f"ngày {day.day:02d} tháng {month} năm {day.year}", line)


QUARTERS = ("I", "II", "III", "IV")


def period_name(period: Period) -> str:
    """A period as forms name it, by the calendar or the days of official reports; nothing
    for other days.
    """
    year = period.end.year
    names = {f"{year}-{month:02}": f"Tháng {month} năm {year}" for month in range(1, 13)}
    names |= {f"Q{n}/{year}": f"Quý {roman} năm {year}" for n, roman in enumerate(QUARTERS, 1)}
    names |= {f"H1/{year}": f"6 tháng đầu năm {year}", f"H2/{year}": f"6 tháng cuối năm {year}"}
    names |= {f"9M/{year}": f"9 tháng đầu năm {year}", str(year): f"Năm {year}"}
    for text, name in names.items():
        if period in (Period.parse(text), Period.official(text)):
            return name
    return ""


def _runs(positions: Sequence[int]) -> list[tuple[int, int]]:
    """Positions that follow one another, as first and last."""
    runs: list[tuple[int, int]] = []
    for position in positions:
        if runs and runs[-1][1] == position - 1:
            runs[-1] = (runs[-1][0], position)
        else:
            runs.append((position, position))
    return runs


def _address(row: int, column: int) -> str:
    return f"{column_letters(column)}{row + 1}"


def _widths(filled: FilledForm) -> tuple[float, ...]:
    """Labels as the form says, figures as wide as the page allows and their digits need."""
    columns = filled.form.columns
    usual = {ORDINAL: ORDINAL_WIDTH, NAME: NAME_WIDTH}
    fixed = {c.number: c.width or usual[c.holds or ""] for c in columns if c.holds in usual}
    figures = filled.form.figures
    share = min(WIDEST, max(NARROWEST, (PAGE - sum(fixed.values())) / len(figures)))
    for place, column in enumerate(figures):
        digits = max((len(f"{row.figures[place].value or 0:,}") for row in filled.rows), default=0)
        fixed[column.number] = max(column.width or share, digits + 2.0)
    return tuple(round(fixed[column.number], 1) for column in columns)


def _lines(text: str, width: float) -> int:
    """The lines that a text takes in a cell of some characters."""
    return sum(max(1, len(textwrap.wrap(line, max(1, int(width))))) for line in text.split("\n"))


def _sheet_name(name: str) -> str:
    """A name that sheets may have: no more than 31 characters, none that programs refuse."""
    allowed = "".join(" " if sign in "[]:*?/\\" else sign for sign in name)
    return " ".join(allowed.split()).strip("'")[:31] or "Sheet1"
