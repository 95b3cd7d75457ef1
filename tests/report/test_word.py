"""The Word document of a monthly report: its layout, its annexes, and templates of offices."""

from __future__ import annotations

import hashlib
import html
import io
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
import types
import zipfile
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st

import tthc_stats
from tthc_stats.model.errors import TthcError, UnreadableError, UsageError
from tthc_stats.model.office import Office
from tthc_stats.model.text import unicode_only
from tthc_stats.report.document import Heading, ShareCell, TableBlock
from tthc_stats.report.forms.definition import known_forms, read_form
from tthc_stats.report.forms.fill import fill_form
from tthc_stats.report.forms.layout import sheet_of
from tthc_stats.report.language import language
from tthc_stats.report.paper import Paper, Paragraph, Sentence
from tthc_stats.report.sheet import Sheet
from tthc_stats.report.writers import Options, word, write
from tthc_stats.report.writers.measure import Need, fitted, widest_word, width_of
from tthc_stats.report.writers.word_annexes import ROOM
from tthc_stats.report.writers.word_placeholders import (
    PLACEHOLDERS,
    Annexes,
    office_values,
    values_of,
)
from tthc_stats.report.writers.word_template import default_template

sys.path.insert(0, str(Path(__file__).parent))
from _documents import CHART, OFFICE, groups, monthly, paper, png
from _forms import C, filled, held

VIETNAMESE, ENGLISH = language("vi"), language("en")
CASES = tomllib.loads((Path(__file__).parent / "word_templates.toml").read_text(encoding="utf-8"))
ROOT = Path(__file__).parents[2]
A4 = (Cm(21).twips, Cm(29.7).twips)


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are grey: how they are drawn is tested elsewhere."""
    module = types.ModuleType("tthc_stats.report.pictures")
    module.png_of = lambda chart, language: png()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)


def made(template: bytes | None = None, code: str = "vi", **changed: Any) -> bytes:
    options = Options(template=template)
    return write(monthly(paper(code, **changed)), "docx", language(code), options)


def opened(data: bytes) -> Any:
    return Document(io.BytesIO(data))


def template(*lines: str) -> bytes:
    """An own template of some paragraphs."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def saved(document: Any) -> bytes:
    raw = io.BytesIO()
    document.save(raw)
    return raw.getvalue()


def texts(document: Any) -> list[str]:
    """The text of every paragraph, in tables too."""
    paragraphs = document.element.body.iter(qn("w:p"))
    return ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in paragraphs]


def form(number: int = 20, name: str = "ii06a") -> Sheet:
    counts = {
        C.RECEIVED: 1050,
        C.CARRIED_OVER: 50,
        C.RECEIVED_IN_PERIOD: 1000,
        C.RECEIVED_ONLINE: 990,
        C.RECEIVED_OFFLINE: 10,
        C.RESOLVED: 1000,
        C.EARLY: 980,
        C.ON_TIME: 15,
        C.LATE: 5,
        C.PENDING: 50,
        C.PENDING_IN_TIME: 48,
        C.PENDING_OVERDUE: 2,
    }
    rows = [(("UBND cấp xã",), f"Xã {n}", counts) for n in range(number)]
    return sheet_of(filled(read_form(name), rows))


# The layout of NĐ 30/2020/NĐ-CP, annex I


def test_the_heading_names_agency_state_number_and_date() -> None:
    heading = opened(made()).tables[0]
    left, right = (cell.text.split("\n") for cell in heading.rows[0].cells)
    assert left[:2] == ["ỦY BAN NHÂN DÂN TỈNH B", "ỦY BAN NHÂN DÂN XÃ A"]
    assert right[:2] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert [cell.text for cell in heading.rows[1].cells] == [
        "Số: 05/BC-UBND",
        "Xã A, ngày 20 tháng 8 năm 2026",
    ]


