"""Tables that were saved as text, a line for each cell."""

from __future__ import annotations

from io import BytesIO

import pytest

from tthc_stats.api.proofreading import proofread_text as proofread
from tthc_stats.proofread.claim import Proofreading

BEFORE = "Trong kỳ tiếp nhận 1.000 hồ sơ, đã giải quyết 900 hồ sơ, đạt 90%."
AFTER = "Tháng này giải quyết 300 hồ sơ, đang giải quyết 100 hồ sơ."
HEAD = ["STT", "Đơn vị", "Tổng số tiếp nhận", "Đã giải quyết", "Đang giải quyết"]
ROWS = [
    ["1", "Xã A", "1.000", "900", "100"],
    ["2", "Phường 5", "500", "450", "50"],
    ["", "Tổng cộng", "1.500", "1.350", "150"],
]


def lined(*rows: list[str]) -> list[str]:
    return [cell for row in rows for cell in row]


def read(*lines: str) -> Proofreading:
    return proofread(BytesIO("\n".join(lines).encode()))


def counts(found: Proofreading) -> list[tuple[str, int]]:
    return [(mention.count.value, mention.value) for mention in found.mentions]


@pytest.mark.parametrize("head", [HEAD, [*HEAD, "Ghi chú"], [cell.upper() for cell in HEAD]])
@pytest.mark.parametrize("dash", ["–", "0", "90,0%"])
def test_cells_are_no_counts_of_the_text(head: list[str], dash: str) -> None:
    found = read(BEFORE, *lined(head, *ROWS), dash, AFTER)
    assert not found.findings
    assert counts(found) == counts(read(BEFORE, "", AFTER))


def test_captions_say_nothing_of_what_follows() -> None:
    """“Đang giải quyết” is no heading of what stands below the table."""
    after = "Trong đó quá hạn 5 hồ sơ."
    assert counts(read(*lined(HEAD, *ROWS), after)) == counts(read(after))


def test_shares_of_cells_are_read_where_their_fraction_stands_with_them() -> None:
    rows = [["Xã A", "541", "508", "501/508 = 98,26%"], ["Xã B", "708", "680", "12/680"]]
    found = read(BEFORE, *lined(["Đơn vị", *HEAD[2:4], "Tỷ lệ"], *rows), AFTER)
    assert [(str(c.stated), c.verdict.value) for c in found.claims] == [
        ("90", "rounded"),
        ("98.26", "wrong"),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["Tiếp nhận", "1.000", "Đã giải quyết", "900"],
        ["Tiếp nhận: 1.000", "Đã giải quyết: 900", "Đang giải quyết: 150", "Quá hạn: 2"],
        ["Tiếp nhận 1.000 hồ sơ", "Đã giải quyết 900 hồ sơ", "Đang giải quyết 150 hồ sơ"],
    ],
)
def test_short_lines_that_say_something_are_read(lines: list[str]) -> None:
    assert {("received", 1000), ("resolved", 900)} <= set(counts(read(*lines)))
