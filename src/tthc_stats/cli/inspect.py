"""``tthc-stats inspect``."""

from __future__ import annotations

from typing import Any

import click

from tthc_stats.cli.language import _, spoken
from tthc_stats.cli.options import (
    check_outputs,
    deliver,
    input_options,
    output_options,
    read_files,
)
from tthc_stats.ingest.postgres import shown
from tthc_stats.model.errors import NotUnderstoodError
from tthc_stats.model.text import T

FORMATS = ("table", "json", "csv", "md", "html", "xlsx")


@click.command(
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
    from tthc_stats.report.inspection import inspection_report, layout_toml, register_toml

    check_outputs(outputs, files)
    found = read_files(files, tables_required=False, tell_skipped=False, **reading)
    if save_layout:
        if not (found.tables or found.registers):
            raise NotUnderstoodError(
                T("there is no table whose layout could be saved"), place=shown(files[0])
            )
        from tthc_stats.store.outfile import replace_file

        text = layout_toml(found.tables[0]) if found.tables else register_toml(found.registers[0])
        replace_file(save_layout, text.encode("utf-8"))
    deliver(inspection_report(found, spoken), format_, outputs, FORMATS)
    return 0
