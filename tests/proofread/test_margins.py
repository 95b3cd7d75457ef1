"""Heads and feet of pages are checked, apart from the text and from one another."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "ingest" / "documents"))

from _build_word import docx, p

from tthc_stats.api.proofreading import proofread_text as proofread
from tthc_stats.proofread.claim import Proofreading

WRONG = "Đã giải quyết 200 hồ sơ, trễ hạn 10 hồ sơ, chiếm 6%"
PARTS = ("header1", "header2", "footer1")
SECTION = (
    "<w:sectPr>"
    '<w:headerReference w:type="default" r:id="header1"/>'
    '<w:headerReference w:type="first" r:id="header2"/>'
    '<w:footerReference w:type="default" r:id="footer1"/></w:sectPr>'
)


def read(body: str, *margins: str) -> Proofreading:
    parts = {name: p(text) for name, text in zip(PARTS, margins, strict=False)}
    return proofread(BytesIO(docx(p(body) + SECTION, parts)))


def found(body: str, *margins: str) -> list[str]:
    return [finding.code for finding in read(body, *margins).findings]


def test_a_share_in_a_head_is_checked() -> None:
    read_ = read("Mở đầu.", WRONG)
    assert [claim.verdict for claim in read_.claims] == ["wrong"]
    assert len(read_.mentions) == 2
    assert [finding.place.cell for finding in read_.findings] == ["1:50"]


def test_sums_in_a_foot_are_checked() -> None:
    foot = "Đã giải quyết 200 hồ sơ, trong đó trước và đúng hạn 180 hồ sơ, trễ hạn 10 hồ sơ"
    assert found("Mở đầu.", "UBND xã A", "Trang bìa", foot) == ["TIMELINESS"]


@pytest.mark.parametrize(
    "margins", [("Trễ hạn 10 hồ sơ",), ("Đạt 95%",), ("Đã giải quyết 100 hồ sơ", "Trễ hạn 9 hồ sơ")]
)
def test_figures_of_heads_are_not_taken_together_with_others(margins: tuple[str, ...]) -> None:
    text = "Đã giải quyết 300 hồ sơ, đúng hạn 298 hồ sơ, đạt 99,33%."
    read_ = read(text, *margins)
    assert not read_.findings
    assert {claim.verdict for claim in read_.claims if claim.stated == 95} <= {"no_base"}


@pytest.mark.parametrize("head", [WRONG, f"UBND xã A: {WRONG}", "Trễ hạn chiếm 6%", "Chiếm 6%"])
def test_a_head_that_repeats_the_text_is_not_accused_twice(head: str) -> None:
    read_ = read(f"{WRONG}.", head, head)
    assert len(read_.findings) == len(read_.claims) == 1
    assert len(read_.mentions) == 2


def test_a_head_that_says_something_else_is_accused_too() -> None:
    other = "Đã giải quyết 300 hồ sơ, trễ hạn 30 hồ sơ, chiếm 6%"
    assert len(found(f"{WRONG}.", other)) == 2
    assert len(found(f"{WRONG}.", other, other)) == 2
