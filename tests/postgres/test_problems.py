"""What goes wrong with a database: one clear line each, and nothing changed or left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "cli"))
from _running import Ran, command, inside
from _server import Server, running
from _tables import load

from tthc_stats.api.reading import read
from tthc_stats.api.summary import summarize
from tthc_stats.cli.exits import one_line
from tthc_stats.ingest.tables import Reading
from tthc_stats.model.errors import NotUnderstoodError, TthcError, UnreadableError
from tthc_stats.report.language import language

SECRET = "geheim-0815"


@pytest.fixture(scope="session")
def server() -> Server:
    return running()


@pytest.fixture(scope="module")
def so(server: Server) -> Iterator[Server]:
    """A server with the tables ``so_*``, a user with a password, and one without rights."""
    load(server, "so", rows=300)
    server.do(
        f"CREATE ROLE locked LOGIN PASSWORD '{SECRET}'",
        "CREATE ROLE poor LOGIN",
        "CREATE SEQUENCE counter",
        'CREATE TABLE "Hồ sơ" (a int)',
    )
    yield server
    server.do("DROP OWNED BY locked, poor", "DROP ROLE locked, poor", "DROP SEQUENCE counter")
    server.do("DROP TABLE so_text, so_day, so_moment, so_zoned", 'DROP TABLE "Hồ sơ"')


def line(ran: Ran, status: int) -> str:
    """The one line that a refusal is."""
    assert (ran.status, ran.out) == (status, b""), ran.err
    assert ran.err.count("\n") == 1, ran.err
    assert "Traceback" not in ran.err
    assert SECRET not in ran.err
    return ran.err


HOSTILE = {
    "several statements": ("SELECT 1; DROP TABLE so_text", 2),
    "out of the parentheses": (
        "SELECT 1) AS r; DROP TABLE so_text; SELECT * FROM (SELECT 2",
        2,
    ),
    "out, and a comment": ("SELECT * FROM so_text) AS r; DROP TABLE so_text; --", 2),
    "a comment at the end": ("SELECT * FROM so_nowhere --", 2),
    "delete": ("DELETE FROM so_text RETURNING *", 2),
    "a part that deletes": ("WITH d AS (DELETE FROM so_text RETURNING *) SELECT * FROM d", 2),
    "into": ("SELECT * INTO stolen FROM so_text", 2),
    "locks": ("SELECT * FROM so_text FOR UPDATE", 2),
    "to a program": ("COPY so_text TO PROGRAM 'touch {}'", 2),
    "to a program, out of the parentheses": (
        "SELECT 1) AS r) TO PROGRAM 'touch {}' --",
        2,
    ),
    "a counter": ("SELECT *, nextval('counter') FROM so_text", 2),
    "writes allowed": (
        "SELECT *, set_config('transaction_read_only', 'off', true) FROM so_text",
        66,
    ),
    "do": ("DO $$ BEGIN DROP TABLE so_text; END $$", 2),
    "a parameter": ("SELECT * FROM so_text WHERE stt = $1", 2),
    "a quotation": ("SELECT * FROM so_text WHERE stt = '", 2),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_query_changes_nothing(so: Server, tmp_path: Path, name: str) -> None:
    query, status = HOSTILE[name]
    if "set_config" in query or "nextval" in query:
        query = query.replace("SELECT *,", "SELECT so_text.*,")
        asked = ["--by", query.split("(")[0].rpartition(" ")[2]]  # or it is never computed
    else:
        asked = []
    before = so.ask("SELECT COUNT(*) FROM so_text")
    ran = inside("summarize", so.url(), "--query", query.format(tmp_path / "taken"), *asked)
    assert line(ran, status)
    assert so.ask("SELECT COUNT(*) FROM so_text") == before
    assert so.ask("SELECT is_called FROM counter") == [(False,)]
    assert so.ask("SELECT COUNT(*) FROM pg_largeobject_metadata") == [(0,)]
    assert so.ask("SELECT to_regclass('stolen')") == [(None,)]
    assert not (tmp_path / "taken").exists()
    assert so.sessions() == 0


def test_what_the_server_allows_is_never_committed(so: Server) -> None:
    """Before PostgreSQL 16 a read-only transaction may make large objects."""
    query = "SELECT so_text.*, lo_create(0) AS made FROM so_text"
    inside("summarize", so.url(), "--query", query, "--by", "made")
    assert so.ask("SELECT COUNT(*) FROM pg_largeobject_metadata") == [(0,)]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("so_txt", "public.so_text"),
        ("public.so_tekst", "public.so_text"),
        ("ho_so", "There are"),
        ("pg_catalog.pg_class", "There is no table pg_catalog.pg_class"),
        ("counter", "There is no table counter"),
        ("a.b.c", "There is no table a.b.c"),
        ("so_text; DROP TABLE so_text", "There is no table"),
        ('"', "There is no table"),
    ],
)
def test_no_such_table(so: Server, table: str, message: str) -> None:
    assert message in line(inside("summarize", so.url(), "--table", table), 66)


@pytest.mark.parametrize("table", ["SO_Text", "public.SO_TEXT", '"public"."so_text"'])
def test_names_as_people_write_them(so: Server, table: str) -> None:
    assert read(so.url(), table=table).registers[0].grid.sheet == "public.so_text"


def test_no_register(so: Server) -> None:
    told = line(inside("summarize", so.url(), "--table", "Hồ sơ"), 65)
    assert "public.Hồ sơ" in told
    assert inside("inspect", so.url(), "--table", "Hồ sơ").status == 0


def test_no_server(so: Server) -> None:
    url = so.url().replace("port=5", "port=")
    assert "no server" in line(inside("summarize", url, "--table", "so_text"), 66)
    for host in ("localhost:1", "nowhere.invalid"):
        told = line(inside("summarize", f"postgresql://u:{SECRET}@{host}/so", "--table", "a"), 66)
        assert f"postgresql://{host}/so" in told


@pytest.mark.parametrize("password", ["", f"x{SECRET}"])
def test_wrong_password(so: Server, password: str) -> None:
    ran = inside("summarize", so.url("locked", password=password), "--table", "so_text")
    assert "does not let this user in" in line(ran, 66)


def test_right_password_in_the_address_or_the_environment(so: Server, tmp_path: Path) -> None:
    so.do("GRANT SELECT ON so_text TO locked")
    asked = ("--table", "so_text", "--format", "json", "--period", "2026-08")
    ran = inside("summarize", so.url("locked", password=SECRET), *asked)
    assert (ran.status, SECRET in ran.err + ran.text) == (0, False)
    (tmp_path / ".pgpass").write_text(f"*:*:*:locked:{SECRET}\n")
    (tmp_path / ".pgpass").chmod(0o600)
    for environment in ({"PGPASSWORD": SECRET}, {"PGPASSFILE": str(tmp_path / ".pgpass")}):
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            assert inside("summarize", so.url("locked"), *asked).out == ran.out


def test_no_such_database_or_user(so: Server) -> None:
    told = line(inside("summarize", so.url(database="sso"), "--table", "so_text"), 66)
    assert "no such database" in told
    told = line(inside("summarize", so.url("nobody"), "--table", "so_text"), 66)
    assert "does not let this user in" in told


def test_no_rights(so: Server) -> None:
    told = line(inside("summarize", so.url("poor"), "--table", "so_text"), 66)
    assert "permission denied for table so_text" in told
    assert "GRANT SELECT" in told


def test_timeout_of_the_server(so: Server) -> None:
    url = so.url() + "&options=-c%20statement_timeout%3D300"
    query = "SELECT so_text.* FROM so_text, pg_sleep(5)"
    told = line(inside("summarize", url, "--query", query), 66)
    assert "statement timeout" in told


def test_locked_by_somebody_else(so: Server) -> None:
    import psycopg

    url = so.url() + "&options=-c%20lock_timeout%3D300"
    with psycopg.connect(so.url()) as other:
        other.execute("LOCK so_text")
        told = line(inside("summarize", url, "--table", "so_text"), 66)
    assert "locked" in told


def test_data_that_the_query_cannot_take_is_not_quoted(so: Server) -> None:
    query = "SELECT so_text.*, CAST(chu_ho_so AS int) AS level FROM so_text"
    told = line(inside("summarize", so.url(), "--query", query, "--by", "level"), 66)
    assert "22P02" in told
    assert "Công dân" not in told


def test_the_server_ends_in_the_middle(so: Server) -> None:
    """After rows have come: what came is not counted."""
    query = "SELECT * FROM so_text UNION ALL SELECT so_text.* FROM so_text, pg_sleep(30)"

    def end() -> None:
        kill = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'tthc-stats' AND query LIKE 'COPY%'"
        )
        while not so.ask(kill):
            time.sleep(0.05)

    killer = threading.Thread(target=end)
    killer.start()
    told = line(inside("summarize", so.url(), "--query", query), 66)
    killer.join()
    assert "connection to the database was lost" in told


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
@pytest.mark.parametrize("first", ["", "SELECT * FROM so_text UNION ALL "], ids=["start", "middle"])
def test_ctrl_c_ends_the_query_too(so: Server, tmp_path: Path, first: str) -> None:
    query = first + "SELECT so_text.* FROM so_text, pg_sleep(60)"
    running = subprocess.Popen(
        command("summarize", so.url(), "--query", query),
        cwd=tmp_path,
        env={**os.environ, "LANG": "C.UTF-8", "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    asleep = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
    while running.poll() is None and not so.ask(asleep):
        time.sleep(0.05)
    started = time.monotonic()
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert time.monotonic() - started < 10
    assert (running.returncode, out, err.strip()) == (130, "", "tthc-stats: interrupted")
    deadline = time.monotonic() + 5
    while so.sessions() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert so.sessions() == 0
    assert not list(tmp_path.glob("tthc-stats-*"))


def test_columns_that_change_meanwhile(so: Server) -> None:
    so.do("CREATE TABLE moving AS SELECT * FROM so_moment")
    try:
        reading = read(so.url(), table="moving")
        so.do("ALTER TABLE moving DROP COLUMN stt")
        with pytest.raises(NotUnderstoodError, match="changed"):
            summarize(reading)
        so.do("DROP TABLE moving", "CREATE TABLE moving AS SELECT * FROM so_moment")
        assert summarize(reading, period="2026-08").basis
    finally:
        so.do("DROP TABLE moving")


def test_an_empty_table(so: Server) -> None:
    so.do("CREATE VIEW none AS SELECT * FROM so_moment WHERE false")
    try:
        assert line(inside("summarize", so.url(), "--table", "none"), 65)
    finally:
        so.do("DROP VIEW none")


def refused(reading: Reading) -> TthcError:
    with pytest.raises(UnreadableError) as found:
        summarize(reading)
    return found.value


def test_texts_that_are_not_unicode(so: Server) -> None:
    so.do("CREATE DATABASE old ENCODING 'SQL_ASCII' TEMPLATE template0")
    try:
        so.do(
            "CREATE TABLE so (so_ho_so text, don_vi text, ngay_tiep_nhan date, han_tra date)",
            r"INSERT INTO so VALUES ('H1', E'X\xE3 A', '2026-08-01', '2026-08-03')",
            database="old",
        )
        assert "not Unicode" in str(refused(read(so.url(database="old"), table="so")))
    finally:
        so.do("DROP DATABASE old")


def test_names_that_are_not_unicode(so: Server) -> None:
    so.do("CREATE DATABASE older ENCODING 'SQL_ASCII' TEMPLATE template0")
    try:
        so.do("SET client_encoding = 'SQL_ASCII'", database="older")
        name = r"DO $$ BEGIN EXECUTE E'CREATE TABLE so (a int, b\xE3 int)'; END $$"
        so.do(name, database="older")
        with pytest.raises(UnreadableError, match="not Unicode"):
            read(so.url(database="older"), table="so")
    finally:
        so.do("DROP DATABASE older")


def test_other_encodings_are_told_in_unicode(so: Server) -> None:
    so.do("CREATE DATABASE win ENCODING 'WIN1258' TEMPLATE template0")
    try:
        so.do(
            "CREATE TABLE so (so_ho_so text, don_vi text, ngay_tiep_nhan date, han_tra date)",
            "SET client_encoding = 'UTF8'",
            "INSERT INTO so VALUES ('H1', 'Xa\u0303 Hà Đông', '2026-08-01', '2026-08-03')",
            database="win",
        )
        groups = summarize(read(so.url(database="win"), table="so"), by="unit").groups
        assert groups[0].key["unit"] == "Xã Hà Đông"
    finally:
        so.do("DROP DATABASE win")


def test_a_value_too_long_for_a_register(so: Server) -> None:
    so.do(
        "CREATE VIEW long AS SELECT so_ho_so, repeat('x', 9000000) AS don_vi, ngay_tiep_nhan, "
        "han_tra FROM so_moment LIMIT 3"
    )
    try:
        with pytest.raises(TthcError, match="too long"):
            summarize(read(so.url(), table="long"))
    finally:
        so.do("DROP VIEW long")


@pytest.mark.parametrize(("name", "wanted"), [("vi", "Không có bảng so_txt"), ("en", "no table")])
def test_refusals_in_both_languages(so: Server, name: Literal["vi", "en"], wanted: str) -> None:
    with pytest.raises(UnreadableError) as found:
        read(so.url(), table="so_txt")
    assert wanted in one_line(found.value, language(name))
