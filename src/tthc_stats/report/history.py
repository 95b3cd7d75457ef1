"""What a history holds as a report: its periods, or all their rows."""

from __future__ import annotations

from collections.abc import Sequence

from tthc_stats.model.counts import ALL_COUNTS
from tthc_stats.model.history import STORED_DIMENSIONS, StoredHead, StoredPeriod, StoredRow
from tthc_stats.model.text import Joined, T
from tthc_stats.report.document import Block, Cell, Flat, Heading, LinesBlock, Report, TableBlock
from tthc_stats.report.facts import period_in_words
from tthc_stats.report.findings import period_data
from tthc_stats.report.summary import basis_data

KINDS = {
    "month": T("month"),
    "quarter": T("quarter"),
    "half-year": T("half-year"),
    "nine-months": T("nine months"),
    "year": T("year"),
}


def history_report(heads: Sequence[StoredHead], path: str) -> Report:
    """The periods of a history, a line each."""
    return Report(
        title=T("History"),
        blocks=lambda: _blocks(heads),
        data=lambda: {
            "schema": "tthc-stats/history/1",
            "file": path,
            "periods": [_head_data(head) for head in heads],
        },
        flat=lambda: _flat(heads),
    )


def _blocks(heads: Sequence[StoredHead]) -> list[Block]:
    if not heads:
        return [LinesBlock([(T("nothing is recorded yet"), None)])]
    headings = (
        Heading(T("period")),
        Heading(T("kind")),
        Heading(T("agency")),
        Heading(T("rows"), numeric=True),
        Heading(T("errors"), numeric=True),
        Heading(T("warnings"), numeric=True),
        Heading(T("recorded from")),
    )
    return [TableBlock(headings, [_row(head) for head in heads])]


def _row(head: StoredHead) -> Sequence[Cell]:
    files = tuple(dict.fromkeys(source.file for source in head.sources))
    return (
        period_in_words(head.period),
        KINDS.get(head.period.kind or "", ""),
        head.agency,
        head.size,
        head.errors,
        head.warnings,
        T("{files}", files=Joined(files)),
    )


def _head_data(head: StoredHead) -> dict[str, object]:
    return {
        "period": period_data(head.period),
        "kind": head.period.kind,
        "agency": head.agency,
        "by": head.by or None,
        "rows": head.size,
        "errors": head.errors,
        "warnings": head.warnings,
        "sources": [source._asdict() for source in head.sources],
        "version": head.version,
        **basis_data(head.basis),
    }


HEADER = ("from", "to", "kind", "agency", "rows", "errors", "warnings", "file", "sheet", "sha256")


def _flat(heads: Sequence[StoredHead]) -> Flat:
    """A row for each source of each period."""
    rows = [
        [
            *map(str, head.period),
            head.period.kind,
            head.agency,
            head.size,
            head.errors,
            head.warnings,
            source.file,
            source.sheet,
            source.sha256,
        ]
        for head in heads
        for source in head.sources
    ]
    return Flat(HEADER, rows)


def rows_report(periods: Sequence[StoredPeriod], path: str) -> Report:
    """All rows of some periods with every count, as a table that can be read again."""
    return Report(
        title=T("History"),
        blocks=lambda: _row_blocks(periods),
        data=lambda: {
            "schema": "tthc-stats/history/1",
            "file": path,
            "periods": [
                {**_head_data(period.head), "rows": [_row_data(row) for row in period.rows]}
                for period in periods
            ],
        },
        flat=lambda: _row_flat(periods),
    )


def _row_blocks(periods: Sequence[StoredPeriod]) -> list[Block]:
    flat = _row_flat(periods)
    names = {"period", *STORED_DIMENSIONS}
    headings = [Heading(name, numeric=name not in names) for name in flat.header]
    return [TableBlock(headings, flat.rows)]


def _row_data(row: StoredRow) -> dict[str, object]:
    return {
        "key": {dimension.value: row.names.get(dimension) for dimension in STORED_DIMENSIONS},
        "section": list(row.section),
        "counts": {count.value: row.counts.get(count) for count in ALL_COUNTS},
        "derived": [count.value for count in row.derived],
        **({"extras": dict(row.extras)} if row.extras else {}),
    }


def _row_flat(periods: Sequence[StoredPeriod]) -> Flat:
    rows = [(period.head, row) for period in periods for row in period.rows]
    named = [d for d in STORED_DIMENSIONS if any(d in row.names for _, row in rows)]
    extras = list(dict.fromkeys(caption for _, row in rows for caption in row.extras))
    counts = (count.value for count in ALL_COUNTS)
    return Flat(
        ("period", *(d.value for d in named), *counts, *extras),
        [
            [
                str(head.period),
                *(row.names.get(dimension) for dimension in named),
                *(row.counts.get(count) for count in ALL_COUNTS),
                *(row.extras.get(caption) for caption in extras),
            ]
            for head, row in rows
        ],
    )
