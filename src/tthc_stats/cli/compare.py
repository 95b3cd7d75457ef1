"""``tthc-stats compare``."""

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
    counting_options,
    decimals_option,
    history_option,
    listed,
    output_options,
    table_options,
)
from tthc_stats.cli.own import own_and
from tthc_stats.cli.streams import check_outputs, deliver, say_findings, say_notes
from tthc_stats.model.text import T

WHOLE = ("file",)


@click.command(
    cls=Command,
    help=_("Two files or periods side by side: differences, percentage points, ranks.")
    + "\n\n"
    + _(
        "BEFORE and AFTER are each a table or register, a period of the history such as 2026-08, "
        "or FILE@PERIOD for a file that does not say its period. Groups in only one of the two "
        "are named new or no longer there, never taken for 0."
    ),
    epilog=_("Example: tthc-stats compare thang-8.xlsx thang-9.xlsx"),
)
@click.argument("before", metavar=_("BEFORE"))
@click.argument("after", metavar=_("AFTER"))
@table_options
@by_option(_("What to group by, as in summarize [default: what the rows of BEFORE are]."))
@click.option(
    "--indicator",
    "indicators",
    multiple=True,
    callback=listed,
    metavar=_("KEY"),
    help=_("Indicators to show group by group, with ranks [default: on_time]."),
)
@base_option
@history_option
@agency_option
@counting_options
@decimals_option
@click.option("--total", is_flag=True, help=_("End the CSV with the total."))
@output_options(*EVERY_FORMAT)
def command(
    before: str,
    after: str,
    by: list[str],
    indicators: list[str],
    on_time_base: str,
    history: str | None,
    agency: str | None,
    decimals: int,
    total: bool,
    format_: str | None,
    outputs: tuple[str, ...],
    tally: dict[str, Any],
    **reading: Any,
) -> int:
    """Read both, compare, deliver."""
    from tthc_stats.api.comparison import compare
    from tthc_stats.cli.given import Asked, named_files, refuse_misplaced, summary_of
    from tthc_stats.report.comparison import comparison_report

    check_outputs(outputs, named_files((before, after), history), format_)
    refuse_misplaced((before, after), reading)
    chosen = indicators or ["on_time"]
    asked = Asked(history, agency, on_time_base, reading, tally, own_and(chosen))
    first = summary_of(before, asked, by)
    second = summary_of(after, asked, by or (() if tuple(first.by) == WHOLE else first.by))
    comparison = compare(first, second)
    report = comparison_report(
        comparison, spoken, indicators=chosen, decimals=decimals, total=total
    )
    say_findings((*first.findings, *second.findings))
    say_notes([T("Mind: {note}", note=note) for note in comparison.notes], format_, outputs)
    deliver(report, format_, outputs, EVERY_FORMAT)
    return 0
