"""Rows in PostgreSQL: the server hands over the columns that are asked for, once.

Dates and times of the server stay moments, everything else is text as in a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tthc_stats.ingest.postgres.session import Session, session
from tthc_stats.model.errors import NotUnderstoodError, TthcError, UnreadableError
from tthc_stats.model.grid import Value
from tthc_stats.model.register import BLANKS, PostgresRows
from tthc_stats.model.text import T
from tthc_stats.tally.engine import ask, sql_text
from tthc_stats.tally.sources.base import HeadCells
from tthc_stats.tally.sources.delimited import long_line
from tthc_stats.tally.sources.streams import hand_over
from tthc_stats.tally.views import ZONE

SAMPLE = 20_000
"""Rows that show how texts are written."""
NULL = r"\N"
ESCAPED = {"b": 8, "t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
"""How the text format of COPY writes what would disturb it."""
MOMENTS = {
    1082: ("{}", "DATE"),
    1114: ("{}", "TIMESTAMP"),
    1184: (f"({{}} AT TIME ZONE '{ZONE}')", "TIMESTAMP"),
}
"""The types date, timestamp and timestamptz by their numbers: how each is told, and as what."""
MOMENT = (
    "CASE WHEN {0} BETWEEN '0001-01-01' AND '9999-12-31' THEN {1} "
    "WHEN {0} IS NOT NULL THEN 'infinity' END"
)
"""Days that no calendar has are infinite, so that they are found unreadable, not absent."""


class PostgresCells(HeadCells):
    """A table of what the server handed over; every row of it is a dossier."""

    numbered = False
    loading = False
    moments: Mapping[int, str] = {}
    """The columns of moments, with their types."""

    @property
    def origin(self) -> PostgresRows:
        """Where the rows lie."""
        assert isinstance(self.register.origin, PostgresRows)
        return self.register.origin

    def attach(self) -> None:
        """Make the relation; the server is asked once."""
        if not self.stripped:
            self.loading = True
            self._load()
            self.loading = False
        kept = ", ".join(self._column(n) for n in self.columns)
        self.connection.execute(
            f"CREATE OR REPLACE TEMP VIEW {self.name} AS "
            f"SELECT CAST(NULL AS BIGINT) AS row, {kept} FROM {self.name}_rows"
        )

    def _column(self, number: int) -> str:
        name = f"c{number}"
        return name if number in self.moments else f"{self.text(name)} AS {name}"

    def _load(self) -> None:
        place, made = self.register.place(), f"CREATE TEMP TABLE {self.name}_rows AS "
        with session(self.origin.source, place) as server:
            hand_over(
                server.copy(self._query(server)),
                str(place),
                lambda path: ask(self.connection, made + self._scan(path)),
                self.connection,
            )
        if ask(self.connection, f"SELECT COUNT(*) FROM {self.name}_rows") != [(server.copied,)]:
            raise UnreadableError(T("Not all of its rows arrived."), place=place)

    def _query(self, server: Session) -> str:
        """What asks the server for the columns, by their positions whatever their names.

        Raises NotUnderstoodError where they are not those that were recognised.
        """
        columns = server.columns(self.origin.relation)
        if tuple(name for name, _ in columns) != self.origin.names:
            raise NotUnderstoodError(
                T("Its columns have changed since they were recognised."),
                place=self.register.place(),
                hint=T("Start again."),
            )
        kinds = {n: columns[n][1] for n in self.columns}
        self.moments = {n: MOMENTS[kind][1] for n, kind in kinds.items() if kind in MOMENTS}
        asked = ", ".join(_told(n, kind) for n, kind in kinds.items())
        aliases = ", ".join(f"c{n}" for n in range(len(columns)))
        return f"SELECT {asked} FROM {self.origin.relation} AS register ({aliases})"

    def _scan(self, path: str) -> str:
        names = ", ".join(f"'c{n}': '{self.moments.get(n, 'VARCHAR')}'" for n in self.columns)
        kept = ", ".join(
            f"c{n}" if n in self.moments else f"{_unescaped(f'c{n}')} AS c{n}" for n in self.columns
        )
        blanks = ", ".join(map(sql_text, (NULL, *BLANKS)))
        return (
            f"SELECT {kept} FROM read_csv({sql_text(path)}, columns = {{{names}}}, "
            "header = false, delim = '\t', quote = '', escape = '', auto_detect = false, "
            f"nullstr = [{blanks}])"
        )

    def sample(self, column: int) -> Iterable[Value]:
        """The values of some rows."""
        sql = f"SELECT c{column} FROM {self.name} WHERE c{column} IS NOT NULL LIMIT {SAMPLE}"
        return [value for (value,) in ask(self.connection, sql)]

    def is_parsed(self, column: int) -> bool:
        """Whether a column holds moments, not texts."""
        return column in self.moments

    def problem(self, message: str) -> TthcError | None:
        """What the engine could not take from the server; later errors are not of the rows."""
        if not self.loading:
            return None
        place, lowered = self.register.place(), message.lower()
        if "maximum line size" in lowered or "buffer" in lowered:
            return long_line(str(place))
        if "unicode" in lowered or "utf-8" in lowered:
            return UnreadableError(T("It holds texts that are not Unicode."), place=place)
        return UnreadableError(T("Its rows could not be taken over."), place=place)


def _unescaped(name: str) -> str:
    """A text without the backslashes of the text format. No text of the server holds chr(0)."""
    plain = f"replace({name}, '\\\\', chr(0))"
    for letter, sign in ESCAPED.items():
        plain = f"replace({plain}, '\\{letter}', chr({sign}))"
    return f"CASE WHEN contains({name}, '\\') THEN replace({plain}, chr(0), '\\') ELSE {name} END"


def _told(number: int, kind: int) -> str:
    """A column as the server tells it: a moment in Vietnam, else a text."""
    name = f"c{number}"
    if kind in MOMENTS:
        return MOMENT.format(name, MOMENTS[kind][0].format(name))
    return f"CAST({name} AS text)"
