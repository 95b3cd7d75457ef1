"""Options that several commands share."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

import click

from tthc_stats.cli.commands import Whole
from tthc_stats.cli.language import _
from tthc_stats.model.errors import UsageError
from tthc_stats.model.text import T
from tthc_stats.report.language import language_code


def day(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:  # noqa: ARG001
    """A day as people write it: 2026-08-14 or 14/8/2026."""
    if value is None:
        return None
    parts = value.strip().split("/")
    try:
        if len(parts) == 3:
            return date(int(parts[2]), int(parts[1]), int(parts[0]))
        return date.fromisoformat(value.strip())
    except ValueError as error:
        raise click.BadParameter(
            _("“{value}” is no day; write 2026-08-14 or 14/8/2026.").format(value=value)
        ) from error


Command = TypeVar("Command", bound=Callable[..., Any])


def table_options(command: Command) -> Command:
    """What is read of inputs that a command names in its own way: sheets, a layout."""
    return _with(_sheet, _table, _query, _layout)(command)


def input_options(command: Command) -> Command:
    """What is read: files, sheets, a layout, the period."""
    return _with(_files, _sheet, _table, _query, _layout, _period)(command)


def against_options(command: Command) -> Command:
    """What is read of files beside a document: sheets, a layout, the period."""
    return _with(_sheet, _table, _query, _layout, _period)(command)


def report_options(command: Command) -> Command:
    """What is read: files, sheets, a layout, the period to report."""
    return _with(_files, _sheet, _table, _query, _layout, _reported)(command)


def register_options(command: Command) -> Command:
    """What is read of registers: files, sheets, a layout, the period to count."""
    return _with(_files, _sheet, _table, _query, _layout, _counted)(command)


def _with(*options: Callable[[Any], Any]) -> Callable[[Command], Command]:
    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


_files = click.argument("files", nargs=-1, required=True, metavar=_("FILES…"))
_sheet = click.option(
    "--sheet",
    "sheets",
    multiple=True,
    metavar=_("NAME"),
    help=_("Sheet to read, by name or number; may be repeated."),
)
_table = click.option(
    "--table",
    metavar=_("NAME"),
    help=_(
        "Databases (FILES that begin with postgresql://): the table or view with a row per "
        "dossier, such as public.ho_so."
    ),
)
_query = click.option(
    "--query",
    metavar="SQL",
    help=_("Databases: a query that gives a row per dossier, in place of --table."),
)
_layout = click.option(
    "--layout",
    metavar=_("FILE"),
    help=_("Own layout in TOML (see inspect --save-layout)."),
)
_period = click.option(
    "--period",
    metavar=_("PERIOD"),
    help=_(
        "Period of tables that do not say theirs, in calendar days, or of registers, to official "
        "cut-off days (see --cutoff): 2026-08, Q3/2026, H1/2026, 9M/2026, 2026, "
        "2026-07-15..2026-08-14."
    ),
)
_counted = click.option(
    "--period",
    metavar=_("PERIOD"),
    help=_(
        "Period to count [default: as the title says, else all]: 2026-08, Q3/2026, H1/2026, "
        "9M/2026, 2026, 2026-07-15..2026-08-14."
    ),
)

_reported = click.option(
    "--period",
    metavar=_("PERIOD"),
    help=_(
        "Period to report [default: as the tables say]: 2026-08, Q3/2026, H1/2026, 9M/2026, "
        "2026, 2026-07-15..2026-08-14; or last-month, last-quarter, last-year: the last one "
        "that is over, in the days of --cutoff."
    ),
)


def listed(
    context: click.Context,  # noqa: ARG001 (click's signature)
    parameter: click.Parameter,  # noqa: ARG001
    value: tuple[str, ...],
) -> list[str]:
    """The names of an option that may be repeated and may hold commas; one that holds a
    comma itself stands in double quotes.
    """
    if not value:
        return []
    from csv import reader

    names = [name.strip() for row in reader(value, skipinitialspace=True) for name in row]
    return list(dict.fromkeys(name for name in names if name))


def by_option(help_: str) -> Callable[[Command], Command]:
    """What to group by: one thing, or several."""
    return click.option("--by", multiple=True, callback=listed, metavar=_("KEY"), help=help_)


_days_options = (
    click.option(
        "--from", "start", callback=day, metavar=_("DAY"), help=_("Registers: the first day.")
    ),
    click.option("--to", "end", callback=day, metavar=_("DAY"), help=_("Registers: the last day.")),
)
_counting_options = (
    click.option(
        "--cutoff",
        type=click.Choice(["official", "calendar"]),
        default="official",
        show_default=True,
        help=_(
            "Registers: a month runs from the 15th to the 14th, or as in the calendar. Tables "
            "always take calendar days."
        ),
    ),
    click.option(
        "--as-of",
        callback=day,
        metavar=_("DAY"),
        help=_("Registers: the day that decides what is overdue [default: the period's end]."),
    ),
    click.option(
        "--rule",
        type=click.Choice(["date", "timestamp"]),
        default="date",
        show_default=True,
        help=_("Registers: whether the day or the hour decides what is late."),
    ),
    click.option(
        "--no-due",
        type=click.Choice(["on-time", "exclude"]),
        default="on-time",
        show_default=True,
        help=_("Registers: what becomes of dossiers without a due day."),
    ),
    click.option(
        "--date-order",
        type=click.Choice(["dmy", "mdy"]),
        help=_("Registers: day or month first, where the dates do not tell."),
    ),
)


def tally_options(command: Command) -> Command:
    """How dossiers of registers are counted, and on which days; handed on as one dictionary
    ``tally``.
    """
    cutoff, *others = _counting_options
    return _tally_options(command, (cutoff, *_days_options, *others), days=True)


def counting_options(command: Command) -> Command:
    """The same where each input names its own days."""
    return _tally_options(command, _counting_options, days=False)


def _tally_options(
    command: Command, options: Sequence[Callable[[Any], Any]], *, days: bool
) -> Command:
    @functools.wraps(command)
    def with_tally(*args: Any, **values: Any) -> Any:
        names = ("cutoff", "as_of", "rule", "no_due", "date_order")
        tally = {name: values.pop(name) for name in names}
        if days:
            start, end = values.pop("start"), values.pop("end")
            tally["days"] = _days(start, end, values["period"])
        return command(*args, tally=tally, **values)

    return _with(*options)(with_tally)  # type: ignore[return-value]


def _days(start: date | None, end: date | None, period: str | None) -> Any:
    """The period between two days. Raises UsageError where one is missing or they cross, or
    where a period is named too.
    """
    if start is None and end is None:
        return None
    if period is not None:
        raise UsageError(T("--period and --from with --to name the same thing: give one of them"))
    if start is None or end is None or end < start:
        raise UsageError(
            T("--from and --to must name the first and the last day of the period"),
        )
    from tthc_stats.model.period import Period

    days = Period(start, end)
    if not days.plausible:
        raise UsageError(T("“{period}” is not a period", period=str(days)))
    return days


def base_option(command: Command) -> Command:
    return click.option(
        "--on-time-base",
        type=click.Choice(["resolved", "received", "due"]),
        default="resolved",
        show_default=True,
        help=_("What the on-time share is taken of."),
    )(command)


def history_option(command: Command) -> Command:
    """The file of recorded periods."""
    return click.option(
        "--history",
        metavar=_("FILE"),
        envvar="TTHC_STATS_HISTORY",
        help=_("File of recorded periods [default: lich-su.sqlite beside tthc-stats.toml]."),
    )(command)


def agency_option(command: Command) -> Command:
    return click.option(
        "--agency",
        metavar=_("NAME"),
        help=_("Whose report it is, where periods of several agencies are recorded."),
    )(command)


def decimals_option(command: Command) -> Command:
    return click.option(
        "--decimals",
        type=Whole(0, 12),
        default=2,
        show_default=True,
        help=_("Decimals of percentages."),
    )(command)


def history_file(path: str | None) -> str:
    """The history that is named. Raises UsageError where none is."""
    if path:
        return path
    raise UsageError(
        T("no history is named"),
        hint=T(
            "Name its file with --history FILE, in TTHC_STATS_HISTORY, or as history in "
            "tthc-stats.toml."
        ),
    )


class Lang(click.Option):
    """A language; one of the environment that is not spoken means English, as in a locale."""

    def resolve_envvar_value(self, ctx: click.Context) -> str | None:
        said = super().resolve_envvar_value(ctx)
        return language_code(None, {"TTHC_STATS_LANG": said}) if said else None


EVERY_FORMAT = ("table", "csv", "json", "md", "html", "xlsx")
"""The formats of every report that is tables of figures, the usual one first."""


def output_options(*formats: str) -> Callable[[Command], Command]:
    """How the result is shown: format, files, language. A table is the usual format, or csv
    where that is the first one.
    """
    csv = formats[0] == "csv"

    def decorate(command: Command) -> Command:
        for option in reversed(
            (
                click.option(
                    "--format",
                    "format_",
                    type=click.Choice(formats),
                    help=_("Format on standard output [default: csv].")
                    if csv
                    else _("Format on standard output [default: table]."),
                ),
                click.option(
                    "-o",
                    "--output",
                    "outputs",
                    multiple=True,
                    metavar=_("FILE"),
                    help=_("Write to a file, format by its ending; may be repeated."),
                ),
                click.option(
                    "--lang",
                    cls=Lang,
                    type=click.Choice(["vi", "en"]),
                    expose_value=False,
                    help=_("Language of messages and reports."),
                ),
            )
        ):
            command = option(command)
        return command

    return decorate
