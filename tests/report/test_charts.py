"""Charts: what is absent is never 0, gaps stay gaps, nothing is left out unsaid."""

from __future__ import annotations

import io
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from _papers import AUGUST, SEPTEMBER, summary

import tthc_stats
from tthc_stats.analysis.summary import Group, Summary
from tthc_stats.model.counts import Count
from tthc_stats.model.errors import UsageError
from tthc_stats.model.period import Period
from tthc_stats.report.chart import Chart
from tthc_stats.report.charts import MOST_BARS, MOST_PARTS, MOST_PERIODS, charts_of
from tthc_stats.report.facts import period_in_short
from tthc_stats.report.language import language

EN, VI = language("en"), language("vi")
HEAD = "Đơn vị,Tiếp nhận,Đã giải quyết,Trước và đúng hạn,Quá hạn,Đang giải quyết\n"


def of(text: str) -> Summary:
    return tthc_stats.summarize(tthc_stats.read(io.BytesIO((HEAD + text).encode())))


def total(period: str, **counts: int | None) -> Summary:
    """The total of a period alone."""
    held = {Count(name): value for name, value in counts.items() if value is not None}
    return Summary((), Period.parse(period), ("unit",), (), Group({}, held, (), {}))


def charts(now: Summary, *past: Summary, decimals: int = 2) -> dict[str, Chart]:
    return {chart.name: chart for chart in charts_of(now, past, EN, decimals)}


def trend(*summaries: Summary) -> Chart:
    now = summaries[-1]._replace(by=("period",))
    return charts(now, *summaries[:-1])["trend"]


def test_the_sample_gives_all_three() -> None:
    found = charts(summary(), summary(AUGUST))
    assert list(found) == ["trend", "on_time", "channels"]
    assert found["trend"].categories == ("8/2026", "9/2026")
    assert found["on_time"].categories[0] == "Xã G"
    assert found["on_time"].series[0].values[1] == Decimal("99.96")
    assert found["channels"].categories[0] == "Total (7,455)"
    assert found["channels"].series[0].values[0] == Decimal("72.88")


@pytest.mark.parametrize(
    "chart", charts_of(summary(), [summary(AUGUST)], VI, 2), ids=lambda c: c.name
)
def test_every_chart_says_its_main_figures(chart: Chart) -> None:
    figure = {"trend": "7.807", "on_time": "84,67%", "channels": "72,88%"}[chart.name]
    assert figure in chart.described
    assert chart.title
    assert all(len(series.values) == len(chart.categories) for series in chart.series)


def test_a_missing_period_is_a_gap_and_named() -> None:
    chart = trend(total("6/2026", received=5), total("9/2026", received=7))
    assert chart.categories == ("6/2026", "7/2026", "8/2026", "9/2026")
    assert chart.series[0].values == (5, None, None, 7)
    assert "Nothing is recorded of 7/2026, 8/2026." in chart.described


def test_an_absent_count_is_no_series() -> None:
    chart = trend(total("8/2026", received=5, pending=1), total("9/2026", received=0))
    assert [series.name for series in chart.series] == ["Received"]
    assert chart.series[0].values == (5, 0)


def test_one_period_or_one_value_is_no_trend() -> None:
    assert "trend" not in charts(total("9/2026", received=1)._replace(by=("period",)))
    found = charts(
        total("9/2026", received=None)._replace(by=("period",)), total("8/2026", received=3)
    )
    assert "trend" not in found


def test_other_kinds_and_later_periods_are_left_out() -> None:
    year, later = total("2025", received=90), total("10/2026", received=9)
    chart = charts(
        total("9/2026", received=7)._replace(by=("period",)),
        year,
        later,
        total("8/2026", received=5),
    )["trend"]
    assert chart.categories == ("8/2026", "9/2026")


def test_the_present_figures_stand_before_recorded_ones() -> None:
    chart = trend(
        total("9/2026", received=1), total("8/2026", received=5), total("9/2026", received=7)
    )
    assert chart.series[0].values == (5, 7)


def test_a_past_period_given_twice_is_refused() -> None:
    twice = [total("8/2026", received=5), total("8/2026", received=6)]
    with pytest.raises(UsageError):
        trend(*twice, total("9/2026", received=7))


