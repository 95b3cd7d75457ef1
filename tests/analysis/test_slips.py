"""Slips of the hand, and the order in which repairs are suggested."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tthc_stats.analysis.localize import plausibility, slip


@pytest.mark.parametrize(
    ("printed", "true", "kind"),
    [
        (354, 345, "swapped"), (21, 12, "swapped"), (1203, 1023, "swapped"),
        (128, 123, "digit"), (0, 7, "digit"), (923, 123, "digit"), (110, 100, "digit"),
        (12, 123, "dropped"), (23, 123, "dropped"), (13, 123, "dropped"), (3, 33, "dropped"),
        (1233, 123, "added"), (9123, 123, "added"), (1923, 123, "added"), (10, 1, "shifted"),
        (120, 1200, "shifted"), (1200, 12, "shifted"), (5, 5000, "shifted"),
        (321, 123, "other"), (145, 123, "other"), (0, 123, "other"), (1, 999, "other"),
        (1212, 2121, "other"), (10, 300, "other"), (0, 500, "other"),
    ],
)  # fmt: skip
def test_slip(printed: int, true: int, kind: str) -> None:
    assert slip(printed, true) == kind


MIRRORED = {"dropped": "added", "added": "dropped"}


@given(st.integers(0, 99999), st.integers(0, 99999))
def test_a_slip_seen_from_the_other_side(left: int, right: int) -> None:
    assert slip(right, left) == MIRRORED.get(slip(left, right), slip(left, right))


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param({"a": (345, 354)}, {"b": (345, 346)}, id="a swap before a digit"),
        pytest.param({"a": (345, 346)}, {"b": (345, 35)}, id="a digit before a dropped one"),
        pytest.param({"a": (345, 945)}, {"b": (100, 111)}, id="a slip before less moved"),
        pytest.param({"b": (340, 345)}, {"a": (340, 840)}, id="the same slip, less moved"),
        pytest.param({"b": (100, 110)}, {"a": (100, 111)}, id="explained before unexplained"),
        pytest.param(
            {"a": (7, 8), "b": (17, 18)}, {"c": (12, 21), "d": (10, 22)}, id="all explained first"
        ),
    ],
)
def test_ranking(better: dict[str, tuple[int, int]], worse: dict[str, tuple[int, int]]) -> None:
    def rank(repair: dict[str, tuple[int, int]]) -> tuple[int, int, int, str]:
        old = {cell: pair[0] for cell, pair in repair.items()}
        return plausibility({cell: pair[1] for cell, pair in repair.items()}, old)

    assert rank(better) < rank(worse)
