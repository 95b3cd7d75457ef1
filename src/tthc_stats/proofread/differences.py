"""What two values differ by, in numbers, per cent, points or ranks, and whether a text says so."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from tthc_stats.model.ratio import rounded, scaled
from tthc_stats.proofread.claim import Claim, ClaimKind, Pair, Span, Verdict
from tthc_stats.proofread.figures import Figure, FigureKind
from tthc_stats.proofread.verdicts import PLACES

NUMBERS = frozenset({FigureKind.NUMBER, FigureKind.FRACTION})


class Value(NamedTuple):
    """A figure that may be a value at some time; when: the key of its period."""

    sentence: int
    position: int
    figure: Figure
    when: str | None

    @property
    def span(self) -> Span:
        return Span(self.figure.start, self.figure.end)


class Change(NamedTuple):
    """A stated difference; up: whether it says that the value grew; steps: of ranks."""

    position: int
    figure: Figure
    up: bool
    steps: bool = False


Exact = Mapping[int, Fraction]
"""Shares in per cent as their figures give them, by where they are printed."""


def alike(one: Figure, other: Figure) -> bool:
    """Whether two figures may be values of the same thing; a fraction counts as what stands
    above its line, and “32/63” beside a rank is one.
    """
    if one.kind in NUMBERS and other.kind in NUMBERS:
        return True
    if FigureKind.RANK in (one.kind, other.kind):
        return one.kind is other.kind or one.below == other.below is not None
    return one.kind is other.kind


def judged_change(change: Change, now: Value, before: Value, exact: Exact) -> Claim | None:
    if not alike(now.figure, before.figure):
        return None
    kind = now.figure.kind
    if kind is FigureKind.SHARE:
        of_shares = change.figure.kind is not FigureKind.NUMBER
        return _points(change, now.figure, before.figure, exact) if of_shares else None
    ranked = FigureKind.RANK in (kind, before.figure.kind)
    if change.figure.kind is FigureKind.SHARE and not ranked:
        return growth(change, now.figure, before.figure)
    scored = kind is FigureKind.SCORE is change.figure.kind
    if scored or (change.figure.kind is FigureKind.NUMBER and ranked == change.steps):
        return _difference(change, now.figure, before.figure, ranked=ranked)
    return None


def growth(change: Change, now: Figure, before: Figure) -> Claim | None:
    if not before.value or now.whole is None or before.whole is None:
        return None
    by = now.whole - before.whole
    exact = Fraction(by * 100, before.whole) * (1 if change.up else -1)
    pair = Pair(by, before.whole, Span(now.start, now.end), Span(before.start, before.end))
    return _claim(change, ClaimKind.GROWTH, now, before, exact, pair)


def _points(change: Change, now: Figure, before: Figure, exact: Exact) -> Claim | None:
    """A difference of shares: of those printed, or of the exact ones where they are known or
    may be so; whole per cents are taken as they are printed.
    """
    sign = 1 if change.up else -1
    printed = Fraction(now.value - before.value) * sign
    places = change.figure.decimals
    if change.figure.kind is FigureKind.SHARE and before.value:
        growth = printed * 100 / Fraction(before.value)
        if rounded(growth, places) == change.figure.value != rounded(printed, places):
            return _claim(change, ClaimKind.POINTS, now, before, growth, None)
    claim = _claim(change, ClaimKind.POINTS, now, before, printed, None)
    if now.start in exact and before.start in exact and claim.verdict is not Verdict.ROUNDED:
        by = (exact[now.start] - exact[before.start]) * sign
        known = _claim(change, ClaimKind.POINTS, now, before, by, None)
        return known if known.verdict is Verdict.ROUNDED else claim
    (least, most), (lowest, highest) = _limits(now, exact), _limits(before, exact)
    differences = sorted(((least - highest) * sign, (most - lowest) * sign))
    half = Fraction(1, 2 * 10**places)
    if differences[0] - half <= Fraction(change.figure.value) <= differences[1] + half:
        return claim._replace(verdict=Verdict.ROUNDED)
    return claim


def _limits(share: Figure, exact: Exact) -> tuple[Fraction, Fraction]:
    """The least and the greatest that a printed share may be."""
    if (known := exact.get(share.start)) is not None:
        return known, known
    half = Fraction(1, 2 * 10**share.decimals) if share.decimals else Fraction(0)
    return Fraction(share.value) - half, Fraction(share.value) + half


def _difference(change: Change, now: Figure, before: Figure, *, ranked: bool) -> Claim | None:
    by = now.value - before.value
    if ranked == change.up:  # a better rank is a lower number
        by = -by
    claim = _claim(change, ClaimKind.DIFFERENCE, now, before, Fraction(by), None)
    return claim._replace(ranks=ranked)


def _claim(
    change: Change,
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
    cut = Decimal(int(abs(exact) * 10**figure.decimals)).scaleb(-figure.decimals)
    return Verdict.TRUNCATED if exact >= 0 and cut == figure.value else Verdict.WRONG


def _signed(exact: Fraction, decimals: int) -> Decimal:
    size = scaled(abs(exact.numerator), exact.denominator, decimals, factor=1)
    return -size if exact < 0 else size


def _shown(exact: Fraction, decimals: int, kind: ClaimKind) -> Decimal:
    if kind is ClaimKind.GROWTH:
        return _signed(exact, max(PLACES, decimals))
    return _signed(exact, decimals)
