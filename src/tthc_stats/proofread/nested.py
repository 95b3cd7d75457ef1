"""Figures told as some of another: what they count then, and what the other one does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tthc_stats.ingest.captions import STAGES
from tthc_stats.model.counts import Count
from tthc_stats.proofread.subjects import RUNNING
from tthc_stats.proofread.words import Item

if TYPE_CHECKING:
    from tthc_stats.proofread.ledger import Stated

OPENING, CLOSING, SEMICOLON = frozenset("("), frozenset(")"), frozenset(";")
OVERDUE = frozenset({"late", "overdue"})
LATE_AT = {"resolved": Count.LATE, "pending": Count.PENDING_OVERDUE}


def within_others(items: Sequence[Item], stated: Sequence[Stated]) -> list[Stated]:
    """The figures of a sentence, those within another as what they count there."""
    read = list(stated)
    for n, one in enumerate(stated):
        for part in _parts_of(items, stated, n):
            if _is_stage_alone(read[part]) and _is_class_alone(one):
                read[part] = read[part]._replace(count=LATE_AT[read[part].read.own[-1]])
                if read[part].value < one.value:  # the others are at another stage
                    read[n] = read[n]._replace(count=None)
            elif one.count is Count.ON_TIME and read[part].count is Count.EARLY:
                read[n] = read[n]._replace(with_early=True)
        if one.count is Count.RECEIVED and not one.sure and _is_run_on(items, stated, n):
            read[n] = one._replace(count=Count.RECEIVED_IN_PERIOD)
    return read


def _parts_of(items: Sequence[Item], stated: Sequence[Stated], whole: int) -> list[int]:
    """The figures behind the “trong đó” of a figure, or in the brackets behind it, that are no
    larger, and in “trễ 353, chiếm 7,78% tổng số 4.538; trong đó …” those that add up to it.
    """
    one = stated[whole]
    parts: list[int] = []
    for part in range(whole + 1, len(stated)):
        before = stated[part - 1].read
        between = items[before.tail : stated[part].read.position]
        if parts:
            if any(item.marks(SEMICOLON | CLOSING | OPENING) for item in between):
                break
        elif not _opens(between):
            if OVERDUE & set(one.read.own) and part - whole <= REACH:
                continue
            break
        if stated[part].value > one.value:
            break
        parts.append(part)
    if parts and parts[0] > whole + 1 and sum(stated[part].value for part in parts) != one.value:
        return []
    return parts


REACH = 2
"""How many figures may stand between a figure and its “trong đó”."""


def _opens(between: Sequence[Item]) -> bool:
    """Whether parts are told next: “, trong đó …”, “ (…”."""
    closed = any(item.marks(CLOSING) for item in between)
    named = any("part_of" in item.signs for item in between)
    opened = bool(between) and between[0].marks(OPENING)
    return named or (opened and not closed)


def _is_stage_alone(one: Stated) -> bool:
    """Whether a figure is told as one of a stage, and nothing else."""
    own = set(one.read.own)
    return bool(own) and own <= LATE_AT.keys()


def _is_class_alone(one: Stated) -> bool:
    """Whether a figure is told as one of a class, whatever stage its dossiers are at."""
    own = set(one.read.own)
    return bool(own & OVERDUE) and not own & set(STAGES)


def _is_run_on(items: Sequence[Item], stated: Sequence[Stated], position: int) -> bool:
    """“Tiếp nhận 626 hồ sơ (lũy kế 8.477 hồ sơ)”: the running total stands behind."""
    if position + 1 >= len(stated):
        return False
    one, following = stated[position], stated[position + 1]
    between = items[one.read.tail : following.read.position]
    if one.scope.when and one.scope.when.key == RUNNING:
        return False
    return (
        bool(between)
        and between[0].marks(OPENING)
        and any("running" in item.signs for item in between)
    )
