"""The report as a whole: what is marked, noted, refused, and kept out of a paper."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

import tthc_stats
from tthc_stats.model.errors import UsageError
from tthc_stats.model.text import Text
from tthc_stats.report.material import short_names
from tthc_stats.report.monthly import Monthly, monthly_report
from tthc_stats.report.paper import Paper

HEADER = (
    "Đơn vị,Tiếp nhận trong kỳ,Kỳ trước chuyển sang,Tổng tiếp nhận,Đã giải quyết,Đang giải quyết"
)
JULY = f"{HEADER}\nXã A,100,0,100,90,10\nXã B,50,0,50,50,0\n"


def table(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def stream(text: str, period: str) -> Any:
    return tthc_stats.read(io.BytesIO(text.encode("utf-8")), period=period)


def history_of(path: Path, *months: tuple[str, str], agency: str | None = None) -> str:
    for period, text in months:
        tthc_stats.record(tthc_stats.periods_of(stream(text, period), agency=agency), path)
    return str(path)


def paper(monthly: Monthly) -> Paper:
    assert monthly.report.paper
    return monthly.report.paper()


def sentences(monthly: Monthly) -> list[tuple[str, bool]]:
    return [(s.text, s.doubtful) for p in paper(monthly).paragraphs for s in p.sentences]


def codes(monthly: Monthly) -> list[str]:
    return [finding.code for finding in monthly.findings]


def test_only_the_same_agency_is_compared_with(tmp_path: Path) -> None:
    august = f"{HEADER}\nXã A,100,8,108,100,8\nXã B,50,0,50,50,0\n"
    path = history_of(tmp_path / "h.sqlite", ("2026-07", JULY), agency="Sở Y")
    other = monthly_report(stream(august, "2026-08"), history=path, agency="Sở X", form=None)
    assert codes(other) == []
    assert not paper(other).compared
    same = monthly_report(stream(august, "2026-08"), history=path, agency="Sở Y", form=None)
    assert codes(same) == ["CARRY_OVER"]
    assert paper(same).compared
    history_of(tmp_path / "h.sqlite", ("2026-07", JULY.replace("90,10", "92,8")), agency="Sở 0")
    assert codes(
        monthly_report(stream(august, "2026-08"), history=path, agency="Sở Y", form=None)
    ) == ["CARRY_OVER"]


def test_errors_against_the_history_are_recorded(tmp_path: Path) -> None:
    august = f"{HEADER}\nXã A,100,8,108,100,8\nXã B,50,0,50,50,0\n"
    path = history_of(tmp_path / "h.sqlite", ("2026-07", JULY))
    monthly = monthly_report(stream(august, "2026-08"), history=path)
    assert monthly.recordable
    assert monthly.recordable.periods[0].head.errors == 1
    changed = [text for text, doubtful in sentences(monthly) if doubtful]
    assert any("hồ sơ đang giải quyết giảm" in text for text in changed)


def test_units_of_one_period_only_are_named(tmp_path: Path) -> None:
    august = f"{HEADER}\nXã A,100,10,110,100,10\nXã C,50,0,50,50,0\n"
    path = history_of(tmp_path / "h.sqlite", ("2026-07", JULY))
    texts = [text for text, _ in sentences(monthly_report(stream(august, "2026-08"), history=path))]
    assert "Có trong số liệu tháng 7 năm 2026 nhưng không có trong kỳ này: Xã B." in texts
    assert "Có trong kỳ này nhưng không có trong số liệu tháng 7 năm 2026: Xã C." in texts


def test_a_unit_without_one_of_several_periods_makes_sums_doubtful(tmp_path: Path) -> None:
    header = "Đơn vị,Tiếp nhận trong kỳ,Đã giải quyết"
    files = [
        table(tmp_path / "8.csv", f"Tháng 8 năm 2026\n{header}\nXã A,10,9\nXã B,20,19\n"),
        table(tmp_path / "9.csv", f"Tháng 9 năm 2026\n{header}\nXã A,10,9\n"),
    ]
    monthly = monthly_report(tthc_stats.read(files), form=None)
    assert codes(monthly) == ["NOT_IN_PERIOD"]
    assert all(doubtful for _, doubtful in sentences(monthly))
    findings = paper(monthly).findings
    assert findings
    assert "Xã B" in str(findings.rows[0][2])


def test_a_missing_month_is_no_report(tmp_path: Path) -> None:
    header = "Đơn vị,Tiếp nhận trong kỳ,Đã giải quyết"
    files = [
        table(tmp_path / f"{m}.csv", f"Tháng {m} năm 2026\n{header}\nXã A,10,9\n") for m in (8, 10)
    ]
    with pytest.raises(UsageError, match="days are missing"):
        monthly_report(tthc_stats.read(files), form=None)


def test_a_period_without_dossiers_is_no_report() -> None:
    register = tthc_stats.read("sample_data/so-theo-doi-2026-08.xlsx")
    with pytest.raises(UsageError, match="nothing is counted in"):
        monthly_report(register, form=None, period="2025-01")


def test_a_register_that_ends_before_the_period_makes_all_doubtful() -> None:
    register = tthc_stats.read("sample_data/so-theo-doi-2026-08.xlsx")
    monthly = monthly_report(register, form=None, period="2026-10")
    assert "PERIOD_NOT_COVERED" in codes(monthly)
    assert all(doubtful for _, doubtful in sentences(monthly))


def test_what_has_no_total_is_noted() -> None:
    text = "Đơn vị,Tiếp nhận trong kỳ,Đã giải quyết\nXã A,10,9\nXã B,,5\n"
    notes = paper(monthly_report(stream(text, "2026-08"), form=None)).notes
    assert any("Không có tổng của tiếp nhận trong kỳ" in note and "Xã B" in note for note in notes)


def test_a_recorded_period_without_rows_harms_no_later_report(tmp_path: Path) -> None:
    register = tthc_stats.read("sample_data/so-theo-doi-2026-08.xlsx")
    path = tmp_path / "h.sqlite"
    tthc_stats.record(tthc_stats.periods_of(register, period="2025-01"), path)
    assert tthc_stats.recorded_periods(path)[0].size == 0
    monthly = monthly_report(register, form=None, period="2026-08", history=str(path))
    assert monthly.summary.groups
    assert tthc_stats.trend(tthc_stats.summaries(tthc_stats.recorded_rows(path), path)).total.points


def test_a_form_that_does_not_fit_is_left_out_and_told() -> None:
    text = "Cấp,Tiếp nhận,Đã giải quyết\nCấp tỉnh,10,9\nCấp xã,20,19\n"
    monthly = monthly_report(stream(text, "2026-08"))
    assert monthly.unfilled
    assert not paper(monthly).form
    assert any(note.startswith("Không kèm biểu mẫu") for note in paper(monthly).notes)


def test_a_paper_names_no_folders(tmp_path: Path) -> None:
    folder = tmp_path / "một nơi trên máy"
    folder.mkdir()
    path = history_of(folder / "h.sqlite", ("2026-07", JULY))
    bad = table(
        folder / "thang-8.csv",
        f"Tháng 8 năm 2026\n{HEADER}\nXã A,100,8,108,100,9\nXã B,50,0,50,50,0\n",
    )
    monthly = monthly_report(tthc_stats.read(bad), history=path)
    assert {"BALANCE", "CARRY_OVER"} <= set(codes(monthly))
    for format_ in ("html", "csv", "md"):
        written = tthc_stats.write_report(monthly, format_).decode("utf-8")
        if format_ == "html":
            assert "một nơi" not in written
    found = paper(monthly).findings
    assert found
    assert {str(row[0]) for row in found.rows} == {"thang-8.csv: C3", "thang-8.csv: D3"}
    assert all("một nơi" not in str(cell) for row in found.rows for cell in row)


def test_files_of_one_name_keep_their_folders() -> None:
    assert short_names(["/a/b/x.csv", "/a/c/x.csv", "/a/c/y.csv"]) == {
        "/a/b/x.csv": "b/x.csv",
        "/a/c/x.csv": "c/x.csv",
        "/a/c/y.csv": "y.csv",
    }


def test_a_correction_leaves_no_trace_in_the_paper(tmp_path: Path) -> None:
    path = history_of(tmp_path / "h.sqlite", ("2026-07", JULY))
    corrected = JULY.replace("90,10", "91,9")
    first = monthly_report(stream(corrected, "2026-07"), history=path, form=None)
    assert codes(first) == ["CHANGED_SINCE"]
    assert first.recordable
    tthc_stats.record(first.recordable, path)
    again = monthly_report(stream(corrected, "2026-07"), history=path, form=None)
    assert codes(again) == []
    for format_ in ("docx", "xlsx", "html", "csv"):
        assert tthc_stats.write_report(first, format_) == tthc_stats.write_report(again, format_)


def test_doubtful_figures_are_marked_in_tables_too() -> None:
    monthly = monthly_report(tthc_stats.read("sample_data/dak-nong-2024.xlsx"))
    rows = {str(row[0]) for row in paper(monthly).groups.rows}
    assert {"Tổng tiếp nhận (*)", "Từ kỳ trước", "Toàn trình"} <= rows
    assert any(row.startswith("Tỷ lệ trước và đúng hạn") and row.endswith("(*)") for row in rows)
    assert not any(isinstance(cell, Text) for row in paper(monthly).groups.rows for cell in row)


def test_warnings_alone_are_notes_not_an_annex() -> None:
    register = tthc_stats.read("sample_data/so-theo-doi-2026-08.xlsx")
    monthly = monthly_report(register, period="2026-08")
    assert codes(monthly)
    assert paper(monthly).findings is None
    assert any(note.startswith("Lưu ý: ") for note in paper(monthly).notes)
