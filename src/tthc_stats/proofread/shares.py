"""Stated shares, and the figures that each of them says it is of.

A share is of the fraction beside it; else of the figure that it follows, over a base that the
words name, over the whole that the figure is a part of, or over the usual base of its count;
else of the counts that its own caption names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tthc_stats.data import load
from tthc_stats.ingest.captions import count_of, stage_of
from tthc_stats.model.counts import Count
from tthc_stats.proofread.claim import Span
from tthc_stats.proofread.figures import Figure, FigureKind
from tthc_stats.proofread.ledger import Group, Ledger, Stated
from tthc_stats.proofread.phrases import CHANGES, COMMA, COUNTED, DOSSIERS, WALLS
from tthc_stats.proofread.words import Item, Kind

WHOLES = (
    Count.RECEIVED,
    Count.RESOLVED,
    Count.RECEIVED_IN_PERIOD,
    Count.DUE,
    Count.ONLINE_BASE,
)
"""What published shares are taken of where they are not taken of the usual base."""

WHOLES_OF_PENDING = (Count.PENDING,)
WHOLES_ONLINE = (Count.RECEIVED_ONLINE,)
TIMELY = frozenset({Count.EARLY, Count.ON_TIME, Count.IN_TIME, Count.LATE})
SURE_OF_BASE = TIMELY | {
    Count.RESOLVED,
    Count.PENDING,
    Count.PENDING_IN_TIME,
    Count.PENDING_OVERDUE,
}
"""Counts of which only one base is usual, so that a share which does not fit it is wrong."""

OPENING, CLOSING = frozenset("(["), frozenset(")]")
NEAR_BLOCKS = 3
"""How many paragraphs away a count may stand that proves a share wrong."""


class Amount(NamedTuple):
    """A figure that may stand above or below the line.

    span: where it stands; ``None`` where it follows from others. least, most: what it may be
    where it is rounded.
    """

    value: int
    span: Span | None = None
    count: Count | None = None  # type: ignore[assignment]  # not the method of tuples
    approximate: bool = False
    near: bool = True


class Base(NamedTuple):
    """A figure that may stand below the line; sure: so that another value is wrong."""

    amount: Amount
    sure: bool


class StatedShareOf(NamedTuple):
    """A share in the text with what it may be of, the likeliest first.

    sentence, position: where it stands among the items. above: what may stand above the line.
    exact: whether its fraction is printed beside it. count: of its caption or figure.
    base_named: a base that is printed without a figure above the line.
    """

    figure: Figure
    sentence: int
    position: int
    above: tuple[Amount, ...]
    below: tuple[Base, ...]
    exact: bool = False
    count: Count | None = None  # type: ignore[assignment]  # not the method of tuples
    qualifier: str | None = None
    sure_above: bool = True


def shares_in(ledger: Ledger) -> Iterator[StatedShareOf]:
    """The shares of a text that claim to follow from figures; goals and changes are none."""
    for number, sentence in enumerate(ledger.sentences):
        for position, figure in sentence.figures():
            if figure.kind is FigureKind.SHARE and not is_goal(sentence.items, position):
                if not is_change(sentence.items, position):
                    yield _Reader(ledger, number, position, figure).read()


def change_before(items: Sequence[Item], position: int) -> str | None:
    """``up`` or ``down`` for a difference: “tăng 3,47%”, not “tăng lên 97%” or “tăng từ 95%”."""
    for n in range(position - 1, -1, -1):
        item = items[n]
        if item.signs & CHANGES:
            return None if item.signs & {"becomes"} else "up" if "up" in item.signs else "down"
        if item.kind in (Kind.FIGURE, Kind.MARK, Kind.TERM):
            return None
        if item.signs & {"becomes", "share", "than", "from"}:
            return None
    return None


def is_change(items: Sequence[Item], position: int) -> bool:
    """Whether a share is a difference, or tells one again: “tăng 154 hồ sơ (4,97%)”."""
    if change_before(items, position):
        return True
    for n in range(position - 1, max(-1, position - 7), -1):
        item = items[n]
        if item.figure:
            return item.figure.kind is FigureKind.NUMBER and bool(change_before(items, n))
        if item.kind == Kind.MARK and not item.marks(frozenset("(,=[")):
            return False
        if item.kind == Kind.TERM or item.signs & {"share", "part_of"}:
            return False
    return False


def is_goal(items: Sequence[Item], position: int) -> bool:
    """Whether a share is what shall be reached: “chỉ tiêu 95%”, “từ 90% trở lên”."""
    following = items[position + 1 : position + 3]
    if any("or_more" in item.signs for item in following):
        return True
    for n in range(position - 1, -1, -1):
        item = items[n]
        if "goal" in item.signs:
            return True
        if item.kind == Kind.FIGURE or item.marks(WALLS) or item.marks(COMMA):
            return False
    return False


def qualifier_of(items: Sequence[Item], position: int) -> str | None:
    """“gần”, “hơn”, “khoảng” before a figure, by the name of their group."""
    if not position:
        return None
    signs = items[position - 1].signs
    return next((name for name in ("below", "above", "about") if name in signs), None)


class _Reader:
    """Reads what one share is of."""

    def __init__(self, ledger: Ledger, sentence: int, position: int, figure: Figure) -> None:
        self.ledger = ledger
        self.sentence = sentence
        self.position = position
        self.figure = figure
        self.items = ledger.sentences[sentence].items
        self.captions = {one.position: one for one in ledger.captions[sentence]}
        self.qualifier = qualifier_of(self.items, position)

    def read(self) -> StatedShareOf:
        right = self._right_fraction()
        if right:
            return self._fraction(right)
        left, own = self._left()
        if self._of_other_things():
            return self._share((), ())
        if left is not None:
            stated = self._stated(left)
            if self._is_of(stated, own):
                return self._of_figure(left, stated)
        number = self._right_number()
        if number is not None:
            stated = self._stated(number)
            if stated:
                return self._of_figure(number, stated)
        return self._of_caption(own)

    # what stands beside the share

    def _left(self) -> tuple[int | None, tuple[str, ...]]:
        """The figure that the share follows in its sentence, and the terms of its own caption."""
        own: list[str] = []
        said_share = False
        n = self.position - 1
        while n >= 0:
            item = self.items[n]
            if item.marks(CLOSING):
                n = self._opening_of(n)
            elif item.kind == Kind.FIGURE:
                break
            elif item.marks(frozenset(";.!?•…")) or "part_of" in item.signs:
                return None, tuple(reversed(own))
            elif item.kind == Kind.TERM:
                own.append(item.name)
            elif "share" in item.signs:
                said_share = True
            n -= 1
        own.reverse()
        if n < 0 or n not in self.captions:
            return None, tuple(own)
        tail = self.captions[n].tail
        mine = tuple(
            item.name
            for item in self.items[tail : self.position]
            if item.kind == Kind.TERM and not self._bracketed(item)
        )
        if said_share and not mine:
            mine = self._terms_behind()
        return n, mine

    def _bracketed(self, item: Item) -> bool:
        """Whether an item stands in brackets that close before the share."""
        n = next(k for k, other in enumerate(self.items) if other is item)
        depth = 0
        for k in range(n, self.position):
            depth += self.items[k].marks(OPENING) - self.items[k].marks(CLOSING)
            if depth < 0:
                return True
        return False

    def _opening_of(self, closing: int) -> int:
        depth = 0
        for n in range(closing, -1, -1):
            depth += self.items[n].marks(CLOSING) - self.items[n].marks(OPENING)
            if not depth:
                return n
        return 0

    def _terms_behind(self) -> tuple[str, ...]:
        terms = []
        for item in self.items[self.position + 1 :]:
            if item.kind in (Kind.FIGURE, Kind.MARK) or item.signs & {"part_of", "and", "link"}:
                break
            if item.kind == Kind.TERM:
                terms.append(item.name)
        return tuple(terms)

    def _right_fraction(self) -> int | None:
        """A fraction in brackets or behind a comma directly after the share."""
        n = self._right(frozenset("(,=["))
        figure = self.items[n].figure if n is not None else None
        if n is None or figure is None or figure.kind is not FigureKind.FRACTION:
            return None
        if self.items[n - 1].marks(OPENING) or self.items[self.position + 1].marks(OPENING):
            return n
        return n if not self._followed_by_share(n) and self._left()[0] is None else None

    def _right_number(self) -> int | None:
        """A number in brackets after the share, or one that the words tie to it."""
        n = self._right(frozenset("(,=["))
        if n is None:
            return None
        figure = self.items[n].figure
        if figure is None or figure.kind not in COUNTED:
            return None
        between = self.items[self.position + 1 : n]
        if any(item.signs & (CHANGES | {"than", "whole", "goal", "over"}) for item in between):
            return None
        tied = any(item.marks(OPENING) or item.signs & {"link"} for item in between)
        return n if tied and not self._followed_by_share(n) else None

    def _right(self, marks: frozenset[str]) -> int | None:
        """The next figure, if nothing but some marks, links and words stands before it."""
        for n in range(self.position + 1, min(len(self.items), self.position + 8)):
            item = self.items[n]
            if item.kind == Kind.FIGURE:
                return n
            if item.kind == Kind.MARK and not item.marks(marks):
                return None
            if "part_of" in item.signs or "and" in item.signs:
                return None
        return None

    def _followed_by_share(self, n: int) -> bool:
        """Whether a figure has a share of its own behind it, in the same clause."""
        for item in self.items[n + 1 :]:
            if item.figure:
                return item.figure.kind is FigureKind.SHARE
            if item.marks(frozenset(");.,")):
                following = self.items[n + 1 :].index(item) + n + 2
                linked = (
                    item.marks(COMMA)
                    and following < len(self.items)
                    and bool(self.items[following].signs & {"link", "share"})
                )
                if not linked:
                    return False
        return False

    def _of_other_things(self) -> bool:
        """Whether the share is of something else than dossiers: “98% người dân”."""
        if self.position + 1 >= len(self.items):
            return False
        item = self.items[self.position + 1]
        return item.kind == Kind.WORD and item.name.isalpha()

    def _stated(self, position: int) -> Stated | None:
        return self.ledger.stated.get(self.items[position].start)

    # what the share is of

    def _is_of(self, stated: Stated | None, own: Sequence[str]) -> bool:
        """Whether a share is of the figure before it, by its own caption."""
        if stated is None:
            return False
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

    def _fraction(self, position: int) -> StatedShareOf:
        figure = self.items[position].figure
        assert figure
        assert figure.below is not None
        span = Span(figure.start, figure.end)
        stated = self._stated(position)
        count = stated.count if stated else None
        above = Amount(int(figure.value), span, count)
        return self._share(
            [above], [Base(Amount(figure.below, span), sure=True)], exact=True, count=count
        )

    def _of_figure(self, position: int, stated: Stated | None) -> StatedShareOf:
        assert stated
        if stated.read.figure.kind is FigureKind.FRACTION:
            return self._fraction(position)
        amount = _amount(stated)
        over = self._over(position)
        if over is not None:
            return self._share([amount], [Base(over, sure=True)], exact=True, count=stated.count)
        named = self._base_named(stated)
        if named:
            return self._share([amount], named, count=stated.count)
        bases = [*self._parents(position, stated), *self._usual(stated.count, amount)]
        return self._share([amount], bases, count=stated.count)

    def _over(self, position: int) -> Amount | None:
        """What a figure is over: “3.162 trên tổng số 3.250”, or the one before it in
        “trong tổng số 3.250 hồ sơ có 3.162 hồ sơ đúng hạn”.
        """
        for n in range(position - 1, -1, -1):
            item = self.items[n]
            if item.marks(WALLS) or item.marks(COMMA):
                break
            if item.kind == Kind.FIGURE:
                figure = item.figure
                between = self.items[n + 1 : position]
                over = any("over" in i.signs or i.marks(frozenset("/")) for i in between)
                if over and figure and figure.kind is FigureKind.NUMBER and self._stated(n):
                    return None
                break
        for n in range(position + 1, min(len(self.items), position + 7)):
            item = self.items[n]
            if item.kind == Kind.FIGURE:
                stated = self._stated(n)
                between = self.items[position + 1 : n]
                over = any("over" in i.signs or i.marks(frozenset("/")) for i in between)
                return _amount(stated) if over and stated and n < self.position else None
            if item.kind == Kind.MARK and not item.marks(frozenset("/")):
                return None
        return None

    def _base_named(self, stated: Stated | None) -> list[Base]:
        """The base that the words behind the share name: a figure, or a count by its caption."""
        figure = self._base_figure()
        if figure is not None:
            return [Base(figure, sure=True)]
        terms = self._terms_behind()
        if not terms:
            return []
        count = count_of(terms, stage_of(terms))
        group = self._group(stated)
        if count is None or group is None or (stated and count is stated.count):
            return []
        found = group.nearest(count, self.figure.start)
        return [Base(_amount(found), sure=True)] if found else []

    def _base_figure(self) -> Amount | None:
        """“… 22% trong tổng số 3.254 hồ sơ”."""
        whole = False
        for n in range(self.position + 1, min(len(self.items), self.position + 9)):
            item = self.items[n]
            if item.kind == Kind.FIGURE:
                stated = self._stated(n)
                return _amount(stated) if whole and stated else None
            if item.marks(OPENING) and not whole:
                return None
            if item.kind == Kind.MARK and not item.marks(frozenset(":/(")):
                return None
            whole |= bool(item.signs & {"whole", "over"}) or item.name in ("total", "received_all")
            if item.signs & (CHANGES | {"than", "part_of", "goal"}) and "whole" not in item.signs:
                return None
        return None

    def _group(self, stated: Stated | None) -> Group | None:
        if stated and (group := self.ledger.of.get(stated.read.figure.start)):
            return group
        return self.ledger.group_at(self.sentence, self.position)

    def _parents(self, position: int, stated: Stated) -> Iterator[Base]:
        """The figure whose part this one is, by “trong đó” or brackets, in the same sentence."""
        opened = False
        depth = 0
        for n in range(position - 1, -1, -1):
            item = self.items[n]
            if item.marks(frozenset(";.")) and not opened and not depth:
                # entries of a list are parts of the same whole
                depth += 0
            if item.marks(CLOSING):
                depth += 1
            elif item.marks(OPENING):
                if depth:
                    depth -= 1
                else:
                    opened = True
            elif "part_of" in item.signs and not depth:
                opened = True
            elif opened and not depth and n in self.captions:
                whole = self._stated(n)
                if whole and whole.value >= stated.value and self._may_hold(whole, stated):
                    sure = whole.read.noun == stated.read.noun or None in (
                        whole.read.noun,
                        stated.read.noun,
                    )
                    yield Base(_amount(whole), sure=sure and self._told_as_part(stated))
                return

    def _told_as_part(self, stated: Stated) -> bool:
        return not stated.approximate

    def _may_hold(self, whole: Stated, part: Stated) -> bool:
        """Whether a figure may be the whole of another: counts of other stages are not."""
        if whole.read.figure.kind is not FigureKind.NUMBER:
            return False
        same_thing = whole.read.noun == part.read.noun or None in (whole.read.noun, part.read.noun)
        return same_thing

    def _usual(self, count: Count | None, amount: Amount) -> list[Base]:
        """The counts of the same subject that a share of this count is usually of."""
        group = self.ledger.group_at(self.sentence, self.position)
        if amount.span and amount.span.start in self.ledger.of:
            group = self.ledger.of[amount.span.start]
        if group is None:
            return []
        bases = bases_of(count)
        found = []
        for rank, base in enumerate(bases):
            one = group.nearest(base, self.figure.start)
            if one is None or one.span == amount.span:
                continue
            sure = rank == 0 and count in SURE_OF_BASE and self._near(one) and not one.approximate
            found.append(Base(_amount(one), sure))
        return found

    def _near(self, stated: Stated) -> bool:
        block = self.ledger.sentences[stated.sentence].block
        return abs(block - self.ledger.sentences[self.sentence].block) <= NEAR_BLOCKS

    def _of_caption(self, own: Sequence[str]) -> StatedShareOf:
        """A share without a figure of its own: by what its caption says it is of."""
        behind = self._terms_behind()
        terms = tuple(own) or behind
        base = self._base_figure()
        if "other" in terms or "unclear" in terms or "levels" in terms:
            return self._share((), [Base(base, sure=True)] if base else ())
        group = self.ledger.group_at(self.sentence, self.position)
        count = count_of(terms, stage_of(terms)) if terms else None
        if count is None and terms and group is not None and stage_of(terms) is None:
            count = count_of(terms, "resolved")
        if base:
            above = _numerators(group, count, self.figure.start) if group else []
            return self._share(above, [Base(base, sure=True)], count=count, sure_above=False)
        if count is None or group is None:
            return self._share((), ())
        above = _numerators(group, count, self.figure.start)
        sure = bool(above) and self._alone_and_near(group, count)
        bases = [b for amount in above[:1] for b in self._usual(count, amount._replace(span=None))]
        return self._share(above, bases, count=count, sure_above=sure)

    def _alone_and_near(self, group: Group, count: Count) -> bool:
        if not self.ledger.alone(group):
            return False
        stated = [one for found in group.stated.values() for one in found]
        return count in TIMELY and any(self._near(one) for one in stated)


def bases_of(count: Count | None) -> tuple[Count, ...]:
    """The counts that a share of a count may be taken of, the usual one first."""
    if count is None:
        return WHOLES
    usual = tuple(map(Count, load("captions")["shares"].get(count, {"bases": ()})["bases"]))
    more: tuple[Count, ...] = WHOLES
    if count in (Count.PENDING_IN_TIME, Count.PENDING_OVERDUE):
        more = WHOLES_OF_PENDING + WHOLES
    if count in (Count.FULL_PROCESS, Count.PARTIAL_PROCESS):
        more = WHOLES_ONLINE + WHOLES
    listed = dict.fromkeys((*usual, *more))
    return tuple(base for base in listed if base is not count)


def _amount(stated: Stated) -> Amount:
    return Amount(stated.value, stated.span, stated.count, stated.approximate)


def _numerators(group: Group, count: Count, at: int) -> list[Amount]:
    """The figures that a share of a count may be of: stated, summed or left over."""
    found = []
    wanted = (Count.IN_TIME, Count.ON_TIME) if count in (Count.IN_TIME, Count.ON_TIME) else (count,)
    for one in wanted:
        if stated := group.nearest(one, at):
            found.append(_amount(stated))
    values = group.values()
    if count in (Count.IN_TIME, Count.ON_TIME):
        if {Count.EARLY, Count.ON_TIME} <= values.keys():
            both = values[Count.EARLY] + values[Count.ON_TIME]
            found.insert(0, Amount(both, None, Count.IN_TIME))
        elif not found and {Count.RESOLVED, Count.LATE} <= values.keys():
            found.append(Amount(values[Count.RESOLVED] - values[Count.LATE], None, Count.IN_TIME))
    if count is Count.LATE and not found and {Count.RESOLVED, Count.IN_TIME} <= values.keys():
        found.append(Amount(values[Count.RESOLVED] - values[Count.IN_TIME], None, Count.LATE))
    return [amount for amount in found if amount.value >= 0]


__all__ = ["DOSSIERS", "Amount", "Base", "StatedShareOf", "bases_of", "shares_in"]
