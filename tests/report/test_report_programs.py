"""CSV and JSON: what programs read, byte for byte as the contract has it."""

from __future__ import annotations

import csv
import io
import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from _reports import COMMUNES, FORMULAS, HOSTILE, PLAIN, checked, written

from tthc_stats.model.counts import Count
from tthc_stats.report.document import Flat, Report
from tthc_stats.report.writers import write

COUNT_KEYS = [count.value for count in Count]

HEADER = (
    b"unit,received,carried_over,received_in_period,received_online,received_offline,"
    b"received_in_person,received_postal,full_process,partial_process,online_base,resolved,early,"
    b"on_time,late,in_time,pending,pending_in_time,pending_overdue,paused,returned,withdrawn,"
    b"refused,due,on_time_pct,early_pct,late_pct,resolution_pct,overdue_pct,online_pct,"
    b"full_process_pct,clearance_pct,disposition_days\n"
)
LINES = (
    "Xã A,3419,,,,,,,,,,3250,,,88,3162,169,,,,,,,,97.29,,2.71,95.06,,,,,\n"
    "Xã B,20,,,,,,,,,,20,,,0,20,0,,,,,,,,100.00,,0.00,100.00,,,,,\n"
    "Xã C,5,,,,,,,,,,0,,,0,0,5,,,,,,,,,,,0.00,,,,,\n"
    "Xã D,7,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n"
).encode()


def test_csv_bytes() -> None:
    assert written("csv") == HEADER + LINES


def test_csv_is_the_same_twice_and_in_every_language() -> None:
    assert written("csv") == written("csv")
    assert written("csv") == written("csv", code="vi")


def test_csv_has_no_byte_order_mark_and_no_carriage_return() -> None:
    data = written("csv", total=True)
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert data.endswith(b"\n")
    assert not data.endswith(b"\n\n")


def test_csv_total_only_where_asked() -> None:
    rows = written("csv", total=True).splitlines()
    assert rows[:-1] == written("csv").splitlines()
    assert rows[-1].split(b",")[1] == b"3451"  # received; the rest is absent in Xã D
    assert rows[-1].split(b",")[11] == b""


def flat(*cells: str | int | Decimal | None) -> bytes:
    report = Report("t", list, flat=lambda: Flat(("a", "b"), [cells]))
    return write(report, "csv", PLAIN).partition(b"\n")[2]


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_neutralises_formulas(text: str) -> None:
    (row,) = csv.reader(io.StringIO(flat(text, "b").decode(), newline=""))
    assert row == [f"'{text}", "b"]


def test_csv_formulas_from_names(tmp_path: Path) -> None:
    data = written("csv", "unit,received,resolved\n=1+1,2,1\n@b,4,3\n")
    assert [line.partition(b",")[0] for line in data.splitlines()[1:]] == [b"'=1+1", b"'@b"]


@pytest.mark.parametrize("text", HOSTILE)
def test_csv_keeps_other_texts_as_they_are(text: str) -> None:
    (row,) = csv.reader(io.StringIO(flat(text, None).decode(), newline=""))
    assert row == [text, ""]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (None, b""),
        (0, b"0"),
        (1234567, b"1234567"),
        (Decimal("97.29"), b"97.29"),
        (Decimal("0E-7"), b"0.0000000"),
        (Decimal("1E+2"), b"100"),
        (-5, b"-5"),
    ],
)
def test_csv_writes_plain_numbers(cell: int | Decimal | None, expected: bytes) -> None:
    assert flat("x", cell) == b"x," + expected + b"\n"


def test_findings_csv_neutralises_formulas() -> None:
    data = checked("csv", "unit,received,resolved,in_time,late\n=cmd(),9,9,8,0\n")
    assert b",'=cmd()," in data


def summarized(text: str = COMMUNES, code: str = "en") -> Any:
    return json.loads(written("json", text, code))


def test_json_has_the_contract_s_structure() -> None:
    data = summarized()
    assert list(data) == ["schema", "sources", "period", "by", "groups", "total", "findings"]
    assert data["schema"] == "tthc-stats/summary/1"
    assert data["by"] == ["unit"]
    assert data["period"] is None
    assert data["sources"] == [
        {"file": "-", "sheet": None, "kind": "counts", "layout": data["sources"][0]["layout"]}
    ]
    assert [group["key"] for group in data["groups"]] == [
        {"unit": f"Xã {letter}"} for letter in "ABCD"
    ]
    for group in (*data["groups"], data["total"]):
        assert list(group["counts"]) == COUNT_KEYS
        assert set(group["derived"]) <= set(COUNT_KEYS)
        for indicator in group["indicators"].values():
            assert {"numerator", "denominator", "base"} <= set(indicator)


def test_json_figures_are_integers_shares_are_texts_and_absent_is_null() -> None:
    first, _, empty, absent = summarized()["groups"]
    assert (first["counts"]["resolved"], first["counts"]["early"]) == (3250, None)
    assert first["indicators"]["on_time"] == {
        "numerator": 3162,
        "denominator": 3250,
        "base": "resolved",
        "pct": "97.29",
    }
    assert empty["indicators"]["on_time"]["pct"] is None  # nothing resolved: neither 0 nor 100
    assert (empty["indicators"]["on_time"]["denominator"], empty["counts"]["resolved"]) == (0, 0)
    assert absent["counts"]["resolved"] is None
    assert absent["indicators"]["on_time"]["pct"] is None


def test_json_total_sums_the_rows_and_what_is_absent_once_is_absent() -> None:
    total = summarized()["total"]["counts"]
    assert total["received"] == 3451
    assert total["resolved"] is None
    complete = summarized("\n".join(COMMUNES.splitlines()[:4]) + "\n")["total"]
    assert complete["counts"]["resolved"] == 3270
    assert complete["indicators"]["on_time"]["numerator"] == 3182
    assert complete["indicators"]["on_time"]["pct"] == "97.31"  # not the mean of the shares


def test_json_names_what_was_derived() -> None:
    group = summarized("unit,received,resolved\nXã A,10,7\n")["groups"][0]
    assert group["counts"]["pending"] == 3
    assert group["derived"] == ["pending"]


def test_json_period_and_days() -> None:
    text = "Tháng 8 năm 2026,,\nunit,resolved,pending\nXã A,310,31\n"
    data = summarized(text)
    assert data["period"] == {"from": "2026-08-01", "to": "2026-08-31"}
    days = data["groups"][0]["indicators"]["disposition_days"]
    assert (days["numerator"], days["denominator"]) == (31, 310)


def test_json_is_utf8_with_words_as_they_are_and_the_same_twice() -> None:
    data = written("json")
    assert "Xã A".encode() in data
    assert data.endswith(b"}\n")
    assert data == written("json")


def test_json_findings_carry_their_address() -> None:
    data = json.loads(checked("json", "unit,received,resolved,in_time,late\nXã A,9,9,8,0\n"))
    assert list(data) == ["schema", "sources", "findings"]
    (finding,) = data["findings"]
    assert list(finding)[:11] == [
        "code",
        "severity",
        "file",
        "sheet",
        "cell",
        "row",
        "left",
        "right",
        "difference",
        "message",
        "suggestions",
    ]
    assert (finding["left"], finding["right"], finding["difference"]) == (9, 8, 1)
    for suggestion in finding["suggestions"]:
        assert set(suggestion) >= {"set", "why"}
        assert all(isinstance(new, int) for new in suggestion["set"].values())
