"""The command line: commands are loaded only when they run."""

from __future__ import annotations

import contextlib
import gc

gc.set_threshold(100_000, 50, 100)  # rows are many, cycles few; modules hold the most objects

import os  # noqa: E402
import sys  # noqa: E402
from importlib import import_module  # noqa: E402

import click  # noqa: E402

from tthc_stats.cli.commands import Group, show_version  # noqa: E402
from tthc_stats.cli.language import _, speak_through_click, spoken  # noqa: E402

speak_through_click()

COMMANDS = {
    "summarize": _("Every ratio of the report with its fraction, by unit, field or period."),
    "check": _("Which figures cannot be true, cell by cell, and what would make them true."),
    "proofread": _("Whether the shares and sums in the text of a report follow from its figures."),
    "dossiers": _(
        "The late, overdue, soon due or paused dossiers of registers, and their working days."
    ),
    "report": _("The report of a period, ready to be signed: Word, workbook, web page, CSV."),
    "form": _("An official form, filled: sections, totals and formulas, ready to print on A4."),
    "forms": _("The official forms that can be filled, and their definitions."),
    "compare": _("Two files or periods side by side: differences, percentage points, ranks."),
    "rank": _("The groups ranked by an indicator; equal ones share a rank."),
    "trend": _("An indicator over the recorded periods, or over several files."),
    "history": _("Record periods, and list, show, export or remove what is recorded."),
    "inspect": _("What was recognised: sheets, header, columns, rows, period and unit."),
    "template": _("The Word template of the monthly report, as a start for your own."),
    "config": _("Which value every option has, and where it comes from."),
}
"""One module a command, and its one line of help, so that --help loads none of them."""


class LazyGroup(Group):
    """A group that imports the module of a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        from tthc_stats.cli.settings import configured

        return configured(import_module(f"{__name__}.{cmd_name}").command, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section(_("Commands")):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A mistyped command is answered with the nearest one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            known = ", ".join(COMMANDS)
            said = _("No such command “{name}”.").format(name=args[0])
            hint = (
                _("Did you mean “{name}”?").format(name=near[0])
                if near
                else _("Commands are {known}.").format(known=known)
            )
            ctx.fail(f"{said} {hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    help=_(
        "Ratios, checks and reports from exported tables of administrative-procedure dossiers "
        "(hồ sơ TTHC)."
    ),
    epilog=_("Example: tthc-stats summarize bao-cao.xlsx"),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=show_version,
    help=_("Show the version and exit."),
)
@click.option(
    "--lang", type=click.Choice(["vi", "en"]), help=_("Language of messages and reports.")
)
def program(lang: str | None) -> None:
    """The program; ``--lang`` may stand here or after the command."""
    del lang


def main() -> None:
    """Run the program and end with the exit status of the contract."""
    from tthc_stats.cli.exits import run

    status = run(program, spoken)
    if status > 128 or _still_reads():
        _end_at_once(status)
    if "duckdb" not in sys.modules:  # which complains of what is left
        gc.freeze()  # what is left need not be collected one by one
    sys.exit(status)


def _still_reads() -> bool:
    """Whether a library is busy in a thread, which an end in order might wait for."""
    return "threading" in sys.modules and sys.modules["threading"].active_count() > 1


def _end_at_once(status: int) -> None:
    """End with this status whatever Python has left to do.

    Where Ctrl-C met code that is made of text, Python 3.11 would end with another.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(status)
