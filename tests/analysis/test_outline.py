"""Outlines: where classes are counted, and in which order sections come."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tthc_stats.analysis.outline import IN_REGISTERS, Moved, outline_of_summary
from tthc_stats.analysis.summary import Group, Source, Summary
from tthc_stats.model.counts import Count

C = Count
LEVELS = {"province": "Sở ban ngành", "commune": "UBND cấp xã"}
APART: Mapping[Count, tuple[Count, ...]] = {C.PAUSED: ()}


def summary(*groups: tuple[dict[str, str | None], dict[Count, int]]) -> Summary:
    made = tuple(Group(key, counts, (), {}) for key, counts in groups)
    source = Source("so.xlsx", "Sheet1", "register", "register")
    return Summary((source,), None, tuple(groups[0][0]), made, Group({}, groups[0][1], (), {}))


@pytest.mark.parametrize(
    ("counts", "after"),
    [
        pytest.param(
            {C.PENDING: 9, C.PENDING_IN_TIME: 7, C.PAUSED: 2},
            {C.PENDING: 7, C.PENDING_IN_TIME: 5, C.PAUSED: 2},
            id="taken out of both",
        ),
        pytest.param({C.PENDING: 9, C.PAUSED: 2}, {C.PENDING: 7, C.PAUSED: 2}, id="one is absent"),
        pytest.param({C.PENDING: 9}, {C.PENDING: 9}, id="no class"),
        pytest.param(
            {C.PENDING: 9, C.PENDING_IN_TIME: 1, C.PAUSED: 2},
            {C.PENDING: 9, C.PENDING_IN_TIME: 1, C.PAUSED: 2},
            id="more than there are",
        ),
    ],
)
def test_a_class_is_taken_out_where_the_form_has_it_apart(
    counts: dict[Count, int], after: dict[Count, int]
) -> None:
    given = summary(({"unit": "Xã A"}, counts))
    outline = outline_of_summary(given, inside=APART, held=IN_REGISTERS)
    assert outline.entries[0].counts == outline.total == after
    held = tuple(c for c in (C.PENDING, C.PENDING_IN_TIME) if c in counts)
    moved = [Moved(C.PAUSED, held, taken_out=True, number=2)] if counts != after else []
    assert list(outline.moved) == moved
    assert given.groups[0].counts == counts


def test_nothing_moves_where_the_source_does_not_say_where_a_class_is() -> None:
    counts = {C.PENDING: 9, C.PENDING_IN_TIME: 7, C.PAUSED: 2}
    outline = outline_of_summary(summary(({"unit": "Xã A"}, counts)), inside=APART)
    assert outline.entries[0].counts == counts
    assert outline.moved == ()


def test_the_highest_level_comes_first_and_the_unknown_last() -> None:
    given = summary(
        ({"level": None, "unit": "Tổ 1"}, {C.RECEIVED: 1}),
        ({"level": "commune", "unit": "Xã A"}, {C.RECEIVED: 2}),
        ({"level": "province", "unit": "Sở A"}, {C.RECEIVED: 3}),
        ({"level": "commune", "unit": "Xã B"}, {}),
    )
    outline = outline_of_summary(given, levels=LEVELS)
    assert [(entry.section, entry.name) for entry in outline.entries] == [
        (("Sở ban ngành",), "Sở A"),
        (("UBND cấp xã",), "Xã A"),
        (("UBND cấp xã",), "Xã B"),
        (("Chưa rõ cấp",), "Tổ 1"),
    ]
    assert outline.by == "unit"
    assert outline.sections[("Sở ban ngành",)] == {C.RECEIVED: 3}
    assert outline.sections[("UBND cấp xã",)] == {}
    assert str(outline.entries[0].place(C.RECEIVED)) == "so.xlsx: Sheet1"
