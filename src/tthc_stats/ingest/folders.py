"""Folders and patterns as inputs: their files in the order of their names."""

from __future__ import annotations

import os

from tthc_stats.ingest.postgres import is_database
from tthc_stats.model.errors import UnreadableError
from tthc_stats.model.grid import Grid
from tthc_stats.model.table import Skipped
from tthc_stats.model.text import T

TABLES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt", ".htm", ".html")
LARGE = (".parquet", ".mht", ".mhtml")
PACKED = (".gz", ".bz2", ".xz", ".zst")
"""Endings of what is read in a folder; a file that is named itself is read whatever its name."""
PATTERN = "*?["


def files_of(path: str, skipped: list[Skipped]) -> list[str]:
    """A file or database as it is; the files of a folder, or of a pattern that no file is called.

    skipped: takes the files of folders that are no tables. Raises UnreadableError where
    nothing is left.
    """
    if is_database(path):
        return [path]
    if os.path.isdir(path):
        named = [os.path.join(path, name) for name in sorted(os.listdir(path))]
        found = [file for file in named if os.path.isfile(file) and not _is_hidden(file)]
    elif any(mark in path for mark in PATTERN) and not os.path.exists(path):
        from glob import glob

        found = sorted(file for file in glob(path, recursive=True) if os.path.isfile(file))
        return found or _refuse(path)
    else:
        return [path]
    tables = [file for file in found if _is_table(file)]
    why = T("its ending is not that of a table")
    skipped += [Skipped(Grid(file, "", []), why) for file in found if file not in tables]
    return tables or _refuse(path)


def _is_hidden(path: str) -> bool:
    """Whether it is hidden, or the lock that a spreadsheet leaves beside an open file."""
    return os.path.basename(path).startswith((".", "~$"))


def _is_table(path: str) -> bool:
    name = path.lower()
    for ending in PACKED:
        name = name.removesuffix(ending)
    return name.endswith((*TABLES, *LARGE))


def _refuse(path: str) -> list[str]:
    raise UnreadableError(
        T("There is no table in it."), place=path, hint=T("Check the path, or name the files.")
    )
