"""The items of a sentence with its figures, and what is found out about them only once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from tthc_stats.proofread.figures import Figure, FigureKind
from tthc_stats.proofread.phrases import COMMA, Captioned
from tthc_stats.proofread.words import Item, Kind, items_before

OPENING, CLOSING = frozenset("(["), frozenset(")]")
SENTENCES = frozenset(".!?…•")
"""What ends a sentence, or sets things apart as well."""
OVER = frozenset({"over", "whole"})
ABOUT = frozenset({"below", "above", "about"})
MOST_ITEMS = 200
"""Items of a sentence that may stand between a share and the figure that it is of."""


class Left(NamedTuple):
    """What stands before a share, in its sentence.

    figure: the position of the figure it follows. own: terms of its own caption. over: those
    behind “trên tổng số”, which name its base. whole: the position of a figure that the words
    call a whole (“trong tổng số 3.250 hồ sơ”). opens: whether its caption stands behind it.
    """

    figure: int | None = None
    own: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    whole: int | None = None
    opens: bool = False


def is_share(figure: Figure | None) -> bool:
    return figure is not None and figure.kind is FigureKind.SHARE


def is_whole(items: Sequence[Item], n: int) -> bool:
    """Whether the words before a figure call it a whole: “trong tổng số 3.250”, “Trong 640 hồ
    sơ …”, “714 hồ sơ trên 3.254”.
    """
    before = n - 1
    while before >= 0 and items[before].signs & ABOUT and not items[before].signs & OVER:
        before -= 1
    if before < 0:
        return False
    item = items[before]
    if "number" in item.signs and before:
        item = items[before - 1]
    if item.name == "total" and before:
        before -= 1
        item = items[before]
    if item.signs & OVER:
        return not item.signs & ABOUT or _follows_figure(items, before)
    if item.marks(frozenset("/")):
        return _follows_figure(items, before)
    return item.kind == Kind.WORD and item.name == "trong"


def _follows_figure(items: Sequence[Item], n: int) -> bool:
    """Whether a number stands before a word of its clause (“714 hồ sơ trên …”)."""
    for item in items_before(items, n):
        if item.figure:
            return item.figure.kind is FigureKind.NUMBER
        if item.kind == Kind.MARK:
            return False
    return False


def closing_of(items: Sequence[Item], opening: int) -> int:
    """Where the bracket that opens at a position is closed, or the end."""
    depth = 0
    for n in range(opening, len(items)):
        depth += items[n].marks(OPENING) - items[n].marks(CLOSING)
        if not depth:
            return n
    return len(items)


class Around:
    """What stands around the figures of a sentence: its items, what its figures count, and what
    was found before its shares.
    """

    def __init__(self, items: Sequence[Item], captions: Sequence[Captioned]) -> None:
        self.items = items
        self.captions = {one.position: one for one in captions}
        self.positions = [one.position for one in captions]
        self.left_of: dict[int, Left] = {}
        self.words_beside: dict[int, frozenset[str]] = {}

    @cached_property
    def parts_in_brackets(self) -> set[int]:
        """The positions of what stands in “(bao gồm cả 205 hồ sơ …)”."""
        parts: set[int] = set()
        for n in range(len(self.items) - 1):
            told = self.items[n].marks(OPENING) and "part_of" in self.items[n + 1].signs
            if told and n not in parts:
                parts.update(range(n, closing_of(self.items, n)))
        return parts

    @cached_property
    def row_of(self) -> dict[int, list[int]]:
        """The shares of the row that each share stands in: “30,8%, 66,5% và 2,7%”."""
        rows: dict[int, list[int]] = {}
        row: list[int] = []
        for n, item in enumerate(self.items):
            if is_share(item.figure):
                row.append(n)
                rows[n] = row
            elif item.figure or not (item.marks(COMMA) or item.signs & ({"and"} | ABOUT)):
                row = []
        return rows

    @cached_property
    def turns(self) -> list[int]:
        """The positions of what tells parts from wholes: figures, brackets and “trong đó”."""
        return [
            n
            for n, item in enumerate(self.items)
            if item.figure or item.marks(OPENING | CLOSING) or "part_of" in item.signs
        ]

    def figure_behind(self, position: int) -> int | None:
        """The next figure that may count something."""
        n = bisect_right(self.positions, position)
        return self.positions[n] if n < len(self.positions) else None
