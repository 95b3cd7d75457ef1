"""Cells of a table that stand a line each, as programs save tables as text: no sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from tthc_stats.model.document import BlockKind, Document
from tthc_stats.model.pattern import pattern
from tthc_stats.proofread.claim import Span

FEWEST_LINES, FEWEST_FIGURES = 5, 3
LONGEST, MOST_WORDS = 80, 14
FREE = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.HEADING)

BARE = pattern(r"[-–+]?\d[\d.,]*\s*%?|[-–—]|\(\d{1,2}\)(?:\s*=[\d()+\s]*)?")
FRACTION = pattern(r"\d[\d.,]*\s*/\s*\d[\d.,]*(?:\s*=\s*\d[\d.,]*\s*%)?")
ENDS = pattern(r".*[.;:!?…,]")
NAMED_NUMBER = pattern(r"\b(?:xã|phường|quận|tổ|khu(?:\s+phố)?|thôn|ấp)\s+\d{1,2}\b|\(\d{1,2}\)", 2)
DIGIT = pattern(r"\d")


class Line(NamedTuple):
    """A line of a block; bare: a figure without words; own: a fraction with all it needs."""

    block: int
    span: Span
    bare: bool
    own: bool
    cell: bool
    heads: bool


def loose_cells(document: Document) -> Mapping[int, Sequence[Span]]:
    """The blocks all of whose lines are cells, and what in them can be read by itself."""
    held: dict[int, list[Line]] = {}
    kept: set[int] = set()
    lines = list(_lines(document))
    inside = {line.span for run in _runs(lines) for line in run}
    for line in lines:
        held.setdefault(line.block, []).append(line)
        if line.span not in inside:
            kept.add(line.block)
    return {
        block: [line.span for line in found if line.own]
        for block, found in held.items()
        if block not in kept
    }


def _lines(document: Document) -> Iterator[Line]:
    for number, block in enumerate(document.blocks):
        at = block.start
        for raw in document.text[block.start : block.end].split("\n"):
            text = raw.strip()
            start = at + len(raw) - len(raw.lstrip())
            at += len(raw) + 1
            if not text:
                continue
            bare, own = bool(BARE.fullmatch(text)), bool(FRACTION.fullmatch(text))
            cell = block.kind in FREE and (bare or own or _is_caption(text))
            span = Span(start, start + len(text))
            yield Line(number, span, bare, own, cell, block.kind is BlockKind.HEADING)


def _is_caption(text: str) -> bool:
    short = len(text) <= LONGEST and len(text.split()) <= MOST_WORDS
    return short and not ENDS.fullmatch(text) and not DIGIT.search(NAMED_NUMBER.sub("", text))


def _runs(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Cells in a row, from the head, which begins behind a heading, to the last figure."""
    for is_cell, group in groupby(lines, key=lambda line: line.cell):
        run = list(group) if is_cell else []
        figures = [n for n, line in enumerate(run) if line.bare]
        if len(figures) < FEWEST_FIGURES:
            continue
        headings = [n for n in range(figures[0]) if run[n].heads]
        last = max(n for n, line in enumerate(run) if line.bare or line.own)
        table = run[max(headings, default=-1) + 1 : last + 1]
        if len(table) >= FEWEST_LINES:
            yield table
