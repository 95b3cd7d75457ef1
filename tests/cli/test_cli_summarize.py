"""Every option of ``summarize``, inside the test process."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from _running import AUGUST, DAK_NONG, SAMPLES, SEPTEMBER, column, inside, workbook, written

COUNTS = (
    "received,carried_over,received_in_period,received_online,received_offline,"
    "received_in_person,received_postal,full_process,partial_process,online_base,resolved,early,"
    "on_time,late,in_time,pending,pending_in_time,pending_overdue,paused,returned,withdrawn,"
    "refused,due"
)
SHARES = (
    "on_time_pct,early_pct,late_pct,resolution_pct,overdue_pct,online_pct,full_process_pct,"
    "clearance_pct,disposition_days"
)

EDGES = """unit,received,resolved,in_time,due
Xã A,1000,1000,3,900
Xã B,8,8,1,8
Xã C,2500,2500,2499,2400
Xã D,400,400,201,300
Xã E,7,7,7,7
Xã F,5,5,0,5
Xã G,0,0,0,0
"""


@pytest.fixture
def edges(tmp_path: Path) -> Path:
    return written(tmp_path / "edges.csv", EDGES)


def csv(*arguments: object) -> list[list[str]]:
    ran = inside("summarize", *arguments, "--format", "csv")
    assert ran.status == 0, ran.err
    return ran.rows()


def test_the_header_is_the_contract_s() -> None:
    assert ",".join(csv(SEPTEMBER)[0]) == f"unit,{COUNTS},{SHARES}"


HALF_UP = {
    0: ["0.3", "13", "99.96", "50", "100", "0", ""],
    1: ["0.3", "12.5", "99.96", "50.3", "100.0", "0.0", ""],
    2: ["0.30", "12.50", "99.96", "50.25", "100.00", "0.00", ""],
    3: ["0.300", "12.500", "99.960", "50.250", "100.000", "0.000", ""],
}


@pytest.mark.parametrize("decimals", HALF_UP)
def test_percentages_are_half_up_and_round_only_where_they_are(edges: Path, decimals: int) -> None:
    assert column(csv(edges, "--decimals", decimals), "on_time_pct") == HALF_UP[decimals]


def test_two_decimals_unless_asked_otherwise(edges: Path) -> None:
    assert column(csv(edges), "on_time_pct") == HALF_UP[2]


BASES = {
    "resolved": ["0.30", "12.50", "99.96", "50.25", "100.00", "0.00", ""],
    "received": ["0.30", "12.50", "99.96", "50.25", "100.00", "0.00", ""],
    "due": ["0.33", "12.50", "104.13", "67.00", "100.00", "0.00", ""],
}


@pytest.mark.parametrize("base", BASES)
def test_on_time_base(edges: Path, base: str) -> None:
    assert column(csv(edges, "--on-time-base", base), "on_time_pct") == BASES[base]
    data = inside("summarize", edges, "--on-time-base", base, "--format", "json").data()
    assert data["total"]["indicators"]["on_time"]["base"] == base


def test_a_base_that_is_not_reported_gives_no_share() -> None:
    on_time = inside("summarize", DAK_NONG, "--on-time-base", "due", "--format", "json").data()[
        "groups"
    ][0]["indicators"]["on_time"]
    assert on_time == {"numerator": 3162, "denominator": None, "base": "due", "pct": None}


def names(rows: list[list[str]]) -> list[str]:
    return [row[0] for row in rows[1:]]


def test_sorting_by_a_share_and_by_a_count(edges: Path) -> None:
    best_first = [f"Xã {letter}" for letter in "ECDBAFG"]
    assert names(csv(edges, "--sort", "-on_time")) == best_first
    assert names(csv(edges, "--sort=-on_time")) == best_first
    worst_first = [f"Xã {letter}" for letter in "FABDCEG"]
    assert names(csv(edges, "--sort", "on_time")) == worst_first
    assert names(csv(edges, "--sort", "-received")) == [f"Xã {letter}" for letter in "CADBEFG"]
    assert names(csv(edges, "--sort", "received")) == [f"Xã {letter}" for letter in "GFEBDAC"]


def test_sorting_by_a_name(edges: Path) -> None:
    assert names(csv(edges, "--sort", "-unit")) == [f"Xã {letter}" for letter in "GFEDCBA"]


def test_equal_shares_keep_the_order_of_the_file() -> None:
    sorted_ = names(csv(SEPTEMBER, "--sort", "-on_time"))
    assert sorted_.index("Xã C") + 1 == sorted_.index("Phường K")
    assert sorted_[0] == "Xã G"
    assert sorted_[-1] == "Phường M"  # resolved nothing: no share, so last


def test_sorting_tells_apart_on_time_the_share_and_the_sum(edges: Path) -> None:
    """Every key of a count, an indicator or a group sorts; the order differs only by it."""
    for key in [*COUNTS.split(","), "resolution", "clearance", "disposition_days", "file"]:
        assert sorted(names(csv(edges, "--sort", key))) == sorted(names(csv(edges)))


def test_groups_by_several_keys() -> None:
    rows = csv(AUGUST, SEPTEMBER, "--by", "period,unit")
    assert rows[0][:2] == ["period", "unit"]
    assert len(rows) == 25
    assert rows[1][:3] == ["2026-08-01..2026-08-31", "Xã A", "607"]
    assert csv(AUGUST, SEPTEMBER, "--by", "period", "--by", "unit") == rows


def test_groups_by_period_level_and_file() -> None:
    periods = csv(AUGUST, SEPTEMBER, "--by", "period")
    assert column(periods, "received") == ["8072", "7807"]
    files = csv(AUGUST, SEPTEMBER, "--by", "file")
    assert column(files, "received") == ["8072", "7807"]
    assert names(files) == [str(AUGUST), str(SEPTEMBER)]
    levels = csv(SAMPLES / "bieu-ii06a.xls", "--by", "level")
    assert names(levels) == ["Cấp tỉnh", "Cấp xã"]
    assert column(levels, "received") == ["20756", "12649"]


def test_groups_by_field_and_procedure(tmp_path: Path) -> None:
    table = written(
        tmp_path / "a.csv",
        "Lĩnh vực,Tên TTHC,received,resolved\nHộ tịch,Khai sinh,10,9\nHộ tịch,Kết hôn,5,5\n"
        "Đất đai,Cấp giấy,7,1\n",
    )
    assert names(csv(table, "--by", "procedure")) == ["Khai sinh", "Kết hôn", "Cấp giấy"]
    assert column(csv(table, "--by", "field"), "received") == ["15", "7"]


def test_rows_are_what_the_table_has_where_nothing_is_asked() -> None:
    assert inside("summarize", SEPTEMBER, "--format", "json").data()["by"] == ["unit"]
    ii06a = inside("summarize", SAMPLES / "bieu-ii06a.xls", "--format", "json").data()
    assert ii06a["by"] == ["field"]


@pytest.mark.parametrize("by", ["ward", "unit,ward", "Unit ward"])
def test_an_unknown_group_names_the_known_ones(by: str) -> None:
    ran = inside("summarize", SEPTEMBER, "--by", by)
    assert ran.status == 2
    for known in ("unit", "field", "level", "procedure", "period", "file"):
        assert known in ran.err


def test_total_ends_the_csv() -> None:
    rows = csv(SEPTEMBER, "--total")
    assert rows[:-1] == csv(SEPTEMBER)
    total = dict(zip(rows[0], rows[-1], strict=True))
    assert total["received"] == "7807"
    assert total["on_time_pct"] == "97.13"


def test_flows_add_over_periods_and_stocks_do_not() -> None:
    rows = csv(AUGUST, SEPTEMBER, "--total")
    total = dict(zip(rows[0], rows[-1], strict=True))
    kept = {name: total[name] for name in ("received_in_period", "resolved", "late")}
    assert kept == {"received_in_period": "15050", "resolved": "15060", "late": "369"}
    assert (total["carried_over"], total["pending"]) == ("477", "465")
    assert total["received"] == str(477 + 15050)


@pytest.mark.parametrize("by", ["unit", "period", "level", "file"])
def test_the_total_is_the_same_whatever_the_groups(by: str) -> None:
    data = inside("summarize", AUGUST, SEPTEMBER, "--by", by, "--format", "json").data()
    plain = inside("summarize", AUGUST, SEPTEMBER, "--format", "json").data()
    assert data["total"]["counts"] == plain["total"]["counts"]


@pytest.mark.parametrize("sheet", ["2", "Toàn trình"])
def test_a_sheet_by_number_and_by_name(sheet: str) -> None:
    data = inside("summarize", DAK_NONG, "--sheet", sheet, "--format", "json").data()
    assert [source["sheet"] for source in data["sources"]] == ["Toàn trình"]
    assert data["groups"][0]["counts"]["online_base"] == 3254
    assert data["groups"][0]["counts"]["received"] is None


def test_several_sheets() -> None:
    data = inside(
        "summarize", DAK_NONG, "--sheet", "1", "--sheet", "Toàn trình", "--format", "json"
    ).data()
    assert len(data["sources"]) == 2


def test_a_name_of_digits_is_a_name_first(tmp_path: Path) -> None:
    head: list[object] = ["unit", "received"]
    book = workbook(tmp_path / "a.xlsx", **{"2": [head, ["A", 1]], "1": [head, ["A", 2]]})
    data = inside("summarize", book, "--sheet", "2", "--format", "json").data()
    assert data["sources"][0]["sheet"] == "2"


PERIODS = {
    "2026-08": ("2026-08-01", "2026-08-31", "31"),
    "8/2026": ("2026-08-01", "2026-08-31", "31"),
    "Q3/2026": ("2026-07-01", "2026-09-30", "92"),
    "H1/2026": ("2026-01-01", "2026-06-30", "181"),
    "9M/2026": ("2026-01-01", "2026-09-30", "273"),
    "2024": ("2024-01-01", "2024-12-31", "366"),
    "2026-07-15..2026-08-14": ("2026-07-15", "2026-08-14", "31"),
}


@pytest.mark.parametrize("period", PERIODS)
def test_a_period_for_a_table_that_has_none(period: str, tmp_path: Path) -> None:
    table = written(tmp_path / "a.csv", "unit,received,resolved,pending\nXã A,20,10,10\n")
    assert inside("summarize", table, "--format", "json").data()["period"] is None
    ran = inside("summarize", table, "--period", period, "--format", "json")
    start, end, days = PERIODS[period]
    assert ran.data()["period"] == {"from": start, "to": end}
    assert column(csv(table, "--period", period), "disposition_days") == [f"{days}.00"]


def test_several_outputs_at_once(edges: Path, tmp_path: Path) -> None:
    kinds = ["csv", "json", "md", "html", "htm", "xlsx", "txt"]
    outputs = [tmp_path / f"out.{kind}" for kind in kinds]
    ran = inside("summarize", edges, *(word for path in outputs for word in ("-o", path)))
    assert (ran.status, ran.out, ran.err) == (0, b"", "")
    by_kind = {path.suffix: path.read_bytes() for path in outputs}
    for suffix, format_ in ((".csv", "csv"), (".md", "md"), (".html", "html"), (".txt", "table")):
        assert by_kind[suffix] == inside("summarize", edges, "--format", format_).out
    assert by_kind[".htm"] == by_kind[".html"]
    assert json.loads(by_kind[".json"])["schema"] == "tthc-stats/summary/1"
    assert by_kind[".xlsx"].startswith(b"PK")


def test_a_suffix_in_capitals(edges: Path, tmp_path: Path) -> None:
    assert inside("summarize", edges, "-o", tmp_path / "OUT.CSV").status == 0
    assert (tmp_path / "OUT.CSV").read_text(encoding="utf-8").startswith("unit,")


def test_a_file_and_standard_output(edges: Path, tmp_path: Path) -> None:
    ran = inside("summarize", edges, "-o", tmp_path / "out.csv", "--format", "json")
    assert ran.data()["by"] == ["unit"]
    assert (tmp_path / "out.csv").exists()


def test_strict_delivers_before_it_fails(tmp_path: Path) -> None:
    ran = inside("summarize", DAK_NONG, "--strict", "-o", tmp_path / "out.csv")
    assert ran.status == 1
    assert "3162" in (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert inside("summarize", SAMPLES / "tuyen-quang-2017.csv", "--strict").status == 0
