"""``tthc-stats rank``."""

from __future__ import annotations

from typing import Any

import click

from tthc_stats.cli.commands import Command
from tthc_stats.cli.language import _, spoken
from tthc_stats.cli.options import (
    EVERY_FORMAT,
    agency_option,
    base_option,
    by_option,
    decimals_option,
    history_option,
    input_options,
    output_options,
    tally_options,
)
from tthc_stats.cli.own import only
from tthc_stats.cli.streams import check_outputs, deliver, say_findings
from tthc_stats.model.errors import UsageError
from tthc_stats.model.text import T


@click.command(
    cls=Command,
    help=_("The groups ranked by an indicator; equal ones share a rank.")
    + "\n\n"
    + _(
        "FILES are tables or registers, or one period of the history such as 2026-08. Equal "
        "values, compared as exact fractions, share a rank, and the ranks after it are left out: "
        "1, 2, 2, 4. late, overdue and disposition_days rank the smallest first. Groups without "
        "a value have no rank."
    ),
    epilog=_("Example: tthc-stats rank thang-9.xlsx --indicator on_time"),
)
@input_options
@click.option(
    "--indicator",
    default="on_time",
    show_default=True,
    metavar=_("KEY"),
    help=_("The indicator to rank by."),
)
@by_option(_("What to rank, as in summarize [default: what the rows are]."))
@base_option
@history_option
@agency_option
@tally_options
@decimals_option
@output_options(*EVERY_FORMAT)
def command(
    files: tuple[str, ...],
    indicator: str,
    by: list[str],
    on_time_base: str,
    history: str | None,
    agency: str | None,
    decimals: int,
    format_: str | None,
    outputs: tuple[str, ...],
    tally: dict[str, Any],
    **reading: Any,
) -> int:
    """Read, rank, deliver."""
    from tthc_stats.api.comparison import rank
    from tthc_stats.cli.given import (
        Asked,
        given,
        named_files,
        refuse_misplaced,
        summary_of,
        summary_of_files,
    )
    from tthc_stats.report.ranking import ranking_report

    check_outputs(outputs, named_files(files, history), format_)
    refuse_misplaced(files, reading)
    period = tally.pop("days") or reading.pop("period")
    reading.pop("period", None)
    asked = Asked(history, agency, on_time_base, reading, tally, only(indicator))
    if any(given(file).file is None for file in files):
        if len(files) > 1:
            raise UsageError(T("one period of the history is ranked by itself"))
        summary = summary_of(files[0], asked, by)
    else:
        summary = summary_of_files(files, period, asked, by)
    say_findings(summary.findings)
    report = ranking_report(rank(summary, indicator), spoken, decimals=decimals)
    deliver(report, format_, outputs, EVERY_FORMAT)
    return 0
