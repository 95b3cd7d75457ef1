"""pandas in and out: tables and summaries as frames, frames as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tthc_stats.analysis.indicators import indicator_columns
from tthc_stats.analysis.records import records_of
from tthc_stats.analysis.summary import Summary
from tthc_stats.ingest.tables import Reading, read_tables
from tthc_stats.model.counts import ALL_COUNTS, Counts
from tthc_stats.model.errors import NotUnderstoodError
from tthc_stats.model.grid import Grid, Value
from tthc_stats.model.period import Period
from tthc_stats.model.table import REGISTER_ONLY, Dimension, Table

if TYPE_CHECKING:
    import pandas as pd


ELSEWHERE = {Dimension.FILE, Dimension.PERIOD, *REGISTER_ONLY}
"""Dimensions that are columns of their own, or that tables do not have."""


def to_frame(data: Summary | Reading | Sequence[Table]) -> pd.DataFrame:
    """A frame with one row per group of a summary, or per row of some tables.

    Counts are nullable ``Int64`` (absent is ``<NA>``, never 0); percentages and days are
    floats. Tables give ``file``, ``sheet``, ``period`` and the rows' names beside the
    counts, each row completed by what follows from its identities.
    """
    if isinstance(data, Summary):
        return _summary_frame(data)
    return _tables_frame(data.tables if isinstance(data, Reading) else data)


def _summary_frame(summary: Summary) -> pd.DataFrame:
    import pandas as pd

    names = [str(name) for name in summary.by]
    frame = pd.DataFrame(
        {
            name: pd.Series([group.key[name] for group in summary.groups], dtype="object")
            for name in names
        }
    )
    frame = frame.join(_counts_frame(group.counts for group in summary.groups))
    for key, column in indicator_columns(summary.total.indicators.values()).items():
        values = [group.indicators[key].value(12) for group in summary.groups]
        frame[column] = pd.Series(
            [None if v is None else float(v) for v in values], dtype="Float64"
        )
    return frame


def _counts_frame(rows: Iterable[Counts]) -> pd.DataFrame:
    import pandas as pd

    listed = list(rows)
    return pd.DataFrame(
        {
            count.value: pd.array([row.get(count) for row in listed], dtype="Int64")
            for count in ALL_COUNTS
        }
    )


def _tables_frame(tables: Sequence[Table]) -> pd.DataFrame:
    import pandas as pd

    records, _ = records_of(tables, apart=True)
    frame = pd.DataFrame(
        {
            "file": [record.tables[0].file for record in records],
            "sheet": pd.Series([record.tables[0].grid.sheet for record in records], dtype="object"),
            "period": pd.Series(
                [record.period and str(record.period) for record in records], dtype="object"
            ),
            **{
                d.value: pd.Series([record.names.get(d) for record in records], dtype="object")
                for d in Dimension
                if d not in ELSEWHERE
            },
        }
    )
    return frame.join(_counts_frame(record.counts for record in records))


def from_frame(
    frame: pd.DataFrame, *, name: str = "frame", period: str | Period | None = None
) -> Reading:
    """Tables from a frame whose column names are captions or the plain names of counts.

    frame: one row per unit, field or procedure; several levels of column names are read
    as group › subgroup › leaf. Missing values are absent counts. name: what findings call
    it. period: that of rows which do not say theirs. Raises NotUnderstoodError where no
    column is a count, ValueError for text that is no period.
    """
    header = [list(level) for level in zip(*map(_levels, frame.columns), strict=True)]
    body = [[_value(value) for value in row] for row in frame.itertuples(index=False, name=None)]
    grid = Grid(file=name, format="frame", rows=[*header, *body])
    reading = read_tables([grid])
    if not reading.tables:
        raise NotUnderstoodError(reading.skipped[0].why, place=name)
    if period is not None:
        for table in reading.tables:
            table.period = period if isinstance(period, Period) else Period.parse(period)
    return reading


def _levels(column: object) -> tuple[str, ...]:
    return tuple(map(str, column)) if isinstance(column, tuple) else (str(column),)


def _value(value: object) -> Value:
    import pandas as pd

    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    item = getattr(value, "item", None)
    plain = item() if callable(item) else value
    return plain if isinstance(plain, str | int | float | bool) else str(plain)
