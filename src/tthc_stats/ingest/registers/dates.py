"""How the dates of a column are written, decided once for the whole column.

Day and month are told apart by values above 12; nothing is guessed from one cell alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from tthc_stats.data import load
from tthc_stats.ingest.captions import fold
from tthc_stats.model.grid import Value
from tthc_stats.model.register import BLANKS, Role


class Order(StrEnum):
    """Which comes first in ``1/8/2026``."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


class DateForm(NamedTuple):
    """How a column writes its dates.

    formats: what ``strptime`` needs, the most frequent first; none where the values are
    moments already. order: which part of a date
    with slashes comes first; ``None`` where no date is written so. zoned: whether texts name
    their time zone. timed: whether any value tells the time of day. rewrites: what brings
    those that are written in less usual ways to the others; ``None`` where there are none
    (see ``spellings``). serial: whether all are days as
    spreadsheets number them. absent: the texts that stand for no day. sentinels: those of
    them that are days, such as 01/01/1900. plausible: whether the values are moments, none of
    them a slip of the keyboard.
    """

    formats: tuple[str, ...]
    order: Order | None = None
    zoned: bool = False
    timed: bool = False
    rewrites: tuple[int, ...] | None = None
    serial: bool = False
    absent: tuple[str, ...] = ()
    sentinels: tuple[str, ...] = ()
    plausible: bool = False


CLOCK = (
    r"(?P<clock>[T ]\s*\d{1,2}:\d{1,2}(?P<seconds>:\d{1,2}(?P<fraction>\.\d{1,6})?)?)?"
    r"(?P<half> [AP]M)?"
)
SLASHED = re.compile(
    rf"\s*(?P<first>\d{{1,2}})(?P<sep>[/.-])(?P<second>\d{{1,2}})(?P=sep)"
    rf"(?P<year>\d{{4}}|\d{{2}}){CLOCK}\s*"
)
ISO = re.compile(
    rf"\s*(?P<year>\d{{4}})(?P<sep>[/.-])(?P<second>\d{{1,2}})(?P=sep)(?P<first>\d{{1,2}})"
    rf"{CLOCK}(?P<zone>Z|[+-]\d{{2}}:?\d{{2}}|(?(clock)[+-]\d{{2}}|(?!)))?\s*"
)
COMPACT = re.compile(r"\s*(?:19|20)\d{6}(?P<clock>\d{4}(?P<seconds>\d{2})?)?\s*")
NAMED = rf"\d{{1,2}}-(?P<named>[A-Za-z]{{3}})-(?P<year>\d{{4}}|\d{{2}}){CLOCK}"
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f")
HALVES = ("", " %I:%M %p", " %I:%M:%S %p", " %I:%M:%S.%f %p")
MIDNIGHT = r"[T ]\s*12:00(?::00(?:\.0+)?)?"
SERIAL = r"[345][0-9]{4}([.,][0-9]+)?"
FIRST_SERIAL, LAST_SERIAL = 36_526, 54_789
"""Days as spreadsheets number them, from 2000 to 2049: other numbers may be anything."""
ENDS = frozenset({Role.FINISHED, Role.RETURNED, Role.SUPPLEMENTED, Role.EXTENDED_ON})
DUES = frozenset({Role.DUE, Role.PREVIOUS_DUE, Role.EXTENDED_DUE})


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
    low_days: int
    """Dates that are no texts and whose day could be a month."""
    high_days: int
    """Dates that are no texts and whose day could not."""
    rewrites: frozenset[int] | None
    """What brings dates that are written in less usual ways to the others."""
    serials: int
    """Numbers that a spreadsheet would show as days."""
    absent: Counter[str]
    """Texts that stand for no day."""
    sentinels: tuple[str, ...]
    """Those of them that are days."""
    year_first: bool
    """Whether two-digit years seem to come first: the last part takes more values."""

    @property
    def all_serial(self) -> bool:
        """Whether the column numbers its days as spreadsheets do, and holds nothing else."""
        return bool(self.serials) and not (self.formats or self.others)


