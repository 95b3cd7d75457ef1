"""Ruled tables of a PDF page: cells between level and upright strokes that cross."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

TOUCH = 3.0
"""Strokes that come so near to each other meet."""
MAX_CROSSINGS = 2_000_000
MAX_CELLS = 50_000


class Edge(NamedTuple):
    """A stroke: its x if it is upright, else its y; and where it starts and ends."""

    upright: bool
    at: float
    start: float
    end: float


class Ruled:
    """A table on a page: rows count from 0 at the top, columns from 0 at the left.

    xs: the upright strokes from left to right; ys: the level ones from the bottom up.
    cells: the place of the cell (its top left) that covers each field.
    """

    def __init__(self, level: Sequence[Edge], upright: Sequence[Edge]) -> None:
        self.xs = _lines_at(upright)
        self.ys = _lines_at(level)
        self.height, self.width = len(self.ys) - 1, len(self.xs) - 1
        self.spans: dict[tuple[int, int], tuple[int, int]] = {}
        self.cells: dict[tuple[int, int], tuple[int, int]] = {}
        if self.height > 0 and self.width > 0 and self.height * self.width <= MAX_CELLS:
            self._find(_by_line(level, self.ys), _by_line(upright, self.xs))

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """The row and column of the cell at a point."""
        column = bisect_right(self.xs, x) - 1
        row = self.height - bisect_right(self.ys, y)
        return self.cells.get((row, column))

    def _find(self, level: list[list[Edge]], upright: list[list[Edge]]) -> None:
        for row in range(self.height):
            for column in range(self.width):
                if (row, column) not in self.cells:
                    self._span(row, column, level, upright)

    def _span(
        self, row: int, column: int, level: list[list[Edge]], upright: list[list[Edge]]
    ) -> None:
        """Let a cell grow to the right and down to the next strokes."""
        right, bottom = column, row
        middle = self._middle(self.ys, self.height - 1 - row)
        while right + 1 < self.width and not _covered(upright[right + 1], middle):
            right += 1
        middle = self._middle(self.xs, column)
        while bottom + 1 < self.height and not _covered(level[self.height - 1 - bottom], middle):
            bottom += 1
        self.spans[row, column] = bottom, right
        for r in range(row, bottom + 1):
            for c in range(column, right + 1):
                self.cells.setdefault((r, c), (row, column))

    @staticmethod
    def _middle(lines: Sequence[float], position: int) -> float:
        return (lines[position] + lines[position + 1]) / 2


def ruled_tables(edges: Iterable[Edge]) -> list[Ruled]:
    """The tables that strokes make, from the top of the page down; each has two cells at least."""
    level = _joined(edge for edge in edges if not edge.upright)
    upright = _joined(edge for edge in edges if edge.upright)
    if len(level) * len(upright) > MAX_CROSSINGS:
        return []
    tables = [Ruled(*parts) for parts in _connected(level, upright)]
    return sorted((table for table in tables if len(table.spans) > 1), key=lambda t: -t.ys[-1])


def _joined(edges: Iterable[Edge]) -> list[Edge]:
    """Pieces of one stroke put together."""
    joined: list[Edge] = []
    ordered = sorted(edges, key=lambda edge: edge.at)
    for _, group in groupby(_near(ordered), key=lambda pair: pair[0]):
        for edge in sorted((edge for _, edge in group), key=lambda edge: edge.start):
            last = joined[-1] if joined else None
            if last and abs(last.at - edge.at) <= TOUCH and edge.start <= last.end + TOUCH:
                joined[-1] = last._replace(end=max(last.end, edge.end))
            else:
                joined.append(edge)
    return joined


def _near(ordered: Sequence[Edge]) -> list[tuple[int, Edge]]:
    """The strokes numbered by the line that they stand on."""
    numbered: list[tuple[int, Edge]] = []
    line, at = 0, None
    for edge in ordered:
        if at is None or edge.at - at > TOUCH:
            line, at = line + 1, edge.at
        numbered.append((line, edge))
    return numbered


def _connected(
    level: Sequence[Edge], upright: Sequence[Edge]
) -> list[tuple[list[Edge], list[Edge]]]:
    """Groups of strokes that cross one another."""
    parent = list(range(len(level) + len(upright)))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for i, across in enumerate(level):
        for j, down in enumerate(upright, len(level)):
            if _meet(across, down):
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Edge], list[Edge]]] = {}
    for item, edge in enumerate([*level, *upright]):
        groups.setdefault(root(item), ([], []))[edge.upright].append(edge)
    return [group for group in groups.values() if all(len(part) > 1 for part in group)]


def _meet(across: Edge, down: Edge) -> bool:
    return (
        across.start - TOUCH <= down.at <= across.end + TOUCH
        and down.start - TOUCH <= across.at <= down.end + TOUCH
    )


def _lines_at(edges: Sequence[Edge]) -> list[float]:
    lines: list[float] = []
    for at in sorted(edge.at for edge in edges):
        if not lines or at - lines[-1] > TOUCH:
            lines.append(at)
    return lines


def _by_line(edges: Sequence[Edge], lines: Sequence[float]) -> list[list[Edge]]:
    found: list[list[Edge]] = [[] for _ in lines]
    for edge in edges:
        found[max(0, bisect_right(lines, edge.at) - 1)].append(edge)
    return found


def _covered(edges: Sequence[Edge], at: float) -> bool:
    return any(edge.start - TOUCH <= at <= edge.end + TOUCH for edge in edges)
