"""Error localisation: the smallest sets of cells whose change makes all figures add up.

After Fellegi and Holt (1976): of all cells that could be wrong, the fewest are taken to be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Generic, NamedTuple

from tthc_stats.analysis.constraints import Cell, Constraint
from tthc_stats.analysis.linear import smallest_change

MAX_CHANGES = 3
"""Cells changed at once; more than that is no repair but another table."""

MAX_BRANCHES = 60
"""Cells of one constraint that are tried; sums over long columns have thousands."""

MAX_STEPS = 4_000
"""Sets of cells that are looked at before the search says that it did not see all."""


class Repairs(NamedTuple, Generic[Cell]):
    """The smallest repairs, each as new values by cell, the most plausible first.

    complete: whether every set of that size was tried.
    """

    sets: list[dict[Cell, int]]
    complete: bool


class System(Generic[Cell]):
    """All constraints on a set of cells, with what each cell is bound by.

    residuals: by constraint number; touching: constraint numbers by cell; violated: the
    numbers of those that do not hold.
    """

    def __init__(self, constraints: Sequence[Constraint[Cell]], values: Mapping[Cell, int]) -> None:
        self.constraints = constraints
        self.values = values
        self.residuals = [constraint.residual(values) for constraint in constraints]
        self.violated = [n for n, c in enumerate(constraints) if c.broken_by(self.residuals[n])]
        self.touching: dict[Cell, list[int]] = defaultdict(list)
        for number, constraint in enumerate(constraints):
            for cell in constraint.terms:
                self.touching[cell].append(number)

    def components(self) -> list[list[int]]:
        """The violated constraints by number, those that share a cell together."""
        left = set(self.violated)
        groups = []
        while left:
            group, waiting = [], [min(left)]
            left.discard(waiting[0])
            while waiting:
                number = waiting.pop()
                group.append(number)
                for cell in self.constraints[number].terms:
                    near = left.intersection(self.touching[cell])
                    left -= near
                    waiting += sorted(near)
            groups.append(sorted(group))
        return groups

    def repairs(self, component: Sequence[int], likely: Collection[Cell] = ()) -> Repairs[Cell]:
        """The smallest changes that satisfy a component and keep what holds.

        Constraints violated elsewhere are left alone. likely: the only cells tried where a
        constraint has more than MAX_BRANCHES of them.
        """
        search = _Search(self, component, likely)
        for size in range(1, MAX_CHANGES + 1):
            if found := search.of_size(size):
                found.sort(key=lambda repair: plausibility(repair, self.values))
                return Repairs(found, search.complete)
            if search.steps > MAX_STEPS:
                break
        return Repairs([], search.complete)


class _Search(Generic[Cell]):
    def __init__(
        self, system: System[Cell], component: Sequence[int], likely: Collection[Cell]
    ) -> None:
        self.system = system
        self.values = system.values
        self.component = component
        self.ignored = set(system.violated) - set(component)
        self.likely = likely
        self.complete = True
        self.steps = 0

    def _touching(self, cell: Cell) -> list[int]:
        return [n for n in self.system.touching[cell] if n not in self.ignored]

    def of_size(self, size: int) -> list[dict[Cell, int]]:
        """Every repair that changes exactly ``size`` cells."""
        seen: set[frozenset[Cell]] = set()
        return list(self._extend(frozenset(), size, seen))

    def _extend(
        self, freed: frozenset[Cell], left: int, seen: set[frozenset[Cell]]
    ) -> Iterator[dict[Cell, int]]:
        """Free one more cell of a constraint that the freed ones do not yet satisfy."""
        if freed in seen or self.steps > MAX_STEPS:
            self.complete &= self.steps <= MAX_STEPS
            return
        seen.add(freed)
        self.steps += 1
        open_ = self._unsatisfied(freed)
        if not left:
            if not open_ and (solution := self._solve(freed)):
                yield solution
            return
        for cell in self._branches(freed, open_):
            yield from self._extend(freed | {cell}, left - 1, seen)

    def _unsatisfied(self, freed: frozenset[Cell]) -> list[Constraint[Cell]]:
        waiting = (self.system.constraints[number] for number in self.component)
        return [c for c in waiting if not any(cell in c.terms for cell in freed)]

    def _branches(self, freed: frozenset[Cell], open_: Sequence[Constraint[Cell]]) -> list[Cell]:
        """The cells one of which must change next."""
        if open_:
            narrow = min(open_, key=lambda constraint: len(constraint.terms))
            return self._tried(narrow.terms, freed)
        around = {
            cell
            for known in freed
            for number in self._touching(known)
            for cell in self._tried(self.system.constraints[number].terms, freed)
        }
        return sorted(around, key=repr)

    def _tried(self, cells: Collection[Cell], freed: frozenset[Cell]) -> list[Cell]:
        options = [cell for cell in cells if cell not in freed]
        if len(options) <= MAX_BRANCHES:
            return options
        first = [cell for cell in options if cell in self.likely]
        self.complete = False
        return first[:MAX_BRANCHES]

    def _solve(self, freed: frozenset[Cell]) -> dict[Cell, int] | None:
        """New values for the freed cells, every one of them changed, or ``None``."""
        cells = sorted(freed, key=repr)
        touched = {n: self.system.constraints[n] for cell in cells for n in self._touching(cell)}
        sides = {
            number: [constraint.terms.get(cell, 0) for cell in cells]
            for number, constraint in touched.items()
        }
        equations = [
            (sides[n], -self.system.residuals[n]) for n, c in touched.items() if not c.bound
        ]
        limits = [(sides[n], self.system.residuals[n]) for n, c in touched.items() if c.bound]
        limits += [([int(cell is other) for other in cells], self.values[cell]) for cell in cells]
        changes = smallest_change(equations, limits, len(cells))
        if changes is None:
            return None
        return {cell: self.values[cell] + delta for cell, delta in zip(cells, changes, strict=True)}


SLIPS = ("swapped", "digit", "dropped", "added", "shifted", "other")
"""How a figure may have gone wrong when it was typed, the likeliest first."""


def slip(old: int, new: int) -> str:
    """Which slip of the hand turns the true figure ``new`` into the printed ``old``."""
    printed, true = str(old), str(new)
    if len(printed) == len(true):
        differing = [n for n, (a, b) in enumerate(zip(printed, true, strict=True)) if a != b]
        if len(differing) == 1:
            return "digit"
        if len(differing) == 2 and differing[1] == differing[0] + 1:
            first, second = differing
            if printed[first] == true[second] and printed[second] == true[first]:
                return "swapped"
        return "other"
    if old and new and true.rstrip("0") == printed.rstrip("0"):
        return "shifted"
    if len(printed) + 1 == len(true) and _drops_one(true, printed):
        return "dropped"
    if len(true) + 1 == len(printed) and _drops_one(printed, true):
        return "added"
    return "other"


def _drops_one(longer: str, shorter: str) -> bool:
    return any(longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer)))


def plausibility(
    repair: Mapping[Cell, int], values: Mapping[Cell, int]
) -> tuple[int, int, int, str]:
    """The order of repairs: fewest unexplained changes, likeliest slips, least moved."""
    slips = [SLIPS.index(slip(values[cell], new)) for cell, new in repair.items()]
    moved = sum(abs(new - values[cell]) for cell, new in repair.items())
    return slips.count(len(SLIPS) - 1), sum(slips), moved, repr(sorted(map(repr, repair)))
