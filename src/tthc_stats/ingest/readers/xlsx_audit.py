"""What calamine does not tell about a sheet of .xlsx: errors, missing values, hidden lines."""

from __future__ import annotations

from tthc_stats.ingest.readers.audit import Found
from tthc_stats.ingest.readers.guard import damaged
from tthc_stats.ingest.readers.limits import MAX_COLUMNS, MAX_ROWS
from tthc_stats.ingest.readers.package import Package
from tthc_stats.ingest.readers.xmlparts import Enough, local, parse
from tthc_stats.model.grid import Fault, FaultKind

TRUE = ("1", "true", "on")
UNNAMED_ERROR = "#ERROR!"
DIGITS = "0123456789"
Attributes = dict[str, str]


def audit(package: Package, part: str) -> Found:
    """Parse a sheet part, keeping only what is out of the ordinary.

    Raises UnreadableError for broken XML and for cells outside of every sheet.
    """
    sheet = _Sheet(package.file)
    parse(package.chunks(part), package.file, start=sheet.start, end=sheet.end, text=sheet.text)
    return sheet.found


class _Sheet:
    """Handlers for the parser; positions count as calamine counts them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found = Found()
        self.columns: dict[str, int] = {}
        self.row = self.column = 0
        self.here = (0, 0)
        self.kind: str | None = None
        self.texts: dict[str, str] = {}
        self.into: str | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        tag = local(name) if ":" in name else name
        if tag == "c":
            self._open_cell(attributes)
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

    def _open_cell(self, attributes: Attributes) -> None:
        self.texts = {}
        self.kind = attributes.get("t")
        if "r" in attributes:
            self.here = self._position(attributes["r"])
            self.column = self.here[1]
        else:
            self.here = (self.row, self.column)

    def _position(self, address: str) -> tuple[int, int]:
        letters = address.rstrip(DIGITS)
        if letters not in self.columns:
            self.columns[letters] = column_number(letters)
        row, column = int(address[len(letters) :][:9] or 0) - 1, self.columns[letters]
        if not (0 <= row < MAX_ROWS and 0 <= column < MAX_COLUMNS):
            raise damaged(self.file)
        return row, column

    def _close_cell(self) -> None:
        texts = self.texts
        self.column += 1
        if "f" in texts or self.kind == "e":
            self._judge()
        if "v" in texts or "is" in texts:
            if self.row >= MAX_ROWS or self.column > MAX_COLUMNS:
                raise damaged(self.file)
            self.found.count(*self.here)

    def _judge(self) -> None:
        value = self.texts.get("v", "").strip()
        if self.kind == "e":
            self.found.faults[self.here] = Fault(FaultKind.ERROR, value or UNNAMED_ERROR)
        elif not value and not (self.kind == "str" and "v" in self.texts):
            # An empty stored text is a value: the formula gives a blank.
            fault = Fault(FaultKind.NO_VALUE, "=" + self.texts["f"].strip())
            self.found.faults[self.here] = fault


def column_number(letters: str) -> int:
    """``A`` → 0, ``XFD`` → 16383; negative or beyond every sheet for anything else."""
    number = 0
    for letter in letters.upper() if letters.isascii() and letters.isalpha() else "":
        number = number * 26 + ord(letter) - 64
        if number > MAX_COLUMNS:
            break
    return number - 1
