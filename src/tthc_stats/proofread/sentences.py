"""Paragraphs cut into sentences, each as a row of items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tthc_stats.model.document import Block, BlockKind, Document
from tthc_stats.model.pattern import pattern
from tthc_stats.proofread.figures import CAPITAL, Figure, figures_in
from tthc_stats.proofread.words import Item, Kind, items_of

END = pattern(rf"(?<=[.!?…])[\"”)\]]?\s+(?=[\"“(\[]?[{CAPITAL}0-9•*+–-])")
ABBREVIATIONS = pattern(
    r"(?:\b(?:TP|Tp|TX|TT|P|Q|H|X|St|ThS|TS|PGS|GS|KT|TM|TL|TUQ|BS|KS|CN|Đ/c|đ/c|STT|v\.v|VD|vd)|[A-ZĐ])\.$"
)
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
    for number, block in enumerate(document.blocks):
        if block.kind is BlockKind.MARGIN or (block.table in skipped and block.table is not None):
            continue
        yield from _sentences(document.text, number, block)


def _sentences(text: str, number: int, block: Block) -> Iterator[Sentence]:
    inner = text[block.start : block.end]
    figures = [_moved(figure, block.start) for figure in figures_in(inner)]
    for start, end in _spans(inner):
        first, last = block.start + start, block.start + end
        held = [figure for figure in figures if first <= figure.start < last]
        yield Sentence(first, last, items_of(text, held, first, last), number, start == 0)


def _moved(figure: Figure, by: int) -> Figure:
    return figure._replace(start=figure.start + by, end=figure.end + by)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in END.finditer(text):
        before = text[start : match.start()]
        if ABBREVIATIONS.search(before) or LISTED.fullmatch(before):
            continue
        yield start, match.end()
        start = match.end()
    yield start, len(text)


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


def clause_end(items: Sequence[Item], position: int, marks: frozenset[str]) -> int:
    """The position of the first of some marks from an item on, or where the items end."""
    for n in range(position, len(items)):
        if items[n].kind == Kind.MARK and items[n].name in marks:
            return n
    return len(items)
