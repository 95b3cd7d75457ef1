"""Zip containers that ask for more than they say, or are not whole."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest
from _build_grids import cells, read, read_one
from _build_zip import sheet_xml, xlsx_parts, zipped

from tthc_stats.ingest.readers import limits, package
from tthc_stats.ingest.readers.package import Package
from tthc_stats.model.errors import UnreadableError

SHEET = "xl/worksheets/sheet1.xml"
PARTS = xlsx_parts([sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')])
WHOLE = zipped(PARTS)


def field(data: bytes, name: str, offset: int, form: str, value: int) -> bytes:
    """Change a field of the central entry of a part, counted from its signature."""
    at = data.rindex(name.encode()) - 46
    changed = bytearray(data)
    struct.pack_into(form, changed, at + offset, value)
    return bytes(changed)


def test_what_zipfile_writes_is_read() -> None:
    held = Package(WHOLE, "tệp")
    assert {name: held.read(name) for name in PARTS} == {
        name: content.encode() if isinstance(content, str) else content
        for name, content in PARTS.items()
    }


def test_stored_parts_directories_and_comments() -> None:
    stream = io.BytesIO(zipped(PARTS, zipfile.ZIP_STORED))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.comment = b"a comment"
        archive.mkdir("xl/media")
    assert cells(read_one(stream.getvalue())) == {"A1": 1}


def test_sizes_in_64_bits() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in PARTS.items():
            with archive.open(name, "w", force_zip64=True) as part:
                part.write(content.encode() if isinstance(content, str) else content)
    assert cells(read_one(stream.getvalue())) == {"A1": 1}


def in_64_bits(data: bytes) -> bytes:
    """The same archive with an end record of 64 bits, as streaming writers make them."""
    end = data.rindex(b"PK\x05\x06")
    count, size, start = struct.unpack_from("<HLL", data, end + 10)
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1, 0)
    return data[:end] + record + locator + tail


def test_an_end_record_in_64_bits() -> None:
    assert cells(read_one(in_64_bits(WHOLE))) == {"A1": 1}


DAMAGES: dict[str, Callable[[], bytes]] = {
    "cut in the middle": lambda: WHOLE[: len(WHOLE) // 2],
    "cut at the end": lambda: WHOLE[:-5],
    "only the beginning": lambda: WHOLE[:30],
    "bytes in front": lambda: WHOLE[:40] + WHOLE,
    "changed content": lambda: WHOLE[:70] + bytes([WHOLE[70] ^ 0xFF]) + WHOLE[71:],
    "wrong checksum": lambda: field(WHOLE, SHEET, 16, "<L", 7),
    "says it is smaller": lambda: field(WHOLE, SHEET, 24, "<L", 10),
    "says it is larger": lambda: field(WHOLE, SHEET, 24, "<L", 100_000),
    "packed size beyond the file": lambda: field(WHOLE, SHEET, 20, "<L", 10**6),
    "offset beyond the file": lambda: field(WHOLE, SHEET, 42, "<L", 10**9),
    "another compression": lambda: field(WHOLE, SHEET, 10, "<H", 14),
    "two parts of one name": lambda: zipped(PARTS | {SHEET.upper(): "<a/>"}),
    "bzip2": lambda: zipped(PARTS, zipfile.ZIP_BZIP2),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_containers_are_refused(damage: str) -> None:
    with pytest.raises(UnreadableError, match="damaged or cut off"):
        read(DAMAGES[damage]())


def test_a_part_that_hides_its_size_is_cut_off_early() -> None:
    """Its checksum fits the few bytes it admits, so only counting shows the rest."""
    content = sheet_xml(" " * 3_000_000).encode()
    data = zipped(PARTS | {SHEET: content})
    data = field(data, SHEET, 24, "<L", 1000)
    data = field(data, SHEET, 16, "<L", zlib.crc32(content[:1000]))
    pieces = Package(data, "tệp").chunks(SHEET)
    with pytest.raises(UnreadableError):
        next(pieces)


def test_a_name_in_an_extra_field_must_be_the_name() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in PARTS.items():
            info = zipfile.ZipInfo(name)
            if name == "[Content_Types].xml":
                other = b"\x01" + bytes(4) + SHEET.encode()
                info.extra = struct.pack("<HH", 0x7075, len(other)) + other
            archive.writestr(info, content)
    with pytest.raises(UnreadableError):
        read(stream.getvalue())


def test_a_password_is_named() -> None:
    with pytest.raises(UnreadableError, match=r"password.*save a copy without"):
        read(field(WHOLE, SHEET, 8, "<H", 1))


BOMBS = [
    ("MAX_UNPACKED", 1000, 0),
    ("RATIO_FREE", 1000, 200_000),
]


@pytest.mark.parametrize(("limit", "value", "blanks"), BOMBS)
def test_what_unpacks_to_too_much_is_refused_unread(
    limit: str, value: int, blanks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = zipped(PARTS | {"xl/media/image1.png": " " * blanks * 5})
    monkeypatch.setattr(package, limit, value)
    monkeypatch.setattr(Package, "chunks", None)
    with pytest.raises(UnreadableError, match="unpacks to"):
        Package(data, "tệp")


def test_the_limits_are_a_gigabyte_and_two_hundred_to_one() -> None:
    assert limits.MAX_UNPACKED == 2**30
    assert (limits.RATIO_FREE, limits.MAX_RATIO) == (100 * 2**20, 200)


def test_a_declared_gigabyte_is_refused() -> None:
    with pytest.raises(UnreadableError, match=r"unpacks to 204\d MB"):
        read(field(WHOLE, SHEET, 24, "<L", 2**31 - 1))
