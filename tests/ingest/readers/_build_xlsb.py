"""A minimal writer of .xlsb ([MS-XLSB] 2.1 to 2.4): just the records that matter here."""

from __future__ import annotations

from collections.abc import Sequence
from struct import pack

from _build_zip import PACKAGE, REL, Parts, root_relations, zipped

ROW, BLANK, ERROR, BOOL, REAL, TEXT, SHARED, FORMULA_ERROR = 0, 1, 3, 4, 5, 6, 7, 11
END_ROWS, BEGIN_ROWS, DIMENSION, MERGE, COLUMNS, BEGIN_COLUMNS, END_COLUMNS = (
    146, 145, 148, 176, 60, 390, 391,
)  # fmt: skip


def record(kind: int, body: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(body)
    length = b""
    while size >= 0x80:
        length += bytes([size & 0x7F | 0x80])
        size >>= 7
    return number + length + bytes([size]) + body


def wide(text: str) -> bytes:
    return pack("<L", len(text)) + text.encode("utf-16-le")


def row(number: int, *, hidden: bool = False) -> bytes:
    return record(ROW, pack("<LLHBBB", number, 0, 300, 0, 0x10 if hidden else 0, 0) + bytes(4))


def cell(kind: int, column: int, value: bytes) -> bytes:
    return record(kind, pack("<LL", column, 0) + value)


def real(column: int, value: float) -> bytes:
    return cell(REAL, column, pack("<d", value))


def text(column: int, value: str) -> bytes:
    return cell(TEXT, column, wide(value))


def formula_error(column: int, code: int) -> bytes:
    return cell(FORMULA_ERROR, column, pack("<BHLL", code, 0, 0, 0))


def merge(top: int, left: int, bottom: int, right: int) -> bytes:
    return record(MERGE, pack("<4L", top, bottom, left, right))


def hidden_columns(first: int, last: int) -> bytes:
    column = pack("<LLLLH", first, last, 2560, 0, 1)
    return record(BEGIN_COLUMNS) + record(COLUMNS, column) + record(END_COLUMNS)


def sheet(cells: Sequence[bytes], before: bytes = b"", after: bytes = b"") -> bytes:
    dimension = record(DIMENSION, pack("<4L", 0, 0, 0, 0))
    rows = record(BEGIN_ROWS) + b"".join(cells) + record(END_ROWS)
    return record(129) + record(147, bytes(23)) + dimension + before + rows + after + record(130)


def xlsb_parts(*sheets: bytes, states: Sequence[int] = (), strings: Sequence[str] = ()) -> Parts:
    """The parts of a workbook; state 1 is a hidden sheet."""
    listed = b""
    for n in range(1, len(sheets) + 1):
        state = states[n - 1] if states else 0
        listed += record(156, pack("<LL", state, n) + wide(f"rId{n}") + wide(f"Sheet{n}"))
    shared = record(159, pack("<LL", len(strings), len(strings)))
    shared += b"".join(record(19, b"\x00" + wide(text)) for text in strings)
    linked = "".join(
        f'<Relationship Id="rId{n}" Type="{REL}/worksheet" Target="worksheets/sheet{n}.bin"/>'
        for n in range(1, len(sheets) + 1)
    )
    parts: Parts = {
        "_rels/.rels": root_relations("xl/workbook.bin"),
        "xl/workbook.bin": record(131) + record(143) + listed + record(144) + record(132),
        "xl/_rels/workbook.bin.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships">{linked}</Relationships>'
        ),
        "xl/sharedStrings.bin": shared + record(160),
    }
    parts |= {f"xl/worksheets/sheet{n}.bin": body for n, body in enumerate(sheets, 1)}
    return parts


def xlsb(*sheets: bytes, states: Sequence[int] = (), strings: Sequence[str] = ()) -> bytes:
    return zipped(xlsb_parts(*sheets, states=states, strings=strings))
