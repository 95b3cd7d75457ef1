"""Past periods in one SQLite file: each is written whole, replaces its own old state, or not.

The file keeps SQLite's rollback journal: it works where others read over a network share and
from folders that are read only, and leaves one file behind. A write-ahead log does neither.
Types are checked by constraints rather than STRICT tables, which the SQLite of some long-lived
systems (before 3.37) cannot even open.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date
from hashlib import sha256
from typing import Any

from tthc_stats.model.basis import Basis
from tthc_stats.model.counts import ALL_COUNTS, Count
from tthc_stats.model.errors import NotWritableError, TthcError, UnreadableError
from tthc_stats.model.history import (
    STORED_DIMENSIONS,
    StoredHead,
    StoredPeriod,
    StoredRow,
    StoredSource,
)
from tthc_stats.model.period import Period
from tthc_stats.model.text import T, Text

APPLICATION_ID = 0x54544843
""""TTHC", in the header of the file."""
VERSION = 2
"""Of the tables below; raised when they change. Version 1 had no ``extras``."""
PATIENCE = 30.0
"""Seconds to wait for another run."""

COUNT_COLUMNS = ",\n".join(
    f"  {count} INTEGER CHECK ({count} IS NULL OR (typeof({count}) = 'integer' AND {count} >= 0))"
    for count in ALL_COUNTS
)
NAME_COLUMNS = ",\n".join(
    f"  {name} TEXT CHECK ({name} IS NULL OR typeof({name}) = 'text')" for name in STORED_DIMENSIONS
)
EXTRAS_COLUMN = "extras TEXT CHECK (extras IS NULL OR typeof(extras) = 'text')"
"""Figures of extra columns by caption, as JSON; NULL where there are none."""
TABLES = f"""
CREATE TABLE period (
  id INTEGER PRIMARY KEY,
  first_day TEXT NOT NULL CHECK (first_day GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
  last_day TEXT NOT NULL CHECK (last_day GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
  agency TEXT,
  agency_key TEXT NOT NULL,
  rows_are TEXT NOT NULL,
  as_of TEXT, rule TEXT, no_due TEXT, dossiers INTEGER,
  errors INTEGER NOT NULL CHECK (errors >= 0),
  warnings INTEGER NOT NULL CHECK (warnings >= 0),
  version TEXT NOT NULL,
  digest TEXT NOT NULL,
  CHECK (last_day >= first_day),
  UNIQUE (first_day, last_day, agency_key)
);
CREATE TABLE source (
  period_id INTEGER NOT NULL REFERENCES period (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  file TEXT NOT NULL, sheet TEXT, kind TEXT NOT NULL, layout TEXT NOT NULL, sha256 TEXT,
  PRIMARY KEY (period_id, position)
);
CREATE TABLE figures (
  period_id INTEGER NOT NULL REFERENCES period (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  row_key TEXT NOT NULL,
  section TEXT NOT NULL,
  derived TEXT NOT NULL,
  paused_outside INTEGER NOT NULL CHECK (paused_outside IN (0, 1)),
  left_out INTEGER NOT NULL CHECK (left_out >= 0),
{NAME_COLUMNS},
{COUNT_COLUMNS},
  {EXTRAS_COLUMN},
  PRIMARY KEY (period_id, position)
);
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {VERSION};
"""
HEAD = (
    "id, first_day, last_day, agency, agency_key, rows_are, as_of, rule, no_due, dossiers, errors, "
    "warnings, version, digest"
)
ROW = ("row_key", "section", "derived", "paused_outside", "left_out")
PLAIN_COLUMNS = (*ROW, *STORED_DIMENSIONS, *ALL_COUNTS)
ROW_COLUMNS = ", ".join((*PLAIN_COLUMNS, "extras"))
FIRST_COLUMNS = ", ".join((*PLAIN_COLUMNS, "NULL"))
"""The same of a file of version 1."""


def read_heads(path: str) -> list[StoredHead]:
    """What is recorded, the oldest first, without the figures.

    Raises UnreadableError for a file that is missing, damaged, of another program or of a
    newer version of this one.
    """
    with _reading(path) as database, _understood(path):
        return [head for _, head, _ in _heads(database)]


def read_periods(path: str, wanted: Sequence[StoredHead] | None = None) -> list[StoredPeriod]:
    """Recorded periods with their figures; all of them where none are named.

    Raises UnreadableError as ``read_heads`` does, and where figures are not those recorded.
    """
    with _reading(path) as database, _understood(path):
        keys = None if wanted is None else {_identity(head) for head in wanted}
        return [
            _period(database, number, head, digest, path)
            for number, head, digest in _heads(database)
            if keys is None or _identity(head) in keys
        ]


def write_periods(path: str, periods: Sequence[StoredPeriod]) -> list[StoredPeriod]:
    """Record periods in one transaction, all or none; returns those that were replaced.

    Raises NotWritableError where the file cannot be written or another run holds it for
    too long, UnreadableError for a file that is no sound history; it is then untouched.
    """
    with _writing(path, create=True) as database:
        replaced = []
        for recorded in periods:
            replaced += _taken_out(database, recorded.head, path)
            _put_in(database, recorded)
        return replaced


def remove_periods(path: str, heads: Sequence[StoredHead]) -> list[StoredPeriod]:
    """Take recorded periods out; returns them. Raises as ``write_periods`` does."""
    with _writing(path, create=False) as database:
        return [removed for head in heads for removed in _taken_out(database, head, path)]


def _identity(head: StoredHead) -> tuple[str, str, str]:
    return head.period.start.isoformat(), head.period.end.isoformat(), head.agency_key


@contextmanager
def _reading(path: str) -> Iterator[sqlite3.Connection]:
    if not os.path.exists(path):
        raise UnreadableError(
            T("there is no history yet"),
            place=path,
            hint=T("Record a period with tthc-stats history add FILES --history {path}", path=path),
        )
    with _told(path, writing=False), closing(_opened(path)) as database:
        _refuse_others(database, path)
        database.execute("BEGIN")
        yield database


@contextmanager
def _writing(path: str, *, create: bool) -> Iterator[sqlite3.Connection]:
    if not create and not os.path.exists(path):
        raise UnreadableError(T("there is no history yet"), place=path)
    with _told(path, writing=True), closing(_opened(path)) as database:
        _refuse_others(database, path)
        _sound(database, path)
        database.execute("PRAGMA journal_mode = DELETE")
        database.execute("PRAGMA synchronous = EXTRA")  # the journal's end reaches the disk too
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("BEGIN IMMEDIATE")
        if _refuse_others(database, path):  # looked at again: another run may have made it
            for statement in TABLES.split(";\n"):
                database.execute(statement)
        elif _version(database) < VERSION:
            database.execute(f"ALTER TABLE figures ADD COLUMN {EXTRAS_COLUMN}")
            database.execute(f"PRAGMA user_version = {VERSION}")
        yield database
        database.execute("COMMIT")


def _opened(path: str) -> sqlite3.Connection:
    """A connection; the absolute path keeps SQLite's own names such as ``:memory:`` out."""
    return sqlite3.connect(os.path.abspath(path), timeout=PATIENCE, isolation_level=None)


def _refuse_others(database: sqlite3.Connection, path: str) -> bool:
    """Whether the file is new. Raises UnreadableError for one that is not this program's."""
    ((application,),) = database.execute("PRAGMA application_id")
    version = _version(database)
    ((tables,),) = database.execute("SELECT COUNT(*) FROM sqlite_master")
    if not application and not version and not tables:
        return True
    if application != APPLICATION_ID:
        raise UnreadableError(
            T("the file is a database of another program"),
            place=path,
            hint=T("Give the history a file of its own."),
        )
    if version > VERSION:
        raise UnreadableError(
            T("the history was written by a newer version of tthc-stats"),
            place=path,
            hint=T("Use that version, or a newer one."),
        )
    return False


def _version(database: sqlite3.Connection) -> int:
    ((version,),) = database.execute("PRAGMA user_version")
    return int(version)


def _sound(database: sqlite3.Connection, path: str) -> None:
    """Raise UnreadableError before anything is written into a damaged file.

    Whether the pages hang together; looking at every figure too would take ten times as long,
    and digests tell that when figures are read.
    """
    database.execute("PRAGMA ignore_check_constraints = ON")
    ((said,),) = database.execute("PRAGMA quick_check(1)")
    database.execute("PRAGMA ignore_check_constraints = OFF")
    if said != "ok":
        raise _damaged(path)


def _heads(database: sqlite3.Connection) -> list[tuple[int, StoredHead, str]]:
    if not database.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]:
        return []  # a first run was stopped before it had recorded anything
    sizes = dict(database.execute("SELECT period_id, COUNT(*) FROM figures GROUP BY period_id"))
    listed = database.execute(
        f"SELECT {HEAD} FROM period ORDER BY last_day, first_day, agency_key"  # noqa: S608
    ).fetchall()
    return [
        (row[0], _head(row, _sources(database, row[0]), sizes.get(row[0], 0)), row[-1])
        for row in listed
    ]


def _head(row: Sequence[Any], sources: tuple[StoredSource, ...], size: int) -> StoredHead:
    _, first, last, agency, agency_key, by, as_of, rule, no_due, dossiers, *rest = row
    errors, warnings, version, _ = rest
    basis = Basis(date.fromisoformat(as_of), rule, no_due, dossiers) if as_of else None
    period = Period(date.fromisoformat(first), date.fromisoformat(last))
    return StoredHead(
        period, agency, agency_key, by, sources, basis, errors, warnings, version, size
    )


def _sources(database: sqlite3.Connection, number: int) -> tuple[StoredSource, ...]:
    found = database.execute(
        "SELECT file, sheet, kind, layout, sha256 FROM source WHERE period_id = ? "
        "ORDER BY position",
        (number,),
    )
    return tuple(StoredSource(*row) for row in found)


def _period(
    database: sqlite3.Connection, number: int, head: StoredHead, digest: str, path: str
) -> StoredPeriod:
    columns = ROW_COLUMNS if _version(database) >= VERSION else FIRST_COLUMNS
    found = database.execute(
        f"SELECT {columns} FROM figures WHERE period_id = ? ORDER BY position",  # noqa: S608
        (number,),
    )
    rows = found.fetchall()
    if _digest(head, rows) != digest or len(rows) != head.size:
        raise UnreadableError(
            T("the figures of {period} are not those that were recorded", period=str(head.period)),
            place=path,
            hint=T("Record that period again, or put a copy of the history in its place."),
        )
    return StoredPeriod(head, tuple(map(_row, rows)))


def _digest(head: StoredHead, rows: Sequence[Sequence[Any]]) -> str:
    """Of all that was recorded, so that no figure changes unseen.

    A row without extras counts as in version 1, so that old digests hold.
    """
    told = [row if row[-1] is not None else row[:-1] for row in rows]
    plain = json.dumps([_head_values(head), head.sources, told], ensure_ascii=True)
    return sha256(plain.encode("ascii")).hexdigest()


def _row(values: Sequence[Any]) -> StoredRow:
    key, section, derived, paused_outside, left_out = values[: len(ROW)]
    plain, extras = values[:-1], values[-1]
    names = plain[len(ROW) : -len(ALL_COUNTS)]
    numbers = plain[-len(ALL_COUNTS) :]
    return StoredRow(
        tuple(json.loads(key)),
        _present(STORED_DIMENSIONS, names),
        tuple(json.loads(section)),
        _present(ALL_COUNTS, numbers),
        tuple(map(Count, derived.split())),
        bool(paused_outside),
        left_out,
        json.loads(extras) if extras else {},
    )


def _present(keys: Sequence[Any], values: Sequence[Any]) -> Mapping[Any, Any]:
    return {k: value for k, value in zip(keys, values, strict=True) if value is not None}


def _taken_out(database: sqlite3.Connection, head: StoredHead, path: str) -> list[StoredPeriod]:
    """Delete a period, with its sources and figures, and return what it was."""
    with _understood(path):
        held = [found for found in _heads(database) if _identity(found[1]) == _identity(head)]
    removed = [_period_or_head(database, *found, path) for found in held]
    for number, _, _ in held:
        database.execute("DELETE FROM period WHERE id = ?", (number,))
    return removed


def _period_or_head(
    database: sqlite3.Connection, number: int, head: StoredHead, digest: str, path: str
) -> StoredPeriod:
    """A period without its rows where these are not what was recorded: it can be replaced."""
    try:
        with _understood(path):
            return _period(database, number, head, digest, path)
    except UnreadableError:
        return StoredPeriod(head, ())


def _put_in(database: sqlite3.Connection, recorded: StoredPeriod) -> None:
    head = recorded.head
    rows = [_row_values(row) for row in recorded.rows]
    values = [*_head_values(head), _digest(head, rows)]
    columns = HEAD.removeprefix("id, ")
    marks = ", ".join("?" * len(values))
    number = database.execute(
        f"INSERT INTO period ({columns}) VALUES ({marks})",  # noqa: S608
        values,
    ).lastrowid
    database.executemany(
        "INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(number, position, *source) for position, source in enumerate(head.sources)],
    )
    marks = ", ".join("?" * (2 + len(PLAIN_COLUMNS) + 1))
    database.executemany(
        f"INSERT INTO figures (period_id, position, {ROW_COLUMNS}) VALUES ({marks})",  # noqa: S608
        [(number, position, *values) for position, values in enumerate(rows)],
    )


def _head_values(head: StoredHead) -> list[Any]:
    basis = head.basis
    return [
        head.period.start.isoformat(),
        head.period.end.isoformat(),
        head.agency,
        head.agency_key,
        head.by,
        *((basis.as_of.isoformat(), *basis[1:]) if basis else (None,) * 4),
        head.errors,
        head.warnings,
        head.version,
    ]


def _row_values(row: StoredRow) -> tuple[Any, ...]:
    return (
        json.dumps(row.key, ensure_ascii=False),
        json.dumps(row.section, ensure_ascii=False),
        " ".join(row.derived),
        int(row.paused_outside),
        row.left_out,
        *(row.names.get(dimension) for dimension in STORED_DIMENSIONS),
        *(row.counts.get(count) for count in ALL_COUNTS),
        json.dumps(dict(row.extras), ensure_ascii=False) if row.extras else None,
    )


BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
UNUSABLE = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
}


@contextmanager
def _told(path: str, *, writing: bool) -> Iterator[None]:
    """Errors of SQLite as errors of the program."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise  # what was to be written is wrong: a bug
    except sqlite3.Error as error:
        raise _error(error, path, writing=writing) from error
    except UnicodeError as error:  # even what SQLite says of damage may be damaged
        raise _damaged(path) from error
    except OverflowError as error:
        raise NotWritableError(T("a figure is too large to be recorded"), place=path) from error


@contextmanager
def _understood(path: str) -> Iterator[None]:
    """What stands in the file but was never written so is damage."""
    try:
        yield
    except (ValueError, TypeError) as error:
        raise _damaged(path) from error


def _error(error: sqlite3.Error, path: str, *, writing: bool) -> TthcError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    kind = NotWritableError if writing else UnreadableError
    if code in BUSY:
        hint = T("Another run is writing it; try again when that has ended.")
        return kind(T("the history is in use"), place=path, hint=hint)
    if code in UNUSABLE:
        return kind(_cannot(writing=writing, why=_why(path, error)), place=path)
    return _damaged(path)


def _cannot(*, writing: bool, why: str) -> Text:
    return (
        T("cannot be written: {why}", why=why) if writing else T("cannot be read: {why}", why=why)
    )


def _why(path: str, error: sqlite3.Error) -> str:
    """In the words of the system where the path itself is wrong: SQLite knows only that."""
    folder = os.path.dirname(os.path.abspath(path))
    if os.path.isdir(path):
        return os.strerror(21).lower()
    return str(error).lower() if os.path.isdir(folder) else os.strerror(2).lower()


def _damaged(path: str) -> UnreadableError:
    return UnreadableError(
        T("the history is damaged, or is none"),
        place=path,
        hint=T("Put a copy in its place, or name another file and record the periods again."),
    )
