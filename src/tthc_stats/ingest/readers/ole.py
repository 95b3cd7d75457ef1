"""OLE containers, the outer shell of .xls and of workbooks with a password ([MS-CFB]).

Only what is needed to name their streams and to take one out; every chain of sectors is
bounded, so that no table of sectors can lead in circles.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct, unpack_from

from tthc_stats.ingest.readers.guard import damaged, parsing

HEADER = Struct("<30xHH14xL4xLLLL4x")
HEADER_SIZE = 512
FAT_IN_HEADER = 76
ENTRY_SIZE = 128
LAST_SECTOR = 0xFFFF_FFFA
"""Numbers from here on are marks: free, end of chain, table."""
MINI_SHIFT = 6
STREAM = 2


class Compound:
    """The streams of an OLE container. Raises UnreadableError for a broken one."""

    def __init__(self, data: bytes, file: str) -> None:
        self.data = data
        self.file = file
        with parsing(file):
            self._read_header()
            self.streams = dict(self._entries())

    @property
    def names(self) -> frozenset[str]:
        """The names of the streams in lower case."""
        return frozenset(self.streams)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream. Raises UnreadableError where they are not all there."""
        first, size = self.streams[name]
        if size > len(self.data):
            raise damaged(self.file)
        with parsing(self.file):
            small = size < self.cutoff
            content = self._mini(first) if small else self._joined(first)
        if len(content) < size:
            raise damaged(self.file)
        return content[:size]

    def _read_header(self) -> None:
        shift, mini_shift, directory, cutoff, mini_table, mini_count, more = HEADER.unpack_from(
            self.data
        )
        if shift not in (9, 12) or mini_shift != MINI_SHIFT:
            raise damaged(self.file)
        self.size = 1 << shift
        self.cutoff = cutoff
        self.directory = directory
        self.table = self._table(more)
        self.mini_table = self._numbers(self._joined(mini_table)) if mini_count else ()

    def _table(self, more: int) -> tuple[int, ...]:
        """The sector allocation table: for every sector the next one of its chain."""
        sectors = list(unpack_from("<109L", self.data, FAT_IN_HEADER))
        seen: set[int] = set()
        while more < LAST_SECTOR and more not in seen:
            seen.add(more)
            *further, more = self._numbers(self._sector(more))
            sectors += further
        used = (sector for sector in sectors if sector < LAST_SECTOR)
        return self._numbers(b"".join(self._sector(sector) for sector in used))

    def _numbers(self, data: bytes) -> tuple[int, ...]:
        return unpack_from(f"<{len(data) // 4}L", data)

    def _sector(self, number: int) -> bytes:
        start = max(HEADER_SIZE, self.size) + number * self.size
        sector = self.data[start : start + self.size]
        if not sector:
            raise damaged(self.file)
        return sector.ljust(self.size, b"\x00")

    def _chain(self, number: int, table: tuple[int, ...]) -> Iterator[int]:
        for _ in range(len(table) + 1):
            if number >= LAST_SECTOR:
                return
            yield number
            number = table[number]
        raise damaged(self.file)

    def _joined(self, first: int) -> bytes:
        return b"".join(self._sector(number) for number in self._chain(first, self.table))

    def _mini(self, first: int) -> bytes:
        store = self._joined(self.root)
        return b"".join(
            store[number << MINI_SHIFT : (number + 1) << MINI_SHIFT]
            for number in self._chain(first, self.mini_table)
        )

    def _entries(self) -> Iterator[tuple[str, tuple[int, int]]]:
        directory = self._joined(self.directory)
        (self.root,) = unpack_from("<L", directory, 116)
        for at in range(0, len(directory), ENTRY_SIZE):
            length, kind = unpack_from("<HB", directory, at + 64)
            first, size = unpack_from("<LL", directory, at + 116)
            if kind == STREAM:
                name = directory[at : at + max(0, min(length, 64) - 2)]
                yield name.decode("utf-16-le", errors="replace").lower(), (first, size)
