"""Layouts: known ones by name, users' own ones, and how each adds up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from os.path import basename, splitext
from typing import TYPE_CHECKING, Any, NamedTuple

from tthc_stats.data import load
from tthc_stats.ingest.captions import fold, terms_of
from tthc_stats.model.counts import UNCOUNTED, Count
from tthc_stats.model.errors import UsageError
from tthc_stats.model.findings import Severity
from tthc_stats.model.grid import column_letters
from tthc_stats.model.identity import Identity
from tthc_stats.model.table import Column, ColumnKind, Dimension, Row, Share
from tthc_stats.model.text import T

if TYPE_CHECKING:
    from tthc_stats.ingest.registers.layout import RegisterLayout

OUTSIDE, HIDDEN = "outside", "hidden"
ROLES = (OUTSIDE, HIDDEN, Count.RESOLVED.value, Count.PENDING.value)
TRIED_ROWS = 200
"""Rows that are tried to learn where a layout keeps a class."""

GENERIC = "columns"
"""The layout's name where columns were read one by one."""

Roles = Mapping[Count, str]


class Layout(NamedTuple):
    """A known or own layout.

    header: first and last header row, from 1. columns: what a column holds, by caption
    path or by letter. roles: where classes beside resolved and pending are kept. register:
    what it says of registers.
    """

    name: str
    title: str = ""
    header: tuple[int, int] | None = None
    sheet: str | None = None
    columns: Mapping[str, str] = {}
    roles: Roles = {}  # noqa: RUF012 (never changed)
    register: RegisterLayout | None = None


def recognise(
    columns: Sequence[Column], form_code: str | None, title: str = ""
) -> tuple[str, list[Column], Roles]:
    """The known layout of some columns: its name, the columns as it has them, its roles."""
    for known in load("layouts")["layout"]:
        if _matches(known, columns, form_code, title):
            settled = [_as_known(known, column, columns) for column in columns]
            return known["name"], settled, _roles(known.get("roles", {}))
    return GENERIC, list(columns), {}


def _matches(
    known: Mapping[str, Any], columns: Sequence[Column], form_code: str | None, title: str
) -> bool:
    if captions := known.get("captions"):
        return _proves(captions, columns)
    stated = [count for column in columns for count in column.counts]
    if set(stated) == set(known["counts"]):
        return _proves(known.get("proof", ()), columns)
    codes = [code.lower() for code in known.get("codes", ())]
    coded = f"{form_code or ''} {title}".lower()
    return any(code in coded for code in codes) and set(stated) <= set(known["counts"])


def _proves(captions: Iterable[str], columns: Sequence[Column]) -> bool:
    """Whether a table has all these captions, in whatever groups."""
    held = {fold(column.path[-1]) for column in columns if column.path}
    return {fold(caption) for caption in captions} <= held


def _as_known(known: Mapping[str, Any], column: Column, columns: Sequence[Column]) -> Column:
    leaf = fold(column.path[-1]) if column.path else ""
    if leaf in {fold(caption) for caption in known.get("extras", ())}:
        note = T("takes in pending dossiers too: none of the counts")
        return column._replace(kind=ColumnKind.EXTRA, counts=(), note=note)
    for caption, share in known.get("shares", {}).items():
        if leaf == fold(caption):
            above = fold(share["numerator"])
            index = next(c.index for c in columns if c.path and fold(c.path[-1]) == above)
            bases = tuple(map(Count, share["bases"]))
            return column._replace(kind=ColumnKind.SHARE, share=Share((), bases, index))
    return column


def _roles(given: Mapping[str, str]) -> dict[Count, str]:
    return {Count(key): role for key, role in given.items()}


def identities_of(
    columns: Sequence[Column], rows: Sequence[Row], roles: Roles, *, name: str, own: Roles
) -> tuple[tuple[Identity, ...], Roles]:
    """The identities that hold in this layout, and where it keeps its other classes.

    A class may be a part of resolved or of pending, stand outside both, or be hidden in
    other columns. Where the layout does not tell, the roles are taken under which most
    rows add up, as the header suggests where that decides nothing.
    """
    stated = {count for column in columns for count in column.counts}
    base = [
        identity for entry in load("identities")["identity"] for identity in _ways(entry, stated)
    ]
    if not _channels_are_all(columns, stated, name):
        base = [i._replace(open=True) if _divides_into_channels(i) else i for i in base]
    if _levels_are_of_online(columns):
        base = [_of_online(i, stated) if i.code == "SERVICE_LEVEL" else i for i in base]
    if leaves_out(name):
        base = [i._replace(open=True) if i.code == "BALANCE" else i for i in base]
    classes = [count for count in UNCOUNTED if count in stated]
    choices = [_choices(columns, count, roles, own) for count in classes]
    tried = [row.counts for row in rows[:TRIED_ROWS]]
    best = max(
        (dict(zip(classes, chosen, strict=True)) for chosen in product(*choices)),
        key=lambda chosen: _rows_that_hold(_with_roles(base, chosen), tried),
    )
    return tuple(_with_roles(base, best)), best


