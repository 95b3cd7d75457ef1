"""Own indicators from the office's file, wherever the built-in ones are shown."""

from __future__ import annotations

import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

sys.path.insert(0, str(Path(__file__).parent))
from _running import AUGUST, Ran, column, inside, written

OFFICE = """
[options]
history = "h.sqlite"

[indicators]
progress_score_766 = true

[indicators.van_ban_ky_so]
name = "Văn bản ký số"
numerator = "Văn bản ký số"
denominator = "Tổng văn bản đi"

[indicators.hai_long]
name = "Mức độ hài lòng"
numerator = "Phiếu hài lòng"
denominator = "Phiếu khảo sát"
"""
HEAD = "Đơn vị,Tiếp nhận,Văn bản ký số,Tổng văn bản đi,Phiếu hài lòng,Phiếu khảo sát\n"
FIRST = HEAD + "Xã A,100,2000,2000,26,30\nXã B,50,458,458,20,20\n"
SECOND = HEAD + "Xã A,100,1990,2000,29,30\nXã B,50,458,458,20,20\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "tthc-stats.toml", OFFICE)
    written(tmp_path / "a.csv", FIRST)
    written(tmp_path / "b.csv", SECOND)
    return tmp_path


def ran(*arguments: object) -> Ran:
    done = inside(*arguments)
    assert done.status == 0, done.err
    return done


@pytest.mark.parametrize("format_", ["table", "md", "html"])
def test_people_see_name_and_fraction(folder: Path, format_: str) -> None:
    shown = ran("summarize", "a.csv", "--format", format_)
    for words in ("Văn bản ký số", "2,458/2,458 = 100.00%", "46/50 = 92.00%"):
        assert words in shown.text
    assert shown.err == ""  # the columns are understood, and nothing is absent


def test_programs_get_them_behind_the_built_in_ones(folder: Path) -> None:
    rows = ran("summarize", "a.csv", "--format", "csv", "--total").rows()
    assert rows[0][-4:] == [
        "disposition_days",
        "van_ban_ky_so_pct",
        "hai_long_pct",
        "progress_score_766",
    ]
    assert column(rows, "hai_long_pct") == ["86.67", "100.00", "92.00"]
    data = ran("summarize", "a.csv", "--format", "json").data()
    assert data["total"]["indicators"]["hai_long"] == {
        "numerator": 46,
        "denominator": 50,
        "base": "Phiếu khảo sát",
        "pct": "92.00",
    }


def test_a_workbook_has_them(folder: Path) -> None:
    ran("summarize", "a.csv", "-o", "a.xlsx")
    cells = [
        cell
        for sheet in load_workbook(folder / "a.xlsx")
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]
    assert any("Mức độ hài lòng" in str(cell) for cell in cells)


def test_groups_are_sorted_and_ranked_by_them(folder: Path) -> None:
    rows = ran("summarize", "a.csv", "--sort=-hai_long", "--format", "csv").rows()
    assert column(rows, "unit") == ["Xã B", "Xã A"]
    rows = ran("rank", "a.csv", "--indicator", "hai_long", "--format", "csv").rows()
    assert rows[0][-4:] == ["numerator", "denominator", "base", "hai_long_pct"]
    assert column(rows, "unit") == ["Xã B", "Xã A"]


def test_an_unknown_one_is_refused_with_all_that_are_known(folder: Path) -> None:
    done = inside("rank", "a.csv", "--indicator", "hailong")
    assert done.status == 2
    assert "progress_score_766, van_ban_ky_so, hai_long" in done.err


def test_history_keeps_what_they_need(folder: Path) -> None:
    ran("history", "add", "a.csv", "--period", "2026-08")
    ran("history", "add", "b.csv", "--period", "2026-09")
    assert "46/50 = 92.00%" in ran("history", "show", "2026-08").text
    exported = ran("history", "export", "-o", "all.csv")
    assert exported.status == 0
    again = ran("summarize", "all.csv", "--by", "period", "--format", "csv").rows()
    assert column(again, "hai_long_pct") == ["92.00", "98.00"]
    rows = ran("trend", "--indicator", "hai_long", "--format", "csv").rows()
    assert column(rows, "hai_long_pct") == ["92.00", "98.00"]
    assert column(rows, "change") == ["", "6.00"]
    rows = ran("compare", "2026-08", "2026-09", "--format", "csv", "--total").rows()
    (line,) = [row for row in rows if row[:3] == ["TOTAL", "both", "van_ban_ky_so_pct"]]
    assert line[3:6] == ["100.00", "99.59", "-0.41"]
    assert "up 6 percentage points" in ran("compare", "2026-08", "2026-09").text