@pytest.mark.parametrize("code", ["vi", "en"])
def test_only_numbers_below_ten_have_a_zero(code: str) -> None:
    def number(text: str) -> object:
        return office_values(Office(number=text), language(code))["number"]

    written = [number(str(n)) for n in range(1, 201)]
    assert written == [f"{n:02d}" for n in range(1, 201)]
    assert [number(text) for text in ("1234", "07", "0", "5a", "12/A")] == [
        "1234",
        "07",
        "0",
        "5a",
        "12/A",
    ]


def test_the_name_of_the_state_has_room_for_one_line() -> None:
    cell = opened(made()).tables[0].rows[0].cells[1]
    run = cell.paragraphs[0].runs[0]
    needed = width_of(run.text) * 1.05 * run.font.size.pt / 1000
    assert needed < cell.width.pt


def test_letters_are_times_new_roman_in_the_sizes_of_the_decree() -> None:
    document = opened(made())
    normal = document.styles["Normal"]
    assert (normal.font.name, normal.font.size) == ("Times New Roman", Pt(14))
    body = document.paragraphs[: texts(document).index("Phụ lục I")]
    sizes = {run.font.size.pt for p in body for run in p.runs if run.font.size}
    assert sizes == {14}


def test_pages_are_a4_with_margins_and_numbers_from_the_second_on() -> None:
    section = opened(made()).sections[0]
    assert (section.page_width.twips, section.page_height.twips) == A4
    assert Cm(2) <= section.top_margin <= Cm(2.5) >= section.bottom_margin >= Cm(2)
    assert Cm(3) <= section.left_margin <= Cm(3.5)
    assert Cm(1.5) <= section.right_margin <= Cm(2)
    assert section.different_first_page_header_footer
    assert not section.first_page_header.paragraphs[0].text
    assert "PAGE" in section.header.part.blob.decode()
    assert section.header.paragraphs[0].alignment == 1


def test_sentences_of_a_paragraph_run_on_and_doubtful_ones_are_marked() -> None:
    written = texts(opened(made()))
    assert "1. Tiếp nhận hồ sơ" in written
    assert (
        "Trong kỳ, đã tiếp nhận 3.419 hồ sơ, trong đó 3.254 hồ sơ mới. Số hồ sơ trực tuyến là "
        "2.900, đạt 89,12%. (*) Kỳ trước chuyển sang 165 hồ sơ."
    ) in written
    assert paper().doubts in written


def test_a_report_without_doubts_has_no_mark() -> None:
    sure = (Paragraph("Tiếp nhận", (Sentence("Đã tiếp nhận 20 hồ sơ."),)),)
    assert "(*)" not in "".join(texts(opened(made(paragraphs=sure, doubts=None))))


def test_who_signs_and_who_receives_stand_on_one_page_with_the_last_sentence() -> None:
    document = opened(made())
    closing = next(p for p in document.paragraphs if p.text.startswith("Trên đây"))
    assert closing.text == "Trên đây là báo cáo của Ủy ban nhân dân xã A./."
    assert closing.paragraph_format.keep_with_next
    block = document.tables[1]
    assert block.rows[0]._tr.trPr.find(qn("w:cantSplit")) is not None
    left, right = (cell.text.split("\n") for cell in block.rows[0].cells)
    assert left == ["Nơi nhận:", "- UBND tỉnh B;", "- Thường trực HĐND xã;", "- Lưu: VT, TTPVHCC."]
    assert right[:2] == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]


def test_what_is_not_known_is_left_to_be_written_by_hand() -> None:
    document = opened(made(office=Office()))
    heading, block = document.tables[:2]
    assert heading.rows[0].cells[0].text.split("\n")[0] == "…………………"
    assert re.fullmatch(r"Số: \s{6}/BC-……", heading.rows[1].cells[0].text)
    assert heading.rows[1].cells[1].text.startswith("…………………, ")
    assert block.rows[0].cells[0].text.endswith("- Lưu: VT, ………….")


def test_an_english_report_has_english_words() -> None:
    written = "\n".join(texts(opened(made(code="en"))))
    for said in ("SOCIALIST REPUBLIC OF VIET NAM", "REPORT", "Recipients:", "Annex I"):
        assert said in written
    assert not re.search("CỘNG HÒA|BÁO CÁO|Nơi nhận|Phụ lục I", written)


