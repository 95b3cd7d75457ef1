"""The file of an office, ``tthc-stats.toml``: where it lies and what it says.

Its tables are ``[options]`` for every command, one for each command by its name, and
``[office]`` for what papers print of the agency.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from tthc_stats.model.errors import UsageError
from tthc_stats.model.text import T

if TYPE_CHECKING:
    from tthc_stats.model.office import Office

FILE = "tthc-stats.toml"


class Config(NamedTuple):
    """What a file says, table by table.

    path: as it was given or found, for messages.
    """

    path: str
    tables: Mapping[str, Mapping[str, Any]]

    @property
    def folder(self) -> str:
        """What paths in the file are relative to; empty where that is the working directory."""
        return os.path.dirname(self.path)


def find_config(folder: str) -> str | None:
    """The nearest file at or above a folder; relative to it where it lies in it."""
    above = os.path.abspath(folder)
    if os.path.isfile(os.path.join(above, FILE)):
        return FILE
    while (parent := os.path.dirname(above)) != above:
        above = parent
        if os.path.isfile(path := os.path.join(above, FILE)):
            return path
    return None


def read_config(path: str) -> Config:
    """Read a file. Raises UsageError where it is missing, no TOML, or holds bare values."""
    import tomllib

    try:
        with open(path, "rb") as file:
            read = tomllib.load(file)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise UsageError(T("cannot be read: {why}", why=why), place=path) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(T("it is no TOML: {why}", why=str(error)), place=path) from error
    for name, table in read.items():
        if not isinstance(table, dict):
            raise UsageError(
                T("“{key}” stands outside of a table", key=name),
                place=path,
                hint=T("Write it below [options] or the name of a command."),
            )
    return Config(path, read)


def refuse_unknown(config: Config, table: str | None, known: Collection[str]) -> None:
    """Raise UsageError for a key that nobody reads, with the nearest that is read.

    table: whose keys are looked at; the names of tables themselves where None.
    """
    written = config.tables if table is None else config.tables.get(table, {})
    for key in written:
        if key not in known:
            raise UsageError(
                T("there is no table [{key}]", key=key)
                if table is None
                else T("there is no key “{key}” in [{table}]", key=key, table=table),
                place=config.path,
                hint=_nearest(key, known),
            )


def _nearest(key: str, known: Collection[str]) -> Any:
    from difflib import get_close_matches

    if near := get_close_matches(key, known, n=1):
        return T("Did you mean “{name}”?", name=near[0])
    return T("Known are {known}.", known=tuple(sorted(known)))


def plain(value: Any) -> Any:
    """A value of TOML as it would stand on the command line: days as texts, lists as such."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def office_of(config: Config | None) -> Office:
    """The facts of the office. Raises UsageError for an unknown one, or one of a wrong kind."""
    from tthc_stats.model.office import Office

    if config is None:
        return Office()
    refuse_unknown(config, "office", Office._fields)
    facts = config.tables.get("office", {})
    return Office(**{key: _fact(config, key, value) for key, value in facts.items()})


def _fact(config: Config, key: str, value: Any) -> Any:
    from tthc_stats.model.office import Office

    several = key in Office._field_defaults and isinstance(Office._field_defaults[key], tuple)
    if several and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if not several and isinstance(value, str | int) and not isinstance(value, bool):
        return str(value)
    what = T("“{key}” is a list of texts", key=key) if several else T("“{key}” is a text", key=key)
    raise UsageError(what, place=config.path)
