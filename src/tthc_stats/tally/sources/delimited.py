"""Delimited text too large for memory: DuckDB scans the file itself, or a stream of it.

The scanner is told everything and guesses nothing. It skips records, not lines, and with
strange line ends it silently skips more than it should; so the first row that it gives must
be the first row of the head, which our own reader has read.
"""

from __future__ import annotations

import os
import re

from tthc_stats.ingest.legacy_text import clean
from tthc_stats.ingest.readers.limits import MIB
from tthc_stats.model.errors import NotUnderstoodError, TthcError, UnreadableError
from tthc_stats.model.register import TextFile
from tthc_stats.model.text import T, Text
from tthc_stats.tally.engine import BLANKS, ask, in_order, sql_text
from tthc_stats.tally.sources.base import HeadCells
from tthc_stats.tally.sources.streams import Stream

LINE = re.compile(r"on Line: (\d+)")
WIDTH = re.compile(r"Expected Number of Columns: (\d+) Found: (\d+)")
QUOTED = r"""'^="(.*)"$'"""
USUAL = 16 * 1024
"""Bytes in which a line ends, in nearly every file."""
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
        ask(
            self.connection,
            f"CREATE OR REPLACE TEMP VIEW {name} AS "
            f"SELECT * FROM (SELECT {row} AS row, {kept} FROM {source}){self.holding()}",
        )

    def _load(self) -> None:
        kept = ", ".join(f"c{n}" for n in self.columns)
        ((folder,),) = ask(self.connection, "SELECT current_setting('temp_directory')")
        with Stream(self.origin, self.register.file, folder) as path:
            numbered = f"SELECT {self._numbered()}, {kept} FROM {self._scan(path)}"
            with in_order(self.connection):
                ask(self.connection, f"CREATE TEMP TABLE {self.name}_rows AS {numbered}")

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
        """The file in its order, for ``in_order``, which only one thread can keep."""
        if self.streamed:
            return self.name
        name = f"{self.name}_located"
        numbered = f"(SELECT {self._numbered()}, * FROM {self._scan(self.origin.path)})"
        self._view(name, "row", numbered)
        return name

    def _check_first(self) -> None:
        """Raises NotUnderstoodError where the scanner does not begin where our reader does."""
        shown = ", ".join(f"c{n}" for n in self.columns)
        with in_order(self.connection):
            found = ask(self.connection, f"SELECT {shown} FROM {self.name} LIMIT 1")
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
            return NotUnderstoodError(
                T(
                    "Row {row} has {found} fields, but the header has {expected}.",
                    row=row,
                    found=int(width[2]),
                    expected=int(width[1]),
                ),
                place=file,
                hint=EXPORT,
            )
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
    with open(path, "rb", buffering=0) as file:
        for start in range(0, os.fstat(file.fileno()).st_size // MIB * MIB, MIB):
            file.seek(start)
            if b"\n" not in file.read(USUAL) and b"\n" not in file.read(MIB - USUAL):
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