def test_pictures_are_described_and_fit_the_page() -> None:
    document = opened(made())
    (picture,) = document.inline_shapes
    section = document.sections[0]
    assert picture.width == Cm(16)
    assert picture.width <= section.page_width - section.left_margin - section.right_margin
    assert picture._inline.docPr.get("descr") == CHART.described


def test_pictures_are_narrower_on_narrow_pages() -> None:
    document = Document()
    document.sections[0].left_margin = Cm(9)
    document.add_paragraph("{{ pictures[0].image }}")
    (picture,) = opened(made(saved(document))).inline_shapes
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin  # type: ignore[operator]
    assert picture.width == room < Cm(16)


# Annexes


def annexes(document: Any) -> list[Any]:
    return list(document.sections)[1:]


def test_each_annex_is_a_landscape_section_with_its_own_page_numbers() -> None:
    document = opened(made(form=form()))
    sections = annexes(document)
    assert len(sections) == len(paper(form=form()).annexes) == 3
    for section in sections:
        assert section.orientation == WD_ORIENT.LANDSCAPE
        assert (section.page_height.twips, section.page_width.twips) == A4
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        assert section.different_first_page_header_footer
        assert "PAGE" in section.header.part.blob.decode()
    assert document.sections[0].orientation == WD_ORIENT.PORTRAIT


def test_annexes_say_their_number_title_and_report() -> None:
    written = texts(opened(made(form=form())))
    attached = "(Kèm theo Báo cáo số 05/BC-UBND ngày 20 tháng 8 năm 2026 của Ủy ban nhân dân xã A)"
    assert written.count(attached) == 3
    assert written[written.index("Phụ lục I") + 1] == "Kết quả theo đơn vị"
    assert written[written.index("Phụ lục II") + 1] == attached, "a form prints its own title"
    assert written[written.index("Phụ lục III") + 1] == "Số liệu cần kiểm tra lại"
    assert "- Nguồn: xa-phuong-2026-08.csv." in written


def grid(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_a_table_repeats_its_heading_keeps_rows_whole_and_aligns_figures() -> None:
    table = opened(made()).tables[2]
    head, *rows = table.rows
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in rows)
    styles = {
        tuple(cell.paragraphs[0].style.element.pPr.jc.get(qn("w:val")) for cell in row.cells)
        for row in rows
    }
    assert styles == {("left", *["right"] * 6)}
    total = rows[-1].cells
    assert [cell.text for cell in total][:2] == ["Tổng cộng", "98.774"]
    assert all(cell.paragraphs[0].runs[0].bold for cell in total)


def test_shares_stand_with_their_fraction_and_absent_ones_as_a_dash() -> None:
    share = ShareCell(3162, 3250, Decimal("97.29"))
    block = TableBlock(
        (Heading("Đơn vị"), Heading("tỷ lệ", numeric=True)),
        [("Xã A", share), ("Xã B", ShareCell(None, None, None)), ("Xã C", None)],
    )
    assert grid(opened(made(groups=block)).tables[2]) == [
        ["Đơn vị", "Tỷ lệ"],
        ["Xã A", "3.162/3.250 =\u00a097,29%"],
        ["Xã B", "–"],
        ["Xã C", "–"],
    ]


def tables_of(document: Any) -> Iterator[Any]:
    yield from document.tables[2:]


@pytest.mark.parametrize("name", known_forms())
def test_a_form_stands_as_it_is_prescribed(name: str) -> None:
    sheet = form(3, name)
    document = opened(made(form=sheet))
    table = next(t for t in tables_of(document) if t.rows[0].cells[0].text == first_caption(sheet))
    first, last = sheet.repeated
    heads = [row for row in table.rows if row._tr.trPr.find(qn("w:tblHeader")) is not None]
    assert len(heads) == last - first + 1
    shown = grid(table)
    for (row, column), cell in sheet.cells.items():
        if first <= row < first + len(shown):
            for below in range(row, cell.last_row + 1):
                for beside in range(column, cell.last_column + 1):
                    value = cell.value
                    said = VIETNAMESE.number(value) if isinstance(value, int) else value or ""
                    assert shown[below - first][beside] in (said, str(value)), (below, beside)
    written = "\n".join(texts(document))
    for cell in sheet.cells.values():
        if isinstance(cell.value, str):
            assert cell.value.split("\n")[0] in written


