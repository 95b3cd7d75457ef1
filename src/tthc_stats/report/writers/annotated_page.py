"""A document as one page with a mark at each claim: loads nothing, runs nothing.

Only the text of the document is shown, escaped; nothing of its own HTML is taken over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from markupsafe import Markup

from tthc_stats.model.document import Block, BlockKind, Document
from tthc_stats.model.findings import Severity
from tthc_stats.model.grid import Merge
from tthc_stats.model.text import T, Text
from tthc_stats.proofread.claim import Proofreading, Span, Verdict
from tthc_stats.proofread.places import cell_of, table_in_words
from tthc_stats.report.excerpts import Excerpt, Places
from tthc_stats.report.language import Language
from tthc_stats.report.proofreading import Item, items_of, said_of, summary_of
from tthc_stats.report.verdicts import VERDICTS
from tthc_stats.report.writers.cells import utf8
from tthc_stats.report.writers.page_shell import own_file, policy, template

SIGNS = {"wrong": "✗", "look": "⚠\ufe0e", "open": "?", "right": "✓"}
"""What tells the classes of marks apart without colours."""
CLASSES: dict[str, Text] = {
    "wrong": T("wrong, or does not add up"),
    "look": T("to be looked at, such as a share that is cut off"),
    "open": VERDICTS[Verdict.NO_BASE],
    "right": VERDICTS[Verdict.ROUNDED],
}
TEXTS = {
    "skip": T("Skip to the content"),
    "title": T("Figures in the text"),
    "contents": T("Contents"),
    "summary": T("Result"),
    "legend": T("What the marks mean"),
    "places": T("Places to be looked at"),
    "none": T("Nothing has to be corrected."),
    "document": T("The text"),
    "table": T("Table {number}", number="{number}"),
}
DEEPEST = 6
"""The lowest level of headings that pages have; those of the text begin at the third."""


class Note(NamedTuple):
    """What is said of a place.

    cls: of ``SIGNS``. place: in words, where it stands. excerpt: the words that are meant;
    ``None`` for cells of tables. linked: whether the page has a place to go to.
    """

    id: str
    cls: str
    sign: str
    place: str
    excerpt: Excerpt | None
    lines: Sequence[str]
    linked: bool = True


class Piece(NamedTuple):
    """Some text, and the notes that it is marked for."""

    text: str
    notes: Sequence[Note] = ()

    @property
    def cls(self) -> str:
        """The worst of its notes'."""
        return min((note.cls for note in self.notes), key=list(SIGNS).index)


class Paragraph(NamedTuple):
    """A block of the page. tag: such as ``h3`` or ``p``. cls: its kind."""

    tag: str
    cls: str
    pieces: Sequence[Piece]

    @property
    def notes(self) -> list[Note]:
        return [note for piece in self.pieces for note in piece.notes]


class Cell(NamedTuple):
    """A cell of a table. notes: of the cell as such, not of words in it."""

    paragraphs: Sequence[Paragraph]
    attributes: dict[str, int]
    notes: Sequence[Note] = ()


class Table(NamedTuple):
    number: int
    rows: Sequence[Sequence[Cell]]

    @property
    def notes(self) -> list[Note]:
        cells = [cell for row in self.rows for cell in row]
        inside = (n for cell in cells for p in cell.paragraphs for n in p.notes)
        return [*(n for cell in cells for n in cell.notes), *inside]


def annotated_page(found: Proofreading, language: Language, *, compared: bool = False) -> bytes:
    """The page of a proofreading in a language: the same findings give the same bytes.

    compared: whether there were tables or registers to compare with.
    """
    style = Markup("").join((own_file("page.css"), own_file("proofread.css")))
    notes = _notes(found, language)
    page = template("proofread.html.j2").render(
        language=language,
        said={key: language.text(text) for key, text in TEXTS.items()},
        file=found.document.file,
        summary=[language.text(text) for text, _ in summary_of(found, compared=compared).lines],
        signs=SIGNS,
        legend=[(cls, SIGNS[cls], language.text(text)) for cls, text in CLASSES.items()],
        places=sorted(_urgent(notes), key=lambda note: list(SIGNS).index(note.cls)),
        parts=list(_parts(found, notes)),
        policy=policy(style),
        style=style,
    )
    return utf8(page)


# Notes.


class _Noted(NamedTuple):
    item: Item
    note: Note


def _notes(found: Proofreading, language: Language) -> list[_Noted]:
    places = Places(found.document)
    make = partial(_note, places=places, language=language)
    return [make(number, item) for number, item in enumerate(items_of(found), 1)]


def _note(number: int, item: Item, places: Places, language: Language) -> _Noted:
    cls = _class(item)
    place, excerpt = _place(item, places)
    lines = said_of(item, places, language).split("\n")
    note = Note(f"n{number}", cls, SIGNS[cls], language.text(place), excerpt, lines)
    return _Noted(item, note._replace(linked=_has_place(item, places.document)))


def _class(item: Item) -> str:
    if item.severity:
        return "wrong" if item.severity is Severity.ERROR else "look"
    right = item.claim is not None and item.claim.verdict is Verdict.ROUNDED
    return "right" if right else "open"


def _place(item: Item, places: Places) -> tuple[Text | str, Excerpt | None]:
    if item.span:
        return places.where(item.span.start).in_words(), places.around(item.span)
    place = item.findings[0].place
    if place.file == places.document.file and place.sheet and place.cell:
        return table_in_words(place.sheet, place.cell), None
    return str(place), None


