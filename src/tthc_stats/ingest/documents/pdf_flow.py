"""From the lines of PDF pages to one text: paragraphs, tables, heads and feet of pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from math import ceil
from statistics import median

from tthc_stats.ingest import legacy_text
from tthc_stats.ingest.documents.lettering import repaired
from tthc_stats.ingest.documents.lines import BROKEN_WORD, Line, blocks, kind_of
from tthc_stats.ingest.documents.pdf_lines import PageLine, Sheet
from tthc_stats.ingest.documents.pdf_tables import TOUCH, Ruled
from tthc_stats.ingest.readers.shaping import shaped
from tthc_stats.model.document import Block, BlockKind, Document
from tthc_stats.model.grid import Grid
from tthc_stats.model.pattern import pattern

FORMAT = "pdf"
EDGE = 0.12
"""Heads and feet stand within this share of the height of a page from its edge."""
OUTERMOST = 3
REPEATED, OFTEN = 0.5, 10
"""The share of all pages, or the number of following ones, that heads and feet repeat on."""
HEAD = 8
"""The head of a table is among so many rows."""
ALTERNATE = 2
"""Left and right pages may have heads of their own."""
PITCH = 1.3
"""A paragraph begins where lines stand so many times further apart than usual."""
MOST_PITCH = 3.0
INDENT = 9.0
COLUMN = 4.0
"""A line that begins so many heights further left than the one before is no part of it."""
USUAL_RIGHT, LEAST_RIGHT = 0.95, 0.7
SPACE = 0.3
"""The width of a space, in heights of a line."""
_NUMBER = pattern(r"\d{1,4}")
_PAGE_NUMBER = pattern(
    r"\W*(?P<word>(?:trang|tr|page)\W*)?(?P<number>\d{1,4})(?:\s*(?:/|of|trên)\s*\d{1,4})?\W*",
    2,
)
_GOES_ON = pattern(
    r"\W*(?:\w+[\s.:]+){0,3}?\(?(?:tiếp(?:\s+theo)?(?:\s+trang\s+\w+)?|continued|cont\.?)\W*", 2
)
"""What stands between the parts of a table: “(tiếp theo)”, “Biểu số 2 (tiếp)”."""
_FIGURE = pattern(r"\d[\d.,]*")
_SOFT_HYPHEN = str.maketrans("\xad", "-")
"""Some fonts write every hyphen as a soft one."""
_NOTE = pattern(r"[\d⁰¹²³⁴⁵⁶⁷⁸⁹*(\[]")
NOTE_HEIGHT = 0.88
"""Footnotes are smaller than the text at least by this."""
Cells = dict[tuple[int, int], list[PageLine]]
CellsOfTables = dict[int, Cells]


def document(file: str, sheets: Sequence[Sheet]) -> Document:
    """The document of the pages."""
    encoding = _readable([line for sheet in sheets for line in sheet.lines])
    flow = _Flow(file, sheets)
    for sheet in sheets:
        flow.add(sheet)
    flow.end_paragraphs()
    unread = [sheet.number for sheet in sheets if sheet.unread]
    text = "\n".join(flow.texts)
    return Document(file, FORMAT, text, flow.blocks, flow.grids(), encoding, unread)


def _readable(lines: Sequence[PageLine]) -> str | None:
    shown, encoding = repaired([line.text for line in lines])
    for line, text in zip(lines, shown, strict=True):
        line.text = legacy_text.clean(text.translate(_SOFT_HYPHEN)).strip()
    return encoding


class _Flow:
    """Puts page behind page; paragraphs and tables may go on behind a page's foot and head."""

    def __init__(self, file: str, sheets: Sequence[Sheet]) -> None:
        self.file = file
        self.margins = _margins(sheets)
        self.rights = _rights(sheets)
        self.pitch = _pitch(sheets)
        self.usual = _usual_height(sheets)
        self.texts: list[str] = []
        self.blocks: list[Block] = []
        self.tables: list[PagedTable] = []
        self.length = 0
        self.pending: list[PageLine] = []
        self.aside: list[tuple[BlockKind, list[PageLine]]] = []
        self.after_table = False

    def add(self, sheet: Sheet) -> None:
        by_cell = _by_cell(sheet)
        notes = _notes([line for line in sheet.lines if self._is_free(line, by_cell)], self.usual)
        shown: set[int] = set()
        for line in sheet.lines:
            if not line.text or id(line) in notes:
                continue
            if id(line) in self.margins:
                self.aside.append((BlockKind.MARGIN, [line]))
            elif line.cell is None or line.cell[0] not in by_cell:
                self.pending.append(line)
            elif line.cell[0] not in shown:
                shown.add(line.cell[0])
                self._add_table(sheet, line.cell[0], by_cell[line.cell[0]])
        if notes:
            self.aside.append((BlockKind.NOTE, list(notes.values())))

    def _is_free(self, line: PageLine, by_cell: CellsOfTables) -> bool:
        in_table = line.cell is not None and line.cell[0] in by_cell
        return bool(line.text) and not in_table and id(line) not in self.margins

    def end_paragraphs(self) -> None:
        """Write the paragraphs so far, then the heads, feet and notes that stood among them."""
        lines = [
            Line(line.text, number, number, line.page, self._apart(before, line), full)
            for number, (before, line, full) in enumerate(self._neighbours())
        ]
        for block in blocks(lines):
            text = joined([line.text for line in block])
            kind, level = kind_of(text)
            self._write(text, kind, block[0].number, level=level)
        for kind, aside in self.aside:
            for text in _together(aside):
                self._write(text, kind, aside[0].page)
        between = (line.text for line in self.pending)
        self.after_table = self.after_table and all(map(_GOES_ON.fullmatch, between))
        self.pending, self.aside = [], []

    def _neighbours(self) -> Iterator[tuple[PageLine | None, PageLine, bool]]:
        lines: list[PageLine | None] = [None, *self.pending, None]
        for (before, line), (_, after) in zip(pairwise(lines), pairwise(lines[1:]), strict=False):
            if line is not None:
                yield before, line, after is not None and self._is_full(line, after)

    def _is_full(self, line: PageLine, after: PageLine) -> bool:
        room = self.rights[line.page] - line.right
        return room < (after.first_width or 0) + SPACE * line.height

    def _apart(self, before: PageLine | None, line: PageLine) -> bool:
        if before is None:
            return False
        indented = line.left - before.left > INDENT and line.text[:1].isupper()
        if before.page != line.page:
            return indented
        step = before.bottom - line.bottom
        beside = abs(step) < line.height / 2 or before.left - line.left > COLUMN * line.height
        return beside or indented or step > PITCH * max(self.pitch, line.height)

    def _write(
        self,
        text: str,
        kind: BlockKind,
        page: int,
        *,
        level: int = 0,
        cell: tuple[int, int, int] | None = None,
    ) -> None:
        table, row, column = cell or (None, None, None)
        start, number = self.length, len(self.blocks) + 1
        self.blocks.append(
            Block(start, start + len(text), kind, number, None, page, level, table, row, column)
        )
        self.texts.append(text)
        self.length += len(text) + 1

    def _add_table(self, sheet: Sheet, number: int, cells: Cells) -> None:
        """Write the cells, those of a head that is repeated on the next page as margins."""
        self.end_paragraphs()
        ruled = sheet.tables[number]
        before = self.tables[-1] if self.tables and self.after_table else None
        if before is None or not before.goes_on(ruled, cells, sheet.number):
            self.tables.append(PagedTable(ruled))
        table = self.tables[-1]
        skipped, offset = table.add(ruled, cells, sheet.number)
        for (row, column), lines in sorted(cells.items()):
            place = (len(self.tables) - 1, offset + row, table.column(ruled, column))
            for text in _together(lines):
                if row < skipped:
                    self._write(text, BlockKind.MARGIN, sheet.number)
                else:
                    self._write(text, BlockKind.CELL, sheet.number, cell=place)
        self.after_table = True

    def grids(self) -> list[Grid]:
        return [
            shaped(t.values, file=self.file, format=FORMAT, sheet=str(number), merges=t.merges)
            for number, t in enumerate(self.tables, 1)
        ]


