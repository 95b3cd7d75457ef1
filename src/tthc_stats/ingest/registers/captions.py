"""Captions of a register: which role a column has, and which columns are personal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from tthc_stats.data import load
from tthc_stats.ingest.captions import NUMBERING, PARENTHESES, fold
from tthc_stats.model.register import Role

SHORT = 5
"""Letters under which a word of persons must stand alone: CMT, but not Phòng CM trả."""
WORDS_IN_NAMES = re.compile(r"_|(?<=[a-z])(?=[A-Z])")
"""Where the names of columns in databases part their words: ``so_cmt``, ``soCMT``."""
DURATION = "dv ngay"
"""“(đv: ngày)” heads numbers of days, not days."""


@cache
def _roles() -> dict[str, tuple[Role, int]]:
    """Every folded caption with its role and how usual it is (0: the usual names)."""
    return {
        _bare(caption): (Role(role), rank)
        for role, lists in load("register")["roles"].items()
        for rank, captions in enumerate(lists)
        for caption in captions
    }


def role_of(path: Sequence[str]) -> tuple[Role, int] | None:
    """The role that a caption path names and its rank, 0 for the usual captions."""
    if not path or is_personal(path) or DURATION in fold(path[-1]):
        return None
    leaf, whole = path[-1], " ".join(path)
    for written in (leaf, whole, PARENTHESES.sub(" ", leaf)):
        if found := _roles().get(_bare(written)):
            return found
    return None


@cache
def _personal() -> tuple[frozenset[str], tuple[str, ...]]:
    given = load("register")["personal"]
    return frozenset(map(_bare, given["captions"])), tuple(map(_bare, given["words"]))


def is_personal(path: Sequence[str]) -> bool:
    """Whether a column holds data of a person: it is never loaded."""
    captions, words = _personal()
    for part in path:
        bare, tokens = _bare(part), fold(WORDS_IN_NAMES.sub(" ", part)).split()
        if bare in _roles():  # “Ngày trả kết quả cho công dân” is a day
            continue
        if bare in captions or any(w in tokens if len(w) < SHORT else w in bare for w in words):
            return True
    return False


def is_called(path: Sequence[str], name: str) -> bool:
    """Whether a name is a column's caption, with or without the captions above it."""
    return bool(path) and fold(name) in (fold(path[-1]), fold(" ".join(path)))


def _bare(caption: str) -> str:
    """``NgayTiepNhan``, “Ngày tiếp nhận” and ``ngay_tiep_nhan (1)`` are one caption."""
    return fold(NUMBERING.sub("", caption)).replace(" ", "").replace("_", "")
