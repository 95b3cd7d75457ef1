"""Numbers as exports write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tthc_stats.ingest.numbers import NotACountError, is_error, parse_count, parse_share

COUNTS = {
    "1.234": 1234,
    "1,234": 1234,
    "1 234": 1234,
    "1\u00a0234": 1234,
    "1.234.567": 1234567,
    "1.234,0": 1234,
    "1,234.00": 1234,
    "1234.0": 1234,
    "007": 7,
    "0": 0,
    "0,0": 0,
    " 15 ": 15,
}
ABSENT = ["", "-", "–", "…", "...", "x"]
NO_COUNTS = [
    "n/a",
    "-5",
    "1.5",
    "12.34",
    "1,5",
    "0.5",
    "1.2345",
    "1.234,5",
    "12a",
    "1.23.456",
    "#N/A",
    "(5)",
]


@pytest.mark.parametrize(("text", "count"), COUNTS.items())
def test_counts_in_text(text: str, count: int) -> None:
    assert parse_count(text) == count


@pytest.mark.parametrize("text", ABSENT)
def test_nothing_reported_is_not_zero(text: str) -> None:
    assert parse_count(text) is None


@pytest.mark.parametrize("value", [*NO_COUNTS, -1, 1.234, -0.5, True])
def test_what_is_no_count_is_refused(value: str | float) -> None:
    with pytest.raises(NotACountError):
        parse_count(value)


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from([".", ",", " ", "\u00a0", ""]))
def test_every_count_comes_back_in_every_style(count: int, sign: str) -> None:
    assert parse_count(f"{count:,}".replace(",", sign)) == count
    assert parse_count(float(count)) == count


@pytest.mark.parametrize(
    ("value", "percent", "decimals"),
    [
        ("98,81%", "98.81", 2),
        ("98.5%", "98.5", 1),
        ("100 %", "100", 0),
        ("7,07", "7.07", 2),
        (97.29, "97.29", 2),
        (22, "22", 0),
        (0.972923076923, "0.972923076923", None),
    ],
)
def test_shares(value: str | float, percent: str, decimals: int | None) -> None:
    stated = parse_share(value)
    assert stated is not None
    assert (stated.value, stated.decimals) == (Decimal(percent), decimals)


@pytest.mark.parametrize("value", [None, "", "–", "cao", True, "1.234,5%"])
def test_no_share(value: object) -> None:
    assert parse_share(value) is None  # type: ignore[arg-type]


def test_error_values() -> None:
    assert is_error("#REF!")
    assert not is_error("#1")
