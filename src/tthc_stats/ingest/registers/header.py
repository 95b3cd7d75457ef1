"""Where the header of a register stands, and what its columns are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tthc_stats.ingest.captions import fold, key_of
from tthc_stats.ingest.headers import Header, header_at, title_lines
from tthc_stats.ingest.registers import SEARCHED_ROWS, may_begin
from tthc_stats.ingest.registers.captions import is_personal, role_of
from tthc_stats.ingest.registers.dates import holds_no_day, seen
from tthc_stats.ingest.registers.layout import RegisterLayout, with_own_roles
from tthc_stats.ingest.titles import read_titles
from tthc_stats.model.errors import NotUnderstoodError
from tthc_stats.model.grid import Grid, Value
from tthc_stats.model.register import (
    DATE_ROLES,
    NO_DAYS,
    SEVERAL,
    Register,
    RegisterColumn,
    Role,
)
from tthc_stats.model.text import T

DEEPEST = 3
"""Rows of a register's header: “Ngày, tháng, năm” may stand above three dates."""
WITNESSES = frozenset({*DATE_ROLES, Role.CODE, Role.STATUS, Role.PROCEDURE})


def register_in(grid: Grid, layout: RegisterLayout | None = None) -> Register | None:
    """The register in a sheet, searched row by row; see ``find_register``.

    Raises UsageError where the layout names a column that is not there.
    """
    own = layout or RegisterLayout()
    header = _header(grid, own)
    if header is None:
        return None
    columns = with_own_roles(own, columns_of(header.paths), grid.place(header.top))
    if not any(column.role is Role.RECEIVED for column in columns):
        raise _several_days_of_receipt(grid, header)
    titles = title_lines(grid, 0, header.top)
    said = read_titles([*titles, *([grid.sheet] if grid.sheet else [])])
    register = Register(
        grid,
        range(header.top, header.bottom + 1),
        header.first_row,
        columns,
        said.period,
        said.unit,
        words=own.words,
    )
    return register._replace(columns=tuple(_with_days(register)))


def _with_days(register: Register) -> Iterator[RegisterColumn]:
    """A column of days that holds none, such as a duration, is left without its role."""
    for column in register.columns:
        dated = column.role in DATE_ROLES and column.role is not Role.RECEIVED
        if dated and holds_no_day(register.values(column.index), column.role):
            yield column._replace(role=None, note=NO_DAYS)
        else:
            yield column


def _header(grid: Grid, layout: RegisterLayout) -> Header | None:
    """The first row, alone or with up to two below it, that names when dossiers came in."""
    own = {fold(name): role for name, role in layout.columns.items()}
    for top in range(min(SEARCHED_ROWS, len(grid.rows))):
        if not (may_begin(grid.rows[top]) or _prints(grid.rows[top], own)):
            continue
        best = max(_candidates(grid, top), key=lambda header: _weight(header, own))
        if _is_register(_known(best.paths, own)) and not _counts(grid, best):
            return best
    return None


def _several_days_of_receipt(grid: Grid, header: Header) -> NotUnderstoodError:
    claims = [(index, role_of(path)) for index, path in enumerate(header.paths)]
    captions = [
        f"{grid.address(header.bottom, index)} “{header.paths[index][-1]}”"
        for index, claim in claims
        if claim and claim[0] is Role.RECEIVED
    ]
    return NotUnderstoodError(
        T("each of {captions} could be the day of receipt", captions=tuple(captions)),
        place=grid.place(header.top),
        hint=T("Name it in a layout (tthc-stats inspect --save-layout)."),
    )


OwnRoles = Mapping[str, Role | None]
"""A user's own roles by folded caption."""


def _prints(row: Sequence[Value], own: OwnRoles) -> bool:
    return any(isinstance(value, str) and fold(value) in own for value in row)


def _candidates(grid: Grid, top: int) -> Iterator[Header]:
    for bottom in range(top, min(top + DEEPEST, len(grid.rows))):
        yield header_at(grid, top, bottom)


def _weight(header: Header, own: OwnRoles) -> tuple[int, int]:
    """More roles are better, then fewer rows."""
    return len(_known(header.paths, own)), -header.bottom


def _known(paths: Sequence[tuple[str, ...]], own: OwnRoles) -> set[Role]:
    found = {role for path in paths if path and (role := own.get(fold(path[-1])))}
    return found | {claim[0] for path in paths if (claim := role_of(path))}


def _is_register(known: set[Role]) -> bool:
    return Role.RECEIVED in known and len(known & WITNESSES) >= 2 and len(known) >= 3


def _counts(grid: Grid, header: Header) -> bool:
    """Whether a column called ``received`` holds numbers of dossiers, not days."""
    for index, path in enumerate(header.paths):
        found = role_of(path)
        if found and found[0] is Role.RECEIVED and key_of(path[-1]):
            rows = range(header.first_row, min(header.first_row + SEARCHED_ROWS, len(grid.rows)))
            shown = seen(grid.value(row, index) for row in rows)
            numbers = shown.others + shown.serials + shown.absent.total()
            return numbers > shown.formats.total()
    return False


def columns_of(paths: Sequence[tuple[str, ...]]) -> tuple[RegisterColumn, ...]:
    """Every column with its role; where two have the same, the more usual caption wins.

    Two columns with captions as usual as each other are both left without the role, and
    their notes say so.
    """
    found = {index: role_of(path) for index, path in enumerate(paths)}
    best: dict[Role, int] = {}
    for claim in found.values():
        if claim:
            best[claim[0]] = min(claim[1], best.get(claim[0], claim[1]))
    claimed = [claim for claim in found.values() if claim and claim[1] == best[claim[0]]]
    columns = []
    for index, path in enumerate(paths):
        claim = found[index]
        role, note = None, None
        if claim and claim[1] == best[claim[0]]:
            role = claim[0]
            if claimed.count(claim) > 1:
                role, note = None, SEVERAL
        columns.append(RegisterColumn(index, path, role, is_personal(path), note))
    return tuple(_with_first_due(columns))


def _with_first_due(columns: Sequence[RegisterColumn]) -> Iterator[RegisterColumn]:
    """Where no column is the due day as such, the earlier one of two is, until it is renewed."""
    roles = {column.role for column in columns}
    renewed = Role.DUE not in roles and Role.EXTENDED_DUE in roles
    for column in columns:
        if renewed and column.role is Role.PREVIOUS_DUE:
            yield column._replace(role=Role.DUE, first_of_several=True)
        else:
            yield column
