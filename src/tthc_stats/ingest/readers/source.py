"""The bytes of an input, under the name that people know it by."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO

from tthc_stats.ingest.readers.guard import too_large
from tthc_stats.ingest.readers.limits import MAX_FILE
from tthc_stats.model.errors import UnreadableError, UsageError
from tthc_stats.model.text import T, Text

if TYPE_CHECKING:
    from tthc_stats.ingest.readers.ole import Compound
    from tthc_stats.ingest.readers.package import Package

PIECE = 1 << 20
STANDARD_INPUT = "-"
HEAD = 65_536
ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")

REASONS: tuple[tuple[type[OSError], Text, Text], ...] = (
    (FileNotFoundError, T("There is no such file."), T("Check the path.")),
    (IsADirectoryError, T("This is a folder, not a file."), T("Name the files in it.")),
    (PermissionError, T("The file may not be read."), T("Check who may open it.")),
)


class Source:
    """One input: its bytes, its name, and the sheets that are asked for (none: all).

    partial: whether the bytes are the first ones only, so that the last record may be cut off.
    """

    def __init__(
        self, data: bytes, file: str, wanted: Sequence[str] = (), *, partial: bool = False
    ) -> None:
        self.data = data
        self.file = file
        self.wanted = tuple(wanted)
        self.partial = partial

    @cached_property
    def head(self) -> bytes:
        return self.data[:HEAD]

    @cached_property
    def package(self) -> Package | None:
        """The zip container, if it is one. Raises UnreadableError for a broken one."""
        if not self.data.startswith(ZIP_MAGIC):
            return None
        from tthc_stats.ingest.readers.package import Package

        return Package(self.data, self.file)

    @cached_property
    def workbook(self) -> str | None:
        """The path of the Excel workbook in the package. Raises UnreadableError for two."""
        if self.package is None:
            return None
        from tthc_stats.ingest.readers.relations import main_part

        return main_part(self.package)

    @cached_property
    def compound(self) -> Compound | None:
        """The OLE container, if it is one. Raises UnreadableError for a broken one."""
        if not self.data.startswith(OLE_MAGIC):
            return None
        from tthc_stats.ingest.readers.ole import Compound

        return Compound(self.data, self.file)

    def choose(self, names: Sequence[str | None]) -> list[int]:
        """The positions of the wanted sheets, in file order; all where none is named.

        Raises UsageError for a sheet that is not there.
        """
        if not self.wanted:
            return list(range(len(names)))
        return sorted({self._position(wish, names) for wish in self.wanted})

    def _position(self, wish: str, names: Sequence[str | None]) -> int:
        if wish in names:
            return names.index(wish)
        if wish.isdecimal() and 0 < int(wish[:9]) <= len(names):
            return int(wish[:9]) - 1
        there = tuple(name or str(number) for number, name in enumerate(names, 1))
        raise UsageError(
            T("There is no sheet {sheet}.", sheet=wish),
            place=self.file,
            hint=T("The sheets are: {sheets}.", sheets=there),
        )


def load(
    source: str | os.PathLike[str] | BinaryIO, name: str | None, wanted: Sequence[str]
) -> Source:
    """The whole input in memory, so that what is checked is what is read.

    Raises UnreadableError for a path or stream that cannot be read.
    """
    file = name or _name(source)
    try:
        data = _bytes(source)
    except (OSError, ValueError) as error:
        raise _unreadable(error, file) from error
    if len(data) > MAX_FILE:
        raise too_large(file)
    return Source(data, file, wanted)


def _name(source: str | os.PathLike[str] | BinaryIO) -> str:
    if isinstance(source, str | os.PathLike):
        return os.fspath(source)
    name = getattr(source, "name", STANDARD_INPUT)
    return name if isinstance(name, str) else STANDARD_INPUT


def _bytes(source: str | os.PathLike[str] | BinaryIO) -> bytes:
    if not isinstance(source, str | os.PathLike):
        return _at_most(source)
    if os.fspath(source) == STANDARD_INPUT:
        return _at_most(standard_input())
    with open(source, "rb") as stream:
        return _at_most(stream)


def standard_input() -> BinaryIO:
    """Standard input as bytes. Raises UnreadableError where there is none (``<&-``)."""
    if sys.stdin is None or sys.stdin.closed:
        said = T("Standard input is closed.")
        hint = T("Pass a file to it, as in “< file.csv”, or name the file.")
        raise UnreadableError(said, place=STANDARD_INPUT, hint=hint)
    return sys.stdin.buffer


def _at_most(stream: BinaryIO) -> bytes:
    """All of a stream, or one piece more than a file may have; asking for so much at once
    would reserve the memory for it.
    """
    pieces, size = [], 0
    while size <= MAX_FILE and (piece := stream.read(PIECE)):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def _unreadable(error: Exception, file: str) -> UnreadableError:
    for kind, what, hint in REASONS:
        if isinstance(error, kind):
            return UnreadableError(what, place=file, hint=hint)
    return UnreadableError(
        T("The file could not be read."), place=file, hint=T("Copy it to this computer first.")
    )
