"""Rows below the header of a register: dossiers, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tthc_stats import check, read, summarize
from tthc_stats.model.counts import Count
from tthc_stats.model.errors import NotUnderstoodError

HEADER = "STT,Mã hồ sơ,Đơn vị,Ngày tiếp nhận,Ngày hẹn trả,Ngày có kết quả,Trạng thái"
DOSSIERS = """1,H1-260713-0001,Sở A,13/07/2026,20/07/2026,15/07/2026,Đã trả kết quả
2,H1-260713-0002,Sở A,13/07/2026,20/07/2026,25/07/2026,Đã trả kết quả"""


def register(folder: Path, *lines: str) -> Path:
    path = folder / "so.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", "utf-8")
    return path


@pytest.mark.parametrize(
    "line",
    [
        ',,,,"Xã A, ngày 15 tháng 8 năm 2026",,',
        ",Người lập biểu,,,Thủ trưởng đơn vị,,",
        ",Người lập biểu,,,,,Thủ trưởng đơn vị",
        ",Một người,,,,,Người khác",
        "I,Lĩnh vực Đất đai,,,,,",
        ",Tổng cộng,2,,,,",
        "Tổng số,2,,,,,",
        "Cộng,2 hồ sơ,,,,,",
        "1,2,3,4,5,6,7",
        "(1),(2),(3),(4),(5),(6),(7)",
        HEADER,
        "Ghi chú: số liệu tạm tính,,,,,,",
        ",,,,,,",
    ],
)
def test_what_is_no_dossier_is_neither_counted_nor_examined(tmp_path: Path, line: str) -> None:
    reading = read(register(tmp_path, DOSSIERS, line, "3,H1-260714-0003,Sở A,14/07/2026,,,", line))
    summary = summarize(reading)
    assert summary.total.counts[Count.RECEIVED] == 3
    assert [group.key["unit"] for group in summary.groups] == ["Sở A"]
    assert check(reading).dossiers == 3
    assert {finding.code for finding in check(reading).findings} <= {"NO_DUE"}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("3,H1-260714-0003,Sở A,,20/07/2026,,", "NO_RECEIVED"),
        ("3,,Sở A,,,,", "NO_RECEIVED"),
        (",H1-260714-0003,,,,,", "NO_RECEIVED"),
        (",,Sở A,,,,Đang xử lý", "NO_RECEIVED"),
        ("3,H1-260714-0003,Sở A,hôm qua,20/07/2026,,", "UNREADABLE_DATE"),
    ],
)
def test_a_dossier_with_gaps_is_told(tmp_path: Path, line: str, code: str) -> None:
    found = check(read(register(tmp_path, DOSSIERS, line)))
    assert code in {finding.code for finding in found.findings}


@pytest.mark.parametrize("caption", ["STT", "TT", "Số thứ tự", "Thứ tự", "#", "No."])
def test_a_number_makes_a_dossier_whatever_its_column_is_called(
    tmp_path: Path, caption: str
) -> None:
    path = register(tmp_path, DOSSIERS, "3,,Sở A,,,,")
    path.write_text(path.read_text("utf-8").replace("STT", caption, 1), "utf-8")
    found = check(read(path)).findings
    assert "NO_RECEIVED" in {finding.code for finding in found}


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("3,H1-260714-0003,Sở A, phòng B,14/07/2026,20/07/2026,,Đang xử lý", 8),
        ("3,H1-260714-0003,14/07/2026,20/07/2026,,Đang xử lý", 6),
    ],
)
def test_a_dossier_of_another_width_is_refused(tmp_path: Path, line: str, fields: int) -> None:
    with pytest.raises(NotUnderstoodError, match=f"Row 4 has {fields} fields.* has 7"):
        summarize(read(register(tmp_path, DOSSIERS, line)))


def test_blank_fields_at_the_end_of_rows_are_no_others(tmp_path: Path) -> None:
    lines = [line + ",," for line in DOSSIERS.split("\n")]
    assert summarize(read(register(tmp_path, *lines))).total.counts[Count.RECEIVED] == 2


def test_a_unit_in_several_spellings_is_told(tmp_path: Path) -> None:
    lines = [
        f"{n},H{n},{unit},13/07/2026,20/07/2026,,"
        for n, unit in enumerate(["UBND xã A", "UBND xã A", "Xã A", "XÃ A", "Xã B"], 1)
    ]
    summary = summarize(read(register(tmp_path, *lines)))
    assert [group.key["unit"] for group in summary.groups] == ["UBND xã A", "Xã B"]
    same = [finding for finding in summary.findings if finding.code == "SAME_UNIT"]
    assert len(same) == 1
