"""Languages: translated texts and the style of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from gettext import NullTranslations, translation
from os.path import join
from typing import NamedTuple

from tthc_stats.data import FOLDER
from tthc_stats.model.errors import UsageError
from tthc_stats.model.text import T, Text, Translate

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


def language_asked(code: str) -> Language:
    """The language that a caller names. Raises UsageError for one that does not exist."""
    if code not in LANGUAGES:
        raise UsageError(T("“{word}” is none of {known}", word=code, known=LANGUAGES))
    return language(code)


def _catalogue(code: str) -> NullTranslations:
    if code == SOURCE:
        return NullTranslations()
    return translation(DOMAIN, join(FOLDER, "locale"), languages=[code])


def language_code(lang: str | None, environ: Mapping[str, str]) -> str:
    """The language to speak: as asked, else ``TTHC_STATS_LANG``, else the locale, else English.

    One that is asked for and does not exist is refused later, in the language of the others.
    """
    if lang in LANGUAGES:
        return lang
    variables = ("TTHC_STATS_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    wish = next((environ[name] for name in variables if environ.get(name)), "")[:2].lower()
    return wish if wish in LANGUAGES else "en"
