"""Real tables, read in place: what is known to be true of them comes out."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import tthc_stats
from tthc_stats.report.findings import findings_report
from tthc_stats.report.inspection import inspection_report
from tthc_stats.report.language import language
from tthc_stats.report.writers import write

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "data"
ENGLISH = language("en")

shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the real tables of ../shared/data are not on this machine"
)


def read(path: Path) -> tthc_stats.Reading:
    return tthc_stats.read(path)


def findings(path: Path, *codes: str) -> list[tthc_stats.Finding]:
    """The findings of a file, only those of some codes where any are given."""
    found = tthc_stats.check(read(path)).findings
    return [finding for finding in found if not codes or finding.code in codes]


def brief(found: list[tthc_stats.Finding]) -> list[tuple[str, str | None, int | None]]:
    return [(f.code, f.place.cell, f.difference) for f in found]


def repairs(finding: tthc_stats.Finding) -> set[frozenset[tuple[str, int]]]:
    """Each suggested set of changes, by count and new figure."""
    return {
        frozenset((change.count.value, change.new) for change in suggestion.changes)
        for suggestion in finding.suggestions
    }


# --- ../shared/data: published tables -------------------------------------------------------

LAM_DONG = SHARED / "published" / "lamdong_Q1-2020.csv"


@shared
def test_lam_dong_first_quarter_2020() -> None:
    balance = findings(LAM_DONG, "BALANCE")
    assert brief(balance) == [
        ("BALANCE", "B2", 8801),
        ("BALANCE", "B3", 5),
        ("BALANCE", "B4", 7059),
    ]
    signed = [(f.left or 0) - (f.right or 0) for f in balance]
    assert signed == [8801, -5, 7059]
    assert brief(findings(LAM_DONG, "TIMELINESS")) == [("TIMELINESS", "C2", 2)]


@shared
def test_lam_dong_total_row_and_its_repair() -> None:
    (total,) = findings(LAM_DONG, "TOTAL_ROW")
    assert (total.place.cell, total.left, total.right) == ("D2", 635593, 635595)
    for finding in (total, *findings(LAM_DONG, "TIMELINESS")):
        assert repairs(finding) == {frozenset({("in_time", 635595)})}
        (suggestion,) = finding.suggestions
        assert [(c.place.cell, c.old) for c in suggestion.changes] == [("D2", 635593)]


@shared
def test_lam_dong_row_without_late_is_not_judged() -> None:
    """The half empty row: absent figures are not zero."""
    cells = [f.place.cell for f in findings(LAM_DONG)]
    assert not [cell for cell in cells if cell and cell.endswith("5")]


@shared
def test_lam_dong_october_2019() -> None:
    (finding,) = findings(SHARED / "published" / "lamdong_2019-10.csv", "TIMELINESS")
    assert (finding.place.cell, finding.left, finding.right) == ("D3", 17651, 17655)
    assert {frozenset({("resolved", 17655)}), frozenset({("late", 630)})} <= repairs(finding)
    assert all(len(repair) == 1 for repair in repairs(finding))


@shared
def test_phu_tho_progress_table() -> None:
    path = SHARED / "published" / "phutho_2026-08_dvc-progress-tree_part.csv"
    summary = tthc_stats.summarize(read(path))
    assert len(summary.groups) == 55
    assert summary.findings == ()
    assert findings(path) == []
    # Its on-time column takes in pending dossiers: it is none of our counts.
    assert {count.value for count in summary.total.counts} == {"received"}


# --- ../shared/data: layouts ----------------------------------------------------------------


@shared
def test_ha_noi_of_which_rows_are_not_counted_twice() -> None:
    path = SHARED / "layouts" / "hanoi_formA_text-numbers_SYNTHVALUES.xlsx"
    reading = read(path)
    kinds = {row.label: row.kind.value for row in reading.tables[0].rows}
    assert kinds["Trong đó"] in ("of_which", "note")
    assert kinds["Tổng cộng"] == "total"
    assert list(kinds.values()).count("detail") == 6
    total = tthc_stats.summarize(reading).total
    assert total.counts[tthc_stats.Count.RECEIVED] == 42298
    (finding,) = findings(path)
    assert (finding.code, finding.left, finding.right) == ("TOTAL_ROW", 0, 17)
    assert repairs(finding) == {frozenset({("received_postal", 17)})}


@shared
def test_thanh_hoa_06a_as_a_web_page() -> None:
    path = SHARED / "layouts" / "thanhhoa_06a_htmlxls_SYNTHVALUES.xls"
    summary = tthc_stats.summarize(read(path))
    assert len(summary.groups) == 6
    assert summary.total.counts[tthc_stats.Count.RECEIVED] == 42298
    assert findings(path) == []
    table = read(path).tables[0]
    assert (table.layout, table.grid.format) == ("ii06a", "html")
    assert table.header == range(3)


VPDK = {"vpdk_vpdddx_2023-04.xlsx": (132, 65, 8), "vpdk_vpdddx_2023-05.xlsx": (7, 113, 91)}


@shared
@pytest.mark.parametrize("name", VPDK)
def test_land_registration_groups_are_not_counted_twice(name: str) -> None:
    reading = read(SHARED / "layouts" / name)
    table = reading.tables[0]
    sections = [row for row in table.rows if row.kind.value == "section"]
    assert len(sections) == 3
    counts = tthc_stats.summarize(reading).total.counts
    names = (tthc_stats.Count.RECEIVED, tthc_stats.Count.RESOLVED, tthc_stats.Count.PENDING)
    assert tuple(counts[count] for count in names) == VPDK[name]
    for number, count in zip(VPDK[name], names, strict=True):
        assert sum(row.counts[count] for row in sections) == number
    assert findings(SHARED / "layouts" / name, "TOTAL_ROW", "SECTION_ROW") == []


@shared
def test_land_registration_shares_on_the_wrong_base() -> None:
    path = SHARED / "layouts" / "vpdk_vpdddx_2023-05.xlsx"
    said = {f.place.cell: str(f.message) for f in findings(path, "STATED_SHARE")}
    assert "7.14" in said["N7"]
    assert "1/14" in said["N7"]
    assert "pending overdue over pending in time" in said["N7"]
    assert "6.67" in said["N7"]  # 1/15, what it should be


@shared
def test_scores_alone_are_refused() -> None:
    path = SHARED / "layouts" / "new766_bao_cao_thang_10_2025.xlsx"
    with pytest.raises(tthc_stats.NotUnderstoodError) as refused:
        read(path)
    assert refused.value.exit_status == 65
    assert "scores" in str(refused.value)
    assert "TDGQ" in str(refused.value)


# --- ../shared/data: encodings and fonts ----------------------------------------------------

ENCODINGS = (
    "constructed_nfd_utf8.csv",
    "constructed_tcvn3_latin1_bytes.csv",
    "constructed_unicode_text_utf16le.txt",
)


@shared
@pytest.mark.parametrize("name", ENCODINGS)
def test_the_same_table_in_three_encodings(name: str) -> None:
    path = SHARED / "encodings" / name
    summary = tthc_stats.summarize(read(path))
    received = [group.counts[tthc_stats.Count.RECEIVED] for group in summary.groups]
    assert (received, summary.total.counts[tthc_stats.Count.RECEIVED]) == ([1234, 567], 1801)
    units = [group.key["unit"] for group in summary.groups]
    assert units == ["Sở Xây dựng", "Uỷ ban nhân dân xã Đức Trọng"]
    assert findings(path) == []


LEGACY = {
    "tcvn3_2005-4E4ZD_XKT2.05.xls": ("tcvn3", "thực hiện xuất khẩu tháng 2"),
    "tcvn3_2007-74Z4A_solieu9thang-2.xls": ("tcvn3", "Tổng hợp tình hình giám sát, đánh giá"),
    "tcvn3_2009-Channuoi_2007.xls": ("tcvn3", "mạng lưới điểm chăn nuôi Gà tập trung"),
    "vni_2006-Mau21_CKTC_NSH.xls": ("vni", "CÂN ĐỐI QUYẾT TOÁN NGÂN SÁCH HUYỆN NĂM 2004"),
    "vni_2009-20081202.257.xls": ("vni", "BÁO CÁO TAI NẠN LAO ĐỘNG"),
}


def inspected(path: Path) -> Any:
    reading = tthc_stats.read(path, tables_required=False)
    return json.loads(write(inspection_report(reading, ENGLISH), "json", ENGLISH))


@shared
@pytest.mark.parametrize("name", LEGACY)
def test_old_fonts_become_readable(name: str) -> None:
    encoding, phrase = LEGACY[name]
    data = inspected(SHARED / "legacy" / name)
    assert data["tables"] == []
    first = data["skipped"][0]
    assert first["encoding"] == encoding
    text = "\n".join(line for skipped in data["skipped"] for line in skipped["text"])
    assert phrase in text
    assert unicodedata.is_normalized("NFC", text)
    assert not re.search("[µ¸¶·¹¨»¾¼½Æ®§]", text)  # letters of unrepaired TCVN3
    with pytest.raises(tthc_stats.NotUnderstoodError):
        read(SHARED / "legacy" / name)


# --- every real file ------------------------------------------------------------------------

EVERY_FILE = [
    path.relative_to(SHARED).as_posix()
    for folder in ("layouts", "published", "encodings", "legacy", "registers")
    for path in sorted((SHARED / folder).glob("*"))
    if path.suffix != ".json"
]


@shared
@pytest.mark.parametrize("name", EVERY_FILE)
def test_every_real_file_is_reported_or_refused(name: str) -> None:
    """Whatever it holds: a result, or one of the documented errors, never another one."""
    with contextlib.suppress(tthc_stats.NotUnderstoodError, tthc_stats.UnreadableError):
        check = tthc_stats.check(read(SHARED / name))
        report = findings_report(check.sources, check.findings, ENGLISH)
        assert write(report, "json", ENGLISH)


# --- ../shared/data: published figures ranked and compared ----------------------------------

PHU_THO = SHARED / "published" / "phutho_2026-08_dvc-progress-tree_part.csv"


def as_plain_table(printed: list[dict[str, str]]) -> tthc_stats.Reading:
    """The portal's table by the keys of the counts: its share is of what was received."""
    lines = [f"{row['Tên đơn vị']},{row['Tổng tiếp nhận']},{row['Đúng hạn']}" for row in printed]
    text = "\n".join(["unit,received,in_time", *lines]) + "\n"
    return tthc_stats.read(io.BytesIO(text.encode("utf-8")), period="2026-08")


