"""Delimited text: encodings, delimiters, quotation marks, and rows that keep their numbers."""

from __future__ import annotations

import csv
import io
from unicodedata import normalize

import pytest
from _build_grids import read, read_one
from hypothesis import given
from hypothesis import strategies as st

from tthc_stats.ingest.legacy_text import encode
from tthc_stats.ingest.readers.delimited import NO_DELIMITER, delimiter_of
from tthc_stats.model.errors import NotUnderstoodError, UnreadableError, UsageError

TABLE = "Đơn vị;Số hồ sơ tiếp nhận;Quá hạn\nXã A;1.234;5\nXã Đức Trọng;567;0\n"
ROWS = [
    ["Đơn vị", "Số hồ sơ tiếp nhận", "Quá hạn"],
    ["Xã A", "1.234", "5"],
    ["Xã Đức Trọng", "567", "0"],
]
TONES = "\u0300\u0301\u0303\u0309\u0323"


def as_cp1258(text: str) -> bytes:
    """Composed letters, but tones as marks of their own, as Windows writes Vietnamese."""
    letters = []
    for letter in text:
        apart = normalize("NFD", letter)
        tones = [mark for mark in apart if mark in TONES]
        letters += [normalize("NFC", "".join(c for c in apart if c not in TONES)), *tones]
    return "".join(letters).encode("cp1258")


ENCODINGS: list[tuple[bytes, str]] = [
    (TABLE.encode(), "utf-8"),
    (normalize("NFD", TABLE).encode(), "utf-8"),
    (TABLE.encode("utf-8-sig"), "utf-8-sig"),
    (b"\xff\xfe" + TABLE.encode("utf-16-le"), "utf-16-le"),
    (b"\xfe\xff" + TABLE.encode("utf-16-be"), "utf-16-be"),
    (TABLE.encode("utf-16-le"), "utf-16-le"),
    (TABLE.encode("utf-16-be"), "utf-16-be"),
    (TABLE.encode("utf-32"), "utf-32-le"),
    (as_cp1258(TABLE), "cp1258"),
    (encode(TABLE, "tcvn3").encode("latin-1"), "tcvn3"),
    (encode(TABLE, "vni").encode("latin-1", errors="replace"), "vni"),
    (TABLE.encode() + b"\x1a", "utf-8"),
    (TABLE.replace("\n", "\r\n").encode(), "utf-8"),
    (TABLE.replace("\n", "\r").encode(), "utf-8"),
]


@pytest.mark.parametrize(("data", "encoding"), ENCODINGS)
def test_one_table_in_every_encoding(data: bytes, encoding: str) -> None:
    grid = read_one(data)
    assert grid.encoding == encoding
    assert list(grid.rows) == ROWS
    assert (grid.format, grid.sheet, grid.faults) == ("csv", None, {})


DELIMITERS = [
    ("a;b;c\n1,5;2;3", ";"),
    ("a;b\n1,5;2,5\n3,5;4,5", ";"),
    ("1,5;2\n3,5;4", ";"),
    ("Đơn vị;Trực tiếp, dịch vụ bưu chính;x\nA;1,5;2\nB;2,5;3", ";"),
    ('a,b\n1.234,"98,81%"\n', ","),
    ('a,b\n"x;y",1\n"z;w",2', ","),
    ("Báo cáo, tháng 8, năm 2026\n\na;b;c\n1;2;3\n4;5;6\n7;8;9", ";"),
    ("a\tb\n1,5\t2\n3,5\t4", "\t"),
    ("a|b\n1|2", "|"),
    ("sep=;\na,b;c", ";"),
    ("x\ny\nz", NO_DELIMITER),
    ("", NO_DELIMITER),
    ("Kính gửi: ông, bà\n" + "Một dòng\n" * 9, NO_DELIMITER),
    ("a,b\n" + "1,2\n" * 90_000, ","),
]


