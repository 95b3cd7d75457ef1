"""The numbers of a text: how much they are, and what kind they are.

Dates, decree numbers, telephone numbers, articles, money, times and lengths of time are
numbers of other things; ``figures_in`` leaves them out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from tthc_stats.data import load
from tthc_stats.model.pattern import pattern

GAP = "[ \u00a0\u2009\u202f]"
GROUPS = "{1,6}"
"""So many groups of digits has a number; endless ones would be read again from each group."""
WHOLE = (
    rf"(?:\d{{1,3}}(?:\.\d{{3}}){GROUPS}|\d{{1,3}}(?:{GAP}\d{{3}}){GROUPS}|\d{{1,3}}(?:,\d{{3}}){GROUPS}|\d+)"
    r"(?![.,]?\d)"
)
NUMBER = (
    rf"(?:\d{{1,3}}(?:\.\d{{3}}){GROUPS}(?:,\d+)?|\d{{1,3}}(?:{GAP}\d{{3}}){GROUPS}(?:,\d+)?"
    r"|\d+(?:[.,]\d+){0,6})"
)
SCALE = r"(?:nghìn|ngàn|triệu|tỷ|tỉ)"
PERCENT = r"(?:[%％﹪]|phần\s+trăm\b)"
BEFORE = r"(?:(?<!\w)|(?<=(?-i:[a-zà-ỹ]{2})))(?<!\d/)(?<!\d[.,])(?<!\d[-–])"
CAPITAL = "A-ZĐÁÀẢÃẠÂẤẦẨẪẬĂẮẰẲẴẶÉÈẺẼẸÊẾỀỂỄỆÍÌỈĨỊÓÒỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢÚÙỦŨỤƯỨỪỬỮỰÝỲỶỸỴ"

LISTED = r"(?:\(?\d{1,2}[.)]|\(?[a-zđ][.)]|\d{1,2}(?:\.\d{1,2}){1,3}\.?|[IVX]+[.)])(?=\s)"
"""The number of a heading or of an entry, where a block begins."""


class FigureKind(StrEnum):
    NUMBER = "number"
    FRACTION = "fraction"
    SHARE = "share"
    POINTS = "points"
    RANK = "rank"
    SCORE = "score"


class Figure(NamedTuple):
    """A figure at ``text[start:end]``.

    value: of a share in per cent; of a fraction or rank what stands above the line, ``below``
    the other one. decimals: as printed. low, high: of a number in thousands or millions, what
    it may be.
    """

    kind: FigureKind
    start: int
    end: int
    value: Decimal
    decimals: int = 0
    below: int | None = None
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def whole(self) -> int | None:
        """The value of a number or of what stands above the line, where it is whole."""
        return int(self.value) if self.value == self.value.to_integral_value() else None


FIGURE = pattern(
    rf"{BEFORE}(?P<share>{NUMBER})(?P<points>\s*điểm)?\s*{PERCENT}"
    rf"|{BEFORE}(?P<score>{NUMBER})(?:\s*/\s*{NUMBER})?\s*điểm\b"
    rf"|{BEFORE}(?P<above>{WHOLE})\s*(?P<line>/|:(?=\s*[\d.]+\s*=))\s*(?P<below>{WHOLE})(?!\s*/)"
    rf"|{BEFORE}(?P<number>{NUMBER})(?!\d|[.,]\d|(?-i:[{CAPITAL}])|%)(?:\s*(?P<scale>{SCALE})\b)?",
    re.IGNORECASE,
)
RANKED = pattern(
    r"(?:xếp(?:\s+hạng)?(?:\s+thứ)?(?:\s+vị\s+trí)?(?:\s+thứ)?|đứng(?:\s+thứ)?(?:\s+vị\s+trí)?|hạng|vị\s+trí|vị\s+thứ|thứ\s+hạng|thứ)"
    r"(?:\s+(?:hạng|vị\s+trí|thứ|ở|tại|là|đạt))*\s*:?\s*$",
    re.IGNORECASE,
)
REACH = 40
"""How far before a number the words stand that make it a rank."""
_LISTED = pattern(rf"\s*(?:[-–+*•]\s*)?{LISTED}")
MOST_BLANKS = 8
"""White space is read no further: several repetitions of it would share it out in every way."""
_BLANKS = pattern(rf"\s{{{MOST_BLANKS + 1},}}")


@cache
def _masks() -> re.Pattern[str]:
    """Everything that looks like a figure and is none (``[masks]``)."""
    spoken = load("proofread")
    forms = {**spoken["masks_of"], "NUMBER": NUMBER, "SCALE": SCALE, "CAPITAL": CAPITAL}
    source = "|".join(f"(?:{mask})" for mask in spoken["masks"].values())
    for name, form in forms.items():
        source = source.replace(f"<{name}>", form)
    return re.compile(source, re.IGNORECASE)


def figures_in(text: str) -> list[Figure]:
    """The figures of a paragraph, in order."""
    if not any(character.isdigit() for character in text):
        return []
    longer = [match.span() for match in _BLANKS.finditer(text)]
    if not longer:
        return list(_figures(text))
    figures = _figures(_BLANKS.sub(lambda match: match[0][:MOST_BLANKS], text))
    return list(_moved_back(figures, longer))


def _figures(text: str) -> Iterator[Figure]:
    masked = _blanked(text)
    return (figure for match in FIGURE.finditer(masked) if (figure := _figure(match, text)))


def _moved_back(figures: Iterator[Figure], longer: Sequence[tuple[int, int]]) -> Iterator[Figure]:
    """Figures of a text with less white space, in their places in the whole one."""
    cut = [0, *accumulate(end - start - MOST_BLANKS for start, end in longer)]
    short = [end - gone for (_, end), gone in zip(longer, cut[1:], strict=True)]
    for figure in figures:
        start = figure.start + cut[bisect_right(short, figure.start)]
        end = figure.end + cut[bisect_right(short, figure.end - 1)]
        yield figure._replace(start=start, end=end)


def _blanked(text: str) -> str:
    """The text with numbers of other things blanked out, every character in its place."""
    listed = _LISTED.match(text)
    if listed:
        text = "\0" * listed.end() + text[listed.end() :]
    return _masks().sub(lambda match: re.sub(r"[^\s]", "\0", match[0]), text)


def _figure(match: re.Match[str], text: str) -> Figure | None:
    if match["share"]:
        number = _decimal(match["share"])
        if number is None:
            return None
        kind = FigureKind.POINTS if match["points"] else FigureKind.SHARE
        return Figure(kind, *match.span(), number, _places(number))
    if match["score"]:
        score = _decimal(match["score"])
        if score is None:
            return None
        return Figure(FigureKind.SCORE, *match.span(), score, _places(score))
    if match["line"]:
        above, below = _count(match["above"]), _count(match["below"])
        if above is None or below is None or _is_day(match, text):
            return None
        kind = FigureKind.RANK if _is_rank(text, match) else FigureKind.FRACTION
        return Figure(kind, *match.span(), Decimal(above), below=below)
    return _number(match, text)


WORD_BEHIND = pattern(r"\s*[^\W\d_]")
COUNTED_BEHIND = pattern(
    r"(?i)\s*(?:hồ\s+sơ|hs\b|nhiệm\s+vụ|thủ\s+tục|tthc|chỉ\s+tiêu|kế\s+hoạch|\(|,?\s*(?:đạt|chiếm|bằng|=))"
)
SHARE_BEFORE = pattern(r"%\s*\($")


def _is_day(match: re.Match[str], text: str) -> bool:
    """Whether a fraction is rather a day: “05/6”, “14/09”, with no word for what is counted;
    “0/12” is none.
    """
    above, below = match["above"], match["below"]
    padded = above.startswith("0") or below.startswith("0")
    days = len(above) <= 2 and len(below) <= 2 and 0 < int(above) <= 31 and 0 < int(below) <= 12
    beside_share = SHARE_BEFORE.search(text[max(0, match.start() - 4) : match.start()])
    if not days or beside_share:
        return False
    if int(above) > int(below):  # nothing has more parts than it is
        return not COUNTED_BEHIND.match(text, match.end())
    return padded and not WORD_BEHIND.match(text, match.end())


def _number(match: re.Match[str], text: str) -> Figure | None:
    start, end = match.span()
    if match["scale"]:
        number = _decimal(match["number"])
        return None if number is None else _scaled(number, match["scale"].lower(), start, end)
    count = _count(match["number"])
    if count is not None:
        kind = FigureKind.RANK if _is_rank(text, match) else FigureKind.NUMBER
        return Figure(kind, start, end, Decimal(count))
    number = _decimal(match["number"])
    return (
        None
        if number is None
        else Figure(FigureKind.NUMBER, start, end, number, max(1, _places(number)))
    )


SCALES = {"nghìn": 3, "ngàn": 3, "triệu": 6, "tỷ": 9, "tỉ": 9}


def _scaled(number: Decimal, scale: str, start: int, end: int) -> Figure:
    """“14,5 triệu”: anything that is rounded to it."""
    factor = Decimal(10) ** SCALES[scale]
    half = Decimal(5).scaleb(-_places(number) - 1) * factor
    value = number * factor
    return Figure(FigureKind.NUMBER, start, end, value, low=value - half, high=value + half)


def _is_rank(text: str, match: re.Match[str]) -> bool:
    return bool(RANKED.search(text[max(0, match.start() - REACH) : match.start()]))


def _count(written: str) -> int | None:
    """A whole number as written: “3.254”, “3 254”, “3,254”, “3254”, “09”."""
    if re.fullmatch(WHOLE, written):
        return int(re.sub(r"\D", "", written))
    return None


def _decimal(written: str) -> Decimal | None:
    """A number with a decimal sign: “97,29”, “97.29”, “1.234,5”."""
    if re.fullmatch(rf"\d{{1,3}}(?:(?:\.|{GAP})\d{{3}})+,\d+", written):
        written = re.sub(rf"\.|{GAP}", "", written)
    elif re.search(GAP, written) or len(re.findall("[.,]", written)) > 1:
        return None
    return Decimal(written.replace(",", "."))


def _places(number: Decimal) -> int:
    return max(0, -int(number.as_tuple().exponent))
