"""Changes in words, as reports say them: “tăng 3,47%”, “giảm 2,1 điểm phần trăm”, “tăng 16 bậc”."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from tthc_stats.analysis.compare import CountChange, IndicatorChange, Presence
from tthc_stats.analysis.indicators import Indicator
from tthc_stats.model.ratio import rounded
from tthc_stats.model.text import T, Text

UNCHANGED = T("unchanged")
PRESENCES = {Presence.NEW: T("new"), Presence.GONE: T("no longer there")}


def of_count(change: CountChange, decimals: int) -> Text | None:
    """The relative change of a count; in dossiers where there was none before."""
    percent = change.relative()
    if percent is None:
        return None if change.difference is None else _dossiers(change.difference)
    size = _size(percent, decimals)
    return _said(percent, T("up {n}%", n=size), T("down {n}%", n=size))


def _dossiers(difference: int) -> Text:
    if not difference:
        return UNCHANGED
    return T("up {n} dossiers from none", n=difference)


def of_indicator(change: IndicatorChange, decimals: int) -> Text | None:
    """The difference of two shares in percentage points, of others in days or points."""
    difference = change.difference()
    if difference is None or change.after is None:
        return None
    if change.after.is_share:
        return points(difference, decimals)
    return days_or_points(difference, change.after, decimals)


def days_or_points(difference: Fraction, indicator: Indicator, decimals: int) -> Text:
    """The difference of an indicator that is no share, in its own unit."""
    size = _size(difference, decimals)
    if indicator.points:
        return _said(difference, T("up {n} points", n=size), T("down {n} points", n=size))
    return _said(difference, T("up {n} days", n=size), T("down {n} days", n=size))


def points(difference: Fraction, decimals: int) -> Text:
    size = _size(difference, decimals)
    if size == 1:
        up, down = T("up 1 percentage point"), T("down 1 percentage point")
    else:
        up, down = T("up {n} percentage points", n=size), T("down {n} percentage points", n=size)
    return _said(difference, up, down)


def of_rank(change: IndicatorChange) -> Text | None:
    """How many places a group has moved."""
    places = change.places
    if places is None:
        return None
    if places in (1, -1):
        return T("up 1 place") if places > 0 else T("down 1 place")
    if not places:
        return UNCHANGED
    return T("up {n} places", n=places) if places > 0 else T("down {n} places", n=-places)


def _said(value: Fraction, up: Text, down: Text) -> Text:
    if not value:
        return UNCHANGED
    return up if value > 0 else down


def _size(value: Fraction, decimals: int) -> Decimal:
    """Without zeros at the end, as reports write it: 2,1 and not 2,10."""
    size = abs(rounded(value, decimals)).normalize()
    return size.quantize(Decimal(1)) if size == size.to_integral_value() else size
