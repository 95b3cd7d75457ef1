"""Records: the detail rows of all tables, those that describe the same row put together."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tthc_stats.analysis.balance import balance_holds
from tthc_stats.analysis.constraints import completed, plan_for
from tthc_stats.analysis.extras import NO_EXTRAS, Extras, of_extra_column
from tthc_stats.data import load
from tthc_stats.ingest.captions import fold, name_key
from tthc_stats.model.counts import COUNT_NAMES, Count
from tthc_stats.model.findings import Finding, Place, Severity
from tthc_stats.model.identity import Identity
from tthc_stats.model.pattern import pattern
from tthc_stats.model.period import Period
from tthc_stats.model.table import Dimension, Row, Table
from tthc_stats.model.text import T, Text

Key = tuple[str, ...]
Origin = tuple[Table, Row]

PREFIX = pattern(r"^(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân)\s+", re.IGNORECASE)
SUFFIX = pattern(r"\s+[-–,]\s+(?:tỉnh|thành phố|tp\.?)\s+.+$", re.IGNORECASE)


class Record:
    """One row of figures for one period, from one table or several.

    identity: what makes two rows the same: names folded, without spelling variants.
    derived: the counts that were not stated but follow from the others. extras: figures of
    extra columns by the captions that own indicators name; ``None`` where tables differ.
    """

    __slots__ = (
        "conflicts",
        "counts",
        "derived",
        "extras",
        "key",
        "names",
        "origins",
        "period",
        "section",
        "tables",
    )

    def __init__(
        self,
        key: Key,
        names: dict[Dimension, str],
        section: tuple[str, ...],
        period: Period | None,
        counts: dict[Count, int],
        origins: dict[Count, Origin],
        tables: list[Table],
        derived: list[Count] | None = None,
        conflicts: set[Count] | None = None,
        extras: dict[str, int | None] | None = None,
    ) -> None:
        self.key = key
        self.names = names
        self.section = section
        self.period = period
        self.counts = counts
        self.origins = origins
        self.tables = tables
        self.derived = [] if derived is None else derived
        self.conflicts = set() if conflicts is None else conflicts
        self.extras = {} if extras is None else extras

    def place(self, count: Count) -> Place:
        """The address of a count, or of the row where the count is derived."""
        table, row = self.origins.get(count) or next(iter(self.origins.values()))
        return table.place(row, count)

    @property
    def unit(self) -> str | None:
        """The key of the unit, as it stands in the record's own key."""
        return next((part for part in self.key if part.startswith("unit=")), None)

    @property
    def identities(self) -> tuple[Identity, ...]:
        """How the table that says most of this row adds up."""
        if len(self.tables) == 1:
            return self.tables[0].identities
        return max(self.tables, key=lambda table: len(table.stated)).identities

    @property
    def undisputed(self) -> tuple[Identity, ...]:
        """Those of its identities that no conflict touches."""
        if not self.conflicts:
            return self.identities
        return tuple(i for i in self.identities if not self.conflicts & set(i.counts))


@lru_cache(maxsize=4096)
def unit_key(name: str) -> str:
    """One key for one unit: “UBND phường X”, “Phường X” and “UBND phường X - TP Hà Nội”."""
    return name_key(PREFIX.sub("", SUFFIX.sub("", name.strip())))


def same_name(dimension: str, name: str) -> str:
    """What makes two spellings of a name one."""
    return unit_key(name) if dimension == Dimension.UNIT else name_key(name)


def records_of(
    tables: Sequence[Table], *, apart: bool = False, extras: Extras = NO_EXTRAS
) -> tuple[list[Record], list[Finding]]:
    """The detail rows of all tables, completed, and what merging them brought to light.

    Rows of several tables with the same names and period complement one another; the same
    figure stated twice counts once, different ones conflict and leave the count absent.
    apart: keep rows of different files apart. extras: what rows tell beside the counts.
    """
    merged: dict[tuple[str, Key, Period | None], Record] = {}
    findings = _Merging()
    for table in tables:
        for key, row in _keyed_rows(table):
            period = row.period or table.period
            full = (table.file if apart else "", key, period)
            if full in merged:
                findings.merge(merged[full], table, row)
                findings.merge_extras(merged[full], table, row, extras)
            else:
                merged[full] = _record(key, table, row, extras)
    records = list(merged.values())
    balanced = {id(table): balance_holds(table) for table in tables}
    for record in records:
        balance = all(balanced[id(table)] for table in record.tables)
        plan = plan_for(record.undisputed, record.counts.keys(), balance=balance)
        record.counts, record.derived = completed(plan, record.counts)
    return records, findings.findings()


def _keyed_rows(table: Table) -> Iterator[tuple[Key, Row]]:
    """Detail rows with keys; a name that a table prints twice is two rows, in order."""
    seen: Counter[tuple[Key, Period | None]] = Counter()
    alike = _units_alike(table)
    for row in table.details():
        names = names_of(table, row)
        finest_is_unit = not {Dimension.FIELD, Dimension.PROCEDURE} & names.keys()
        parts = [
            f"{d}={name_key(name) if name in alike else same_name(d, name)}"
            for d, name in sorted(names.items())
            if d is not Dimension.PERIOD or not row.period
        ]
        if not finest_is_unit:
            parts += [name_key(section) for section in row.section]
        key = tuple(parts)
        seen[key, row.period] += 1
        times = seen[key, row.period]
        yield (key if times == 1 else (*key, str(times))), row


