"""The published figures of sample_data: what the articles got wrong comes out."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import tthc_stats

SAMPLES = Path(__file__).parents[2] / "sample_data"


def findings(path: Path, *codes: str) -> list[tthc_stats.Finding]:
    """The findings of a file, only those of some codes where any are given."""
    found = tthc_stats.check(tthc_stats.read(path)).findings
    return [finding for finding in found if not codes or finding.code in codes]


def brief(found: list[tthc_stats.Finding]) -> list[tuple[str, str | None, int | None]]:
    return [(f.code, f.place.cell, f.difference) for f in found]


def repairs(finding: tthc_stats.Finding) -> set[frozenset[tuple[str, int]]]:
    """Each suggested set of changes, by count and new figure."""
    return {
        frozenset((change.count.value, change.new) for change in suggestion.changes)
        for suggestion in finding.suggestions
    }


def only(path: Path) -> tthc_stats.Group:
    (group,) = tthc_stats.summarize(tthc_stats.read(path)).groups
    return group


def fraction(group: tthc_stats.Group, key: str) -> tuple[int | None, int | None, Decimal | None]:
    indicator = group.indicators[key]
    return indicator.ratio.numerator, indicator.ratio.denominator, indicator.value()


def counts_of(group: tthc_stats.Group) -> dict[str, int]:
    return {count.value: number for count, number in group.counts.items()}


def test_dak_nong_shares() -> None:
    group = only(SAMPLES / "dak-nong-2024.xlsx")
    assert fraction(group, "on_time") == (3162, 3250, Decimal("97.29"))
    assert fraction(group, "full_process") == (714, 3254, Decimal("21.94"))
    assert group.indicators["full_process"].ratio.base == "online_base"
    assert counts_of(group) == {
        "received": 3419,
        "carried_over": 111,
        "received_in_period": 3308,
        "full_process": 714,
        "partial_process": 2594,
        "online_base": 3254,
        "resolved": 3250,
        "late": 65,
        "in_time": 3162,
        "pending": 164,
        "pending_in_time": 151,
        "pending_overdue": 13,
    }


def test_dak_nong_findings() -> None:
    found = findings(SAMPLES / "dak-nong-2024.xlsx")
    errors = [f for f in found if f.severity is tthc_stats.Severity.ERROR]
    assert brief(errors) == [("TIMELINESS", "H10", 23), ("BALANCE", "C10", 5)]
    both = {
        frozenset({("resolved", 3255), ("late", 93)}),
        frozenset({("resolved", 3255), ("in_time", 3190)}),
    }
    for finding in errors:
        assert repairs(finding) == both
        assert finding.more_suggestions == 0
        assert finding.all_tried
        assert {"returned", "withdrawn", "refused"} <= {c.value for c in finding.residue}


def test_tuyen_quang() -> None:
    path = SAMPLES / "tuyen-quang-2017.csv"
    group = only(path)
    assert fraction(group, "early") == (2083, 2261, Decimal("92.13"))
    assert fraction(group, "on_time") == (2243, 2261, Decimal("99.20"))
    assert fraction(group, "resolution") == (2261, 2307, Decimal("98.01"))
    (finding,) = findings(path)
    assert (finding.code, finding.severity) == ("STATED_SHARE", tthc_stats.Severity.WARNING)
    assert finding.place.cell == "H6"
    assert "truncated" in str(finding.message)
    assert "7.07" in str(finding.message)
    assert "7.08" in str(finding.message)


def test_an_giang() -> None:
    path = SAMPLES / "an-giang-2023-6-thang.ods"
    group = only(path)
    assert fraction(group, "resolution") == (6126, 6305, Decimal("97.16"))
    assert fraction(group, "on_time") == (None, 6126, None)
    assert counts_of(group) == {"received": 6305, "resolved": 6126, "pending": 179}
    assert findings(path) == []
    assert tthc_stats.read(path).tables[0].period == tthc_stats.Period.parse("H1/2023")


def test_the_two_official_forms() -> None:
    ii06a = tthc_stats.summarize(tthc_stats.read(SAMPLES / "bieu-ii06a.xls"))
    assert fraction(ii06a.total, "on_time") == (30949, 31522, Decimal("98.18"))
    assert ii06a.total.counts[tthc_stats.Count.RECEIVED] == 33405
    assert findings(SAMPLES / "bieu-ii06a.xls") == []
    found = findings(SAMPLES / "bieu-07a-btp.xls")
    assert brief(found) == [("TIMELINESS", "H14", 9), ("TOTAL_ROW", "K17", 9)]
    for finding in found:
        assert repairs(finding) == {frozenset({("late", 21)})}


def test_opencps_adds_up_with_what_stands_outside() -> None:
    found = findings(SAMPLES / "opencps-tong-hop.xlsx")
    assert {f.code for f in found} == {"STATED_SHARE"}
    assert {f.severity for f in found} == {tthc_stats.Severity.WARNING}
    assert [f.place.cell for f in found] == ["T13"]
    assert found[0].details["truncated"] == 3
