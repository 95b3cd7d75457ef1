"""Every option of ``check`` and ``inspect``, inside the test process."""

from __future__ import annotations

import csv
import sys
import tomllib
from pathlib import Path

import pytest
from openpyxl import Workbook

sys.path.insert(0, str(Path(__file__).parent))
from _running import AUGUST, DAK_NONG, SAMPLES, SEPTEMBER, inside, process, workbook, written

from tthc_stats.data import load
from tthc_stats.report.language import language
from tthc_stats.report.manual import manual_page

EXAMPLES = SAMPLES.parent / "docs" / "examples"
TUYEN_QUANG = SAMPLES / "tuyen-quang-2017.csv"
CODES = list(load("codes"))


def test_findings_by_the_contract() -> None:
    data = inside("check", DAK_NONG, "--format", "json").data()
    assert data["schema"] == "tthc-stats/findings/1"
    assert data["sources"][0] == {
        "file": str(DAK_NONG),
        "sheet": "Tình hình giải quyết",
        "kind": "counts",
        "layout": "columns",
    }
    first = data["findings"][0]
    del first["message"]
    whys = [suggestion.pop("why") for suggestion in first["suggestions"]]
    assert all(whys)
    sets = [suggestion["set"] for suggestion in first.pop("suggestions")]
    assert {frozenset(changes.items()) for changes in sets} == {
        frozenset({"resolved": 3255, "late": 93}.items()),
        frozenset({"resolved": 3255, "in_time": 3190}.items()),
    }
    assert (
        first.items()
        >= {
            "code": "TIMELINESS",
            "severity": "error",
            "file": str(DAK_NONG),
            "sheet": "Tình hình giải quyết",
            "cell": "H10",
            "row": "Sở Tư pháp",
            "left": 3250,
            "right": 3227,
            "difference": 23,
        }.items()
    )


STATUSES = {
    "errors": ((DAK_NONG,), 1),
    "errors, exit zero": ((DAK_NONG, "--exit-zero"), 0),
    "errors, fail on warning": ((DAK_NONG, "--fail-on", "warning"), 1),
    "a warning": ((TUYEN_QUANG,), 0),
    "a warning, fail on error": ((TUYEN_QUANG, "--fail-on", "error"), 0),
    "a warning, fail on warning": ((TUYEN_QUANG, "--fail-on", "warning"), 1),
    "a warning, both": ((TUYEN_QUANG, "--fail-on", "warning", "--exit-zero"), 0),
    "nothing": ((SEPTEMBER, "--fail-on", "warning"), 0),
    "carry-over": ((AUGUST, SEPTEMBER), 1),
}


@pytest.mark.parametrize("case", STATUSES)
@pytest.mark.parametrize("format_", ["table", "csv", "json", "md"])
def test_what_ends_with_1(case: str, format_: str) -> None:
    arguments, status = STATUSES[case]
    assert inside("check", *arguments, "--format", format_).status == status


def test_carry_over_between_two_periods() -> None:
    (finding,) = inside("check", AUGUST, SEPTEMBER, "--format", "json").data()["findings"]
    assert finding["code"] == "CARRY_OVER"
    assert (finding["row"], finding["cell"]) == ("Xã F", "C10")
    assert (finding["left"], finding["right"], finding["difference"]) == (14, 16, 2)
    backwards = inside("check", SEPTEMBER, AUGUST, "--format", "json").data()["findings"]
    assert [f["code"] for f in backwards] == ["CARRY_OVER"]


def test_csv_has_a_line_for_each_finding() -> None:
    rows = inside("check", DAK_NONG, "--format", "csv").text.splitlines()
    head = "code,severity,file,sheet,cell,row,left,right,difference,message"
    assert rows[0].startswith(head)
    assert [row.split(",")[0] for row in rows[1:]] == ["TIMELINESS", "BALANCE", "DUPLICATE"]


def test_check_writes_files_too(tmp_path: Path) -> None:
    ran = inside("check", DAK_NONG, "-o", tmp_path / "f.json", "-o", tmp_path / "f.md")
    assert (ran.status, ran.out) == (1, b"")
    assert (tmp_path / "f.json").exists()
    assert "H10" in (tmp_path / "f.md").read_text(encoding="utf-8")


