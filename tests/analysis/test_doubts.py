"""Which counts the findings cast doubt on."""

from __future__ import annotations

import io

import pytest

import tthc_stats
from tthc_stats.analysis.doubts import doubted_counts
from tthc_stats.model.counts import ALL_COUNTS, Count
from tthc_stats.model.findings import Finding, Place, Severity
from tthc_stats.model.text import T

C = Count


def finding(severity: Severity, *counts: Count) -> Finding:
    return Finding("ANY", severity, Place("a.csv"), T("received"), counts=counts)


def doubted(text: str) -> set[Count]:
    table = tthc_stats.read(io.BytesIO(text.encode("utf-8")))
    summary = tthc_stats.summarize(table)
    return set(doubted_counts(summary.findings, summary.total.derived))


def test_an_error_that_names_no_count_casts_doubt_on_all() -> None:
    assert doubted_counts([finding(Severity.ERROR)]) == set(ALL_COUNTS)


def test_a_warning_casts_no_doubt() -> None:
    assert not doubted_counts([finding(Severity.WARNING), finding(Severity.WARNING, C.LATE)])


def test_what_is_derived_is_as_doubtful_as_its_sources() -> None:
    late = [finding(Severity.ERROR, C.LATE)]
    assert doubted_counts(late) == {C.LATE}
    assert doubted_counts(late, [C.RESOLVED, C.ONLINE_BASE]) == {C.LATE, C.RESOLVED}
    # received = resolved + pending, and resolved itself is derived
    assert doubted_counts(late, [C.RECEIVED, C.RESOLVED]) == {C.LATE, C.RESOLVED, C.RECEIVED}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("3419,3250,3162,88,169", set()),
        ("3419,3250,3162,65,169", {C.RESOLVED, C.IN_TIME, C.LATE}),
        ("3419,3250,3162,88,164", {C.RECEIVED, C.RESOLVED, C.PENDING}),
    ],
)
def test_a_broken_sum_casts_doubt_on_its_terms(row: str, expected: set[Count]) -> None:
    header = "Đơn vị,Tiếp nhận,Đã giải quyết,Trước và đúng hạn,Quá hạn,Đang giải quyết"
    assert doubted(f"{header}\nSở A,{row}\n") == expected


def test_a_wrong_total_casts_doubt_on_its_column() -> None:
    table = "Đơn vị,Tiếp nhận,Đã giải quyết\nXã A,10,9\nXã B,20,19\nTổng cộng,30,29\n"
    assert doubted(table) == {C.RESOLVED, C.PENDING}  # pending is derived


def test_a_wrong_share_casts_doubt_on_what_it_is_of() -> None:
    table = "Đơn vị,Đã giải quyết,Trước và đúng hạn,Quá hạn,Tỷ lệ đúng hạn (%)\nXã A,100,90,10,85\n"
    assert C.IN_TIME in doubted(table)
    assert C.RESOLVED in doubted(table)


def test_what_is_stated_differently_is_doubtful() -> None:
    tables = [
        tthc_stats.read(io.BytesIO(f"Đơn vị,Tiếp nhận\nXã A,{n}\n".encode()), period="2026-08")
        for n in (10, 11)
    ]
    both = [table for reading in tables for table in reading.tables]
    assert set(doubted_counts(tthc_stats.summarize(both).findings)) == {C.RECEIVED}
