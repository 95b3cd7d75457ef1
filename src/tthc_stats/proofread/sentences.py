"""Paragraphs cut into sentences, each as a row of items."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tthc_stats.model.document import Block, BlockKind, Document
from tthc_stats.model.pattern import pattern
from tthc_stats.proofread.figures import CAPITAL, Figure, figures_in
from tthc_stats.proofread.loose import loose_cells
from tthc_stats.proofread.numbering import numbered_columns, without_entries
from tthc_stats.proofread.words import Item, Kind, items_of

END = pattern(rf"(?<=[.!?…])[\"”)\]]?\s+(?=[\"“(\[]?[{CAPITAL}0-9•*+–-])")
LONG_CELL = 200
"""Characters of a cell that says more than a caption or a figure."""

ABBREVIATIONS = pattern(
    r"(?:\b(?:TP|Tp|TX|TT|P|Q|H|X|St|ThS|TS|PGS|GS|KT|TM|TL|TUQ|BS|KS|CN|Đ/c|đ/c|STT|v\.v|VD|vd)|[A-ZĐ])\.$"
)
LONG_ABBREVIATION = 10
LISTED = pattern(
    r"\s*([-–+*•▪►●○■□◦✓➢➤§]|\(?(?:\d{1,2}|[a-zđ])[.)]|(?:\d{1,2}\.)+\d*|[IVX]+\.)(?=\s)"
)


class Sentence(NamedTuple):
    """A sentence at ``text[start:end]`` of a document.

    items: its figures, phrases, marks and words in order; places count from the beginning of
    the document. block: the position of its paragraph. first: whether the paragraph begins with it.
    """

    start: int
    end: int
    items: Sequence[Item]
    block: int
    first: bool

    def figures(self) -> Iterator[tuple[int, Figure]]:
        """The figures with their positions among the items."""
        return ((n, item.figure) for n, item in enumerate(self.items) if item.figure)


def sentences_of(document: Document, skipped: frozenset[int] = frozenset()) -> Iterator[Sentence]:
    """The sentences of a document in order; skipped: positions of tables that are left out."""
    row: list[int] = []
    loose = loose_cells(document)
    numbered = numbered_columns(document)
    for number, block in enumerate(document.blocks):
        if block.kind is BlockKind.MARGIN or (block.table in skipped and block.table is not None):
            continue
        if row and not _same_row(document.blocks[row[0]], block):
            yield from _row(document, row, numbered)
            row = []
        if block.kind is BlockKind.CELL:
            row.append(number)
        elif number in loose:
            for span in loose[number]:
                part = block._replace(start=span.start, end=span.end)
                yield from _sentences(document.text, number, part)
        else:
            yield from _sentences(document.text, number, block)
    if row:
        yield from _row(document, row, numbered)


def _same_row(one: Block, other: Block) -> bool:
    return other.kind is BlockKind.CELL and (one.table, one.row) == (other.table, other.row)


def _row(
    document: Document, row: Sequence[int], numbered: frozenset[tuple[int, int]]
) -> Iterator[Sentence]:
    """A row of a table that holds no counts: its cells are the parts of one sentence, unless
    one of them is a text of its own. Columns that number hold no figures.
    """
    row = [n for n in row if (document.blocks[n].table, document.blocks[n].column) not in numbered]
    if not row:
        return
    blocks = [document.blocks[number] for number in row]
    if len(row) == 1 or any(block.end - block.start > LONG_CELL for block in blocks):
        for number, block in zip(row, blocks, strict=True):
            yield from _sentences(document.text, number, block)
        return
    items: list[Item] = []
    for number, block in zip(row, blocks, strict=True):
        for sentence in _sentences(document.text, number, block):
            items += [Item(Kind.MARK, block.start, block.start, ",")] if items else []
            items += sentence.items
    yield Sentence(blocks[0].start, blocks[-1].end, items, row[0], first=True)


def _sentences(text: str, number: int, block: Block) -> Iterator[Sentence]:
    inner = text[block.start : block.end]
    found = without_entries(inner, figures_in(inner))
    figures = [_moved(figure, block.start) for figure in found]
    for start, end in _spans(inner):
        first, last = block.start + start, block.start + end
        held = figures[_position(figures, first) : _position(figures, last)]
        yield Sentence(first, last, items_of(text, held, first, last), number, start == 0)


def _position(figures: Sequence[Figure], start: int) -> int:
    return bisect_left(figures, start, key=lambda figure: figure.start)


def _moved(figure: Figure, by: int) -> Figure:
    return figure._replace(start=figure.start + by, end=figure.end + by)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in END.finditer(text):
        before = text[max(start, match.start() - LONG_ABBREVIATION) : match.start()]
        if ABBREVIATIONS.search(before) or _is_sign(text, start, match.start()):
            continue
        yield start, match.end()
        start = match.end()
    yield start, len(text)


def _is_sign(text: str, start: int, end: int) -> bool:
    match = LISTED.match(text, start)
    return match is not None and match.end() == end


def list_sign(text: str, block: Block) -> str:
    """What marks an entry of a list: its sign, or that it has a number, and its depth."""
    match = LISTED.match(text, block.start, block.end)
    if not match:
        return "" if block.kind is not BlockKind.ITEM else f"item{block.level}"
    sign = match[1]
    return (
        sign
        if not any(c.isalnum() for c in sign)
        else "1" * (sign.count(".") + 1)
        if sign[0].isdigit()
        else "a"
    )
