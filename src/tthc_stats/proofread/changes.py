"""Stated differences: growth in per cent, percentage points, and differences of numbers or
ranks, where both values stand in the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from tthc_stats.model.ratio import rounded, scaled
from tthc_stats.proofread.claim import Claim, ClaimKind, Pair, Span, Verdict
from tthc_stats.proofread.figures import Figure, FigureKind
from tthc_stats.proofread.ledger import ABOUT, Ledger
from tthc_stats.proofread.shares import change_before, is_goal
from tthc_stats.proofread.subjects import PAST
from tthc_stats.proofread.verdicts import LOOSE, PLACES
from tthc_stats.proofread.words import Item, Kind

ENDS = frozenset(";.!?…•")
PLAIN = frozenset({FigureKind.NUMBER, FigureKind.SHARE, FigureKind.RANK})


class Value(NamedTuple):
    """A value at one time; certain: whether the words say so beyond doubt."""

    position: int
    figure: Figure


class _Change(NamedTuple):
    """A stated difference; up: whether it says that the value grew."""

    position: int
    figure: Figure
    up: bool


def changes_in(ledger: Ledger) -> Iterator[Claim]:
    """The differences of a text of which both values stand in its sentence."""
    for number, sentence in enumerate(ledger.sentences):
        for position, figure in sentence.figures():
            sign = change_before(sentence.items, position)
            if sign is not None and not is_goal(sentence.items, position):
                change = _Change(position, figure, sign == "up")
                claim = _Reader(ledger, number, change).claim()
                if claim:
                    yield claim


class _Reader:
    """Finds the two values of a difference."""

    def __init__(self, ledger: Ledger, sentence: int, change: _Change) -> None:
        self.items = ledger.sentences[sentence].items
        self.scopes = ledger.scopes[sentence]
        self.captions = {one.position: one for one in ledger.captions[sentence]}
        self.change = change

    def claim(self) -> Claim | None:
        growth = self._of_difference()
        if growth is not None:
            return growth
        judged = [
            claim
            for before in self._befores()
            for now in self._nows(before)
            if now.position != before.position and (claim := self._judged(now, before))
        ]
        right = next((claim for claim in judged if claim.verdict is not Verdict.WRONG), None)
        if right or len(judged) != 1 or not self._is_plain():
            return right
        return judged[0]

    def _is_plain(self) -> bool:
        """Whether the change is printed as it is, not as “gần 5%” or “14,5 triệu”."""
        before = self.items[self.change.position - 1]
        return not before.signs & ABOUT and self.change.figure.low is None

    def _befores(self) -> list[Value]:
        """What may be the earlier value: behind “so với”, or of the past."""
        found = []
        compared = False
        for n in range(self.change.position + 1, len(self.items)):
            item = self.items[n]
            if item.marks(ENDS):
                break
            compared |= "than" in item.signs
            if item.figure and self._may_be_value(n, item.figure):
                if compared or self._is_past(n):
                    found.append(Value(n, item.figure))
                break
            if item.figure and change_before(self.items, n) is not None:
                break
        return found or self._befores_to_the_left()

    def _befores_to_the_left(self) -> list[Value]:
        """“từ 3.145 lên 3.254 hồ sơ”, or a figure of another time before that of now."""
        when = None
        for n in range(self.change.position - 1, -1, -1):
            item = self.items[n]
            if item.marks(frozenset(".!?…•")):
                break
            if item.figure and self._may_be_value(n, item.figure):
                scope = self.scopes[n].when
                other = bool(when and scope and when != scope.key)
                if self._is_past(n) or other or (n and "from" in self.items[n - 1].signs):
                    return [Value(n, item.figure)]
                when = when or (scope.key if scope else None)
        return []

    def _nows(self, before: Value) -> list[Value]:
        """What may be the value of now: the nearest figure of the same kind to the left."""
        for n in range(self.change.position - 1, -1, -1):
            item = self.items[n]
            if item.marks(frozenset(".!?…•")):
                break
            if n == before.position or not item.figure or self._is_past(n):
                continue
            if item.figure.kind is before.figure.kind and self._may_be_value(n, item.figure):
                return [Value(n, item.figure)] if self._same_thing(n, before.position) else []
        return []

    def _may_be_value(self, n: int, figure: Figure) -> bool:
        plain = figure.kind in PLAIN and figure.low is None
        approximate = n > 0 and bool(self.items[n - 1].signs & ABOUT)
        return plain and not approximate and change_before(self.items, n) is None

    def _is_past(self, n: int) -> bool:
        when = self.scopes[n].when
        return when is not None and when.key == PAST

    def _same_thing(self, now: int, before: int) -> bool:
        """Whether two numbers count the same, as far as their words tell."""
        first, second = self.captions.get(now), self.captions.get(before)
        if first is None or second is None:
            return True
        if first.noun and second.noun and first.noun != second.noun:
            return False
        return not first.own or not second.own or set(first.own) == set(second.own)

    def _judged(self, now: Value, before: Value) -> Claim | None:
        kind = now.figure.kind
        if self.change.figure.kind is FigureKind.SHARE and kind is FigureKind.NUMBER:
            return _growth(self.change, now.figure, before.figure)
        if kind is FigureKind.SHARE and self.change.figure.kind is not FigureKind.NUMBER:
            return _points(self.change, now.figure, before.figure)
        if self.change.figure.kind is FigureKind.NUMBER and kind is not FigureKind.SHARE:
            following = self.items[self.change.position + 1 : self.change.position + 2]
            steps = any("steps" in item.signs for item in following)
            if (kind is FigureKind.RANK) == steps:
                return _difference(self.change, now.figure, before.figure)
        return None

    def _of_difference(self) -> Claim | None:
        """“tăng 154 hồ sơ (4,97%)” behind the value of now: growth from both."""
        if self.change.figure.kind is not FigureKind.NUMBER:
            return None
        share = share_of_change(self.items, self.change.position)
        if share is None:
            return None
        now = next(
            (
                value
                for value in self._nows(Value(self.change.position, self.change.figure))
                if value.figure.kind is FigureKind.NUMBER
            ),
            None,
        )
        figure = self.items[share].figure
        if now is None or figure is None:
            return None
        by = self.change.figure.value
        value = now.figure.value - by if self.change.up else now.figure.value + by
        if value <= 0:
            return None
        change = _Change(share, figure, self.change.up)
        before = Figure(FigureKind.NUMBER, now.figure.start, now.figure.end, value)
        claim = _growth(change, now.figure, before)
        return claim if claim and claim.verdict is not Verdict.WRONG else None


def share_of_change(items: Sequence[Item], position: int) -> int | None:
    """The share that tells a difference again in per cent: “tăng 154 hồ sơ (4,97%)”."""
    for n in range(position + 1, min(len(items), position + 8)):
        item = items[n]
        if item.figure:
            return n if item.figure.kind is FigureKind.SHARE else None
        if item.kind == Kind.MARK and not item.marks(frozenset("(,=[")):
            return None
        if item.signs & {"share", "part_of", "up", "down", "and"}:
            return None
    return None


def _growth(change: _Change, now: Figure, before: Figure) -> Claim | None:
    if not before.value or now.whole is None or before.whole is None:
        return None
    by = now.whole - before.whole
    exact = Fraction(by * 100, before.whole) * (1 if change.up else -1)
    pair = Pair(by, before.whole, Span(now.start, now.end), Span(before.start, before.end))
    return _claim(change, ClaimKind.GROWTH, now, before, exact, pair)


def _points(change: _Change, now: Figure, before: Figure) -> Claim | None:
    """A difference of shares; printed ones are rounded, so the last place may be one off."""
    difference = (now.value - before.value) * (1 if change.up else -1)
    places = (now.decimals, before.decimals, change.figure.decimals)
    near = sum((Decimal(1).scaleb(-n) for n in places), Decimal(0)) / 2
    exact = Fraction(difference)
    if abs(difference - change.figure.value) <= near:
        exact = Fraction(change.figure.value)
    elif change.figure.kind is FigureKind.SHARE and before.value:
        growth = Fraction(difference) * 100 / Fraction(before.value)
        if rounded(growth, change.figure.decimals) == change.figure.value:
            exact = growth
    return _claim(change, ClaimKind.POINTS, now, before, exact, None)


def _difference(change: _Change, now: Figure, before: Figure) -> Claim | None:
    by = now.value - before.value
    if now.kind is FigureKind.RANK:
        by = abs(by)
    elif not change.up:
        by = -by
    return _claim(change, ClaimKind.DIFFERENCE, now, before, Fraction(by), None)


def _claim(
    change: _Change,
    kind: ClaimKind,
    now: Figure,
    before: Figure,
    exact: Fraction,
    pair: Pair | None,
) -> Claim:
    figure = change.figure
    return Claim(
        kind,
        Span(figure.start, figure.end),
        figure.value,
        figure.decimals,
        _verdict(exact, figure),
        pair=pair,
        denominator=pair.denominator if pair else None,
        before=before.value,
        now=now.value,
        computed=_shown(exact, figure.decimals, kind),
    )


def _verdict(exact: Fraction, figure: Figure) -> Verdict:
    if _signed(exact, figure.decimals) == figure.value:
        return Verdict.ROUNDED
    size = abs(exact)
    cut = Decimal(int(size * 10**figure.decimals)).scaleb(-figure.decimals)
    return Verdict.TRUNCATED if exact >= 0 and cut == figure.value else Verdict.WRONG


def _signed(exact: Fraction, decimals: int) -> Decimal:
    size = scaled(abs(exact.numerator), exact.denominator, decimals, factor=1)
    return -size if exact < 0 else size


def _shown(exact: Fraction, decimals: int, kind: ClaimKind) -> Decimal:
    if kind is ClaimKind.DIFFERENCE:
        return Decimal(int(exact)) if exact.denominator == 1 else _signed(exact, PLACES)
    return _signed(exact, max(PLACES, decimals) if kind is ClaimKind.GROWTH else decimals)


__all__ = ["LOOSE", "changes_in", "share_of_change"]
