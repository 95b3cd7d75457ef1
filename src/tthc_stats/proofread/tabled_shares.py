"""Shares whose figures stand in a table or register, not in the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tthc_stats.ingest.captions import count_of, stage_of
from tthc_stats.model.counts import Count
from tthc_stats.proofread.against import EITHER, scope_of
from tthc_stats.proofread.bases import CHANNELS, SURE_OF_BASE, Amount, Base, bases_of, usual_bases
from tthc_stats.proofread.beside import Beside
from tthc_stats.proofread.claim import Claim, Verdict
from tthc_stats.proofread.counterparts import Book, Known, counterpart
from tthc_stats.proofread.ledger import Ledger
from tthc_stats.proofread.stated_share import StatedShareOf
from tthc_stats.proofread.verdicts import judged

UNREAD = frozenset({"other", "unclear", "levels"})
"""Terms after which a share is of no count."""
ON_TIME = frozenset({Count.ON_TIME, Count.IN_TIME})


class Caption(NamedTuple):
    """What the words around a share say that it is of; base: where they name it."""

    count: Count  # type: ignore[assignment]  # not the method of tuples
    base: Count | None = None


def measured(
    share: StatedShareOf, ledger: Ledger, books: Sequence[Book], on_time_base: Count
) -> Claim | None:
    """The claim of a share that the text has no figures for, by those of some books.

    ``None`` where its subject has no counterpart, or where nothing says what it is of. It is
    wrong only where the subject is beyond doubt and no published base gives it.
    """
    caption = _caption(share, ledger) if books else None
    if caption is None:
        return None
    scope, plain = scope_of(ledger, share.sentence, share.position)
    found = counterpart(books, scope)
    claims = [
        claim
        for known in found.known
        if (claim := _measured(share, ledger, known, caption, on_time_base))
    ]
    right = (claim for claim in claims if claim.verdict is not Verdict.WRONG)
    sure = (claim for claim in claims if found.settled and plain)
    return next(right, next(sure, None))


def _measured(
    share: StatedShareOf, ledger: Ledger, known: Known, caption: Caption, on_time_base: Count
) -> Claim | None:
    above = tuple(
        Amount(known.counts[count], None, count)
        for count in _meanings(caption.count)
        if count in known.counts
    )
    below = tuple(_bases(known, caption, on_time_base))
    if not _has_figures_of(share, above, below):
        return None
    asked = share._replace(
        above=above, below=below, near=(), exact=True, count=caption.count, sure_above=True
    )
    claim = judged(asked, ledger)
    if claim.verdict is Verdict.NO_BASE:
        return None
    return claim._replace(other=None, source=known.place.file)


def _has_figures_of(share: StatedShareOf, above: Sequence[Amount], below: Sequence[Base]) -> bool:
    """Whether the figures that the text ties to a share, if any, are those of the table."""
    parts = {amount.value for amount in share.above if share.sure_above}
    wholes = {base.amount.value for base in share.below if base.sure}
    return (not parts or bool(parts & {amount.value for amount in above})) and (
        not wholes or bool(wholes & {base.amount.value for base in below})
    )


def _meanings(count: Count) -> tuple[Count, ...]:
    """The columns that a share may be of; “đúng hạn” takes in early ones, as reports do."""
    return EITHER[Count.IN_TIME] if count in ON_TIME else EITHER.get(count, (count,))


def _bases(known: Known, caption: Caption, on_time_base: Count) -> Iterator[Base]:
    """What stands below the line; only the usual base, or a named one, can prove a share wrong."""
    usual = _usual(caption, on_time_base)
    listed = (caption.base,) if caption.base else (*usual, *bases_of(caption.count))
    for count in dict.fromkeys(listed):
        if count in known.counts:
            sure = count in usual and caption.count in SURE_OF_BASE | CHANNELS
            yield Base(Amount(known.counts[count], None, count), sure)


def _usual(caption: Caption, on_time_base: Count) -> tuple[Count, ...]:
    if caption.base:
        return (caption.base,)
    if caption.count in ON_TIME:
        return (on_time_base,)
    return usual_bases(caption.count)


def _caption(share: StatedShareOf, ledger: Ledger) -> Caption | None:
    """What a share is of, by the words around it, else by the figure that it follows."""
    beside = Beside(ledger.around[share.sentence], share.position)
    left = beside.left()
    if beside.of_other_things():
        return None
    based = beside.names_base() and not left.opens
    terms = left.own or (() if based or left.figure is not None else beside.behind())
    count = _count(terms) if terms else share.count
    over = left.over or (beside.behind() if based else ())
    base = count_of(over, stage_of(over)) if over else None
    if count is None or (over and base is None):
        return None
    return Caption(count, base)


def _count(terms: Sequence[str]) -> Count | None:
    if not terms or set(terms) & UNREAD:
        return None
    count = count_of(terms, stage_of(terms))
    if count is None and stage_of(terms) is None:
        count = count_of(terms, "resolved")
    return count
