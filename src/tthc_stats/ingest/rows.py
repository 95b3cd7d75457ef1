"""Rows: details, sections, totals, parts of a row, and the lines that are none of these."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from tthc_stats.data import load
from tthc_stats.ingest.captions import fold
from tthc_stats.model.pattern import pattern
from tthc_stats.model.table import Dimension, Row, RowKind
from tthc_stats.model.text import T

ROMAN = pattern(r"[IVX]+|[ivx]+")
LETTER = pattern(r"[A-HĐ]")
LOWER = pattern(r"[a-hđ]")
ARABIC = pattern(r"(\d+(?:\.\d+)*)")
DASH = pattern(r"^\s*[-–+*•]\s*")
LABEL_ORDINAL = pattern(r"^\s*([IVX]+|[A-H]|\d+(?:\.\d+)*)\s*[.)/-]\s+(?=\D)")

MAIN_ORDER = (
    Dimension.PROCEDURE,
    Dimension.FIELD,
    Dimension.UNIT,
    Dimension.LEVEL,
    Dimension.PERIOD,
)


class RawRow:
    """A row below the header before its kind is known.

    ordinal: what stands in the STT column. texts: its labels by dimension, ``None`` for a
    column of plain names. figures: whether it holds any figure of a counted column.
    """

    __slots__ = ("all_texts", "figures", "index", "ordinal", "texts")

    def __init__(
        self,
        index: int,
        ordinal: str,
        texts: dict[Dimension | None, str],
        figures: bool,
        all_texts: list[str] | None = None,
    ) -> None:
        self.index = index
        self.ordinal = ordinal
        self.texts = texts
        self.figures = figures
        self.all_texts = [] if all_texts is None else all_texts

    @property
    def label(self) -> str:
        """The finest label; a text that a merged total left in the STT column serves too."""
        for dimension in (*MAIN_ORDER, None):
            if text := self.texts.get(dimension):
                return text
        if self.ordinal and not _rank(self.ordinal):
            return self.ordinal
        return ""


def plain(text: str) -> str:
    """Lower case without punctuation; accents stay, since Cộng and Công an are two words."""
    return " ".join(re.sub(r"[^\w%]+", " ", text.lower()).split())


@cache
def _words(group: str) -> frozenset[str]:
    return frozenset(plain(word) for word in load("rows")[group])


@cache
def _folded_words(group: str) -> frozenset[str]:
    return frozenset(fold(word) for word in load("rows")[group])


@cache
def _said(label: str) -> str:
    """A label as it is compared; without accents where it has none."""
    return fold(label) if label.isascii() else plain(label)


@cache
def _first_words(group: str) -> frozenset[str]:
    words = _words(group) | _folded_words(group)
    return frozenset(word.split(" ", maxsplit=1)[0] for word in words)


def starts(label: str, group: str) -> bool:
    """Whether a label begins with a word of a group; without accents where it has none."""
    said = _said(label)
    if said.split(" ", maxsplit=1)[0] not in _first_words(group):
        return False
    words = _folded_words(group) if label.isascii() else _words(group)
    if any(said.startswith(name) for name in _words("names")):
        return False
    return any(said == word or said.startswith(word + " ") for word in words)


def _rank(ordinal: str) -> float:
    """The depth that an ordinal stands for: A, I, 1, 1.1, then a); 0 for none."""
    text = ordinal.strip().rstrip(".)")
    if ROMAN.fullmatch(text):
        return 2
    if LETTER.fullmatch(text):
        return 1
    if match := ARABIC.fullmatch(text):
        return 3 + match[1].count(".")
    if LOWER.fullmatch(text):
        return 9
    return 0


@cache
def names_total(label: str) -> bool:
    """Whether a label is a total's, whatever stands in brackets behind it: (I+II), (A+B)."""
    bare = re.sub(r"\([^()]*\)\s*$", "", label).strip() or label
    return (
        fold(bare) in _folded_words("total") if bare.isascii() else plain(bare) in _words("total")
    )


def is_footer(row: RawRow) -> bool:
    """A line without figures that belongs below a table: signatures, recipients, notes."""
    return not row.figures and any(starts(text, "footers") for text in row.all_texts)


