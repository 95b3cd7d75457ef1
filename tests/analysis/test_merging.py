"""Several tables together: the same rows twice, parts of rows, and consecutive periods."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tthc_stats.analysis.summary import Summary, summarize_tables
from tthc_stats.ingest.tables import read_tables
from tthc_stats.model.counts import Count
from tthc_stats.model.findings import Finding, Severity
from tthc_stats.model.grid import Grid
from tthc_stats.model.period import Period
from tthc_stats.model.table import Dimension, Table

C = Count
Row = dict[Count, int]
Rows = Mapping[str, Row]

UNITS = ("Xã A", "Xã B", "Xã C")
CLASSES = (C.PAUSED, C.RETURNED, C.WITHDRAWN, C.REFUSED)
LAST = (C.PENDING, C.PENDING_IN_TIME, C.PENDING_OVERDUE, C.PAUSED)
"""Stocks at the end of a period, by the contract's section “Adding up”."""

FEW = settings(deadline=None, max_examples=40)


@st.composite
def true_rows(draw: st.DrawFn, carried: int | None = None) -> Row:
    """A row of all counts under which every identity holds; other classes stand outside."""
    parts = (C.EARLY, C.ON_TIME, C.LATE, C.PENDING_IN_TIME, C.PENDING_OVERDUE)
    row = {count: draw(st.integers(0, 900)) for count in parts}
    row |= {count: draw(st.integers(1, 40)) for count in CLASSES}
    row[C.IN_TIME] = row[C.EARLY] + row[C.ON_TIME]
    row[C.RESOLVED] = row[C.IN_TIME] + row[C.LATE] + (carried or 0)
    row[C.LATE] += carried or 0
    row[C.PENDING] = row[C.PENDING_IN_TIME] + row[C.PENDING_OVERDUE]
    row[C.RECEIVED] = row[C.RESOLVED] + row[C.PENDING] + sum(row[count] for count in CLASSES)
    new = row[C.RECEIVED] - (carried or 0)
    first = draw(st.integers(0, new)) if carried is None else 0
    row[C.CARRIED_OVER] = (carried or 0) + first
    row[C.RECEIVED_IN_PERIOD] = rest = new - first
    row[C.RECEIVED_ONLINE] = draw(st.integers(0, rest))
    row[C.RECEIVED_OFFLINE] = rest - row[C.RECEIVED_ONLINE]
    row[C.RECEIVED_POSTAL] = draw(st.integers(0, row[C.RECEIVED_OFFLINE]))
    row[C.RECEIVED_IN_PERSON] = row[C.RECEIVED_OFFLINE] - row[C.RECEIVED_POSTAL]
    row[C.FULL_PROCESS] = draw(st.integers(0, rest))
    row[C.PARTIAL_PROCESS] = rest - row[C.FULL_PROCESS]
    row |= {count: draw(st.integers(0, 2000)) for count in (C.ONLINE_BASE, C.DUE)}
    return row


def unit_rows() -> st.SearchStrategy[Rows]:
    return st.fixed_dictionaries(dict.fromkeys(UNITS, true_rows()))


@st.composite
def months(draw: st.DrawFn, number: int) -> list[Rows]:
    """Consecutive months; each carries over what the one before left, paused ones or not."""
    with_paused = draw(st.booleans())
    held: list[Rows] = [draw(unit_rows())]
    for _ in range(number - 1):
        left = {
            unit: row[C.PENDING] + (row[C.PAUSED] if with_paused else 0)
            for unit, row in held[-1].items()
        }
        held.append({unit: draw(true_rows(carried=left[unit])) for unit in UNITS})
    return held


def table_of(
    rows: Rows,
    file: str = "a.xlsx",
    counts: Sequence[Count] = tuple(Count),
    title: str = "Tháng 7 năm 2026",
) -> Table:
    """The rows as a table with the plain names of the counts as captions."""
    body = [[unit, *(row.get(count) for count in counts)] for unit, row in rows.items()]
    grid = Grid(file, "xlsx", [[title], ["Đơn vị", *(count.value for count in counts)], *body])
    return read_tables([grid]).tables[0]


