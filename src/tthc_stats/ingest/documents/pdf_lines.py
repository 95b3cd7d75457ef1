"""The lines of a PDF page, as its letters stand; and the strokes that are drawn on it.

Lengths are in points (1/72 inch); y grows upwards, after the page is turned as it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from ctypes import byref, c_float, c_int
from itertools import pairwise
from typing import Any, NamedTuple

from tthc_stats.ingest.documents.pdf_tables import Edge, Ruled, ruled_tables

WIDE_GAP = 2.5
"""So many heights of a line between two words stand between columns."""
LABEL_GAP, LABEL = 6.0, 5
"""The same after a bullet or number, which tabs set off from the text."""
SAME_LINE = 0.5
MAX_SEGMENTS = 200_000
DEPTH = 4
"""Drawings inside drawings."""
PICTURE_SHARE, FEW_LETTERS = 0.5, 150
"""A picture that covers so much of a page with so little text on it is a scan."""
UNKNOWN_SHARE = 0.3
"""So many letters without a meaning make a page unreadable."""
HYPHENS = (0x02, 0xFFFE)
"""What PDFium makes of a hyphen at the end of a line."""
PRIVATE = range(0xE000, 0xF900)
BULLET = "•"

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


class PageLine:
    """Letters side by side; ``cell`` is the table on the page, the row and the column."""

    def __init__(self, page: int, cell: tuple[int, int, int] | None) -> None:
        self.page = page
        self.cell = cell
        self.pieces: list[str] = []
        self.left = self.bottom = self.right = self.top = 0.0
        self.first_width: float | None = None
        self.text = ""

    @property
    def height(self) -> float:
        return self.top - self.bottom

    def add(self, letter: str, box: Box) -> None:
        left, bottom, right, top = box
        if self.pieces:
            self.left, self.right = min(self.left, left), max(self.right, right)
            self.bottom, self.top = min(self.bottom, bottom), max(self.top, top)
        else:
            self.left, self.bottom, self.right, self.top = box
        self.pieces.append(letter)

    def space(self) -> None:
        if self.pieces and self.pieces[-1] != " ":
            if self.first_width is None:
                self.first_width = self.right - self.left
            self.pieces.append(" ")

    def takes(self, box: Box, cell: tuple[int, int, int] | None) -> bool:
        """Whether a letter goes on in this line."""
        left, bottom, _, top = box
        shared = min(self.top, top) - max(self.bottom, bottom)
        if cell != self.cell or shared < SAME_LINE * min(self.height, top - bottom):
            return False
        short = len(self.pieces) <= LABEL
        gap = (LABEL_GAP if short else WIDE_GAP) * self.height
        return -self.height < left - self.right < gap


class Sheet(NamedTuple):
    """A page: its lines in the order of the file, its tables, and where it ends as it is shown.

    unread: whether it is a picture, or its letters have no meaning.
    """

    number: int
    right: float
    bottom: float
    height: float
    lines: list[PageLine]
    tables: list[Ruled]
    unread: bool


class _Turn:
    """Turns points as the page is shown."""

    def __init__(self, page: Any) -> None:
        self.quarters = int(page.get_rotation()) // 90 % 4
        left, bottom, right, top = page.get_mediabox()
        corners = [self.point(left, bottom), self.point(right, top)]
        self.x0, self.x1 = sorted(x for x, _ in corners)
        self.y0, self.y1 = sorted(y for _, y in corners)

    def point(self, x: float, y: float) -> tuple[float, float]:
        return ((x, y), (y, -x), (-x, -y), (-y, x))[self.quarters]

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        if not self.quarters:
            return left, bottom, right, top
        (a, b), (c, d) = self.point(left, bottom), self.point(right, top)
        return min(a, c), min(b, d), max(a, c), max(b, d)


def sheet_of(page: Any, number: int) -> Sheet:
    """What stands on a page of PDFium."""
    turn = _Turn(page)
    drawing = _Drawing(page, turn)
    tables = ruled_tables(drawing.edges)
    letters = unknown = 0
    lines: list[PageLine] = []
    with closing(page.get_textpage()) as text:
        for letter, box in _letters(text, turn):
            if letter.isspace():
                if lines:
                    lines[-1].space()
                continue
            letters += 1
            unknown += letter in "\ufffd\x00"
            cell = _cell(box, tables) if tables else None
            if not lines or not lines[-1].takes(box, cell):
                lines.append(PageLine(number, cell))
            lines[-1].add(letter, box)
    area = (turn.x1 - turn.x0) * (turn.y1 - turn.y0)
    scanned = drawing.pictures > PICTURE_SHARE * area and letters < FEW_LETTERS
    unread = scanned or unknown > UNKNOWN_SHARE * letters
    shown = [] if unread else _finished(lines)
    return Sheet(number, turn.x1, turn.y0, turn.y1 - turn.y0, shown, tables, unread)


def _finished(lines: list[PageLine]) -> list[PageLine]:
    for line in lines:
        line.text = "".join(line.pieces).strip()
        if line.first_width is None:
            line.first_width = line.right - line.left
        line.pieces = []
    return lines


def _letters(text: Any, turn: _Turn) -> Iterator[tuple[str, Box]]:
    from pypdfium2 import raw

    found = raw.FS_RECTF()
    box = byref(found)
    page = text.raw
    for position in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(page, position)
        if code in (0x0D, 0x0A, 0x20):
            yield " ", (0.0, 0.0, 0.0, 0.0)
        elif raw.FPDFText_GetLooseCharBox(page, position, box):
            yield _letter(code), turn.box(found.left, found.bottom, found.right, found.top)


def _letter(code: int) -> str:
    if code in HYPHENS:
        return "-"
    if 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\ufffd"
    return BULLET if code in PRIVATE else chr(code)


def _cell(box: Box, tables: list[Ruled]) -> tuple[int, int, int] | None:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    for number, table in enumerate(tables):
        if place := table.cell_at(x, y):
            return (number, *place)
    return None


class _Drawing:
    """The straight strokes of a page, and the area that its pictures cover."""

    def __init__(self, page: Any, turn: _Turn) -> None:
        from pypdfium2 import raw

        self.raw = raw
        self.turn = turn
        self.edges: list[Edge] = []
        self.pictures = 0.0
        self.left = MAX_SEGMENTS
        for position in range(raw.FPDFPage_CountObjects(page.raw)):
            self._take(raw.FPDFPage_GetObject(page.raw, position), (), 0)
        if self.left < 0:
            self.edges = []

    def _take(self, thing: Any, matrices: tuple[Any, ...], depth: int) -> None:
        kind = self.raw.FPDFPageObj_GetType(thing)
        if self.left < 0 or depth > DEPTH:
            return
        self.left -= 1
        if kind == self.raw.FPDF_PAGEOBJ_PATH:
            self._take_path(thing, (self._matrix(thing), *matrices))
        elif kind == self.raw.FPDF_PAGEOBJ_IMAGE:
            self.pictures += self._area(thing, matrices)
        elif kind == self.raw.FPDF_PAGEOBJ_FORM:
            inner = (self._matrix(thing), *matrices)
            for position in range(self.raw.FPDFFormObj_CountObjects(thing)):
                self._take(self.raw.FPDFFormObj_GetObject(thing, position), inner, depth + 1)

    def _matrix(self, thing: Any) -> Any:
        matrix = self.raw.FS_MATRIX()
        self.raw.FPDFPageObj_GetMatrix(thing, byref(matrix))
        return matrix

    def _placed(self, x: float, y: float, matrices: tuple[Any, ...]) -> tuple[float, float]:
        for m in matrices:
            x, y = m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f
        return self.turn.point(x, y)

    def _area(self, picture: Any, matrices: tuple[Any, ...]) -> float:
        sides = [c_float() for _ in range(4)]
        if not self.raw.FPDFPageObj_GetBounds(picture, *map(byref, sides)):
            return 0.0
        left, bottom, right, top = (side.value for side in sides)
        (a, b), (c, d) = (self._placed(x, y, matrices) for x, y in ((left, bottom), (right, top)))
        return abs(a - c) * abs(b - d)

    def _take_path(self, path: Any, matrices: tuple[Any, ...]) -> None:
        fill, stroke = c_int(), c_int()
        self.raw.FPDFPath_GetDrawMode(path, byref(fill), byref(stroke))
        count = self.raw.FPDFPath_CountSegments(path)
        self.left -= max(count, 0)
        if self.left < 0 or not (fill.value or stroke.value):
            return
        for outline in self._outlines(path, count, matrices):
            self.edges += _edges(outline, stroked=bool(stroke.value))

    def _outlines(
        self, path: Any, count: int, matrices: tuple[Any, ...]
    ) -> Iterator[list[tuple[float, float]]]:
        """The corners of each part of a path; none of a part with curves."""
        raw, x, y = self.raw, c_float(), c_float()
        points: list[tuple[float, float]] = []
        curved = False
        for position in range(count):
            segment = raw.FPDFPath_GetPathSegment(path, position)
            kind = raw.FPDFPathSegment_GetType(segment)
            if kind == raw.FPDF_SEGMENT_MOVETO:
                if not curved:
                    yield points
                points, curved = [], False
            curved = curved or kind == raw.FPDF_SEGMENT_BEZIERTO
            raw.FPDFPathSegment_GetPoint(segment, byref(x), byref(y))
            points.append(self._placed(x.value, y.value, matrices))
            if raw.FPDFPathSegment_GetClose(segment):
                points.append(points[0])
        if not curved:
            yield points


THIN = 4.0


def _edges(points: list[tuple[float, float]], *, stroked: bool) -> Iterator[Edge]:
    """The upright and level strokes of an outline; a thin area is a stroke itself."""
    if len(points) < 2:
        return
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, right, bottom, top = min(xs), max(xs), min(ys), max(ys)
    if min(right - left, top - bottom) <= THIN:
        yield from _edge(left, bottom, right, top)
    elif stroked:
        for (a, b), (c, d) in pairwise(points):
            if min(abs(a - c), abs(b - d)) < 1:
                yield from _edge(min(a, c), min(b, d), max(a, c), max(b, d))


def _edge(left: float, bottom: float, right: float, top: float) -> Iterator[Edge]:
    if right - left >= top - bottom:
        yield Edge(False, (bottom + top) / 2, left, right)
    else:
        yield Edge(True, (left + right) / 2, bottom, top)
