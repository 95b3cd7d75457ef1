"""The charts of a monthly report: its counts over the periods, its groups, its channels.

What is absent is never drawn as 0: it is a gap, or there is no chart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from tthc_stats.analysis.ranking import RankedGroup, Ranking, rank_groups
from tthc_stats.analysis.summary import Group, Summary
from tthc_stats.analysis.trend import by_period, like, without_gaps
from tthc_stats.model.counts import COUNT_NAMES, Count, Counts
from tthc_stats.model.period import Period
from tthc_stats.model.ratio import Ratio
from tthc_stats.model.table import Dimension
from tthc_stats.model.text import Joined, T, Text
from tthc_stats.report.chart import Chart, ChartKind, Series
from tthc_stats.report.document import ShareCell
from tthc_stats.report.facts import period_in_short
from tthc_stats.report.language import Language
from tthc_stats.report.summary import DIMENSION_NAMES, group_name, share_title
from tthc_stats.report.writers.cells import share

TRENDS = (Count.RECEIVED, Count.RESOLVED, Count.PENDING)
MOST_PERIODS = 13
"""A year, and the same month of the year before."""
MOST_BARS = 24
"""So many fit on a page with names of two lines."""
MOST_PARTS = 12
MOST_NAMES = 5
CHANNELS = (
    (Count.RECEIVED_ONLINE, Count.RECEIVED_IN_PERSON, Count.RECEIVED_POSTAL),
    (Count.RECEIVED_ONLINE, Count.RECEIVED_OFFLINE),
)
"""The finest first, as the identity CHANNELS has them."""
IN_TIME_ORDER = frozenset({Dimension.PERIOD, Dimension.MONTH})
"""Groups that follow one another have no place in an order by their shares."""


def charts_of(
    summary: Summary, past: Sequence[Summary], language: Language, decimals: int
) -> tuple[Chart, ...]:
    """The charts that the figures of a period allow, in the words of a language.

    ``trend``: received, resolved and pending of all together, over those of the past
    periods that make one series with the present one; at least two. ``on_time``: the
    share of each group, the best first. ``channels``: how dossiers came in, in percent.
    decimals: places of every percentage. Raises UsageError where past periods are unknown
    or one is given twice.
    """
    drawn = (
        _trend(summary, past, language),
        _on_time(summary, language, decimals),
        _channels(summary, language, decimals),
    )
    return tuple(chart for chart in drawn if chart)


def _trend(summary: Summary, past: Sequence[Summary], language: Language) -> Chart | None:
    if summary.period is None:
        return None
    earlier = (other for other in past if other.period != summary.period)
    known = {**by_period(earlier), summary.period: summary}
    periods = _shown(summary.period, known)
    lines = {count: [_count(known.get(p), count) for p in periods] for count in TRENDS}
    drawn = {count: values for count, values in lines.items() if _several(values)}
    if not drawn:
        return None
    names = [language.text(period_in_short(period)) for period in periods]
    absent = [name for period, name in zip(periods, names, strict=True) if period not in known]
    return Chart(
        name="trend",
        kind=ChartKind.LINES,
        title=language.text(T("Dossiers received, resolved and pending by period")),
        categories=tuple(names),
        series=tuple(Series(_named(c, language), tuple(v)) for c, v in drawn.items()),
        percent=False,
        described=_sentences(_trend_told(drawn, names, absent), language),
    )


def _shown(present: Period, known: Iterable[Period]) -> list[Period]:
    """The newest periods up to the present one, with those missing between them."""
    series = [period for period in like(present, known) if period.end <= present.end]
    newest = list(without_gaps(series))[-MOST_PERIODS:]
    first = next(number for number, period in enumerate(newest) if period in series)
    return newest[first:]


def _count(summary: Summary | None, count: Count) -> int | None:
    return summary.total.counts.get(count) if summary else None


def _several(values: Iterable[int | None]) -> bool:
    return sum(value is not None for value in values) > 1


def _trend_told(
    lines: Mapping[Count, Sequence[int | None]], names: Sequence[str], absent: Sequence[str]
) -> list[Text]:
    told = [_line_told(count, values, names) for count, values in lines.items()]
    if absent:
        told.append(T("Nothing is recorded of {periods}.", periods=tuple(absent)))
    return told


def _line_told(count: Count, values: Sequence[int | None], names: Sequence[str]) -> Text:
    known = [(value, name) for value, name in zip(values, names, strict=True) if value is not None]
    (first, start), (last, end) = known[0], known[-1]
    told = T(
        "{name}: from {first} ({start}) to {last} ({end})",
        name=COUNT_NAMES[count],
        first=first,
        start=start,
        last=last,
        end=end,
    )
    if len(known) == 2:
        return T("{sentence}.", sentence=told)
    (least, low), (most, high) = min(known, key=_value), max(known, key=_value)
    return T(
        "{sentence}; at least {least} ({low}), at most {most} ({high}).",
        sentence=told,
        least=least,
        low=low,
        most=most,
        high=high,
    )


def _value(known: tuple[int, str]) -> int:
    return known[0]


def _on_time(summary: Summary, language: Language, decimals: int) -> Chart | None:
    if IN_TIME_ORDER & set(summary.by):
        return None
    ranking = rank_groups(summary)
    ranked = [place for place in ranking.places if place.rank]
    if len(ranked) < 2:
        return None
    best, worst = _ends(ranked)
    hidden = len(ranked) - len(best) - len(worst)
    bars = [(_name(p.key, language), p.indicator.value(decimals)) for p in (*best, *worst)]
    if hidden:
        said = language.text(T("… {number} more between", number=hidden))
        bars.insert(len(best), (said, None))
    return Chart(
        name="on_time",
        kind=ChartKind.BARS,
        title=language.text(_on_time_title(ranking, len(best), len(worst), hidden)),
        categories=tuple(name for name, _ in bars),
        series=(
            Series(
                _capitalised(language.text(share_title(ranking.total))),
                tuple(value for _, value in bars),
            ),
        ),
        percent=True,
        described=_sentences(_on_time_told(ranking, ranked, language, decimals), language),
    )


def _ends(ranked: list[RankedGroup]) -> tuple[list[RankedGroup], list[RankedGroup]]:
    """All of them, or the first and the last where they are too many."""
    if len(ranked) <= MOST_BARS:
        return ranked, []
    half = MOST_BARS // 2
    return ranked[:half], ranked[-half:]


def _on_time_title(ranking: Ranking, best: int, worst: int, hidden: int) -> Text:
    groups = T("{names}", names=tuple(DIMENSION_NAMES.get(by, by) for by in ranking.by))
    if not hidden:
        return T("Early and on-time share by {groups}", groups=groups)
    return T(
        "Early and on-time share by {groups}: the {best} highest and {worst} lowest of {all}",
        groups=groups,
        best=best,
        worst=worst,
        all=best + worst + hidden,
    )


def _on_time_told(
    ranking: Ranking, ranked: Sequence[RankedGroup], language: Language, decimals: int
) -> list[Text]:
    first, last = ranked[0], ranked[-1]
    told = [
        T(
            "Highest: {best}; lowest: {worst}.",
            best=_place_told(first, language, decimals),
            worst=_place_told(last, language, decimals),
        )
    ]
    whole = _share(ranking.total.ratio, language, decimals)
    if whole:
        told.append(T("All together: {share}.", share=whole))
    missing = [_name(place.key, language) for place in ranking.places if place.rank is None]
    return [*told, *_missing_told(missing)]


def _missing_told(names: Sequence[str]) -> list[Text]:
    """Which groups are not drawn; how many where they are too many to name."""
    if len(names) > MOST_NAMES:
        return [T("Without these figures, and not drawn: {number} groups.", number=len(names))]
    return [T("Without these figures, and not drawn: {names}.", names=tuple(names))] * bool(names)


def _place_told(place: RankedGroup, language: Language, decimals: int) -> Text:
    said = _share(place.indicator.ratio, language, decimals)
    return T("{name} ({share})", name=_name(place.key, language), share=said)


def _share(ratio: Ratio, language: Language, decimals: int) -> str | None:
    percent = ratio.percent(decimals)
    if percent is None:
        return None
    return share(ShareCell(ratio.numerator, ratio.denominator, percent), language)


class _Whole(NamedTuple):
    """What came in, and its parts, which add up to it."""

    name: str
    parts: tuple[int, ...]

    @property
    def number(self) -> int:
        return sum(self.parts)


def _channels(summary: Summary, language: Language, decimals: int) -> Chart | None:
    parts = next((c for c in CHANNELS if _parts(summary.total.counts, c)), None)
    if parts is None:
        return None
    named = _channel_groups(summary, language)
    found = ((name, _parts(counts, parts)) for name, counts in named)
    wholes = [_Whole(name, known) for name, known in found if known]
    missing = sorted({name for name, _ in named} - {whole.name for whole in wholes})
    title = T("How dossiers were submitted, in percent of those received in the period")
    return Chart(
        name="channels",
        kind=ChartKind.PARTS,
        title=language.text(title),
        categories=tuple(f"{w.name} ({language.number(w.number)})" for w in wholes),
        series=tuple(
            Series(_named(count, language), tuple(_percent(w, n, decimals) for w in wholes))
            for n, count in enumerate(parts)
        ),
        percent=True,
        described=_sentences(
            [*_channels_told(wholes, parts, language, decimals), *_missing_told(missing)], language
        ),
    )


def _parts(counts: Counts, parts: Sequence[Count]) -> tuple[int, ...] | None:
    """The parts of what was received, where all are known and add up to more than nothing."""
    known = tuple(counts[part] for part in parts if part in counts)
    whole = counts.get(Count.RECEIVED_IN_PERIOD, sum(known))
    return known if len(known) == len(parts) and sum(known) == whole > 0 else None


def _channel_groups(summary: Summary, language: Language) -> list[tuple[str, Counts]]:
    """All together, then each group where there are not too many of them."""
    groups: Sequence[Group] = summary.groups
    if not 1 < len(groups) <= MOST_PARTS or Dimension.CHANNEL in summary.by:
        groups = ()
    total = language.text(T("Total"))
    return [
        (total, summary.total.counts),
        *((_name(group.key, language), group.counts) for group in groups),
    ]


def _percent(whole: _Whole, part: int, decimals: int) -> Decimal | None:
    return Ratio(whole.parts[part], whole.number).percent(decimals)


def _channels_told(
    wholes: Sequence[_Whole], parts: Sequence[Count], language: Language, decimals: int
) -> list[Text]:
    total = wholes[0]
    shares = tuple(
        T(
            "{name} {share}",
            name=COUNT_NAMES[count],
            share=_share(Ratio(number, total.number), language, decimals),
        )
        for count, number in zip(parts, total.parts, strict=True)
    )
    told = [T("All together: {shares}.", shares=Joined(shares, "; "))]
    if len(wholes) > 2:
        online = sorted(wholes[1:], key=lambda w: Ratio(w.parts[0], w.number).percent(12) or 0)
        told.append(
            T(
                "{name}: the most at {most}; the least at {least}.",
                name=COUNT_NAMES[parts[0]],
                most=_whole_told(online[-1], language, decimals),
                least=_whole_told(online[0], language, decimals),
            )
        )
    return told


def _whole_told(whole: _Whole, language: Language, decimals: int) -> Text:
    said = _share(Ratio(whole.parts[0], whole.number), language, decimals)
    return T("{name} ({share})", name=whole.name, share=said)


def _name(key: Mapping[str, str | None], language: Language) -> str:
    """The name of a group, as tables have it."""
    cells = (group_name(by, value) for by, value in key.items())
    return " · ".join(language.text(c) if isinstance(c, Text | str) else "–" for c in cells)


def _named(count: Count, language: Language) -> str:
    return _capitalised(language.text(COUNT_NAMES[count]))


def _sentences(told: Sequence[Text], language: Language) -> str:
    return " ".join(_capitalised(language.text(text)) for text in told)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
