"""Put the periods of tables and registers into a history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import file_digest
from os import PathLike, fspath
from pathlib import Path
from typing import NamedTuple

from tthc_stats.analysis.history import Recordable, periods_of_registers, periods_of_tables
from tthc_stats.api.inputs import refuse_both, tables_of
from tthc_stats.api.words import OwnIndicators, own_indicators_of, tally_options
from tthc_stats.ingest.tables import Reading
from tthc_stats.model.findings import Finding
from tthc_stats.model.history import StoredPeriod
from tthc_stats.model.period import Period
from tthc_stats.model.table import Table
from tthc_stats.model.version import __version__


class Recorded(NamedTuple):
    """What was written into a history.

    replaced: what stood there of the same periods and agency. findings: those of the tables.
    """

    periods: tuple[StoredPeriod, ...]
    replaced: tuple[StoredPeriod, ...]
    findings: tuple[Finding, ...]


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
    if isinstance(tables, Reading) and tables.registers:
        refuse_both(tables)
        options = tally_options(
            period, cutoff, as_of=as_of, rule=rule, no_due=no_due, date_order=date_order
        )
        known = _digests((register.file for register in tables.registers), digests)
        return periods_of_registers(tables.registers, options, agency=agency, digests=known)
    listed = tables_of(tables)
    known = _digests((table.file for table in listed), digests)
    return periods_of_tables(
        listed, agency=agency, digests=known, indicators=own_indicators_of(indicators)
    )


def _digests(files: Iterable[str], known: Mapping[str, str] | None) -> dict[str, str]:
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
    from tthc_stats.store.history import write_periods

    periods = tuple(
        StoredPeriod(stored.head._replace(version=__version__), stored.rows)
        for stored in found.periods
    )
    replaced = write_periods(fspath(history), periods)
    return Recorded(periods, tuple(replaced), found.findings)
