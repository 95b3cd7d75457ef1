"""The tables of counts in a document: the claims that their shares make, and where cells stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import groupby, pairwise

from tthc_stats.analysis.checks.shares import Told, told_shares
from tthc_stats.model.document import Block, BlockKind, Document
from tthc_stats.model.findings import Place
from tthc_stats.model.grid import column_letters
from tthc_stats.model.table import Table
from tthc_stats.proofread.claim import Claim, ClaimKind, Pair, Span, Verdict
from tthc_stats.proofread.sentences import LISTED
from tthc_stats.proofread.verdicts import computed

ASIDE = (BlockKind.MARGIN, BlockKind.NOTE)
FEW_WORDS, FEW_LINES = 6, 3
TITLE = re.compile(r"(?i)\b(?:bảng|biểu|phụ lục|mẫu|danh sách|table|annex)\b|:$")
SHARE = re.compile(r"\d[\d.,]*\s*%?")
VERDICTS = {"wrong": Verdict.WRONG, "wrong_base": Verdict.WRONG, "truncated": Verdict.TRUNCATED}


class Cells:
    """Where the cells of a document's tables stand in its text, by their A1 addresses."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def _spans(self) -> dict[tuple[str, str], Span]:
        spans: dict[tuple[str, str], Span] = {}
        for block in self.document.blocks:
            if block.table is None or block.row is None or block.column is None:
                continue
            cell = f"{column_letters(block.column)}{block.row + 1}"
            spans.setdefault((str(block.table + 1), cell), Span(block.start, block.end))
        return spans

    def at(self, place: Place) -> Span | None:
        """The text of a cell."""
        return self._spans.get((place.sheet or "", place.cell or ""))

    def holds(self, span: Span) -> bool:
        """Whether a place is in a cell of a table that was read as such."""
        return span in self._claimed

    @cached_property
    def _claimed(self) -> set[Span]:
        return set()

    def share_at(self, place: Place) -> Span | None:
        """The share in a cell."""
        span = self.at(place)
        match = span and SHARE.search(self.document.text, span.start, span.end)
        if not match:
            return None
        found = Span(match.start(), match.start() + len(match[0].rstrip()))
        self._claimed.add(found)
        return found


def cut_tables(document: Document) -> frozenset[str]:
    """The sheets of tables that end a page and may go on in what begins the next one: another
    table without a title, or a picture. What they add up to cannot be told.
    """
    shown = (block for block in document.blocks if block.kind not in ASIDE and block.page)
    runs = [list(run) for _, run in groupby(shown, key=lambda block: block.table)]
    runs = [run for run in runs if run[0].table is not None or not _is_small(document, run)]
    cut = {_sheet(run) for run in runs if (run[-1].page or 0) + 1 in document.unread}
    for before, after in pairwise(runs):
        if (before[-1].page or 0) + 1 == after[0].page:
            cut |= _two_tables(before, after)
    return frozenset(cut)


def _two_tables(before: Sequence[Block], after: Sequence[Block]) -> set[str]:
    sheets = {_sheet(before), _sheet(after)}
    return sheets if len(sheets) == 2 and "" not in sheets else set()


def _sheet(run: Sequence[Block]) -> str:
    return "" if run[0].table is None else str(run[0].table + 1)


def _is_small(document: Document, between: Sequence[Block]) -> bool:
    """Whether what stands between two tables may be the head or foot of a page."""
    texts = [document.text[block.start : block.end] for block in between]
    short = all(len(text.split()) <= FEW_WORDS for text in texts)
    named = any(TITLE.search(text) or LISTED.match(text) for text in texts)
    return short and not named and len(texts) <= FEW_LINES


def claims_of(tables: Sequence[Table], cells: Cells) -> Iterator[Claim]:
    """What the printed shares of tables claim."""
    for table in tables:
        for told in told_shares(table):
            place = table.grid.place(told.row.index, told.column.index)
            if span := cells.share_at(place):
                yield _claim(told, span)


def _claim(told: Told, span: Span) -> Claim:
    decimals = told.stated.decimals or 0
    if told.fraction is None:
        verdict = Verdict.NO_BASE
        return Claim(ClaimKind.SHARE, span, told.stated.value, decimals, verdict)
    said = str(told.finding.details.get("verdict")) if told.finding else ""
    pair = Pair(told.fraction.numerator, told.fraction.denominator, base=told.fraction.base)
    return Claim(
        ClaimKind.SHARE,
        span,
        told.stated.value,
        decimals,
        VERDICTS.get(said, Verdict.ROUNDED),
        pair=pair,
        denominator=pair.denominator,
        computed=computed(pair.numerator, pair.denominator, decimals),
    )
