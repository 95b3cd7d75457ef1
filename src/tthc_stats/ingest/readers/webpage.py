"""Web pages (.html, and .xls that are really HTML): one page is one grid.

Tables stand one below the other as on the page, with the lines of text between them, so that
a title above the table keeps its place. Rows count from the first line of text on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tthc_stats.ingest.readers.decoding import readings
from tthc_stats.ingest.readers.guard import foreign
from tthc_stats.ingest.readers.shaping import shaped
from tthc_stats.ingest.readers.source import Source
from tthc_stats.ingest.readers.webpage_layout import Layout
from tthc_stats.ingest.readers.webpage_tables import Block, blocks_of, words
from tthc_stats.model.errors import NotUnderstoodError, UnreadableError
from tthc_stats.model.grid import Grid
from tthc_stats.model.text import T

CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
CHARSET_REACH = 8192
CODE_PAGES = {
    "windows-1258": "cp1258",
    "windows-1252": "cp1252",
    "iso-8859-1": "cp1252",
    "us-ascii": "cp1252",
}
"""What a page may say about 8-bit text; browsers take Latin-1 for Windows-1252."""
SHEET_NAME = re.compile(r"<x:ExcelWorksheet>\s*<x:Name>([^<]*)</x:Name>", re.IGNORECASE)
DEPTH = 500
"""Elements open at once: the time to parse a page grows with the square of them."""
STRIDE = 512
LEAVES = words(
    "area base br col embed hr img input link meta param source track wbr p li tbody thead "
    "tfoot colgroup option dt dd body html head"
)
"""Elements without an end, or that end where the next one begins."""
CELLS = words("td th tr")
TAG = re.compile("<(/?)([a-zA-Z][a-zA-Z0-9]*)")


def read(source: Source) -> list[Grid]:
    """One grid, named where the page names one sheet.

    Raises UnreadableError for broken text, NotUnderstoodError for a page without a table.
    """
    grid = page_grid(source.data, source.file)
    source.choose([grid.sheet])
    return [grid]


def page_grid(data: bytes, file: str, *, name: str | None = None, charset: str = "") -> Grid:
    """The grid of one page; ``charset`` is what came along with it. Raises as ``read`` does."""
    found = readings(data, file, code_page(data, charset))
    grids = (_grid(text, codec, file, name) for text, codec in found)
    return next(grid for grid in grids if grid.encoding)


def code_page(data: bytes, charset: str = "") -> str | None:
    """The codec of 8-bit text that a page states; ``charset`` is what came along with it."""
    declared = CHARSET.search(data[:CHARSET_REACH])
    if declared:
        charset = declared[1].decode("ascii", errors="replace")
    return CODE_PAGES.get(charset.lower())


def _grid(text: str, codec: str | None, file: str, name: str | None) -> Grid:
    sheet = name or _sheet_name(text)
    layout = Layout(file, sheet)
    for block in _blocks(text, file):
        layout.add(block)
    return shaped(
        layout.rows,
        file=file,
        format="html",
        sheet=sheet,
        codec=codec,
        merges=layout.merges,
        hidden_rows=layout.hidden_rows,
        hidden_columns=layout.hidden_columns,
        faults=layout.faults,
    )


def check_depth(text: str, file: str) -> None:
    """Raises UnreadableError for a page that would take too long to parse."""
    if _is_too_deep(text):
        raise UnreadableError(
            T("The page is nested too deeply."), place=file, hint=T("Export it as .xlsx.")
        )


def _blocks(text: str, file: str) -> list[Block]:
    check_depth(text, file)
    with foreign(file):
        blocks = blocks_of(text)
    if all(isinstance(block, str) for block in blocks):
        raise no_table(file)
    return blocks


def no_table(file: str) -> NotUnderstoodError:
    return NotUnderstoodError(
        T("The page holds no table; it may be a message or a login page."),
        place=file,
        hint=T("Open it in a browser to see what it says, and export the table again."),
    )


def _sheet_name(text: str) -> str | None:
    names = SHEET_NAME.findall(text)
    if len(names) != 1:
        return None
    from html import unescape

    return unescape(names[0]).strip() or None


def _is_too_deep(text: str) -> bool:
    """A rough count first, since nearly every page is shallow."""
    return _rough_depth(text) > DEPTH and max(_depths(text), default=0) > DEPTH


def _rough_depth(text: str) -> int:
    depth = deepest = 0
    for start in range(0, len(text), STRIDE):
        piece = text[start : start + STRIDE]
        depth += piece.count("<") - 2 * piece.count("</")
        deepest = max(deepest, depth + STRIDE // 3)
    return deepest


def _depths(text: str) -> Iterator[int]:
    """How many elements are open after each tag; the end of a cell ends all inside it."""
    depth = 0
    around: list[int] = []
    for match in TAG.finditer(text):
        closing, name = match[1], match[2].lower()
        if name in CELLS:
            depth = around[-1] if around else depth
        elif name == "table" and closing:
            depth = around.pop() if around else depth
        elif name not in LEAVES:
            depth = max(0, depth - 1) if closing else depth + 1
            if name == "table":
                around.append(depth)
        yield depth