@shared
def test_phu_tho_units_are_ranked_as_their_printed_shares_are(tmp_path: Path) -> None:
    with PHU_THO.open(encoding="utf-8-sig", newline="") as file:
        printed = {row["Tên đơn vị"]: row for row in csv.DictReader(file)}
    reading = as_plain_table(list(printed.values()))
    tthc_stats.record(tthc_stats.periods_of(reading), tmp_path / "h.sqlite")
    summary = tthc_stats.recorded_summary(tmp_path / "h.sqlite", "2026-08", on_time_base="received")
    ranking = tthc_stats.rank(summary)
    shares = []
    for place in ranking.places:
        row = printed[place.key["unit"] or ""]
        if place.rank is None:
            assert row["Tổng tiếp nhận"] == "0"  # printed as 0 %, which it is not
            continue
        share = Decimal(row["Tỷ lệ đúng hạn (%)"])
        assert place.indicator.value(2) == share.quantize(Decimal("0.01"))
        shares.append(share)
        assert place.rank == 1 + sum(
            Fraction(int(other["Đúng hạn"]), int(other["Tổng tiếp nhận"]))
            > Fraction(int(row["Đúng hạn"]), int(row["Tổng tiếp nhận"]))
            for other in printed.values()
            if other["Tổng tiếp nhận"] != "0"
        )
    assert len(shares) > 40
    assert shares == sorted(shares, reverse=True)


