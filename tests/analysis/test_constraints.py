"""Derived counts and equalities of a row against exact elimination over the identities."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from tthc_stats.analysis.constraints import Plan, completed, plan_for, value
from tthc_stats.model.counts import Count
from tthc_stats.model.findings import Severity
from tthc_stats.model.identity import Identity

C = Count
Linear = dict[Count, Fraction]
Figures = dict[Count, int]

# --- identities of the contract, as layouts combine them ---

EARLY_ON_TIME = (C.EARLY, C.ON_TIME)
PENDING_PARTS = (C.PENDING_IN_TIME, C.PENDING_OVERDUE)


def family(
    *,
    resolved: tuple[Count, ...] = (),
    pending: tuple[Count, ...] = (),
    outside: tuple[Count, ...] = (),
) -> tuple[Identity, ...]:
    """All identities, resolved in both its ways, and where the other classes are kept."""
    return (
        Identity("RECEIVED", C.RECEIVED, (C.CARRIED_OVER, C.RECEIVED_IN_PERIOD)),
        Identity("CHANNELS", C.RECEIVED_OFFLINE, (C.RECEIVED_IN_PERSON, C.RECEIVED_POSTAL)),
        Identity("CHANNELS", C.RECEIVED_IN_PERIOD, (C.RECEIVED_ONLINE, C.RECEIVED_OFFLINE)),
        Identity(
            "SERVICE_LEVEL",
            C.RECEIVED_IN_PERIOD,
            (C.FULL_PROCESS, C.PARTIAL_PROCESS),
            Severity.WARNING,
        ),
        Identity("IN_TIME", C.IN_TIME, EARLY_ON_TIME),
        Identity("TIMELINESS", C.RESOLVED, (*EARLY_ON_TIME, C.LATE, *resolved)),
        Identity("TIMELINESS", C.RESOLVED, (C.IN_TIME, C.LATE, *resolved)),
        Identity("PENDING", C.PENDING, (*PENDING_PARTS, *pending)),
        Identity("BALANCE", C.RECEIVED, (C.RESOLVED, C.PENDING, *outside)),
    )


FAMILIES = {
    "plain": family(),
    "outside": family(outside=(C.PAUSED, C.WITHDRAWN, C.REFUSED, C.RETURNED)),
    "inside": family(resolved=(C.REFUSED, C.WITHDRAWN), pending=(C.PAUSED,)),
    "both": family(resolved=(C.REFUSED,), outside=(C.PAUSED, C.WITHDRAWN)),
}


def hard(identities: Iterable[Identity], *, balance: bool = True) -> list[Identity]:
    return [
        identity
        for identity in identities
        if identity.severity is Severity.ERROR and (balance or identity.code != "BALANCE")
    ]


# --- the second implementation ---


def reduced(rows: Sequence[Linear], order: Sequence[Count]) -> tuple[list[Linear], list[Count]]:
    """Rows in reduced echelon form over the counts of ``order``, and the pivots in turn."""
    matrix, pivots = [dict(row) for row in rows], list[Count]()
    for count in order:
        top = len(pivots)
        pivot = next((n for n in range(top, len(matrix)) if matrix[n].get(count)), None)
        if pivot is None:
            continue
        matrix[top], matrix[pivot] = matrix[pivot], matrix[top]
        lead = matrix[top][count]
        matrix[top] = {c: factor / lead for c, factor in matrix[top].items()}
        for n, row in enumerate(matrix):
            if n != top and (times := row.get(count)):
                matrix[n] = {
                    c: rest
                    for c in {*row, *matrix[top]}
                    if (rest := row.get(c, Fraction()) - times * matrix[top].get(c, Fraction()))
                }
        pivots.append(count)
    return matrix, pivots


def eliminated(
    identities: Iterable[Identity], stated: Collection[Count]
) -> tuple[dict[Count, Linear], list[Linear]]:
    """The absent counts that the stated ones determine, as sums of them; and the sums of
    stated counts that must be zero.
    """
    rows = [
        {i.total: Fraction(1), **dict.fromkeys(i.parts, Fraction(-1))} for i in hard(identities)
    ]
    absent = [count for count in Count if count not in stated]
    matrix, pivots = reduced(rows, absent)
    found = {
        count: {c: -factor for c, factor in row.items() if c is not count}
        for count, row in zip(pivots, matrix, strict=False)
        if not any(row.get(other) for other in absent if other is not count)
    }
    return found, [row for row in matrix[len(pivots) :] if row]


def exact(terms: Mapping[Count, Fraction], figures: Mapping[Count, int]) -> Fraction:
    return sum((factor * figures[count] for count, factor in terms.items()), Fraction())


# --- rows ---


@st.composite
def true_rows(draw: st.DrawFn, identities: Sequence[Identity]) -> Figures:
    """Every count of a row under which all identities hold."""
    parts = [
        C.EARLY,
        C.ON_TIME,
        C.LATE,
        *PENDING_PARTS,
        C.PAUSED,
        C.WITHDRAWN,
        C.REFUSED,
        C.RETURNED,
    ]
    row = {count: draw(st.integers(0, 40)) for count in parts}
    row[C.IN_TIME] = row[C.EARLY] + row[C.ON_TIME]
    by_code = {identity.code: identity for identity in identities}
    for code in ("TIMELINESS", "PENDING", "BALANCE"):
        row[by_code[code].total] = sum(row[part] for part in by_code[code].parts)
    first, second, third = sorted(draw(st.integers(0, row[C.RECEIVED])) for _ in range(3))
    row[C.CARRIED_OVER] = first
    row[C.RECEIVED_ONLINE] = second - first
    row[C.RECEIVED_POSTAL] = third - second
    row[C.RECEIVED_IN_PERSON] = row[C.RECEIVED] - third
    row[C.RECEIVED_OFFLINE] = row[C.RECEIVED] - second
    row[C.RECEIVED_IN_PERIOD] = row[C.RECEIVED] - first
    row[C.FULL_PROCESS] = draw(st.integers(0, row[C.RECEIVED_IN_PERIOD]))
    row[C.PARTIAL_PROCESS] = draw(st.integers(0, row[C.RECEIVED_IN_PERIOD] - row[C.FULL_PROCESS]))
    return row


@st.composite
def stated_rows(draw: st.DrawFn, identities: Sequence[Identity], *, wrong: bool) -> Figures:
    """Some counts of a true row; with ``wrong``, up to two of them changed."""
    row = draw(true_rows(identities))
    absent = draw(st.sets(st.sampled_from(sorted(row)), max_size=len(row)))
    stated = {count: number for count, number in row.items() if count not in absent}
    if wrong and stated:
        for count in draw(st.sets(st.sampled_from(sorted(stated)), max_size=2)):
            stated[count] = draw(st.integers(0, 160))
    note(f"{ {count.value: number for count, number in stated.items()} }")
    return stated


def contradicted(plan: Plan, stated: Figures) -> bool:
    """Whether an equality of severity error does not hold."""
    return any(
        value(equality.residual, stated)
        for equality in plan.equalities
        if equality.identity.severity is Severity.ERROR
    )


MANY = settings(deadline=None, max_examples=150)
EACH_FAMILY = pytest.mark.parametrize("identities", FAMILIES.values(), ids=FAMILIES)


@EACH_FAMILY
@MANY
@given(data=st.data(), balance=st.booleans())
def test_what_is_derived_is_determined_and_right(
    identities: tuple[Identity, ...], data: st.DataObject, balance: bool
) -> None:
    stated = data.draw(stated_rows(identities, wrong=False))
    known, _ = eliminated(hard(identities, balance=balance), stated)
    everything, derived = completed(plan_for(identities, stated, balance=balance), stated)
    assert set(derived) <= known.keys()
    assert everything == {**stated, **{count: exact(known[count], stated) for count in derived}}


@EACH_FAMILY
@MANY
@given(data=st.data(), balance=st.booleans())
def test_what_is_determined_is_derived(
    identities: tuple[Identity, ...], data: st.DataObject, balance: bool
) -> None:
    stated = data.draw(stated_rows(identities, wrong=False))
    known, _ = eliminated(hard(identities, balance=balance), stated)
    _, derived = completed(plan_for(identities, stated, balance=balance), stated)
    assert set(derived) == known.keys()


@pytest.mark.parametrize(
    ("name", "stated", "derived"),
    [
        ("plain", {"early": 4, "on_time": 3, "late": 2}, {"in_time": 7, "resolved": 9}),
        ("plain", {"resolved": 9, "late": 2}, {"in_time": 7}),
        ("plain", {"resolved": 9, "late": 2, "early": 7}, {"on_time": 0, "in_time": 7}),
        ("plain", {"received": 9, "pending": 9}, {"resolved": 0}),
        ("plain", {"received": 5, "resolved": 3}, {"pending": 2}),
        ("plain", {"received_in_period": 5, "full_process": 3}, {}),
        ("plain", {"resolved": 3, "late": 0}, {"in_time": 3}),
        ("both", {"received": 9, "resolved": 3, "pending": 2}, {}),
        ("inside", {"resolved": 9, "in_time": 7, "late": 1, "refused": 1},
         {"withdrawn": 0}),
        ("plain", {"received_in_period": 9, "received_in_person": 3, "received_postal": 1},
         {"received_offline": 4, "received_online": 5}),
        ("plain", {"received_in_period": 9, "received_in_person": 3}, {}),
    ],
)  # fmt: skip
def test_derived(name: str, stated: dict[str, int], derived: dict[str, int]) -> None:
    counts = {Count(key): number for key, number in stated.items()}
    everything, added = completed(plan_for(FAMILIES[name], counts), counts)
    assert {count.value: everything[count] for count in added} == derived


def test_a_negative_rest_is_absent() -> None:
    counts = {C.RESOLVED: 5, C.LATE: 7}
    everything, added = completed(plan_for(FAMILIES["plain"], counts), counts)
    assert (everything, added) == (counts, [])


@EACH_FAMILY
@MANY
@given(data=st.data(), balance=st.booleans())
def test_figures_that_agree_break_nothing(
    identities: tuple[Identity, ...], data: st.DataObject, balance: bool
) -> None:
    stated = data.draw(stated_rows(identities, wrong=False))
    plan = plan_for(identities, stated, balance=balance)
    assert not contradicted(plan, stated)
    assert all(value(bound.left, stated) >= value(bound.right, stated) for bound in plan.bounds)


@EACH_FAMILY
@MANY
@given(data=st.data())
def test_a_broken_equality_is_a_contradiction(
    identities: tuple[Identity, ...], data: st.DataObject
) -> None:
    stated = data.draw(stated_rows(identities, wrong=True))
    _, zero = eliminated(identities, stated)
    if contradicted(plan_for(identities, stated), stated):
        assert any(exact(row, stated) for row in zero)


@EACH_FAMILY
@MANY
@given(data=st.data())
def test_a_contradiction_breaks_an_equality(
    identities: tuple[Identity, ...], data: st.DataObject
) -> None:
    stated = data.draw(stated_rows(identities, wrong=True))
    _, zero = eliminated(identities, stated)
    if any(exact(row, stated) for row in zero):
        assert contradicted(plan_for(identities, stated), stated)


@pytest.mark.parametrize("balance", [True, False])
def test_the_balance_is_checked_even_where_it_defines_nothing(balance: bool) -> None:
    counts = {C.RECEIVED: 9, C.RESOLVED: 5, C.PENDING: 3}
    assert contradicted(plan_for(FAMILIES["plain"], counts, balance=balance), counts)


def test_a_contradiction_through_an_absent_count() -> None:
    """Early and on time are blank, but their sum and the resolved are not."""
    counts = {C.RESOLVED: 9, C.IN_TIME: 7, C.LATE: 1}
    assert contradicted(plan_for(FAMILIES["plain"], counts), counts)
