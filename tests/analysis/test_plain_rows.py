"""Random tables without sections, numbers or a total: no row is left out of the sum silently."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tthc_stats.analysis.summary import summarize_tables
from tthc_stats.ingest.tables import read_tables
from tthc_stats.model.counts import Count
from tthc_stats.model.errors import NotUnderstoodError
from tthc_stats.model.grid import Grid, Value
from tthc_stats.model.table import Table

TITLES: list[list[Value]] = [
    ["TÌNH HÌNH GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH"],
    ["Tháng 9 năm 2026"],
    ["Đơn vị", "Tổng tiếp nhận", "Đã giải quyết", "Đang giải quyết"],
]
DOUBTS = {"UNRECOGNISED_SECTION", "UNNAMED_TOTAL"}
NAMES = {"communes": "Xã", "names that tell nothing": "Chi nhánh"}
Figures = tuple[int, int]
"""Resolved and pending."""


@st.composite
def small_rows(draw: st.DrawFn) -> list[Figures]:
    """Some rows, often with one that is the sum of those next to it, or equal to one."""
    row = st.tuples(st.integers(0, 6), st.integers(0, 6)) | st.tuples(
        st.integers(0, 60), st.just(1)
    )
    rows = draw(st.lists(row, min_size=3, max_size=11))
    at, length = draw(st.integers(0, len(rows))), draw(st.integers(0, 4))
    run = rows[at : at + length] or rows[max(0, at - length) : at]
    if draw(st.booleans()):
        rows.insert(at, (sum(r for r, _ in run), sum(p for _, p in run)))
    return rows


def table_of(name: str, rows: Sequence[Figures]) -> Table:
    body: list[list[Value]] = [
        [f"{name} {chr(ord('A') + n)}", resolved + pending, resolved, pending]
        for n, (resolved, pending) in enumerate(rows)
    ]
    (table,) = read_tables([Grid("bang.csv", "csv", [*TITLES, *body])]).tables
    return table


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@given(rows=small_rows())
def test_a_sum_takes_in_every_row_or_says_that_it_may_not(name: str, rows: list[Figures]) -> None:
    table = table_of(name, rows)
    try:
        total = summarize_tables([table]).total
    except NotUnderstoodError:
        return
    everything = sum(map(sum, rows))
    doubted = DOUBTS & {finding.code for finding in table.findings}
    assert total.counts.get(Count.RECEIVED) == everything or doubted


@given(rows=small_rows())
def test_communes_are_no_sections_of_communes(rows: list[Figures]) -> None:
    assert {row.kind.value for row in table_of("Xã", rows).rows} == {"detail"}
