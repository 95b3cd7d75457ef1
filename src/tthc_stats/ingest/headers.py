"""Headers of several rows: where they stand, and the caption path of every column."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from tthc_stats.ingest.captions import fold, key_of, label_of, terms_of
from tthc_stats.ingest.numbers import looks_numeric
from tthc_stats.ingest.titles import Titles, read_titles
from tthc_stats.model.grid import Grid, Merge, Value
from tthc_stats.model.pattern import pattern

MAX_ROWS = 6
"""Rows of a header, empty ones among them."""

SEARCHED_ROWS = 200
"""Rows above a table that are searched for its header."""

NUMBER = pattern(r"\(?\s*(\d{1,2})\s*(?:=[^)]*)?\)?(?:\s*=[\d\s()+-]+)?")
BRACKETS = str.maketrans("[]", "()")
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DATE = pattern(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?: \d{1,2}:\d{2}(?::\d{2})?)?")
LETTER = pattern(r"\(?[A-D]\)?")


class Header(NamedTuple):
    """Header rows ``top`` to ``bottom`` (from 0), the numbering row below, if any, and the
    caption path of each column; a column without captions has an empty path.
    """

    top: int
    bottom: int
    numbering: int | None
    paths: tuple[tuple[str, ...], ...]

    @property
    def first_row(self) -> int:
        """The row where the data begin."""
        return (self.bottom if self.numbering is None else self.numbering) + 1


def find_headers(grid: Grid) -> Iterator[Header]:
    """Every header of a sheet from top to bottom; tables may stand below one another."""
    row, since_last, previous = 0, 0, None
    while row < len(grid.rows) and since_last < SEARCHED_ROWS:
        if _starts_header(grid, row):
            header = header_at(grid, row)
            if _holds_figures(grid, header) and not (
                previous and _same_table(grid, previous, header)
            ):
                yield header
                previous, since_last = header, 0
            row = header.first_row
        else:
            row += 1
        since_last += 0 if previous else 1


def _same_table(grid: Grid, previous: Header, header: Header) -> bool:
    """Whether a header only repeats the one before on another page: the same captions, and
    no title between them that names another period or unit.
    """
    if header.paths != previous.paths:
        return False
    said, before = _said_above(grid, header.top), _said_above(grid, previous.top)
    another_period = said.period is not None and said.period != before.period
    return not another_period and said.unit in (None, before.unit)


def _said_above(grid: Grid, top: int) -> Titles:
    """What the rows of text right above a header say."""
    first = top
    while first and not any(looks_numeric(value) for value in grid.rows[first - 1]):
        first -= 1
    return read_titles(title_lines(grid, first, top))


def title_lines(grid: Grid, first: int, end: int) -> list[str]:
    """The texts above a header, cell by cell; a row with dates in cells of their own as one."""
    lines = []
    for row in grid.rows[first:end]:
        texts = [_written(value) for value in row if isinstance(value, str | date)]
        lines += texts
        if len(texts) > 1 and any(DATE.fullmatch(text) for text in texts):
            lines.append(" ".join(texts))
    return lines


def _written(value: Value) -> str:
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)


def header_at(grid: Grid, top: int, bottom: int | None = None) -> Header:
    """The header that starts in a row, and ends in ``bottom`` where that is known."""
    if bottom is None:
        bottom = _last_row(grid, top)
    below = next((row for row in range(bottom + 1, len(grid.rows)) if _texts(grid, row)), None)
    numbering = below if below is not None and is_numbering(grid, below) else None
    return Header(top, bottom, numbering, _paths(grid, top, bottom))


def is_numbering(grid: Grid, row: int) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3)=(4)+(5) …, A B 1 2 3, A B C D."""
    cells = [str(value).strip() for value in grid.rows[row] if value is not None]
    bare = [cell.translate(BRACKETS).removesuffix(".0") for cell in cells]
    if len(cells) >= 3 and "".join(bare) == ALPHABET[: len(bare)]:
        return True
    numbers = [int(match[1]) for cell in bare if (match := NUMBER.fullmatch(cell))]
    letters = sum(1 for cell in bare if LETTER.fullmatch(cell))
    rising = all(left < right for left, right in pairwise(numbers))
    return len(numbers) >= 3 and len(numbers) + letters == len(cells) and rising and numbers[0] <= 3


def is_caption(text: str) -> bool:
    """Whether a text reads as a caption of a column, from its first to its last word."""
    if len(text) > 200:
        return False
    said = terms_of(text)
    return bool(said.terms and not said.rest) or bool(label_of(text)) or key_of(text) is not None


def _texts(grid: Grid, row: int) -> list[str]:
    return [str(value) for value in grid.rows[row] if value is not None]


def _captions(grid: Grid, row: int) -> list[int]:
    """The columns of a row whose cells read as captions."""
    return [
        column
        for column, value in enumerate(grid.rows[row])
        if isinstance(value, str) and is_caption(value)
    ]


