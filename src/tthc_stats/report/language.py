"""Languages: translated texts and the style of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from gettext import NullTranslations, translation
from os.path import join
from typing import NamedTuple

from tthc_stats.data import FOLDER
from tthc_stats.model.text import Text, Translate

LANGUAGES = ("vi", "en")
SOURCE = "en"
"""The language that the texts in the code are written in."""

DOMAIN = "tthc_stats"
EXCHANGED = str.maketrans(",.", ".,")


class Language(NamedTuple):
    """One language for people: its words and its decimal sign, comma or dot; the other one
    groups thousands.
    """

    code: str
    translate: Translate
    decimal: str

    def text(self, text: Text | str) -> str:
        """A text in this language; plain strings are names and stay as they are."""
        return text.in_language(self.translate, self.number) if isinstance(text, Text) else text

    def number(self, number: int | Decimal) -> str:
        """``3250`` → ``3.250`` and ``97.29`` → ``97,29`` in Vietnamese style."""
        if -1000 < number < 1000 and isinstance(number, int):
            return str(number)
        written = f"{number:,}"
        return written if self.decimal == "." else written.translate(EXCHANGED)

    def percent(self, percent: Decimal) -> str:
        return f"{self.number(percent)}%"


@cache
def language(code: str) -> Language:
    """The language of a code, ``vi`` or ``en``."""
    return Language(code, _catalogue(code).gettext, "," if code == "vi" else ".")


def _catalogue(code: str) -> NullTranslations:
    if code == SOURCE:
        return NullTranslations()
    return translation(DOMAIN, join(FOLDER, "locale"), languages=[code])


def language_code(lang: str | None, environ: Mapping[str, str]) -> str:
    """The language to speak: as asked, else ``TTHC_STATS_LANG``, else the locale, else English."""
    asked = (lang, environ.get("TTHC_STATS_LANG"))
    locale = next(
        (environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), ""
    )
    for wish in (*asked, locale):
        if wish and wish[:2].lower() in LANGUAGES:
            return wish[:2].lower()
        if wish and wish in asked:
            break
    return "en"
