"""Files too large for memory: registers are recognised by their first rows.

To add a kind, write a module with ``read(path, sheets, layout)`` and a line in ``_kind``.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from tthc_stats.ingest.readers import limits
from tthc_stats.ingest.readers.sniff import packing
from tthc_stats.ingest.readers.source import OLE_MAGIC, ZIP_MAGIC

if TYPE_CHECKING:
    from tthc_stats.ingest.layouts import Layout
    from tthc_stats.ingest.tables import Reading

PARQUET_MAGIC = b"PAR1"


def read_large(
    path: str, sheets: Sequence[str] = (), layout: Layout | None = None
) -> Reading | None:
    """The registers of a file that is not to be read whole; ``None`` for all other files.

    layout: a user's own.

    Raises UnreadableError for a broken file, UsageError for an unknown sheet.
    """
    try:
        with open(path, "rb") as file:
            start, size = file.read(8), os.fstat(file.fileno()).st_size
    except OSError:
        return None  # whoever reads it whole says why not
    module = _kind(start, size)
    if module is None:
        return None
    found: Reading | None = import_module(f"{__name__}.{module}").read(path, sheets, layout)
    return found


def _kind(start: bytes, size: int) -> str | None:
    if start.startswith(PARQUET_MAGIC):
        return "parquet"
    if packing(start):
        return "text"
    if start.startswith(ZIP_MAGIC):
        return "workbook" if size * limits.MAX_RATIO > limits.LARGE_SHEET else None
    if size > limits.LARGE_TEXT and not start.startswith(OLE_MAGIC):
        return "text"
    return None
