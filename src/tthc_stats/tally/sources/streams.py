"""What DuckDB cannot read by itself, unpacked and brought to UTF-8 on its way through a pipe.

Nothing of it touches the disk where pipes have paths (Linux, macOS); elsewhere it goes
through a file in a private folder that is removed at once.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import sys
import threading
from collections.abc import Iterable, Iterator
from io import BufferedWriter
from tempfile import mkstemp
from types import TracebackType

from tthc_stats.ingest.readers.limits import MIB
from tthc_stats.ingest.readers.packed import pieces
from tthc_stats.model.errors import TthcError, UnreadableError
from tthc_stats.model.register import TextFile
from tthc_stats.model.text import T

HAS_PATHS = os.path.isdir("/dev/fd") and sys.platform != "win32"
PIPE_SIZE = 1 << 20
LONGEST = 2 * MIB
"""Bytes without a line end that are too many for a line of a register."""


class Stream:
    """A context that gives a path from which the text can be read once, as UTF-8.

    Leaving it raises what went wrong in between: UnreadableError for a file that is cut off
    or holds bytes of another encoding, NotUnderstoodError for a line too long. folder: for
    the file, where there must be one; the engine may read no other.
    """

    def __init__(self, origin: TextFile, file: str, folder: str) -> None:
        self.origin = origin
        self.file = file
        self.folder = folder
        self.error: BaseException | None = None
        self.thread = threading.Thread(target=self._feed, daemon=True)
        self.source = -1
        self.path = ""
        self.sink: BufferedWriter

    def __enter__(self) -> str:
        if HAS_PATHS:
            self.source, sink = os.pipe()
            _widen(sink)
            self.sink = os.fdopen(sink, "wb")
            self.path = f"/dev/fd/{self.source}"
            self.thread.start()
            return self.path
        handle, self.path = mkstemp(".csv", dir=self.folder)
        self.sink = os.fdopen(handle, "wb")
        self._feed()
        self._raise()
        return self.path

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the pipe, wait for the feeder, and tell what it met."""
        if self.source >= 0:
            os.close(self.source)  # a feeder that still writes ends with a broken pipe
            self.thread.join()
        elif self.path:
            os.unlink(self.path)
        if not isinstance(error, KeyboardInterrupt):
            self._raise()

    def _raise(self) -> None:
        if isinstance(self.error, TthcError):
            raise self.error from None
        if self.error is not None and not isinstance(self.error, BrokenPipeError):
            raise self.error

    def _feed(self) -> None:
        try:
            with contextlib.closing(self.sink), open(self.origin.path, "rb") as stream:
                raw = (
                    pieces(stream, self.origin.packed, self.file)
                    if self.origin.packed
                    else iter(lambda: stream.read(MIB), b"")
                )
                for piece in _with_line_ends(
                    _as_utf8(raw, self.origin.codec, self.file), self.file
                ):
                    self.sink.write(piece)
        except BaseException as error:  # noqa: BLE001 (told where the context is left)
            self.error = error


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
