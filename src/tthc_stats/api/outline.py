"""The rows of tables and registers in their sections, for forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from tthc_stats.analysis.outline import (
    Outline,
    Sections,
    outline_of_registers,
    outline_of_tables,
)
from tthc_stats.api.inputs import refuse_both, tables_of
from tthc_stats.api.words import dimension_of, one_of, tally_options
from tthc_stats.ingest.tables import Reading
from tthc_stats.model.counts import Count
from tthc_stats.model.period import Period
from tthc_stats.model.table import Table


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
    asked = one_of(Sections, sections)
    if isinstance(tables, Reading) and tables.registers:
        refuse_both(tables)
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
        tables_of(tables),
        rows=[dimension_of(name) for name in rows],
        sections=asked,
        levels=levels,
        inside=inside,
    )
