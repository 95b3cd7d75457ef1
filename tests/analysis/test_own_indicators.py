"""Indicators of an office's own: definitions, captions, sums, and the progress score."""

from __future__ import annotations

import io
import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tthc_stats
from tthc_stats.analysis.indicators import Indicator
from tthc_stats.analysis.summary import Summary
from tthc_stats.model.errors import NotUnderstoodError, UsageError
from tthc_stats.model.text import Text
from tthc_stats.report.changes import of_indicator

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "own_cases.toml").read_text(encoding="utf-8"))
ERRORS = tomllib.loads((HERE / "own_errors.toml").read_text(encoding="utf-8"))
TASKS = {"viec": {"name": "Việc", "numerator": "Việc xong", "denominator": "Việc giao"}}
FIGURE = st.none() | st.integers(0, 10**12)
SAMPLES = HERE.parents[1] / "sample_data"


def reading(*tables: str) -> tthc_stats.Reading:
    return tthc_stats.read([io.BytesIO(table.encode("utf-8")) for table in tables])


def summary(*tables: str, indicators: Any = TASKS, **options: Any) -> Summary:
    return tthc_stats.summarize(reading(*tables), indicators=indicators, **options)


def told(indicator: Indicator) -> str:
    """The figures of an indicator as the cases write them."""
    ratio, value = indicator.ratio, indicator.value()
    if ratio.numerator is None or ratio.denominator is None:
        assert value is None
        return "absent"
    return f"{ratio.numerator}/{ratio.denominator} = {'absent' if value is None else value}"


@pytest.mark.parametrize("name", CASES)
def test_what_tables_give(name: str) -> None:
    case = CASES[name]
    found = summary(*case["tables"], indicators=case["indicators"], by=case.get("by", ()))
    groups = {next(iter(group.key.values())): group for group in found.groups}
    groups["total"] = found.total
    for group, wanted in case["expected"].items():
        held = groups[group].indicators
        assert {key: told(held[key]) for key in wanted} == wanted
    said = [str(f.message) for f in found.findings]
    wanted_warnings = case.get("warned", [])
    assert len(said) == len(wanted_warnings), said
    for message, words in zip(said, wanted_warnings, strict=True):
        assert words in message


@pytest.mark.parametrize("name", ERRORS)
def test_what_is_refused(name: str) -> None:
    case = ERRORS[name]
    table = case.get("table", "Đơn vị,Tiếp nhận,Đã giải quyết\nXã A,10,9")
    with pytest.raises(UsageError) as refused:
        summary(table, indicators=tthc_stats.own_indicators(case["indicators"], "own.toml"))
    assert refused.value.place == "own.toml"
    assert str(refused.value.what).startswith(case["said"])
    assert case.get("hint", "") in str(refused.value.hint or "")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("1.5", "“1.5” is not a count"),
        ("-3", "-3 is negative"),
        ("chưa có", "“chưa có” is not a count"),
    ],
)
def test_a_cell_that_is_no_figure_stops_the_run(cell: str, said: str) -> None:
    table = f"Đơn vị,Tiếp nhận,Việc xong,Việc giao\nXã A,10,3,4\nXã B,10,{cell},4"
    with pytest.raises(NotUnderstoodError) as refused:
        summary(table)
    assert str(refused.value.what).startswith(said)
    assert "C3" in str(refused.value.place)
    found = tthc_stats.check(reading(table), indicators=TASKS).findings
    assert [(f.code, f.place.cell) for f in found] == [("BAD_COUNT", "C3")]
    assert summary(table, indicators=None).groups  # nobody asked for that column


def test_an_error_cell_is_absent_and_told() -> None:
    table = "Đơn vị,Tiếp nhận,Việc xong,Việc giao\nXã A,10,#N/A,4"
    found = summary(table)
    assert told(found.total.indicators["viec"]) == "absent"
    assert [f.code for f in found.findings] == ["ERROR_CELL", "OWN_INDICATOR"]


def test_a_used_column_is_no_longer_unknown() -> None:
    table = "Đơn vị,Tiếp nhận,Việc xong,Việc giao,Cột lạ\nXã A,10,3,4,5"
    without = tthc_stats.summarize(reading(table))
    assert [f.place.cell for f in without.findings] == ["C1", "D1", "E1"]
    assert [f.place.cell for f in summary(table).findings] == ["E1"]


def test_built_in_indicators_are_as_without() -> None:
    table = "Đơn vị,Tiếp nhận,Đã giải quyết,Việc xong,Việc giao\nXã A,10,9,3,4"
    own, plain = summary(table), tthc_stats.summarize(reading(table))
    assert list(own.total.indicators) == [*plain.total.indicators, "viec"]
    assert plain.total.indicators.items() <= own.total.indicators.items()
    assert own.total.counts == plain.total.counts


def test_registers_give_counts_alone() -> None:
    read = tthc_stats.read(SAMPLES / "so-theo-doi-2026-08.xlsx", period="2026-08")
    remaining = {"name": "Tồn", "numerator": "pending", "denominator": "received"}
    found = tthc_stats.summarize(
        read, indicators={**TASKS, "ton": remaining, "progress_score_766": True}
    )
    counts, held = found.total.counts, found.total.indicators
    assert told(held["viec"]) == "absent"
    assert held["ton"].ratio[:2] == (counts["pending"], counts["received"])  # type: ignore[index]
    score = held["progress_score_766"]
    assert score.ratio[0] == counts["in_time"] + counts["pending_in_time"]  # type: ignore[index]
    (said,) = [str(f.message) for f in found.findings if f.code == "OWN_INDICATOR"]
    assert "“Việc xong”, “Việc giao”" in said


