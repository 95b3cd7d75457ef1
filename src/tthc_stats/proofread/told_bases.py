"""The base of a share that is told in words which stand beside a figure too.

“Có 18.306 hồ sơ phát sinh nghĩa vụ tài chính. 17.010 hồ sơ …, đạt 92,92% số hồ sơ phát sinh nghĩa
vụ tài chính”: of 18,306.
"""

from __future__ import annotations

from collections.abc import Sequence

from tthc_stats.model.pattern import pattern
from tthc_stats.proofread.around import ABOUT, CLOSING, OPENING
from tthc_stats.proofread.ledger import Ledger, Stated
from tthc_stats.proofread.phrases import COMMA, WALLS, over
from tthc_stats.proofread.words import Item, Kind

WORD = pattern(r"[^\W\d_]+")
SHARE = pattern(r"\bt[ỷỉ]\s+lệ\b")
NEAR_BLOCKS = 3
"""How many paragraphs before a share its base may stand."""
FEWEST_WORDS = 2
SAYS_NOTHING = frozenset(
    {"trên", "trong", "tổng", "số", "hồ", "sơ", "hs", "của", "là", "có", "được", "đã", "so", "với"}
    | {"đạt", "chiếm", "bằng"}
    | {"và", "các", "này", "đó", "tính", "cả", "do", "từ", "tại", "phiếu", "thủ", "tục", "tthc"}
)
"""Words that do not tell one base from another."""
OPENS = frozenset({"number", "whole", "over", "of", "dossiers"})
ENDS = frozenset({"link", "part_of", "up", "down", "than", "share"})


def told_bases(ledger: Ledger, sentence: int, position: int) -> list[Stated]:
    """The figures before a share that the words of its base stand beside."""
    items = ledger.sentences[sentence].items
    words = _words(ledger, sentence, _base_behind(items, position))
    words = words or _words(ledger, sentence, _base_before(items, position))
    return _beside_words(ledger, sentence, position, words)


def told_parts(ledger: Ledger, sentence: int, position: int) -> list[Stated]:
    """The figures before a share that the words of its caption stand beside: “Số hồ sơ thanh toán
    trực tuyến: 1.206. Tỷ lệ thanh toán trực tuyến: 91,71%”.
    """
    items = ledger.sentences[sentence].items
    base = _base_before(items, position)
    last = base.start - 1 if base else position
    first = last
    while first and not items[first - 1].figure and not items[first - 1].marks(WALLS):
        first -= 1
    return _beside_words(ledger, sentence, position, _words(ledger, sentence, range(first, last)))


def _beside_words(
    ledger: Ledger, sentence: int, position: int, words: frozenset[str]
) -> list[Stated]:
    if len(words) < FEWEST_WORDS:
        return []
    start = ledger.sentences[sentence].items[position].start
    first = ledger.sentences_within(sentence, NEAR_BLOCKS).start
    near = ledger.stated_near(range(first, sentence + 1), start)
    return [one for one in near if one.span.start < start and words <= _beside(ledger, one)]


def _base_behind(items: Sequence[Item], position: int) -> range:
    """“48,63% số hồ sơ phải nộp phí, lệ phí”: what follows “số” or “tổng số”."""
    first = last = position + 1
    if first == len(items) or not items[first].signs & OPENS:
        return range(0)
    while last < len(items) and not (
        items[last].figure or items[last].marks(WALLS) or items[last].signs & ENDS
    ):
        last += 1
    return range(first, last)


def _base_before(items: Sequence[Item], position: int) -> range:
    """“… (trên số hồ sơ phải nộp phí, lệ phí): 48,63%”, “… trên số phiếu nhận về 98,19%”."""
    for n in range(position - 1, -1, -1):
        if items[n].figure or items[n].marks(WALLS) or items[n].marks(COMMA):
            break
        if items[n].signs & {"over", "whole"} and not items[n].signs & ABOUT:
            return range(n + 1, position)
    n = position - 1
    while n >= 0 and items[n].kind == Kind.MARK and not items[n].marks(CLOSING):
        n -= 1
    if n < 0 or not items[n].marks(CLOSING):
        return range(0)
    opening = next((k for k in range(n, -1, -1) if items[k].marks(OPENING)), n)
    told = items[opening + 1].signs & {"over", "whole"} if opening + 1 < n else False
    return range(opening + 1, n) if told else range(0)


def _words(ledger: Ledger, sentence: int, positions: range) -> frozenset[str]:
    """The words of some items in a row, without those that say nothing."""
    if not positions:
        return frozenset()
    items = ledger.sentences[sentence].items
    last = positions.stop
    end = items[last].start if last < len(items) else items[-1].end
    text = ledger.document.text[items[positions.start].start : end]
    return frozenset(WORD.findall(SHARE.sub(" ", text.lower()))) - SAYS_NOTHING


def _beside(ledger: Ledger, one: Stated) -> frozenset[str]:
    """The words before a figure in its clause, and those behind it up to the next break."""
    known = ledger.around[one.sentence].words_beside
    if one.read.position not in known:
        known[one.read.position] = _read_beside(ledger, one)
    return known[one.read.position]


def _read_beside(ledger: Ledger, one: Stated) -> frozenset[str]:
    items = ledger.sentences[one.sentence].items
    position = one.read.position
    first, last = position, position + 1
    while first and not items[first - 1].figure and not items[first - 1].marks(WALLS):
        first -= 1
    while last < len(items) and not _ends(items[last]):
        last += 1
    if last < len(items) and items[last].figure and over(items, position, last):
        last += 1  # “25.000 trong 30.500 hồ sơ được đưa vào tính”
        while last < len(items) and not _ends(items[last]):
            last += 1
    before = _words(ledger, one.sentence, range(first, position))
    return before | _words(ledger, one.sentence, range(position + 1, last))


def _ends(item: Item) -> bool:
    return item.figure is not None or item.marks(WALLS) or item.marks(COMMA)