def _units_alike(table: Table) -> set[str]:
    """Units of one table that would share a key: as written there, they are several."""
    written: dict[str, set[str]] = defaultdict(set)
    for row in table.details():
        if name := row.keys.get(Dimension.UNIT):
            written[unit_key(name)].add(name)
    several = {key for key, names in written.items() if len({name_key(n) for n in names}) > 1}
    return {name for key in several for name in written[key]}


def names_of(table: Table, row: Row) -> dict[Dimension, str]:
    """What a row is called; the unit of the title stands where no column names units."""
    names = dict(row.keys)
    if not names and row.label:
        names[Dimension.UNIT] = row.label
    if Dimension.UNIT not in names and table.unit:
        names[Dimension.UNIT] = table.unit
    return names


def _record(key: Key, table: Table, row: Row, extras: Extras) -> Record:
    origins = dict.fromkeys(row.counts, (table, row))
    period = row.period or table.period
    names = names_of(table, row)
    told: dict[str, int | None] = dict(extras.of(row))
    counts = dict(row.counts)
    return Record(key, names, row.section, period, counts, origins, [table], extras=told)


class _Merging:
    """What comes to light when rows of several tables are put together."""

    def __init__(self) -> None:
        self.conflicts: list[Finding] = []
        self.twice: dict[tuple[int, int], list[tuple[Origin, Origin, Count]]] = defaultdict(list)
        self.spellings: dict[tuple[str, str], Place] = {}

    def merge(self, record: Record, table: Table, row: Row) -> None:
        self._note_spelling(record, table, row)
        for count, number in row.counts.items():
            if count in record.conflicts:
                continue
            if count not in record.counts:
                record.counts[count], record.origins[count] = number, (table, row)
            elif record.counts[count] == number:
                pair = (id(record.tables[0]), id(table))
                self.twice[pair].append((record.origins[count], (table, row), count))
            else:
                self._conflict(record, count, number, table.place(row, count))
        record.tables.append(table)

    def merge_extras(self, record: Record, table: Table, row: Row, extras: Extras) -> None:
        """Figures of extra columns complement one another as counts do."""
        for caption, number in extras.of(row).items():
            stated = record.extras.setdefault(caption, number)
            if stated is not None and stated != number:
                record.extras[caption] = None
                column = extras.columns[id(table)][caption]
                here = table.grid.place(row.index, column, row.label)
                other = str(record.tables[0].grid.place())
                found = _different(f"“{caption}”", here, number, other, stated)
                self.conflicts.append(of_extra_column(found, caption))

    def _conflict(self, record: Record, count: Count, number: int, place: Place) -> None:
        other, stated = record.place(count), record.counts.pop(count)
        record.conflicts.add(count)
        found = _different(COUNT_NAMES[count], place, number, str(other), stated)
        self.conflicts.append(found._replace(counts=(count,)))

    def _note_spelling(self, record: Record, table: Table, row: Row) -> None:
        first = record.names.get(Dimension.UNIT)
        second = names_of(table, row).get(Dimension.UNIT)
        if first and second and name_key(first) != name_key(second):
            self.spellings.setdefault((first, second), table.place(row))

    def findings(self) -> list[Finding]:
        doubled = [_counted_once(pairs) for pairs in self.twice.values()]
        spelled = [
            Finding(
                "SAME_UNIT",
                Severity.WARNING,
                place,
                T("“{first}” and “{second}” are taken for one unit", first=first, second=second),
            )
            for (first, second), place in self.spellings.items()
        ]
        return doubled + self.conflicts + spelled


def _different(name: Text | str, place: Place, number: int, other: str, stated: int) -> Finding:
    """A figure that two tables state differently."""
    text = T(
        "{name} is {number} here but {other} in {place}; neither is used. If these are different "
        "units or periods, say so in the titles or use --by file",
        name=name,
        number=number,
        other=stated,
        place=other,
    )
    difference = abs(number - stated)
    return Finding("CONFLICT", Severity.ERROR, place, text, number, stated, difference)


def _counted_once(pairs: Sequence[tuple[Origin, Origin, Count]]) -> Finding:
    """One warning for all figures that two tables state alike."""
    (first_table, first_row), (table, row), count = pairs[0]
    return Finding(
        "DUPLICATE",
        Severity.WARNING,
        table.place(row, count),
        T(
            "figures that stand alike here and in {place} are counted once: {number}",
            number=len(pairs),
            place=str(first_table.place(first_row, count)),
        ),
    )


LEVEL_NAMES = {"province": "Cấp tỉnh", "district": "Cấp huyện", "commune": "Cấp xã"}


def level_of(record: Record) -> str | None:
    """The administrative level: as printed, else by the section or the unit's name."""
    if printed := record.names.get(Dimension.LEVEL):
        return printed
    for text in (*reversed(record.section), record.names.get(Dimension.UNIT, "")):
        for level, words in load("rows")["levels"].items():
            if any((fold(text) + " ").startswith(fold(word) + " ") for word in words):
                return LEVEL_NAMES[level]
    return None


def group_name(record: Record, dimension: Dimension) -> str | None:
    """The value of a record in a dimension; ``None`` where it has none."""
    if dimension is Dimension.LEVEL:
        return level_of(record)
    if dimension is Dimension.PERIOD:
        return str(record.period) if record.period else record.names.get(Dimension.PERIOD)
    if dimension is Dimension.FILE:
        return record.tables[0].file
    return record.names.get(dimension)


def named_in(records: Sequence[Record], dimension: Dimension) -> int:
    """How many records have a value in a dimension."""
    return sum(1 for record in records if group_name(record, dimension) is not None)
