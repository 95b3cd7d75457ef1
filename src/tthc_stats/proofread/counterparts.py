"""What tables and registers say of the subjects that a text speaks of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tthc_stats.analysis.periods import span, summed
from tthc_stats.analysis.records import LEVEL_NAMES, Record, level_of, unit_key
from tthc_stats.analysis.summary import Summary, sound_records
from tthc_stats.data import load
from tthc_stats.ingest.captions import fold, name_key
from tthc_stats.model.counts import Count
from tthc_stats.model.findings import Place
from tthc_stats.model.pattern import pattern
from tthc_stats.model.period import Period
from tthc_stats.model.table import Dimension, Row, RowKind, Table
from tthc_stats.proofread.subjects import PAST, RUNNING, Named, Scope

BELONGS = pattern(
    r"(?i)\s*[,–-]?\s*(?:(?:trực\s+thuộc|thuộc|của)\s+)?"
    r"\b(?:tỉnh|thành\s+phố|tp|huyện|quận|thị\s+xã)\b.*"
)
"""What may stand behind the name of a unit without making it another one."""
FIRST_DAYS = ((1, 1), (12, 15))
"""Month and day on which the year's reporting begins: of the calendar, and of the cut-off."""


class Known(NamedTuple):
    """The figures of a subject for a period, as a table or register has them.

    place: its file and sheet. records: the rows that were added. counted: whether they are
    dossiers of a register.
    """

    counts: Mapping[Count, int]
    records: Sequence[Record]
    place: Place
    counted: bool = False

    def where(self, count: Count) -> Place:
        """The cell of a count or the row that it follows from; else the file and sheet."""
        record = self.records[0]
        in_row = len(self.records) == 1 and record.origins
        return record.place(count) if in_row else self.place

    def has_cell(self, count: Count) -> bool:
        return len(self.records) == 1 and count in self.records[0].origins


class Found(NamedTuple):
    """All that may be the counterpart of a subject; settled: whether it is one for sure."""

    known: Sequence[Known] = ()
    settled: bool = False


class Book:
    """Rows of one kind, of one table or several.

    totals: printed rows that add up all others. titles: the words above the tables. counted:
    the file and sheet of registers whose dossiers were counted.
    """

    def __init__(
        self,
        records: Sequence[Record],
        place: Place,
        totals: Sequence[Record] = (),
        titles: Sequence[str] = (),
        *,
        counted: bool = False,
    ) -> None:
        self.records = records
        self.totals = totals
        self.titles = [name_key(title) for title in titles]
        self.place = place
        self.counted = counted
        self._found: dict[tuple[tuple[str, str] | None, ...], Found] = {}

    def of(self, scope: Scope) -> Found:
        """What it says of the subject and period of a figure."""
        asked = tuple(named and (named.key, named.name) for named in scope)
        if asked not in self._found:
            self._found[asked] = self._of(scope)
        return self._found[asked]

    def _of(self, scope: Scope) -> Found:
        found = self._of_subject(scope.who)
        if found is None:
            return Found()
        records, settled = found
        chosen = list(_of_period(records, scope.when))
        if records is self.records:
            totals = [total for total in self.totals if _fits(scope.when, total.period)]
            chosen = [[total] for total in totals] + chosen
        known = [k for members in chosen if (k := self._known(members)).counts]
        periods = {tuple(record.period for record in k.records)[:1] for k in known}
        return Found(known, settled and len(periods) <= 1)

    def _known(self, records: Sequence[Record]) -> Known:
        return Known(summed(records), records, self.place, self.counted)

    def _of_subject(self, who: Named | None) -> tuple[Sequence[Record], bool] | None:
        if who is None or not who.key:
            return self.records, True
        if "+" in who.key:
            return None
        chosen = {"level": self._of_level, "field": self._of_field}.get(who.kind, self._of_unit)
        return chosen(who)

    def _of_level(self, who: Named) -> tuple[Sequence[Record], bool] | None:
        levels = [_level(record) for record in self.records]
        held = [r for r, level in zip(self.records, levels, strict=True) if level == who.key]
        return (held, None not in levels) if held else None

    def _of_field(self, who: Named) -> tuple[Sequence[Record], bool] | None:
        held = [r for r in self.records if who.key in _fields(r)]
        return (held, len({_units(r) for r in held}) == 1) if held else None

    def _of_unit(self, who: Named) -> tuple[Sequence[Record], bool] | None:
        for alike in (_same, _alike):
            fitting = {u for r in self.records for u in _units(r) if alike(who.name, u)}
            held = [r for r in self.records if fitting & set(_units(r))]
            if held:
                return held, len(set(map(_key, fitting))) == 1 and not _twice(held)
        if any(_names(title, who.name) for title in self.titles):
            return self.records, True
        return None


def _twice(records: Sequence[Record]) -> bool:
    """Whether a table prints a name twice: which is which nobody tells."""
    return any(part.isdigit() for record in records for part in record.key[-1:])


def books_of_tables(tables: Sequence[Table]) -> list[Book]:
    """Tables by what their rows are; tables of the same rows complement one another.

    Raises NotUnderstoodError where a count cannot be read.
    """
    kinds: dict[tuple[Dimension, ...], list[Table]] = defaultdict(list)
    for table in tables:
        kinds[table.rows_by].append(table)
    return [_book(members) for members in kinds.values()]


