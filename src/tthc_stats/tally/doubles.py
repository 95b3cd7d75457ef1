"""Dossier codes that stand more than once, in one register or in several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tthc_stats.model.register import DATE_ROLES, Role
from tthc_stats.tally.facts import Dossier
from tthc_stats.tally.registers import LISTED, Registers
from tthc_stats.tally.views import moment

BATCH = 4_000_000
"""Hashes that are compared at a time: a few hundred megabytes, whatever the register."""
CANDIDATES = 1_000_000
"""Codes that are compared at a time."""


HASH = "md5_number_lower(code)"
"""64 bits of a code. The engine's own hash is quicker, but a thousand codes of ten million
share one with another, and each costs the slow pass that tells the rows.
"""


class Double(NamedTuple):
    """Codes that a register repeats.

    register: where they stand again. alike: whether their rows say the same in every column
    that is read. number: how many codes. first: where the first of them stand again, and
    where they stood before.
    """

    register: int
    alike: bool
    number: int
    first: tuple[tuple[Dossier, Dossier], ...]


def double_codes(registers: Registers) -> Iterator[Double]:
    """The repeated codes, register by register; those with differing rows apart."""
    numbers = [n for n, one in enumerate(registers.registers) if Role.CODE in one.roles]
    if not numbers:
        return
    candidates = _candidates(registers, numbers)
    parts = -(-candidates // CANDIDATES)
    if not parts:
        return
    with registers.located(numbers) as cells:
        relations = dict(zip(numbers, cells, strict=True))
        for part in range(parts):
            yield from _doubles(registers, relations, f"{HASH} % {parts} = {part}")


def _candidates(registers: Registers, numbers: Sequence[int]) -> int:
    """Make the table ``candidates`` of the hashes that stand more than once; their number.

    One pass over the registers leaves eight bytes of each code.
    """
    codes = " UNION ALL ".join(_codes_sql(registers, n) for n in numbers)
    registers.ask(f"CREATE OR REPLACE TEMP TABLE hashes AS SELECT {HASH} AS h FROM ({codes})")
    registers.ask("CREATE OR REPLACE TEMP TABLE candidates (h UBIGINT)")
    parts = registers.ask("SELECT COUNT(*) FROM hashes")[0][0] // BATCH + 1
    for part in range(parts):
        registers.ask(
            f"INSERT INTO candidates SELECT h FROM hashes WHERE h % {parts} = {part} "
            "GROUP BY 1 HAVING COUNT(*) > 1"
        )
    registers.ask("DROP TABLE hashes")
    number: int = registers.ask("SELECT COUNT(*) FROM candidates")[0][0]
    return number


def _doubles(registers: Registers, relations: Mapping[int, str], mine: str) -> Iterator[Double]:
    """Those of one batch. Hashes find candidates, the codes themselves decide."""
    rows = " UNION ALL ".join(_rows_sql(registers, *one) for one in relations.items())
    repeated = (
        "SELECT code, MIN(said) = MAX(said) AS alike, "
        "arg_min(struct_pack(n := n, r := row), (n, COALESCE(row, 0)), 2) AS places "
        f"FROM ({rows}) WHERE {mine} AND {HASH} IN (SELECT h FROM candidates) "
        "GROUP BY code HAVING COUNT(*) > 1"
    )
    found = registers.ask(
        "SELECT places[2].n, alike, COUNT(*), "
        "arg_min(struct_pack(c := code, p := places), (COALESCE(places[2].r, 0), code), "
        f"{LISTED}) FROM ({repeated}) GROUP BY 1, 2 ORDER BY 1, 2"
    )
    for register, alike, number, first in found:
        pairs = tuple(
            (_dossier(one["p"][1], one["c"]), _dossier(one["p"][0], one["c"])) for one in first
        )
        yield Double(register, alike, number, pairs)


def _dossier(place: dict[str, int], code: str) -> Dossier:
    return Dossier(place["n"], place["r"], code)


def _codes_sql(registers: Registers, number: int) -> str:
    code = registers.registers[number].roles[Role.CODE].index
    return f"SELECT c{code} AS code FROM cells_{number} WHERE c{code} IS NOT NULL"


def _rows_sql(registers: Registers, number: int, cells: str) -> str:
    """The rows with a digest of what all their columns say, dates in one form."""
    roles, forms = registers.registers[number].roles, registers.forms[number]
    parts = []
    for role in Role:
        name = f"c{roles[role].index}" if role in roles else "''"
        if role in roles and role in DATE_ROLES:
            read = moment(roles[role].index, forms[role])
            name = f"CAST({read} AS VARCHAR), CAST({name} AS VARCHAR)"
        parts.append(f"COALESCE({name}, '')")
    code = f"c{roles[Role.CODE].index}"
    return (
        f"SELECT {number} AS n, row, {code} AS code, md5(concat_ws(chr(31), "
        f"{', '.join(parts)})) AS said FROM {cells} WHERE {code} IS NOT NULL"
    )
