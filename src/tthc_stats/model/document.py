"""A document: the running text of a report as it stands in its file, with its tables."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from tthc_stats.model.grid import Grid


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    """An entry of a list, with its sign or number where the text has one."""
    CELL = "cell"
    """A paragraph in a cell of a table."""
    NOTE = "note"
    """A footnote or endnote."""
    MARGIN = "margin"
    """A line at the head or foot of pages."""


class Block(NamedTuple):
    """A paragraph: ``document.text[start:end]``, without the line break that ends it.

    paragraph, line, page: where it stands in the file, from 1, as far as its format has such:
    paragraphs of word processors and web pages, the first line of texts, pages of PDF.
    level: of a heading, from 1; 0 elsewhere. table: the position in ``document.tables`` of
    the table that a cell belongs to; row, column: of that cell, from 0.
    """

    start: int
    end: int
    kind: BlockKind = BlockKind.PARAGRAPH
    paragraph: int | None = None
    line: int | None = None
    page: int | None = None
    level: int = 0
    table: int | None = None
    row: int | None = None
    column: int | None = None


class Document(NamedTuple):
    """The text of a file, and where each part of it stands.

    text: NFC, every block in the order of reading, separated by line breaks. A plain text
    file is here as it stands in the file, so that offsets count its characters. blocks: in
    order, without overlap; blank ones are left out. A block may run over several lines.
    tables: the grids of its tables, in the order of the text; a sheet is called after its
    number (``1``). format: ``docx``, ``odt``, ``pdf``, ``html``, ``md`` or ``txt``. unread:
    the pages, from 1, that are pictures without a text layer.
    """

    file: str
    format: str
    text: str
    blocks: Sequence[Block]
    tables: Sequence[Grid] = ()
    encoding: str | None = None
    unread: Sequence[int] = ()
