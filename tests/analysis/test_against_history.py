"""What was pending then is carried over now; what was recorded of a period still stands."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

import tthc_stats
from tthc_stats import Finding, Reading

SAMPLES = Path(__file__).parents[2] / "sample_data"
AUGUST, SEPTEMBER = (SAMPLES / f"xa-phuong-2026-0{month}.csv" for month in (8, 9))
REGISTER = SAMPLES / "so-theo-doi-2026-08.xlsx"
HEAD = "unit,received,carried_over,received_in_period,resolved,pending"


def read(text: str, period: str) -> Reading:
    return tthc_stats.read(io.BytesIO(text.encode("utf-8")), period=period)


def table(period: str, *rows: str, head: str = HEAD) -> Reading:
    return read("\n".join((head, *rows)) + "\n", period)


def found(reading: Reading, history: Path, *codes: str) -> list[Finding]:
    findings = tthc_stats.check(reading, history=history).findings
    return [finding for finding in findings if finding.code in codes]


def record(reading: Reading, history: Path, **options: object) -> None:
    tthc_stats.record(tthc_stats.periods_of(reading, **options), history)  # type: ignore[arg-type]


@pytest.fixture
def history(tmp_path: Path) -> Path:
    return tmp_path / "h.sqlite"


def test_the_same_is_found_as_with_both_files(history: Path) -> None:
    record(tthc_stats.read(AUGUST), history)
    (past,) = found(tthc_stats.read(SEPTEMBER), history, "CARRY_OVER")
    (both,) = [
        finding
        for finding in tthc_stats.check(tthc_stats.read([AUGUST, SEPTEMBER])).findings
        if finding.code == "CARRY_OVER"
    ]
    assert (past.place, past.left, past.right) == (both.place, both.left, both.right)
    assert (past.place.cell, past.left, past.right) == ("C10", 14, 16)
    assert f"{history}: 2026-08-01..2026-08-31" in str(past.message)


def test_a_file_of_the_period_before_is_the_newer_word(history: Path) -> None:
    record(table("2026-08", "Xã A,10,0,10,5,5"), history)
    now = table("2026-09", "Xã A,10,5,5,5,5")
    assert not found(now, history, "CARRY_OVER")
    now.tables += table("2026-08", "Xã A,10,0,10,6,4").tables
    codes = [finding.code for finding in tthc_stats.check(now, history=history).findings]
    assert codes.count("CARRY_OVER") == 1
    assert codes.count("CHANGED_SINCE") == 1


BEFORE = {
    "the same": ("Xã A,10,0,10,5,5", HEAD, 0),
    "one more": ("Xã A,10,0,10,4,6", HEAD, 1),
    "another unit": ("Xã B,10,0,10,4,6", HEAD, 0),
    "spelled with its committee": ("UBND xã A,10,0,10,4,6", HEAD, 1),
    "pending unknown": ("Xã A,10,,", "unit,received,resolved,late", 0),
    "paused outside pending": (
        "Xã A,10,0,10,5,3,2",
        "Đơn vị,Tổng tiếp nhận,Kỳ trước,Tiếp nhận trong kỳ,Đã giải quyết,Đang giải quyết,Tạm dừng",
        0,
    ),
}


@pytest.mark.parametrize("name", BEFORE)
def test_pending_of_the_recorded_period(history: Path, name: str) -> None:
    row, head, errors = BEFORE[name]
    record(table("2026-08", row, head=head), history)
    now = table("2026-09", "Xã A,10,5,5,5,5")
    assert len(found(now, history, "CARRY_OVER")) == errors


PERIODS = {
    "2026-08": 1,
    "2026-07-15..2026-08-31": 1,  # whatever ends on the day before
    "2026-01-01..2026-08-31": 1,
    "2026-07": 0,
    "2026-08-01..2026-08-30": 0,
    "2026-08-01..2026-09-01": 0,
    "2025-09": 0,
}


@pytest.mark.parametrize("period", PERIODS)
def test_only_what_ends_on_the_day_before_is_carried_over(history: Path, period: str) -> None:
    record(table(period, "Xã A,10,0,10,4,6"), history)
    now = table("2026-09", "Xã A,10,5,5,5,5")
    assert len(found(now, history, "CARRY_OVER")) == PERIODS[period]


def test_a_month_goes_before_a_longer_period(history: Path) -> None:
    record(table("2026-01-01..2026-08-31", "Xã A,90,0,90,81,9"), history)
    record(table("2026-08", "Xã A,10,0,10,4,6"), history)
    (finding,) = found(table("2026-09", "Xã A,10,5,5,5,5"), history, "CARRY_OVER")
    assert (finding.left, finding.right) == (5, 6)


FIELDS = "field,carried_over,received_in_period,resolved,pending"


def test_finer_rows_are_added_up_first(history: Path) -> None:
    fields = "Đơn vị,Lĩnh vực,Kỳ trước,Tiếp nhận trong kỳ,Đã giải quyết,Đang giải quyết"
    record(table("2026-08", "Xã A,Hộ tịch,0,9,5,4", "Xã A,Đất đai,0,3,1,2", head=fields), history)
    (finding,) = found(table("2026-09", "Xã A,10,5,5,5,5"), history, "CARRY_OVER")
    assert (finding.left, finding.right) == (5, 6)
    assert finding.place.cell == "C2"
    assert not found(table("2026-09", "Xã A,10,6,4,5,5"), history, "CARRY_OVER")


def test_rows_of_another_kind_are_not_compared(history: Path) -> None:
    record(table("2026-08", "Hộ tịch,0,9,5,4", head=FIELDS), history)
    assert not found(table("2026-09", "Xã A,10,5,5,5,5"), history, "CARRY_OVER", "CHANGED_SINCE")


def test_an_absent_part_makes_the_sum_absent(history: Path) -> None:
    fields = "Đơn vị,Lĩnh vực,Kỳ trước,Tiếp nhận trong kỳ,Đã giải quyết,Đang giải quyết"
    record(table("2026-08", "Xã A,Hộ tịch,0,9,5,4", "Xã A,Đất đai,,3,1,", head=fields), history)
    assert not found(table("2026-09", "Xã A,10,5,5,5,5"), history, "CARRY_OVER")


def test_registers_leave_what_registers_and_tables_carry_over(history: Path) -> None:
    """The register knows both months; the second carries over what the first left."""
    register = tthc_stats.read(REGISTER)
    record(register, history, period="2026-08")
    result = tthc_stats.check(register, period="2026-09", history=history)
    assert not [f for f in result.findings if f.code in ("CARRY_OVER", "CHANGED_SINCE")]
    september = tthc_stats.summarize(register, period="2026-09", by="unit")
    lines = [HEAD]
    for group in september.groups:
        figures = [group.counts[tthc_stats.Count(key)] for key in HEAD.split(",")[1:]]
        lines.append(f"{group.key['unit']}," + ",".join(map(str, figures)))
    printed = read("\n".join(lines) + "\n", "2026-08-15..2026-09-14")
    assert not found(printed, history, "CARRY_OVER")
    unit, *numbers = lines[1].split(",")
    numbers[1] = str(int(numbers[1]) + 1)
    wrong = read("\n".join([HEAD, ",".join([unit, *numbers])]) + "\n", "2026-08-15..2026-09-14")
    assert len(found(wrong, history, "CARRY_OVER")) == 1


def test_figures_that_changed_since_are_named(history: Path) -> None:
    record(table("2026-08", "Xã A,10,0,10,4,6", "Xã B,10,0,10,4,6"), history)
    (finding,) = found(
        table("2026-08", "Xã A,11,0,11,5,6", "Xã B,10,0,10,4,6"), history, "CHANGED_SINCE"
    )
    assert finding.severity == "warning"
    assert (finding.place.cell, finding.place.row) == ("B2", "Xã A")
    assert finding.details["changed"] == {
        "received": {"recorded": 10, "now": 11},
        "received_in_period": {"recorded": 10, "now": 11},
        "resolved": {"recorded": 4, "now": 5},
    }
    assert "received 10 → 11" in str(finding.message)


def test_a_register_exported_later_has_other_figures(history: Path) -> None:
    """What is pending is judged by the day, so another day gives other figures."""
    register = tthc_stats.read(REGISTER)
    record(register, history, period="2026-08")
    later = tthc_stats.check(register, period="2026-08", as_of=date(2026, 9, 14), history=history)
    changed = [f for f in later.findings if f.code == "CHANGED_SINCE"]
    assert changed
    assert all("pending" in name for f in changed for name in _names(f.details["changed"]))


def _names(changed: object) -> Sequence[str]:
    assert isinstance(changed, dict)
    return list(changed)
