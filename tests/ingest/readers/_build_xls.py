"""A minimal writer of .xls: BIFF8 records ([MS-XLS] 2.4) in an OLE container ([MS-CFB])."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from struct import pack

SECTOR, FREE, END, TABLE = 512, 0xFFFF_FFFF, 0xFFFF_FFFE, 0xFFFF_FFFD
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")


def record(kind: int, body: bytes = b"") -> bytes:
    return pack("<HH", kind, len(body)) + body


def beginning(kind: int) -> bytes:
    return record(0x809, pack("<HHHHLL", 0x600, kind, 0x0DBB, 1996, 0, 6))


def number(row: int, column: int, value: float) -> bytes:
    return record(0x203, pack("<HHHd", row, column, 0, value))


def label(row: int, column: int, text: str) -> bytes:
    encoded = text.encode("utf-16-le")
    return record(0x204, pack("<HHHHB", row, column, 0, len(text), 1) + encoded)


def shared(row: int, column: int, index: int) -> bytes:
    return record(0xFD, pack("<HHHL", row, column, 0, index))


def truth(row: int, column: int, *, value: bool) -> bytes:
    return record(0x205, pack("<HHHBB", row, column, 0, value, 0))


def error(row: int, column: int, code: int) -> bytes:
    return record(0x205, pack("<HHHBB", row, column, 0, code, 1))


def formula_error(row: int, column: int, code: int) -> bytes:
    result = pack("<BBBBHH", 2, 0, code, 0, 0, 0xFFFF)
    return record(0x06, pack("<HHH", row, column, 0) + result + pack("<HLH", 0, 0, 0))


def hidden_row(number: int) -> bytes:
    return record(0x208, pack("<HHHHHHL", number, 0, 1, 255, 0, 0, 0x120))


def hidden_columns(first: int, last: int) -> bytes:
    return record(0x7D, pack("<HHHHHH", first, last, 2560, 0, 1, 0))


def merge(top: int, left: int, bottom: int, right: int) -> bytes:
    return record(0xE5, pack("<HHHHH", 1, top, bottom, left, right))


def strings(*texts: str) -> bytes:
    body = b"".join(pack("<HB", len(t), 1) + t.encode("utf-16-le") for t in texts)
    return record(0xFC, pack("<LL", len(texts), len(texts)) + body)


def sheet(*records: bytes) -> bytes:
    return beginning(0x10) + b"".join(records) + record(0x0A)


def stream(*sheets: bytes, states: Sequence[int] = (), more: bytes = b"") -> bytes:
    """The workbook stream; state 1 is a hidden sheet, ``more`` are records of the workbook."""
    names = [f"Sheet{n}" for n in range(1, len(sheets) + 1)]
    before = beginning(0x05) + record(0x42, pack("<H", 1200)) + more
    size = sum(4 + 8 + len(name) for name in names)
    position = len(before) + size + 4
    listed = b""
    for n, name in enumerate(names):
        state = states[n] if states else 0
        title = pack("<BB", len(name), 0) + name.encode("latin-1")
        listed += record(0x85, pack("<LBB", position, state, 0) + title)
        position += len(sheets[n])
    return before + listed + record(0x0A) + b"".join(sheets)


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An OLE container; small streams are padded, so that no mini sectors are needed."""
    bodies = [content.ljust(4096, b"\x00") for content in streams.values()]
    sizes = [-(-len(body) // SECTOR) for body in bodies]
    count = 2 + sum(sizes)
    if count > SECTOR // 4:
        raise ValueError(count)
    table, starts = [TABLE, END], []
    for size in sizes:
        starts.append(len(table))
        table += [*range(len(table) + 1, len(table) + size), END]
    table += [FREE] * (SECTOR // 4 - len(table))
    header = OLE_MAGIC + bytes(16) + pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += pack("<LLLLLLLLL", 0, 1, 1, 0, 4096, END, 0, END, 0) + pack("<L", 0)
    header += pack("<108L", *[FREE] * 108)
    entries = [_entry("Root Entry", 5, END, 0)]
    entries += [
        _entry(name, 2, start, len(body))
        for name, start, body in zip(streams, starts, bodies, strict=True)
    ]
    directory = b"".join(entries).ljust(SECTOR, b"\x00")
    sectors = [body.ljust(size * SECTOR, b"\x00") for body, size in zip(bodies, sizes, strict=True)]
    return header + pack("<128L", *table) + directory + b"".join(sectors)


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le").ljust(64, b"\x00")
    links = pack("<LLL", FREE, FREE, FREE if kind == 2 else 1)
    head = encoded + pack("<HBB", 2 * len(name) + 2, kind, 1) + links
    return head + bytes(36) + pack("<LLL", start, size, 0)


def xls(*sheets: bytes, states: Sequence[int] = (), more: bytes = b"") -> bytes:
    return compound({"Workbook": stream(*sheets, states=states, more=more)})