@shared
def test_lam_dong_quarters_compared() -> None:
    """Published: 659.245 received and 98,81% on time in 2020, 159.845 and 98,33% in 2024."""
    told = json.loads((SHARED / "published" / "published_figures.json").read_text("utf-8"))
    figures = {entry["id"]: entry["figures"] for entry in told}
    quarters = []
    for number, period in (("P02", "2019-12-01..2020-02-29"), ("P08", "Q1/2024")):
        held = figures[number]
        keys = ("received_total", "resolved", "early_or_on_time", "late", "pending")
        text = "unit,received,resolved,in_time,late,pending\nLâm Đồng," + ",".join(
            str(held[key]) for key in keys
        )
        reading = tthc_stats.read(io.BytesIO(text.encode("utf-8")), period=period)
        quarters.append(tthc_stats.summarize(reading))
    comparison = tthc_stats.compare(*quarters)
    assert comparison.notes == ()
    assert comparison.total.counts[tthc_stats.Count.RECEIVED].difference == 159845 - 659245
    change = comparison.total.indicators["on_time"].difference()
    assert change == Fraction(14876100, 151295) - Fraction(63559300, 643272)


# --- ../shared/data: progress by unit of QĐ 766 -------------------------------------------------


@shared
def test_the_progress_score_is_the_printed_one_in_every_row() -> None:
    (path,) = (SHARED / "published").glob("phutho*.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        printed = {row["Tên đơn vị"]: row for row in csv.DictReader(file)}
    summary = tthc_stats.summarize(read(path), indicators={"progress_score_766": True})
    assert len(summary.groups) == len(printed) == 55
    empty = []
    for group in summary.groups:
        row, score = printed[group.key["unit"] or ""], group.indicators["progress_score_766"]
        assert score.value() == Decimal(row["Điểm"])
        assert score.points == int(row["Điểm tối đa"])
        if score.ratio.denominator:
            assert score.ratio.percent() == Decimal(row["Tỷ lệ đúng hạn (%)"])
        else:
            empty.append(row["Tỷ lệ đúng hạn (%)"])
    assert empty == ["0"]  # the portal prints 0 where nothing was received
