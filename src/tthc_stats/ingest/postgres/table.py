"""Which table of a database is meant, and what the columns of a register are there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from tthc_stats.ingest.layouts import Layout
from tthc_stats.ingest.postgres import shown
from tthc_stats.ingest.readers.source import Source
from tthc_stats.ingest.tables import Reading, register_of
from tthc_stats.model.errors import UnreadableError
from tthc_stats.model.findings import Place
from tthc_stats.model.grid import Grid
from tthc_stats.model.register import PostgresRows
from tthc_stats.model.table import Skipped
from tthc_stats.model.text import T, Text

if TYPE_CHECKING:
    from tthc_stats.ingest.postgres.session import Session

FORMAT = "postgresql"
PART = re.compile(r'"((?:[^"]|"")*)"|([^."]+)')
"""A part of a name: in quotation marks, or as people write it."""
SHOWN = 10
"""Tables that an error names."""


def read(
    source: str,
    table: str | None = None,
    query: str | None = None,
    layout: Layout | None = None,
    sheets: Sequence[str] = (),
) -> Reading:
    """The register in a table, a view or the answer to a query, told by the names of its columns.

    None of its rows are read. source: the address of the database. layout: a user's own.
    sheets: of files that are read along; the database has but the one table.
    Raises UnreadableError where the database or the table cannot be read, UsageError for a
    wrong address or query.
    """
    try:
        from tthc_stats.ingest.postgres.session import session
    except ImportError:
        raise UnreadableError(
            T("Databases need the Python package psycopg."),
            place=shown(source),
            hint=T("Install it with pip install 'psycopg[binary]'."),
        ) from None
    Source(b"", shown(source), sheets).choose([table])
    with session(source, Place(shown(source), table)) as opened:
        name, relation = (table, _subquery(query)) if query else _relation(opened, table or "")
        names = [column for column, _ in opened.columns(relation)]
    grid = Grid(shown(source), FORMAT, [names], name, addressed=False)
    register = register_of(grid, layout)
    if register is None:
        why = T("its columns are not those of a register: {names}", names=tuple(names))
        return Reading(grids=[grid], skipped=[Skipped(grid, why)])
    origin = PostgresRows(source, relation, tuple(names))
    return Reading(grids=[grid], registers=[register._replace(origin=origin)])


def _subquery(query: str) -> str:
    """A query where a table may stand: so it can be one only, and only read."""
    return f"(\n{query.strip().rstrip(';')}\n)"


def _relation(opened: Session, table: str) -> tuple[str, str]:
    """The full name of a table and how SQL writes it. Raises UnreadableError for none."""
    from tthc_stats.ingest.postgres.session import quoted

    wanted = tuple(mark.replace('""', '"') or plain for mark, plain in PART.findall(table))
    there = opened.tables()
    for alike in (str, str.casefold):  # as it stands, else as people write it
        found = [
            (schema, name)
            for schema, name, visible in there
            if tuple(map(alike, wanted)) == tuple(map(alike, (schema, name)))
            or (visible and tuple(map(alike, wanted)) == (alike(name),))
        ]
        if len(found) == 1:
            return ".".join(found[0]), quoted(*found[0])
    names = [f"{schema}.{name}" for schema, name, _ in there]
    raise UnreadableError(
        T("There is no table {table}.", table=table),
        place=opened.place,
        hint=_near(table, names),
    )


def _near(table: str, names: list[str]) -> Text:
    """The tables that may be meant: with a like name, or else the first ones."""
    bare = table.rpartition(".")[2]
    near = [
        name
        for name in names
        if get_close_matches(table, [name]) or get_close_matches(bare, [name.rpartition(".")[2]])
    ]
    if near:
        return T("Did you mean {names}?", names=tuple(near[:SHOWN]))
    if names:
        return T("There are {names}.", names=tuple(names[:SHOWN]))
    return T("This user sees no table at all.")
