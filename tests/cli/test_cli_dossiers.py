"""``dossiers``: its lists and statistics in every format, and what it refuses."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

sys.path.insert(0, str(Path(__file__).parent))
from _running import DAK_NONG, column, inside, workbook, written

REGISTER = """Mã hồ sơ,Tên TTHC,Chủ hồ sơ,Số điện thoại,Địa chỉ,Đơn vị,Ngày tiếp nhận,Ngày hẹn trả,\
Ngày kết thúc,Trạng thái,Ngày yêu cầu bổ sung
H1,Khai sinh,Người Bí Mật,0900000000,Thôn Kín,Xã A,20/07/2026,22/07/2026,24/07/2026,Đã xử lý xong,
H2,=Khai tử,Người Bí Mật,0900000000,Thôn Kín,Xã A,20/07/2026,22/07/2026,31/07/2026,Đã xử lý xong,
H3,Khai sinh,Người Bí Mật,0900000000,Thôn Kín,Xã B,21/07/2026,30/07/2026,,Đang xử lý,
H4,Khai sinh,Người Bí Mật,0900000000,Thôn Kín,Xã B,22/07/2026,18/08/2026,,Đang xử lý,
H5,Khai sinh,Người Bí Mật,0900000000,Thôn Kín,Xã B,22/07/2026,28/08/2026,,Đang xử lý,
H6,Khai sinh,Người Bí Mật,0900000000,Thôn Kín,Xã B,22/07/2026,28/07/2026,,Yêu cầu bổ sung,27/07/2026
H7,Khai sinh,Người Bí Mật,0900000000,Thôn Kín,Xã B,22/07/2026,28/07/2026,,Yêu cầu bổ sung,
"""
SECRETS = ("Bí Mật", "0900000000", "Thôn Kín")
KINDS = ("late", "overdue", "due-soon", "paused", "stats")
AUGUST = ("--period", "2026-08")


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return written(tmp_path / "so.csv", REGISTER)


@pytest.mark.parametrize(
    ("kind", "codes", "days"),
    [
        ("late", ["H2", "H1"], ["7", "2"]),
        ("overdue", ["H3"], ["11"]),
        ("due-soon", ["H4"], ["2"]),
        ("paused", ["H6", "H7"], ["14", ""]),
    ],
)
def test_csv(register: Path, kind: str, codes: list[str], days: list[str]) -> None:
    ran = inside("dossiers", kind, register, *AUGUST, "--format", "csv")
    assert ran.status == 0
    assert ran.rows()[0] == [
        "code",
        "unit",
        "procedure",
        "received",
        "due",
        "ended",
        "working_days",
    ]
    assert column(ran.rows(), "code") == codes
    assert column(ran.rows(), "working_days") == days


def test_an_own_layout_names_columns_and_statuses(tmp_path: Path) -> None:
    text = REGISTER.replace("Ngày kết thúc", "Ngày ký").replace("Đang xử lý", "Chờ xin ý kiến")
    layout = tmp_path / "own.toml"
    layout.write_text(
        '[register.columns]\n"Ngày ký" = "finished"\n'
        '[register.statuses]\npaused = ["Chờ xin ý kiến"]\n',
        "utf-8",
    )
    register = written(tmp_path / "so.csv", text)
    ran = inside("dossiers", "paused", register, "--layout", layout, *AUGUST, "--format", "csv")
    assert sorted(column(ran.rows(), "code")) == ["H3", "H4", "H5", "H6", "H7"]
    ran = inside("dossiers", "late", register, "--layout", layout, *AUGUST, "--format", "csv")
    assert column(ran.rows(), "code") == ["H2", "H1"]


def test_csv_dates_are_iso_and_formulas_harmless(register: Path) -> None:
    ran = inside("dossiers", "late", register, *AUGUST, "--format", "csv")
    assert ran.rows()[1] == [
        "H2",
        "Xã A",
        "'=Khai tử",
        "2026-07-20",
        "2026-07-22",
        "2026-07-31",
        "7",
    ]
    assert b"\r" not in ran.out
    assert not ran.out.startswith(b"\xef\xbb\xbf")


def test_json(register: Path) -> None:
    data = inside("dossiers", "overdue", register, *AUGUST, "--format", "json").data()
    assert data["schema"] == "tthc-stats/dossiers/1"
    assert data["kind"] == "overdue"
    assert data["as_of"] == "2026-08-14"
    assert data["period"] == {"from": "2026-07-15", "to": "2026-08-14"}
    assert data["rows"] == [
        {
            "code": "H3",
            "unit": "Xã B",
            "procedure": "Khai sinh",
            "received": "2026-07-21",
            "due": "2026-07-30",
            "ended": None,
            "working_days": 11,
        }
    ]


def test_half_days_are_numbers_in_json(register: Path, tmp_path: Path) -> None:
    own = written(tmp_path / "own.toml", "half_days = [2026-07-24]\n")
    arguments = ("dossiers", "late", register, *AUGUST, "--calendar", own)
    rows = inside(*arguments, "--format", "json").data()["rows"]
    assert [row["working_days"] for row in rows] == [6.5, 1.5]
    assert column(inside(*arguments, "--format", "csv").rows(), "working_days") == ["6.5", "1.5"]


@pytest.mark.parametrize("days", [1, 2, 10, 11])
def test_days_ahead(register: Path, days: int) -> None:
    """28/8 is 11 working days after 14/8: Saturday 22/8/2026 is a make-up day."""
    ran = inside("dossiers", "due-soon", register, *AUGUST, "--days", days, "--format", "csv")
    assert column(ran.rows(), "code") == ["H4", "H5"][: (days >= 2) + (days >= 11)]


def test_statistics_as_csv(register: Path) -> None:
    ran = inside("dossiers", "stats", register, *AUGUST, "--by", "unit", "--format", "csv")
    rows = ran.rows()
    assert column(rows, "unit") == ["Xã A", "Xã B"]
    assert column(rows, "processing_dossiers") == ["2", "0"]
    assert column(rows, "lateness_median") == ["2", ""]
    assert column(rows, "lateness_p90") == ["7", ""]
    assert column(rows, "lateness_2_3") == ["1", "0"]
    assert column(rows, "lateness_6_10") == ["1", "0"]
    assert column(rows, "age_dossiers") == ["0", "5"]
    assert column(rows, "due_soon") == ["0", "1"]


def test_statistics_as_json(register: Path) -> None:
    data = inside("dossiers", "stats", register, *AUGUST, "--format", "json").data()
    assert data["schema"] == "tthc-stats/durations/1"
    assert data["groups"] == []
    lateness = data["total"]["lateness"]
    assert (lateness["dossiers"], lateness["median"], lateness["p90"]) == (2, 2, 7)
    assert {"from": 6, "to": 10, "dossiers": 1} in lateness["classes"]
    assert {"from": 21, "to": None, "dossiers": 0} in lateness["classes"]
    assert data["total"]["due_soon"] == 1


def test_statistics_without_due_days_are_absent_not_zero(tmp_path: Path) -> None:
    text = "Mã hồ sơ,Ngày tiếp nhận,Ngày kết thúc\nH1,2026-05-04,2026-05-06\n"
    path = written(tmp_path / "so.csv", text)
    total = inside("dossiers", "stats", path, "--format", "json").data()["total"]
    assert total["lateness"] is total["overdue"] is total["due_soon"] is None
    rows = inside("dossiers", "stats", path, "--format", "csv").rows()
    assert column(rows, "lateness_dossiers") == column(rows, "lateness_0") == [""]
    assert column(rows, "processing_median") == ["2"]


@pytest.mark.parametrize("format_", ["table", "csv", "json", "md", "html"])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_persons_is_shown(register: Path, kind: str, format_: str) -> None:
    ran = inside("dossiers", kind, register, *AUGUST, "--format", format_)
    assert ran.status == 0
    assert ran.text.strip()
    for secret in SECRETS:
        assert secret not in ran.text + ran.err


@pytest.mark.parametrize("kind", KINDS)
def test_workbook(register: Path, tmp_path: Path, kind: str) -> None:
    target = tmp_path / "ra.xlsx"
    ran = inside("dossiers", kind, register, *AUGUST, "-o", target)
    assert (ran.status, ran.out) == (0, b"")
    values = [
        cell.value
        for sheet in load_workbook(target).worksheets
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert not any(secret in str(value) for value in values for secret in SECRETS)
    if kind == "overdue":
        dates = [value.date() for value in values if isinstance(value, datetime)]
        assert date(2026, 7, 30) in dates  # a true date, to sort and filter by
        assert 11 in values


def test_more_rows_than_a_sheet_holds(
    register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "ra.xlsx"
    arguments = ("dossiers", "late", register, *AUGUST, "-o", target)
    assert inside(*arguments).status == 0
    needed = load_workbook(target).worksheets[0].max_row
    target.unlink()
    monkeypatch.setattr("tthc_stats.report.writers.workbook.MAX_ROWS", needed - 1)
    ran = inside(*arguments)
    assert (ran.status, target.exists()) == (2, False)
    assert f"{needed} rows do not fit" in ran.err
    assert inside(*arguments, "--limit", 1).status == 0


def test_persons_are_no_group(register: Path) -> None:
    ran = inside("dossiers", "stats", register, "--by", "Chủ hồ sơ")
    assert ran.status == 2
    assert "Bí Mật" not in ran.err


def test_table_for_people(register: Path) -> None:
    lines = inside("dossiers", "paused", register, *AUGUST).text.splitlines()
    assert "Period: 15/07/2026 to 14/08/2026" in lines
    assert "dossiers: 2" in lines
    assert "paused since a day that the register does not tell: 1" in lines
    assert lines[-1].split() == [
        "H7",
        "Xã",
        "B",
        "Khai",
        "sinh",
        "22/07/2026",
        "28/07/2026",
        "–",
        "–",
    ]


def test_notes_go_to_standard_error_beside_data(register: Path) -> None:
    ran = inside("dossiers", "paused", register, *AUGUST, "--format", "csv")
    assert "paused since a day that the register does not tell: 1" in ran.err
    assert "paused since" not in inside("dossiers", "paused", register, *AUGUST).err


def test_a_limit_is_told(register: Path) -> None:
    ran = inside("dossiers", "late", register, *AUGUST, "--limit", 1)
    assert "dossiers: 2, of which the first 1 are shown" in ran.text
    assert "H2" in ran.text
    assert "H1" not in ran.text


def test_an_empty_list_is_no_error(register: Path) -> None:
    ran = inside("dossiers", "late", register, "--period", "2026-01", "--format", "csv")
    assert ran.status == 0
    assert len(ran.rows()) == 1
    assert "dossiers: 0" in inside("dossiers", "late", register, "--period", "2026-01").text


def test_the_hour_rule_and_the_day_as_of(tmp_path: Path) -> None:
    path = written(
        tmp_path / "so.csv",
        "Mã hồ sơ,Ngày tiếp nhận,Ngày hẹn trả,Ngày kết thúc\n"
        "H1,04/05/2026 08:00,13/05/2026 10:00,13/05/2026 15:00\n"
        "H2,04/05/2026 08:00,14/05/2026 10:00,\n",
    )
    timed = ("--rule", "timestamp", "--period", "2026-05", "--format", "csv")
    assert column(inside("dossiers", "late", path, *timed).rows(), "working_days") == ["0"]
    assert column(inside("dossiers", "overdue", path, *timed).rows(), "code") == ["H2"]
    later = inside("dossiers", "overdue", path, "--as-of", "18/5/2026", "--format", "csv")
    assert column(later.rows(), "working_days") == ["2"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("late", "--days", "3"), "--days"),
        (("paused", "--by", "unit"), "--by"),
        (("stats", "--limit", "3"), "--limit"),
        (("late", "--limit", "0"), "--limit"),
        (("due-soon", "--days", "-1"), "--days"),
        (("sooner",), "sooner"),
        (("stats", "--by", "màu"), "màu"),
        (("late", "--from", "2026-08-01"), "--from"),
        (("late", "--calendar", "no-such.toml"), "no-such.toml"),
    ],
)
def test_wrong_options(register: Path, arguments: tuple[str, ...], said: str) -> None:
    kind, *rest = arguments
    ran = inside("dossiers", kind, register, *rest)
    assert (ran.status, ran.out) == (2, b"")
    assert said in ran.err


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_of_counts_is_not_understood(kind: str) -> None:
    ran = inside("dossiers", kind, DAK_NONG)
    assert (ran.status, ran.out) == (65, b"")
    assert "a table of counts, not a register" in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_sheet_of_counts_beside_the_register(register: Path, tmp_path: Path) -> None:
    rows: list[list[object]] = [list(line.split(",")) for line in REGISTER.splitlines()]
    counts: list[list[object]] = [["Đơn vị", "Tiếp nhận", "Đã giải quyết"], ["Xã A", 3, 2]]
    path = workbook(tmp_path / "so.xlsx", So=rows, Tong=counts)
    ran = inside("dossiers", "late", path)
    assert ran.status == 65
    assert "Tong" in ran.err
    assert inside("dossiers", "late", path, "--sheet", "So").status == 0


def test_a_missing_column_is_told(tmp_path: Path) -> None:
    path = written(
        tmp_path / "so.csv", "Mã hồ sơ,Ngày tiếp nhận,Ngày kết thúc\nH1,2026-05-04,2026-05-06\n"
    )
    ran = inside("dossiers", "late", path)
    assert (ran.status, ran.out) == (65, b"")
    assert "no due day" in ran.err


@pytest.mark.parametrize(("name", "status"), [("none.xlsx", 66), ("so.csv", 2)])
def test_files(register: Path, name: str, status: int) -> None:
    path = register.parent / name
    assert inside("dossiers", "late", path, "-o", register.parent / "so.csv").status == status


def test_several_registers_are_one_list(register: Path, tmp_path: Path) -> None:
    other = written(tmp_path / "so-2.csv", REGISTER.replace("\nH", "\nK"))
    ran = inside("dossiers", "late", register, other, *AUGUST, "--format", "csv")
    assert column(ran.rows(), "code") == ["H2", "K2", "H1", "K1"]


def test_the_same_bytes_again(register: Path) -> None:
    arguments = ("dossiers", "stats", register, *AUGUST, "--by", "unit", "--format", "json")
    assert inside(*arguments).out == inside(*arguments).out
