"""Whose figures these are, and of when: units, levels, fields and periods named in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from tthc_stats.analysis.records import unit_key
from tthc_stats.data import load
from tthc_stats.ingest.captions import fold
from tthc_stats.model.pattern import pattern
from tthc_stats.proofread.figures import CAPITAL
from tthc_stats.proofread.words import CONNECTORS, Item, Kind, is_word, position_at

NUMERAL = r"(?:\d{1,2}|[IVX]+(?!\w))"
PERIOD = pattern(
    rf"(?i)\b(?:(?:tháng\s+\d{{1,2}}|quý\s+{NUMERAL}|tuần\s+(?:thứ\s+)?\d{{1,2}})(?:\s*(?:/|năm|-)\s*\d{{4}})?"
    r"|\d{1,2}\s+tháng(?:\s+(?:đầu|cuối))?(?:\s+(?:năm|của\s+năm))?(?:\s*\d{4})?"
    r"|(?:nửa|tuần|những\s+ngày)\s+(?:đầu|cuối)\s+(?:của\s+)?(?:tháng|quý|năm)"
    rf"(?:\s+{NUMERAL}(?:\s*(?:/|năm|-)\s*\d{{4}})?)?"
    r"|năm\s+\d{4})(?![\d/]|[.,]\d)"
)
REPORTER = pattern(r"(?i)\btheo\s+(?:[^\W\d_]+\s+){0,4}$")
"""“Theo báo cáo của Sở A, xã B …” is about Xã B."""
BEFORE = 100
"""Characters before a name that may say so."""

PAPER = pattern(
    r"(?i)(?:kế\s+hoạch|nhiệm\s+vụ|chương\s+trình|nghị\s+quyết|luật|thông\s+tư|quyết\s+định|ngày\s+\d{1,2}|từ|chỉ\s+số|chỉ\s+tiêu|giai\s+đoạn|dự\s+toán)\s+$"
)
CARRIED = pattern(r"(?i)(?:chuyển|tồn)(?:\s+từ)?\s+$")
SANG = pattern(r"(?i)\s*(?:chuyển\s+)?(?:sang|qua)\b")
PART_OF_DATE = pattern(r"(?i)(?:ngày\s+\d{1,2}\s+|\d\s*/\s*)$")
LOWER = f"[^\\W\\d_{CAPITAL}]"
WORD = rf"[{CAPITAL}]\w*"
STOP = (
    r"(?:đã|đang|có|là|tiếp|nhận|báo|giải|thực|đạt|chiếm|còn|cũng|trong|với|được|phải|tổng|tỷ|tỉ|theo|chưa|không|hồ|gồm|số|trước|đúng|quá|trễ|ban|triển|"
    r"phối|xếp|đứng|tại|của|cho|và|về|trả|trễ|lần|tương|hiện|lũy|luỹ|bình|chỉ|riêng|mỗi|bị|rất|này|đó|trên|thì|mà|nên|nhưng|song|hoặc|bằng|tăng|giảm|hơn|gần|khoảng|sớm|chậm|xử|hoàn|vượt|dẫn|cả|ngày|tuần|hết|mới|lại|sẽ|nay|đến|từ|qua|các|những|cùng|vẫn|luôn|do|khi|năm|tháng|quý|kết|lĩnh|nộp|trực)"
)
COMPOUND = rf"{WORD}(?:\s+(?!{STOP}\b){LOWER}+)?(?:\s+hành\s+chính(?:\s+công)?)?"
FIELD = pattern(
    r"(?i)\blĩnh\s+vực\s+((?:(?!\b(?:đã|đang|có|là|tiếp|giải|đạt|chiếm|gồm|với|trong)\b)[^\W\d_]+\s*){1,6})"
)
LEVELS = frozenset({"province", "district", "commune", "central", "whole_unit"})
JOINS = pattern(r"\s*(?:,|và|[-–]|thuộc|của|trực\s+thuộc)?\s*")
PAST = "past"
RUNNING = "running"


class Named(NamedTuple):
    """A subject that a text names, at ``text[start:end]``: a ``unit``, ``level``, ``field``
    or ``period``; key: the same for all its spellings.
    """

    start: int
    end: int
    kind: str
    name: str
    key: str


class Scope(NamedTuple):
    """Whose figures: names of a unit, level or field, and of a period; keys tell them apart."""

    who: Named | None = None
    when: Named | None = None

    @property
    def key(self) -> tuple[str, str]:
        return (self.who.key if self.who else "", self.when.key if self.when else "")


@cache
def _units() -> re.Pattern[str]:
    words = (
        *load("rows")["units"]["prefixes"],
        *load("proofread")["no_units"]["more"],
        "uỷ ban nhân dân",
        "bộ phận một cửa",
        "bộ phận tiếp nhận và trả kết quả",
        "tp",
        "khối",
    )
    prefixes = "|".join(
        re.escape(prefix).replace(r"\ ", r"\s+") for prefix in sorted(words, key=len, reverse=True)
    )
    offices = "|".join(
        word.capitalize().replace(" ", r"\s+") for word in load("proofread")["no_units"]["offices"]
    )
    single = rf"[{CAPITAL}]\b|\d{{1,2}}\b(?![.,]\d)"
    tail = rf"(?:{COMPOUND})(?:(?:\s+|\s*,\s+|\s+[-–]\s+|\s+và\s+){COMPOUND})*"
    return re.compile(
        rf"{_rooms()}"
        rf"|(?<!\w)(?:(?i:{prefixes})\.?\s*(?:nhân\s+dân\s+)?)(?:\s*(?i:{prefixes})\.?\s+){{0,3}}(?<=[\s.])(?:(?:{single})|{tail})"
        rf"|(?<=;\s)(?:{offices})(?=\s+{LOWER})"
    )


def _rooms() -> str:
    """“Phòng Nghiệp vụ 1”, as in the mask of its number."""
    return f"(?i:{load('proofread')['masks']['rooms']})"


def named_in(text: str, start: int, end: int, items: Sequence[Item]) -> list[Named]:
    """The subjects that a stretch of text names, in order; of several that follow each other
    at once the first one holds (“UBND xã A, huyện B”).
    """
    when = _past_years(text, list(_apart(_when(text, start, end, items))))
    found = [*_who(text, start, end, items), *when]
    return sorted(found, key=lambda named: (named.start, -named.end))


def _past_years(text: str, found: list[Named]) -> Iterator[Named]:
    """“cùng kỳ năm 2024” names one period, which is past."""
    past: Named | None = None
    for named in found:
        if past is not None and not text[past.end : named.start].strip(" ,(/"):
            continue
        past = named if named.key == PAST else None
        yield named


def _apart(found: Iterator[Named]) -> Iterator[Named]:
    """Those that do not overlap, the first ones."""
    last = -1
    for named in sorted(found, key=lambda named: (named.start, -named.end)):
        if named.start >= last:
            last = named.end
            yield named


def _who(text: str, start: int, end: int, items: Sequence[Item]) -> Iterator[Named]:
    found = sorted(
        _named_subjects(text, start, end, items),
        key=lambda named: (named.start, named.kind == LABELLED, named.end),
    )
    one: Named | None = None
    for named in found:
        if one is not None and named.start < one.end:
            continue
        if one is not None and (joined := _joined(text, one, named)):
            one = joined
            continue
        if one is not None:
            yield one
        one = named
    if one is not None:
        yield one


def _named_subjects(text: str, start: int, end: int, items: Sequence[Item]) -> Iterator[Named]:
    """Every unit, field and level that is named, also inside one another."""
    for match in _units().finditer(text, start, end):
        name = " ".join(match[0].split()).strip(" ,")
        before = text[max(start, match.start() - BEFORE) : match.start()]
        if _is_unit(name) and not REPORTER.search(before):
            key = unit_key(name)
            if _is_left_out(before):
                key = f"{BUT} {key}"
            yield Named(match.start(), match.end(), "unit", name, key)
    for match in FIELD.finditer(text, start, end):
        name = " ".join(match[1].split())
        yield Named(match.start(), match.end(), "field", name, fold(name))
    yield from _labels(text, start, end, items)
    yield from _some_of_all(text, items)
    for item in items:
        if levels := item.signs & LEVELS:
            name = text[item.start : item.end]
            key = "" if "whole_unit" in levels else min(levels)
            yield Named(item.start, item.end, "level", name, key)


NUMBERED = r"(?:[-–+*•▪►●○■□◦]\s*|\(?\w{1,2}[.)]\s*|\d+(?:\.\d+){0,4}\.?\s+){0,4}"
LABEL = pattern(rf"(?:^|(?<=[;\n]))\s*{NUMBERED}([^\W\d_][^:;.%()\d]{{1,60}}?)\s*:(?=\s)")
LABELLED = "label"
SAYS = frozenset({"part_of", "past", "running", "share", "than", "dossiers"}) | LEVELS


def _labels(text: str, start: int, end: int, items: Sequence[Item]) -> Iterator[Named]:
    """“- Hộ tịch: 512 hồ sơ, …”: a label before figures that is no caption names a field."""
    for match in LABEL.finditer(text[start:end]):
        first, last = start + match.start(1), start + match.end(1)
        held = items[position_at(items, first) : position_at(items, last)]
        words = re.findall(r"[^\W\d_]+", match[1].lower())
        if any(_says(item, first) for item in held) or PERIOD.search(match[1]):
            continue
        said = " ".join(match[1].lower().split()).endswith(_saying())
        if words and not said and not set(words) <= _plain_labels():
            yield Named(first, last, LABELLED, " ".join(match[1].split()), fold(match[1]))


ALONE = "riêng"
SOME = "some"
"""Dossiers that are told apart without a name; holds to the end of a sentence, as labels do."""
ALL_OF_THEM = frozenset({"này", "đó", "trên", "nêu", "nói", "kể", "ấy", "thuộc", "còn"})
PERIODS = frozenset({"tháng", "quý", "năm", "tuần", "trong", "ngày", "kỳ", "đối", "về", "tại"})


def _some_of_all(text: str, items: Sequence[Item]) -> Iterator[Named]:
    """“Trong 480 hồ sơ đầu tư, quá hạn 9 hồ sơ”; “riêng hai tháng cuối nhận 1.066 hồ sơ”; “Trong
    đó cấp giấy lần đầu 850 hồ sơ, đúng hạn 847 hồ sơ”.
    """
    if some := _part_of_before(items):
        yield _some(text, some[0], some[-1])
    for n, item in enumerate(items[:-1]):
        following = items[n + 1 : n + 4]
        if item.kind != Kind.WORD:
            continue
        if item.name == ALONE and _names(following[0], PERIODS):
            yield _some(text, item, following[0])
        elif item.name == "trong" and _some_counted(following):
            yield _some(text, item, following[2])


def _part_of_before(items: Sequence[Item]) -> Sequence[Item]:
    """The words that say of what dossiers a sentence tells that begins with “Trong đó”."""
    first = next((n for n, item in enumerate(items) if item.figure), 0)
    if first < 3 or "part_of" not in items[0].signs:
        return ()
    words = [item for item in items[1:first] if not item.marks(frozenset(","))]
    if not words:
        return ()
    counted = first + 1 < len(items) and "dossiers" in items[first + 1].signs
    said = all(_names(item, NOT_OF_THEM) or "neutral" in item.signs for item in words[1:])
    return words if counted and said and _names(words[0], NOT_OF_THEM) and words[1:] else ()


NOT_OF_THEM = ALL_OF_THEM | PERIODS | {"có", "số", "những", "các"}


def _some_counted(items: Sequence[Item]) -> bool:
    """“480 hồ sơ đầu tư”: a figure, its noun, and words that say which ones."""
    counted = len(items) > 2 and items[0].figure and "dossiers" in items[1].signs
    return bool(counted) and _names(items[2], ALL_OF_THEM)


def _names(item: Item, not_these: frozenset[str]) -> bool:
    return is_word(item) and item.name not in CONNECTORS | not_these


def _some(text: str, first: Item, last: Item) -> Named:
    name = " ".join(text[first.start : last.end].split())
    return Named(first.start, last.end, SOME, name, f"{SOME} {fold(name)}")


def labels_of_lists(named: list[Named], *, listed: bool) -> list[Named]:
    """Labels name subjects in entries of lists, or where several stand in a sentence; not beside
    a unit that is named (“Sở H:”), nor in “Thư ký đọc lại số liệu: …”.
    """
    labels = [name for name in named if name.kind == LABELLED]
    others = [name for name in named if name.kind not in (LABELLED, "period")]
    if others or not (listed or len(labels) > 1):
        return [name for name in named if name.kind != LABELLED]
    return named


def _says(item: Item, first: int) -> bool:
    """Whether a word of a label says what is counted, so that it names nobody; “giải quyết”
    behind other words does not: “Các lĩnh vực giải quyết trong ngày”.
    """
    if item.signs & SAYS:
        return True
    if item.kind != Kind.TERM or item.name == "other":
        return False
    bare = item.end - item.start <= len("giải quyết")
    return item.name != "resolved" or item.start == first or not bare


@cache
def _plain_labels() -> frozenset[str]:
    return frozenset(load("proofread")["no_units"]["plain_labels"])


@cache
def _saying() -> tuple[str, ...]:
    """What a label ends with that only says who speaks."""
    return tuple(load("proofread")["no_units"]["saying"])


BUT = "but"
"""What the key of all others than a unit begins with."""


def _is_left_out(before: str) -> bool:
    words = " ".join(before.lower().split())
    return any(words.endswith(but) for but in load("proofread")["no_units"]["but"])


def _is_unit(name: str) -> bool:
    """Whether a name that looks like a unit's is one: not “Xã hội”, not “bộ TTHC”."""
    not_one = load("proofread")["no_units"]
    lower = name.lower() + " "
    if any(lower.startswith(beginning + " ") for beginning in not_one["beginnings"]):
        return False
    common = any(lower.startswith(word + " ") for word in not_one["capitals"])
    return not common or name[0].isupper()


