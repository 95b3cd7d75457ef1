"""Numbers that only number things: columns of a form, entries within a paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tthc_stats.model.document import Document
from tthc_stats.model.grid import Grid
from tthc_stats.model.pattern import pattern
from tthc_stats.proofread.figures import Figure, FigureKind

ENTRIES = 3
"""Fewer numbers that count up from 1 may be counts."""
CELLS = 5
"""Fewer numbers of a column, or of entries that go on from another paragraph, may be counts."""
NAMED = pattern(r"\d+(?:\s*(?:[+·,–-]|và|and)\s*\d+)*")
"""“3”, “4 + 5”, “8 · 9 · 10”: which columns of a form are meant."""
HEADED = pattern(r"(?i)\s*(?:số\s+)?(?:cột|columns?)\b")
"""A column that tells columns of a form."""
NUMBER = pattern(r"\d+")
MOST_DIGITS = 3
BEFORE = pattern(r"(?:^|[;,:.(){}·•|/\n])\s*$")
BEHIND = pattern(r"\s+(?!(?:hồ\s+sơ|hs|dossiers)\b)\*{0,2}[^\W\d_]")


def without_entries(text: str, figures: Sequence[Figure]) -> list[Figure]:
    """The figures of a paragraph but for those that number what follows: “1 tạm dừng; 2 trả
    lại; 3 từ chối”.
    """
    runs: list[list[Figure]] = []
    for figure in figures:
        if not _opens(text, figure):
            continue
        if runs and figure.value == runs[-1][-1].value + 1:
            runs[-1].append(figure)
        else:
            runs.append([figure])
    entries = {
        figure.start
        for run in runs
        if len(run) >= (ENTRIES if run[0].value == 1 else CELLS)
        for figure in run
    }
    return [figure for figure in figures if figure.start not in entries]


def _opens(text: str, figure: Figure) -> bool:
    """Whether a number stands at the beginning of a clause, of no dossiers."""
    return (
        figure.kind is FigureKind.NUMBER
        and not figure.decimals
        and figure.low is None
        and BEFORE.search(text, max(0, figure.start - 3), figure.start) is not None
        and BEHIND.match(text, figure.end) is not None
    )


def numbered_columns(document: Document) -> frozenset[tuple[int, int]]:
    """The columns of tables, by table and column, whose numbers are m to n, each once: ordinals,
    or columns of a form that is described.
    """
    return frozenset(
        (number, column)
        for number, grid in enumerate(document.tables)
        for column in range(max(map(len, grid.rows), default=0))
        if _numbers(_column(grid, column))
    )


def numbers_only(grid: Grid, numbered: Iterable[int]) -> bool:
    """Whether all numbers of a table stand in columns that number."""
    known = set(numbered)
    held = {
        n
        for n in range(max(map(len, grid.rows), default=0))
        if any(cell.isdecimal() for cell in _column(grid, n))
    }
    return bool(held) and held <= known


def _column(grid: Grid, column: int) -> list[str]:
    return [str(row[column] or "").strip() for row in grid.rows if column < len(row)]


def _numbers(cells: Sequence[str]) -> bool:
    bare = [int(cell) for cell in cells if cell.isdecimal() and len(cell) <= MOST_DIGITS]
    if not bare:
        return False
    if HEADED.match(cells[0]):
        return True
    told = (NUMBER.findall(cell) for cell in cells if NAMED.fullmatch(cell))
    named = {int(number) for numbers in told for number in numbers if len(number) <= MOST_DIGITS}
    if len(named) < CELLS or len(set(bare)) < len(bare):
        return False
    return len(named) == max(named) - min(named) + 1
