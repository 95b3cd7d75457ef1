"""OpenDocument texts: what is text and what is not, where it stands, and what is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from _build_word import docx as word_package
from _build_word import p, r, shown, tbl, tc, texts, zipped

from tthc_stats.ingest.documents import odt, word
from tthc_stats.ingest.documents.odt import read
from tthc_stats.ingest.legacy_text import encode
from tthc_stats.ingest.readers.source import Source
from tthc_stats.ingest.tables import read_tables
from tthc_stats.model.document import BlockKind, Document
from tthc_stats.model.errors import NotUnderstoodError, TthcError, UnreadableError
from tthc_stats.model.grid import Merge

SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("style", "style"),
    )
) + (
    ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
    ' xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0"'
    ' xmlns:m="http://www.w3.org/1998/Math/MathML"'
)
TYPE = "application/vnd.oasis.opendocument.text"
LOOKS = """
<style:style style:name="An"><style:text-properties text:display="none"/></style:style>
<style:style style:name="Cao"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="Duoi"><style:text-properties style:text-position="sub 58%"/></style:style>
"""


def content(body: str, looks: str = LOOKS) -> str:
    return (
        f"<office:document-content {SPACES}><office:automatic-styles>{looks}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )


def package(body: str, styles: str | None = None) -> bytes:
    parts: dict[str, str | bytes] = {"mimetype": TYPE, "content.xml": content(body)}
    if styles is not None:
        parts["styles.xml"] = f"<office:document-styles {SPACES}>{styles}</office:document-styles>"
    return zipped(parts)


def document(body: str, styles: str | None = None) -> Document:
    return read(Source(package(body, styles), "bao-cao.odt"))


INLINE = {
    "spans": ("<text:p>71<text:span>4/3.2</text:span>54</text:p>", "714/3.254"),
    "blanks": ("<text:p>\n  a \n b<text:span> c</text:span></text:p>", "a b c"),
    "spaces, tabs, breaks": (
        '<text:p>a<text:s text:c="2"/>b<text:tab/>c<text:line-break/>d<text:s/>e</text:p>',
        "a  b c\nd e",
    ),
    "a note's mark": (
        (
            "<text:p>65<text:note><text:note-citation>1</text:note-citation><text:note-body/>"
            "</text:note> hồ sơ</text:p>"
        ),
        "65 hồ sơ",
    ),
    "a remark": (
        "<text:p>65<office:annotation><text:p>xem lại</text:p></office:annotation> hồ sơ</text:p>",
        "65 hồ sơ",
    ),
    "hidden": ('<text:p>1<text:span text:style-name="An">2</text:span>3</text:p>', "13"),
    "a hidden field": ("<text:p>1<text:hidden-text>2</text:hidden-text>3</text:p>", "13"),
    "raised": ('<text:p>3.254<text:span text:style-name="Cao">1</text:span></text:p>', "3.254¹"),
    "lowered": ('<text:p>H<text:span text:style-name="Duoi">2</text:span>O</text:p>', "H2O"),
    "a link": ("<text:p>xem <text:a>tệp</text:a></text:p>", "xem tệp"),
    "a link on a drawing": ("<text:p>xem <draw:a><draw:frame/></draw:a>tệp</text:p>", "xem tệp"),
    "deleted text": (
        (
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>9</text:p>"
            "</text:deletion></text:changed-region></text:tracked-changes>"
            "<text:p>2<text:change/>3</text:p>"
        ),
        "23",
    ),
    "a hidden section": (
        (
            '<text:section text:display="none"><text:p>9</text:p></text:section>'
            "<text:section><text:p>2</text:p></text:section>"
        ),
        "2",
    ),
    "a section with a condition": (
        (
            '<text:section text:display="condition" text:is-hidden="true"><text:p>9</text:p>'
            "</text:section><text:section><text:section><text:p>2</text:p></text:section>"
            "</text:section>"
        ),
        "2",
    ),
    "a field with a condition": (
        '<text:p>1<text:hidden-text text:is-hidden="false">2</text:hidden-text>3</text:p>',
        "123",
    ),
    "a content control": (
        "<text:p>1<loext:content-control>2<text:span>3</text:span></loext:content-control>4</text:p>",
        "1234",
    ),
    "a content control with a list": (
        (
            '<text:p><loext:content-control><loext:list-item loext:value="9"/>12'
            "</loext:content-control></text:p>"
        ),
        "12",
    ),
    "a field of a form": (
        "<text:p>1<field:fieldmark-start/>2<field:fieldmark-end/>3</text:p>",
        "123",
    ),
    "wrappers within one another": (
        (
            "<text:p>1<text:meta>2<text:a>3<text:span>4<text:meta-field>5</text:meta-field></text:span>"
            "</text:a></text:meta></text:p>"
        ),
        "12345",
    ),
    "reading aids": (
        (
            "<text:p>1<text:ruby><text:ruby-base>2</text:ruby-base><text:ruby-text>hai"
            "</text:ruby-text></text:ruby></text:p>"
        ),
        "12",
    ),
    "marks of changes": (
        "<text:p>1<text:change-start/>2<text:change-end/><text:bookmark-start/>3</text:p>",
        "123",
    ),
    "fields": (
        (
            "<text:p><text:page-number>1</text:page-number><text:date>2</text:date>"
            "<text:sequence>3</text:sequence><text:reference-ref>4</text:reference-ref>"
            "<text:conditional-text>5</text:conditional-text></text:p>"
        ),
        "12345",
    ),
    "a script": ("<text:p>1<text:script>9</text:script>2</text:p>", "12"),
    "a formula": ("<text:p>1<m:math><m:mn>9</m:mn></m:math>2</text:p>", "12"),
    "an index": (
        (
            "<text:table-of-content><text:table-of-content-source><text:p>9</text:p>"
            "</text:table-of-content-source><text:index-body><text:index-title><text:p>1</text:p>"
            "</text:index-title><text:p>2</text:p></text:index-body></text:table-of-content>"
        ),
        "1\n2",
    ),
    "a numbered paragraph": (
        (
            "<text:numbered-paragraph><text:number>9</text:number><text:p>1</text:p>"
            "</text:numbered-paragraph>"
        ),
        "1",
    ),
    "a section in a box": (
        (
            "<text:p><draw:frame><draw:text-box><text:section><text:p>1</text:p></text:section>"
            "</draw:text-box></draw:frame></text:p>"
        ),
        "1",
    ),
    "deleted in a box": (
        (
            "<text:p><draw:frame><draw:text-box><text:tracked-changes><text:changed-region>"
            "<text:deletion><text:p>9</text:p></text:deletion></text:changed-region>"
            "</text:tracked-changes><text:p>1</text:p></draw:text-box></draw:frame></text:p>"
        ),
        "1",
    ),
    "letters in parts": ("<text:p>ho\u0302\u0300 sơ</text:p>", "hồ sơ"),
    "an XML remark": ("<text:p>2<!-- 9 -->3</text:p>", "23"),
}


@pytest.mark.parametrize("case", INLINE)
def test_text_of_paragraphs(case: str) -> None:
    body, expected = INLINE[case]
    assert document(body).text == expected


def test_headings_lists_and_boxes() -> None:
    found = document(
        '<text:h text:outline-level="2">Kết quả</text:h>'
        "<text:list><text:list-item><text:number>1.</text:number><text:p>một</text:p>"
        "<text:list><text:list-item><text:p>hai</text:p></text:list-item></text:list>"
        "</text:list-item><text:list-header><text:p>đầu</text:p></text:list-header></text:list>"
        "<text:p>trước<draw:frame><draw:text-box><text:p>trong hộp</text:p></draw:text-box>"
        "</draw:frame> sau</text:p>"
    )
    assert shown(found) == [
        ("heading", "Kết quả"),
        ("item", "một"),
        ("item", "hai"),
        ("paragraph", "đầu"),
        ("paragraph", "trước sau"),
        ("paragraph", "trong hộp"),
    ]
    assert [block.level for block in found.blocks] == [2, 0, 0, 0, 0, 0]
    assert [block.paragraph for block in found.blocks] == [1, 2, 3, 4, 5, 6]


NOTE = (
    '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
    "<text:note-body><text:p>ghi chú</text:p></text:note-body></text:note>"
)
PAGES = (
    '<office:master-styles><style:master-page style:name="Standard">'
    "<style:header><text:p>đầu trang</text:p></style:header>"
    "<style:footer><text:p>chân trang</text:p></style:footer></style:master-page>"
    '<style:master-page style:name="Khac"><style:header><text:p>không dùng</text:p>'
    "</style:header></style:master-page></office:master-styles>"
)


def test_notes_and_margins_come_behind_the_text() -> None:
    found = document(f"<text:p>một{NOTE}</text:p><text:p>hai</text:p>", PAGES)
    assert shown(found) == [
        ("paragraph", "một"),
        ("paragraph", "hai"),
        ("note", "ghi chú"),
        ("margin", "đầu trang"),
        ("margin", "chân trang"),
    ]


def cell(text: str, more: str = "") -> str:
    return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"


def test_tables_with_merges_and_repeats() -> None:
    heads = (
        cell("Đơn vị", 'table:number-rows-spanned="2"')
        + cell("Hồ sơ", 'table:number-columns-spanned="2"')
        + "<table:covered-table-cell/>"
    )
    second = "<table:covered-table-cell/>" + cell("nhận") + cell("trả")
    same = cell("0", 'table:number-columns-repeated="3"')
    rows = (
        f"<table:table-header-rows><table:table-row>{heads}</table:table-row>"
        f"<table:table-row>{second}</table:table-row></table:table-header-rows>"
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
        f'<table:table-row table:number-rows-repeated="2">{same}</table:table-row>'
    )
    found = document(f"<table:table>{rows}</table:table>")
    (grid,) = found.tables
    assert grid.rows == [
        ["Đơn vị", "Hồ sơ"], [None, "nhận", "trả"], [], [], [], ["0", "0", "0"], ["0", "0", "0"],
    ]  # fmt: skip
    assert grid.merges == (Merge(0, 0, 1, 0), Merge(0, 1, 0, 2))
    assert [(b.row, b.column) for b in found.blocks][:4] == [(0, 0), (0, 1), (1, 1), (1, 2)]
    assert {b.kind for b in found.blocks} == {BlockKind.CELL}


def test_font_encoding() -> None:
    text = "kết quả giải quyết hồ sơ thủ tục hành chính của xã"
    found = document(f"<text:p>{encode(text, 'vni')}</text:p>")
    assert found.text == text
    assert found.encoding == "vni"


def repeated(rows: int, columns: int, text: str) -> bytes:
    inside = cell(text, f'table:number-columns-repeated="{columns}"')
    row = f'<table:table-row table:number-rows-repeated="{rows}">{inside}</table:table-row>'
    return package(f"<table:table>{row}</table:table>")


REFUSED: dict[str, tuple[bytes, type[TthcError], str]] = {
    "password": (
        zipped(
            {
                "mimetype": TYPE,
                "META-INF/manifest.xml": "<manifest><encryption-data/></manifest>",
                "content.xml": b"\x01\x02",
            }
        ),
        UnreadableError,
        "The document is protected with a password",
    ),
    "a password around the whole": (
        zipped({"mimetype": TYPE, "encrypted-package": b"\x01"}),
        UnreadableError,
        "protected with a password",
    ),
    "a spreadsheet": (
        zipped({"content.xml": content("").replace("office:text", "office:spreadsheet")}),
        NotUnderstoodError,
        "no document of Word",
    ),
    "no content": (zipped({"mimetype": TYPE}), NotUnderstoodError, "no document of Word"),
    "document type": (
        zipped({"content.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'}),
        UnreadableError,
        "XML entities",
    ),
    "broken XML": (zipped({"content.xml": "<a>"}), UnreadableError, "document is damaged"),
    "cut off": (package("")[:-30], UnreadableError, "document is damaged"),
    "wide": (repeated(1, 999_999_999, "1"), UnreadableError, "nearly all of them blank"),
    "high": (repeated(999_999_999, 1, "1"), UnreadableError, "nearly all of them blank"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(case: str) -> None:
    data, error, words = REFUSED[case]
    with pytest.raises(error, match=words):
        read(Source(data, "x.odt"))


def test_too_many_paragraphs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(odt, "MAX_LINES", 1000)
    with pytest.raises(UnreadableError, match="too large"):
        read(Source(repeated(100, 100, "1"), "x.odt"))
    assert read(Source(repeated(1_000_000, 1000, ""), "x.odt")).tables[0].rows == []


def converted(soffice: str, path: Path, kind: str, folder: Path) -> Path:
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    subprocess.run(
        [soffice, profile, "--headless", "--convert-to", kind, "--outdir", folder, path],
        check=True,
        capture_output=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        timeout=180,
    )
    return folder / f"{path.stem}.{kind}"


def test_libreoffice_writes_the_same_text_in_both_formats(soffice: str, tmp_path: Path) -> None:
    heads = ("Đơn vị", "Tiếp nhận", "Đã giải quyết", "Đang giải quyết")
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = (
        p("Kết quả", look='<w:outlineLvl w:val="0"/>')
        + p("Đã giải quyết 3.25", r("4", "<w:b/>"), note, r("9", "<w:vanish/>"), " hồ sơ")
        + tbl(heads, ("Xã A", "3.254", tc("3.000"), "254"), ("Xã B", "10", "8", "2"))
        + p("hết")
    )
    related = {"footnotes": f'<w:footnote w:id="2">{p("ghi chú")}</w:footnote>'}
    first = tmp_path / "first.docx"
    first.write_bytes(word_package(body, related))
    second = converted(soffice, first, "odt", tmp_path)
    third = converted(soffice, second, "docx", tmp_path / "again")
    found = [
        word.read(Source(first.read_bytes(), "x")),
        read(Source(second.read_bytes(), "x")),
        word.read(Source(third.read_bytes(), "x")),
    ]
    for one in found:
        assert "Đã giải quyết 3.254 hồ sơ" in texts(one)
        assert texts(one) == texts(found[0])
        assert texts(one, BlockKind.NOTE) == ["ghi chú"]
        (table,) = read_tables(one.tables).tables
        assert len(table.rows) == 2


def test_text_boxes_of_libreoffice_stand_once(soffice: str, tmp_path: Path) -> None:
    frame = (
        '<draw:frame text:anchor-type="paragraph" svg:width="5cm" svg:height="2cm" '
        'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0">'
        "<draw:text-box><text:p>trong hộp 65</text:p>"
        "</draw:text-box></draw:frame>"
    )
    body = content(f"<text:p>trước{frame} sau</text:p><text:p>hết</text:p>")
    flat = body.replace("office:document-content", "office:document")
    head = f'{SPACES} office:version="1.3" office:mimetype="{TYPE}"'
    first = tmp_path / "first.fodt"
    declared = f'<?xml version="1.0" encoding="UTF-8"?>\n{flat.replace(SPACES, head)}'
    first.write_text(declared, encoding="utf-8")
    for kind, reader in (("docx", word.read), ("odt", read)):
        made = converted(soffice, first, kind, tmp_path)
        found = reader(Source(made.read_bytes(), "x"))
        assert sorted(texts(found)) == ["hết", "trong hộp 65", "trước sau"]
