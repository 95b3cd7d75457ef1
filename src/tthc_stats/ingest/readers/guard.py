"""Whatever goes wrong inside a file becomes one clear line."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager

from tthc_stats.ingest.readers.limits import MAX_AREA, SPARSE
from tthc_stats.model.errors import TthcError, UnreadableError
from tthc_stats.model.text import T

NOT_OURS = (TthcError, KeyboardInterrupt, SystemExit)
STANDARD_ERROR = 2
BAD_BYTES = (struct.error, IndexError, KeyError, ValueError, OverflowError)


def damaged(file: str) -> UnreadableError:
    return UnreadableError(
        T("The file is damaged or cut off."),
        place=file,
        hint=T("Download or export it again, or open it in a spreadsheet and save a copy."),
    )


def protected(file: str) -> UnreadableError:
    return UnreadableError(
        T("The workbook is protected with a password."),
        place=file,
        hint=T("Open it and save a copy without a password."),
    )


def too_large(file: str) -> UnreadableError:
    return UnreadableError(
        T("The file is too large to be read."),
        place=file,
        hint=T("Save a copy that holds only the sheets and rows that are needed."),
    )


def check_area(file: str, sheet: str | None, rows: int, columns: int, values: int) -> None:
    """Raises UnreadableError where a few values stand absurdly far apart."""
    area = rows * columns
    if area > MAX_AREA and values * SPARSE < area:
        raise too_wide(file, sheet, rows, columns)


def too_wide(file: str, sheet: str | None, rows: int, columns: int) -> UnreadableError:
    return UnreadableError(
        T(
            "The used area has {rows} rows and {columns} columns, nearly all of them blank.",
            rows=rows,
            columns=columns,
        ),
        place=file if sheet is None else f"{file}: {sheet}",
        hint=T("Delete what stands far away from the table, and save the file."),
    )


@contextmanager
def foreign(file: str) -> Iterator[None]:
    """Calls into a library; a panic of a native one is no ``Exception``.

    Raises UnreadableError for whatever the library raises.
    """
    try:
        yield
    except NOT_OURS:
        raise
    except MemoryError as error:
        raise too_large(file) from error
    except BaseException as error:
        raise damaged(file) from error


@contextmanager
def quiet() -> Iterator[None]:
    """Standard error turned off: native code tells of its panics there, past Python."""
    try:
        shown, nothing = os.dup(STANDARD_ERROR), os.open(os.devnull, os.O_WRONLY)
    except OSError:
        yield
        return
    os.dup2(nothing, STANDARD_ERROR)
    os.close(nothing)
    try:
        yield
    finally:
        os.dup2(shown, STANDARD_ERROR)
        os.close(shown)


@contextmanager
def parsing(file: str) -> Iterator[None]:
    """Our own parsing of binary records, whose fields may point anywhere.

    Raises UnreadableError where they point outside the file.
    """
    try:
        yield
    except BAD_BYTES as error:
        raise damaged(file) from error
