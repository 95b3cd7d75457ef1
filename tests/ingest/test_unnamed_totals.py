"""Rows that are the sum of all others: told the same however many rows there are."""

from __future__ import annotations

import io
import sys
from types import FrameType

from hypothesis import given
from hypothesis import strategies as st

from tthc_stats import read
from tthc_stats.ingest import unnamed_totals
from tthc_stats.ingest.unnamed_totals import sums_of, unnamed_total
from tthc_stats.model.table import Table

FIGURES = st.one_of(st.just(""), st.integers(0, 30).map(str))


def table_of(rows: list[list[str]]) -> Table:
    lines = [f"Xã {number:05d},{','.join(row)}" for number, row in enumerate(rows)]
    text = "\n".join(["unit,received,early,on_time,late,resolved", *lines])
    return read(io.BytesIO(text.encode())).tables[0]


@given(st.lists(st.lists(FIGURES, min_size=5, max_size=5), min_size=2, max_size=6))
def test_the_sums_of_all_others_are_those_row_by_row(rows: list[list[str]]) -> None:
    table = table_of([["1", "1", "1", "1", "1"], *rows])
    positions = range(len(table.rows))
    all_ = unnamed_totals._added(table.rows)
    for position in positions:
        others = [other for other in positions if other != position]
        without = all_.without(table.rows[position])
        found = unnamed_totals._sums(table, position, others, without)
        assert found == sums_of(table, position, others)


def calls(table: Table) -> int:
    """How many functions of Python are called."""
    number = 0

    def count(_: FrameType, event: str, __: object) -> None:
        nonlocal number
        number += event == "call"

    sys.setprofile(count)
    try:
        assert unnamed_total(table) == []
    finally:
        sys.setprofile(None)
    return number


def test_four_times_the_rows_take_four_times_as_long() -> None:
    small, large = (
        table_of([[str(n % 7 + 9), "1", "2", "3", "6"] for n in range(size)]) for size in (100, 400)
    )
    assert calls(large) < 5 * calls(small)
