"""The page of SQL is standard: PostgreSQL runs it as it stands, and counts the same."""

from __future__ import annotations

import sys
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from _server import Server, running
from _tables import SAMPLES, register

from tthc_stats.api.reading import read
from tthc_stats.model.period import Period
from tthc_stats.model.register import Role
from tthc_stats.tally.grouping import Grouping
from tthc_stats.tally.options import NoDue, Rule, TallyOptions
from tthc_stats.tally.page import page
from tthc_stats.tally.registers import Registers

TYPES = {
    **dict.fromkeys(("received", "due", "due_end", "ended"), "timestamp"),
    **dict.fromkeys(("state", "channel", "service", "g0", "g1"), "text"),
    "readable": "boolean",
}
GROUPS = (Grouping("unit", (Role.UNIT,)), Grouping("channel", (Role.CHANNEL,)))
PERIODS = ("2026-08", "2026-07-20..2026-07-21", "2030")


@pytest.fixture(scope="session")
def server() -> Server:
    return running()


@pytest.fixture(scope="module")
def flawed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "register.csv"
    register.write(register.Register(900, flaws=7), file)
    return file


@pytest.mark.parametrize("sample", [True, False], ids=["the sample", "with errors"])
def test_the_page_gives_the_same_in_both(server: Server, flawed: Path, sample: bool) -> None:
    file = SAMPLES / "so-theo-doi-2026-08.xlsx" if sample else flawed
    with Registers(read(file).registers, TallyOptions()) as registers:
        for rule, no_due, period in product(Rule, NoDue, PERIODS):
            registers.options = TallyOptions(rule=rule, no_due=no_due)
            assert_same(server, registers, Period.official(period))


def assert_same(server: Server, registers: Registers, period: Period) -> None:
    names = ", ".join(TYPES)
    view = f"CREATE OR REPLACE TEMP VIEW dossiers AS {registers.dossiers(GROUPS)}"
    registers.connection.execute(view)
    rows = registers.ask(f"SELECT {names} FROM dossiers")
    server.load("dossiers", [f"{name} {kind}" for name, kind in TYPES.items()], rows)
    try:
        text = page(period, date(2026, 9, 1), registers.options, ["g0", "g1"])
        assert counted(server.ask(text)) == counted(registers.ask(text))
    finally:
        server.do("DROP TABLE dossiers")


def counted(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows in one order, numbers as whole numbers: PostgreSQL adds up as decimals."""
    assert rows
    plain = [
        (*row[:2], *(n if n is None or isinstance(n, date) else int(n) for n in row[2:]))
        for row in rows
    ]
    return sorted(plain, key=str)
