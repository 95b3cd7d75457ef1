"""Rows that stand out in what is derived for them."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tthc_stats.analysis.checks import check_tables
from tthc_stats.ingest.tables import read_tables
from tthc_stats.model.grid import Grid, Value

FILE = Path(__file__).parent / "odd_cases.toml"
CASES = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]
DONE = ["Tổng số", "Đúng và trước hạn", "Quá hạn"]
OPEN = ["Tổng số", "Trong hạn", "Quá hạn"]
HEADER: list[list[Value]] = [
    ["Đơn vị", "Tiếp nhận", None, None, None, "Đã giải quyết", None, None, "Đang giải quyết"],
    [None, "Tổng số", "Trực tiếp", "Trực tuyến", "BCCI", *DONE, *OPEN],
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_carried_over_in_one_row_only(case: dict[str, Any]) -> None:
    rows: list[list[Value]] = [
        [f"Sở {letter}", *figures, figures[0] - 10, figures[0] - 11, 1, 10, 9, 1]
        for letter, figures in zip("ABCDE", case["rows"], strict=True)
    ]
    tables = read_tables([Grid("a.csv", "csv", HEADER + rows)]).tables
    found = check_tables(tables, [])
    assert [f"{f.code} {f.place.cell} {f.severity.value}" for f in found] == case["said"]
