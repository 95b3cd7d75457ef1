"""The list of forms, and their columns for programs."""

from __future__ import annotations

from collections.abc import Sequence

from tthc_stats.model.counts import Count
from tthc_stats.model.text import T
from tthc_stats.report.document import Flat, Heading, Report, TableBlock
from tthc_stats.report.forms.definition import Form, FormColumn

HEADINGS = (
    Heading(T("form")),
    Heading(T("code")),
    Heading(T("title")),
    Heading(T("columns"), numeric=True),
)


def forms_report(forms: Sequence[Form]) -> Report:
    """What forms there are, with their columns."""
    rows = [(form.name, form.code or None, form.title, len(form.columns)) for form in forms]
    return Report(
        title=T("Official forms"),
        blocks=lambda: [TableBlock(HEADINGS, rows)],
        data=lambda: {
            "schema": "tthc-stats/forms/1",
            "forms": [_form_data(form) for form in forms],
        },
        flat=lambda: Flat(
            ("form", "code", "title", "columns", "counts"),
            [(*row, " ".join(_counts(form))) for row, form in zip(rows, forms, strict=True)],
        ),
    )


def _counts(form: Form) -> list[Count]:
    return [column.count for column in form.figures if column.count]


def _form_data(form: Form) -> dict[str, object]:
    return {
        "form": form.name,
        "code": form.code or None,
        "title": form.title,
        "columns": [column_data(column) for column in form.columns],
    }


def column_data(column: FormColumn) -> dict[str, object]:
    """A column with its number, caption path, what it holds and what it adds up."""
    return {
        "number": column.number,
        "caption": list(column.path),
        "holds": column.count.value if column.count else column.holds,
        "sum": list(column.parts),
    }
