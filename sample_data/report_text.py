"""A monthly report in words, made up, with three errors that a reader will understand."""

from __future__ import annotations

import io

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

TITLE = "BÁO CÁO\nTình hình, kết quả giải quyết thủ tục hành chính tháng 9 năm 2026 của Xã A"
TEXT = """
# I. Tình hình tiếp nhận

Trong tháng 9 năm 2026, Xã A tiếp nhận tổng số 541 hồ sơ, gồm 16 hồ sơ từ kỳ trước chuyển sang và
525 hồ sơ tiếp nhận trong kỳ; trong đó 481/525 hồ sơ nộp trực tuyến, đạt 91,6%.

So với tháng 8 năm 2026 (607 hồ sơ), số hồ sơ tiếp nhận giảm 10,87%.

# II. Kết quả giải quyết

Xã A đã giải quyết 508 hồ sơ, trong đó trước và đúng hạn 501 hồ sơ, đạt 98,26%; quá hạn 7 hồ sơ,
chiếm 1,37%. Hiện đang giải quyết 35 hồ sơ.

Về tỷ lệ trước và đúng hạn, xã xếp thứ 5/12 xã, phường, tăng 7 bậc so với tháng trước (thứ 12).
"""
"""The figures are those of Xã A in xa-phuong-2026-09.csv, but for
98,26% (98,62%), 1,37% (cut off) and 35 (33).
"""


def report_document() -> bytes:
    """The report as .docx, with the time of writing still in it."""
    document = Document()
    document.core_properties.author = ""
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(14)
    for line in TITLE.split("\n"):
        title = document.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.add_run(line).bold = True
    for part in TEXT.strip().split("\n\n"):
        line = " ".join(part.split())
        if line.startswith("# "):
            document.add_heading(line[2:], level=1)
        else:
            document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
