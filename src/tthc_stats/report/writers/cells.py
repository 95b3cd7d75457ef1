"""Cells as text for people, shared by the formats that print them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tthc_stats.model.pattern import pattern
from tthc_stats.model.text import Text, unicode_only
from tthc_stats.report.document import Cell, ShareCell
from tthc_stats.report.language import Language

ABSENT = "–"
DAY = "%d/%m/%Y"
CONTROLS = pattern(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
UNFIT: dict[int, str | None] = {
    **dict.fromkeys((*range(9), *range(11, 32), 0xFFFE, 0xFFFF)),
    **dict.fromkeys(range(0xD800, 0xE000), "?"),
}
"""Characters that XML cannot hold, and what stands for halves of characters."""
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def shown(cell: Cell, language: Language) -> str:
    """A cell for people: “3.162/3.250 = 97,29%”, “3.250”, “14/08/2026”, or a dash for none."""
    if cell is None:
        return ABSENT
    if isinstance(cell, ShareCell):
        return share(cell, language)
    if isinstance(cell, (int, Decimal)):
        return language.number(cell)
    if isinstance(cell, date):
        return cell.strftime(DAY)
    if isinstance(cell, (Text, str)):
        return language.text(cell)
    raise TypeError(cell)


def harmless(text: str) -> str:
    """A text without the characters that steer a terminal; line breaks stay."""
    if text.isprintable():
        return text
    return CONTROLS.sub("\ufffd", unicode_only(text).replace("\r\n", "\n").replace("\r", "\n"))


def utf8(text: str) -> bytes:
    """A written report; names of files in it may be no Unicode."""
    return unicode_only(text).encode("utf-8")


def share(cell: ShareCell, language: Language) -> str:
    if cell.percent is None or cell.numerator is None or cell.denominator is None:
        return ABSENT
    return f"{fraction(cell, language)} = {language.percent(cell.percent)}"


def fraction(cell: ShareCell, language: Language) -> str:
    return f"{language.number(cell.numerator or 0)}/{language.number(cell.denominator or 0)}"


def neutral(text: str) -> str:
    """A text that a spreadsheet would take for a formula, made harmless by an apostrophe."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