def test_the_base_of_a_stated_share(tmp_path: Path) -> None:
    """96 of 100 received is right over the received and wrong over the 98 resolved."""
    table = written(
        tmp_path / "a.csv",
        "Đơn vị,Tiếp nhận,Đã giải quyết,Trước và đúng hạn,Quá hạn,Tỷ lệ đúng hạn\n"
        'Xã A,100,98,96,2,"96%"\n',
    )
    plain = inside("check", table, "--format", "json").data()["findings"]
    assert [(f["code"], f["cell"]) for f in plain] == [("STATED_SHARE", "F2")]
    assert "100" in plain[0]["message"]
    over_received = inside("check", table, "--on-time-base", "received", "--format", "json")
    assert over_received.data()["findings"] == []


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained(code: str) -> None:
    ran = inside("check", "--explain", code)
    assert ran.status == 0
    assert ran.err == ""
    assert ran.text.startswith(f"{code}: ")
    english, vietnamese = (manual_page(code, language(name)) for name in ("en", "vi"))
    assert ran.text in (english, vietnamese)
    assert english != vietnamese
    for page in (english, vietnamese):
        assert len(page.splitlines()) >= 3
        assert page.endswith("\n")


@pytest.mark.parametrize("written_as", ["total_row", "TOTAL-ROW", "Total_Row"])
def test_a_code_may_be_written_as_people_do(written_as: str) -> None:
    assert inside("check", "--explain", written_as).text.startswith("TOTAL_ROW: ")


def test_the_contract_s_codes_are_known() -> None:
    contract = """RECEIVED CHANNELS SERVICE_LEVEL TIMELINESS IN_TIME PENDING BALANCE TOTAL_ROW
        SECTION_ROW CARRY_OVER STATED_SHARE DUPLICATE CONFLICT"""
    assert set(contract.split()) <= set(CODES)