def _levels_are_of_online(columns: Sequence[Column]) -> bool:
    """Whether the header divides what came online, not all that came, into service levels."""
    levels = (column for column in columns if column.counts == (Count.PARTIAL_PROCESS,))
    return any("online" in terms_of(caption).terms for c in levels for caption in c.path)


def _of_online(identity: Identity, stated: set[Count]) -> Identity:
    """The same parts, of what came online; they may not exceed it where it is not printed."""
    if Count.RECEIVED_ONLINE in stated:
        return identity._replace(total=Count.RECEIVED_ONLINE)
    return identity._replace(open=True)


def leaves_out(name: str) -> tuple[Count, ...]:
    """The classes that a known layout keeps out of print, outside resolved and pending."""
    listed = (entry for entry in load("layouts")["layout"] if entry["name"] == name)
    return tuple(Count(key) for entry in listed for key in entry.get("leaves_out", ()))


def _ways(entry: Mapping[str, Any], stated: set[Count]) -> list[Identity]:
    """An identity in every way that its parts may be printed."""
    total = Count(entry["total"])
    ways = [tuple(map(Count, parts)) for parts in entry["parts"]]
    two_channels = {Count.RECEIVED_ONLINE, Count.RECEIVED_IN_PERSON} <= stated
    without_post = not stated & {Count.RECEIVED_OFFLINE, Count.RECEIVED_POSTAL}
    if total is Count.RECEIVED_OFFLINE and two_channels and without_post:
        # Without a column of its own, what came by post stands under "trực tiếp".
        ways = [(Count.RECEIVED_IN_PERSON,)]
    severity = Severity(entry.get("severity", "error"))
    return [Identity(entry["code"], total, parts, severity) for parts in ways]


def _divides_into_channels(identity: Identity) -> bool:
    return identity.code == "CHANNELS" and identity.total is Count.RECEIVED_IN_PERIOD


OTHER_CHANNELS = {fold("hình thức khác"), fold("phi địa giới")}


def _channels_are_all(columns: Sequence[Column], stated: set[Count], name: str) -> bool:
    """Whether online and direct are all that came in the period.

    Not beside columns of other channels; and where neither the carried over nor what came
    in the period is printed, only in a layout that is known to leave just those out.
    """
    leaves = {fold(column.path[-1]) for column in columns if column.path}
    if leaves & OTHER_CHANNELS:
        return False
    printed = {Count.CARRIED_OVER, Count.RECEIVED_IN_PERIOD} & stated
    return bool(printed) or Count.RECEIVED not in stated or name == "hanoi-a"


def _choices(columns: Sequence[Column], count: Count, roles: Roles, own: Roles) -> tuple[str, ...]:
    if count in own:
        return (own[count],)
    likely = _likely(columns, count)
    return tuple(dict.fromkeys((roles.get(count, likely[0]), *likely)))


def _likely(columns: Sequence[Column], count: Count) -> tuple[str, ...]:
    inside = next((c.inside for c in columns if count in c.counts and c.inside), None)
    if inside in (Count.RESOLVED, Count.PENDING):
        return (inside.value, HIDDEN, OUTSIDE)
    return (OUTSIDE, HIDDEN, Count.RESOLVED.value, Count.PENDING.value)


PARTS_OF = {"TIMELINESS": Count.RESOLVED.value, "PENDING": Count.PENDING.value, "BALANCE": OUTSIDE}
"""The identity to which a class of each role belongs as one more part."""


def _with_roles(base: Iterable[Identity], roles: Roles) -> list[Identity]:
    return [
        identity._replace(
            parts=identity.parts
            + tuple(count for count, role in roles.items() if role == PARTS_OF.get(identity.code)),
        )
        for identity in base
    ]


def _rows_that_hold(identities: Sequence[Identity], rows: Sequence[Mapping[Count, int]]) -> int:
    return sum(
        1
        for row in rows
        for identity in identities
        if identity.code in PARTS_OF
        and all(count in row for count in identity.counts)
        and row[identity.total] == sum(row[part] for part in identity.parts)
    )


def read_layout(path: str) -> Layout:
    """A user's own layout from a TOML file.

    Raises UsageError where the file is missing, is no TOML, or says something unknown.
    """
    from tthc_stats.ingest.own_toml import read_toml

    return _checked(read_toml(path, T("the layout")), path)


KNOWN_ENTRIES = {"name", "title", "sheet", "header_rows", "columns", "roles", "register"}


