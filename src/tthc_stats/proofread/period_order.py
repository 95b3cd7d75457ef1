"""Which of two periods comes first, by their keys in a text."""

from __future__ import annotations

import re
from functools import cache

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def earlier(one: str, other: str) -> bool | None:
    """Whether the first of two periods comes before the other; ``None`` where that is open."""
    first, second = _order(one), _order(other)
    if first is None or second is None or first[0] != second[0]:
        return None
    years = first[1] or second[1], second[1] or first[1]  # one without a year is of the other's
    ordered = (years[0], first[2]), (years[1], second[2])
    return None if ordered[0] == ordered[1] else ordered[0] < ordered[1]


def month_before(key: str) -> str | None:
    """The key of the month before, where the key is a month's."""
    words = key.split()
    if len(words) not in (2, 3) or words[0] != "tháng":
        return None
    month, year = int(words[1]), [int(words[2])] if len(words) > 2 else []
    year = [one - (month == 1) for one in year]
    return " ".join(("tháng", str((month - 2) % 12 + 1), *map(str, year)))


@cache
def _order(key: str) -> tuple[str, int, int] | None:
    """A period's kind, year and number: “tháng 9 2026”, “quý iii 2026”, “2026”."""
    words = key.split()
    numbers = [int(w) if w.isdigit() else ROMAN[w] for w in words if w.isdigit() or w in ROMAN]
    kind = " ".join(w for w in words if not w.isdigit() and w not in ROMAN)
    year = next((n for n in numbers if n > 1900), 0)
    number = next((n for n in numbers if n < 1900), 0)
    return (re.sub(r"\s+", " ", kind), year, number) if numbers else None
