"""The counts that a text states, put together by whom and when they are of."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from tthc_stats.ingest.captions import stage_of
from tthc_stats.model.counts import Count
from tthc_stats.model.document import Document
from tthc_stats.model.pattern import pattern
from tthc_stats.proofread.around import Around
from tthc_stats.proofread.claim import Span
from tthc_stats.proofread.nested import SEMICOLON, within_others
from tthc_stats.proofread.phrases import DOSSIERS, OTHER, Captioned, captioned
from tthc_stats.proofread.progress import Stretch
from tthc_stats.proofread.sentences import Sentence, sentences_of
from tthc_stats.proofread.subjects import PAST, RUNNING, Scope
from tthc_stats.proofread.topics import Reader
from tthc_stats.proofread.words import Item, Kind

LENGTH = pattern(r"(?i)\s*(?:trên|quá|từ|dưới|hơn)\s+\d+\s*(?:ngày|tháng|năm|giờ)")
"""“12 hồ sơ trễ trên 30 ngày” are not all late ones."""

MOST_ITEMS = 12
"""A longer line announces no list."""
ABOUT = frozenset({"below", "above", "about"})
READ = 50
"""Per cent of all work when a text has been read."""
NEAR = 60
"""How many other figures may stand between two that explain each other."""

NARROWED = frozenset({Count.RESOLVED, Count.RECEIVED, Count.RECEIVED_IN_PERIOD, Count.PENDING})
"""Counts of which a sentence may tell a part in the same words."""

Key = tuple[str, str]
"""Of whom and of when figures are (``Scope.key``)."""


class Stated(NamedTuple):
    """A figure of a text with what it counts.

    sentence: its position among the sentences. sure: whether the words say without doubt that
    a received one is the total, not the new ones alone. approximate: rounded or “gần”. with_early:
    whether early ones are told as some of those on time.
    """

    value: int
    count: Count | None  # type: ignore[assignment]  # not the method of tuples
    read: Captioned
    scope: Scope
    sentence: int
    approximate: bool
    sure: bool = False
    with_early: bool = False

    @property
    def span(self) -> Span:
        return Span(self.read.figure.start, self.read.figure.end)


class Group:
    """The counts of one subject: those stated with each count, in the order of the text, and all
    of one value; number: the how manieth group of the text it is.
    """

    def __init__(self, scope: Scope, number: int) -> None:
        self.scope = scope
        self.number = number
        self.stated: dict[Count, list[Stated]] = {}
        self.wholes: list[tuple[int, Stated]] = []
        """What stands below the lines of fractions, with the fraction."""

    def figures(self) -> Iterator[Stated]:
        """Everything that is stated of the subject."""
        for found in self.stated.values():
            yield from found
        yield from (fraction for _, fraction in self.wholes)

    def value(self, count: Count) -> int | None:
        found = self.stated.get(count)
        return found[0].value if found else None

    def nearest(self, count: Count, position: int) -> Stated | None:
        """Where a count stands nearest to a place in the text, rather before it."""
        found = self.stated.get(count, [])
        n = bisect_left(found, position, key=_start)
        near = found[max(0, n - 1) : n + 1]
        return min(near, key=lambda one: _distance(one.span, position), default=None)

    def wholes_near(self, position: int) -> Sequence[tuple[int, Stated]]:
        """What stands below the lines of the fractions that stand nearest to a place."""
        n = bisect_left(self.wholes, position, key=lambda one: _start(one[1]))
        return self.wholes[max(0, n - NEAR) : n + NEAR]

    def values(self) -> dict[Count, int]:
        return {count: found[0].value for count, found in self.stated.items()}


def near(figures: Sequence[Stated], position: int) -> Sequence[Stated]:
    """Those of some figures, in the order of the text, that stand nearest to a place."""
    n = bisect_left(figures, position, key=_start)
    return figures[max(0, n - NEAR) : n + NEAR]


def _start(one: Stated) -> int:
    return one.read.figure.start


def _distance(span: Span, position: int) -> int:
    return position - span.end if span.end <= position else 2 * (span.start - position)


class Ledger:
    """A document as sentences with their figures, and the groups of its counts."""

    def __init__(
        self,
        document: Document,
        skipped: frozenset[int] = frozenset(),
        progress: Callable[[float], None] | None = None,
    ) -> None:
        self.document = document
        self.sentences: list[Sentence] = []
        self.captions: list[list[Captioned]] = []
        self.around: list[Around] = []
        """What stands around the figures of each sentence."""
        self.scopes: list[list[Scope]] = []
        self.groups: list[Group] = []
        self.of: dict[int, Group] = {}
        """The group of each figure that counts something, by where the figure starts."""
        self.stated: dict[int, Stated] = {}
        """Every number and fraction, by where it starts."""
        self._current: dict[Key, Group] = {}
        self._all: dict[Key, list[Group]] = {}
        self._first: dict[tuple[Key, Count, int], Group] = {}
        """The last group of each subject that states a count with a value."""
        self._unsaid: dict[Key, Key] = {}
        self._read(skipped, Stretch(progress, len(document.text), 0, READ))
        for group in self.groups:
            self._settle(group)

    def _read(self, skipped: frozenset[int], stretch: Stretch) -> None:
        reader = Reader(self.document)
        stage: str | None = None
        announced: str | None = None
        block = -1
        for found in stretch.along(sentences_of(self.document, skipped), lambda one: one.start):
            scopes, sentence = reader.scopes(found)
            if sentence.block != block and not reader.lists:
                stage = announced
            block = sentence.block
            read = captioned(sentence.items, stage, announced)
            stage = next((r.stage for r in reversed(read) if r.stage), stage)
            if not read:
                stage = announced = _announced(sentence)
            elif not reader.lists:
                announced = None
            self._keep(sentence, read, scopes)

    def _keep(self, sentence: Sentence, read: list[Captioned], scopes: list[Scope]) -> None:
        number = len(self.sentences)
        self.sentences.append(sentence)
        self.captions.append(read)
        self.around.append(Around(sentence.items, read))
        self.scopes.append(scopes)
        for one in within_others(
            sentence.items, list(self._stated(number, sentence, read, scopes))
        ):
            self._enter(one._replace(count=None) if self._is_narrower(one) else one)
            self._note_whole(one)

    def _stated(
        self, number: int, sentence: Sentence, read: Sequence[Captioned], scopes: Sequence[Scope]
    ) -> Iterator[Stated]:
        parent: Stated | None = None
        for one in read:
            whole = one.figure.whole
            if whole is None:
                continue
            scope = scopes[one.position]
            count = one.count
            if count is None and parent and _shares_out(sentence.items, parent, one, scope):
                count = parent.count
            if count and LENGTH.match(self.document.text, sentence.items[one.tail - 1].end):
                count = None
            sure = bool({"total", "received_all"} & set(one.terms))
            stated = Stated(
                whole, count, one, scope, number, _is_approximate(sentence.items, one), sure
            )
            if one.count:
                parent = stated
            yield stated

    def _enter(self, one: Stated) -> None:
        start = one.read.figure.start
        self.stated[start] = one
        if one.count is None:
            return
        key = one.scope.key
        group = self._current.get(key)
        if group is None or self._differs(group, one):
            group = self._other(key, one) or self._new(key, one.scope)
        self._current[key] = group
        if one.count not in group.stated:
            self._state_first(group, one.count, one)
        else:
            group.stated[one.count].append(one)
        self.of[start] = group

    def _is_narrower(self, one: Stated) -> bool:
        """Whether a sentence has told the same of its subject as a larger number, so that this one
        is some of them: “trả 5.480 kết quả, có 3.912 kết quả trả tại nhà”.
        """
        group = self._current.get(one.scope.key)
        told = group.stated.get(one.count, []) if group and one.count in NARROWED else []
        return any(
            other.sentence == one.sentence
            and other.value > one.value
            and self._is_in_clause(other, one)
            for other in told[-NEAR:]
        )

    def _is_in_clause(self, whole: Stated, part: Stated) -> bool:
        """Whether a figure stands in the clause of one before, or behind its “trong đó”."""
        items = self.sentences[part.sentence].items[whole.read.position : part.read.position]
        if any("part_of" in item.signs for item in items):
            return True
        return not any(item.marks(SEMICOLON) for item in items)

    def _state_first(self, group: Group, count: Count, one: Stated) -> None:
        group.stated[count] = [one]
        of_value = (group.scope.key, count, one.value)
        if (known := self._first.get(of_value)) is None or known.number < group.number:
            self._first[of_value] = group

    def _note_whole(self, one: Stated) -> None:
        """What stands below the line of a fraction is a whole of its subject, by the words
        around it or as the usual base of what stands above.
        """
        below = one.read.figure.below
        if below is None:
            return
        key = one.scope.key
        group = self._current.get(key)
        if group is None:
            group = self._current[key] = self._new(key, one.scope)
        group.wholes.append((below, one))
        if one.read.below and one.read.below not in group.stated:
            whole = one._replace(value=below, count=one.read.below)
            self._state_first(group, one.read.below, whole)

    def _differs(self, group: Group, one: Stated) -> bool:
        assert one.count
        value = group.value(one.count)
        if value is None and one.count is Count.ON_TIME:
            whole = group.value(Count.IN_TIME)
            return whole is not None and one.value > whole
        return value is not None and value != one.value

    def _other(self, key: Key, one: Stated) -> Group | None:
        """An earlier group of the same subject that states the same."""
        assert one.count
        return self._first.get((key, one.count, one.value))

    def _new(self, key: Key, scope: Scope) -> Group:
        group = Group(scope, len(self.groups))
        self.groups.append(group)
        self._all.setdefault(key, []).append(group)
        return group

    def sentences_within(self, sentence: int, blocks: int) -> range:
        """The sentences of the paragraphs up to so many before that of a sentence and behind."""
        block = self.sentences[sentence].block
        first = bisect_left(self.sentences, block - blocks, key=lambda one: one.block)
        return range(first, bisect_right(self.sentences, block + blocks, key=lambda one: one.block))

    def stated_in(self, sentence: int) -> list[Stated]:
        """The figures of a sentence, in order."""
        starts = (one.figure.start for one in self.captions[sentence])
        return [self.stated[start] for start in starts if start in self.stated]

    def blocks(self) -> Iterator[tuple[int, list[Stated]]]:
        """The paragraphs that have figures, with them, in order."""
        by_block = groupby(self.stated.values(), lambda one: self.sentences[one.sentence].block)
        return ((number, list(stated)) for number, stated in by_block)

    def stated_near(self, sentences: range, position: int) -> Iterator[Stated]:
        """The figures of some sentences that stand nearest to a place, in order."""
        return (one for one in near(self._in_order, position) if one.sentence in sentences)

    @cached_property
    def _in_order(self) -> list[Stated]:
        return list(self.stated.values())

    def group_at(self, sentence: int, position: int) -> Group | None:
        """The group of the subject that a place in a sentence belongs to: of those with its
        key, the one whose figures are nearest.
        """
        key = self.scopes[sentence][position].key
        at = self.sentences[sentence].items[position].start
        held = self._places.get(key) or self._places.get(self._meant(key), [])
        n = bisect_right(held, at, key=lambda place: place[0].start)
        near = held[max(0, n - 1) : n + 1]
        return min(near, key=lambda place: _distance(place[0], at), default=(None, None))[1]

    @cached_property
    def _places(self) -> dict[Key, list[tuple[Span, Group]]]:
        """The figures of the groups of each key, in the order of the text."""
        return {
            key: sorted(
                ((one.span, group) for group in groups for one in group.figures()),
                key=lambda place: place[0],
            )
            for key, groups in self._all.items()
        }

    def _meant(self, key: Key) -> Key:
        """The key of what a place may speak of without saying all: its unit in the only period
        there is, or the only unit in its period.
        """
        if key not in self._unsaid:
            self._unsaid[key] = self._only_one(*key) or key
        return self._unsaid[key]

    def _only_one(self, who: str, when: str) -> Key | None:
        if when == PAST:
            return None
        held = self._periods
        same = [(who, period) for period in held.get(who, ()) if not when or not period]
        if not same and not who and len(held) == 1:
            ((only, periods),) = held.items()
            same = [(only, one) for one in periods if one == when or not when or not one]
        return same[0] if len(same) == 1 else None

    @cached_property
    def _periods(self) -> dict[str, list[str]]:
        """The periods that the text has counts of, by whom they are of."""
        periods: dict[str, list[str]] = {}
        for who, when in self._all:
            if when not in (PAST, RUNNING):
                periods.setdefault(who, []).append(when)
        return periods

    def values_of(self, count: Count, group: Group, at: int) -> list[Stated]:
        """Where the subject of a group states a count, in all its groups, the nearest first."""
        found = self._values.get((group.scope.key, count), [])
        return sorted(near(found, at), key=lambda one: _distance(one.span, at))

    def tells_one(self, count: Count, group: Group) -> bool:
        """Whether the subject of a group states a count with one value only."""
        return len(self._told.get((group.scope.key, count), ())) == 1

    @cached_property
    def _told(self) -> dict[tuple[Key, Count], set[int]]:
        return {of: {one.value for one in found} for of, found in self._values.items()}

    @cached_property
    def _values(self) -> dict[tuple[Key, Count], list[Stated]]:
        """The figures that state each count of each subject, in the order of the text."""
        values: dict[tuple[Key, Count], list[Stated]] = {}
        for group in self.groups:
            for count, found in group.stated.items():
                values.setdefault((group.scope.key, count), []).extend(found)
        for found in values.values():
            found.sort(key=_start)
        return values

    def of_count(self, count: Count, key: Key) -> Iterator[Stated]:
        """Where each value of a count of a subject and a period is stated last."""
        for group in self._all.get(key, ()):
            yield from group.stated.get(count, ())[-1:]

    def of_past(self, count: Count, who: str, called: str) -> Iterator[Stated]:
        """Where each value of a count is stated last of a past period that is called so."""
        yield from self._past.get((count, who, called), {}).values()

    @cached_property
    def _past(self) -> dict[tuple[Count, str, str], dict[int, Stated]]:
        past: dict[tuple[Count, str, str], dict[int, Stated]] = {}
        for group in self.groups:
            for count, found in group.stated.items():
                for one in found:
                    if one.scope.when and one.scope.when.key == PAST:
                        called = one.scope.when.name.lower()
                        past.setdefault((count, one.scope.key[0], called), {})[one.value] = one
        return past

    def alone(self, group: Group) -> bool:
        """Whether no other group has its subject."""
        return len(self._all[group.scope.key]) == 1

    @staticmethod
    def _settle(group: Group) -> None:
        """“Đúng hạn” where nothing is said of early ones takes them in; so do reports."""
        timely = {Count.EARLY, Count.IN_TIME} & group.stated.keys()
        if Count.ON_TIME in group.stated and not timely:
            group.stated[Count.IN_TIME] = group.stated.pop(Count.ON_TIME)
        _settle_early(group)
        carried = Count.CARRIED_OVER in group.stated
        new = Count.RECEIVED_IN_PERIOD in group.stated
        received = group.stated.get(Count.RECEIVED, [])
        if carried and received and not new and not any(one.sure for one in received):
            _take_for_new(group)


def _settle_early(group: Group) -> None:
    """“2.501 hồ sơ đúng hạn (có 1.387 hồ sơ trước hạn)”: those on time take in the early ones,
    unless it is both together that make all.
    """
    values = group.values()
    around = [one for one in group.stated.get(Count.ON_TIME, []) if one.with_early]
    if not around or Count.IN_TIME in values or Count.EARLY not in values:
        return
    apart = sum(values.get(count, 0) for count in (Count.EARLY, Count.ON_TIME, Count.LATE))
    if apart != values.get(Count.RESOLVED):
        group.stated[Count.IN_TIME] = group.stated.pop(Count.ON_TIME)


def _take_for_new(group: Group) -> None:
    """“Tiếp nhận” beside what was carried over may mean the new ones: it does where the
    balance then holds, or where all cannot be so few.
    """
    values = group.values()
    received, carried = values[Count.RECEIVED], values[Count.CARRIED_OVER]
    resolved, pending = values.get(Count.RESOLVED), values.get(Count.PENDING)
    both = received + carried
    if resolved is not None and pending is not None:
        new = both == resolved + pending
    else:
        new = max(carried, resolved or 0, pending or 0) > received
        new = new and max(resolved or 0, pending or 0) <= both
    if new:
        group.stated[Count.RECEIVED_IN_PERIOD] = group.stated.pop(Count.RECEIVED)


def _announced(sentence: Sentence) -> str | None:
    """The stage that a line without figures announces: “Đã giải quyết:”."""
    if len(sentence.items) > MOST_ITEMS:
        return None
    return stage_of(item.name for item in sentence.items if item.kind == Kind.TERM)


def _is_approximate(items: Sequence[Item], one: Captioned) -> bool:
    if one.figure.low is not None:
        return True
    before = items[one.position - 1] if one.position else None
    return before is not None and bool(before.signs & ABOUT) and not before.signs & {"over"}


def _shares_out(items: Sequence[Item], parent: Stated, one: Captioned, scope: Scope) -> bool:
    """Whether a figure without a caption tells a part of another subject: “tiếp nhận 100 hồ
    sơ, trong đó cấp tỉnh 12 hồ sơ”.
    """
    if one.own or one.noun not in (DOSSIERS, None) or scope.key == parent.scope.key:
        return False
    if scope.when and scope.when.key == PAST:
        return False
    between = items[parent.read.tail : one.position]
    if any("part_of" in item.signs for item in between):
        return True
    opens = bool(between) and between[0].marks(frozenset("(:"))
    return opens and len(between) > 1 and not between[1].figure


def same_things(whole: Stated, part: Stated) -> bool:
    """Whether two figures count the same kind of things, as far as the words tell."""
    nouns = {whole.read.noun or DOSSIERS, part.read.noun or DOSSIERS}
    if OTHER in nouns and DOSSIERS not in nouns:
        return True
    if whole.read.noun is None and part.read.noun is None:
        return True
    return len(nouns) == 1
