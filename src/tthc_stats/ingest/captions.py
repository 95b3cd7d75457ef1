"""Captions of columns: from printed words to terms, and from terms to counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple
from unicodedata import normalize

from tthc_stats.data import load
from tthc_stats.model.counts import Count
from tthc_stats.model.pattern import pattern
from tthc_stats.model.table import Dimension

STAGES = ("received", "resolved", "pending")
NUMBERING = pattern(
    r"\(?\s*\d{1,2}\s*(?:=[\d\s+=()-]+)?\)?\s*$|^\s*\(?\d{1,2}(?:\s*=[\d\s+()-]+)?\)\s*"
)
TONES = pattern("[\u0300\u0301\u0303\u0309\u0323]")
MARKS = pattern("[\u0300-\u036f]")
PUNCTUATION = pattern(r"[^\w%#\n]+")
PARENTHESES = pattern(r"\(([^()]*)\)")
SPELLINGS = {"ti": "ty", "qui": "quy"}
"""Two spellings of one word, compared without accents: tỉ lệ/tỷ lệ, quí/quý."""

LABEL_DIMENSIONS = {
    "unit": Dimension.UNIT,
    "field": Dimension.FIELD,
    "procedure": Dimension.PROCEDURE,
    "level": Dimension.LEVEL,
    "period": Dimension.PERIOD,
}


class Caption(NamedTuple):
    """A caption in terms: ``terms`` in order, or ``rest``, the words nobody knows."""

    terms: tuple[str, ...]
    rest: tuple[str, ...] = ()


@cache
def fold(text: str) -> str:
    """Lower case, no accents, no punctuation but %, # and _, single spaces."""
    return _folded_lines(text.replace("\n", " "))[0]


def _folded_lines(text: str) -> list[str]:
    """Every line of a text folded; many captions at once cost little more than one."""
    decomposed = normalize("NFD", text.lower().replace("đ", "d"))
    plain = PUNCTUATION.sub(" ", MARKS.sub("", decomposed))
    return [
        " ".join([SPELLINGS.get(word, word) for word in line.split()]) for line in plain.split("\n")
    ]


def _folded(groups: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Every folded caption of some groups with the name of its group."""
    names = [name for name, captions in groups.items() for _ in captions]
    written = "\n".join(caption for captions in groups.values() for caption in captions)
    return zip(_folded_lines(written), names, strict=True)


@cache
def name_key(text: str) -> str:
    """One key for one name: letter case, spaces and where the tone stands (hòa, hoà) do not
    matter; every accent does, since Xã Ta and Xã Tá are two.
    """
    words = normalize("NFD", text.lower()).split()
    return " ".join(TONES.sub("", word) + "".join(TONES.findall(word)) for word in words)


@cache
def _phrases() -> dict[tuple[str, ...], str]:
    captions = load("captions")
    known = {tuple(folded.split()): term for folded, term in _folded(captions["terms"])}
    fillers = _folded({"": captions["fillers"]})
    return known | {tuple(folded.split()): "" for folded, _ in fillers}


@cache
def _labels() -> dict[str, str]:
    return dict(_folded(load("captions")["labels"]))


@cache
def _keys() -> dict[str, Count]:
    """Plain names of counts: the contract's keys and programs' own names."""
    names = {_bare(count): count for count in Count}
    for key, others in load("captions")["keys"].items():
        names.update({_bare(name): Count(key) for name in others})
    return names


def _bare(text: str) -> str:
    return re.sub(r"[\s_.-]+", "", text).lower()


def key_of(caption: str) -> Count | None:
    """The count that a plain name such as ``received_in_period`` or ``onlineCount`` means."""
    return _keys().get(_bare(caption))


def label_of(caption: str) -> str | None:
    """What a label column names (``unit``, ``ordinal``, ``note`` …), if it is one."""
    return _labels().get(fold(NUMBERING.sub("", caption))) or _labels().get(
        fold(PARENTHESES.sub(" ", caption))
    )


@cache
def terms_of(caption: str) -> Caption:
    """The terms of one caption.

    What stands in parentheses is a remark: its terms count only where all of it is known.
    A number at its end numbers the column, unless it is a word of the caption: Mức độ 3.
    """
    written = caption.replace("\n", " ").strip()
    text = NUMBERING.sub("", written).strip()
    if text != written and not _segment(fold(PARENTHESES.sub(" ", written))).rest:
        text = written
    remarks = PARENTHESES.findall(text)
    main = _segment(fold(PARENTHESES.sub(" ", text)))
    extra = tuple(
        term
        for remark in remarks
        if not (said := _segment(fold(remark))).rest
        for term in said.terms
        if len(said.terms) <= 2
    )
    return Caption(main.terms + extra, main.rest)


def _segment(folded: str) -> Caption:
    """Cut a folded caption into the fewest known phrases; fillers say nothing."""
    words = tuple(folded.split())
    phrases = _phrases()
    best: list[tuple[float, tuple[str, ...]] | None] = [(0, ())] + [None] * len(words)
    for end in range(1, len(words) + 1):
        for start in range(max(0, end - 10), end):
            before = best[start]
            term = phrases.get(words[start:end])
            if before is None or term is None:
                continue
            # A filler costs more than a word inside a longer phrase saves.
            cost = before[0] + 1 + (0.25 if not term else 0)
            if best[end] is None or cost < best[end][0]:  # type: ignore[index]
                best[end] = (cost, before[1] + ((term,) if term else ()))
    whole = best[-1]
    if whole is None:
        return Caption((), tuple(word for word in words if (word,) not in phrases) or words)
    return Caption(whole[1])


@cache
def _meanings() -> dict[frozenset[str], Count]:
    return {
        frozenset(terms): Count(key)
        for key, sets in load("captions")["meanings"].items()
        for terms in sets
    }


@cache
def _implied() -> dict[str, str]:
    return {term: stage for stage, terms in load("captions")["implied"].items() for term in terms}


def stage_of(terms: Iterable[str]) -> str | None:
    """The stage that terms speak of: the last one named, else the last one implied."""
    listed = tuple(terms)
    named = [term for term in listed if term in STAGES]
    implied = [_implied()[term] for term in listed if term in _implied()]
    return named[-1] if named else implied[-1] if implied else None


def count_of(terms: Iterable[str], stage: str | None) -> Count | None:
    """The count that terms mean at a stage; ``None`` where no count is exactly that."""
    held = frozenset(terms) - frozenset(STAGES) - {"total"}
    if stage != "received" or len(held) > 1:
        held -= {"in_period"}
    return _meanings().get(held | {stage} if stage else held) or (
        _meanings().get(held) if held else None
    )


def near_miss(caption: str) -> str | None:
    """A known caption that looks much like an unknown one, as it would be written."""
    from difflib import get_close_matches

    written = {
        fold(known): known
        for group in ("terms", "labels")
        for captions in load("captions")[group].values()
        for known in captions
    }
    close = get_close_matches(fold(caption), written, n=1, cutoff=0.8)
    return written[close[0]] if close and close[0] != fold(caption) else None
