"""Figures of extra columns, for the indicators that name them by their captions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tthc_stats.ingest.captions import NUMBERING, fold
from tthc_stats.ingest.cells import whole_number
from tthc_stats.model.counts import Count
from tthc_stats.model.errors import UsageError
from tthc_stats.model.findings import Finding, Place, Severity
from tthc_stats.model.indicator import Indicators
from tthc_stats.model.table import Column, ColumnKind, Row, Table
from tthc_stats.model.text import T, Text

CODE = "OWN_INDICATOR"
ASIDE = (ColumnKind.EXTRA, ColumnKind.UNKNOWN, ColumnKind.AMBIGUOUS)
"""The kinds of columns that may hold figures beside the counts."""
MISREAD = ("UNKNOWN_COLUMN",)
"""What is said of a column that nothing uses."""


class Extras(NamedTuple):
    """What indicators take of extra columns.

    numbers: by ``id`` of a row, the figure of each caption that it tells. columns: by ``id``
    of a table, the column of each caption that it has. findings: cells that hold no figure.
    """

    numbers: Mapping[int, Mapping[str, int]]
    columns: Mapping[int, Mapping[str, int]]
    findings: tuple[Finding, ...] = ()

    def of(self, row: Row) -> Mapping[str, int]:
        return self.numbers.get(id(row), {})


NO_EXTRAS = Extras({}, {})


def extras_of(tables: Sequence[Table], indicators: Indicators) -> Extras:
    """The figures that own indicators take of the detail rows of some tables.

    Raises UsageError where a caption may be of several columns of a table, or is of a count.
    """
    captions = indicators.captions
    if not captions:
        return NO_EXTRAS
    columns = {id(table): _columns(table, captions, indicators.source) for table in tables}
    numbers: dict[int, dict[str, int]] = {}
    findings: dict[Place, Finding] = {}
    for table in tables:
        for row in table.details():
            numbers[id(row)] = told = {}
            for caption, column in columns[id(table)].items():
                number, finding = whole_number(table, row, column)
                if number is not None:
                    told[caption] = number
                if finding:
                    findings[finding.place] = finding
    return Extras(numbers, columns, tuple(findings.values()))


def _columns(table: Table, captions: Iterable[str], source: str | None) -> dict[str, int]:
    found = ((caption, _column(table, caption, source)) for caption in captions)
    return {caption: column.index for caption, column in found if column}


def _column(table: Table, caption: str, source: str | None) -> Column | None:
    """The column of a caption; that of the whole path where others only end with it."""
    named = [column for column in table.columns if _is_called(table, column, caption)]
    aside = [column for column in named if column.kind in ASIDE]
    whole = [c for c in aside if fold(c.caption) == fold(caption)]
    chosen = whole if len(whole) == 1 else aside
    if len(chosen) > 1:
        raise UsageError(
            T("“{caption}” may be several columns of {table}", caption=caption, table=_of(table)),
            place=source,
            hint=T("Write one of {known}.", known=tuple(f"“{c.caption}”" for c in chosen)),
        )
    if not chosen and named and named[0].counts:
        raise UsageError(
            T("“{caption}” is read as a count in {table}", caption=caption, table=_of(table)),
            place=source,
            hint=T("Write {known} in its place.", known=tuple(c.value for c in named[0].counts)),
        )
    return chosen[0] if chosen else None


def _of(table: Table) -> str:
    return str(table.grid.place())


def _is_called(table: Table, column: Column, caption: str) -> bool:
    """Whether a caption is the path of a column or its end, with or without the layout's name."""
    path = [NUMBERING.sub("", part) or part for part in column.path]
    ends = {fold(" ".join(path[start:])) for start in range(len(path))}
    ends |= {fold(" ".join(column.path[start:])) for start in range(len(path))}
    asked, layout = fold(caption), fold(table.layout) + " "
    return asked in ends or (asked.startswith(layout) and asked.removeprefix(layout) in ends)


def unused(findings: Iterable[Finding], tables: Sequence[Table], extras: Extras) -> list[Finding]:
    """Findings without those that say of a used column that it is not used."""
    used = {
        table.grid.place(table.header.stop - 1, column)
        for table in tables
        for column in extras.columns.get(id(table), {}).values()
    }
    return [f for f in findings if f.code not in MISREAD or f.place not in used]


def stored_extras(kept: Mapping[str, int], captions: Iterable[str]) -> dict[str, int]:
    """What a recorded row tells of some captions, by the caption under which it was recorded."""
    folded = {fold(caption): number for caption, number in kept.items()}
    return {caption: folded[fold(caption)] for caption in captions if fold(caption) in folded}


class Told(NamedTuple):
    """A row, what it tells of extra columns, and where it stands."""

    place: Place
    extras: Mapping[str, int | None]


def untold(rows: Sequence[Told], indicators: Indicators) -> Iterator[Finding]:
    """Captions that no row, or not every row, has a figure of: what is absent, and why.

    Raises UsageError for a misspelt key of a count that is no caption either.
    """
    names = {c: own for own in reversed(indicators.own) if own.name for c in own.captions}
    for caption in (c for c in indicators.captions if c in names and rows):
        without = [row for row in rows if row.extras.get(caption) is None]
        if not without:
            continue
        if len(without) == len(rows):
            refuse_slip(caption, indicators.source)
        own = names[caption]
        text = _said(caption, own.name or "", len(without), len(rows), without[0])
        yield Finding(
            CODE, Severity.WARNING, without[0].place, text, details={"indicator": own.key}
        )


def _said(caption: str, name: str, without: int, rows: int, first: Told) -> Text:
    if without == rows:
        return T(
            "no figures under the caption “{caption}”, so “{name}” is absent",
            caption=caption,
            name=name,
        )
    return T(
        "{number} of {rows} rows have no figure under “{caption}” (the first is “{row}”), so "
        "“{name}” is absent there and in every sum with them",
        number=without,
        rows=rows,
        caption=caption,
        row=first.place.row or "–",
        name=name,
    )


def refuse_slip(caption: str, source: str | None) -> None:
    """Raise UsageError for what looks like the key of a count, but is none."""
    from difflib import get_close_matches

    if near := get_close_matches(caption, [count.value for count in Count], n=1, cutoff=0.8):
        raise UsageError(
            T("“{word}” is no count, and no column has that caption", word=caption),
            place=source,
            hint=T("Did you mean “{name}”?", name=near[0]),
        )
