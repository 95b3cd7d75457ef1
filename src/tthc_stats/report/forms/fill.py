"""Filling a form: from an outline of counts to rows of figures, with what adds up to what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from tthc_stats.analysis.outline import Entry, Outline, Section
from tthc_stats.analysis.summary import Source
from tthc_stats.api.outline import outline as outline_of
from tthc_stats.ingest.tables import Reading
from tthc_stats.model.counts import Count
from tthc_stats.model.findings import Finding
from tthc_stats.model.office import Office
from tthc_stats.model.period import Period
from tthc_stats.model.table import RowKind, Table
from tthc_stats.report.forms.definition import Form, read_form
from tthc_stats.report.forms.figures import ACROSS, DOWN, Figure, FormRow, adds_up, values_of
from tthc_stats.report.forms.remarks import remarks


class FormFacts(NamedTuple):
    """What a form prints beside its figures; ``None`` where it is not known.

    code, citation: instead of the form's own. unit, parent_unit, recipient_unit: who
    reports, the agency above, and who receives. place: before the date. dated: the day of
    signing, instead of the room to write it.
    """

    code: str | None = None
    citation: str | None = None
    unit: str | None = None
    parent_unit: str | None = None
    recipient_unit: str | None = None
    place: str | None = None
    dated: date | None = None


NO_FACTS = FormFacts()


def facts_of_office(office: Office, dated: date | None = None) -> FormFacts:
    """What a form prints of the office that fills it. dated: the day of signing."""
    return FormFacts(
        code=office.form_code,
        citation=office.citation,
        unit=office.name,
        parent_unit=office.parent,
        recipient_unit=office.recipient_unit,
        place=office.place,
        dated=dated,
    )


class FilledForm(NamedTuple):
    """A form with its rows, before any format is chosen.

    findings: those of the source, after the remarks: what does not fit the form.
    """

    form: Form
    facts: FormFacts
    period: Period | None
    rows: tuple[FormRow, ...]
    sources: tuple[Source, ...] = ()
    findings: tuple[Finding, ...] = ()
    remarks: tuple[Finding, ...] = ()


def fill_form(
    form: Form | str,
    tables: Reading | Sequence[Table],
    *,
    facts: FormFacts = NO_FACTS,
    by: str | None = None,
    sections: str = "source",
    **options: Any,
) -> FilledForm:
    """Fill an official form from tables of counts or registers.

    form: a form, its name, or the path of a user's own in TOML. facts: what it prints beside
    its figures. by: what the rows are, instead of what the form has. sections: ``source``,
    ``level`` or ``none``. options: those of ``summarize`` for registers.

    Raises what ``summarize`` and ``read_form`` raise.
    """
    chosen = read_form(form) if isinstance(form, str) else form
    rows = (by,) if by else chosen.rows
    found = outline_of(
        tables,
        rows=rows,
        sections=sections,
        levels=chosen.levels,
        inside=chosen.inside,
        **options,
    )
    return fill(chosen, found, facts)


def fill(form: Form, outline: Outline, facts: FormFacts = NO_FACTS) -> FilledForm:
    """Put an outline into a form.

    A figure that the outline lacks stays empty, and so does every sum over it. A column that
    the form adds up is a sum only where its parts are known and give just that figure; else
    it is the plain figure. What does not fit the form is told by findings: nothing is adjusted.
    """
    rows = tuple(_rows(form, outline))
    given = FormFacts(
        facts.code or form.code or None,
        facts.citation or form.citation or None,
        facts.unit or outline.unit,
        *facts[3:],
    )
    own = tuple(remarks(form, outline, rows))
    findings = (*own, *outline.findings)
    return FilledForm(form, given, outline.period, rows, outline.sources, findings, own)


class _Node(NamedTuple):
    """A section with its own rows and the sections in it."""

    section: Section
    entries: list[Entry]
    below: dict[str, _Node]


def _tree(entries: Sequence[Entry]) -> _Node:
    root = _Node((), [], {})
    for entry in entries:
        node = root
        for depth, name in enumerate(entry.section, start=1):
            node = node.below.setdefault(name, _Node(entry.section[:depth], [], {}))
        node.entries.append(entry)
    return root


LETTERS = "ABCDĐEGH"
"""The letters that number the sections of a form, in Vietnamese order."""


def _rows(form: Form, outline: Outline) -> Iterator[FormRow]:
    """Rows in sections, each before the sections in it, and the total below."""
    root = _tree(outline.entries)
    depth = max((len(entry.section) for entry in outline.entries), default=0)
    rows: list[FormRow] = []
    parts = _add(rows, form, outline, root, _numbers(depth, len(root.below)))
    if form.total and outline.entries:
        figures = _sums(form, rows, parts, outline.total)
        rows.append(FormRow(RowKind.TOTAL, "", form.total, (), figures, parts))
    return iter(rows)


Numbers = Callable[[int, int, str], str]


def _numbers(depth: int, outermost: int) -> Numbers:
    """How sections are numbered: I; or A, in it I, and in that 1; or I and in it 1, 1.1."""
    lettered = depth > 1 and outermost <= len(LETTERS)

    def number(level: int, place: int, above: str) -> str:
        if lettered and level == 0:
            return LETTERS[place - 1]
        if level == int(lettered):
            return _roman(place)
        return f"{above}.{place}" if _is_dotted(above) else str(place)

    return number


def _roman(number: int) -> str:
    written = ""
    for value, sign in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
    ):
        while number >= value:
            written, number = written + sign, number - value
    return written + ("IV" if number == 4 else "I" * number)


def _add(
    rows: list[FormRow],
    form: Form,
    outline: Outline,
    node: _Node,
    numbers: Numbers,
    above: str = "",
) -> tuple[int, ...]:
    """Enter a section's own rows, then the sections in it; the positions that add up to it."""
    parts = []
    for place, entry in enumerate(node.entries, start=1):
        parts.append(len(rows))
        number = f"{above}.{place}" if _is_dotted(above) else str(place)
        figures = _detail(form, entry.counts)
        rows.append(FormRow(RowKind.DETAIL, number, entry.name or "", node.section, figures))
    for place, below in enumerate(node.below.values(), start=1):
        position = len(rows)
        number = numbers(len(node.section), place, above)
        parts.append(position)
        rows.append(FormRow(RowKind.SECTION, number, below.section[-1], node.section, ()))
        inner = _add(rows, form, outline, below, numbers, number)
        figures = _sums(form, rows, inner, outline.sections[below.section])
        rows[position] = rows[position]._replace(figures=figures, parts=inner)
    return tuple(parts)


def _is_dotted(number: str) -> bool:
    return number[:1].isdigit()


def _detail(form: Form, counts: Mapping[Count, int]) -> tuple[Figure, ...]:
    values = values_of(form, counts)
    return tuple(
        Figure(values.get(column.number), ACROSS if adds_up(column, values) else None)
        for column in form.figures
    )


def _sums(
    form: Form, rows: Sequence[FormRow], parts: Sequence[int], counts: Mapping[Count, int]
) -> tuple[Figure, ...]:
    """The figures of a section or total: sums of the rows below where these are all known."""
    values = values_of(form, counts)
    figures = []
    for place, column in enumerate(form.figures):
        added = [rows[part].figures[place].value for part in parts]
        value = values.get(column.number)
        if None not in added and value == sum(n or 0 for n in added):
            figures.append(Figure(value, DOWN))
        else:
            figures.append(Figure(value, ACROSS if adds_up(column, values) else None))
    return tuple(figures)
