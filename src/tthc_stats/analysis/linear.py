"""Small linear systems in whole numbers: which changes satisfy equations and limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

Row = tuple[Sequence[int], int]
"""Coefficients of the unknowns, and a constant."""

NEAR = 6
"""How far from its limits a free unknown is tried, to keep the others from being 0."""


class Solutions(NamedTuple):
    """``base + sum(t × direction)`` for any numbers ``t``."""

    base: list[Fraction]
    directions: list[list[Fraction]]


def smallest_change(
    equations: Sequence[Row], limits: Sequence[Row], width: int
) -> list[int] | None:
    """Whole numbers, none of them 0, with ``coefficients · x = constant`` for every equation
    and ``coefficients · x + constant ≥ 0`` for every limit.

    Where many satisfy them, one that moves little; ``None`` where none was found.
    """
    solutions = solve(equations, width)
    if solutions is None:
        return None
    for point in _points(solutions, limits):
        if all(part.denominator == 1 and part for part in point):
            return [int(part) for part in point]
    return None


def solve(equations: Sequence[Row], width: int) -> Solutions | None:
    """All solutions of some equations; ``None`` where they contradict one another."""
    rows = [[Fraction(item) for item in (*left, right)] for left, right in equations]
    pivots: list[int] = []
    for column in range(width):
        done = len(pivots)
        pivot = next((n for n in range(done, len(rows)) if rows[n][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        lead = rows[done][column]
        rows[done] = [item / lead for item in rows[done]]
        for other in range(len(rows)):
            if other != done and (factor := rows[other][column]):
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[done], strict=True)]
        pivots.append(column)
    if any(row[-1] for row in rows[len(pivots) :]):
        return None
    return _parametrised(rows, pivots, width)


def _parametrised(rows: list[list[Fraction]], pivots: list[int], width: int) -> Solutions:
    base = [Fraction(0)] * width
    for row, column in zip(rows, pivots, strict=False):
        base[column] = row[-1]
    directions = []
    for free in range(width):
        if free not in pivots:
            direction = [Fraction(0)] * width
            direction[free] = Fraction(1)
            for row, column in zip(rows, pivots, strict=False):
                direction[column] = -row[free]
            directions.append(direction)
    return Solutions(base, directions)


def _points(solutions: Solutions, limits: Sequence[Row]) -> Iterator[list[Fraction]]:
    """Points within the limits, those that move little first."""
    base, directions = solutions
    if not directions:
        if all(_at(limit, base) >= 0 for limit in limits):
            yield base
        return
    direction, *others = directions
    if others:
        for step in (1, -1, 2, -2, 3, -3):
            moved = [a + step * b for a, b in zip(base, direction, strict=True)]
            yield from _points(Solutions(moved, others), limits)
        return
    for step in _steps(base, direction, limits):
        yield [a + step * b for a, b in zip(base, direction, strict=True)]


def _at(limit: Row, point: Sequence[Fraction]) -> Fraction:
    coefficients, constant = limit
    return sum((c * x for c, x in zip(coefficients, point, strict=True)), Fraction(constant))


def _steps(
    base: Sequence[Fraction], direction: Sequence[Fraction], limits: Sequence[Row]
) -> Iterator[int]:
    """Whole steps along a direction that stay within the limits, from the nearest on."""
    lowest: Fraction | None = None
    highest: Fraction | None = None
    for coefficients, constant in limits:
        slope = _at((coefficients, 0), direction)
        here = _at((coefficients, constant), base)
        if not slope and here < 0:
            return
        if slope > 0 and (lowest is None or -here / slope > lowest):
            lowest = -here / slope
        if slope < 0 and (highest is None or -here / slope < highest):
            highest = -here / slope
    start = 0
    if lowest is not None and lowest > start:
        start = -int(-lowest // 1)
    if highest is not None and highest < start:
        start = int(highest // 1)
    for distance in range(NEAR + 1):
        for step in dict.fromkeys((start + distance, start - distance)):
            if (lowest is None or step >= lowest) and (highest is None or step <= highest):
                yield step
