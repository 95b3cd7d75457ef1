"""Numbers that a text says it divides, against what the parts add up to.

“Giải quyết 1.521 hồ sơ, chia theo lĩnh vực: doanh nghiệp 1.020 hồ sơ; đầu tư 480 hồ sơ; …”, “bao
gồm cấp tỉnh … và cấp xã …”, and the line “Tổng cộng: …” below a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tthc_stats.ingest.captions import count_of, stage_of
from tthc_stats.model.findings import Severity
from tthc_stats.model.text import T
from tthc_stats.proofread.figures import FigureKind
from tthc_stats.proofread.ledger import Ledger, Stated, same_things
from tthc_stats.proofread.parts import is_amount
from tthc_stats.proofread.sentences import list_sign
from tthc_stats.proofread.sums import Placed, Told
from tthc_stats.proofread.totals import Total
from tthc_stats.proofread.words import Item, Kind

FEWEST_ENTRIES = 3
"""Of a list whose total stands below it."""
FEWEST = 2
TENTH = 10
"""Parts that lack more than a tenth of the whole are not all of them."""


def divisions_of(ledger: Ledger, placed: Placed) -> Iterator[Told]:
    """The wholes that their parts do not add up to."""
    for one in (*_in_sentences(ledger), *_totals_of_lists(ledger)):
        if 0 < one.difference * TENTH <= one.whole.value:
            yield _told(one, placed)


def _in_sentences(ledger: Ledger) -> Iterator[Total]:
    for number, sentence in enumerate(ledger.sentences):
        opener = next((n for n, i in enumerate(sentence.items) if _divides(i)), None)
        if opener is None or _leaves_out(sentence.items[opener:]):
            continue
        stated = ledger.stated_in(number)
        before = [one for one in stated if one.read.position < opener]
        parts = [one for one in stated if one.read.position > opener and is_amount(ledger, one)]
        whole = before[-1] if before else _whole_above(ledger, number, opener)
        told = "divided" in sentence.items[opener].signs or _are_levels(parts)
        if whole is None or not is_amount(ledger, whole) or len(parts) < FEWEST or not told:
            continue
        if all(_is_part(part, whole) for part in parts):
            yield Total(whole, parts)


def _divides(item: Item) -> bool:
    return "divided" in item.signs or "all_of" in item.signs


def _leaves_out(items: Sequence[Item]) -> bool:
    """Whether the parts are told by more than plain numbers: with parts of their own, shares of
    other things, or “còn lại”.
    """
    return any(item.signs & {"part_of", "rest"} and not _divides(item) for item in items)


def _whole_above(ledger: Ledger, sentence: int, opener: int) -> Stated | None:
    """“Đã giải quyết chia theo cấp: …”: the count that is named, where it stands in the text."""
    items = ledger.sentences[sentence].items
    terms = [item.name for item in items[:opener] if item.kind == Kind.TERM]
    count = count_of(terms, stage_of(terms)) if terms else None
    group = ledger.group_at(sentence, 0)
    if count is None or group is None or not ledger.alone(group):
        return None
    return next(iter(group.stated.get(count, ())), None)


def _are_levels(parts: Sequence[Stated]) -> bool:
    levels = {
        part.scope.who.key for part in parts if part.scope.who and part.scope.who.kind == "level"
    }
    return len(levels) == len(parts)


def _is_part(part: Stated, whole: Stated) -> bool:
    number = part.read.figure.kind is FigureKind.NUMBER
    return number and part.value <= whole.value and same_things(whole, part)


def _totals_of_lists(ledger: Ledger) -> Iterator[Total]:
    """“Tổng cộng: 1.413” below a list whose entries have one number each."""
    entries: list[Stated] = []
    sign, last = "", -1
    for number, stated in ledger.blocks():
        entry = list_sign(ledger.document.text, ledger.document.blocks[number])
        if number != last + 1 or (entry and entry != sign):
            entries = []
        if entry and len(stated) == 1:
            entries.append(stated[0])
        elif _is_total(ledger, stated[0]) and _are_parts(entries, stated[0]):
            yield Total(stated[0], list(entries))
        if not entry or len(stated) > 1:
            entries = []
        sign, last = entry, number


def _are_parts(entries: Sequence[Stated], total: Stated) -> bool:
    exact = all(_is_part(one, total) and not one.approximate for one in entries)
    return len(entries) >= FEWEST_ENTRIES and exact


def _is_total(ledger: Ledger, one: Stated) -> bool:
    """Whether a line begins with “Tổng”, “Tổng cộng” or “Cộng” and this number."""
    before = ledger.sentences[one.sentence].items[: one.read.position]
    named = [item for item in before if item.kind != Kind.MARK]
    return bool(named) and named[0].name in ("total", "cộng") and not one.approximate


def _told(one: Total, placed: Placed) -> Told:
    said = T(
        "{stated} is printed, but the {parts} parts that it is divided into add up to {sum}, a "
        "difference of {difference}",
        stated=one.whole.value,
        parts=len(one.parts),
        sum=one.sum,
        difference=one.difference,
    )
    return one.told(placed, Severity.ERROR, said)
