"""How wide texts are in Times New Roman, and columns that hold them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

LETTERS = {
    250: " \u00a0,.",
    280: "/:;\\ijlt",
    333: "!()-I[]`fr",
    400: "Js\"'",
    444: "?acez",
    500: "#$*0123456789_bdghknopquvxyđ{}|^~–",
    570: "FPS+<=>",
    611: "ELTZ",
    667: "BCR",
    722: "ADGHKNOQUVXYwĐ",
    778: "&m",
    833: "%",
    944: "M@W…—",
}
"""Widths in thousandths of the size, by letters without their accents (the metrics of the font)."""
BREAK = re.compile(r"[ \n\t]")
"""Where lines may break; at a no-break space they may not."""
UNKNOWN = 1000
"""The width of a sign of another script."""
BOLD = 1.1
"""How much wider bold text is at most, in words."""
TWIPS = 20
"""Units of Word in a point."""


class _Widths(dict[str, int]):
    def __missing__(self, sign: str) -> int:
        base = unicodedata.normalize("NFD", sign)[0]
        combining = unicodedata.combining(sign) or unicodedata.category(sign) == "Cf"
        width = 0 if combining else self[base] if base != sign else UNKNOWN
        self[sign] = width
        return width


_WIDTHS = _Widths({sign: width for width, signs in LETTERS.items() for sign in signs})


def width_of(text: str) -> int:
    """The width of a line in thousandths of the size of its letters, not bold."""
    return sum(map(_WIDTHS.__getitem__, text))


def widest_word(text: str) -> int:
    """The width of the widest part that no line break can divide."""
    return max(map(width_of, BREAK.split(text)))


def widest_line(text: str) -> int:
    """The width of the text where it is not wrapped."""
    return max(map(width_of, text.split("\n")))


class Need(NamedTuple):
    """What a column needs: below ``least`` words would break, with ``wished`` nothing wraps.

    Both in thousandths of the size of the letters.
    """

    least: float = 0
    wished: float = 0

    def beside(self, other: Need) -> Need:
        """What both need in one column."""
        return Need(max(self.least, other.least), max(self.wished, other.wished))


class Fitted(NamedTuple):
    """The size of the letters in points, and the widths of the columns in twips."""

    size: int
    widths: tuple[int, ...]


def fitted(needs: Sequence[Need], room: int, padding: int, sizes: Sequence[int]) -> Fitted:
    """Columns for a table: the largest of some sizes at which no word breaks.

    room: the width of the page in twips; no table is wider. padding: of a cell, both sides
    together. Where even the smallest size is too large, columns shrink and words break.
    """
    for size in sizes:
        scale = size * TWIPS / 1000
        least = [need.least * scale + padding for need in needs]
        if sum(least) <= room:
            break
    else:
        shrunk = room / sum(least)
        return Fitted(size, tuple(int(width * shrunk) for width in least))
    more = [max(0.0, (need.wished - need.least) * scale) for need in needs]
    given = _shared_out(more, room - sum(least))
    widths = [base + extra for base, extra in zip(least, given, strict=True)]
    stretch = min(MOST_AIR, room / sum(widths))
    return Fitted(size, tuple(int(width * stretch) for width in widths))


def _shared_out(wishes: Sequence[float], spare: float) -> list[float]:
    """What each gets of the spare room: small wishes are met, large ones share the rest."""
    given = [0.0] * len(wishes)
    left = len(wishes)
    for place in sorted(range(left), key=wishes.__getitem__):
        given[place] = min(wishes[place], spare / left)
        spare -= given[place]
        left -= 1
    return given


MOST_AIR = 1.6
"""How much wider than their content columns may be, so that small tables fill their page."""
