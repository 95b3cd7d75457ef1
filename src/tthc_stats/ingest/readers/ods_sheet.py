"""One sheet of an OpenDocument spreadsheet while it is being parsed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from tthc_stats.ingest.readers.audit import ERROR_TEXT, UNNAMED_ERROR
from tthc_stats.ingest.readers.guard import too_wide
from tthc_stats.ingest.readers.limits import MAX_AREA, MAX_COLUMNS, MAX_ROWS
from tthc_stats.ingest.readers.shaping import plain
from tthc_stats.model.grid import Fault, FaultKind, Value

CONTENT = "content.xml"
SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TABLE, TEXT, STYLE = (
    f"{SPACE}{part}:1.0 " for part in ("office", "table", "text", "style")
)
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
CELL, COVERED, ROW, COLUMN = (
    TABLE + name for name in ("table-cell", "covered-table-cell", "table-row", "table-column")
)
VALUE_TYPE, FORMULA = OFFICE + "value-type", TABLE + "formula"
NOT_SHOWN = ("collapse", "filter")
ASIDE = (TABLE + "shapes", TABLE + "table")
"""What lies in a sheet without being one of its cells."""
MAX_SPACES = 1000
BREAKS = {TEXT + "line-break": "\n", TEXT + "tab": "\t"}
DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,](\d+))?S")
Attributes = dict[str, str]


class Sheet:
    """Collects values by position; blank stretches cost nothing, however long they are."""

    def __init__(self, file: str, attributes: Attributes) -> None:
        self.file = file
        self.name = attributes.get(TABLE + "name", "")
        self.style = attributes.get(TABLE + "style-name", "")
        self.merges: list[tuple[int, int, int, int]] = []
        self.hidden_columns: set[int] = set()
        self.faults: dict[tuple[int, int], Fault] = {}
        self._hidden: list[range] = []
        self._lines: dict[int, list[Value]] = {}
        self._size = 0
        self._aside = 0
        self._row = self._column = self._columns = 0
        self._repeat = 1
        self._line: list[Value] = []
        self._line_faults: dict[int, Fault] = {}
        self._cell: Attributes | None = None
        self._pieces: list[str] | None = None
        self._starts: dict[str, Callable[[Attributes], None]] = {
            CELL: self._open_cell,
            COVERED: self._open_cell,
            ROW: self._open_row,
            COLUMN: self._take_column,
        }

    def start(self, name: str, attributes: Attributes) -> None:
        if self._aside or name in ASIDE:
            self._aside += 1
        elif handler := self._starts.get(name):
            handler(attributes)
        elif self._cell is not None:
            self._open_text(name, attributes)

    def end(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
        elif name in (CELL, COVERED):
            self._close_cell()
        elif name == ROW:
            self._close_row()

    def text(self, data: str) -> None:
        if self._pieces is not None and not self._aside:
            self._pieces.append(data)

    def rows(self) -> list[list[Value]]:
        """The rows from A1 to the last one that holds anything."""
        blank: list[Value] = []
        return [self._lines.get(row, blank) for row in range(self._height)]

    def hidden_rows(self) -> Iterator[int]:
        for rows in self._hidden:
            yield from range(rows.start, min(rows.stop, self._height))

    @property
    def _height(self) -> int:
        return max(self._lines, default=-1) + 1

    def _take_column(self, attributes: Attributes) -> None:
        first = self._columns
        self._columns += _count(attributes, TABLE + "number-columns-repeated")
        if attributes.get(TABLE + "visibility") in NOT_SHOWN:
            self.hidden_columns.update(range(first, min(self._columns, MAX_COLUMNS)))

    def _open_row(self, attributes: Attributes) -> None:
        self._column = 0
        self._line, self._line_faults = [], {}
        self._repeat = _count(attributes, TABLE + "number-rows-repeated")
        if attributes.get(TABLE + "visibility") in NOT_SHOWN:
            self._hidden.append(range(self._row, self._row + self._repeat))

    def _close_row(self) -> None:
        first, self._row = self._row, self._row + self._repeat
        if not self._line:
            return
        self._size += self._repeat * len(self._line)
        if self._row > MAX_ROWS or self._size > MAX_AREA:
            raise too_wide(self.file, self.name, self._row, len(self._line))
        for row in range(first, self._row):
            self._lines[row] = self._line
            self.faults |= {(row, at): fault for at, fault in self._line_faults.items()}

    def _open_cell(self, attributes: Attributes) -> None:
        self._cell = attributes
        self._pieces = None

    def _open_text(self, name: str, attributes: Attributes) -> None:
        if not name.startswith(TEXT):
            self._aside += 1
        elif name == TEXT + "p":
            self._pieces = [] if self._pieces is None else [*self._pieces, "\n"]
        elif self._pieces is not None:
            spaces = _count(attributes, TEXT + "c") if name == TEXT + "s" else 0
            self._pieces.append(BREAKS.get(name, " " * min(spaces, MAX_SPACES)))

    def _close_cell(self) -> None:
        attributes = self._cell or {}
        repeat = _count(attributes, TABLE + "number-columns-repeated")
        content = self._content(attributes)
        if content is not None:
            self._place(content, repeat)
        self._merge(attributes)
        self._column += repeat
        self._cell = self._pieces = None

    def _content(self, attributes: Attributes) -> Value | Fault:
        shown = "".join(self._pieces) if self._pieces is not None else None
        if attributes.get(CALC + "value-type") == "error":
            return Fault(FaultKind.ERROR, shown or UNNAMED_ERROR)
        if FORMULA in attributes:
            if shown and re.fullmatch(ERROR_TEXT, shown):
                return Fault(FaultKind.ERROR, shown)
            if shown is None and VALUE_TYPE not in attributes:
                return Fault(FaultKind.NO_VALUE, attributes[FORMULA].partition(":")[2])
        return _typed(attributes, shown)

    def _place(self, content: Value | Fault, repeat: int) -> None:
        end = self._column + repeat
        if end > MAX_COLUMNS:
            raise too_wide(self.file, self.name, self._row, end)
        self._line.extend([None] * (self._column - len(self._line)))
        if isinstance(content, Fault):
            self._line.extend([None] * repeat)
            self._line_faults.update(dict.fromkeys(range(self._column, end), content))
        else:
            self._line.extend([content] * repeat)

    def _merge(self, attributes: Attributes) -> None:
        down = _count(attributes, TABLE + "number-rows-spanned")
        across = _count(attributes, TABLE + "number-columns-spanned")
        if down > 1 or across > 1:
            last = (self._row + down - 1, self._column + across - 1)
            self.merges.append((self._row, self._column, *last))


def _count(attributes: Attributes, name: str) -> int:
    return max(1, int(attributes[name][:9])) if name in attributes else 1


def _typed(attributes: Attributes, shown: str | None) -> Value:
    """The stored value of a cell; the shown text is only its picture."""
    kind = attributes.get(VALUE_TYPE, "string")
    if kind in ("float", "percentage", "currency"):
        return plain(float(attributes[OFFICE + "value"]))
    if kind == "boolean":
        return attributes[OFFICE + "boolean-value"] == "true"
    if kind == "date":
        return _date(attributes[OFFICE + "date-value"])
    if kind == "time":
        return _time(attributes[OFFICE + "time-value"])
    return attributes.get(OFFICE + "string-value") or shown


def _date(text: str) -> Value:
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return text


def _time(text: str) -> Value:
    """``PT03H04M05S`` is a time of day; from 24 hours on it is a duration."""
    match = DURATION.fullmatch(text)
    if match is None:
        return text
    hours, minutes, seconds = (int(part) for part in match.groups()[:3])
    if max(hours, minutes, seconds) >= 10**6:
        return text
    span = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if span.days:
        return span
    return time(span.seconds // 3600, span.seconds % 3600 // 60, span.seconds % 60)
