"""Figures of a paragraph that add up to another one, so that their shares are of it.

“Có 43 xã: 25 xã (58,14%) đã hoàn thành, 18 xã (41,86%) chưa hoàn thành”: 25 and 18 are 43.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from tthc_stats.proofread.around import is_whole
from tthc_stats.proofread.claim import Span
from tthc_stats.proofread.figures import FigureKind
from tthc_stats.proofread.ledger import Ledger, Stated, same_things
from tthc_stats.proofread.phrases import DOSSIERS, is_difference
from tthc_stats.proofread.sentences import list_sign
from tthc_stats.proofread.subjects import PAST

MOST_FIGURES = 40
"""Figures of a paragraph; in longer ones sums are found by chance."""
MOST_PARTS = 12
FEWEST_ENTRIES = 3
LEAST_TOTAL = 20
"""Of entries whose total stands in another section: fewer or smaller ones agree by chance."""


class Whole(NamedTuple):
    """What some figures add up to, at ``span``; parts: where those figures stand."""

    value: int
    span: Span
    stated: Stated
    parts: frozenset[Span]


class Parts:
    """The wholes of the figures of a text, by where each figure stands."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._of: dict[Span, list[Whole]] = {}
        blocks = list(ledger.blocks())
        lists = list(self._lists(blocks))
        for stated in (
            *(found for _, found in blocks),
            *([*head, *entries] for head, entries in lists),
        ):
            self._keep(self._wholes([one for one in stated if is_amount(ledger, one)]))
        for _, entries in lists:
            if not any(entry.span in self._of for entry in entries):
                self._keep(self._far_away(entries))

    def _keep(self, wholes: Iterator[Whole]) -> None:
        for whole in wholes:
            for part in whole.parts:
                self._of.setdefault(part, []).append(whole)

    def wholes(self, part: Span | None) -> list[Whole]:
        """What a figure and its neighbours add up to."""
        return self._of.get(part, []) if part else []

    def fellows(self, part: Span | None) -> set[Span]:
        """The figures that add up to something together with one, and itself."""
        return {span for whole in self.wholes(part) for span in whole.parts}

    def _lists(
        self, blocks: Sequence[tuple[int, list[Stated]]]
    ) -> Iterator[tuple[Sequence[Stated], list[Stated]]]:
        """The figures of a line, and the first ones of the entries listed below it."""
        head: Sequence[Stated] = ()
        entries: list[Stated] = []
        sign, last = "", -1
        for number, stated in blocks:
            entry = list_sign(self.ledger.document.text, self.ledger.document.blocks[number])
            if entry and number == last + 1 and (entry == sign or not entries):
                entries.append(stated[0])
            else:
                yield head, entries
                head = () if entry else stated
                entries = [stated[0]] if entry else []
            sign, last = entry, number
        yield head, entries

    def _far_away(self, entries: Sequence[Stated]) -> Iterator[Whole]:
        """What all entries of a list add up to where it is told further above."""
        total = sum(entry.value for entry in entries)
        if len(entries) < FEWEST_ENTRIES or total < LEAST_TOTAL or not entries[0].read.noun:
            return
        exact = all(is_amount(self.ledger, entry) for entry in entries)
        for one in self._by_value.get(total, []) if exact else ():
            if one.span < entries[0].span and all(_may_be_part(part, one) for part in entries):
                yield Whole(total, one.span, one, frozenset(part.span for part in entries))

    @cached_property
    def _by_value(self) -> dict[int, list[Stated]]:
        found: dict[int, list[Stated]] = {}
        for one in self.ledger.stated.values():
            if is_amount(self.ledger, one):
                found.setdefault(one.value, []).append(one)
        return found

    def _wholes(self, stated: Sequence[Stated]) -> Iterator[Whole]:
        if not 1 < len(stated) <= MOST_FIGURES:
            return
        for one in stated:
            for value in {one.value, one.read.figure.below or one.value}:
                others = [part for part in stated if part is not one or value != one.value]
                for run in _runs([part for part in others if part.value != value], value):
                    if self._are_parts(run, one, value):
                        yield Whole(value, one.span, one, frozenset(part.span for part in run))

    def _are_parts(self, run: Sequence[Stated], whole: Stated, value: int) -> bool:
        """Whether figures that add up to another one are told as its parts: behind it, where it
        has no share as they have; or before it, where it is called a total.
        """
        if value != whole.value:  # below the line of a fraction
            return all(_is_noun_alike(part, whole) for part in run)
        if not all(_may_be_part(part, whole) for part in run):
            return False
        items = self.ledger.sentences[whole.sentence].items
        if whole.span > run[0].span:
            return "total" in whole.read.own or is_whole(items, whole.read.position)
        following = items[whole.read.position + 1 :]
        shared = next((item.figure for item in following if item.figure), None)
        if shared is None or shared.kind is not FigureKind.SHARE:
            return True
        return any("part_of" in item.signs for item in following)


def is_amount(ledger: Ledger, one: Stated) -> bool:
    """Whether a figure says exactly how many of something there are now."""
    past = one.scope.when is not None and one.scope.when.key == PAST
    items = ledger.sentences[one.sentence].items
    named = one.count is not None or one.read.noun is not None or "total" in one.read.own
    different = past or one.approximate or is_difference(items, one.read.position)
    return one.value > 0 and named and not different


def _runs(stated: Sequence[Stated], value: int) -> Iterator[Sequence[Stated]]:
    """Figures that follow each other, of the same things, and add up to a value."""
    for first in range(len(stated)):
        total = stated[first].value
        for last in range(first + 1, min(len(stated), first + MOST_PARTS)):
            total += stated[last].value
            if total > value or not same_things(stated[first], stated[last]):
                break
            if total == value:
                yield stated[first : last + 1]
                break


def _may_be_part(part: Stated, whole: Stated) -> bool:
    """Dossiers are parts of dossiers; “20 người” may be of “25 công chức”."""
    if whole.count and whole.count is part.count and whole.scope.key == part.scope.key:
        return False
    return _is_noun_alike(part, whole)


def _is_noun_alike(part: Stated, whole: Stated) -> bool:
    unsaid = whole.read.noun is None and "total" in whole.read.own
    return unsaid or _of_dossiers(part) == _of_dossiers(whole)


def _of_dossiers(one: Stated) -> bool:
    return one.read.noun == DOSSIERS or one.count is not None
