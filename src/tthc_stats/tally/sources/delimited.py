"""Delimited text too large for memory: DuckDB scans the file itself, or a stream of it.

The scanner is told everything and guesses nothing. It skips records, not lines, and with
strange line ends it silently skips more than it should; so the first row that it gives must
be the first row of the head, which our own reader has read.
"""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from tthc_stats.ingest.legacy_text import clean
from tthc_stats.ingest.readers.limits import MIB
from tthc_stats.ingest.registers.body import other_width
from tthc_stats.model.errors import NotUnderstoodError, TthcError, UnreadableError
from tthc_stats.model.register import BLANKS, TextFile
from tthc_stats.model.text import T, Text
from tthc_stats.tally.engine import ask, in_order, sql_text
from tthc_stats.tally.sources.base import HeadCells
from tthc_stats.tally.sources.streams import BlankLines, hand_over, utf8_of

NO_ROW = "CAST(NULL AS BIGINT)"
LINE = re.compile(r"on Line: (\d+)")
WIDTH = re.compile(r"Expected Number of Columns: (\d+) Found: (\d+)")
QUOTED = r"""'^="(.*)"$'"""
USUAL = 16 * 1024
"""Bytes in which a line ends, in nearly every file."""
NATIVE = ("utf-8", "utf-8-sig")
"""The codecs that DuckDB reads by itself; others and packed files come through a stream."""


class TextCells(HeadCells):
    """A view of a file, which is scanned anew for every question; a table of a stream.

    rows_known: whether no blank line shifts the rows of a stream.
    """

    rows_known = True
    located_as: tuple[str, bool] | None = None
    """The relation that knows its rows, once made, and whether its texts are cut."""

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
            self.view(self.name, NO_ROW, self.texts(), self._scan(self.origin.path))
        else:
            if not self.stripped:
                self._load()
            self.view(self.name, self._row, self.texts(), f"{self.name}_rows")
        self._check_first()

    @property
    def _row(self) -> str:
        """The row of a streamed record: unknown where blank lines stand among them."""
        return "row" if self.rows_known else NO_ROW

    def _load(self) -> None:
        kept = ", ".join(f"c{n}" for n in self.columns)
        made = f"CREATE TEMP TABLE {self.name}_rows AS SELECT {self._numbered()}, {kept} FROM "
        file, blank = self.register.file, BlankLines()
        with in_order(self.connection):
            hand_over(
                blank.counted(utf8_of(self.origin, file)),
                file,
                lambda path: ask(self.connection, made + self._scan(path)),
                self.connection,
            )
        above = self.register.grid.rows[1 : self.register.first_row]
        self.rows_known = blank.number <= sum(not row for row in above)

    def _numbered(self) -> str:
        """The row of a record, as long as no blank line stands among them."""
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
        """The file in its order, for ``in_order``, which only one thread can keep.

        The scanner skips blank lines: where they stand is looked up in the file. Where that
        does not add up to the rows that it gives, no row is told rather than a wrong one.
        """
        if self.streamed:
            return self.name
        name = f"{self.name}_located"
        if self.located_as == (name, self.stripped):
            return name
        self.located_as = (name, self.stripped)
        scan = self._scan(self.origin.path)
        numbered = f"(SELECT {self._numbered()}, * FROM {scan})"
        self.view(name, self._row_with_blanks(scan), self.texts(), numbered)
        return name

    def _row_with_blanks(self, scan: str) -> str:
        """The row of a record in the file, from ``row`` that counts records alone."""
        first = self.register.first_row
        found = blank_rows(self.origin.path, first)
        if not found.blank:
            return "row"
        given = ask(self.connection, f"SELECT COUNT(*) FROM {scan}")[0][0]
        if given != found.filled or len(found.blank) > MOST_BLANKS:
            return NO_ROW
        before = ", ".join(str(row - n) for n, row in enumerate(found.blank))
        return f"row + len(list_filter([{before}], lambda one: one <= row))"

    def _check_first(self) -> None:
        """Raises NotUnderstoodError where the scanner does not begin where our reader does.

        The columns are asked for as they stand: of expressions the engine (2.0) gives any row,
        not the first, however it is told to keep their order.
        """
        shown = ", ".join(f"c{n}" for n in self.columns)
        rows = f"{self.name}_rows ORDER BY row" if self.streamed else self._scan(self.origin.path)
        with in_order(self.connection):
            found = ask(self.connection, f"SELECT {shown} FROM {rows} LIMIT 1")
        grid = self.register.grid
        first = next(n for n in range(self.register.first_row, len(grid.rows)) if grid.rows[n])
        expected = [_plain(grid.value(first, n)) for n in self.columns]
        if not found or [_plain(_unwrapped(value)) for value in found[0]] != expected:
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


def _unwrapped(value: str | None) -> str | None:
    return value and re.sub(QUOTED.strip("'"), r"\1", value)


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


MOST_BLANKS = 1000


class BlankRows(NamedTuple):
    """The rows of a file from a first one on: which are blank, and how many are not."""

    blank: list[int]
    filled: int


def blank_rows(path: str, first: int) -> BlankRows:
    """Where lines are blank, counted as spreadsheets count rows: a line break inside
    quotation marks begins none.
    """
    blank: list[int] = []
    row, bare, inside = 0, True, False  # bare: nothing but quotation marks stands in it yet
    with open(path, "rb", buffering=0) as file:
        while data := file.read(MIB):
            for n, part in enumerate(data.split(b'"')):
                if n:
                    inside, bare = not inside, False
                if inside:
                    continue
                ends = part.split(b"\n")
                for line in ends[:-1]:
                    if bare and not line.strip(b"\r"):
                        blank.append(row)
                    row, bare = row + 1, True
                bare = bare and not ends[-1].strip(b"\r")
    rows = row + (not bare)
    within = [one for one in blank if one >= first]
    return BlankRows(within, rows - first - len(within))


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