def _starts_header(grid: Grid, row: int) -> bool:
    """Two captions in a row that is text alone, but for years and percent signs."""
    if sum(1 for value in grid.rows[row] if isinstance(value, str)) < 2:
        return False
    captions = _captions(grid, row)
    if len(captions) < 2:
        return False
    figures = sum(1 for value in grid.rows[row] if looks_numeric(value))
    return figures <= len(captions) // 2 and any(
        not _only_labels(grid, row, column) for column in captions
    )


def _only_labels(grid: Grid, row: int, column: int) -> bool:
    return label_of(str(grid.value(row, column))) is not None and all(
        label_of(str(value)) for value in grid.rows[row] if value is not None
    )


def _last_row(grid: Grid, top: int) -> int:
    """The last header row: captions go on, over at most two empty rows."""
    last = top
    reach = _merged_reach(grid, top)
    for row in range(top + 1, min(top + MAX_ROWS, len(grid.rows))):
        texts = _texts(grid, row)
        if not texts:
            if row - last > 2:
                break
            continue
        if is_numbering(grid, row) or not _continues(grid, row, top, within=row <= reach):
            break
        last = row
    return last


def _merged_reach(grid: Grid, top: int) -> int:
    """How far down merged cells that start in the first header row reach."""
    return max(
        (merge.bottom for merge in grid.merges if merge.top == top and merge.bottom > top),
        default=top,
    )


def _continues(grid: Grid, row: int, top: int, *, within: bool) -> bool:
    """Whether a row still belongs to the header: captions, and hardly a figure."""
    values = [(column, value) for column, value in enumerate(grid.rows[row]) if value is not None]
    if any(looks_numeric(value) for _, value in values):
        return False
    if within:
        return True
    captions = [column for column in _captions(grid, row) if not _names_rows(grid, top, column)]
    return bool(captions) and 2 * len(captions) >= len(values)


def _names_rows(grid: Grid, top: int, column: int) -> bool:
    """Whether the column is one of labels, so that a text in it may be a row's name."""
    value = grid.value(top, column)
    return isinstance(value, str) and label_of(value) is not None


def _holds_figures(grid: Grid, header: Header) -> bool:
    """Whether anything that counts stands below the header before it repeats."""
    below = range(header.first_row, min(header.first_row + SEARCHED_ROWS, len(grid.rows)))
    return any(
        looks_numeric(value) or (row, column) in grid.faults
        for row in below
        for column, value in enumerate(grid.rows[row])
    )


def _paths(grid: Grid, top: int, bottom: int) -> tuple[tuple[str, ...], ...]:
    rows = [_spread(grid, row, top, bottom) for row in range(top, bottom + 1)]
    width = max(len(row) for row in rows)
    return tuple(
        _without_repeats(row[column] if column < len(row) else None for row in rows)
        for column in range(width)
    )


def _without_repeats(captions: Iterator[str | None]) -> tuple[str, ...]:
    path: list[str] = []
    for caption in captions:
        if caption and (not path or fold(path[-1]) != fold(caption)):
            path.append(caption)
    return tuple(path)


def _spread(grid: Grid, row: int, top: int, bottom: int) -> list[str | None]:
    """The captions of a header row, those of groups repeated over the columns they span."""
    cells: list[str | None] = [
        " ".join(str(value).split()) if value is not None else None for value in grid.rows[row]
    ]
    cells += [None] * (grid.width - len(cells))
    merges = [merge for merge in grid.merges if merge.top <= row <= merge.bottom]
    for merge in merges:
        _fill(grid, cells, merge)
    if not _has_groups(grid, top, bottom):
        _inherit(grid, cells, row, top, bottom)
    return cells


def _fill(grid: Grid, cells: list[str | None], merge: Merge) -> None:
    value = grid.value(merge.top, merge.left)
    text = " ".join(str(value).split()) if value is not None else None
    for column in range(merge.left, min(merge.right + 1, len(cells))):
        cells[column] = text


def _has_groups(grid: Grid, top: int, bottom: int) -> bool:
    """Whether the file itself says which columns a group spans."""
    return any(merge.right > merge.left and top <= merge.top <= bottom for merge in grid.merges)


def _inherit(grid: Grid, cells: list[str | None], row: int, top: int, bottom: int) -> None:
    """Without merged cells a group runs on over blanks that have captions below."""
    for column in range(1, len(cells)):
        below = any(grid.value(lower, column) is not None for lower in range(row + 1, bottom + 1))
        starts_below = any(
            grid.value(lower, column - 1) is not None for lower in range(row + 1, bottom + 1)
        )
        if (
            cells[column] is None
            and below
            and starts_below
            and not _blank_above(grid, row, column, top)
        ):
            cells[column] = cells[column - 1]


def _blank_above(grid: Grid, row: int, column: int, top: int) -> bool:
    """Whether another group starts above this blank, so that the left one has ended."""
    return (
        row > top
        and any(grid.value(upper, column) is not None for upper in range(top, row))
        and grid.value(row, column - 1) is None
    )
