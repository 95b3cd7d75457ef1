"""How wide texts are in Times New Roman, and columns that hold them."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

PLAIN = {
    180: "'",
    200: "|",
    250: " \u00a0,.",
    278: "/:;\\ijlt",
    333: "!()-I[]`fr‘’",
    389: "Js",
    408: '"',
    444: "?acez“”",
    469: "^",
    480: "{}",
    500: "#$*0123456789_bdghknopquvxyđ–",
    529: "ơ",
    542: "ư",
    556: "FPS",
    564: "+<=>~",
    611: "ELTZ",
    667: "BCR",
    722: "ADGHKNOQUVXYwĐƠ",
    778: "&mƯ",
    833: "%",
    889: "M",
    921: "@",
    944: "W",
    1000: "—…",
}
"""Widths in thousandths of the size, by letters without their accents (the metrics of the font)."""
STRONG = {
    220: "|",
    250: " \u00a0,.",
    278: "'/\\il",
    333: "!()-:;`fjt‘’",
    389: "Is[]",
    444: "cerz",
    500: "#$*0123456789?J_agovxy–{}",
    554: "ơ",
    555: '"',
    556: "Sbdhknpquđ“”",
    581: "^",
    600: "ư",
    611: "FP",
    667: "BELTZ",
    675: "+<=>~",
    722: "ACDNRUVXYwĐ",
    778: "GHKOQƠ",
    796: "Ư",
    833: "&m",
    930: "@",
    944: "M",
    1000: "%W—…",
}
"""The same of bold and italic letters, of whichever are wider."""
HORN = "\u031b"
"""What makes ơ and ư, which are wider than o and u; no other accent widens a letter."""
BREAK = re.compile(r"[ \n\t]")
"""Where lines may break; at a no-break space they may not."""
UNKNOWN = 1000
"""The width of a sign of another script."""
TWIPS = 20
"""Units of Word in a point."""


class _Widths(dict[str, int]):
    def __missing__(self, sign: str) -> int:
        parts = unicodedata.normalize("NFD", sign)
        base = unicodedata.normalize("NFC", parts[0] + HORN * (HORN in parts))
        combining = unicodedata.combining(sign) or unicodedata.category(sign) == "Cf"
        width = 0 if combining else self[base] if base != sign else UNKNOWN
        self[sign] = width
        return width


_PLAIN, _STRONG = (
    _Widths({sign: width for width, signs in letters.items() for sign in signs})
    for letters in (PLAIN, STRONG)
)


def width_of(text: str, *, strong: bool = False) -> int:
    """The width of a line in thousandths of the size of its letters."""
    return sum(map((_STRONG if strong else _PLAIN).__getitem__, text))


def widest_word(text: str, *, strong: bool = False) -> int:
    """The width of the widest part that no line break can divide."""
    return max(width_of(part, strong=strong) for part in BREAK.split(text))


def widest_line(text: str, *, strong: bool = False) -> int:
    """The width of the text where it is not wrapped."""
    return max(width_of(part, strong=strong) for part in text.split("\n"))


def lines_of(text: str, room: float, *, strong: bool = False) -> int:
    """The lines that a text takes in some room, in thousandths of the size of its letters."""
    return sum(_wrapped(line, room, strong=strong) for line in text.split("\n"))


def _wrapped(line: str, room: float, *, strong: bool) -> int:
    lines, left = 1, room
    for word in re.split("(?<=[ \t])", line):
        needed = width_of(word.rstrip(), strong=strong)
        if needed > left and left < room:
            lines, left = lines + 1, room
        if needed > room:  # a word that is broken
            lines += math.ceil(needed / room) - 1
            needed %= int(room) or 1
        left -= needed + width_of(" ")
    return lines


class Need(NamedTuple):
    """What a column needs, in thousandths of the size of the letters.

    word: its widest word, which would break below it. least: what is easy to read, such as
    several words of a name in a line. wished: where nothing wraps.
    """

    word: float = 0
    least: float = 0
    wished: float = 0


class Fitted(NamedTuple):
    """The size of the letters in points, and the widths of the columns in twips."""

    size: int
    widths: tuple[int, ...]


def fitted(needs: Sequence[Need], room: int, padding: int, sizes: Sequence[int]) -> Fitted:
    """Columns for a table: the largest of some sizes at which all have what they need.

    room: the width of the page in twips; no table is wider. padding: of a cell, both sides
    together. Where even the smallest size is too large, columns are as narrow as their words;
    then letters are as small as words need to stay whole, down to ``SMALLEST``. Only then do
    words break.
    """
    for size in sizes:
        if _room_for([need.least for need in needs], size, padding) <= room:
            return _spread(needs, room, padding, size)
    words = [Need(need.word, need.word, need.wished) for need in needs]
    for size in range(sizes[-1], SMALLEST - 1, -1):
        if _room_for([need.word for need in needs], size, padding) <= room:
            return _spread(words, room, padding, size)
    least = _scaled([need.word for need in needs], SMALLEST, padding)
    return Fitted(SMALLEST, tuple(int(width * room / sum(least)) for width in least))


def _scaled(needs: Iterable[float], size: int, padding: int) -> list[float]:
    """Thousandths of the size in twips, with the padding of a cell."""
    return [need * size * TWIPS / 1000 + padding for need in needs]


def _room_for(needs: Sequence[float], size: int, padding: int) -> float:
    return sum(_scaled(needs, size, padding))


def _spread(needs: Sequence[Need], room: int, padding: int, size: int) -> Fitted:
    """The room of a page shared out among columns, which have what they need at a size."""
    least = _scaled([need.least for need in needs], size, padding)
    more = _scaled([max(0.0, need.wished - need.least) for need in needs], size, 0)
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


SMALLEST = 4
"""Points: no table of an office needs letters as small, but one of forty columns does."""
MOST_AIR = 1.6
"""How much wider than their content columns may be, so that small tables fill their page."""
