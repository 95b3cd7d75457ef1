"""``tthc-stats template`` and its command."""

from __future__ import annotations

import sys

import click

from tthc_stats.cli.commands import Group
from tthc_stats.cli.language import _, of_papers
from tthc_stats.cli.options import Lang
from tthc_stats.cli.streams import to_stdout
from tthc_stats.model.errors import UsageError
from tthc_stats.model.text import T


@click.group(
    cls=Group,
    help=_("The Word template of the monthly report, as a start for your own."),
    epilog=_("Example: tthc-stats template export -o mau.docx"),
)
def command() -> None:
    """The group of the command below."""


@command.command(
    "export",
    help=_("Write the usual Word template, laid out after Nghị định 30/2020/NĐ-CP.")
    + "\n\n"
    + _(
        "It holds placeholders such as {{ office.name }}. Change it in Word and give it to "
        "report --template."
    ),
    epilog=_("Example: tthc-stats template export -o mau.docx"),
)
@click.option("-o", "--output", metavar=_("FILE"), help=_("Write to this file (.docx)."))
@click.option(
    "--lang",
    cls=Lang,
    type=click.Choice(["vi", "en"]),
    expose_value=False,
    help=_("Language of messages and reports."),
)
def export(output: str | None) -> int:
    """Refuse what could not be delivered, write."""
    _refuse(output)
    from tthc_stats.report.writers.word_template import default_template
    from tthc_stats.store.outfile import replace_file

    data = default_template(of_papers())
    if output is None:
        to_stdout(data)
    else:
        replace_file(output, data)
    return 0


def _refuse(output: str | None) -> None:
    if output is None and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError(T("a document cannot be shown on a terminal"), hint=T("Use -o FILE.docx."))
    if output is not None and not output.lower().endswith(".docx"):
        raise UsageError(T("a Word template is written as .docx"), place=output)
