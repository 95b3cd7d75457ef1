"""What the figures of a sentence count, by the words before and behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tthc_stats.ingest.captions import STAGES, count_of, stage_of
from tthc_stats.model.counts import Count
from tthc_stats.proofread.figures import Figure, FigureKind
from tthc_stats.proofread.words import CONNECTORS, Item, Kind, is_word, items_behind

COUNTED = frozenset({FigureKind.NUMBER, FigureKind.FRACTION})
WALLS = frozenset(";()[].!?…•*\n")
COMMA, COLON = frozenset(","), frozenset(":")
TURNS = frozenset(
    {"part_of", "and", "link", "share", "up", "down", "than", "over", "goal", "whole"}
)
"""Signs behind a figure after which words no longer speak of it."""
CHANGES = frozenset({"up", "down"})
BASED = frozenset({"over", "whole"})
ABOUT = frozenset({"below", "above", "about"})
MOST_WORDS = 8
"""Unknown words that may stand between a figure and the words that say what it counts."""
MOST_BEFORE_STAGE = 3
"""Unknown words before a bare “giải quyết”, behind which it speaks of something else."""

DOSSIERS = "dossiers"
PROCEDURES, OTHER = "procedures", "other"


class Captioned(NamedTuple):
    """A figure and what it counts.

    position: among the items of its sentence. terms: of its caption, in order, with the stage
    that the words before give. noun: ``dossiers``, another word, or none. certain: whether a
    stage of its own is named with it, or in the same sentence. tail: where the items that
    speak of it end.
    """

    position: int
    figure: Figure
    terms: tuple[str, ...]
    noun: str | None
    stage: str | None
    count: Count | None  # type: ignore[assignment]  # not the method of tuples
    tail: int
    own: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    below: Count | None = None


class _Run(NamedTuple):
    """Terms beside a figure: their names and where they stand among the items."""

    terms: tuple[str, ...]
    first: int
    last: int


def captioned(
    items: Sequence[Item], stage: str | None, announced: str | None = None
) -> list[Captioned]:
    """The numbers and fractions of a sentence with what they count, in order.

    stage: the one that the words before the sentence speak of. announced: the one that the
    line above its list announces. A figure without a noun is of what the one before it is of.
    """
    positions = [n for n, item in enumerate(items) if item.figure and item.figure.kind in COUNTED]
    runs = _of_wholes(items, positions, _shared_out(items, positions))
    told = _respectively(items, positions)
    found: list[Captioned] = []
    noun: str | None = None
    for position, (before, behind) in zip(positions, runs, strict=True):
        mine = before._replace(terms=told.get(position, before.terms))
        after = behind._replace(terms=()) if mine.terms == UNCLEAR else behind
        context = _Context(stage, announced, noun)
        read = _captioned(items, position, mine, after, context)
        found.append(read)
        noun = read.noun
        if read.noun in (DOSSIERS, None):
            stage = read.stage or stage
    return found


class _Context(NamedTuple):
    """What was spoken of before a figure: a stage, one that a line announced, and things."""

    stage: str | None
    announced: str | None
    noun: str | None


def _captioned(
    items: Sequence[Item], position: int, before: _Run, behind: _Run, context: _Context
) -> Captioned:
    stage = context.stage
    figure = items[position].figure
    assert figure
    noun, _ = noun_of(items, position)
    below = None
    if figure.kind is FigureKind.FRACTION and (share := _of_share(items, position)):
        before, base = share
        whole = behind.terms or base
        below = count_of(whole, stage_of(whole)) if whole else None
        behind = behind._replace(terms=())
    own = before.terms + behind.terms
    named = stage_of(own)
    late = stage is None and _is_resolved_late(items, before, behind)
    count = _count(before.terms, behind.terms, "resolved" if late else stage)
    if own == ("total",):
        count = _total(items, position, context.announced) if before.terms else None
    if noun is None:
        noun = PROCEDURES if _of_procedures(items, position) else context.noun
    if "other" in own and noun != DOSSIERS:
        noun = OTHER
    if noun not in (DOSSIERS, None) or "other" in own or is_difference(items, position):
        count = None
    return Captioned(
        position, figure, own, noun, named or stage, count, behind.last, own, before.terms, below
    )


def _is_resolved_late(items: Sequence[Item], *runs: _Run) -> bool:
    """Whether a figure of no stage is one of late results: “Hồ sơ trễ hạn 65”."""
    words = [item for run in runs for item in items[run.first : run.last]]
    return any("resolved_late" in item.signs for item in words)


def _of_share(items: Sequence[Item], position: int) -> tuple[_Run, tuple[str, ...]] | None:
    """The caption of a share that a fraction in brackets explains, and the terms of the base
    that it names: “tỷ lệ đúng hạn 98,75% (1.260/1.276 hồ sơ đã giải quyết)”, “trực tuyến, trên
    tổng số tiếp nhận: 71,39% (5.422/7.595)”; what stands behind it speaks of the whole too.
    """
    if position < 2 or not items[position - 1].marks(frozenset("(")):
        return None
    share = position - 2
    if (figure := items[share].figure) is None or figure.kind is not FigureKind.SHARE:
        return None
    words = range(_clause_start(items, share), share)
    based = next((n for n in words if items[n].signs & BASED and not items[n].signs & ABOUT), None)
    if based is not None:
        own = _before(items, based)
        if own.terms or items[based].name != "total":
            return own, _terms(items, based, share).terms
    run = _before(items, share)
    return (run, ()) if run.terms else None


def _total(items: Sequence[Item], position: int, announced: str | None) -> Count | None:
    """“Tổng số: 164” below “Đang giải quyết:” is of that stage; “Tổng số hồ sơ: 21.686” at the
    beginning of a sentence is of those received.
    """
    if any(item.figure for item in items[:position]):
        return None
    return count_of((), announced) if announced else Count.RECEIVED


def _of_procedures(items: Sequence[Item], position: int) -> bool:
    """Whether a number without a noun is one of procedures, by the words before it."""
    words = items[_clause_start(items, position) : position]
    named = [item for item in words if item.signs & {DOSSIERS, PROCEDURES}]
    return bool(named) and all(PROCEDURES in item.signs for item in named)


TWO_IN_ONE = ("early", "on_time")
UNCLEAR = ("unclear",)


def _respectively(items: Sequence[Item], positions: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """“trước hạn, đúng hạn và quá hạn lần lượt là 13.529, 1.958 và 154”: the terms of each."""
    sign = next((n for n, item in enumerate(items) if "respectively" in item.signs), None)
    if sign is None:
        return {}
    row = row_of(items, [n for n in positions if n > sign])
    first = next((n for n in range(sign, -1, -1) if items[n].marks(WALLS) or items[n].figure), -1)
    terms: list[str] = []
    for item in items[first + 1 : sign]:
        if item.kind == Kind.TERM and item.name in CLASSES:
            terms += TWO_IN_ONE if item.name == "in_time" else (item.name,)
    if len(terms) != len(row):
        told = [n for n in positions if n > sign] if len(terms) > 1 else row[1:] and row
        return dict.fromkeys(told, UNCLEAR)
    return {position: (term,) for position, term in zip(row, terms, strict=True)}


CLASSES = frozenset(
    {
        "early",
        "on_time",
        "in_time",
        "late",
        "online",
        "in_person",
        "postal",
        "offline",
        "within",
        "not_due",
        "overdue",
        "full",
        "partial",
    }
)


def row_of(
    items: Sequence[Item], positions: Sequence[int], marks: frozenset[str] = COMMA
) -> list[int]:
    """The first of some figures, and those that follow in a row: “1.000, 2.162 và 88 hồ sơ”."""
    row: list[int] = []
    for position in positions:
        if row and any(
            item.kind in (Kind.TERM, Kind.FIGURE)
            or (item.kind == Kind.MARK and not item.marks(marks))
            for item in items[row[-1] + 1 : position]
        ):
            break
        row.append(position)
    return row


def _count(before: Sequence[str], behind: Sequence[str], stage: str | None) -> Count | None:
    """The count that the words around a figure mean together, else those next to it."""
    for terms in (tuple(before) + tuple(behind), tuple(behind)):
        if terms and not set(terms) & {"unclear", "other", "levels"}:
            found = count_of(terms, stage_of(terms) or stage_of(before) or stage)
            if found:
                return found
    return None


def noun_of(items: Sequence[Item], position: int) -> tuple[str | None, int]:
    """What a figure is of, and the position behind that word."""
    after = position + 1
    if after < len(items):
        item = items[after]
        if "dossiers" in item.signs:
            return DOSSIERS, after + 1
        if "procedures" in item.signs:
            return PROCEDURES, after + 1
        if "agents" in item.signs:
            return item.name, after + 1
        if is_word(item) and item.name not in CONNECTORS:
            return item.name, after + 1
    return None, after


def is_difference(items: Sequence[Item], position: int) -> bool:
    """Whether a number is a difference (“tăng 154 hồ sơ”), not a count."""
    for n in range(position - 1, max(-1, position - 4), -1):
        item = items[n]
        if item.signs & CHANGES:
            return True
        if item.kind in (Kind.MARK, Kind.FIGURE, Kind.TERM) or item.signs & {"becomes", "from"}:
            return False
    return False


def _shared_out(items: Sequence[Item], positions: Sequence[int]) -> list[tuple[_Run, _Run]]:
    """The terms before and behind each figure; those between two belong to one of them."""
    before = [_before(items, position) for position in positions]
    behind = [_behind(items, position) for position in positions]
    for n in range(len(positions) - 1):
        left, right = behind[n], before[n + 1]
        if left.terms and right.terms and left.last > right.first:
            ahead = before[n].terms
            following = behind[n + 1].terms
            if following and not ahead:
                before[n + 1] = _Run((), positions[n + 1], positions[n + 1])
            elif ahead:
                behind[n] = _Run((), positions[n], positions[n])
            else:
                before[n + 1] = _Run((), positions[n + 1], positions[n + 1])
    return list(zip(before, behind, strict=True))


def _of_wholes(
    items: Sequence[Item], positions: Sequence[int], runs: list[tuple[_Run, _Run]]
) -> list[tuple[_Run, _Run]]:
    """“261.896 trong tổng số 264.610 hồ sơ tiếp nhận đã được giải quyết”: the first term behind
    the whole is its own, the others speak of the part.
    """
    for n in range(len(positions) - 1):
        (before, behind), (whole, told) = runs[n], runs[n + 1]
        if not over(items, positions[n], positions[n + 1]):
            continue
        own = told.terms[:1] if told.terms and told.terms[0] not in CLASSES else ()
        if not before.terms and not behind.terms:
            runs[n] = before, behind._replace(terms=told.terms[len(own) :])
        runs[n + 1] = whole, told._replace(terms=own)
    return runs


def over(items: Sequence[Item], part: int, whole: int) -> bool:
    """Whether words tell that one figure is over the next one: “714 hồ sơ trên tổng số 3.254”,
    “485 trong 500 hồ sơ”, “714 hồ sơ/3.254 hồ sơ”.
    """
    between = items[part + 1 : whole]
    if any(item.figure or (item.kind == Kind.MARK and item.name != "/") for item in between):
        return False
    return any(
        (item.signs & {"over", "whole"} and item.kind == Kind.SIGN)
        or item.name == "/"
        or (item.kind == Kind.WORD and item.name == "trong")
        for item in between
    )


def _before(items: Sequence[Item], position: int) -> _Run:
    """The terms before a figure, back to the nearest break; over one comma where there is
    nothing nearer.
    """
    stop = _clause_start(items, position)
    run = _terms(items, stop, position)
    if not run.terms and stop and items[stop - 1].marks(COMMA):
        further = _clause_start(items, stop - 1)
        if not further or items[further - 1].kind != Kind.FIGURE:
            run = _terms(items, further, position)
    return run


def _clause_start(items: Sequence[Item], position: int) -> int:
    """Where the words begin that may speak of the figure or mark at a position."""
    alone = _is_alone(items, position)
    n = position - 1
    while n >= 0:
        item = items[n]
        if item.marks(frozenset(")")) and (opening := remark_start(items, n)) is not None:
            n = opening - 1
            continue
        if item.kind == Kind.FIGURE or item.marks(WALLS) or item.marks(COMMA):
            return n + 1
        if "namely" not in item.signs and "part_of" in item.signs:
            return n + 1
        if "and" in item.signs and not alone:
            return n + 1
        n -= 1
    return 0


def remark_start(items: Sequence[Item], closing: int) -> int | None:
    """Where a remark in brackets begins that has no figure in it."""
    for n in range(closing - 1, -1, -1):
        if items[n].figure or items[n].marks(frozenset(")")):
            return None
        if items[n].marks(frozenset("(")):
            return n
    return None


def _is_alone(items: Sequence[Item], position: int) -> bool:
    """Whether no other figure stands before in the same clause, so that “và” joins words."""
    for n in range(position - 1, -1, -1):
        item = items[n]
        if item.kind == Kind.FIGURE:
            return False
        if item.marks(WALLS) or item.marks(COMMA) or "part_of" in item.signs:
            return True
    return True


def _terms(items: Sequence[Item], start: int, end: int) -> _Run:
    depth, held = 0, []
    for n in range(start, end):
        depth += items[n].marks(frozenset("(")) - items[n].marks(frozenset(")"))
        beside = n == end - 1 or (n == end - 2 and items[end - 1].marks(COLON))
        if depth <= 0 and (items[n].kind == Kind.TERM or ("sooner" in items[n].signs and beside)):
            held.append(n)
    held = _behind_colon(items, held)
    if not held:
        return _Run((), end, end)
    return _Run(_names(items, held), held[0], held[-1] + 1)


def _behind_colon(items: Sequence[Item], held: list[int]) -> list[int]:
    """“Hồ sơ trả lại, rút, từ chối: rút 19”: where terms stand behind a colon, only stages
    before it (“Đang giải quyết: quá hạn 6”) speak of the figure too.
    """
    if len(held) < 2:
        return held
    colons = [n for n in range(held[0], held[-1]) if items[n].marks(COLON)]
    if not colons:
        return held
    return [n for n in held if n > colons[-1] or items[n].name in STAGES]


def _names(items: Sequence[Item], positions: Sequence[int]) -> tuple[str, ...]:
    """The terms at some positions; a lone “sớm” means early."""
    return tuple("early" if "sooner" in items[n].signs else items[n].name for n in positions)


def _behind(items: Sequence[Item], position: int) -> _Run:
    """The terms behind a figure and its noun, up to the next break."""
    _, start = noun_of(items, position)
    held: list[int] = []
    words = far = 0
    for n in range(start, len(items)):
        item = items[n]
        if item.kind in (Kind.FIGURE, Kind.MARK) or _turns(items, n):
            break
        words = words + 1 if item.kind == Kind.WORD else 0
        far += item.kind == Kind.WORD and item.name not in CONNECTORS
        if words > MOST_WORDS:
            break
        if item.kind == Kind.TERM or ("sooner" in item.signs and n == start):
            if far > MOST_BEFORE_STAGE and item.name in STAGES:
                break
            held.append(n)
    if not held:
        return _Run((), start, start)
    return _Run(_names(items, held), held[0], held[-1] + 1)


def _turns(items: Sequence[Item], n: int) -> bool:
    """Whether words behind a figure no longer speak of it; “và” only where a figure follows."""
    signs = items[n].signs & TURNS
    if signs and signs <= {"and", "over", "whole"}:
        breaks = (i for i in items_behind(items, n) if i.kind in (Kind.FIGURE, Kind.MARK))
        following = next(breaks, None)
        return following is not None and following.kind == Kind.FIGURE
    if signs == {"link"} and items[n].end - items[n].start == len("là"):
        return not (n + 1 < len(items) and items[n + 1].kind == Kind.TERM)
    return bool(signs)
