"""A session with PostgreSQL that can only read, and whose every wait ends with Ctrl-C."""

from __future__ import annotations

import re
import selectors
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress

import psycopg
from psycopg import pq, sql

from tthc_stats.ingest.postgres import shown
from tthc_stats.ingest.postgres.problems import (
    address_problem,
    connection_problem,
    session_problem,
)

DEFAULTS: dict[str, str | int] = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "fallback_application_name": "tthc-stats",
}
"""What an address or the environment may say otherwise."""
SETTINGS = (
    "SET default_transaction_read_only = on",
    "SET DateStyle = 'ISO, YMD'",
    "SELECT set_config('lock_timeout', '30s', false) WHERE current_setting('lock_timeout') = '0'",
)
NOTICING = "SET client_connection_check_interval = '5s'"
"""Lets newer servers notice that this program was killed."""
NOT_UNICODE = "22021"
"""The code of the server's own error for texts that are not of an encoding."""
PORTS = re.compile(r"\d{0,5}(,\d{0,5})*")
PAUSE = 0.2
"""Seconds after which a wait looks whether it shall go on."""
CANCELLING = 5.0
"""Seconds that a server has to take note that nobody waits any more."""
SEEN = (
    "SELECT n.nspname, c.relname, pg_catalog.pg_table_is_visible(c.oid) "
    "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND n.nspname <> 'information_schema' "
    "AND n.nspname NOT LIKE 'pg\\_%' AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') "
    "ORDER BY 1, 2"
)
"""Tables and views of users: schema, name, and whether the name alone is enough."""


class Session:
    """One transaction that reads, and sees one state of the database throughout."""

    def __init__(self, connection: psycopg.Connection, place: object) -> None:
        self.connection = connection
        self.place = place
        self.copied = 0
        """Rows that the server says it has handed over."""
        self.stopped = False
        self.selector = selectors.DefaultSelector()
        self.selector.register(connection.pgconn.socket, selectors.EVENT_READ)

    def tables(self) -> list[tuple[str, str, bool]]:
        """Schema and name of every table and view, and whether the name alone is enough."""
        with told(self.place):
            return self.connection.execute(SEEN).fetchall()

    def columns(self, relation: str) -> list[tuple[str, int]]:
        """Names and type numbers of what a relation gives, without reading any of it.

        Raises UsageError for what is not one query that only reads.
        """
        with told(self.place):
            server = self.connection.pgconn
            server.send_prepare(b"", f"SELECT * FROM {relation} AS register".encode())
            self._answers()
            server.send_describe_prepared(b"")
            (found,) = self._answers()
            names = [(found.fname(n) or b"").decode() for n in range(found.nfields)]
        return [(name, found.ftype(n)) for n, name in enumerate(names)]

    def copy(self, query: str) -> Generator[bytes]:
        """The answer to a query as it comes in, in PostgreSQL's own text format: a line a row,
        tabs between columns, what would disturb written with backslashes.
        """
        server = self.connection.pgconn
        with told(self.place):
            server.send_query(f"COPY ({query}) TO STDOUT".encode())
            self._answer()
            size, row = server.get_copy_data(1)
            while size >= 0 and not self.stopped:
                rows = []
                while size > 0:
                    rows.append(row)
                    size, row = server.get_copy_data(1)
                yield b"".join(rows)
                if size == 0:
                    self._wait()
                    server.consume_input()
                    size, row = server.get_copy_data(1)
            if not self.stopped:
                self.copied = sum(end.command_tuples or 0 for end in self._answers())

    def stop(self) -> None:
        """End what the server is doing."""
        self.stopped = True
        if self.connection.pgconn.transaction_status == pq.TransactionStatus.ACTIVE:
            with suppress(psycopg.Error):
                self.connection.cancel_safe(timeout=CANCELLING)

    def _answers(self) -> list[pq.abc.PGresult]:
        """All answers to what was sent. Raises TthcError for one that is an error."""
        found = []
        while answer := self._answer():
            found.append(answer)
        return found

    def _answer(self) -> pq.abc.PGresult | None:
        server = self.connection.pgconn
        while server.is_busy() and not self.stopped:
            self._wait()
            server.consume_input()
        answer = None if self.stopped else server.get_result()
        if answer and answer.status == pq.ExecStatus.FATAL_ERROR:
            code = answer.error_field(pq.DiagnosticField.SQLSTATE) or b""
            message = answer.error_field(pq.DiagnosticField.MESSAGE_PRIMARY) or b""
            raise session_problem(code.decode(), message.decode(errors="replace"), self.place)
        return answer

    def _wait(self) -> None:
        while not self.selector.select(PAUSE) and not self.stopped:
            pass


@contextmanager
def session(source: str, place: object = None) -> Iterator[Session]:
    """A session that is over when the context is left, also in the middle of an answer.

    source: the address of the database. place: what errors name.
    Raises UnreadableError where there is none to be had, UsageError for a wrong address.
    """
    place = place or shown(source)
    connection = _connected(source, place)
    opened = Session(connection, place)
    try:
        with told(place):
            for setting in SETTINGS:
                connection.execute(setting)
        with suppress(psycopg.Error), connection.transaction():
            connection.execute(NOTICING)
        yield opened
    finally:
        opened.stop()
        opened.selector.close()
        connection.close()


def _connected(source: str, place: object) -> psycopg.Connection:
    try:
        given = psycopg.conninfo.conninfo_to_dict(source)
        known = {str(o.keyword, "ascii") for o in pq.Conninfo.get_defaults() if o.val}
    except psycopg.Error:
        raise address_problem(place) from None
    ports = str(given.get("port") or "")
    if "@" in str(given.get("host") or "") or not PORTS.fullmatch(ports):  # of a password
        raise address_problem(place)
    missing = {name: value for name, value in DEFAULTS.items() if name not in known | given.keys()}
    try:
        connection = psycopg.connect(source, **missing, client_encoding="UTF8")  # type: ignore[arg-type]
    except psycopg.ProgrammingError:
        raise address_problem(place) from None
    except (psycopg.Error, UnicodeError) as error:
        raise connection_problem(str(error), place) from None
    connection.read_only = True
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    return connection


@contextmanager
def told(place: object) -> Iterator[None]:
    """Errors of the driver as what they mean."""
    try:
        yield
    except psycopg.Error as error:
        message = error.diag.message_primary or ""
        raise session_problem(error.sqlstate or "", message, place) from None
    except UnicodeError:  # names of tables and columns
        raise session_problem(NOT_UNICODE, "", place) from None


def quoted(*names: str) -> str:
    """A name, with those of what it belongs to, as SQL writes it."""
    return sql.Identifier(*names).as_string()
