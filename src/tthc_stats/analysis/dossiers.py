"""Registers as summaries: the groups of a tally with their counts and indicators."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from os.path import realpath

from tthc_stats.analysis.extras import CODE, refuse_slip
from tthc_stats.analysis.indicators import indicators_of
from tthc_stats.analysis.records import same_name
from tthc_stats.analysis.summary import Group, Source, Summary
from tthc_stats.data import load
from tthc_stats.ingest.captions import fold, name_key
from tthc_stats.ingest.registers.captions import is_called
from tthc_stats.model.alphabet import alphabetical
from tthc_stats.model.basis import Basis
from tthc_stats.model.counts import ALL_COUNTS, Count
from tthc_stats.model.errors import NotUnderstoodError, UsageError
from tthc_stats.model.findings import Finding, Place, Severity
from tthc_stats.model.indicator import NO_INDICATORS, Indicators
from tthc_stats.model.register import WORD_LISTS, PostgresRows, Register, Role
from tthc_stats.model.table import Dimension
from tthc_stats.model.text import T
from tthc_stats.tally.counting import Tally, tally
from tthc_stats.tally.grouping import Grouping
from tthc_stats.tally.options import Rule, TallyOptions
from tthc_stats.tally.registers import Registers
from tthc_stats.tally.remarks import remarks
from tthc_stats.tally.views import DECISIVE

GROUPINGS = {
    Dimension.UNIT: (Role.UNIT,),
    Dimension.FIELD: (Role.FIELD,),
    Dimension.PROCEDURE: (Role.PROCEDURE,),
    Dimension.COMMUNE: (Role.COMMUNE,),
    Dimension.CHANNEL: (Role.CHANNEL,),
    Dimension.SERVICE: (Role.SERVICE,),
    Dimension.LEVEL: (Role.LEVEL, Role.UNIT),
    Dimension.MONTH: (Role.RECEIVED,),
    Dimension.FILE: (),
}
"""The columns that tell a group, the first that a register has."""
Key = tuple[str | None, ...]
USUAL = (Dimension.UNIT, Dimension.COMMUNE, Dimension.FIELD, Dimension.PROCEDURE)


def summarize_registers(
    found: Sequence[Register],
    options: TallyOptions,
    *,
    by: Sequence[str] = (),
    on_time_base: Count = Count.RESOLVED,
    indicators: Indicators = NO_INDICATORS,
    progress: Callable[[float], None] | None = None,
) -> Summary:
    """Count the dossiers of some registers, group them, and compute every indicator.

    by: dimensions or captions of columns; the unit where none is given. indicators: those
    beside the built-in ones, of counts only. progress: told how many per cent of a large file
    are counted.
    Raises UsageError for a group that no register has, NotUnderstoodError where dates
    cannot be understood.
    """
    names = tuple(by) or usual(found)
    groupings = [grouping_of(name, found) for name in names]
    _refuse_twice(found)
    captions = [grouping.caption for grouping in groupings if grouping.caption]
    roles = {*DECISIVE, *WORD_LISTS, *(role for grouping in groupings for role in grouping.roles)}
    roles |= {Role.CODE, Role.EXTENDED_DUE}
    with Registers(found, options, captions, roles, progress) as registers:
        _refuse_shared_codes(registers)
        registers.refuse_lone_days()
        counted = tally(registers, groupings)
        findings = (*remarks(registers, counted), *_repeated(registers, counted))
    findings += tuple(_same_units(names, counted, found[0].place()))
    findings += tuple(_not_of_registers(indicators, found[0].place()))
    days = counted.period.days
    groups = tuple(
        _group(dict(zip(names, key, strict=True)), numbers, counted, days, on_time_base, indicators)
        for key, numbers in merged_groups(names, counted).items()
    )
    return Summary(
        sources=sources_of_registers(found),
        period=counted.period,
        by=names,
        groups=groups,
        total=_group({}, counted.total, counted, days, on_time_base, indicators),
        findings=findings,
        basis=basis_of(counted),
    )


MOST_COMPARED = 200_000
"""Dossiers beyond which only check looks for those that stand twice, since it takes its time."""


def _repeated(registers: Registers, counted: Tally) -> list[Finding]:
    if counted.total["dossiers"] > MOST_COMPARED:
        return []
    from tthc_stats.tally.checks import repeated_codes

    return repeated_codes(registers, (*DECISIVE, *WORD_LISTS))


def _refuse_shared_codes(registers: Registers) -> None:
    """Two exports that share dossiers must not be added up."""
    listed = [
        f"SELECT {number} AS register, c{column.index} AS code FROM cells_{number}"  # noqa: S608
        for number, register in enumerate(registers.registers)
        if (column := register.column(Role.CODE))
    ]
    if len(listed) < 2:
        return
    shared = registers.ask(
        "SELECT code, min(register), max(register), COUNT(*) OVER () FROM "  # noqa: S608
        f"({' UNION ALL '.join(listed)}) WHERE code IS NOT NULL GROUP BY code "
        "HAVING min(register) < max(register) ORDER BY code LIMIT 1"
    )
    if shared:
        code, first, second, number = shared[0]
        raise NotUnderstoodError(
            T(
                "{number} dossiers, such as {code}, also stand in {other}; adding both would "
                "count them twice",
                number=number,
                code=code,
                other=str(registers.registers[first].grid.place()),
            ),
            place=registers.registers[second].grid.place(),
            hint=T("Export one register for the whole period, or give the files one by one."),
        )


def sources_of_registers(found: Sequence[Register]) -> tuple[Source, ...]:
    return tuple(Source(r.file, r.grid.sheet, "register", "register") for r in found)


def basis_of(counted: Tally) -> Basis:
    """How the dossiers of a tally were counted."""
    options = counted.options
    return Basis(counted.as_of, options.rule.value, options.no_due.value, counted.total["dossiers"])


def _refuse_twice(found: Sequence[Register]) -> None:
    given = [(_identity(register), register.grid.sheet) for register in found]
    for number, one in enumerate(given):
        if one in given[:number] and one[0] != "-":
            raise UsageError(
                T("the file is given twice"),
                place=found[number].grid.place(),
                hint=T("Name every file once."),
            )


def _identity(register: Register) -> str:
    """The same for one file under two names; ``"-"`` for what can be read only once."""
    if isinstance(register.origin, PostgresRows):
        return register.origin.source + register.origin.relation
    return register.file if register.file == "-" else realpath(register.file)


def usual(found: Sequence[Register]) -> tuple[str, ...]:
    """What dossiers are grouped by where nothing is asked."""
    for dimension in USUAL:
        if any(GROUPINGS[dimension][0] in register.roles for register in found):
            return (dimension.value,)
    return (Dimension.FILE.value,)


def grouping_of(name: str, found: Sequence[Register]) -> Grouping:
    """What groups dossiers by a dimension or a caption.

    Raises UsageError where no register has it, or where it holds data of persons.
    """
    if name in set(GROUPINGS):
        roles = GROUPINGS[Dimension(name)]
        if not roles or any(set(roles) & register.roles.keys() for register in found):
            return Grouping(name, roles)
    captions = [c for register in found for c in register.columns if is_called(c.path, name)]
    if any(column.personal for column in captions):
        raise UsageError(
            T("“{name}” holds data of persons, which are never read", name=name),
            place=found[0].place(),
        )
    if captions:
        return Grouping(name, (), name)
    known = [d.value for d, roles in GROUPINGS.items() if not roles or _has(found, roles)]
    others = [c.path[-1] for c in found[0].columns if c.path and not (c.role or c.personal)]
    raise UsageError(
        T("the register has no column “{name}” to group by", name=name),
        place=found[0].place(),
        hint=T("It can be grouped by {known}.", known=tuple(known + others)),
    )


def _has(found: Sequence[Register], roles: Sequence[Role]) -> bool:
    return any(set(roles) & register.roles.keys() for register in found)


def merged_groups(names: Sequence[str], counted: Tally) -> dict[Key, Mapping[str, int]]:
    """Groups of one name in several spellings together, under the most frequent one."""
    spelled = spellings(names, counted)
    merged: dict[Key, dict[str, int]] = {}
    for key, numbers in counted.rows:
        so_far = merged.setdefault(spelled[key], dict.fromkeys(numbers, 0))
        for count, number in numbers.items():
            so_far[count] += number
    return {key: merged[key] for key in sorted(merged, key=_sortable) if _is_shown(merged[key])}


def group_names(names: Sequence[str], counted: Tally) -> list[Key]:
    """The groups that a tally shows, in their order."""
    return list(merged_groups(names, counted))


def spellings(names: Sequence[str], counted: Tally) -> dict[Key, Key]:
    """Every group as it is written, with the spelling that it is shown under."""
    first: dict[Key, Key] = {}
    spelled: dict[Key, Key] = {}
    for key, _ in sorted(counted.rows, key=lambda row: -row[1]["dossiers"]):
        shown = tuple(_shown(name, part) for name, part in zip(names, key, strict=True))
        same = tuple(
            part and same_name(name, part) for name, part in zip(names, shown, strict=True)
        )
        spelled[key] = first.setdefault(same, shown)
    return spelled


def _same_units(names: Sequence[str], counted: Tally, place: Place) -> Iterator[Finding]:
    """Units that are written in several ways and counted as one; capitals alone do not matter."""
    if Dimension.UNIT not in names:
        return
    at = list(names).index(Dimension.UNIT)
    pairs = {(key[at], shown[at]) for key, shown in spellings(names, counted).items()}
    told = {(name_key(a), b): a for a, b in sorted(p for p in pairs if all(p))}
    for (key, shown), written in told.items():
        if key != name_key(shown or ""):
            text = T("“{first}” and “{second}” are taken for one unit", first=shown, second=written)
            yield Finding("SAME_UNIT", Severity.WARNING, place, text)


def _is_shown(numbers: Mapping[str, int]) -> bool:
    """Groups without any dossier of the period are left out."""
    return any(numbers[name] for name in ("received", "refused", "unreadable", "undated"))


def _sortable(key: Key) -> tuple[object, ...]:
    return tuple((part is None, *alphabetical(part or ""), part or "") for part in key)


def _shown(name: str, part: str | None) -> str | None:
    return level_of(part) if name == Dimension.LEVEL and part else part


def level_of(unit: str) -> str | None:
    """The level of government that a unit's name begins with, or the level it names."""
    folded = fold(unit) + " "
    levels = load("register")["levels"]
    found = [
        (len(prefix), level)
        for level, prefixes in levels.items()
        for prefix in map(fold, prefixes)
        if folded.startswith(prefix + " ")
    ]
    return max(found)[1] if found else None


