"""Figures of a filled form: rows, and what their columns say of one another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tthc_stats.model.counts import Count
from tthc_stats.model.table import RowKind
from tthc_stats.report.forms.definition import Form, FormCheck, FormColumn

ACROSS, DOWN = "across", "down"


class Figure(NamedTuple):
    """A figure: its value, ``None`` where it is absent, and whether it is a sum of the
    figures ``across`` in its row or ``down`` in its column.
    """

    value: int | None = None
    sum: str | None = None


class FormRow(NamedTuple):
    """A row of a filled form.

    figures: one for each of the form's columns of figures. parts: the positions of the rows
    whose sum it is, where it is a section or the total.
    """

    kind: RowKind
    number: str
    name: str
    section: tuple[str, ...]
    figures: tuple[Figure, ...]
    parts: tuple[int, ...] = ()


def values_of(form: Form, counts: Mapping[Count, int]) -> dict[int, int]:
    """The figures of a row by column number; a bare sum where all of its parts are known."""
    figures = form.figures
    values = {c.number: counts[c.count] for c in figures if c.count and c.count in counts}
    sums = [column for column in figures if column.parts and column.number not in values]
    while ready := [c for c in sums if c.number not in values and values.keys() >= set(c.parts)]:
        values |= {c.number: sum(values[part] for part in c.parts) for c in ready}
    return values


def adds_up(column: FormColumn | FormCheck, values: Mapping[int, int]) -> bool:
    """Whether a sum of the form holds between known figures of a row."""
    total = column.number if isinstance(column, FormColumn) else column.total
    known = total in values and all(part in values for part in column.parts)
    return bool(column.parts) and known and values[total] == sum(values[n] for n in column.parts)
