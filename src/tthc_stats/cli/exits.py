"""The one place that turns errors into lines for people and exit statuses for scripts."""

from __future__ import annotations

import contextlib
import os
import signal
import sys

import click
from click.core import ParameterSource

from tthc_stats.cli.streams import ReaderGoneError, as_line
from tthc_stats.model.errors import NotWritableError, TthcError
from tthc_stats.model.findings import Place
from tthc_stats.model.text import T
from tthc_stats.report.language import Language

USAGE, INTERRUPTED, READER_GONE, BUG = 2, 130, 141, 70
PROGRAM = "tthc-stats"
ENDINGS = ("SIGINT", "SIGTERM", "SIGHUP")
"""Signals that end a program: Ctrl-C, a service stops, a terminal is closed."""
USUAL = (signal.SIG_DFL, signal.default_int_handler)
"""What they do as long as nobody has decided otherwise."""


def run(program: click.Command, language: Language) -> int:
    """Run a command on the program's arguments; whatever happens, one clear line and a
    status of the contract.

    click by itself ends with 1 for uncaught errors, Ctrl-C and closed pipes.
    """
    told = _told_to_end()
    try:
        status = program.main(prog_name=PROGRAM, standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 (the last line of defence)
        if told or isinstance(error, KeyboardInterrupt | click.Abort):
            _say(language.text(T("interrupted")))
            return 128 + told[0] if told else INTERRUPTED
        return _status(error, language)
    return status if isinstance(status, int) else 0


def _status(error: BaseException, language: Language) -> int:
    """What is said of an error, and its status."""
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, click.ClickException):
        return _usage(error)
    if isinstance(error, ReaderGoneError | BrokenPipeError):
        _close_quietly()
        return READER_GONE
    if isinstance(error, SystemExit):
        return _after_click(error)
    if isinstance(error, TthcError):
        _say(one_line(error, language))
        if isinstance(error, NotWritableError):
            _close_quietly()
        return error.exit_status
    return _bug(error, language)


def _told_to_end() -> list[int]:
    """Make the signals that would end the program end it as Ctrl-C does, which leaves nothing
    behind; the list will have the one that came.

    Where it came while a library in another language called back, the interruption is lost and
    another error comes out of it: the list tells that it is no bug.
    """
    told: list[int] = []

    def end(number: int, _: object) -> None:
        told.append(number)
        raise KeyboardInterrupt

    for name in ENDINGS:
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) in USUAL:  # nohup has it ignored
            signal.signal(number, end)
    return told


def _usage(error: click.ClickException) -> int:
    """A wrong command line; a bare command is answered with its help."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
    else:
        _say(_origin(error) + error.format_message())
    return USAGE


def _origin(error: click.ClickException) -> str:
    """Which file a wrong value of an option stands in."""
    parameter, context = getattr(error, "param", None), getattr(error, "ctx", None)
    if parameter is None or context is None or context.obj is None:
        return ""
    source = context.get_parameter_source(parameter.name)
    return f"{context.obj.path}: " if source is ParameterSource.DEFAULT_MAP else ""


def _after_click(stop: SystemExit) -> int:
    """Click itself ends the program, with 1, only where a help text met a closed pipe."""
    if stop.code == 1:
        _close_quietly()
        return READER_GONE
    return stop.code if isinstance(stop.code, int) else BUG


def one_line(error: TthcError, language: Language) -> str:
    """What, where and what to do, in one line."""
    parts = [language.text(error.what).rstrip(".") + "."]
    if error.place is not None:
        row = f" ({error.place.row})" if isinstance(error.place, Place) and error.place.row else ""
        parts.insert(0, f"{error.place}{row}:")
    if error.hint is not None:
        parts.append(language.text(error.hint))
    return " ".join(" ".join(parts).split())


def _say(message: str) -> None:
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            click.echo(f"{PROGRAM}: {as_line(message)}", err=True)


def _bug(error: BaseException, language: Language) -> int:
    if os.environ.get("TTHC_STATS_DEBUG"):
        raise error
    kind = type(error).__name__
    said = T(
        "this is a bug ({kind}: {error}). Please report it with the command you gave; "
        "TTHC_STATS_DEBUG=1 shows more.",
        kind=kind,
        error=str(error),
    )
    _say(language.text(said))
    return BUG


def _close_quietly() -> None:
    """Nobody reads any more: what is left in the buffer goes nowhere."""
    with contextlib.suppress(OSError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
