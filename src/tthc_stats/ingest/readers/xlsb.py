"""Binary Excel workbooks (.xlsb): values by calamine, the rest by a walk over the records.

Record numbers and layouts: [MS-XLSB] 2.3 and 2.4.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from struct import unpack_from

from tthc_stats.ingest.readers.audit import ERRORS_BY_CODE, UNNAMED_ERROR, Found
from tthc_stats.ingest.readers.calamine import read_sheets
from tthc_stats.ingest.readers.guard import damaged, parsing, quiet
from tthc_stats.ingest.readers.limits import MAX_COLUMNS, MAX_ROWS
from tthc_stats.ingest.readers.package import Package
from tthc_stats.ingest.readers.relations import relations
from tthc_stats.ingest.readers.source import Source
from tthc_stats.model.grid import Fault, FaultKind, Grid

STRINGS = "xl/sharedstrings.bin"
ROW, SHARED_TEXT, COLUMNS, SHEET, BEGIN_STRINGS, MERGE = 0, 7, 60, 156, 159, 176
CELLS = range(1, 12)
ERRORS = (3, 11)
BLANK = 1
NO_PART = 0xFFFF_FFFF
ROW_HIDDEN, COLUMNS_HIDDEN = 0x10, 0x01


def read(source: Source) -> list[Grid]:
    """The wanted sheets. Raises UnreadableError, or UsageError for an unknown sheet."""
    package, workbook = source.package, source.workbook
    if not package or not workbook:
        raise damaged(source.file)
    package.check({})
    with parsing(source.file):
        parts = list(_sheet_parts(package, workbook))
        texts = _count_texts(package)
    audits = [partial(_audit, package, part, texts) for part in parts]
    with quiet():
        return read_sheets(source, "xlsb", audits)


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The number and the body of every record: both sizes take seven bits of a byte."""
    at = 0
    while at < len(data):
        kind = data[at] & 0x7F
        if data[at] & 0x80:
            at += 1
            kind |= (data[at] & 0x7F) << 7
        at += 1
        size = 0
        for shift in (0, 7, 14, 21):
            size |= (data[at] & 0x7F) << shift
            at += 1
            if data[at - 1] < 0x80:
                break
        if at + size > len(data):
            raise IndexError(at)
        yield kind, data[at : at + size]
        at += size


def _sheet_parts(package: Package, workbook: str) -> Iterator[str]:
    related = relations(package, workbook)
    for kind, body in records(package.read(workbook)):
        if kind == SHEET:
            (length,) = unpack_from("<L", body, 8)
            if length != NO_PART:
                yield related[body[12 : 12 + 2 * length].decode("utf-16-le")][1]


def _count_texts(package: Package) -> int:
    if STRINGS not in package.members:
        return 0
    kind, body = next(records(package.read(STRINGS)), (None, b""))
    if kind != BEGIN_STRINGS:
        raise damaged(package.file)
    count: int = unpack_from("<L", body, 4)[0]
    return count


def _audit(package: Package, part: str, texts: int) -> Found:
    if part not in package.members:
        raise damaged(package.file)
    sheet = _Sheet(package.file, texts)
    with parsing(package.file):
        for kind, body in records(package.read(part)):
            sheet.take(kind, body)
    return sheet.found


class _Sheet:
    def __init__(self, file: str, texts: int) -> None:
        self.file = file
        self.texts = texts
        self.row = 0
        self.found = Found()

    def take(self, kind: int, body: bytes) -> None:
        if kind in CELLS:
            self._cell(kind, body)
        elif kind == ROW:
            self._row(body)
        elif kind == COLUMNS:
            self._columns(body)
        elif kind == MERGE:
            top, bottom, left, right = unpack_from("<4L", body)
            self.found.merges.append((top, left, bottom, right))

    def _row(self, body: bytes) -> None:
        (self.row,) = unpack_from("<L", body)
        if self.row >= MAX_ROWS:
            raise damaged(self.file)
        if body[11] & ROW_HIDDEN:
            self.found.hidden_rows.add(self.row)

    def _columns(self, body: bytes) -> None:
        first, last = unpack_from("<LL", body)
        if body[16] & COLUMNS_HIDDEN:
            self.found.hidden_columns.update(range(first, min(last + 1, MAX_COLUMNS)))

    def _cell(self, kind: int, body: bytes) -> None:
        (column,) = unpack_from("<L", body)
        if column >= MAX_COLUMNS:
            raise damaged(self.file)
        if kind == BLANK:
            return
        self.found.count(self.row, column)
        if kind in ERRORS:
            text = ERRORS_BY_CODE.get(body[8], UNNAMED_ERROR)
            self.found.faults[self.row, column] = Fault(FaultKind.ERROR, text)
        if kind == SHARED_TEXT and unpack_from("<L", body, 8)[0] >= self.texts:
            raise damaged(self.file)
