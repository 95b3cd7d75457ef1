"""What counting asks of every source of rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tthc_stats.ingest.registers.body import DAY, NUMBER
from tthc_stats.model.errors import TthcError
from tthc_stats.model.grid import Value
from tthc_stats.model.register import BLANKS, DATE_ROLES, Register, RegisterColumn, Role
from tthc_stats.tally.engine import ask, sql_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Cells(ABC):
    """The rows of one register as a relation of texts ``c<index>`` and ``row``.

    row: counted from 0 as in the grid, or NULL where only ``located`` knows it. columns: the
    ones to offer, none of them personal.
    """

    complete = True
    """Whether ``sample`` shows every value that there is."""
    numbered = True
    """Whether rows have a number at all, if only in ``located``."""

    def __init__(
        self,
        connection: DuckDBPyConnection,
        name: str,
        register: Register,
        columns: Sequence[int],
    ) -> None:
        self.connection = connection
        self.name = name
        self.register = register
        self.columns = list(columns)

    @abstractmethod
    def attach(self) -> None:
        """Make the relation.

        Raises UnreadableError or NotUnderstoodError for a file that must not be counted.
        """

    @abstractmethod
    def sample(self, column: int) -> Iterable[Value]:
        """Values of a column that show how it is written."""

    def located(self) -> str:
        """A relation like this one that, read ``in_order``, knows the row of everything."""
        return self.name

    def clean(self) -> bool:
        """Make the relation anew with texts that are cut at their ends, and without rows that
        hold nothing; whether that was not so before.
        """
        return False

    def is_parsed(self, column: int) -> bool:  # noqa: ARG002
        """Whether a column holds moments, not texts."""
        return False

    def problem(self, message: str) -> TthcError | None:  # noqa: ARG002
        """What an error of the engine means; its own text may quote what is personal."""
        return None


class HeadCells(Cells):
    """Rows in a file of which the grid holds the first ones only."""

    complete = False
    stripped = False

    def sample(self, column: int) -> Iterable[Value]:
        """The values of the first rows."""
        grid = self.register.grid
        rows = range(self.register.first_row, len(grid.rows))
        return [value for row in rows if (value := grid.value(row, column)) is not None]

    def clean(self) -> bool:
        """Looking at every text costs time, so only where it was found to matter."""
        if self.stripped:
            return False
        self.stripped = True
        self.attach()
        return True

    def view(self, name: str, row: str, columns: Mapping[int, str], source: str) -> None:
        """Make a view of those rows of a source that are dossiers.

        row, columns: the expressions that give the number of a row and its columns.
        """
        kept = ", ".join(f"{expression} AS c{n}" for n, expression in columns.items())
        ask(
            self.connection,
            f"CREATE OR REPLACE TEMP VIEW {name} AS "
            f"SELECT * FROM (SELECT {row} AS row, {kept} FROM {source}){self._holding()}",
        )

    def texts(self) -> dict[int, str]:
        """The expressions that give the columns where all of them are texts ``c<index>``."""
        return {n: self.text(f"c{n}") for n in self.columns}

    def _holding(self) -> str:
        """The condition that a row is a dossier, once that matters: the rules of
        ``ingest.registers.body``, as far as the columns tell.
        """
        if not self.stripped:
            return ""
        roles = {r: f"CAST(c{c.index} AS VARCHAR)" for r, c in self._asked.items()}
        days = [
            f"regexp_matches({roles[role]}, '{DAY.pattern}')"
            for role in DATE_ROLES
            if role in roles
        ]
        told = [f"COALESCE({day}, FALSE)" for day in days]
        status = f"{roles[Role.STATUS]} IS NOT NULL" if Role.STATUS in roles else "FALSE"
        if code := roles.get(Role.CODE):
            filled = " + ".join(f"CAST(c{n} IS NOT NULL AS INTEGER)" for n in self.columns)
            alone = f"({filled} = 1 AND {code} LIKE '% %')"
            told.append(f"COALESCE(regexp_matches({code}, '\\d') AND NOT {alone}, FALSE)")
            status = f"({code} IS NULL AND {status})"
        received = roles[Role.RECEIVED]
        numbering = f"COALESCE(regexp_full_match({received}, '{NUMBER.pattern}'), FALSE)"
        return f" WHERE ({' OR '.join([*told, status])}) AND NOT {numbering}"

    @property
    def _asked(self) -> dict[Role, RegisterColumn]:
        roles = self.register.roles
        return {role: column for role, column in roles.items() if column.index in self.columns}

    def text(self, expression: str) -> str:
        """An expression that gives a column as text; blank ones as NULL once they matter.

        A list and no IN, which the engine would make a join that reads every column.
        """
        if not self.stripped:
            return expression
        blanks = ", ".join(map(sql_text, BLANKS))
        stripped = f"trim({expression})"
        return f"CASE WHEN NOT list_contains([{blanks}], {stripped}) THEN {stripped} END"
