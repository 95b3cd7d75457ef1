"""The workbook of a monthly report: its text, its tables, its form and native charts.

The same report gives the same bytes. Texts are never formulas; those of the form alone are.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tthc_stats.model.errors import UsageError
from tthc_stats.model.text import T
from tthc_stats.report.chart import Chart, ChartKind
from tthc_stats.report.document import Report, TableBlock
from tthc_stats.report.language import Language
from tthc_stats.report.palette import LOOKS, PLATE, Look
from tthc_stats.report.paper import Headline, Paper
from tthc_stats.report.writers import Options
from tthc_stats.report.writers.cells import UNFIT
from tthc_stats.report.writers.columns import (
    Plain,
    heads,
    is_figure,
    number_format,
    plain,
    share_columns,
)
from tthc_stats.report.writers.form_workbook import (
    A4,
    EPOCH,
    FONT,
    FOOTER,
    GRID,
    MARGINS,
    add_sheet,
    looks_of,
)
from tthc_stats.report.writers.measure import lines_of, widest_line, widest_word

NARROWEST, WIDEST, LINE_HEIGHT = 6, 60, 15
"""In characters; the height in points."""
CHARACTER, MARGIN, FONT_SIZE = 5.25, 1.0, 11
"""The width in points of a digit of the usual font, in which columns are measured; what lines
and gaps of a column take of it, in digits; and the size of the letters.
"""
HEADING_LINES = 6
LEAST_SCALE = 0.6
"""How far a page may be shrunk: letters of 11 points to less than 7 cannot be read."""
PAGE_WIDTH = 842 - 72 * (MARGINS["left"] + MARGINS["right"])
"""Of A4 in landscape, in points."""
LONGEST_NAME = 31
"""Of a sheet (ECMA-376 has no limit, but every program does)."""
IN_NAMES = str.maketrans(dict.fromkeys(r"[]:*?/" + "\\", "-"))
TEXT_WIDTHS = (34, 16, 20, 58)
"""Of the columns of the text: label, value, fraction, changes."""
PIXELS_A_ROW = 20
CHART_WIDTH, LINES_HEIGHT, AROUND_BARS, BAR = 760, 400, 130, 26
"""Of charts, in pixels."""
TOP, NARROWEST_NAME = 2, 16
"""The row of the headings below the title; in characters."""
DASHES = {"solid": "solid", "dashed": "dash", "dotted": "round_dot"}
MARKERS = {"circle": "circle", "square": "square", "triangle": "triangle"}
PATTERNS = {"stripes": "wide_upward_diagonal", "crosses": "outlined_diamond"}


def write(report: Report, language: Language, options: Options) -> bytes:  # noqa: ARG001
    """A monthly report as a workbook. Raises UsageError where it has no paper."""
    if report.paper is None:
        raise UsageError(T("only a monthly report can be written like that"))
    paper = report.paper()
    raw = io.BytesIO()
    book = Workbook(raw, {"in_memory": True})  # temporary files would have times of their own
    book.set_properties({"title": _text(paper.subject), "created": EPOCH})
    _Pages(book, language).fill(paper)
    book.close()
    return raw.getvalue()


class _Pages:
    """The sheets of a workbook, as they are made."""

    def __init__(self, book: Workbook, language: Language) -> None:
        self._book = book
        self._language = language
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def fill(self, paper: Paper) -> None:
        said = self._language.text
        self._say(paper, self._page(said(T("Report"))))
        repeats = T("The same figures as the form in this file") if paper.form else ""
        self._table(said(T("Figures")), paper.groups, said(repeats))
        if paper.compared:
            self._table(said(T("Comparison")), paper.compared)
        if paper.form:
            form = paper.form._replace(name=self._name(paper.form.name))
            add_sheet(self._book, form, looks_of(self._book))
        for number, chart in enumerate(paper.charts, start=1):
            self._draw(said(T("Chart {number}", number=number)), chart)
        if paper.findings:
            self._table(said(T("To be looked at again")), paper.findings)

    def _page(self, name: str) -> Worksheet:
        page: Worksheet = self._book.add_worksheet(self._name(name))
        page.set_landscape()
        page.set_paper(A4)
        page.set_margins(**MARGINS)
        page.fit_to_pages(1, 0)
        page.set_footer(FOOTER)
        page.hide_gridlines(2)
        return page

    def _name(self, wanted: str) -> str:
        """A name that programs accept and no other sheet has."""
        stem = _text(wanted).translate(IN_NAMES).strip("' ")[:LONGEST_NAME] or "-"
        taken = {page.get_name().casefold() for page in self._book.worksheets()}
        names = (stem, *(f"{stem[: LONGEST_NAME - 4]} ({n})" for n in range(2, 10)))
        return next(name for name in names if name.casefold() not in taken)

    def _format(self, **look: Any) -> Format:
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({**FONT, **look})
        return self._formats[key]

    def _say(self, paper: Paper, page: Worksheet) -> None:
        """What the paper says, in sentences."""
        for column, width in enumerate(TEXT_WIDTHS):
            page.set_column(column, column, width)
        row = 0
        for line, look in _head_of(paper):
            row = self._line(page, row, line, **look)
        for headline in paper.headlines:
            self._headline(page, row, headline, paper.mark)
            row += 1
        for paragraph in paper.paragraphs:
            row = self._line(page, row + 1, paragraph.title, bold=True)
            for sentence in paragraph.sentences:
                marked = f"{sentence.text} {paper.mark}" if sentence.doubtful else sentence.text
                row = self._line(page, row, marked)
        doubts = [paper.doubts] if paper.doubts else []
        for number, line in enumerate((*doubts, *paper.notes)):
            row = self._line(page, row + (not number), line, italic=True, font_size=10)

    def _line(self, page: Worksheet, row: int, text: str, **look: Any) -> int:
        """A line over all columns; the row below it."""
        page.merge_range(row, 0, row, len(TEXT_WIDTHS) - 1, "", self._format())
        page.write_string(row, 0, _text(text), self._format(text_wrap=True, **look))
        page.set_row(row, LINE_HEIGHT * _lines(text, sum(TEXT_WIDTHS)) + 3)
        return row + 1

    def _headline(self, page: Worksheet, row: int, headline: Headline, mark: str) -> None:
        label = f"{headline.label} {mark}" if headline.doubtful else headline.label
        changes = "; ".join(headline.changes)
        cells: Sequence[tuple[str, dict[str, Any]]] = (
            (label, {}),
            (headline.value, {"bold": True, "align": "right"}),
            (headline.fraction or "", {"align": "right"}),
            (changes, {}),
        )
        for column, (text, look) in enumerate(cells):
            self._put(page, row, column, text or None, look)
        longest = max(_lines(label, TEXT_WIDTHS[0]), _lines(changes, TEXT_WIDTHS[3]))
        page.set_row(row, LINE_HEIGHT * longest + 3)

    def _table(self, name: str, block: TableBlock, remark: str = "") -> None:
        """A table on a page of its own. remark: below its title; readers heed it."""
        page = self._page(name)
        title = self._language.text(block.title or name)
        page.write_string(0, 0, _text(title), self._format(bold=True, font_size=14))
        if remark:
            page.write_string(1, 0, remark, self._format(italic=True, font_size=10))
        rows = self._rows_of(block)
        totals = len(rows) - block.totals
        widths = self._put_rows(page, rows, totals)
        page.repeat_rows(TOP)
        page.freeze_panes(TOP + 1, 1)
        if (across := _pages_across(widths)) > 1:
            page.fit_to_pages(across, 0)
            page.repeat_columns(0)
            page.print_across()
        if totals > 1:
            page.autofilter(TOP, 0, TOP + totals - 1, len(rows[0]) - 1)

    def _rows_of(self, block: TableBlock) -> list[list[Plain]]:
        """The headings and rows in plain values, with two columns for each share."""
        shares, upright = share_columns(block)
        titles = [self._language.text(heading.title) for heading in block.headings]
        rows: list[list[Plain]] = [list(heads(titles, shares, upright=upright))]
        for row in block.rows:
            cells = (plain(cell, n in shares, self._language) for n, cell in enumerate(row))
            rows.append([part for parts in cells for part in parts])
        return rows

    def _put_rows(
        self, page: Worksheet, rows: Sequence[Sequence[Plain]], totals: int
    ) -> list[float]:
        """Headings, rows and totals, in columns as wide as their figures; the widths."""
        widths = _widths(rows)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        for number, row in enumerate(rows):
            look = HEAD if not number else TOTAL if number >= totals else {}
            for column, value in enumerate(row):
                self._put(page, TOP + number, column, value, look)
            lines = max(_lines(v, widths[n]) for n, v in enumerate(row) if not _number(v))
            page.set_row(TOP + number, LINE_HEIGHT * lines + 3)
        return widths

    def _put(
        self, page: Worksheet, row: int, column: int, value: Plain, look: Mapping[str, Any]
    ) -> None:
        # Each kind by its own name: what guesses kinds would take "=1+1" for a formula.
        look = {**GRID, **look}
        if isinstance(value, str):
            side = {"align": "right"} if is_figure(value) else {}
            page.write_string(row, column, _text(value), self._format(**{**look, **side}))
        elif isinstance(value, int | Decimal):
            shown = number_format(value)
            page.write_number(row, column, float(value), self._format(**look, num_format=shown))
        elif isinstance(value, date):
            page.write_datetime(row, column, value, self._format(**look, num_format="dd/mm/yyyy"))
        else:
            page.write_blank(row, column, None, self._format(**look))

    def _draw(self, name: str, chart: Chart) -> None:
        """A chart beside the cells that it shows, or below them, on a page of its own."""
        page = self._page(name)
        page.fit_to_pages(1, 1)
        rows = _rows_of(chart)
        names, *figures = _widths(rows)
        page.set_column(0, 0, max(names, NARROWEST_NAME))
        page.set_column(1, len(figures), max(figures))
        page.write_string(0, 0, _text(chart.title), self._format(bold=True, font_size=14))
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                self._put(page, TOP + number, column, value, {} if number else HEAD)
        lines = max(_lines(value, max(figures)) for value in rows[0])
        page.set_row(TOP, LINE_HEIGHT * lines + 3)
        across = chart.kind is ChartKind.LINES
        at = (TOP + len(rows) + 1, 0) if across else (TOP, len(rows[0]) + 1)
        drawn = self._drawn(_Cells(page.get_name(), across, chart))
        page.insert_chart(*at, drawn, {"description": _text(chart.described)})

    def _drawn(self, cells: _Cells) -> Any:
        """A chart of some cells of its sheet."""
        chart = cells.chart
        drawn = self._book.add_chart(KINDS[chart.kind])
        for number, look in enumerate(LOOKS[: len(chart.series)]):
            drawn.add_series(
                {
                    "name": cells.name(number),
                    "categories": cells.categories(),
                    "values": cells.values(number),
                    # Else an empty cell would be kept as 0 for programs that do not compute.
                    "values_data": [_kept(v) for v in chart.series[number].values],
                    **_look(chart, look),
                }
            )
        title = [cells.sheet, 0, 0]
        drawn.set_title({"name": title, "name_font": {"size": 11}, "overlay": False})
        drawn.set_size({"width": CHART_WIDTH, "height": _height(chart)})
        drawn.set_legend({"none": True} if len(chart.series) == 1 else {"position": "bottom"})
        _set_axes(drawn, chart)
        return drawn


class _Cells(NamedTuple):
    """The cells of a chart on its sheet: series in rows, where they go across, or columns."""

    sheet: str
    across: bool
    chart: Chart

    def name(self, number: int) -> list[str | int]:
        at = (TOP + 1 + number, 0) if self.across else (TOP, 1 + number)
        return [self.sheet, *at]

    def categories(self) -> list[str | int]:
        last = len(self.chart.categories)
        if self.across:
            return [self.sheet, TOP, 1, TOP, last]
        return [self.sheet, TOP + 1, 0, TOP + last, 0]

    def values(self, number: int) -> list[str | int]:
        last = len(self.chart.categories)
        if self.across:
            return [self.sheet, TOP + 1 + number, 1, TOP + 1 + number, last]
        return [self.sheet, TOP + 1, 1 + number, TOP + last, 1 + number]


HEAD = {"bold": True, "align": "center", "bg_color": "#DDE6F0"}
TOTAL = {"bold": True}
KINDS = {
    ChartKind.LINES: {"type": "line"},
    ChartKind.BARS: {"type": "bar"},
    ChartKind.PARTS: {"type": "bar", "subtype": "percent_stacked"},
}


def _head_of(paper: Paper) -> Iterable[tuple[str, Mapping[str, Any]]]:
    if paper.office.name:
        yield paper.office.name, {"bold": True}
    yield paper.subject, {"bold": True, "font_size": 14, "align": "center"}
    if paper.period:
        yield paper.period, {"italic": True, "align": "center"}


def _text(text: str) -> str:
    return text.translate(UNFIT)


def _number(value: Plain) -> bool:
    return isinstance(value, int | Decimal)


def _lines(value: Plain, width: float) -> int:
    """How many lines a text takes; programs that do not measure it need to be told."""
    return lines_of(str(value or ""), _letters(width), strong=True)


def _letters(width: float) -> float:
    """The room in a column of some characters, in thousandths of the size of its letters."""
    return max(1.0, width - MARGIN) * CHARACTER / FONT_SIZE * 1000


def _characters(room: float) -> float:
    """The column that has some room, to the next half of a character."""
    return math.ceil(2 * (room / 1000 * FONT_SIZE / CHARACTER + MARGIN)) / 2


def _widths(rows: Sequence[Sequence[Plain]]) -> list[float]:
    heading, *others = rows
    return [
        _width(str(head or ""), [_shown(row[n]) for row in others])
        for n, head in enumerate(heading)
    ]


def _width(heading: str, values: Sequence[str]) -> float:
    """A column that holds its figures and words; its heading takes no more than some lines."""
    needed = max((widest_line(text, strong=True) for text in values), default=0)
    needed = max(needed, widest_word(heading, strong=True))
    width = min(WIDEST, max(NARROWEST, _characters(needed)))
    while width < WIDEST and _lines(heading, width) > HEADING_LINES:
        width += 0.5
    return width


def _shown(value: Plain) -> str:
    return f"{value:,}" if isinstance(value, int | Decimal) else str(value or "")


def _pages_across(widths: Sequence[float]) -> int:
    """Over how many pages a table goes, each of which has its first column, so that letters
    are not smaller than ``LEAST_SCALE`` makes them.
    """
    first, *others = (width * CHARACTER * LEAST_SCALE for width in widths)
    return max(1, math.ceil(sum(others) / max(1.0, PAGE_WIDTH - first)))


def _rows_of(chart: Chart) -> list[list[Plain]]:
    """What a chart shows as the rows of a table. Periods stand across, as people read them;
    so no reader takes the rows of periods for rows of a table of dossiers.
    """
    named = [f"{series.name}, %" if chart.percent else series.name for series in chart.series]
    columns: list[list[Plain]] = [[None, *chart.categories]]
    columns += [[name, *s.values] for name, s in zip(named, chart.series, strict=True)]
    if chart.kind is ChartKind.LINES:
        return columns
    return [list(row) for row in zip(*columns, strict=True)]


def _kept(value: int | Decimal | None) -> float | None:
    return float(value) if isinstance(value, Decimal) else value


def _height(chart: Chart) -> int:
    if chart.kind is ChartKind.LINES:
        return LINES_HEIGHT
    return AROUND_BARS + BAR * len(chart.categories)


def _look(chart: Chart, look: Look) -> dict[str, Any]:
    """A series in its colour, with what tells it from others without colours."""
    if chart.kind is ChartKind.LINES:
        point = {"type": MARKERS[look.marker], "size": 7, "fill": {"color": look.colour}}
        return {
            "line": {"color": look.colour, "width": 2, "dash_type": DASHES[look.dash]},
            "marker": {**point, "border": {"color": look.colour}},
        }
    label: dict[str, Any] = {"value": True, "num_format": _label_format(chart)}
    if chart.kind is ChartKind.PARTS:
        ground = {"fill": {"color": PLATE}} if look.pattern in PATTERNS else {}
        label |= {"position": "center", "font": {"color": look.label}, **ground}
    return {"data_labels": label, "gap": 40, **_area(look)}


def _area(look: Look) -> dict[str, Any]:
    if look.pattern not in PATTERNS:
        return {"fill": {"color": look.colour}}
    return {
        "pattern": {
            "pattern": PATTERNS[look.pattern],
            "fg_color": "#FFFFFF",
            "bg_color": look.colour,
        },
        "border": {"color": look.colour},
    }


def _label_format(chart: Chart) -> str:
    values = [value for series in chart.series for value in series.values if value is not None]
    shown = max((number_format(value) for value in values), key=len, default="0")
    return f'{shown}"%"' if chart.percent else shown


def _set_axes(drawn: Any, chart: Chart) -> None:
    if chart.kind is ChartKind.LINES:
        drawn.set_y_axis({"min": 0, "num_format": "#,##0", "major_gridlines": GRIDLINES})
        drawn.show_blanks_as("gap")
        return
    drawn.set_y_axis({"reverse": True, "crossing": "max"})  # the first on top, as in the table
    values = [value for series in chart.series for value in series.values if value is not None]
    whole = chart.percent and chart.kind is ChartKind.BARS and max(values, default=0) <= 100
    upper = {"max": 100} if whole else {}
    shown = "0%" if chart.kind is ChartKind.PARTS else '0"%"' if chart.percent else "#,##0"
    drawn.set_x_axis({"min": 0, **upper, "num_format": shown, "major_gridlines": GRIDLINES})


GRIDLINES = {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}}
