"""A filled form as a report: its table for people and programs, its sheet for printing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tthc_stats.model.table import RowKind
from tthc_stats.model.text import Text
from tthc_stats.report.document import (
    Block,
    Cell,
    Flat,
    Heading,
    LinesBlock,
    Report,
    TableBlock,
)
from tthc_stats.report.findings import findings_data, findings_table, period_data, sources_data
from tthc_stats.report.forms.definition import FACTS, NAME, ORDINAL, Form, FormColumn
from tthc_stats.report.forms.figures import FormRow
from tthc_stats.report.forms.fill import FilledForm
from tthc_stats.report.forms.layout import facts_of, sheet_of
from tthc_stats.report.forms.listing import column_data
from tthc_stats.report.language import Language


def write_form(filled: FilledForm) -> bytes:
    """The workbook of a filled form, ready to print: the same form gives the same bytes."""
    from tthc_stats.report.writers.form_workbook import workbook_of

    return workbook_of([sheet_of(filled)])


def form_report(filled: FilledForm, language: Language) -> Report:
    """A filled form; its workbook is the form as it is printed, its captions stay Vietnamese."""
    return Report(
        title=filled.form.title,
        blocks=lambda: _blocks(filled),
        data=lambda: _data(filled, language),
        flat=lambda: _flat(filled),
        printed=lambda: [sheet_of(filled)],
    )


def _blocks(filled: FilledForm) -> list[Block]:
    blocks: list[Block] = [LinesBlock([(line, None) for line in _about(filled)])]
    columns = filled.form.columns
    rows = [_cells(filled.form, row) for row in filled.rows]
    totals = sum(row.kind is RowKind.TOTAL for row in filled.rows)
    figures = set(filled.form.figures)
    headings = [Heading(_heading(column), column in figures) for column in columns]
    blocks.append(TableBlock(headings, rows, totals=totals))
    if filled.findings:
        blocks.append(findings_table(filled.findings))
    return blocks


def _about(filled: FilledForm) -> list[Text | str]:
    facts = facts_of(filled)
    lines: list[Text | str] = [filled.form.title]
    if facts["code"]:
        lines.append(f"Biểu số {facts['code']}")
    if facts["unit"]:
        lines.append(f"Đơn vị báo cáo: {facts['unit']}")
    if facts["from"]:
        lines.append(f"Từ ngày {facts['from']} đến ngày {facts['to']}")
    return lines


def _heading(column: FormColumn) -> str:
    """A caption without what it explains in brackets, and the number of the column."""
    caption = re.sub(r"\s*\([^()]*\)", "", column.caption)
    return caption if column.holds in (ORDINAL, NAME) else f"({column.number}) {caption}"


def _cells(form: Form, row: FormRow) -> list[Cell]:
    figures = iter(row.figures)
    labels = {ORDINAL: row.number, NAME: row.name}
    return [
        labels[column.holds] if column.holds in labels else next(figures).value
        for column in form.columns
    ]


def _data(filled: FilledForm, language: Language) -> dict[str, object]:
    facts = facts_of(filled)
    return {
        "schema": "tthc-stats/form/1",
        "form": filled.form.name,
        "facts": {name: facts[name] or None for name in FACTS},
        "sources": sources_data(filled.sources),
        "period": period_data(filled.period),
        "columns": [column_data(column) for column in filled.form.columns],
        "rows": [_row_data(filled.form, row) for row in filled.rows],
        "findings": findings_data(filled.findings, language),
    }


def _row_data(form: Form, row: FormRow) -> dict[str, object]:
    return {
        "kind": row.kind.value,
        "number": row.number or None,
        "name": row.name or None,
        "section": list(row.section),
        "figures": {
            str(column.number): figure.value
            for column, figure in zip(form.figures, row.figures, strict=True)
        },
    }


def _flat(filled: FilledForm) -> Flat:
    keys = [_key(column, filled.form.figures) for column in filled.form.figures]
    return Flat(
        ("kind", "number", "name", *keys),
        [
            (row.kind.value, row.number or None, row.name or None, *(f.value for f in row.figures))
            for row in filled.rows
        ],
    )


def _key(column: FormColumn, columns: Sequence[FormColumn]) -> str:
    """A count's key; the number of the column where that does not tell it from others."""
    if column.count and sum(other.count is column.count for other in columns) == 1:
        return column.count.value
    return f"column_{column.number}"