class SwappedError(ValueError):
    """A spreadsheet took the days of some texts for months and left the others as texts."""


class YearFirstError(ValueError):
    """Of 26/08/13 the first part seems to be the year."""


@cache
def _no_day() -> dict[str, frozenset[str]]:
    """The texts that stand for no day: letter by letter, and folded, by where they may stand."""
    given = load("register")["no_day"]
    folded = {key: frozenset(map(fold, given[key])) for key in ("any", "due", "ended")}
    return {**folded, "signs": frozenset(given["signs"]), "days": frozenset(given["days"])}


def stands_for_none(text: str, role: Role | None) -> bool:
    """Whether a text in a column of a role says that there is no day."""
    known, bare = _no_day(), text.strip()
    folded = fold(bare) if len(bare) < LONGEST else ""
    return (
        bare in known["signs"]
        or folded in known["any"]
        or (role in DUES and folded in known["due"])
        or (role in ENDS and folded in known["ended"])
    )


SHORT_YEARS = 3
"""How many years with two digits a column may have, whatever its days."""
LONGEST = 40
"""Characters of a text that may stand for no day."""


@cache
def _sentinels() -> frozenset[tuple[int, frozenset[int]]]:
    """The days that stand for none; day and month in whatever order they are written."""
    days = (tuple(map(int, day.split("-"))) for day in _no_day()["days"])
    return frozenset((year, frozenset((month, day))) for year, month, day in days)


def _is_sentinel(match: re.Match[str]) -> bool:
    if match.re is not SLASHED and match.re is not ISO:
        return False
    if match["year"] == "1899" and _tells_time(match):
        return False  # so a spreadsheet stores a time of day alone
    parts = frozenset((int(match["first"]), int(match["second"])))
    return (int(match["year"]), parts) in _sentinels()


def seen(values: Iterable[Value], role: Role | None = None) -> Seen:
    """How the values of a column are written; ``%A`` and ``%B`` stand for first and second.

    role: of the column, which decides on words such as “chưa trả”.
    """
    sample = _Sample(role)
    for value in values:
        if value is not None:
            sample.add(value)
    return sample.seen()


def holds_no_day(values: Iterable[Value], role: Role | None = None) -> bool:
    """Whether a column says several things, none of them a day; the first day decides."""
    told = 0
    for value in values:
        if value is None or written(value).strip() in BLANKS:
            continue
        shown = seen([value], role)
        if shown.formats or shown.serials:
            return False
        told += shown.others
    return told > 1


class _Sample:
    """Values counted by how they are written; ``numbers`` by the names of ``Seen``."""

    def __init__(self, role: Role | None) -> None:
        self.role = role
        self.formats: Counter[str] = Counter()
        self.absent: Counter[str] = Counter()
        self.sentinels: dict[str, None] = {}
        self.numbers: Counter[str] = Counter()
        self.rewrites: frozenset[int] | None = None
        self.ends: tuple[set[str], set[str]] = set(), set()
        """The first and last parts of dates with two-digit years."""

    def add(self, value: Value) -> None:
        if isinstance(value, date):
            self.numbers["low_days" if value.day <= 12 else "high_days"] += 1
        text = written(value)
        if match := _match(text):
            self._add_date(text, match)
        elif stands_for_none(text, self.role):
            self.absent[text] += 1
        else:
            self._add_unusual(text)

    def _add_unusual(self, text: str) -> None:
        from tthc_stats.ingest.registers.spellings import usual

        rewritten, taken = usual(text)
        if match := _match(rewritten, halves=True):
            self.rewrites = (self.rewrites or frozenset()) | taken
            self._add_date(text, match)
        else:
            self.numbers["serials" if _is_serial(text) else "others"] += 1

    def seen(self) -> Seen:
        number = self.numbers
        return Seen(
            formats=self.formats,
            day_first=number["day_first"],
            month_first=number["month_first"],
            either=number["either"],
            zoned=number["zoned"],
            timed=number["timed"],
            others=number["others"],
            low_days=number["low_days"],
            high_days=number["high_days"],
            rewrites=self.rewrites,
            serials=number["serials"],
            absent=self.absent,
            sentinels=tuple(self.sentinels),
            year_first=len(self.ends[1]) > max(len(self.ends[0]), SHORT_YEARS),
        )

    def _add_date(self, text: str, match: re.Match[str]) -> None:
        if _is_sentinel(match):
            self.absent[text] += 1
            self.sentinels[text] = None
            return
        self.formats[_form(match)] += 1
        self.numbers["timed"] += _tells_time(match)
        if match.re is ISO:
            self.numbers["zoned"] += match["zone"] is not None
        if match.re is SLASHED:
            first, second = int(match["first"]) > 12, int(match["second"]) > 12
            self.numbers["day_first"] += first and not second
            self.numbers["month_first"] += second and not first
            self.numbers["either"] += not first and not second
            if len(match["year"]) == 2:
                self.ends[0].add(match["first"])
                self.ends[1].add(match["year"])


