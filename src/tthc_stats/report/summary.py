"""A summary as a report: every ratio with its fraction, every count under its name."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tthc_stats.analysis.indicators import Indicator, indicator_columns
from tthc_stats.analysis.summary import Group, Summary
from tthc_stats.model.alphabet import alphabetical
from tthc_stats.model.basis import Basis
from tthc_stats.model.counts import ALL_COUNTS, COUNT_NAMES, Count
from tthc_stats.model.errors import UsageError
from tthc_stats.model.period import Period
from tthc_stats.model.table import Dimension
from tthc_stats.model.text import Joined, T, Text
from tthc_stats.report.document import (
    Block,
    Cell,
    Flat,
    Heading,
    LinesBlock,
    Report,
    ShareCell,
    TableBlock,
)
from tthc_stats.report.facts import as_day, period_in_words
from tthc_stats.report.findings import (
    findings_data,
    findings_table,
    for_sheets,
    period_data,
    sources_data,
)
from tthc_stats.report.language import Language

INDICATOR_NAMES = {  # told as the reader of captions understands them
    "on_time": T("on-time share"),
    "early": T("early share"),
    "late": T("late share"),
    "resolution": T("resolved share (of received)"),
    "overdue": T("overdue share (of pending)"),
    "online": T("online share (of received in the period)"),
    "full_process": T("full process share"),
    "clearance": T("resolved share (of received in the period)"),
    "disposition_days": T("days to clear what is pending"),
    "progress_score_766": T("QĐ 766 progress score (of 20)"),
}

BASE_TOLD = ("on_time", "early", "late", "full_process")

DIMENSION_NAMES: dict[str, Text] = {
    Dimension.UNIT: T("unit"),
    Dimension.FIELD: T("field"),
    Dimension.LEVEL: T("level"),
    Dimension.PROCEDURE: T("procedure"),
    Dimension.PERIOD: T("period"),
    Dimension.FILE: T("file"),
    Dimension.COMMUNE: T("commune"),
    Dimension.CHANNEL: T("channel"),
    Dimension.SERVICE: T("service level"),
    Dimension.MONTH: T("month"),
}

HEADLINE_COUNTS = (
    Count.RECEIVED,
    Count.RESOLVED,
    Count.PENDING,
)
"""Counts shown beside the shares in a table of many groups."""

HEADLINE_INDICATORS = ("on_time", "late", "overdue", "online", "full_process")


def summary_report(
    summary: Summary,
    language: Language,
    *,
    decimals: int = 2,
    sort: str | None = None,
    total: bool = False,
) -> Report:
    """The report of a summary.

    decimals: places of every percentage. sort: a count, indicator or grouping key, with a
    leading ``-`` for the largest first. total: whether the flat table ends with the total.
    Raises UsageError for an unknown sort key.
    """
    groups = sorted_groups(summary, sort)
    return Report(
        title=T("Summary"),
        blocks=lambda: _blocks(summary, groups, decimals),
        data=lambda: summary_data(summary, groups, language, decimals),
        flat=lambda: summary_flat(summary, groups, decimals, total=total),
        sheets=lambda: for_sheets(_blocks(summary, groups, decimals), summary.findings),
    )


def sorted_groups(summary: Summary, sort: str | None) -> Sequence[Group]:
    """Groups by a key; those without a value come last, equal ones keep their order."""
    groups = summary.groups
    if not sort:
        return groups
    key = sort.lstrip("-")
    known = (
        *(count.value for count in ALL_COUNTS),
        *summary.total.indicators,
        *(d.value for d in Dimension),
    )
    if key not in known:
        raise UsageError(
            T("cannot sort by “{key}”", key=key), hint=T("Sort by one of {known}.", known=known)
        )
    valued = [group for group in groups if _sort_value(group, key) is not None]
    valued.sort(key=lambda group: _sort_value(group, key), reverse=sort.startswith("-"))  # type: ignore[arg-type,return-value]
    return [*valued, *(group for group in groups if _sort_value(group, key) is None)]


def _sort_value(group: Group, key: str) -> object:
    if key in group.indicators:
        return group.indicators[key].value(12)
    if key in group.key:
        name = group.key[key]
        return alphabetical(name) if name is not None else None
    return group.counts.get(Count(key)) if key in set(Count) else None


def share_cell(indicator: Indicator, decimals: int) -> ShareCell:
    ratio = indicator.ratio
    return ShareCell(ratio.numerator, ratio.denominator, indicator.value(decimals))


def _blocks(summary: Summary, groups: Sequence[Group], decimals: int) -> list[Block]:
    blocks = lead_blocks(summary.period, summary.basis)
    if len(groups) == 1:
        blocks.append(one_group(groups[0], decimals))
    else:
        blocks.append(groups_table(summary, groups, decimals))
    if summary.findings:
        blocks.append(findings_table(summary.findings))
    return blocks


def lead_blocks(period: Period | None, basis: Basis | None) -> list[Block]:
    """What stands above the figures: their period, and how they were counted."""
    blocks: list[Block] = []
    if period:
        said = T("Period: {period}", period=period_in_words(period))
        blocks.append(LinesBlock([(said, None)]))
    if basis:
        blocks.append(LinesBlock([(line, None) for line in basis_lines(basis)]))
    return blocks


RULES = {
    "date": T("the day decides, not the hour"),
    "timestamp": T("the hour decides"),
}


def basis_lines(basis: Basis) -> list[Text]:
    """What a reader must know to count the same dossiers again."""
    return [
        T(
            "Counted from {number} dossiers; overdue as of {day}; {rule}",
            number=basis.dossiers,
            day=as_day(basis.as_of),
            rule=RULES[basis.rule],
        )
    ]


def one_group(group: Group, decimals: int) -> TableBlock:
    """One group stands upright: a line for each count and each ratio."""
    rows: list[Sequence[Cell]] = [
        (_count_title(group, count), group.counts[count])
        for count in ALL_COUNTS
        if count in group.counts
    ]
    rows += [
        (share_title(indicator), indicator_cell(indicator, decimals))
        for key, indicator in group.indicators.items()
        if indicator.value(decimals) is not None
    ]
    names = tuple(group_name(key, value) or "–" for key, value in group.key.items())
    name = T("{names}", names=Joined(names, " · "))
    return TableBlock(headings=(Heading(name), Heading(T("figure"), numeric=True)), rows=rows)


def _count_title(group: Group, count: Count) -> Text:
    name = COUNT_NAMES[count]
    return T("{name} (derived)", name=name) if count in group.derived else name


def share_title(indicator: Indicator) -> Text | str:
    """The name of an indicator, with its base where its name does not tell it."""
    if indicator.own and indicator.own.name:
        return indicator.own.name
    name, base = INDICATOR_NAMES[indicator.key], indicator.ratio.base
    if indicator.key in BASE_TOLD and base:
        return T("{name} (of {base})", name=name, base=COUNT_NAMES[Count(base)])
    return name


def indicator_cell(indicator: Indicator, decimals: int) -> Cell:
    if indicator.is_share:
        return share_cell(indicator, decimals)
    return indicator.value(decimals)


def groups_table(summary: Summary, groups: Sequence[Group], decimals: int) -> TableBlock:
    """Many groups: one row each, with the columns that any of them has."""
    everyone = (*groups, summary.total)
    counts = [c for c in HEADLINE_COUNTS if any(c in g.counts for g in everyone)]
    own = [key for key, indicator in summary.total.indicators.items() if indicator.own]
    shares = [
        key
        for key in (*HEADLINE_INDICATORS, *own)
        if any(
            group.indicators[key].ratio.numerator is not None
            and group.indicators[key].value(decimals) is not None
            for group in everyone
        )
    ]
    headings = (
        *(Heading(DIMENSION_NAMES.get(name, name)) for name in summary.by),
        *(Heading(COUNT_NAMES[count], numeric=True) for count in counts),
        *(Heading(share_title(summary.total.indicators[key]), numeric=True) for key in shares),
    )
    rows = [
        [
            *group_names(summary, group),
            *(group.counts.get(count) for count in counts),
            *(indicator_cell(group.indicators[key], decimals) for key in shares),
        ]
        for group in everyone
    ]
    return TableBlock(headings, rows, totals=1)


def group_names(summary: Summary, group: Group) -> list[Cell]:
    if not group.key:
        return [T("Total"), *([""] * (len(summary.by) - 1))]
    return [group_name(key, value) for key, value in group.key.items()]


CLASS_NAMES: dict[str, dict[str, Text]] = {
    Dimension.CHANNEL: {
        "online": T("online"),
        "in_person": T("in person"),
        "postal": T("by post"),
    },
    Dimension.SERVICE: {
        "full": T("full process"),
        "partial": T("partial process"),
        "none": T("neither"),
    },
    Dimension.LEVEL: {
        "central": T("central"),
        "province": T("province"),
        "district": T("district"),
        "commune": T("commune"),
    },
}
"""What people read for the classes of a register; programs get the keys."""


def group_name(key: str, value: str | None) -> Cell:
    return CLASS_NAMES.get(key, {}).get(value or "", value)


def summary_data(
    summary: Summary, groups: Sequence[Group], language: Language, decimals: int
) -> dict[str, object]:
    return {
        "schema": "tthc-stats/summary/1",
        "sources": sources_data(summary.sources),
        "period": period_data(summary.period),
        "by": [str(name) for name in summary.by],
        "groups": [{"key": dict(group.key), **_group_data(group, decimals)} for group in groups],
        "total": _group_data(summary.total, decimals),
        "findings": findings_data(summary.findings, language),
        **basis_data(summary.basis),
    }


def basis_data(basis: Basis | None) -> dict[str, object]:
    if basis is None:
        return {}
    return {"basis": {**basis._asdict(), "as_of": basis.as_of.isoformat()}}


def _group_data(group: Group, decimals: int) -> dict[str, object]:
    return {
        "counts": {count.value: group.counts.get(count) for count in ALL_COUNTS},
        "derived": [count.value for count in group.derived],
        "indicators": {key: indicator_data(i, decimals) for key, i in group.indicators.items()},
    }


def indicator_data(indicator: Indicator, decimals: int) -> dict[str, object]:
    ratio, value = indicator.ratio, indicator.value(decimals)
    written = None if value is None else format(value, "f")
    data: dict[str, object] = {
        "numerator": ratio.numerator,
        "denominator": ratio.denominator,
        "base": ratio.base,
    }
    if indicator.is_share:
        return {**data, "pct": written}
    if indicator.points:
        return {**data, "points": indicator.points, "value": written}
    return {**data, "days": indicator.days, "value": written}


def summary_flat(summary: Summary, groups: Sequence[Group], decimals: int, *, total: bool) -> Flat:
    columns = indicator_columns(summary.total.indicators.values())
    header = (
        *map(str, summary.by),
        *(count.value for count in ALL_COUNTS),
        *columns.values(),
    )
    shown = [*groups, summary.total] if total else groups
    return Flat(header, [_flat_row(summary, group, decimals, tuple(columns)) for group in shown])


def _flat_row(
    summary: Summary, group: Group, decimals: int, keys: Sequence[str]
) -> list[str | int | Decimal | None]:
    names = [group.key.get(str(name)) for name in summary.by]
    if not group.key:
        names = ["TOTAL", *names[1:]]
    return [
        *names,
        *(group.counts.get(count) for count in ALL_COUNTS),
        *(group.indicators[key].value(decimals) for key in keys),
    ]