def first_caption(sheet: Sheet) -> str:
    return str(sheet.cells[sheet.repeated[0], 0].value)


def widths(table: Any) -> list[int]:
    return [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.iter(qn("w:gridCol"))]


@pytest.mark.parametrize(
    ("columns", "size"), [(1, 12), (5, 12), (10, 12), (14, 10), (20, 7), (24, 6), (60, 4)]
)
def test_no_table_is_wider_than_its_page_and_letters_shrink_as_words_need(
    columns: int, size: int
) -> None:
    headings = [Heading("Đơn vị")] + [Heading("Chuyển trước", numeric=True)] * columns
    block = TableBlock(headings, [("Trung tâm Phục vụ hành chính công", *[123_456] * columns)])
    table = opened(made(groups=block)).tables[2]
    assert sum(widths(table)) <= ROOM
    sizes = {cell.paragraphs[0].style.font.size.pt for cell in table.rows[1].cells}
    assert sizes == {size}
    needed = max(width_of(word, strong=True) for word in ("Chuyển", "123.456")) * size / 50
    assert (min(widths(table)[1:]) >= needed + 2 * 57) == (columns < 60)


def test_a_large_form_is_written_in_the_time_of_its_rows() -> None:
    def seconds(number: int) -> float:
        sheet = form(number)
        begun = time.perf_counter()
        made(form=sheet, charts=())
        return time.perf_counter() - begun

    seconds(10)
    assert seconds(4000) < 8 * max(seconds(1000), 0.1)


# Widths


def test_widths_are_those_of_the_font() -> None:
    assert width_of("0123456789") == 5000
    assert width_of("ế") == width_of("e") == 444
    assert width_of("Đ") == 722
    assert width_of("ư") > width_of("u") == 500
    assert width_of("trước", strong=True) == 333 + 444 + 600 + 554 + 444
    assert width_of("Ướ", strong=True) == width_of("Ươ", strong=True)
    assert widest_word("3.162/3.250 =\u00a097,29%") == width_of("3.162/3.250")
    assert widest_word("97,29 =\u00a097,29%") == width_of("=\u00a097,29%")


NEEDS = st.tuples(st.integers(0, 30_000), st.integers(0, 30_000), st.integers(0, 90_000))


@given(st.lists(NEEDS, min_size=1, max_size=40))
def test_columns_fit_the_page(needs: list[tuple[int, int, int]]) -> None:
    asked = [Need(*sorted(need)) for need in needs]
    fit = fitted(asked, ROOM, 134, (12, 10, 8))
    assert sum(fit.widths) <= ROOM

    def held(size: int, needed: list[float]) -> list[float]:
        return [need * size / 50 + 134 for need in needed]

    words, least = [need.word for need in asked], [need.least for need in asked]
    usual = [size for size in (12, 10, 8) if sum(held(size, least)) <= ROOM]
    smaller = [size for size in range(8, 3, -1) if sum(held(size, words)) <= ROOM]
    assert fit.size == (*usual, *smaller, 4)[0]
    if usual or smaller:
        wanted = held(fit.size, least if usual else words)
        assert all(width + 1 >= need for width, need in zip(fit.widths, wanted, strict=True))


# Templates of offices


def test_the_usual_template_gives_the_usual_document() -> None:
    assert made(default_template(VIETNAMESE)) == made()


def test_a_template_may_leave_things_out() -> None:
    document = opened(made(template("Kính gửi: UBND tỉnh B", "{{ subject }}")))
    assert texts(document) == ["Kính gửi: UBND tỉnh B", paper().subject]
    assert len(document.sections) == 1


