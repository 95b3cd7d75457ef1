"""Figures that cannot be true: of tables, of registers, of both, or beside a history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from os import PathLike, fspath
from typing import TYPE_CHECKING, NamedTuple

from tthc_stats.analysis.checks import check_tables
from tthc_stats.analysis.checks.rules import proven_cells
from tthc_stats.analysis.extras import extras_of, still_true
from tthc_stats.analysis.periods import period_findings
from tthc_stats.analysis.records import records_of
from tthc_stats.analysis.summary import Source, sources_of
from tthc_stats.api.inputs import tables_of
from tthc_stats.api.words import OwnIndicators, base_of, own_indicators_of, tally_options
from tthc_stats.ingest.tables import Reading
from tthc_stats.model.errors import UsageError
from tthc_stats.model.findings import Finding
from tthc_stats.model.indicator import Indicators
from tthc_stats.model.period import Period
from tthc_stats.model.table import Table
from tthc_stats.model.text import T

if TYPE_CHECKING:
    from tthc_stats.analysis.history import Present
    from tthc_stats.model.register import Register
    from tthc_stats.tally.options import TallyOptions


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
    base, own = base_of(on_time_base).value, own_indicators_of(indicators)
    found = _check_tables(tables_of(tables), base, history, own)
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


def _printed(against: Reading | Sequence[Table]) -> Sequence[Table]:
    if isinstance(against, Reading) and against.registers and not against.tables:
        raise UsageError(
            T("a register is compared with tables of counts, not with another register"),
            place=against.registers[0].grid.place(),
        )
    return tables_of(against)


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
    it is not given. The options are those of ``summarize`` for registers. Raises
    UnreadableError where the history is missing or damaged.
    """
    registers = tables.registers if isinstance(tables, Reading) else []
    if registers:
        options = tally_options(
            period, cutoff, as_of=as_of, rule=rule, no_due=no_due, date_order=date_order
        )
        return _past_of_registers(registers, options, history, agency_key)
    from tthc_stats.analysis.history import present_tables

    present = present_tables(records_of(tables_of(tables))[0])
    return _against_history(present, history, agency_key)


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


def _against_history(
    present: Sequence[Present], history: str | PathLike[str], agency_key: str | None = None
) -> list[Finding]:
    from tthc_stats.analysis.checks.history import against_history, needed
    from tthc_stats.store.history import read_heads, read_periods

    path = fspath(history)
    heads = [h for h in read_heads(path) if agency_key is None or h.agency_key == agency_key]
    past = read_periods(path, needed(heads, present))
    return against_history(present, past, path)
