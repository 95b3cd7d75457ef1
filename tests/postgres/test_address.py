"""What is an address, and that no message shows the password in it; no server is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "cli"))
from _running import SEPTEMBER, inside

from tthc_stats.api.reading import read
from tthc_stats.ingest.postgres import is_database, shown
from tthc_stats.model.errors import UnreadableError
from tthc_stats.model.register import PostgresRows

SHOWN = {
    "postgresql://host/db": "postgresql://host/db",
    "postgres://u:p@host:5433/db?sslmode=require": "postgresql://host:5433/db",
    "postgresql://u:p@[::1]:5433/db": "postgresql://[::1]:5433/db",
    "postgresql://u:p@a:1,b:2/db": "postgresql://a:1,b:2/db",
    "postgresql://u:SECRET/db": "postgresql://u/db",
    "postgresql:///db?host=/run&password=SECRET": "postgresql:///db",
    "postgresql://host/db?password=a@SECRET": "postgresql://…",
    "postgresql://u:a@SECRET@host/db": "postgresql://host/db",
    "postgresql://u:a/SECRET@host/db": "postgresql://host/db",
    "postgresql://u:a?SECRET@host/db": "postgresql://…",
    "so/thang-8.xlsx": "so/thang-8.xlsx",
}


@pytest.mark.parametrize("address", SHOWN)
def test_shown(address: str) -> None:
    assert shown(address) == SHOWN[address]


SIGNS = st.text("SECRET@:/?#%&= 1", min_size=1).map(lambda text: f"X{text}X")


@given(SIGNS, st.sampled_from(["u:{}@host/db", "host/db?password={}", "u:{}@/db?host=/run"]))
def test_no_letter_of_a_password_is_shown(password: str, form: str) -> None:
    """Passwords are of capitals here, addresses have none."""
    assert not set(shown("postgresql://" + form.format(password))) & set("SECRETX")


def test_what_is_no_address() -> None:
    assert not is_database("postgresql.csv")
    assert not is_database(Path("postgresql://host/db"))
    assert "SECRET" not in repr(PostgresRows("postgresql://u:SECRET@h/d", '"a"', ()))


USAGE: dict[str, tuple[list[object], str]] = {
    "neither table nor query": (["postgresql://u:SECRET@h/d"], "needs the name of a table"),
    "both": (["postgres://h/d", "--table", "a", "--query", "SELECT 1"], "do not go together"),
    "a file": ([SEPTEMBER, "--table", "a"], "are for databases"),
    "half an address": (["postgresql://u:SECRET/d", "--table", "a"], "no address"),
    "a number for a port": (["postgresql://u:4711081/d", "--table", "a"], "no address"),
    "an @ in the password": (["postgresql://u:a@SECRET@h/d", "--table", "a"], "no address"),
    "an unknown setting": (["postgresql://h/d?SECRET=1", "--table", "a"], "no address"),
}


@pytest.mark.parametrize("command", ["summarize", "check", "inspect"])
@pytest.mark.parametrize("name", USAGE)
def test_wrong_commands(name: str, command: str) -> None:
    arguments, message = USAGE[name]
    pytest.importorskip("psycopg")
    ran = inside(command, *arguments)
    assert (ran.status, ran.out) == (2, b""), ran.err
    assert message in ran.err
    assert "SECRET" not in ran.err
    assert "4711081" not in ran.err
    assert ran.err.count("\n") == 1


def test_an_output_is_no_address(tmp_path: Path) -> None:
    ran = inside("inspect", "postgresql://localhost:1/db", "--table", "a", "-o", tmp_path / "a.csv")
    assert ran.status == 66


def test_without_the_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "tthc_stats.ingest.postgres.session", raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UnreadableError, match="pip install 'psycopg"):
        read("postgresql://u:SECRET@localhost/db", table="a")


def test_the_driver_is_loaded_by_nobody_else() -> None:

    code = (
        "import sys, tthc_stats.api.reading, tthc_stats.cli.summarize; "
        "sys.exit('psycopg' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
