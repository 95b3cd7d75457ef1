"""Writers: a report as bytes, one module a format.

Each module has ``write(report, language, options) -> bytes``. A new format is one module
and one line here.
"""

from __future__ import annotations

from importlib import import_module
from os.path import splitext
from typing import NamedTuple

from tthc_stats.model.errors import UsageError
from tthc_stats.model.text import T
from tthc_stats.report.document import Report
from tthc_stats.report.language import Language

FORMATS = {
    "table": "terminal",
    "csv": "delimited",
    "json": "json_text",
    "md": "markdown",
    "html": "html_page",
    "xlsx": "workbook",
}
PRINTED = {"xlsx": "form_workbook"}
"""What writes a report that lays out its sheets itself."""
PAPER = {"docx": "word", "html": "web_page", "xlsx": "paper_workbook"}
"""What writes a monthly report, which alone is written as docx."""
SUFFIXES = {
    ".docx": "docx",
    ".csv": "csv",
    ".json": "json",
    ".md": "md",
    ".html": "html",
    ".htm": "html",
    ".xlsx": "xlsx",
    ".txt": "table",
}


class Options(NamedTuple):
    """What a terminal has: its width in columns (``None`` for a file) and colour.

    template: the Word template of an office (.docx) instead of the usual one.
    """

    width: int | None = None
    colour: bool = False
    template: bytes | None = None


PLAIN = Options()


def write(report: Report, format_: str, language: Language, options: Options = PLAIN) -> bytes:
    """The bytes of a report in a format, one of ``FORMATS``; of a monthly one also docx,
    and what it has copies for.
    """
    if format_ in report.copies:
        return report.copies[format_]()
    special = PAPER if report.paper else PRINTED if report.printed else {}
    name = special.get(format_) or FORMATS[format_]
    writer = import_module(f"{__name__}.{name}")
    written: bytes = writer.write(report, language, options)
    return written


def format_of(path: str) -> str:
    """The format that a file's suffix asks for.

    Raises UsageError for a suffix that no writer knows.
    """
    suffix = splitext(path)[1].lower()
    if suffix not in SUFFIXES:
        raise UsageError(
            T("no format is known for “{suffix}”", suffix=suffix or path),
            place=path,
            hint=T("Known endings are {known}.", known=tuple(SUFFIXES)),
        )
    return SUFFIXES[suffix]
