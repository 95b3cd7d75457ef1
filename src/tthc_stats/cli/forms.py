"""``tthc-stats forms``."""

from __future__ import annotations

import click

from tthc_stats.cli.commands import Command
from tthc_stats.cli.language import _
from tthc_stats.cli.options import EVERY_FORMAT, output_options
from tthc_stats.cli.streams import check_outputs, deliver, to_stdout


@click.command(
    cls=Command,
    help=_("The official forms that can be filled, and their definitions."),
    epilog=_("Example: tthc-stats forms --show ii06a > own-form.toml"),
)
@click.option(
    "--show",
    metavar=_("FORM"),
    help=_("Print the definition of a form in TOML, to start an own one from."),
)
@output_options(*EVERY_FORMAT)
def command(show: str | None, format_: str | None, outputs: tuple[str, ...]) -> None:
    """List the forms, or print one."""
    from tthc_stats.report.forms.definition import form_text, known_forms, read_form
    from tthc_stats.report.forms.listing import forms_report

    if show:
        to_stdout(form_text(show).encode("utf-8"))
        return
    check_outputs(outputs, (), format_)
    deliver(
        forms_report([read_form(name) for name in known_forms()]), format_, outputs, EVERY_FORMAT
    )
