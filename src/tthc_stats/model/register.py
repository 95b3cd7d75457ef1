"""A register: a row per dossier, from which every count of a period can be made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from tthc_stats.model.findings import Place
from tthc_stats.model.grid import Grid, Value
from tthc_stats.model.period import Period
from tthc_stats.model.text import T, Text


class Role(StrEnum):
    """What a column of a register says of a dossier."""

    CODE = "code"
    PROCEDURE = "procedure"
    FIELD = "field"
    UNIT = "unit"
    COMMUNE = "commune"
    RECEIVED = "received"
    DUE = "due"
    FINISHED = "finished"
    RETURNED = "returned"
    """The day the result was handed over, which may be later than it was finished."""
    STATUS = "status"
    CHANNEL = "channel"
    SERVICE = "service"
    LEVEL = "level"
    SUPPLEMENT_ASKED = "supplement_asked"
    SUPPLEMENTED = "supplemented"
    PREVIOUS_DUE = "previous_due"
    EXTENDED_DUE = "extended_due"
    EXTENDED_ON = "extended_on"


DATE_ROLES = (
    Role.RECEIVED,
    Role.DUE,
    Role.FINISHED,
    Role.RETURNED,
    Role.SUPPLEMENT_ASKED,
    Role.SUPPLEMENTED,
    Role.PREVIOUS_DUE,
    Role.EXTENDED_DUE,
    Role.EXTENDED_ON,
)


BLANKS = ("", "-", "–", "—", "/", "…", "...")
"""Texts that stand for nothing in a cell of a date."""

WORD_LISTS = {Role.STATUS: "statuses", Role.CHANNEL: "channels", Role.SERVICE: "services"}
"""The roles whose values belong to classes, and where the classes are defined."""


SEVERAL = T("several columns are called so")
NO_DAYS = T("it holds no dates")
"""Why a column is without the role that its caption names."""


class RegisterColumn(NamedTuple):
    """One column: its caption path and its role; a personal one is never loaded.

    note: why it has not the role that its caption names. first_of_several: whether it holds
    due days that a later column may replace.
    """

    index: int  # type: ignore[assignment]  # not the method of tuples
    path: tuple[str, ...]
    role: Role | None = None
    personal: bool = False
    note: Text | None = None
    first_of_several: bool = False

    @property
    def caption(self) -> str:
        return " › ".join(self.path)


class TextFile(NamedTuple):
    """Delimited text too large for memory.

    columns: how many fields a row of dossiers has. codec: how it is written, by its Python
    name. packed: the compression, if any. quoted: whether values stand as ``="…"``.
    """

    path: str
    delimiter: str
    columns: int
    codec: str
    packed: str | None = None
    quoted: bool = False


class ParquetFile(NamedTuple):
    """A Parquet file and the names of its columns."""

    path: str
    names: tuple[str, ...]


class LargeSheet(NamedTuple):
    """A sheet of a large workbook: its name, and the part of the package that holds it."""

    path: str
    sheet: str
    part: str


class PostgresRows(NamedTuple):
    """Rows in a PostgreSQL database.

    source: its address, perhaps with a password. relation: a table or query as SQL writes it
    behind FROM. names: of all of its columns.
    """

    source: str
    relation: str
    names: tuple[str, ...]

    def __repr__(self) -> str:
        """Without the address, which may hold a password."""
        return f"PostgresRows({self.relation!r})"


Origin = TextFile | ParquetFile | LargeSheet | PostgresRows
"""Where the rows of a register lie that are not all in its grid."""


class Register(NamedTuple):
    """A register that was recognised.

    grid: all of its sheet, or its first rows where the file is large; then ``origin`` tells
    where all of them are. first_row: the first row of dossiers in the grid, from 0. period,
    unit: as the titles say. words: a user's own classes of statuses, channels and service
    levels.
    """

    grid: Grid
    header: range
    first_row: int
    columns: tuple[RegisterColumn, ...]
    period: Period | None = None
    unit: str | None = None
    words: Mapping[Role, Mapping[str, str]] = {}
    origin: Origin | None = None

    @property
    def file(self) -> str:
        return self.grid.file

    def column(self, role: Role) -> RegisterColumn | None:
        return next((column for column in self.columns if column.role is role), None)

    @property
    def roles(self) -> dict[Role, RegisterColumn]:
        return {column.role: column for column in self.columns if column.role}

    @property
    def renewed(self) -> bool:
        """Whether the due day is the first one that was given, and a column holds later ones."""
        due = self.column(Role.DUE)
        return due is not None and due.first_of_several and Role.EXTENDED_DUE in self.roles

    def values(self, column: int) -> Iterator[Value]:
        """What the grid holds of a column; a cell without a value shows its error or formula."""
        for row in range(self.first_row, len(self.grid.rows)):
            fault = self.grid.faults.get((row, column))
            yield fault.text if fault else self.grid.value(row, column)

    def place(self, row: int | None = None, role: Role | None = None) -> Place:
        """The address of a cell; row counts from 0 as in the grid."""
        column = self.column(role) if role else None
        return self.grid.place(row, column.index if column else 0)
