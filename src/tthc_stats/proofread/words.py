"""The words of a sentence: phrases that mean something around figures, and what is between.

A text becomes a row of items: figures, phrases, signs and other words, each with its place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple
from unicodedata import normalize

from tthc_stats.data import load
from tthc_stats.ingest.captions import name_key
from tthc_stats.model.pattern import pattern
from tthc_stats.proofread.figures import Figure

TOKEN = pattern(r"[^\W\d_]+(?:[-.][^\W\d_]+)*|\d+|[^\w\s]")


UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
"""Soft hyphens and spaces without width."""


class Kind:
    """What an item is."""

    FIGURE = "figure"
    TERM = "term"
    SIGN = "sign"
    """A phrase of ``[signs]``, ``[qualifiers]``, ``[periods]`` or ``[subjects]``, by its name."""
    MARK = "mark"
    WORD = "word"


class Item(NamedTuple):
    """Something in a sentence: ``text[start:end]``.

    name: of a term; else the phrase, mark or word itself, in lower case. signs: what a phrase
    says beside that, by the names of its groups.
    """

    kind: str
    start: int
    end: int
    name: str = ""
    signs: frozenset[str] = frozenset()
    figure: Figure | None = None

    def marks(self, signs: frozenset[str]) -> bool:
        """Whether it is one of some marks."""
        return self.kind == Kind.MARK and self.name in signs


@cache
def _key(word: str) -> str:
    """A word without regard to case and to where its tone stands (hòa, hoà; tỷ, tỉ)."""
    key = normalize("NFC", name_key(word))
    return SPELLED.get(key, key)


SPELLED = {
    normalize("NFC", name_key(a)): normalize("NFC", name_key(b))
    for a, b in (("tỉ", "tỷ"), ("quí", "quý"), ("kì", "kỳ"), ("hoá", "hóa"), ("luỹ", "lũy"))
}
"""Two spellings of one word."""


def is_word(item: Item) -> bool:
    """Whether it is a word without a meaning of its own here."""
    return item.kind == Kind.WORD and any(character.isalpha() for character in item.name)


def position_at(items: Sequence[Item], start: int) -> int:
    """The position of the first item that begins at a place in the text or behind it."""
    return bisect_left(items, start, key=lambda item: item.start)


def items_behind(items: Sequence[Item], position: int) -> Iterator[Item]:
    """The items behind a position, as many as are asked for."""
    return (items[n] for n in range(position + 1, len(items)))


def items_before(items: Sequence[Item], position: int) -> Iterator[Item]:
    """The items before a position, the nearest first."""
    return (items[n] for n in range(position - 1, -1, -1))


CONNECTORS = frozenset(
    {"trong", "thì", "được", "trên", "cả", "đều", "ở", "trở", "vào", "cho", "trước", "ngay"}
    | {"đã", "đang", "mà", "do", "tại", "từ", "đến", "khi", "nên", "vì", "bị", "chỉ", "cũng"}
)
"""Words behind a figure that say nothing of what it is of."""


class Meaning(NamedTuple):
    """What a phrase means: a term of a caption, signs, both, or nothing (a filler)."""

    term: str = ""
    signs: frozenset[str] = frozenset()


@cache
def _phrases() -> Mapping[tuple[str, ...], Meaning]:
    """Every phrase, as keys of its words."""
    spoken, captions = load("proofread"), load("captions")
    left_out = {_words(phrase) for phrase in spoken["not_in_prose"]}
    known = {_words(filler): Meaning() for filler in captions["fillers"]}
    of_columns = {term: names for term, names in captions["terms"].items() if term != "share"}
    for written, also in ((of_columns, left_out), (spoken["terms"], set())):
        for term, phrases in written.items():
            known |= {words: Meaning(term) for words in map(_words, phrases) if words not in also}
    for group in ("qualifiers", "periods", "subjects", "signs"):
        for name, phrases in spoken[group].items():
            for words in map(_words, phrases):
                term, signs = known.get(words, Meaning())
                known[words] = Meaning(term, signs | {name})
    return known


@cache
def _words(phrase: str) -> tuple[str, ...]:
    return tuple(_key(match[0]) for match in TOKEN.finditer(phrase))


@cache
def _starts() -> Mapping[str, int]:
    """How many words the longest phrase has that begins with a word."""
    longest: dict[str, int] = {}
    for words in _phrases():
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    return longest


def items_of(text: str, figures: Sequence[Figure], start: int, end: int) -> list[Item]:
    """The items of ``text[start:end]`` in order; the longest phrase wins.

    figures: those that stand there, in order; what they consist of is no word.
    """
    items: list[Item] = []
    for figure in figures:
        items += _between(text, start, figure.start)
        items.append(Item(Kind.FIGURE, figure.start, figure.end, figure=figure))
        start = figure.end
    return [*items, *_between(text, start, end)]


def _between(text: str, start: int, end: int) -> Iterator[Item]:
    found = [token for token in TOKEN.finditer(text, start, end) if token[0] not in UNSEEN]
    keys = [_key(match[0]) for match in found]
    position = 0
    while position < len(found):
        size, meaning = _longest(keys, position)
        first, last = found[position].start(), found[position + size - 1].end()
        written = " ".join(text[first:last].lower().split())
        position += size
        if meaning is None:
            worded = any(character.isalnum() for character in keys[position - 1])
            kind = Kind.WORD if worded else Kind.MARK
            yield Item(kind, first, last, written)
        elif meaning.term or meaning.signs:
            kind = Kind.TERM if meaning.term else Kind.SIGN
            yield Item(kind, first, last, meaning.term or written, meaning.signs)


def _longest(keys: Sequence[str], position: int) -> tuple[int, Meaning | None]:
    """How many words from here on make the longest phrase, and what it means."""
    reach = min(_starts().get(keys[position], 1), len(keys) - position)
    phrases = _phrases()
    for size in range(reach, 0, -1):
        if (meaning := phrases.get(tuple(keys[position : position + size]))) is not None:
            return size, meaning
    return 1, None
