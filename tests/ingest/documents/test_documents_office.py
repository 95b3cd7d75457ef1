"""PDFs as LibreOffice writes them: real fonts, borders, heads, feet and breaks of pages."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from _read import is_sound, written
from docx import Document as NewDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Cm, Pt

from tthc_stats.ingest.documents import read_document
from tthc_stats.model.document import Document

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")

SENTENCE = (
    "Trong tháng 8 năm 2026, Ủy ban nhân dân xã A đã tiếp nhận 3.254 hồ sơ, trong đó trực tuyến "
    "714/3.254 hồ sơ, chiếm 22%. Theo Nghị định số 61/2018/NĐ-CP, tỷ lệ giải quyết đúng hạn của "
    "các đơn vị như Sở Xây dựng, Ủy ban nhân dân Xã B và Xã C đạt 98,5%."
)
HEAD = "Báo cáo kết quả giải quyết thủ tục hành chính"
ROWS = [["STT", "Đơn vị", "Số hồ sơ"], *([str(n), f"Xã {n}", f"1.{n:03}"] for n in range(1, 80))]


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    folder = tmp_path_factory.mktemp("office")
    report = NewDocument()
    style = report.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(14)
    report.sections[0].header.paragraphs[0].text = HEAD
    report.add_paragraph("I. KẾT QUẢ")
    for _ in range(12):
        paragraph = report.add_paragraph(SENTENCE)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Cm(1.27)
    report.add_paragraph("- Trước hạn: 100 hồ sơ")
    report.add_paragraph("Bảng 1. Theo đơn vị")
    table = report.add_table(len(ROWS), 3)
    table.style = "Table Grid"
    for cells, row in zip(table.rows, ROWS, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text
    report.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    report.add_paragraph("Nơi nhận: Xã A.")
    report.save(str(folder / "report.docx"))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "pdf", "report.docx"]
    subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=180)
    return read_document(Path(folder) / "report.pdf")


def test_paragraphs_are_those_of_the_document(document: Document) -> None:
    outside = [text for text in written(document) if not text.startswith(("cell", "margin"))]
    assert outside == [
        "heading 1: I. KẾT QUẢ",
        *[f"paragraph: {SENTENCE}"] * 12,
        "item: - Trước hạn: 100 hồ sơ",
        "paragraph: Bảng 1. Theo đơn vị",
        "paragraph: Nơi nhận: Xã A.",
    ]
    is_sound(document)


def test_the_table_over_several_pages_is_one(document: Document) -> None:
    assert [list(table.rows) for table in document.tables] == [ROWS]


def test_heads_of_pages(document: Document) -> None:
    pages = max(block.page or 0 for block in document.blocks)
    assert pages > 3
    assert written(document).count(f"margin: {HEAD}") == pages
