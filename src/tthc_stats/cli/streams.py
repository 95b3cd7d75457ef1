"""What a command says: its result on standard output or in files, the rest on standard error."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any

import click

from tthc_stats.cli.language import spoken
from tthc_stats.model.errors import NotWritableError, UsageError, reason
from tthc_stats.model.findings import Finding
from tthc_stats.model.text import T, Text
from tthc_stats.report.document import Report
from tthc_stats.report.language import Language
from tthc_stats.report.writers import Options, format_of, write

SHOWN_FINDINGS = 20
"""Findings that summarize prints; check shows them all."""


def deliver(
    report: Report,
    format_: str | None,
    outputs: Sequence[str],
    formats: Sequence[str],
    *,
    beside: Mapping[str, bytes] | None = None,
    language: Language = spoken,
    template: bytes | None = None,
    recorded: Callable[[], str] | None = None,
) -> None:
    """Write a report to its files, and to standard output unless only files were asked for.

    beside: other files, by path, that are written together with these. language: of the
    report. template: the Word template of an office. recorded: writes the history, and gives
    its path, before any output is replaced.
    """
    chosen = {path: format_of(path) for path in outputs}
    for path, name in chosen.items():
        if name not in formats:
            raise UsageError(
                T("this report cannot be written as {format}", format=name), place=path
            )
    written = dict(beside or {})
    plain = Options(template=template)
    written |= {path: write(report, name, language, plain) for path, name in chosen.items()}
    if written:
        from tthc_stats.store.outfile import replace_files

        replace_files(written, recorded)
    elif recorded:
        recorded()
    if format_ or not outputs:
        shown = terminal(format_ or "table")._replace(template=template)
        to_stdout(write(report, format_ or "table", language, shown))


def check_outputs(
    outputs: Sequence[str],
    files: Sequence[str],
    format_: str | None = None,
    *,
    beside: Sequence[str] = (),
) -> None:
    """Refuse what could not be delivered before anything is read: an unknown ending, an
    output in the place of what is read or of another output, a workbook on a terminal.

    files: the inputs, folders and patterns among them. beside: other files that will be
    written, whatever their endings.
    """
    from tthc_stats.cli.outputs import refuse_clashes

    _refuse_on_terminal(format_)
    for path in outputs:
        format_of(path)
    refuse_clashes((*outputs, *beside), files)


def _refuse_on_terminal(format_: str | None) -> None:
    if sys.stdout is None or not sys.stdout.isatty():
        return
    if format_ == "xlsx":
        raise UsageError(T("a workbook cannot be shown on a terminal"), hint=T("Use -o FILE.xlsx."))
    if format_ == "docx":
        raise UsageError(T("a document cannot be shown on a terminal"), hint=T("Use -o FILE.docx."))


class ReaderGoneError(Exception):
    """Whoever read standard output has gone away."""


def to_stdout(data: bytes) -> None:
    """Write all of the result.

    Without a buffer (PYTHONUNBUFFERED) one write may take a part only. A closed pipe is
    told as ReaderGoneError, since click would end with 1; anything else is NotWritableError.
    """
    try:
        _write_all(data)
    except BrokenPipeError as error:
        raise ReaderGoneError from error
    except OSError as error:
        said = T("cannot be written: {why}", why=reason(error))
        raise NotWritableError(said, place=spoken.text(T("standard output"))) from error


def _write_all(data: bytes) -> None:
    if sys.stdout is None or sys.stdout.closed:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    sys.stdout.flush()
    left = memoryview(data)
    while left:
        left = left[sys.stdout.buffer.write(left) or 0 :]
    sys.stdout.buffer.flush()


def terminal(format_: str) -> Options:
    """The width and colour of standard output; a pipe has neither."""
    if format_ != "table" or sys.stdout is None or not sys.stdout.isatty():
        return Options()
    return Options(columns_of(sys.stdout), has_colour(sys.stdout))


def columns_of(stream: Any) -> int:
    """The width of a terminal, as COLUMNS says or as it is."""
    wished = os.environ.get("COLUMNS", "")
    if wished.isdigit() and int(wished) > 0:
        return int(wished)
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def has_colour(stream: Any) -> bool:
    """Whether to colour: on a terminal that is not dumb, unless NO_COLOR is set."""
    return (
        stream is not None
        and bool(stream.isatty())
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )


class Progress:
    """Which file is being read, on standard error of a terminal only."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.shown = sys.stderr is not None and sys.stderr.isatty()

    def __call__(self, name: str) -> None:
        self.done += 1
        self.total = max(self.total, self.done)  # folders hold more than was named
        self._show(T("reading {done}/{total}: {name}", done=self.done, total=self.total, name=name))

    def counted(self, percent: float) -> None:
        """How much of large registers has been counted."""
        self.done = self.done or 1
        self._show(T("counting: {percent}%", percent=int(percent)))

    def proofread(self, percent: float) -> None:
        """How much of a text has been proofread."""
        self.done = self.done or 1
        self._show(T("proofreading: {percent}%", percent=int(percent)))

    def _show(self, text: Text) -> None:
        if self.shown:
            line = spoken.text(text)
            sys.stderr.write(f"\r\033[K{line[: columns_of(sys.stderr) - 1]}")
            sys.stderr.flush()

    def clear(self) -> None:
        if self.shown and self.done:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()


