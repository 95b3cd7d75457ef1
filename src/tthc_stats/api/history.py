"""What a history holds: its periods listed, with their rows, as summaries; taken out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os import PathLike, fspath

from tthc_stats.analysis.history import of_agency, of_period, stored_summary
from tthc_stats.analysis.summary import Summary
from tthc_stats.api.words import (
    OwnIndicators,
    base_of,
    dimension_of,
    meant_days,
    names_of,
    own_indicators_of,
)
from tthc_stats.model.history import StoredHead, StoredPeriod
from tthc_stats.model.period import Period


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
    heads = of_agency(recorded_periods(history), agency, fspath(history))
    if not periods:
        return heads
    return [of_period(heads, meant_days(period), fspath(history)) for period in periods]


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
    dimensions = [dimension_of(name) for name in names_of(by)]
    base, own = base_of(on_time_base), own_indicators_of(indicators)
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
