"""What outputs may not be: a file that the run reads, a file that a later run would take for an
input, or one file under two names.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from fnmatch import fnmatch

import click

from tthc_stats.ingest.postgres import is_database
from tthc_stats.model.errors import UnreadableError, UsageError
from tthc_stats.model.text import T
from tthc_stats.store.outfile import is_special

READ = ("layout", "calendar", "history", "against", "template", "form")
"""Options and arguments that name files, beside the inputs themselves."""


def refuse_clashes(outputs: Iterable[str], files: Iterable[str]) -> None:
    """Raise UsageError for an output that may not be written.

    files: inputs, folders and patterns among them; what else the command is given is known.
    """
    written = list(dict.fromkeys(outputs))
    _refuse_one_for_two(written)
    if not written:
        return
    given = [file for file in files if file != "-" and not is_database(file)]
    read = {_real(file): file for file in (*_also_read(), *_files_in(given))}
    for path in written:
        if _real(path) in read:
            raise UsageError(
                T("the output would replace {file}, which is read", file=read[_real(path)]),
                place=path,
                hint=T("Give the output another name."),
            )
        for several in given:
            _refuse_among(path, several)


def _real(path: str) -> str:
    return os.path.normcase(os.path.realpath(path))


def _refuse_one_for_two(written: Sequence[str]) -> None:
    """One of them would be lost; into a device or a pipe both can be written."""
    known: dict[str, str] = {}
    for path in written:
        other = known.setdefault(_real(path), path)
        if other != path and not is_special(path):
            raise UsageError(
                T("the output is the same file as {other}", other=other),
                place=path,
                hint=T("Give each output a file of its own."),
            )


def _also_read() -> list[str]:
    """The office's file, and what options of the running command name."""
    context = click.get_current_context(silent=True)
    if context is None:
        return []
    found = [context.obj.path] if context.obj else []
    for name in READ:
        value = context.params.get(name) or ()
        found += [value] if isinstance(value, str) else value
    return found


def _files_in(given: Iterable[str]) -> list[str]:
    """The files that are named, those of folders and patterns too."""
    from tthc_stats.ingest.folders import files_of

    found: list[str] = []
    for path in given:
        try:
            found += files_of(path, [])
        except (UnreadableError, OSError):  # told when it is read
            found.append(path)
    return found


def _refuse_among(path: str, several: str) -> None:
    """Raise UsageError where the next run would read an output among its inputs."""
    places = {os.path.join(_real(os.path.dirname(path)), os.path.basename(path)), _real(path)}
    if os.path.isdir(several):
        if any(os.path.dirname(place) == _real(several) for place in places):
            raise UsageError(
                T("the output lies in {folder}, the files of which are read", folder=several),
                place=path,
                hint=T("Write to another folder, or name the files to read."),
            )
    elif _is_pattern(several) and any(_fits(place, several) for place in places):
        raise UsageError(
            T("the output has a name that {pattern} stands for", pattern=several),
            place=path,
            hint=T("Write to another folder, or name the files to read."),
        )


def _is_pattern(path: str) -> bool:
    from tthc_stats.ingest.folders import PATTERN

    return any(mark in path for mark in PATTERN) and not os.path.exists(path)


def _fits(place: str, pattern: str) -> bool:
    """Whether a pattern of files would find what stands there."""
    return _all_fit(place.split(os.sep), _real(pattern).split(os.sep))


def _all_fit(names: Sequence[str], patterns: Sequence[str]) -> bool:
    if not patterns:
        return not names
    if patterns[0] == "**":
        return _all_fit(names, patterns[1:]) or (bool(names) and _all_fit(names[1:], patterns))
    fits = bool(names) and fnmatch(names[0], patterns[0])
    return fits and _all_fit(names[1:], patterns[1:])
