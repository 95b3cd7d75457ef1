"""Error localisation against trying every set of up to three cells of small systems."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from tthc_stats.analysis.constraints import Constraint
from tthc_stats.analysis.localize import Repairs, System

Values = dict[str, int]
Rule = Constraint[str]

SIZES = (1, 2, 3)


# --- the second implementation: no elimination, every set of cells is tried ---


def is_free(rules: Sequence[Rule], cells: Sequence[str]) -> bool:
    """Whether the equalities leave these cells more than one solution, signs aside.

    With coefficients of ±1 and at most three cells the space that the equalities leave is
    spanned by vectors (cross products of rows) whose entries lie between -2 and 2.
    """
    rows = [rule.terms for rule in rules if not rule.bound and set(rule.terms) & set(cells)]
    return any(
        all(
            sum(row.get(c, 0) * move for c, move in zip(cells, moves, strict=True)) == 0
            for row in rows
        )
        for moves in product(range(-2, 3), repeat=len(cells))
        if any(moves)
    )


def solutions(
    rules: Sequence[Rule], values: Mapping[str, int], unknown: frozenset[str], most: int
) -> Iterator[Values]:
    """All values from 0 to ``most`` of the unknown cells with which every rule holds."""
    if not unknown:
        if not any(rule.broken_by(rule.residual(values)) for rule in rules):
            yield dict(values)
        return
    for rule in rules:
        inside = unknown & set(rule.terms)
        if not rule.bound and len(inside) == 1:
            cell = next(iter(inside))
            rest = rule.residual({**values, cell: 0})
            new = -rest // rule.terms[cell]
            if 0 <= new <= most:
                yield from solutions(rules, {**values, cell: new}, unknown - inside, most)
            return
    cell = min(unknown)
    for new in range(most + 1):
        yield from solutions(rules, {**values, cell: new}, unknown - {cell}, most)


def repairable(
    rules: Sequence[Rule], values: Values, size: int
) -> tuple[set[frozenset[str]], set[frozenset[str]]]:
    """Sets of exactly ``size`` changed cells that mend all rules: with one linear solution,
    and with several.
    """
    residuals = [abs(rule.residual(values)) for rule in rules]
    most = max(values.values()) + 6 * max(residuals)
    single: set[frozenset[str]] = set()
    several: set[frozenset[str]] = set()
    for cells in combinations(sorted(values), size):
        untouched = [rule for rule in rules if not set(rule.terms) & set(cells)]
        if any(rule.broken_by(rule.residual(values)) for rule in untouched):
            continue
        found = solutions(rules, values, frozenset(cells), most)
        if any(all(new[cell] != values[cell] for cell in cells) for new in found):
            (several if is_free(rules, cells) else single).add(frozenset(cells))
    return single, several


def kept(system: System[str], component: Sequence[int]) -> list[Rule]:
    """The rules that a repair must satisfy: those that hold and those of the component."""
    ignored = set(system.violated) - set(component)
    return [rule for n, rule in enumerate(system.constraints) if n not in ignored]


def changed(repairs: Repairs[str]) -> set[frozenset[str]]:
    return {frozenset(repair) for repair in repairs.sets}


# --- systems as tables have them ---


def total(whole: str, *parts: str) -> dict[str, int]:
    return {whole: 1, **dict.fromkeys(parts, -1)}


def lattice(rows: int, columns: int) -> list[Rule]:
    """Rows with a total of their parts, and a last row with the totals of the columns."""
    names = [[f"{r}{c}" for c in range(columns)] for r in range(rows + 1)]
    across = [Constraint(total(f"{r}T", *names[r])) for r in range(rows + 1)]
    down = [
        Constraint(total(f"{rows}{c}", *(f"{r}{c}" for r in range(rows))))
        for c in [*map(str, range(columns)), "T"]
    ]
    return across + down


TREE = [
    Constraint(total("received", "carried", "online", "offline")),
    Constraint(total("resolved", "early", "on_time", "late")),
    Constraint(total("pending", "in_time", "overdue")),
    Constraint(total("received", "resolved", "pending")),
]
SHAPES = [TREE, lattice(1, 3), lattice(2, 2), lattice(2, 3), lattice(3, 1)]


@st.composite
def tangles(draw: st.DrawFn) -> list[Rule]:
    """A few sums over few cells, in any way that they can share them."""
    cells = "abcdefg"
    chosen = st.lists(st.sampled_from(cells), min_size=2, max_size=4, unique=True)
    return [Constraint(total(*parts)) for parts in draw(st.lists(chosen, min_size=1, max_size=4))]


def consistent(draw: st.DrawFn, rules: Sequence[Rule], cells: Sequence[str]) -> Values:
    """Small figures with which most sums hold: totals are computed from their parts."""
    values = {cell: draw(st.integers(0, 9)) for cell in cells}
    for rule in [*rules, *rules]:
        whole, *parts = rule.terms
        values[whole] = sum(values[part] for part in parts)
    return values


@st.composite
def systems(draw: st.DrawFn, *, bounds: bool = False) -> System[str]:
    rules = list(draw(st.sampled_from(SHAPES) | tangles()))
    cells = sorted({cell for rule in rules for cell in rule.terms})
    values = consistent(draw, rules, cells)
    for cell in draw(st.lists(st.sampled_from(cells), min_size=1, max_size=3, unique=True)):
        values[cell] = draw(st.integers(0, 12))
    if bounds:
        pair = st.lists(st.sampled_from(cells), min_size=2, max_size=3, unique=True)
        for parts in draw(st.lists(pair, min_size=1, max_size=2)):
            bound = Constraint(total(*parts), bound=True)
            if not bound.broken_by(bound.residual(values)):
                rules.append(bound)
    note(f"{values} {[(dict(rule.terms), rule.bound) for rule in rules]}")
    return System(rules, values)


FEW = settings(deadline=None, max_examples=120)


@FEW
@given(systems() | systems(bounds=True))
def test_every_repair_is_one(system: System[str]) -> None:
    for component in system.components():
        repairs = system.repairs(component)
        assert len({len(repair) for repair in repairs.sets}) <= 1
        assert len(changed(repairs)) == len(repairs.sets)
        for repair in repairs.sets:
            assert all(new >= 0 and new != system.values[cell] for cell, new in repair.items())
            after = {**system.values, **repair}
            rules = kept(system, component)
            assert not any(rule.broken_by(rule.residual(after)) for rule in rules)


@FEW
@given(systems() | systems(bounds=True))
def test_repairs_with_one_solution_are_those_that_trying_every_set_finds(
    system: System[str],
) -> None:
    for component in system.components():
        repairs = system.repairs(component)
        rules = kept(system, component)
        size = min((len(repair) for repair in repairs.sets), default=max(SIZES) + 1)
        for tried in range(1, min(size, max(SIZES)) + 1):
            single, _ = repairable(rules, dict(system.values), tried)
            if tried < size:
                assert not single
            else:
                found = {cells for cells in changed(repairs) if not is_free(rules, [*cells])}
                assert found == single
        assert repairs.complete or any(
            is_free(rules, cells)
            for tried in range(1, size + 1)
            for cells in combinations(sorted(system.values), tried)
        )


@FEW
@given(systems())
def test_a_complete_search_lost_no_set(system: System[str]) -> None:
    """Sets with several solutions are repairs too: given, or the search was not complete."""
    for component in system.components():
        repairs = system.repairs(component)
        if not repairs.complete:
            continue
        for size in SIZES:
            single, several = repairable(kept(system, component), dict(system.values), size)
            if single or several:
                assert changed(repairs) == single | several
                break
        else:
            assert all(len(repair) > max(SIZES) for repair in repairs.sets)


@pytest.mark.parametrize(
    ("rules", "values", "sets"),
    [
        pytest.param(
            [Constraint(total("t", "a", "b")), Constraint(total("t", "c"))],
            {"t": 1, "a": 3, "b": 3, "c": 1},
            [{"t", "c"}, {"a", "b"}],
            id="beside another set",
        ),
        pytest.param(
            TREE,
            {
                "received": 14,
                "carried": 8,
                "online": 7,
                "offline": 8,
                "resolved": 5,
                "early": 1,
                "on_time": 0,
                "late": 4,
                "pending": 9,
                "in_time": 8,
                "overdue": 1,
            },
            [{"carried", "online"}, {"carried", "offline"}, {"online", "offline"}],
            id="smaller than any set with one solution",
        ),
        pytest.param(
            [Constraint(total("a", "b", "c")), Constraint(total("a", "d", "e"))],
            {"a": 0, "b": 1, "c": 1, "d": 0, "e": 0},
            [{"b", "c"}, {"a", "d"}, {"a", "e"}],
            id="with one solution once no figure may be negative",
        ),
        pytest.param(
            [Constraint(total("t", "a"), bound=True)],
            {"t": 5, "a": 7},
            [{"t"}, {"a"}],
            id="of a broken bound",
        ),
    ],
)
def test_sets_with_several_solutions_are_not_lost(
    rules: list[Rule], values: Values, sets: list[set[str]]
) -> None:
    system = System(rules, values)
    (component,) = system.components()
    repairs = system.repairs(component)
    assert not repairs.complete or changed(repairs) == {frozenset(cells) for cells in sets}


@FEW
@given(systems(bounds=True))
def test_components_share_no_cell(system: System[str]) -> None:
    components = system.components()
    held = [{c for n in part for c in system.constraints[n].terms} for part in components]
    assert sorted(n for part in components for n in part) == sorted(system.violated)
    assert all(not left & right for left, right in combinations(held, 2))
    for part in components:
        reached = {part[0]}
        for _ in part:
            cells = {c for n in reached for c in system.constraints[n].terms}
            reached |= {n for n in part if cells & set(system.constraints[n].terms)}
        assert reached == set(part)


def test_repairs_come_ranked() -> None:
    rules = [Constraint(total("t", "a", "b"))]
    repairs = System(rules, {"t": 345, "a": 120, "b": 234}).repairs([0])
    assert repairs.sets[0] == {"t": 354}
    assert {tuple(repair.items()) for repair in repairs.sets[1:]} == {(("a", 111),), (("b", 225),)}


def test_a_cut_search_says_so() -> None:
    rows = [f"row {n}" for n in range(70)]
    system = System([Constraint(total("t", *rows))], {"t": 71, **dict.fromkeys(rows, 1)})
    assert not system.repairs([0], likely=["t"]).complete
