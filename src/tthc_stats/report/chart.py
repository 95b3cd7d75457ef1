"""Charts before any format is chosen: what they show, and the same in words."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class ChartKind(StrEnum):
    """LINES over periods; BARS, one a category, lying; PARTS of a whole, one bar a category."""

    LINES = "lines"
    BARS = "bars"
    PARTS = "parts"


class Series(NamedTuple):
    """The values of one line, or of one part, by category; ``None`` where nothing is known."""

    name: str
    values: tuple[int | Decimal | None, ...]


class Chart(NamedTuple):
    """A chart in the words of its language.

    name: its key, such as ``trend``. percent: whether the values are percentages. described:
    what it shows, for whoever cannot see it.
    """

    name: str
    kind: ChartKind
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    percent: bool
    described: str
