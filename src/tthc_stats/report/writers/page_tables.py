"""The tables of a web page: every cell with its text and the attributes that scripts sort by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from tthc_stats.model.text import T
from tthc_stats.report.chart import Chart, ChartKind
from tthc_stats.report.document import Cell, Heading, ShareCell, TableBlock
from tthc_stats.report.language import Language
from tthc_stats.report.sheet import Sheet, SheetCell, Style
from tthc_stats.report.writers.cells import ABSENT, fraction, shown

LONG_TEXT = 60
"""Characters from which on a column of texts is given room for sentences."""
LONG = "long-text"
THOUSANDS = 500
"""Rows from which on a browser must not lay out what is out of sight."""
FEW_ROWS = 8
"""So many are kept on one page."""
MANY_ROWS = 25
MANY_COLUMNS = 8
"""More than these scroll by themselves, and are printed on landscape pages."""

Attributes = Mapping[str, str | int]
NONE: Attributes = MappingProxyType({})


class PageCell(NamedTuple):
    """A cell of a body; small: what stands below its text."""

    tag: str
    text: str
    attributes: Attributes = NONE
    small: str = ""


class PageRow(NamedTuple):
    """strong: whether it is a sum within the body."""

    cells: Sequence[PageCell]
    strong: bool = False


class HeadCell(NamedTuple):
    """A cell of a heading; scope: ``col`` or ``colgroup``."""

    text: str
    scope: str = "col"
    attributes: Attributes = NONE


class PageTable(NamedTuple):
    """A table as the page's template takes it.

    above: lines that stand over it. kind: ``merged`` where its headings have several rows,
    ``prose`` where it holds sentences, whose cells stand one below another on a telephone.
    """

    title: str
    head: Sequence[Sequence[HeadCell]]
    body: Sequence[PageRow]
    foot: Sequence[PageRow] = ()
    above: Sequence[str] = ()
    kind: str = ""
    sortable: bool = False

    @property
    def classes(self) -> str:
        """Its kind; else ``huge`` where it has thousands of rows."""
        return self.kind or ("huge" if len(self.body) > THOUSANDS else "")

    @property
    def short(self) -> bool:
        return len(self.body) <= FEW_ROWS

    @property
    def long(self) -> bool:
        return len(self.body) > MANY_ROWS

    @property
    def wide(self) -> bool:
        return max((len(row.cells) for row in self.body), default=0) > MANY_COLUMNS


def page_table(block: TableBlock, language: Language, *, sortable: bool = False) -> PageTable:
    """A table whose rows are called by their first column of texts; its totals are the foot."""
    name = next((n for n, heading in enumerate(block.headings) if not heading.numeric), 0)
    classes = _classes(block, name, language)
    labels = [language.text(heading.title) for heading in block.headings]
    prose = LONG in classes and not sortable
    rows = [_row(row, name, classes, language) for row in block.rows]
    if prose:
        rows = [_labelled(row, labels) for row in rows]
    end = len(rows) - block.totals
    return PageTable(
        title=language.text(block.title or ""),
        head=[_head(labels, classes, name)],
        body=rows[:end],
        foot=rows[end:],
        kind="prose" if prose else "",
        sortable=sortable and end > 1,
    )


def _labelled(row: PageRow, labels: Sequence[str]) -> PageRow:
    """A row whose cells carry their headings, for screens where they stand one below another."""
    return PageRow(
        [
            cell._replace(attributes={**cell.attributes, "data-label": label})
            for cell, label in zip(row.cells, labels, strict=True)
        ]
    )


def _head(labels: Sequence[str], classes: Sequence[str], name: int) -> list[HeadCell]:
    return [
        HeadCell(label, attributes={"class": f"{class_} name".strip() if at == name else class_})
        for at, (label, class_) in enumerate(zip(labels, classes, strict=True))
    ]


def _classes(block: TableBlock, name: int, language: Language) -> list[str]:
    """The class of each column's cells."""
    return [
        "n"
        if heading.numeric
        else ""
        if at == name
        else _text_class(shown(row[at], language) for row in block.rows)
        for at, heading in enumerate(block.headings)
    ]


def _text_class(texts: Iterable[str]) -> str:
    return LONG if max(map(len, texts), default=0) > LONG_TEXT else "text"


def _row(row: Sequence[Cell], name: int, classes: Sequence[str], language: Language) -> PageRow:
    return PageRow(
        [
            _cell(cell, class_, at == name, language)
            for at, (cell, class_) in enumerate(zip(row, classes, strict=True))
        ]
    )


