"""Verdicts of proofreading in words: the fraction, and the value that is right."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from tthc_stats.model.counts import COUNT_NAMES
from tthc_stats.model.findings import Severity
from tthc_stats.model.ratio import scaled, truncated
from tthc_stats.model.text import T, Text
from tthc_stats.proofread.bases import usual_bases
from tthc_stats.proofread.claim import Claim, ClaimKind, Pair, Verdict
from tthc_stats.proofread.verdicts import way_in_words

VERDICTS = {
    Verdict.ROUNDED: T("right"),
    Verdict.TRUNCATED: T("cut off"),
    Verdict.WRONG: T("wrong"),
    Verdict.NO_BASE: T("nothing to check by"),
}
"""In a word or two, for tables and legends."""

KINDS = {
    ClaimKind.SHARE: T("share"),
    ClaimKind.GROWTH: T("growth"),
    ClaimKind.POINTS: T("percentage points"),
    ClaimKind.DIFFERENCE: T("difference"),
}

SEVERITIES = {Verdict.WRONG: Severity.ERROR, Verdict.TRUNCATED: Severity.WARNING}
"""Of verdicts that no finding tells the severity of."""
MORE_DIGITS = 2
"""How many decimals more than printed show that a value was cut off."""


def verdict_in_words(claim: Claim, words: str) -> Text:
    """“right (rounded): 714/3,254 = 21.94%”; words: the claim as it stands in the text."""
    said = _SAID[claim.verdict](claim, words)
    if claim.approximate:
        said = T("{verdict} (stated as approximate)", verdict=said)
    if claim.source:
        said = T("{verdict} (figures of {file})", verdict=said, file=claim.source)
    return said


def _right(claim: Claim, words: str) -> Text:  # noqa: ARG001
    working = working_in_words(claim)
    if claim.computed is None or abs(claim.computed) == abs(claim.stated):
        return T("right: {working}", working=working)
    return T("right (rounded): {working}", working=working)


def _truncated(claim: Claim, words: str) -> Text:  # noqa: ARG001
    """The quotient to more decimals than are printed, and what it is when rounded."""
    return T(
        "right when cut off, not rounded: {working}; rounded it is {rounded}",
        working=_working(claim, _cut_value(claim)),
        rounded=_value(claim, _rounded(claim)),
    )


def _wrong(claim: Claim, words: str) -> Text:
    working = working_in_words(claim)
    if way := way_in_words(claim):
        return T("WRONG: {way}: {working}", way=way, working=working)
    if claim.other is None:
        return T("WRONG: {working}", working=working)
    return T(
        "WRONG: {working}; {claim} is {other}, other figures of the text",
        working=working,
        claim=words,
        other=_named(claim.other),
    )


def _no_base(claim: Claim, words: str) -> Text:
    none = T("no pair of figures in the text explains it")
    if claim.allowed is None or claim.denominator is None:
        return none
    return T("{none}: {range}", none=none, range=_allowed(claim, words))


def _allowed(claim: Claim, words: str) -> Text:
    assert claim.allowed
    least, greatest = claim.allowed
    values = {"claim": words, "whole": claim.denominator, "least": least, "greatest": greatest}
    if least > greatest:
        return T("no whole number is {claim} of {whole}", **values)
    if least == greatest:
        return T("{claim} of {whole} is {least}", **values)
    if claim.count is None:
        return T("{claim} of {whole} is {least} to {greatest}", **values)
    return T("{claim} of {whole} is {least} to {greatest} dossiers", **values)


_SAID = {
    Verdict.ROUNDED: _right,
    Verdict.TRUNCATED: _truncated,
    Verdict.WRONG: _wrong,
    Verdict.NO_BASE: _no_base,
}


def working_in_words(claim: Claim) -> Text | str:
    """“714/3,254 = 21.94%”, “3,197 → 3,308: 111/3,197 = 3.47%”, “32 → 16: 16”."""
    return _working(claim, _size(claim))


def _size(claim: Claim) -> Text | str:
    """How much the right value is, whichever way it moved."""
    return _value(claim, claim.computed and abs(claim.computed))


def _working(claim: Claim, value: Text | str) -> Text | str:
    if claim.kind is ClaimKind.SHARE and claim.pair:
        pair = _fraction(claim.pair) if _goes_without_saying(claim) else _named(claim.pair)
        return Text("{pair} = {value}", (("pair", pair), ("value", value)))
    if claim.kind is ClaimKind.GROWTH and claim.pair:
        fraction = _fraction(claim.pair._replace(numerator=abs(claim.pair.numerator)))
        shown = {"before": claim.pair.denominator, "fraction": fraction}
        values = {**shown, "now": claim.pair.denominator + claim.pair.numerator, "value": value}
        return Text("{before} → {now}: {fraction} = {value}", tuple(values.items()))
    if claim.before is not None and claim.now is not None:
        sign = "%" if claim.kind is ClaimKind.POINTS else ""
        moved = (("before", _plain(claim.before)), ("now", _plain(claim.now)), ("value", value))
        return Text(f"{{before}}{sign} → {{now}}{sign}: {{value}}", moved)
    return value


def _goes_without_saying(claim: Claim) -> bool:
    """Whether a share is right of the one count that shares of its kind are taken of."""
    usual = usual_bases(claim.count)
    told = claim.pair is not None and usual == (claim.pair.base,)
    return told and claim.verdict is not Verdict.WRONG


def _fraction(pair: Pair) -> Text:
    return Text(
        "{numerator}/{denominator}",
        (("numerator", pair.numerator), ("denominator", pair.denominator)),
    )


def _named(pair: Pair) -> Text:
    """A fraction and what it is of, as far as that is known."""
    if pair.base is None:
        return _fraction(pair)
    fraction = _fraction(pair)
    return T("{fraction} (of {base})", fraction=fraction, base=COUNT_NAMES[pair.base])


def _value(claim: Claim, value: Decimal | None) -> Text | str:
    """A value in the unit of a claim."""
    if value is None:
        return "?"
    if claim.kind is ClaimKind.DIFFERENCE:
        return Text("{value}", (("value", _plain(value)),))
    if claim.kind is ClaimKind.POINTS:
        return T("{value} points", value=_plain(value))
    return Text("{value}%", (("value", _plain(value)),))


def _cut_value(claim: Claim) -> Text | str:
    """The quotient, cut off some decimals behind those that are printed."""
    pair = _divisible(claim)
    if pair is None:
        return _value(claim, claim.computed)
    size, places = abs(pair.numerator), claim.decimals + MORE_DIGITS
    value = truncated(size, pair.denominator, places)
    whole = size * 100 * 10**places % pair.denominator == 0
    signed = -value if _against(claim) else value
    return Text("{value}%" if whole else "{value}…%", (("value", signed),))


def _rounded(claim: Claim) -> Decimal | None:
    """What should be printed, from the exact quotient where there is one."""
    pair = _divisible(claim)
    if pair is None:
        return claim.computed and claim.computed.quantize(
            Decimal(1).scaleb(-claim.decimals), ROUND_HALF_UP
        )
    value = scaled(abs(pair.numerator), pair.denominator, claim.decimals)
    return -value if _against(claim) else value


def _against(claim: Claim) -> bool:
    """Whether a value moved the other way than is told (“tăng” where it fell)."""
    return claim.computed is not None and claim.computed < 0


def _divisible(claim: Claim) -> Pair | None:
    quotient = claim.kind in (ClaimKind.SHARE, ClaimKind.GROWTH)
    return claim.pair if quotient and claim.pair and claim.pair.denominator > 0 else None


def _plain(value: Decimal) -> Decimal:
    """The number without an exponent."""
    return Decimal(format(value, "f"))
