"""The generator of made-up registers: deterministic, consistent, with errors where it says."""

from __future__ import annotations

import csv
import sys
from datetime import date, datetime, timedelta
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import duckdb
import pytest
from python_calamine import CalamineWorkbook

if TYPE_CHECKING:
    import register
else:
    sys.path.insert(0, str(Path(__file__).parent.parent / "sample_data"))
    register = import_module("register")

SAMPLES = Path(__file__).parent.parent / "sample_data"
FIRST, LAST = register.Register().first, register.Register().last
RESOLVED = {"Đã xử lý xong", "Đã trả kết quả"}
UNENDED = {
    *("Mới đăng ký", "Được tiếp nhận", "Đang xử lý", "Yêu cầu bổ sung giấy tờ", "Dừng xử lý"),
    "Yêu cầu thực hiện nghĩa vụ tài chính",
}
ENDED = RESOLVED | {"Không được tiếp nhận", "Công dân yêu cầu rút hồ sơ"}

Row = dict[str, str]


def rows(path: Path, made: register.Register) -> list[Row]:
    file = path / "register.csv"
    register.write(made, file)
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def moment(text: str) -> datetime | None:
    return datetime.strptime(text, "%d/%m/%Y %H:%M:%S") if text else None  # noqa: DTZ007


def dates(row: Row) -> tuple[datetime | None, datetime | None, datetime | None]:
    """Received, due, ended."""
    received, due, ended = (moment(row[name]) for name in register.DATES)
    return received, due, ended


def code_day(row: Row) -> str:
    return row["Mã hồ sơ"].split("-")[1]


def sound(row: Row) -> bool:
    """Whether no date and no status contradicts another."""
    received, due, ended = dates(row)
    if received is None:
        return due is None and ended is None and row["Trạng thái"] == "Mới đăng ký"
    return (
        f"{received:%y%m%d}" == code_day(row)
        and (due is None or received < due)
        and (ended is None or received < ended)
        and row["Trạng thái"] in (UNENDED if ended is None else ENDED)
    )


def test_the_same_bytes_everywhere(tmp_path: Path) -> None:
    register.write(register.Register(), tmp_path / "a.csv")
    digest = sha256((tmp_path / "a.csv").read_bytes()).hexdigest()
    assert digest == "b50157dc25bc0ba530a6961b6f3dd9ae3e23e7111ecde5716e893d41f418cc3e"


def test_a_longer_register_begins_with_the_shorter_one(tmp_path: Path) -> None:
    assert rows(tmp_path, register.Register(5000))[:40] == rows(tmp_path, register.Register(40))


def test_another_seed_gives_other_dossiers(tmp_path: Path) -> None:
    one, other = (rows(tmp_path, register.Register(20, seed)) for seed in (1, 2))
    assert [r["Mã hồ sơ"] for r in one] != [r["Mã hồ sơ"] for r in other]


def test_rows_are_sound_and_numbered(tmp_path: Path) -> None:
    made = rows(tmp_path, register.Register(20_000))
    assert [row["STT"] for row in made] == [str(number) for number in range(1, 20_001)]
    assert len({row["Mã hồ sơ"] for row in made}) == 20_000
    assert [row for row in made if not sound(row)] == []


def test_all_days_but_the_end_of_the_day_are_working_days(tmp_path: Path) -> None:
    made = rows(tmp_path, register.Register(5000))
    days = {moment.date() for row in made for moment in dates(row) if moment}
    assert all(map(register.is_working_day, days))
    assert date(2026, 8, 22) in days


def test_the_sample_has_every_status_and_every_boundary(tmp_path: Path) -> None:
    made = rows(tmp_path, register.Register())
    assert {row["Trạng thái"] for row in made} == UNENDED | ENDED
    cases = {case for row in made for case in boundaries(*dates(row))}
    assert cases == {
        *("carried over", "no due date", "after the period", "to the second", "early"),
        *("an hour late", "on the day", "late", "overdue", "in time"),
    }
    assert {row["Hình thức tiếp nhận"] for row in made} == {
        *("Trực tiếp", "Trực tuyến", "Qua bưu chính công ích"),
    }
    assert {row["Mức độ DVC"] for row in made} == set(register.LEVELS.values())


def boundaries(received: datetime | None, due: datetime | None, ended: datetime | None) -> set[str]:
    found = {"carried over"} if received and received.date() < FIRST else set()
    found |= {"after the period"} if ended and ended.date() > LAST else set()
    if due is None:
        return found | {"no due date"}
    if ended is None:
        return found | {"overdue" if due.date() < LAST else "in time"}
    return found | {lateness(due, ended)}


def lateness(due: datetime, ended: datetime) -> str:
    if due.date() != ended.date():
        return "early" if ended < due else "late"
    known = {timedelta(): "to the second", timedelta(hours=1): "an hour late"}
    return known.get(ended - due, "on the day")


def test_information_services_are_never_used_online(tmp_path: Path) -> None:
    made = rows(tmp_path, register.Register(2000))
    online = {r["Mức độ DVC"] for r in made if r["Hình thức tiếp nhận"] == "Trực tuyến"}
    assert online == {"Toàn trình", "Một phần"}


