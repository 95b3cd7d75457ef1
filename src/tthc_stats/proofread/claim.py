"""What proofreading finds in a text: stated shares with verdicts, and counts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from tthc_stats.model.counts import Count
from tthc_stats.model.document import Document
from tthc_stats.model.findings import Finding
from tthc_stats.model.period import Period


class Verdict(StrEnum):
    """Whether a claim follows from the figures around it (contract, ``tthc-stats/claims/1``)."""

    ROUNDED = "rounded"
    """Right half-up at the printed precision."""
    TRUNCATED = "truncated"
    """Right when it is cut off, not rounded."""
    WRONG = "wrong"
    NO_BASE = "no_base"
    """No pair of figures explains it, nor contradicts it."""


class ClaimKind(StrEnum):
    SHARE = "share"
    """A part of a whole in per cent: numerator / denominator."""
    GROWTH = "growth"
    """A change in per cent: (now − before) / before; the numerator is the difference."""
    POINTS = "points"
    """A difference of two stated shares, in percentage points."""
    DIFFERENCE = "difference"
    """A difference of two stated numbers or ranks."""


class Span(NamedTuple):
    """``document.text[start:end]``."""

    start: int
    end: int


class Pair(NamedTuple):
    """Two figures that a share may be of; the spans tell where they stand in the text.

    ``None`` for a figure that stands elsewhere (``source``) or follows from others.
    """

    numerator: int
    denominator: int
    above: Span | None = None
    below: Span | None = None
    base: Count | None = None


class Subject(NamedTuple):
    """Whose figures these are, as far as the text says: a unit or level, and a period.

    section: the nearest heading that names whom or what the figures are of.
    """

    unit: str | None = None
    level: str | None = None
    period: Period | None = None
    section: str | None = None


class Mention(NamedTuple):
    """A count that the text states: ``value`` dossiers at ``span``.

    approximate: “gần 1.300”, “14,5 triệu”.
    """

    count: Count  # type: ignore[assignment]  # not the method of tuples
    value: int
    span: Span
    subject: Subject
    approximate: bool = False


class Claim(NamedTuple):
    """A stated share or difference.

    span: the share itself (“97,29%”). stated: as printed, in per cent, points or units;
    ``decimals`` tells its precision. pair: the figures it was measured by. before, now: the
    two values of a difference (kinds ``points`` and ``difference``). computed: what it should
    be, at two decimals or as many as are printed. other: another pair in the text that would
    give what is printed, for a wrong one. allowed: the least and the greatest numerator that
    a share of a known base allows, where the text has none. source: the file that the pair
    comes from, where that is not the text. approximate: “gần 97%”. ranks: whether the values
    are ranks, of which a lower one is better.
    """

    kind: ClaimKind
    span: Span
    stated: Decimal
    decimals: int
    verdict: Verdict
    pair: Pair | None = None
    denominator: int | None = None
    before: Decimal | None = None
    now: Decimal | None = None
    computed: Decimal | None = None
    other: Pair | None = None
    allowed: tuple[int, int] | None = None
    source: str | None = None
    approximate: bool = False
    count: Count | None = None  # type: ignore[assignment]  # not the method of tuples
    ranks: bool = False


class Proofreading(NamedTuple):
    """What was found in a document.

    findings: of claims, sums and comparisons, in the order of the text; their ``place.cell``
    is ``line:column`` of texts, ``paragraph:character`` of other formats, and cells of the
    document's tables have their A1 address. spans: where each finding stands in the text, by
    its position in ``findings``; ``None`` for tables. compared: how many figures of the text
    have a counterpart in what they were compared with, of how many. tables, rows: how many
    tables of counts were checked, and their rows.
    """

    document: Document
    claims: Sequence[Claim]
    mentions: Sequence[Mention]
    findings: Sequence[Finding]
    spans: Sequence[Span | None]
    compared: int = 0
    figures: int = 0
    tables: int = 0
    rows: int = 0