def _match(text: str, *, halves: bool = False) -> re.Match[str] | None:
    """A date as most systems write it. halves: also with AM or PM, and with months by name,
    as ``usual`` leaves them.
    """
    match = SLASHED.fullmatch(text) or ISO.fullmatch(text)
    if match and match["half"] and not (halves and match["clock"]):
        return None
    if match and match.re is ISO and match["zone"] and not match["clock"]:
        return None  # 2026-08-13-08:30 names an hour, no zone
    if match is None and halves:
        match = re.fullmatch(NAMED, text)
    return match or COMPACT.fullmatch(text)


def _form(match: re.Match[str]) -> str:
    if match.re is COMPACT:
        clock = "%H%M%S" if match["seconds"] else "%H%M" if match["clock"] else ""
        return f"%Y%m%d{clock}"
    year = "%Y" if len(match["year"]) == 4 else "%y"
    if "named" in match.re.groupindex:
        return f"%d-%b-{year}{_clock(match)}"
    sep = match["sep"]
    day = f"%A{sep}%B{sep}{year}" if match.re is SLASHED else f"%Y{sep}%m{sep}%d"
    return f"{day}{_clock(match)}"


def _tells_time(match: re.Match[str]) -> bool:
    clock = match["clock"]
    if not clock or not any(digit in clock for digit in "123456789"):
        return False
    half = match.re is not COMPACT and match["half"]
    return half != " AM" or not re.fullmatch(MIDNIGHT, clock)


def _is_serial(text: str) -> bool:
    return bool(re.fullmatch(SERIAL, text)) and (
        FIRST_SERIAL <= float(text.replace(",", ".")) < LAST_SERIAL
    )


def _clock(match: re.Match[str]) -> str:
    if not match["clock"]:
        return ""
    known = HALVES if match["half"] else CLOCKS
    form = known[3 if match["fraction"] else 2 if match["seconds"] else 1]
    return form.replace(" ", "T", 1) if match["clock"].startswith("T") else form


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
    12, and what it left as texts has no other. YearFirstError where neither comes first.
    """
    if shown.year_first:
        raise YearFirstError("the year")
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
    if shown.all_serial:
        formats = ()
    return DateForm(
        formats or ("%d/%m/%Y",),
        order if slashed else None,
        bool(shown.zoned),
        bool(shown.timed),
        None if shown.rewrites is None else tuple(sorted(shown.rewrites)),
        shown.all_serial,
        tuple(dict.fromkeys(_bare(shown.absent))),
        tuple(dict.fromkeys(_bare(shown.sentinels))),
    )


def _bare(texts: Iterable[str]) -> Iterator[str]:
    """Texts as they stand and without blanks at their ends, which some sources cut off."""
    for text in texts:
        yield text
        yield text.strip()


def _relatives(form: str) -> list[str]:
    """The same date with more or less of the time of day."""
    bare = re.split("%[HI]", form, maxsplit=1)[0].rstrip(" T")
    if "%m%d" in bare:
        return [bare, bare + "%H%M", bare + "%H%M%S"]
    clocks = CLOCKS[:3] + (HALVES[1:3] if "%p" in form else ())
    return [bare + clock for clock in clocks]
