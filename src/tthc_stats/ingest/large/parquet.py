"""Parquet: the names of the columns are the header, its first rows are the sample."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from tthc_stats.ingest.layouts import Layout
from tthc_stats.ingest.readers.guard import damaged
from tthc_stats.ingest.readers.source import Source
from tthc_stats.ingest.registers.captions import is_personal
from tthc_stats.ingest.tables import Reading, register_of
from tthc_stats.model.grid import Grid, Value
from tthc_stats.model.register import ParquetFile

SAMPLE = 2_000


def read(path: str, sheets: Sequence[str], layout: Layout | None) -> Reading | None:
    """The register in a Parquet file; ``None`` where it holds none.

    Raises UnreadableError for a broken file.
    """
    import duckdb

    Source(b"", path, sheets).choose([None])
    config: dict[str, Any] = {"autoload_known_extensions": False, "temp_directory": ""}
    try:
        with duckdb.connect(config=config) as connection:
            connection.execute("SET allowed_paths = [$path]", {"path": path})
            connection.execute("SET enable_external_access = false")
            names, columns = _head(connection, path)
    except duckdb.Error:
        raise damaged(path) from None
    grid = Grid(path, "parquet", [names, *map(list, zip_longest(*columns))])
    register = register_of(grid, layout)
    if register is None:
        return None
    return Reading(
        grids=[grid], registers=[register._replace(origin=ParquetFile(path, tuple(names)))]
    )


def _head(connection: Any, path: str) -> tuple[list[str], list[list[Value]]]:
    """The names of all columns, and the first values of those that are not personal."""
    source = "'" + path.replace("'", "''") + "'"
    described = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({source})")  # noqa: S608
    names = [row[0] for row in described.fetchall()]
    shown = {n: _as_text(name) for n, name in enumerate(names) if not is_personal((name,))}
    sql = f"SELECT {', '.join(shown.values()) or 1} FROM read_parquet({source}) LIMIT {SAMPLE}"  # noqa: S608
    found = dict(zip(shown, zip(*connection.execute(sql).fetchall(), strict=True), strict=False))
    return names, [list(found.get(n, ())) for n in range(len(names))]


def _as_text(name: str) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    return f"CAST({quoted} AS VARCHAR)"