class PagedTable:
    """The values of a table that may run over several pages."""

    def __init__(self, ruled: Ruled) -> None:
        self.xs = ruled.xs
        self.page = 0
        self.values: list[list[str | None]] = []
        self.merges: list[tuple[int, int, int, int]] = []

    def goes_on(self, ruled: Ruled, cells: Cells, page: int) -> bool:
        """Whether a table on the next page has the same columns; where rows of figures go on
        without a head, some of their cells may lie over several columns.
        """
        if page != self.page + 1:
            return False
        places = [self._place(ruled, number) for number in range(len(ruled.xs))]
        if places == list(range(len(self.xs))):
            return True
        outer = places[0] == 0 and places[-1] == len(self.xs) - 1
        return outer and None not in places and _has_figures(cells)

    def column(self, ruled: Ruled, number: int) -> int:
        """Which column of this table the column of a part of it is."""
        return self._place(ruled, number) or 0

    def _place(self, ruled: Ruled, number: int) -> int | None:
        """The upright stroke of this table that one of a part of it continues."""
        at = ruled.xs[number] - ruled.xs[0] + self.xs[0]
        near = min(range(len(self.xs)), key=lambda n: abs(self.xs[n] - at))
        return near if abs(self.xs[near] - at) <= TOUCH else None

    def add(self, ruled: Ruled, cells: Cells, page: int) -> tuple[int, int]:
        """How many rows at the top repeat the head, and what to add to the numbers of rows."""
        width = len(self.xs) - 1
        values: list[list[str | None]] = [[None] * width for _ in range(ruled.height)]
        for (row, column), lines in cells.items():
            values[row][self.column(ruled, column)] = "\n".join(_together(lines))
        skipped = self._repeated(values)
        offset = len(self.values) - skipped
        self.values += values[skipped:]
        self.merges += [
            (
                top + offset,
                self.column(ruled, left),
                bottom + offset,
                self.column(ruled, right + 1) - 1,
            )
            for (top, left), (bottom, right) in ruled.spans.items()
            if top >= skipped
        ]
        self.page = page
        return skipped, offset

    def _repeated(self, values: list[list[str | None]]) -> int:
        """The rows at the top that stand in the head too: all of it, or its last rows, as
        where only the numbers of the columns are repeated.
        """
        if repeated := _alike(values, self.values):
            return repeated
        if not values or not _could_head(values[0]):
            return 0
        starts = range(1, min(HEAD, len(self.values)))
        return max((_alike(values, self.values[start:]) for start in starts), default=0)


