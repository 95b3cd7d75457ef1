"""From the texts of a register to ``dossiers``, the one relation that the page of SQL reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tthc_stats.ingest.registers.dates import FIRST_SERIAL, LAST_SERIAL, SERIAL, DateForm
from tthc_stats.model.register import WORD_LISTS, Register, RegisterColumn, Role
from tthc_stats.tally.engine import sql_text

EARLIEST, LATEST = "1971-01-01", "2200-01-01"
"""Days beyond are slips of the keyboard, or stand for none: they are no days."""

TIMED_SQL = r"[1-9]:|:\d?[1-9]|[12]0:|:[1-9]0|^\d{8}\d*[1-9]\d*$"
MIDNIGHT_SQL = r"(?i)12:00(:00)?(\.0+)?\s*(AM|SA)"

ZONE = "Asia/Ho_Chi_Minh"
NO_MOMENT = "CAST(NULL AS TIMESTAMP)"

CLASS = "class"
"""The type of classes: numbers with names, which the engine compares faster than texts."""

FINISHES = (Role.FINISHED, Role.RETURNED)
"""What ends a dossier: the day it was finished, else the day the result was handed over."""
DECISIVE = (Role.RECEIVED, Role.DUE, *FINISHES)


def dossiers_sql(
    register: Register,
    cells: str,
    forms: Mapping[Role, DateForm],
    groups: Sequence[str] = (),
) -> str:
    """One register as rows of ``dossiers``.

    cells: the relation with its columns ``c<index>``. forms: how each column of dates is
    written. groups: further columns, as
    expressions with names.
    """
    roles = register.roles
    dates = decisive(register)
    moments = [f"{moment(roles[role].index, forms[role])} AS {role.value}_at" for role in dates]
    doubtful = {role: roles[role].index for role in dates if not forms[role].plausible}
    joins = " ".join(_join(role, roles[role].index) for role in WORD_LISTS if role in roles)
    ended = [f"{role.value}_at" for role in FINISHES if role in roles]
    due = f"COALESCE({Role.EXTENDED_DUE}_at, due_at)" if register.renewed else "due_at"
    timed = any(forms[role].timed for role in (Role.DUE, Role.EXTENDED_DUE) if role in dates)
    chosen = [
        "received_at AS received",
        f"{due if Role.DUE in roles else NO_MOMENT} AS due",
        f"{_due_end(due, timed=timed) if Role.DUE in roles else NO_MOMENT} AS due_end",
        f"{_first(ended)} AS ended",
        f"{_newest(ended)} AS newest",
        f"{_readable(doubtful, forms)} AS readable",
        *(f"{_class(role, roles)} AS {name}" for role, name in NAMES.items()),
        *groups,
        "row",
    ]
    # The joins stand above the moments, or the engine would parse each date many times.
    parsed = f"(SELECT {', '.join(['*', *moments])} FROM {cells})"
    return f"SELECT {', '.join(chosen)} FROM {parsed} {joins}"


def decisive(register: Register) -> list[Role]:
    """The days that decide on a dossier, as far as the register has them."""
    renewals = (Role.EXTENDED_DUE,) if register.renewed else ()
    return [role for role in (*DECISIVE, *renewals) if role in register.roles]


NAMES = {Role.STATUS: "state", Role.CHANNEL: "channel", Role.SERVICE: "service"}


def moment(column: int, form: DateForm) -> str:
    """A column of dates as timestamps; NULL where it is blank or cannot be read."""
    if form.plausible:
        return f"c{column}"
    parsed = _serial(f"c{column}") if form.serial else _read(f"c{column}", form)
    return f"CASE WHEN {_sane(parsed)} THEN {parsed} END"


def told(column: int, form: DateForm) -> str:
    """What a column of dates says; NULL where it is blank or says that there is no day."""
    name = f"c{column}"
    return f"CASE WHEN NOT {is_absent(column, form)} THEN {name} END" if form.absent else name


def is_absent(column: int, form: DateForm, *, sentinel: bool = False) -> str:
    """Whether a text stands for no day. sentinel: only one that is a day, as 01/01/1900."""
    listed = ", ".join(map(sql_text, form.sentinels if sentinel else form.absent))
    return f"list_contains([{listed}], CAST(c{column} AS VARCHAR))"


def _read(name: str, form: DateForm) -> str:
    """All texts are rewritten where some need it, as far as any needs it; usual ones stay as
    they are. Trying them as they stand first takes longer: to fail is slow.
    """
    text = name if form.rewrites is None else _usual(name, form.rewrites)
    parsed = _parsed(text, form.formats)
    return _zoned(name, parsed) if form.zoned else parsed


def _usual(name: str, rewrites: Sequence[int]) -> str:
    """A text with its date written as most systems do (see ``spellings``)."""
    from tthc_stats.ingest.registers.spellings import REWRITES

    text = f"nfc_normalize({name})"
    for wanted, instead in (REWRITES[n] for n in rewrites):
        text = f"regexp_replace({text}, {sql_text(wanted)}, {sql_text(instead)}, 'gi')"
    return text


def _serial(name: str) -> str:
    """Days as spreadsheets number them, to the second."""
    days = f"TRY_CAST(replace(trim({name}), ',', '.') AS DOUBLE)"
    seconds = f"to_seconds(CAST(round({days} * 86400) AS BIGINT))"
    is_one = (
        f"regexp_full_match(trim({name}), '{SERIAL}') "
        f"AND {days} >= {FIRST_SERIAL} AND {days} < {LAST_SERIAL}"
    )
    return f"CASE WHEN {is_one} THEN TIMESTAMP '1899-12-30' + {seconds} END"


def _zoned(name: str, others: str) -> str:
    """Moments that name their zone told in Vietnam's; those that name none are in it.

    Casts are kept to the former: they take “CH” for a zone, and 13/08/26 for the year 13.
    """
    here = f"TRY_CAST({name} AS TIMESTAMPTZ) AT TIME ZONE '{ZONE}'"
    names_zone = f"regexp_matches({name}, ':.*(Z|[+-]\\d\\d:?(\\d\\d)?)\\s*$')"
    return f"(CASE WHEN {names_zone} THEN {here} ELSE {others} END)"


def _parsed(name: str, formats: Sequence[str]) -> str:
    if not formats:
        return f"CAST({name} AS TIMESTAMP)"
    listed = ", ".join(f"'{one}'" for one in formats)
    return f"try_strptime({name}, {f'[{listed}]' if len(formats) > 1 else listed})"


def all_plausible(column: int) -> str:
    """Whether no moment of a column is a slip; of Parquet its statistics tell."""
    least, most = f"min(c{column})", f"max(c{column})"
    return f"COALESCE({_sane(least)} AND {_sane(most)}, TRUE)"


def _sane(moment: str) -> str:
    return f"{moment} BETWEEN TIMESTAMP '{EARLIEST}' AND TIMESTAMP '{LATEST}'"


def day_above_12(column: int, part: int) -> str:
    """Whether the first or second part of a date with slashes is no month."""
    pattern = r"(?:^|[^\d/.:-])(\d{1,2}) ?[/.-] ?(\d{1,2}) ?[/.-] ?\d"
    return f"TRY_CAST(regexp_extract(c{column}, '{pattern}', {part}) AS INTEGER) > 12"


def tells_time(column: int, *, parsed: bool = False) -> str:
    """Whether a date names a time of day that is not midnight.

    parsed: whether the column holds moments, not texts.
    """
    if parsed:
        return f"c{column} <> CAST(CAST(c{column} AS DATE) AS TIMESTAMP)"
    timed = f"regexp_matches(c{column}, '{TIMED_SQL}')"
    return f"{timed} AND NOT regexp_matches(c{column}, '{MIDNIGHT_SQL}')"


def _due_end(due: str, *, timed: bool) -> str:
    """The last moment of a due day; the moment itself where the column tells the hour."""
    return due if timed else f"{due} + INTERVAL 1 DAY - INTERVAL 1 SECOND"


def _newest(moments: Sequence[str]) -> str:
    return f"GREATEST({', '.join(moments)})" if moments else NO_MOMENT


def _first(moments: Sequence[str]) -> str:
    return f"COALESCE({', '.join(moments)})" if moments else NO_MOMENT


def _readable(columns: Mapping[Role, int], forms: Mapping[Role, DateForm]) -> str:
    """Whether every date that is written could be read."""
    read = (
        f"({role.value}_at IS NOT NULL OR {told(column, forms[role])} IS NULL)"
        for role, column in columns.items()
    )
    return " AND ".join(read) or "TRUE"


def _join(role: Role, column: int) -> str:
    name = f"{role.value}_words"
    return f"LEFT JOIN {name} ON {name}.word = c{column}"


def _class(role: Role, roles: Mapping[Role, RegisterColumn]) -> str:
    if role not in roles:
        return f"CAST(NULL AS {CLASS})"
    known = f"COALESCE({role.value}_words.class, CAST('unknown' AS {CLASS}))"
    return f"CASE WHEN c{roles[role].index} IS NOT NULL THEN {known} END"
