"""The lines of a PDF page, as its letters stand; and the strokes that are drawn on it.

Lengths are in points (1/72 inch); y grows upwards, after the page is turned so that its letters
stand upright.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from ctypes import byref, c_double, c_float, c_int
from itertools import pairwise
from math import hypot, pi
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
UNKNOWN = "\x00\ufffd"
PRIVATE = range(0xE000, 0xF900)
BULLET = "•"
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
RAISED, SMALLER = 0.2, 0.75
"""A digit so far above the bottom of its line and so small is the mark of a footnote."""
DESCENT = 0.2
"""The part of a line's height below the feet of its letters."""
SAMPLED = 40
"""Letters that tell how the text of a page is turned."""
MANY_STROKES = 500
"""A page with so many strokes and no letters has its text as drawings."""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""
NOWHERE: Box = (0.0, 0.0, 0.0, 0.0)
Cell = tuple[int, int, int]


class PageLine:
    """Letters side by side.

    cell: the table on the page, the row and the column. tilt: by how many quarters the letters
    lie, as in narrow heads of columns; the sides of such a line are those of it set upright.
    """

    def __init__(self, page: int, cell: Cell | None, tilt: int) -> None:
        self.page = page
        self.cell = cell
        self.tilt = tilt
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

    def shown(self, letter: str, box: Box) -> str:
        """The letter; a raised small digit as such, so that it does not join a figure."""
        _, bottom, _, top = box
        raised = bottom - self.bottom > RAISED * self.height
        if letter.isdecimal() and raised and top - bottom < SMALLER * self.height:
            return letter.translate(SUPERSCRIPT)
        return letter

    def space(self) -> None:
        if self.pieces and self.pieces[-1] != " ":
            if self.first_width is None:
                self.first_width = self.right - self.left
            self.pieces.append(" ")

    def takes(self, box: Box, cell: Cell | None, tilt: int) -> bool:
        """Whether a letter goes on in this line."""
        left, bottom, _, top = box
        shared = min(self.top, top) - max(self.bottom, bottom)
        if (cell, tilt) != (self.cell, self.tilt) or shared < SAME_LINE * min(
            self.height, top - bottom
        ):
            return False
        short = len(self.pieces) <= LABEL
        gap = (LABEL_GAP if short else WIDE_GAP) * self.height
        return -self.height < left - self.right < gap


class Sheet(NamedTuple):
    """A page: its lines in the order of the file, its tables, and where it ends.

    unread: whether it is a picture, or its letters have no meaning.
    """

    number: int
    right: float
    bottom: float
    height: float
    letters: int
    lines: list[PageLine]
    tables: list[Ruled]
    unread: bool


class _Turn:
    """Turns points so that most letters of the page stand upright."""

    def __init__(self, page: Any, text: Any) -> None:
        self.quarters = _lying(text)
        left, bottom, right, top = page.get_mediabox()
        corners = [self.point(left, bottom), self.point(right, top)]
        self.x0, self.x1 = sorted(x for x, _ in corners)
        self.y0, self.y1 = sorted(y for _, y in corners)

    def point(self, x: float, y: float) -> tuple[float, float]:
        return _point(x, y, self.quarters)