def _has_place(item: Item, document: Document) -> bool:
    """Whether the page shows what is meant."""
    if item.span:
        return True
    cell = _cell_meant(item, document)
    return any(cell == _address(block) for block in document.blocks if cell)


def _cell_meant(item: Item, document: Document) -> tuple[str, str] | None:
    place = item.findings[0].place if item.findings else None
    if item.span or place is None or place.file != document.file:
        return None
    return (place.sheet, place.cell) if place.sheet and place.cell else None


def _address(block: Block) -> tuple[str, str] | None:
    """The sheet and cell that findings name a cell by."""
    cell = cell_of(block)
    return (str(block.table + 1), cell) if block.table is not None and cell else None


def _urgent(notes: Sequence[_Noted]) -> list[Note]:
    return [note for _, note in notes if note.cls != "right"]


# The text.


def _parts(found: Proofreading, notes: Sequence[_Noted]) -> Iterator[Paragraph | Table]:
    """Paragraphs and tables in order; a table stands where its first cell does."""
    document = found.document
    marks = _marks(document, notes)
    cells: dict[int, list[tuple[Block, Paragraph]]] = defaultdict(list)
    for block, pieces in zip(document.blocks, marks, strict=True):
        if block.table is not None:
            cells[block.table].append((block, _paragraph(block, pieces)))
    of_cells = {cell: n for i, n in notes if (cell := _cell_meant(i, document))}
    shown: set[int] = set()
    for block, pieces in zip(document.blocks, marks, strict=True):
        if block.table is None:
            if block.kind is not BlockKind.MARGIN or any(p.notes for p in pieces):
                yield _paragraph(block, pieces)
        elif block.table not in shown:
            shown.add(block.table)
            yield _table(document, block.table, cells[block.table], of_cells)


def _paragraph(block: Block, pieces: Sequence[Piece]) -> Paragraph:
    if block.kind is BlockKind.HEADING:
        return Paragraph(f"h{min(DEEPEST, 2 + max(1, block.level))}", "heading", pieces)
    return Paragraph("p", block.kind.value, pieces)


def _marks(document: Document, notes: Sequence[_Noted]) -> list[list[Piece]]:
    """The pieces of every block."""
    places = Places(document)
    placed: dict[int, list[tuple[Span, Note]]] = defaultdict(list)
    for item, note in notes:
        at = places.position(item.span.start) if item.span else None
        if item.span and at is not None:
            placed[at].append((item.span, note))
    return [_pieces(document.text, block, placed[at]) for at, block in enumerate(document.blocks)]


def _pieces(text: str, block: Block, notes: Sequence[tuple[Span, Note]]) -> list[Piece]:
    """The text of a block, cut at its marks."""
    pieces, at = [], block.start
    for span, said in _apart(block, notes):
        pieces += [Piece(text[at : span.start]), Piece(text[span.start : span.end], said)]
        at = span.end
    return [piece for piece in (*pieces, Piece(text[at : block.end])) if piece.text]


def _apart(block: Block, notes: Sequence[tuple[Span, Note]]) -> list[tuple[Span, Sequence[Note]]]:
    """Marks without overlap: where two do, the shorter one is shown and carries both notes."""
    marks: list[tuple[Span, list[Note]]] = []
    for span, note in sorted(notes, key=lambda one: one[0].end - one[0].start):
        inside = Span(span.start, min(span.end, block.end))
        over = next((said for other, said in marks if _overlap(other, inside)), None)
        if over is None:
            marks.append((inside, [note]))
        else:
            over.append(note)
    return sorted(marks, key=lambda mark: mark[0])


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


# Tables.


def _table(
    document: Document,
    number: int,
    blocks: Sequence[tuple[Block, Paragraph]],
    notes: dict[tuple[str, str], Note],
) -> Table:
    inside: dict[tuple[int, int], list[Paragraph]] = defaultdict(list)
    said: dict[tuple[int, int], Note] = {}
    for block, paragraph in blocks:
        at = (block.row or 0, block.column or 0)
        inside[at].append(paragraph)
        address = _address(block)
        if address in notes:
            said[at] = notes[address]
    merges = document.tables[number].merges if number < len(document.tables) else ()
    hidden, spans = _merged(merges, inside)
    rows, columns = (1 + max(at[n] for at in inside) for n in (0, 1))
    cells = [
        [
            Cell(inside[at], spans.get(at, {}), [said[at]] if at in said else [])
            for column in range(columns)
            if (at := (row, column)) not in hidden
        ]
        for row in range(rows)
    ]
    return Table(number + 1, cells)


def _merged(
    merges: Sequence[Merge], filled: dict[tuple[int, int], list[Paragraph]]
) -> tuple[set[tuple[int, int]], dict[tuple[int, int], dict[str, int]]]:
    """Cells that others cover, and how far those reach; no cell with text is covered."""
    hidden: set[tuple[int, int]] = set()
    spans = {}
    for merge in merges:
        corner = (merge.top, merge.left)
        rows, columns = range(merge.top, merge.bottom + 1), range(merge.left, merge.right + 1)
        covered = {(r, c) for r in rows for c in columns} - {corner}
        if not covered & (filled.keys() | hidden) and corner not in hidden:
            hidden |= covered
            spans[corner] = {"rowspan": len(rows), "colspan": len(columns)}
    return hidden, spans
