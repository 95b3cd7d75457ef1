"""Web pages in a single file."""

from __future__ import annotations

import pytest
from _build_grids import read, read_one

from tthc_stats.model.errors import NotUnderstoodError, UsageError

LIST = (
    "<html><head><xml><x:ExcelWorksheets>"
    '<x:ExcelWorksheet><x:Name>Biểu 1</x:Name> <x:WorksheetSource HRef="b_files/sheet001.htm"/>'
    "</x:ExcelWorksheet><x:ExcelWorksheet><x:Name>Biểu 2</x:Name>"
    '<x:WorksheetSource HRef="b_files/sheet002.htm"/></x:ExcelWorksheet>'
    "</x:ExcelWorksheets></xml></head><frameset></frameset></html>"
)
STRIP = "<table><tr><td>Biểu 1<td>Biểu 2</table>"


def sheet(value: str) -> str:
    return f"<html><body><table><tr><td>{value}</table></body></html>"


def archive(*pages: tuple[str, str]) -> bytes:
    parts = "".join(
        f"--cut\r\nContent-Location: file:///C:/b_files/{name}\r\n"
        f'Content-Transfer-Encoding: 8bit\r\nContent-Type: text/html; charset="utf-8"\r\n\r\n'
        f"{content}\r\n"
        for name, content in pages
    )
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="cut"\r\n\r\n'
    return (head + parts + "--cut--\r\n").encode()


BOOK = archive(
    ("b.htm", LIST),
    ("tabstrip.htm", STRIP),
    ("sheet001.htm", sheet("Đơn vị")),
    ("sheet002.htm", sheet("Lĩnh vực")),
)


def test_the_sheets_of_a_workbook_without_its_tab_strip() -> None:
    assert [(g.sheet, g.format, list(g.rows)) for g in read(BOOK)] == [
        ("Biểu 1", "html", [["Đơn vị"]]),
        ("Biểu 2", "html", [["Lĩnh vực"]]),
    ]
    assert read_one(BOOK, "Biểu 2").sheet == "Biểu 2"
    with pytest.raises(UsageError, match="Biểu 1, Biểu 2"):
        read(BOOK, "3")


def test_a_single_page_packed_in_other_ways() -> None:
    head = (
        "From: <Saved>\r\nSubject: =?utf-8?Q?x?=\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    )
    data = f"{head}\r\n<table><tr><td>=C4=90=C6=A1n v=\r\n=E1=BB=8B</table>".encode()
    assert list(read_one(data).rows) == [["Đơn vị"]]


@pytest.mark.parametrize("data", [archive(), archive(("a.htm", "<p>x</p>"))])
def test_an_archive_without_a_table(data: bytes) -> None:
    with pytest.raises(NotUnderstoodError):
        read(data)
