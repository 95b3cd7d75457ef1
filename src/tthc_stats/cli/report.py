"""``tthc-stats report``."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from tthc_stats.cli.commands import Command
from tthc_stats.cli.language import _, of_papers
from tthc_stats.cli.options import (
    agency_option,
    base_option,
    by_option,
    day,
    decimals_option,
    history_option,
    output_options,
    report_options,
    tally_options,
)
from tthc_stats.cli.own import own as defined
from tthc_stats.cli.streams import (
    check_outputs,
    counting,
    deliver,
    read_files,
    say,
    say_findings,
    say_without_effect,
)
from tthc_stats.model.counts import Count
from tthc_stats.model.errors import NotWritableError, UsageError, reason
from tthc_stats.model.period import Period
from tthc_stats.model.text import T, Text
from tthc_stats.report.writers import SUFFIXES
from tthc_stats.store.outfile import is_special, sweep

if TYPE_CHECKING:
    from tthc_stats.report.monthly import Monthly
    from tthc_stats.store.lock import Folders

FORMATS = ("table", "docx", "xlsx", "html", "csv", "json", "md")
WHOLE = ("bao-cao.docx", "phu-luc.xlsx", "bao-cao.html", "so-lieu.csv")
"""What is written into an output that is a folder."""
PERIOD = "{period}"
RELATIVE = {"last-month": 1, "last-quarter": 3, "last-year": 12}
"""Periods by the calendar day of the run, and their months."""
NAMES = {1: "{year}-{number:02d}", 3: "Q{number}/{year}", 12: "{year}"}
FIRST_DAY = 15
"""Official periods begin on the 15th (NĐ 09/2019/NĐ-CP art. 12)."""


@click.command(
    cls=Command,
    help=_("The report of a period, ready to be signed: Word, workbook, web page, CSV.")
    + "\n\n"
    + _(
        "FILES are tables of counts or registers; they may stand in tthc-stats.toml, as may all "
        "options and the facts of the office. {period} in the names of files stands for the "
        "period, such as 2026-09; an output that ends in / takes all four files."
    ),
    epilog=_("Example: tthc-stats report thang-9.xlsx -o bao-cao.docx -o phu-luc.xlsx"),
)
@report_options
@by_option(_("What to group by: unit, field, level … [default: what the rows are]."))
@click.option(
    "--form",
    metavar=_("FORM"),
    default="ii06a",
    show_default=True,
    help=_("Official form of the annex: a name that tthc-stats forms lists, a file, or none."),
)
@click.option(
    "--sections",
    type=click.Choice(["source", "level", "none"]),
    default="source",
    show_default=True,
    help=_("Sections of the form as the files have them, by level of government, or none."),
)
@click.option(
    "--template",
    metavar=_("FILE"),
    help=_("Word template of the office (see tthc-stats template export)."),
)
@click.option(
    "--date",
    "dated",
    callback=day,
    metavar=_("DAY"),
    help=_("Day of the paper [default: left to be written by hand]."),
)
@history_option
@agency_option
@click.option(
    "--record/--no-record",
    default=True,
    show_default=True,
    help=_("Record the period in the history, where there is one."),
)
@base_option
@tally_options
@decimals_option
@click.option(
    "--keep", is_flag=True, help=_("Do nothing, with status 0, where all outputs stand already.")
)
@click.option("--quiet", is_flag=True, help=_("Say nothing but errors that end the run."))
@click.option(
    "--exit-zero", is_flag=True, help=_("End with status 0 also where figures cannot be true.")
)
@output_options(*FORMATS)
def command(
    files: tuple[str, ...],
    by: list[str],
    form: str,
    sections: str,
    template: str | None,
    dated: date | None,
    history: str | None,
    agency: str | None,
    record: bool,
    on_time_base: str,
    decimals: int,
    keep: bool,
    quiet: bool,
    exit_zero: bool,
    format_: str | None,
    outputs: tuple[str, ...],
    tally: dict[str, Any],
    **reading: Any,
) -> int:
    """Read, report, deliver, record; one run at a time."""
    period = asked_period(reading.pop("period"), tally["cutoff"], _today()) or tally.pop("days")
    tally.pop("days", None)
    label = _label(period)
    wanted = _whole(outputs)
    if keep and _stand(wanted, label):
        return 0
    named = _named(files, label)
    check_outputs(wanted, named, format_)
    own = _template(template, wanted, format_, quiet=quiet)
    recording = history if record else None
    with _alone(wanted, recording) as held:
        found = read_files(named, period=period, tell_skipped=not quiet, **reading)
        if not quiet:
            say_without_effect(found)
        monthly = _made(
            found,
            by=by,
            form=None if form == "none" else form,
            sections=sections,
            history=history,
            agency=agency,
            dated=dated,
            decimals=decimals,
            on_time_base=on_time_base,
            indicators=defined(),
            period=period,
            **tally,
        )
        assert monthly.summary.period
        label = monthly.summary.period.label
        if keep and _stand(wanted, label):
            return 0
        written = [output.replace(PERIOD, label) for output in wanted]
        read = [source.file for source in monthly.summary.sources]
        check_outputs(written, (*named, *read), format_)
        held.take(_folders(written, recording))
        sweep(written)
        deliver(
            monthly.report,
            format_,
            written,
            FORMATS,
            language=of_papers(),
            template=own,
            recorded=_recorder(monthly, recording),
        )
    errors = sum(finding.severity == "error" for finding in monthly.findings)
    if not quiet:
        _say_aside(monthly)
        say(_told(monthly, written, errors), "red" if errors else None)
    return 1 if errors and not exit_zero else 0


def _today() -> date:
    return datetime.now().astimezone().date()


def asked_period(period: str | None, cutoff: str, today: date) -> Any:
    """A period as it is named, or the last whole one before today, in days."""
    if period not in RELATIVE:
        return period
    months = RELATIVE[period]
    official = cutoff == "official"
    this_one_is_over = official and today.day >= FIRST_DAY
    over = 12 * today.year + today.month - (0 if this_one_is_over else 1)  # months since year 0
    year, number = divmod(over // months * months - months, 12)
    name = NAMES[months].format(year=year, number=number // months + 1)
    return Period.official(name) if official else Period.parse(name)


def _label(period: Period | str | None) -> str | None:
    """What stands for {period} in names; ``None`` where no period is named."""
    if period is None or isinstance(period, Period):
        return period and period.label
    try:
        return Period.parse(period).label
    except ValueError as error:
        raise UsageError(T("“{period}” is not a period", period=period)) from error


def _named(files: Sequence[str], label: str | None) -> list[str]:
    """The files with the period in their names. Raises UsageError where it is not known."""
    if label is None and any(PERIOD in file for file in files):
        raise UsageError(
            T("the names of the files hold {place}, but no period is named", place=PERIOD),
            hint=T("Name it with --period 2026-08."),
        )
    return [file.replace(PERIOD, label or "") for file in files]


def _stand(outputs: Sequence[str], label: str | None) -> bool:
    """Whether all outputs of a period stand already."""
    return bool(outputs and label) and all(
        os.path.exists(output.replace(PERIOD, str(label))) for output in outputs
    )


def _whole(outputs: Sequence[str]) -> list[str]:
    """The outputs; one that is a folder stands for all of a report's files in it."""
    wanted: list[str] = []
    for output in outputs:
        named = os.path.splitext(output)[1].lower() in SUFFIXES
        folder = output.endswith(("/", os.sep)) or (os.path.isdir(output) and not named)
        wanted += [os.path.join(output, name) for name in WHOLE] if folder else [output]
    return wanted


