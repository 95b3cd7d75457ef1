"""A PostgreSQL server for tests: made in a folder of its own, reached by a socket in it."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

NOBODY = 65534
PORT = 54329
HBA = "local all locked scram-sha-256\nlocal all all trust\n"


@cache
def running() -> Server:
    """One server for all tests, ended with them; a test that finds none is skipped."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: no database is tried")
    try:
        server = Server()
    except NoServerError as error:
        pytest.skip(f"no PostgreSQL server can be started: {error}")
    atexit.register(server.stop)
    return server


class NoServerError(Exception):
    """Why no server can be started here."""


class Server:
    """A running server with one database ``so``, which ends with ``stop``."""

    def __init__(self) -> None:
        self.programs = _programs()
        self.folder = Path(tempfile.mkdtemp(prefix="tthc-pg-", dir="/tmp"))
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        if _is_root():
            os.chown(self.folder, NOBODY, NOBODY)
        self._run("initdb", "-A", "trust", "-U", "t", "-E", "UTF8", "--locale=C", "-N")
        (self.folder / "data" / "pg_hba.conf").write_text(HBA)
        options = f"-p {PORT} -k {self.folder} -c listen_addresses='' -c fsync=off -c TimeZone=UTC"
        self._run("pg_ctl", "-w", "-o", options, "-l", f"{self.folder}/log", "start")
        self.do("CREATE DATABASE so", database="postgres")

    def _run(self, program: str, *arguments: str) -> None:
        command = [f"{self.programs}/{program}", "-D", f"{self.folder}/data", *arguments]
        if _is_root():  # the server refuses to run as root
            nobody = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
            command = [*nobody, *command]
        place = {"PATH": f"{self.programs}:{os.environ['PATH']}", "HOME": str(self.folder)}
        done = subprocess.run(
            command, env=place, cwd="/", capture_output=True, text=True, timeout=60, check=False
        )
        if done.returncode:
            raise NoServerError(f"{program}: {done.stderr.strip()[-300:]}")

    def url(self, user: str = "t", database: str = "so", password: str = "") -> str:
        secret = f":{password}" if password else ""
        return f"postgresql://{user}{secret}@/{database}?host={self.folder}&port={PORT}"

    def do(self, *commands: str, database: str = "so") -> None:
        """Carry out commands, each by itself."""
        import psycopg

        with psycopg.connect(self.url(database=database), autocommit=True) as connection:
            for command in commands:
                connection.execute(command.encode())

    def ask(self, query: str, database: str = "so") -> list[tuple[Any, ...]]:
        import psycopg

        with psycopg.connect(self.url(database=database), autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()

    def sessions(self) -> int:
        """How many sessions of the program there are."""
        query = "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'tthc-stats'"
        number: int = self.ask(query)[0][0]
        return number

    def load(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """A new table; columns with their types."""
        import psycopg

        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE TABLE {table} ({', '.join(columns)})".encode())
            into = connection.cursor().copy(f"COPY {table} FROM STDIN".encode())
            with into as copy:
                for row in rows:
                    copy.write_row(row)

    def export(self, table: str, file: Path) -> Path:
        """A table as PostgreSQL itself writes it as CSV."""
        import psycopg

        copy = f"COPY {table} TO STDOUT (FORMAT csv, HEADER)".encode()
        with (
            psycopg.connect(self.url(), autocommit=True) as connection,
            connection.cursor().copy(copy) as pieces,
            file.open("wb") as sink,
        ):
            for piece in pieces:
                sink.write(piece)
        return file

    def stop(self) -> None:
        if (self.folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _programs() -> str:
    if sys.platform == "win32":
        raise NoServerError("the tests start PostgreSQL on Linux and macOS only")
    if found := shutil.which("initdb"):
        return str(Path(found).resolve().parent)
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not installed:
        raise NoServerError("PostgreSQL is not installed")
    return str(installed[-1].parent)
