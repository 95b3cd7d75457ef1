"""``tthc-stats trend``."""

from __future__ import annotations

from typing import Any

import click

from tthc_stats.cli.commands import Command, Whole
from tthc_stats.cli.language import _, spoken
from tthc_stats.cli.options import (
    EVERY_FORMAT,
    agency_option,
    base_option,
    by_option,
    counting_options,
    decimals_option,
    history_file,
    history_option,
    output_options,
    table_options,
)
from tthc_stats.cli.own import only
from tthc_stats.cli.streams import check_outputs, deliver, say_findings, say_notes
from tthc_stats.model.period import KINDS
from tthc_stats.model.text import T


@click.command(
    cls=Command,
    help=_("An indicator over the recorded periods, or over several files.")
    + "\n\n"
    + _(
        "PERIODS are periods of the history, files, or FILE@PERIOD; all of the history where none "
        "is named. Only periods of one kind make a series. Missing ones are told and never "
        "filled; the period after a gap has no change."
    ),
    epilog=_("Example: tthc-stats trend --history lich-su.sqlite --indicator on_time --last 12"),
)
@click.argument("periods", nargs=-1, metavar=_("[PERIODS…]"))
@table_options
@click.option(
    "--indicator", default="on_time", show_default=True, metavar=_("KEY"), help=_("The indicator.")
)
@click.option("--last", type=Whole(min=1), help=_("The newest so many periods, missing ones too."))
@click.option(
    "--kind",
    type=click.Choice(list(KINDS)),
    help=_("Kind of periods [default: the one with most periods]."),
)
@by_option(_("A series for each group, as in summarize [default: all together]."))
@base_option
@history_option
@agency_option
@counting_options
@decimals_option
@output_options(*EVERY_FORMAT)
def command(
    periods: tuple[str, ...],
    indicator: str,
    last: int | None,
    kind: str | None,
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
    """Gather the periods, make the series, deliver."""
    from tthc_stats.api.comparison import trend
    from tthc_stats.api.history import recorded_rows, summaries
    from tthc_stats.cli.given import Asked, named_files, refuse_misplaced, summaries_of
    from tthc_stats.report.trend import trend_report

    check_outputs(outputs, named_files(periods, history), format_)
    refuse_misplaced(periods, reading)
    asked = Asked(history, agency, on_time_base, reading, tally, only(indicator))
    if periods:
        found = [summary for text in periods for summary in summaries_of(text, asked, by)]
    else:
        path = history_file(history)
        rows = recorded_rows(path, agency=agency)
        found = summaries(rows, path, by=by, on_time_base=on_time_base, indicators=asked.own)
    say_findings([f for s in found for f in s.findings if f.code == "OWN_INDICATOR"])
    series = trend(found, indicator, kind=kind, last=last)
    if not by:
        series = series._replace(groups=())
    say_notes([T("Mind: {note}", note=note) for note in series.notes], format_, outputs)
    deliver(trend_report(series, spoken, decimals=decimals), format_, outputs, EVERY_FORMAT)
    return 0
