"""Numbers as exports write them: counts and percentages, in Vietnamese or English style."""

from __future__ import annotations

import re
from decimal import Decimal

from tthc_stats.model.grid import Value
from tthc_stats.model.pattern import pattern
from tthc_stats.model.table import StatedShare

BLANKS = frozenset({"", "-", "–", "—", "_", ".", "…", "...", "/", "//", "x", "X"})
"""Signs that stand for "nothing reported"; never read as zero."""

PLAIN = pattern(r"\d+|0[.,]0+")
GROUPED = pattern(r"[1-9]\d{0,2}(?:([.,' ])\d{3})(?:\1\d{3})*")
WHOLE = pattern(r"(\d{1,3}(?:([., ])\d{3})+|\d+)([.,])0+")
PERCENT = pattern(r"(-?\d[\d.,]*)\s*%?")
NUMERIC = pattern(r"[-+(]?\d[\d.,' ]*\)?%?")
ERRORS = pattern(
    r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|GETTING_DATA|SPILL!|CALC!)", re.IGNORECASE
)
SPACES = pattern(r"(?<=\d)[\s\u00a0\u2009\u202f]+(?=\d)")


class NotACountError(ValueError):
    """The value stands in a column of counts but is none."""


def parse_count(value: Value) -> int | None:
    """The count in a cell; ``None`` where nothing is reported.

    A count is never fractional, so a dot or comma before exactly three digits groups
    thousands. Raises NotACountError for anything negative, fractional or not a number.
    """
    if value is None:
        return None
    if type(value) is int and value >= 0:
        return value
    if isinstance(value, float) and value.is_integer() and value >= 0:
        return int(value)
    if isinstance(value, str):
        return _count_in_text(value.strip())
    raise NotACountError(value)


def _count_in_text(text: str) -> int | None:
    if text in BLANKS:
        return None
    text = SPACES.sub(" ", text)
    if PLAIN.fullmatch(text) or GROUPED.fullmatch(text):
        return int(re.sub(r"\D", "", text))
    whole = WHOLE.fullmatch(text)
    # "1.234,0" and "1234.0" are whole; "1.234.0" or "0.0" in one style is no number at all.
    if whole and whole[2] != whole[3] and len(text) - whole.start(3) != 4:
        return int(re.sub(r"\D", "", whole[1]))
    raise NotACountError(text)


def is_error(value: Value) -> bool:
    """Whether a text is a spreadsheet's error value such as ``#N/A``."""
    return isinstance(value, str) and ERRORS.fullmatch(value.strip()) is not None


def looks_numeric(value: Value) -> bool:
    """Whether a cell holds a figure of any kind, readable as a count or not."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return True
    return isinstance(value, str) and NUMERIC.fullmatch(value.strip()) is not None


def parse_share(value: Value) -> StatedShare | None:
    """A percentage as printed: ``"98,81%"``, ``"98.5%"``, ``97.29``; ``None`` where none is.

    The last dot or comma is the decimal sign: a share has no thousands.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _stored_share(Decimal(repr(value)))
    match = PERCENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match or len(re.findall(r"[.,]", match[1])) > 1:
        return None
    number = Decimal(match[1].rstrip(".,").replace(",", "."))
    return StatedShare(number, _decimals(number))


def _stored_share(number: Decimal) -> StatedShare:
    places = _decimals(number)
    return StatedShare(number, places if places <= 6 else None)


def _decimals(number: Decimal) -> int:
    return max(0, -int(number.as_tuple().exponent))
