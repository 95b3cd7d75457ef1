"""Word documents: what is text and what is not, where it stands, and what is refused."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "readers"))

from _build_word import STRICT, W, box, document, docx, p, parts, r, shown, tbl, tc, texts, zipped
from _build_xls import compound

from tthc_stats.ingest.documents.assembling import written_span
from tthc_stats.ingest.documents.word import read
from tthc_stats.ingest.legacy_text import encode
from tthc_stats.ingest.readers.source import Source
from tthc_stats.ingest.tables import read_tables
from tthc_stats.model.document import BlockKind
from tthc_stats.model.errors import NotUnderstoodError, TthcError, UnreadableError
from tthc_stats.model.grid import Merge

FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
INSTRUCTION = "<w:r><w:instrText> =SUM(ABOVE) </w:instrText></w:r>"

INLINE = {
    "runs": (p("71", "4/3.2", "54"), "714/3.254"),
    "tab and breaks": (
        p("a", "<w:r><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:cr/><w:t>d</w:t></w:r>"),
        "a b\nc\nd",
    ),
    "hyphens": (p("<w:r><w:t>1</w:t><w:noBreakHyphen/><w:t>2</w:t><w:softHyphen/></w:r>"), "1-2"),
    "spaces that are not kept": (p("<w:r><w:t> 3 </w:t></w:r>", "4"), "34"),
    "insertion": (p("2", '<w:ins w:id="1"><w:r><w:t>3</w:t></w:r></w:ins>'), "23"),
    "deletion": (p("2", '<w:del w:id="1"><w:r><w:delText>9</w:delText></w:r></w:del>', "3"), "23"),
    "text moved away": (p("2", "<w:moveFrom><w:r><w:t>9</w:t></w:r></w:moveFrom>"), "2"),
    "text moved here": (p("2", "<w:moveTo><w:r><w:t>9</w:t></w:r></w:moveTo>"), "29"),
    "link": (p("<w:hyperlink><w:r><w:t>tệp</w:t></w:r></w:hyperlink>"), "tệp"),
    "content control": (p(f"<w:sdt><w:sdtContent>{r('5')}</w:sdtContent></w:sdt>"), "5"),
    "hidden": (p("1", r("2", "<w:vanish/>"), r("3", '<w:vanish w:val="0"/>')), "13"),
    "field": (
        p(FIELD.format("begin"), INSTRUCTION, FIELD.format("separate"), "65", FIELD.format("end")),
        "65",
    ),
    "field in an instruction": (
        p(
            FIELD.format("begin"), INSTRUCTION, FIELD.format("begin"), FIELD.format("separate"),
            "9", FIELD.format("end"), FIELD.format("separate"), "65", FIELD.format("end"),
        ),
        "65",
    ),
    "simple field": (p('<w:fldSimple w:instr="PAGE"><w:r><w:t>7</w:t></w:r></w:fldSimple>'), "7"),
    "raised digits": (p("3.254", r("1", '<w:vertAlign w:val="superscript"/>')), "3.254¹"),
    "symbols": (
        p('<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>97%</w:t></w:r>'),
        "≥97%",
    ),
    "unknown symbol": (
        p("1", '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "2"),
        "1\ufffc2",
    ),
    "formula": (
        p("<m:oMath><m:f><m:num><m:r><m:t>714</m:t></m:r></m:num>"
          "<m:den><m:r><m:t>3254</m:t></m:r></m:den></m:f></m:oMath>"),
        "714/3254",
    ),
    "letters in parts": (p("ho\u0302\u0300 so\u031b"), "hồ sơ"),
    "letters in parts of two runs": (p("ho\u0302", "\u0300 sơ"), "hồ sơ"),
    "no-break and thin spaces": (p("3\u00a0254\u2009%"), "3 254 %"),
    "pronunciation": (
        p("<w:r><w:ruby><w:rt><w:r><w:t>x</w:t></w:r></w:rt>"
          "<w:rubyBase><w:r><w:t>9</w:t></w:r></w:rubyBase></w:ruby></w:r>"),
        "9",
    ),
    "a deleted end of paragraph": (
        p("714/3.", look="<w:rPr><w:del/></w:rPr>") + p("254"),
        "714/3.254",
    ),
    "several spaces stay": (p("a  b"), "a  b"),
}  # fmt: skip


@pytest.mark.parametrize("case", INLINE)
def test_text_of_paragraphs(case: str) -> None:
    body, expected = INLINE[case]
    found = document(body)
    assert found.text == expected
    assert [(b.start, b.end) for b in found.blocks] == [(0, len(expected))]


def test_paragraphs_are_numbered_and_blank_ones_left_out() -> None:
    found = document(p("một") + p() + p("   ") + p(" hai "))
    assert texts(found) == ["một", "hai"]
    assert [block.paragraph for block in found.blocks] == [1, 2]
    assert found.text == "một\nhai"
    assert found.format == "docx"


def test_paragraphs_in_controls_and_insertions() -> None:
    body = f"<w:sdt><w:sdtContent>{p('một')}</w:sdtContent></w:sdt><w:ins>{p('hai')}</w:ins>"
    assert texts(document(body)) == ["một", "hai"]


STYLES = """
<w:style w:type="paragraph" w:styleId="u1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Muc"><w:name w:val="Mục"/><w:basedOn w:val="u1"/></w:style>
<w:style w:type="paragraph" w:styleId="De"><w:name w:val="Đề mục"/>
  <w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Than"><w:name w:val="Thân"/><w:basedOn w:val="Muc"/>
  <w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Gach"><w:name w:val="Gạch"/>
  <w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Vong"><w:name w:val="Vòng"/>
  <w:basedOn w:val="Vong"/></w:style>
