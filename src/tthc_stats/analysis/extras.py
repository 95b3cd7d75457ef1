"""Figures of extra columns, for the indicators that name them by their captions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tthc_stats.ingest.captions import NUMBERING, fold
from tthc_stats.ingest.cells import whole_number
from tthc_stats.model.counts import Count
from tthc_stats.model.errors import UsageError
from tthc_stats.model.findings import Finding, Place, Severity
from tthc_stats.model.indicator import Indicators, OwnIndicator
from tthc_stats.model.table import Column, ColumnKind, Row, Table
from tthc_stats.model.text import T, Text

CODE = "OWN_INDICATOR"
FIGURES = (ColumnKind.COUNT, ColumnKind.EXTRA, ColumnKind.UNKNOWN, ColumnKind.AMBIGUOUS)
"""The kinds of columns that a caption may mean; labels and percentages are no figures."""
MISREAD = ("UNKNOWN_COLUMN",)
"""What is said of a column that nothing uses."""


class Extras(NamedTuple):
    """What indicators take of extra columns.

    numbers: by ``id`` of a row, the figure of each caption that it tells. columns: by ``id``
    of a table, the column of each caption that it has. understood: where the captions of
    these columns stand, and of those that are results. findings: cells that hold no figure.
    """

    numbers: Mapping[int, Mapping[str, int]]
    columns: Mapping[int, Mapping[str, int]]
    understood: frozenset[Place] = frozenset()
    findings: tuple[Finding, ...] = ()

    def of(self, row: Row) -> Mapping[str, int]:
        return self.numbers.get(id(row), {})


NO_EXTRAS = Extras({}, {})


def extras_of(tables: Sequence[Table], indicators: Indicators) -> Extras:
    """The figures that own indicators take of the detail rows of some tables.

    Raises UsageError where a caption may be of several columns of a table, or is of a count.
    """
    if not indicators.own:
        return NO_EXTRAS
    columns = {
        id(table): _columns(table, indicators.captions, indicators.source) for table in tables
    }
    numbers: dict[int, dict[str, int]] = {}
    findings: dict[Place, Finding] = {}
    for table in tables:
        for row in table.details():
            numbers[id(row)], bad = _figures(table, row, columns[id(table)])
            findings.update((finding.place, finding) for finding in bad)
    hidden = (f for table in tables for f in _hidden(table, columns[id(table)].values()))
    understood = (p for table in tables for p in _understood(table, columns[id(table)], indicators))
    return Extras(numbers, columns, frozenset(understood), (*findings.values(), *hidden))


def _figures(
    table: Table, row: Row, columns: Mapping[str, int]
) -> tuple[dict[str, int], list[Finding]]:
    """The figure of each caption in a row, and the cells that hold none."""
    read = {c: whole_number(table, row, column) for c, column in columns.items()}
    bad = [of_extra_column(finding, c) for c, (_, finding) in read.items() if finding]
    return {c: number for c, (number, _) in read.items() if number is not None}, bad


def _understood(
    table: Table, columns: Mapping[str, int], indicators: Indicators
) -> Iterator[Place]:
    """Where the captions of used columns stand, and of columns of results, as our CSV has them."""
    results = {name for own in indicators.own for name in (own.key, f"{own.key}_pct")}
    for column in table.columns:
        if column.index in columns.values() or column.caption in results:
            yield table.grid.place(table.header.stop - 1, column.index)


def of_extra_column(finding: Finding, caption: str) -> Finding:
    """A finding that casts no doubt on any count, since it is about an extra column."""
    return finding._replace(details={"caption": caption})


def in_extra_column(finding: Finding) -> bool:
    return "caption" in finding.details


def _hidden(table: Table, columns: Iterable[int]) -> Iterator[Finding]:
    for column in sorted({*columns} & {*table.grid.hidden_columns}):
        caption = table.columns[column].caption
        text = T("the column “{caption}” is hidden, but its figures are counted", caption=caption)
        place = table.grid.place(table.header.stop - 1, column)
        yield Finding("HIDDEN_COLUMN", Severity.WARNING, place, text)


def _columns(table: Table, captions: Iterable[str], source: str | None) -> dict[str, int]:
    found = ((caption, _column(table, caption, source)) for caption in captions)
    return {caption: column.index for caption, column in found if column}


def _column(table: Table, caption: str, source: str | None) -> Column | None:
    """The column of a caption; that of the whole path where others only end with it."""
    named = [
        column
        for column in table.columns
        if column.kind in FIGURES and _is_called(table, column, caption)
    ]
    whole = [column for column in named if fold(column.caption) == fold(caption)]
    chosen = whole if len(whole) == 1 else named
    if len(chosen) > 1:
        raise UsageError(
            T("“{caption}” may be several columns of {table}", caption=caption, table=_of(table)),
            place=source,
            hint=_which(table, chosen),
        )
    if chosen and chosen[0].counts:
        raise UsageError(
            T("“{caption}” is read as a count in {table}", caption=caption, table=_of(table)),
            place=source,
            hint=T("Write {known} in its place.", known=tuple(c.value for c in chosen[0].counts)),
        )
    return chosen[0] if chosen else None


def _which(table: Table, columns: Sequence[Column]) -> Text:
    captions = tuple(dict.fromkeys(f"“{column.caption}”" for column in columns))
    if len(captions) == len(columns):
        return T("Write one of {known}.", known=captions)
    row = table.header.stop - 1
    cells = tuple(table.grid.address(row, column.index) for column in columns)
    return T("Give these columns different captions: {cells}.", cells=cells)


def _of(table: Table) -> str:
    return str(table.grid.place())


def _is_called(table: Table, column: Column, caption: str) -> bool:
    """Whether a caption is the path of a column or its end, with or without the layout's name."""
    path = [NUMBERING.sub("", part) or part for part in column.path]
    ends = {fold(" ".join(path[start:])) for start in range(len(path))}
    ends |= {fold(" ".join(column.path[start:])) for start in range(len(path))}
    asked, layout = fold(caption), fold(table.layout) + " "
    return asked in ends or (asked.startswith(layout) and asked.removeprefix(layout) in ends)


