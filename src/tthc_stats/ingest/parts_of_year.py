"""Periods named by several months or quarters, and parts of a year that no date can be given."""

from __future__ import annotations

import re
from itertools import pairwise

from tthc_stats.model.period import Period

# Patterns are texts, compiled by re when a title first needs them.
ENGLISH = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
ENGLISH_MONTH = (
    rf"(?i)(?<!\d )\b({'|'.join(f'{m[:3]}(?:t|{m[3:]})?' if m[3:] else m for m in ENGLISH)})\b\.?"
    r"(?=,?\s+\d{4}\b|\s*(?:[-–—]|to\b|and\b))"
)
NUMBER = r"(?:iv|iii|ii|i|\d{1,2})(?!\d)(?! thang)"
OF_YEAR = r"(?: nam |/| )\d{4}\b"
ITEM = rf"{NUMBER}(?:{OF_YEAR})?"
SEVERAL = rf"\b(thang|quy) ({ITEM}(?: (?:va|den|toi)(?: het)?(?: \1)? {ITEM})+)\b"
FIRST_OR_LAST = r"\b(\d{1,2}) thang(?: (dau|cuoi))?(?: nam)?(?: nam |/| )(\d{4})\b"
PART = (
    r"\b(?:tuan|thang|quy|week|month|quarter) (?:thu |so |lan )?(?:[1-9]\d?|0\d|iv|i{1,3})\b"
    r"|\b\d{1,2} (?:tuan|thang|quy|ngay)\b|\b(?:tuan|thang|quy)(?: nam |/)\d{4}\b"
)
NUMERALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
WORDS = ((r"\s*[-–—→]\s*|\s+to\s+", " đến "), (r"\s*[,;&+]\s*|\s+and\s+", " và "))


def in_vietnamese(line: str) -> str:
    """The line with “August 2026” as “tháng 8 2026”."""
    if not line.isascii() or not any(month[:3] in line.lower() for month in ENGLISH):
        return line
    return re.sub(
        ENGLISH_MONTH,
        lambda match: f"tháng {1 + [m[:3] for m in ENGLISH].index(match[1][:3].lower())}",
        line,
    )


def joined_by_words(line: str) -> str:
    """The line with “đến” for dashes and “và” for commas, so that folding keeps them."""
    for signs, word in WORDS:
        line = re.sub(signs, word, line)
    return re.sub(r"(?: và)+ ", " và ", line)


def names_part(text: str) -> bool:
    """Whether a folded title names a week, months or quarters, and not the whole year."""
    words = ("tuan", "thang", "quy", "week", "month", "quarter")
    return any(word in text for word in words) and re.search(PART, text) is not None


def names_several(text: str) -> bool:
    """Whether a folded title names several months or quarters, or a month and a sum of some."""
    both = re.search(r"\bthang \d", text) and re.search(r"\d thang\b", text)
    return bool(both) or re.search(SEVERAL, text) is not None


def period_of_parts(text: str) -> Period | None:
    """“tu thang 1 den thang 9 nam 2026”, “quy i va quy ii nam 2026”, “8 thang dau nam 2026”;
    ``None`` for anything else, also where the parts do not follow one another.
    """
    if several := re.search(SEVERAL, text):
        return _span_of(several[1], several[2])
    months = re.search(FIRST_OR_LAST, text)
    if not months or names_several(text) or not 1 <= int(months[1]) <= 12:
        return None
    number, year = int(months[1]), int(months[3])
    return Period.months(year, *((13 - number, 12) if months[2] == "cuoi" else (1, number)))


def _span_of(word: str, listed: str) -> Period | None:
    """The first to the last of some months or quarters; a year counts for those before it."""
    found = re.findall(rf"({NUMBER})(?:(?: nam |/| )(\d{{4}}))?", listed)
    numbers = [NUMERALS.get(number) or int(number) for number, _ in found]
    size, year = (1 if word == "thang" else 3), found[-1][1]
    if not year or not all(1 <= number <= 12 // size for number in numbers):
        return None
    years: list[int] = []
    for _, own in reversed(found):
        year = own or year
        years.insert(0, int(year))
    ends = [12 * y // size + n for y, n in zip(years, numbers, strict=True)]
    listed_all = " den " not in listed and " toi " not in listed
    steps = [after - before for before, after in pairwise(ends)]
    if not all(steps) or min(steps) < 0 or (listed_all and set(steps) != {1}):
        return None
    first = Period.months(years[0], size * numbers[0] - size + 1, size * numbers[0])
    last = Period.months(years[-1], size * numbers[-1] - size + 1, size * numbers[-1])
    return Period(first.start, last.end)
