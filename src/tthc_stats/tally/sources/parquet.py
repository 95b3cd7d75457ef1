"""Parquet: DuckDB reads the columns that are asked for and knows the number of every row."""

from __future__ import annotations

from tthc_stats.ingest.readers.guard import damaged
from tthc_stats.model.errors import TthcError
from tthc_stats.model.register import ParquetFile
from tthc_stats.tally.engine import ask, sql_text
from tthc_stats.tally.sources.base import HeadCells

MOMENTS = ("TIMESTAMP", "DATE")
HEADER_ROWS = 1
"""Rows count as if the names of the columns were the first."""
ZONE = "Asia/Ho_Chi_Minh"


class ParquetCells(HeadCells):
    """A view of the file; columns of moments stay moments, everything else is text."""

    parsed: frozenset[int] = frozenset()

    def attach(self) -> None:
        """Make the view by the types of the columns."""
        origin = self.register.origin
        assert isinstance(origin, ParquetFile)
        source = f"read_parquet({sql_text(origin.path)}, file_row_number = true)"
        described = ask(self.connection, f"DESCRIBE SELECT * FROM {source}")
        types = {name: kind for name, kind, *_ in described}
        kinds = {n: types[origin.names[n]] for n in self.columns}
        self.parsed = frozenset(n for n, kind in kinds.items() if kind.startswith(MOMENTS))
        columns = {n: self._column(origin.names[n], kind) for n, kind in kinds.items()}
        self.view(self.name, f"file_row_number + {HEADER_ROWS}", columns, source)

    def _column(self, name: str, kind: str) -> str:
        quoted = '"' + name.replace('"', '""') + '"'
        if kind.endswith("TIME ZONE"):
            return f"({quoted} AT TIME ZONE '{ZONE}')"
        if kind.startswith(MOMENTS):
            return f"CAST({quoted} AS TIMESTAMP)"
        return self.text(quoted if kind == "VARCHAR" else f"CAST({quoted} AS VARCHAR)")

    def is_parsed(self, column: int) -> bool:
        """Whether a column holds moments, not texts."""
        return column in self.parsed

    def problem(self, message: str) -> TthcError | None:  # noqa: ARG002
        """Nothing but a broken file can go wrong."""
        return damaged(self.register.file)
