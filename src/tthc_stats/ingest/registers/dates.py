"""How the dates of a column are written, decided once for the whole column.

Day and month are told apart by values above 12; nothing is guessed from one cell alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from tthc_stats.model.grid import Value


class Order(StrEnum):
    """Which comes first in ``1/8/2026``."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


class DateForm(NamedTuple):
    """How a column writes its dates.

    formats: what ``strptime`` needs, the most frequent first; none where the values are
    moments already. order: which part of a date
    with slashes comes first; ``None`` where no date is written so. zoned: whether texts name
    their time zone. timed: whether any value tells the time of day.
    """

    formats: tuple[str, ...]
    order: Order | None = None
    zoned: bool = False
    timed: bool = False


CLOCK = r"(?P<clock>[T ]\s*\d{1,2}:\d{1,2}(?P<seconds>:\d{1,2}(?P<fraction>\.\d{1,9})?)?)?"
SLASHED = re.compile(
    rf"\s*(?P<first>\d{{1,2}})(?P<sep>[/.-])(?P<second>\d{{1,2}})(?P=sep)"
    rf"(?P<year>\d{{4}}|\d{{2}}){CLOCK}\s*"
)
ISO = re.compile(
    rf"\s*\d{{4}}(?P<sep>[/.-])\d{{1,2}}(?P=sep)\d{{1,2}}{CLOCK}"
    rf"(?P<zone>Z|[+-]\d{{2}}:?\d{{2}}|(?(clock)[+-]\d{{2}}|(?!)))?\s*"
)
COMPACT = re.compile(r"\s*(?:19|20)\d{6}(?P<clock>\d{4}(?P<seconds>\d{2})?)?\s*")
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f")


class Seen(NamedTuple):
    """What a sample of a column shows."""

    formats: Counter[str]
    day_first: int
    """Dates whose first part cannot be a month."""
    month_first: int
    either: int
    zoned: int
    timed: int
    """Dates with a time of day other than midnight."""
    others: int
    low_days: int = 0
    """Dates that are no texts and whose day could be a month."""
    high_days: int = 0
    """Dates that are no texts and whose day could not."""


class SwappedError(ValueError):
    """A spreadsheet took the days of some texts for months and left the others as texts."""


def seen(values: Iterable[Value]) -> Seen:
    """How the values of a column are written; ``%A`` and ``%B`` stand for first and second."""
    formats: Counter[str] = Counter()
    firsts, seconds, either, zoned, timed, others = 0, 0, 0, 0, 0, 0
    low, high = 0, 0
    for value in values:
        if value is None:
            continue
        if isinstance(value, date):
            low, high = low + (value.day <= 12), high + (value.day > 12)
        text = written(value)
        if match := SLASHED.fullmatch(text):
            sep = match["sep"]
            year = "%Y" if len(match["year"]) == 4 else "%y"
            formats[f"%A{sep}%B{sep}{year}{_clock(match)}"] += 1
            first, second = int(match["first"]), int(match["second"])
            firsts += first > 12 >= second
            seconds += second > 12 >= first
            either += first <= 12 and second <= 12
        elif match := ISO.fullmatch(text):
            sep = match["sep"]
            formats[f"%Y{sep}%m{sep}%d{_clock(match)}"] += 1
            zoned += match["zone"] is not None
        elif match := COMPACT.fullmatch(text):
            clock = "%H%M%S" if match["seconds"] else "%H%M" if match["clock"] else ""
            formats[f"%Y%m%d{clock}"] += 1
        else:
            others += 1
            continue
        timed += bool(match["clock"]) and any(digit in match["clock"] for digit in "123456789")
    return Seen(formats, firsts, seconds, either, zoned, timed, others, low, high)


def _clock(match: re.Match[str]) -> str:
    if not match["clock"]:
        return ""
    form = CLOCKS[3 if match["fraction"] else 2 if match["seconds"] else 1]
    return form.replace(" ", "T") if match["clock"].startswith("T") else form


def written(value: Value) -> str:
    """A cell as text: true dates as ISO, numbers and texts as they are."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None, microsecond=0).isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def order_of(shown: Seen) -> Order | None:
    """The order that the values prove; ``None`` where every date could be read both ways.

    Raises ValueError where some prove the one and some the other, SwappedError where a
    spreadsheet has read the day of some as a month: what it took for dates has no day above
    12, and what it left as texts has no other.
    """
    if shown.low_days > 2 and not shown.high_days and shown.day_first > 2 and not shown.either:
        raise SwappedError("swapped")
    if shown.day_first and shown.month_first:
        raise ValueError("both orders")
    if shown.day_first:
        return Order.DAY_FIRST
    return Order.MONTH_FIRST if shown.month_first else None


def form_of(shown: Seen, order: Order | None) -> DateForm:
    """The form of a column whose order is known, other times of day of its kind included."""
    day, month = ("%d", "%m") if order is not Order.MONTH_FIRST else ("%m", "%d")
    listed: dict[str, None] = {}
    for form, _ in shown.formats.most_common():
        listed[form] = None
    for form in list(listed):
        listed |= dict.fromkeys(_relatives(form))
    short_years_first = sorted(listed, key=lambda form: "%y" not in form)
    formats = tuple(f.replace("%A", day).replace("%B", month) for f in short_years_first)
    slashed = any("%A" in form for form in listed)
    return DateForm(
        formats or ("%d/%m/%Y",), order if slashed else None, bool(shown.zoned), bool(shown.timed)
    )


def _relatives(form: str) -> list[str]:
    """The same date with more or less of the time of day."""
    bare = form.split("%H", maxsplit=1)[0].rstrip(" T")
    if bare.endswith("%y"):
        return [bare + clock for clock in CLOCKS[:3]]
    if "%m%d" in bare:
        return [bare, bare + "%H%M", bare + "%H%M%S"]
    return [bare + clock for clock in CLOCKS[:3]]