class _Outline:
    """What stands open above the next row.

    open: sections as (rank, position, label, with figures). summed: by section, the
    positions that the next subtotal in it adds up. details: all of them, for the totals.
    """

    def __init__(self) -> None:
        self.open: list[tuple[float, int, str, bool]] = []
        self.summed: dict[int | None, list[int]] = {}
        self.details: list[int] = []
        self.of_which = False
        self.after_top_total = False

    @property
    def section(self) -> int | None:
        return self.open[-1][1] if self.open else None

    def leave(self, rank: float) -> None:
        """Close the sections that a row of this rank no longer stands in."""
        while self.open and self.open[-1][0] >= rank:
            self.open.pop()

    def add(self, position: int) -> None:
        """Enter a row with figures into the sums of the sections it stands in, up to the
        first one that carries figures itself.
        """
        if not self.open:
            self.summed.setdefault(None, []).append(position)
        section: int | None
        for _, section, _, figures in reversed(self.open):
            self.summed.setdefault(section, []).append(position)
            if figures:
                break


def classify(raw: Sequence[RawRow]) -> list[Row]:
    """The rows with their kinds, sections, and which rows a sum adds up.

    A numbered row is a section where deeper rows follow it; it may carry their sum. Rows
    after "Trong đó" repeat part of the row above until the numbering goes on; right below
    a total that stands on top they are its details.
    """
    ranks = [_rank(row.ordinal or _ordinal_in(row.label)) for row in raw]
    last_figures = max((n for n, row in enumerate(raw) if row.figures), default=-1)
    outline = _Outline()
    rows: list[Row] = []
    for position in range(len(raw)):
        kind = _kind(raw, ranks, position, outline)
        if kind is RowKind.SECTION and position > last_figures:
            kind = RowKind.NOTE
        rows.append(_place(raw[position], kind, ranks[position], position, outline))
    _sum_totals(rows, outline.details)
    for section, parts in outline.summed.items():
        if section is not None and raw[section].figures and not rows[section].sums:
            rows[section].sums = tuple(parts)
    return rows


def _sum_totals(rows: Sequence[Row], details: Sequence[int]) -> None:
    """A total adds up the details since the total before it, or all where there are none."""
    since: list[int] = []
    for position, row in enumerate(rows):
        if row.kind is RowKind.DETAIL:
            since.append(position)
        elif row.kind is RowKind.TOTAL:
            row.sums = tuple(since or details)
            since = []


def _place(raw: RawRow, kind: RowKind, rank: float, position: int, outline: _Outline) -> Row:
    """Enter a row into the outline."""
    subtotal = kind is RowKind.SECTION and raw.figures and _is_subtotal(raw)
    if kind is RowKind.TOTAL:
        outline.leave(0)
    elif not subtotal and (rank or kind is RowKind.SECTION):
        outline.leave(rank or SECTION_RANK)
    row = Row(
        index=raw.index,
        kind=kind,
        label=cleaned(raw.label) or None,
        section=tuple(label for _, _, label, _ in outline.open),
    )
    if subtotal:
        row.sums = tuple(outline.summed.pop(outline.section, ()))
    elif kind in (RowKind.DETAIL, RowKind.SECTION):
        if raw.figures:
            outline.add(position)
        if kind is RowKind.DETAIL:
            outline.details.append(position)
        else:
            outline.open.append((rank or SECTION_RANK, position, row.label or "", raw.figures))
    elif kind is RowKind.NOTE and raw.figures:
        row.note = T("compares or repeats other rows, so not counted")
    outline.after_top_total = kind is RowKind.TOTAL and not outline.details
    return row


FIRST_ARABIC = 3
SECTION_RANK = 2
"""The depth of a section that has no ordinal."""


def _ordinal_in(label: str) -> str:
    match = LABEL_ORDINAL.match(label)
    return match[1] if match else ""


@lru_cache(maxsize=1024)
def cleaned(label: str) -> str:
    """The label without bullet, ordinal, line breaks and colon."""
    plain = " ".join(LABEL_ORDINAL.sub("", DASH.sub("", label)).split())
    return plain.rstrip(":").strip() or label.strip()


def _is_subtotal(row: RawRow) -> bool:
    return starts(cleaned(row.label), "subtotal")