def by_unit(summary: Summary) -> dict[str | None, Mapping[Count, int]]:
    return {group.key["unit"]: group.counts for group in summary.groups}


def added(rows: Sequence[Row]) -> Row:
    return {count: sum(row[count] for row in rows) for count in Count}


def told(summary: Summary) -> list[Finding]:
    """What is found but for full process beyond its base, which no identity prevents."""
    return [finding for finding in summary.findings if finding.code != "SHARE_ABOVE_100"]


# d. the same rows in two tables
@FEW
@given(unit_rows())
def test_the_same_table_twice_counts_once(rows: Rows) -> None:
    summary = summarize_tables([table_of(rows), table_of(rows, "b.xlsx")])
    assert by_unit(summary) == rows
    assert summary.total.counts == added([*rows.values()])
    assert {(f.code, f.severity) for f in told(summary)} == {("DUPLICATE", Severity.WARNING)}


@FEW
@given(
    unit_rows(),
    st.sampled_from(UNITS),
    st.sampled_from(Count),
    st.integers(1, 999),
    st.permutations([0, 1, 2]),
    st.integers(2, 3),
)
def test_a_conflict_is_never_decided(
    rows: Rows, unit: str, count: Count, more: int, order: list[int], number: int
) -> None:
    """A count that tables state differently is absent, whatever the identities would say."""
    wrong = {**rows, unit: {**rows[unit], count: rows[unit][count] + more}}
    told = [table_of(wrong), table_of(rows, "b.xlsx"), table_of(rows, "c.xlsx")]
    tables = [told[n] for n in order if n < number]
    summary = summarize_tables(tables)
    (conflict,) = [f for f in summary.findings if f.code == "CONFLICT"]
    assert (conflict.severity, conflict.difference) == (Severity.ERROR, more)
    kept = {c: figure for c, figure in rows[unit].items() if c is not count}
    assert by_unit(summary) == {**rows, unit: kept}
    whole = added([*rows.values()])
    assert summary.total.counts == {c: n for c, n in whole.items() if c is not count}


def test_a_conflict_is_not_derived_away() -> None:
    row = {C.RESOLVED: 10, C.EARLY: 4, C.ON_TIME: 5, C.LATE: 1}
    tables = [
        table_of({"Xã A": row, "Xã B": row}, counts=[*row]),
        table_of({"Xã A": {**row, C.EARLY: 3}, "Xã B": row}, "b.xlsx", counts=[*row]),
    ]
    summary = summarize_tables(tables)
    assert C.EARLY not in by_unit(summary)["Xã A"]
    assert C.EARLY not in summary.total.counts


@FEW
@given(unit_rows(), st.sets(st.sampled_from(Count), min_size=1, max_size=len(Count) - 1))
def test_tables_complement_one_another(rows: Rows, first: set[Count]) -> None:
    left = table_of(rows, counts=[count for count in Count if count in first])
    right = table_of(rows, "b.xlsx", counts=[count for count in Count if count not in first])
    summary = summarize_tables([left, right])
    assert by_unit(summary) == rows
    assert summary.total.counts == added([*rows.values()])
    assert not {f.code for f in summary.findings} & {"CONFLICT", "DUPLICATE"}


# names of units: what SAME_UNIT says is one unit, and nothing else
@pytest.mark.parametrize(
    ("first", "second"), [("Xã D", "Xã Đ"), ("Phường Ma", "Phường Mã"), ("Xã Ta", "Xã Tá")]
)
def test_units_that_differ_by_an_accent_are_two(first: str, second: str) -> None:
    rows: Rows = {first: {C.RESOLVED: 10}, second: {C.RESOLVED: 3}}
    assert by_unit(summarize_tables([table_of(rows, counts=[C.RESOLVED])])) == rows
    apart = [table_of({name: row}, name, [C.RESOLVED]) for name, row in rows.items()]
    summary = summarize_tables(apart)
    assert by_unit(summary) == rows
    assert summary.findings == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Xã A", "UBND xã A"), ("Xã A", "XÃ A"), ("Phường B", "UBND phường B - TP Hà Nội"),
        ("Xã Hòa", "Xã Hoà"),
    ],
)  # fmt: skip
def test_spellings_of_one_unit_are_one(first: str, second: str) -> None:
    tables = [
        table_of({first: {C.LATE: 10}}, counts=[C.LATE]),
        table_of({second: {C.DUE: 30}}, "b.xlsx", [C.DUE]),
    ]
    assert by_unit(summarize_tables(tables)) == {first: {C.LATE: 10, C.DUE: 30}}


