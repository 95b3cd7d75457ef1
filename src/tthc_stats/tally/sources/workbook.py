"""Sheets of large workbooks: fastexcel reads the columns that are asked for as texts.

Errors in cells would become blanks without a word, so the XML is searched for them at the
same time. Types are not guessed: a late text in a column of dates would become blank too.
"""

from __future__ import annotations

import re
from typing import Any

from tthc_stats.ingest.legacy_text import clean
from tthc_stats.ingest.readers.guard import damaged, foreign, quiet
from tthc_stats.ingest.readers.source import Source
from tthc_stats.ingest.readers.xlsx_head import head_of
from tthc_stats.model.errors import NotUnderstoodError, TthcError
from tthc_stats.model.grid import column_letters
from tthc_stats.model.register import BLANKS, LargeSheet
from tthc_stats.model.text import T
from tthc_stats.tally.engine import Background, ask, in_order
from tthc_stats.tally.sources.base import HeadCells

ERROR_MARKS = (b't="e"', b"t='e'")
ERROR_CELL = re.compile(rb"<(?:\w+:)?c\b(?=[^>]*\bt=[\"']e[\"'])[^>]*\br=[\"']([A-Z]+)(\d+)[\"']")
FORMULA = (b"<f", b":f")
NO_VALUE = re.compile(
    rb"<(?:\w+:)?c\b[^>]*\br=[\"']([A-Z]+)(\d+)[\"'][^>]*>\s*"
    rb"<(?:\w+:)?f\b(?:[^<>]*/>|[^<]*</(?:\w+:)?f>)\s*</"
)
OVERLAP = 4096
SHOWN = 3


class Handed:
    """Arrow data that is handed over once, so that it is not kept twice.

    The engine asks several times, for the names and types first: a small sheet tells them.
    last: at which time it asks for the data; 0 for never.
    """

    def __init__(self, small: Any, large: Any = None, last: int = 0) -> None:
        self.small = small
        self.large = large
        self.last = last
        self.asked = 0

    def __arrow_c_array__(self, requested_schema: object = None) -> Any:
        """The capsules of the Arrow PyCapsule interface."""
        self.asked += 1
        if self.asked != self.last:
            return self.small.__arrow_c_array__()
        large, self.large = self.large, None
        return large


class SheetCells(HeadCells):
    """A table of the columns that are asked for, with the row of each."""

    @property
    def origin(self) -> LargeSheet:
        """Where the rows lie."""
        assert isinstance(self.register.origin, LargeSheet)
        return self.register.origin

    def attach(self) -> None:
        """Read the columns and search the sheet for errors, both at once."""
        self.columns = sorted(set(self.columns))
        if not self.stripped:
            self._load()
        self.view(self.name, "row", self.texts(), f"{self.name}_rows")

    def _load(self) -> None:
        head = head_of(self._source(), self.origin.part)
        if head is None:
            raise damaged(self.origin.path)
        with foreign(self.origin.path), quiet():
            small = self._sheet(head.data)
            large = Background(self._arrow).start()
            self._refuse(self._faults())
            arrow, height = large.result()
        probe = Handed(small)
        self._create(probe)
        self._create(Handed(small, arrow, probe.asked))
        if ask(self.connection, f"SELECT COUNT(*) FROM {self.name}_rows") != [(height,)]:
            raise damaged(self.origin.path)
        self._check_first()

    def _source(self) -> Source:
        """The bytes of the file, which nobody keeps: fastexcel takes all the memory there is."""
        with open(self.origin.path, "rb") as file:
            return Source(file.read(), self.origin.path)

    def _arrow(self) -> tuple[Any, int]:
        sheet = self._sheet(self.origin.path)
        return sheet.__arrow_c_array__(), sheet.height

    def _create(self, arrow: Handed) -> None:
        names = ", ".join(f"c{n}" for n in self.columns)
        numbered = f"row_number() OVER () - 1 + {self.register.first_row} AS row, {names}"
        self.connection.register(f"{self.name}_arrow", arrow)
        with in_order(self.connection):
            ask(
                self.connection,
                f"CREATE OR REPLACE TEMP TABLE {self.name}_rows AS "
                f"SELECT {numbered} FROM {self.name}_arrow AS sheet({names})",
            )
        self.connection.unregister(f"{self.name}_arrow")

    def _sheet(self, source: str | bytes) -> Any:
        import fastexcel

        return fastexcel.read_excel(source).load_sheet(
            self.origin.sheet,
            header_row=None,
            skip_rows=self.register.first_row or None,
            use_columns=self.columns,
            dtypes="string",
        )

    def _faults(self) -> list[tuple[str, int]]:
        """The cells, in columns that are asked for, that hold errors or were never computed."""
        source = self._source()
        wanted = {column_letters(column) for column in self.columns}
        if source.package is None:
            raise damaged(self.origin.path)
        found: dict[tuple[str, int], None] = {}
        rest = b""
        for piece in source.package.chunks(self.origin.part):
            window = rest + piece
            found |= dict.fromkeys(_faulty(window))
            rest = window[-OVERLAP:]
        return [cell for cell in found if cell[0] in wanted]

    def _refuse(self, faults: list[tuple[str, int]]) -> None:
        below = [f"{c}{row}" for c, row in faults if row > self.register.first_row]
        if below:
            raise NotUnderstoodError(
                T(
                    "{number} cells hold errors or formulas without a value, such as {cells}",
                    number=len(below),
                    cells=tuple(below[:SHOWN]),
                ),
                place=self.register.place(),
                hint=T("Correct them in a spreadsheet, and save the file."),
            )

    def _check_first(self) -> None:
        """Raises UnreadableError where fastexcel begins at another row than our reader."""
        names = ", ".join(f"c{n}" for n in self.columns)
        found = ask(self.connection, f"SELECT {names} FROM {self.name}_rows ORDER BY row LIMIT 1")
        grid = self.register.grid
        expected = [grid.value(self.register.first_row, n) for n in self.columns]
        texts = [(a, b) for a, b in zip(expected, found[0], strict=True) if isinstance(a, str)]
        if any(_plain(a) != _plain(b) for a, b in texts):
            raise damaged(self.origin.path)

    def problem(self, message: str) -> TthcError | None:  # noqa: ARG002
        """Nothing but a broken file can go wrong."""
        return damaged(self.register.file)


def _plain(value: object) -> str:
    text = "" if value is None else clean(str(value)).strip()
    return "" if text in BLANKS else text


def _faulty(window: bytes) -> list[tuple[str, int]]:
    found = []
    if any(mark in window for mark in ERROR_MARKS):
        found += ERROR_CELL.findall(window)
    if any(mark in window for mark in FORMULA):
        found += NO_VALUE.findall(window)
    return [(letters.decode(), int(row)) for letters, row in found]
