"""A user's own words for a register: which column is what, which status is what class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tthc_stats.data import load
from tthc_stats.ingest.captions import fold
from tthc_stats.ingest.registers.captions import is_personal
from tthc_stats.model.errors import UsageError
from tthc_stats.model.grid import column_letters
from tthc_stats.model.register import WORD_LISTS, RegisterColumn, Role
from tthc_stats.model.text import T

IGNORE = "ignore"
ENTRIES = ("columns", *WORD_LISTS.values())


class RegisterLayout(NamedTuple):
    """The table ``[register]`` of an own layout.

    columns: a role, or ``None`` for a column to ignore, by caption or letter. words: own
    classes of statuses, channels and service levels, by folded value.
    """

    columns: Mapping[str, Role | None] = {}
    words: Mapping[Role, Mapping[str, str]] = {}


def register_layout(given: object, path: str) -> RegisterLayout | None:
    """What ``[register]`` says. Raises UsageError for anything unknown in it."""
    if given is None:
        return None
    if not isinstance(given, dict):
        raise UsageError(T("[{entry}] must be a table", entry="register"), place=path)
    for entry in given:
        if entry not in ENTRIES:
            raise _unknown(f"register.{entry}", ENTRIES, path)
    return RegisterLayout(
        {name: _role(role, path) for name, role in given.get("columns", {}).items()},
        {role: _words(entry, given, path) for role, entry in WORD_LISTS.items() if entry in given},
    )


def _role(role: object, path: str) -> Role | None:
    known = (*(role.value for role in Role), IGNORE)
    if role not in known:
        raise _unknown(str(role), known, path)
    return None if role == IGNORE else Role(str(role))


def _words(entry: str, given: Mapping[str, Any], path: str) -> dict[str, str]:
    known = tuple(load("register")[entry])
    words: dict[str, str] = {}
    for name, values in given[entry].items():
        if name not in known:
            raise _unknown(f"register.{entry}.{name}", known, path)
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise UsageError(
                T("“{entry}” must be a list of texts", entry=f"register.{entry}.{name}"),
                place=path,
            )
        words |= {fold(value): name for value in values}
    return words


def _unknown(entry: str, known: Sequence[str], path: str) -> UsageError:
    return UsageError(
        T("unknown entry “{entry}” in the layout", entry=entry),
        place=path,
        hint=T("Known ones are {known}.", known=tuple(known)),
    )


def with_own_roles(
    layout: RegisterLayout, columns: Sequence[RegisterColumn], place: object
) -> tuple[RegisterColumn, ...]:
    """The columns as a user's layout has them; the others stay as they were read.

    Raises UsageError for a column that is not there, or that holds data of persons.
    """
    given = {_find(name, columns, place): role for name, role in layout.columns.items()}
    taken = {role for role in given.values() if role}
    changed = []
    for column in columns:
        if column.index in given:
            column = column._replace(role=given[column.index], note=None)  # noqa: PLW2901
        elif column.role in taken:
            column = column._replace(role=None)  # noqa: PLW2901
        changed.append(column)
    return tuple(changed)


def _find(name: str, columns: Sequence[RegisterColumn], place: object) -> int:
    for column in columns:
        captions = (fold(column.path[-1]), fold(" ".join(column.path))) if column.path else ()
        if name == column_letters(column.index) or fold(name.replace("›", " ")) in captions:
            if is_personal(column.path):
                raise UsageError(
                    T("“{name}” holds data of persons, which are never read", name=name),
                    place=place,
                )
            return column.index
    raise UsageError(
        T("the layout names a column “{column}” that this register does not have", column=name),
        place=place,
        hint=T("Look at the columns with tthc-stats inspect."),
    )
