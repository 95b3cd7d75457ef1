"""Registers in a PostgreSQL database: how an address is told from a path, and what is shown
of it. Only ``session`` needs the driver, psycopg.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tthc_stats.model.errors import UsageError
from tthc_stats.model.text import T

SCHEMES = ("postgresql://", "postgres://")
NO_PORT = re.compile(r"((?:^|(?<=,))\[[0-9a-fA-F:.%]*\])|:(?!\d{0,5}(?:[,/]|$))[^,/]*")
"""What stands behind a colon and is no port: part of a password in the wrong place. The
colons of an address of IPv6 stand in brackets.
"""


def is_database(source: object) -> bool:
    """Whether an input is the address of a database, and so no path."""
    return isinstance(source, str) and source.startswith(SCHEMES)


def shown(source: str) -> str:
    """An address without its user, password and settings; anything else as it stands."""
    if not is_database(source):
        return source
    address, _, settings = source.partition("://")[2].partition("?")
    if "@" in settings:  # perhaps of a password that holds a question mark
        return f"{SCHEMES[0]}…"
    return SCHEMES[0] + NO_PORT.sub(r"\1", address.rpartition("@")[2])


def refuse_misplaced(sources: Sequence[object], table: str | None, query: str | None) -> None:
    """Raises UsageError where a database comes without a table or query, or they without it."""
    databases = [str(source) for source in sources if is_database(source)]
    if databases and not (table or query):
        raise UsageError(
            T("a database needs the name of a table or a query"),
            place=shown(databases[0]),
            hint=T("Give --table schema.name, or --query 'SELECT …'."),
        )
    if table and query:
        raise UsageError(T("--table and --query do not go together"))
    if (table or query) and not databases:
        raise UsageError(
            T("--table and --query are for databases"),
            hint=T("Give the address of one: postgresql://user@host/database."),
        )