def _group(
    key: Mapping[str, str | None],
    numbers: Mapping[str, int],
    counted: Tally,
    days: int,
    on_time_base: Count,
    indicators: Indicators,
) -> Group:
    counts = counts_of(numbers, counted)
    told = indicators_of(counts, days=days, on_time_base=on_time_base, own=indicators.own)
    return Group(key, counts, (), told)


def _not_of_registers(indicators: Indicators, place: Place) -> Iterator[Finding]:
    """Indicators that want columns of tables: a register tells counts only."""
    for own in indicators.own:
        if own.name and own.captions:
            for caption in own.captions:
                refuse_slip(caption, indicators.source)
            text = T(
                "“{name}” takes figures under {captions}, which only tables of counts can have, so "
                "it cannot be computed of a register",
                name=own.name,
                captions=tuple(f"“{caption}”" for caption in own.captions),
            )
            yield Finding(CODE, Severity.WARNING, place, text)


def counts_of(numbers: Mapping[str, int], counted: Tally) -> dict[Count, int]:
    """The counts of the contract; what the registers cannot tell is absent."""
    absent = set(counted.absent)
    if counted.options.rule is Rule.TIMESTAMP:
        absent.add(Count.EARLY)
    known = {
        count: numbers[count.value]
        for count in ALL_COUNTS
        if count.value in numbers and count not in absent
    }
    if Count.ON_TIME in known:
        known[Count.IN_TIME] = known.get(Count.EARLY, 0) + known[Count.ON_TIME]
    if Count.RECEIVED_IN_PERSON in known and not (
        numbers["unknown_channel"] or numbers["without_channel"]
    ):
        known[Count.RECEIVED_OFFLINE] = (
            known[Count.RECEIVED_IN_PERSON] + known[Count.RECEIVED_POSTAL]
        )
    return {count: known[count] for count in ALL_COUNTS if count in known}
