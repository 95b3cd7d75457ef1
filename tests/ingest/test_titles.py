"""Titles: period, unit and form code as printed above tables."""

import pytest

from tthc_stats.ingest.titles import read_titles

PERIODS = {
    "(Từ ngày 15/12/2025 đến ngày 14/03/2026)": "2025-12-15..2026-03-14",
    "từ 15/7/2026 - 14/8/2026": "2026-07-15..2026-08-14",
    "Từ ngày 01/01/2024 đến hết ngày 03/09/2024": "2024-01-01..2024-09-03",
    "từ ngày 15 tháng 12 năm 2025 đến ngày 14 tháng 3 năm 2026": "2025-12-15..2026-03-14",
    "(từ ngày 31/8 đến ngày 06/9/2026)": "2026-08-31..2026-09-06",
    "Tuần 36, từ 31/8 đến 06/9/2026": "2026-08-31..2026-09-06",
    "Từ 15/12 đến 14/03/2026": "2025-12-15..2026-03-14",
    "TUẦN 36 (31/8 - 06/9/2026)": "2026-08-31..2026-09-06",
    "(từ 01 đến hết ngày 31/8/2026)": "2026-08-01..2026-08-31",
    "từ ngày 15 tháng 12 đến ngày 14 tháng 3 năm 2026": "2025-12-15..2026-03-14",
    "từ ngày 15 đến hết ngày 30 tháng 8 năm 2026": "2026-08-15..2026-08-30",
    "Tháng 4 năm 2023": "2023-04-01..2023-04-30",
    "BÁO CÁO THÁNG 08/2026": "2026-08-01..2026-08-31",
    "Kỳ báo cáo: Quý I/2024": "2024-01-01..2024-03-31",
    "QUÝ IV NĂM 2022": "2022-10-01..2022-12-31",
    "6 tháng đầu năm 2023": "2023-01-01..2023-06-30",
    "9 tháng đầu năm 2021": "2021-01-01..2021-09-30",
    "BÁO CÁO NĂM 2017": "2017-01-01..2017-12-31",
    "Từ tháng 1 đến tháng 9 năm 2026": "2026-01-01..2026-09-30",
    "Từ tháng 01/2026 đến hết tháng 9/2026": "2026-01-01..2026-09-30",
    "từ tháng 11 năm 2025 đến tháng 2 năm 2026": "2025-11-01..2026-02-28",
    "Tháng 1-9/2026": "2026-01-01..2026-09-30",
    "Tháng 7, 8 năm 2026": "2026-07-01..2026-08-31",
    "Quý I, II năm 2026": "2026-01-01..2026-06-30",
    "Quý I và II/2026": "2026-01-01..2026-06-30",
    "Quý I, quý II và quý III năm 2026": "2026-01-01..2026-09-30",
    "QUÝ I-III NĂM 2026": "2026-01-01..2026-09-30",
    "Quý IV/2025 và quý I/2026": "2025-10-01..2026-03-31",
    "8 tháng đầu năm 2026": "2026-01-01..2026-08-31",
    "3 tháng cuối năm 2026": "2026-10-01..2026-12-31",
    "12 tháng năm 2025": "2025-01-01..2025-12-31",
    "August 2026": "2026-08-01..2026-08-31",
    "Report, Sept. 2026": "2026-09-01..2026-09-30",
    "January to September 2026": "2026-01-01..2026-09-30",
}
LINES = [
    ["SỔ THEO DÕI HỒ SƠ", "Từ ngày 01/08/2026", "Đến ngày 31/08/2026"],
    ["Từ ngày: 01/08/2026", "Đơn vị: Xã A", "Đến ngày: 31/08/2026"],
    ["Từ ngày:", "01/08/2026", "Từ ngày: 01/08/2026", "Đến ngày:", "Đến ngày: 31/08/2026"],
    ["(Từ 01/8/2026", "đến hết 31/8/2026)"],
    ["Từ ngày 01 tháng 8 năm 2026", "đến ngày 31 tháng 8 năm 2026"],
    ["Từ 00:00 01/08/2026", "Đến 23:59 31/08/2026"],
    ["Từ 00:00 01/08/2026 đến 23:59 31/08/2026"],
    ["Từ ngày 01/08/2026 00:00:00 đến ngày 31/08/2026 23:59:59"],
    ["BÁO CÁO NĂM 2026", "Từ ngày 01/08/2026", "Đến ngày 31/08/2026"],
]
NO_PERIODS = [
    "Hà Nội, ngày 15 tháng 9 năm 2026",
    "Ban hành theo Thông tư số 01/2020/TT-VPCP ngày 21/10/2020",
    "Từ ngày 31/02/2026 đến ngày 14/03/2026",
    "Năm 0000",
    "Tháng 8 năm 0000",
    "Tháng 12 năm 9999",
    "Tháng 8 năm 0001",
    "Quý I và quý II năm 0000",
    "Từ tháng 1 đến tháng 12 năm 9999",
    "6 tháng đầu năm 0000",
    "Từ ngày 01/01/0001 đến ngày 31/01/0001",
    "Từ ngày 31/02 đến ngày 14/03/2026",
    "Từ ngày 20 đến ngày 14/03/2026",
    "Công văn số 15/12 ngày 14/03/2026",
]


