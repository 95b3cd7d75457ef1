"""Percentages against exact fractions, above all where half a unit of the last digit is left."""

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tthc_stats.model.ratio import Ratio


def half_up(number: Fraction, places: int) -> Decimal:
    return Decimal(floor(number * 10**places + Fraction(1, 2))).scaleb(-places)


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"),
    [
        (1, 32, "3.13"), (3, 32, "9.38"), (1, 160, "0.63"), (201, 160, "125.63"),
        (5, 8, "62.50"), (1, 3, "33.33"), (2, 3, "66.67"), (0, 7, "0.00"), (7, 7, "100.00"),
        (714, 3254, "21.94"), (3162, 3250, "97.29"), (10**15 + 1, 2 * 10**15, "50.00"),
    ],
)  # fmt: skip
def test_percent(numerator: int, denominator: int, percent: str) -> None:
    assert str(Ratio(numerator, denominator).percent()) == percent


@given(st.integers(0, 10**7), st.integers(1, 10**7) | st.sampled_from([32, 160, 800, 3200, 8000]))
def test_percent_is_half_up(numerator: int, denominator: int) -> None:
    exact = Fraction(100 * numerator, denominator)
    shown = Ratio(numerator, denominator).percent()
    assert shown is not None
    places = -int(shown.as_tuple().exponent)
    assert shown == half_up(exact, places)
    assert places == 2 or half_up(exact, 2) in (0, 100)


@pytest.mark.parametrize(("numerator", "denominator"), [(5, 0), (0, 0), (None, 5), (5, None)])
def test_without_a_base_there_is_no_share(numerator: int | None, denominator: int | None) -> None:
    assert Ratio(numerator, denominator).percent() is None
