"""What dossiers are grouped by, and the SQL that gives every dossier its group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tthc_stats.ingest.registers.captions import is_called
from tthc_stats.ingest.registers.dates import DateForm
from tthc_stats.model.register import DATE_ROLES, Register, RegisterColumn, Role
from tthc_stats.tally.engine import sql_text
from tthc_stats.tally.views import moment


class Grouping(NamedTuple):
    """What dossiers are grouped by: a role, ``month`` of receipt, ``file`` or a caption."""

    name: str
    roles: tuple[Role, ...] = ()
    caption: str | None = None


def named(register: Register, caption: str) -> RegisterColumn | None:
    """The column of a caption, unless it is personal."""
    columns = [c for c in register.columns if is_called(c.path, caption) and not c.personal]
    return columns[0] if columns else None


CLASSED = {Role.CHANNEL: "channel", Role.SERVICE: "service"}


def group_sql(grouping: Grouping, register: Register, forms: Mapping[Role, DateForm]) -> str:
    """What a register says of a group; NULL where it has no such column."""
    if grouping.name == "file":
        return sql_text(register.file)
    if grouping.name == "month" and Role.RECEIVED in register.roles:
        received = moment(register.roles[Role.RECEIVED].index, forms[Role.RECEIVED])
        return f"LEFT(CAST(CAST({received} AS DATE) AS VARCHAR), 7)"
    if grouping.caption and (column := named(register, grouping.caption)):
        return f"CAST(c{column.index} AS VARCHAR)"
    for role in grouping.roles:
        if role in DATE_ROLES and role in register.roles:
            read = moment(register.roles[role].index, forms[role])
            return f"strftime({read}, '%Y-%m-%d')"
        if column := register.column(role):
            return f"{role.value}_words.class" if role in CLASSED else f"c{column.index}"
    if Role.UNIT in grouping.roles and register.unit:
        return sql_text(register.unit)
    return "CAST(NULL AS VARCHAR)"
