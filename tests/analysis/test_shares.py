"""Shares: bare ones read as the ratio that fits most rows, and those above 100 %."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tthc_stats.analysis.checks import check_tables
from tthc_stats.ingest.tables import read_tables
from tthc_stats.model.grid import Grid, Value

CASES = tomllib.loads((Path(__file__).parent / "share_cases.toml").read_text(encoding="utf-8"))[
    "case"
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_shares(case: dict[str, Any]) -> None:
    rows: list[list[Value]] = [[*line.split("|")] for line in case["table"].strip().splitlines()]
    tables = read_tables([Grid("a.csv", "csv", rows)]).tables
    found = check_tables(tables, [])
    assert [f"{f.code} {f.place.cell} {f.severity.value}" for f in found] == case["said"]
