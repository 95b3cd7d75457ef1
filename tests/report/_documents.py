"""Papers of made-up offices, for the tests of what writes them."""

from __future__ import annotations

import io
import struct
import zlib
from decimal import Decimal
from typing import Any

from tthc_stats.model.office import Office
from tthc_stats.report.chart import Chart, ChartKind, Series
from tthc_stats.report.document import Cell, Heading, Report, ShareCell, TableBlock
from tthc_stats.report.language import language
from tthc_stats.report.paper import Headline, Paper, Paragraph, Sentence

OFFICE = Office(
    name="Ủy ban nhân dân xã A",
    parent="Ủy ban nhân dân tỉnh B",
    place="Xã A",
    number="5",
    symbol="BC-UBND",
    signer_authority="TM. Ủy ban nhân dân",
    signer_title="Chủ tịch",
    recipients=("UBND tỉnh B", "Thường trực HĐND xã", "Lưu: VT, TTPVHCC"),
)
CHART = Chart(
    "trend",
    ChartKind.LINES,
    "Tỷ lệ giải quyết đúng hạn qua các tháng",
    ("7/2026", "8/2026"),
    (Series("Đúng hạn", (Decimal("96.10"), Decimal("97.29"))),),
    percent=True,
    described="Biểu đồ đường: 96,10% tháng 7, 97,29% tháng 8.",
)
HEADINGS = (
    Heading("Đơn vị"),
    Heading("Tiếp nhận", numeric=True),
    Heading("Đã giải quyết", numeric=True),
    Heading("Trước và đúng hạn", numeric=True),
    Heading("Quá hạn", numeric=True),
    Heading("Đang giải quyết", numeric=True),
    Heading("Tỷ lệ đúng hạn", numeric=True),
)
FINDINGS = TableBlock(
    (Heading("Mức độ"), Heading("Nơi"), Heading("Nội dung")),
    [
        (
            "lỗi",
            "xa-phuong.csv, ô F9",
            "Đã giải quyết 3.250 khác tổng 3.227 của trước hạn, đúng hạn và quá hạn",
        )
    ],
    title="Số liệu cần kiểm tra lại",
)


def row(name: str, number: int) -> tuple[Cell, ...]:
    late = number % 7
    share = ShareCell(number - late, number, Decimal(100) - late) if number else None
    return (name, number + 9, number, number - late, late, 9, share)


def groups(*names: str, of: int = 3250) -> TableBlock:
    rows = [row(name, of + n) for n, name in enumerate(names)]
    return TableBlock(
        HEADINGS, [*rows, row("Tổng cộng", 98_765)], title="Kết quả theo đơn vị", totals=1
    )


def paper(code: str = "vi", **changed: Any) -> Paper:
    made = Paper(
        language=language(code),
        office=OFFICE,
        subject="Tình hình, kết quả giải quyết thủ tục hành chính tháng 8 năm 2026",
        period="(từ ngày 15/7/2026 đến ngày 14/8/2026)",
        dated="ngày 20 tháng 8 năm 2026",
        headlines=(
            Headline("on_time", "Tỷ lệ đúng hạn", "97,29%", "3.162/3.250", ("tăng 1,2 điểm",)),
        ),
        paragraphs=(
            Paragraph(
                "Tiếp nhận hồ sơ",
                (
                    Sentence("Trong kỳ, đã tiếp nhận 3.419 hồ sơ, trong đó 3.254 hồ sơ mới."),
                    Sentence("Số hồ sơ trực tuyến là 2.900, đạt 89,12%.", doubtful=True),
                    Sentence("Kỳ trước chuyển sang 165 hồ sơ."),
                ),
            ),
            Paragraph("Giải quyết hồ sơ", (Sentence("Đã giải quyết 3.250 hồ sơ."),)),
        ),
        doubts="(*) Số liệu có dấu này chưa khớp; xem Phụ lục “Số liệu cần kiểm tra lại”.",
        charts=(CHART,),
        groups=groups("Xã A", "Phường 12", "Trung tâm Phục vụ hành chính công"),
        findings=FINDINGS,
        notes=("Nguồn: xa-phuong-2026-08.csv.",),
    )
    return made._replace(**changed)


def monthly(made: Paper) -> Report:
    """The report that a paper belongs to."""
    return Report(made.subject, list, paper=lambda: made)


def png(width: int = 1260, height: int = 600) -> bytes:
    """A grey picture of 200 dots an inch."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    lines = zlib.compress(b"".join(b"\0" + b"\xcc" * width for _ in range(height)))
    dots = struct.pack(">IIB", 7874, 7874, 1)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"pHYs", dots)
        + chunk(b"IDAT", lines)
        + chunk(b"IEND", b"")
    )


def from_text(data: bytes) -> io.BytesIO:
    return io.BytesIO(data)
