"""What a count of a register could not count, or counted with a remark."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from tthc_stats.ingest.registers.dates import seen
from tthc_stats.model.findings import Finding, Severity
from tthc_stats.model.period import Period
from tthc_stats.model.register import NO_DAYS, Register, RegisterColumn, Role
from tthc_stats.model.text import T, Text
from tthc_stats.tally.counting import Tally
from tthc_stats.tally.options import NoDue
from tthc_stats.tally.registers import LISTED, MOST_WORDS, UNKNOWN, Cited, Registers
from tthc_stats.tally.views import decisive
from tthc_stats.tally.words import status_numbers

SHOWN = 5
"""Rows that a finding names; it says how many more there are."""


def remarks(registers: Registers, tally: Tally) -> list[Finding]:
    """The findings of one count, errors and warnings in the order of the register."""
    found = [f for one in registers.registers for f in _about(one)]
    found += _reach(registers, tally)
    found += _assumed(registers)
    found += _sentinels(registers)
    if tally.total["unreadable"]:
        found += _unreadable(registers)
    found += _dates(registers, tally)
    for role, key in UNKNOWN.items():
        if tally.total[key]:
            found += _unknown_words(registers, role)
    return found


def _about(register: Register) -> Iterator[Finding]:
    """What a register shows before any of its dossiers is counted."""
    yield from _columns(register)
    yield from _unread_days(register)
    yield from _hidden(register)


def _columns(register: Register) -> Iterator[Finding]:
    for column in register.columns:
        if column.note:
            yield Finding(
                "UNREADABLE_DATE" if column.note == NO_DAYS else "AMBIGUOUS_COLUMN",
                Severity.ERROR,
                register.grid.place(register.header.stop - 1, column.index),
                T("“{caption}” is not used: {why}", caption=column.caption, why=column.note),
            )


LOOKED_AT = 200
"""Rows that show whether a column holds days."""


def _unread_days(register: Register) -> Iterator[Finding]:
    """Columns of days that nobody knows, where one that decides is missing."""
    if {Role.FINISHED, Role.DUE} <= register.roles.keys():
        return
    for column in register.columns:
        if column.role or column.personal or column.note or not column.path:
            continue
        shown = seen(islice(register.values(column.index), LOOKED_AT))
        if shown.formats and not shown.others:
            yield Finding(
                "UNKNOWN_COLUMN",
                Severity.WARNING,
                register.grid.place(register.header.stop - 1, column.index),
                T(
                    "“{caption}” holds dates but is not used; if they are due days or days on "
                    "which dossiers were finished, name the column in a layout",
                    caption=column.caption,
                ),
            )


def _hidden(register: Register) -> Iterator[Finding]:
    """Rows that the sheet does not show count too."""
    rows = sorted(row for row in register.grid.hidden_rows if row >= register.first_row)
    if rows:
        yield Finding(
            "HIDDEN_ROW",
            Severity.WARNING,
            register.place(rows[0], Role.CODE),
            T("{number} hidden rows are counted as well", number=len(rows)),
            details={"number": len(rows), "rows": [row + 1 for row in rows[:LISTED]]},
        )


def _reach(registers: Registers, tally: Tally) -> Iterator[Finding]:
    """What the period has to do with the days that the registers know."""
    place = registers.registers[0].place()
    if registers.uses_span:
        if registers.span.settled:
            from tthc_stats.tally.lone import lone_at_first

            yield lone_at_first(registers, registers.span.settled)
    elif registers.options.period and (known := _known(registers, tally)):
        text = T(
            "the period {asked} goes beyond the days that the register knows, {known}",
            asked=str(registers.options.period),
            known=str(known),
        )
        yield Finding("PERIOD_NOT_COVERED", Severity.WARNING, place, text)


SLACK_DAYS, SLACK_DOSSIERS = 10, 5
"""A period may go on for ten days without a dossier (Tết is nine), or for as long as fewer
than five would have come in at the usual pace."""


def _known(registers: Registers, tally: Tally) -> Period | None:
    """The days that registers know, where those that are asked for go beyond them.

    The titles tell them, else the days of receipt, which end a little sooner.
    """
    asked, titles = tally.period, [r.period for r in registers.registers if r.period]
    if len(titles) == len(registers.registers):
        known = Period(min(p.start for p in titles), max(p.end for p in titles))
        return known if asked.start < known.start or asked.end > known.end else None
    if (received := tally.received) is None:
        return None
    without = max((received.start - asked.start).days, (asked.end - received.end).days)
    missed = without * tally.total["dossiers"]
    beyond = without > SLACK_DAYS and missed >= SLACK_DOSSIERS * received.days
    return received if beyond else None


def _assumed(registers: Registers) -> Iterator[Finding]:
    """Columns that are read in a way that nothing but their values bears out."""
    for number, register in enumerate(registers.registers):
        for role in decisive(register):
            form = registers.forms[number].get(role)
            if form and form.serial:
                text = T(
                    "“{caption}” holds the numbers that spreadsheets give to days: 46247 is read "
                    "as 13/08/2026",
                    caption=register.roles[role].caption,
                )
                yield _of_register("ASSUMED", Severity.WARNING, register, role, text)
        if known := registers.status_numbers.get(number):
            names = status_numbers()
            text = T(
                "“{caption}” holds numbers from 1 to 10 alone, which are read as the statuses of "
                "the national portal: {names}",
                caption=register.roles[Role.STATUS].caption,
                names=tuple(f"{n} = {names[n]}" for n in sorted(set(known.values()), key=int)),
            )
            yield _of_register("ASSUMED", Severity.WARNING, register, Role.STATUS, text)


def _sentinels(registers: Registers) -> Iterator[Finding]:
    """Days such as 01/01/1900, which programs write where there is none."""
    for number, register in enumerate(registers.registers):
        for role in decisive(register):
            form = registers.forms[number].get(role)
            if form and form.sentinels:
                cited = registers.sentinels(number, role)
                text = T(
                    "{number} dates in “{caption}” stand for no day, such as {shown}: they are "
                    "read as empty",
                    number=cited.number,
                    caption=register.roles[role].caption,
                    shown=_shown(register, register.roles[role], cited),
                )
                yield _citing("NO_DAY", Severity.WARNING, register, role, text, cited)


def _unreadable(registers: Registers) -> Iterator[Finding]:
    """Dates that are written but cannot be read, column by column with their rows."""
    for number, register in enumerate(registers.registers):
        for role in decisive(register):
            if column := register.column(role):
                cited = registers.unreadable(number, role)
                if cited.number:
                    text = T(
                        "{number} dates in “{caption}” cannot be read, such as {shown}; these "
                        "dossiers are not counted",
                        number=cited.number,
                        caption=column.caption,
                        shown=_shown(register, column, cited),
                    )
                    yield _citing("UNREADABLE_DATE", Severity.ERROR, register, role, text, cited)


def _shown(register: Register, column: RegisterColumn, cited: Cited) -> tuple[str, ...]:
    """The first cells in words; without their rows, by the codes of their dossiers."""
    return tuple(
        f"{where} “{cell.text}”".lstrip()
        for cell in cited.first[:SHOWN]
        for where in [
            register.grid.address(cell.row, column.index)
            if cell.row is not None
            else cell.code or ""
        ]
    )


def _citing(
    code: str, severity: Severity, register: Register, role: Role, text: Text, cited: Cited
) -> Finding:
    """A finding at the first of some cells, with the rows of the first of them."""
    rows = [cell.row + 1 for cell in cited.first if cell.row is not None]
    place = register.place(rows[0] - 1 if rows else None, role)
    return Finding(code, severity, place, text, details={"rows": rows, "number": cited.number})


def _dates(registers: Registers, tally: Tally) -> Iterator[Finding]:
    total, first = tally.total, registers.registers[0]
    if total["undated"]:
        text = T(
            "{number} dossiers have no day of receipt and are not counted", number=total["undated"]
        )
        yield _of_register("NO_RECEIVED", Severity.ERROR, first, Role.RECEIVED, text)
    if total["undated_end"]:
        text = T(
            "{number} dossiers are finished by their status but have no day on which they were: "
            "they are neither resolved nor pending",
            number=total["undated_end"],
        )
        yield _of_register("NO_FINISH", Severity.ERROR, first, Role.FINISHED, text)
    if tally.options.no_due is NoDue.EXCLUDE and total["excluded"]:
        text = T(
            "{number} dossiers without a due day are left out of every figure",
            number=total["excluded"],
        )
        yield _of_register("NO_DUE", Severity.WARNING, first, Role.DUE, text, total["excluded"])
    elif total["without_due"] and any(Role.DUE in r.roles for r in registers.registers):
        text = T(
            "{number} dossiers have no due day: they count as on time or pending in time",
            number=total["without_due"],
        )
        yield _of_register("NO_DUE", Severity.WARNING, first, Role.DUE, text, total["without_due"])


def _unknown_words(registers: Registers, role: Role) -> Iterator[Finding]:
    effects = {
        Role.STATUS: T("the dates alone decide what became of these dossiers"),
        Role.CHANNEL: T("these dossiers are counted under no channel"),
        Role.SERVICE: T("these dossiers are counted under no service level"),
    }
    code = f"UNKNOWN_{role.value.upper()}"
    for number, register in enumerate(registers.registers):
        words = registers.unknown_words(number, role)
        for value, times in words:
            text = T(
                "“{value}” ({number} dossiers) is no known value of “{caption}”: {effect}",
                value=value,
                number=times,
                caption=register.roles[role].caption,
                effect=effects[role],
            )
            yield _of_register(code, Severity.WARNING, register, role, text, times)
        if len(words) == MOST_WORDS < (every := registers.unknown_number(number, role)):
            text = T(
                "{number} more values of “{caption}” are not known",
                number=every - MOST_WORDS,
                caption=register.roles[role].caption,
            )
            yield _of_register(code, Severity.WARNING, register, role, text)


def _of_register(
    code: str,
    severity: Severity,
    register: Register,
    role: Role,
    text: Text,
    number: int | None = None,
) -> Finding:
    column = register.column(role)
    place = register.grid.place(register.header.stop - 1, column.index if column else 0)
    return Finding(code, severity, place, text, details={"number": number} if number else {})
