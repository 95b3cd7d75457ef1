"""Summaries: groups of rows with their counts and indicators, and the total."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from tthc_stats.analysis.checks import check_tables
from tthc_stats.analysis.extras import NO_EXTRAS, Extras, Told, extras_of, still_true, untold
from tthc_stats.analysis.indicators import Indicator, indicators_of
from tthc_stats.analysis.periods import (
    days_of,
    period_findings,
    span,
    summed,
    summed_extras,
)
from tthc_stats.analysis.records import Record, group_name, named_in, records_of
from tthc_stats.model.basis import Basis
from tthc_stats.model.counts import ALL_COUNTS, Count
from tthc_stats.model.errors import NotUnderstoodError, UsageError
from tthc_stats.model.findings import Finding, Place, Severity
from tthc_stats.model.indicator import NO_INDICATORS, Indicators
from tthc_stats.model.period import Period
from tthc_stats.model.table import Dimension, Table
from tthc_stats.model.text import T


class Group(NamedTuple):
    """The counts and indicators of some rows together.

    key: the group's name in each dimension; ``None`` where rows have none. derived: the
    counts that no column prints but the identities give.
    """

    key: Mapping[str, str | None]
    counts: Mapping[Count, int]
    derived: tuple[Count, ...]
    indicators: Mapping[str, Indicator]


class Source(NamedTuple):
    """A table that was read: file, sheet, what kind of input, and its layout."""

    file: str
    sheet: str | None
    kind: str
    layout: str


class Summary(NamedTuple):
    """All groups, their total, and what was found on the way."""

    sources: tuple[Source, ...]
    period: Period | None
    by: tuple[str, ...]
    groups: tuple[Group, ...]
    total: Group
    findings: tuple[Finding, ...] = ()
    basis: Basis | None = None


def summarize_tables(
    tables: Sequence[Table],
    *,
    by: Sequence[Dimension] = (),
    on_time_base: Count = Count.RESOLVED,
    indicators: Indicators = NO_INDICATORS,
) -> Summary:
    """Group the detail rows of some tables, add them up, and check them.

    by: the dimensions to group by; what the rows are where none is given. indicators: those
    beside the built-in ones.
    Raises NotUnderstoodError where a count cannot be read, or where tables would be
    counted twice; UsageError where the rows have nothing to be grouped by as asked, or a
    caption of an indicator means several columns.
    """
    checked = checked_records(
        tables,
        lambda records: tuple(by) or default_dimensions(tables, records),
        apart=Dimension.FILE in by,
        on_time_base=on_time_base,
        indicators=indicators,
    )
    return summary_of(
        checked.records,
        checked.by,
        sources=sources_of(tables),
        findings=checked.findings,
        on_time_base=on_time_base,
        indicators=indicators,
    )


def sound_records(
    tables: Sequence[Table], *, apart: bool = False, extras: Extras = NO_EXTRAS
) -> tuple[list[Record], list[Finding]]:
    """The records of tables that can be added up, and what merging them brought to light.

    extras: what own indicators take of extra columns.
    Raises NotUnderstoodError where a count cannot be read, or would be counted twice.
    """
    found = [finding for table in tables for finding in table.findings]
    _refuse_bad_counts([*found, *extras.findings])
    _refuse_double_counting(tables)
    records, merging = records_of(tables, apart=apart, extras=extras)
    _refuse_parts_beside_wholes(records)
    return records, [*extras.findings, *merging]


def summary_of(
    records: Sequence[Record],
    dimensions: Sequence[Dimension],
    *,
    sources: tuple[Source, ...],
    findings: Sequence[Finding] = (),
    on_time_base: Count = Count.RESOLVED,
    basis: Basis | None = None,
    indicators: Indicators = NO_INDICATORS,
) -> Summary:
    """Group records, of which it is known that they can be grouped so, and add them up."""
    keys = [d.value for d in dimensions]
    groups = tuple(
        _group(dict(zip(keys, names, strict=True)), members, on_time_base, indicators)
        for names, members in _grouped(records, dimensions).items()
    )
    return Summary(
        sources=sources,
        period=span(records),
        by=tuple(dimensions),
        groups=groups,
        total=_group({}, records, on_time_base, indicators),
        findings=tuple(findings),
        basis=basis,
    )


class Checked(NamedTuple):
    """The detail rows of some tables, what they are to be grouped by, and what was found."""

    records: Sequence[Record]
    by: tuple[Dimension, ...]
    period: Period | None
    findings: tuple[Finding, ...]


def checked_records(
    tables: Sequence[Table],
    by: Callable[[Sequence[Record]], tuple[Dimension, ...]],
    *,
    apart: bool = False,
    on_time_base: Count = Count.RESOLVED,
    indicators: Indicators = NO_INDICATORS,
) -> Checked:
    """The detail rows of some tables, put together and checked; ``by`` says how to group them.

    apart: keep rows of different files apart. Raises what ``summarize_tables`` raises.
    """
    extras = extras_of(tables, indicators)
    records, merging = sound_records(tables, apart=apart, extras=extras)
    dimensions = by(records)
    refuse_missing(dimensions, records)
    findings = still_true(check_tables(tables, records, on_time_base.value), extras) + merging
    findings += untold_of(records, indicators)
    if Dimension.PERIOD not in dimensions:
        findings += period_findings(records)
    return Checked(records, dimensions, span(records), tuple(findings))


def untold_of(records: Sequence[Record], indicators: Indicators) -> list[Finding]:
    """The figures that indicators want and records do not tell."""
    if not indicators.captions:
        return []
    return list(untold([Told(_place(record), record.extras) for record in records], indicators))


def _place(record: Record) -> Place:
    """Where a record stands, as near as it knows."""
    if record.origins:
        return record.place(next(iter(record.origins)))._replace(cell=None)
    name = " · ".join(record.names.values()) or None
    return record.tables[0].grid.place()._replace(row=name)


def sources_of(tables: Sequence[Table]) -> tuple[Source, ...]:
    return tuple(Source(t.file, t.grid.sheet, "counts", t.layout) for t in tables)


def _grouped(
    records: Sequence[Record], dimensions: Sequence[Dimension]
) -> dict[tuple[str | None, ...], list[Record]]:
    """Records by their names in some dimensions; a unit goes by its first spelling."""
    grouped: dict[tuple[str | None, ...], list[Record]] = {}
    spelled: dict[tuple[str | None, ...], tuple[str | None, ...]] = {}
    for record in records:
        names = tuple(group_name(record, dimension) for dimension in dimensions)
        same = tuple(
            record.unit if dimension is Dimension.UNIT else name
            for name, dimension in zip(names, dimensions, strict=True)
        )
        grouped.setdefault(spelled.setdefault(same, names), []).append(record)
    return grouped


def _group(
    key: Mapping[str, str | None],
    records: Sequence[Record],
    base: Count,
    indicators: Indicators,
) -> Group:
    counts = summed(records)
    extras = summed_extras(records) if indicators.own else None
    derived = {count for record in records for count in record.derived}
    return Group(
        key=key,
        counts=counts,
        derived=tuple(count for count in ALL_COUNTS if count in derived and count in counts),
        indicators=indicators_of(
            counts,
            days=days_of(records),
            on_time_base=base,
            own=indicators.own,
            extras=extras,
        ),
    )


UNREADABLE = frozenset({"BAD_COUNT", "SHIFTED_ROW", "UNNAMED_TOTAL", "UNRECOGNISED_SECTION"})
"""Errors after which any sum is wrong: figures are there but cannot be read."""


def _refuse_bad_counts(found: Sequence[Finding]) -> None:
    bad = [
        finding
        for finding in found
        if finding.code in UNREADABLE and finding.severity is Severity.ERROR
    ]
    if bad:
        more = T("{number} more such cells; tthc-stats check lists them.", number=len(bad) - 1)
        raise NotUnderstoodError(
            bad[0].message, place=bad[0].place, hint=more if len(bad) > 1 else None
        )


def _refuse_double_counting(tables: Sequence[Table]) -> None:
    """Tables of the same dossiers by different things must not be added to one another."""
    first: dict[tuple[Period | None, str | None], Table] = {}
    for table in tables:
        other = first.setdefault((table.period, table.unit), table)
        if table.rows_by[:1] != other.rows_by[:1] and set(table.stated) & set(other.stated):
            raise NotUnderstoodError(
                T(
                    "its rows are {these}, those of {other} are {those}; adding both would "
                    "count dossiers twice",
                    these=_rows_are(table),
                    other=str(other.grid.place()),
                    those=_rows_are(other),
                ),
                place=table.grid.place(),
                hint=T("Choose sheets with --sheet, or give the files one by one."),
            )


def _refuse_parts_beside_wholes(records: Sequence[Record]) -> None:
    """A unit's row must not be added to rows of the same unit by field or procedure."""
    finer = {Dimension.FIELD, Dimension.PROCEDURE}
    wholes = {
        (record.unit, record.period): record
        for record in records
        if record.unit and not finer & record.names.keys()
    }
    for record in records:
        whole = wholes.get((record.unit or "", record.period))
        if whole and finer & record.names.keys() and whole.counts.keys() & record.counts.keys():
            place = next(iter(record.origins), None)
            raise NotUnderstoodError(
                T(
                    "it lists parts of “{unit}”, whose figures {other} gives as a whole; adding "
                    "both would count dossiers twice",
                    unit=whole.names.get(Dimension.UNIT, ""),
                    other=str(whole.tables[0].grid.place()),
                ),
                place=record.place(place) if place else None,
                hint=T("Choose sheets with --sheet, or give the files one by one."),
            )


def _rows_are(table: Table) -> str:
    return table.rows_by[0].value if table.rows_by else "-"


def default_dimensions(tables: Sequence[Table], records: Sequence[Record]) -> tuple[Dimension, ...]:
    """What the rows are: the finest labels of the tables, else units, else files."""
    main = {table.rows_by[0] for table in tables if table.rows_by}
    if len(main) == 1:
        return (main.pop(),)
    if named_in(records, Dimension.UNIT) == len(records):
        return (Dimension.UNIT,)
    return (Dimension.FILE,)


def refuse_missing(dimensions: Sequence[Dimension], records: Sequence[Record]) -> None:
    """Raises UsageError where no record has a value in one of the dimensions."""
    for dimension in dimensions:
        if records and not any(group_name(record, dimension) is not None for record in records):
            held = [d.value for d in Dimension if named_in(records, d)]
            raise UsageError(
                T("no row has a {dimension} to group by", dimension=dimension.value),
                hint=T("These tables can be grouped by {known}.", known=tuple(held)),
            )
