"""Outlines: rows of figures in their sections, as an official form prints them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tthc_stats.analysis.periods import summed
from tthc_stats.analysis.records import LEVEL_NAMES, Record, group_name, level_of, named_in
from tthc_stats.analysis.summary import Source, Summary, checked_records, sources_of
from tthc_stats.ingest.captions import name_key
from tthc_stats.ingest.layouts import HIDDEN, OUTSIDE
from tthc_stats.model.counts import ALL_COUNTS, Count
from tthc_stats.model.findings import Finding, Place
from tthc_stats.model.period import Period
from tthc_stats.model.register import Register, Role
from tthc_stats.model.table import Dimension, Table

if TYPE_CHECKING:
    from tthc_stats.tally.options import TallyOptions

Section = tuple[str, ...]
Inside = Mapping[Count, Sequence[Count]]
"""The counts that take in a class which is neither resolved nor pending by name."""

IN_REGISTERS: Inside = {
    Count.PAUSED: (Count.PENDING, Count.PENDING_IN_TIME),
    Count.RETURNED: (Count.RESOLVED, Count.ON_TIME, Count.IN_TIME),
    Count.WITHDRAWN: (Count.RESOLVED, Count.ON_TIME, Count.IN_TIME),
}
"""Where the page of SQL counts the classes (tally/dossiers.sql)."""


USUAL_ROWS = (Dimension.UNIT, Dimension.FIELD, Dimension.PROCEDURE)
"""What rows are where nobody says it."""


class Sections(StrEnum):
    """Where the sections of an outline come from."""

    SOURCE = "source"
    LEVEL = "level"
    NONE = "none"


class Moved(NamedTuple):
    """Dossiers of a class that the source and the form count in different places.

    ``counts`` are the counts that they were added to, or taken out of where ``taken_out``.
    """

    class_: Count
    counts: tuple[Count, ...]
    taken_out: bool
    number: int


class Entry(NamedTuple):
    """A row: its section, its name, its counts, and the record or source it comes from."""

    section: Section
    name: str | None
    counts: Mapping[Count, int]
    place: Callable[[Count], Place]


class Outline(NamedTuple):
    """Rows in their sections, with the counts of every section and of all.

    by: what the rows are. unit: the reporting unit that all titles name. moved: what was
    counted elsewhere than in the source. findings: those of the summary.
    """

    entries: tuple[Entry, ...]
    sections: Mapping[Section, Mapping[Count, int]]
    total: Mapping[Count, int]
    by: str
    period: Period | None
    unit: str | None
    sources: tuple[Source, ...]
    findings: tuple[Finding, ...]
    moved: tuple[Moved, ...] = ()


def outline_of_tables(
    tables: Sequence[Table],
    *,
    rows: Sequence[Dimension] = (),
    sections: Sections = Sections.SOURCE,
    levels: Mapping[str, str] | None = None,
    inside: Inside | None = None,
    on_time_base: Count = Count.RESOLVED,
) -> Outline:
    """The detail rows of some tables in their sections.

    rows: what they may be, the first that tells them apart. sections: as the source has them,
    by level, or none. levels: names of the sections by level. inside: where the classes that
    are neither resolved nor pending by name are to be counted; the others stay where the
    tables have them.
    Raises what ``summarize_tables`` raises.
    """
    checked = checked_records(
        tables,
        lambda records: _rows_by(tuple(rows) or USUAL_ROWS, records),
        apart=Dimension.FILE in rows,
        on_time_base=on_time_base,
    )
    (dimension,) = checked.by
    moved = _Moving(inside or {})
    for record in checked.records:
        moved.place(record.counts, partial(_held_in, record))
    place_of = _section_by(sections, levels or {})
    grouped: dict[tuple[Section, str | None], list[Record]] = {}
    for record in checked.records:
        section = place_of(record)
        name = group_name(record, dimension)
        same = record.unit if dimension is Dimension.UNIT else name and name_key(name)
        grouped.setdefault((section, same), []).append(record)
    entries = [
        Entry(section, group_name(records[0], dimension), summed(records), records[0].place)
        for (section, _), records in grouped.items()
    ]
    if sections is Sections.LEVEL:
        entries = _highest_first(entries, levels or {})
    return Outline(
        entries=tuple(entries),
        sections={
            section: summed(
                [record for (s, _), rs in grouped.items() if _within(s, section) for record in rs]
            )
            for section in _all_sections(section for section, _ in grouped)
        },
        total=summed(checked.records),
        by=dimension.value,
        period=checked.period,
        unit=_one(table.unit for table in tables),
        sources=sources_of(tables),
        findings=checked.findings,
        moved=moved.all(),
    )


def outline_of_registers(
    registers: Sequence[Register],
    options: TallyOptions,
    *,
    rows: Sequence[str] = (),
    sections: Sections = Sections.SOURCE,
    levels: Mapping[str, str] | None = None,
    inside: Inside | None = None,
    progress: Callable[[float], None] | None = None,
) -> Outline:
    """The dossiers of some registers counted by rows, in sections by level if asked.

    The others are those of ``outline_of_tables``; a register has no sections of its own.
    """
    from tthc_stats.analysis.dossiers import summarize_registers

    name = _column_for(tuple(rows) or USUAL_ROWS, registers)
    level = Dimension.LEVEL.value
    by = [level, *name] if sections is Sections.LEVEL and name != [level] else name
    summary = summarize_registers(registers, options, by=by, progress=progress)
    return outline_of_summary(
        summary,
        levels=levels,
        inside=inside,
        held=IN_REGISTERS,
        unit=_one(register.unit for register in registers),
    )


def outline_of_summary(
    summary: Summary,
    *,
    levels: Mapping[str, str] | None = None,
    inside: Inside | None = None,
    held: Inside | None = None,
    unit: str | None = None,
) -> Outline:
    """The groups of a summary as rows; where they are grouped by level, in sections of it.

    held: where the summary counts the classes; those it does not name are left alone.
    """
    moved, known = _Moving(inside or {}), held or {}
    entries = []
    for group in summary.groups:
        counts = dict(group.counts)
        moved.place(counts, known.get)
        entries.append(_entry(group.key, counts, summary, levels or {}))
    total = dict(summary.total.counts)
    _Moving(inside or {}).place(total, known.get)
    return Outline(
        entries=tuple(_highest_first(entries, levels or {})),
        sections={
            section: _sum([e.counts for e in entries if _within(e.section, section)])
            for section in _all_sections(entry.section for entry in entries)
        },
        total=total,
        by=next((by for by in summary.by if by != Dimension.LEVEL), Dimension.LEVEL.value),
        period=summary.period,
        unit=unit,
        sources=summary.sources,
        findings=summary.findings,
        moved=moved.all(),
    )


def _entry(
    key: Mapping[str, str | None],
    counts: Mapping[Count, int],
    summary: Summary,
    levels: Mapping[str, str],
) -> Entry:
    names = {by: key[by] for by in summary.by}
    section: Section = ()
    if len(names) > 1 and Dimension.LEVEL in names:
        section = (_level_name(names.pop(Dimension.LEVEL), levels),)
    source, name = summary.sources[0], next(iter(names.values()), None)
    place = Place(source.file, source.sheet, None, name)
    return Entry(section, name, counts, lambda _: place)


def _rows_by(rows: Sequence[Dimension], records: Sequence[Record]) -> tuple[Dimension, ...]:
    """What the rows are: the first that tells the records apart, all of which have it; else
    the first that all have, that any has, or that is asked for.
    """
    full = [d for d in rows if named_in(records, d) == len(records)]
    telling = [d for d in full if len({group_name(record, d) for record in records}) > 1]
    some = [d for d in rows if named_in(records, d)]
    return tuple([*telling, *full, *some, *rows][:1])


ROLES = {
    Dimension.UNIT.value: Role.UNIT,
    Dimension.FIELD.value: Role.FIELD,
    Dimension.PROCEDURE.value: Role.PROCEDURE,
}


def _column_for(rows: Sequence[str], registers: Sequence[Register]) -> list[str]:
    """What the rows are: the first that a register has a column for, else the first."""
    for name in rows:
        if any(ROLES.get(name) in register.roles for register in registers):
            return [name]
    return list(rows[:1])


UNKNOWN_LEVEL = "Chưa rõ cấp"
"""The section of rows whose names tell no level; forms are Vietnamese."""


def _section_by(sections: Sections, levels: Mapping[str, str]) -> Callable[[Record], Section]:
    if sections is Sections.LEVEL:
        keys = {name: level for level, name in LEVEL_NAMES.items()}

        def by_level(record: Record) -> Section:
            name = level_of(record)
            return (_level_name(keys.get(name or "", name), levels),)

        return by_level
    return (lambda record: record.section) if sections is Sections.SOURCE else (lambda _: ())


def _level_name(level: str | None, levels: Mapping[str, str]) -> str:
    return levels.get(level or "") or level or UNKNOWN_LEVEL


def _highest_first(entries: Sequence[Entry], levels: Mapping[str, str]) -> list[Entry]:
    """Entries in the order of their levels; those of no known level last."""
    order: dict[Section, int] = {(name,): number for number, name in enumerate(levels.values())}
    return sorted(entries, key=lambda entry: order.get(entry.section, len(order)))


def _within(section: Section, outer: Section) -> bool:
    return section[: len(outer)] == outer


def _all_sections(found: Iterable[Section]) -> list[Section]:
    """Every section and those it stands in, in the order of the rows."""
    return list(dict.fromkeys(section[:n] for section in found for n in range(1, len(section) + 1)))


def _one(names: Iterable[str | None]) -> str | None:
    """The name that all have, if they have one."""
    distinct = set(names)
    return distinct.pop() if len(distinct) == 1 else None


def _sum(rows: Sequence[Mapping[Count, int]]) -> dict[Count, int]:
    """Absent plus a number is absent."""
    return {
        count: sum(counts[count] for counts in rows)
        for count in ALL_COUNTS
        if all(count in counts for counts in rows)
    }


def _held_in(record: Record, class_: Count) -> Sequence[Count] | None:
    """The counts of a record that take in a class; ``None`` where that is not known."""
    table, _ = record.origins.get(class_, (None, None))
    role = table.roles.get(class_, OUTSIDE) if table else HIDDEN
    if role == HIDDEN:
        return None
    return () if role == OUTSIDE else (Count(role),)


class _Moving:
    """Counts classes where they are asked to stand, and keeps account of it."""

    def __init__(self, inside: Inside) -> None:
        self.inside = inside
        self.moved: dict[tuple[Count, tuple[Count, ...], bool], int] = {}

    def place(
        self, counts: dict[Count, int], held: Callable[[Count], Sequence[Count] | None]
    ) -> None:
        """Add a class to the counts that shall take it in, and take it out of the others."""
        for class_, wanted in self.inside.items():
            now = held(class_)
            number = counts.get(class_, 0)
            if now is None or not number:
                continue
            self._add(counts, class_, [c for c in wanted if c not in now], number)
            self._add(counts, class_, [c for c in now if c not in wanted], -number)

    def _add(
        self, counts: dict[Count, int], class_: Count, targets: Sequence[Count], number: int
    ) -> None:
        held = [target for target in targets if target in counts]
        if any(counts[target] + number < 0 for target in held):
            return  # the figures contradict one another: left as they are, and found by checks
        for target in held:
            counts[target] += number
        if held:
            key = class_, tuple(held), number < 0
            self.moved[key] = self.moved.get(key, 0) + abs(number)

    def all(self) -> tuple[Moved, ...]:
        return tuple(Moved(*key, number) for key, number in self.moved.items())
