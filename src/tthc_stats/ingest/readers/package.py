"""Zip containers, read so that no archive can ask for more than it says.

The standard library's ``zipfile`` trusts the stated sizes, which a reader in another language
need not do, and costs several times as much to load as a small workbook costs to read.
Layout: APPNOTE.TXT 6.3.10 of PKWARE, sections 4.3 to 4.5.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from struct import Struct

from tthc_stats.ingest.readers.guard import damaged, parsing, protected
from tthc_stats.ingest.readers.limits import MAX_RATIO, MAX_UNPACKED, MIB, RATIO_FREE
from tthc_stats.model.errors import UnreadableError
from tthc_stats.model.text import T

END = Struct("<4s4H2LH")
END_MAGIC = b"PK\x05\x06"
END_REACH = 65_535 + END.size
END64 = Struct("<4sQ2H2L4Q")
LOCATOR64 = Struct("<4sLQL")
ENTRY = Struct("<4s6H3L5H2L")
LOCAL = Struct("<4s5H3L2H")
ENCRYPTED = 0x1
STORED, DEFLATED = 0, 8
BEYOND = 0xFFFF_FFFF
SIZES64, UNICODE_PATH = 0x0001, 0x7075
PIECE = 64 * 1024
OVERLAP = 64
BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"

FORBIDDEN = (
    b"<!DOCTYPE",
    b"<!ENTITY",
    b"\x00!\x00D\x00O\x00C\x00T\x00Y\x00P",
    b"\x00!\x00E\x00N\x00T\x00I\x00T",
)
"""The beginnings of document types, in one and in two bytes a character."""


Watch = Callable[[bytes], None]
"""Looks at the pieces of a part while it is checked; an empty piece is the end."""


class Member:
    """Where a part lies, how large it is packed and unpacked, and how it is packed."""

    __slots__ = ("checksum", "method", "offset", "packed", "size")

    def __init__(self, offset: int, packed: int, size: int, checksum: int, method: int) -> None:
        self.offset = offset
        self.packed = packed
        self.size = size
        self.checksum = checksum
        self.method = method


class Package:
    """The parts of a zip container by name, in lower case and with forward slashes.

    Raises UnreadableError for a broken, protected or absurdly large one.
    """

    def __init__(self, data: bytes, file: str) -> None:
        self.data = data
        self.file = file
        with parsing(file):
            self.members = self._members()
        self._check_sizes()

    def _members(self) -> dict[str, Member]:
        position, count = self._directory()
        members: dict[str, Member] = {}
        for _ in range(count):
            name, member, position = self._entry(position)
            if name in members:
                raise damaged(self.file)
            members[name] = member
        return members

    def _directory(self) -> tuple[int, int]:
        """Where the central directory starts, and its number of entries."""
        end = self.data.rfind(END_MAGIC, max(0, len(self.data) - END_REACH))
        if end < 0:
            raise damaged(self.file)
        *_, count, size, start, _ = END.unpack_from(self.data, end)
        locator = end - LOCATOR64.size
        if locator >= 0 and self.data.startswith(b"PK\x06\x07", locator):
            end = LOCATOR64.unpack_from(self.data, locator)[2]
            *_, count, size, start = END64.unpack_from(self.data, end)
        if start + size != end:
            raise damaged(self.file)
        return start, count

    def _entry(self, position: int) -> tuple[str, Member, int]:
        (magic, _, _, flags, method, _, _, checksum, packed, size, *lengths, _, _, _, offset) = (
            ENTRY.unpack_from(self.data, position)
        )
        if magic != b"PK\x01\x02":
            raise damaged(self.file)
        if flags & ENCRYPTED:
            raise protected(self.file)
        position += ENTRY.size
        name_end, extra_end, end = (position + sum(lengths[:n]) for n in (1, 2, 3))
        raw_name = self.data[position:name_end]
        extra = _extra(self.data[name_end:extra_end])
        if UNICODE_PATH in extra and extra[UNICODE_PATH][5:] != raw_name:
            raise damaged(self.file)
        size, packed, offset = _large(extra.get(SIZES64, b""), (size, packed, offset))
        name = raw_name.decode("utf-8", errors="replace")
        member = Member(offset, packed, size, checksum, method)
        return name.replace("\\", "/").lower(), member, end

    def _check_sizes(self) -> None:
        size = sum(member.size for member in self.members.values())
        packed = sum(member.packed for member in self.members.values())
        if size > MAX_UNPACKED or (size > RATIO_FREE and size > MAX_RATIO * packed):
            raise UnreadableError(
                T("The workbook unpacks to {size} MB, which no table needs.", size=size // MIB),
                place=self.file,
                hint=T("Save a copy that holds only the sheets and rows that are needed."),
            )

    def chunks(self, name: str) -> Iterator[bytes]:
        """The unpacked bytes of a part, a piece at a time.

        Raises UnreadableError for a part that is missing, broken or larger than it says.
        """
        member = self.members.get(name.lower())
        if member is None:
            raise damaged(self.file)
        size = checksum = 0
        for piece in self._unpacked(member):
            size += len(piece)
            checksum = zlib.crc32(piece, checksum)
            if size > member.size:
                raise damaged(self.file)
            yield piece
        if (size, checksum) != (member.size, member.checksum):
            raise damaged(self.file)

    def _unpacked(self, member: Member) -> Iterator[bytes]:
        with parsing(self.file):
            magic, *_, name, extra = LOCAL.unpack_from(self.data, member.offset)
        start = member.offset + LOCAL.size + name + extra
        end = start + member.packed
        if magic != b"PK\x03\x04" or end > len(self.data):
            raise damaged(self.file)
        pieces = (self.data[at : min(at + PIECE, end)] for at in range(start, end, PIECE))
        if member.method == STORED:
            yield from pieces
        elif member.method == DEFLATED:
            yield from self._inflated(pieces)
        else:
            raise damaged(self.file)

    def _inflated(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for piece in pieces:
                rest = piece
                while rest and not inflater.eof:
                    yield inflater.decompress(rest, MIB)
                    rest = inflater.unconsumed_tail
            yield inflater.flush()
        except zlib.error as error:
            raise damaged(self.file) from error
        if not inflater.eof:
            raise damaged(self.file)

    def read(self, name: str) -> bytes:
        """A whole part. Raises UnreadableError as ``chunks`` does."""
        return b"".join(self.chunks(name))

    def check(self, watched: Mapping[str, Watch]) -> None:
        """Unpack every part once, keeping none, and let watchers see theirs.

        Raises UnreadableError for broken parts and for XML with a document type.
        """
        for name in self.members:
            self._check(name, watched.get(name))

    def _check(self, name: str, watch: Watch | None) -> None:
        xml, tail = None, b""
        for piece in self.chunks(name):
            start = piece.lstrip(BEFORE_XML) if xml is None else b""
            xml = start.startswith(b"<") if start else xml
            window = tail + piece
            if xml and any(mark in window for mark in FORBIDDEN):
                raise forbidden(self.file)
            tail = window[-OVERLAP:]
            if watch and piece:
                watch(piece)
        if watch:
            watch(b"")


def forbidden(file: str) -> UnreadableError:
    """The refusal of document types, which can make a small file grow without end."""
    return UnreadableError(
        T("The file defines XML entities, which no workbook needs."),
        place=file,
        hint=T("Open it in a spreadsheet and save a copy."),
    )


def is_wide(start: bytes) -> bool:
    """Whether XML is written in two or four bytes a character."""
    return start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in start[:4]


def _extra(data: bytes) -> dict[int, bytes]:
    fields: dict[int, bytes] = {}
    while len(data) >= 4:
        kind = int.from_bytes(data[:2], "little")
        size = int.from_bytes(data[2:4], "little")
        fields.setdefault(kind, data[4 : 4 + size])
        data = data[4 + size :]
    return fields


def _large(field: bytes, sizes: tuple[int, int, int]) -> Iterator[int]:
    """Sizes as they are, or from the 64-bit field where they did not fit."""
    for size in sizes:
        if size == BEYOND and len(field) >= 8:
            yield int.from_bytes(field[:8], "little")
            field = field[8:]
        else:
            yield size
