"""A trend as a report: each period's share with its fraction, and the change to the one before."""

from __future__ import annotations

from collections.abc import Sequence

from tthc_stats.analysis.trend import Point, Series, Trend
from tthc_stats.model.ratio import rounded
from tthc_stats.model.text import T, Text
from tthc_stats.report.changes import days_or_points
from tthc_stats.report.changes import points as points_in_words
from tthc_stats.report.document import Block, Cell, Flat, Heading, LinesBlock, Report, TableBlock
from tthc_stats.report.facts import period_in_words
from tthc_stats.report.findings import period_data
from tthc_stats.report.language import Language
from tthc_stats.report.ranking import indicator_fields, indicator_header
from tthc_stats.report.summary import (
    DIMENSION_NAMES,
    INDICATOR_NAMES,
    group_name,
    indicator_cell,
    indicator_data,
    share_title,
)


def trend_report(trend: Trend, language: Language, *, decimals: int = 2) -> Report:
    """The report of a trend."""
    return Report(
        title=T("Trend"),
        blocks=lambda: _blocks(trend, decimals),
        data=lambda: _data(trend, language, decimals),
        flat=lambda: _flat(trend, decimals),
    )


def _blocks(trend: Trend, decimals: int) -> list[Block]:
    blocks: list[Block] = [_table(trend, decimals)]
    if trend.notes:
        noted = [(T("Mind: {note}", note=note), "warning") for note in trend.notes]
        blocks.insert(0, LinesBlock(noted))
    return blocks


def _table(trend: Trend, decimals: int) -> TableBlock:
    """A line for each period; for each group and period where there are groups."""
    shown = next((p.indicator for p in trend.total.points if p.indicator), None)
    name = share_title(shown) if shown else INDICATOR_NAMES[trend.indicator]
    groups = [Heading(DIMENSION_NAMES.get(by, by)) for by in trend.by] if trend.groups else []
    return TableBlock(
        (
            *groups,
            Heading(T("period")),
            Heading(name, numeric=True),
            Heading(T("change to the period before")),
        ),
        [
            [*_names(trend, series), *_row(point, decimals)]
            for series in (*trend.groups, trend.total)
            for point in series.points
        ],
        totals=len(trend.total.points) if trend.groups else 0,
    )


def _names(trend: Trend, series: Series) -> list[Cell]:
    if not trend.groups:
        return []
    if not series.key:
        return [T("Total"), *[""] * (len(trend.by) - 1)]
    return [group_name(key, value) for key, value in series.key.items()]


def _row(point: Point, decimals: int) -> Sequence[Cell]:
    cell = point.indicator and indicator_cell(point.indicator, decimals)
    return period_in_words(point.period), cell, _change(point, decimals)


def _change(point: Point, decimals: int) -> Text | None:
    if point.missing:
        return T("nothing is recorded")
    if point.change is None or point.indicator is None:
        return None
    if point.indicator.is_share:
        return points_in_words(point.change, decimals)
    return days_or_points(point.change, point.indicator, decimals)


def _data(trend: Trend, language: Language, decimals: int) -> dict[str, object]:
    return {
        "schema": "tthc-stats/trend/1",
        "indicator": trend.indicator,
        "kind": trend.kind,
        "by": [str(name) for name in trend.by] if trend.groups else [],
        "groups": [
            {"key": dict(series.key), "points": _points(series, decimals)}
            for series in trend.groups
        ],
        "total": {"points": _points(trend.total, decimals)},
        "notes": [language.text(note) for note in trend.notes],
    }


def _points(series: Series, decimals: int) -> list[dict[str, object]]:
    return [
        {
            "period": period_data(point.period),
            "missing": point.missing,
            "indicator": point.indicator and indicator_data(point.indicator, decimals),
            "change": None
            if point.change is None
            else format(rounded(point.change, decimals), "f"),
        }
        for point in series.points
    ]


def _flat(trend: Trend, decimals: int) -> Flat:
    """Every group and period; without groups, the periods of all together."""
    names = tuple(map(str, trend.by)) if trend.groups else ()
    shown = next((p.indicator for p in trend.total.points if p.indicator), None)
    value = indicator_header(shown) if shown else ("numerator", "denominator", "base", "value")
    rows = [
        [
            *(series.key.values() if trend.groups else ()),
            *map(str, point.period),
            int(point.missing),
            *indicator_fields(point.indicator, decimals),
            None if point.change is None else rounded(point.change, decimals),
        ]
        for series in (trend.groups or (trend.total,))
        for point in series.points
    ]
    return Flat((*names, "from", "to", "missing", *value, "change"), rows)
