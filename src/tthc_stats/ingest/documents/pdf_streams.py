"""Packed streams of a PDF, measured before PDFium unpacks them: it takes memory without limit."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from tthc_stats.ingest.readers.limits import MIB

START = re.compile(rb"stream\r?\n")
DICTIONARY = 1024
"""Bytes before a stream that say what it is."""
PICTURE = re.compile(rb"/Subtype\s*/Image")
MAX_STREAM = 64 * MIB
FREE, MAX_RATIO = 4 * MIB, 100
"""A larger stream may unpack to so many times its size; text and drawings do to some 20."""
PIECE = 64 * 1024
NESTED = 3


def grows_too_much(data: bytes) -> bool:
    """Whether a stream of the file, other than a picture, unpacks to more than pages need."""
    for match in START.finditer(data):
        before = data[max(0, match.start() - DICTIONARY) : match.start()]
        if PICTURE.search(before, before.rfind(b" obj") + 1):
            continue
        if _is_packed(data, match.end()) and _grows(memoryview(data)[match.end() :], NESTED):
            return True
    return False


def _is_packed(data: bytes, at: int) -> bool:
    """Whether zlib data starts here (RFC 1950, 2.2)."""
    head = data[at : at + 2]
    return len(head) == 2 and head[0] & 0x0F == 8 and int.from_bytes(head, "big") % 31 == 0


def _grows(packed: memoryview, nested: int) -> bool:
    size, first = 0, b""
    for used, piece in _pieces(packed):
        first = first or piece
        size += len(piece)
        if size > MAX_STREAM or size > max(FREE, MAX_RATIO * used):
            return True
    return nested > 0 and _is_packed(first, 0) and _grows(memoryview(first), nested - 1)


def _pieces(packed: memoryview) -> Iterator[tuple[int, bytes]]:
    """How many bytes are used up, and what they unpack to; ends at the first broken one."""
    inflater = zlib.decompressobj()
    used = 0
    rest: bytes | memoryview = b""
    while not inflater.eof and (rest or used < len(packed)):
        if not rest:
            rest = packed[used : used + PIECE]
            used += len(rest)
        try:
            piece = inflater.decompress(rest, MIB)
        except zlib.error:
            return
        rest = inflater.unconsumed_tail
        yield used - len(rest), piece