def _checked(given: Mapping[str, Any], path: str) -> Layout:
    for entry in given:
        if entry not in KNOWN_ENTRIES:
            known = tuple(sorted(KNOWN_ENTRIES))
            text = T("unknown entry “{entry}” in the layout", entry=entry)
            raise UsageError(text, place=path, hint=T("Known ones are {known}.", known=known))
    from tthc_stats.ingest.registers.layout import register_layout

    return Layout(
        name=str(given.get("name", splitext(basename(path))[0])),
        title=str(given.get("title", "")),
        header=_header_rows(given.get("header_rows"), path),
        sheet=_sheet(given.get("sheet"), path),
        columns=_columns(_texts(given, "columns", path), path),
        roles=_known_roles(_texts(given, "roles", path), path),
        register=register_layout(given.get("register"), path),
    )


def _texts(given: Mapping[str, Any], entry: str, path: str) -> dict[str, str]:
    """An entry of the layout that must be a table of texts."""
    held = given.get(entry, {})
    if not isinstance(held, dict) or not all(isinstance(text, str) for text in held.values()):
        raise UsageError(T("[{entry}] must be a table of texts", entry=entry), place=path)
    return held


def _sheet(sheet: object, path: str) -> str | None:
    if sheet is None or isinstance(sheet, str):
        return sheet
    raise UsageError(T("sheet must be the name of a sheet"), place=path)


def _header_rows(rows: object, path: str) -> tuple[int, int] | None:
    if rows is None:
        return None
    if isinstance(rows, list) and len(rows) == 2 and all(type(n) is int for n in rows):
        first, last = rows
        if 0 < first <= last:
            return first, last
    text = T("header_rows must be the first and the last header row, such as [4, 6]")
    raise UsageError(text, place=path)


def _columns(columns: Mapping[str, str], path: str) -> dict[str, str]:
    for column, meaning in columns.items():
        if meaning not in MEANINGS and not set(meaning.split()) <= set(Count):
            text = T(
                "column “{column}” is given as “{meaning}”, which is no count and no label",
                column=column,
                meaning=meaning,
            )
            raise UsageError(text, place=path, hint=T("Write one of {known}.", known=MEANINGS))
    return dict(columns)


def _known_roles(roles: Mapping[str, str], path: str) -> dict[Count, str]:
    for count, role in roles.items():
        if count not in UNCOUNTED or role not in ROLES:
            text = T("unknown role “{count} = {role}” in the layout", count=count, role=role)
            raise UsageError(text, place=path)
    return _roles(roles)


LABELS = tuple(d.value for d in Dimension if d is not Dimension.FILE)
IGNORE, ORDINAL = "ignore", "ordinal"
MEANINGS = (*(count.value for count in Count), *LABELS, ORDINAL, IGNORE)


def apply_layout(layout: Layout, columns: Sequence[Column], place: object) -> list[Column]:
    """The columns as a user's layout has them; columns it does not name stay as read.

    Raises UsageError where it names a column that the table does not have.
    """
    found = {name: _find(name, columns) for name in layout.columns}
    for name, index in found.items():
        if index is None:
            raise UsageError(
                T(
                    "the layout “{layout}” names a column “{column}” that this table does not have",
                    layout=layout.name,
                    column=name,
                ),
                place=place,
                hint=T("Look at the columns with tthc-stats inspect."),
            )
    meanings = {index: layout.columns[name] for name, index in found.items()}
    taken = {word for meaning in meanings.values() for word in meaning.split()}
    return [
        _given(column, meanings[column.index])
        if column.index in meanings
        else _unless_taken(column, taken)
        for column in columns
    ]


def _unless_taken(column: Column, taken: set[str]) -> Column:
    """A column read as a count that the layout gives to another one is not that count."""
    if column.kind is ColumnKind.COUNT and taken & {count.value for count in column.counts}:
        return column._replace(kind=ColumnKind.EXTRA, counts=(), inside=None)
    return column


def _find(name: str, columns: Sequence[Column]) -> int | None:
    for column in columns:
        if fold(name) == fold(column.caption) and column.path:
            return column.index
    return next((c.index for c in columns if column_letters(c.index) == name.upper()), None)


def _given(column: Column, meaning: str) -> Column:
    plain = column._replace(counts=(), dimension=None, share=None, note=None)
    if meaning == IGNORE:
        return plain._replace(kind=ColumnKind.EXTRA, inside=None)
    if meaning == ORDINAL:
        return plain._replace(kind=ColumnKind.ORDINAL)
    if meaning in LABELS:
        return plain._replace(kind=ColumnKind.LABEL, dimension=Dimension(meaning))
    return plain._replace(kind=ColumnKind.COUNT, counts=tuple(map(Count, meaning.split())))