def test_a_placeholder_may_be_split_into_runs_as_word_does() -> None:
    document = Document()
    paragraph = document.add_paragraph()
    for part in ("Đơn vị: {", "{ off", "ice.na", "me }", "}."):
        paragraph.add_run(part).bold = part.startswith("ice")
    assert texts(opened(made(saved(document)))) == [f"Đơn vị: {OFFICE.name}."]


def test_headers_and_footers_have_placeholders_too() -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "{{ office.name }}"
    document.sections[0].footer.paragraphs[0].text = "{{ period }}"
    document.add_paragraph("{{ annexes }}")
    written = opened(made(saved(document)))
    assert written.sections[0].header.paragraphs[0].text == OFFICE.name
    assert written.sections[0].footer.paragraphs[0].text == paper().period
    assert not written.sections[1].header.paragraphs[0].text
    assert not written.sections[1].footer.paragraphs[0].text


def test_annexes_are_laid_out_alike_in_every_template() -> None:
    document = Document()
    form_ = document.styles["Normal"].paragraph_format
    form_.first_line_indent = Cm(2)
    document.add_paragraph("{{ annexes }}")
    own, usual = opened(made(saved(document))), opened(made())
    assert grid(own.tables[0]) == grid(usual.tables[2])
    for cell in own.tables[0].rows[1].cells:
        style = cell.paragraphs[0].style
        assert style.base_style is None
        assert style.element.pPr.ind.get(qn("w:firstLine")) == "0"


def test_a_report_may_be_the_template_of_the_next() -> None:
    again = opened(made(default_template(VIETNAMESE)))
    again.add_paragraph("{{ annexes }}")
    names = [style.style_id for style in opened(made(saved(again))).styles]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", CASES)
def test_a_template_that_cannot_be_filled_in_is_refused_in_one_line(name: str) -> None:
    case = CASES[name]
    many = case.get("paragraphs", 2)
    changed = {"paragraphs": tuple(Paragraph(f"Mục {n}", ()) for n in range(many))}
    begun = time.perf_counter()
    with pytest.raises(UsageError, match=case["says"]) as refused:
        made(template(*case["lines"]), code="en", **changed)
    assert time.perf_counter() - begun < 20
    assert re.search(case.get("hint", ""), str(refused.value.hint or ""))
    assert VIETNAMESE.text(refused.value.what) != ENGLISH.text(refused.value.what)


DEEP = 3000


@pytest.mark.parametrize(
    "line",
    [
        f"{{{{ {'(' * DEEP}subject{')' * DEEP} }}}}",
        f"{'{% if mark %}' * DEEP}x{'{% endif %}' * DEEP}",
    ],
    ids=["brackets", "if"],
)
def test_what_is_nested_too_deeply_is_said(line: str) -> None:
    with pytest.raises(UsageError, match="too deeply"):
        made(template(line), code="en")


def test_a_tag_that_is_not_closed_is_named_before_a_table_and_in_a_header() -> None:
    """Else the XML behind it would be taken for a part of it."""
    body, header = Document(), Document()
    body.add_paragraph("{{ office.name")
    body.add_table(1, 2).rows[0].cells[0].text = "{{ subject }}"
    header.sections[0].header.paragraphs[0].text = "{{ office.name"
    for document in (body, header):
        with pytest.raises(UsageError, match=r"“{{ office\.name” is not closed"):
            made(saved(document), code="en")


def test_a_tag_in_several_pieces_is_one() -> None:
    """Word divides what has been corrected, or is written in two ways."""
    document = Document()
    paragraph = document.add_paragraph("{# note: {{ #}{")
    for piece in ("{ sub", "ject }", "}"):
        paragraph.add_run(piece)
    assert opened(made(saved(document))).paragraphs[0].text == paper().subject


def test_tags_that_cross_cells_are_refused_not_repaired() -> None:
    document = Document()
    left, right = document.add_table(1, 2).rows[0].cells
    left.text, right.text = "{% if period == '' %}", "{{ subject }}"
    document.add_paragraph("x {% endif %}")
    with pytest.raises(UsageError, match="cannot be filled in"):
        made(saved(document))


def bomb() -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"<a/>" + b" " * (9 * word.MIB))
    return raw.getvalue()


