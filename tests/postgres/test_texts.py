"""Whatever texts a database holds, each arrives as it stands."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from _server import Server, running

from tthc_stats.api.reading import read
from tthc_stats.model.register import BLANKS, Role
from tthc_stats.tally.options import TallyOptions
from tthc_stats.tally.registers import Registers

COLUMNS = ("so_ho_so text", "don_vi text", "ngay_tiep_nhan date", "han_tra date")
SIGNS = st.sampled_from(["\r\n", "\r", "\n", '"', '""', ",", "\\.", "\\N", ";", "\t", "- ", " "])
PLAIN = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
TEXTS = st.lists(st.none() | st.lists(PLAIN | SIGNS, max_size=6).map("".join), min_size=1)


@pytest.fixture(scope="module")
def table(server: Server) -> Server:
    server.do("DROP TABLE IF EXISTS texts", f"CREATE TABLE texts ({', '.join(COLUMNS)})")
    return server


@pytest.fixture(scope="session")
def server() -> Server:
    return running()


@given(TEXTS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_texts(table: Server, texts: list[str | None]) -> None:
    import psycopg

    with psycopg.connect(table.url(), autocommit=True) as connection:
        connection.execute("TRUNCATE texts")
        rows = [("H", text, "2026-08-01", "2026-08-02") for text in texts]
        insert = b"INSERT INTO texts VALUES (%s, %s, %s, %s)"
        connection.cursor().executemany(insert, rows)
    found = read(table.url(), table="texts").registers
    with Registers(found, TallyOptions()) as registers:
        column = found[0].roles[Role.UNIT].index
        arrived = Counter(value for (value,) in registers.ask(f"SELECT c{column} FROM cells_0"))
    assert arrived == Counter(None if text in BLANKS else text for text in texts)
