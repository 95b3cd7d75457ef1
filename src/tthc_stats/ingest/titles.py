"""Titles above a table: its period, the reporting unit and the code of the form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from tthc_stats.ingest.captions import fold
from tthc_stats.ingest.parts_of_year import (
    in_vietnamese,
    joined_by_words,
    names_part,
    names_several,
    period_of_parts,
)
from tthc_stats.model.period import Period

# Patterns are texts, compiled by re when a title first needs them.
DAY = r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})"
UNTIL = r"\s*(?:đến(?:\s+hết)?(?:\s+ngày)?\s*:?|-|–|—|→|tới(?:\s+ngày)?|to)\s*"
CLOCK = r"\d{1,2}[:h]\d{2}(?::\d{2})?"
SPAN = rf"(?i){DAY}(?:,?\s+{CLOCK})?{UNTIL}(?:{CLOCK},?\s+(?:ngày\s+)?)?{DAY}"
SPAN_OF_ONE_YEAR = rf"(?i)(?<![\d/.-])(\d{{1,2}})\s*[/.-]\s*(\d{{1,2}}){UNTIL}{DAY}"
SPAN_OF_ONE_MONTH = rf"(?i)từ\s+(?:ngày\s+)?(\d{{1,2}})(){UNTIL}{DAY}"
WORDED = r"(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})"
FIRST_DAY = r"(?i)\btừ(?:\s+ngày)?\s*:?\s*"
LAST_DAY = r"(?i)^\W*(?:đến|tới)(?:\s+hết)?(?:\s+ngày)?\s*:?\s*"
DAYS = (rf"(?:{CLOCK},?\s+(?:ngày\s+)?)?{DAY}", WORDED)
WORDED_UNTIL = r"\s+(?:đến|tới)(?:\s+hết)?\s+"
WORDED_SPAN = rf"(?i)từ\s+{WORDED}{WORDED_UNTIL}{WORDED}"
WORDED_SHORT = rf"(?i)từ\s+(?:ngày\s+)?(\d{{1,2}})(?:\s+tháng\s+(\d{{1,2}}))?{WORDED_UNTIL}{WORDED}"
MONTH = r"thang (\d{1,2})(?: nam |/| )(\d{4})"
QUARTER = r"quy (iv|iii|ii|i|[1-4])(?: nam |/| )(\d{4})"
HALF = r"6 thang (dau|cuoi)(?: nam)?(?: nam |/| )(\d{4})"
NINE = r"9 thang(?: dau)?(?: nam)?(?: nam |/| )(\d{4})"
YEAR = r"(?:^|\W)nam (\d{4})\b"
QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}

FORM_CODE = (
    r"(?i)(?:biểu(?:\s+mẫu)?(?:\s+số)?|mẫu(?:\s+số)?)\s*:?\s*"
    r"((?:[IVX]+\.)?\d{1,2}[a-zđ]?(?:/[\w-]+)+|[IVX]+\.\d{1,2}[a-zđ]?)"
)
UNIT = r"(?is)đơn\s+vị\s+báo\s+cáo\s*:?\s*(.+)"
RECEIVER = r"(?i)đơn\s+vị\s+nhận\s+báo\s+cáo"
MOTTO = ("cong hoa xa hoi chu nghia viet nam", "doc lap tu do hanh phuc")
DOTS = r"[.…_\s:-]*"


class Titles(NamedTuple):
    """What the lines above a table say; ``None`` for what they do not say."""

    period: Period | None
    unit: str | None
    form_code: str | None
    unread: str | None = None
    """A title that names a period which cannot be read."""


def read_titles(lines: Sequence[str]) -> Titles:
    """Read the title lines of a table, top to bottom, one text a cell."""
    try:
        period = _period(lines)
    except ValueError:  # a year that no calendar has: “Năm 0000”
        period = None
    if period and not period.plausible:
        period = None
    return Titles(period, _unit(lines), _form_code(lines), None if period else _unread(lines))


def _period(lines: Sequence[str]) -> Period | None:
    """The period as dates, else as a month, quarter, half-year or year in a title."""
    dated = [line for line in lines if _numbers_in(line) >= NUMBERS_OF_A_DATE]
    for line in (line for line in dated if _numbers_in(line) > NUMBERS_OF_A_DATE):
        for pattern in (SPAN, WORDED_SPAN):
            if match := re.search(pattern, line):
                return _span(match)
        for pattern in (SPAN_OF_ONE_YEAR, SPAN_OF_ONE_MONTH, WORDED_SHORT):
            if match := re.search(pattern, line):
                return _short_span(match)
    return _span_of_two_lines(dated) or _named_period(lines)


NUMBERS_OF_A_DATE = 3
"""Lines with fewer numbers name no day: compiling the patterns of days takes longer than all
else that titles need."""


def _numbers_in(line: str) -> int:
    return len(re.findall(r"\d+", line))


def _named_period(lines: Sequence[str]) -> Period | None:
    """The period as months, quarters or a year; a year is none where a title names a part
    of it that cannot be told, such as a week.
    """
    titles = [in_vietnamese(line) for line in lines if not _dates_a_signature(line)]
    named = [" ".join(_ascii(line)) for line in titles]
    if any(names_part(text) for text in named):
        joined = [" ".join(_ascii(joined_by_words(line))) for line in titles]
        if several := [text for text in joined if names_several(text)]:
            return period_of_parts(several[0])
        readers, texts = (period_of_parts, _named_part), (joined, named)
        found = (read(text) for read, part in zip(readers, texts, strict=True) for text in part)
    else:
        found = (reader(text) for reader in (_named_part, _named_year) for text in named)
    return next((period for period in found if period), None)


def _unread(lines: Sequence[str]) -> str | None:
    """The first title that names days or a part of a year that are no period."""
    spans = (SPAN, WORDED_SPAN, SPAN_OF_ONE_YEAR, SPAN_OF_ONE_MONTH, WORDED_SHORT)
    for line in lines:
        if any(re.search(span, line) for span in spans):
            return line
    named = {line: " ".join(_ascii(line)) for line in lines if not _dates_a_signature(line)}
    if not any(re.search(r"\b20\d\d\b", text) for text in named.values()):
        return None
    return next((line for line, text in named.items() if names_part(text)), None)


def _ascii(line: str) -> list[str]:
    return re.sub(r"[-–,;()]", " ", _keep_slashes(line)).split()


def _keep_slashes(line: str) -> str:
    return "/".join(fold(part) for part in line.split("/"))


def _dates_a_signature(line: str) -> bool:
    """“…, ngày 15 tháng 9 năm 2026” dates the paper, not the period."""
    return bool(re.search(r"ngay\s+\S{1,3}\s+thang", _keep_slashes(line)))


def _span(match: re.Match[str]) -> Period | None:
    return _days(match.groups()[:3], match.groups()[3:])


def _days(first: Sequence[str], last: Sequence[str]) -> Period | None:
    """The period between two days that are given as day, month and year."""
    (d, m, y), (day, month, year) = map(int, first), map(int, last)
    try:
        return Period(date(y, m, d), date(year, month, day))
    except ValueError:
        return None


def _span_of_two_lines(lines: Sequence[str]) -> Period | None:
    """“Từ ngày 01/08/2026” and, on a line further down, “Đến ngày 31/08/2026”."""
    for n, line in enumerate(lines):
        if first := _day_after(FIRST_DAY, line):
            found = (_day_after(LAST_DAY, below) for below in lines[n + 1 :])
            last = next((day for day in found if day), None)
            return _days(first, last) if last else None
    return None


def _day_after(words: str, line: str) -> Sequence[str] | None:
    """The day, month and year that stand behind some words."""
    found = (re.search(words + day, line) for day in DAYS)
    return next((match.groups() for match in found if match), None)


def _short_span(match: re.Match[str]) -> Period | None:
    """A span whose first date leaves out its year: it is that of the second date, or the
    year before where the second would come first.
    """
    day, month, last_day, last_month, year = match.groups()
    try:
        end = date(int(year), int(last_month), int(last_day))
        start = date(end.year, int(month or last_month), int(day))
        if start > end and month:
            start = start.replace(year=end.year - 1)
        return Period(start, end)
    except ValueError:
        return None


def _named_part(text: str) -> Period | None:
    if half := re.search(HALF, text):
        return Period.parse(f"H{1 if half[1] == 'dau' else 2}/{half[2]}")
    if nine := re.search(NINE, text):
        return Period.parse(f"9M/{nine[1]}")
    if quarter := re.search(QUARTER, text):
        return Period.parse(f"Q{QUARTERS[quarter[1]]}/{quarter[2]}")
    if (month := re.search(MONTH, text)) and 1 <= int(month[1]) <= 12:
        return Period.parse(f"{int(month[1])}/{month[2]}")
    return None


def _named_year(text: str) -> Period | None:
    match = re.search(YEAR, text)
    return Period.parse(match[1]) if match else None


def _unit(lines: Sequence[str]) -> str | None:
    """The reporting unit: named as such, else the last agency line left of the motto."""
    for line in lines:
        for part in line.split("\n"):
            if not re.search(RECEIVER, part) and (match := re.search(UNIT, part)):
                return _named(match[1])
    return _agency(lines)


def _named(text: str) -> str | None:
    name = " ".join(text.split()).strip(" .…:-")
    return None if re.fullmatch(DOTS, name) else name


def _agency(lines: Sequence[str]) -> str | None:
    """Agencies print their name beside the motto: the parent above, their own below."""
    motto = next((n for n, line in enumerate(lines) if MOTTO[0] in fold(line)), None)
    if motto is None:
        return None
    parts = [part for line in lines[: motto + 3] for part in line.split("\n")]
    names = [part.strip() for part in parts if _names_agency(part)]
    return names[-1] if names else None


AGENCY = (
    "ubnd",
    "uy ban nhan dan",
    "so ",
    "bo ",
    "van phong",
    "trung tam",
    "chi nhanh",
    "phong ",
    "xa ",
    "phuong ",
    "ban ",
)


def _names_agency(text: str) -> bool:
    folded = fold(text) + " "
    return folded.startswith(AGENCY) and len(text) < 80


def _form_code(lines: Sequence[str]) -> str | None:
    for line in lines:
        if match := re.search(FORM_CODE, line):
            return match[1].rstrip("/.")
    return None
