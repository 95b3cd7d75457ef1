"""The body of a table: its rows with their names, figures and kinds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tthc_stats.ingest.captions import fold
from tthc_stats.ingest.cells import CountCells, share_scales
from tthc_stats.ingest.columns import bare_received, is_bare_share
from tthc_stats.ingest.headers import Header, is_numbering
from tthc_stats.ingest.numbers import looks_numeric, parse_share
from tthc_stats.ingest.overflow import shifted_row, shifted_rows
from tthc_stats.ingest.pages import classify_pages
from tthc_stats.ingest.rows import RawRow, cleaned
from tthc_stats.ingest.sections import find_sections
from tthc_stats.ingest.titles import read_titles
from tthc_stats.model.counts import Count
from tthc_stats.model.findings import Finding, Severity
from tthc_stats.model.grid import Value
from tthc_stats.model.period import Period
from tthc_stats.model.table import Column, ColumnKind, Dimension, Row, RowKind, Table
from tthc_stats.model.text import T, Text


def read_rows(table: Table, header: Header, end: int) -> None:
    """Read the rows below a header into the table, with what cannot be read as findings."""
    body = _Body(table, header)
    found = (body.raw(index) for index in range(header.first_row, end))
    raw = [source for source in found if source]
    table.rows = classify_pages(raw)
    shifted = shifted_rows(table, header, raw)
    for row, source in zip(table.rows, raw, strict=True):
        if row.kind is not RowKind.NOTE and source.index in shifted:
            source.figures = False
            column = shifted[source.index]
            table.findings.append(shifted_row(table, source.index, column, row.label))
        body.fill(row, source)
    find_sections(table, raw)
    if any(is_bare_share(column) for column in table.columns):
        from tthc_stats.ingest.bare_shares import settle_bare_shares  # hardly ever needed

        settle_bare_shares(table)
    share_scales(table)


class _Body:
    """Reads rows by the kinds of their columns."""

    def __init__(self, table: Table, header: Header) -> None:
        self.table = table
        self.grid = table.grid
        self.cells = CountCells(table)
        self.header_rows = [
            {c: fold(v) for c, v in enumerate(self.grid.rows[row]) if isinstance(v, str)}
            for row in range(header.top, header.bottom + 1)
        ]
        self.repeated = False
        self.ordinals = self._of_kind(ColumnKind.ORDINAL)
        self.labels = self._of_kind(ColumnKind.LABEL)
        self.shares = [column.index for column in self._of_kind(ColumnKind.SHARE)]
        self.extras = [column.index for column in self._of_kind(ColumnKind.EXTRA)]
        self.merged_labels = {
            column.index: merges
            for column in self.labels
            if (merges := [m for m in self.grid.merges if m.left == m.right == column.index])
        }
        self.above: dict[Dimension, str] = {}

    def _of_kind(self, kind: ColumnKind) -> list[Column]:
        return [column for column in self.table.columns if column.kind is kind]

    def raw(self, index: int) -> RawRow | None:
        """A row before its kind is known; ``None`` for a blank one or a repeated header."""
        values = self.grid.rows[index]
        all_texts = [v for v in values if isinstance(v, str) and not looks_numeric(v)]
        ordinal = "".join(_text(self.grid.value(index, c.index)) for c in self.ordinals)
        texts: dict[Dimension | None, str] = {}
        for column in self.labels:
            if text := _text(self._label(index, column.index)):
                known = texts.get(column.dimension)
                texts[column.dimension] = f"{known} {text}" if known else text
        figures = self.cells.marked(index, labelled=bool(texts or ordinal))
        if not (all_texts or figures) or self._repeats_header(index, values):
            return None
        return RawRow(index, ordinal, texts, figures, all_texts)

    def _label(self, row: int, column: int) -> Value:
        """A label's value; cells merged downwards hold it for all their rows."""
        value = self.grid.value(row, column)
        if value is None:
            for merge in self.merged_labels.get(column, ()):
                if merge.top < row <= merge.bottom:
                    return self.grid.value(merge.top, column)
        return value

    def _repeats_header(self, index: int, values: Sequence[Value]) -> bool:
        """Whether a row prints the header again, as the next page of a long table does."""
        held = {c: fold(v) for c, v in enumerate(values) if isinstance(v, str)}
        again = len(held) >= 2 and any(held == row for row in self.header_rows)
        numbered = self.repeated and is_numbering(self.grid, index)
        self.repeated = again
        return again or numbered

    def fill(self, row: Row, raw: RawRow) -> None:
        """Read a row's names and figures; notes have none."""
        row.keys = {d: cleaned(text) for d, text in raw.texts.items() if d is not None}
        if row.kind is RowKind.NOTE or not raw.figures:
            return
        if len(self.labels) > 1:
            self._inherit_names(row)
        if Dimension.PERIOD in row.keys:
            row.period = self._period(row)
        row.counts = self.cells.counts(row)
        values = self.grid.rows[row.index]
        if self.shares:
            stated = ((c, parse_share(values[c])) for c in self.shares if c < len(values))
            row.shares = {column: share for column, share in stated if share}
        if self.extras:
            numbers = (
                (c, self.cells.whole_number(values[c])) for c in self.extras if c < len(values)
            )
            row.extras = {column: number for column, number in numbers if number is not None}

    def _inherit_names(self, row: Row) -> None:
        """Below a unit's first field its name is often left blank: it is the one above."""
        if row.kind is not RowKind.DETAIL:
            self.above = {}
            return
        finest_first = [d for d in (Dimension.PROCEDURE, Dimension.FIELD) if d in row.keys]
        if finest_first and Dimension.UNIT not in row.keys and Dimension.UNIT in self.above:
            row.keys = {**row.keys, Dimension.UNIT: self.above[Dimension.UNIT]}
        self.above = dict(row.keys)

    def _period(self, row: Row) -> Period | None:
        """The period of a row that names one: “Tháng 8”, “Quý I/2026”, 8 under “Tháng”."""
        said = [
            (fold(column.path[-1]), _text(self._label(row.index, column.index)))
            for column in self.labels
            if column.dimension is Dimension.PERIOD
        ]
        if len(said) == 1 and (exact := _exact_period(said[0][1])):
            return exact
        worded = sorted(_worded(caption, text) for caption, text in said if text)
        text = " ".join(worded[::-1])
        if not re.search(r"\d{4}", text) and self.table.period:
            text += f" năm {self.table.period.start.year}"
        return read_titles([text]).period