def _cell(cell: Cell, class_: str, named: bool, language: Language) -> PageCell:
    tag, scope = ("th", {"scope": "row"}) if named else ("td", {})
    if isinstance(cell, ShareCell):
        return _share(cell, class_, language)
    value = exact(cell)
    attributes: dict[str, str | int] = {**scope}
    if class_:
        attributes["class"] = class_
    if value is not None:
        attributes["data-value"] = value
    elif cell is None:
        attributes["data-absent"] = ""
    return PageCell(tag, shown(cell, language), attributes)


def _share(cell: ShareCell, class_: str, language: Language) -> PageCell:
    value = exact(cell)
    if value is None or cell.percent is None:
        return PageCell("td", ABSENT, {"class": class_, "data-absent": ""})
    return PageCell(
        "td",
        language.percent(cell.percent),
        {"class": f"{class_} share p{part(cell)}".strip(), "data-value": value},
        fraction(cell, language),
    )


def exact(cell: Cell) -> str | None:
    """What a cell is sorted by: “3162/3250”, “3250”, “12.50”, “2026-08-14”; else ``None``."""
    if isinstance(cell, ShareCell):
        return f"{cell.numerator}/{cell.denominator}" if cell.percent is not None else None
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return cell.isoformat() if isinstance(cell, date) else None


def part(cell: ShareCell) -> int:
    """The length of a share's bar in whole percent: full or empty only where the share is."""
    above, below = cell.numerator or 0, cell.denominator or 1
    return min(max(100 * above // below, int(above > 0)), 100)


CATEGORIES = {
    ChartKind.LINES: T("period"),
    ChartKind.BARS: T("name"),
    ChartKind.PARTS: T("name"),
}


def chart_table(chart: Chart, language: Language) -> PageTable:
    """The figures of a chart, one row a category."""
    write = language.percent if chart.percent else language.number
    headings = (
        Heading(CATEGORIES[chart.kind]),
        *(Heading(series.name, numeric=True) for series in chart.series),
    )
    rows = [
        (category, *(None if value is None else write(Decimal(value)) for value in values))
        for category, *values in zip(
            chart.categories, *(series.values for series in chart.series), strict=True
        )
    ]
    return page_table(TableBlock(headings, rows, title=chart.title), language)


ABOVE = (Style.HEAD_STRONG, Style.HEAD, Style.PERIOD, Style.MEASURE)
LABELS = (Style.NAME, Style.SUM_NAME)
FIGURES = (Style.FIGURE, Style.SUM_FIGURE)
SUMS = (Style.SUM_ORDINAL, Style.SUM_NAME, Style.SUM_FIGURE)
BODY = (*LABELS, *FIGURES, *SUMS, Style.ORDINAL)


def sheet_table(sheet: Sheet, language: Language) -> PageTable:
    """An official form without the places for signatures, which no page has."""
    first, last = sheet.repeated
    cells = sorted(sheet.cells.items())
    below = {row for (row, _), cell in cells if row > last and cell.style in BODY}
    return PageTable(
        title=sheet.title,
        head=[[_caption(*placed) for placed in _of(cells, row)] for row in range(first, last + 1)],
        body=[_form_row(sheet, row, language) for row in sorted(below)],
        above=[str(cell.value) for (row, _), cell in cells if row < first and cell.style in ABOVE],
        kind="merged",
    )


Placed = tuple[tuple[int, int], SheetCell]


def _of(cells: Sequence[Placed], row: int) -> Iterator[Placed]:
    return (placed for placed in cells if placed[0][0] == row)


def _caption(place: tuple[int, int], cell: SheetCell) -> HeadCell:
    across = _spans(place, cell)
    scope = "colgroup" if "colspan" in across else "col"
    return HeadCell(str(cell.value or ""), scope, across)


def _spans(place: tuple[int, int], cell: SheetCell) -> dict[str, str | int]:
    spans = {"rowspan": cell.last_row - place[0] + 1, "colspan": cell.last_column - place[1] + 1}
    return {name: number for name, number in spans.items() if number > 1}


def _form_row(sheet: Sheet, row: int, language: Language) -> PageRow:
    cells: list[PageCell] = []
    column, strong = 0, False
    while column < len(sheet.widths):
        cell = sheet.cells.get((row, column))
        cells.append(_form_cell((row, column), cell, language) if cell else PageCell("td", ""))
        strong = strong or bool(cell and cell.style in SUMS)
        column = cell.last_column + 1 if cell else column + 1
    return PageRow(cells, strong)


def _form_cell(place: tuple[int, int], cell: SheetCell, language: Language) -> PageCell:
    attributes = _spans(place, cell)
    if cell.style in FIGURES:
        attributes["class"] = "n"
    value = cell.value
    text = language.number(value) if isinstance(value, int) else value or ""
    if cell.style in LABELS:
        return PageCell("th", text, {**attributes, "scope": "row"})
    return PageCell("td", text, attributes)
