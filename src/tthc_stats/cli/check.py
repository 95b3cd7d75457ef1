"""``tthc-stats check``."""

from __future__ import annotations

import os
from typing import Any

import click

from tthc_stats.cli.commands import Command
from tthc_stats.cli.language import _, spoken
from tthc_stats.cli.options import (
    base_option,
    history_option,
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
    say,
    say_without_effect,
    to_stdout,
)
from tthc_stats.model.text import T

FORMATS = ("table", "json", "csv", "md", "html", "xlsx")


def _explain(context: click.Context, parameter: click.Parameter, value: str | None) -> None:  # noqa: ARG001
    if value is None or context.resilient_parsing:
        return
    from tthc_stats.report.manual import manual_page

    to_stdout(manual_page(value, spoken).encode("utf-8"))
    context.exit()


@click.command(
    cls=Command,
    help=_("Which figures cannot be true, cell by cell, and what would make them true.")
    + "\n\n"
    + _(
        "FILES are tables of counts, or registers of dossiers: then dossiers whose dates, codes "
        "and statuses cannot all be right."
    )
    + "\n\n"
    + _("Ends with status 1 where an error was found."),
    epilog=_("Example: tthc-stats check thang-8.xlsx thang-9.xlsx"),
)
@input_options
@base_option
@click.option(
    "--against",
    multiple=True,
    metavar=_("TABLE"),
    help=_("Compare registers with a printed table of counts, cell by cell; may be repeated."),
)
@history_option
@tally_options
@click.option(
    "--explain",
    metavar=_("CODE"),
    callback=_explain,
    is_eager=True,
    expose_value=False,
    help=_("What a code means and what to do about it."),
)
@click.option(
    "--fail-on",
    type=click.Choice(["warning", "error"]),
    default="error",
    show_default=True,
    help=_("The least severity that ends with status 1."),
)
@click.option("--exit-zero", is_flag=True, help=_("End with status 0 whatever was found."))
@output_options(*FORMATS)
def command(
    files: tuple[str, ...],
    on_time_base: str,
    against: tuple[str, ...],
    history: str | None,
    fail_on: str,
    exit_zero: bool,
    format_: str | None,
    outputs: tuple[str, ...],
    tally: dict[str, Any],
    **reading: Any,
) -> int:
    """Read, check, deliver."""
    from tthc_stats.api.checks import check
    from tthc_stats.report.findings import findings_report

    check_outputs(outputs, (*files, *against, *([history] if history else [])), format_)
    found = read_files(files, **reading)
    say_without_effect(found)
    printed = read_files(against, layout=reading["layout"]) if against else ()
    period = tally.pop("days") or reading["period"]
    with counting() as progress:
        result = check(
            found,
            against=printed,
            history=_existing(history),
            on_time_base=on_time_base,
            indicators=own(),
            period=period,
            progress=progress,
            **tally,
        )
    report = findings_report(
        result.sources,
        result.findings,
        spoken,
        (result.covered, result.figures),
        dossiers=result.dossiers,
        compared=(result.compared, result.printed),
    )
    deliver(report, format_, outputs, FORMATS)
    failing = any(fail_on == "warning" or f.severity == "error" for f in result.findings)
    return 1 if failing and not exit_zero else 0


def _existing(history: str | None) -> str | None:
    """The history, if there is one: in the first month there is none yet."""
    if not history or os.path.exists(history):
        return history or None
    say(T("there is no history yet: {path}; nothing is compared with it", path=history), "yellow")
    return None
