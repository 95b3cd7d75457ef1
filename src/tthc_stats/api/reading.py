"""Read tables and registers from files, streams and databases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from io import IOBase
from os import PathLike, fspath
from typing import BinaryIO, cast

from tthc_stats.api.words import meant_days
from tthc_stats.ingest.folders import files_of
from tthc_stats.ingest.large import read_large
from tthc_stats.ingest.layouts import Layout, read_layout
from tthc_stats.ingest.postgres import is_database, refuse_misplaced, shown
from tthc_stats.ingest.readers import read_grids
from tthc_stats.ingest.tables import Reading, read_tables
from tthc_stats.model.errors import NotUnderstoodError, UsageError
from tthc_stats.model.findings import Place
from tthc_stats.model.period import Period
from tthc_stats.model.table import Table
from tthc_stats.model.text import T

FileSource = str | PathLike[str] | BinaryIO


def read(
    sources: FileSource | Iterable[FileSource],
    *,
    sheets: str | Sequence[str] = (),
    layout: str | PathLike[str] | Layout | None = None,
    period: str | Period | None = None,
    progress: Callable[[str], None] | None = None,
    tables_required: bool = True,
    table: str | None = None,
    query: str | None = None,
) -> Reading:
    """Read every table of counts, and recognise every register, in some files.

    sources: paths, ``"-"`` for standard input, binary streams, or addresses of PostgreSQL
    databases (``postgresql://…``) with the register in a ``table`` or view, such as
    ``"public.ho_so"``, or in the answer to a ``query``. sheets: names or numbers
    of the sheets to read; all visible ones where none is given. layout: a user's own
    layout. period: the period of tables that do not say theirs, such as ``"2026-08"``.
    progress: called with each file's name before it is read. tables_required: whether a
    file without a table of counts is refused.

    Raises UnreadableError for a file that cannot be opened or is broken,
    NotUnderstoodError for one without a table of counts, UsageError for an unknown sheet,
    layout or period.
    """
    own = layout if isinstance(layout, Layout) or layout is None else read_layout(fspath(layout))
    if own and own.sheet and not sheets:
        sheets = (own.sheet,)
    sheets = [sheets] if isinstance(sheets, str) else sheets
    whole = Reading()
    listed = _listed(sources, whole)
    refuse_misplaced(listed, table, query)
    # also of registers, whose days depend on the cut-off
    asked = meant_days(period) if period else ()
    for source in listed:
        if progress:
            progress(_name(source))
        if is_database(source):
            from tthc_stats.ingest.postgres.table import read as read_database

            reading = read_database(str(source), table, query, own, sheets)
        else:
            reading = _read(source, sheets, own)
        if tables_required:
            _refuse_empty(reading, _name(source))
        whole.grids += reading.grids
        whole.tables += reading.tables
        whole.registers += reading.registers
        whole.skipped += reading.skipped
    for found in whole.tables:
        _set_period(found, asked)
    return whole


def _read(source: FileSource, sheets: Sequence[str], own: Layout | None) -> Reading:
    """One input, of which large registers are not read whole."""
    if isinstance(source, str | PathLike):
        large = read_large(fspath(source), sheets, own)
        if large:
            return large
    return read_tables(read_grids(source, sheets=sheets), own, named=bool(sheets))


def _listed(sources: FileSource | Iterable[FileSource], reading: Reading) -> list[FileSource]:
    """The sources one by one; what is passed over in folders is noted in the reading."""
    given = (
        [cast(FileSource, sources)]
        if isinstance(sources, str | PathLike | IOBase)
        else list(cast(Iterable[FileSource], sources))
    )
    if given.count("-") > 1:
        raise UsageError(T("standard input is named twice"), hint=T("Name it once."))
    listed: list[FileSource] = []
    for source in given:
        if isinstance(source, str | PathLike):
            listed += files_of(fspath(source), reading.skipped)
        else:
            listed.append(source)
    return listed


def _name(source: FileSource) -> str:
    return shown(str(getattr(source, "name", source)))


def _refuse_empty(reading: Reading, name: str) -> None:
    """A file without any table is not understood; say why, sheet by sheet."""
    if reading.tables or reading.registers:
        return
    seen = [s for s in reading.skipped if s.why != T("the sheet is empty")] or reading.skipped
    if not seen:
        raise NotUnderstoodError(T("the file holds no sheet"), place=name)
    raise NotUnderstoodError(
        seen[0].why,
        place=Place(name, seen[0].grid.sheet),
        hint=T("Look at it with tthc-stats inspect, or name its columns in a layout (--layout)."),
    )


def _set_period(table: Table, asked: Sequence[Period]) -> None:
    """A table that does not say its period is of the days of the calendar; one that does may
    also be of the official ones that the asked period's name stands for.
    """
    if not asked:
        return
    if table.period is not None and table.period not in asked:
        raise UsageError(
            T("the table is of {own}, not of {asked}", own=str(table.period), asked=str(asked[0])),
            place=table.grid.place(),
            hint=T("Give the table of that period, or leave --period out."),
        )
    table.period = table.period or asked[0]
    table.findings = [finding for finding in table.findings if finding.code != "PERIOD_UNREAD"]
