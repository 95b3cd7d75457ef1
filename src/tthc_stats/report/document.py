"""The document model: what a report shows, before any format is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from tthc_stats.model.text import Text

if TYPE_CHECKING:
    from tthc_stats.report.paper import Paper
    from tthc_stats.report.sheet import Sheet


class ShareCell(NamedTuple):
    """A share with the two figures it comes from; ``percent`` is ``None`` without a base."""

    numerator: int | None
    denominator: int | None
    percent: Decimal | None


Cell = str | int | Decimal | date | Text | ShareCell | None


class Heading(NamedTuple):
    """A column of a table: its title, and whether it holds figures."""

    title: Text | str
    numeric: bool = False


class TableBlock(NamedTuple):
    """A table; ``totals`` counts the last rows that are totals.

    aside: for documents only; on a terminal the same stands on standard error. filtered:
    whether a workbook offers to filter it.
    """

    headings: Sequence[Heading]
    rows: Sequence[Sequence[Cell]]
    title: Text | str | None = None
    totals: int = 0
    aside: bool = False
    filtered: bool = False


class LinesBlock(NamedTuple):
    """Lines of text; each may carry a severity, for colour."""

    lines: Sequence[tuple[Text | str, str | None]]
    title: Text | str | None = None


Block = TableBlock | LinesBlock


class Flat(NamedTuple):
    """The report as one plain table for programs: keys above, numbers in plain notation."""

    header: Sequence[str]
    rows: Sequence[Sequence[str | int | Decimal | None]]


def no_data() -> Mapping[str, object]:
    return {}


def no_flat() -> Flat:
    return Flat((), ())


class Report(NamedTuple):
    """A report for people (``blocks``) and for programs (``data`` as JSON, ``flat`` as CSV).

    sheets: the blocks of a workbook, where people want to filter what others read in lines.
    printed: its workbook cell by cell, where that is prescribed, as for official forms.
    paper: what its document, page and workbook say, where they are more than these blocks.
    copies: by format, a copy of what was read with marks in it, in place of these blocks.

    Each is made when a writer asks for it.
    """

    title: Text | str
    blocks: Callable[[], Sequence[Block]]
    data: Callable[[], Mapping[str, object]] = no_data
    flat: Callable[[], Flat] = no_flat
    sheets: Callable[[], Sequence[Block]] | None = None
    printed: Callable[[], Sequence[Sheet]] | None = None
    paper: Callable[[], Paper] | None = None
    copies: Mapping[str, Callable[[], bytes]] = {}
