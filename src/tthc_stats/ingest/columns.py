"""Columns: from caption paths to what each column holds."""

from __future__ import annotations

from collections.abc import Sequence

from tthc_stats.data import load
from tthc_stats.ingest.captions import (
    LABEL_DIMENSIONS,
    STAGES,
    count_of,
    fold,
    key_of,
    label_of,
    near_miss,
    stage_of,
    terms_of,
)
from tthc_stats.model.counts import ALL_COUNTS, COUNT_NAMES, UNCOUNTED, Count
from tthc_stats.model.table import Column, ColumnKind, Dimension, Share
from tthc_stats.model.text import T, Text

Path = tuple[str, ...]

ADDING_TERMS = frozenset(
    {"paused", "supplement", "stopped", "financial", "not_due", "nearly_due", "within"}
)
"""Terms that name different parts of one count: columns of them add up to it."""

CLASS_TERMS = frozenset(
    {"early", "on_time", "in_time", "late", "overdue", "within", "not_due", "nearly_due"}
)
"""Terms that name a class of handled dossiers, without saying whether they are pending."""

PROCEDURES = ("so tthc", "tong so tthc", "so thu tuc", "tong so thu tuc")
"""How captions begin that count procedures, not dossiers."""

STAGE_COUNTS = {stage: Count(stage) for stage in STAGES}


def columns_of(paths: Sequence[Path]) -> list[Column]:
    """What each column holds, told by its caption path and, in a flat header, by the
    stage that the columns before it speak of.
    """
    titles = _spanning_titles(paths)
    columns: list[Column] = []
    stage: str | None = None
    for index, path in enumerate(paths):
        own = tuple(caption for caption in path if caption not in titles) or path
        column = _column(index, own, stage, columns)
        columns.append(column._replace(path=path))
        if column.kind is ColumnKind.COUNT:
            stage = _stage(own) or stage
    return _settle(columns)


def _spanning_titles(paths: Sequence[Path]) -> set[str]:
    """First captions that nobody knows and that stand above every column of figures."""
    held = [path for path in paths if path and not _label(path)]
    firsts = {path[0] for path in held if len(path) > 1}
    return {first for first in firsts if terms_of(first).rest and all(first in p for p in held)}


def _label(path: Path) -> str | None:
    return label_of(path[-1]) or label_of(" ".join(path)) or label_of(path[0])


