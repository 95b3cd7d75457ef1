"""The order of names in Vietnamese: a ă â b c d đ e ê …; tones decide last."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Huyền, hỏi, ngã, sắc, nặng; a letter without a tone goes before them."""

_ORDER = {letter: chr(0x1000 + place) for place, letter in enumerate(LETTERS)}
"""Signs and digits stay as they are, before all letters; letters of other scripts behind."""


@lru_cache(maxsize=4096)
def alphabetical(name: str) -> tuple[str, str]:
    """What names are sorted by: the letters of a name, then its tones, as dictionaries have them.

    Case and spaces do not matter.
    """
    letters, tones = [], []
    for sign in " ".join(unicodedata.normalize("NFC", name).lower().split()):
        parts = unicodedata.normalize("NFD", sign)
        letter = unicodedata.normalize("NFC", "".join(p for p in parts if p not in TONES))
        letters.append(_ORDER.get(letter, letter))
        tones.append(str(1 + max(TONES.find(part) for part in parts)))
    return "".join(letters), "".join(tones)
