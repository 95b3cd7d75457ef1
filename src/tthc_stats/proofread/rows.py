"""Rows of shares, and of the figures that they are of in turn."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from tthc_stats.proofread.around import (
    MOST_ITEMS,
    OPENING,
    SENTENCES,
    Around,
    closing_of,
    is_share,
    is_whole,
)
from tthc_stats.proofread.phrases import over, row_of
from tthc_stats.proofread.words import Kind

SEPARATORS = frozenset(",;")
LINKS = frozenset("(,=[:–-")
MOST_IN_ROW = 100
"""Shares of a row that are read as a row."""

MOST_LISTED = 80
"""Items of a list of shares, and of the figures in brackets behind it."""


class Rows:
    """Reads the row that the share at a position of a sentence stands in."""

    def __init__(self, around: Around, position: int) -> None:
        self.around = around
        self.items = around.items
        self.position = position
        self.captions = around.captions

    def row(self) -> list[int]:
        """The shares of a row that this one stands in: “30,8%, 66,5% và 2,7%”."""
        return self.around.row_of[self.position]

    def in_row(self) -> bool:
        """Whether other shares stand beside this one: “95%, 97% và 99%”."""
        return len(self.row()) > 1

    def figure(self) -> int | None:
        """The figure that a share in a row is of: “1.000, 2.162 và 88 hồ sơ, chiếm lần lượt
        30,8%, 66,5% và 2,7%”; ``None`` where there are not as many figures as shares.
        """
        row = self.row()
        if not 1 < len(row) <= MOST_IN_ROW:
            return None
        before = []
        for n in range(row[0] - 1, max(-1, row[0] - MOST_ITEMS), -1):
            if self.items[n].marks(SENTENCES) or is_share(self.items[n].figure):
                break
            if n in self.captions and not is_whole(self.items, n):
                before.append(n)
        before.reverse()
        if len(before) > len(row):
            before = row_of(self.items, before[-len(row) :])
        if len(before) != len(row):
            before = self._figures_behind(row)
        return before[bisect_left(row, self.position)] if len(before) == len(row) else None

    def row_over_row(self) -> tuple[int, int] | None:
        """The figures of a share in a row where each is over one of a second row: “214, 187 và 96
        hồ sơ trên tổng số 240, 205 và 132 hồ sơ, tương ứng đạt 89,17%, 91,22% và 72,73%”.
        """
        row = self.row()
        size = len(row)
        known = self.around.positions
        last = bisect_left(known, row[0])
        before = known[max(0, last - 2 * size) : last]
        if not 1 < size <= MOST_IN_ROW or len(before) < 2 * size:
            return None
        parts, wholes = before[:size], before[size:]
        if any(row_of(self.items, one, SEPARATORS) != one for one in (parts, wholes)):
            return None
        if not over(self.items, parts[-1], wholes[0]):
            return None
        place = bisect_left(row, self.position)
        return parts[place], wholes[place]

    def _figures_behind(self, row: Sequence[int]) -> list[int]:
        """“73%, 19% và 8%, tương đương 1.460, 380 và 160 hồ sơ”."""
        positions = self.around.positions
        first = bisect_right(positions, row[-1])
        behind = positions[first : first + len(row) + 1]
        if not behind or any(
            self.items[n].kind == Kind.MARK and not self.items[n].marks(LINKS)
            for n in range(row[-1] + 1, behind[0])
        ):
            return []
        return row_of(self.items, behind)

    def listed_behind(self) -> tuple[bool, int | None]:
        """Whether figures in brackets behind a list of shares are of them in turn, and the one of
        this share: “82%, 92,38%, 94,96% (tương ứng 1.471/1.794, 1.054/1.141, 8.141/8.573)”.
        """
        opening = self._brackets_behind()
        if opening is None:
            return False, None
        inside = range(opening + 1, closing_of(self.items, opening))
        behind = [n for n in inside if n in self.captions]
        if len(behind) < 2 or row_of(self.items, behind, SEPARATORS) != behind:
            return False, None
        shares = self._shares_before(opening)
        if len(shares) < 2 or over(self.items, behind[0], behind[1]):
            return False, None
        if len(shares) != len(behind):
            return True, None
        return True, behind[shares.index(self.position)]

    def _brackets_behind(self) -> int | None:
        """Where brackets open behind the share, with nothing but other shares between."""
        last = min(len(self.items), self.position + MOST_LISTED)
        for n in range(self.position + 1, last):
            item = self.items[n]
            if item.marks(OPENING):
                return n
            if item.marks(SENTENCES) or (item.figure and not is_share(item.figure)):
                return None
        return None

    def _shares_before(self, opening: int) -> list[int]:
        """The shares before some brackets, back to another figure."""
        shares: list[int] = []
        for n in range(opening - 1, max(-1, opening - MOST_LISTED), -1):
            if is_share(self.items[n].figure):
                shares.insert(0, n)
            elif self.items[n].figure or self.items[n].marks(SENTENCES):
                break
        return shares