def signs(row: Row, before: Row) -> set[str]:
    """The errors that a row shows."""
    if row["Ngày hẹn trả"] == register.UNREADABLE:
        return {"unreadable_due"}
    received, due, ended = dates(row)
    status = row["Trạng thái"]
    latest = register.exported(register.Register())
    shown = {
        "duplicate_code": row["Mã hồ sơ"] == before["Mã hồ sơ"],
        "finished_before_received": bool(received and ended and ended < received),
        "due_before_received": bool(received and due and due < received),
        "resolved_without_end": status in RESOLVED and ended is None,
        "pending_with_end": status in UNENDED and ended is not None,
        "code_date": bool(received and f"{received:%y%m%d}" != code_day(row)),
        "unknown_status": status not in UNENDED | ENDED,
        "future_end": bool(ended and ended.date() > latest),
    }
    return {sign for sign, there in shown.items() if there}


def test_errors_are_where_they_are_said_to_be_and_nowhere_else(tmp_path: Path) -> None:
    made = register.Register(4000, flaws=30)
    found: dict[str, list[int]] = {flaw: [] for flaw in register.FLAWS}
    previous: Row = {"Mã hồ sơ": ""}
    for number, row in enumerate(rows(tmp_path, made), 1):
        for sign in signs(row, previous):
            found[sign].append(number)
        previous = row
    assert {flaw: tuple(numbers) for flaw, numbers in found.items()} == register.planted(made)
    assert {len(numbers) for numbers in found.values()} == {30}


def test_without_errors_none_are_planted() -> None:
    assert set(register.planted(register.Register()).values()) == {()}


def read_sheets(path: Path) -> list[list[list[object]]]:
    book = CalamineWorkbook.from_path(str(path))
    return [
        [list(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
        for name in book.sheet_names
    ]


def as_text(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M:%S}"
    return f"{value:g}" if isinstance(value, float) else str(value or "")


def test_workbooks_hold_the_same_as_csv(tmp_path: Path) -> None:
    made = register.Register(400, flaws=5)
    register.write(made, tmp_path / "register.xlsx")
    (sheet,) = read_sheets(tmp_path / "register.xlsx")
    assert [row[0] for row in sheet[:4]] == [
        "SỔ THEO DÕI HỒ SƠ",
        "Từ ngày 15/07/2026 đến ngày 14/09/2026",
        "Trạng thái hồ sơ: Tất cả",
        "",
    ]
    assert sheet[4] == list(register.COLUMNS)
    shown = [[as_text(value) for value in row] for row in sheet[5:]]
    assert shown == [list(row.values()) for row in rows(tmp_path, made)]


def test_long_workbooks_go_on_in_further_sheets(tmp_path: Path) -> None:
    register.write_xlsx(register.Register(25), tmp_path / "register.xlsx", per_sheet=10)
    sheets = read_sheets(tmp_path / "register.xlsx")
    assert [[row[0] for row in sheet[5:]] for sheet in sheets] == [
        list(range(1, 11)),
        list(range(11, 21)),
        list(range(21, 26)),
    ]
    assert all(sheet[4] == list(register.COLUMNS) for sheet in sheets)


def test_parquet_holds_the_same_as_csv_with_types(tmp_path: Path) -> None:
    made = register.Register(400)
    register.write(made, tmp_path / "register.parquet")
    read = duckdb.read_parquet(str(tmp_path / "register.parquet"))
    assert read.columns == list(register.COLUMNS)
    assert {str(read.types[read.columns.index(name)]) for name in register.DATES} == {"TIMESTAMP"}
    shown = [[as_text(value) for value in row] for row in read.fetchall()]
    assert shown == [list(row.values()) for row in rows(tmp_path, made)]


def test_the_sample_is_what_the_generator_writes(tmp_path: Path) -> None:
    register.write(register.Register(), tmp_path / "register.xlsx")
    with (
        ZipFile(tmp_path / "register.xlsx") as made,
        ZipFile(SAMPLES / "so-theo-doi-2026-08.xlsx") as kept,
    ):
        assert made.namelist() == kept.namelist()
        assert all(made.read(name) == kept.read(name) for name in kept.namelist())


def test_the_shares_of_the_procedures_make_a_hundred() -> None:
    assert sum(procedure.share for procedure in register.procedures()) == 100


def test_no_text_needs_escaping_in_a_workbook() -> None:
    assert not set("&<>") & set(register.PROCEDURES + "".join(register.COLUMNS))


@pytest.mark.parametrize(
    ("made", "name", "message"),
    [
        (register.Register(17, flaws=1), "a.csv", "too few"),
        (register.Register(first=date(2026, 9, 1), last=date(2026, 9, 2)), "a.csv", "working day"),
        (register.Register(), "a.pdf", "unknown format"),
    ],
)
def test_what_cannot_be_made_is_refused(
    tmp_path: Path, made: register.Register, name: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        register.write(made, tmp_path / name)
    assert not (tmp_path / name).exists()
