"""CSV for programs: UTF-8, comma, LF, plain numbers; the same input gives the same bytes."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from tthc_stats.report.document import Report
from tthc_stats.report.language import Language
from tthc_stats.report.writers import Options
from tthc_stats.report.writers.cells import neutral, utf8


def write(report: Report, language: Language, options: Options) -> bytes:  # noqa: ARG001
    """The flat table of a report."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    quoted = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    flat = report.flat()
    writer.writerow(flat.header)
    for row in flat.rows:
        cells = [_plain(value) for value in row]
        # A carriage return is not quoted by itself where lines end with LF.
        broken = any(isinstance(cell, str) and "\r" in cell for cell in cells)
        (quoted if broken else writer).writerow(cells)
    return utf8(text.getvalue())


def _plain(value: str | int | Decimal | None) -> str | int:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    return neutral(value) if isinstance(value, str) else value