def encrypted() -> bytes:
    data = bytearray(template("{{ subject }}"))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def entities() -> bytes:
    """A template whose text would grow to thousands of millions of letters."""
    raw = io.BytesIO()
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    evil = f'<!DOCTYPE w [<!ENTITY l0 "lol">{lines}]>'
    with zipfile.ZipFile(io.BytesIO(template("here"))) as source, zipfile.ZipFile(raw, "w") as new:
        for item in source.infolist():
            text = source.read(item).decode("utf-8", "surrogateescape")
            if item.filename == "word/document.xml":
                text = text.replace("<w:document", evil + "<w:document", 1)
                text = text.replace("here", "&l9;")
            new.writestr(item, text.encode("utf-8", "surrogateescape"))
    return raw.getvalue()


NO_TEMPLATES: Mapping[str, tuple[bytes, str]] = {
    "empty": (b"", "no .docx"),
    "text": (b"{{ subject }}", "no .docx"),
    "cut off": (template("x")[:5000], "no .docx"),
    "no parts": (b"PK\x05\x06" + bytes(18), "no .docx"),
    "password or .doc": (b"\xd0\xcf\x11\xe0" + bytes(600), "password"),
    "encrypted parts": (encrypted(), "no .docx"),
    "bomb": (bomb(), "too large"),
}


@pytest.mark.parametrize("name", NO_TEMPLATES)
def test_what_is_no_template_is_refused(name: str, tmp_path: Path) -> None:
    data, says = NO_TEMPLATES[name]
    with pytest.raises(UsageError, match=says):
        made(data)
    path = tmp_path / "own.docx"
    path.write_bytes(data)
    if name != "no parts":
        with pytest.raises(UsageError, match=says) as refused:
            word.read_template(str(path))
        assert refused.value.place == str(path)


def test_entities_are_not_expanded() -> None:
    begun = time.perf_counter()
    try:
        size = len(made(entities(), charts=()))
    except TthcError:
        size = 0
    assert size < word.MIB
    assert time.perf_counter() - begun < 20


def test_a_template_that_cannot_be_read_is_an_input_that_is_missing(tmp_path: Path) -> None:
    for path in (tmp_path / "none.docx", tmp_path):
        with pytest.raises(UnreadableError, match="cannot be read"):
            word.read_template(str(path))
    (tmp_path / "own.docx").write_bytes(template("{{ subject }}"))
    assert word.read_template(str(tmp_path / "own.docx")) == template("{{ subject }}")


def test_a_template_tells_whether_it_has_annexes() -> None:
    assert word.has_annexes(default_template(ENGLISH))
    assert not word.has_annexes(template("{{ subject }}"))


# Placeholders


def names_of(value: Any, above: str = "") -> Iterator[str]:
    if isinstance(value, list):
        yield from names_of(value[0], f"{above}[]")
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from names_of(inner, f"{above}.{name}" if above else name)
    else:
        yield above


def test_every_placeholder_has_a_value_and_no_other() -> None:
    values = values_of(paper(), None, Cm(16), Annexes())
    assert sorted(names_of(values)) == sorted(PLACEHOLDERS)


def test_the_page_about_templates_lists_the_placeholders() -> None:
    page = (ROOT / "docs" / "howto-word-template.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([a-z_.\[\]]+)` \|", page, re.MULTILINE)
    assert listed == list(PLACEHOLDERS)


# Bytes


def test_a_rerun_gives_the_same_bytes() -> None:
    first = made(form=form())
    time.sleep(2.1)  # the dates of zip files have steps of two seconds
    assert made(form=form()) == first
    assert default_template(ENGLISH) == default_template(ENGLISH)


SCRIPT = """
import sys, types, hashlib
sys.path.insert(0, {folder!r})
from _documents import paper, png
module = types.ModuleType("tthc_stats.report.pictures")
module.png_of = lambda chart, language: png()
sys.modules[module.__name__] = module
from tthc_stats.report.language import language
from tthc_stats.report.writers.word import document_of
print(hashlib.sha256(document_of(paper(), language("vi"))).hexdigest())
"""


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_bytes_do_not_depend_on_the_process(seed: str) -> None:
    source = str(Path(word.__file__).parents[3])
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(folder=str(Path(__file__).parent))],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": source, "TZ": f"UTC-{seed[0]}"},
    )
    assert run.stdout.strip() == hashlib.sha256(made()).hexdigest()


