"""Rows of long printed tables that sum a page, or carry the sum on to the next page."""

from __future__ import annotations

from collections.abc import Sequence

from tthc_stats.ingest.rows import RawRow, classify, cleaned, starts
from tthc_stats.model.table import Row, RowKind

PAGE, PAGES = "page", "pages"
"""The words of rows that sum a page, and of those that sum all pages so far."""


def classify_pages(raw: Sequence[RawRow]) -> list[Row]:
    """The rows with their kinds; sections and totals run on over the ends of pages."""
    breaks = {position: group for position, row in enumerate(raw) if (group := _sums_page(row))}
    if not breaks:
        return classify(raw)
    kept = [position for position in range(len(raw)) if position not in breaks]
    rows = dict(zip(kept, classify([raw[position] for position in kept]), strict=True))
    for row in rows.values():
        row.sums = tuple(kept[part] for part in row.sums)
    for position in breaks:
        rows[position] = _page_row(raw[position])
    ordered = [rows[position] for position in range(len(raw))]
    _sum_pages(ordered, breaks)
    return ordered


def _sums_page(row: RawRow) -> str | None:
    if not row.figures or row.ordinal.strip(".)").isdigit():
        return None
    label = cleaned(row.label)
    return next((group for group in (PAGES, PAGE) if starts(label, group)), None)


def _page_row(raw: RawRow) -> Row:
    return Row(index=raw.index, kind=RowKind.PAGE, label=cleaned(raw.label) or None)


def _sum_pages(rows: Sequence[Row], breaks: dict[int, str]) -> None:
    """A page adds up the details since the row of pages before it, a carried sum all of them."""
    all_details: list[int] = []
    page: list[int] = []
    for position, row in enumerate(rows):
        if row.kind is RowKind.DETAIL:
            all_details.append(position)
            page.append(position)
        elif position in breaks:
            row.sums = tuple(page if breaks[position] == PAGE else all_details)
            page = []
