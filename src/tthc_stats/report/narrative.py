"""The report in sentences, each of which knows the counts it rests on."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tthc_stats.analysis.compare import GroupChange, Presence
from tthc_stats.analysis.indicators import Indicator
from tthc_stats.analysis.past import Earlier, Past
from tthc_stats.analysis.ranking import RankedGroup, Unranked, rank_groups
from tthc_stats.analysis.summary import Group, Summary
from tthc_stats.data import load
from tthc_stats.model.counts import COUNT_NAMES, Count
from tthc_stats.model.indicator import COUNT_KEYS
from tthc_stats.model.table import Dimension
from tthc_stats.model.text import T, Text
from tthc_stats.report import changes
from tthc_stats.report.facts import as_day, capital, period_name
from tthc_stats.report.language import Language
from tthc_stats.report.paper import Paragraph, Sentence
from tthc_stats.report.summary import group_name, share_title

NAME = re.compile(r"\{(\w+)\}")
PART = re.compile(r"\[([^\]]*)\]")
UNFINISHED = re.compile(r"[:,;]\s*\.?$")
"""How a sentence ends that has nothing to say."""
FEW, MOST = 3, 6
"""Groups that a sentence names; more only where they stand on one place with the last of them."""
RANKED = "on_time"
ITEM = "; "


class Value(NamedTuple):
    """What stands for a name in a sentence, and the counts it comes from.

    doubtful: whether it does not pass the checks, whatever the counts.
    """

    text: str
    counts: frozenset[Count] = frozenset()
    doubtful: bool = False


Values = Mapping[str, Value]


def narrative(
    summary: Summary,
    past: Past,
    language: Language,
    *,
    office: str | None = None,
    doubted: Collection[Count] = (),
    doubted_before: Collection[Count] = (),
    decimals: int = 2,
) -> tuple[Paragraph, ...]:
    """The paragraphs of a report that its figures allow.

    office: the name of the agency. doubted: counts that the checks do not bear out;
    doubted_before: those of the period before.
    """
    values = _values(summary, past, language, decimals, doubted_before)
    if office:
        values["office"] = Value(office)
    own = [values | told for told in _own(summary.total, past, language, decimals)]
    said = (
        (entry, tuple(_sentences(entry["sentence"], values, own, set(doubted), language.code)))
        for entry in load("narrative")["paragraph"]
    )
    return tuple(
        Paragraph(_filled(entry[language.code], values), sentences)
        for entry, sentences in said
        if sentences
    )


def _sentences(
    entries: Sequence[Mapping[str, str]],
    values: Values,
    own: Sequence[Values],
    doubted: set[Count],
    code: str,
) -> Iterator[Sentence]:
    for entry in entries:
        for known in own if entry.get("each") == "own" else (values,):
            if text := _chosen(entry[code], known):
                used = [known[name] for name in NAME.findall(text)]
                doubtful = any(value.doubtful or value.counts & doubted for value in used)
                yield Sentence(_filled(text, known), doubtful)


def _chosen(template: str, values: Values) -> str | None:
    """A sentence with the wordings that the values allow; None where it has nothing to say."""
    parts = PART.split(template)  # texts and parts by turns
    wordings = [*(_wording(part, values) for part in parts[1::2]), ""]
    text = "".join(text + part for text, part in zip(parts[::2], wordings, strict=True))
    unknown = any(name not in values for name in NAME.findall(text))
    return None if unknown or UNFINISHED.search(text) else text


def _wording(part: str, values: Values) -> str:
    """The first of several wordings whose values are all known; empty where there is none."""
    known = (w for w in part.split("|") if all(name in values for name in NAME.findall(w)))
    return next(known, "")


def _filled(text: str, values: Values) -> str:
    """What is left of a list whose first part is missing begins without its separator.

    That is mended before any value stands in it.
    """
    tidy = re.sub(r":\s*[;,]\s*", ": ", text)
    return NAME.sub(lambda found: values[found[1]].text, tidy)


def _values(
    summary: Summary,
    past: Past,
    language: Language,
    decimals: int,
    doubted_before: Collection[Count],
) -> dict[str, Value]:
    """Everything that sentences may name: days, counts, shares, groups, changes."""
    values = {
        **_days(summary),
        **_counts(summary.total, language),
        **_shares(summary.total, language, decimals),
        **_groups(summary, language, decimals),
    }
    if past.before:
        values |= _changes("before", past.before, language, decimals, doubted_before)
    if past.year_ago:
        values |= _changes("year_ago", past.year_ago, language, decimals)
    return values


def _days(summary: Summary) -> dict[str, Value]:
    if summary.period is None:
        return {}
    return {
        "first_day": Value(as_day(summary.period.start)),
        "last_day": Value(as_day(summary.period.end)),
    }


ALONE = (
    (Count.RECEIVED_OFFLINE, Count.RECEIVED_IN_PERSON),
    (Count.RECEIVED_IN_PERIOD, Count.RECEIVED),
)
"""Counts with names of their own, ``…_only``, where another one is not known."""


def _counts(total: Group, language: Language) -> dict[str, Value]:
    values = {
        count.value: Value(written(number, language), frozenset({count}))
        for count, number in total.counts.items()
    }
    for part, whole in ALONE:
        if part in total.counts and whole not in total.counts:
            values[f"{part}_only"] = values[part]
    return values


def written(number: int, language: Language) -> str:
    """A figure as reports print it: in Vietnamese, one below ten with a zero before it."""
    return f"{number:02d}" if language.code == "vi" and 0 < number < 10 else language.number(number)


def _shares(total: Group, language: Language, decimals: int) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for key, indicator in total.indicators.items():
        percent, ratio = indicator.value(decimals), indicator.ratio
        if percent is None or not indicator.is_share or indicator.own:
            continue
        counts = terms_of(indicator)
        values[f"{key}_pct"] = Value(language.percent(percent), counts)
        values[f"{key}_fraction"] = Value(in_figures(indicator, language), counts)
        if ratio.base == Count.RESOLVED:
            values[f"{key}_of_resolved"] = values[f"{key}_fraction"]
        if ratio.base and not indicator.own:
            values[f"{key}_base"] = Value(language.text(COUNT_NAMES[Count(ratio.base)]), counts)
    return values


def _own(total: Group, past: Past, language: Language, decimals: int) -> Iterator[dict[str, Value]]:
    """What is said of each indicator that the office defines for itself."""
    for key, indicator in total.indicators.items():
        value = indicator.value(decimals)
        if indicator.own is None or value is None:
            continue
        counts = terms_of(indicator)
        name = capital(language.text(share_title(indicator)))
        written = language.percent(value) if indicator.is_share else language.number(value)
        told = {
            "own_name": Value(name),
            "own_value": Value(written, counts),
            "own_fraction": Value(in_figures(indicator, language), counts),
        }
        for prefix, earlier in (("before", past.before), ("year_ago", past.year_ago)):
            change = earlier and earlier.comparison.total.indicators.get(key)
            if earlier and change and (said := changes.of_indicator(change, decimals)):
                told[f"own_{prefix}"] = Value(language.text(said), counts, bool(earlier.errors))
        yield told


def in_figures(indicator: Indicator, language: Language) -> str:
    """The two figures of an indicator that has a value: “3.162/3.250”."""
    ratio = indicator.ratio
    return f"{language.number(ratio.numerator or 0)}/{language.number(ratio.denominator or 0)}"


def terms_of(indicator: Indicator) -> frozenset[Count]:
    """The counts that an indicator is made of."""
    if indicator.own:
        terms = [term for sum_ in indicator.own.numerators for term in sum_]
        return frozenset(Count(t) for t in (*terms, *indicator.own.denominator) if t in COUNT_KEYS)
    numerator = Count(load("indicators")[indicator.key]["numerator"])
    base = indicator.ratio.base
    return frozenset({numerator, Count(base)} if base else {numerator})


GROUPS: Mapping[str, Text] = {
    Dimension.UNIT: T("units"),
    Dimension.COMMUNE: T("communes"),
    Dimension.FIELD: T("fields"),
    Dimension.PROCEDURE: T("procedures"),
}
"""What sentences call the groups that they name."""


def _groups(summary: Summary, language: Language, decimals: int) -> dict[str, Value]:
    """The groups that lead and lag, where a table has more than a sentence can name."""
    if len(summary.by) != 1 or summary.by[0] not in GROUPS or len(summary.groups) <= FEW:
        return {}
    values = {"groups": Value(language.text(GROUPS[summary.by[0]]))}
    for name, counted in (("late", Count.LATE), ("overdue", Count.PENDING_OVERDUE)):
        told = all(counted in group.counts for group in summary.groups)
        if told and (text := _most(summary.groups, counted, language)):
            values[f"most_{name}"] = Value(text, frozenset({counted}))
    places = rank_groups(summary, RANKED).places
    ranked = [place for place in places if place.rank is not None]
    told = all(place.why is not Unranked.NOT_REPORTED for place in places)
    if told and len(ranked) > FEW and ranked[0].rank != ranked[-1].rank:
        counts = terms_of(ranked[0].indicator)
        said = _Placed(GROUPS[summary.by[0]], language, decimals)
        leaders = _first(ranked, _rank)
        values["leaders"] = Value(said.named(leaders) or said.number(ranked, ranked[0]), counts)
        others = [p for p in reversed(ranked) if p not in leaders and p.rank != ranked[0].rank]
        if others:
            laggards = said.named(_first(others, _rank)) or said.number(ranked, others[0])
            values["laggards"] = Value(laggards, counts)
    return values


def _rank(place: RankedGroup) -> int | None:
    return place.rank


def _first(items: Sequence[Any], value: Callable[[Any], object]) -> list[Any]:
    """The first few of sorted items, with those equal to the last of them if these are few;
    else without all of them.
    """
    found = list(items[:FEW])
    if len(items) > FEW and value(items[FEW]) == value(found[-1]):
        last = value(found[-1])
        equal = [item for item in items if value(item) == last]
        apart = [item for item in found if value(item) != last]
        found = apart + equal if len(apart) + len(equal) <= MOST else apart
    return found


class _Placed:
    """Ranked groups in words."""

    def __init__(self, groups: Text, language: Language, decimals: int) -> None:
        self.groups = groups
        self.language = language
        self.decimals = decimals

    def named(self, places: Sequence[RankedGroup]) -> str:
        return ITEM.join(
            f"{name_of(place.key, self.language)} ({self.share(place)})" for place in places
        )

    def number(self, ranked: Sequence[RankedGroup], one: RankedGroup) -> str:
        """How many share the place of one, where they are too many to be named."""
        equal = sum(place.rank == one.rank for place in ranked)
        return self.language.text(
            T(
                "{number} {groups} with {share} each",
                number=equal,
                groups=self.groups,
                share=self.share(one),
            )
        )

    def share(self, place: RankedGroup) -> str:
        percent = place.indicator.value(self.decimals)
        assert percent is not None
        return self.language.percent(percent)


def name_of(key: Mapping[str, str | None], language: Language) -> str:
    """A group's name as people read it."""
    parts = (group_name(dimension, value) for dimension, value in key.items())
    return " · ".join(language.text(p) if isinstance(p, Text) else str(p or "–") for p in parts)


