"""Tables and registers added up by group, with their indicators."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from tthc_stats.analysis.summary import Summary, summarize_tables
from tthc_stats.api.inputs import refuse_both, tables_of
from tthc_stats.api.words import (
    OwnIndicators,
    base_of,
    dimension_of,
    names_of,
    own_indicators_of,
    tally_options,
)
from tthc_stats.ingest.tables import Reading
from tthc_stats.model.period import Period
from tthc_stats.model.table import Table


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
    listed = names_of(by)
    own = own_indicators_of(indicators)
    if isinstance(tables, Reading) and tables.registers:
        refuse_both(tables)
        from tthc_stats.analysis.dossiers import summarize_registers

        options = tally_options(
            period, cutoff, as_of=as_of, rule=rule, no_due=no_due, date_order=date_order
        )
        return summarize_registers(
            tables.registers,
            options,
            by=listed,
            on_time_base=base_of(on_time_base),
            indicators=own,
            progress=progress,
        )
    return summarize_tables(
        tables_of(tables),
        by=[dimension_of(name) for name in listed],
        on_time_base=base_of(on_time_base),
        indicators=own,
    )