def _exact_period(text: str) -> Period | None:
    try:
        return Period.parse(text) if not text.isdigit() or len(text) == 4 else None
    except ValueError:
        return None


PERIOD_WORDS = {
    "month": "tháng",
    "thang": "tháng",
    "quarter": "quý",
    "quy": "quý",
    "year": "năm",
    "nam": "năm",
}


def _worded(caption: str, text: str) -> str:
    """A bare number with the word of its caption: 8 under “Tháng” is “tháng 8”."""
    word = PERIOD_WORDS.get(caption.split(" ", maxsplit=1)[0] if caption else "")
    return f"{word} {text}" if word and text.isalnum() and len(text) <= 4 else text


def _text(value: Value) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def received_or_new(table: Table) -> None:
    """Whether a bare “Tiếp nhận” beside the carried over takes them in or not.

    It is what came in the period where that, with the carried over, is what was resolved
    and is pending in every row; else it is read as the total, and said so unless that
    adds up.
    """
    bare = bare_received(table.columns)
    if bare is None:
        return
    told = [row.counts for row in table.rows if set(BALANCED) <= row.counts.keys()]
    carried = [counts for counts in told if counts[Count.CARRIED_OVER]]
    handled = [counts[Count.RESOLVED] + counts[Count.PENDING] for counts in carried]
    totals = [counts[Count.RECEIVED] for counts in carried]
    sums = [counts[Count.RECEIVED] + counts[Count.CARRIED_OVER] for counts in carried]
    if carried and sums == handled:
        note = T("with the carried over it is resolved and pending: received in the period")
        _move(table, bare, Count.RECEIVED_IN_PERIOD, note)
    elif not carried or totals != handled:
        place = table.grid.place(table.header.stop - 1, bare.index)
        text = T(
            "“{caption}” beside the carried over is read as the total of both; if it is what "
            "came in the period only, say so in a layout",
            caption=bare.caption,
        )
        table.findings.append(Finding("UNSURE_COLUMN", Severity.WARNING, place, text))


BALANCED = (Count.RECEIVED, Count.CARRIED_OVER, Count.RESOLVED, Count.PENDING)


def _move(table: Table, column: Column, count: Count, note: Text) -> None:
    """Read a column as another count than at first."""
    (old,) = column.counts
    moved = column._replace(counts=(count,), note=note)
    table.columns = [moved if other is column else other for other in table.columns]
    for row in table.rows:
        row.counts = {count if key is old else key: n for key, n in row.counts.items()}
