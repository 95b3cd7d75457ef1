"""What a row of counts must satisfy: derived counts, equalities and bounds.

Absent counts are eliminated: an identity with one absent count defines it, and every
other identity is put into stated counts alone.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from functools import cache
from typing import Generic, NamedTuple, TypeVar

from tthc_stats.model.counts import ALL_COUNTS, Count, Counts
from tthc_stats.model.findings import Severity
from tthc_stats.model.identity import Identity

Cell = TypeVar("Cell", bound=Hashable)

Terms = Mapping[Count, int]
"""A sum of stated counts: the coefficient of each."""


class Derived(NamedTuple):
    """An absent count as a sum of stated ones, and the identity that gives it."""

    count: Count  # type: ignore[assignment]  # not the method of tuples
    terms: Terms
    identity: Identity


class Equality(NamedTuple):
    """An identity in stated counts: ``left = right``."""

    identity: Identity
    left: Terms
    right: Terms

    @property
    def residual(self) -> Terms:
        """``left - right``; zero where the identity holds."""
        return _plus(self.left, self.right, -1)


class Plan(NamedTuple):
    """What can be said of every row that states the same counts.

    bounds: identities of which too many counts are absent or out of print; the known parts
    may still not exceed the total. tests: all of it in the form that is quickest to
    evaluate: whether a sum is a bound, and its terms.
    """

    derived: tuple[Derived, ...]
    equalities: tuple[Equality, ...]
    bounds: tuple[Equality, ...]
    tests: tuple[tuple[bool, tuple[tuple[Count, int], ...]], ...] = ()

    def holds(self, counts: Counts) -> bool:
        """Whether a row contradicts nothing of this plan."""
        for is_bound, terms in self.tests:
            residual = 0
            for count, factor in terms:
                residual += factor * counts[count]
            if residual < 0 or (residual and not is_bound):
                return False
        return True


def value(terms: Terms, counts: Counts) -> int:
    """The value of a sum of stated counts."""
    return sum(factor * counts[count] for count, factor in terms.items())


def plan_for(
    identities: Sequence[Identity], stated: Collection[Count], *, balance: bool = True
) -> Plan:
    """The plan for rows that state these counts.

    balance: whether received = resolved + pending may define an absent count; not where
    the table itself shows that it keeps dossiers outside both.
    """
    return _plan(tuple(identities), frozenset(stated), balance)


@cache
def _plan(identities: tuple[Identity, ...], stated: frozenset[Count], balance: bool) -> Plan:
    known: dict[Count, Terms] = {count: {count: 1} for count in stated}
    definitions: dict[Count, Identity] = {}
    used: set[int] = set()
    defining = [
        (number, identity)
        for number, identity in enumerate(identities)
        if identity.severity is Severity.ERROR
        and not identity.open
        and (balance or identity.code != "BALANCE")
    ]
    while step := _next_definition(defining, known, used):
        number, count = step
        known[count] = _solved_for(identities[number], count, known)
        definitions[count] = identities[number]
        used.add(number)
    open_ = [identity for number, identity in defining if number not in used]
    found, implied = eliminated(open_, known)
    for item in found:
        known[item.count], definitions[item.count] = item.terms, item.identity
    rest = [identity for number, identity in enumerate(identities) if number not in used]
    derived = tuple(
        Derived(count, known[count], definitions[count])
        for count in ALL_COUNTS
        if count in definitions
    )
    equalities, bounds = _equalities(rest, known, implied), tuple(_bounds(rest, known))
    tests = (
        *((False, equality.residual) for equality in equalities),
        *((True, bound.residual) for bound in bounds),
        *((True, item.terms) for item in derived),
    )
    return Plan(
        derived,
        equalities,
        bounds,
        tuple((is_bound, tuple(terms.items())) for is_bound, terms in tests),
    )


def _next_definition(
    identities: Sequence[tuple[int, Identity]],
    known: Mapping[Count, Terms],
    used: set[int],
) -> tuple[int, Count] | None:
    """The next identity with one absent count: totals first, then parts, the balance last."""
    options = []
    for number, identity in identities:
        absent = [count for count in identity.counts if count not in known]
        if number in used or len(absent) != 1:
            continue
        rank = (identity.code == "BALANCE", absent[0] is not identity.total, number)
        options.append((rank, number, absent[0]))
    return min(options)[1:] if options else None


def _solved_for(identity: Identity, count: Count, known: Mapping[Count, Terms]) -> Terms:
    if count is identity.total:
        return _sum(known[part] for part in identity.parts)
    others = _sum(known[part] for part in identity.parts if part is not count)
    return _plus(known[identity.total], others, -1)


def _sum(terms: Iterable[Terms]) -> Terms:
    total: Terms = {}
    for item in terms:
        total = _plus(total, item, 1)
    return total


def _plus(left: Terms, right: Terms, factor: int) -> Terms:
    merged = dict(left)
    for count, coefficient in right.items():
        merged[count] = merged.get(count, 0) + factor * coefficient
    return {count: coefficient for count, coefficient in merged.items() if coefficient}


def eliminated(
    identities: Sequence[Identity], known: Mapping[Count, Terms]
) -> tuple[list[Derived], list[Equality]]:
    """What several identities together say of absent counts that none says alone.

    Gives the absent counts that they determine, and equalities between stated ones.
    """
    open_ = [i for i in identities if any(count not in known for count in i.counts)]
    rows = [_split(identity, known) for identity in open_]
    done: list[tuple[Count, Terms, Terms, Identity]] = []
    implied = []
    for row_absent, row_terms, identity in rows:
        absent, terms = row_absent, row_terms
        for solved, others, value_, _ in done:
            factor = absent.get(solved, 0)
            absent, terms = _plus(absent, others, -factor), _plus(terms, value_, -factor)
        pivot = next((count for count, factor in absent.items() if abs(factor) == 1), None)
        if pivot is not None:
            done.append((pivot, *_scaled(absent, terms, absent[pivot]), identity))
        elif terms and not absent:
            implied.append(_as_equality(identity, terms))
    return _determined(done), implied


def _split(identity: Identity, known: Mapping[Count, Terms]) -> tuple[Terms, Terms, Identity]:
    """``absent = terms``: an identity with its absent counts on the left."""
    signs = {identity.total: -1} | dict.fromkeys(identity.parts, 1)
    absent = {count: sign for count, sign in signs.items() if count not in known}
    terms: Terms = {}
    for count, sign in signs.items():
        if count in known:
            terms = _plus(terms, known[count], -sign)
    return absent, terms, identity


def _scaled(absent: Terms, terms: Terms, factor: int) -> tuple[Terms, Terms]:
    return (
        {count: factor * part for count, part in absent.items()},
        {count: factor * part for count, part in terms.items()},
    )


def _determined(
    rows: Sequence[tuple[Count, Terms, Terms, Identity]],
) -> list[Derived]:
    """Back substitution: the counts whose row has no other absent count left."""
    found: dict[Count, Terms] = {}
    derived = []
    for pivot, absent, terms, identity in reversed(rows):
        others = {count: factor for count, factor in absent.items() if count is not pivot}
        if others.keys() <= found.keys():
            found[pivot] = terms
            for count, factor in others.items():
                found[pivot] = _plus(found[pivot], found[count], -factor)
            derived.append(Derived(pivot, found[pivot], identity))
    return derived


def _as_equality(identity: Identity, terms: Terms) -> Equality:
    """``terms = 0`` with the identity's total on the left."""
    sign = -1 if terms.get(identity.total, 1) < 0 else 1
    left = {count: sign * factor for count, factor in terms.items() if sign * factor > 0}
    right = {count: -sign * factor for count, factor in terms.items() if sign * factor < 0}
    return Equality(identity, left, right)