@pytest.mark.parametrize(("title", "period"), PERIODS.items())
def test_periods(title: str, period: str) -> None:
    assert str(read_titles([title]).period) == period


@pytest.mark.parametrize("lines", LINES)
def test_periods_over_several_lines(lines: list[str]) -> None:
    assert str(read_titles(lines).period) == "2026-08-01..2026-08-31"


@pytest.mark.parametrize(
    "lines",
    [
        ["Từ ngày 01/08/2026", "Xuất ngày 31/08/2026"],
        ["Đến ngày 31/08/2026", "Từ ngày 01/08/2026"],
        ["Từ ngày 31/08/2026", "Đến ngày 01/08/2026"],
        ["Từ ngày 01/08/2026", "Số hồ sơ đến ngày 31/08/2026"],
    ],
)
def test_lines_that_are_no_period(lines: list[str]) -> None:
    assert read_titles(lines).period is None


UNREAD = [
    "Từ ngày 31/02/2026 đến ngày 14/03/2026",
    "từ 01/09/2026 đến 31/08/2026",
    "Tháng 13 năm 2026",
    "Tuần 32 năm 2026",
    "Quý I, III năm 2026",
    "Từ tháng 9 đến tháng 1 năm 2026",
    "Tháng 8 và 8 tháng đầu năm 2026",
    "Kỳ báo cáo: Quý …/2026",
    "Week 32, 2026",
]


@pytest.mark.parametrize("title", NO_PERIODS)
def test_other_dates_are_no_period(title: str) -> None:
    assert read_titles([title]).period is None


@pytest.mark.parametrize("title", UNREAD)
def test_what_cannot_be_read_is_no_period_and_told(title: str) -> None:
    titles = read_titles([title])
    assert (titles.period, titles.unread) == (None, title)


def test_a_week_is_not_the_year_of_another_title() -> None:
    titles = read_titles(["BÁO CÁO", "Năm 2026", "Tuần 32"])
    assert (titles.period, titles.unread) == (None, "Tuần 32")


@pytest.mark.parametrize(
    "title", ["Hà Nội, ngày 15 tháng 9 năm 2026", "Thông tư 01/2020", "Tuần 3"]
)
def test_what_names_no_period_is_not_told(title: str) -> None:
    assert read_titles([title]).unread is None


def test_unit_and_form_code() -> None:
    block = "- Đơn vị báo cáo: UBND xã A\n- Đơn vị nhận báo cáo: Sở B"
    titles = read_titles(["Biểu số II.06a/VPCP/KSTT", block])
    assert titles.unit == "UBND xã A"
    assert titles.form_code == "II.06a/VPCP/KSTT"
    assert read_titles(["Biểu số 07a/BTP/KSTT/KTTH"]).form_code == "07a/BTP/KSTT/KTTH"
    assert read_titles(["Đơn vị báo cáo: ……………"]).unit is None


def test_agency_beside_the_motto() -> None:
    left = "VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI\nChi nhánh A"
    right = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    assert read_titles([left, right]).unit == "Chi nhánh A"
