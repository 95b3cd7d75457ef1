"""Whether figures are beyond doubt those that a share is of, so that another value is wrong."""

from __future__ import annotations

from bisect import bisect_left

from tthc_stats.model.counts import Count
from tthc_stats.proofread.bases import (
    CHANNELS,
    PUBLISHED_OVER_RECEIVED,
    SURE_OF_BASE,
    TIMELY,
    usual_bases,
)
from tthc_stats.proofread.beside import Beside
from tthc_stats.proofread.ledger import Group, Ledger, Stated

NEAR_BLOCKS = 3
"""How many paragraphs away a count may stand that proves a share wrong."""


class Certainty:
    """Judges for the share at a position of a sentence."""

    def __init__(self, ledger: Ledger, sentence: int, position: int, beside: Beside) -> None:
        self.ledger = ledger
        self.sentence = sentence
        self.position = position
        self.items = ledger.sentences[sentence].items
        self.beside = beside

    def is_usual(self, count: Count | None, base: Count, stated: Stated, *, first: bool) -> bool:
        """Whether a share of a count that does not fit its usual base is wrong."""
        if not first or stated.approximate or count is None:
            return False
        if count in SURE_OF_BASE:
            return base in usual_bases(count) and self.is_near(stated, NEAR_BLOCKS)
        return count in CHANNELS and self.is_near(stated, 0)

    def is_near(self, stated: Stated, blocks: int) -> bool:
        block = self.ledger.sentences[stated.sentence].block
        return abs(block - self.ledger.sentences[self.sentence].block) <= blocks

    def is_here(self, group: Group) -> bool:
        """Whether the only figures of their subject stand in the paragraph of a share."""
        near = all(self.is_near(one, 0) for one in group.figures())
        return near and self.ledger.alone(group) and self.is_about(group)

    def proves(self, group: Group, count: Count) -> bool:
        """Whether the counts of a group are beyond doubt those that a caption speaks of; they
        are not those of each share in a row.
        """
        if self.beside.rows.in_row() or count not in TIMELY or not self.is_about(group):
            return False
        if self.ledger.alone(group):
            return bool(self._stated_within(group, NEAR_BLOCKS))
        here = self._stated_within(group, 0)
        meant = {Count.IN_TIME, Count.ON_TIME} if count in PUBLISHED_OVER_RECEIVED else {count}
        return bool(here & meant) and bool(here & set(usual_bases(count)))

    def _stated_within(self, group: Group, blocks: int) -> set[Count | None]:
        """The counts of a group that stand up to so many paragraphs away."""
        within = self.ledger.sentences_within(self.sentence, blocks)
        return {
            one.count
            for found in group.stated.values()
            for one in found[bisect_left(found, within.start, key=_sentence) :][:1]
            if one.sentence in within
        }

    def is_about(self, group: Group) -> bool:
        """Whether a share speaks of the subject of a group: one that says of nobody does not
        speak of a level, a field or a unit that is only named behind it.
        """
        who, said = group.scope.who, self.ledger.scopes[self.sentence][self.position].who
        if group.scope.key[0] == (said.key if said else ""):
            return not self._begins_anew(group)
        if said is not None or who is None or who.kind != "unit":
            return False
        return who.start < self.items[self.position].start

    def _begins_anew(self, group: Group) -> bool:
        """Whether a group's figures stand behind the share, in a sentence that begins with
        somebody who is not called by a name: “… cả nước đạt 98%. Tỉnh giải quyết 1.000 hồ sơ”.
        """
        later = [one.sentence for one in group.figures() if one.sentence > self.sentence]
        if not later:
            return False
        first = self.ledger.sentences[min(later)].items[0]
        return "agents" in first.signs and all(item.name != first.name for item in self.items)


def _sentence(one: Stated) -> int:
    return one.sentence