def _could_head(row: Sequence[str | None]) -> bool:
    """Whether a row has captions or the numbers of columns, but no figures."""
    texts = [text for text in row if text]
    bare = [text.split("=")[0].strip("() ") for text in texts]
    figures = [text for text in bare if _FIGURE.fullmatch(text)]
    in_order = len(figures) > 2 and all(
        a.isdecimal() and b == str(int(a) + 1) for a, b in pairwise(figures)
    )
    return len(texts) > 1 and (not figures or in_order)


def _alike(values: Sequence[Sequence[str | None]], before: Sequence[Sequence[str | None]]) -> int:
    """How many rows at the top are the same."""
    pairs = zip(values, before, strict=False)
    return sum(1 for _ in takewhile(lambda pair: _same(*pair), pairs))


def _same(row: Sequence[str | None], other: Sequence[str | None]) -> bool:
    return [_bare(text) for text in row] == [_bare(text) for text in other]


def _bare(text: str | None) -> str:
    return "".join((text or "").split()).casefold()


def _has_figures(cells: Cells) -> bool:
    """Whether a figure stands in the first row."""
    first = min(row for row, _ in cells)
    texts = (line.text for place, lines in cells.items() if place[0] == first for line in lines)
    return any(text[:1].isdigit() for text in texts)


def joined(texts: Sequence[str]) -> str:
    """The lines of a paragraph; a hyphen at the end of a line binds it to the next one."""
    text = texts[0]
    for more in texts[1:]:
        bound = BROKEN_WORD.search(text) and more[:1].isalnum()
        text += more if bound else f" {more}"
    return text


def _by_cell(sheet: Sheet) -> CellsOfTables:
    """The lines in the cells of each table; frames around text and empty drawings are none."""
    found: CellsOfTables = defaultdict(dict)
    for line in sheet.lines:
        if line.cell and line.text:
            table, *place = line.cell
            found[table].setdefault((place[0], place[1]), []).append(line)
    return {table: cells for table, cells in found.items() if len(cells) > 1}


def _together(lines: Sequence[PageLine]) -> Iterator[str]:
    """The paragraphs of lines that stand by themselves; a new one begins at a label only."""
    ordered = sorted(lines, key=lambda line: (-round(line.bottom), line.left))
    marked = [Line(line.text, 0, 0, 0, full=True) for line in ordered]
    for block in blocks(marked):
        yield joined([line.text for line in block])


def _margins(sheets: Sequence[Sheet]) -> set[int]:
    """The lines, by identity, that are heads and feet: the same on several pages at the same
    height, also with a number that goes up with the pages; and page numbers standing alone.
    """
    found = [(sheet, line) for sheet in sheets for line in _outer_lines(sheet)]
    pages: dict[tuple[object, ...], set[int]] = defaultdict(set)
    for sheet, line in found:
        for key in _keys(sheet, line):
            pages[key].add(sheet.number)
    repeated = {key for key, numbers in pages.items() if _repeats(sorted(numbers), len(sheets))}
    return {
        id(line)
        for sheet, line in found
        if _is_page_number(sheet, line) or not repeated.isdisjoint(_keys(sheet, line))
    }


