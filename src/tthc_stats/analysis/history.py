"""Periods to be kept, made of what was read, and summaries of what was kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from tthc_stats.analysis.checks import check_tables
from tthc_stats.analysis.checks.across import left_by
from tthc_stats.analysis.extras import extras_of, still_true, stored_extras
from tthc_stats.analysis.records import Record, level_of, same_name, unit_key
from tthc_stats.analysis.summary import (
    Group,
    Source,
    Summary,
    default_dimensions,
    refuse_missing,
    sound_records,
    sources_of,
    summary_of,
    untold_of,
)
from tthc_stats.model.counts import Count
from tthc_stats.model.errors import UsageError
from tthc_stats.model.findings import Finding, Place, Severity
from tthc_stats.model.grid import Grid
from tthc_stats.model.history import (
    STORED_DIMENSIONS,
    StoredHead,
    StoredPeriod,
    StoredRow,
    StoredSource,
)
from tthc_stats.model.indicator import NO_INDICATORS, Indicators
from tthc_stats.model.period import Period
from tthc_stats.model.register import Register, Role
from tthc_stats.model.table import Dimension, Table
from tthc_stats.model.text import T, unicode_only
from tthc_stats.tally.options import TallyOptions

Digests = Mapping[str, str]
"""The sha256 of files by their names."""


class Kept(NamedTuple):
    """A row to be kept, and where each of its counts stands."""

    row: StoredRow
    place: Callable[[Count], Place]


class Present(NamedTuple):
    """The rows of a period that was read just now."""

    period: Period
    rows: tuple[Kept, ...]


class Recordable(NamedTuple):
    """Periods ready to be kept, and what was found on the way.

    The version of the program is put in when they are recorded.
    """

    periods: tuple[StoredPeriod, ...]
    findings: tuple[Finding, ...]


def periods_of_tables(
    tables: Sequence[Table],
    *,
    agency: str | None = None,
    digests: Digests | None = None,
    indicators: Indicators = NO_INDICATORS,
) -> Recordable:
    """The periods of some tables with their finest rows, as ``summarize`` puts them together.

    indicators: what they take of extra columns is kept too.
    Raises UsageError where a table does not say its period, NotUnderstoodError as
    ``summarize`` does.
    """
    extras = extras_of(tables, indicators)
    records, merging = sound_records(tables, extras=extras)
    wanting = untold_of(records, indicators)
    findings = (*still_true(check_tables(tables, records), extras), *merging, *wanting)
    by = default_dimensions(tables, records)[0]
    return Recordable(
        tuple(
            StoredPeriod(
                _head(period, agency, by, _tables_of(members), findings, digests or {}, members),
                tuple(row_of(record) for record in members),
            )
            for period, members in _by_period(records).items()
        ),
        findings,
    )


def periods_of_registers(
    found: Sequence[Register],
    options: TallyOptions,
    *,
    agency: str | None = None,
    digests: Digests | None = None,
) -> Recordable:
    """The period of some registers, its rows by everything that stored rows can have.

    Raises UsageError where nobody says which days to count.
    """
    if options.period is None and not all(register.period for register in found):
        raise UsageError(
            T("the register does not say which period to count"),
            place=found[0].grid.place(),
            hint=T("Name it with --period 2026-08; compare and trend take FILE@2026-08."),
        )
    summary, rows = _counted(found, options)
    assert summary.period
    units = {register.unit for register in found}
    said = agency or (units.pop() if len(units) == 1 else None)
    errors = [f.severity is Severity.ERROR for f in summary.findings]
    head = StoredHead(
        summary.period,
        said,
        unit_key(said or ""),
        summary.by[0] if summary.by[0] in STORED_DIMENSIONS else "",
        tuple(_source(source, digests or {}) for source in summary.sources),
        summary.basis,
        sum(errors),
        len(errors) - sum(errors),
        "",
        len(rows),
    )
    return Recordable((StoredPeriod(head, tuple(rows)),), summary.findings)


def _counted(found: Sequence[Register], options: TallyOptions) -> tuple[Summary, list[StoredRow]]:
    from tthc_stats.analysis.dossiers import GROUPINGS, summarize_registers, usual

    told = [
        dimension
        for dimension in STORED_DIMENSIONS
        if any(role in register.roles for register in found for role in GROUPINGS[dimension])
    ]
    main = usual(found)
    by = [*main, *(d.value for d in told if d.value not in main)]
    summary = summarize_registers(found, options, by=by)
    level = any(Role.LEVEL in register.roles for register in found)
    return summary, _one_spelling(summary.groups, told, level=level)


def _one_spelling(
    groups: Iterable[Group], told: Sequence[Dimension], *, level: bool
) -> list[StoredRow]:
    """Groups as rows; a name in several spellings is written as it stands first.

    level: whether it is told by a column, and not by the unit's name.
    """
    spelled: dict[str, str] = {}
    rows = []
    for group in groups:
        names, parts = {}, []
        for dimension in sorted(told):
            name = group.key[dimension]
            part = f"{dimension}={same_name(dimension, name or '')}"
            if level or dimension is not Dimension.LEVEL:
                parts.append(part)
            if name is not None:
                names[dimension] = spelled.setdefault(part, name)
        rows.append(StoredRow(tuple(parts), names, (), group.counts))
    return rows


def present_tables(records: Sequence[Record]) -> list[Present]:
    """The records of known periods, each with its cells."""
    known: dict[Period, list[Kept]] = {}
    for record in records:
        if record.period:
            known.setdefault(record.period, []).append(Kept(row_of(record), record.place))
    return [Present(period, tuple(rows)) for period, rows in sorted(known.items())]


def present_registers(found: Sequence[Register], options: TallyOptions) -> list[Present]:
    """What registers give for the period, row by row; they have no cell for a count."""
    summary, rows = _counted(found, options)
    assert summary.period
    place = found[0].grid.place()

    def kept(row: StoredRow) -> Kept:
        named = place._replace(row=" · ".join(row.names.values()))
        return Kept(row, lambda _: named)

    return [Present(summary.period, tuple(map(kept, rows)))]


def row_of(record: Record) -> StoredRow:
    """A record as it is kept."""
    names = {d: record.names[d] for d in STORED_DIMENSIONS if d in record.names}
    if level := level_of(record):
        names[Dimension.LEVEL] = level
    left = left_by(record)
    return StoredRow(
        record.key,
        names,
        record.section,
        record.counts,
        tuple(record.derived),
        left.paused_outside,
        left.left_out,
        {caption: number for caption, number in record.extras.items() if number is not None},
    )


def _by_period(records: Sequence[Record]) -> dict[Period, list[Record]]:
    found: dict[Period, list[Record]] = {}
    for record in records:
        if record.period is None:
            raise UsageError(
                T("the table does not say its period"),
                place=record.tables[0].grid.place(),
                hint=T("Name it with --period 2026-08; compare and trend take FILE@2026-08."),
            )
        found.setdefault(record.period, []).append(record)
    return dict(sorted(found.items()))


def _tables_of(records: Iterable[Record]) -> list[Table]:
    return list({id(table): table for record in records for table in record.tables}.values())


def _head(
    period: Period,
    agency: str | None,
    by: Dimension,
    tables: Sequence[Table],
    findings: Iterable[Finding],
    digests: Digests,
    records: Sequence[Record],
) -> StoredHead:
    units = {table.unit for table in tables}
    said = agency or (units.pop() if len(units) == 1 else None)
    sheets = {(table.file, table.grid.sheet) for table in tables}
    own = [f.severity for f in findings if (f.place.file, f.place.sheet) in sheets]
    return StoredHead(
        period,
        said,
        unit_key(said or ""),
        by.value if by in STORED_DIMENSIONS else "",
        tuple(_source(source, digests) for source in sources_of(tables)),
        None,
        own.count(Severity.ERROR),
        own.count(Severity.WARNING),
        "",
        len(records),
    )


def _source(source: Source, digests: Digests) -> StoredSource:
    return StoredSource(unicode_only(source.file), *source[1:], digests.get(source.file))


def stored_summary(
    stored: StoredPeriod,
    history: str,
    by: Sequence[Dimension] = (),
    on_time_base: Count = Count.RESOLVED,
    indicators: Indicators = NO_INDICATORS,
) -> Summary:
    """A kept period as ``summarize`` gave it; the total alone where its rows have no names.

    indicators: those beside the built-in ones, of what is kept for them.
    Raises UsageError where the rows have nothing to be grouped by as asked.
    """
    head = stored.head
    records = _records(stored, history, indicators.captions)
    dimensions = tuple(by) or ((Dimension(head.by),) if head.by else (Dimension.FILE,))
    refuse_missing(dimensions, records)
    summary = summary_of(
        records,
        dimensions,
        sources=tuple(Source(*source[:4]) for source in head.sources),
        findings=untold_of(records, indicators),
        on_time_base=on_time_base,
        basis=head.basis,
        indicators=indicators,
    )
    return summary._replace(period=head.period)  # also where it has no rows


def _records(stored: StoredPeriod, history: str, captions: Sequence[str]) -> list[Record]:
    period = stored.head.period
    grid = Grid(file=history, format="history", rows=(), sheet=str(period))
    table = Table(grid, "history", range(0), (), [], period, stored.head.agency)
    return [
        Record(
            row.key,
            dict(row.names),
            row.section,
            period,
            dict(row.counts),
            {},
            [table],
            list(row.derived),
            extras=dict(stored_extras(row.extras, captions)) if captions else None,
        )
        for row in stored.rows
    ]


def of_agency(heads: Iterable[StoredHead], agency: str | None, history: str) -> list[StoredHead]:
    """The periods of one agency; of all where none is named.

    Raises UsageError where nothing is recorded of it.
    """
    listed = list(heads)
    if agency is None:
        return listed
    found = [head for head in listed if head.agency_key == unit_key(agency)]
    if not found:
        known = tuple(sorted({head.agency or "–" for head in listed}))
        raise UsageError(
            T("nothing is recorded of “{agency}”", agency=agency),
            place=history,
            hint=T("Recorded are {known}.", known=known),
        )
    return found


def of_period(heads: Iterable[StoredHead], meant: Sequence[Period], history: str) -> StoredHead:
    """The one recorded period of some days.

    Raises UsageError where none is recorded, or several of them or of several agencies.
    """
    listed = list(heads)
    found = [head for head in listed if head.period in meant]
    if len({head.period for head in found}) > 1:
        raise UsageError(
            T("{periods} are both recorded", periods=tuple(str(head.period) for head in found)),
            place=history,
            hint=T("Write the days, such as {days}.", days=str(found[0].period)),
        )
    if len(found) > 1:
        raise UsageError(
            T("{period} is recorded of several agencies", period=str(found[0].period)),
            place=history,
            hint=T(
                "Choose one of {known} with --agency.",
                known=tuple(head.agency or "–" for head in found),
            ),
        )
    if not found:
        known = tuple(str(head.period) for head in listed[-12:])
        raise UsageError(
            T("the period {period} is not recorded", period=str(meant[0])),
            place=history,
            hint=T("The newest ones are {known}.", known=known or ("–",)),
        )
    return found[0]
