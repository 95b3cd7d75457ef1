"""``tthc-stats inspect``."""

from __future__ import annotations

from typing import Any

import click

from tthc_stats.cli.commands import Command
from tthc_stats.cli.language import _, spoken
from tthc_stats.cli.options import input_options, output_options
from tthc_stats.cli.own import own
from tthc_stats.cli.streams import check_outputs, deliver, read_files

FORMATS = ("table", "json", "csv", "md", "html", "xlsx")


@click.command(
    cls=Command,
    help=_("What was recognised: sheets, header, columns, rows, period and unit."),
    epilog=_("Example: tthc-stats inspect thang-8.xlsx --save-layout own.toml"),
)
@input_options
@click.option(
    "--save-layout",
    metavar=_("FILE"),
    help=_("Write the layout of the first table as TOML, to correct and use with --layout."),
)
@output_options(*FORMATS)
def command(
    files: tuple[str, ...],
    save_layout: str | None,
    format_: str | None,
    outputs: tuple[str, ...],
    **reading: Any,
) -> int:
    """Read and show what was understood."""
    from tthc_stats.report.inspection import inspection_report, layout_of

    check_outputs(outputs, files, format_, beside=[save_layout] if save_layout else [])
    found = read_files(files, tables_required=False, tell_skipped=False, **reading)
    if (defined := own()).captions:
        from tthc_stats.analysis.extras import mark_used

        mark_used(found.tables, defined)
    beside = {save_layout: layout_of(found).encode("utf-8")} if save_layout else {}
    deliver(inspection_report(found, spoken), format_, outputs, FORMATS, beside=beside)
    return 0