def _kind(
    raw: Sequence[RawRow], ranks: Sequence[float], position: int, outline: _Outline
) -> RowKind:
    row, rank = raw[position], ranks[position]
    if starts(cleaned(row.label), "of_which"):
        return _begin_of_which(row, outline)
    if _compares(row, rank):
        return RowKind.NOTE
    if outline.of_which and row.figures and _still_of_which(row, rank, ranks):
        return RowKind.OF_WHICH
    outline.of_which = False
    if _sums(row, rank):
        return _total_or_subtotal(raw, ranks, position, outline)
    if not row.figures:
        return _without_figures(raw, ranks, position)
    if rank and _has_deeper(raw, ranks, position):
        return RowKind.SECTION
    dashed = DASH.match(row.label) or DASH.fullmatch(row.ordinal)
    if dashed and not rank and any(ranks):
        return RowKind.OF_WHICH
    return RowKind.DETAIL


def _compares(row: RawRow, rank: float) -> bool:
    """A row of figures that belong to other rows or periods; a numbered one only sounds so."""
    numbered = rank >= FIRST_ARABIC and bool(row.ordinal)
    return row.figures and not numbered and starts(cleaned(row.label), "compared")


def _without_figures(raw: Sequence[RawRow], ranks: Sequence[float], position: int) -> RowKind:
    """A title, a footer, or a numbered row of which nothing is reported."""
    row = raw[position]
    if is_footer(row) or not row.label:
        return RowKind.NOTE
    if _rank(row.ordinal) >= FIRST_ARABIC and not _has_deeper(raw, ranks, position):
        return RowKind.DETAIL
    if not any(ranks[position : position + 2]) and _is_unit_among_units(raw, position):
        return RowKind.DETAIL
    return RowKind.SECTION


def _is_unit_among_units(raw: Sequence[RawRow], position: int) -> bool:
    """Whether a row without figures names a unit like the row with figures next to it: it
    reports nothing, and is no title of the rows below.
    """
    kind = unit_level(cleaned(raw[position].label))
    if kind is None:
        return False
    after = next((row for row in raw[position + 1 :] if row.figures), None)
    before = next((row for row in reversed(raw[:position]) if row.figures), None)
    return any(row and unit_level(cleaned(row.label)) == kind for row in (before, after))


@lru_cache(maxsize=1024)
def unit_level(label: str) -> str | None:
    """The level of a unit with a name of its own: “Xã A”, and not “Xã, phường” or “Cấp xã”."""
    if label.isupper() or "ngày" in label.lower():
        return None
    for level, words in load("rows")["unit_levels"].items():
        for word in words:
            name = label[len(word) :]
            own = name[:1] == " " and (name[1:2].isupper() or name[1:2].isdigit())
            if own and plain(label[: len(word)]) == word:
                return str(level)
    return None


def _begin_of_which(row: RawRow, outline: _Outline) -> RowKind:
    if outline.after_top_total:
        return RowKind.NOTE
    outline.of_which = True
    return RowKind.OF_WHICH if row.figures else RowKind.NOTE


def _still_of_which(row: RawRow, rank: float, ranks: Sequence[float]) -> bool:
    if rank or _sums(row, rank):
        return False
    return any(ranks) or bool(DASH.match(row.label))


def _sums(row: RawRow, rank: float) -> bool:
    """A total is named so; one that only begins so must not be numbered like a detail."""
    if not row.figures:
        return False
    if rank >= FIRST_ARABIC and row.ordinal:
        return False
    return names_total(cleaned(row.label)) or (not rank and _is_subtotal(row))


def _total_or_subtotal(
    raw: Sequence[RawRow], ranks: Sequence[float], position: int, outline: _Outline
) -> RowKind:
    """Inside sections a sum with more sums to come is a subtotal of its section."""
    if not names_total(cleaned(raw[position].label)):
        return RowKind.SECTION
    later = range(position + 1, len(raw))
    inside = bool(outline.open) and any(_sums(raw[n], ranks[n]) for n in later)
    return RowKind.SECTION if inside else RowKind.TOTAL


def _has_deeper(raw: Sequence[RawRow], ranks: Sequence[float], position: int) -> bool:
    """Whether the next row with figures and an ordinal stands deeper than this one."""
    for later in range(position + 1, len(raw)):
        row, rank = raw[later], ranks[later]
        if row.figures and rank:
            return rank > ranks[position]
        if _sums(row, rank):
            return False
    return False
