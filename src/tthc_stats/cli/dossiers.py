"""``tthc-stats dossiers``."""

from __future__ import annotations

from typing import Any

import click

from tthc_stats.cli.commands import Command, Whole
from tthc_stats.cli.language import _, spoken
from tthc_stats.cli.options import (
    EVERY_FORMAT,
    by_option,
    output_options,
    register_options,
    tally_options,
)
from tthc_stats.cli.streams import (
    check_outputs,
    counting,
    deliver,
    read_files,
    say_findings,
    say_notes,
)
from tthc_stats.model.errors import UsageError
from tthc_stats.model.text import T
from tthc_stats.report.document import Report

STATS = "stats"
KINDS = ("late", "overdue", "due-soon", "paused", STATS)


@click.command(
    cls=Command,
    help=_("The late, overdue, soon due or paused dossiers of registers, and their working days.")
    + "\n\n"
    + _(
        "KIND is late (resolved after the due day), overdue (pending after it), due-soon, paused, "
        "or stats: median and 90th percentile of processing time and lateness, by classes of days. "
        "FILES are registers with a row per dossier; - is standard input. Nothing of persons is "
        "read."
    ),
    epilog=_("Example: tthc-stats dossiers overdue so-theo-doi.xlsx --period 2026-08 -o tre.xlsx"),
)
@click.argument("kind", type=click.Choice(KINDS), metavar=_("KIND"))
@register_options
@click.option(
    "--days",
    type=Whole(0, 1000),
    help=_("due-soon, stats: how many working days ahead [default: 5]."),
)
@by_option(
    _(
        "stats: what to group by, one or several with commas: unit, field, procedure, commune, "
        "channel, service, level, month, file or a column's caption [default: all together]."
    )
)
@click.option("--limit", type=Whole(min=1), help=_("Lists: show the first so many dossiers only."))
@click.option(
    "--calendar",
    metavar=_("FILE"),
    help=_("Own calendar of working days in TOML, over the national one."),
)
@tally_options
@output_options(*EVERY_FORMAT)
def command(
    kind: str,
    files: tuple[str, ...],
    days: int | None,
    by: list[str],
    limit: int | None,
    calendar: str | None,
    format_: str | None,
    outputs: tuple[str, ...],
    tally: dict[str, Any],
    **reading: Any,
) -> int:
    """Read, list or measure, say what was found, deliver."""
    check_outputs(outputs, files, format_)
    _refuse_misplaced(kind, days=days, by=by, limit=limit)
    found = read_files(files, **reading)
    asked = {
        "days": 5 if days is None else days,
        "calendar": calendar,
        "period": tally.pop("days") or reading["period"],
        **tally,
    }
    with counting() as progress:
        report, result = _made(kind, found, by, limit, {**asked, "progress": progress})
    say_notes(result.notes, format_, outputs)
    say_findings(result.findings)
    deliver(report, format_, outputs, EVERY_FORMAT)
    return 0


def _made(
    kind: str, found: Any, by: list[str], limit: int | None, asked: dict[str, Any]
) -> tuple[Report, Any]:
    from tthc_stats.api.dossiers import dossiers, durations
    from tthc_stats.report.dossiers import durations_report, list_report

    if kind == STATS:
        summary = durations(found, by=by, **asked)
        return durations_report(summary, spoken), summary
    dossier_list = dossiers(found, kind, limit=limit, **asked)
    return list_report(dossier_list, spoken), dossier_list


def _refuse_misplaced(kind: str, *, days: int | None, by: list[str], limit: int | None) -> None:
    """Raise UsageError for an option that the kind has no use for."""
    misplaced = {
        "--days": days is not None and kind not in ("due-soon", STATS),
        "--by": bool(by) and kind != STATS,
        "--limit": limit is not None and kind == STATS,
    }
    for option, wrong in misplaced.items():
        if wrong:
            raise UsageError(T("{option} does not go with {kind}", option=option, kind=kind))