@settings(deadline=None, max_examples=40)
@given(st.sets(st.integers(0, 60), min_size=1), st.integers(0, 60))
def test_a_trend_has_a_year_and_a_month_at_most_and_ends_now(past: set[int], now: int) -> None:
    first = Period.parse("1/2020")
    made = [total(str(first.shifted(n)), received=n) for n in past if n != now]
    found = charts(total(str(first.shifted(now)), received=now)._replace(by=("period",)), *made)
    recent = {n for n in past if now - MOST_PERIODS < n < now}
    assert ("trend" in found) == bool(recent)
    if recent:
        values = found["trend"].series[0].values
        assert values[-1] == now
        assert {value for value in values if value is not None} == {*recent, now}
        assert len(values) == now - min(recent) + 1 <= MOST_PERIODS


@pytest.mark.parametrize(
    ("period", "vietnamese", "english"),
    [
        (Period.parse("8/2026"), "8/2026", "8/2026"),
        (Period.official("8/2026"), "8/2026", "8/2026"),
        (Period.official("Q1/2026"), "Quý 1/2026", "Q1/2026"),
        (Period.official("H1/2026"), "6T-1/2026", "H1/2026"),
        (Period.parse("H2/2026"), "6T-2/2026", "H2/2026"),
        (Period.official("9M/2026"), "9 tháng/2026", "9M/2026"),
        (Period.official("2026"), "2026", "2026"),
        (Period(date(2019, 12, 1), date(2020, 2, 29)), *["01/12/2019–29/02/2020"] * 2),
        (Period(date(2026, 8, 3), date(2026, 9, 2)), *["03/08/2026–02/09/2026"] * 2),
        (Period(date(2026, 8, 3), date(2026, 8, 9)), *["03/08/2026–09/08/2026"] * 2),
    ],
)
def test_short_names_of_periods(period: Period, vietnamese: str, english: str) -> None:
    assert VI.text(period_in_short(period)) == vietnamese
    assert EN.text(period_in_short(period)) == english


def test_groups_without_a_share_are_named_and_not_drawn() -> None:
    chart = charts(of("Xã A,9,8,8,0,1\nXã B,9,6,3,3,3\nXã C,5,0,0,0,5\nXã D,7,,,,\n"))["on_time"]
    assert chart.categories == ("Xã A", "Xã B")
    assert "Without these figures, and not drawn: Xã C, Xã D." in chart.described


def test_one_group_is_no_chart() -> None:
    assert charts(of("Xã A,9,8,8,0,1\nXã D,7,,,,\n")) == {}


def test_of_many_groups_the_ends_are_drawn_and_the_title_says_so() -> None:
    rows = "".join(f"Xã {n:03},200,200,{n},{200 - n},0\n" for n in range(1, 101))
    chart = charts(of(rows))["on_time"]
    assert len(chart.categories) == MOST_BARS + 1
    assert chart.categories[0] == "Xã 100"
    assert chart.categories[MOST_BARS // 2] == "… 76 more between"
    assert chart.series[0].values[MOST_BARS // 2] is None
    assert chart.categories[-1] == "Xã 001"
    assert "12 highest and 12 lowest of 100" in chart.title


def test_shares_are_half_up_from_the_figures() -> None:
    chart = charts(of("Xã A,400,400,201,199,0\nXã B,8,8,1,7,0\n"), decimals=1)["on_time"]
    assert chart.series[0].values == (Decimal("50.3"), Decimal("12.5"))


CHANNELS = "Đơn vị,Tiếp nhận trong kỳ,Trực tuyến,Trực tiếp,Bưu chính\n"


def of_channels(text: str) -> dict[str, Chart]:
    return charts(tthc_stats.summarize(tthc_stats.read(io.BytesIO((CHANNELS + text).encode()))))


def test_channels_as_fine_as_they_are_known() -> None:
    chart = of_channels("Xã A,10,5,4,1\nXã B,0,0,0,0\nXã C,30,10,10,10\n")["channels"]
    assert chart.categories == ("Total (40)", "Xã A (10)", "Xã C (30)")
    assert [series.values[1] for series in chart.series] == [50, 40, 10]
    assert "not drawn: Xã B." in chart.described


def test_channels_that_do_not_add_up_are_not_drawn() -> None:
    assert "channels" not in of_channels("Xã A,10,5,4,2\nXã B,6,2,2,2\n")


def test_channels_of_many_groups_are_those_of_all() -> None:
    rows = "".join(f"Xã {n},10,5,4,1\n" for n in range(MOST_PARTS + 1))
    assert of_channels(rows)["channels"].categories == ("Total (130)",)


def test_the_same_charts_twice() -> None:
    assert charts(summary(SEPTEMBER)) == charts(summary(SEPTEMBER))