def test_inspect_counts_the_signs_for_nothing_reported(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    rows = "Đơn vị;Tiếp nhận;Đã giải quyết\nXã A;10;x\nXã B;…;/\nXã C;-;9\n;;Người lập\n"
    source.write_text(rows, encoding="utf-8")
    assert "“x”" in inside("inspect", source, "--lang", "en").text
    (table,) = inside("inspect", source, "--format", "json").data()["tables"]
    assert table["placeholders"] == {"cells": 4, "first": "C2"}
    (none,) = inside("inspect", AUGUST, "--format", "json").data()["tables"]
    assert none["placeholders"] == {"cells": 0, "first": None}


def test_inspect_tells_what_was_recognised() -> None:
    shown = inside("inspect", DAK_NONG).text
    for part in (
        "Tình hình giải quyết",
        "Toàn trình",
        "Đã giải quyết › Trước và đúng hạn",
        "[in_time]",
        "01/01/2024 to 03/09/2024",
        "SỞ TƯ PHÁP",
    ):
        assert part in shown
    data = inside("inspect", DAK_NONG, "--format", "json").data()
    first = data["tables"][0]
    assert first["header_rows"] == [6, 8]
    paths = {column["column"]: column["path"] for column in first["columns"]}
    assert paths["E"] == ["Tiếp nhận", "Trong kỳ", "Tổng số"]
    counts = {column["column"]: column["counts"] for column in first["columns"]}
    assert counts["E"] == ["received_in_period"]
    assert [row["row"] for row in first["rows"] if row["kind"] == "detail"] == [10]


def test_inspect_names_encoding_form_and_kinds_of_rows() -> None:
    data = inside("inspect", SAMPLES / "bieu-ii06a.xls", "--format", "json").data()["tables"][0]
    assert data["layout"] == "ii06a"
    assert "II.06a" in data["form"]
    kinds = [row["kind"] for row in data["rows"]]
    assert (kinds.count("section"), kinds.count("detail"), kinds.count("total")) == (2, 9, 1)
    csv = inside("inspect", TUYEN_QUANG, "--format", "json").data()["tables"][0]
    assert csv["encoding"].startswith("utf-8")


def test_inspect_says_what_was_skipped_and_why(tmp_path: Path) -> None:
    letter = written(tmp_path / "a.csv", "Kính gửi,Xã A\nThân ái,Xã B\n")
    ran = inside("inspect", letter, "--format", "json")
    assert ran.status == 0
    (skipped,) = ran.data()["skipped"]
    assert skipped["why"]
    assert str(letter) in inside("inspect", letter).text


@pytest.mark.parametrize("format_", ["table", "json", "csv", "md", "html", "xlsx"])
@pytest.mark.parametrize("command", ["check", "inspect"])
def test_every_format_is_repeatable(command: str, format_: str) -> None:
    first = inside(command, DAK_NONG, "--format", format_)
    assert first.out
    assert first.out == inside(command, DAK_NONG, "--format", format_).out


ROUND_TRIPS = sorted(
    path.name for path in SAMPLES.glob("*-*.*") if path.suffix not in (".md", ".docx")
)


@pytest.mark.parametrize("name", ROUND_TRIPS)
def test_a_saved_layout_reads_the_file_as_before(name: str, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    source = SAMPLES / name
    inspected = inside("inspect", source, "--save-layout", own, "--format", "json").data()
    sheet = (inspected["tables"] or inspected["registers"])[0]["sheet"]
    chosen = ("--sheet", sheet) if sheet else ()
    for command in ("summarize", "check"):
        before = inside(command, source, *chosen, "--format", "json")
        again = inside(command, source, "--layout", own, "--format", "json")
        assert again.data() == before.data()


HAND_MADE = '[columns]\nB = "received"\n"cột hai" = "resolved"\n'


def test_a_layout_made_by_hand(tmp_path: Path) -> None:
    """A column that no caption explains is named by its letter or by its caption."""
    table = written(tmp_path / "a.csv", "Đơn vị,Cột một,Cột hai\nXã A,10,9\n")
    assert inside("summarize", table).status == 65
    own = written(tmp_path / "own.toml", f"header_rows = [1, 1]\n{HAND_MADE}")
    ran = inside("summarize", table, "--layout", own, "--format", "json")
    counts = ran.data()["groups"][0]["counts"]
    assert (counts["received"], counts["resolved"]) == (10, 9)


def test_a_layout_that_does_not_say_where_the_header_is(tmp_path: Path) -> None:
    """It is found by the named captions, or the error says what the layout lacks."""
    table = written(tmp_path / "a.csv", "Đơn vị,Cột một,Cột hai\nXã A,10,9\n")
    own = written(tmp_path / "own.toml", HAND_MADE)
    ran = inside("summarize", table, "--layout", own)
    assert ran.status == 0 or "header_rows" in ran.err


def test_a_saved_layout_is_toml_with_known_keys(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    inside("inspect", DAK_NONG, "--save-layout", own)
    layout = tomllib.loads(own.read_text(encoding="utf-8"))
    assert layout["sheet"] == "Tình hình giải quyết"
    assert layout["header_rows"] == [6, 8]
    assert layout["columns"]["C"] == "received"
    assert layout["columns"]["I"] == "in_time"


REGISTER, PRINTED = (EXAMPLES / name for name in ("so-theo-doi-loi.csv", "bang-thang-8.csv"))


def test_a_register_is_checked() -> None:
    ran = inside("check", REGISTER, "--format", "json")
    data = ran.data()
    assert ran.status == 1
    assert data["sources"][0]["kind"] == "register"
    assert [(f["code"], f["cell"], f["details"]) for f in data["findings"]] == [
        ("DUPLICATE_CODE", "A8", {"number": 1, "rows": [8]}),
        ("FINISHED_EARLY", "F6", {"number": 1, "rows": [6]}),
        ("STATUS_DATES", "G7", {"number": 1, "rows": [7]}),
        ("CODE_DATE", "A8", {"number": 1, "rows": [8]}),
    ]


def test_a_register_against_a_table_in_the_same_workbook(tmp_path: Path) -> None:
    book = Workbook()
    for sheet, path in (("Sổ", REGISTER), ("Bảng", PRINTED)):
        rows = csv.reader(path.read_text("utf-8-sig").splitlines())
        own = book.create_sheet(sheet)
        for row in rows:
            own.append(row)
    book.remove(book.worksheets[0])
    book.save(tmp_path / "a.xlsx")
    ran = inside("check", tmp_path / "a.xlsx", "--sheet", "Sổ", "--against", tmp_path / "a.xlsx")
    apart = inside("check", REGISTER, "--against", PRINTED)
    assert ran.status == apart.status == 1
    assert ran.text.count("AGAINST") == apart.text.count("AGAINST")


def test_a_register_against_its_table() -> None:
    found = inside("check", REGISTER, "--against", PRINTED, "--format", "json").data()["findings"]
    against = [(f["cell"], f["left"], f["right"]) for f in found if f["code"] == "AGAINST"]
    assert against == [("G5", 2, 1), ("G6", 3, 2)]


def test_a_table_cannot_be_compared_with_a_table() -> None:
    ran = inside("check", PRINTED, "--against", PRINTED)
    assert ran.status == 2
    assert "only a register can be compared with a table" in ran.err


def test_the_text_says_how_many_dossiers_were_examined() -> None:
    said = process(SAMPLES, "check", REGISTER, "--against", PRINTED, "--lang", "vi").text
    assert "số hồ sơ trong sổ đã được xem xét: 7" in said
    assert "18/18 số in trong bảng đã được so sánh với sổ" in said


def test_figures_that_no_sum_covers_are_not_called_right(tmp_path: Path) -> None:
    """“Nothing found” would say that they were checked."""
    written(tmp_path / "a.csv", "unit,received,resolved\nXã A,10,9\nXã B,8,7\n")
    ran = process(tmp_path, "check", "a.csv")
    assert ran.status == 0
    assert ran.text == "nothing could be checked: no sum covers these 4 figures\n"


ONE_ROW = "STT,Đơn vị,Tiếp nhận,Đã giải quyết\n1,Xã A,60,50\n,Tổng cộng,70,50\n"


def test_a_total_of_one_row(tmp_path: Path) -> None:
    written(tmp_path / "a.csv", ONE_ROW)
    ran = process(tmp_path, "check", "a.csv")
    assert "70 is printed, but its one row is 60, a difference of 10" in ran.text


def test_columns_read_alike_are_named_in_words(tmp_path: Path) -> None:
    head = "Đơn vị,Tiếp nhận,Đúng hạn,Trong hạn,Đã giải quyết"
    written(tmp_path / "a.csv", f"{head}\nXã A,10,5,3,8\n")
    vietnamese = process(tmp_path, "check", "a.csv", "--lang", "vi").text
    assert "nhiều cột cùng được hiểu là “đúng hạn” (còn có “Trong hạn”)" in vietnamese


def test_formulas_without_results_are_one_finding_a_row(tmp_path: Path) -> None:
    head: list[object] = ["Đơn vị", "Tiếp nhận", "Đã giải quyết", "Đang giải quyết"]
    workbook(
        tmp_path / "a.xlsx", Bieu=[head, ["Xã A", 10, 8, 2], ["Tổng cộng", "=B2", "=C2", "=D2"]]
    )
    found = process(tmp_path, "check", "a.xlsx", "--format", "json").data()["findings"]
    (unstored,) = [finding for finding in found if finding["code"] == "NO_VALUE"]
    assert unstored["cell"] == "B3"
    assert "3 cells" in unstored["message"]
    assert "(B3, C3, D3)" in unstored["message"]
    assert unstored["details"]["counts"] == ["received", "resolved", "pending"]


def test_inspect_tells_one_row_and_days_as_people_write_them(tmp_path: Path) -> None:
    text = process(tmp_path, "inspect", AUGUST, "--lang", "vi").text
    assert "kỳ: 01/08/2026 đến 31/08/2026" in text
    written(tmp_path / "a.csv", "unit,received,resolved\nXã A,10,9\n")
    assert "header: row 1\n" in process(tmp_path, "inspect", "a.csv").text