def _terms(path: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The terms along a path and the words that nobody knows.

    A caption cut over several header rows is one caption when only the whole is known.
    """
    said = [terms_of(caption) for caption in path]
    rest = tuple(word for caption in said for word in caption.rest)
    if rest and not (whole := terms_of(" ".join(path))).rest:
        return whole.terms, ()
    return tuple(term for caption in said for term in caption.terms), rest


def _stage(path: Path) -> str | None:
    return stage_of(_terms(path)[0])


def _column(index: int, path: Path, stage: str | None, before: Sequence[Column]) -> Column:
    if not path:
        return Column(index, path, ColumnKind.UNKNOWN, note=T("no caption"))
    if share := _indicator_share(path):
        return Column(index, path, ColumnKind.SHARE, share=share)
    if len(path) == 1 and (key := key_of(path[0])):
        return Column(index, path, ColumnKind.COUNT, (key,))
    if label := _label(path):
        return _label_column(index, path, label)
    if fold(path[-1]).startswith(PROCEDURES):
        return Column(index, path, ColumnKind.EXTRA, note=T("a number of procedures"))
    terms, rest = _terms(path)
    if "share" in terms:
        return _share_column(index, path, terms, stage, before)
    if rest:
        return Column(index, path, ColumnKind.UNKNOWN, note=_suggestion(path))
    if not terms:
        return Column(index, path, ColumnKind.UNKNOWN, note=T("it does not say of what"))
    if "other" in terms:
        return Column(index, path, ColumnKind.EXTRA)
    return _count_column(index, path, terms, stage)


def _label_column(index: int, path: Path, label: str) -> Column:
    if label == "ordinal":
        return Column(index, path, ColumnKind.ORDINAL)
    if label in ("note", "code"):
        return Column(index, path, ColumnKind.EXTRA)
    return Column(index, path, ColumnKind.LABEL, dimension=LABEL_DIMENSIONS.get(label))


def _count_column(index: int, path: Path, terms: tuple[str, ...], stage: str | None) -> Column:
    classes = [term for term in terms if term in UNCOUNTED_TERMS]
    own = stage_of(terms)
    count = count_of(
        terms if not classes else _without_stages(terms), None if classes else own or stage
    )
    if count is None and set(terms) == {"total"} and own is None and stage is None:
        count = Count.RECEIVED
    if count is None and set(terms) - {"in_period"} <= CLASS_TERMS:
        return Column(index, path, ColumnKind.UNKNOWN, note=T("it does not say of what"))
    if count is None:
        return Column(index, path, ColumnKind.EXTRA, note=T("no count is exactly this"))
    counts: tuple[Count, ...] = (count,)
    if count is Count.FULL_PROCESS and "online" in terms and own == "received" and len(path) > 1:
        counts = (Count.RECEIVED_ONLINE, Count.FULL_PROCESS)
    inside = STAGE_COUNTS.get(own or "") if count in UNCOUNTED and len(path) > 1 else None
    return Column(index, path, ColumnKind.COUNT, counts, inside=inside)


UNCOUNTED_TERMS = frozenset(
    {"paused", "supplement", "stopped", "financial", "returned", "withdrawn", "refused"}
)


def _without_stages(terms: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(term for term in terms if term not in STAGES)


def _indicator_share(path: Path) -> Share | None:
    """A column of this tool's own CSV, such as ``on_time_pct``."""
    indicator = load("indicators").get(path[0].removesuffix("_pct")) if len(path) == 1 else None
    if indicator is None or not path[0].endswith("_pct"):
        return None
    return Share((Count(indicator["numerator"]),), tuple(map(Count, indicator["bases"])))


def _share_column(
    index: int, path: Path, terms: tuple[str, ...], stage: str | None, before: Sequence[Column]
) -> Column:
    """A percentage is of what its caption says, else of the count before it."""
    plain = tuple(term for term in terms if term != "share")
    said = tuple(term for term in plain if term not in STAGES and term != "total")
    count = count_of(plain, stage_of(plain) or stage) if said else None
    if count is None:
        count = _share_without_leaf(path, plain, before)
    shares = load("captions")["shares"]
    if count is None or count not in shares:
        return Column(index, path, ColumnKind.SHARE, note=T("share of an unknown count"))
    known = shares[count]
    return Column(
        index,
        path,
        ColumnKind.SHARE,
        share=Share(tuple(map(Count, known["numerators"])), tuple(map(Count, known["bases"]))),
    )


def _share_without_leaf(
    path: Path, plain: tuple[str, ...], before: Sequence[Column]
) -> Count | None:
    counted = [column for column in before if column.kind is ColumnKind.COUNT]
    if (not plain or len(path) > 1) and counted:
        return counted[-1].counts[-1]
    return count_of(plain, stage_of(plain)) if plain else None


def _suggestion(path: Path) -> Text:
    unknown = next((caption for caption in path if terms_of(caption).rest), path[-1])
    close = near_miss(unknown)
    return (
        T("unknown caption; did you mean “{known}”?", known=close)
        if close
        else T("unknown caption")
    )


def _settle(columns: list[Column]) -> list[Column]:
    """What a column means can depend on which others the table has."""
    columns = _carried_or_compared(columns)
    columns = _early_without_on_time(_in_time_without_early(columns))
    columns = _bare_totals(columns)
    columns = _full_process_beside_online(columns)
    columns = _base_of_full_process(columns)
    columns = _received_beside_its_sum(columns)
    columns = _apart_from_inside(columns)
    return _refuse_twice(columns)


def _held(columns: Sequence[Column]) -> set[Count]:
    return {count for column in columns for count in column.counts}


def _carried_or_compared(columns: list[Column]) -> list[Column]:
    """“Kỳ trước” in several groups compares two periods; it is not what was carried over."""
    compared = {
        fold(column.path[-1])
        for column in columns
        if len(column.path) > 1
        and "carried" in (terms := _terms(column.path)[0])
        and stage_of(terms) != Count.RECEIVED
    }
    note = T("stands in several groups: the figures of another period")
    return [
        column._replace(kind=ColumnKind.UNKNOWN, counts=(), note=note)
        if column.counts == (Count.CARRIED_OVER,) and fold(column.path[-1]) in compared
        else column
        for column in columns
    ]


def _in_time_without_early(columns: list[Column]) -> list[Column]:
    """Where a table knows only on time and late, its on time takes in the early ones."""
    if _held(columns) & {Count.EARLY, Count.IN_TIME} or Count.LATE not in _held(columns):
        return columns
    note = T("no column of early ones: read as early and on time together")
    return [
        column._replace(counts=(Count.IN_TIME,), note=note)
        if column.counts == (Count.ON_TIME,) and not key_of(column.path[-1])
        else column
        for column in columns
    ]


def _early_without_on_time(columns: list[Column]) -> list[Column]:
    """Where only early and late are printed, early takes in those on the very day."""
    held = _held(columns)
    if not {Count.EARLY, Count.LATE} <= held:
        return columns
    if held & {Count.ON_TIME, Count.IN_TIME, Count.RESOLVED}:
        return columns
    note = T("no column of those on time: read as early and on time together")
    return [
        column._replace(counts=(Count.IN_TIME,), note=note)
        if column.counts == (Count.EARLY,) and not key_of(column.path[-1])
        else column
        for column in columns
    ]


def _bare_totals(columns: list[Column]) -> list[Column]:
    """A “Tổng số” of its own does not say of what, where its stage has a column already,
    or where classes of what was handled follow it; where one of them cannot be told, none
    can.
    """
    bare = {column.index for column in columns if _is_bare_total(column)}
    if not bare or not any(_says_nothing(columns, index) for index in bare):
        return columns
    note = T("it does not say of what")
    return [
        column._replace(kind=ColumnKind.UNKNOWN, counts=(), note=note)
        if column.index in bare
        else column
        for column in columns
    ]


def _is_bare_total(column: Column) -> bool:
    counted = column.kind in (ColumnKind.COUNT, ColumnKind.EXTRA) and len(column.path) == 1
    return counted and set(_terms(column.path)[0]) == {"total"} and not key_of(column.path[0])


def _says_nothing(columns: Sequence[Column], index: int) -> bool:
    own = columns[index].counts
    if own and any(other.counts == own for other in columns if other.index != index):
        return True
    after = columns[index + 1 : index + 2]
    return any(len(next_.path) == 1 and _is_class(next_.path) for next_ in after)


def _is_class(path: Path) -> bool:
    """Whether a caption names a class of handled dossiers without their stage."""
    terms = set(_terms(path)[0])
    return bool(terms) and terms <= CLASS_TERMS


def _full_process_beside_online(columns: list[Column]) -> list[Column]:
    """“Toàn trình” among those received online is all of them only where it stands alone."""
    others = {Count.RECEIVED_ONLINE, Count.PARTIAL_PROCESS}
    if not any(len(column.counts) == 1 and column.counts[0] in others for column in columns):
        return columns
    note = T("beside a column of all online or of partial process: full process only")
    return [
        column._replace(counts=(Count.FULL_PROCESS,), note=note)
        if column.counts == (Count.RECEIVED_ONLINE, Count.FULL_PROCESS)
        else column
        for column in columns
    ]


def _base_of_full_process(columns: list[Column]) -> list[Column]:
    """A bare total beside nothing but service levels is the base of their share."""
    levels = {Count.FULL_PROCESS, Count.PARTIAL_PROCESS}
    if not _held(columns) & levels or _held(columns) - levels != {Count.RECEIVED}:
        return columns
    note = T("beside service levels only: read as the base of their share")
    return [
        column._replace(counts=(Count.ONLINE_BASE,), note=note)
        if column.counts == (Count.RECEIVED,) and "total" in _terms(column.path)[0]
        else column
        for column in columns
    ]


def _received_beside_its_sum(columns: list[Column]) -> list[Column]:
    """“Tiếp nhận” beside the carried over and a total of both is what came in the period."""
    received = [column for column in columns if column.counts == (Count.RECEIVED,)]
    bare = [column for column in received if set(_terms(column.path)[0]) == {"received"}]
    if len(received) != 2 or len(bare) != 1 or Count.CARRIED_OVER not in _held(columns):
        return columns
    if Count.RECEIVED_IN_PERIOD in _held(columns):
        return columns
    note = T("beside a total and the carried over: read as received in the period")
    return [
        column._replace(counts=(Count.RECEIVED_IN_PERIOD,), note=note)
        if column is bare[0]
        else column
        for column in columns
    ]


def _apart_from_inside(columns: list[Column]) -> list[Column]:
    """A class that stands inside pending and again outside is counted where it stands inside."""
    inside = {column.counts for column in columns if column.inside}
    note = T("stands apart from the column of the same class inside a group: not added to it")
    return [
        column._replace(kind=ColumnKind.EXTRA, counts=(), note=note)
        if column.counts in inside and not column.inside
        else column
        for column in columns
    ]


def _refuse_twice(columns: list[Column]) -> list[Column]:
    """Two columns for one count are ambiguous, unless they name different parts of it."""
    settled = list(columns)
    for count in ALL_COUNTS:
        holders = [column for column in columns if count in column.counts]
        parts = [frozenset(_terms(column.path)[0]) & ADDING_TERMS for column in holders]
        if len(holders) < 2 or (all(parts) and len(set(parts)) == len(parts)):
            continue
        for column in holders:
            others = tuple(f"“{other.caption}”" for other in holders if other is not column)
            settled[column.index] = column._replace(
                kind=ColumnKind.AMBIGUOUS,
                counts=(),
                note=T(
                    "several columns are read as “{count}” (also {others}); say which one is in a "
                    "layout (--layout)",
                    count=COUNT_NAMES[count],
                    others=others,
                ),
            )
    return settled


def bare_received(columns: Sequence[Column]) -> Column | None:
    """A column “Tiếp nhận” beside the carried over, with no other of what was received."""
    if Count.CARRIED_OVER not in _held(columns) or Count.RECEIVED_IN_PERIOD in _held(columns):
        return None
    return next(
        (
            column
            for column in columns
            if column.counts == (Count.RECEIVED,)
            and len(column.path) == 1
            and set(_terms(column.path)[0]) == {"received"}
            and not key_of(column.path[0])
        ),
        None,
    )


def is_bare_share(column: Column) -> bool:
    """Whether a percentage says of nothing what it is, as “Tỷ lệ” alone."""
    plain = column.kind is ColumnKind.SHARE and len(column.path) == 1
    told = column.share is not None and column.share.numerator_column is not None
    return plain and not told and set(_terms(column.path)[0]) == {"share"}


def names_a_count(column: Column) -> bool:
    """Whether a column speaks of dossiers by itself; “Tổng số” alone may be of anything."""
    return column.kind is ColumnKind.COUNT and set(_terms(column.path)[0]) != {"total"}


def dimensions_of(columns: Sequence[Column]) -> tuple[Dimension, ...]:
    """What the label columns name, the finest first: it is what the rows are."""
    order = (
        Dimension.PROCEDURE,
        Dimension.FIELD,
        Dimension.UNIT,
        Dimension.LEVEL,
        Dimension.PERIOD,
    )
    held = {column.dimension for column in columns}
    return tuple(dimension for dimension in order if dimension in held)