def _point(x: float, y: float, quarters: int) -> tuple[float, float]:
    """A point turned clockwise."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[quarters % 4]


def _turned(box: Box, quarters: int) -> Box:
    if not quarters:
        return box
    (a, b), (c, d) = _point(box[0], box[1], quarters), _point(box[2], box[3], quarters)
    return min(a, c), min(b, d), max(a, c), max(b, d)


def _lying(text: Any) -> int:
    """By how many quarters to turn letters that do not stand upright, by a sample of them."""
    from pypdfium2 import raw

    count = text.count_chars()
    places = range(0, count, max(1, count // SAMPLED))
    turned = Counter(_quarters(raw.FPDFText_GetCharAngle(text.raw, place)) for place in places)
    return turned.most_common(1)[0][0] if turned else 0


def _quarters(angle: float) -> int:
    """Quarter turns clockwise; PDFium counts the angle in radians the same way round."""
    return -round(angle / (pi / 2)) % 4


def sheet_of(page: Any, number: int, most: int) -> Sheet | None:
    """What stands on a page of PDFium; ``None`` where it has more than ``most`` letters."""
    with closing(page.get_textpage()) as text:
        if text.count_chars() > most:
            return None
        turn = _Turn(page, text)
        drawing = _Drawing(page, turn)
        tables = ruled_tables(drawing.edges)
        lines, letters, unknown = _lines(text, turn, tables, number)
    unread = drawing.hides_text(letters) or unknown > UNKNOWN_SHARE * letters
    shown = [] if unread else _finished(lines)
    return Sheet(number, turn.x1, turn.y0, turn.y1 - turn.y0, letters, shown, tables, unread)


def _lines(
    text: Any, turn: _Turn, tables: list[Ruled], number: int
) -> tuple[list[PageLine], int, int]:
    """The lines, and how many letters there are and how many of them have no meaning."""
    letters = unknown = 0
    lines: list[PageLine] = []
    for letter, box, tilt in _letters(text, turn):
        if letter.isspace():
            if lines:
                lines[-1].space()
            continue
        letters += 1
        unknown += letter in UNKNOWN
        cell = _cell(_turned(box, -tilt), tables) if tables else None
        if not lines or not lines[-1].takes(box, cell, tilt):
            lines.append(PageLine(number, cell, tilt))
        lines[-1].add(lines[-1].shown(letter, box), box)
    return lines, letters, unknown


def _finished(lines: list[PageLine]) -> list[PageLine]:
    for line in lines:
        line.text = "".join(line.pieces).strip()
        if line.first_width is None:
            line.first_width = line.right - line.left
        line.pieces = []
    return lines


def _letters(text: Any, turn: _Turn) -> Iterator[tuple[str, Box, int]]:
    """The letters, where they stand once set upright, and by how many quarters they lie."""
    from pypdfium2 import raw

    place = _Place(raw, turn)
    page = text.raw
    for position in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(page, position)
        if code in (0x0D, 0x0A, 0x20):
            yield " ", NOWHERE, 0
        else:
            yield _letter(code), *place.box(page, position)


class _Place:
    """Where letters stand: as wide as they are, and as high as the size of their font.

    Letters on the base line of the one before are taken to have its size and direction, since
    every question to PDFium takes time.
    """

    def __init__(self, raw: Any, turn: _Turn) -> None:
        self.raw, self.turn = raw, turn
        self.loose, self.matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        self.x, self.y = c_double(), c_double()
        self.to_loose, self.to_matrix = byref(self.loose), byref(self.matrix)
        self.to_x, self.to_y = byref(self.x), byref(self.y)
        self.base: float | None = None
        self.size = 0.0
        self.quarters = 0

    def box(self, page: Any, position: int) -> tuple[Box, int]:
        self.raw.FPDFText_GetLooseCharBox(page, position, self.to_loose)
        self.raw.FPDFText_GetCharOrigin(page, position, self.to_x, self.to_y)
        x, y, loose = self.x.value, self.y.value, self.loose
        if (x if self.quarters % 2 else y) != self.base:
            self._measure(page, position)
            self.base = x if self.quarters % 2 else y
        sides = _turned((loose.left, loose.bottom, loose.right, loose.top), self.quarters)
        base = _point(x, y, self.quarters)[1] - DESCENT * self.size
        return (sides[0], base, sides[2], base + self.size), (
            self.quarters - self.turn.quarters
        ) % 4

    def _measure(self, page: Any, position: int) -> None:
        m = self.matrix
        self.raw.FPDFText_GetMatrix(page, position, self.to_matrix)
        size = self.raw.FPDFText_GetFontSize(page, position)
        self.size = size * (hypot(m.c, m.d) or 1.0)
        if abs(m.a) >= abs(m.b):
            self.quarters = 0 if m.a > 0 else 2
        else:
            self.quarters = 1 if m.b > 0 else 3


def _letter(code: int) -> str:
    if code in HYPHENS:
        return "-"
    if 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\ufffd"
    return BULLET if code in PRIVATE else chr(code)


def _cell(box: Box, tables: list[Ruled]) -> Cell | None:
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

        self.area = (turn.x1 - turn.x0) * (turn.y1 - turn.y0)

    def hides_text(self, letters: int) -> bool:
        """Whether the page is a picture of text, perhaps with a stamp on it."""
        if not letters:
            return self.pictures > 0 or MAX_SEGMENTS - self.left > MANY_STROKES
        return letters < FEW_LETTERS and self.pictures > PICTURE_SHARE * self.area

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
