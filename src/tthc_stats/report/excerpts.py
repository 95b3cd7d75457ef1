"""Where something stands in a document, and the words around it."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from tthc_stats.model.document import Block, BlockKind, Document
from tthc_stats.model.text import T, Text
from tthc_stats.proofread.claim import Span
from tthc_stats.proofread.places import cell_of, table_in_words

AROUND = 30
"""How many characters are shown on each side."""
MARKS = "»«"
"""Signs around the words that are meant; Vietnamese texts quote with “”."""
UNBROKEN = "\u00a0"


class Where(NamedTuple):
    """Where something stands in the file, as far as its format has such; all from 1.

    table, cell: the number of a table in the document, and the A1 address in it.
    """

    line: int | None = None
    paragraph: int | None = None
    page: int | None = None
    table: int | None = None
    cell: str | None = None
    note: bool = False
    margin: bool = False

    def in_words(self) -> Text:
        """“line 12”, “page 3, line 5”, “table 1, cell B3”, “paragraph 4”, “note 2”."""
        if self.note and self.paragraph is not None:
            return T("note {number}", number=str(self.paragraph))
        if self.margin and self.page is None:
            return T("header or footer")
        said = self._unmarked()
        return T("{where} (note)", where=said) if self.note else said

    def _unmarked(self) -> Text:
        if self.table is not None and self.cell:
            return table_in_words(str(self.table), self.cell)
        if self.page is not None and self.line is not None:
            return T("page {page}, line {line}", page=str(self.page), line=str(self.line))
        if self.page is not None:
            return T("page {page}", page=str(self.page))
        if self.line is not None:
            return T("line {line}", line=str(self.line))
        return T("paragraph {number}", number=str(self.paragraph or "?"))


class Excerpt(NamedTuple):
    """Words of the text, and what stands before and after them; cut between words."""

    before: str
    words: str
    after: str

    @property
    def marked(self) -> str:
        """In one line, the words between signs and never parted."""
        words = self.words.replace(" ", UNBROKEN)
        return f"{self.before}{MARKS[0]}{words}{MARKS[1]}{self.after}"

    def __str__(self) -> str:
        return f"{self.before}{self.words}{self.after}"


class Places:
    """Finds places of one document; blocks are looked up, not searched."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.starts = [block.start for block in document.blocks]

    def position(self, offset: int) -> int | None:
        """The position in ``document.blocks`` of the block at an offset."""
        at = bisect_right(self.starts, offset) - 1
        return at if at >= 0 and offset <= self.document.blocks[at].end else None

    def block(self, offset: int) -> Block | None:
        at = self.position(offset)
        return None if at is None else self.document.blocks[at]

    def where(self, offset: int) -> Where:
        block = self.block(offset)
        if block is None:
            return Where()
        line = block.line and block.line + self.document.text.count("\n", block.start, offset)
        table = None if block.table is None else block.table + 1
        note, margin = block.kind is BlockKind.NOTE, block.kind is BlockKind.MARGIN
        return Where(line, block.paragraph, block.page, table, cell_of(block), note, margin)

    def words(self, span: Span) -> str:
        return _in_one_line(self.document.text[span.start : span.end]).strip()

    def around(self, span: Span, characters: int = AROUND) -> Excerpt:
        """The words of a span with those around it, within its block."""
        text = self.document.text
        block = self.block(span.start) or Block(0, len(text))
        first = max(block.start, span.start - characters)
        last = min(max(block.end, span.end), span.end + characters)
        before, after = text[first : span.start], text[span.end : last]
        if first > block.start and not text[first - 1].isspace():
            before = _after_space(before)
        if last < block.end and not text[last].isspace():
            after = _after_space(after[::-1])[::-1]
        return Excerpt(
            ("… " if first > block.start else "") + _in_one_line(before).lstrip(),
            self.words(span),
            _in_one_line(after).rstrip() + (" …" if last < block.end else ""),
        )


def _in_one_line(text: str) -> str:
    """The text with single spaces, those at its ends among them."""
    inner = " ".join(text.split())
    if not inner:
        return " " if text else ""
    return " " * text[0].isspace() + inner + " " * text[-1].isspace()


def _after_space(text: str) -> str:
    """The text without its first word, which is cut off."""
    parts = text.split(maxsplit=1)
    if text[:1].isspace():
        return text
    return " " + parts[1] if len(parts) == 2 else (" " if text[-1:].isspace() else "")
