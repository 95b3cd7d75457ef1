"""Copies of documents with comments: over exact characters, everything else as it was."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

sys.path.insert(0, str(Path(__file__).parents[1] / "ingest" / "documents"))

from _build_word import STRICT, W, box, p, parts, r, tbl, tc, zipped
from _build_word import docx as package

from tthc_stats.ingest.documents.word import read
from tthc_stats.ingest.legacy_text import encode
from tthc_stats.ingest.readers.source import Source
from tthc_stats.model.document import Block, BlockKind, Document
from tthc_stats.model.errors import NotWritableError, UsageError
from tthc_stats.report.annotation import Note
from tthc_stats.report.language import language
from tthc_stats.report.writers import word_comments
from tthc_stats.report.writers.annotated_word import annotated, annotated_new

Q = f"{{{W}}}"


def read_data(data: bytes) -> Document:
    return read(Source(data, "bao-cao.docx"))


def note_of(document: Document, words: str, text: str = "sai") -> Note:
    start = document.text.index(words)
    return Note(start, start + len(words), text)


def part(data: bytes, name: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def commented_texts(data: bytes) -> list[tuple[str, str]]:
    """For each comment what it stands over, spaces and all, and what it says."""
    body = part(data, "word/document.xml")
    over: dict[str, list[str]] = {}
    open_ones: set[str] = set()
    for element in body.iter():
        key = element.get(f"{Q}id")
        if element.tag == f"{Q}commentRangeStart":
            open_ones.add(key)
            over[key] = []
        elif element.tag == f"{Q}commentRangeEnd":
            open_ones.remove(key)
        for one in open_ones:
            over[one] += _shown(element)
    assert not open_ones
    said = {c.comment_id: c.text for c in docx.Document(io.BytesIO(data)).comments}
    references = [e.get(f"{Q}id") for e in body.iter(f"{Q}commentReference")]
    assert sorted(references) == sorted(over)
    return [("".join(over[key]), said[int(key)]) for key in over]


def _shown(element: Any) -> list[str]:
    signs = {f"{Q}tab": "\t", f"{Q}br": "\n", f"{Q}noBreakHyphen": "-"}
    if element.tag == f"{Q}t":
        return [element.text or ""]
    return [signs[element.tag]] if element.tag in signs else []


PLACES = {
    "a run": (p("chiếm 22% tổng số"), "22%"),
    "two runs": (p("chiếm 2", r("2%", "<w:b/>"), " tổng"), "22%"),
    "the start": (p("22% tổng"), "22%"),
    "the end": (p("chiếm 22%"), "22%"),
    "the whole": (p("22%"), "22%"),
    "a tab": (p("<w:r><w:t>22%</w:t><w:tab/><w:t>65</w:t></w:r>"), "22%"),
    "a link": (p("<w:hyperlink><w:r><w:t>xem 22% ở</w:t></w:r></w:hyperlink>"), "22%"),
    "an insertion": (p('<w:ins w:id="7"><w:r><w:t>xem 22% ở</w:t></w:r></w:ins>'), "22%"),
    "a control": (
        p("<w:sdt><w:sdtContent><w:r><w:t>xem 22% ở</w:t></w:r></w:sdtContent></w:sdt>"),
        "22%",
    ),
    "a cell": (tbl(("x", tc("1", "chiếm 22% tổng"))), "22%"),
    "letters in parts": (p("chiê\u0301m 22%"), "22%"),
    "several paragraphs": (p("từ đây") + p("giữa") + p("đến đây"), "đây\ngiữa\nđến"),
}


@pytest.mark.parametrize("case", PLACES)
def test_a_comment_is_over_its_characters(case: str) -> None:
    body, words = PLACES[case]
    data = package(body)
    document = read_data(data)
    made = annotated(data, [note_of(document, words, "sai\nđúng là 21,94%")], document)
    assert commented_texts(made) == [(words.replace("\n", ""), "sai\nđúng là 21,94%")]
    assert read_data(made)._replace(tables=()) == document._replace(tables=())
    comment = next(iter(docx.Document(io.BytesIO(made)).comments))
    assert (comment.author, comment.initials, comment.timestamp) == ("tthc-stats", "TTHC", None)


def test_a_divided_run_keeps_its_looks() -> None:
    data = package(p(r("chiếm 22% tổng", "<w:b/>")))
    document = read_data(data)
    made = annotated(data, [note_of(document, "22%")], document)
    runs = docx.Document(io.BytesIO(made)).paragraphs[0].runs
    assert [run.text for run in runs if run.text] == ["chiếm ", "22%", " tổng"]
    assert all(run.bold for run in runs if run.text)


def test_font_encodings_keep_their_places() -> None:
    text = "kết quả giải quyết hồ sơ thủ tục hành chính của xã"
    data = package(p(encode(text + ", trễ hạn 65 hồ sơ, đúng hạn", "vni")))
    document = read_data(data)
    made = annotated(data, [note_of(document, "65 hồ sơ")], document)
    assert [over for over, _ in commented_texts(made)] == ["65 " + encode("hồ sơ", "vni")]


NOTE_MARK = '<w:r><w:footnoteReference w:id="1"/></w:r>'
HEADER = '<w:sectPr><w:headerReference w:type="default" r:id="header1"/></w:sectPr>'
ELSEWHERE = {
    "a footnote": ("trong ghi chú", "", "Trong chú thích"),
    "a header": ("trên đầu", "đầucuối", "Ở đầu trang"),
    "a text box": ("trong hộp", "", "Trong hộp văn bản"),
}


@pytest.mark.parametrize("case", ELSEWHERE)
def test_where_word_shows_no_comments(case: str) -> None:
    words, over, said = ELSEWHERE[case]
    related = {
        "footnotes": f'<w:footnote w:id="1">{p("trong ghi chú")}</w:footnote>',
        "header1": p("trên đầu"),
    }
    data = package(p("đầu", NOTE_MARK, box("trong hộp"), "cuối") + HEADER, related)
    document = read_data(data)
    made = annotated(data, [note_of(document, words, "sai")], document, language("vi"))
    ((place, text),) = commented_texts(made)
    assert place.replace("trong hộp", "") == over
    assert text.startswith(said)
    assert text.endswith(f"“{words}”\nsai")
    assert read_data(made).text == document.text
    mark = part(made, "word/document.xml").find(f".//{Q}commentRangeStart")
    if case == "a footnote":
        assert mark.getnext().find(f"{Q}footnoteReference") is not None


def test_a_text_box_in_a_paragraph_without_text() -> None:
    data = package(p("đầu") + p(box("trong hộp")) + p("cuối"))
    document = read_data(data)
    made = annotated(data, [note_of(document, "trong hộp")], document)
    mark = part(made, "word/document.xml").find(f".//{Q}commentRangeStart")
    assert mark.getparent().getprevious().find(f".//{Q}t").text == "đầu"


def test_the_strict_edition() -> None:
    strict = {name: str(content).replace(W, STRICT) for name, content in parts(p("là 22%")).items()}
    document = read_data(zipped(strict))
    made = annotated(zipped(strict), [note_of(document, "22%")], document)
    assert read_data(made).text == document.text
    comments = part(made, "word/comments.xml")
    assert comments.tag == f"{{{STRICT}}}comments"
    assert len(comments) == 1


def test_everything_else_stays_as_it_is() -> None:
    made = parts(p("22%", NOTE_MARK), {"footnotes": f'<w:footnote w:id="1">{p("a")}</w:footnote>'})
    made["word/media/image1.png"] = b"\x89PNG\x00\x01"
    data = zipped(made)
    document = read_data(data)
    result = annotated(data, [note_of(document, "22%")], document)
    assert result == annotated(data, [note_of(document, "22%")], document)
    with zipfile.ZipFile(io.BytesIO(result)) as archive:
        names = set(archive.namelist())
        for name in ("word/footnotes.xml", "word/media/image1.png", "_rels/.rels"):
            assert archive.read(name) == zipfile.ZipFile(io.BytesIO(data)).read(name)
        assert all(item.date_time[0] == 2000 for item in archive.infolist())
    assert names == {*made, "word/comments.xml"}


def test_comments_that_are_there_stay() -> None:
    first = docx.Document()
    run = first.add_paragraph().add_run("chiếm 22% và 65%")
    first.add_comment(run, "của người khác", "Người A", "A")
    stream = io.BytesIO()
    first.save(stream)
    document = read_data(stream.getvalue())
    made = annotated(stream.getvalue(), [note_of(document, "22%")], document)
    again = annotated(made, [note_of(document, "65%", "cũng sai")], read_data(made))
    comments = list(docx.Document(io.BytesIO(again)).comments)
    assert [c.text for c in comments] == ["của người khác", "sai", "cũng sai"]
    assert len({c.comment_id for c in comments}) == 3
    assert [over for over, _ in commented_texts(again)] == ["chiếm 22% và 65%", "22%", "65%"]


def test_macros_and_changed_files_are_refused() -> None:
    document = read_data(package(p("22%")))
    macros = zipped({**parts(p("22%")), "word/vbaProject.bin": b"x"})
    with pytest.raises(UsageError, match="macros"):
        annotated(macros, [], document)
    with pytest.raises(NotWritableError, match="has changed"):
        annotated(package(p("23%")), [], document)


def test_more_comments_than_word_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_comments, "MOST", 2)
    data = package(p("22%"))
    document = read_data(data)
    with pytest.raises(NotWritableError, match="more comments than Word opens"):
        annotated(data, [note_of(document, "22%")] * 3, document)


def test_only_margins_have_text() -> None:
    data = package(p() + HEADER, {"header1": p("22%")})
    document = read_data(data)
    with pytest.raises(NotWritableError, match="no text of its own"):
        annotated(data, [note_of(document, "22%")], document)


RUN_TEXT = st.text(st.sampled_from([*"aăớ1%., <&"]), max_size=6)
WRAPPERS = st.sampled_from(
    ["{}", "<w:hyperlink>{}</w:hyperlink>", '<w:ins w:id="90001">{}</w:ins>',
     "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>", "<w:r><w:tab/></w:r>{}",
     "{}<w:r><w:noBreakHyphen/></w:r>", '<w:bookmarkStart w:id="5" w:name="x"/>{}']
)  # fmt: skip
RUNS = st.builds(
    lambda wrapper, texts: wrapper.format(
        "<w:r><w:rPr><w:i/></w:rPr>"
        + "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(t)}</w:t>' for t in texts)
        + "</w:r>"
    ),
    WRAPPERS,
    st.lists(RUN_TEXT, max_size=3),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(RUNS, max_size=5), min_size=1, max_size=3), st.data())
def test_random_places_in_random_runs(paragraphs: list[list[str]], data: st.DataObject) -> None:
    raw = package("".join(p(*runs) for runs in paragraphs))
    document = read_data(raw)
    if not document.blocks:
        return
    notes = []
    for key in range(data.draw(st.integers(1, 5))):
        block = data.draw(st.sampled_from(list(document.blocks)))
        start = data.draw(st.integers(block.start, block.end - 1))
        end = data.draw(st.integers(start + 1, block.end))
        notes.append(Note(start, end, f"{key}"))
    made = annotated(raw, notes, document)
    after = read_data(made)
    assert after.text == document.text
    assert after.blocks == document.blocks
    found = sorted((said, over.replace("\t", " ")) for over, said in commented_texts(made))
    assert found == sorted((n.text, document.text[n.start : n.end]) for n in notes)


LEAVES = st.sampled_from(
    [*(r(t) for t in ("22%", "ồ ", "")), "<w:tab/>", "<w:br/>", '<w:sym w:char="zz"/>', "<w:tc/>",
     '<w:fldChar w:fldCharType="begin"/>', '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
     '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', NOTE_MARK, "<w:t>rời</w:t>", "<!-- x -->",
     '<w:tcPr><w:vMerge/><w:gridSpan w:val="2"/></w:tcPr>', "<m:t>5</m:t>", "<w:pPr/>",
     "<w:tcPr><w:hMerge/></w:tcPr>", "<w:rPr><w:vanish/></w:rPr>", box("hộp"),
     "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"]
)  # fmt: skip
TAGS = st.sampled_from(
    ["w:p", "w:p", "w:r", "w:tbl", "w:tr", "w:tc", "w:sdt", "w:sdtContent", "w:ins", "w:del",
     "w:hyperlink", "mc:AlternateContent", "mc:Choice", "w:pict", "w:txbxContent", "m:oMath",
     "m:den", "w:ruby", "w:rubyBase"]
)  # fmt: skip
TREES = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda tag, inside: f"<{tag}>{''.join(inside)}</{tag}>",
        TAGS,
        st.lists(inner, max_size=4),
    ),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(TREES, max_size=4))
def test_any_elements_are_read_and_marked(trees: list[str]) -> None:
    related = {"footnotes": f'<w:footnote w:id="1">{p("chú")}</w:footnote>'}
    data = package(p("đầu") + "".join(trees), related)
    document = read_data(data)
    notes = [Note(block.start, block.end, str(n)) for n, block in enumerate(document.blocks)]
    made = annotated(data, notes, document)
    assert read_data(made).text == document.text
    assert len(commented_texts(made)) == len(notes)


def new_text() -> Document:
    lines = [
        ("BÁO CÁO", BlockKind.HEADING, 2, None, None),
        ("Đã giải quyết 714/3.254 hồ sơ,\nchiếm 22%.\x0b", BlockKind.PARAGRAPH, 0, None, None),
        ("một mục", BlockKind.ITEM, 0, None, None),
        ("Xã A", BlockKind.CELL, 0, 0, 0),
        ("7,07%", BlockKind.CELL, 0, 0, 2),
        ("ghi chú", BlockKind.NOTE, 0, None, None),
        ("rộng", BlockKind.CELL, 0, 1, 70),
    ]
    blocks, at = [], 0
    for text, kind, level, table, column in lines:
        row = None if table is None else 0
        blocks.append(
            Block(at, at + len(text), kind, level=level, table=table, row=row, column=column)
        )
        at += len(text) + 1
    return Document("a.txt", "txt", "\n".join(line[0] for line in lines), blocks)


def test_a_new_document_of_a_text() -> None:
    document = new_text()
    notes = [note_of(document, words) for words in ("22%", "7,07%", "rộng", "hồ sơ,\nchiếm")]
    made = annotated_new(notes, document)
    assert made == annotated_new(notes, document)
    paper = docx.Document(io.BytesIO(made))
    assert [over for over, _ in commented_texts(made)] == ["hồ sơ,\nchiếm", "22%", "7,07%", "rộng"]
    styles = [(q.style.name if q.style else "", q.text.strip()) for q in paper.paragraphs]
    assert ("Heading 2", "BÁO CÁO") in styles
    assert ("List Bullet", "một mục") in styles
    assert [cell.text for cell in paper.tables[0].rows[0].cells] == ["Xã A", "", "7,07%"]
    assert len(paper.tables) == 1
    assert read_data(made).text == document.text.replace("\x0b", "")


def test_libreoffice_finds_the_comments(soffice: str, tmp_path: Path) -> None:
    data = package(p("chiếm 2", r("2%", "<w:b/>"), " tổng") + tbl(("7,07%", "x")))
    document = read_data(data)
    notes = [note_of(document, "22%"), note_of(document, "7,07%", "cũng sai")]
    (tmp_path / "copy.docx").write_bytes(annotated(data, notes, document))
    (tmp_path / "new.docx").write_bytes(annotated_new([note_of(new_text(), "22%")], new_text()))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    files = [str(tmp_path / name) for name in ("copy.docx", "new.docx")]
    subprocess.run(
        [soffice, profile, "--headless", "--convert-to", "odt", "--outdir", str(tmp_path), *files],
        check=True,
        capture_output=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        timeout=180,
    )
    assert remarks_in(tmp_path / "copy.odt") == [("sai", "22%"), ("cũng sai", "7,07%")]
    assert remarks_in(tmp_path / "new.odt") == [("sai", "22%")]


def remarks_in(path: Path) -> list[tuple[str, str]]:
    """The comments in a file of LibreOffice, and what they stand over."""
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml").decode()
    found = re.findall(
        r"<office:annotation [^>]*>(.*?)</office:annotation>(.*?)<office:annotation-end", content
    )
    said = [re.sub(r"<dc:.*?</dc:[a-z]*>|<meta:.*?</meta:[a-z-]*>", "", one) for one, _ in found]
    plain = [re.sub("<[^>]+>", "", one) for one in said]
    return [(one, re.sub("<[^>]+>", "", over)) for one, (_, over) in zip(plain, found, strict=True)]


def test_a_copy_that_is_annotated_again_has_each_comment_once() -> None:
    data = package(p("Đã giải quyết 714 hồ sơ, chiếm 22% và 23%.") + p("Còn 714 hồ sơ."))
    first = read_data(data)
    again = first.text.rindex("714")
    notes = [
        note_of(first, "22%", "sai\n  Đúng ra là 21,9%"),
        note_of(first, "714"),
        Note(again, again + 3, "sai"),
    ]
    once = annotated(data, notes, first)
    document = read_data(once)
    assert annotated(once, notes, document) == once
    more = annotated(once, [*notes, note_of(document, "22%", "khác")], document)
    assert sorted(commented_texts(more)) == [
        *[("22%", "khác"), ("22%", "sai\n  Đúng ra là 21,9%"), ("714", "sai"), ("714", "sai")],
    ]


def test_comments_of_others_stay_beside_the_same_words() -> None:
    data = package(p("Đã giải quyết 714 hồ sơ."))
    document = read_data(data)
    once = annotated(data, [note_of(document, "714")], document)
    theirs = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(once)) as old, zipfile.ZipFile(theirs, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'author="tthc-stats"', b'author="A"'))
    twice = annotated(theirs.getvalue(), [note_of(document, "714")], document)
    assert commented_texts(twice) == [("714", "sai"), ("714", "sai")]
