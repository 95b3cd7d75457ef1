"""From the paragraphs of a file to a ``Document``: texts repaired, blank ones left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from tthc_stats.ingest import legacy_text
from tthc_stats.ingest.documents.lines import kind_of
from tthc_stats.ingest.readers.guard import check_area
from tthc_stats.ingest.readers.limits import MAX_COLUMNS
from tthc_stats.ingest.readers.shaping import shaped
from tthc_stats.model.document import Block, BlockKind, Document
from tthc_stats.model.errors import NotUnderstoodError
from tthc_stats.model.grid import Grid, Value
from tthc_stats.model.text import T

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""Raised digits are marks and exponents: “3.254¹” is not 32.541."""
NEARBY = 8
"""How far a composed letter or a misread one can reach in what is written."""
_FOREIGN = "¡-¿ÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñö÷øûüþÿ"
ODD_WORD = re.compile(rf"[^\s{_FOREIGN}]*[{_FOREIGN}]\S*")
"""Words with letters of Latin-1 that Vietnamese lacks."""


APART = frozenset({BlockKind.NOTE, BlockKind.MARGIN})
"""What is counted by itself."""


class Line(NamedTuple):
    """A paragraph as it is written in the file; the fields are those of ``Block``."""

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    paragraph: int | None = None
    level: int = 0
    table: int | None = None
    row: int | None = None
    column: int | None = None


class Shape(NamedTuple):
    """A table without its texts. merges: top, left, bottom, right, from 0, last included."""

    height: int
    merges: Sequence[tuple[int, int, int, int]]


class Assembled(NamedTuple):
    """A document, and which line each of its blocks is."""

    document: Document
    lines: Sequence[int]


def assembled(
    file: str,
    kind: str,
    lines: Sequence[Line],
    shapes: Sequence[Shape],
) -> Assembled:
    """The document of some paragraphs and tables. kind: its format.

    Raises NotUnderstoodError where Unicode and a font encoding stand in one paragraph,
    UnreadableError for a table whose few cells lie absurdly far apart.
    """
    texts, encoding = _repaired(lines)
    _refuse_rests(file, texts)
    blocks, kept, at = [], [], 0
    for number, (line, text) in enumerate(zip(lines, texts, strict=True)):
        if not text:
            continue
        blocks.append(_block(line, text, at))
        kept.append(number)
        at += len(text) + 1
    whole = "\n".join(filter(None, texts))
    tables = _grids(file, kind, lines, texts, shapes)
    return Assembled(Document(file, kind, whole, numbered(blocks), tables, encoding), kept)


def numbered(blocks: Iterable[Block]) -> list[Block]:
    """Blocks with their numbers as people count them: paragraphs with text outside tables,
    headings among them; notes, and lines at the head or foot of pages, each by themselves.
    """
    numbers = Counter[BlockKind]()
    found = []
    for block in blocks:
        inside = block.table is not None
        kind = block.kind if block.kind in APART else BlockKind.PARAGRAPH
        numbers[kind] += not inside
        found.append(block._replace(paragraph=None if inside else numbers[kind]))
    return found


def _block(line: Line, text: str, at: int) -> Block:
    """A paragraph without a style or number of its own is what its beginning says."""
    if line.kind is BlockKind.PARAGRAPH:
        kind, level = kind_of(text)
        line = line._replace(kind=kind, level=level)
    return Block(at, at + len(text), line.kind, line.paragraph, None, None, *line[3:])


def _repaired(lines: Sequence[Line]) -> tuple[list[str], str | None]:
    repaired, encoding = legacy_text.repair([[line.text] for line in lines])
    return [str(row[0] or "").strip() for row in repaired], encoding


def _refuse_rests(file: str, texts: Sequence[str]) -> None:
    """Words with letters that Vietnamese lacks, where they are Vietnamese in a font encoding."""
    odd = {word for text in texts for word in ODD_WORD.findall(text)}
    encoding = legacy_text.detect(sorted(odd)) if odd else None
    if encoding:
        name = {"tcvn3": "TCVN3", "vni": "VNI"}[encoding]
        raise NotUnderstoodError(
            T("Some of the text is in the font encoding {name} beside Unicode.", name=name),
            place=file,
            hint=T("Convert the document to Unicode as a whole."),
        )


def _grids(
    file: str,
    kind: str,
    lines: Sequence[Line],
    texts: Sequence[str],
    shapes: Sequence[Shape],
) -> list[Grid]:
    cells: list[dict[tuple[int, int], str]] = [{} for _ in shapes]
    for line, text in zip(lines, texts, strict=True):
        if line.table is not None and text and line.row is not None and line.column is not None:
            place = (line.row, line.column)
            before = cells[line.table].get(place)
            cells[line.table][place] = text if before is None else f"{before}\n{text}"
    return [
        _grid(file, kind, str(number), there, shape)
        for number, (there, shape) in enumerate(zip(cells, shapes, strict=True), 1)
    ]


def _grid(
    file: str, kind: str, sheet: str, cells: dict[tuple[int, int], str], shape: Shape
) -> Grid:
    width = 1 + max((column for _, column in cells), default=-1)
    check_area(file, sheet, shape.height, width, max(len(cells), MAX_COLUMNS))
    rows: list[list[Value]] = [[] for _ in range(shape.height)]
    for (row, column), text in cells.items():
        rows[row].extend([None] * (column + 1 - len(rows[row])))
        rows[row][column] = text
    return shaped(rows, file=file, format=kind, sheet=sheet, merges=shape.merges)


def written_span(written: str, shown: str, start: int, end: int) -> tuple[int, int]:
    """Where ``shown[start:end]`` stands in what is written, which may have stray spaces,
    letters in parts, characters that do not show, or a font encoding.

    The whole text where that cannot be told.
    """
    if written.strip() == shown:
        ahead = len(written) - len(written.lstrip())
        return start + ahead, end + ahead
    for reading in _readings():
        if reading(written).strip() == shown:
            first, last = (_reach(written, at, reading) for at in (start, end))
            return first, max(first, last)
    return 0, len(written)


def _readings() -> Iterator[Callable[[str], str]]:
    yield legacy_text.clean
    for encoding in legacy_text.ENCODINGS:
        yield partial(_from_font, encoding=encoding)


def _from_font(text: str, encoding: str) -> str:
    return legacy_text.clean(legacy_text.decode(text, encoding))


def _reach(written: str, length: int, reading: Callable[[str], str]) -> int:
    """How much of what is written shows as the first ``length`` characters."""

    def shows(at: int) -> int:
        return len(reading(written[:at]).lstrip())

    low, high = 0, len(written)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if shows(middle) <= length else (low, middle - 1)
    near = range(low, min(low + NEARBY, len(written)) + 1)
    return max(at for at in near if at == low or shows(at) <= length)
