"""``tthc-stats proofread``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import click
from click.core import ParameterSource

from tthc_stats.cli.commands import Command
from tthc_stats.cli.language import _, spoken
from tthc_stats.cli.options import against_options, base_option, output_options, tally_options
from tthc_stats.cli.streams import (
    check_outputs,
    deliver,
    proofreading,
    read_files,
    say,
    say_without_effect,
)
from tthc_stats.model.text import T

if TYPE_CHECKING:
    from tthc_stats.model.document import Document
    from tthc_stats.proofread.claim import Proofreading

FORMATS = ("table", "json", "csv", "md", "html", "xlsx", "docx")
OF_AGAINST = frozenset(
    ("sheets", "table", "query", "layout", "cutoff", "start", "end", "as_of", "rule", "no_due")
)
"""Options that say how the files of --against are read."""
ZIP = b"PK"


@click.command(
    cls=Command,
    help=_("Whether the shares and sums in the text of a report follow from its figures.")
    + "\n\n"
    + _(
        "FILE is a report in words: .docx, .odt, .pdf with text, .html, .md or .txt; “-” reads "
        "standard input."
    )
    + "\n\n"
    + _(
        "-o with .docx writes a copy with comments, with .html a page with marks. Ends with "
        "status 1 where an error was found."
    ),
    epilog=_("Example: tthc-stats proofread bao-cao.docx --against so-lieu.xlsx -o soat.docx"),
)
@click.argument("file", metavar=_("FILE"))
@click.option(
    "--against",
    multiple=True,
    metavar=_("FILE"),
    help=_(
        "Compare the figures of the text with this table or register; may be repeated. What the "
        "text leaves out is no finding."
    ),
)
@against_options
@base_option
@tally_options
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
    file: str,
    against: tuple[str, ...],
    on_time_base: str,
    fail_on: str,
    exit_zero: bool,
    format_: str | None,
    outputs: tuple[str, ...],
    tally: dict[str, Any],
    **reading: Any,
) -> int:
    """Read, proofread, deliver."""
    from tthc_stats.api.proofreading import proofread_text
    from tthc_stats.report.proofreading import proofreading_report
    from tthc_stats.report.unmatched import unmatched_in_words

    check_outputs(outputs, (file, *against), format_)
    data = _bytes(file) if _as_word(format_, outputs) else None
    others = _others(against, reading)
    period = tally.pop("days") or reading["period"]
    with proofreading() as progress:
        found = proofread_text(
            file if data is None else _named(data, file),
            against=others,
            on_time_base=on_time_base,
            period=period,
            progress=progress,
            **tally,
        )
    _say_converted(found.document)
    if against and (why := unmatched_in_words(found, others, period)):
        say(why)
    report = proofreading_report(found, spoken, compared=bool(against))
    copies = _copies(found, data, compared=bool(against))
    deliver(report._replace(copies=copies), format_, outputs, FORMATS)
    failing = any(fail_on == "warning" or f.severity == "error" for f in found.findings)
    return 1 if failing and not exit_zero else 0


def _as_word(format_: str | None, outputs: tuple[str, ...]) -> bool:
    return format_ == "docx" or any(path.lower().endswith(".docx") for path in outputs)


def _bytes(file: str) -> bytes:
    """The whole document: what is annotated is what was read, and pipes are read once."""
    from tthc_stats.ingest.readers.source import load

    return load(file, None, ()).data


def _named(data: bytes, file: str) -> BinaryIO:
    stream = BytesIO(data)
    stream.name = file  # what messages call it
    return stream


def _others(against: tuple[str, ...], reading: Mapping[str, Any]) -> Any:
    """What the text is compared with."""
    if not against:
        _say_alone()
        return ()
    others = read_files(against, **reading)
    say_without_effect(others)
    return others


def _say_alone() -> None:
    """Options that were given for files to compare with, where there are none."""
    context = click.get_current_context()
    given = [
        parameter.opts[0]
        for parameter in context.command.params
        if parameter.name in OF_AGAINST
        and context.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE
    ]
    if given:
        say(T("without effect where --against names no file: {options}", options=tuple(given)))


def _say_converted(document: Document) -> None:
    """Places are those of a text that nobody has a file of."""
    from tthc_stats.ingest.legacy_text import ENCODINGS

    if document.encoding in ENCODINGS:
        said = T(
            "{file}: the text was in the font encoding {name}; it was converted to Unicode, and "
            "places are those of the converted text",
            file=document.file,
            name=document.encoding.upper(),
        )
        say(said, "yellow")


def _copies(
    found: Proofreading, data: bytes | None, *, compared: bool
) -> dict[str, Callable[[], bytes]]:
    """The copies of the document with marks or comments."""
    from tthc_stats.report.writers.annotated_page import annotated_page

    return {
        "html": partial(annotated_page, found, spoken, compared=compared),
        "docx": partial(_commented, found, data or b""),
    }


def _commented(found: Proofreading, data: bytes) -> bytes:
    """The Word document with comments; other documents become a new one."""
    from tthc_stats.report.proofreading import notes_of

    writer = import_module("tthc_stats.report.writers.annotated_word")
    notes, document = notes_of(found, spoken), found.document
    if document.format == "docx" and data.startswith(ZIP):
        return cast("bytes", writer.annotated(data, notes, document, spoken))
    return cast("bytes", writer.annotated_new(notes, document, spoken))
