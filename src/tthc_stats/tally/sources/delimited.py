"""Delimited text too large for memory: DuckDB scans the file itself, or a stream of it.

The scanner is told everything and guesses nothing. It skips records, not lines, and with
strange line ends it silently skips more than it should; so the first row that it gives must
be the first row of the head, which our own reader has read.
"""

from __future__ import annotations

import mmap
import re

from tthc_stats.ingest.legacy_text import clean
from tthc_stats.ingest.readers.limits import MIB
from tthc_stats.ingest.registers.body import other_width
from tthc_stats.model.errors import NotUnderstoodError, TthcError, UnreadableError
from tthc_stats.model.register import TextFile
from tthc_stats.model.text import T, Text
from tthc_stats.tally.engine import BLANKS, ask, sql_text
from tthc_stats.tally.sources.base import HeadCells
from tthc_stats.tally.sources.streams import Stream

LINE = re.compile(r"on Line: (\d+)")
WIDTH = re.compile(r"Expected Number of Columns: (\d+) Found: (\d+)")
QUOTED = r"""'^="(.*)"$'"""
NATIVE = ("utf-8", "utf-8-sig")
"""The codecs that DuckDB reads by itself; others and packed files come through a stream."""


class TextCells(HeadCells):
    """A view of a file, which is scanned anew for every question; a table of a stream."""

    @property
    def origin(self) -> TextFile:
        """Where the rows lie."""
        assert isinstance(self.register.origin, TextFile)
        return self.register.origin

    @property
    def streamed(self) -> bool:
        """Whether DuckDB cannot read the file by itself."""
        return self.origin.packed is not None or self.origin.codec not in NATIVE

    def attach(self) -> None:
        """Make the relation; a stream is read once, with the number of every row."""
        if not self.streamed:
            if not self.stripped:
                check_lines(self.origin.path)
            self._view(self.name, "CAST(NULL AS BIGINT)", self._scan(self.origin.path))
        elif not self.stripped:
            self._load()
            self._view(self.name, "row", f"{self.name}_rows")
        else:
            self._view(self.name, "row", f"{self.name}_rows")
        self._check_first()

    def _view(self, name: str, row: str, source: str) -> None:
        kept = ", ".join(f"{self.text(f'c{n}')} AS c{n}" for n in self.columns)
        self.connection.execute(
            f"CREATE OR REPLACE TEMP VIEW {name} AS "
            f"SELECT * FROM (SELECT {row} AS row, {kept} FROM {source}){self.holding()}"
        )

    def _load(self) -> None:
        kept = ", ".join(f"c{n}" for n in self.columns)
        with Stream(self.origin, self.register.file) as path:
            try:
                self.connection.execute("SET preserve_insertion_order = true")
                ask(
                    self.connection,
                    f"CREATE TEMP TABLE {self.name}_rows AS SELECT {self._numbered()}, {kept} "
                    f"FROM {self._scan(path)}",
                )
            finally:
                self.connection.execute("SET preserve_insertion_order = false")

    def _numbered(self) -> str:
        return f"row_number() OVER () - 1 + {self.register.first_row} AS row"

    def _scan(self, path: str) -> str:
        names = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(self.origin.columns))
        blanks = ", ".join(map(sql_text, BLANKS))
        return (
            f"read_csv({sql_text(path)}, columns = {{{names}}}, header = false, "
            f"skip = {self.register.first_row}, delim = {sql_text(self.origin.delimiter)}, "
            f"quote = '\"', escape = '\"', auto_detect = false, nullstr = [{blanks}])"
        )

    def text(self, expression: str) -> str:
        """Values of exports that keep codes from turning into numbers are unwrapped."""
        if self.origin.quoted:
            expression = f"regexp_replace({expression}, {QUOTED}, '\\1')"
        return super().text(expression)

    def located(self) -> str:
        """The file in its order, which only one thread can keep."""
        if self.streamed:
            return self.name
        name = f"{self.name}_located"
        self.connection.execute("SET preserve_insertion_order = true")
        numbered = f"(SELECT {self._numbered()}, * FROM {self._scan(self.origin.path)})"
        self._view(name, "row", numbered)
        return name

    def _check_first(self) -> None:
        """Raises NotUnderstoodError where the scanner does not begin where our reader does."""
        shown = ", ".join(f"c{n}" for n in self.columns)
        self.connection.execute("SET preserve_insertion_order = true")
        found = ask(self.connection, f"SELECT {shown} FROM {self.name} LIMIT 1")
        self.connection.execute("SET preserve_insertion_order = false")
        grid = self.register.grid
        first = next(n for n in range(self.register.first_row, len(grid.rows)) if grid.rows[n])
        expected = [_plain(grid.value(first, n)) for n in self.columns]
        if not found or [_plain(value) for value in found[0]] != expected:
            raise mixed_ends(self.register.file)

    def problem(self, message: str) -> TthcError | None:
        """The row and the reason, without the line that DuckDB quotes."""
        file = self.register.file
        line = LINE.search(message)
        row = int(line[1]) if line else 0
        if width := WIDTH.search(message):
            return other_width(file, row, int(width[2]), int(width[1]))
        lowered = message.lower()
        if any(mark in lowered for mark in UNMATCHED):
            what = T("The quotation marks from row {row} on do not match.", row=row)
            return UnreadableError(what, place=file, hint=EXPORT)
        if any(mark in lowered for mark in BAD_BYTES):
            what = T("Row {row} holds bytes that are not UTF-8.", row=row)
            return UnreadableError(what, place=file, hint=EXPORT)
        if "state machine" in lowered:
            return mixed_ends(file)
        if "maximum line size" in lowered or "buffer" in lowered:
            return long_line(file, row)
        return UnreadableError(T("Row {row} cannot be read.", row=row), place=file, hint=EXPORT)


EXPORT = T("Export the table again, or as .xlsx.")
UNMATCHED = ("unterminated quote", "quote should", "quoted value")
BAD_BYTES = ("invalid unicode", "not utf-8 encoded")
"""What DuckDB's messages say of quotation marks and of encodings."""


def _plain(value: object) -> str:
    text = "" if value is None else clean(str(value)).strip()
    return "" if text in BLANKS else text


def check_lines(path: str) -> None:
    """Refuse a file in which a whole piece has no line end: DuckDB loses a long last line
    without a word. Raises NotUnderstoodError.
    """
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        whole = len(data) - len(data) % MIB
        for start in range(0, whole, MIB):
            if data.find(b"\n", start, start + MIB) < 0:
                raise long_line(path)


def long_line(file: str, row: int = 0) -> NotUnderstoodError:
    """The refusal of lines that no register has."""
    what: Text = T("Row {row} is too long for a register.", row=row)
    return NotUnderstoodError(
        what if row else T("It holds a line that is too long for a register."),
        place=file,
        hint=EXPORT,
    )


def mixed_ends(file: str) -> NotUnderstoodError:
    """The refusal of a text whose lines end in different ways."""
    return NotUnderstoodError(
        T("Its lines do not all end in the same way."), place=file, hint=EXPORT
    )