# e. consecutive periods
def over_periods(months: Sequence[Row]) -> Row:
    """The contract's section “Adding up”, word by word."""
    total = added(months)
    total[C.CARRIED_OVER] = months[0][C.CARRIED_OVER]
    total |= {count: months[-1][count] for count in LAST}
    total[C.RECEIVED] = months[0][C.CARRIED_OVER] + total[C.RECEIVED_IN_PERIOD]
    return total


def half_up(number: Fraction) -> Decimal:
    return Decimal(floor(number * 100 + Fraction(1, 2))).scaleb(-2)


@FEW
@given(st.sampled_from([2, 3]).flatmap(months), st.data())
def test_over_periods_flows_add_and_stocks_do_not(history: list[Rows], data: st.DataObject) -> None:
    tables = [
        table_of(rows, f"{month}.xlsx", title=f"Tháng {month} năm 2026")
        for month, rows in enumerate(history, 7)
    ]
    summary = summarize_tables(data.draw(st.permutations(tables)))
    last = date(2026, 8, 31) if len(history) == 2 else date(2026, 9, 30)
    assert summary.period == Period(date(2026, 7, 1), last)
    assert told(summary) == []
    assert by_unit(summary) == {unit: over_periods([m[unit] for m in history]) for unit in UNITS}
    total = over_periods([added([*rows.values()]) for rows in history])
    assert summary.total.counts == total
    days = (last - date(2026, 6, 30)).days
    if total[C.RESOLVED]:
        share = Fraction(total[C.PENDING] * days, total[C.RESOLVED])
        assert summary.total.indicators["disposition_days"].value() == half_up(share)


@FEW
@given(months(2))
def test_by_period_every_period_stands_alone(history: list[Rows]) -> None:
    tables = [table_of(rows, title=f"Tháng {n} năm 2026") for n, rows in enumerate(history, 7)]
    summary = summarize_tables(tables, by=(Dimension.PERIOD,))
    assert [group.counts for group in summary.groups] == [added([*r.values()]) for r in history]


@FEW
@given(months(2), st.sampled_from(Count), st.integers(0, 1), st.sampled_from(UNITS))
def test_a_count_absent_in_one_period_is_no_zero(
    history: list[Rows], count: Count, month: int, unit: str
) -> None:
    """It is absent over the periods too, or derived to what it truly is."""
    blank = {c: number for c, number in history[month][unit].items() if c is not count}
    tables = [
        table_of({**rows, unit: blank} if n == month else rows, title=f"Tháng {7 + n} năm 2026")
        for n, rows in enumerate(history)
    ]
    summary = summarize_tables(tables)
    for name, counts in by_unit(summary).items():
        true = over_periods([rows[str(name)] for rows in history])
        assert counts.items() <= true.items()
        assert name == unit or counts == true
    true = over_periods([added([*rows.values()]) for rows in history])
    assert summary.total.counts.items() <= true.items()


def test_a_flow_absent_in_one_month_is_absent() -> None:
    first, second = {C.DUE: 5, C.RESOLVED: 4}, {C.RESOLVED: 6}
    tables = [
        table_of({"Xã A": row}, counts=[C.DUE, C.RESOLVED], title=f"Tháng {n} năm 2026")
        for n, row in ((7, first), (8, second))
    ]
    assert summarize_tables(tables).total.counts == {C.RESOLVED: 10}
