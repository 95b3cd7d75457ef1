"""Delimited text (.csv, .tsv, .txt): values stay texts, rows are its records."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from itertools import islice

from tthc_stats.ingest.readers.decoding import no_text, readings
from tthc_stats.ingest.readers.shaping import shaped
from tthc_stats.ingest.readers.source import Source
from tthc_stats.model.errors import UnreadableError
from tthc_stats.model.grid import Grid
from tthc_stats.model.text import T

DELIMITERS = "\t;|,"
"""The likely one first where two explain a file alike: a comma may be a decimal one."""
NO_DELIMITER = "\x1f"
STATED = re.compile(r"sep=([^\r\n])[ \t]*(?=\r|\n|$)", re.IGNORECASE)
AS_TEXT = re.compile(r'="([^"]*)"')
"""How exports keep a spreadsheet from turning a code into a number."""
SAMPLE_TEXT, SAMPLE_ROWS = 262_144, 500
LEAST_SUPPORT = 0.2
"""The share of the lines that must have the same number of fields."""


def read(source: Source) -> list[Grid]:
    """One grid without a sheet name. Raises UnreadableError for broken text."""
    source.choose([None])
    return [next(grid for grid in _grids(source) if grid.encoding)]


def _grids(source: Source) -> Iterator[Grid]:
    for text, codec in readings(source.data, source.file):
        if "\x00" in text:
            raise no_text(source.file)
        rows = _rows(text, source.file, partial=source.partial)
        fields = [len(row) for row in rows]
        grid = shaped(rows, file=source.file, format="csv", codec=codec)
        yield grid._replace(fields=fields)


def delimiter_in(text: str) -> str:
    """The delimiter that a text states in its first line, else the likeliest one."""
    stated = STATED.match(text)
    return stated[1] if stated else delimiter_of(text)


def _rows(text: str, file: str, *, partial: bool = False) -> list[list[str]]:
    stated = STATED.match(text)
    delimiter = delimiter_in(text)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend([_unwrapped(value) for value in row] for row in reader)
    except csv.Error as error:
        if partial and "unexpected end" in str(error):
            return rows
        raise _bad_record(file, len(rows) + 1, str(error)) from error
    if stated:
        rows[0] = []
    return rows


def _unwrapped(value: str) -> str:
    match = AS_TEXT.fullmatch(value) if value.startswith("=") else None
    return match[1] if match else value


def _bad_record(file: str, row: int, reason: str) -> UnreadableError:
    if "field limit" in reason:
        what = T("Row {row} holds a text that is too long for a table.", row=row)
    else:
        what = T("The quotation marks from row {row} on do not match.", row=row)
    return UnreadableError(what, place=file, hint=T("Export the table again, or as .xlsx."))


def delimiter_of(text: str) -> str:
    """The character that cuts most lines into the same number of fields (at least two)."""
    whole = len(text) <= SAMPLE_TEXT
    sample = text if whole else text[: text.rfind("\n", 0, SAMPLE_TEXT) + 1]
    support = {mark: _support(sample, mark) for mark in DELIMITERS if mark in sample}
    best = max(support, key=lambda mark: support[mark], default=NO_DELIMITER)
    return best if support.get(best, 0) >= LEAST_SUPPORT else NO_DELIMITER


def _support(sample: str, delimiter: str) -> float:
    """The share of lines with the commonest number of fields, blank lines left out."""
    lines: Counter[int] = Counter()
    reader = csv.reader(StringIO(sample, newline=""), delimiter=delimiter)
    with suppress(csv.Error):
        lines.update(len(row) for row in islice(reader, SAMPLE_ROWS) if any(row))
    total = lines.total()
    commonest = max((count for fields, count in lines.items() if fields > 1), default=0)
    return commonest / total if total else 1