def _repeats(pages: Sequence[int], of_all: int) -> bool:
    """Whether a line stands on half of the pages, or on many that follow one another."""
    run = longest = 1
    for before, page in pairwise(pages):
        run = run + 1 if page - before <= ALTERNATE else 1
        longest = max(longest, run)
    return len(pages) >= max(2, REPEATED * of_all) or longest >= OFTEN


def _outer_lines(sheet: Sheet) -> Iterator[PageLine]:
    free = sorted((line for line in sheet.lines if line.cell is None), key=lambda line: line.bottom)
    near = EDGE * sheet.height
    low = sheet.bottom + near
    high = sheet.bottom + sheet.height - near
    yield from (line for line in free[:OUTERMOST] if line.top < low)
    yield from (line for line in free[-OUTERMOST:] if line.bottom > high)


def _keys(sheet: Sheet, line: PageLine) -> Iterator[tuple[object, ...]]:
    height = round(_from_edge(sheet, line) / 3)
    yield line.text, height
    for number in _NUMBER.finditer(line.text):
        around = line.text[: number.start()], line.text[number.end() :]
        yield *around, int(number[0]) - sheet.number, height


def _from_edge(sheet: Sheet, line: PageLine) -> float:
    """From the lower edge up, or from the upper one down, as pages may lie on their side."""
    up = line.bottom - sheet.bottom
    return up if up < sheet.height / 2 else up - sheet.height


def _is_page_number(sheet: Sheet, line: PageLine) -> bool:
    """Numbers of pages may begin anew, as in annexes."""
    match: re.Match[str] | None = _PAGE_NUMBER.fullmatch(line.text)
    if match is None:
        return False
    number = int(match["number"])
    apart = bool(match["word"]) or _stands_alone(sheet, line)
    return number == sheet.number or (0 < number < sheet.number and apart)


def _stands_alone(sheet: Sheet, line: PageLine) -> bool:
    """Whether a line is the outermost one, and no rest of a paragraph at the left."""
    from_edge, others = _from_edge(sheet, line), [one for one in sheet.lines if one.text]
    outermost = all(
        abs(_from_edge(sheet, one)) > abs(from_edge) - line.height / 2
        for one in others
        if (_from_edge(sheet, one) < 0) == (from_edge < 0)
    )
    return outermost and line.left - min(one.left for one in others) > INDENT


def _rights(sheets: Sequence[Sheet]) -> dict[int, float]:
    """Where lines usually end at the right, by page; pages of the same width go together."""
    ends: dict[int, list[float]] = defaultdict(list)
    for sheet in sheets:
        ends[round(sheet.right)] += [line.right for line in sheet.lines if line.cell is None]
    usual = {width: max(LEAST_RIGHT * width, _most(rights)) for width, rights in ends.items()}
    return {sheet.number: usual[round(sheet.right)] for sheet in sheets}


def _most(rights: Sequence[float]) -> float:
    return sorted(rights)[ceil(USUAL_RIGHT * (len(rights) - 1))] if rights else 0.0


def _pitch(sheets: Sequence[Sheet]) -> float:
    """How far lines of a paragraph usually stand apart, by those that go on in small letters."""
    steps = [
        (before.bottom - line.bottom, line.text[:1].islower())
        for sheet in sheets
        for before, line in pairwise([line for line in sheet.lines if line.cell is None])
        if 0 < before.bottom - line.bottom < MOST_PITCH * line.height
    ]
    known = [step for step, goes_on in steps if goes_on] or [step for step, _ in steps]
    return median(known) if known else 0.0


def _usual_height(sheets: Sequence[Sheet]) -> float:
    heights = [line.height for sheet in sheets for line in sheet.lines if line.cell is None]
    return median(heights) if heights else 0.0


def _notes(lines: Sequence[PageLine], usual: float) -> dict[int, PageLine]:
    """The small lines at the foot of a page, if the first of them starts like a footnote."""
    ordered = sorted(lines, key=lambda line: line.bottom)
    small = list(takewhile(lambda line: line.height < NOTE_HEIGHT * usual, ordered))[::-1]
    if not small or len(small) == len(lines) or not _NOTE.match(small[0].text):
        return {}
    return {id(line): line for line in small}
