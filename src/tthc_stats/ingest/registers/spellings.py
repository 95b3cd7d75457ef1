r"""Less usual ways to write a date, brought to the usual ones.

“08:30 ngày 13/08/2026”, “13/08/2026 8h30”, “13/08/2026 08:30:00 SA” and “Aug 13, 2026” become
“13/08/2026 08:30”, “13/08/2026 8:30”, “13/08/2026 08:30:00 AM” and “13-Aug-2026”. One list of
replacements serves Python and the engine, so nothing in it may differ between the two: no
``\d``, ``\b`` or ``\s``, and no looking ahead.
"""

from __future__ import annotations

import re
from unicodedata import normalize

CLOCK = r"[0-9]{1,2}:[0-9]{1,2}(?::[0-9]{1,2}(?:\.[0-9]+)?)?"
WEEKDAYS = (
    "thứ ?(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|mon(?:day)?|tue(?:sday)?|wed(?:nesday)?"
    "|thu(?:rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
)
MONTHS = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[.]?"
VIETNAM = r" ?(?:gmt|utc) ?\+0?7(?::?00)?(?: \(.*\))?| ict"

REWRITES = (
    ("[ \t\r\n\u00a0\u2000-\u200f\u202f\ufeff]+", " "),
    ("^ ?['’] ?", ""),  # the mark that makes a cell text
    ("^ | $", ""),
    (" ?/ ?", "/"),
    (f"(^|[ ,])(?:{WEEKDAYS})[ ,.]+", r"\1"),
    (f"(?:{VIETNAM})$", ""),
    ("(^|[ ,])(?:vào lúc|ngày|lúc|vào|hồi|on|at)[ :]+", r"\1"),
    # 13 tháng 8 năm 2026, 13 thg 8, 2026
    ("([0-9]{1,2})[ /-]?(?:tháng|thg) ?([0-9]{1,2})(?:,| năm|[/-])? ?([0-9]{4})", r"\3-\2-\1"),
    # Aug 13, 2026; 13-AUG-26; Aug 13 08:30:00 ICT 2026
    (f"(^|[ ,]){MONTHS} ?([0-9]{{1,2}}),? ([0-9]{{4}})", r"\1\3-\2-\4"),
    (f"([0-9]{{1,2}})[ ./-]*{MONTHS}[ ,./-]*([0-9]{{4}}|[0-9]{{2}})( |$)", r"\1-\2-\3\4"),
    (f"{MONTHS} ([0-9]{{1,2}}) ({CLOCK})(?:{VIETNAM}) ([0-9]{{4}})", r"\2-\1-\4 \3"),
    # 8h30, 8 giờ 30 phút, 8g
    (
        (
            "([0-9]{1,2}) ?(?:h|g|giờ) ?([0-9]{1,2}) ?(?:p|ph|phút|') ?"
            "([0-9]{1,2})(?: ?(?:s|giây))?([ ,;]|$)"
        ),
        r"\1:\2:\3\4",
    ),
    ("([0-9]{1,2}) ?(?:h|g|giờ) ?([0-9]{1,2})(?: ?(?:phút|ph|p|'))?([ ,;]|$)", r"\1:\2\3"),
    ("([0-9]{1,2}) ?(?:h|g|giờ)([ ,;]|$)", r"\1:00\2"),
    (r" ([0-9]{1,2})\.([0-9]{2})\.([0-9]{2})(\.[0-9]+)? ?([ap]m)", r" \1:\2:\3\4 \5"),  # Oracle
    (r"(:[0-9]{2}),([0-9]{3})( |$)", r"\1.\2\3"),
    (r"(:[0-9]{2}\.[0-9]{6})[0-9]+", r"\1"),
    # the halves of the day; some systems write them behind 24 hours
    (r"(:[0-9]{2}(?:\.[0-9]+)?) ?(?:sa|sáng|am|a\.m\.)([ ,;-]|$)", r"\1 AM\2"),
    (r"(:[0-9]{2}(?:\.[0-9]+)?) ?(?:ch|chiều|pm|p\.m\.)([ ,;-]|$)", r"\1 PM\2"),
    (r"(^| )(1[3-9]|2[0-3])(:[0-9:.]+) PM", r"\1\2\3"),
    (r"(^| )(0?0)(:[0-9:.]+) AM", r"\1\2\3"),
    (f"^({CLOCK}(?: [AP]M)?) ?[ ,;–-] ?([0-9][^ ]*)$", r"\2 \1"),
    ("^([^ ,;]+?) ?[,;–-] ?([0-9]{1,2}:.*)$", r"\1 \2"),
)
"""Patterns, letter case aside, and what stands instead; one after the other."""


def usual(text: str) -> tuple[str, frozenset[int]]:
    """A text with its date written as most systems do, and which replacements that took;
    other texts hardly change.
    """
    text, taken = normalize("NFC", text), set()
    for n, (wanted, instead) in enumerate(REWRITES):
        changed = re.sub(wanted, instead, text, flags=re.IGNORECASE)
        if changed != text:
            text = changed
            taken.add(n)
    return text, frozenset(taken)
