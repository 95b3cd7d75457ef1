"""The running text of a Word document, piece by piece (ECMA-376 part 1, section 17).

The reader takes the texts from here, and annotated copies the places of their comments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from tthc_stats.ingest.documents.assembling import RAISED, Shape
from tthc_stats.ingest.documents.trees import Element
from tthc_stats.ingest.documents.word_parts import (
    XML_SPACE,
    child,
    children,
    is_on,
    name_of,
    number,
    relation,
    value,
)
from tthc_stats.ingest.documents.word_styles import Styles
from tthc_stats.ingest.readers.guard import too_wide
from tthc_stats.ingest.readers.limits import MAX_COLUMNS
from tthc_stats.model.document import BlockKind
from tthc_stats.model.errors import NotUnderstoodError
from tthc_stats.model.text import T

THROUGH = ("w:ins", "w:moveTo", "w:customXml", "w:smartTag", "w:hyperlink", "w:fldSimple",
           "w:dir", "w:bdo", "w:sdtContent")  # fmt: skip
"""What only surrounds text that is there."""
SIGNS = {
    "w:tab": "\t",
    "w:ptab": "\t",
    "w:br": "\n",
    "w:cr": "\n",
    "w:noBreakHyphen": "-",
}
HOLDERS = ("w:drawing", "w:pict", "w:object")
"""Where text boxes lie in a run."""
NOTE_MARKS = {"w:footnoteReference": "footnotes", "w:endnoteReference": "endnotes"}
NO_NOTES = ("separator", "continuationSeparator", "continuationNotice")
PRIVATE = 0xF000
SYMBOLS = {
    "symbol": {0xA3: "≤", 0xA5: "∞", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷",
               0xB9: "≠", 0xBB: "≈", 0xAE: "→", 0x2D: "−", 0x25: "%", 0x2F: "/"},
}  # fmt: skip
UNKNOWN_SYMBOL = "\ufffc"
SPACES = str.maketrans("\t\r\n", "   ")


class Spot(NamedTuple):
    """A place among the pieces: of which paragraph, which piece."""

    paragraph: int
    piece: int


class Piece(NamedTuple):
    """A stretch of text. element: what shows it, a child of ``run`` where it can be divided."""

    text: str
    element: Element
    run: Element


class Paragraph:
    """A paragraph and its pieces. Its place in a table, as in ``Block``.

    number: of its ``w:p`` in the walk, from 1. host: the mark in the text that a note or a
    text box belongs to.
    """

    __slots__ = ("column", "host", "kind", "level", "number", "pieces", "row", "table")

    def __init__(self, number: int, where: Where) -> None:
        self.number = number
        self.kind = where.kind
        self.table, self.row, self.column = where.table, where.row, where.column
        self.host = where.host
        self.level = 0
        self.pieces: list[Piece] = []

    @property
    def text(self) -> str:
        """As it is written, before anything is repaired."""
        return "".join(piece.text for piece in self.pieces)


class Where(NamedTuple):
    """What is known of a paragraph before it is read."""

    kind: BlockKind = BlockKind.PARAGRAPH
    table: int | None = None
    row: int | None = None
    column: int | None = None
    host: Spot | None = None


class NoteMark(NamedTuple):
    """Where the text refers to a note. part: ``footnotes`` or ``endnotes``."""

    part: str
    id: str
    spot: Spot


class Walk:
    """The paragraphs, tables and marks of notes of a document, in the order of reading."""

    def __init__(self, styles: Styles, file: str) -> None:
        self.styles = styles
        self.file = file
        self.paragraphs: list[Paragraph] = []
        self.shapes: list[Shape] = []
        self.notes: list[NoteMark] = []
        self.count = 0
        self._open: Paragraph | None = None
        self._fields: list[bool] = []
        self._boxes: list[tuple[Element, Spot]] = []
        self._runs: Mapping[str, Callable[[Element, Element, Element], None]] = {
            "w:t": self._take_text,
            "m:t": self._take_text,
            "w:sym": self._take_symbol,
            "w:ruby": self._take_ruby,
            **dict.fromkeys(SIGNS, self._take_sign),
            **dict.fromkeys(NOTE_MARKS, self._take_mark),
            **dict.fromkeys(HOLDERS, self._take_holder),
            "mc:AlternateContent": self._take_branch,
        }
        self._at = 0
        self._hidden: bool | None = None
        self._raised = False

    def story(self, root: Element, where: Where | None = None) -> None:
        """Read paragraphs and tables: of the body, of a note, of a header."""
        self._blocks(root, where or Where())
        self._open = None

    def _blocks(self, parent: Element, where: Where) -> None:
        for element in _through(parent):
            name = name_of(element)
            if name == "w:p":
                self._paragraph(element, where)
            elif name == "w:tbl":
                self._open = None
                self._table(element, where)
            elif name == "w:altChunk":
                raise self._unmerged()

    def _unmerged(self) -> NotUnderstoodError:
        return NotUnderstoodError(
            T("The document holds another file that Word puts in only when it opens it."),
            place=self.file,
            hint=T("Open it in Word and save it."),
        )

    def _paragraph(self, element: Element, where: Where) -> None:
        self.count += 1
        properties = child(element, "w:pPr")
        if self._open is None:
            self._open = Paragraph(self.count, where)
            self.paragraphs.append(self._open)
        paragraph = self._open
        self._at = len(self.paragraphs) - 1
        self._hidden = self.styles.hides(value(child(properties, "w:pStyle")))
        self._fields = []
        paragraph.kind, paragraph.level = self._kind(properties, where)
        self._inline(element)
        self._open = paragraph if _is_joined(properties) else None
        self._read_boxes(where)

    def _kind(self, properties: Element | None, where: Where) -> tuple[BlockKind, int]:
        if where.kind is not BlockKind.PARAGRAPH:
            return where.kind, 0
        level = self.styles.level(properties)
        if level:
            return BlockKind.HEADING, level
        return (BlockKind.ITEM if self.styles.is_listed(properties) else where.kind), 0

    def _read_boxes(self, where: Where) -> None:
        boxes, self._boxes = self._boxes, []
        kept = self._open
        for box, spot in boxes:
            self._open = None
            kind = where.kind if where.kind is not BlockKind.CELL else BlockKind.PARAGRAPH
            self._blocks(box, Where(kind, host=spot))
        self._open = kept if not boxes else None

    def _inline(self, parent: Element) -> None:
        for element in _through(parent):
            name = name_of(element)
            if name == "w:r":
                self._run(element)
            elif name in ("m:oMath", "m:oMathPara"):
                self._formula(element, element)

    def _run(self, run: Element) -> None:
        properties = child(run, "w:rPr")
        if self._is_hidden(properties):
            return
        self._raised = value(child(properties, "w:vertAlign")) == "superscript"
        for element in run:
            self._take(element, element, run)

    def _is_hidden(self, properties: Element | None) -> bool:
        stated = is_on(child(properties, "w:vanish"))
        if stated is None:
            stated = self.styles.hides(value(child(properties, "w:rStyle")))
        return bool(self._hidden if stated is None else stated)

    def _take(self, what: Element, element: Element, run: Element) -> None:
        """What a run shows; element: the child of the run that ``what`` lies in."""
        name = name_of(what)
        if name == "w:fldChar":
            self._take_field(what)
        elif name in self._runs:
            self._runs[name](what, element, run)

    def _add(self, text: str, element: Element, run: Element) -> None:
        if not any(self._fields):
            shown = text.translate(RAISED) if self._raised else text
            self.paragraphs[self._at].pieces.append(Piece(shown, element, run))

    def _take_text(self, what: Element, element: Element, run: Element) -> None:
        text = what.text or ""
        if text:
            self._add(text_of(what), element, run)

    def _take_sign(self, what: Element, element: Element, run: Element) -> None:
        self._add(SIGNS[name_of(what)], element, run)

    def _take_symbol(self, what: Element, element: Element, run: Element) -> None:
        self._add(_symbol(what), element, run)

    def _take_field(self, what: Element) -> None:
        """Between ``begin`` and ``separate`` stands the instruction of a field."""
        kind = value(what, "fldCharType")
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _take_ruby(self, what: Element, element: Element, run: Element) -> None:
        base = child(what, "w:rubyBase")
        for inner in () if base is None else children(base, "w:r"):
            for shown in inner:
                self._take(shown, element, run)

    def _take_mark(self, what: Element, element: Element, run: Element) -> None:
        if any(self._fields):
            return
        note = NoteMark(NOTE_MARKS[name_of(what)], value(what, "id") or "", self._spot())
        self.notes.append(note)
        self._add("", element, run)

    def _take_holder(self, what: Element, element: Element, run: Element) -> None:
        boxes = [] if any(self._fields) else list(_boxes(what))
        self._boxes += [(box, self._spot()) for box in boxes]
        if boxes:
            self._add("", element, run)

    def _take_branch(self, what: Element, element: Element, run: Element) -> None:
        for inner in _chosen(what):
            self._take(inner, element, run)

    def _spot(self) -> Spot:
        return Spot(self._at, len(self.paragraphs[self._at].pieces))

    def _formula(self, formula: Element, part: Element) -> None:
        """A formula on one line; a fraction with its stroke."""
        for element in part:
            name = name_of(element)
            if name == "m:t":
                self._take_text(element, formula, formula)
            elif name == "m:den":
                self._add("/", formula, formula)
                self._formula(formula, element)
            else:
                self._formula(formula, element)

    def _table(self, table: Element, where: Where) -> None:
        if where.kind in (BlockKind.NOTE, BlockKind.MARGIN):
            for _, cell in _cells_of(table):
                self._blocks(cell, where)
            return
        number_ = len(self.shapes)
        self.shapes.append(Shape(0, ()))
        self.shapes[number_] = self._rows(table, number_, where)

    def _rows(self, table: Element, table_number: int, where: Where) -> Shape:
        merges = _Merges()
        height = 0
        for height, row in enumerate(_rows(table), 1):
            column = number(child(row, "w:trPr", "w:gridBefore")) or 0
            for cell in _cells(row):
                span = max(1, number(child(cell, "w:tcPr", "w:gridSpan")) or 1)
                if column + span > MAX_COLUMNS:
                    raise too_wide(self.file, str(table_number + 1), height, column + span)
                if merges.is_first(cell, height - 1, column, span):
                    place = Where(BlockKind.CELL, table_number, height - 1, column, where.host)
                    self._blocks(cell, place)
                    self._open = None
                column += span
        return Shape(height, merges.ranges())


class _Merges:
    """Merged cells of one table: over columns by ``w:gridSpan``, over rows by ``w:vMerge``."""

    def __init__(self) -> None:
        self._ranges: dict[tuple[int, int], list[int]] = {}
        self._above: dict[int, tuple[int, int]] = {}
        self._left: tuple[int, int] | None = None

    def is_first(self, cell: Element, row: int, column: int, span: int) -> bool:
        """Whether a cell shows something itself, and is not covered by another one."""
        last = column + span - 1
        if self._continues_left(cell, row, column):
            assert self._left
            self._ranges[self._left][3] = last
            return False
        self._left = (row, column)
        if self._continues_above(cell, row, column):
            self._ranges[self._above[column]][2] = row
            self._left = self._above[column]
            return False
        self._ranges[row, column] = [row, column, row, last]
        self._above.pop(column, None)
        if child(cell, "w:tcPr", "w:vMerge") is not None:
            self._above[column] = (row, column)
        return True

    def _continues_left(self, cell: Element, row: int, column: int) -> bool:
        mark = child(cell, "w:tcPr", "w:hMerge")
        inside = self._left is not None and self._left[0] == row and column > 0
        return inside and mark is not None and value(mark) != "restart"

    def _continues_above(self, cell: Element, row: int, column: int) -> bool:
        mark = child(cell, "w:tcPr", "w:vMerge")
        if mark is None or value(mark) == "restart" or column not in self._above:
            return False
        return self._ranges[self._above[column]][2] == row - 1

    def ranges(self) -> list[tuple[int, int, int, int]]:
        return [
            (top, left, bottom, right)
            for top, left, bottom, right in self._ranges.values()
            if (top, left) != (bottom, right)
        ]


def text_of(element: Element) -> str:
    """The text of ``w:t`` as Word shows it, which drops spaces at its ends unless told."""
    text = str(element.text or "").translate(SPACES)
    return text if element.get(XML_SPACE) == "preserve" else text.strip(" ")


def _through(parent: Element) -> Iterator[Element]:
    """The children, and those of content controls, insertions, links and the like."""
    for element in parent:
        name = name_of(element)
        if name in THROUGH:
            yield from _through(element)
        elif name == "w:sdt":
            content = child(element, "w:sdtContent")
            yield from () if content is None else _through(content)
        elif name == "mc:AlternateContent":
            for branch in _branch(element):
                yield from _through(branch)
        else:
            yield element


def _branch(alternatives: Element) -> list[Element]:
    """The first of the alternatives that has text, as one that a reader would show."""
    branches = children(alternatives, "mc:Choice", "mc:Fallback")
    return next(([b] for b in branches if any(name_of(e) == "w:t" for e in b.iter())), [])


def _chosen(alternatives: Element) -> list[Element]:
    return [inner for branch in _branch(alternatives) for inner in branch]


def _boxes(holder: Element) -> Iterator[Element]:
    for element in holder:
        name = name_of(element)
        if name == "w:txbxContent":
            yield element
        elif name == "mc:AlternateContent":
            for branch in _branch(element):
                yield from _boxes(branch)
        else:
            yield from _boxes(element)


def _is_joined(properties: Element | None) -> bool:
    """Whether the end of a paragraph is deleted, so that the next one continues it."""
    mark = child(properties, "w:rPr")
    return any(child(mark, name) is not None for name in ("w:del", "w:moveFrom"))


def _rows(table: Element) -> Iterator[Element]:
    for row in _through(table):
        if name_of(row) == "w:tr":
            properties = child(row, "w:trPr")
            gone = child(properties, "w:del") is not None
            if not gone and not is_on(child(properties, "w:hidden")):
                yield row


def _cells(row: Element) -> Iterator[Element]:
    for cell in _through(row):
        if name_of(cell) == "w:tc" and child(cell, "w:tcPr", "w:cellDel") is None:
            yield cell


def _cells_of(table: Element) -> Iterator[tuple[Element, Element]]:
    return ((row, cell) for row in _rows(table) for cell in _cells(row))


def _symbol(element: Element) -> str:
    """A sign of a symbol font; one that cannot be told stands for itself."""
    try:
        code = int(value(element, "char") or "", 16)
    except ValueError:
        return UNKNOWN_SYMBOL
    if code < PRIVATE:
        return chr(code) if 0x20 <= code < 0xD800 else UNKNOWN_SYMBOL
    font = (value(element, "font") or "").lower()
    return SYMBOLS.get(font, {}).get(code - PRIVATE, UNKNOWN_SYMBOL)


def shown_notes(root: Element) -> dict[str, Element]:
    """The notes of a part by their ids, without the lines that part them from the text."""
    return {
        value(note, "id") or "": note
        for note in children(root, "w:footnote", "w:endnote")
        if value(note, "type") not in NO_NOTES
    }


def margin_relations(root: Element, *, even: bool) -> Iterator[str]:
    """The relations of the headers and footers that are shown, headers first."""
    sections = [e for e in root.iter() if name_of(e) == "w:sectPr"]
    for name in ("w:headerReference", "w:footerReference"):
        for section in sections:
            first = is_on(child(section, "w:titlePg"))
            for reference in children(section, name):
                kind = value(reference, "type")
                if (kind != "first" or first) and (kind != "even" or even):
                    yield relation(reference)
