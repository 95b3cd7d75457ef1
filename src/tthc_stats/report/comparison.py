"""A comparison as a report: every figure before and after, and the change in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from tthc_stats.analysis.compare import (
    Comparison,
    CountChange,
    GroupChange,
    IndicatorChange,
    Presence,
)
from tthc_stats.analysis.indicators import Indicator
from tthc_stats.analysis.summary import Summary
from tthc_stats.model.counts import ALL_COUNTS, COUNT_NAMES, Count
from tthc_stats.model.ratio import rounded
from tthc_stats.model.text import Joined, T, Text
from tthc_stats.report import changes
from tthc_stats.report.document import (
    Block,
    Cell,
    Flat,
    Heading,
    LinesBlock,
    Report,
    TableBlock,
)
from tthc_stats.report.facts import as_day
from tthc_stats.report.findings import findings_data, findings_table, period_data, sources_data
from tthc_stats.report.language import Language
from tthc_stats.report.summary import (
    DIMENSION_NAMES,
    HEADLINE_COUNTS,
    basis_data,
    group_name,
    indicator_cell,
    indicator_data,
    share_title,
)

BEFORE, AFTER, CHANGE = (
    Heading(T("before"), numeric=True),
    Heading(T("after"), numeric=True),
    Heading(T("change")),
)


def comparison_report(
    comparison: Comparison,
    language: Language,
    *,
    indicators: Sequence[str] = ("on_time",),
    decimals: int = 2,
    total: bool = False,
) -> Report:
    """The report of a comparison.

    indicators: those that people see group by group; programs get all. decimals: places of
    percentages and of differences. total: whether the flat table ends with the total.
    """
    return Report(
        title=T("Comparison"),
        blocks=lambda: _blocks(comparison, indicators, decimals),
        data=lambda: _data(comparison, language, decimals),
        flat=lambda: _flat(comparison, decimals, total=total or not comparison.groups),
    )


def _blocks(comparison: Comparison, indicators: Sequence[str], decimals: int) -> list[Block]:
    blocks: list[Block] = [_lead(comparison), _total(comparison, decimals)]
    if comparison.groups:
        blocks += [
            _by_indicator(comparison, key, decimals)
            for key in indicators
            if any(_has_value(group.indicators[key]) for group in comparison.groups)
        ]
        blocks.append(_by_counts(comparison, decimals))
    if findings := (*comparison.before.findings, *comparison.after.findings):
        blocks.append(findings_table(findings))
    return blocks


def _lead(comparison: Comparison) -> LinesBlock:
    lines: list[tuple[Text | str, str | None]] = [
        (T("Before: {what}", what=_described(comparison.before)), None),
        (T("After: {what}", what=_described(comparison.after)), None),
    ]
    lines.append((T("Percentage points are those of the exact shares, rounded once."), None))
    lines += [(T("Mind: {note}", note=note), "warning") for note in comparison.notes]
    return LinesBlock(lines)


def _described(summary: Summary) -> Text:
    files = Joined(tuple(dict.fromkeys(source.file for source in summary.sources)))
    if summary.period is None:
        return T("{files}, period unknown", files=files)
    start, end = as_day(summary.period.start), as_day(summary.period.end)
    return T("{start} to {end} ({files})", start=start, end=end, files=files)


def _total(comparison: Comparison, decimals: int) -> TableBlock:
    """All groups together, a line for each count and each indicator."""
    total = comparison.total
    counted = [(count, total.counts[count]) for count in ALL_COUNTS]
    rows: list[Sequence[Cell]] = [
        (
            COUNT_NAMES[count],
            change.before,
            change.after,
            change.difference,
            changes.of_count(change, decimals),
        )
        for count, change in counted
        if change != (None, None)
    ]
    rows += [
        (
            share_title(_held(change)),
            _cell(change.before, decimals),
            _cell(change.after, decimals),
            None,
            changes.of_indicator(change, decimals),
        )
        for change in total.indicators.values()
        if _has_value(change)
    ]
    difference = Heading(T("difference"), numeric=True)
    return TableBlock((Heading(T("Total")), BEFORE, AFTER, difference, CHANGE), rows)


def _has_value(change: IndicatorChange) -> bool:
    return any(i is not None and i.exact() is not None for i in (change.before, change.after))


def _held(change: IndicatorChange) -> Indicator:
    """The later of the two, which gives its name to both."""
    held = change.after or change.before
    assert held is not None
    return held


def _cell(indicator: Indicator | None, decimals: int) -> Cell:
    return None if indicator is None else indicator_cell(indicator, decimals)


def _names(comparison: Comparison) -> list[Heading]:
    return [Heading(DIMENSION_NAMES.get(name, name)) for name in comparison.by]


def _labels(group: GroupChange) -> list[Cell]:
    return [group_name(key, value) for key, value in group.key.items()]


def _by_indicator(comparison: Comparison, key: str, decimals: int) -> TableBlock:
    """One indicator group by group, with the ranks before and after."""
    ranks = (Heading(T("rank before"), numeric=True), Heading(T("rank after"), numeric=True))
    title = share_title(_held(comparison.total.indicators[key]))
    return TableBlock(
        (*_names(comparison), BEFORE, AFTER, CHANGE, *ranks, Heading(T("places"))),
        [
            [
                *_labels(group),
                _cell(group.indicators[key].before, decimals),
                _cell(group.indicators[key].after, decimals),
                _or_presence(group, changes.of_indicator(group.indicators[key], decimals)),
                group.indicators[key].rank_before,
                group.indicators[key].rank_after,
                changes.of_rank(group.indicators[key]),
            ]
            for group in comparison.groups
        ],
        title=title,
    )


def _or_presence(group: GroupChange, said: Text | None) -> Text | None:
    return changes.PRESENCES.get(group.presence, said)


def _by_counts(comparison: Comparison, decimals: int) -> TableBlock:
    counts = [
        count
        for count in HEADLINE_COUNTS
        if any(group.counts[count] != (None, None) for group in comparison.groups)
    ]
    headings = [
        heading
        for count in counts
        for heading in (
            Heading(T("{name} before", name=COUNT_NAMES[count]), numeric=True),
            Heading(T("{name} after", name=COUNT_NAMES[count]), numeric=True),
            CHANGE,
        )
    ]
    rows = [
        [*_labels(group), *(cell for count in counts for cell in _three(group, count, decimals))]
        for group in comparison.groups
    ]
    return TableBlock((*_names(comparison), *headings), rows)


def _three(group: GroupChange, count: Count, decimals: int) -> tuple[Cell, Cell, Cell]:
    change = group.counts[count]
    said = changes.of_count(change, decimals)
    return change.before, change.after, _or_presence(group, said)


def _data(comparison: Comparison, language: Language, decimals: int) -> dict[str, object]:
    findings = (*comparison.before.findings, *comparison.after.findings)
    return {
        "schema": "tthc-stats/comparison/1",
        "before": _side(comparison.before),
        "after": _side(comparison.after),
        "by": [str(name) for name in comparison.by],
        "groups": [
            {
                "key": dict(group.key),
                "presence": group.presence.value,
                **_group_data(comparison, group, decimals),
            }
            for group in comparison.groups
        ],
        "total": _group_data(comparison, comparison.total, decimals),
        "notes": [language.text(note) for note in comparison.notes],
        "findings": findings_data(findings, language),
    }


def _side(summary: Summary) -> dict[str, object]:
    return {
        "sources": sources_data(summary.sources),
        "period": period_data(summary.period),
        **basis_data(summary.basis),
    }


def _group_data(comparison: Comparison, group: GroupChange, decimals: int) -> dict[str, object]:
    return {
        "counts": {
            count.value: _count_data(change, decimals) for count, change in group.counts.items()
        },
        "indicators": {
            key: {
                "before": change.before and indicator_data(change.before, decimals),
                "after": change.after and indicator_data(change.after, decimals),
                "difference": _written(change.difference(), decimals),
                **({"rank": _rank_data(comparison, key, change)} if group.key else {}),
            }
            for key, change in group.indicators.items()
        },
    }


def _count_data(change: CountChange, decimals: int) -> dict[str, object]:
    return {
        "before": change.before,
        "after": change.after,
        "difference": change.difference,
        "change_pct": _written(change.relative(), decimals),
    }


def _rank_data(comparison: Comparison, key: str, change: IndicatorChange) -> dict[str, object]:
    of_before, of_after = comparison.ranked[key]
    return {
        "before": change.rank_before,
        "of_before": of_before,
        "after": change.rank_after,
        "of_after": of_after,
        "places": change.places,
    }


def _written(value: Fraction | None, decimals: int) -> str | None:
    return None if value is None else format(rounded(value, decimals), "f")


FLAT = (
    "presence",
    "measure",
    "before",
    "after",
    "difference",
    "change_pct",
    "rank_before",
    "rank_after",
    "places",
)


def _flat(comparison: Comparison, decimals: int, *, total: bool) -> Flat:
    """A row for every group and measure: counts by key, shares as ``<indicator>_pct``."""
    names = tuple(map(str, comparison.by)) if comparison.groups else ("group",)
    groups = [*comparison.groups, comparison.total] if total else comparison.groups
    rows = [
        [*_flat_names(group, len(names)), *row]
        for group in groups
        for row in (*_count_rows(group, decimals), *_indicator_rows(group, decimals))
    ]
    return Flat((*names, *FLAT), rows)


def _flat_names(group: GroupChange, number: int) -> list[str | None]:
    if not group.key:
        return ["TOTAL", *[None] * (number - 1), Presence.BOTH.value]
    return [*group.key.values(), group.presence.value]


FlatRow = list[str | int | Decimal | None]


def _count_rows(group: GroupChange, decimals: int) -> list[FlatRow]:
    return [
        [
            count.value,
            change.before,
            change.after,
            change.difference,
            _rounded(change.relative(), decimals),
            *(None, None, None),
        ]
        for count, change in group.counts.items()
    ]


def _indicator_rows(group: GroupChange, decimals: int) -> list[FlatRow]:
    return [
        [
            f"{key}_pct" if _held(change).is_share else key,
            change.before and change.before.value(decimals),
            change.after and change.after.value(decimals),
            _rounded(change.difference(), decimals),
            None,
            change.rank_before,
            change.rank_after,
            change.places,
        ]
        for key, change in group.indicators.items()
    ]


def _rounded(value: Fraction | None, decimals: int) -> Decimal | None:
    return None if value is None else rounded(value, decimals)
