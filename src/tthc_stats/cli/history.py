"""``tthc-stats history`` and its commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from tthc_stats.cli.commands import Group
from tthc_stats.cli.language import _, spoken
from tthc_stats.cli.options import (
    EVERY_FORMAT,
    agency_option,
    base_option,
    by_option,
    decimals_option,
    history_file,
    history_option,
    input_options,
    output_options,
    tally_options,
)
from tthc_stats.cli.own import own
from tthc_stats.cli.streams import (
    check_outputs,
    deliver,
    read_files,
    say,
    say_findings,
    say_without_effect,
)
from tthc_stats.model.text import T

ROWS = ("csv", "json", "xlsx", "table", "md", "html")

_period = click.argument("period", metavar=_("PERIOD"))
_periods = click.argument("periods", nargs=-1, metavar=_("[PERIODS…]"))


@click.group(
    cls=Group,
    help=_("Record periods, and list, show, export or remove what is recorded.")
    + "\n\n"
    + _(
        "The history is one file, named by --history or TTHC_STATS_HISTORY. A period of an agency "
        "that is recorded again replaces what stood there, in one step; several runs at once and "
        "killed ones leave it whole."
    ),
    epilog=_("Example: tthc-stats history add thang-8.xlsx --history lich-su.sqlite"),
)
def command() -> None:
    """The group of the commands below."""


@command.command(
    "add",
    help=_("Record the period of some tables or registers, with their finest rows.")
    + "\n\n"
    + _(
        "FILES are read and added up as summarize does. Errors in their figures are told and "
        "recorded by number; figures that are wrong are better corrected and recorded again."
    ),
    epilog=_("Example: tthc-stats history add thang-8.xlsx --history lich-su.sqlite"),
)
@input_options
@history_option
@click.option(
    "--agency",
    metavar=_("NAME"),
    help=_("Whose report it is [default: as the titles say]."),
)
@tally_options
@output_options(*EVERY_FORMAT)
def add(
    files: tuple[str, ...],
    history: str | None,
    agency: str | None,
    format_: str | None,
    outputs: tuple[str, ...],
    tally: dict[str, Any],
    **reading: Any,
) -> int:
    """Read, record, say what was found and replaced."""
    from tthc_stats.api.recording import periods_of, record
    from tthc_stats.report.history import history_report

    path = history_file(history)
    check_outputs(outputs, (*files, path), format_)
    sources, digests = _sources(files)
    found = read_files(sources, **reading)
    say_without_effect(found)
    period = tally.pop("days") or reading["period"]
    ready = periods_of(
        found, agency=agency, digests=digests, indicators=own(), period=period, **tally
    )
    say_findings(ready.findings)
    done = record(ready, path)
    _say_replaced(done.periods, done.replaced)
    if errors := sum(stored.head.errors for stored in done.periods):
        say(T("recorded with errors in the figures: {errors}", errors=errors), "red")
    heads = [stored.head for stored in done.periods]
    deliver(history_report(heads, path), format_, outputs, EVERY_FORMAT)
    return 0


def _sources(files: Sequence[str]) -> tuple[list[Any], dict[str, str]]:
    """Standard input can be read once only, so its checksum is taken on the way."""
    if "-" not in files:
        return list(files), {}
    from hashlib import sha256
    from io import BytesIO

    from tthc_stats.ingest.readers.source import load

    data = load("-", None, ()).data
    sources = [BytesIO(data) if file == "-" else file for file in files]
    return sources, {"-": sha256(data).hexdigest()}


def _say_replaced(recorded: Sequence[Any], replaced: Sequence[Any]) -> None:
    """What stood there before, and which rows of it are no longer there."""
    from tthc_stats.report.facts import period_in_words

    now = {(s.head.period, s.head.agency_key): {row.key for row in s.rows} for s in recorded}
    for stored in replaced:
        kept = now[stored.head.period, stored.head.agency_key]
        gone = [row for row in stored.rows if row.key not in kept]
        said = T(
            "replaced what was recorded of {period}: {rows} rows",
            period=period_in_words(stored.head.period),
            rows=stored.head.size,
        )
        say(said, "yellow")
        if gone:
            names = tuple(" · ".join(row.names.values()) for row in gone[:20])
            say(
                T("rows no longer there: {number} ({names})", number=len(gone), names=names),
                "yellow",
            )


@command.command(
    "list",
    help=_("What is recorded: periods, rows, findings at the time, and the sources."),
    epilog=_("Example: tthc-stats history list --history lich-su.sqlite"),
)
@history_option
@output_options(*EVERY_FORMAT)
def list_(history: str | None, format_: str | None, outputs: tuple[str, ...]) -> int:
    """Deliver the heads."""
    from tthc_stats.api.history import recorded_periods
    from tthc_stats.report.history import history_report

    path = history_file(history)
    check_outputs(outputs, [path], format_)
    deliver(history_report(recorded_periods(path), path), format_, outputs, EVERY_FORMAT)
    return 0


@command.command(
    "show",
    help=_("A recorded period, as summarize showed it.")
    + "\n\n"
    + _("PERIOD is written like 2026-08, Q3/2026 or 2026-07-15..2026-08-14."),
    epilog=_("Example: tthc-stats history show 2026-08 --history lich-su.sqlite"),
)
@_period
@history_option
@agency_option
@by_option(_("unit, level, field, procedure or commune [default: what the rows were]."))
@base_option
@decimals_option
@click.option(
    "--sort",
    metavar=_("KEY"),
    help=_("Sort groups by a count, an indicator or a name; -KEY puts the largest first."),
)
@click.option("--total", is_flag=True, help=_("End the CSV with a total row."))
@output_options(*EVERY_FORMAT)
def show(
    period: str,
    history: str | None,
    agency: str | None,
    by: list[str],
    on_time_base: str,
    decimals: int,
    sort: str | None,
    total: bool,
    format_: str | None,
    outputs: tuple[str, ...],
) -> int:
    """Summarize what is recorded, deliver."""
    from tthc_stats.api.history import recorded_summary
    from tthc_stats.report.summary import summary_report

    path = history_file(history)
    check_outputs(outputs, [path], format_)
    summary = recorded_summary(
        path, period, agency=agency, by=by, on_time_base=on_time_base, indicators=own()
    )
    say_findings(summary.findings)
    report = summary_report(summary, spoken, decimals=decimals, sort=sort, total=total)
    deliver(report, format_, outputs, EVERY_FORMAT)
    return 0


@command.command(
    "export",
    help=_("All rows of recorded periods with every count, as CSV that can be read again.")
    + "\n\n"
    + _("PERIODS are written like 2026-08; all of them where none is named."),
    epilog=_("Example: tthc-stats history export --history lich-su.sqlite -o lich-su.csv"),
)
@_periods
@history_option
@agency_option
@output_options(*ROWS)
def export(
    periods: tuple[str, ...],
    history: str | None,
    agency: str | None,
    format_: str | None,
    outputs: tuple[str, ...],
) -> int:
    """Deliver the rows."""
    from tthc_stats.api.history import recorded_rows
    from tthc_stats.report.history import rows_report

    path = history_file(history)
    check_outputs(outputs, [path], format_)
    report = rows_report(recorded_rows(path, periods, agency=agency), path)
    deliver(report, format_ or (None if outputs else "csv"), outputs, ROWS)
    return 0


@command.command(
    "remove",
    help=_("Take periods out of the history.")
    + "\n\n"
    + _("PERIODS are written like 2026-08. What is taken out is listed."),
    epilog=_("Example: tthc-stats history remove 2026-08 --history lich-su.sqlite"),
)
@click.argument("periods", nargs=-1, required=True, metavar=_("PERIODS…"))
@history_option
@agency_option
@output_options(*EVERY_FORMAT)
def remove(
    periods: tuple[str, ...],
    history: str | None,
    agency: str | None,
    format_: str | None,
    outputs: tuple[str, ...],
) -> int:
    """Remove, and deliver the heads of what was removed."""
    from tthc_stats.api.history import remove_periods
    from tthc_stats.report.history import history_report

    path = history_file(history)
    check_outputs(outputs, [path], format_)
    removed = remove_periods(path, periods, agency=agency)
    heads = [stored.head for stored in removed]
    deliver(history_report(heads, path), format_, outputs, EVERY_FORMAT)
    return 0
