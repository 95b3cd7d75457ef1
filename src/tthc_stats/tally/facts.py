"""What the checks of a register look at: its dossiers with every date, and counts of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tthc_stats.model.register import DATE_ROLES, Register, Role
from tthc_stats.tally.registers import LISTED, Registers
from tthc_stats.tally.views import DECISIVE, FINISHES, NO_MOMENT, moment, told

SHOWN = 5
"""Dossiers that a finding names."""


class Dossier(NamedTuple):
    """A dossier that a finding names: the register and row it stands in, and its code."""

    register: int
    row: int | None
    code: str | None


class Seen(NamedTuple):
    """How many dossiers satisfy a condition, and the first of them."""

    number: int
    first: tuple[Dossier, ...]


def facts_sql(registers: Registers, number: int, cells: str) -> str:
    """One register as ``row, code, state, ended`` and a timestamp for every role of dates.

    cells: the relation of its rows. Dates that cannot be read have a finding of their own:
    their dossiers are left out.
    """
    register, forms = registers.registers[number], registers.forms[number]
    roles = register.roles
    moments = {
        role: moment(roles[role].index, forms[role]) if role in forms else NO_MOMENT
        for role in DATE_ROLES
    }
    code = f"c{roles[Role.CODE].index}" if Role.CODE in roles else "CAST(NULL AS VARCHAR)"
    columns = ["row", f"{code} AS code", *(f"{sql} AS {role}" for role, sql in moments.items())]
    columns += [
        f"{told(roles[role].index, forms[role])} AS {role}_text"
        for role in DECISIVE
        if role in roles
    ]
    join = ""
    if status := register.column(Role.STATUS):
        join = f"LEFT JOIN status_words ON status_words.word = c{status.index}"
    columns.append(f"{'status_words.class' if join else 'CAST(NULL AS VARCHAR)'} AS state")
    readable = " AND ".join(
        f"({role}_text IS NULL OR {role} IS NOT NULL)" for role in DECISIVE if role in roles
    )
    ended = f"COALESCE({', '.join(FINISHES)})"
    inner = f"SELECT {', '.join(columns)} FROM {cells} {join}"
    return f"SELECT *, {ended} AS ended FROM ({inner}) WHERE {readable}"


def measured(registers: Registers, number: int, asked: Mapping[str, str]) -> dict[str, Any]:
    """Some aggregates over the dossiers of a register, in one pass."""
    facts = facts_sql(registers, number, registers.cells[number].name)
    names, rows = registers.answer(f"SELECT {_named(asked)} FROM ({facts})")
    return dict(zip(names, rows[0], strict=True))


def first_of(
    registers: Registers, number: int, asked: Mapping[str, str]
) -> dict[str, tuple[Dossier, ...]]:
    """The first dossiers that satisfy each of some conditions, in one pass over a register.

    Apart from ``measured``: it takes the rows in their order, which is slow for some files.
    """
    key = "COALESCE(row, 0)" if registers.cells[number].numbered else "COALESCE(code, '')"
    first = f"arg_min(struct_pack(r := row, c := code), {key}, {LISTED}) FILTER (WHERE "
    columns = {name: f"{first}{sql})" for name, sql in asked.items()}
    with registers.located([number]) as (cells,):
        facts = facts_sql(registers, number, cells)
        row = registers.ask(f"SELECT {_named(columns)} FROM ({facts})")[0]
    return {
        name: tuple(Dossier(number, one["r"], one["c"]) for one in found or ())
        for name, found in zip(asked, row, strict=True)
    }


def look(registers: Registers, number: int, asked: Mapping[str, str]) -> dict[str, Seen]:
    """The dossiers of a register that satisfy each of some conditions: how many, and the first."""
    counts = {name: f"COUNT(*) FILTER (WHERE {sql})" for name, sql in asked.items()}
    times, first = measured(registers, number, counts), first_of(registers, number, asked)
    return {name: Seen(times[name], first[name]) for name in asked}


def _named(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{sql} AS {name}" for name, sql in columns.items())


def named(registers: Registers, dossiers: Sequence[Dossier], role: Role) -> tuple[str, ...]:
    """The first dossiers in words: cell and code; a dossier code is no data of a person."""
    return tuple(
        " ".join(
            part
            for part in (cell_of(registers.registers[one.register], one.row, role), one.code)
            if part
        )
        for one in dossiers[:SHOWN]
    )


def cell_of(register: Register, row: int | None, role: Role) -> str | None:
    """A cell as people find it: with its sheet where the file has several."""
    place = register.place(row, role)
    return "!".join(part for part in (place.sheet, place.cell) if part) if place.cell else None
