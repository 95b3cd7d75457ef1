"""Stated differences: growth in per cent, percentage points, and differences of numbers or
ranks, where both values stand in the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import islice

from tthc_stats.ingest.captions import count_of, stage_of
from tthc_stats.proofread.around import ABOUT, OPENING, SENTENCES
from tthc_stats.proofread.claim import Claim, ClaimKind, Span, Verdict
from tthc_stats.proofread.differences import Change, Exact, Value, alike, growth, judged_change
from tthc_stats.proofread.figures import Figure, FigureKind
from tthc_stats.proofread.ledger import Key, Ledger, Stated, near, same_things
from tthc_stats.proofread.period_order import earlier, month_before
from tthc_stats.proofread.stated_as import change_before, is_goal, may_tell_again
from tthc_stats.proofread.subjects import PAST, Named, period_key
from tthc_stats.proofread.words import Item, Kind, items_before

CLAUSE_ENDS = SENTENCES | {";"}
MOST_VALUES = 60
NEAR_BLOCKS = 12
"""How many paragraphs back the two values of a difference are looked for."""

SAME_RECEIVED = frozenset({"in_period", "total", "received_all"})
LAST_MONTH = frozenset({"tháng trước", "tháng trước đó", "kỳ trước", "kỳ báo cáo trước"})
MOST_ITEMS = 600
"""Items of a text that may stand between a difference and its values."""


def changes_in(ledger: Ledger, exact: Exact) -> Iterator[Claim]:
    """The differences of a text of which both values stand near them."""
    for number, sentence in enumerate(ledger.sentences):
        for position, figure in sentence.figures():
            sign = change_before(sentence.items, position)
            if sign is None or is_goal(sentence.items, position):
                continue
            following = sentence.items[position + 1 : position + 2]
            steps = any("steps" in item.signs for item in following)
            change = Change(position, figure, sign == "up", steps)
            reader = _Reader(ledger, number, change, exact)
            for claim in (reader.told_in_per_cent(), reader.checked()):
                if claim:
                    yield _with_unit(claim, sentence.items[position + 1 : position + 2])


def _with_unit(claim: Claim, following: Sequence[Item]) -> Claim:
    """“16 bậc”, “154 hồ sơ”: a difference stands with what it is of."""
    named = [item for item in following if item.signs & {"steps", "dossiers"}]
    if claim.kind is not ClaimKind.DIFFERENCE or not named:
        return claim
    return claim._replace(span=Span(claim.span.start, named[0].end))


def _earlier_of(last: Value, value: Value) -> Value | None:
    """Of two values the one of the earlier period; one without a period is of now."""
    if not last.when or not value.when:
        return last if last.when else None
    first = earlier(last.when, value.when)
    return {True: last, False: value}.get(first) if first is not None else None


class _Reader:
    """Finds the two values of a difference."""

    def __init__(self, ledger: Ledger, sentence: int, change: Change, exact: Exact) -> None:
        self.ledger = ledger
        self.exact = exact
        self.sentence = sentence
        self.items = ledger.sentences[sentence].items
        self.change = change

    def checked(self) -> Claim | None:
        """The claim; a wrong one only where no other values of its sentence give what is printed:
        “12.600 hồ sơ, trong đó cấp tỉnh 6.155, cấp xã 6.445; tăng 30,4% so với …”.
        """
        claim = self.claim()
        if claim is None or claim.verdict is not Verdict.WRONG:
            return claim
        return self._explained(self.change) or claim

    def _explained(self, change: Change) -> Claim | None:
        """The difference of any two values of its sentence that are told to be of two times."""
        positions = (n for n, item in enumerate(self.items) if item.figure)
        values = [v for n in islice(positions, MOST_VALUES) if (v := self._value(self.sentence, n))]
        for now in values:
            for before in values:
                if now.span != before.span and self._may_be_of(now, before, here=True):
                    claim = judged_change(change, now, before, self.exact)
                    if claim and claim.verdict is Verdict.ROUNDED:
                        return claim
        return None

    def claim(self) -> Claim | None:
        """What the values in its sentence say, or the period that it is compared with; else
        those around it, where they agree.
        """
        row = self.ledger.around[self.sentence].row_of.get(self.change.position, ())
        if len(row) > 1:
            return self._of_row(row)
        before, now = self._in_sentence()
        claim = judged_change(self.change, now, before, self.exact) if now and before else None
        if claim and (claim.verdict is not Verdict.WRONG or self._is_plain()):
            return claim
        now = self._now_by_caption() if before else None
        named = judged_change(self.change, now, before, self.exact) if now and before else None
        if named and named.verdict is not Verdict.WRONG:
            return named
        return self._elsewhere() or (None if claim else self._of_period_compared())

    def _of_row(self, row: Sequence[int]) -> Claim | None:
        """“năm 2025 là 52.500 và 48.300, năm 2024 là 50.000 và 46.000, tăng tương ứng 5% và 5%”."""
        size = len(row)
        values = list(islice(self._to_the_left(), 2 * size))[::-1]
        now, before = values[:size], values[size:]
        times = [{value.when for value in one} for one in (now, before)]
        if len(values) < 2 * size or any(len(when) > 1 for when in times):
            return None
        first, second = (next(iter(when)) for when in times)
        if not first or not second or earlier(first, second) is None:
            return None
        if earlier(first, second):
            now, before = before, now
        place = row.index(self.change.position)
        return judged_change(self.change, now[place], before[place], self.exact)

    def _in_sentence(self) -> tuple[Value | None, Value | None]:
        before = self._before()
        return before, self._now(before) if before else None

    def _is_plain(self) -> bool:
        """Whether the change is printed as it is, not as “gần 5%” or “14,5 triệu”."""
        before = self.items[self.change.position - 1]
        return not before.signs & ABOUT and self.change.figure.low is None

    # in its sentence

    def _before(self) -> Value | None:
        """The earlier value: behind “so với”, or of the past; else one to the left."""
        compared = False
        again = share_of_change(self.items, self.change.position)
        for n in range(self.change.position + 1, len(self.items)):
            item = self.items[n]
            if n == again:
                continue
            compared |= "than" in item.signs
            if item.marks(CLAUSE_ENDS) or (item.figure and change_before(self.items, n)):
                break
            value = self._value(self.sentence, n) or (self._goal(n) if compared else None)
            if value and (compared or value.when == PAST or self._told_in_brackets(value)):
                return value
            if value:
                break
        return self._before_to_the_left()

    def _goal(self, n: int) -> Value | None:
        """“vượt 6,77 điểm phần trăm so với chỉ tiêu 85%”."""
        figure = self.items[n].figure
        if figure is None or self.change.figure.kind is not FigureKind.POINTS:
            return None
        return Value(self.sentence, n, figure, None) if figure.kind is FigureKind.SHARE else None

    def _told_in_brackets(self, value: Value) -> bool:
        """“xếp thứ 11/34, tăng 7 bậc (năm 2024 đứng thứ 18)”: of a period before that of now."""
        behind = self.items[self.change.position + 1 : value.position]
        if not any(item.marks(OPENING) for item in behind[:2]):
            return False
        when = self.ledger.scopes[self.sentence][self.change.position].when
        ranked = value.figure.kind is FigureKind.RANK and self.change.steps
        if when and value.when and value.when != when.key:
            return ranked or earlier(value.when, when.key) is True
        return ranked

    def _before_to_the_left(self) -> Value | None:
        """“từ 3.145 lên 3.254 hồ sơ”, or the earlier one of two periods."""
        if told := self._told_behind():
            return told
        if self._compared_with_nothing():
            return None
        near = list(islice(self._to_the_left(), 2))
        if len(near) > 1 and self._comes_from(near[1]):  # “giảm từ 512 xuống còn 388”
            return near[1]
        last: Value | None = None
        for value in self._to_the_left():
            if value.when == PAST or self._comes_from(value) or self._compared_to(value):
                return value
            if last and last.when != value.when:
                return _earlier_of(last, value)
            last = last or value
        return None

    def _compared_with_nothing(self) -> bool:
        """Whether its clause compares with a period of which it states no value: “…; so với
        tháng 10/2025 tăng 21,7%”.
        """
        for item in items_before(self.items, self.change.position):
            if "than" in item.signs:
                return True
            if item.figure or item.marks(CLAUSE_ENDS):
                return False
        return False

    def _told_behind(self) -> Value | None:
        """“tăng 5 bậc: từ thứ 14 lên thứ 9”: the first of two values behind."""
        first = last = self.change.position + 1
        while last < len(self.items) and not self.items[last].marks(CLAUSE_ENDS):
            last += 1
        behind = (n for n in range(first, last) if self.items[n].figure)
        values = [self._value(self.sentence, n) for n in islice(behind, 2)]
        if len(values) < 2 or values[0] is None or values[1] is None:
            return None
        return values[0] if self._comes_from(values[0]) else None

    def _to_the_left(self) -> Iterator[Value]:
        parts = self._parts_to_the_left()
        last = self.change.position
        for n in range(last - 1, max(-1, last - MOST_ITEMS), -1):
            if self.items[n].marks(SENTENCES):
                return
            if n in parts:
                continue
            if value := self._value(self.sentence, n):
                yield value

    def _parts_to_the_left(self) -> set[int]:
        """What stands in “(bao gồm cả 205 hồ sơ …)” before the change."""
        parts = self.ledger.around[self.sentence].parts_in_brackets
        return parts if self.change.position not in parts else set()

    def _compared_to(self, value: Value) -> bool:
        """Whether a value stands behind “so với”: “2.520 hồ sơ so với 1.200 hồ sơ”."""
        before = self.items[max(0, value.position - 2) : value.position]
        return any("than" in item.signs for item in before)

    def _comes_from(self, value: Value) -> bool:
        reach = 3 if value.figure.kind is FigureKind.RANK else 2
        before = self.items[max(0, value.position - reach) : value.position]
        return any("from" in item.signs for item in before)

    def _now(self, before: Value) -> Value | None:
        """The value of now: the nearest figure of the same kind to the left, or the second of two
        behind.
        """
        own = self._own_period()
        for value in self._values_of_now(before):
            if value.span == before.span or not self._is_of_now(value, own):
                continue
            if alike(value.figure, before.figure):
                return value if self._same_thing(value, before) else None
        return None

    def _own_period(self) -> str | None:
        """The period that its clause begins with: “…, năm 2024 tăng 94,99% so với năm 2023”."""
        when = self.ledger.scopes[self.sentence][self.change.position].when
        before = items_before(self.items, self.change.position)
        last = next((item.end for item in before if item.kind == Kind.MARK), 0)
        own = when is not None and when.key != PAST and when.start >= last
        return period_key(when.name) if own and when else None

    def _is_of_now(self, value: Value, own: str | None) -> bool:
        """Whether a value is not of the past; or of the period that the clause begins with."""
        if own is None:
            return value.when != PAST
        when = self.ledger.scopes[value.sentence][value.position].when
        named = period_key(when.name) if when else None
        return named == own or (value.when != PAST and named is None)

    def _now_by_caption(self) -> Value | None:
        """“Tiếp nhận tháng 10 tăng 12% so với tháng 9 (1.366 hồ sơ)”: the count that is named,
        where the text states it once.
        """
        position = self.change.position
        before = self.items[max(0, position - MOST_ITEMS) : position]
        terms = [item.name for item in before if item.kind == Kind.TERM]
        count = count_of(terms, stage_of(terms)) if terms else None
        group = self.ledger.group_at(self.sentence, self.change.position)
        if count is None or group is None or not self.ledger.alone(group):
            return None
        stated = group.stated.get(count, [])
        if not stated or any(one.approximate for one in near(stated, self.change.figure.start)):
            return None
        return Value(stated[0].sentence, stated[0].read.position, stated[0].read.figure, None)

    def _values_of_now(self, before: Value) -> Iterator[Value]:
        behind = before.sentence == self.sentence and before.position > self.change.position
        if behind and self._comes_from(before):
            first = before.position + 1
            for n in range(first, min(len(self.items), first + MOST_ITEMS)):
                if value := self._value(self.sentence, n):
                    yield value
        yield from self._to_the_left()

    def _value(self, sentence: int, n: int) -> Value | None:
        """The figure at a place, if it may be a value: exact, and no difference itself."""
        items = self.ledger.sentences[sentence].items
        figure = items[n].figure
        if figure is None or figure.kind is FigureKind.POINTS or figure.low is not None:
            return None
        if (n and items[n - 1].signs & ABOUT) or change_before(items, n) or is_goal(items, n):
            return None
        when = self.ledger.scopes[sentence][n].when
        return Value(sentence, n, figure, when.key if when else None)

    def _same_thing(self, now: Value, before: Value) -> bool:
        """Whether two numbers count the same, as far as their words tell."""
        first, second = (self.ledger.stated.get(value.figure.start) for value in (now, before))
        if first is None or second is None:
            return True
        nouns = {first.read.noun, second.read.noun} - {None}
        own = [set(one.read.own) - SAME_RECEIVED for one in (first, second)]
        return len(nouns) < 2 and (not all(own) or own[0] == own[1])

    # around it

    def _of_period_compared(self) -> Claim | None:
        """“Tháng 8 tiếp nhận 1.000 hồ sơ. Tháng 9 tiếp nhận 1.034 hồ sơ, tăng 3,4% so với tháng
        8”: of what the text states once of the same count in the period behind “so với”.
        """
        now = next(self._to_the_left(), None)
        stated = self.ledger.stated.get(now.figure.start) if now else None
        period = self._compared
        if not now or not stated or not period or stated.approximate or not self._is_plain():
            return None
        one: Stated | None = None
        for found in self._of_count_in(stated, period):
            if one and one.value != found.value:
                return None
            one = found
        if one is None or one.approximate:
            return None
        before = Value(one.sentence, one.read.position, one.read.figure, period.key)
        return judged_change(self.change, now, before, self.exact)

    @cached_property
    def _compared(self) -> Named | None:
        """The period that is named behind “so với”, in the same clause."""
        return self._compared_behind() or self._compared_before()

    def _compared_before(self) -> Named | None:
        """“so với tháng 8 giảm 7,8%”."""
        for item in items_before(self.items, self.change.position):
            if item.kind == Kind.MARK or item.figure:
                return None
            if "than" in item.signs:
                when = self.ledger.scopes[self.sentence][self.change.position].when
                return when if when and when.start >= item.end else None
        return None

    def _compared_behind(self) -> Named | None:
        compared = False
        for n in range(self.change.position + 1, len(self.items)):
            item = self.items[n]
            compared |= "than" in item.signs
            if item.kind == Kind.MARK:
                return None
            when = self.ledger.scopes[self.sentence][n].when
            if compared and when and when.start <= item.start < when.end:
                return when
        return None

    def _of_count_in(self, now: Stated, period: Named) -> Iterator[Stated]:
        """What is stated of the same count and subject in a period; “tháng trước” is the month
        before that of now, or one that the text calls so too.
        """
        who, when = now.scope.key
        last = period.name.lower() in LAST_MONTH
        key = month_before(when) if last else period_key(period.name)
        if now.count is None:
            yield from self._of_things_in(now, (who, key or ""))
            return
        if key and key != when:
            yield from self.ledger.of_count(now.count, (who, key))
        yield from self.ledger.of_past(now.count, who, period.name.lower())

    def _of_things_in(self, now: Stated, key: Key) -> Iterator[Stated]:
        """The same of what is no count of dossiers by its words: “- Tháng 4: 468 hồ sơ”."""
        if not key[1] or now.scope.key == key:
            return
        near = self.ledger.sentences_within(self.sentence, NEAR_BLOCKS)
        for one in self.ledger.stated_near(near, now.span.start):
            alike = one.count is None and same_things(one, now) and one.read.own == now.read.own
            if one.scope.key == key and alike:
                yield one

    def _elsewhere(self) -> Claim | None:
        """Two values of different periods in this paragraph or those before, where they give
        what is printed; that they do not proves nothing.
        """
        values = list(islice(self._around(), MOST_VALUES))
        for last in range(len(values)):
            for now, before in (
                *((values[n], values[last]) for n in range(last)),
                *((values[last], values[n]) for n in range(last)),
            ):
                if self._may_be_of(now, before):
                    claim = judged_change(self.change, now, before, self.exact)
                    if claim and claim.verdict is Verdict.ROUNDED:
                        return claim
        return None

    def _may_be_of(self, now: Value, before: Value, *, here: bool = False) -> bool:
        """Whether the words allow a difference to be between two values; here: of its sentence,
        where not all need have a period.
        """
        if now.when == PAST or (now.when == before.when and not here):
            return False
        if now.when and before.when and earlier(now.when, before.when):
            return False
        return self._may_be_compared(before) and self._same_thing(now, before)

    def _may_be_compared(self, before: Value) -> bool:
        """Whether a value may be of the period that is named behind “so với”, if one is."""
        named = self._compared
        dated = named is not None and any(character.isdigit() for character in named.name)
        if named is None or not dated or before.when in (None, "", PAST):
            return True
        return period_key(named.name) == before.when

    def _around(self) -> Iterator[Value]:
        """The values near a difference, the nearest first."""
        sentences = self.ledger.sentences
        left = MOST_ITEMS
        last = min(len(self.items), self.change.position + MOST_ITEMS)
        for number in range(self.sentence, -1, -1):
            far = sentences[self.sentence].block - sentences[number].block > NEAR_BLOCKS
            if far or left <= 0:
                return
            last = last if number == self.sentence else len(sentences[number].items)
            for n in range(last - 1, max(-1, last - 1 - left), -1):
                if value := self._value(number, n):
                    yield value
            left -= last

    def told_in_per_cent(self) -> Claim | None:
        """“tăng 154 hồ sơ (4,97%)” behind the value of now: growth from both."""
        if self.change.figure.kind is not FigureKind.NUMBER:
            return None
        share = share_of_change(self.items, self.change.position)
        figure = self.items[share].figure if share is not None else None
        if share is None or figure is None or change_before(self.items, share):
            return None
        claim = self._told_again(share, figure)
        if claim is None or claim.verdict is not Verdict.WRONG:
            return claim
        return self._explained(Change(share, figure, self.change.up)) or claim

    def _told_again(self, share: int, figure: Figure) -> Claim | None:
        by = self.change.figure.value if self.change.up else -self.change.figure.value
        change = Change(share, figure, self.change.up)
        if told := self._of_same_values(change):
            return told
        values = list(self._to_the_left())
        alone = len(values) == 1
        for value in values:
            known = value.figure.value
            past = alone and value.when == PAST
            for now, before in ((known, known - by), *([(known + by, known)] if past else [])):
                claim = growth(change, _at(value, now), _at(value, before)) if before > 0 else None
                if claim and claim.verdict is not Verdict.WRONG:
                    return claim
        return self._of_difference_beside(change, by)

    def _of_same_values(self, change: Change) -> Claim | None:
        """“(4.376 hồ sơ) … (3.795 hồ sơ) giảm 581 hồ sơ, tương đương 13,28%”: of the two values
        that the difference holds between.
        """
        before, now = self._in_sentence()
        if not now or not before:
            return None
        told = judged_change(change, now, before, self.exact)
        held = judged_change(self.change, now, before, self.exact)
        sure = held and held.verdict is Verdict.ROUNDED
        return told if sure or (told and told.verdict is Verdict.ROUNDED) else None

    def _of_difference_beside(self, change: Change, by: Decimal) -> Claim | None:
        """“giảm 509 hồ sơ (9,47%) so với cùng kỳ (5.106 hồ sơ)”: of the value behind."""
        before = self._before()
        if before is None or before.position < change.position or not self._is_plain():
            return None
        known = before.figure.value
        if before.figure.kind is not FigureKind.NUMBER or known <= 0:
            return None
        return growth(change, _at(before, known + by), _at(before, known))


def _at(value: Value, number: Decimal) -> Figure:
    return Figure(FigureKind.NUMBER, value.figure.start, value.figure.end, number)


def share_of_change(items: Sequence[Item], position: int) -> int | None:
    """The share that tells a difference again in per cent: “tăng 154 hồ sơ (4,97%)”."""
    for n in range(position + 1, min(len(items), position + 8)):
        item = items[n]
        if item.figure:
            told = item.figure.kind is FigureKind.SHARE and may_tell_again(items, position, n)
            return n if told else None
        if item.kind == Kind.MARK and not item.marks(frozenset("(,=[")):
            return None
        if item.signs & {"share", "part_of", "and", "than"} or item.name == "chiếm":
            return None
    return None
