"""Whatever is done to a file: grids come out, or one clear line."""

from __future__ import annotations

import zipfile

import _build_xls as xls_of
import _build_xlsb as xlsb_of
import pytest
from _build_grids import read
from _build_ods import number, ods_parts, row, table, text
from _build_zip import Parts, sheet_xml, xlsx_parts, zipped
from _fuzz import Edits, edited, edits, fuzz, sound_or_refused
from hypothesis import given
from hypothesis import strategies as st

XLSX = xlsx_parts(
    [
        sheet_xml(
            '<row r="5"><c r="C5" t="s"><v>0</v></c><c r="D5"><v>3250</v></c></row>'
            '<row r="6" hidden="1"><c r="C6" t="e"><v>#N/A</v></c><c r="AB6"><f>1+1</f></c></row>',
            '<cols><col min="3" max="4" hidden="1"/></cols>',
            '<mergeCells count="1"><mergeCell ref="C5:D5"/></mergeCells>',
        )
    ],
    strings=["Tổng"],
)
XLSB = xlsb_of.xlsb_parts(
    xlsb_of.sheet(
        [
            xlsb_of.row(4),
            xlsb_of.text(2, "Đơn vị"),
            xlsb_of.cell(xlsb_of.SHARED, 3, bytes(4)),
            xlsb_of.row(5, hidden=True),
            xlsb_of.cell(xlsb_of.ERROR, 2, b"\x2a"),
        ],
        xlsb_of.hidden_columns(3, 3),
        xlsb_of.merge(4, 2, 4, 3),
    ),
    strings=["Tổng"],
)
ODS = ods_parts(table(row(text("Tổng") + number(3250, 'table:number-columns-repeated="3"'))))
XLS = xls_of.xls(
    xls_of.sheet(
        xls_of.hidden_row(5),
        xls_of.label(4, 2, "Đơn vị"),
        xls_of.number(4, 3, 3250),
        xls_of.error(5, 3, 0x2A),
        xls_of.shared(6, 3, 0),
        xls_of.merge(4, 2, 4, 3),
    ),
    more=xls_of.strings("Tổng"),
)
PAGE = (
    '<html><head><meta charset="utf-8"></head><body><h3>Tiêu đề</h3><table><thead><tr>'
    '<td rowspan=2>STT</td><td colspan="2">Số hồ sơ</td></tr></thead><tr hidden><td x:num="12.5">'
    "12,5</td><td><table><tr><td>x</td></tr></table></td></tr></table><p>cuối</p></body></html>"
).encode()
ARCHIVE = (
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
    b"Content-Type: text/html; charset=utf-8\r\n\r\n" + PAGE + b"\r\n--x--\r\n"
)
TEXT = 'Đơn vị;Số hồ sơ;Tỷ lệ\nXã A;1.234;"98,81%"\n'

PARTS: dict[str, Parts] = {"xlsx": XLSX, "xlsb": XLSB, "ods": ODS}
WHOLE = {
    "xlsx": zipped(XLSX),
    "xlsb": zipped(XLSB),
    "ods": zipped(ODS),
    "xls": XLS,
    "page": PAGE,
    "archive": ARCHIVE,
    "text": TEXT.encode(),
    "utf-16": TEXT.encode("utf-16"),
}
EDITS = edits(b"<", b'"', b"&", b"99999999", b"XFD1048576")
FUZZ = fuzz(40)


def comes_out(data: bytes) -> None:
    with sound_or_refused():
        assert any(grid.rows for grid in read(data))


@pytest.mark.parametrize("kind", WHOLE)
def test_untouched_files_are_read(kind: str) -> None:
    assert read(WHOLE[kind])


@pytest.mark.parametrize("kind", WHOLE)
@given(changes=EDITS)
@FUZZ
def test_changed_files(kind: str, changes: Edits) -> None:
    comes_out(edited(WHOLE[kind], changes))


@pytest.mark.parametrize("kind", WHOLE)
@given(place=st.floats(0, 1))
@FUZZ
def test_files_that_are_cut_off(kind: str, place: float) -> None:
    data = WHOLE[kind]
    comes_out(data[: int(place * len(data))])


@pytest.mark.parametrize("kind", PARTS)
@given(data=st.data(), changes=EDITS)
@FUZZ
def test_changed_parts_of_whole_containers(kind: str, data: st.DataObject, changes: Edits) -> None:
    name = data.draw(st.sampled_from(sorted(PARTS[kind])))
    content = PARTS[kind][name]
    raw = content.encode() if isinstance(content, str) else content
    comes_out(zipped(PARTS[kind] | {name: edited(raw, changes)}, zipfile.ZIP_STORED))


@given(st.binary(max_size=200))
@FUZZ
def test_any_bytes(data: bytes) -> None:
    comes_out(data)
