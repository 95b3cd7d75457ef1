"""Days that stand alone and would make the period: in the future refused, in the past told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NoReturn

from tthc_stats.model.errors import NotUnderstoodError
from tthc_stats.model.findings import Finding, Place, Severity
from tthc_stats.model.period import Period
from tthc_stats.model.register import Role
from tthc_stats.model.text import T
from tthc_stats.tally.facts import SHOWN, Seen, look, named
from tthc_stats.tally.registers import Registers
from tthc_stats.tally.views import FINISHES


def refuse_lone_days(registers: Registers) -> NoReturn:
    """Raises NotUnderstoodError for the days that stand alone in the future."""
    day = registers.span.last
    found = list(_later(registers, day))
    shown = [name for role, seen in found for name in named(registers, seen.first, role)]
    raise NotUnderstoodError(
        T(
            "dossiers received or finished long after all others, the newest of which is of "
            "{day}: {shown}; the period would end with them",
            day=day.isoformat(),
            shown=tuple(shown[:SHOWN]),
        ),
        place=_place(registers, *found[0]),
        hint=T("Correct them, or say which days count with --period, or --from and --to."),
    )


def _later(registers: Registers, day: date) -> Iterator[tuple[Role, Seen]]:
    """The dossiers that were received, finished or handed over in the months after a day."""
    end = Period.months(day.year, day.month, day.month).end.isoformat()
    for number, register in enumerate(registers.registers):
        roles = [role for role in (Role.RECEIVED, *FINISHES) if role in register.roles]
        asked = {str(role): f"CAST({role} AS DATE) > DATE '{end}'" for role in roles}
        found = look(registers, number, asked)
        yield from ((role, found[role]) for role in roles if found[role].number)


def lone_at_first(registers: Registers, day: date) -> Finding:
    """The warning that dossiers received long before a day, and all others, begin the period."""
    early = {"early": f"received < DATE '{day.isoformat()}'"}
    looks = [look(registers, n, early)["early"] for n in range(len(registers.registers))]
    first = tuple(one for seen in looks for one in seen.first)
    found = Seen(sum(seen.number for seen in looks), first)
    text = T(
        "dossiers received long before all others, which begin in {month}: {shown}; the period "
        "begins with them, since no title and no --period says another",
        month=f"{day.month:02}/{day.year}",
        shown=named(registers, found.first, Role.RECEIVED),
    )
    place = _place(registers, Role.RECEIVED, found)
    return Finding("LONE_DATE", Severity.WARNING, place, text, details={"number": found.number})


def _place(registers: Registers, role: Role, seen: Seen) -> Place:
    first = seen.first[0]
    return registers.registers[first.register].place(first.row, role)
