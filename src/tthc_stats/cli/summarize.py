"""``tthc-stats summarize``."""

from __future__ import annotations

from typing import Any

import click

from tthc_stats.cli.commands import Command
from tthc_stats.cli.language import _, spoken
from tthc_stats.cli.options import (
    EVERY_FORMAT,
    base_option,
    by_option,
    decimals_option,
    input_options,
    output_options,
    tally_options,
)
from tthc_stats.cli.own import own
from tthc_stats.cli.streams import (
    check_outputs,
    counting,
    deliver,
    read_files,
    say_findings,
    say_without_effect,
)


@click.command(
    cls=Command,
    help=_("Every ratio of the report with its fraction, by unit, field or period.")
    + "\n\n"
    + _(
        "FILES are exported tables of counts in any spreadsheet format, CSV or HTML; - is "
        "standard input."
    ),
    epilog=_("Example: tthc-stats summarize thang-8.xlsx --by level --format csv"),
)
@input_options
@by_option(
    _(
        "What to group by, one or several with commas: unit, field, level, procedure, period, "
        "file; of registers also commune, channel, service, month or a column's caption "
        "[default: what the rows are]."
    )
)
@base_option
@tally_options
@decimals_option
@click.option(
    "--sort",
    metavar=_("KEY"),
    help=_("Sort groups by a count, an indicator or a name; -KEY puts the largest first."),
)
@click.option("--total", is_flag=True, help=_("End the CSV with a total row."))
@click.option("--strict", is_flag=True, help=_("End with status 1 where a figure cannot be true."))
@output_options(*EVERY_FORMAT)
def command(
    files: tuple[str, ...],
    by: list[str],
    on_time_base: str,
    decimals: int,
    sort: str | None,
    total: bool,
    strict: bool,
    format_: str | None,
    outputs: tuple[str, ...],
    tally: dict[str, Any],
    **reading: Any,
) -> int:
    """Read, summarize, say what was found, deliver."""
    from tthc_stats.api.summary import summarize
    from tthc_stats.report.summary import summary_report

    check_outputs(outputs, files, format_)
    found = read_files(files, **reading)
    say_without_effect(found)
    period = tally.pop("days") or reading["period"]
    with counting() as progress:
        summary = summarize(
            found,
            by=by,
            on_time_base=on_time_base,
            indicators=own(),
            period=period,
            progress=progress,
            **tally,
        )
    report = summary_report(summary, spoken, decimals=decimals, sort=sort, total=total)
    say_findings(summary.findings)
    deliver(report, format_, outputs, EVERY_FORMAT)
    return 1 if strict and any(f.severity == "error" for f in summary.findings) else 0
