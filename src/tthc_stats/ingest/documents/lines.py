"""From lines to blocks: which lines make one paragraph, and what kind of paragraph it is.

Texts are often wrapped at a width, so that a paragraph is several lines; letterheads,
headings and lists have a line each. A break is the author's where the first word of the next
line would have fitted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from tthc_stats.model.document import BlockKind
from tthc_stats.model.pattern import pattern


class Line(NamedTuple):
    """A line of a text, at ``text[start:end]`` without the blanks around it.

    text: what it is judged by, without signs of markup. number: of its line or page. apart:
    whether it stands apart from the line above. full: whether the first word of the next line
    would not have fitted on it. level: of a heading that is marked as one.
    """

    text: str
    start: int
    end: int
    number: int
    apart: bool = False
    full: bool = False
    level: int = 0


MAX_WRAP, MIN_WRAP, SLACK = 120, 40, 8
"""Columns that texts are wrapped at: a longer line is a paragraph of its own."""
MOST_ARE_SHORTER = 0.9
MAX_HEADING = 160

_THEN = r"(?=\s|[^\W\d_])"
_BULLET = rf"[-–—+]{_THEN}|\*(?!\*){_THEN}|[•●○◦▪▫■□◆◇❖✓✔➢➤►▶·‣∙※]"
_ROMAN = rf"X{{0,2}}(?:IX|IV|VI{{0,3}}|I{{1,3}}|X)(?:[.)/]{_THEN}|\s?[-–:](?=\s))"
_CAPITAL = r"[A-ZĐ][.)](?=\s+\S)"
_NUMBER = (
    rf"\d{{1,2}}(?:\.\d{{1,2}}){{0,4}}[.)/]{_THEN}"
    r"|\d{1,2}(?:\.\d{1,2}){1,4}(?=\s+[^\W\d_a-zà-ỹ])"
)
_SMALL = r"\(?(?:[a-zđ]|[ivx]{1,4})\)(?=\s|[^\W\d_])|[a-zđ]\.(?=\s)|\(\d{1,2}\)"
_LABEL = pattern(
    f"(?P<roman>{_ROMAN})|(?P<capital>{_CAPITAL})|(?P<number>{_NUMBER})"
    f"|(?P<small>{_SMALL})|(?P<bullet>{_BULLET})"
)
_PART = pattern(r"(?:phần|chương|mục|phụ lục)\s+(?:thứ\s+\w+|[ivxlc]+|\d+|[a-z])\b", 2)
_COUNTED = pattern(
    r"(?:tháng|quý|năm|ngày|số|kỳ|khoản|điều|điểm|mục|phần|chương|phụ lục|biểu|mẫu|bảng|xã|"
    r"phường|thị trấn|huyện|quận|tỉnh|phố|thôn|tổ|khu|khu phố|loại|nhóm|mức|mức độ|đợt|lần|và)$",
    2,
)
"""A number or letter on the next line belongs to these words."""
_RULE = pattern(r"[-=_*~.·+\s]{3,}")
_ENDS = pattern(r"[.;:!?…][\"'”’»)\]*_]*$")
_ENDS_SENTENCE = pattern(r"[.;,!?…][\"'”’»)\]]*$")
BROKEN_WORD = pattern(r"\w-$")
"""A hyphen at the end of a line stands inside a word, as in NĐ-CP."""
_OPENING = "\"'“‘«([*_ "
_NAMED_NUMBER = pattern(
    r"(?:tháng|quý|năm|ngày|số|kỳ|giai đoạn|phụ lục|biểu|mẫu|bảng|phần|chương|mục|đợt|lần)"
    r"\s+\d[\d/.\-–]*|\b(?:19|20)\d\d\b|\d+/\d{4}\S*|\d{1,2}/\d{1,2}",
    2,
)
"""Numbers that headings have without stating a figure."""
_DIGIT = pattern(r"\d")


def blocks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """The lines of each paragraph."""
    block: list[Line] = []
    for line in lines:
        if block and begins(block, line):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def begins(block: Sequence[Line], line: Line) -> bool:
    """Whether a line begins a new paragraph after the lines of a paragraph."""
    before = block[-1]
    if line.apart or line.level or before.level or is_rule(line.text) or is_rule(before.text):
        return True
    if BROKEN_WORD.search(before.text) and line.text[:1].isalnum():
        return False
    if is_label(line.text):
        return bool(_ENDS.search(before.text)) or not _COUNTED.search(before.text)
    first = line.text.lstrip(_OPENING)[:1]
    if first.islower():
        return False
    return not before.full and (first.isupper() or _is_closed(block))


def _is_closed(block: Sequence[Line]) -> bool:
    if _ENDS.search(block[-1].text):
        return True
    return len(block) == 1 and kind_of(block[0].text)[0] is BlockKind.HEADING


def is_label(text: str) -> bool:
    """Whether a line starts with a bullet, a number or a letter of a list."""
    return bool(_LABEL.match(text))


def is_rule(text: str) -> bool:
    """Whether a line is only drawn."""
    return bool(_RULE.fullmatch(text))


def kind_of(text: str) -> tuple[BlockKind, int]:
    """What a paragraph is by how it starts, and its level if it is a heading."""
    label = _LABEL.match(text)
    if label is None:
        heading = (text.isupper() or _PART.match(text)) and _could_head(text, text)
        return (BlockKind.HEADING, 1) if heading else (BlockKind.PARAGRAPH, 0)
    level = _level(label.lastgroup or "", label[0])
    if level and _could_head(text, text[label.end() :]):
        return BlockKind.HEADING, level
    return BlockKind.ITEM, 0


def _level(group: str, label: str) -> int:
    if group == "number":
        return 2 + label.rstrip(".)/").count(".")
    return 1 if group in ("roman", "capital") else 0


def _could_head(text: str, words: str) -> bool:
    if len(text) > MAX_HEADING or _ENDS_SENTENCE.search(text) or not words.strip():
        return False
    return not _DIGIT.search(_NAMED_NUMBER.sub("", words))


def wrapped(lines: Sequence[Line]) -> list[Line]:
    """The lines with ``full`` filled in, by the width that the text is wrapped at."""
    width = _wrap_width(lines)
    if width is None:
        return list(lines)
    pairs = pairwise([*lines, lines[-1]])
    return [line._replace(full=_is_full(line, after, width)) for line, after in pairs]


def _wrap_width(lines: Sequence[Line]) -> int | None:
    """The width of lines whose sentence certainly goes on in the next line."""
    widths = sorted(
        before.end - before.start
        for before, line in pairwise(lines)
        if not line.apart and line.text[:1].islower() and before.end - before.start <= MAX_WRAP
    )
    return widths[int(MOST_ARE_SHORTER * (len(widths) - 1))] if widths else None


def _is_full(line: Line, after: Line, width: int) -> bool:
    length = line.end - line.start
    first_word = len(after.text.split(maxsplit=1)[0]) if after.text else 0
    return max(MIN_WRAP, width - first_word) <= length <= width + SLACK
