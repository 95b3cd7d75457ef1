"""How the dates of registers are written, as their samples and the engine show it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tthc_stats.ingest.registers.dates import (
    DateForm,
    Order,
    Seen,
    SwappedError,
    YearFirstError,
    form_of,
    order_of,
    seen,
)
from tthc_stats.model.errors import NotUnderstoodError
from tthc_stats.model.register import DATE_ROLES, Register, Role
from tthc_stats.model.text import T, Text
from tthc_stats.tally.options import Rule
from tthc_stats.tally.views import all_plausible, day_above_12, tells_time

if TYPE_CHECKING:
    from tthc_stats.tally.registers import Registers


def forms_of(registers: Registers, number: int) -> Iterator[tuple[Role, DateForm]]:
    """How each column of dates of one register is written, one for all where only some show it.

    Raises NotUnderstoodError where days and months cannot be told apart.
    """
    register, cells = registers.registers[number], registers.cells[number]
    columns = {
        role: register.roles[role].index
        for role in DATE_ROLES
        if role in register.roles and register.roles[role].index in cells.columns
    }
    shown = {
        role: _shown(registers, number, role, column)
        for role, column in columns.items()
        if not cells.is_parsed(column)
    }
    orders = {role: _order(register, role, sample) for role, sample in shown.items()}
    proven = {order for order in orders.values() if order}
    common = proven.pop() if len(proven) == 1 else None
    for role in columns:
        if role not in shown:
            yield role, _parsed_form(registers, number, role)
            continue
        order = orders[role] or registers.options.date_order or common
        if order is None and shown[role].either:
            raise _undecided(register, role)
        yield role, form_of(shown[role], order)


def _parsed_form(registers: Registers, number: int, role: Role) -> DateForm:
    """The form of a column of moments, some of which stand for no day."""
    empty = form_of(seen(registers.extra.get((number, role), []), role), None)
    timed = role is Role.DUE and _tells_hours(registers, number)
    column = registers.registers[number].roles[role].index
    ((plausible,),) = registers.ask(
        f"SELECT {all_plausible(column)} FROM {registers.cells[number].name}"
    )
    return DateForm(
        (),
        timed=timed,
        absent=empty.absent,
        sentinels=empty.sentinels,
        plausible=plausible,
    )


def _tells_hours(registers: Registers, number: int) -> bool:
    """Whether a column of due moments tells more than days, where that matters."""
    if registers.options.rule is Rule.DATE:
        return False
    column = registers.registers[number].roles[Role.DUE].index
    hour = tells_time(column, parsed=True)
    return bool(registers.ask(f"SELECT 1 FROM {registers.cells[number].name} WHERE {hour} LIMIT 1"))


def _shown(registers: Registers, number: int, role: Role, column: int) -> Seen:
    """What the sample of a column shows; of a large one also what it may lack."""
    cells = registers.cells[number]
    more = registers.extra.setdefault((number, role), [])
    sample = seen([*cells.sample(column), *more], role)
    if cells.complete:
        return sample
    wanted = []
    if sample.either and not (sample.day_first or sample.month_first):
        wanted += [day_above_12(column, 1), day_above_12(column, 2)]
    if role is Role.DUE and registers.options.rule is Rule.TIMESTAMP and not sample.timed:
        wanted.append(tells_time(column))
    for condition in wanted:
        sql = f"SELECT c{column} FROM {cells.name} WHERE {condition} LIMIT 1"
        more += [value for (value,) in registers.ask(sql)]
    return seen([*cells.sample(column), *more], role) if wanted else sample


def _order(register: Register, role: Role, sample: Seen) -> Order | None:
    try:
        return order_of(sample)
    except SwappedError as error:
        raise _swapped(register, role) from error
    except YearFirstError as error:
        raise _year_first(register, role) from error
    except ValueError as error:
        raise _both_orders(register, role) from error


def _undecided(register: Register, role: Role) -> NotUnderstoodError:
    caption = register.roles[role].caption
    return _not_dates(
        register,
        role,
        T(
            "every date in “{caption}” could be read with the day or the month first",
            caption=caption,
        ),
        T("Say which with --date-order dmy or mdy."),
    )


def _swapped(register: Register, role: Role) -> NotUnderstoodError:
    text = T(
        "in “{caption}” the dates with a day above 12 are texts and all others are dates: a "
        "spreadsheet has taken their days for months",
        caption=register.roles[role].caption,
    )
    hint = T("Export the register again and give that file, not one saved by a spreadsheet.")
    return _not_dates(register, role, text, hint)


def _year_first(register: Register, role: Role) -> NotUnderstoodError:
    text = T(
        "the two-digit years in “{caption}” may stand first: the last part of the dates takes "
        "more values than the first",
        caption=register.roles[role].caption,
    )
    hint = T("Export the register again with years of four digits.")
    return _not_dates(register, role, text, hint)


def _both_orders(register: Register, role: Role) -> NotUnderstoodError:
    caption = register.roles[role].caption
    return _not_dates(
        register,
        role,
        T("some dates in “{caption}” have the day first and some the month", caption=caption),
        T("Export the register again with one form of dates."),
    )


def _not_dates(register: Register, role: Role, what: Text, hint: Text) -> NotUnderstoodError:
    """An error at the first cell of a column of dates."""
    return NotUnderstoodError(what, place=register.place(register.first_row, role), hint=hint)
