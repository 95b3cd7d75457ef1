"""Web pages: block elements, hidden parts, tables and archives."""

from __future__ import annotations

import pytest
from _read import is_sound, read, written

from tthc_stats.model.errors import NotUnderstoodError, UnreadableError
from tthc_stats.model.grid import Merge


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        ("<h1>BÁO CÁO</h1><h3>Chi  tiết</h3>", ["heading 1: BÁO CÁO", "heading 3: Chi tiết"]),
        ("<p>Tiếp\n  <b>nhận</b>&nbsp;714</p>", ["paragraph: Tiếp nhận 714"]),
        ("<p>I. KẾT QUẢ</p><p>- Mục</p>", ["heading 1: I. KẾT QUẢ", "item: - Mục"]),
        ("<ul><li>một<li><p>hai</p></ul>", ["item: một", "item: hai"]),
        ("<p>một<br>hai</p>", ["paragraph: một / hai"]),
        ("<p>một<br> <br>hai</p>", ["paragraph: một", "paragraph: hai"]),
        ("<p>gồm:<br>- một<br>- hai</p>", ["paragraph: gồm:", "item: - một", "item: - hai"]),
        ("<div>một<div>hai</div>ba</div>", ["paragraph: một", "paragraph: hai", "paragraph: ba"]),
        ("<pre>một\n  hai</pre>", ["paragraph: một / hai"]),
        ("<blockquote>trích</blockquote>cuối", ["paragraph: trích", "paragraph: cuối"]),
        (
            "<p>714 hồ sơ<p hidden>ẩn<p style='color:red; display: none'>ẩn",
            ["paragraph: 714 hồ sơ"],
        ),
        ("<style>p{}</style><script>1</script><template>x</template>714", ["paragraph: 714"]),
        ("<svg><text>99</text></svg><p>714</p>", ["paragraph: 714"]),
        ("<p>3&shy;.254&#x200b; hồ&#32;sơ</p>", ["paragraph: 3.254 hồ sơ"]),
        (
            "<table><caption>Bảng 1</caption><tr><th>Đơn vị<th>Số<tr><td>Xã A<td>714</table>",
            [
                *["paragraph: Bảng 1", "cell 0.0.0: Đơn vị", "cell 0.0.1: Số"],
                *["cell 0.1.0: Xã A", "cell 0.1.1: 714"],
            ],
        ),
        (
            "<table><tr><td><h2>Mục</h2><p>đoạn</p><table><tr><td>a<td>b</table>sau</table>",
            [
                *["cell 0.0.0: Mục", "cell 0.0.0: đoạn", "cell 1.0.0: a", "cell 1.0.1: b"],
                "cell 0.0.0: sau",
            ],
        ),
    ],
)
def test_blocks(body: str, blocks: list[str]) -> None:
    document = read(f"<!DOCTYPE html><title>x</title><body>{body}")
    assert written(document) == blocks
    assert document.format == "html"
    is_sound(document)


def test_cells_stand_where_the_grid_has_them() -> None:
    document = read(
        "<table><tr><td rowspan=2>Đơn vị<td colspan=2>Hồ sơ<tr><td>Nhận<td>Trả"
        "<tr style='display:none'><td>Ẩn<td>1<td>2<tr><td>Xã A<td>714<td>700</table>"
    )
    (grid,) = document.tables
    assert grid.rows == [["Đơn vị", "Hồ sơ"], [None, "Nhận", "Trả"], [], ["Xã A", "714", "700"]]
    assert grid.merges == (Merge(0, 0, 1, 0), Merge(0, 1, 0, 2))
    assert grid.hidden_rows == {2}
    assert grid.sheet == "1"
    assert written(document)[-1] == "cell 0.3.2: 700"
    assert {block.paragraph for block in document.blocks} == {None}


def test_paragraphs_are_counted_outside_tables_alone() -> None:
    document = read("<h1>Báo cáo</h1><table><tr><td>Nhận<td>714</table><p>Hết</p>")
    assert [block.paragraph for block in document.blocks] == [1, None, None, 2]


def test_a_web_archive() -> None:
    document = read(
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable"
        b"\r\n\r\n<p>H=E1=BB=93 s=C6=A1: 714</p>\r\n--x--\r\n"
    )
    assert written(document) == ["paragraph: Hồ sơ: 714"]


def test_a_fragment_and_a_page_in_utf_16() -> None:
    assert written(read("<p>714 hồ sơ</p>")) == ["paragraph: 714 hồ sơ"]
    assert written(read("<html><p>714 hồ sơ</p>".encode("utf-16"))) == ["paragraph: 714 hồ sơ"]


def test_a_text_that_only_mentions_elements_is_no_page() -> None:
    assert read("Dùng <p> và <table> trong 714 trang.").format == "txt"
    assert read("<h1>Báo cáo</h1>\n\n714 hồ sơ", "a.md").format == "md"
    assert read("<html><h1>Báo cáo</h1>714 hồ sơ", "a.md").format == "html"


def test_a_page_nested_without_end() -> None:
    with pytest.raises(UnreadableError, match=r"nested too deeply.*docx"):
        read("<html>" + "<div>" * 5000 + "714")


def test_a_page_without_text() -> None:
    with pytest.raises(NotUnderstoodError, match="nothing in it"):
        read("<html><script>1</script><p> </p></html>")
