"""Cells of a table as workbooks have them: a share takes two columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from tthc_stats.model.pattern import pattern
from tthc_stats.model.text import Text
from tthc_stats.report.document import Cell, ShareCell, TableBlock
from tthc_stats.report.language import Language
from tthc_stats.report.writers.cells import ABSENT

FRACTION = pattern(r"\d+/\d+")

Plain = str | int | Decimal | date | None


def share_columns(block: TableBlock) -> tuple[set[int], bool]:
    """The columns with shares, and whether other figures stand among them: one group upright."""
    shares = {
        n
        for n in range(len(block.headings))
        if any(isinstance(row[n], ShareCell) for row in block.rows)
    }
    return shares, any(not isinstance(row[n], ShareCell) for n in shares for row in block.rows)


def heads(headings: Sequence[str], shares: set[int], *, upright: bool) -> Iterator[str]:
    """The headings; one more beside each share, for its percentage."""
    for number, heading in enumerate(headings):
        yield heading
        if number in shares:
            yield "%" if upright else f"{heading}, %"


def plain(cell: Cell, share: bool, language: Language) -> list[Plain]:
    """A cell, or two for a share. Fractions without signs of thousands read alike in every
    language.
    """
    if isinstance(cell, ShareCell):
        absent = cell.percent is None
        return [ABSENT if absent else f"{cell.numerator}/{cell.denominator}", cell.percent]
    value: Plain = language.text(cell) if isinstance(cell, Text) else cell
    return [value, None] if share else [value]


def is_figure(value: Plain) -> bool:
    """Whether a text stands for a figure: a fraction, or the dash where there is none."""
    return isinstance(value, str) and (value == ABSENT or FRACTION.fullmatch(value) is not None)


def number_format(value: int | Decimal) -> str:
    """The format that shows a number with the decimals it has."""
    places = max(0, -int(value.as_tuple().exponent)) if isinstance(value, Decimal) else 0
    return "#,##0" + ("." + "0" * places if places else "")
