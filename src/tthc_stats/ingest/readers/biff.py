"""A walk over the records of .xls streams ([MS-XLS] 2.1.4), to know what they ask for."""

from __future__ import annotations

from collections.abc import Iterator
from struct import unpack_from

from tthc_stats.ingest.readers.guard import damaged, parsing

END_OF_STREAM, PASSWORD, SHEET, STRINGS, DIMENSIONS = 0x0A, 0x2F, 0x85, 0xFC, 0x200
SMALLEST_STRING = 3
LAST_COLUMN = 255
CELLS = (0x06, 0xBD, 0xFD, 0x203, 0x204, 0x205, 0x27E)
"""FORMULA, MULRK, LABELSST, NUMBER, LABEL, BOOLERR, RK: all begin with row and column."""


def records(stream: bytes, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """The records of a substream, up to its end."""
    while start + 4 <= len(stream):
        kind, size = unpack_from("<HH", stream, start)
        if kind == END_OF_STREAM:
            return
        yield kind, stream[start + 4 : start + 4 + size]
        start += 4 + size


def is_protected(stream: bytes) -> bool:
    return any(kind == PASSWORD and any(body[:2]) for kind, body in records(stream))


def check_claims(stream: bytes, file: str) -> int:
    """The number of sheets.

    Raises UnreadableError where calamine would reserve memory for what is not there.
    """
    sheets = 0
    with parsing(file):
        for kind, body in records(stream):
            if kind == STRINGS and unpack_from("<L", body, 4)[0] * SMALLEST_STRING > len(stream):
                raise damaged(file)
            if kind == SHEET:
                _check_sheet(stream, unpack_from("<L", body)[0], file)
                sheets += 1
    return sheets


def _check_sheet(stream: bytes, start: int, file: str) -> None:
    for kind, body in records(stream, start):
        if kind == DIMENSIONS:
            top, bottom, left, right = unpack_from("<LLHH" if len(body) > 12 else "<HHHH", body)
            if bottom < top or bottom > 65_536 or right < left or right > LAST_COLUMN + 1:
                raise damaged(file)
        if kind in CELLS and unpack_from("<2xH", body)[0] > LAST_COLUMN:
            raise damaged(file)