def _book(tables: Sequence[Table]) -> Book:
    records, _ = sound_records(tables)
    totals = [_printed(table, row) for table in tables for row in _wholes(table)]
    titles = [title for table in tables for title in _titles(table)]
    return Book(records, tables[0].grid.place(), totals if len(tables) == 1 else (), titles)


def _wholes(table: Table) -> Iterator[Row]:
    """The printed rows that add up every other one."""
    details = {n for n, row in enumerate(table.rows) if row.kind is RowKind.DETAIL}
    for row in table.rows:
        if row.kind is RowKind.TOTAL and (not row.sums or _leaves(table, row) >= details):
            yield row


def _leaves(table: Table, row: Row) -> set[int]:
    leaves: set[int] = set()
    for part in row.sums:
        leaves |= _leaves(table, table.rows[part]) or {part}
    return leaves


def _printed(table: Table, row: Row) -> Record:
    origins = dict.fromkeys(row.counts, (table, row))
    period = row.period or table.period
    return Record((), {}, (), period, dict(row.counts), origins, [table])


def _titles(table: Table) -> Iterator[str]:
    """What stands above the header of a table."""
    if table.unit:
        yield table.unit
    for row in table.grid.rows[: table.header.start]:
        yield from (" ".join(value.split()) for value in row if isinstance(value, str))


def book_of_registers(summary: Summary, place: Place, titles: Sequence[str]) -> Book:
    """The groups of a summary of registers as rows."""
    records = [
        Record((), _names_of(group.key), (), summary.period, dict(group.counts), {}, [])
        for group in summary.groups
    ]
    total = Record((), {}, (), summary.period, dict(summary.total.counts), {}, [])
    return Book(records, place, [total], titles, counted=True)


def _names_of(key: Mapping[str, str | None]) -> dict[Dimension, str]:
    return {Dimension(name): value for name, value in key.items() if value}


def counterpart(books: Sequence[Book], scope: Scope) -> Found:
    """What all books say of the subject and period of a figure."""
    found = [book.of(scope) for book in books]
    known = [known for one in found for known in one.known]
    return Found(known, bool(known) and all(one.settled for one in found if one.known))


# Periods.


def period_of(name: str) -> Period | None:
    """The period that words name, if they do so fully."""
    from tthc_stats.ingest.titles import read_titles

    return read_titles([name]).period


def _of_period(records: Sequence[Record], when: Named | None) -> Iterator[list[Record]]:
    """The rows of each period that a figure may be of, and those of all periods together."""
    by_period: dict[Period | None, list[Record]] = defaultdict(list)
    for record in records:
        by_period[record.period].append(record)
    yield from (members for period, members in by_period.items() if _fits(when, period))
    if len(by_period) > 1 and _fits(when, whole := span(records)) and whole:
        yield list(records)


def _fits(when: Named | None, period: Period | None) -> bool:
    """Whether figures of a table's period may be those of a text's."""
    if when is None:
        return True
    if when.key == RUNNING:
        return period is not None and (period.start.month, period.start.day) in FIRST_DAYS
    if period is None:
        return when.key != PAST
    return any(_is_same(asked, period) for asked in _readings(when, period))


def _readings(when: Named, period: Period) -> Iterator[Period]:
    """The period that a text names; one without a year is of the table's."""
    year = period.end.year
    written = [when.name]
    if when.key != PAST and not re.search(r"\d{4}", when.name):
        written += [f"{when.name} năm {year}", f"{when.name} {year}"]
    yield from filter(None, map(period_of, written))


def _is_same(asked: Period, period: Period) -> bool:
    """Whether two are the same month, quarter or year, wherever it is cut off."""
    if asked == period:
        return True
    return bool(asked.part) and (asked.part, asked.end.year) == (period.part, period.end.year)


# Names.


def _level(record: Record) -> str | None:
    """The key of a record's level: ``province``, ``district`` or ``commune``."""
    printed = fold(level_of(record) or "")
    keys = {fold(name): key for key, name in LEVEL_NAMES.items()}
    return keys.get(printed) or next(
        (key for key, words in load("rows")["levels"].items() if printed in map(fold, words)), None
    )


def _fields(record: Record) -> set[str]:
    """The fields that a record is of, as texts write them."""
    named = [record.names.get(Dimension.FIELD), *record.section]
    return {fold(name).removeprefix("linh vuc ") for name in named if name}


def _units(record: Record) -> tuple[str, ...]:
    """The unit of a record, and those of the sections that it stands in."""
    own = record.names.get(Dimension.UNIT)
    return tuple(name for name in (own, *reversed(record.section)) if name)


def _same(name: str, other: str) -> bool:
    return _key(name) == _key(other)


def _alike(name: str, other: str) -> bool:
    """Whether two names differ only in what a unit belongs to: “Sở Y tế tỉnh A”, “Sở Y tế”."""
    keys, own = {_key(name), _key(other)}, {_own(name), _own(other)}
    return len(own) == 1 and bool(keys & own)


def _key(name: str) -> str:
    return unit_key(_without_committee(name))


def _own(name: str) -> str:
    bare = _without_committee(name)
    return unit_key(bare if BELONGS.match(bare) else BELONGS.sub("", bare))


def _without_committee(name: str) -> str:
    written = re.sub(r"(?i)\btp\.?\s+", "thành phố ", name.strip())
    return re.sub(r"(?i)^(?:ubnd|[uủ][yỷ] ban nhân dân)\s+", "", written)


def _names(title: str, name: str) -> bool:
    """Whether a title has the name of a unit, as a whole."""
    return re.search(rf"(?<!\w){re.escape(_key(name))}(?!\w)", title) is not None
