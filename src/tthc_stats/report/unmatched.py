"""Why the figures of a text have no counterpart in the files that they are compared with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tthc_stats.ingest.tables import Reading
from tthc_stats.model.period import Period
from tthc_stats.model.table import Dimension, RowKind
from tthc_stats.model.text import Joined, T, Text
from tthc_stats.proofread.claim import Proofreading
from tthc_stats.report.facts import period_name

MOST = 3
"""More names than these only fill the line."""
UNNAMED = T("no unit and no period that it names")


def unmatched_in_words(
    found: Proofreading, others: Reading, period: str | Period | None
) -> Text | None:
    """Whom and when the text and the files are of, where no figure has a counterpart.

    period: which the user named for the files.
    """
    if found.compared or not found.figures:
        return None
    return T(
        "no figure of the text has a counterpart in the files of --against. Text: {text}. Files: "
        "{files}. Say with --period which period of the files is meant, or name the files of "
        "this unit and period.",
        text=_listed(_of_text(found)),
        files=_listed(_of_files(others, period)),
    )


def _listed(names: Iterable[Text | str]) -> Joined | Text:
    known = tuple(names)
    return Joined(known) if known else UNNAMED


def _of_text(found: Proofreading) -> Iterator[Text | str]:
    subjects = [mention.subject for mention in found.mentions]
    yield from _few(subject.unit or subject.level for subject in subjects)
    yield from _few(subject.period and period_name(subject.period) for subject in subjects)


def _of_files(others: Reading, period: str | Period | None) -> Iterator[Text | str]:
    yield from _few(_units(others))
    if isinstance(period, str):
        yield period
        return
    given = [*(t.period for t in others.tables), *(r.period for r in others.registers)]
    periods = [period] if period else given
    yield from _few(known and period_name(known) for known in periods)


def _units(others: Reading) -> Iterator[str | None]:
    yield from (register.unit for register in others.registers)
    for table in others.tables:
        yield table.unit
        if table.rows_by == (Dimension.UNIT,):
            yield from (row.label for row in table.rows if row.kind is RowKind.DETAIL)


def _few(names: Iterable[Text | str | None]) -> Iterator[Text | str]:
    known = tuple(dict.fromkeys(name for name in names if name))
    yield from known[:MOST]
    if len(known) > MOST:
        yield "…"
