"""Which rows below the header of a register are dossiers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from tthc_stats.ingest.captions import label_of
from tthc_stats.ingest.registers.dates import written
from tthc_stats.ingest.rows import starts
from tthc_stats.model.errors import NotUnderstoodError
from tthc_stats.model.grid import Value
from tthc_stats.model.pattern import pattern
from tthc_stats.model.register import DATE_ROLES, Register, Role
from tthc_stats.model.text import T

NUMBER = pattern(r"\(?\d{1,2}\)?")
"""What stands below a caption in a row that numbers the columns."""
ORDINAL = pattern(r"\d+(?:\.0)?")
DIGIT = pattern(r"\d")
DAY = pattern(r"^\s*(?:ngày\s+)?\d")

Said = Mapping[Role, str]
"""What a row says in the columns that have a role."""


def is_dossier(register: Register, said: Said, cells: Sequence[Value]) -> bool:
    """Neither blank, nor the header or the numbers of the columns again, nor a title of a
    part, a total or a signature. A dossier has a day, else a code, a status or a number.

    said: texts by role, blank ones left out. cells: all of the row.
    """
    if not said or _repeats_header(register, said) or all(map(NUMBER.fullmatch, said.values())):
        return False
    if any(DAY.match(said[role]) for role in DATE_ROLES if role in said):
        return True
    if any(isinstance(cell, str) and _is_total(cell) for cell in cells):
        return False
    return _has_code(said) or _is_numbered(register, cells)


def _has_code(said: Said) -> bool:
    """Whether a code, or a status where there is none, tells of a dossier; a text of several
    words in the place of the code is a title or a signature.
    """
    code = said.get(Role.CODE)
    if code is None:
        return Role.STATUS in said
    return bool(DIGIT.search(code)) and not (len(said) == 1 and " " in code)


def _is_total(text: str) -> bool:
    return starts(text, "total") or starts(text, "subtotal")


def _repeats_header(register: Register, said: Said) -> bool:
    return all(text == register.roles[role].path[-1] for role, text in said.items())


def _is_numbered(register: Register, cells: Sequence[Value]) -> bool:
    """Whether the column of ordinals, if there is one, holds a number."""
    for column in register.columns:
        if column.path and _is_ordinal(column.path[-1]) and column.index < len(cells):
            value = cells[column.index]
            return value is not None and bool(ORDINAL.fullmatch(written(value)))
    return False


@cache
def _is_ordinal(caption: str) -> bool:
    return label_of(caption) == "ordinal"


def check_width(register: Register, row: int) -> None:
    """Refuse a dossier with other fields than the header: what stands where is unknown then,
    and a person's name could be taken for a unit's. Raises NotUnderstoodError.
    """
    fields = register.grid.fields
    if not fields:
        return
    width = max(fields[number] for number in register.header)
    surplus = any(value is not None for value in register.grid.rows[row][width:])
    missing = any(column.path for column in register.columns[fields[row] : width])
    if surplus or missing:
        raise other_width(register.file, row + 1, fields[row], width)


def other_width(file: str, row: int, found: int, expected: int) -> NotUnderstoodError:
    """The refusal of a row that is wider or narrower than the header."""
    return NotUnderstoodError(
        T(
            "Row {row} has {found} fields, but the header has {expected}.",
            row=row,
            found=found,
            expected=expected,
        ),
        place=file,
        hint=T("Export the table again, or as .xlsx."),
    )
