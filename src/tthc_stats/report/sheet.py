"""A sheet laid out cell by cell, before any file format is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Style(StrEnum):
    """What a cell is, which decides how it looks."""

    HEAD = "head"
    """A line above the table, left or right; HEAD_STRONG the first of them."""
    HEAD_STRONG = "head_strong"
    TITLE = "title"
    PERIOD = "period"
    MEASURE = "measure"
    CAPTION = "caption"
    NUMBERING = "numbering"
    ORDINAL = "ordinal"
    NAME = "name"
    FIGURE = "figure"
    SUM_ORDINAL = "sum_ordinal"
    SUM_NAME = "sum_name"
    SUM_FIGURE = "sum_figure"
    DATE = "date"
    SIGNATURE = "signature"
    SIGNATURE_NOTE = "signature_note"


class SheetCell(NamedTuple):
    """A cell: its value, and the formula that gives it, if any.

    last_row, last_column: of the range it is merged over, from 0, both included.
    """

    value: str | int | None
    style: Style
    last_row: int
    last_column: int
    formula: str | None = None


class Sheet(NamedTuple):
    """A sheet for A4 landscape.

    cells: by row and column from 0. widths: of the columns in characters. heights: of rows
    in points, where they hold several lines. repeated: the first and last row that every
    printed page repeats. frozen: the columns that stay in sight.
    """

    name: str
    title: str
    cells: Mapping[tuple[int, int], SheetCell]
    widths: tuple[float, ...]
    heights: Mapping[int, float]
    repeated: tuple[int, int]
    frozen: int
    last_row: int
