"""Whether a figure is stated as a change, as a goal, or roughly."""

from __future__ import annotations

from collections.abc import Sequence

from tthc_stats.proofread.around import CLOSING, OPENING
from tthc_stats.proofread.figures import FigureKind
from tthc_stats.proofread.phrases import CHANGES, COMMA, WALLS
from tthc_stats.proofread.words import Item, Kind, is_word

IN_TURN = frozenset({"respectively", "link"})
MOST_IN_ROW = 40
"""Items of a row of shares."""
FAR, FEW = 14, 4
"""Items between a difference and “giảm”, and between “giảm” and the value before."""
MOST_WORDS = 2
"""Unknown words between “tăng” and how much."""


def change_before(items: Sequence[Item], position: int) -> str | None:
    """``up`` or ``down`` for a difference: “tăng 3,47%”, not “tăng lên 97%” or “tăng từ 95%”."""
    if told := _told_behind_base(items, position):
        return told
    words = depth = 0
    for n in range(_first_of_row(items, position) - 1, -1, -1):
        item = items[n]
        depth += item.marks(CLOSING) - item.marks(OPENING)
        if depth > 0 or (depth == 0 and item.marks(OPENING)):
            continue  # “vượt tháng 5 (92,9%) 3,1 điểm phần trăm”
        words += is_word(item) or "neutral" in item.signs
        if words > MOST_WORDS:
            return None
        if item.signs & CHANGES:
            return None if item.signs & {"becomes"} else "up" if "up" in item.signs else "down"
        if item.kind in (Kind.FIGURE, Kind.MARK, Kind.TERM):
            return None
        if item.signs & {"becomes", "share", "than", "from"}:
            return None
    return None


def _told_behind_base(items: Sequence[Item], position: int) -> str | None:
    """“giảm so với 17.444 hồ sơ cùng thời điểm năm 2024 là 2.184 hồ sơ”."""
    if not position or "link" not in items[position - 1].signs:
        return None
    first = max(0, position - FAR)
    base = next((n for n in range(position - 2, first, -1) if items[n].figure), None)
    before = items[max(first, base - FEW) : base] if base else []
    than = next((n for n, item in enumerate(before) if "than" in item.signs), None)
    for item in before[:than] if than is not None else ():
        if item.signs & CHANGES:
            return "up" if "up" in item.signs else "down"
    return None


def _first_of_row(items: Sequence[Item], position: int) -> int:
    """The first of the figures that a change tells in a row: “tăng lần lượt 5% và 6%”."""
    first = position
    for n in range(position - 1, max(-1, position - MOST_IN_ROW), -1):
        item = items[n]
        if item.figure and item.figure.kind is FigureKind.SHARE:
            first = n
        elif item.signs & IN_TURN:
            return first
        elif not (item.marks(COMMA) or "and" in item.signs):
            return position
    return position


def may_tell_again(items: Sequence[Item], change: int, share: int) -> bool:
    """Whether a share behind a difference may tell it in per cent; not “cắt giảm 63 thủ tục
    (14,93%)”, which is a share of those there were.
    """
    some = any("procedures" in item.signs for item in items[change + 1 : change + 2])
    return not some and not _is_ratio(items, share)


def _is_ratio(items: Sequence[Item], position: int) -> bool:
    """Whether a share tells what a value is of one before: “bằng 132,88% cùng kỳ”."""
    if not position or items[position - 1].name not in ("bằng", "đạt"):
        return False
    following = items[position + 1 : position + 2]
    return any(item.signs & {"past", "than"} for item in following)


def is_change(items: Sequence[Item], position: int) -> bool:
    """Whether a share is a difference, or tells one again: “tăng 154 hồ sơ (4,97%)”."""
    if change_before(items, position):
        return True
    for n in range(position - 1, max(-1, position - 7), -1):
        item = items[n]
        if item.figure:
            told = item.figure.kind is FigureKind.NUMBER and change_before(items, n)
            return bool(told) and may_tell_again(items, n, position)
        if item.kind == Kind.MARK and not item.marks(frozenset("(,=[")):
            return False
        if item.kind == Kind.TERM or item.signs & {"share", "part_of"} or item.name == "chiếm":
            return False
    return False


def is_goal(items: Sequence[Item], position: int) -> bool:
    """Whether a share is what shall be reached: “chỉ tiêu 95%”, “từ 90% trở lên”."""
    following = items[position + 1 : position + 3]
    if any("or_more" in item.signs for item in following):
        return True
    for n in range(position - 1, -1, -1):
        item = items[n]
        if "goal" in item.signs:
            return True
        if n == position - 1 and item.marks(OPENING):
            continue  # “so với chỉ tiêu giao (80%)”
        if item.kind == Kind.FIGURE or item.marks(WALLS) or item.marks(COMMA):
            return False
    return False


def qualifier_of(items: Sequence[Item], position: int) -> str | None:
    """“gần”, “hơn”, “khoảng” before a figure, by the name of their group."""
    if not position:
        return None
    signs = items[position - 1].signs
    return next((name for name in ("below", "above", "about") if name in signs), None)
