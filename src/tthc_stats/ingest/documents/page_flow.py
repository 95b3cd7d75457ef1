"""The paragraphs of a web page and the tables they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_stats.ingest.documents.lines import is_label, kind_of
from tthc_stats.ingest.readers.shaping import shaped
from tthc_stats.ingest.readers.webpage_layout import Layout
from tthc_stats.ingest.readers.webpage_tables import (
    NEW_LINE,
    PARTS_OF_TABLES,
    SKIPPED,
    SPACES,
    Cell,
    Table,
    is_hidden,
    tidy,
    words,
)
from tthc_stats.ingest.readers.webpage_walk import Opened, is_entered, walk
from tthc_stats.model.document import Block, BlockKind
from tthc_stats.model.grid import Grid, Value
from tthc_stats.model.pattern import pattern

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

NEW_BLOCK = (NEW_LINE - {"br"}) | words("figure figcaption summary details aside dir legend")
NO_TEXT = SKIPPED | words("math iframe canvas audio video datalist textarea")
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BREAK = "\n"
_TWO_BREAKS = pattern(r"\n[ ]*\n\s*")
_SPACES_IN_LINE = pattern(r"[ \t\f\xa0]+")


class PlacedTable(Layout):
    """A table of a page, which remembers where its cells come to stand."""

    def __init__(self, table: Table) -> None:
        super().__init__("", None)
        self.table = table
        self.places: dict[int, tuple[int, int]] = {}
        self.add(table)

    def _value(self, cell: Cell, row: int, column: int) -> Value:
        self.places[id(cell)] = row, column
        return None

    def grid(self, file: str, sheet: str) -> Grid:
        """The grid, once its cells have their text."""
        layout = Layout(file, sheet)
        layout.add(self.table)
        return shaped(
            layout.rows,
            file=file,
            format="html",
            sheet=sheet,
            merges=layout.merges,
            hidden_rows=layout.hidden_rows,
            hidden_columns=layout.hidden_columns,
            faults=layout.faults,
        )


class Paragraph:
    """Text between two ends of blocks, and the cell it stands in."""

    def __init__(self, text: str, kind: BlockKind, level: int, table: int | None) -> None:
        self.text = text
        self.kind, self.level = kind, level
        self.table = table
        self.cell: Cell | None = None
        self.place: tuple[int | None, int | None] = None, None

    def block(self, start: int, end: int, number: int) -> Block:
        row, column = self.place
        return Block(
            start,
            end,
            self.kind,
            paragraph=number,
            level=self.level,
            table=self.table,
            row=row,
            column=column,
        )


def flow_of(text: str) -> tuple[list[Paragraph], list[PlacedTable]]:
    """The paragraphs of a page in order, and its tables in the order in which they begin.

    The cells of the tables have no text yet.
    """
    flow = _Flow()
    walk(text, flow)
    flow.flush()
    tables = [PlacedTable(table) for table in flow.tables]
    for paragraph in flow.paragraphs:
        if paragraph.cell is not None and paragraph.table is not None:
            paragraph.place = tables[paragraph.table].places[id(paragraph.cell)]
    return flow.paragraphs, tables


class _Flow:
    """Takes in a page: its paragraphs, and the tables that they stand in."""

    def __init__(self) -> None:
        self.paragraphs: list[Paragraph] = []
        self.tables: list[Table] = []
        self.open: list[int] = []
        self.pieces: list[str] = []
        self.around: list[str] = []
        self.muted = self.kept = 0

    def enter(self, node: LexborNode) -> Opened | None:
        tag = node.tag or ""
        if tag == "-text":
            self._add(node.text(deep=False))
            return None
        if not is_entered(tag, NO_TEXT, len(self.open)):
            return None
        attributes = node.attributes
        hidden = bool(attributes) and is_hidden(attributes)
        self._begin(tag, attributes)
        self.muted += hidden
        return tag, hidden

    def _add(self, text: str) -> None:
        if not self.muted:
            self.pieces.append((_SPACES_IN_LINE if self.kept else SPACES).sub(" ", text))

    def _begin(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "br":
            self.pieces.append(BREAK)
        elif tag in NEW_BLOCK or tag in PARTS_OF_TABLES:
            self.flush()
            self.around.append(tag)
        self.kept += tag == "pre"
        if tag == "table":
            self.open.append(len(self.tables))
            self.tables.append(Table(0))
        elif tag in PARTS_OF_TABLES and self.open:
            self.tables[self.open[-1]].enter(tag, attributes)

    def leave(self, tag: str, *, hidden: bool) -> None:
        if tag in NEW_BLOCK or tag in PARTS_OF_TABLES:
            self.flush()
            self.around.pop()
        self.muted -= hidden
        self.kept -= tag == "pre"
        if tag == "table":
            self.open.pop()
        elif tag in PARTS_OF_TABLES and self.open:
            self.tables[self.open[-1]].leave(tag)

    def flush(self) -> None:
        """End the paragraph; two breaks end one too, and so does a break before a label."""
        text = "".join(self.pieces)
        self.pieces = []
        for part in _TWO_BREAKS.split(text):
            for piece in _at_labels(tidy(part)):
                if piece:
                    self.paragraphs.append(self._paragraph(piece))

    def _paragraph(self, text: str) -> Paragraph:
        table = self.open[-1] if self.open else None
        cell = None if table is None else self.tables[table].cell
        if cell is not None:
            paragraph = Paragraph(text, BlockKind.CELL, 0, table)
            paragraph.cell = cell
            return paragraph
        return Paragraph(text, *self._kind(text), None)

    def _kind(self, text: str) -> tuple[BlockKind, int]:
        for tag in reversed(self.around):
            if tag in HEADINGS:
                return BlockKind.HEADING, HEADINGS[tag]
            if tag == "li":
                return BlockKind.ITEM, 0
        return kind_of(text)


def _at_labels(text: str) -> list[str]:
    if BREAK not in text:
        return [text]
    parts: list[str] = []
    for line in text.split(BREAK):
        if parts and not is_label(line):
            parts[-1] += BREAK + line
        else:
            parts.append(line)
    return parts