def _joined(text: str, one: Named, other: Named) -> Named | None:
    """Two names side by side as one: “xã A, huyện B”, “Sở A tỉnh B”, “cấp huyện và cấp xã”."""
    between = text[one.end : other.start]
    if "field" in (one.kind, other.kind) or not JOINS.fullmatch(between):
        return None
    key = f"{one.key} + {other.key}" if "và" in between else one.key
    return one._replace(end=other.end, name=text[one.start : other.end], key=key)


def _when(text: str, start: int, end: int, items: Sequence[Item]) -> Iterator[Named]:
    carried = [(i.start, i.end) for i in items if i.kind == Kind.TERM]
    for item in items:
        if item.signs & {"past", "running"} and not any(
            a < item.end and item.start < b and "past" not in item.signs for a, b in carried
        ):
            name = text[item.start : item.end]
            yield Named(
                item.start, item.end, "period", name, PAST if "past" in item.signs else RUNNING
            )
    for match in PERIOD.finditer(text, start, end):
        if any(a < match.end() and match.start() < b for a, b in carried):
            continue
        before = text[max(start, match.start() - 24) : match.start()]
        if PAPER.search(before) and not re.search(r"(?i)từ\s+$", before):
            continue
        if PART_OF_DATE.search(before) or CARRIED.search(before) or SANG.match(text, match.end()):
            continue
        yield Named(
            match.start(), match.end(), "period", " ".join(match[0].split()), period_key(match[0])
        )


def period_key(name: str) -> str:
    """The same for “tháng 9/2026” and “Tháng 09 năm 2026”."""
    words = re.sub(
        r"\b(?:năm|nam|thứ|của)\b", " ", name.lower().replace("/", " ").replace("-", " ")
    )
    return " ".join(word.lstrip("0") for word in words.split())