def _equalities(
    identities: Sequence[Identity], known: Mapping[Count, Terms], implied: Sequence[Equality]
) -> tuple[Equality, ...]:
    """Identities in stated counts; two that come to the same are one."""
    found: dict[frozenset[tuple[Count, int]], Equality] = {}
    told = (
        Equality(identity, known[identity.total], _sum(known[part] for part in identity.parts))
        for identity in identities
        if not identity.open and all(count in known for count in identity.counts)
    )
    for equality in (*told, *implied):
        residual = equality.residual
        turned = frozenset((count, -factor) for count, factor in residual.items())
        if residual and turned not in found:
            found.setdefault(frozenset(residual.items()), equality)
    return tuple(found.values())


def _bounds(identities: Sequence[Identity], known: Mapping[Count, Terms]) -> list[Equality]:
    """Known parts against their total, where other parts are absent or out of print; where
    the total is absent too, against the total that it is itself a part of.
    """
    found: list[Equality] = []
    for identity in sorted(identities, key=lambda identity: identity.total not in known):
        parts = [part for part in identity.parts if part in known]
        whole = _whole(identity.total, identities, known)
        if whole and parts and (identity.open or len(parts) < len(identity.parts)):
            bound = Equality(identity, whole, _sum(known[part] for part in parts))
            if bound.residual and not any(_says_more(other, bound) for other in found):
                found.append(bound)
    return found


def _says_more(bound: Equality, other: Equality) -> bool:
    """Whether a bound holds only where another one does: more parts under one total."""
    return bound.left == other.left and other.right.items() <= bound.right.items()


def _whole(
    total: Count, identities: Sequence[Identity], known: Mapping[Count, Terms]
) -> Terms | None:
    """A total, or the nearest known count that takes it in."""
    if total in known:
        return known[total]
    wider = (identity.total for identity in identities if total in identity.parts)
    found = (_whole(count, identities, known) for count in wider)
    return next((terms for terms in found if terms), None)


def completed(plan: Plan, counts: Counts) -> tuple[dict[Count, int], list[Count]]:
    """All counts of a row, stated and derived, and which are derived.

    A derived count that would be negative contradicts the stated ones and stays absent.
    """
    everything = dict(counts)
    added = []
    for derived in plan.derived:
        number = value(derived.terms, counts)
        if number >= 0:
            everything[derived.count] = number
            added.append(derived.count)
    return everything, added


class Constraint(NamedTuple, Generic[Cell]):
    """``sum(coefficient × cell) = 0``, or ``≥ 0`` where it is only a bound."""

    terms: Mapping[Cell, int]
    bound: bool = False

    def residual(self, values: Mapping[Cell, int]) -> int:
        return sum(factor * values[cell] for cell, factor in self.terms.items())

    def residual_of(self, changes: Mapping[Cell, int]) -> int:
        """What changes of some cells add to the residual."""
        return sum(self.terms.get(cell, 0) * delta for cell, delta in changes.items())

    def broken_by(self, residual: int) -> bool:
        return residual < 0 if self.bound else residual != 0
