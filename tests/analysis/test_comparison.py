"""Comparisons and rankings: published figures, edge cases, and what holds for any tables."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tthc_stats
from tthc_stats.analysis.compare import Comparison, CountChange, IndicatorChange, Presence
from tthc_stats.analysis.indicators import Indicator, indicator_keys, smaller_is_better
from tthc_stats.analysis.ranking import Unranked
from tthc_stats.analysis.summary import Summary
from tthc_stats.model.counts import ALL_COUNTS, Count
from tthc_stats.model.errors import UsageError
from tthc_stats.model.history import StoredHead, StoredPeriod, StoredRow
from tthc_stats.model.period import Period
from tthc_stats.model.ratio import Ratio, rounded
from tthc_stats.model.table import Dimension
from tthc_stats.model.text import Text
from tthc_stats.report import changes
from tthc_stats.report.language import language

CASES = tomllib.loads((Path(__file__).parent / "comparison_cases.toml").read_text(encoding="utf-8"))
SAMPLES = Path(__file__).parents[2] / "sample_data"


def summary(text: str, **options: Any) -> Summary:
    return tthc_stats.summarize(tthc_stats.read(io.BytesIO(text.encode("utf-8"))), **options)


def compared(before: str, after: str, **options: Any) -> Comparison:
    return tthc_stats.compare(summary(before, **options), summary(after, **options))


def said(text: Text | None, code: str) -> str | None:
    return None if text is None else language(code).text(text)


@pytest.mark.parametrize("name", CASES)
def test_changes_as_reports_write_them(name: str) -> None:
    case = CASES[name]
    comparison = compared(case["before"], case["after"], on_time_base=case.get("base", "resolved"))
    for changed in (comparison.total, *comparison.groups):
        for key, wanted in case.get("counts", {}).items():
            change = changed.counts[Count(key)]
            assert change == CountChange(wanted.get("before"), wanted.get("after"))
            assert change.difference == wanted.get("difference")
            _says(changes.of_count(change, 2), wanted)
        for key, wanted in case["indicators"].items():
            _says(changes.of_indicator(changed.indicators[key], 2), wanted)


def _says(text: Text | None, wanted: Mapping[str, Any]) -> None:
    assert said(text, "vi") == wanted.get("vi")
    if "en" in wanted:
        assert said(text, "en") == wanted["en"]


PLACES = {
    # Bà Rịa - Vũng Tàu, 2015 to 2020 (baobariavungtau.com.vn, 9/2020)
    (35, 9): ("tăng 26 bậc", "up 26 places"),  # PAR INDEX
    (44, 10): ("tăng 34 bậc", "up 34 places"),  # PAPI
    (18, 16): ("tăng 2 bậc", "up 2 places"),  # PCI
    (2, 1): ("tăng 1 bậc", "up 1 place"),
    (1, 2): ("giảm 1 bậc", "down 1 place"),
    (1, 17): ("giảm 16 bậc", "down 16 places"),
    (3, 3): ("giữ nguyên", "unchanged"),
    (None, 3): (None, None),
    (3, None): (None, None),
}


@pytest.mark.parametrize("ranks", PLACES)
def test_places_as_reports_write_them(ranks: tuple[int | None, int | None]) -> None:
    text = changes.of_rank(IndicatorChange(None, None, *ranks))
    assert (said(text, "vi"), said(text, "en")) == PLACES[ranks]


def test_points_are_of_the_exact_shares_and_rounded_once() -> None:
    """97.95 − 97.13 is 0.82, but the shares differ by 0.8272."""
    before, after = (
        tthc_stats.summarize(tthc_stats.read(SAMPLES / f"xa-phuong-2026-0{m}.csv")) for m in (8, 9)
    )
    change = tthc_stats.compare(before, after).total.indicators["on_time"]
    assert change.before is not None
    assert change.after is not None
    assert [str(i.value(2)) for i in (change.before, change.after)] == ["97.95", "97.13"]
    difference = change.difference()
    assert difference == Fraction(713100, 7342) - Fraction(756000, 7718)
    assert str(rounded(difference, 2)) == "-0.83"


ROUNDED = {
    (1, 8, 0): "0.1",  # 0.125 at no decimals would be 0, which it is not
    (1, 8, 2): "0.13",
    (-1, 8, 2): "-0.13",
    (-1, 8, 3): "-0.125",
    (5, 2, 0): "3",
    (-5, 2, 0): "-3",
    (0, 1, 2): "0.00",
    (-1, 3000, 2): "-0.0003",
    (100, 1, 1): "100.0",
}


@pytest.mark.parametrize("case", ROUNDED)
def test_differences_are_rounded_by_their_size(case: tuple[int, int, int]) -> None:
    numerator, denominator, decimals = case
    assert str(rounded(Fraction(numerator, denominator), decimals)) == ROUNDED[case]


BEFORE = """unit,resolved,in_time,pending
UBND phường A,100,90,1
Xã B,100,80,1
Xã Cũ,100,70,1
"""
AFTER = """unit,resolved,in_time,pending
Xã B,100,95,1
Phường A,100,85,1
Xã Mới,100,99,1
Xã Không,0,0,1
"""


def test_groups_in_one_only_are_named_and_never_zero() -> None:
    comparison = compared(BEFORE, AFTER)
    held = {group.key["unit"]: group for group in comparison.groups}
    assert {name: group.presence for name, group in held.items()} == {
        "Xã B": Presence.BOTH,
        "Phường A": Presence.BOTH,
        "Xã Mới": Presence.NEW,
        "Xã Không": Presence.NEW,
        "Xã Cũ": Presence.GONE,
    }
    assert held["Xã Mới"].counts[Count.RESOLVED] == CountChange(None, 100)
    assert held["Xã Cũ"].counts[Count.RESOLVED] == CountChange(100, None)
    assert held["Xã Cũ"].counts[Count.RESOLVED].difference is None
    assert held["Xã Mới"].indicators["on_time"].before is None
    assert held["Xã Mới"].indicators["on_time"].places is None
    ranks = {n: g.indicators["on_time"] for n, g in held.items()}
    assert (ranks["Xã B"].rank_before, ranks["Xã B"].rank_after) == (2, 2)
    assert (ranks["Phường A"].rank_before, ranks["Phường A"].rank_after) == (1, 3)
    assert comparison.ranked["on_time"] == (3, 3)  # Xã Không resolved nothing
    (spelled,) = [note for note in comparison.notes if "taken for one" in str(note)]
    assert str(spelled) == "“UBND phường A” and “Phường A” are taken for one"


def test_units_that_are_several_in_one_table_stay_apart() -> None:
    both = "unit,resolved,in_time\nPhường A,10,9\nUBND phường A,20,19\n"
    comparison = compared(both, both)
    assert [g.key["unit"] for g in comparison.groups] == ["Phường A", "UBND phường A"]
    assert {g.presence for g in comparison.groups} == {Presence.BOTH}


def test_shares_of_different_counts_are_not_compared() -> None:
    before = "unit,resolved,full_process,online_base\nXã A,100,50,80\n"
    after = "unit,resolved,full_process\nXã A,100,50\n"
    comparison = compared(before, after)
    change = comparison.total.indicators["full_process"]
    assert change.before is not None
    assert change.after is not None
    assert (change.before.ratio.base, change.after.ratio.base) == ("online_base", "resolved")
    assert change.difference() is None
    assert any("full_process is not compared" in str(note) for note in comparison.notes)


def test_other_groupings_are_refused() -> None:
    units, fields = "unit,resolved\nXã A,1\n", "field,resolved\nĐất đai,1\n"
    with pytest.raises(UsageError, match="grouped by"):
        compared(units, fields)


NOTES = {
    ("Tháng 8 năm 2026", "Tháng 9 năm 2026"): [],
    ("Tháng 9 năm 2026", "Tháng 8 năm 2026"): ["of a later period"],
    ("Tháng 8 năm 2026", "Quý III năm 2026"): ["not of one length: 31 and 92", "later", "overlap"],
    ("Tháng 2 năm 2026", "Tháng 3 năm 2026"): [],  # months, although of 28 and 31 days
    ("Quý I năm 2026", "Quý II năm 2026"): [],
    ("", "Tháng 9 năm 2026"): ["does not say its period"],
}


@pytest.mark.parametrize("titles", NOTES)
def test_what_makes_two_periods_less_alike_is_told(titles: tuple[str, str]) -> None:
    before, after = (f"{title},,\nunit,received,resolved\nXã A,2,1\n" for title in titles)
    notes = [str(note) for note in compared(before, after).notes]
    wanted = NOTES[titles]
    assert len(notes) == len(wanted)
    for part, note in zip(wanted, notes, strict=True):
        assert part in note


# --- rankings -----------------------------------------------------------------------------

RANKED = """unit,received,resolved,in_time,late,pending,pending_overdue
Xã D,10,4,2,2,6,1
Xã A,10,2,1,1,8,1
Xã C,10,10,10,0,0,0
Xã B,10,1000,499,501,0,0
Xã E,10,0,0,0,10,1
Xã G,10,,,,10,
Xã F,10,100,50,50,10,3
"""


def ranks(text: str, indicator: str) -> list[tuple[str | None, int | None, bool]]:
    ranking = tthc_stats.rank(summary(text), indicator)
    return [(place.key["unit"], place.rank, place.tied) for place in ranking.places]


def test_equal_fractions_share_a_rank_and_leave_the_next_out() -> None:
    assert ranks(RANKED, "on_time") == [
        ("Xã C", 1, False),
        ("Xã A", 2, True),  # 1/2
        ("Xã D", 2, True),  # 2/4
        ("Xã F", 2, True),  # 50/100
        ("Xã B", 5, False),  # 499/1000
        ("Xã E", None, False),
        ("Xã G", None, False),
    ]


def test_where_less_is_better_the_smallest_is_first() -> None:
    assert ranks(RANKED, "late")[:2] == [("Xã C", 1, False), ("Xã A", 2, True)]
    assert ranks(RANKED, "overdue") == [
        ("Xã E", 1, False),  # 1/10
        ("Xã A", 2, False),  # 1/8
        ("Xã D", 3, False),  # 1/6
        ("Xã F", 4, False),
        ("Xã B", None, False),  # nothing is pending
        ("Xã C", None, False),
        ("Xã G", None, False),
    ]


def test_why_a_group_has_no_rank() -> None:
    places = tthc_stats.rank(summary(RANKED), "on_time").places
    assert {p.key["unit"]: p.why for p in places if p.why} == {
        "Xã E": Unranked.NOTHING,
        "Xã G": Unranked.NOT_REPORTED,
    }


def test_smaller_is_better_for_just_these() -> None:
    smaller = {key for key in indicator_keys() if smaller_is_better(key)}
    assert smaller == {"late", "overdue", "disposition_days"}


def test_fractions_that_floats_cannot_tell_apart() -> None:
    big = 10**17
    text = f"unit,resolved,in_time\nXã A,{big},{big - 2}\nXã B,{big},{big - 1}\n"
    assert ranks(text, "on_time") == [("Xã B", 1, False), ("Xã A", 2, False)]
    assert (big - 2) / big == (big - 1) / big


def test_all_are_ranked_by_shares_of_one_count() -> None:
    """Only one of them prints the base that the share is usually taken of."""
    text = "unit,resolved,full_process,online_base\nXã A,100,50,60\nXã B,100,55,\n"
    ranking = tthc_stats.rank(summary(text), "full_process")
    assert {place.indicator.ratio.base for place in ranking.places} == {"resolved"}
    assert [place.key["unit"] for place in ranking.places] == ["Xã B", "Xã A"]


def test_an_unknown_indicator_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="disposition_days"):
        tthc_stats.rank(summary(RANKED), "received")


# --- what holds for any tables --------------------------------------------------------------

FIGURES = st.none() | st.integers(0, 12) | st.integers(0, 5000)
ROW = st.dictionaries(st.sampled_from(list(Count)), FIGURES)


@st.composite
def summaries(draw: st.DrawFn) -> Summary:
    """Any counts of some units in a month, whether or not they add up."""
    names = draw(st.lists(st.sampled_from("ABCDEFGH"), min_size=1, unique=True))
    rows = []
    for name in names:
        counts = {count: n for count, n in draw(ROW).items() if n is not None}
        rows.append(StoredRow((f"unit={name}",), {Dimension.UNIT: f"Xã {name}"}, (), counts))
    head = StoredHead(Period.parse("2026-08"), None, "", "unit", (), None, 0, 0, "", len(rows))
    return tthc_stats.summaries([StoredPeriod(head, tuple(rows))])[0]


@settings(deadline=None, max_examples=60)
@given(any_=summaries())
def test_a_summary_compared_with_itself_has_not_changed(any_: Summary) -> None:
    comparison = tthc_stats.compare(any_, any_)
    assert comparison.notes == ()
    for group in (comparison.total, *comparison.groups):
        assert group.presence is Presence.BOTH
        assert {change.difference for change in group.counts.values()} <= {0, None}
        assert {change.difference() for change in group.indicators.values()} <= {0, None}
        assert {change.places for change in group.indicators.values()} <= {0, None}


@settings(deadline=None, max_examples=60)
@given(before=summaries(), after=summaries())
def test_the_other_way_round_every_change_is_turned(before: Summary, after: Summary) -> None:
    there, back = tthc_stats.compare(before, after), tthc_stats.compare(after, before)
    turned = {tuple(group.key.values()): group for group in back.groups}
    assert len(turned) == len(there.groups)
    for group in there.groups:
        other = turned[tuple(group.key.values())]
        for count in ALL_COUNTS:
            assert group.counts[count] == tuple(reversed(other.counts[count]))
        for key, change in group.indicators.items():
            assert _negative(change.difference()) == other.indicators[key].difference()
            assert _negative(change.places) == other.indicators[key].places


def _negative(value: Any) -> Any:
    return None if value is None else -value


def _simply_ranked(indicators: Sequence[Indicator], smaller: bool) -> list[int | None]:
    """A rank is one more than the number of those that are better."""
    values = [i.ratio for i in indicators]

    def better(one: Ratio, other: Ratio) -> bool:
        left = (one.numerator or 0) * (other.denominator or 0)
        right = (other.numerator or 0) * (one.denominator or 0)
        return left < right if smaller else left > right

    known = [v for v in values if v.numerator is not None and v.denominator]
    return [1 + sum(better(o, v) for o in known) if v in known else None for v in values]


@settings(deadline=None, max_examples=120)
@given(any_=summaries(), key=st.sampled_from(indicator_keys()))
def test_ranks_agree_with_a_simpler_way(any_: Summary, key: str) -> None:
    ranking = tthc_stats.rank(any_, key)
    found = [place.rank for place in ranking.places]
    indicators = [place.indicator for place in ranking.places]
    assert found == _simply_ranked(indicators, smaller_is_better(key))
    known = [rank for rank in found if rank is not None]
    assert found == [*sorted(known), *[None] * (len(found) - len(known))]
    assert ranking.ranked == len(known)
    for place in ranking.places:
        assert place.tied == (known.count(place.rank or 0) > 1)
    for rank in {*known, None}:
        alike = [p.key["unit"] or "" for p in ranking.places if p.rank == rank]
        assert alike == sorted(alike)
