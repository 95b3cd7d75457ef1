"""What calamine does not tell about a sheet of .xlsx: errors, missing values, hidden lines."""

from __future__ import annotations

from tthc_stats.ingest.readers.audit import UNNAMED_ERROR, Found
from tthc_stats.ingest.readers.guard import damaged, parsing
from tthc_stats.ingest.readers.limits import MAX_COLUMNS, MAX_ROWS
from tthc_stats.ingest.readers.package import Package
from tthc_stats.ingest.readers.xmlparts import Enough, local, parse
from tthc_stats.model.grid import Fault, FaultKind

TRUE = ("1", "true", "on")
Attributes = dict[str, str]


def audit(package: Package, part: str) -> Found:
    """Parse a sheet part, keeping only what is out of the ordinary.

    Raises UnreadableError for broken XML and for cells outside of every sheet.
    """
    sheet = _Sheet(package.file)
    with parsing(package.file):
        parse(package.chunks(part), package.file, start=sheet.start, end=sheet.end, text=sheet.text)
    return sheet.found


class _Sheet:
    """Handlers for the parser, which calls them for every cell: they are kept lean.

    Positions count as calamine counts them: an address, else the next one in the row.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.found = Found()
        self.columns: dict[str, int] = {}
        self.row = self.column = 0
        self.cell: Attributes = {}
        self.texts: dict[str, str] = {}
        self.into: str | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        tag = local(name) if ":" in name else name
        if tag == "c":
            self.cell, self.texts = attributes, {}
        elif tag in ("v", "f", "is"):
            self.into = tag
            self.texts[tag] = ""
        elif tag == "row":
            self._open_row(attributes)
        elif tag == "col":
            self._hide_columns(attributes)

    def text(self, data: str) -> None:
        if self.into:
            self.texts[self.into] += data

    def end(self, name: str) -> None:
        tag = local(name) if ":" in name else name
        if tag == self.into:
            self.into = None
        elif tag == "c":
            self._close_cell()
        elif tag == "row":
            self.row, self.column = self.row + 1, 0
        elif tag == "sheetData":
            raise Enough

    def _open_row(self, attributes: Attributes) -> None:
        number = attributes.get("r", "")
        if number.isdecimal():
            self.row = int(number[:9]) - 1
        if attributes.get("hidden") in TRUE and 0 <= self.row < MAX_ROWS:
            self.found.hidden_rows.add(self.row)

    def _hide_columns(self, attributes: Attributes) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if attributes.get("hidden") in TRUE and first.isdecimal() and last.isdecimal():
            columns = range(int(first[:9]) - 1, min(int(last[:9]), MAX_COLUMNS))
            self.found.hidden_columns.update(columns)

    def _close_cell(self) -> None:
        row, texts = self.row, self.texts
        if address := self.cell.get("r"):
            letters = address.rstrip("0123456789")
            row = int(address[len(letters) :][:9] or 0) - 1
            self.column = self._column(letters)
        if not 0 <= row < MAX_ROWS or not 0 <= self.column < MAX_COLUMNS:
            raise damaged(self.file)
        if "f" in texts or self.cell.get("t") == "e":
            self._judge(row)
        if "v" in texts or "is" in texts:
            self.found.count(row, self.column)
        self.column += 1

    def _column(self, letters: str) -> int:
        if letters not in self.columns:
            self.columns[letters] = column_number(letters)
        return self.columns[letters]

    def _judge(self, row: int) -> None:
        kind, value = self.cell.get("t"), self.texts.get("v", "").strip()
        if kind == "e":
            fault = Fault(FaultKind.ERROR, value or UNNAMED_ERROR)
        elif value or (kind == "str" and "v" in self.texts):
            return  # an empty stored text is a value: the formula gives a blank
        else:
            fault = Fault(FaultKind.NO_VALUE, "=" + self.texts["f"].strip())
        self.found.faults[row, self.column] = fault


def column_number(letters: str) -> int:
    """``A`` → 0, ``XFD`` → 16383; outside of every sheet for what names no column."""
    number = 0
    for letter in letters.upper() if letters.isascii() and letters.isalpha() else "":
        number = number * 26 + ord(letter) - 64
        if number > MAX_COLUMNS:
            break
    return number - 1
