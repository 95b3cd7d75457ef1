"""The lines and tables of a web page, in its order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, groupby
from typing import TYPE_CHECKING

from tthc_stats.ingest.readers.webpage_walk import Opened, is_entered, walk

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SKIPPED = words("script style head title xml noscript template object svg select")
NEW_LINE = words(
    "br p div li ul ol dl dt dd h1 h2 h3 h4 h5 h6 hr center blockquote pre form fieldset section "
    "article header footer main nav address caption"
)
PARTS_OF_TABLES = words("table thead tbody tfoot tr td th col colgroup")
HIDDEN = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.IGNORECASE
)
SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
SPACES_ONLY = re.compile(" {2,}")
AROUND_BREAKS = re.compile(r" ?\n[ \n]*")
LEADING_DIGITS = re.compile(r"\s*\+?(\d{1,6})")
MAX_SPAN = 1000
MAX_ROW_SPAN = 65_534
Attributes = dict[str, str | None]


class Cell:
    """A cell: its pieces of text and the tables inside it; ``number`` is what Excel stored."""

    across = down = 1
    hidden = False
    number: str | None = None
    error: str | None = None

    def __init__(self, attributes: Attributes) -> None:
        self.pieces: list[str | list[Block]] = []
        if attributes:
            self.across = max(1, min(_number(attributes.get("colspan"), 1), MAX_SPAN))
            self.down = min(_number(attributes.get("rowspan"), 1), MAX_ROW_SPAN)
            self.number = attributes.get("x:num") or attributes.get("sdval")
            self.error = attributes.get("x:err")
            self.hidden = is_hidden(attributes)

    @property
    def text(self) -> str:
        return tidy("".join(p if isinstance(p, str) else _flat(p) for p in self.pieces))


class Row:
    def __init__(self, *, hidden: bool) -> None:
        self.cells: list[Cell] = []
        self.hidden = hidden


class Table:
    """Rows of cells; ``hidden_columns`` as its ``col`` elements tell.

    muted_around: how many hidden elements it stands in.
    """

    def __init__(self, muted_around: int) -> None:
        self.muted_around = muted_around
        self.rows: list[Row] = []
        self.hidden_columns: set[int] = set()
        self.columns = 0
        self.section_hidden = False
        self.cell: Cell | None = None
        self.aside: list[str] = []
        self.largest_inside = 0

    @property
    def size(self) -> int:
        return sum(len(row.cells) for row in self.rows)

    @property
    def text(self) -> str:
        return "\n".join(" ".join(cell.text for cell in row.cells) for row in self.rows)

    def enter(self, tag: str, attributes: Attributes) -> None:
        if tag in ("td", "th"):
            self._add_cell(Cell(attributes))
        elif tag == "tr":
            self.rows.append(Row(hidden=self.section_hidden or is_hidden(attributes)))
        elif tag == "col":
            self._add_columns(attributes)
        elif tag != "colgroup":
            self.section_hidden = is_hidden(attributes)

    def leave(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.cell = None
        elif tag in ("thead", "tbody", "tfoot"):
            self.section_hidden = False

    def _add_columns(self, attributes: Attributes) -> None:
        span = max(1, min(_number(attributes.get("span"), 1), MAX_SPAN))
        if is_hidden(attributes):
            self.hidden_columns.update(range(self.columns, self.columns + span))
        self.columns += span

    def _add_cell(self, cell: Cell) -> None:
        if not self.rows:
            self.rows.append(Row(hidden=self.section_hidden))
        self.cell = cell
        self.rows[-1].cells.append(cell)

    def blocks(self) -> list[Block]:
        """Itself, or what it only lays out: a table inside that is no smaller than it."""
        above: list[Block] = list(lines(self.aside))
        if not self.size:
            return above
        if self.largest_inside < self.size:
            return [*above, self]
        cells = (cell for row in self.rows for cell in row.cells)
        return above + [block for cell in cells for block in _unpacked(cell)]


Block = str | Table


def blocks_of(text: str) -> list[Block]:
    """The lines of text and the tables of a page, from top to bottom."""
    page = _Page()
    walk(text, page)
    return page.finish()


class _Page:
    """Takes in a page: its lines, and its tables with what stands in their cells."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.pieces: list[str] = []
        self.open: list[Table] = []
        self.muted = 0

    def finish(self) -> list[Block]:
        while self.open:
            self.close_table()
        self.flush()
        return self.blocks

    def enter(self, node: LexborNode) -> Opened | None:
        tag = node.tag or ""
        if tag == "-text":
            self.add_text(SPACES.sub(" ", node.text(deep=False)))
            return None
        if not is_entered(tag, SKIPPED, len(self.open)):
            return None
        attributes = node.attributes
        if tag in PARTS_OF_TABLES:
            self.open_part(tag, attributes)
            return tag, False
        hidden = bool(attributes) and is_hidden(attributes)
        self.muted += hidden
        if tag in NEW_LINE:
            self.add_text("\n")
        return tag, hidden

    def leave(self, tag: str, *, hidden: bool) -> None:
        self.muted -= hidden
        if tag in NEW_LINE:
            self.add_text("\n")
        elif tag == "table":
            self.close_table()
        elif self.open and tag in PARTS_OF_TABLES:
            self.open[-1].leave(tag)

    def add_text(self, text: str) -> None:
        if self.muted:
            return
        if not self.open:
            self.pieces.append(text)
        elif self.open[-1].cell:
            self.open[-1].cell.pieces.append(text)
        elif text != " ":
            self.open[-1].aside.append(text)

    def open_part(self, tag: str, attributes: Attributes) -> None:
        if tag == "table":
            if not self.open:
                self.flush()
            self.open.append(Table(self.muted))
            self.muted = 0
        elif self.open:
            self.open[-1].enter(tag, attributes)

    def close_table(self) -> None:
        table = self.open.pop()
        self.muted = table.muted_around
        outer = self.open[-1].cell if self.open else None
        if outer is None:
            self.blocks += table.blocks()
        else:
            outer.pieces.append(table.blocks())
            inside = max(table.size, table.largest_inside)
            self.open[-1].largest_inside = max(self.open[-1].largest_inside, inside)

    def flush(self) -> None:
        self.blocks += lines(self.pieces)
        self.pieces = []


def lines(pieces: list[str]) -> list[str]:
    """The lines that the pieces show, without blank ones."""
    return tidy("".join(pieces)).split("\n") if any(map(str.strip, pieces)) else []


def tidy(text: str) -> str:
    return AROUND_BREAKS.sub("\n", SPACES_ONLY.sub(" ", text)).strip()


REMARK = "data-tthc-stats-remark"
"""An attribute of what pages of a proofreading say themselves, which is no text of the document."""


def is_hidden(attributes: Attributes) -> bool:
    if "hidden" in attributes or REMARK in attributes:
        return True
    return bool(HIDDEN.search(attributes.get("style") or ""))


def _unpacked(cell: Cell) -> Iterator[Block]:
    for of_text, pieces in groupby(cell.pieces, key=lambda piece: isinstance(piece, str)):
        if of_text:
            yield from lines([piece for piece in pieces if isinstance(piece, str)])
        else:
            yield from chain.from_iterable(piece for piece in pieces if isinstance(piece, list))


def _flat(blocks: list[Block]) -> str:
    """What a small table inside a cell says, line by line."""
    said = [block if isinstance(block, str) else block.text for block in blocks]
    return "\n".join(["", *said, ""])


def _number(text: str | None, default: int) -> int:
    """The number at the start of an attribute, as browsers read it."""
    digits = LEADING_DIGITS.match(text or "")
    return int(digits[1]) if digits else default
