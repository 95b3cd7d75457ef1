"""Packed files (.gz, .bz2, .xz, .zst): unpacked a piece at a time, and never cut off unnoticed."""

from __future__ import annotations

import lzma
import zlib
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from io import BytesIO
from typing import Any, BinaryIO

from tthc_stats.ingest.readers.guard import damaged, too_large
from tthc_stats.ingest.readers.limits import MAX_RATIO, MAX_UNPACKED, MIB, RATIO_FREE
from tthc_stats.model.errors import UnreadableError
from tthc_stats.model.text import T

BROKEN = (EOFError, OSError, zlib.error, lzma.LZMAError, ValueError)
FRAME_PIECE = 4096
"""Bytes of .zst taken at once: few, since each may unpack to very many."""


def pieces(stream: BinaryIO, kind: str, file: str) -> Iterator[bytes]:
    """What a packed stream holds. Raises UnreadableError where it is broken or cut off."""
    try:
        yield from READERS[kind](stream)
    except BROKEN as error:
        raise damaged(file) from error
    except ImportError as error:
        raise UnreadableError(
            T("Files packed as .zst need the Python package zstandard."),
            place=file,
            hint=T("Install it, or unpack the file first."),
        ) from error


def unpacked(data: bytes, kind: str, file: str) -> bytes:
    """All that a small packed file holds. Raises UnreadableError, also for one that grows
    beyond what a table needs.
    """
    most = min(MAX_UNPACKED, max(RATIO_FREE, MAX_RATIO * len(data)))
    found, size = [], 0
    for piece in pieces(BytesIO(data), kind, file):
        size += len(piece)
        if size > most:
            raise too_large(file)
        found.append(piece)
    return b"".join(found)


def _gz(stream: BinaryIO) -> Iterator[bytes]:
    import gzip

    return _read(gzip.GzipFile(fileobj=stream))


def _bz2(stream: BinaryIO) -> Iterator[bytes]:
    import bz2

    return _read(bz2.BZ2File(stream))


def _xz(stream: BinaryIO) -> Iterator[bytes]:
    return _read(lzma.LZMAFile(stream))


def _read(stream: Any) -> Iterator[bytes]:
    while piece := stream.read(MIB):
        yield piece


def _zst(stream: BinaryIO) -> Iterator[bytes]:
    """Frame by frame: only the end of a frame tells that nothing is missing."""
    new = _frame_reader()
    frame, rest = new(), b""
    while data := rest or stream.read(FRAME_PIECE):
        try:
            yield frame.decompress(data)
        except Exception as error:  # each library has its own, and no base in common
            raise EOFError from error
        rest = b""
        if frame.eof:
            frame, rest = new(), frame.unused_data
            if not rest and not (rest := stream.read(FRAME_PIECE)):
                return
    raise EOFError


def _frame_reader() -> Callable[[], Any]:
    if find_spec("compression"):
        from compression import zstd  # type: ignore[import-not-found,unused-ignore]

        reader: Callable[[], Any] = zstd.ZstdDecompressor
        return reader
    import zstandard

    return zstandard.ZstdDecompressor().decompressobj


READERS: dict[str, Callable[[BinaryIO], Iterator[bytes]]] = {
    "gz": _gz,
    "bz2": _bz2,
    "xz": _xz,
    "zst": _zst,
}
