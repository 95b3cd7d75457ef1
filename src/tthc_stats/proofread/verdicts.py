"""Whether a stated share follows from the figures that it may be of."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from tthc_stats.model.ratio import Ratio, scaled, truncated
from tthc_stats.model.text import T, Text
from tthc_stats.proofread.bases import Amount, Base
from tthc_stats.proofread.claim import Claim, ClaimKind, Pair, Span, Verdict
from tthc_stats.proofread.ledger import Group, Ledger
from tthc_stats.proofread.stated_share import StatedShareOf

FAR_ABOVE = 20
"""How far “trên 80%” may be below what is told to be above it."""
ALL, HALF = 100, 50
LOOSE = Decimal(1)
"""How far, in percentage points, “gần” and “hơn” may be from the exact share."""

PLACES = 2
"""Decimals that a computed share is shown with, if not more are printed."""


class _Fit(NamedTuple):
    verdict: Verdict
    above: Amount
    base: Base


def judged(share: StatedShareOf, ledger: Ledger) -> Claim:
    """The claim that a share makes, with its verdict and the pair it was measured by."""
    fit = _fit(share)
    if fit is None:
        return _without_base(share)
    pair = _pair(fit.above, fit.base.amount)
    return Claim(
        ClaimKind.SHARE,
        Span(share.figure.start, share.figure.end),
        share.figure.value,
        share.figure.decimals,
        fit.verdict,
        pair=pair,
        denominator=pair.denominator,
        computed=computed(pair.numerator, pair.denominator, share.figure.decimals),
        other=_other(share, fit, ledger) if fit.verdict is Verdict.WRONG else None,
        approximate=share.qualifier is not None,
        count=share.count,
    )


def computed(numerator: int, denominator: int, decimals: int) -> Decimal | None:
    """The exact share, half-up at two decimals or as many as are printed."""
    return Ratio(numerator, denominator).percent(max(PLACES, decimals))


def way_in_words(claim: Claim) -> Text | None:
    """“it rose by 3.40%, but the text says that it fell”, of values that moved the other way."""
    if claim.computed is None or claim.computed >= 0 or claim.kind is ClaimKind.SHARE:
        return None
    if claim.before is None or claim.now is None:
        return None
    size: Text | Decimal = abs(claim.computed)
    if claim.kind is ClaimKind.GROWTH:
        size = Text("{value}%", (("value", size),))
    elif claim.kind is ClaimKind.POINTS:
        size = T("{value} points", value=size)
    if (claim.now > claim.before) != claim.ranks:
        return T("it rose by {size}, but the text says that it fell", size=size)
    return T("it fell by {size}, but the text says that it rose", size=size)


def _fit(share: StatedShareOf) -> _Fit | None:
    """The pair that explains a share best, or the one that shows it to be wrong."""
    pairs = [
        (above, base)
        for base in share.below
        for above in share.above
        if base.amount.value and (share.exact or above.span != base.amount.span)
    ]
    for verdict, explains in ((Verdict.ROUNDED, _rounds), (Verdict.TRUNCATED, _cuts_off)):
        for above, base in pairs:
            if explains(share, above, base.amount):
                loose = share.qualifier in ("above", "about")
                return _Fit(Verdict.ROUNDED if loose else verdict, above, base)
    for above, base in pairs:
        if _loosely(share, above, base.amount):
            return _Fit(Verdict.ROUNDED, above, base)
    for above, below in share.near:
        if below.value and _rounds(share, above, below):
            return _Fit(Verdict.ROUNDED, above, Base(below, sure=False))
    return _misfit(share)


def _misfit(share: StatedShareOf) -> _Fit | None:
    """The pair that shows a share to be wrong, if one is sure."""
    sure = [base for base in share.below if base.sure and base.amount.value]
    if not share.sure_above or not share.above or not sure or share.qualifier:
        return None
    above, below = share.above[0], sure[0].amount
    if (
        _is_of_itself(share, above, below)
        or _is_no_part(share, above, below)
        or not _excludes(share, above, below)
    ):
        return None
    return _Fit(Verdict.WRONG, above, sure[0])


def _is_of_itself(share: StatedShareOf, above: Amount, below: Amount) -> bool:
    """Whether 100 % is rather told of those counted alone: “900 hồ sơ, trong đó 30 hồ sơ hộ tịch
    đều đúng hạn (100%)”.
    """
    whole = share.figure.value == ALL and above.span != below.span
    return whole and above.value * ALL <= below.value * HALF


def _is_no_part(share: StatedShareOf, above: Amount, below: Amount) -> bool:
    """Whether a figure is larger than a base of which the share says that it is a part: the base
    is another one.
    """
    of_all = share.figure.value <= ALL and above.value > below.value
    return of_all and above.span != below.span


def _excludes(share: StatedShareOf, above: Amount, below: Amount) -> bool:
    """Whether a pair that does not give what is printed shows it to be wrong: exact figures do,
    and those in thousands where no number that they may stand for gives it.
    """
    if not (above.approximate or below.approximate):
        return True
    if any(one.approximate and one.low is None for one in (above, below)):
        return False
    (low, high), (least, most) = _limits(above), _limits(below)
    half = Decimal(5).scaleb(-share.figure.decimals - 1)
    stated = share.figure.value
    too_high = least > 0 and stated - half > high * 100 / least
    return too_high or stated + half < low * 100 / most


def _limits(amount: Amount) -> tuple[Decimal, Decimal]:
    value = Decimal(amount.value)
    return (value if amount.low is None else amount.low), (
        value if amount.high is None else amount.high
    )


def _rounds(share: StatedShareOf, above: Amount, below: Amount) -> bool:
    stated = share.figure
    return scaled(above.value, below.value, stated.decimals) == stated.value


def _cuts_off(share: StatedShareOf, above: Amount, below: Amount) -> bool:
    stated = share.figure
    part = above.value <= below.value
    return part and truncated(above.value, below.value, stated.decimals) == stated.value


def _loosely(share: StatedShareOf, above: Amount, below: Amount) -> bool:
    """Whether “gần 98%”, “hơn 97%” or a pair of rounded figures may give what is printed."""
    exact = scaled(above.value, below.value, 6)
    off = exact - share.figure.value
    if share.qualifier == "below":
        return -LOOSE < off <= 0
    if share.qualifier == "above":
        return 0 <= off < FAR_ABOVE
    if share.qualifier == "about":
        return abs(off) < LOOSE
    return (above.approximate or below.approximate) and abs(off) < LOOSE


def _pair(above: Amount, below: Amount) -> Pair:
    return Pair(above.value, below.value, above.span, below.span, below.count)


def _other(share: StatedShareOf, fit: _Fit, ledger: Ledger) -> Pair | None:
    """Another pair of the same subject that gives exactly what is printed."""
    group = ledger.group_at(share.sentence, share.position)
    if fit.above.span and fit.above.span.start in ledger.of:
        group = ledger.of[fit.above.span.start]
    if group is None:
        return None
    return _same_above(share, fit, group) or _same_below(share, fit, group)


def _same_above(share: StatedShareOf, fit: _Fit, group: Group) -> Pair | None:
    for found in group.stated.values():
        for one in found[:2]:  # the others have the same value
            amount = Amount(one.value, one.span, one.count)
            if one.value and one.span != fit.above.span and _rounds(share, fit.above, amount):
                return _pair(fit.above, amount)
    return None


def _same_below(share: StatedShareOf, fit: _Fit, group: Group) -> Pair | None:
    for found in group.stated.values():
        for one in found[:2]:
            amount = Amount(one.value, one.span, one.count)
            if one.span != fit.base.amount.span and _rounds(share, amount, fit.base.amount):
                return _pair(amount, fit.base.amount)
    return None


def _without_base(share: StatedShareOf) -> Claim:
    """A share that no pair explains: with its base, what it allows above the line."""
    named = next((base.amount for base in share.below if base.sure), None)
    denominator = named.value if named and not share.above else None
    return Claim(
        ClaimKind.SHARE,
        Span(share.figure.start, share.figure.end),
        share.figure.value,
        share.figure.decimals,
        Verdict.NO_BASE,
        denominator=denominator,
        allowed=allowed(share.figure.value, share.figure.decimals, denominator),
        approximate=share.qualifier is not None,
        count=share.count,
    )


def allowed(stated: Decimal, decimals: int, denominator: int | None) -> tuple[int, int] | None:
    """The least and the greatest count whose share of ``denominator`` is printed so.

    ``None`` where no count is.
    """
    if not denominator:
        return None
    half = Decimal(5).scaleb(-decimals - 1)
    least = _up((stated - half) * denominator / 100)
    most = _up((stated + half) * denominator / 100) - 1
    least, most = max(0, least), min(denominator, most)
    return (least, most) if least <= most else None


def _up(number: Decimal) -> int:
    whole = int(number)
    return whole if whole == number or number < 0 else whole + 1