def test_the_file_tells_its_subject_and_no_time() -> None:
    facts = opened(made()).core_properties
    assert (facts.title, facts.author) == (paper().subject, OFFICE.name)
    assert facts.created == facts.modified
    assert facts.modified.year == 2000
    with zipfile.ZipFile(io.BytesIO(made())) as package:
        assert {item.date_time for item in package.infolist()} == {(2000, 1, 1, 0, 0, 0)}


# Names


ODD = st.text(max_size=40) | st.sampled_from(
    (
        "<w:p>&amp;</w:p>",
        "{{ annexes }}",
        "{% for x in y %}",
        "{_{ x }_}",
        "a\x00b\x0bc\ud800",
        "dòng một\ndòng hai",
        "cột một\tcột hai",
        "=1+1",
        "</w:t></w:r>",
        "“ngoặc” ‘đơn’ #} {#",
    )
)


def plain(name: str) -> str:
    """What XML can hold of a text, without what Word takes for breaks and tabs; “?” stands for
    halves of characters.
    """
    kept = "".join(c for c in unicode_only(name) if c.isprintable())
    return "".join(kept.split())


@given(ODD)
@settings(max_examples=30, deadline=None)
def test_odd_names_stand_as_they_are(name: str) -> None:
    sentences = (Sentence(name), Sentence("x", doubtful=True))
    changed: dict[str, Any] = {
        "office": Office(name=name or "x", recipients=(name or "x",)),
        "subject": name or "x",
        "paragraphs": (Paragraph(name, sentences),),
        "groups": groups(name),
        "notes": (name,),
        "charts": (),
    }
    document = opened(made(**changed))
    written = "\n".join(texts(document))
    assert written.count(" ".join(plain(name).split())) >= 1 or plain(name) in plain(written)
    assert plain(document.tables[2].rows[1].cells[0].text) == plain(name)


# As a program for offices shows it


@pytest.fixture(scope="module")
def as_pdf(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Mapping[str, Paper]], Path]:
    """A folder of documents as LibreOffice lays them out."""
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None or shutil.which("pdftotext") is None:
        pytest.skip("LibreOffice (soffice) or pdftotext is not installed")

    def laid_out(papers: Mapping[str, Paper]) -> Path:
        folder = tmp_path_factory.mktemp("word")
        with pytest.MonkeyPatch.context() as patch:
            module = types.ModuleType("tthc_stats.report.pictures")
            module.png_of = lambda chart, language: png()  # type: ignore[attr-defined]
            patch.setitem(sys.modules, module.__name__, module)
            for name, one in papers.items():
                data = write(monthly(one), "docx", VIETNAMESE, Options())
                (folder / f"{name}.docx").write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
        files = [str(folder / f"{name}.docx") for name in papers]
        subprocess.run([*command, *files], check=True, capture_output=True, timeout=300)
        if not list(folder.glob("*.pdf")):
            pytest.skip("LibreOffice Writer is not installed")
        return folder

    return laid_out


@pytest.fixture(scope="module")
def pages(as_pdf: Callable[[Mapping[str, Paper]], Path]) -> list[tuple[str, str]]:
    """The size and the text of each page."""
    folder = as_pdf({"report": paper(form=form(60), charts=(CHART, CHART))})
    return list(_pages(folder / "report.pdf"))


def _pages(pdf: Path) -> Iterator[tuple[str, str]]:
    def said(*command: str) -> str:
        return subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8")

    sizes = re.findall(
        r"^Page +\d+ size: +([\d.]+) x ([\d.]+)",
        said("pdfinfo", "-l", "99", pdf.as_posix()),
        re.MULTILINE,
    )
    whole = said("pdftotext", "-layout", pdf.as_posix(), "-").split("\f")
    for (width, height), text in zip(sizes, whole, strict=False):
        yield ("landscape" if float(width) > float(height) else "portrait"), text


