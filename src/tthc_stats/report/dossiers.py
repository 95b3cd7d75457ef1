"""Lists of dossiers, and the working days that dossiers took, as reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tthc_stats.analysis.durations import DossierList, DurationGroup, DurationSummary, Kind
from tthc_stats.model.text import T, Text
from tthc_stats.report.document import (
    Block,
    Cell,
    Flat,
    Heading,
    LinesBlock,
    Report,
    TableBlock,
)
from tthc_stats.report.findings import (
    findings_data,
    findings_table,
    for_sheets,
    period_data,
    sources_data,
)
from tthc_stats.report.language import Language
from tthc_stats.report.summary import DIMENSION_NAMES, basis_data, lead_blocks
from tthc_stats.tally.calendar import HALF_DAYS
from tthc_stats.tally.durations import (
    CLASSES,
    Class,
    Dossier,
    Frequencies,
    Measure,
    histogram,
    in_days,
)

TITLES = {
    Kind.LATE: T("Dossiers resolved late"),
    Kind.OVERDUE: T("Pending dossiers that are overdue"),
    Kind.DUE_SOON: T("Dossiers falling due soon"),
    Kind.PAUSED: T("Paused dossiers"),
}
DAYS_NAMES = {
    Kind.LATE: T("working days late"),
    Kind.OVERDUE: T("working days overdue"),
    Kind.DUE_SOON: T("working days left"),
    Kind.PAUSED: T("working days paused"),
}
COLUMNS = ("code", "unit", "procedure", "received", "due", "ended", "working_days")

MEASURE_TITLES = {
    Measure.PROCESSING: T("Processing time of dossiers resolved: working days from receipt to end"),
    Measure.LATENESS: T("Lateness of dossiers resolved late: working days from due day to end"),
    Measure.AGE: T("Age of pending dossiers: working days since receipt"),
    Measure.OVERDUE: T("Overdue time of pending dossiers: working days since the due day"),
}
PERCENTILES = {"median": 50, "p90": 90}


# --- lists ----------------------------------------------------------------------------------


def list_report(listed: DossierList, language: Language) -> Report:
    """The report of a list of dossiers."""
    return Report(
        title=TITLES[listed.kind],
        blocks=lambda: _list_blocks(listed),
        data=lambda: _list_data(listed, language),
        sheets=lambda: for_sheets(_list_blocks(listed), listed.findings),
        flat=lambda: Flat(COLUMNS, [_flat_dossier(dossier) for dossier in listed.dossiers]),
    )


def _list_blocks(listed: DossierList) -> list[Block]:
    blocks = lead_blocks(listed.period, listed.basis)
    blocks.append(LinesBlock([(line, None) for line in (_number(listed), *listed.notes)]))
    if listed.dossiers:
        blocks.append(_list_table(listed))
    if listed.findings:
        blocks.append(findings_table(listed.findings))
    return blocks


def _number(listed: DossierList) -> Text:
    shown = len(listed.dossiers)
    if listed.kind is Kind.DUE_SOON:
        text = T(
            "dossiers falling due within {days} working days: {number}",
            number=listed.number,
            days=listed.days,
        )
    else:
        text = T("dossiers: {number}", number=listed.number)
    if shown == listed.number:
        return text
    return T("{text}, of which the first {shown} are shown", text=text, shown=shown)


def _list_table(listed: DossierList) -> TableBlock:
    headings = (
        Heading(T("dossier code")),
        Heading(T("unit")),
        Heading(T("procedure")),
        Heading(T("received on")),
        Heading(T("due on")),
        Heading(T("ended on")),
        Heading(DAYS_NAMES[listed.kind], numeric=True),
    )
    return TableBlock(headings, [(*dossier[:-1], _days(dossier)) for dossier in listed.dossiers])


def _days(dossier: Dossier) -> int | Decimal | None:
    return None if dossier.half_days is None else in_days(dossier.half_days)


def _flat_dossier(dossier: Dossier) -> list[str | int | Decimal | None]:
    texts = [_plain(value) for value in dossier[:-1]]
    return [*texts, _days(dossier)]


def _plain(value: str | date | int | None) -> str | int | None:
    return value.isoformat() if isinstance(value, date) else value


def _list_data(listed: DossierList, language: Language) -> dict[str, object]:
    rows = [
        dict(zip(COLUMNS, map(_json_number, _flat_dossier(dossier)), strict=True))
        for dossier in listed.dossiers
    ]
    ahead = {"days": listed.days} if listed.kind is Kind.DUE_SOON else {}
    return {
        "schema": "tthc-stats/dossiers/1",
        "kind": listed.kind.value,
        "sources": sources_data(listed.sources),
        "period": period_data(listed.period),
        "as_of": listed.basis.as_of.isoformat(),
        **basis_data(listed.basis),
        **ahead,
        "number": listed.number,
        "rows": rows,
        "notes": [language.text(note) for note in listed.notes],
        "findings": findings_data(listed.findings, language),
    }


def _json_number(value: str | int | Decimal | None) -> str | int | float | None:
    """A multiple of ½ is exact as a binary fraction too."""
    return float(value) if isinstance(value, Decimal) else value


# --- statistics -----------------------------------------------------------------------------


def durations_report(summary: DurationSummary, language: Language) -> Report:
    """The report of working days by groups."""
    return Report(
        title=T("Working days"),
        blocks=lambda: _blocks(summary),
        data=lambda: _data(summary, language),
        sheets=lambda: for_sheets(_blocks(summary), summary.findings),
        flat=lambda: _flat(summary),
    )


def _blocks(summary: DurationSummary) -> list[Block]:
    blocks = lead_blocks(summary.period, summary.basis)
    if summary.notes:
        blocks.append(LinesBlock([(note, None) for note in summary.notes]))
    for measure, title in MEASURE_TITLES.items():
        if measure in summary.total.measures:
            blocks += [LinesBlock([(title, None)]), _measure_table(summary, measure)]
    if Measure.DUE_SOON in summary.total.measures:
        blocks.append(_due_soon_table(summary))
    blocks.append(LinesBlock([(EXPLAINED, None)]))
    if summary.findings:
        blocks.append(findings_table(summary.findings))
    return blocks


EXPLAINED = T(
    "“90 % within 8” means that 90 % of the dossiers took no more than 8 working days; in the "
    "columns of days a half-day begun counts as a whole day"
)


def _names(summary: DurationSummary) -> list[Heading]:
    return [Heading(DIMENSION_NAMES.get(name, name)) for name in summary.by] or [Heading("")]


def _rows_of(summary: DurationSummary) -> list[tuple[list[Cell], DurationGroup]]:
    """Every group and the total, with the cells that name it."""
    total: list[Cell] = [T("Total"), *([""] * (len(summary.by) - 1))]
    groups = summary.groups if summary.by else ()
    named: list[tuple[list[Cell], DurationGroup]] = [([*g.key.values()], g) for g in groups]
    return [*named, (total, summary.total)]


def _measure_table(summary: DurationSummary, measure: Measure) -> TableBlock:
    bounds = CLASSES[measure]
    headings = [
        *_names(summary),
        Heading(T("dossiers"), numeric=True),
        *(
            Heading(T("{percent} % within", percent=percent), numeric=True)
            for percent in PERCENTILES.values()
        ),
        *(Heading(_label(one), numeric=True) for one in histogram(Frequencies({}), bounds)),
    ]
    rows = [
        [*names, *_figures(group.measures[measure], bounds)] for names, group in _rows_of(summary)
    ]
    return TableBlock(headings, rows, totals=1 if summary.by else 0)


def _figures(found: Frequencies, bounds: Sequence[int]) -> list[int | Decimal | None]:
    return [
        found.number,
        *_percentiles(found).values(),
        *(one.dossiers for one in histogram(found, bounds)),
    ]


def _percentiles(found: Frequencies) -> dict[str, int | Decimal | None]:
    values = {name: found.percentile(percent) for name, percent in PERCENTILES.items()}
    return {name: None if value is None else in_days(value) for name, value in values.items()}


def _label(one: Class) -> str:
    if one.most is None:
        return f"> {one.least - 1}"
    return str(one.least) if one.least == one.most else f"{one.least}–{one.most}"


def _due_soon_table(summary: DurationSummary) -> TableBlock:
    title = T("falling due within {days} working days", days=summary.days)
    rows = [[*names, _due_soon(summary, group)] for names, group in _rows_of(summary)]
    return TableBlock(
        [*_names(summary), Heading(title, numeric=True)], rows, totals=1 if summary.by else 0
    )


def _due_soon(summary: DurationSummary, group: DurationGroup) -> int | None:
    found = group.measures.get(Measure.DUE_SOON)
    return None if found is None else found.up_to(HALF_DAYS * summary.days)


def _data(summary: DurationSummary, language: Language) -> dict[str, object]:
    return {
        "schema": "tthc-stats/durations/1",
        "sources": sources_data(summary.sources),
        "period": period_data(summary.period),
        "as_of": summary.basis.as_of.isoformat(),
        **basis_data(summary.basis),
        "by": list(summary.by),
        "days": summary.days,
        "groups": [
            {"key": dict(group.key), **_group_data(summary, group)}
            for group in (summary.groups if summary.by else ())
        ],
        "total": _group_data(summary, summary.total),
        "notes": [language.text(note) for note in summary.notes],
        "findings": findings_data(summary.findings, language),
    }


def _group_data(summary: DurationSummary, group: DurationGroup) -> dict[str, object]:
    measures = {
        measure.value: _measure_data(measure, group.measures.get(measure)) for measure in CLASSES
    }
    return {**measures, "due_soon": _due_soon(summary, group)}


def _measure_data(measure: Measure, found: Frequencies | None) -> dict[str, object] | None:
    if found is None:
        return None
    return {
        "dossiers": found.number,
        **{name: _json_number(value) for name, value in _percentiles(found).items()},
        "classes": [
            {"from": one.least, "to": one.most, "dossiers": one.dossiers}
            for one in histogram(found, CLASSES[measure])
        ],
        "left_out": found.left_out,
    }


def _flat(summary: DurationSummary) -> Flat:
    """A row a group; one row in all where nothing is grouped by."""
    groups = summary.groups if summary.by else (summary.total,)
    header = [*summary.by]
    for measure, bounds in CLASSES.items():
        classes = [_class_key(one) for one in histogram(Frequencies({}), bounds)]
        header += [f"{measure.value}_{name}" for name in ("dossiers", *PERCENTILES, *classes)]
    return Flat([*header, "due_soon"], [_flat_row(summary, group) for group in groups])


def _class_key(one: Class) -> str:
    if one.most is None:
        return f"over_{one.least - 1}"
    return str(one.least) if one.least == one.most else f"{one.least}_{one.most}"


def _flat_row(summary: DurationSummary, group: DurationGroup) -> list[str | int | Decimal | None]:
    row: list[str | int | Decimal | None] = [group.key.get(name) for name in summary.by]
    for measure, bounds in CLASSES.items():
        found = group.measures.get(measure)
        figures = _figures(found or Frequencies({}), bounds)
        row += figures if found is not None else [None] * len(figures)
    return [*row, _due_soon(summary, group)]
