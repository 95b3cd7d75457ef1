"""The page of SQL against a plain second reading of the rules, on random registers."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from oracle import (
    CHANNELS,
    SERVICES,
    STATES,
    Dossier,
    Question,
    has_lone_end,
    place_of,
    reported,
    tells_hours,
)

from tthc_stats.analysis.dossiers import summarize_registers
from tthc_stats.analysis.summary import Summary
from tthc_stats.ingest.registers import find_register
from tthc_stats.ingest.registers.dates import Order
from tthc_stats.model.counts import Count
from tthc_stats.model.errors import NotUnderstoodError
from tthc_stats.model.grid import Grid, Value
from tthc_stats.model.period import Period
from tthc_stats.tally.options import NoDue, Rule, TallyOptions

COLUMNS = {
    "code": "Mã hồ sơ",
    "unit": "Đơn vị",
    "received": "Ngày tiếp nhận",
    "due": "Ngày hẹn trả",
    "ended": "Ngày kết thúc xử lý",
    "status": "Trạng thái",
    "channel": "Hình thức nộp",
    "service": "Mức độ",
}
UNREADABLE = "31/02/2026"
LONG_AGO = Dossier(datetime.fromisoformat("2000-01-01 08:00"))
PERIODS = (
    Period(date(2026, 7, 15), date(2026, 8, 14)),
    Period(date(2026, 8, 1), date(2026, 8, 31)),
    Period(date(2026, 8, 10), date(2026, 8, 10)),
    Period(date(2025, 12, 15), date(2026, 3, 14)),
)
HOURS = (time(0), time(7, 30), time(9), time(9, 0, 1), time(17), time(23, 59, 59))


class Case:
    """A random register with what is asked of it."""

    def __init__(
        self,
        dossiers: Sequence[Dossier],
        options: TallyOptions,
        missing: frozenset[str],
        timed_due: bool,
    ) -> None:
        hidden: dict[str, None] = dict.fromkeys(missing)
        self.dossiers = [
            replace(d, **{"due": d.due if timed_due else _day(d.due), **hidden})  # type: ignore[arg-type]
            for d in dossiers
        ]
        self.options = options
        self.missing = missing

    def __repr__(self) -> str:
        rows = "\n".join(map(repr, self.dossiers))
        return f"{self.options}\nmissing {sorted(self.missing)}\n{rows}"

    def summary(self, *by: str) -> Summary:
        register = find_register(self.grid())
        assert register is not None
        return summarize_registers([register], self.options, by=by or ["unit"])

    def grid(self) -> Grid:
        shown = [name for name in COLUMNS if name not in self.missing]
        rows: list[list[Value]] = [[COLUMNS[name] for name in shown]]
        for number, dossier in enumerate(self.dossiers, 1):
            rows.append([_cell(dossier, number, name) for name in shown])
        return Grid("register.csv", "csv", rows)

    @property
    def asked(self) -> Question:
        period = self.options.period or self._span()
        end = period.end if self.options.period else self._span().end
        return Question(
            period.start,
            period.end,
            self.options.as_of or end,
            self.options.rule is Rule.TIMESTAMP,
            self.options.no_due is NoDue.EXCLUDE,
            tells_hours(d.due for d in self.dossiers),
        )

    def _span(self) -> Period:
        known = [d for d in self.dossiers if d.readable]
        received = [d.received.date() for d in known if d.received]
        happened = received + [d.ended.date() for d in known if d.ended]
        return Period(min(received), max(happened))


def _day(moment: datetime | None) -> datetime | None:
    return moment and datetime.combine(moment.date(), time(0))


def _cell(dossier: Dossier, number: int, name: str) -> Value:
    if name == "code":
        return f"H56.22-{number:04}"
    if name == "received" and not dossier.readable:
        return UNREADABLE
    value: datetime | str | None = getattr(dossier, name)
    return value.strftime("%d/%m/%Y %H:%M:%S") if isinstance(value, datetime) else value


def moments(period: Period) -> st.SearchStrategy[datetime]:
    """Moments around the borders of a period, many on one day, some far away."""
    near = [
        day + timedelta(days=offset)
        for day in (period.start, period.end)
        for offset in range(-2, 3)
    ]
    days = st.sampled_from([*near, date(2024, 2, 29), date(2027, 1, 1)])
    return st.builds(datetime.combine, days, st.sampled_from(HOURS))


def words(known: Iterable[str], *others: str) -> st.SearchStrategy[str | None]:
    return st.sampled_from([*known, *others, None])


def dossiers(period: Period) -> st.SearchStrategy[Dossier]:
    moment = moments(period)
    maybe = st.one_of(moment, moment, st.none())
    return st.builds(
        Dossier,
        received=st.one_of(*[moment] * 9, st.none()),
        due=maybe,
        ended=maybe,
        status=words(STATES, "Chuyển sang kho"),
        channel=words(CHANNELS, "Qua người quen"),
        service=words(SERVICES, "Chưa rõ"),
        unit=st.sampled_from(["Xã A", "Phường B", None]),
        readable=st.sampled_from([True] * 12 + [False]),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    period = draw(st.sampled_from(PERIODS))
    rows = draw(st.lists(dossiers(period), min_size=1, max_size=40))
    around = [period.end + timedelta(days=offset) for offset in (-1, 0, 1, 40)]
    options = TallyOptions(
        draw(st.sampled_from([period, period, period, None])),
        draw(st.sampled_from([None, *around])),
        draw(st.sampled_from(Rule)),
        draw(st.sampled_from(NoDue)),
        Order.DAY_FIRST,
    )
    columns = ["due", "ended", "status", "channel", "service"]
    missing = draw(st.one_of(st.just(frozenset[str]()), st.frozensets(st.sampled_from(columns))))
    case = Case(rows, options, missing, draw(st.booleans()))
    if not options.period:
        assume(any(d.received and d.readable for d in case.dossiers))
        assume(not has_lone_end(d for d in case.dossiers if d.readable))
    return case


# A query takes longer than forty dossiers: few examples, each with many dossiers.
thorough = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
brief = settings(thorough, max_examples=20)


def named(counts: Mapping[Count, int]) -> dict[str, int]:
    return {count.value: number for count, number in counts.items()}


def _month(dossier: Dossier) -> str | None:
    return f"{dossier.received:%Y-%m}" if dossier.received and dossier.readable else None


GROUPS: dict[str, Callable[[Dossier], str | None]] = {
    "unit": lambda dossier: dossier.unit,
    "month": _month,
    "channel": lambda dossier: CHANNELS.get(dossier.channel or ""),
}


@thorough
@given(cases(), st.sampled_from(sorted(GROUPS)))
def test_sql_and_oracle_agree(case: Case, by: str) -> None:
    """Every count, in total and for every group; and what must hold of them."""
    assume(by not in case.missing)
    summary = case.summary(by)
    assert named(summary.total.counts) == reported(case.dossiers, case.asked, case.missing)
    _same_groups(case, summary, by)
    _identities_hold(summary)
    _groups_add_up(summary)
    _nothing_is_dropped(case, summary)


def _same_groups(case: Case, summary: Summary, by: str) -> None:
    """Groups are left out where every count is zero, and only there."""
    members: dict[str | None, list[Dossier]] = defaultdict(list)
    for dossier in case.dossiers:
        members[GROUPS[by](dossier)].append(dossier)
    wanted = {key: reported(some, case.asked, case.missing) for key, some in members.items()}
    found = {group.key[by]: named(group.counts) for group in summary.groups}
    assert found.keys() <= wanted.keys()
    assert found == {key: wanted[key] for key in found}
    hidden = [wanted[key] for key in wanted.keys() - found.keys()]
    assert not [counts for counts in hidden if any(counts.values())]


IDENTITIES = (
    ("received", ("carried_over", "received_in_period")),
    ("resolved", ("in_time", "late")),
    ("in_time", ("early", "on_time")),
    ("pending", ("pending_in_time", "pending_overdue")),
    ("received_in_period", ("received_online", "received_offline")),
    ("received_offline", ("received_in_person", "received_postal")),
)


def _identities_hold(summary: Summary) -> None:
    for group in (summary.total, *summary.groups):
        counts = named(group.counts)
        for total, parts in IDENTITIES:
            if {total, *parts} <= counts.keys():
                assert counts[total] == sum(counts[part] for part in parts), total


def _groups_add_up(summary: Summary) -> None:
    for count, number in summary.total.counts.items():
        parts = [group.counts[count] for group in summary.groups if count in group.counts]
        if len(parts) == len(summary.groups):  # absent where one group has unknown channels
            assert sum(parts) == number, count


def _nothing_is_dropped(case: Case, summary: Summary) -> None:
    """Resolved, pending, named by a finding, or by the rules not of the period."""
    places = Counter(place_of(dossier, case.asked) for dossier in case.dossiers)
    counts, codes = named(summary.total.counts), {finding.code for finding in summary.findings}
    if "received" in counts:
        assert counts["received"] == counts["resolved"] + counts["pending"] + places["no finish"]
    assert ("UNREADABLE_DATE" in codes) == ("unreadable" in places)
    assert ("NO_RECEIVED" in codes) == ("undated" in places)
    assert "NO_FINISH" in codes or "no finish" not in places
    assert "NO_DUE" in codes or "excluded" not in places
    assert summary.basis is not None
    assert summary.basis.dossiers == len(case.dossiers)


@brief
@given(st.lists(st.tuples(st.sampled_from([-500, -395, -200, 0, 0, 0, 30]), st.integers(0, 31))))
def test_days_are_refused_that_stand_alone(offsets: list[tuple[int, int]]) -> None:
    """Without a period, and nothing else is."""
    days = [datetime(2026, 8, 13) + timedelta(days=one - two) for one, two in offsets]  # noqa: DTZ001
    made = [Dossier(datetime(2024, 1, 5)), *(Dossier(day) for day in days)]  # noqa: DTZ001
    options = TallyOptions(None, None, Rule.DATE, NoDue.ON_TIME, Order.DAY_FIRST)
    case = Case(made, options, frozenset(), timed_due=True)
    if has_lone_end(made):
        with pytest.raises(NotUnderstoodError, match="long after all others"):
            case.summary()
    else:
        assert case.summary().period == case._span()


@brief
@given(cases())
def test_two_groups_at_once_split_each_of_them(case: Case) -> None:
    both: dict[str | None, int] = defaultdict(int)
    for group in case.summary("unit", "month").groups:
        both[group.key["unit"]] += group.counts[Count.RECEIVED_IN_PERIOD]
    for group in case.summary("unit").groups:
        assert both[group.key["unit"]] == group.counts[Count.RECEIVED_IN_PERIOD]


@brief
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(case: Case, random: Random) -> None:
    shuffled = list(case.dossiers)
    random.shuffle(shuffled)
    other = Case(shuffled, case.options, case.missing, timed_due=True)
    assert other.summary().groups == case.summary().groups


@brief
@given(cases())
def test_a_period_ends_with_what_the_next_begins_with(case: Case) -> None:
    """Carried over is what was pending, and flows add up; of dossiers that ended after they
    came, since the others belong to no period."""
    first = case.options.period
    assume(first is not None and "ended" not in case.missing)
    assert first is not None
    second = Period(first.end + timedelta(days=1), first.end + timedelta(days=60))
    whole = Period(first.start, second.end)
    one, two, both = (_of(case, period) for period in (first, second, whole))
    assert two["carried_over"] == one["pending"]
    assert both["pending"] == two["pending"]
    assert both["carried_over"] == one["carried_over"]
    for flow in ("received_in_period", "resolved", "late"):
        if flow in both:
            assert both[flow] == one[flow] + two[flow]


def _of(case: Case, period: Period) -> dict[str, int]:
    options = case.options._replace(period=period, as_of=None)
    sane = [d for d in case.dossiers if not (d.received and d.ended and d.ended < d.received)]
    other = Case([*sane, LONG_AGO], options, case.missing, timed_due=True)
    return named(other.summary().total.counts)
