"""Statuses, channels and service levels: what a register writes, and which class it is."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from tthc_stats.data import load
from tthc_stats.ingest.captions import fold
from tthc_stats.model.register import Role

LISTS = {Role.STATUS: "statuses", Role.CHANNEL: "channels", Role.SERVICE: "services"}
"""The roles whose values belong to classes, and where the classes are defined."""


@cache
def _classes(role: Role) -> dict[str, str]:
    return {
        fold(word): name for name, words in load("register")[LISTS[role]].items() for word in words
    }


def class_of(role: Role, value: str) -> str | None:
    """The class of a value; ``None`` where nobody knows it.

    “4. Đang xử lý” and “4 - Đang xử lý” are what they name.
    """
    folded = fold(value)
    known = _classes(role)
    return known.get(folded) or known.get(folded.lstrip("0123456789 "))


def classes_of(role: Role, values: Iterable[str]) -> dict[str, str]:
    """The values that are known, with their classes."""
    return {value: found for value in values if (found := class_of(role, value))}
