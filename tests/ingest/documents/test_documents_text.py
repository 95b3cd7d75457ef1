"""Plain text and Markdown: which lines are one block, and what kind of block."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from _read import is_sound, read, written
from hypothesis import given
from hypothesis import strategies as st

from tthc_stats.model.errors import NotUnderstoodError

CASES = tomllib.loads(Path(__file__).with_name("text_cases.toml").read_text("utf-8"))["case"]
NO_VALUE = "TOML has no null"
WORDS = st.sampled_from(
    """Xã A đã tiếp nhận 714 3.254 hồ sơ, chiếm 22%. trong tháng 8. - + * (1) a) I. 1. 1.1. ; :
    """.split()  # noqa: SIM905
)
TEXTS = st.lists(
    st.tuples(st.lists(WORDS, max_size=14).map(" ".join), st.sampled_from(["\n", "\n\n", "\r\n"]))
).map(lambda lines: "".join(line + end for line, end in lines))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_blocks(case: dict[str, Any]) -> None:
    name = "bao-cao.md" if case.get("markdown") else "bao-cao.txt"
    document = read(case["text"], name)
    assert written(document) == case["blocks"]
    assert document.format == ("md" if case.get("markdown") else "txt")
    wanted = [
        [[None if v == NO_VALUE else v for v in row] for row in table]
        for table in case.get("tables", [])
    ]
    assert [list(table.rows) for table in document.tables] == wanted
    is_sound(document)


def test_the_text_is_the_file_so_that_offsets_count_its_characters() -> None:
    text = "\n  **Đậm** 714 hồ sơ\n\n\tThụt vào\n"
    assert read(text, "a.md").text == text
    assert read(text).text == text


def test_line_ends_and_composition() -> None:
    document = read("\ufeffTiê\u0301p nhận 714\r\nXã A\rXã B")
    assert document.text == "Tiếp nhận 714\nXã A\nXã B"
    assert [block.line for block in document.blocks] == [1, 2, 3]


def test_blocks_have_the_number_of_their_first_line() -> None:
    document = read("\nBÁO CÁO\n\ncó hai dòng\nnhư thế.\n\n- Mục\n")
    assert [block.line for block in document.blocks] == [2, 4, 7]


@given(TEXTS)
def test_no_letter_of_a_plain_text_is_lost(text: str) -> None:
    try:
        document = read(text)
    except NotUnderstoodError:
        assert not text.strip()
        return
    is_sound(document)
    inside = "".join(document.text[block.start : block.end] for block in document.blocks)
    assert "".join(inside.split()) == "".join(text.split())


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_text_is_read_soundly(text: str) -> None:
    try:
        is_sound(read("714 " + text))
        is_sound(read("714 " + text, "a.md"))
    except NotUnderstoodError:
        pytest.fail("there are figures in it")