@pytest.mark.parametrize(("text", "delimiter"), DELIMITERS)
def test_the_delimiter_is_what_makes_lines_alike(text: str, delimiter: str) -> None:
    assert delimiter_of(text) == delimiter


ROWS_OF_TEXTS: list[tuple[str, list[list[str | None]]]] = [
    ("BÁO CÁO\n\na;b\n1;2\n", [["BÁO CÁO"], [], ["a", "b"], ["1", "2"]]),
    ("sep=;\na,5;b\n1;2\n", [[], ["a,5", "b"], ["1", "2"]]),
    ("SEP=|\r\na|b\r\n", [[], ["a", "b"]]),
    ('a,b\n="1.005130","x"\n', [["a", "b"], ["1.005130", "x"]]),
    ('a,b\n"x\ny",2\n', [["a", "b"], ["x\ny", "2"]]),
    ('a,b\n"say ""no""",2\n', [["a", "b"], ['say "no"', "2"]]),
    ('a,b\n5" x,2\n', [["a", "b"], ['5" x', "2"]]),
    ("một cột\n1.234\n567\n", [["một cột"], ["1.234"], ["567"]]),
    ("a,b\n, \n1,2\n,,,\n", [["a", "b"], [], ["1", "2"]]),
    ("a,b\n1.234,0012\n", [["a", "b"], ["1.234", "0012"]]),
]


@pytest.mark.parametrize(("text", "rows"), ROWS_OF_TEXTS)
def test_rows_are_records_and_values_stay_texts(text: str, rows: list[list[str | None]]) -> None:
    assert list(read_one(text.encode()).rows) == rows


CELLS = st.text("aă ,;.\t\n\"0é'|=", max_size=6)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=3, max_size=6))
def test_what_the_csv_module_writes_comes_back(rows: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([["x", "y", "z"], *rows])
    grid = read_one(stream.getvalue().encode())
    assert len(grid.rows) <= len(rows) + 1
    for r, row in enumerate(rows, 1):
        for c, value in enumerate(row):
            kept = normalize("NFC", value).replace("\t", " ")
            if not kept.startswith('="'):
                assert grid.value(r, c) == (kept if kept.strip() else None)


BROKEN: dict[str, tuple[str | bytes, str]] = {
    "quotation mark left open": ('a,b\n1,2\n"x,3\n4,5\n', "row 3"),
    "text after a quotation mark": ('a,b\n"x"y,3\n', "row 2"),
    "endless field": ('a,b\n"' + "x" * 200_000 + '",1\n', "Row 2 holds a text that is too long"),
    "bytes after the middle": (TABLE.encode() + b"\xc4\xff;1;2\n", "Line 4 .* UTF-8"),
    "cut inside a letter": ("Xã;Đơn vị\nXã Đ".encode()[:-1], "Line 2 .* UTF-8"),
    "half of UTF-16": (TABLE.encode("utf-16")[:-1], "Line 3 .* UTF-16-LE"),
    "zero bytes": (b"a,b\n1,2\x003\n", "neither a workbook nor a text"),
    "zero bytes in UTF-8": (b"\xef\xbb\xbfa,b\n1,2\x00\n", "neither a workbook nor a text"),
    "noise": (bytes(range(1, 256)) * 4, "neither a workbook nor a text"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_texts_are_refused_with_the_place(case: str) -> None:
    data, why = BROKEN[case]
    with pytest.raises(UnreadableError, match=why) as caught:
        read(data.encode() if isinstance(data, str) else data)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("data", [b"", b"\n\r\n  \t\n", b"\xef\xbb\xbf", b"\xff\xfe", b",,,\n,,\n"])
def test_nothing_in_it(data: bytes) -> None:
    with pytest.raises(NotUnderstoodError, match="nothing in it"):
        read(data)


def test_the_one_table_is_number_one() -> None:
    assert list(read_one(TABLE.encode(), "1").rows) == ROWS
    with pytest.raises(UsageError, match=r"no sheet Sheet1.*The sheets are: 1\."):
        read(TABLE.encode(), "Sheet1")