<w:style w:type="character" w:styleId="An"><w:name w:val="Ẩn"/><w:rPr><w:vanish/></w:rPr></w:style>
"""
LOOKS = {
    '<w:pStyle w:val="u1"/>': (BlockKind.HEADING, 1),
    '<w:pStyle w:val="Muc"/>': (BlockKind.HEADING, 1),
    '<w:pStyle w:val="De"/>': (BlockKind.HEADING, 3),
    '<w:pStyle w:val="Than"/>': (BlockKind.PARAGRAPH, 0),
    '<w:pStyle w:val="Vong"/>': (BlockKind.PARAGRAPH, 0),
    '<w:pStyle w:val="none"/>': (BlockKind.PARAGRAPH, 0),
    '<w:pStyle w:val="Gach"/>': (BlockKind.ITEM, 0),
    '<w:pStyle w:val="Gach"/><w:numPr><w:numId w:val="0"/></w:numPr>': (BlockKind.PARAGRAPH, 0),
    '<w:numPr><w:numId w:val="1"/></w:numPr>': (BlockKind.ITEM, 0),
    '<w:outlineLvl w:val="1"/>': (BlockKind.HEADING, 2),
    '<w:pStyle w:val="u1"/><w:outlineLvl w:val="9"/>': (BlockKind.PARAGRAPH, 0),
    '<w:pStyle w:val="u1"/><w:numPr><w:numId w:val="1"/></w:numPr>': (BlockKind.HEADING, 1),
}


@pytest.mark.parametrize("look", LOOKS)
def test_headings_and_items_by_style(look: str) -> None:
    (block,) = document(p("Kết quả", look=look), {"styles": STYLES}).blocks
    assert (block.kind, block.level) == LOOKS[look]


def test_headings_by_their_number() -> None:
    """As in texts: many reports have no styles."""
    blocks = document(p("1. Cấp xã") + p("Đã giải quyết 12 hồ sơ.") + p("- Trễ hạn: 2")).blocks
    assert [(block.kind, block.level) for block in blocks] == [
        (BlockKind.HEADING, 2),
        (BlockKind.PARAGRAPH, 0),
        (BlockKind.ITEM, 0),
    ]


def test_text_hidden_by_a_style() -> None:
    body = p("1", r("2", '<w:rStyle w:val="An"/>'))
    assert document(body, {"styles": STYLES}).text == "1"


def test_text_boxes_once_and_behind_their_paragraph() -> None:
    found = document(p("trước", box("trong hộp", "hai"), "sau") + p("cuối"))
    assert texts(found) == ["trướcsau", "trong hộp", "hai", "cuối"]


def test_notes_and_margins_come_behind_the_text() -> None:
    mark = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="header1"/>'
        '<w:headerReference w:type="first" r:id="header2"/>'
        '<w:footerReference w:type="default" r:id="footer1"/></w:sectPr>'
    )
    related = {
        "footnotes": (
            f'<w:footnote w:type="separator" w:id="-1">{p("___")}</w:footnote>'
            f'<w:footnote w:id="1">{p("ghi chú một")}</w:footnote>'
            f'<w:footnote w:id="2">{p("ghi chú hai")}</w:footnote>'
            f'<w:footnote w:id="3">{p("không ai nhắc")}</w:footnote>'
        ),
        "header1": p("đầu trang"),
        "header2": p("trang đầu"),
        "footer1": tbl(("chân", "trang")),
    }
    body = p("a", mark.format(2)) + p("b", mark.format(1), section) + section
    found = document(body.replace(section, "", 1), related)
    assert shown(found) == [
        ("paragraph", "a"),
        ("paragraph", "b"),
        ("note", "ghi chú hai"),
        ("note", "ghi chú một"),
        ("margin", "đầu trang"),
        ("margin", "chân"),
        ("margin", "trang"),
    ]
    assert not found.tables


FIRST = '<w:vMerge w:val="restart"/>'


def test_tables_with_merges() -> None:
    body = p("trước") + tbl(
        (tc("Đơn vị", look=FIRST), tc("Hồ sơ", look='<w:gridSpan w:val="2"/>')),
        (tc(look="<w:vMerge/>"), "nhận", "trả"),
        ("Xã A", "", tc("3", "4")),
    ) + p("sau")  # fmt: skip
    found = document(body)
    (grid,) = found.tables
    assert grid.sheet == "1"
    assert grid.rows == [["Đơn vị", "Hồ sơ"], [None, "nhận", "trả"], ["Xã A", None, "3\n4"]]
    assert grid.merges == (Merge(0, 0, 1, 0), Merge(0, 1, 0, 2))
    cells = [b for b in found.blocks if b.kind is BlockKind.CELL]
    assert [(b.table, b.row, b.column) for b in cells] == [
        (0, 0, 0), (0, 0, 1), (0, 1, 1), (0, 1, 2), (0, 2, 0), (0, 2, 2), (0, 2, 2),
    ]  # fmt: skip
    assert texts(found)[0] == "trước"
    assert texts(found)[-1] == "sau"


def test_nested_tables_deleted_rows_and_old_merges() -> None:
    inner = tbl(("trong", "7"))
    deleted = f'<w:tr><w:trPr><w:del w:id="4"/></w:trPr>{tc("9")}</w:tr>'
    across = tc("rộng", look='<w:hMerge w:val="restart"/>'), tc(look="<w:hMerge/>")
    body = tbl((tc("ngoài", inner, "<w:p/>"), "8"), across).replace(
        "</w:tbl>", f"{deleted}</w:tbl>"
    )
    outer, nested = document(body).tables
    assert outer.rows[0] == ["ngoài", "8"]
    assert nested.rows == [["trong", "7"]]
    assert Merge(1, 0, 1, 1) in outer.merges
    assert (outer.sheet, nested.sheet) == ("1", "2")


def test_tables_of_counts_are_understood() -> None:
    heads = ("Đơn vị", "Tiếp nhận", "Đã giải quyết", "Đang giải quyết")
    found = document(tbl(heads, ("Xã A", "3.254", "3.000", "254"), ("Xã B", "10", "8", "2")))
    (table,) = read_tables(found.tables).tables
    assert len(table.rows) == 2


FONT_TEXT = "Kết quả giải quyết hồ sơ thủ tục hành chính của Ủy ban nhân dân xã"


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_font_encodings(encoding: str) -> None:
    text = FONT_TEXT.lower()
    written = encode(text, encoding)
    found = document(p(written[:20], written[20:]) + p("714 " + encode("hồ sơ trễ hạn", encoding)))
    assert texts(found) == [text, "714 hồ sơ trễ hạn"]
    assert found.encoding == encoding


def test_a_paragraph_of_two_encodings_is_refused() -> None:
    mixed = "Được biết, " + encode("kết quả giải quyết hồ sơ", "tcvn3") + " đường"
    with pytest.raises(NotUnderstoodError, match="TCVN3 beside Unicode"):
        document(p(mixed))


def test_the_strict_edition() -> None:
    made = parts(p("một", look='<w:outlineLvl w:val="0"/>'))
    made["word/document.xml"] = str(made["word/document.xml"]).replace(W, STRICT)
    found = read(Source(zipped(made), "x.docx"))
    assert shown(found) == [("heading", "một")]


ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
REFUSED: dict[str, tuple[bytes, type[TthcError], str]] = {
    "not a zip": (b"PK\x03\x04", UnreadableError, "document is damaged"),
    "cut off": (docx(p("x"))[:-40], UnreadableError, "document is damaged"),
    "broken XML": (
        zipped({**parts(""), "word/document.xml": "<w:document"}),
        UnreadableError,
        "document is damaged",
    ),
    "document type": (
        zipped({**parts(""), "word/document.xml": ENTITY + "<x/>"}),
        UnreadableError,
        "XML entities",
    ),
    "no main part": (
        zipped({k: v for k, v in parts("").items() if "document" not in k}),
        NotUnderstoodError,
        "no document of Word",
    ),
    "no relations": (
        zipped({k: v for k, v in parts("").items() if "_rels" not in k}),
        NotUnderstoodError,
        "no document of Word",
    ),
    "another kind": (
        zipped({**parts(""), "word/document.xml": "<workbook/>"}),
        NotUnderstoodError,
        "no document of Word",
    ),
    "a file within": (
        docx('<w:altChunk r:id="rId9"/>'),
        NotUnderstoodError,
        "holds another file",
    ),
    "text": ("Báo cáo".encode(), NotUnderstoodError, "no document of Word"),
    "password": (
        compound({"EncryptedPackage": b"", "EncryptionInfo": b""}),
        UnreadableError,
        "The document is protected with a password",
    ),
    "old Word": (compound({"WordDocument": b""}), UnreadableError, "save it as .docx"),
    "old workbook": (compound({"Workbook": b""}), NotUnderstoodError, "a workbook, not the text"),
    "wide table": (
        docx(tbl((tc("1", look='<w:gridSpan w:val="99999"/>'),))),
        UnreadableError,
        "nearly all of them blank",
    ),
    "deep XML": (docx("<w:sdt><w:sdtContent>" * 300), UnreadableError, "document is damaged"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(case: str) -> None:
    data, error, words = REFUSED[case]
    with pytest.raises(error, match=words):
        read(Source(data, "x.docx"))


def test_places_in_misread_text() -> None:
    shown_text = "chiếm 22% hồ"
    written = shown_text.encode().decode("cp1252")
    assert document(p(written)).text == shown_text
    for at, letter in enumerate(shown_text):
        first, last = written_span(written, shown_text, at, at + 1)
        assert written[first:last].encode("cp1252").decode() == letter


LETTERS = st.sampled_from([*"ab 1%.,", "ồ", "o\u0302\u0300", "\u00a0", "\u200b", "\t", "đ", "\n"])


@settings(max_examples=200, deadline=None)
@given(st.lists(LETTERS, min_size=1, max_size=30).map("".join), st.data())
def test_places_in_what_is_written(written: str, data: st.DataObject) -> None:
    shown_text = document(p(*map(_escaped, written))).text if written.strip() else ""
    if not shown_text:
        return
    start = data.draw(st.integers(0, len(shown_text) - 1))
    end = data.draw(st.integers(start + 1, len(shown_text)))
    raw = written.replace("\t", " ").replace("\n", " ")
    first, last = written_span(raw, shown_text, start, end)
    said = unicodedata.normalize("NFC", raw[first:last]).replace("\u200b", "")
    assert said.replace("\u00a0", " ").strip() == shown_text[start:end].strip()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
