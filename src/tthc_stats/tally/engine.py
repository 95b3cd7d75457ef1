"""DuckDB: where the rows of a register are counted.

The engine holds nothing but what the page of SQL needs: the columns with a role. Columns of
persons never reach it.
"""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from tthc_stats.model.errors import UnreadableError
from tthc_stats.model.text import T

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

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

PIPES = "/dev/fd/"
"""Where pipes have paths, through which what is packed comes."""
PAUSE = 0.2
"""Seconds between two words on progress."""
PATIENCE = 25
"""Pauses that the engine has for leaving off."""


def connect(folder: str | None = None, files: Sequence[str] = ()) -> DuckDBPyConnection:
    """A database in memory that asks nobody else for anything.

    folder: where it may put what does not fit into memory; without one it takes what it needs.
    files: all that it may read; the engine itself refuses every other, and to be opened again.
    """
    import duckdb

    bounded: Settings = {"temp_directory": folder, "memory_limit": MEMORY} if folder else {}
    threads = min(MOST_THREADS, max(2, _processors()))
    connection = duckdb.connect(":memory:", config={**SETTINGS, "threads": threads, **bounded})
    folders = [folder, PIPES] if folder else []
    connection.execute(f"SET allowed_paths = [{', '.join(map(sql_text, files))}]")
    connection.execute(f"SET allowed_directories = [{', '.join(map(sql_text, folders))}]")
    connection.execute("SET enable_external_access = false")
    return connection


def folder_of(connection: DuckDBPyConnection) -> str:
    """The folder that the engine may write to; empty where it has none."""
    ((folder,),) = ask(connection, "SELECT current_setting('temp_directory')")
    return str(folder)


@contextmanager
def in_order(connection: DuckDBPyConnection) -> Iterator[None]:
    """The engine keeps the rows of a file in their order, which takes more time and memory."""
    connection.execute("SET preserve_insertion_order = true")
    try:
        yield
    finally:
        connection.execute("SET preserve_insertion_order = false")


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


Result = TypeVar("Result")


class Background(Generic[Result]):
    """A call that nothing can end, in a thread that nobody has to wait for."""

    def __init__(self, call: Callable[[], Result]) -> None:
        self._call = call
        self._done = threading.Event()
        self._result: Result
        self._error: BaseException | None = None

    def start(self) -> Background[Result]:
        """Begin; apart from making it, so that an interruption in between finds it."""
        threading.Thread(target=self._run, daemon=True).start()
        return self

    def _run(self) -> None:
        try:
            self._result = self._call()
        except BaseException as error:  # noqa: BLE001 (told where the result is asked for)
            self._error = error
        self._done.set()

    def wait(self, seconds: float) -> bool:
        """Whether the call has ended, after so many seconds at most."""
        return self._done.wait(seconds)

    def result(self) -> Result:
        """What the call gave. Raises what it raised, and KeyboardInterrupt at once."""
        while not self.wait(PAUSE):  # without an end, Windows would wait for the call
            pass
        if self._error is not None:
            raise self._error
        return self._result


def ask(
    connection: DuckDBPyConnection, sql: str, values: Mapping[str, object] | None = None
) -> list[tuple[Any, ...]]:
    """All rows of an answer. Raises KeyboardInterrupt where the user has had enough."""
    return answer(connection, sql, values)[1]


def answer(
    connection: DuckDBPyConnection, sql: str, values: Mapping[str, object] | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The names of the columns and all rows of an answer.

    In a thread of its own: the engine looks for Ctrl-C only between pieces of its work, which
    may take seconds, but another thread can end it at any moment.
    """

    def told() -> tuple[list[str], list[tuple[Any, ...]]]:
        result = connection.execute(sql, values)
        return [column[0] for column in result.description or ()], result.fetchall()

    asked = Background(told)
    try:
        return asked.start().result()
    except KeyboardInterrupt:
        for _ in range(PATIENCE):
            connection.interrupt()  # which does nothing where the engine has not begun yet
            if asked.wait(PAUSE):
                break
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
