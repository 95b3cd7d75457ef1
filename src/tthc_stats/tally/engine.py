"""DuckDB: where the rows of a register are counted.

The engine holds nothing but what the page of SQL needs: the columns with a role. Columns of
persons never reach it.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any

from tthc_stats.model.errors import UnreadableError
from tthc_stats.model.text import T

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duckdb import DuckDBPyConnection

Settings = dict[str, str | bool | int | float | list[str]]
SETTINGS: Settings = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "preserve_insertion_order": False,
    "temp_directory": "",
}
"""No network at run time, nothing beside the working directory."""
MEMORY = "600MB"
"""What the engine may take for large files; beyond it, it goes on in its folder."""
MOST_THREADS = 8

PAUSE = 0.2
"""Seconds between two words on progress."""


def connect(folder: str | None = None) -> DuckDBPyConnection:
    """A database in memory that asks nobody else for anything.

    folder: where it may put what does not fit into memory; without one it takes what it needs.
    """
    import duckdb

    bounded: Settings = {"temp_directory": folder, "memory_limit": MEMORY} if folder else {}
    threads = min(MOST_THREADS, max(2, _processors()))
    return duckdb.connect(":memory:", config={**SETTINGS, "threads": threads, **bounded})


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def ask(
    connection: DuckDBPyConnection, sql: str, values: Mapping[str, object] | None = None
) -> list[tuple[Any, ...]]:
    """All rows of an answer. Raises KeyboardInterrupt where the user has had enough."""
    return answer(connection, sql, values)[1]


def answer(
    connection: DuckDBPyConnection, sql: str, values: Mapping[str, object] | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The names of the columns and all rows of an answer."""
    try:
        result = connection.execute(sql, values)
        return [column[0] for column in result.description or ()], result.fetchall()
    except RuntimeError as error:
        if "interrupted" in str(error).lower():
            raise KeyboardInterrupt from None
        raise


class Watch:
    """A context that tells how far the engine is, a few times a second."""

    def __init__(
        self, connection: DuckDBPyConnection, progress: Callable[[float], None] | None
    ) -> None:
        self.connection = connection
        self.progress = progress
        self.stop = threading.Event()
        if progress:
            connection.execute("SET enable_progress_bar = true")
            connection.execute("SET enable_progress_bar_print = false")

    def __enter__(self) -> None:
        if self.progress:
            self.stop = threading.Event()
            threading.Thread(target=self._tell, args=(self.stop,), daemon=True).start()

    def __exit__(self, *_: object) -> None:
        self.stop.set()

    def _tell(self, stop: threading.Event) -> None:
        while self.progress and not stop.wait(PAUSE):
            share = self.connection.query_progress()
            if share >= 0:
                self.progress(share)


def sql_text(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def no_room(file: str) -> UnreadableError:
    """The refusal of what fits neither into memory nor on the disk."""
    return UnreadableError(
        T("There is not enough memory or disk space to count it."),
        place=file,
        hint=T("Close other programs, or count fewer files at once."),
    )