def still_true(findings: Iterable[Finding], extras: Extras) -> list[Finding]:
    """Findings without those that say of an understood column that it is not used."""
    return [f for f in findings if f.code not in MISREAD or f.place not in extras.understood]


def stored_extras(kept: Mapping[str, int], captions: Iterable[str]) -> dict[str, int]:
    """What a recorded row tells of some captions, by the caption under which it was recorded."""
    folded = {fold(caption): number for caption, number in kept.items()}
    return {caption: folded[fold(caption)] for caption in captions if fold(caption) in folded}


def mark_used(tables: Sequence[Table], indicators: Indicators) -> None:
    """Let tables say of their columns which indicators take them, for people to look at."""
    extras = extras_of(tables, indicators)
    for table in tables:
        table.findings = still_true(table.findings, extras)
        table.findings += [f for f in extras.findings if f.place.file == table.file]
        for caption, index in extras.columns.get(id(table), {}).items():
            names = tuple(own.key for own in indicators.own if caption in own.captions)
            note = T("used by {names}", names=names)
            used = table.columns[index]._replace(kind=ColumnKind.EXTRA, note=note)
            table.columns = [used if c.index == index else c for c in table.columns]


class Told(NamedTuple):
    """A row, what it tells of extra columns, and where it stands."""

    place: Place
    extras: Mapping[str, int | None]


def untold(rows: Sequence[Told], indicators: Indicators) -> Iterator[Finding]:
    """Captions that no row, or not every row, has a figure of: what is absent, and why.

    Raises UsageError for a misspelt key of a count that is no caption either.
    """
    named = [own for own in indicators.own if own.name]
    wanted = dict.fromkeys(caption for own in named for caption in own.captions)
    without = {c: [row for row in rows if row.extras.get(c) is None] for c in wanted}
    nowhere = [caption for caption, listed in without.items() if len(listed) == len(rows)]
    for caption in nowhere:
        refuse_slip(caption, indicators.source)
    if rows and nowhere:
        yield _nowhere(nowhere, _wanting(named, nowhere), rows[0].place)
    for caption, listed in without.items():
        if listed and caption not in nowhere:
            yield _in_part(caption, _wanting(named, [caption]), listed, len(rows))


def _wanting(named: Iterable[OwnIndicator], captions: Sequence[str]) -> tuple[str, ...]:
    """The names of the indicators that take one of some captions."""
    return tuple(f"“{own.name}”" for own in named if set(captions) & set(own.captions))


def _nowhere(captions: Sequence[str], names: tuple[str, ...], place: Place) -> Finding:
    text = T(
        "no figures under {captions}, so {names} cannot be computed",
        captions=tuple(f"“{caption}”" for caption in captions),
        names=names,
    )
    return Finding(CODE, Severity.WARNING, Place(place.file, place.sheet), text)


def _in_part(caption: str, names: tuple[str, ...], without: Sequence[Told], rows: int) -> Finding:
    text = T(
        "{number} of {rows} rows have no figure under “{caption}”, so {names} cannot be computed "
        "for them, nor for any sum with them",
        number=len(without),
        rows=rows,
        caption=caption,
        names=names,
    )
    return Finding(CODE, Severity.WARNING, without[0].place, text)


def refuse_slip(caption: str, source: str | None) -> None:
    """Raise UsageError for what looks like the key of a count, but is none."""
    from difflib import get_close_matches

    if near := get_close_matches(caption, [count.value for count in Count], n=1, cutoff=0.8):
        raise UsageError(
            T("“{word}” is no count, and no column is called so", word=caption),
            place=source,
            hint=T("Did you mean “{name}”?", name=near[0]),
        )