Tell = Callable[[float], None] | None
"""What long work tells how far it is; ``None`` where nobody would see it."""


@contextmanager
def _telling(tell: Callable[[Progress, float], None]) -> Iterator[Tell]:
    progress = Progress(1)
    try:
        yield partial(tell, progress) if progress.shown else None
    finally:
        progress.clear()


def counting() -> AbstractContextManager[Tell]:
    """What a long count may tell its progress; nothing where nobody would see it."""
    return _telling(Progress.counted)


def proofreading() -> AbstractContextManager[Tell]:
    """What may tell how far proofreading is; nothing where nobody would see it."""
    return _telling(Progress.proofread)


def read_files(files: Sequence[str], *, tell_skipped: bool = True, **options: Any) -> Any:
    """Read the tables of some files with progress; what was passed over is said aloud."""
    from tthc_stats.api.reading import read

    progress = Progress(len(files))
    try:
        reading = read(list(files), progress=progress, **options)
    finally:
        progress.clear()
    for skipped in reading.skipped if tell_skipped else ():
        if skipped.why != T("the sheet is empty"):
            say(T("skipped {place}: {why}", place=str(skipped.grid.place()), why=skipped.why))
    return reading


def say_without_effect(reading: Any) -> None:
    """Options of registers that were given with nothing but tables of counts."""
    if reading.registers:
        return
    context = click.get_current_context()
    given = [
        parameter.opts[0]
        for parameter in context.command.params
        if parameter.name in ("cutoff", "start", "end", "as_of", "rule", "no_due", "date_order")
        and context.get_parameter_source(parameter.name) is click.core.ParameterSource.COMMANDLINE
    ]
    if given:
        text = T("without effect on tables of counts: {options}", options=tuple(given))
        say(text, "yellow")


def say(text: Any, colour: str | None = None) -> None:
    """A line on standard error; nobody need be listening."""
    line = as_line(spoken.text(text))
    if colour and has_colour(sys.stderr):
        line = click.style(line, fg=colour)
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            click.echo(line, err=True)


def as_line(text: str) -> str:
    """A text for a log: names of files may hold line breaks and what steers a terminal."""
    from tthc_stats.report.writers.cells import harmless

    return " ".join(harmless(text).splitlines())


def say_notes(notes: Iterable[Text], format_: str | None, outputs: Sequence[str]) -> None:
    """Notes on standard error, a line each, unless the table that is shown holds them."""
    if outputs or format_ not in (None, "table"):
        for note in notes:
            say(note, "yellow")


def say_findings(findings: Sequence[Finding]) -> None:
    """The first findings on standard error, a line each."""
    from tthc_stats.report.findings import headline

    for finding in findings[:SHOWN_FINDINGS]:
        say(headline(finding), "red" if finding.severity == "error" else "yellow")
    if len(findings) > SHOWN_FINDINGS:
        say(
            T(
                "and {number} more findings; tthc-stats check shows them all",
                number=len(findings) - SHOWN_FINDINGS,
            )
        )
