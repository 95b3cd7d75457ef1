"""Stated shares, and the figures that each of them says it is of.

A share is of the fraction beside it; else of the figure that it follows, over a base that the
words name, over the whole that the figure is a part of, or over the usual base of its count;
else of the counts that its own caption names.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import takewhile

from tthc_stats.ingest.captions import count_of, fold, stage_of
from tthc_stats.model.counts import Count
from tthc_stats.proofread.around import CLOSING, OPENING, Left, is_share, is_whole
from tthc_stats.proofread.bases import (
    CHANNELS,
    PUBLISHED_OVER_RECEIVED,
    TIMELY,
    Amount,
    Base,
    amount_of,
    bases_in,
    bases_of,
    derived_bases,
    may_hold,
    numerators,
    usual_bases,
)
from tthc_stats.proofread.beside import Beside
from tthc_stats.proofread.certainty import NEAR_BLOCKS, Certainty
from tthc_stats.proofread.derived import derived
from tthc_stats.proofread.figures import Figure, FigureKind
from tthc_stats.proofread.ledger import Group, Ledger, Stated, same_things
from tthc_stats.proofread.parts import Parts
from tthc_stats.proofread.phrases import CLASSES, COMMA, DOSSIERS, over
from tthc_stats.proofread.series import in_series
from tthc_stats.proofread.stated_as import is_change, is_goal, qualifier_of
from tthc_stats.proofread.stated_share import StatedShareOf
from tthc_stats.proofread.subjects import LEVELS
from tthc_stats.proofread.told_bases import told_bases, told_parts
from tthc_stats.proofread.words import Kind, is_word, items_before, items_behind

OF_ITSELF = frozenset({"đơn vị", "cơ quan", "phòng", "lĩnh vực"})
BARE = frozenset({"share", "link", "number", "below", "above", "about"})
MOST_TURNS = 400
"""Figures, brackets and “trong đó” between a figure and the whole that it is a part of."""


def shares_in(ledger: Ledger) -> Iterator[StatedShareOf]:
    """The shares of a text that claim to follow from figures; goals and changes are none."""
    parts = Parts(ledger)
    for number, sentence in enumerate(ledger.sentences):
        last: StatedShareOf | None = None
        for position, figure in sentence.figures():
            if figure.kind is not FigureKind.SHARE or is_goal(sentence.items, position):
                continue
            if not is_change(sentence.items, position):
                share = _Reader(ledger, parts, number, position, figure).read()
                last = in_series(ledger, share, last)
                yield last


class _Reader:
    """Reads what one share is of."""

    def __init__(
        self, ledger: Ledger, parts: Parts, sentence: int, position: int, figure: Figure
    ) -> None:
        self.ledger = ledger
        self.parts = parts
        self.sentence = sentence
        self.position = position
        self.figure = figure
        self.items = ledger.sentences[sentence].items
        self.beside = Beside(ledger.around[sentence], position)
        self.certainty = Certainty(ledger, sentence, position, self.beside)
        self.qualifier = qualifier_of(self.items, position)

    def read(self) -> StatedShareOf:
        found = self._read()
        if self.beside.names_others() and not found.exact:
            found = found._replace(sure_above=False)
        before = None if found.above else self._stated(self.beside.left().figure)
        return found._replace(near=self._nearby(found, before))

    def _read(self) -> StatedShareOf:
        if rows := self.beside.rows.row_over_row():
            part, whole = (self._stated(n) for n in rows)
            if part and whole:
                return self._over(part, whole)
        right = self._stated(self.beside.right())
        if right and right.read.figure.below is not None:
            return self._of_fraction(right)
        if right and (whole := self._whole_of(right)):
            return self._over(right, whole)
        left = self.beside.left()
        before = self._stated(left.figure)
        if self.beside.of_goal() and not (before and before.read.figure.below):
            return self._share((), ())
        other = self.beside.of_other_things() and not (right and right.read.noun == DOSSIERS)
        if other and not (before and before.read.figure.below):
            return self._share((), self._named_base(left, None) or ())
        if before and not left.over and self._is_of(before, left.own):
            return self._of_figure(before, left)
        if right and (right.count is None or not left.own or self._is_of(right, left.own)):
            return self._of_figure(right, left._replace(own=()))
        unsaid = not (left.own or self.beside.behind()) and self.beside.base() is None
        if unsaid and left.figure is None and left.whole is None:
            return self._of_line_before()
        return self._of_caption(left)

    def _whole_of(self, stated: Stated) -> Stated | None:
        """What words tell a figure to be over: “1.200 hồ sơ trễ hạn trên tổng số 106.014”."""
        around = self.ledger.around[stated.sentence]
        behind = around.figure_behind(stated.read.position)
        if behind is None or not over(around.items, stated.read.position, behind):
            return None
        return self.ledger.stated.get(around.items[behind].start)

    def _over(self, stated: Stated, whole: Stated) -> StatedShareOf:
        base = Base(amount_of(whole), sure=True)
        return self._share([amount_of(stated)], [base], exact=True, count=stated.count)

    def _stated(self, position: int | None) -> Stated | None:
        return None if position is None else self.ledger.stated.get(self.items[position].start)

    def _is_of(self, stated: Stated, own: Sequence[str]) -> bool:
        """Whether a share is of the figure before it, by its own caption."""
        if not own or set(own) <= {"total"}:
            return True
        if "other" in own:
            return "other" in stated.read.terms
        count = count_of(own, stage_of(own) or stated.read.stage)
        alike = {count, stated.count} <= {Count.ON_TIME, Count.IN_TIME}
        if stated.read.figure.kind is FigureKind.FRACTION and stated.count is None:
            return True
        return count is not None and (count is stated.count or alike)

    def _share(
        self,
        above: Sequence[Amount],
        below: Sequence[Base],
        *,
        exact: bool = False,
        count: Count | None = None,
        sure_above: bool = True,
    ) -> StatedShareOf:
        return StatedShareOf(
            self.figure,
            self.sentence,
            self.position,
            tuple(above),
            tuple(below),
            exact,
            count,
            self.qualifier,
            sure_above,
        )

    def _of_fraction(self, stated: Stated) -> StatedShareOf:
        below = stated.read.figure.below
        assert below is not None
        if self._is_of_others(stated):
            bases = self._bases_of_others(stated)
            return self._share([amount_of(stated)], bases, exact=True, count=stated.count)
        sure = not (
            self._has_words_of_its_own(stated)
            or self._of_each(stated)
            or self._is_second(stated)
            or self._tells_another(stated)
        )
        base = Base(Amount(below, stated.span), sure=sure)
        return self._share([amount_of(stated)], [base], exact=True, count=stated.count)

    def _is_second(self, stated: Stated) -> bool:
        """Whether a fraction has told its share before this one."""
        first, last = stated.read.position + 1, self.position
        here = stated.sentence == self.sentence and not self.beside.rows.in_row()
        return here and any(is_share(item.figure) for item in self.items[first:last])

    def _tells_another(self, stated: Stated) -> bool:
        """Whether a fraction counts another class than the share says: “số hóa 88% (4.641/4.907 hồ
        sơ đúng hạn)”.
        """
        own, told = set(self.beside.left().own), set(stated.read.own) & CLASSES
        if "other" in own and stated.read.below in TIMELY | CHANNELS:
            return True
        return bool(told) and bool(own & (CLASSES | {"other"})) and not own & told

    def _of_each(self, stated: Stated) -> bool:
        """Whether the share is rather what each of those counted has: “15/18 sở đạt 100%”."""
        start = stated.read.position + 1
        if stated.sentence != self.sentence or not start < self.position:
            return False
        between = self.items[start : self.position]
        if not between[0].signs & {"agents", "procedures"} or any(
            item.name == "chiếm" for item in between
        ):
            return False
        return not any(item.marks(COMMA) or item.marks(OPENING) for item in between)

    def _has_words_of_its_own(self, stated: Stated) -> bool:
        """Whether a fraction in brackets tells of something else: “90% nộp trực tuyến
        (1.512/2.000 hồ sơ là của cá nhân)”.
        """
        if stated.sentence != self.sentence or stated.read.position < self.position:
            return False
        words = items_behind(self.items, stated.read.position + 1)
        words = takewhile(lambda item: item.kind != Kind.MARK and not item.figure, words)
        return any(is_word(item) for item in words)

    def _of_figure(self, stated: Stated, left: Left) -> StatedShareOf:
        if stated.read.figure.below is not None:
            return self._of_fraction(stated)
        amount = amount_of(stated)
        if self._is_of_others(stated):
            found = [*self._bases_of_others(stated), *self._parents(stated)]
            bases = [base._replace(sure=False) for base in found]
            return self._share([amount], bases, count=stated.count)
        named = self._named_base(left, stated)
        if named is not None:
            return self._share([amount], named, exact=True, count=stated.count)
        parents, usual = list(self._parents(stated)), self._usual(stated.count, amount)
        told = any(base.amount.count in usual_bases(stated.count) for base in parents)
        if told and stated.count not in PUBLISHED_OVER_RECEIVED:
            usual = []
        bases = self._beside_fellows(amount, [*parents, *usual])
        if self._of_each(stated):
            bases = [base._replace(sure=False) for base in bases]
        return self._share([amount], bases, count=stated.count)

    def _beside_fellows(self, amount: Amount, bases: Sequence[Base]) -> list[Base]:
        """The bases of a figure, with what it and its fellows add up to; those are no bases."""
        stated = self.ledger.stated.get(amount.span.start) if amount.span else None
        if stated is None or self._of_each(stated):
            return list(bases)
        fellows = self.parts.fellows(amount.span)
        summed = [
            Base(
                amount_of(one.stated)._replace(value=one.value),
                sure=stated.count not in TIMELY or stated.count is not one.stated.count,
            )
            for one in self.parts.wholes(amount.span)
        ]
        return [*(base for base in bases if base.amount.span not in fellows), *summed]

    def _named_base(self, left: Left, stated: Stated | None) -> list[Base] | None:
        """The base that the words name: a figure, or a count by its caption; empty where the
        text does not state that count, ``None`` where no base is named.
        """
        for position in (self.beside.base(), left.whole, self.beside.that()):
            if (whole := self._stated(position)) and whole is not stated:
                return [Base(amount_of(whole), sure=True)]
        if self._is_of_others(stated):
            return self._bases_of_others(stated)
        behind = self.beside.names_base() and not left.opens
        terms = left.over or (self.beside.behind() if behind else ())
        count = count_of(terms, stage_of(terms)) if terms else None
        if count is None and stated and set(terms) - {"total"}:
            count = count_of(terms, stage_of(terms) or stated.read.stage)
        group = self._group(stated)
        if stated and count and count is stated.count:
            return self._of_more(stated)
        of_others = stated is not None and stated.read.noun not in (DOSSIERS, None)
        if count is None or group is None or of_others:
            return self._told_base(stated)
        found = self.ledger.values_of(count, group, self.figure.start)
        if not found and (value := derived(count, group.values())):
            return [Base(Amount(value, None, count), sure=False)]
        sure = self.ledger.tells_one(count, group)
        return [Base(amount_of(one), sure) for one in found]

    def _is_of_others(self, stated: Stated | None) -> bool:
        """Whether the words name the base as somebody else’s: “quá hạn 20 hồ sơ, chiếm 40% tổng số
        hồ sơ quá hạn của tỉnh”, of a commune.
        """
        owner = self.beside.owner()
        if owner is None or "number" in owner.signs:
            return False
        scope = stated.scope if stated else self.ledger.scopes[self.sentence][self.position]
        who = scope.who
        if who is None:
            return False
        if owner.signs & LEVELS:
            return not (who.kind == "level" and fold(who.name) == fold(owner.name))
        return fold(owner.name) not in fold(who.name) and owner.name not in OF_ITSELF

    def _bases_of_others(self, stated: Stated | None) -> list[Base]:
        """The figures that may be such a base, by what they count; none proves a share wrong."""
        told = told_bases(self.ledger, self.sentence, self.position)
        terms = self.beside.behind()
        stage = stage_of(terms) or (stated.read.stage if stated else None)
        count = count_of(terms, stage) if terms else None
        near = self.ledger.sentences_within(self.sentence, NEAR_BLOCKS)
        counted = self.ledger.stated_near(near, self.figure.start) if count else ()
        found = [*told, *(one for one in counted if one.count is count)]
        return [Base(amount_of(one), sure=False) for one in found if one is not stated]

    def _of_more(self, stated: Stated) -> list[Base] | None:
        """“đất đai trễ 71, chiếm 73,96% số hồ sơ trễ của xã”: of the only larger number of the
        same that the paragraph states.
        """
        paragraph = self.ledger.sentences_within(self.sentence, 0)
        found = {
            one.value: one
            for one in self.ledger.stated_near(paragraph, self.figure.start)
            if one.count is stated.count and one.value > stated.value
        }
        if len(found) != 1:
            return None
        return [Base(amount_of(one), sure=True) for one in found.values()]

    def _told_base(self, stated: Stated | None) -> list[Base] | None:
        """The figure that the words of the base stand beside, where it is one."""
        told = told_bases(self.ledger, self.sentence, self.position)
        found = {one.value: one for one in told if one is not stated}
        if stated is None or len(found) != 1:
            return None
        base = next(iter(found.values()))
        return [Base(amount_of(base), sure=True)] if base.value >= stated.value else None

    def _group(self, stated: Stated | None) -> Group | None:
        if stated and (group := self.ledger.of.get(stated.read.figure.start)):
            return group
        return self.ledger.group_at(self.sentence, self.position)

    def _parents(self, stated: Stated) -> Iterator[Base]:
        """The figure whose part this one is, by “trong đó”, brackets or “Trong 640 hồ sơ …”, in
        the same sentence.
        """
        if stated.sentence != self.sentence:
            return
        opened, depth = False, 0
        turns = self.beside.around.turns
        last = bisect_left(turns, stated.read.position)
        for n in reversed(turns[max(0, last - MOST_TURNS) : last]):
            item = self.items[n]
            depth += item.marks(CLOSING)
            if item.marks(OPENING):
                opened |= not depth
                depth = max(0, depth - 1)
            elif "part_of" in item.signs and not depth:
                opened = True
            elif not depth and item.figure and (opened or self._is_whole(n)):
                whole = self._stated(n)
                if whole:
                    yield from bases_in(whole, stated, opened=opened)
                    return

    def _is_whole(self, n: int) -> bool:
        """Whether a figure is told as a whole: “Trong 640 hồ sơ …”, “Qua rà soát 45 thủ tục …”."""
        examined = n > 0 and "examined" in self.items[n - 1].signs
        return examined or is_whole(self.items, n)

    def _usual(self, count: Count | None, amount: Amount) -> list[Base]:
        """The counts of the same subject that a share of this count is usually of."""
        group = self.ledger.group_at(self.sentence, self.position)
        if amount.span and amount.span.start in self.ledger.of:
            group = self.ledger.of[amount.span.start]
        if group is None:
            return []
        found: list[Base] = []
        for base in bases_of(count):
            one = group.nearest(base, self.figure.start)
            if one is not None and one.span != amount.span:
                sure = self.certainty.is_usual(count, base, one, first=not found) and (
                    amount.span is not None or self.certainty.is_about(group)
                )
                found.append(Base(amount_of(one), sure))
        known = {base.amount.value for base in found}
        for whole, fraction in group.wholes_near(self.figure.start):
            if whole not in known and whole >= amount.value and fraction.count in TIMELY | {None}:
                found.append(Base(Amount(whole, fraction.span), sure=False))
        return [*found, *derived_bases(group, count)]

    def _of_caption(self, left: Left) -> StatedShareOf:
        """A share without a figure of its own: by what its caption says it is of."""
        based = self.beside.names_base() and not left.opens
        terms = left.own or (() if based else self.beside.behind())
        named = self._named_base(left, None)
        if set(terms) & {"other", "unclear", "levels"}:
            return self._of_words(named)
        group = self.ledger.group_at(self.sentence, self.position)
        stage = stage_of(terms) or stage_of(left.over)
        count = count_of(terms, stage) if terms else None
        if count is None and terms and stage is None:
            count = count_of(terms, "resolved")
        if count is None or group is None:
            return self._share((), named or ())
        above = numerators(group, count, self.figure.start)
        sure = self.certainty.proves(group, count)
        if named is not None:
            channel = count in CHANNELS and self.certainty.is_here(group)
            sure = bool(left.own) and (self.certainty.proves(group, count) or channel)
            found = self._share(above, named, count=count, sure_above=sure)
            return found._replace(named=any(base.sure for base in named))
        bases = self._usual(count, Amount(0))
        sure = self.certainty.proves(group, count)
        if count in CHANNELS and above and self.parts.wholes(above[0].span):
            bases, sure = self._beside_fellows(above[0], bases), self.certainty.is_here(group)
        return self._share(above, bases, count=count, sure_above=sure)

    def _of_words(self, named: Sequence[Base] | None) -> StatedShareOf:
        """A share of other things, by the words of its caption and of its base."""
        told = told_parts(self.ledger, self.sentence, self.position)
        parts = {one.value: one for one in told}
        wholes = {one.value: one for one in told_bases(self.ledger, self.sentence, self.position)}
        if named or len(parts) != 1 or len(wholes) != 1:
            return self._share((), named or ())
        above, below = (amount_of(one) for found in (parts, wholes) for one in found.values())
        return self._share([above], [Base(below, sure=True)], exact=True)

    def _of_line_before(self) -> StatedShareOf:
        """“- Tỷ lệ: 96,85%” in a list: of the last figure of the entry before."""
        items = items_before(self.items, self.position)
        bare = all(item.kind == Kind.MARK or item.signs & BARE for item in items)
        if self.position and bare and self.sentence and self.items[0].kind == Kind.MARK:
            for one in reversed(self.ledger.captions[self.sentence - 1]):
                if stated := self.ledger.stated.get(one.figure.start):
                    return self._of_figure(stated, Left())
        return self._share((), ())

    def _nearby(
        self, found: StatedShareOf, before: Stated | None
    ) -> Iterator[tuple[Amount, Amount]]:
        """Pairs around a share that no words tie to it: fractions in its sentence, and the
        figure that it follows over a larger one of the same things, the nearest first.
        """
        if found.exact or found.named:
            return
        before = before or self._stated(self.beside.left().figure)
        fellows = self.parts.fellows(before.span) if before else set()
        yield from (pair for pair in self._pairs(found, before) if pair[1].span not in fellows)

    def _pairs(
        self, found: StatedShareOf, before: Stated | None
    ) -> Iterator[tuple[Amount, Amount]]:
        yield from self._around()
        here = range(self.sentence, self.sentence + 1)
        for stated in self.ledger.stated_near(here, self.figure.start):
            if stated.read.figure.below:
                yield amount_of(stated), Amount(stated.read.figure.below, stated.span)
            if whole := self._whole_of(stated):
                yield amount_of(stated), amount_of(whole)
        if before:
            above = amount_of(before)
            yield from ((above, base.amount) for base in self._usual(before.count, above))
        for above in found.above[:1] or ((amount_of(before),) if before else ()):
            yield from ((above, below) for below in self._larger(above))

    def _around(self) -> Iterator[tuple[Amount, Amount]]:
        """For a share without any figure of its own: every part of its subject that the text
        states near, over its usual base.
        """
        if self.beside.left().figure is not None or self.beside.of_other_things():
            return
        group = self.ledger.group_at(self.sentence, self.position)
        for count, found in group.stated.items() if group else ():
            if count in TIMELY | CHANNELS and self.certainty.is_near(found[0], NEAR_BLOCKS):
                above = amount_of(found[0])
                yield from ((above, base.amount) for base in self._usual(count, above))

    def _larger(self, above: Amount) -> list[Amount]:
        """Figures of the same things in this paragraph, or in those before in a list."""
        part = self.ledger.stated.get(above.span.start) if above.span else None
        if part is None or not part.value:
            return []
        first = self.ledger.sentences_within(self.sentence, NEAR_BLOCKS).start
        found: list[Amount] = []
        last = self.sentence + 1
        sentences = self.ledger.sentences
        if last < len(sentences) and sentences[last].block == sentences[self.sentence].block:
            last += 1
        for whole in self.ledger.stated_near(range(first, last), self.figure.start):
            if whole.span != part.span and may_hold(whole, part):
                found.append(amount_of(whole))
            if whole.read.figure.below and same_things(whole, part):
                found.append(Amount(whole.read.figure.below, whole.span))
        found.sort(key=lambda one: abs(one.span.start - self.figure.start) if one.span else 0)
        return [one for one in found if one.value >= part.value]