def test_what_was_recorded_without_them_is_told(folder: Path) -> None:
    (folder / "tthc-stats.toml").unlink()
    ran("history", "add", "a.csv", "--period", "2026-08", "--history", "h.sqlite")
    written(folder / "tthc-stats.toml", OFFICE)
    shown = ran("trend", "--indicator", "hai_long", "--format", "csv")
    assert column(shown.rows(), "hai_long_pct") == [""]
    assert "no figures under “Phiếu hài lòng”, “Phiếu khảo sát”" in shown.err
    assert "Văn bản ký số" not in shown.err  # which was not asked for
    assert ran("trend", "--indicator", "on_time").err == ""


def test_files_are_compared_and_followed(folder: Path) -> None:
    compared = ran("compare", "a.csv@2026-08", "b.csv@2026-09", "--indicator", "hai_long")
    assert "26/30 = 86.67%" in compared.text
    rows = ran(
        "trend", "a.csv@2026-08", "b.csv@2026-09", "--indicator", "hai_long", "--format", "csv"
    ).rows()
    assert column(rows, "numerator") == ["46", "49"]


def test_the_score_is_computed_where_it_is_asked_for(folder: Path) -> None:
    (folder / "tthc-stats.toml").unlink()
    rows = ran("rank", AUGUST, "--indicator", "progress_score_766", "--format", "csv").rows()
    assert rows[0][-1] == "progress_score_766"
    first = dict(zip(rows[0], rows[1], strict=True))
    exact = Decimal(20 * int(first["numerator"])) / int(first["denominator"])
    assert first["progress_score_766"] == str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))
    shown = [Decimal(score) for score in column(rows, "progress_score_766")]
    assert shown == sorted(shown, reverse=True)
    assert "progress_score_766" not in ran("summarize", AUGUST, "--format", "csv").text
    compared = ran("compare", AUGUST, AUGUST, "--indicator", "progress_score_766")
    assert "QĐ 766 progress score (of 20)" in compared.text


def test_the_report_of_a_period_has_them_and_compares_them(folder: Path) -> None:
    ran("history", "add", "a.csv", "--period", "2026-08")
    shown = ran("report", "b.csv", "--period", "2026-09", "--form", "none", "--format", "md")
    assert shown.text.count("49/50 = 98,00%") == 2  # in the total of the groups, and compared
    assert "tăng 6 điểm phần trăm" in shown.text
    rows = ran("trend", "--indicator", "hai_long", "--format", "csv").rows()
    assert column(rows, "numerator") == ["46", "49"]  # what the report recorded


def test_a_broken_cell_beside_the_counts_casts_no_doubt_on_them(folder: Path) -> None:
    written(folder / "a.csv", HEAD + "Xã A,100,2000,2000,#N/A,30\n")
    done = inside("report", "a.csv", "--period", "2026-09", "--form", "none", "--format", "json")
    assert done.status == 1
    assert [f["code"] for f in done.data()["findings"]] == ["ERROR_CELL", "OWN_INDICATOR"]
    assert done.data()["doubted"] == []


def test_inspect_says_what_a_column_is_for(folder: Path) -> None:
    shown = ran("inspect", "a.csv").text
    assert "used by van_ban_ky_so" in shown
    assert "UNKNOWN_COLUMN" not in shown


def test_check_looks_at_their_cells(folder: Path) -> None:
    assert inside("check", "a.csv").status == 0
    written(folder / "a.csv", HEAD + "Xã A,100,2000,2000,26,khoảng 30\n")
    done = inside("check", "a.csv")
    assert done.status == 1
    assert "F2" in done.text
    assert inside("summarize", "a.csv").status == 65


def test_the_configuration_shows_them(folder: Path) -> None:
    rows = ran("config", "show", "rank", "--format", "csv").rows()
    values = {row[0]: row[1] for row in rows}
    assert values["indicators.hai_long.numerator"] == "Phiếu hài lòng"
    assert values["indicators.progress_score_766"] == "true"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[indicators]\nprogress_score = true\n", "[indicators.progress_score] must be a table"),
        ("[indicators.ton]\nname = 'Tồn'\nnumerator = 'pending'\n", "needs a “denominator”"),
        (
            "[indicators.ton]\nname='Tồn'\nnumerator='pending'\ndenominater='received'\n",
            "Did you mean “denominator”?",
        ),
    ],
)
def test_a_slip_stops_every_command(folder: Path, text: str, said: str) -> None:
    written(folder / "tthc-stats.toml", text)
    for command in (["summarize", "a.csv"], ["history", "list", "--history", "h.sqlite"]):
        done = inside(*command)
        assert (done.status, done.out) == (2, b"")
        assert "tthc-stats.toml: " in done.err
        assert said in done.err
