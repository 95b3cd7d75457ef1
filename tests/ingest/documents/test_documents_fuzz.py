"""Whatever is done to a file: a document comes out, or one clear line."""

from __future__ import annotations

import pytest
from _build_pdf import Page, lines, pdf, table
from _fuzz import Edits, edited, edits, fuzz, sound_or_refused
from _read import is_sound, read
from hypothesis import given
from hypothesis import strategies as st

TABLE = table([["STT", "Đơn vị"], ["1", "Xã A"]], 600)
PAGE = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><style>p{}</style></head><body><h1>Báo cáo"
    "</h1><p>Tiếp nhận<br>714 hồ sơ<table><tr><td rowspan=2>Đơn vị<td colspan='2'>Hồ sơ<tr><td>"
    "<ul><li>Xã A<table><tr><td>1</table></ul><pre>a\n b</pre></table><p hidden>x</p></html>"
).encode()
WHOLE = {
    "pdf": pdf(Page([*lines("I. KẾT QUẢ", "714 hồ sơ"), *TABLE.words], TABLE.strokes), Page()),
    "protected pdf": pdf(Page(lines("714 hồ sơ")), password="mat", needs=False),
    "page": PAGE,
    "archive": b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + PAGE,
    "text": "I. KẾT QUẢ\n| Đơn vị | Số |\n|--|--|\n| Xã A | 714 |\n- Mục\tmột\n".encode(),
    "utf-16": "I. KẾT QUẢ\nSTT\tSố\n1\t714\n".encode("utf-16"),
}
EDITS = edits(b"<table>", b"|", b"\t", b"0 R", b"9999999999")
FUZZ = fuzz(60)


def comes_out(data: bytes, name: str = "bao-cao") -> None:
    with sound_or_refused():
        is_sound(read(data, name))


@pytest.mark.parametrize("kind", WHOLE)
def test_untouched_files_are_read(kind: str) -> None:
    assert "714" in read(WHOLE[kind]).text


@pytest.mark.parametrize("kind", WHOLE)
@given(changes=EDITS)
@FUZZ
def test_changed_files(kind: str, changes: Edits) -> None:
    comes_out(edited(WHOLE[kind], changes))


@pytest.mark.parametrize("kind", WHOLE)
@given(place=st.floats(0, 1))
@FUZZ
def test_files_that_are_cut_off(kind: str, place: float) -> None:
    comes_out(WHOLE[kind][: int(place * len(WHOLE[kind]))])


@given(st.binary(max_size=300), st.sampled_from(["a", "a.md"]))
@FUZZ
def test_any_bytes(data: bytes, name: str) -> None:
    comes_out(data, name)


@given(st.binary(max_size=300))
@FUZZ
def test_any_bytes_in_a_pdf(data: bytes) -> None:
    comes_out(b"%PDF-1.7\n" + data + b"\n%%EOF\n")