def test_libreoffice_shows_every_page(pages: list[tuple[str, str]]) -> None:
    sides = [side for side, _ in pages]
    assert sides[:2] == ["portrait", "portrait"]
    assert set(sides[2:]) == {"landscape"}
    first = pages[0][1]
    assert re.search(r"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", first)
    assert "Độc lập - Tự do - Hạnh phúc" in first
    assert all(name in "".join(text for _, text in pages) for name in ("Xã 59", "98.765"))


def numbers(pages: list[tuple[str, str]]) -> list[str]:
    """The number above the text of each page, where there is one."""
    tops = [text.lstrip("\n").split("\n")[0].strip() for _, text in pages]
    return [top if top.isdigit() else "" for top in tops]


def test_libreoffice_numbers_pages_of_text_and_annexes_apart(pages: list[tuple[str, str]]) -> None:
    starts = [
        n
        for n, (_, text) in enumerate(pages)
        if re.search(r"^\s*Phụ lục [IVX]+\s*$", text, re.MULTILINE)
    ]
    assert len(starts) == 3
    ends = [*starts[1:], len(pages)]
    wanted = [str(n) if n > 1 else "" for n in range(1, starts[0] + 1)]
    for start, end in zip(starts, ends, strict=True):
        wanted += [str(n) if n > 1 else "" for n in range(1, end - start + 1)]
    assert numbers(pages) == wanted
    assert "2" in wanted


def test_libreoffice_repeats_the_captions_of_a_form(pages: list[tuple[str, str]]) -> None:
    form_pages = [text for _, text in pages if re.search(r"Xã \d+ ", text)]
    assert len(form_pages) > 1
    assert all("(3)=(4)+(5)+(6)" in text for text in form_pages)
    signed = next(text for _, text in pages if "Thủ trưởng" in text)
    assert "Tổng cộng" in signed, "signatures do not stand alone"


SAMPLED = ("so-theo-doi-2026-08.xlsx", "opencps-tong-hop.xlsx", "dak-nong-2024.xlsx")


def sampled_form(name: str, file: str) -> Sheet:
    """A form filled from a sample file, whose names and figures are of usual lengths."""
    return sheet_of(fill_form(name, tthc_stats.read(ROOT / "sample_data" / file)))


def form_of_long_names(name: str) -> Sheet:
    """A form whose names take all the room, so that its captions have no more than they need."""
    long = "Trung tâm Phục vụ hành chính công và Văn phòng đăng ký đất đai khu vực số một " * 3
    small = dict.fromkeys(held(read_form(name)), 0)
    return sheet_of(filled(read_form(name), [((), f"{long}{n}", small) for n in range(3)]))


def test_libreoffice_breaks_no_word_of_a_form(
    as_pdf: Callable[[Mapping[str, Paper]], Path],
) -> None:
    sheets = {
        f"{name}-{number}": sampled_form(name, file)
        for name in known_forms()
        for number, file in enumerate(SAMPLED)
    }
    sheets |= {f"{name}-long": form_of_long_names(name) for name in known_forms()}
    folder = as_pdf({name: paper(form=sheet, charts=()) for name, sheet in sheets.items()})
    for name in sheets:
        document = opened((folder / f"{name}.docx").read_bytes())
        numbers = (str(number) for number in range(1, 30))  # of pages
        known = {part for text in texts(document) for part in parts_of(text)} | {*numbers}
        assert {
            part for word in words_of(folder / f"{name}.pdf") for part in parts_of(word)
        } <= known


def parts_of(text: str) -> list[str]:
    """The words of a text; programs may break lines at signs such as hyphens, too."""
    return re.findall(r"\w+", text)


def words_of(pdf: Path) -> list[str]:
    """The words of a document; one that is broken is two."""
    command = ["pdftotext", "-bbox", pdf.as_posix(), "-"]
    said = subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8")
    return [html.unescape(word) for word in re.findall(r"<word [^>]*>(.*?)</word>", said)]