def _template(
    path: str | None, outputs: Sequence[str], format_: str | None, *, quiet: bool
) -> bytes | None:
    """The office's template, where a document is to be written; one that leaves the annexes
    out is told.
    """
    wanted = format_ == "docx" or any(path.lower().endswith(".docx") for path in outputs)
    if path is None or not wanted:
        return None
    from tthc_stats.report.writers.word import has_annexes, read_template

    template = read_template(path)
    if not (quiet or has_annexes(template)):
        text = T("the template has no place for annexes ({{ annexes }}), so they are left out")
        say(T("{path}: {text}", path=path, text=text), "yellow")
    return template


def _alone(outputs: Sequence[str], history: str | None) -> AbstractContextManager[Folders]:
    """No other run in the folders that are written to."""
    from tthc_stats.store.lock import locked

    return locked(_folders(outputs, history))


def _folders(outputs: Sequence[str], history: str | None) -> set[str]:
    """The folders that are written to, which are made where they are missing; one that is
    named after a period is not known yet, so the folder above stands for it. Devices and
    pipes are written into, and nothing beside them.
    """
    written = [path for path in (*outputs, *filter(None, [history])) if not is_special(path)]
    folders = {os.path.dirname(path.partition(PERIOD)[0]) for path in written}
    for folder in folders:
        _make(folder)
    return folders


def _make(folder: str) -> None:
    try:
        os.makedirs(folder or os.curdir, exist_ok=True)
    except OSError as error:
        said = T("cannot be written: {why}", why=reason(error))
        raise NotWritableError(said, place=folder) from error


def _made(found: Any, **options: Any) -> Monthly:
    from tthc_stats.report.monthly import monthly_report
    from tthc_stats.store.config import office_of

    office = office_of(click.get_current_context().obj)
    with counting() as progress:
        return monthly_report(
            found, lang=of_papers().code, office=office, progress=progress, **options
        )


def _recorder(monthly: Monthly, history: str | None) -> Callable[[], str] | None:
    """Records the period, where there is a history to record it in."""
    if history is None:
        return None

    def recorded() -> str:
        from tthc_stats.api.recording import record

        assert monthly.recordable
        record(monthly.recordable, history)
        return history

    return recorded


def _say_aside(monthly: Monthly) -> None:
    """What no paper prints: a form that does not fit, and what has changed since a draft."""
    from tthc_stats.report.material import OF_THE_DRAFT

    if monthly.unfilled:
        say(T("The official form is left out: {why}.", why=monthly.unfilled), "yellow")
    say_findings([finding for finding in monthly.findings if finding.code in OF_THE_DRAFT])


def _told(monthly: Monthly, written: Sequence[str], errors: int) -> Text:
    """The one line of a log."""
    from tthc_stats.report.facts import period_name

    assert monthly.summary.period
    return T(
        "{time} {period}: {groups} groups, {received} received, {resolved} resolved; errors: "
        "{errors}, warnings: {warnings}; written: {files}",
        time=datetime.now().astimezone().isoformat(timespec="seconds"),
        period=period_name(monthly.summary.period),
        groups=len(monthly.summary.groups),
        received=_or_dash(monthly, Count.RECEIVED),
        resolved=_or_dash(monthly, Count.RESOLVED),
        errors=errors,
        warnings=len(monthly.findings) - errors,
        files=tuple(written) or "–",
    )


def _or_dash(monthly: Monthly, count: Count) -> int | str:
    return monthly.summary.total.counts.get(count, "–")
