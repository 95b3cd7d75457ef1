"""Working days of registers: statistics by groups, and lists of dossiers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from tthc_stats.analysis.dossiers import (
    basis_of,
    group_names,
    grouping_of,
    sources_of_registers,
    spellings,
)
from tthc_stats.analysis.summary import Source
from tthc_stats.model.basis import Basis
from tthc_stats.model.counts import Count
from tthc_stats.model.errors import NotUnderstoodError
from tthc_stats.model.findings import Finding
from tthc_stats.model.period import Period
from tthc_stats.model.register import Register, Role
from tthc_stats.model.text import T, Text
from tthc_stats.tally.calendar import HALF_DAYS, CalendarRules
from tthc_stats.tally.counting import Tally, tally
from tthc_stats.tally.durations import LISTED, NONE, Dossier, Durations, Frequencies, Measure
from tthc_stats.tally.options import TallyOptions
from tthc_stats.tally.registers import Registers
from tthc_stats.tally.remarks import remarks
from tthc_stats.tally.views import FINISHES

COUNTED = {
    Measure.PROCESSING: Count.RESOLVED,
    Measure.LATENESS: Count.LATE,
    Measure.AGE: Count.PENDING,
    Measure.OVERDUE: Count.PENDING_OVERDUE,
    Measure.DUE_SOON: Count.PENDING_IN_TIME,
}
"""The measures of the statistics, with the count whose dossiers they are taken of."""


class Kind(StrEnum):
    """What is listed."""

    LATE = "late"
    OVERDUE = "overdue"
    DUE_SOON = "due-soon"
    PAUSED = "paused"


MEASURES = {
    Kind.LATE: Measure.LATENESS,
    Kind.OVERDUE: Measure.OVERDUE,
    Kind.DUE_SOON: Measure.DUE_SOON,
    Kind.PAUSED: Measure.PAUSED,
}
END = (FINISHES, T("no day on which dossiers were finished"))
DUE = ((Role.DUE,), T("no due day"))
NEEDED = {
    Kind.LATE: (DUE, END),
    Kind.OVERDUE: (DUE, END),
    Kind.DUE_SOON: (DUE, END),
    Kind.PAUSED: (((Role.STATUS,), T("no status")),),
}
"""The columns without which nothing tells a dossier of a list: any of these roles."""


class DurationGroup(NamedTuple):
    """The frequencies of some dossiers; measures that the registers cannot tell are absent."""

    key: Mapping[str, str | None]
    measures: Mapping[Measure, Frequencies]


class DurationSummary(NamedTuple):
    """Working days by groups, in all, and how they were counted.

    days: how many working days ahead a dossier falls due soon. notes: what a reader must
    know besides the findings.
    """

    sources: tuple[Source, ...]
    period: Period
    basis: Basis
    by: tuple[str, ...]
    days: int
    groups: tuple[DurationGroup, ...]
    total: DurationGroup
    findings: tuple[Finding, ...]
    notes: tuple[Text, ...]


class DossierList(NamedTuple):
    """Dossiers of one kind, those with the most working days first, of due-soon the fewest.

    number: how many there are in all; ``dossiers`` may be the first of them only. days: the
    working days ahead, for due-soon.
    """

    sources: tuple[Source, ...]
    period: Period
    basis: Basis
    kind: Kind
    days: int
    number: int
    dossiers: tuple[Dossier, ...]
    findings: tuple[Finding, ...]
    notes: tuple[Text, ...]


def durations_of(
    found: Sequence[Register],
    options: TallyOptions,
    *,
    by: Sequence[str] = (),
    days: int = 5,
    own: CalendarRules | None = None,
    progress: Callable[[float], None] | None = None,
) -> DurationSummary:
    """The working days of the dossiers of some registers, by groups.

    Raises UsageError for a group that no register has, NotUnderstoodError where dates
    cannot be understood.
    """
    groupings = [grouping_of(name, found) for name in by]
    captions = [grouping.caption for grouping in groupings if grouping.caption]
    with Registers(found, options, captions, progress=progress) as registers:
        registers.refuse_lone_days()
        counted = tally(registers, groupings)
        measured = Durations(registers, groupings, own)
        told = [measure for measure, count in COUNTED.items() if count not in counted.absent]
        groups = _grouped(by, counted, measured, told)
        findings = tuple(remarks(registers, counted))
    total = _together(told, list(groups.values()))
    return DurationSummary(
        sources_of_registers(found),
        counted.period,
        basis_of(counted),
        tuple(by),
        days,
        tuple(
            DurationGroup(dict(zip(by, key, strict=True)), group) for key, group in groups.items()
        ),
        DurationGroup({}, total),
        findings,
        (*_calendar_note(measured), *_left_out(total)),
    )


def _grouped(
    by: Sequence[str], counted: Tally, measured: Durations, told: Sequence[Measure]
) -> dict[tuple[str | None, ...], dict[Measure, Frequencies]]:
    spelled = spellings(by, counted)
    groups = {key: dict.fromkeys(told, NONE) for key in group_names(by, counted)}
    for key, found in measured.frequencies(told).items():
        group = groups[spelled[key]]
        for measure, frequencies in found.items():
            group[measure] = group[measure].plus(frequencies)
    return groups


def _together(
    told: Sequence[Measure], groups: Sequence[Mapping[Measure, Frequencies]]
) -> dict[Measure, Frequencies]:
    total = dict.fromkeys(told, NONE)
    for group in groups:
        for measure in told:
            total[measure] = total[measure].plus(group[measure])
    return total


def _calendar_note(measured: Durations) -> tuple[Text, ...]:
    return (measured.note,) if measured.note else ()


NAMES = {
    Measure.PROCESSING: T("processing time"),
    Measure.LATENESS: T("lateness"),
    Measure.AGE: T("age of pending dossiers"),
    Measure.OVERDUE: T("overdue time"),
    Measure.DUE_SOON: T("days left"),
}


def _left_out(total: Mapping[Measure, Frequencies]) -> tuple[Text, ...]:
    return tuple(
        T(
            "left out of the {measure}, because the last day comes before the first: {number}",
            measure=NAMES[measure],
            number=found.left_out,
        )
        for measure, found in total.items()
        if found.left_out
    )


def list_dossiers(
    found: Sequence[Register],
    options: TallyOptions,
    kind: Kind,
    *,
    days: int = 5,
    limit: int | None = None,
    own: CalendarRules | None = None,
    progress: Callable[[float], None] | None = None,
) -> DossierList:
    """The late, overdue, soon due or paused dossiers of some registers.

    Raises NotUnderstoodError where a register has no column that tells them, or where dates
    cannot be understood.
    """
    _refuse_untold(found, kind)
    with Registers(found, options, progress=progress) as registers:
        registers.refuse_lone_days()
        counted = tally(registers, ())
        measured = Durations(registers, LISTED, own)
        at_most = HALF_DAYS * days if kind is Kind.DUE_SOON else None
        number, unknown, dossiers = measured.listed(MEASURES[kind], at_most=at_most, limit=limit)
        findings = tuple(remarks(registers, counted))
    return DossierList(
        sources_of_registers(found),
        counted.period,
        basis_of(counted),
        kind,
        days,
        number,
        tuple(dossiers),
        findings,
        (*_calendar_note(measured), *_unknown_days(unknown), *_without_codes(found)),
    )


def _refuse_untold(found: Sequence[Register], kind: Kind) -> None:
    for register in found:
        for roles, missing in NEEDED[kind]:
            if not set(roles) & register.roles.keys():
                raise NotUnderstoodError(
                    T("the register has {column}: it does not tell these dossiers", column=missing),
                    place=register.place(),
                )


def _unknown_days(number: int) -> tuple[Text, ...]:
    text = T("paused since a day that the register does not tell: {number}", number=number)
    return (text,) if number else ()


def _without_codes(found: Sequence[Register]) -> tuple[Text, ...]:
    return tuple(
        T("{file} has no column of dossier codes", file=register.file)
        for register in found
        if Role.CODE not in register.roles
    )
