"""What DuckDB cannot read by itself, unpacked and brought to UTF-8 on its way through a pipe.

Nothing of it touches the disk where pipes have paths (Linux, macOS); elsewhere it goes
through a file in a private folder that is removed at once.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import re
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from tempfile import mkstemp
from typing import TYPE_CHECKING

from tthc_stats.ingest.readers.limits import MIB
from tthc_stats.ingest.readers.packed import pieces
from tthc_stats.model.errors import UnreadableError
from tthc_stats.model.register import TextFile
from tthc_stats.model.text import T
from tthc_stats.tally.engine import folder_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HAS_PATHS = os.path.isdir("/dev/fd") and sys.platform != "win32"
PIPE_SIZE = 1 << 20
BLANK = re.compile(rb"\n(?=\r?\n)")
LONGEST = 2 * MIB
"""Bytes without a line end that are too many for a line of a register."""


def hand_over(
    pieces: Generator[bytes],
    file: str,
    take: Callable[[str], object],
    connection: DuckDBPyConnection,
) -> None:
    """Give a text away through a path from which it can be read once.

    take: reads all of the path; it runs in a thread of its own, so that Ctrl-C is heard while
    nothing comes in. connection: of the engine that reads, which is interrupted at an early
    end.
    Raises what the pieces raise, NotUnderstoodError for a line too long, and what ``take``
    raises.
    """
    if not HAS_PATHS:
        _through_file(pieces, file, take, folder_of(connection))
        return
    source, sink = os.pipe()
    _widen(sink)
    with ThreadPoolExecutor(1) as pool:
        taken = pool.submit(_taken, take, source)
        try:
            with contextlib.suppress(BrokenPipeError):  # then ``take`` tells why
                _feed(pieces, file, sink)
            taken.result()
        except BaseException:
            connection.interrupt()
            raise


def _taken(take: Callable[[str], object], source: int) -> None:
    try:
        take(f"/dev/fd/{source}")
    finally:
        os.close(source)  # what still feeds ends with a broken pipe


def _feed(pieces: Generator[bytes], file: str, sink: int) -> None:
    with os.fdopen(sink, "wb") as stream, contextlib.closing(pieces):
        for piece in _with_line_ends(pieces, file):
            stream.write(piece)


def _through_file(
    pieces: Generator[bytes], file: str, take: Callable[[str], object], folder: str
) -> None:
    """folder: the engine's own, since it may read no other file."""
    handle, path = mkstemp(".csv", dir=folder)
    try:
        _feed(pieces, file, handle)
        take(path)
    finally:
        os.unlink(path)


class BlankLines:
    """How many lines of a text were blank, those inside quotation marks among them."""

    number = 0

    def counted(self, pieces: Generator[bytes]) -> Generator[bytes]:
        """The same pieces, once all of which have come the number is known."""
        end = b""
        with contextlib.closing(pieces):
            for piece in pieces:
                text = end + piece
                if b"\n\n" in text or b"\n\r\n" in text:
                    self.number += len(BLANK.findall(text))
                end = text[-2:]
                yield piece


def utf8_of(origin: TextFile, file: str) -> Generator[bytes]:
    """The text of a file, unpacked and as UTF-8, piece by piece.

    Raises UnreadableError for a file that is cut off or holds bytes of another encoding.
    """
    with open(origin.path, "rb") as stream:
        raw = (
            pieces(stream, origin.packed, file)
            if origin.packed
            else iter(lambda: stream.read(MIB), b"")
        )
        yield from _as_utf8(raw, origin.codec, file)


def _as_utf8(raw: Iterable[bytes], codec: str, file: str) -> Iterator[bytes]:
    """The same text as UTF-8 without a mark; UTF-8 itself is left to the engine to judge."""
    if codec == "utf-8":
        yield from raw
        return
    decoder = codecs.getincrementaldecoder(codec)()
    lines, start = 1, True
    try:
        for piece in raw:
            text = decoder.decode(piece)
            yield (text.removeprefix("\ufeff") if start else text).encode()
            start = start and not text
            lines += text.count("\n")
        yield decoder.decode(b"", True).encode()
    except UnicodeDecodeError as error:
        lines += error.object[: error.start].count(b"\n")
        raise UnreadableError(
            T("Line {line} holds bytes that are not {codec}.", line=lines, codec=codec.upper()),
            place=file,
            hint=T("Export the file again, as UTF-8 or as .xlsx."),
        ) from error


def _with_line_ends(pieces: Iterable[bytes], file: str) -> Iterator[bytes]:
    """The same pieces, as long as no line grows beyond all measure."""
    from tthc_stats.tally.sources.delimited import long_line

    without = 0
    for piece in pieces:
        end = piece.rfind(b"\n")
        without = without + len(piece) if end < 0 else len(piece) - end
        if without > LONGEST:
            raise long_line(file)
        yield piece


def _widen(pipe: int) -> None:
    """A larger pipe, where the system can; the default costs half the speed."""
    if sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_SIZE)
