"""The library's face: read tables, summarize, check, record and compare them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from io import IOBase
from os import PathLike, fspath
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TypeVar, cast

from tthc_stats.analysis.checks import check_tables
from tthc_stats.analysis.checks.rules import proven_cells
from tthc_stats.analysis.extras import extras_of, still_true
from tthc_stats.analysis.frame import from_frame, to_frame
from tthc_stats.analysis.indicators import ON_TIME_BASES
from tthc_stats.analysis.periods import period_findings
from tthc_stats.analysis.records import records_of
from tthc_stats.analysis.summary import Source, Summary, sources_of, summarize_tables
from tthc_stats.ingest.folders import files_of
from tthc_stats.ingest.large import read_large
from tthc_stats.ingest.layouts import Layout, read_layout
from tthc_stats.ingest.postgres import is_database, refuse_misplaced, shown
from tthc_stats.ingest.readers import read_grids
from tthc_stats.ingest.tables import Reading, read_tables
from tthc_stats.model.counts import Count
from tthc_stats.model.errors import NotUnderstoodError, UsageError
from tthc_stats.model.findings import Finding, Place
from tthc_stats.model.indicator import NO_INDICATORS, Indicators
from tthc_stats.model.period import Period
from tthc_stats.model.table import Dimension, Table
from tthc_stats.model.text import T

if TYPE_CHECKING:
    from tthc_stats.analysis.compare import Comparison
    from tthc_stats.analysis.durations import DossierList, DurationSummary
    from tthc_stats.analysis.history import Present, Recordable
    from tthc_stats.analysis.outline import Outline
    from tthc_stats.analysis.ranking import Ranking
    from tthc_stats.analysis.trend import Trend
    from tthc_stats.model.history import StoredHead, StoredPeriod
    from tthc_stats.model.register import Register
    from tthc_stats.tally.calendar import CalendarRules
    from tthc_stats.tally.options import TallyOptions

__all__ = [
    "Check",
    "Recorded",
    "against_history",
    "check",
    "compare",
    "dossiers",
    "durations",
    "from_frame",
    "outline",
    "periods_of",
    "rank",
    "read",
    "record",
    "recorded_periods",
    "recorded_rows",
    "recorded_summary",
    "remove_periods",
    "stored_periods",
    "summaries",
    "summarize",
    "tally_options",
    "to_frame",
    "trend",
]

FileSource = str | PathLike[str] | BinaryIO
OwnIndicators = Indicators | Mapping[str, object] | None
"""Indicators beside the built-in ones, or a mapping as ``own_indicators`` takes it."""


class Check(NamedTuple):
    """What a check found.

    covered, figures: how many figures of tables at least one identity covers, of how many.
    dossiers: how many dossiers of registers were examined. compared, printed: how many
    figures of the tables given as ``against`` were compared with registers, of how many.
    """

    sources: tuple[Source, ...]
    findings: tuple[Finding, ...]
    covered: int
    figures: int
    dossiers: int = 0
    compared: int = 0
    printed: int = 0


class Recorded(NamedTuple):
    """What was written into a history.

    replaced: what stood there of the same periods and agency. findings: those of the tables.
    """

    periods: tuple[StoredPeriod, ...]
    replaced: tuple[StoredPeriod, ...]
    findings: tuple[Finding, ...]


def read(
    sources: FileSource | Iterable[FileSource],
    *,
    sheets: str | Sequence[str] = (),
    layout: str | PathLike[str] | Layout | None = None,
    period: str | Period | None = None,
    progress: Callable[[str], None] | None = None,
    tables_required: bool = True,
    table: str | None = None,
    query: str | None = None,
) -> Reading:
    """Read every table of counts, and recognise every register, in some files.

    sources: paths, ``"-"`` for standard input, binary streams, or addresses of PostgreSQL
    databases (``postgresql://…``) with the register in a ``table`` or view, such as
    ``"public.ho_so"``, or in the answer to a ``query``. sheets: names or numbers
    of the sheets to read; all visible ones where none is given. layout: a user's own
    layout. period: the period of tables that do not say theirs, such as ``"2026-08"``.
    progress: called with each file's name before it is read. tables_required: whether a
    file without a table of counts is refused.

    Raises UnreadableError for a file that cannot be opened or is broken,
    NotUnderstoodError for one without a table of counts, UsageError for an unknown sheet,
    layout or period.
    """
    own = layout if isinstance(layout, Layout) or layout is None else read_layout(fspath(layout))
    if own and own.sheet and not sheets:
        sheets = (own.sheet,)
    sheets = [sheets] if isinstance(sheets, str) else sheets
    whole = Reading()
    listed = _listed(sources, whole)
    refuse_misplaced(listed, table, query)
    asked = _meant(period) if period else ()  # also of registers, whose days depend on the cut-off
    for source in listed:
        if progress:
            progress(_name(source))
        if is_database(source):
            from tthc_stats.ingest.postgres.table import read as read_database

            reading = read_database(str(source), table, query, own, sheets)
        else:
            reading = _read(source, sheets, own)
        if tables_required:
            _refuse_empty(reading, _name(source))
        whole.grids += reading.grids
        whole.tables += reading.tables
        whole.registers += reading.registers
        whole.skipped += reading.skipped
    for found in whole.tables:
        _set_period(found, asked)
    return whole


def _read(source: FileSource, sheets: Sequence[str], own: Layout | None) -> Reading:
    """One input, of which large registers are not read whole."""
    if isinstance(source, str | PathLike):
        large = read_large(fspath(source), sheets, own)
        if large:
            return large
    return read_tables(read_grids(source, sheets=sheets), own, named=bool(sheets))


def _listed(sources: FileSource | Iterable[FileSource], reading: Reading) -> list[FileSource]:
    """The sources one by one; what is passed over in folders is noted in the reading."""
    given = (
        [cast(FileSource, sources)]
        if isinstance(sources, str | PathLike | IOBase)
        else list(cast(Iterable[FileSource], sources))
    )
    if given.count("-") > 1:
        raise UsageError(T("standard input is named twice"), hint=T("Name it once."))
    listed: list[FileSource] = []
    for source in given:
        if isinstance(source, str | PathLike):
            listed += files_of(fspath(source), reading.skipped)
        else:
            listed.append(source)
    return listed


def _name(source: FileSource) -> str:
    return shown(str(getattr(source, "name", source)))


def _period(period: str | Period | None) -> Period | None:
    if period is None or isinstance(period, Period):
        return period
    try:
        return Period.parse(period)
    except ValueError as error:
        raise UsageError(
            T("“{period}” is not a period", period=period),
            hint=T("Write 2026-08, Q3/2026, H1/2026, 9M/2026, 2026 or 2026-07-15..2026-08-14."),
        ) from error


def _refuse_empty(reading: Reading, name: str) -> None:
    """A file without any table is not understood; say why, sheet by sheet."""
    if reading.tables or reading.registers:
        return
    seen = [s for s in reading.skipped if s.why != T("the sheet is empty")] or reading.skipped
    if not seen:
        raise NotUnderstoodError(T("the file holds no sheet"), place=name)
    raise NotUnderstoodError(
        seen[0].why,
        place=Place(name, seen[0].grid.sheet),
        hint=T("Look at it with tthc-stats inspect, or name its columns in a layout (--layout)."),
    )


def _set_period(table: Table, asked: Sequence[Period]) -> None:
    """A table that does not say its period is of the days of the calendar; one that does may
    also be of the official ones that the asked period's name stands for.
    """
    if not asked:
        return
    if table.period is not None and table.period not in asked:
        raise UsageError(
            T("the table is of {own}, not of {asked}", own=str(table.period), asked=str(asked[0])),
            place=table.grid.place(),
            hint=T("Give the table of that period, or leave --period out."),
        )
    table.period = table.period or asked[0]
    table.findings = [finding for finding in table.findings if finding.code != "PERIOD_UNREAD"]


def summarize(
    tables: Reading | Sequence[Table],
    *,
    by: str | Sequence[str] = (),
    on_time_base: str = "resolved",
    indicators: OwnIndicators = None,
    period: str | Period | None = None,
    cutoff: str = "official",
    as_of: date | None = None,
    rule: str = "date",
    no_due: str = "on-time",
    date_order: str | None = None,
    progress: Callable[[float], None] | None = None,
) -> Summary:
    """Group the rows, add them up, compute every indicator, and check the figures.

    by: ``unit``, ``field``, ``level``, ``procedure``, ``period`` or ``file``, one or
    several; what the rows are where none is given. on_time_base: ``resolved``,
    ``received`` or ``due``. indicators: those beside the built-in ones, as the office's file
    has them, such as ``{"van_ban_ky_so": {"name": "Văn bản ký số", "numerator": "Đã ký số",
    "denominator": "Văn bản đi"}, "progress_score_766": True}``.

    Of registers also by ``commune``, ``channel``, ``service``, ``month`` or a column's
    caption, and: period: the days to count, such as ``"2026-08"``; cutoff: ``official``
    (from the 15th to the 14th) or ``calendar`` months; as_of: the day on which what is
    pending is judged; rule: ``date`` or ``timestamp``; no_due: dossiers without a due day
    are ``on-time`` or ``exclude``; date_order: ``dmy`` or ``mdy`` where dates do not tell;
    progress: told how many per cent of a large file are counted.

    Raises NotUnderstoodError where a count cannot be read or would be counted twice,
    UsageError for an unknown group or base, or an indicator that is wrongly defined.
    """
    listed = _names(by)
    own = _indicators(indicators)
    if isinstance(tables, Reading) and tables.registers:
        _refuse_both(tables)
        from tthc_stats.analysis.dossiers import summarize_registers

        options = tally_options(
            period, cutoff, as_of=as_of, rule=rule, no_due=no_due, date_order=date_order
        )
        return summarize_registers(
            tables.registers,
            options,
            by=listed,
            on_time_base=_base(on_time_base),
            indicators=own,
            progress=progress,
        )
    return summarize_tables(
        _tables(tables),
        by=[_dimension(name) for name in listed],
        on_time_base=_base(on_time_base),
        indicators=own,
    )


def _indicators(given: OwnIndicators) -> Indicators:
    if isinstance(given, Indicators):
        return given
    if not given:
        return NO_INDICATORS
    from tthc_stats.analysis.definitions import own_indicators

    return own_indicators(given)


def outline(
    tables: Reading | Sequence[Table],
    *,
    rows: Sequence[str] = (),
    sections: str = "source",
    levels: Mapping[str, str] | None = None,
    inside: Mapping[Count, Sequence[Count]] | None = None,
    progress: Callable[[float], None] | None = None,
    period: str | Period | None = None,
    cutoff: str = "official",
    as_of: date | None = None,
    rule: str = "date",
    no_due: str = "on-time",
    date_order: str | None = None,
) -> Outline:
    """The rows of tables or registers in their sections, as official forms have them.

    rows: what the rows may be, the first that the source tells. sections: ``source`` (as it
    has them), ``level`` (by level of government) or ``none``. levels: the names of the
    sections by level. inside: the counts that are to take in a class which is neither
    resolved nor pending by name. The others are those of ``summarize``.

    Raises what ``summarize`` raises.
    """
    from tthc_stats.analysis.outline import Sections, outline_of_registers, outline_of_tables

    asked = _one_of(Sections, sections)
    if isinstance(tables, Reading) and tables.registers:
        _refuse_both(tables)
        options = tally_options(
            period, cutoff, as_of=as_of, rule=rule, no_due=no_due, date_order=date_order
        )
        return outline_of_registers(
            tables.registers,
            options,
            rows=rows,
            sections=asked,
            levels=levels,
            inside=inside,
            progress=progress,
        )
    return outline_of_tables(
        _tables(tables),
        rows=[_dimension(name) for name in rows],
        sections=asked,
        levels=levels,
        inside=inside,
    )


def _refuse_both(reading: Reading) -> None:
    if reading.tables:
        raise UsageError(
            T("a register and a table of counts cannot be added up"),
            place=reading.tables[0].grid.place(),
            hint=T("Give them one by one; tthc-stats check --against compares them."),
        )


def dossiers(
    tables: Reading,
    kind: str,
    *,
    days: int = 5,
    limit: int | None = None,
    calendar: str | PathLike[str] | None = None,
    period: str | Period | None = None,
    cutoff: str = "official",
    as_of: date | None = None,
    rule: str = "date",
    no_due: str = "on-time",
    date_order: str | None = None,
    progress: Callable[[float], None] | None = None,
) -> DossierList:
    """List dossiers of registers by code, unit, procedure and dates, with their working days.

    kind: ``late`` (resolved in the period after the due day), ``overdue`` (pending after
    it), ``due-soon`` (falling due within ``days`` working days after the day as of) or
    ``paused``. limit: how many dossiers at most. calendar: an own calendar of working days
    in TOML. The others are those of ``summarize``, and so are the dossiers that count.

    Raises NotUnderstoodError where the input is no register or does not tell these dossiers,
    UsageError for an unknown word or a wrong calendar.
    """
    from tthc_stats.analysis.durations import Kind, list_dossiers

    options = tally_options(
        period, cutoff, as_of=as_of, rule=rule, no_due=no_due, date_order=date_order
    )
    own = _calendar(calendar)
    chosen = _one_of(Kind, kind)
    return list_dossiers(
        _registers(tables), options, chosen, days=days, limit=limit, own=own, progress=progress
    )


def durations(
    tables: Reading,
    *,
    by: str | Sequence[str] = (),
    days: int = 5,
    calendar: str | PathLike[str] | None = None,
    period: str | Period | None = None,
    cutoff: str = "official",
    as_of: date | None = None,
    rule: str = "date",
    no_due: str = "on-time",
    date_order: str | None = None,
    progress: Callable[[float], None] | None = None,
) -> DurationSummary:
    """The working days that dossiers of registers took, wait or are late.

    by: what to group by as in ``summarize``; all together where nothing is given. days: how
    many working days ahead dossiers fall due soon. The others are those of ``dossiers``.

    Raises NotUnderstoodError where the input is no register, UsageError for an unknown
    group or word or a wrong calendar.
    """
    from tthc_stats.analysis.durations import durations_of

    options = tally_options(
        period, cutoff, as_of=as_of, rule=rule, no_due=no_due, date_order=date_order
    )
    own = _calendar(calendar)
    listed = _names(by)
    return durations_of(
        _registers(tables), options, by=listed, days=days, own=own, progress=progress
    )


def _calendar(path: str | PathLike[str] | None) -> CalendarRules | None:
    from tthc_stats.tally.calendar import read_calendar

    return None if path is None else read_calendar(fspath(path))


def _names(given: str | Sequence[str]) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


def _registers(reading: Reading) -> list[Register]:
    """The registers of a reading. Raises NotUnderstoodError where it holds counts instead."""
    if reading.tables:
        raise NotUnderstoodError(
            T("this is a table of counts, not a register with a row per dossier"),
            place=reading.tables[0].grid.place(),
            hint=T("Give the register it was made from, or name its sheet with --sheet."),
        )
    return reading.registers


def tally_options(
    period: str | Period | None = None,
    cutoff: str = "official",
    *,
    as_of: date | None = None,
    rule: str = "date",
    no_due: str = "on-time",
    date_order: str | None = None,
) -> TallyOptions:
    """What is asked of registers, from plain words. Raises UsageError for an unknown one."""
    from tthc_stats.ingest.registers.dates import Order
    from tthc_stats.tally.options import NoDue, Rule, TallyOptions

    return TallyOptions(
        _days(period, cutoff),
        as_of,
        _one_of(Rule, rule),
        _one_of(NoDue, no_due),
        _one_of(Order, date_order) if date_order else None,
    )


Choice = TypeVar("Choice", bound=StrEnum)


def _one_of(choices: type[Choice], word: str) -> Choice:
    try:
        return choices(word)
    except ValueError as error:
        known = tuple(choice.value for choice in choices)
        raise UsageError(
            T("“{word}” is none of {known}", word=word, known=known),
        ) from error


def _days(period: str | Period | None, cutoff: str) -> Period | None:
    if cutoff not in ("official", "calendar"):
        raise UsageError(
            T("“{word}” is none of {known}", word=cutoff, known=("official", "calendar"))
        )
    asked = _period(period)
    return Period.official(period) if isinstance(period, str) and cutoff == "official" else asked


def check(
    tables: Reading | Sequence[Table],
    *,
    against: Reading | Sequence[Table] = (),
    history: str | PathLike[str] | None = None,
    on_time_base: str = "resolved",
    indicators: OwnIndicators = None,
    period: str | Period | None = None,
    cutoff: str = "official",
    as_of: date | None = None,
    rule: str = "date",
    no_due: str = "on-time",
    date_order: str | None = None,
    progress: Callable[[float], None] | None = None,
) -> Check:
    """Find the figures that cannot be true, each with its cell and the smallest repairs.

    Of registers: dossiers whose dates, codes and statuses cannot all be right. against:
    tables of counts whose printed figures are compared with what the registers give for
    the same days, cell by cell. history: a file of recorded periods, which what is carried
    over must agree with. The other options are those of ``summarize``; the days are those of
    the table where no period is given.

    Raises UsageError where registers are compared with nothing, or tables without a
    period; NotUnderstoodError where the dates of a register cannot be understood.
    """
    base, own = _base(on_time_base).value, _indicators(indicators)
    found = _check_tables(_tables(tables), base, history, own)
    registers = tables.registers if isinstance(tables, Reading) else []
    printed = _printed(against)
    if not registers:
        if printed:
            raise UsageError(T("only a register can be compared with a table"))
        return found
    from tthc_stats.analysis.checks.registers import check_registers

    options = tally_options(
        period, cutoff, as_of=as_of, rule=rule, no_due=no_due, date_order=date_order
    )
    result = check_registers(registers, printed, options, progress)
    past = _past_of_registers(registers, options, history)
    return Check(
        (*result.sources, *found.sources, *sources_of(printed)),
        (*result.findings, *past, *found.findings),
        found.covered,
        found.figures,
        result.dossiers,
        result.compared,
        result.printed,
    )


def _printed(against: Reading | Sequence[Table]) -> Sequence[Table]:
    if isinstance(against, Reading) and against.registers and not against.tables:
        raise UsageError(
            T("a register is compared with tables of counts, not with another register"),
            place=against.registers[0].grid.place(),
        )
    return _tables(against)


def _past_of_registers(
    registers: Sequence[Register],
    options: TallyOptions,
    history: str | PathLike[str] | None,
    agency_key: str | None = None,
) -> list[Finding]:
    if history is None:
        return []
    from tthc_stats.analysis.history import present_registers

    return _against_history(present_registers(registers, options), history, agency_key)


def against_history(
    tables: Reading | Sequence[Table],
    history: str | PathLike[str],
    *,
    agency_key: str | None = None,
    period: str | Period | None = None,
    cutoff: str = "official",
    as_of: date | None = None,
    rule: str = "date",
    no_due: str = "on-time",
    date_order: str | None = None,
) -> list[Finding]:
    """What tables or registers carry over and what a history has of the period before, and
    what has changed since it was recorded.

    agency_key: of the agency whose periods count, as ``recorded_periods`` has it; all where
    it is not given.

    The options are those of ``summarize`` for registers. Raises UnreadableError where the
    history is missing or damaged.
    """
    registers = tables.registers if isinstance(tables, Reading) else []
    if registers:
        options = tally_options(
            period, cutoff, as_of=as_of, rule=rule, no_due=no_due, date_order=date_order
        )
        return _past_of_registers(registers, options, history, agency_key)
    from tthc_stats.analysis.history import present_tables

    present = present_tables(records_of(_tables(tables))[0])
    return _against_history(present, history, agency_key)


def _against_history(
    present: Sequence[Present], history: str | PathLike[str], agency_key: str | None = None
) -> list[Finding]:
    from tthc_stats.analysis.checks.history import against_history, needed
    from tthc_stats.store.history import read_heads, read_periods

    path = fspath(history)
    heads = [h for h in read_heads(path) if agency_key is None or h.agency_key == agency_key]
    past = read_periods(path, needed(heads, present))
    return against_history(present, past, path)


def _check_tables(
    listed: Sequence[Table],
    on_time_base: str,
    history: str | PathLike[str] | None,
    indicators: Indicators,
) -> Check:
    extras = extras_of(listed, indicators)
    records, merging = records_of(listed, extras=extras)
    findings = still_true(check_tables(listed, records, on_time_base), extras)
    findings += (*extras.findings, *merging)
    repeated = {finding.code for finding in findings}
    if not {"CONFLICT"} & repeated:
        findings += [f for f in period_findings(records) if f.code == "PERIOD_OVERLAP"]
    if history is not None and records:
        from tthc_stats.analysis.history import present_tables

        findings += _against_history(present_tables(records), history)
    proven = [proven_cells(table) for table in listed]
    return Check(
        sources_of(listed),
        tuple(findings),
        sum(covered for covered, _ in proven),
        sum(figures for _, figures in proven),
    )


def periods_of(
    tables: Reading | Sequence[Table],
    *,
    agency: str | None = None,
    digests: Mapping[str, str] | None = None,
    indicators: OwnIndicators = None,
    period: str | Period | None = None,
    cutoff: str = "official",
    as_of: date | None = None,
    rule: str = "date",
    no_due: str = "on-time",
    date_order: str | None = None,
) -> Recordable:
    """The periods of some tables or registers with their finest rows, ready to be recorded.

    agency: whose report it is, where the titles do not say. digests: the sha256 of sources
    by their names; files are read for it. indicators: what they take of extra columns is kept
    too. The others are those of ``summarize``.
    Raises UsageError where a period is unknown, and what ``summarize`` raises.
    """
    from tthc_stats.analysis.history import periods_of_registers, periods_of_tables

    if isinstance(tables, Reading) and tables.registers:
        _refuse_both(tables)
        options = tally_options(
            period, cutoff, as_of=as_of, rule=rule, no_due=no_due, date_order=date_order
        )
        known = _digests((register.file for register in tables.registers), digests)
        return periods_of_registers(tables.registers, options, agency=agency, digests=known)
    listed = _tables(tables)
    known = _digests((table.file for table in listed), digests)
    return periods_of_tables(
        listed, agency=agency, digests=known, indicators=_indicators(indicators)
    )


def _digests(files: Iterable[str], known: Mapping[str, str] | None) -> dict[str, str]:
    from hashlib import file_digest
    from pathlib import Path

    digests = dict(known or {})
    for file in files:
        if file not in digests and Path(file).is_file():
            with Path(file).open("rb") as stream:
                digests[file] = file_digest(stream, "sha256").hexdigest()
    return digests


def record(found: Recordable, history: str | PathLike[str]) -> Recorded:
    """Write periods into a history, a file of SQLite, in one step.

    found: as ``periods_of`` gives them. A period of the same agency that stands there is
    replaced. Raises NotWritableError where it cannot be written, UnreadableError where the
    file is no history; what stood there before then still stands.
    """
    from tthc_stats.model.history import StoredPeriod
    from tthc_stats.model.version import __version__
    from tthc_stats.store.history import write_periods

    periods = tuple(
        StoredPeriod(stored.head._replace(version=__version__), stored.rows)
        for stored in found.periods
    )
    replaced = write_periods(fspath(history), periods)
    return Recorded(periods, tuple(replaced), found.findings)


def recorded_periods(history: str | PathLike[str]) -> tuple[StoredHead, ...]:
    """What a history holds, the oldest first, without the figures.

    Raises UnreadableError where there is none, or where it is damaged.
    """
    from tthc_stats.store.history import read_heads

    return tuple(read_heads(fspath(history)))


def recorded_rows(
    history: str | PathLike[str],
    periods: Sequence[str | Period] = (),
    *,
    agency: str | None = None,
) -> tuple[StoredPeriod, ...]:
    """Recorded periods with their finest rows; all of them where none are named.

    periods: such as ``"2026-08"``, which stands for the official month as well as for that
    of the calendar, whichever is recorded. Raises UsageError for a period that is not
    recorded or is recorded of several agencies, UnreadableError as ``recorded_periods``.
    """
    from tthc_stats.store.history import read_periods

    heads = _chosen(history, periods, agency)
    return tuple(read_periods(fspath(history), heads))


def stored_periods(
    history: str | PathLike[str], heads: Sequence[StoredHead]
) -> tuple[StoredPeriod, ...]:
    """Some of what ``recorded_periods`` lists, with its finest rows."""
    from tthc_stats.store.history import read_periods

    return tuple(read_periods(fspath(history), heads)) if heads else ()


def _chosen(
    history: str | PathLike[str], periods: Sequence[str | Period], agency: str | None
) -> list[StoredHead]:
    from tthc_stats.analysis.history import of_agency, of_period

    heads = of_agency(recorded_periods(history), agency, fspath(history))
    if not periods:
        return heads
    return [of_period(heads, _meant(period), fspath(history)) for period in periods]


def _meant(period: str | Period) -> tuple[Period, ...]:
    """The days that a period's name may stand for: those of the calendar, and official ones."""
    days = _period(period)
    assert days
    return (days,) if isinstance(period, Period) else (days, Period.official(period))


def recorded_summary(
    history: str | PathLike[str],
    period: str | Period,
    *,
    agency: str | None = None,
    by: str | Sequence[str] = (),
    on_time_base: str = "resolved",
    indicators: OwnIndicators = None,
) -> Summary:
    """A recorded period, as ``summarize`` gave it.

    by: ``unit``, ``level``, ``field``, ``procedure`` or ``commune``; what the rows were where
    none is given. indicators: as of ``summarize``; what they take of extra columns is known
    where it was recorded for them. Raises UsageError for a period that is not recorded or a
    group that its rows do not have, UnreadableError as ``recorded_periods``.
    """
    stored = recorded_rows(history, [period], agency=agency)
    return summaries(stored, history, by=by, on_time_base=on_time_base, indicators=indicators)[0]


def summaries(
    periods: Iterable[StoredPeriod],
    history: str | PathLike[str] = "",
    *,
    by: str | Sequence[str] = (),
    on_time_base: str = "resolved",
    indicators: OwnIndicators = None,
) -> list[Summary]:
    """The summary of each of some periods, recorded or ready to be.

    history: what they are called in errors. The others are those of ``recorded_summary``.
    """
    from tthc_stats.analysis.history import stored_summary

    dimensions = [_dimension(name) for name in _names(by)]
    base, own = _base(on_time_base), _indicators(indicators)
    return [stored_summary(stored, fspath(history), dimensions, base, own) for stored in periods]


def remove_periods(
    history: str | PathLike[str],
    periods: Sequence[str | Period],
    *,
    agency: str | None = None,
) -> tuple[StoredPeriod, ...]:
    """Take periods out of a history; returns them.

    Raises UsageError for a period that is not recorded, NotWritableError where the history
    cannot be written.
    """
    from tthc_stats.store import history as store

    heads = _chosen(history, periods, agency) if periods else []
    return tuple(store.remove_periods(fspath(history), heads))


def compare(before: Summary, after: Summary) -> Comparison:
    """Two summaries side by side: every group's counts, indicators and ranks, and the changes.

    Differences of shares are those of the exact fractions in percentage points, rounded
    when they are shown. What is in one of the two only is named, and never taken for 0.
    Raises UsageError where the two are grouped by different things.
    """
    from tthc_stats.analysis.compare import compare_summaries

    return compare_summaries(before, after)


def rank(summary: Summary, indicator: str = "on_time") -> Ranking:
    """The groups of a summary ranked by an indicator: 1, 2, 2, 4.

    Values are compared as exact fractions. late, overdue and disposition_days rank the
    smallest first. Groups without a value have no rank. Raises UsageError for an unknown
    indicator.
    """
    from tthc_stats.analysis.ranking import rank_groups

    return rank_groups(summary, indicator)


def trend(
    summaries: Sequence[Summary],
    indicator: str = "on_time",
    *,
    kind: str | None = None,
    last: int | None = None,
) -> Trend:
    """The series of an indicator over the periods of some summaries, such as recorded ones.

    kind: ``month``, ``quarter``, ``half-year``, ``nine-months`` or ``year``; the kind with
    most periods where none is given. last: how many of the newest periods. Missing periods
    are told and never filled. Raises UsageError for an unknown indicator or kind.
    """
    from tthc_stats.analysis.trend import trend_of

    return trend_of(summaries, indicator, kind=kind, last=last)


def _tables(tables: Reading | Sequence[Table]) -> Sequence[Table]:
    return tables.tables if isinstance(tables, Reading) else tables


def _dimension(name: str) -> Dimension:
    try:
        return Dimension(name)
    except ValueError as error:
        known = tuple(dimension.value for dimension in Dimension)
        raise UsageError(
            T("cannot group by “{name}”", name=name),
            hint=T("Group by one of {known}.", known=known),
        ) from error


def _base(name: str) -> Count:
    known = tuple(base.value for base in ON_TIME_BASES)
    if name not in known:
        raise UsageError(
            T("“{name}” is no base of the on-time share", name=name),
            hint=T("Use one of {known}.", known=known),
        )
    return Count(name)
