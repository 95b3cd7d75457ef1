"""One run at a time: outputs and history of a folder are never written by two at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

from tthc_stats.model.errors import NotWritableError, reason
from tthc_stats.model.text import T

LOCK = ".tthc-stats.lock"
"""A file of its own in every folder that is written to: it stays, since another run may hold it."""
PATIENCE = 60.0
"""Seconds that a run waits for another one."""


@contextmanager
def locked(folders: Iterable[str], patience: float = PATIENCE) -> Iterator[None]:
    """Keep other runs out of some folders, until this one ends in whatever way.

    Folders are taken in one order, so that two runs never wait for each other for ever.
    Raises NotWritableError where another run keeps one for longer than that, or where a
    folder cannot be written to.
    """
    from filelock import FileLock, Timeout

    with ExitStack() as held:
        for folder in sorted({os.path.realpath(folder or os.curdir) for folder in folders}):
            path = os.path.join(folder, LOCK)
            try:
                held.enter_context(FileLock(path, timeout=patience))
            except Timeout as error:
                raise NotWritableError(
                    T("another run is still writing in this folder"),
                    place=folder,
                    hint=T("Wait until it has ended, or stop it, and try again."),
                ) from error
            except OSError as error:
                said = T("cannot be written: {why}", why=reason(error))
                raise NotWritableError(said, place=folder) from error
        yield
