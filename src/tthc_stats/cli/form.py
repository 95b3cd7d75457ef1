"""``tthc-stats form``."""

from __future__ import annotations

from typing import Any

import click

from tthc_stats.cli.commands import Command
from tthc_stats.cli.language import _, spoken
from tthc_stats.cli.options import EVERY_FORMAT, input_options, output_options, tally_options
from tthc_stats.cli.streams import (
    check_outputs,
    counting,
    deliver,
    read_files,
    say_findings,
    say_without_effect,
)

FACTS = ("code", "citation", "unit", "parent_unit", "recipient_unit", "place")


@click.command(
    cls=Command,
    help=_("An official form, filled: sections, totals and formulas, ready to print on A4.")
    + "\n\n"
    + _(
        "FORM is a name that tthc-stats forms lists, or your own form in TOML. FILES are tables "
        "of counts or registers; - is standard input. What the files do not tell stays empty."
    ),
    epilog=_('Example: tthc-stats form ii06a quy-1.xlsx --unit "UBND tỉnh A" -o bieu.xlsx'),
)
@click.argument("form", metavar=_("FORM"))
@input_options
@click.option(
    "--by",
    metavar=_("KEY"),
    help=_("What the rows are: unit, field, procedure … [default: what the form has]."),
)
@click.option(
    "--sections",
    type=click.Choice(["source", "level", "none"]),
    default="source",
    show_default=True,
    help=_("Sections as the files have them, by level of government, or none."),
)
@click.option(
    "--unit",
    metavar=_("NAME"),
    help=_("The unit that reports [default: [office] of the configuration, else the title]."),
)
@click.option("--parent-unit", metavar=_("NAME"), help=_("The agency above the unit."))
@click.option("--recipient-unit", metavar=_("NAME"), help=_("The unit that receives the report."))
@click.option("--code", metavar=_("CODE"), help=_("Code of the form, instead of its own."))
@click.option(
    "--citation", metavar=_("TEXT"), help=_("What prescribes the form, instead of its own.")
)
@click.option("--place", metavar=_("NAME"), help=_("The place before the date."))
@tally_options
@click.option("--strict", is_flag=True, help=_("End with status 1 where a figure cannot be true."))
@output_options(*EVERY_FORMAT)
def command(
    form: str,
    files: tuple[str, ...],
    by: str | None,
    sections: str,
    strict: bool,
    format_: str | None,
    outputs: tuple[str, ...],
    tally: dict[str, Any],
    **given: Any,
) -> int:
    """Read, fill, say what was found, deliver."""
    from tthc_stats.report.form import form_report
    from tthc_stats.report.forms.definition import read_form
    from tthc_stats.report.forms.fill import facts_of_office, fill_form
    from tthc_stats.store.config import office_of

    check_outputs(outputs, files, format_)
    definition = read_form(form)
    office = facts_of_office(office_of(click.get_current_context().obj))
    asked = {name: given.pop(name) for name in FACTS}
    facts = office._replace(**{name: fact for name, fact in asked.items() if fact})
    found = read_files(files, **given)
    say_without_effect(found)
    period = tally.pop("days") or given["period"]
    with counting() as progress:
        filled = fill_form(
            definition,
            found,
            facts=facts,
            by=by,
            sections=sections,
            period=period,
            progress=progress,
            **tally,
        )
    report = form_report(filled, spoken)
    say_findings(filled.findings)
    deliver(report, format_, outputs, EVERY_FORMAT)
    return 1 if strict and any(f.severity == "error" for f in filled.findings) else 0
