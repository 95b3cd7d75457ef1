"""What is a figure in a text, and what is a number of something else."""

from __future__ import annotations

import itertools
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tthc_stats.proofread.figures import FigureKind, figures_in

CASES = tomllib.loads(Path(__file__).with_name("figures.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_figures(case: dict[str, Any]) -> None:
    text = case["text"]
    found = [
        [f.kind.value, text[f.start : f.end], f.value, *([f.below] if f.below else [])]
        for f in figures_in(text)
    ]
    expected = [
        [kind, words, Decimal(value), *below] for kind, words, value, *below in case["figures"]
    ]
    assert found == expected


@given(st.integers(0, 10**9), st.sampled_from([".", " ", "\u00a0", "\u202f", ","]))
def test_a_count_is_read_however_it_is_grouped(number: int, sign: str) -> None:
    written = f"{number:,}".replace(",", sign)
    (figure,) = figures_in(f"Tiếp nhận {written} hồ sơ.")
    assert (figure.kind, figure.whole) == (FigureKind.NUMBER, number)


@given(st.decimals(0, 100, places=2), st.sampled_from(["%", " %", " phần trăm"]))
def test_a_share_keeps_its_decimals(share: Decimal, sign: str) -> None:
    (figure,) = figures_in(f"đạt {str(share).replace('.', ',')}{sign}")
    assert (figure.kind, figure.value, figure.decimals) == (FigureKind.SHARE, share, 2)


@given(st.text(alphabet="0123456789.,/%- ()ahồsơđiểm\n", max_size=60))
def test_figures_stand_in_order_and_apart(text: str) -> None:
    figures = figures_in(text)
    assert all(0 <= f.start < f.end <= len(text) for f in figures)
    assert all(a.end <= b.start for a, b in itertools.pairwise(figures))


WIDE = [
    *("Tiếp nhận 5{}hồ sơ, đạt 5%", "Tiếp nhận{}5 hồ sơ, đạt{}5{}%", "5{}/{}10{}hồ sơ"),
    *("Tháng{}9{}năm{}2026 nhận 5", "5{}điểm{}phần trăm", "Quyết định{}số{}5", "5{}-{}6{}={}1"),
    *("xếp{}thứ{}5{}tỉnh", "5{}triệu{}đồng", "5{}đến{}10{}%", "ĐT:{}0912{}345", "1.{}5 hồ sơ"),
]


@pytest.mark.parametrize("written", WIDE)
@pytest.mark.parametrize("blank", [" ", "\\t", "\\u00a0", "\\n \\u202f"])
def test_white_space_without_end_is_read_as_one_blank(written: str, blank: str) -> None:
    wide = figures_in(written.replace("{}", blank * (20_000 // len(blank))))
    narrow = figures_in(written.replace("{}", blank))
    assert [(f.kind, f.value) for f in wide] == [(f.kind, f.value) for f in narrow]


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 40))
def test_figures_keep_their_places_in_white_space(one: int, two: int, three: int) -> None:
    text = f"Nhận{' ' * one}5{' ' * two}hồ sơ, đạt{' ' * three}7{' ' * one}%"
    found = [" ".join(text[f.start : f.end].split()) for f in figures_in(text)]
    assert found == ["5", "7 %"]