def _most(groups: Sequence[Group], count: Count, language: Language) -> str:
    """The groups with the most dossiers of a kind; empty where there are none."""
    some = [group for group in groups if group.counts.get(count)]
    some.sort(key=lambda group: -group.counts[count])
    return ITEM.join(
        language.text(
            T(
                "{name} ({number} dossiers)",
                name=name_of(group.key, language),
                number=written(group.counts[count], language),
            )
        )
        for group in _first(some, lambda group: group.counts[count])
    )


COMPARED_COUNTS = (
    Count.RECEIVED,
    Count.RECEIVED_IN_PERIOD,
    Count.RESOLVED,
    Count.LATE,
    Count.PENDING,
    Count.PENDING_OVERDUE,
)
COMPARED_SHARES = ("on_time", "online", "full_process")


def _changes(
    prefix: str,
    earlier: Earlier,
    language: Language,
    decimals: int,
    doubted: Collection[Count] = (),
) -> dict[str, Value]:
    """The changes against an earlier period, whose own errors make all of them doubtful.

    doubted: its counts that do not pass the checks.
    """
    doubtful = bool(earlier.errors)
    total = earlier.comparison.total
    values = {f"{prefix}_name": Value(language.text(period_name(earlier.period)))}
    for count in COMPARED_COUNTS:
        if said := changes.of_count(total.counts[count], decimals):
            text = language.text(said)
            values[f"{prefix}_{count}"] = Value(
                text, frozenset({count}), doubtful or count in doubted
            )
    for key in COMPARED_SHARES:
        change = total.indicators[key]
        if change.after and change.same_base and (said := changes.of_indicator(change, decimals)):
            values[f"{prefix}_{key}_share"] = Value(
                language.text(said), terms_of(change.after), doubtful
            )
    for name, presence in (("gone", Presence.GONE), ("new", Presence.NEW)):
        there = [g.key for g in earlier.comparison.groups if g.presence is presence]
        if there and earlier.by_group:
            values[f"{prefix}_{name}"] = Value(_named(there, language))
    for name, up in (("climbers", True), ("fallers", False)):
        if text := _movers(earlier.comparison.groups, language, up=up):
            after = total.indicators[RANKED].after
            counts = terms_of(after) if after else frozenset()
            values[f"{prefix}_{name}"] = Value(text, counts, doubtful)
    return values


def _named(keys: Sequence[Mapping[str, str | None]], language: Language) -> str:
    names = ITEM.join(name_of(key, language) for key in keys[:MOST])
    if len(keys) <= MOST:
        return names
    return language.text(T("{names} and {more} more", names=names, more=len(keys) - MOST))


def _movers(groups: Sequence[GroupChange], language: Language, *, up: bool) -> str:
    """The groups that moved most places in the ranking."""
    moved = [(group.indicators[RANKED].places or 0, group) for group in groups]
    some = [(places, group) for places, group in moved if (places > 0) == up and places]
    some.sort(key=lambda pair: -abs(pair[0]))
    return ITEM.join(
        f"{name_of(group.key, language)} ({language.text(said)})"
        for _, group in _first(some, lambda pair: pair[0])
        if (said := changes.of_rank(group.indicators[RANKED]))
    )
