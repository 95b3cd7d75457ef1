"""The counts of a text beside tables and registers: every one that has a counterpart there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from tthc_stats.analysis.localize import slip
from tthc_stats.analysis.wording import SLIP_NAMES
from tthc_stats.model.counts import COUNT_NAMES, UNCOUNTED, Count
from tthc_stats.model.document import BlockKind
from tthc_stats.model.findings import Finding, Place, Severity
from tthc_stats.model.text import T, Text
from tthc_stats.proofread.claim import Span
from tthc_stats.proofread.counterparts import Book, Found, Known, counterpart
from tthc_stats.proofread.ledger import Group, Ledger, Stated
from tthc_stats.proofread.phrases import COMMA, DOSSIERS, WALLS
from tthc_stats.proofread.stated_as import is_goal
from tthc_stats.proofread.subjects import RUNNING, Scope, named_in
from tthc_stats.proofread.sums import Told
from tthc_stats.proofread.words import Item, Kind

CODE = "AGAINST"
ABOUT = frozenset({"below", "above", "about"})
CLEARLY_OFF = Decimal("0.05")
"""How far “gần 1.300” may be from the figure of a table before somebody should look."""
NEAR = Decimal("0.2")
"""How far a figure may be from that of a table, of which nothing else shows that it is meant."""
LEAST_TOLD = 10
"""Smaller figures stand in many columns by chance."""

EITHER: Mapping[Count, tuple[Count, ...]] = {
    Count.IN_TIME: (Count.IN_TIME, Count.ON_TIME),
    Count.RECEIVED_IN_PERSON: (Count.RECEIVED_IN_PERSON, Count.RECEIVED_OFFLINE),
    Count.RECEIVED_OFFLINE: (Count.RECEIVED_OFFLINE, Count.RECEIVED_IN_PERSON),
}
"""Columns that a figure may be of, the usual one first; it is right if one of them has it."""

HELD_APART: Mapping[Count, tuple[Count, ...]] = {
    Count.RESOLVED: (Count.RETURNED, Count.WITHDRAWN),
    Count.IN_TIME: (Count.RETURNED, Count.WITHDRAWN),
    Count.PENDING: (Count.PAUSED,),
    Count.PENDING_IN_TIME: (Count.PAUSED,),
}
"""Classes that texts may leave out of a count where a register counts them in."""


class Compared(NamedTuple):
    """What comparing found, and how many figures had a counterpart."""

    told: list[Told]
    number: int


class _Beside(NamedTuple):
    """A figure of the text with its counterpart, the likeliest one where it may be of several.

    about: whether the text says that it is rounded. inherited: whether its subject was named
    in another paragraph.
    """

    stated: Stated
    count: Count  # type: ignore[assignment]  # not the method of tuples
    found: Found
    known: Known
    value: int
    right: bool
    about: bool
    inherited: bool = False


def compare(ledger: Ledger, books: Sequence[Book], placed: Callable[[Span], Place]) -> Compared:
    """Every count of a text beside that of the same subject and period in some books."""
    told: list[Told] = []
    number = 0
    for group in ledger.groups if books else ():
        pairs = list(_pairs(ledger, group, books))
        for pair in pairs:
            if pair.right:
                number += 1
            elif pair.found.settled and (_is_meant(ledger, group, pair, pairs) or _is_near(pair)):
                number += 1
                told += _told(pair, placed)
    return Compared(told, number)


def _pairs(ledger: Ledger, group: Group, books: Sequence[Book]) -> Iterator[_Beside]:
    for count, figures in group.stated.items():
        for stated in figures:
            scope, plain = scope_of(ledger, stated.sentence, stated.read.position)
            inherited = _is_inherited(ledger, stated, scope)
            found = counterpart(books, scope)
            found = found._replace(settled=found.settled and plain)
            pair = _beside(ledger, stated, count, found)
            if inherited and not (pair and pair.right):
                whole = counterpart(books, scope._replace(who=None))
                other = _beside(ledger, stated, count, whole)
                pair = other if other and other.right else pair
            if pair is not None:
                yield pair._replace(inherited=inherited)


def _is_inherited(ledger: Ledger, stated: Stated, scope: Scope) -> bool:
    """Whether the subject of a figure was named in an earlier paragraph that is no heading."""
    if scope.who is None:
        return False
    blocks, block = ledger.document.blocks, ledger.sentences[stated.sentence].block
    if scope.who.start >= blocks[block].start:
        return False
    named = bisect_right(blocks, scope.who.start, key=lambda one: one.start) - 1
    return blocks[named].kind is not BlockKind.HEADING


def _beside(ledger: Ledger, stated: Stated, count: Count, found: Found) -> _Beside | None:
    held = [
        (known, one)
        for one in meanings(count, stated)
        for known in found.known
        if one in known.counts
    ]
    if not held:
        return None
    about = _is_about(ledger, stated)
    for known, one in held:
        if _agrees(ledger, stated, known, one):
            return _Beside(stated, one, found, known, known.counts[one], right=True, about=about)
    first = [(known, one) for known, one in held if one is held[0][1]]
    known, one = min(first, key=lambda pair: abs(pair[0].counts[pair[1]] - stated.value))
    return _Beside(stated, one, found, known, known.counts[one], right=False, about=about)


def meanings(count: Count, stated: Stated) -> tuple[Count, ...]:
    """The columns that a figure may be of, the usual one first."""
    if count is Count.RECEIVED and not stated.sure:
        return (Count.RECEIVED, Count.RECEIVED_IN_PERIOD)
    if count in UNCOUNTED:
        return tuple(dict.fromkeys((count, *UNCOUNTED)))  # “trả lại, rút, từ chối: rút 19 hồ sơ”
    if count is Count.FULL_PROCESS:
        return (Count.FULL_PROCESS, Count.ONLINE_BASE)
    return EITHER.get(count, (count,))


def _agrees(ledger: Ledger, stated: Stated, known: Known, count: Count) -> bool:
    value = known.counts[count]
    if _is_about(ledger, stated):
        return _allows(ledger, stated, value)
    apart = [known.counts.get(one, 0) for one in HELD_APART.get(count, ()) if known.counted]
    return stated.value in (value, value - sum(apart), *(value - one for one in apart))


def _sign(ledger: Ledger, stated: Stated) -> str | None:
    """“gần”, “hơn”, “khoảng” before a figure, by the name of their group."""
    items, position = ledger.sentences[stated.sentence].items, stated.read.position
    signs = items[position - 1].signs if position else frozenset()
    return next((sign for sign in ("below", "above", "about") if sign in signs), None)


def _is_about(ledger: Ledger, stated: Stated) -> bool:
    return stated.approximate or _sign(ledger, stated) is not None


def _allows(ledger: Ledger, stated: Stated, value: int) -> bool:
    """Whether a rounded figure may stand for a value."""
    low, high = stated.read.figure.low, stated.read.figure.high
    if low is not None and high is not None and low <= value <= high:
        return True
    sign = _sign(ledger, stated)
    if (sign == "below" and value > stated.value) or (sign == "above" and value < stated.value):
        return False
    return abs(stated.value - value) <= value * CLEARLY_OFF


def scope_of(ledger: Ledger, sentence: int, position: int) -> tuple[Scope, bool]:
    """The subject of a figure, and whether no words around it may narrow it down."""
    items, scope = ledger.sentences[sentence].items, ledger.scopes[sentence][position]
    if scope.when and any("running" in item.signs for item in items[:position]):
        scope = scope._replace(when=scope.when._replace(key=RUNNING))
    plain = not is_goal(items, position) and not _narrowed(ledger, sentence, position)
    return scope, plain


def _narrowed(ledger: Ledger, sentence: int, position: int) -> bool:
    """Whether words behind a figure make it one of something else: “12 hồ sơ đất đai”, “12 hồ
    sơ thuộc lĩnh vực đất đai”, “12 hồ sơ trong tháng 8”.
    """
    items, scope = ledger.sentences[sentence].items, ledger.scopes[sentence][position]
    behind = _clause(items, position)
    if not behind:
        return False
    text, last = ledger.document.text, behind[-1].end
    keys = {named.key for named in scope if named}
    named = named_in(text, items[position].end, last, behind)
    return any(one.key not in keys for one in named) or _has_attribute(text, behind)


def _clause(items: Sequence[Item], position: int) -> Sequence[Item]:
    """The items behind a figure, up to the next figure or break."""
    behind = []
    for item in items[position + 1 :]:
        if item.figure or item.marks(WALLS) or item.marks(COMMA) or "part_of" in item.signs:
            break
        behind.append(item)
    return behind


def _has_attribute(text: str, behind: Sequence[Item]) -> bool:
    """Whether a word that says which dossiers follows them at once: “hồ sơ đất đai”."""
    if len(behind) < 2 or DOSSIERS not in behind[0].signs:
        return False
    word = text[behind[1].start : behind[1].end].lower()
    return behind[1].kind == Kind.WORD and word not in PLAIN


PLAIN = frozenset(
    {
        "của",
        "tại",
        "các",
        "trên",
        "theo",
        "qua",
        "từ",
        "để",
        "cho",
        "do",
        "trong",
        "với",
        "so",
        "được",
        "đã",
        "đang",
        "là",
        "và",
        "tthc",
        "thủ",
        "đến",
        "nộp",
        "bằng",
        "ở",
        "vào",
        "này",
        "đó",
        "phát",
        "tiếp",
        "gửi",
        "thuộc",
        "cũng",
        "vẫn",
    }
)
"""Words behind “hồ sơ” that do not say which dossiers."""


def _is_meant(ledger: Ledger, group: Group, pair: _Beside, pairs: Sequence[_Beside]) -> bool:
    """Whether a figure is beyond doubt of its counterpart: one of the same group is the same
    there, or the text names a unit of which it states nothing else.
    """
    same = [one for one in pairs if one.right and one.value >= LEAST_TOLD]
    if pair.inherited:
        block = _block(ledger, pair)
        return any(_block(ledger, one) == block for one in same)
    return bool(same) or (_is_named(group) and ledger.alone(group))


def _is_named(group: Group) -> bool:
    return group.scope.who is not None and bool(group.scope.who.key)


def _block(ledger: Ledger, pair: _Beside) -> int:
    return ledger.sentences[pair.stated.sentence].block


def _is_near(pair: _Beside) -> bool:
    """Whether a figure looks like its counterpart with a slip of the hand."""
    stated, value = pair.stated.value, pair.value
    slipped = max(stated, value) >= LEAST_TOLD and slip(stated, value) != "other"
    return slipped or abs(stated - value) <= value * NEAR


def _told(pair: _Beside, placed: Callable[[Span], Place]) -> Iterator[Told]:
    off = abs(pair.stated.value - pair.value)
    if pair.about and off <= pair.value * CLEARLY_OFF:
        return
    place = pair.known.where(pair.count)
    finding = Finding(
        CODE,
        Severity.WARNING if pair.about else Severity.ERROR,
        placed(pair.stated.span),
        _message(pair),
        left=pair.stated.value,
        right=pair.value,
        difference=off,
        details={"source": str(place), "rows": len(pair.known.records)},
        counts=(pair.count,),
    )
    yield Told(finding, pair.stated.span)


def _message(pair: _Beside) -> Text:
    said, hints = _difference(pair), list(_hints(pair))
    how = slip(pair.stated.value, pair.value)
    if how != "other" and not pair.about and _elsewhere(pair) is None:
        said = T("{message} ({slip})", message=said, slip=SLIP_NAMES[how])
    for hint in hints:
        said = T("{message}; {hint}", message=said, hint=hint)
    return said


def _difference(pair: _Beside) -> Text:
    values = {
        "name": COUNT_NAMES[pair.count],
        "stated": pair.stated.value,
        "place": _where(pair),
        "value": pair.value,
        "difference": abs(pair.stated.value - pair.value),
        "rows": len(pair.known.records),
    }
    if pair.known.has_cell(pair.count):
        return T(
            "{name}: the text says {stated}, {place} says {value}, a difference of {difference}",
            **values,
        )
    if pair.known.counted or len(pair.known.records) == 1:
        return T(
            "{name}: the text says {stated}, {place} gives {value}, a difference of {difference}",
            **values,
        )
    return T(
        "{name}: the text says {stated}, the sum of {rows} rows of {place} is {value}, a "
        "difference of {difference}",
        **values,
    )


def _where(pair: _Beside) -> str:
    place = pair.known.where(pair.count)
    return f"{place} ({place.row})" if place.row else str(place)


def _hints(pair: _Beside) -> Iterator[Text]:
    """The other column that the figure may be of, and the one that has just this figure."""
    counts, stated = pair.known.counts, pair.stated.value
    either = pair.count is Count.RECEIVED and not pair.stated.sure
    if either and Count.RECEIVED_IN_PERIOD in counts:
        yield T(
            "received in the period is {value}, not that either",
            value=counts[Count.RECEIVED_IN_PERIOD],
        )
    if (other := _elsewhere(pair)) is not None:
        yield T("{stated} is “{name}” there", stated=stated, name=COUNT_NAMES[other])


def _elsewhere(pair: _Beside) -> Count | None:
    """Another count of the same subject that is just what the text says."""
    if pair.about or pair.stated.value < LEAST_TOLD:
        return None
    counts = pair.known.counts.items()
    same = (count for count, value in counts if value == pair.stated.value)
    return next(same, None)
