"""What people name in the place of a file: a file, a period of the history, or FILE@PERIOD."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tthc_stats.cli.options import history_file
from tthc_stats.cli.streams import counting, read_files
from tthc_stats.model.indicator import NO_INDICATORS, Indicators
from tthc_stats.model.period import Period


class Given(NamedTuple):
    """A file, or ``None`` for the history; and the period, where it is named."""

    file: str | None
    period: str | None


def given(text: str) -> Given:
    """What a word names. A file that is called like a period is written with its folder, as
    in ``./2026``.
    """
    if _is_period(text):
        return Given(None, text)
    file, sign, period = text.rpartition("@")
    if sign and _is_period(period) and not os.path.exists(text):
        return Given(file, period)
    return Given(text, None)


def _is_period(text: str) -> bool:
    try:
        Period.parse(text)
    except ValueError:
        return False
    return True


def named_files(words: Sequence[str], history: str | None) -> list[str]:
    """The files among what is named, which no output may replace."""
    files = [given(word).file for word in words]
    return [file for file in (*files, history) if file is not None]


def refuse_misplaced(words: Sequence[str], reading: Mapping[str, Any]) -> None:
    """Raise UsageError for --table or --query where no database is named, or the reverse."""
    from tthc_stats.ingest.postgres import refuse_misplaced

    refuse_misplaced(named_files(words, None), reading["table"], reading["query"])


class Asked(NamedTuple):
    """How what is named shall be read and grouped."""

    history: str | None
    agency: str | None
    on_time_base: str
    reading: dict[str, Any]
    tally: dict[str, Any]
    own: Indicators = NO_INDICATORS


def summary_of(text: str, asked: Asked, by: Sequence[str]) -> Any:
    """The summary of a file or of a recorded period."""
    named = given(text)
    if named.file is None:
        from tthc_stats.api.history import recorded_summary

        return recorded_summary(
            history_file(asked.history),
            named.period or "",
            agency=asked.agency,
            by=by,
            on_time_base=asked.on_time_base,
            indicators=asked.own,
        )
    return summary_of_files([named.file], named.period, asked, by)


def _reading(files: Sequence[str], asked: Asked) -> dict[str, Any]:
    """How files are read: a table or a query is for databases among what is named."""
    from tthc_stats.ingest.postgres import is_database

    if any(map(is_database, files)):
        return asked.reading
    return {**asked.reading, "table": None, "query": None}


def summary_of_files(files: Sequence[str], period: Any, asked: Asked, by: Sequence[str]) -> Any:
    """The summary of some files together."""
    from tthc_stats.api.summary import summarize

    found = read_files(files, period=period, **_reading(files, asked))
    with counting() as progress:
        return summarize(
            found,
            by=by,
            on_time_base=asked.on_time_base,
            indicators=asked.own,
            period=period,
            progress=progress,
            **asked.tally,
        )


def summaries_of(text: str, asked: Asked, by: Sequence[str]) -> list[Any]:
    """The summaries of the periods that a file holds, or that of a recorded one."""
    named = given(text)
    if named.file is None:
        return [summary_of(text, asked, by)]
    from tthc_stats.api.history import summaries
    from tthc_stats.api.recording import periods_of

    found = read_files([named.file], period=named.period, **_reading([named.file], asked))
    own = asked.own
    ready = periods_of(found, indicators=own, period=named.period, **asked.tally)
    return summaries(
        ready.periods, named.file, by=by, on_time_base=asked.on_time_base, indicators=own
    )
