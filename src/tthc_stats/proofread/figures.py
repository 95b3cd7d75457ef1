"""The numbers of a text: how much they are, and what kind they are.

Dates, decree numbers, telephone numbers, articles, money, times, marks and lengths of time are
numbers of other things; ``figures_in`` leaves them out.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from tthc_stats.model.pattern import pattern

GAP = "[ \u00a0\u2009\u202f]"
WHOLE = (
    rf"(?:\d{{1,3}}(?:\.\d{{3}})+|\d{{1,3}}(?:{GAP}\d{{3}})+|\d{{1,3}}(?:,\d{{3}})+|\d+)(?![.,]?\d)"
)
NUMBER = (
    rf"(?:\d{{1,3}}(?:\.\d{{3}})+(?:,\d+)?|\d{{1,3}}(?:{GAP}\d{{3}})+(?:,\d+)?|\d+(?:[.,]\d+)*)"
)
SCALE = r"(?:nghìn|ngàn|triệu|tỷ|tỉ)"
PERCENT = r"(?:%|phần\s+trăm\b)"
BEFORE = r"(?<!\w)(?<!\d/)(?<!\d[.,])(?<!\d[-–])"
CAPITAL = "A-ZĐÁÀẢÃẠÂẤẦẨẪẬĂẮẰẲẴẶÉÈẺẼẸÊẾỀỂỄỆÍÌỈĨỊÓÒỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢÚÙỦŨỤƯỨỪỬỮỰÝỲỶỸỴ"

SMALL = r"(?<![\d.,])\d{1,3}(?:[.,]\d{1,2})?"
ROMAN = "[IVX]+"
DAY = r"\d{1,2}(?:\s*/\s*\d{1,2}\s*/\s*(?:\d{4}|\d{2}(?![\d.,]))|\s*\.\s*\d{1,2}\s*\.\s*\d{4}|\s*-\s*\d{1,2}\s*-\s*\d{4})"
PAPERS = (
    r"(?:điều|khoản|chương|phụ\s+lục|biểu(?:\s+mẫu)?|mẫu|bảng|hình|phần|cột|dòng|trang|tiết|"
    r"nghị\s+định|thông\s+tư|quyết\s+định|công\s+văn|kế\s+hoạch|luật|nghị\s+quyết|chỉ\s+thị|"
    r"tờ\s+trình|thông\s+báo|công\s+điện|văn\s+bản|báo\s+cáo|hướng\s+dẫn|quy\s+chế|đề\s+án|phiếu)"
)
MASKS: tuple[str, ...] = (
    r"https?://\S+|www\.\S+|\S+@\S+\.\w+",
    # what papers are called: 61/2018/NĐ-CP, 766/QĐ-TTg, số 19/BC-TTPVHCC
    rf"\b\d+(?:/\d{{4}})?/(?-i:[{CAPITAL}])\w*(?:[-–]\w+)*(?:/\w+)*",
    rf"\b{PAPERS}\s+(?:số\s*:?\s*)?(?:{ROMAN}\.)?\d+[a-zđ]?(?:[/.]\d+)*\b(?!\s*(?:%|hồ\s+sơ|hs\b|[.,]\d))",
    r"\b(?:mục|điểm|số|ký\s+hiệu)\s*:?\s*\d+(?:/\w+)+(?:[-–]\w+)*",
    r"\bđiểm\s+(?:[a-zđ]|\d+)\s*,?\s+(?:khoản|mục|điều)\b",
    # days, months, years, times
    rf"\b{DAY}\b",
    r"\bngày\s+\d{1,2}(?:\s*[/-]\s*\d{1,2}(?:\s*[/-]\s*\d{4})?)?(?:\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?)?",
    r"\b(?:từ|đến|tới|hết|trước|sau|sáng|chiều|tối|hôm)\s+(?:ngày\s+)?\d{1,2}/\d{1,2}(?![\d/.,])(?!\s*(?:hồ\s+sơ|hs\b|%|nhiệm|thủ|tthc|đơn\s+vị|xã|phường))",
    r"\btháng\s+(?:\d{1,2}|giêng)(?:\s*[/-]\s*\d{4}|\s+năm\s+\d{4})?(?![\d/.,]*\d)",
    rf"\bquý\s+(?:{ROMAN}|\d)(?:\s*[/-]\s*\d{{4}}|\s+năm\s+\d{{4}})?\b",
    r"\bnăm\s+\d{4}(?:\s*[-–]\s*\d{4})?\b|\bnăm\s+thứ\s+\d+",
    r"\b(?:giai\s+đoạn|thời\s+kỳ|nhiệm\s+kỳ|niên\s+độ)\s+\d{4}(?:\s*[-–]\s*\d{4})?",
    r"\b(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d\b",
    r"\b\d{1,2}\s*(?:h|g|giờ)\s*(?:\d{2})?\b|\b\d{1,2}:\d{2}(?::\d{2})?\b|\b24/(?:24|7)\b|\b7/7\b",
    r"\b\d{1,2}\s+tháng(?:\s+(?:đầu|cuối))?(?:\s+năm)?(?:\s+\d{4})?\b",
    rf"\b{NUMBER}\s*(?:[-–]\s*{NUMBER}\s*)?(?:ngày(?:\s+làm\s+việc)?|giờ|phút|giây|tuần|năm|quý)\b",
    # telephones and codes
    r"(?:\b(?:điện\s+thoại|đt|sđt|đtdđ|fax|hotline|đường\s+dây\s+nóng|tổng\s+đài|zalo|tel)\b\s*(?:số)?\s*[:.]?\s*)[\d(][\d\s().-]{3,}\d",
    r"(?<![\d.,/])0\d{2,3}[\s.-]?\d{3}[\s.-]?\d{3,4}(?![\d.,/]\d)|\(0\d{2,3}\)\s*\d[\d\s.]+\d|\b1[89]00[\s.]?\d{2,4}[\s.]?\d{0,4}\b|\+84[\d\s.]{8,}",
    r"\b(?-i:[A-Z])\d+(?:\.\d+)*(?:-\d+)*\b|\b\d{3}(?:\.\d{2}){2,}\S*|\b\d\.\d{6}(?:\.\w+)?\b"
    r"|\b\d+(?-i:[A-Z])\w*\b",
    r"\bmức(?:\s+độ)?\s+[1-4](?![.,]?\d|\s*(?:hồ\s+sơ|hs\b|%))",
    r"\b(?:mã(?:\s+số)?|số\s+hiệu|stt|phiên\s+bản|version)\s*:?\s*[\w.]*\d[\w.-]*",
    # money, marks, measures, steps
    rf"\b{NUMBER}\s*{SCALE}?\s*{SCALE}?\s*(?:đồng|vnđ|vnd|usd|đ/|₫|đô\s+la)(?!\s+bộ|\w)|\b\d[\d.]*\s*đ\b",
    rf"\b{NUMBER}(?:\s*/\s*{NUMBER})?\s*điểm(?!\s*(?:%|phần\s+trăm))\b",
    r"\b\d{1,3}\s+lần\b",
    rf"\b{NUMBER}\s*(?:km2?|m2|m3|ha|kg|tấn|lít|gb|mb|tb|kwh|km²|m²)\b",
    r"\b(?:cấp\s+độ|lần\s+thứ|thứ|lần|đợt|nhóm|vòng|khóa|kỳ\s+họp\s+thứ|tập|số\s+nhà|tổ|khu\s+phố|phòng)\s+(?:\d{1,3}|"
    + ROMAN
    + r")(?![\d.,/]*[\d%])\b(?!\s*(?:hồ\s+sơ|hs\b|%))",
    r"\b(?:quận|phường|khu\s+vực|ấp|thôn|khu|bản|cụm)\s+\d{1,2}\b(?!\s*(?:%|hồ\s+sơ|hs\b|[.,]\d))",
    r"\b\d+\.0\b(?!\s*(?:%|hồ\s+sơ))",
    rf"{SMALL}(?:\s*%\s*[-–]\s*|[-–]|\s*%?\s*đến\s+){SMALL}\s*%",
)
"""Numbers that are no figures, the widest first. A range of shares (“95–98%”) is none either."""

LISTED = r"(?:\(?\d{1,2}[.)]|\(?[a-zđ][.)]|\d{1,2}(?:\.\d{1,2}){1,3}\.?|[IVX]+[.)])(?=\s)"
"""The number of a heading or of an entry, where a block begins."""


class FigureKind(StrEnum):
    NUMBER = "number"
    FRACTION = "fraction"
    SHARE = "share"
    POINTS = "points"
    RANK = "rank"


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
    rf"|{BEFORE}(?P<above>{WHOLE})\s*(?P<line>/)\s*(?P<below>{WHOLE})(?!\s*/)"
    rf"|{BEFORE}(?P<number>{NUMBER})(?!\d|[.,]\d|(?-i:[{CAPITAL}])|%)(?:\s*(?P<scale>{SCALE})\b)?",
    re.IGNORECASE,
)
RANKED = pattern(
    r"(?:xếp(?:\s+hạng)?(?:\s+thứ)?(?:\s+vị\s+trí)?(?:\s+thứ)?|đứng(?:\s+thứ)?(?:\s+vị\s+trí)?|hạng|vị\s+trí|vị\s+thứ|thứ\s+hạng|thứ)"
    r"(?:\s+(?:hạng|vị\s+trí|thứ|ở|tại|là|đạt))*\s*:?\s*$",
    re.IGNORECASE,
)
RANKED_AMONG = pattern(
    r"\s*(?:tỉnh|thành\s+phố|địa\s+phương|bộ,?\s+ngành|cơ\s+quan)", re.IGNORECASE
)
REACH = 40
"""How far before a number the words stand that make it a rank."""
_MASKED = pattern("|".join(f"(?:{mask})" for mask in MASKS), re.IGNORECASE)
_LISTED = pattern(rf"\s*(?:[-–+*•]\s*)?{LISTED}")


def figures_in(text: str) -> list[Figure]:
    """The figures of a paragraph, in order."""
    masked = _blanked(text)
    return [figure for match in FIGURE.finditer(masked) if (figure := _figure(match, text))]


def masked_spans(text: str) -> list[tuple[int, int]]:
    """Where numbers of other things stand."""
    return [match.span() for match in _MASKED.finditer(text)]


def _blanked(text: str) -> str:
    """The text with numbers of other things blanked out, every character in its place."""
    listed = _LISTED.match(text)
    if listed:
        text = "\0" * listed.end() + text[listed.end() :]
    return _MASKED.sub(lambda match: re.sub(r"[^\s]", "\0", match[0]), text)


def _figure(match: re.Match[str], text: str) -> Figure | None:
    if match["share"]:
        number = _decimal(match["share"])
        if number is None:
            return None
        kind = FigureKind.POINTS if match["points"] else FigureKind.SHARE
        return Figure(kind, *match.span(), number, _places(number))
    if match["line"]:
        above, below = _count(match["above"]), _count(match["below"])
        if above is None or below is None or _is_day(match, text):
            return None
        kind = FigureKind.RANK if _is_rank(text, match) else FigureKind.FRACTION
        return Figure(kind, *match.span(), Decimal(above), below=below)
    return _number(match, text)


WORD_BEHIND = pattern(r"\s*[^\W\d_]")
SHARE_BEFORE = pattern(r"%\s*\($")


def _is_day(match: re.Match[str], text: str) -> bool:
    """Whether a fraction is rather a day: “05/6”, “14/09”, with no word for what is counted."""
    above, below = match["above"], match["below"]
    padded = above.startswith("0") or below.startswith("0")
    days = len(above) <= 2 and len(below) <= 2 and int(above) <= 31 and int(below) <= 12
    if not (padded and days) or SHARE_BEFORE.search(
        text[max(0, match.start() - 4) : match.start()]
    ):
        return False
    return not WORD_BEHIND.match(text, match.end())


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
