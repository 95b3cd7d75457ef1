"""Readers: the bytes of a file become one ``Grid`` per sheet.

What a file is, is decided by its content; its name is only shown. To add a format, write a
module with ``read(source)`` and add a line to ``FAMILIES``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import BinaryIO

from tthc_stats.ingest.readers import sniff
from tthc_stats.ingest.readers.guard import damaged, too_large
from tthc_stats.ingest.readers.sniff import packing
from tthc_stats.ingest.readers.source import Source, load
from tthc_stats.model.errors import NotUnderstoodError
from tthc_stats.model.grid import Grid
from tthc_stats.model.text import T

FAMILIES: tuple[tuple[str, Callable[[Source], bool]], ...] = (
    ("xlsx", sniff.is_xlsx),
    ("xlsb", sniff.is_xlsb),
    ("ods", sniff.is_ods),
    ("xls", sniff.is_xls),
    ("archive", sniff.is_web_archive),
    ("webpage", sniff.is_webpage),
    ("delimited", sniff.is_text),
)
"""The module that reads a kind of file, and how that kind is told from the ones below."""


def read_grids(
    source: str | os.PathLike[str] | BinaryIO,
    *,
    name: str | None = None,
    sheets: Sequence[str] = (),
) -> list[Grid]:
    """The sheets of a workbook, a delimited text or a web page, in file order.

    source: a path, ``"-"`` for standard input, or a binary stream. name: what to call it in
    messages and grids. sheets: names or numbers from 1; all sheets, hidden ones included,
    where none is named.

    Raises UnreadableError (missing, broken, protected or no table), NotUnderstoodError
    (nothing in it) and UsageError (no such sheet).
    """
    loaded = load(source, name, sheets)
    try:
        grids = _read(loaded)
    except MemoryError as error:
        raise too_large(loaded.file) from error
    except RecursionError as error:
        raise damaged(loaded.file) from error
    if not any(grid.rows for grid in grids):
        raise NotUnderstoodError(
            T("There is nothing in it."), place=loaded.file, hint=T("Export the table again.")
        )
    return grids


def _read(source: Source) -> list[Grid]:
    if not source.data.strip(sniff.BLANK):
        return []
    if kind := packing(source.head):
        from tthc_stats.ingest.readers.packed import unpacked

        source = Source(unpacked(source.data, kind, source.file), source.file, source.wanted)
    grids: list[Grid] = import_module(f"{__name__}.{family(source)}").read(source)
    return grids


def family(source: Source) -> str:
    """The module that reads a source. Raises UnreadableError for what is no table."""
    sniff.refuse_foreign(source)
    return next(module for module, is_it in FAMILIES if is_it(source))
