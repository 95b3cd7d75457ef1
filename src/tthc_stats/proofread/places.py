"""Where something stands in a document: as an address, and in words."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from tthc_stats.model.document import Block, Document
from tthc_stats.model.findings import Place
from tthc_stats.model.grid import column_letters
from tthc_stats.model.text import T, Text
from tthc_stats.proofread.claim import Span


class Places:
    """Where something stands in a document, in the numbers that its format has."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def _starts(self) -> list[int]:
        return [block.start for block in self.document.blocks]

    @cached_property
    def _lines(self) -> list[int]:
        text = self.document.text
        return [0, *(n + 1 for n, character in enumerate(text) if character == "\n")]

    def of(self, span: Span) -> Place:
        """Line and column of texts; paragraph and character, or page and character, of others;
        the A1 address of cells of tables that have no lines.
        """
        block = self.document.blocks[max(0, bisect_right(self._starts, span.start) - 1)]
        if block.line is not None and block.page is None:
            line = bisect_right(self._lines, span.start)
            cell = f"{line}:{span.start - self._lines[line - 1] + 1}"
            return Place(self.document.file, None, cell)
        if block.table is not None and (address := cell_of(block)):
            return Place(self.document.file, str(block.table + 1), address)
        number = block.paragraph if block.paragraph is not None else block.page
        cell = f"{number or 1}:{span.start - block.start + 1}"
        return Place(self.document.file, None, cell)


def cell_of(block: Block) -> str | None:
    """The A1 address of a cell in its table."""
    if block.row is None or block.column is None:
        return None
    return f"{column_letters(block.column)}{block.row + 1}"


def in_words(document: Document, place: Place) -> Text | str:
    """“paragraph 7” for a place in a document; the place itself for those of other files."""
    if place.file != document.file or not place.cell:
        return place.cell or str(place)
    if place.sheet:
        return table_in_words(place.sheet, place.cell)
    number = place.cell.partition(":")[0]
    if document.format in ("txt", "md"):
        return T("line {line}", line=number)
    if document.format == "pdf":
        return T("page {page}", page=number)
    return T("paragraph {number}", number=number)


def table_in_words(table: str, cell: str) -> Text:
    return T("table {table}, cell {cell}", table=table, cell=cell)
