"""What a count of a register could not count, or counted with a remark."""

from __future__ import annotations

from collections.abc import Iterator

from tthc_stats.model.findings import Finding, Severity
from tthc_stats.model.register import Register, RegisterColumn, Role
from tthc_stats.model.text import T, Text
from tthc_stats.tally.counting import Tally
from tthc_stats.tally.options import NoDue
from tthc_stats.tally.registers import UNKNOWN, Registers
from tthc_stats.tally.views import DECISIVE

SHOWN = 5
"""Rows that a finding names; it says how many more there are."""


def remarks(registers: Registers, tally: Tally) -> list[Finding]:
    """The findings of one count, errors and warnings in the order of the register."""
    found = [f for register in registers.registers for f in _columns(register)]
    if tally.total["unreadable"]:
        found += _unreadable(registers)
    found += _dates(registers, tally)
    for role, key in UNKNOWN.items():
        if tally.total[key]:
            found += _unknown_words(registers, role)
    return found


def _columns(register: Register) -> Iterator[Finding]:
    for column in register.columns:
        if column.note:
            yield Finding(
                "AMBIGUOUS_COLUMN",
                Severity.ERROR,
                register.grid.place(register.header.stop - 1, column.index),
                T("“{caption}” is not used: {why}", caption=column.caption, why=column.note),
            )


def _unreadable(registers: Registers) -> Iterator[Finding]:
    """Dates that are written but cannot be read, column by column with their rows."""
    for number, register in enumerate(registers.registers):
        for role in DECISIVE:
            if column := register.column(role):
                rows = registers.unreadable(number, role)
                if rows:
                    yield _unreadable_column(register, column, rows)


def _unreadable_column(
    register: Register, column: RegisterColumn, rows: list[tuple[int | None, str, str | None]]
) -> Finding:
    shown = []
    for row, text, code in rows[:SHOWN]:
        told = code if row is None else register.grid.address(row, column.index)
        shown.append(f"{told} “{text}”" if told else f"“{text}”")
    place = register.grid.place(rows[0][0], column.index)
    return Finding(
        "UNREADABLE_DATE",
        Severity.ERROR,
        place,
        T(
            "{number} dates in “{caption}” cannot be read, such as {shown}; these dossiers are "
            "not counted",
            number=len(rows),
            caption=column.caption,
            shown=tuple(shown),
        ),
        details={"rows": [row + 1 for row, *_ in rows if row is not None], "number": len(rows)},
    )


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
    for number, register in enumerate(registers.registers):
        for value, times in registers.unknown_words(number, role):
            text = T(
                "“{value}” ({number} dossiers) is no known value of “{caption}”: {effect}",
                value=value,
                number=times,
                caption=register.roles[role].caption,
                effect=effects[role],
            )
            code = f"UNKNOWN_{role.value.upper()}"
            yield _of_register(code, Severity.WARNING, register, role, text, times)


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
