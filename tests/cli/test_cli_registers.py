"""``summarize`` on registers: exit statuses, streams, refusals, the language of what is said."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from _running import SEPTEMBER, Ran, column, inside, process, workbook, written

HEADER = (
    "Mã hồ sơ,Tên thủ tục hành chính,Đơn vị,Chủ hồ sơ,Số điện thoại,Ngày tiếp nhận,Ngày hẹn trả,"
    "Ngày kết thúc xử lý,Trạng thái,Hình thức nộp,Mức độ\n"
)
ROWS = """\
H1,Khai sinh,Xã A,Ông A,090001,13/08/2026,20/08/2026,19/08/2026,Đã trả kết quả,Trực tuyến,Toàn trình
H2,Khai sinh,Xã A,Ông B,090002,14/08/2026,20/08/2026,20/08/2026,Đã xử lý xong,Trực tiếp,Một phần
H3,Kết hôn,Xã B,Bà C,090003,20/07/2026,30/07/2026,05/08/2026,Đã xử lý xong,Trực tiếp,
H4,Kết hôn,Xã B,Bà D,090004,20/08/2026,25/08/2026,,Đang xử lý,Qua bưu chính công ích,
H5,Kết hôn,Xã B,Bà E,090005,21/08/2026,,,Yêu cầu bổ sung giấy tờ,Trực tuyến,Toàn trình
H6,Kết hôn,Xã B,Bà F,090006,22/08/2026,28/08/2026,,Không được tiếp nhận,Trực tuyến,Toàn trình
H7,Kết hôn,Xã B,Bà G,090007,31/02/2026,28/08/2026,,Đang xử lý,Trực tuyến,Toàn trình
"""
AUGUST = ("--period", "2026-08", "--cutoff", "calendar")


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return written(tmp_path / "register.csv", HEADER + ROWS)


def of(path: Path, row: str) -> Path:
    return written(path, HEADER + row)


def test_counts_of_august(register: Path) -> None:
    counts = inside("summarize", register, *AUGUST, "--format", "json").data()["total"]["counts"]
    wanted = {
        "received": 5,
        "carried_over": 1,
        "received_in_period": 4,
        "received_online": 2,
        "received_offline": 2,
        "received_in_person": 1,
        "received_postal": 1,
        "full_process": 2,
        "partial_process": 1,
        "online_base": None,
        "resolved": 3,
        "early": 1,
        "on_time": 1,
        "late": 1,
        "in_time": 2,
        "pending": 2,
        "pending_in_time": 1,
        "pending_overdue": 1,
        "paused": 1,
        "returned": 0,
        "withdrawn": 0,
        "refused": 1,
        "due": 3,
    }
    assert counts == wanted


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        ("channel", {"online", "in_person", "postal"}),
        ("unit", {"Xã A", "Xã B"}),
        ("procedure", {"Khai sinh", "Kết hôn"}),
        ("month", {"2026-07", "2026-08", ""}),
    ],
)
def test_groups(register: Path, by: str, keys: set[str]) -> None:
    ran = inside("summarize", register, *AUGUST, "--by", by, "--format", "csv")
    assert ran.status == 0
    names = column(ran.rows(), by)
    assert keys - {""} <= set(names) <= keys
    assert sum(int(number) for number in column(ran.rows(), "received")) == 5


def test_the_official_month_unless_asked_otherwise(register: Path) -> None:
    data = inside("summarize", register, "--period", "2026-08", "--format", "json").data()
    assert data["period"] == {"from": "2026-07-15", "to": "2026-08-14"}
    assert data["total"]["counts"]["received_in_period"] == 3
    free = inside(
        *("summarize", register, "--from", "2026-08-01", "--to", "31/8/2026", "--format", "json")
    ).data()
    assert free["period"] == {"from": "2026-08-01", "to": "2026-08-31"}


def test_standard_output_is_the_result_alone(register: Path, tmp_path: Path) -> None:
    ran = process(tmp_path, "summarize", register, *AUGUST, "--format", "json")
    assert ran.status == 0
    assert ran.data()["schema"] == "tthc-stats/summary/1"
    assert "F8" in ran.err
    assert "31/02/2026" in ran.err
    quiet = process(tmp_path, "summarize", register, *AUGUST, "-o", "out.csv")
    assert (quiet.status, quiet.out) == (0, b"")
    assert (tmp_path / "out.csv").read_bytes().startswith(b"unit,")


def test_strict_ends_with_one_after_the_result(register: Path) -> None:
    ran = inside("summarize", register, *AUGUST, "--strict", "--format", "csv")
    assert ran.status == 1
    assert ran.text.startswith("unit,")


def test_the_same_register_gives_the_same_bytes(register: Path, tmp_path: Path) -> None:
    for kind in ("csv", "json", "table", "xlsx"):
        out = [tmp_path / f"{n}.{kind if kind != 'table' else 'txt'}" for n in (1, 2)]
        for path in out:
            assert inside("summarize", register, *AUGUST, "-o", path).status == 0
        assert out[0].read_bytes() == out[1].read_bytes()


def refused(ran: Ran, status: int) -> str:
    """What a refused run says: one status, nothing on standard output."""
    assert (ran.status, ran.out) == (status, b"")
    assert "Traceback" not in ran.err
    return ran.err


@pytest.mark.parametrize("by", ["ward", "field", "Không có", "unit,Không có"])
def test_an_unknown_group_is_usage(register: Path, by: str) -> None:
    said = refused(inside("summarize", register, *AUGUST, "--by", by), 2)
    for known in ("unit", "procedure", "channel", "month"):
        assert known in said
    assert "Chủ hồ sơ" not in said


def test_a_caption_with_a_comma_stands_in_quotes(tmp_path: Path) -> None:
    text = 'Mã hồ sơ,"Loại, nhóm",Ngày tiếp nhận,Trạng thái\nH1,A,13/07/2026,Đang xử lý\n'
    ran = inside(
        "summarize", written(tmp_path / "so.csv", text), "--by", '"Loại, nhóm"', "--format", "csv"
    )
    assert ran.rows()[1][0] == "A"


def test_a_period_and_its_days_exclude_one_another(register: Path) -> None:
    days = ("--from", "2026-07-01", "--to", "2026-07-31")
    assert "--from" in refused(inside("summarize", register, *AUGUST, *days), 2)


@pytest.mark.parametrize("by", ["Chủ hồ sơ", "chu ho so", "SỐ ĐIỆN THOẠI", "unit,Chủ hồ sơ"])
def test_a_column_of_persons_is_no_group(register: Path, by: str) -> None:
    said = refused(inside("summarize", register, *AUGUST, "--by", by), 2)
    assert not re.search(r"Ông|Bà|0900", said)


@pytest.mark.parametrize("format_", ["table", "json", "csv", "md", "html"])
def test_no_person_appears_anywhere(register: Path, format_: str) -> None:
    ran = inside("summarize", register, *AUGUST, "--format", format_)
    assert ran.status == 0
    assert not re.search(r"Ông A|Bà C|0900", ran.text + ran.err)


def test_a_register_and_a_table_are_not_added_up(register: Path) -> None:
    refused(inside("summarize", register, SEPTEMBER), 2)
    refused(inside("summarize", SEPTEMBER, register), 2)


@pytest.mark.parametrize(
    "option",
    [
        ("--rule", "hour"),
        ("--cutoff", "weekly"),
        ("--no-due", "late"),
        ("--date-order", "ymd"),
        ("--as-of", "31/02/2026"),
        ("--from", "2026-08-01"),
        ("--from", "2026-08-31", "--to", "2026-08-01"),
        ("--period", "Q5/2026"),
        ("--on-time-base", "pending"),
    ],
)
def test_wrong_options_are_usage(register: Path, option: tuple[str, ...]) -> None:
    refused(inside("summarize", register, *option), 2)


@pytest.mark.parametrize("rows", ["", ",,,,,,,,,,\n", "\n\n\n"])
def test_an_empty_register_is_not_understood(tmp_path: Path, rows: str) -> None:
    refused(inside("summarize", of(tmp_path / "empty.csv", rows)), 65)


def test_an_empty_workbook_register_is_not_understood(tmp_path: Path) -> None:
    book = workbook(tmp_path / "a.xlsx", So=[list(HEADER.strip().split(","))])
    refused(inside("summarize", book), 65)


MIXED = """\
H1,Khai sinh,Xã A,,,13/08/2026,,,,,
H2,Khai sinh,Xã A,,,08/14/2026,,,,,
"""
UNDECIDED = "H1,Khai sinh,Xã A,,,01/08/2026,05/08/2026,,,,\n"


def test_mixed_orders_are_not_understood(tmp_path: Path) -> None:
    mixed = of(tmp_path / "mixed.csv", MIXED)
    assert "Ngày tiếp nhận" in refused(inside("summarize", mixed), 65)
    refused(inside("summarize", mixed, "--date-order", "dmy"), 65)


def test_an_undecidable_order_is_asked_for(tmp_path: Path) -> None:
    unclear = of(tmp_path / "unclear.csv", UNDECIDED)
    assert "--date-order" in refused(inside("summarize", unclear), 65)
    for order, start in (("dmy", "2026-08-01"), ("mdy", "2026-01-08")):
        ran = inside("summarize", unclear, "--date-order", order, "--format", "json")
        assert ran.status == 0
        assert ran.data()["period"]["from"] == start


def test_a_missing_file(tmp_path: Path) -> None:
    refused(inside("summarize", tmp_path / "none.csv", *AUGUST), 66)


ENGLISH = re.compile(
    r"\b(?:the|of|and|dossiers?|is|are|no|not|date|dates|cannot|read|such|as|counted|known|value|"
    r"column|register|received|pending|resolved|overdue|period|from|without|have|due|day|"
    r"unknown|these|under|channel|in|on|time|late|early|rule|unit|total|to)\b",
    re.IGNORECASE,
)
KEYS = re.compile(r"[A-Z]+_[A-Z_]+|--[a-z-]+|\b(?:dmy|mdy|tthc-stats|csv)\b|\S+\.csv\S*")
"""Codes, options and names of files are the same in every language."""


def english_in(text: str) -> list[str]:
    return ENGLISH.findall(KEYS.sub(" ", text))


def test_what_is_said_in_vietnamese_holds_no_english(register: Path, tmp_path: Path) -> None:
    with register.open("a", encoding="utf-8") as file:
        file.write("H8,Kết hôn,Xã B,,,,20/08/2026,,Lạ,Lạ,Lạ\n")
        file.write("H9,Kết hôn,Xã B,,,21/08/2026,25/08/2026,,Đã xử lý xong,Lạ,Lạ\n")
    for options in ((), ("--rule", "timestamp", "--no-due", "exclude", "--by", "channel")):
        ran = process(tmp_path, "summarize", register, *AUGUST, *options, "--lang", "vi")
        assert ran.status == 0
        said = re.sub(r"\b(?:in_person|online|postal)\b", "", ran.text + ran.err)
        assert "UNREADABLE_DATE" in ran.err
        assert english_in(said) == []


@pytest.mark.parametrize(
    ("rows", "options"),
    [
        (MIXED, ()),
        (UNDECIDED, ()),
        ("", ()),
        ("H1,,,,,hôm qua,,,,,\n", ()),
        (ROWS, ("--by", "Chủ hồ sơ")),
        (ROWS, ("--from", "2026-08-01")),
    ],
)
def test_refusals_in_vietnamese_hold_no_english(
    tmp_path: Path, rows: str, options: tuple[str, ...]
) -> None:
    path = of(tmp_path / "a.csv", rows)
    said = refused(
        process(tmp_path, "summarize", path, *options, "--lang", "vi"), 2 if options else 65
    )
    assert english_in(said) == []
    assert re.search("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", said)
