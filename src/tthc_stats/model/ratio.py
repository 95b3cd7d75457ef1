"""Ratios of two integers and their exact, half-up percentages."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fractions import Fraction

MAX_DECIMALS = 30


class Ratio(NamedTuple):
    """``numerator / denominator``; either may be absent (``None``).

    base: the key of the denominator, where the ratio is a share with a choice of bases.
    """

    numerator: int | None
    denominator: int | None
    base: str | None = None

    def percent(self, decimals: int = 2) -> Decimal | None:
        """The share in percent, half-up at ``decimals`` places.

        ``None`` where a term is absent or the denominator is empty. More places are kept
        where rounding would turn a share into a round 0 or 100 that it is not.
        """
        if self.numerator is None or not self.denominator:
            return None
        exact = self.numerator in (0, self.denominator)
        for places in range(decimals, MAX_DECIMALS + 1):
            value = scaled(self.numerator, self.denominator, places)
            if exact or value not in (0, 100):
                return value
        return value


def scaled(
    numerator: int,
    denominator: int,
    places: int,
    *,
    factor: int = 100,
    rounding: str = ROUND_HALF_UP,
) -> Decimal:
    """``factor × numerator / denominator`` rounded to ``places`` decimals, exactly.

    Counts are not negative, and the denominator is not 0.
    The quotient is taken in integers, so no rounding happens before the last one.
    """
    whole, rest = divmod(factor * numerator * 10**places, denominator)
    if rounding == ROUND_HALF_UP and 2 * rest >= denominator:
        whole += 1
    return Decimal(f"{whole}E{-places}")  # exact, whatever the context


def truncated(numerator: int, denominator: int, places: int) -> Decimal:
    """The share in percent, cut off after ``places`` decimals."""
    return scaled(numerator, denominator, places, rounding=ROUND_DOWN)


def rounded(value: Fraction, decimals: int) -> Decimal:
    """A difference rounded half-up by its size, whatever its sign.

    More places are kept where rounding would make it 0 that it is not.
    """
    sign = -1 if value < 0 else 1
    for places in range(decimals, MAX_DECIMALS + 1):
        size = scaled(abs(value.numerator), value.denominator, places, factor=1)
        if size or not value:
            break
    return sign * size if size else size
