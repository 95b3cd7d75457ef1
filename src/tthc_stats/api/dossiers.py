"""Single dossiers of registers, and the working days they take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from os import PathLike, fspath

from tthc_stats.analysis.durations import (
    DossierList,
    DurationSummary,
    Kind,
    durations_of,
    list_dossiers,
)
from tthc_stats.api.words import names_of, one_of, tally_options
from tthc_stats.ingest.tables import Reading
from tthc_stats.model.errors import NotUnderstoodError
from tthc_stats.model.period import Period
from tthc_stats.model.register import Register
from tthc_stats.model.text import T
from tthc_stats.tally.calendar import CalendarRules, read_calendar


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
    options = tally_options(
        period, cutoff, as_of=as_of, rule=rule, no_due=no_due, date_order=date_order
    )
    own = _calendar(calendar)
    chosen = one_of(Kind, kind)
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
    options = tally_options(
        period, cutoff, as_of=as_of, rule=rule, no_due=no_due, date_order=date_order
    )
    own = _calendar(calendar)
    listed = names_of(by)
    return durations_of(
        _registers(tables), options, by=listed, days=days, own=own, progress=progress
    )


def _registers(reading: Reading) -> list[Register]:
    """The registers of a reading. Raises NotUnderstoodError where it holds counts instead."""
    if reading.tables:
        raise NotUnderstoodError(
            T("this is a table of counts, not a register with a row per dossier"),
            place=reading.tables[0].grid.place(),
            hint=T("Give the register it was made from, or name its sheet with --sheet."),
        )
    return reading.registers


def _calendar(path: str | PathLike[str] | None) -> CalendarRules | None:
    return None if path is None else read_calendar(fspath(path))
