"""A ranking as a report: the rank, the share with its fraction, and who is tied."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tthc_stats.analysis.indicators import Indicator
from tthc_stats.analysis.ranking import RankedGroup, Ranking, Unranked
from tthc_stats.model.text import T, Text
from tthc_stats.report.document import Block, Cell, Flat, Heading, LinesBlock, Report, TableBlock
from tthc_stats.report.findings import findings_data, findings_table, period_data, sources_data
from tthc_stats.report.language import Language
from tthc_stats.report.summary import (
    DIMENSION_NAMES,
    basis_data,
    group_name,
    indicator_cell,
    indicator_data,
    lead_blocks,
    share_title,
)

TIED = T("tied")
REASONS = {
    Unranked.NOT_REPORTED: T("not ranked: not reported"),
    Unranked.NOTHING: T("not ranked: nothing to take a share of"),
}


def ranking_report(ranking: Ranking, language: Language, *, decimals: int = 2) -> Report:
    """The report of a ranking."""
    return Report(
        title=T("Ranking"),
        blocks=lambda: _blocks(ranking, decimals),
        data=lambda: _data(ranking, language, decimals),
        flat=lambda: _flat(ranking, decimals),
    )


def _blocks(ranking: Ranking, decimals: int) -> list[Block]:
    order = T("the smallest first") if ranking.smaller_first else T("the largest first")
    said = T("{name}, {order}", name=share_title(ranking.total), order=order)
    blocks = [
        *lead_blocks(ranking.period, ranking.basis),
        LinesBlock([(said, None)]),
        _table(ranking, decimals),
    ]
    if ranking.findings:
        blocks.append(findings_table(ranking.findings))
    return blocks


def _table(ranking: Ranking, decimals: int) -> TableBlock:
    total: list[Cell] = [T("Total"), *[""] * (len(ranking.by) - 1)]
    return TableBlock(
        (
            Heading(T("rank"), numeric=True),
            *(Heading(DIMENSION_NAMES.get(name, name)) for name in ranking.by),
            Heading(share_title(ranking.total), numeric=True),
            Heading(T("remark")),
        ),
        [
            *(_row(place, decimals) for place in ranking.places),
            ["", *total, indicator_cell(ranking.total, decimals), ""],
        ],
        totals=1,
    )


def _row(place: RankedGroup, decimals: int) -> Sequence[Cell]:
    return [
        place.rank,
        *(group_name(key, value) for key, value in place.key.items()),
        indicator_cell(place.indicator, decimals),
        _remark(place),
    ]


def _remark(place: RankedGroup) -> Text | str:
    if place.why:
        return REASONS[place.why]
    return TIED if place.tied else ""


def _data(ranking: Ranking, language: Language, decimals: int) -> dict[str, object]:
    return {
        "schema": "tthc-stats/ranking/1",
        "indicator": ranking.indicator,
        "smaller_first": ranking.smaller_first,
        "sources": sources_data(ranking.sources),
        "period": period_data(ranking.period),
        "by": [str(name) for name in ranking.by],
        "ranked": ranking.ranked,
        "places": [
            {
                "key": dict(place.key),
                "rank": place.rank,
                "tied": place.tied,
                **indicator_data(place.indicator, decimals),
                "why": place.why and place.why.value,
            }
            for place in ranking.places
        ],
        "total": indicator_data(ranking.total, decimals),
        "findings": findings_data(ranking.findings, language),
        **basis_data(ranking.basis),
    }


def _flat(ranking: Ranking, decimals: int) -> Flat:
    header = ("rank", "tied", *map(str, ranking.by), *indicator_header(ranking.total))
    rows = [
        [
            place.rank,
            int(place.tied),
            *place.key.values(),
            *indicator_fields(place.indicator, decimals),
        ]
        for place in ranking.places
    ]
    return Flat(header, rows)


def indicator_header(indicator: Indicator) -> tuple[str, ...]:
    value = f"{indicator.key}_pct" if indicator.is_share else indicator.key
    return ("numerator", "denominator", "base", value)


def indicator_fields(
    indicator: Indicator | None, decimals: int
) -> list[str | int | Decimal | None]:
    """An indicator in plain fields: numerator, denominator, base and value."""
    if indicator is None:
        return [None] * 4
    return [*indicator.ratio, indicator.value(decimals)]
