"""One run at a time: outputs and history of a folder are never written by two at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from tthc_stats.model.errors import NotWritableError, reason
from tthc_stats.model.text import T, Text

if TYPE_CHECKING:
    from filelock import BaseFileLock

LOCK = ".tthc-stats.lock"
"""A file of its own in every folder that is written to: it stays, since another run may hold it."""
PATIENCE = 60.0
"""Seconds that a run waits for another one."""


FOR_ALL = 0o666
"""Permissions of that file: whoever may write in the folder may take its lock."""


@contextmanager
def locked(folders: Iterable[str], patience: float | None = None) -> Iterator[Folders]:
    """Keep other runs out of some folders, until this one ends in whatever way.

    patience: seconds, ``PATIENCE`` where none are given. Raises NotWritableError as
    ``Folders.take`` does.
    """
    held = Folders(PATIENCE if patience is None else patience)
    with held.kept:
        held.take(folders)
        yield held


class Folders:
    """Folders that no other run writes in."""

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self.names: set[str] = set()
        self.kept = ExitStack()

    def take(self, folders: Iterable[str]) -> None:
        """Keep other runs out of these too.

        Folders are taken in one order, so that two runs never wait for each other for ever;
        where another run has one while this one keeps others, all are let go and taken anew.
        Raises NotWritableError where another run keeps one for longer than the patience, or
        where a folder cannot be written to.
        """
        new = {os.path.realpath(folder or os.curdir) for folder in folders} - self.names
        if not new or (self.names and self._took_at_once(new)):
            return
        wanted = new | self.names
        self._let_go()
        self._wait_for(wanted)

    def _took_at_once(self, folders: set[str]) -> bool:
        from filelock import Timeout

        try:
            self._take(folders, 0)
        except Timeout:
            return False
        return True

    def _let_go(self) -> None:
        self.names.clear()
        self.kept.close()

    def _wait_for(self, folders: set[str]) -> None:
        from filelock import Timeout

        try:
            self._take(folders, self.patience)
        except Timeout as error:
            raise NotWritableError(
                T("another run is still writing in this folder"),
                place=os.path.dirname(error.lock_file),
                hint=T("Wait until it has ended, or stop it, and try again."),
            ) from error

    def _take(self, folders: set[str], patience: float) -> None:
        for folder in sorted(folders):
            self.kept.callback(_lock(os.path.join(folder, LOCK), patience).release)
            self.names.add(folder)


def _lock(path: str, patience: float) -> BaseFileLock:
    """A lock that is held. Raises Timeout, or NotWritableError at once."""
    from filelock import FileLock, Timeout

    lock = FileLock(path, timeout=patience, mode=FOR_ALL)
    try:
        _make(path)
        lock.acquire()
    except Timeout:
        raise
    except OSError as error:
        raise NotWritableError(
            T("cannot be written: {why}", why=reason(error)), place=path, hint=_remedy(path)
        ) from error
    return lock


def _make(path: str) -> None:
    """Make the file of a lock, whatever the umask: what cannot be made is no other run's."""
    umask = os.umask(0)
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, FOR_ALL))
    except FileExistsError:
        pass
    finally:
        os.umask(umask)


def _remedy(path: str) -> Text | None:
    if not os.path.lexists(path):
        return None
    return T("Another user may have made it: delete it while no run is writing.")
