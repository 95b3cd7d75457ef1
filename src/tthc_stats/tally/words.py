"""Statuses, channels and service levels: what a register writes, and which class it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from tthc_stats.data import load
from tthc_stats.ingest.captions import fold
from tthc_stats.model.register import WORD_LISTS, Role

NONE: Mapping[str, str] = {}


UNKNOWN = "unknown"
"""The class of a value that nobody knows."""


def all_classes() -> list[str]:
    """The names of all classes of all lists."""
    known = load("register")
    return list(
        dict.fromkeys([*(c for entry in WORD_LISTS.values() for c in known[entry]), UNKNOWN])
    )


@cache
def _classes(role: Role) -> dict[str, str]:
    return {
        fold(word): name
        for name, words in load("register")[WORD_LISTS[role]].items()
        for word in words
    }


def class_of(role: Role, value: str, own: Mapping[str, str] = NONE) -> str | None:
    """The class of a value; ``None`` where nobody knows it.

    “4. Đang xử lý” and “4 - Đang xử lý” are what they name. own: a user's own classes by
    folded value, which go before the known ones.
    """
    folded = fold(value)
    bare = folded.lstrip("0123456789 ")
    known = _classes(role)
    return own.get(folded) or own.get(bare) or known.get(folded) or known.get(bare)


def classes_of(role: Role, values: Iterable[str], own: Mapping[str, str] = NONE) -> dict[str, str]:
    """The values that are known, with their classes."""
    return {value: found for value in values if (found := class_of(role, value, own))}


NUMBER = r"\s*0?([1-9]|(?<!0)10)(?:\.0)?\s*"


@cache
def status_numbers() -> dict[str, str]:
    """The statuses of the national portal by their numbers."""
    return load("register")["status_numbers"]  # type: ignore[no-any-return]


def numbered(values: Iterable[str]) -> dict[str, str]:
    """Values that number the statuses of the national portal, with the numbers; none where
    any value is something else.
    """
    found = {value: re.fullmatch(NUMBER, value) for value in values}
    known = {value: match[1] for value, match in found.items() if match}
    return known if len(known) == len(found) else {}


def classes_of_numbers(known: Mapping[str, str]) -> dict[str, str]:
    """The classes of the values that ``numbered`` knows."""
    names = status_numbers()
    return {value: class_of(Role.STATUS, names[one]) or "" for value, one in known.items()}