def test_a_frame_has_them_too() -> None:
    pytest.importorskip("pandas")
    table = "Đơn vị,Tiếp nhận,Việc xong,Việc giao\nXã A,10,3,4\nXã B,10,,4"
    frame = tthc_stats.to_frame(summary(table, indicators={**TASKS, "progress_score_766": True}))
    assert list(frame.columns[-3:]) == ["disposition_days", "viec_pct", "progress_score_766"]
    assert frame["viec_pct"][0] == 75
    assert frame["viec_pct"].isna()[1]


def test_ranks_and_changes() -> None:
    smaller = {"viec": {**TASKS["viec"], "better": "smaller"}}
    before = "Đơn vị,Tiếp nhận,Việc xong,Việc giao\nXã A,10,3,4\nXã B,10,2,4"
    after = "Đơn vị,Tiếp nhận,Việc xong,Việc giao\nXã A,10,1,4\nXã B,10,2,4"
    found = tthc_stats.rank(summary(before, indicators=smaller), "viec")
    assert [place.key["unit"] for place in found.places] == ["Xã B", "Xã A"]
    assert found.smaller_first
    changed = tthc_stats.compare(
        summary(before, indicators=smaller), summary(after, indicators=smaller)
    )
    assert changed.total.indicators["viec"].difference() == Fraction(-25)
    first = changed.groups[0].indicators["viec"]
    assert (first.rank_before, first.rank_after, first.places) == (2, 1, 1)


def test_what_only_one_of_two_has_is_not_compared() -> None:
    table = "Đơn vị,Tiếp nhận,Việc xong,Việc giao\nXã A,10,3,4"
    changed = tthc_stats.compare(summary(table), tthc_stats.summarize(reading(table)))
    assert "viec" not in changed.total.indicators
    with pytest.raises(UsageError, match="viec"):
        tthc_stats.rank(tthc_stats.summarize(reading(table)), "viec")


def test_points_change_by_points() -> None:
    head = (
        "Tên đơn vị,Tổng số tiếp nhận,Đã giải quyết,Trước và đúng hạn,Đang giải quyết,"
        "Đang giải quyết trong hạn\n"
    )
    asked = {"progress_score_766": True}
    before = summary(head + "Xã A,10,5,4,5,4", indicators=asked)
    after = summary(head + "Xã A,10,5,5,5,4", indicators=asked)
    change = tthc_stats.compare(before, after).total.indicators["progress_score_766"]
    assert change.difference() == 2
    text = of_indicator(change, 2)
    assert isinstance(text, Text)
    assert str(text) == "up 2 points"


def test_a_unit_with_nothing_received_has_rank_and_score_zero() -> None:
    table = CASES["score-of-the-portal"]["tables"][0]
    found = tthc_stats.rank(
        summary(table, indicators={"progress_score_766": True}), "progress_score_766"
    )
    assert [(p.key["unit"], p.rank) for p in found.places] == [
        ("Xã A", 1),
        ("Xã C", 2),
        ("Xã B", 3),
    ]


def test_periods_that_are_kept_know_their_columns(tmp_path: Path) -> None:
    table = "Đơn vị,Tiếp nhận,Việc xong,Việc giao\nXã A,10,3,4\nXã B,10,,4"
    read = tthc_stats.read(io.BytesIO(table.encode()), period="2026-08")
    history = tmp_path / "h.sqlite"
    tthc_stats.record(tthc_stats.periods_of(read, indicators=TASKS), history)
    (stored,) = tthc_stats.recorded_rows(history)
    assert [row.extras for row in stored.rows] == [
        {"Việc xong": 3, "Việc giao": 4},
        {"Việc giao": 4},
    ]
    spelled = {"khac": {**TASKS["viec"], "numerator": "VIEC XONG"}}
    again = tthc_stats.recorded_summary(history, "2026-08", indicators=spelled)
    assert [told(g.indicators["khac"]) for g in again.groups] == ["3/4 = 75.00", "absent"]
    assert told(again.total.indicators["khac"]) == "absent"
    assert "viec" not in tthc_stats.recorded_summary(history, "2026-08").total.indicators
    assert [f.code for f in again.findings] == ["OWN_INDICATOR"]


@settings(deadline=None, max_examples=60)
@given(
    rows=st.lists(
        st.tuples(FIGURE, FIGURE, st.sampled_from(["Cấp tỉnh", "Cấp xã"])),
        min_size=1,
        max_size=8,
    )
)
def test_a_total_is_the_ratio_of_sums_or_absent(
    rows: list[tuple[int | None, int | None, str]],
) -> None:
    lines = [
        f"Xã {'ABCDEFGH'[number]},{level},{number},{_cell(above)},{_cell(below)}"
        for number, (above, below, level) in enumerate(rows)
    ]
    table = "\n".join(["Đơn vị,Cấp,Tiếp nhận,Việc xong,Việc giao", *lines])
    for by in ("unit", "level"):
        found = summary(table, by=by)
        for group in (*found.groups, found.total):
            members = [
                row
                for number, row in enumerate(rows)
                if group.key.get("unit") in (None, f"Xã {'ABCDEFGH'[number]}")
                and group.key.get("level") in (None, row[2])
            ]
            _check(group.indicators["viec"], members)


def _cell(figure: int | None) -> str:
    return "" if figure is None else str(figure)


def _check(indicator: Indicator, members: list[tuple[int | None, int | None, str]]) -> None:
    above = [row[0] for row in members if row[0] is not None]
    below = [row[1] for row in members if row[1] is not None]
    numerator = sum(above) if len(above) == len(members) else None
    denominator = sum(below) if len(below) == len(members) else None
    assert indicator.ratio[:2] == (numerator, denominator)
    if numerator is None or not denominator:
        assert indicator.exact() is None
    else:
        assert indicator.exact() == Fraction(100 * numerator, denominator)
