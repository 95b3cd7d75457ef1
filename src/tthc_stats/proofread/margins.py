"""Heads and feet of pages: each is a text of its own, and often says again what the report says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tthc_stats.model.document import BlockKind, Document
from tthc_stats.proofread.claim import Claim, Mention, Proofreading, Span, Verdict
from tthc_stats.proofread.sums import Told


class Found(NamedTuple):
    """What is said in the text, or added to that by the heads and feet of its pages."""

    claims: list[Claim]
    mentions: list[Mention]
    told: list[Told]


def margins_of(document: Document) -> Iterator[Document]:
    """Every line at the head or foot of pages that has figures, as a document of its own; lines
    that are repeated once.
    """
    seen: set[str] = set()
    for block in document.blocks:
        text = document.text[block.start : block.end]
        if block.kind is not BlockKind.MARGIN or text in seen or not _has_figures(text):
            continue
        seen.add(text)
        yield document._replace(blocks=[block._replace(kind=BlockKind.PARAGRAPH)], tables=())


def _has_figures(text: str) -> bool:
    return any(character.isdecimal() for character in text)


def added(body: Found, margin: Proofreading) -> None:
    """Add to a text what a margin says beyond it."""
    claims = [claim for claim in margin.claims if not _is_said(claim, body)]
    new = {claim.span for claim in claims}
    known = {claim.span for claim in margin.claims} - new
    said = {one.finding.message for one in body.told}
    counted = {(mention.count, mention.value) for mention in body.mentions}
    body.claims.extend(claims)
    body.mentions.extend(m for m in margin.mentions if (m.count, m.value) not in counted)
    for finding, span in zip(margin.findings, margin.spans, strict=True):
        if span is not None and span not in known and finding.message not in said:
            body.told.append(Told(finding, Span(*span)))


def _is_said(claim: Claim, body: Found) -> bool:
    """Whether the text claims the same, of the same figures if the margin has any."""
    alike = [one for one in body.claims if (one.kind, one.stated) == (claim.kind, claim.stated)]
    if claim.verdict is Verdict.NO_BASE:
        return bool(alike)
    return any(_measured(one) == _measured(claim) for one in alike)


def _measured(claim: Claim) -> tuple[object, ...]:
    pair = claim.pair
    figures = (pair.numerator, pair.denominator) if pair else ()
    return claim.verdict, claim.before, claim.now, *figures
