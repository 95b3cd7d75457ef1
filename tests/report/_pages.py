"""Monthly reports made by hand, for the tests of what writes them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from html import escape
from typing import Any

from tthc_stats.model.office import Office
from tthc_stats.model.ratio import Ratio
from tthc_stats.report.chart import Chart, ChartKind, Series
from tthc_stats.report.document import Cell, Heading, Report, ShareCell, TableBlock
from tthc_stats.report.language import Language, language
from tthc_stats.report.paper import Headline, Paper, Paragraph, Sentence
from tthc_stats.report.sheet import Sheet, SheetCell, Style

UNITS: Sequence[tuple[str | None, int | None, int | None, int | None, int | None]] = (
    ("Xã Đắk Mil", 812, 640, 622, 700),
    ("Phường Ea Kao", 1203, 990, 990, 1100),
    ("Xã Ân Thạnh", 450, 400, 311, 202),
    ("Xã An Bình", 451, 3, 1, 451),
    ("Xã Bình Minh", 98, 66, 22, 0),
    ("Xã Đắk Búk So", 60, None, None, None),
    ("Phường 2", 5, 0, 0, 3),
    ("Phường 10", 2500, 2500, 2499, 1),
    ("Xã Chư Pưh", 733, 700, 650, 333),
)
"""Name, received, resolved, in time, online; two are tied at a third, one reports nothing."""

TITLE = "Tình hình, kết quả giải quyết thủ tục hành chính tháng 9 năm 2026"


def share(above: int | None, below: int | None) -> ShareCell:
    return ShareCell(above, below, Ratio(above, below).percent())


def row(
    rank: Cell,
    name: Cell,
    received: int | None,
    resolved: int | None,
    in_time: int | None,
    online: int | None,
) -> list[Cell]:
    days = Decimal("12.50") if received else None
    on_time, by_net = share(in_time, resolved), share(online, received)
    return [rank, name, received, resolved, on_time, by_net, days]


HEADINGS = (
    Heading("Hạng", numeric=True),
    Heading("Đơn vị"),
    Heading("Tổng tiếp nhận", numeric=True),
    Heading("Đã giải quyết", numeric=True),
    Heading("Tỷ lệ đúng hạn (trên đã giải quyết)", numeric=True),
    Heading("Tỷ lệ trực tuyến", numeric=True),
    Heading("Số ngày giải quyết hết", numeric=True),
)


def groups(units: Sequence[Any] = UNITS) -> TableBlock:
    return TableBlock(
        HEADINGS,
        [*_ranked(units), row("", "Tổng cộng", 6312, 5299, 5095, 2790)],
        title="Số liệu theo đơn vị",
        totals=1,
    )


def _ranked(units: Sequence[Any]) -> list[list[Cell]]:
    known = sorted(-Fraction(unit[3], unit[2]) for unit in units if unit[2])
    return [row(1 + bisect_left(known, -Fraction(u[3], u[2])) if u[2] else None, *u) for u in units]


TREND = Chart(
    "trend",
    ChartKind.LINES,
    "Tỷ lệ đúng hạn và trực tuyến qua các tháng",
    ("6/2026", "7/2026", "8/2026", "9/2026"),
    (
        Series("Đúng hạn", (Decimal("95.10"), None, Decimal("96.00"), Decimal("96.15"))),
        Series("Trực tuyến", (Decimal("40.00"), Decimal("41.50"), Decimal("43.20"), Decimal(44))),
    ),
    percent=True,
    described="Tỷ lệ đúng hạn tăng từ 95,10% lên 96,15%; tháng 7/2026 không có số liệu.",
)
FINDINGS = TableBlock(
    tuple(map(Heading, ("mã", "mức độ", "nơi", "dòng", "nội dung"))),
    [
        (
            "TIMELINESS",
            "lỗi",
            "bao-cao.xlsx, Sheet1!F9",
            "Xã Bình Minh",
            "đã giải quyết là 66, nhưng trước và đúng hạn 22 cộng quá hạn 43 bằng 65, lệch 1",
        ),
        (
            "CARRY_OVER",
            "cảnh báo",
            "bao-cao.xlsx, Sheet1!D7",
            "Xã An Bình",
            "từ kỳ trước là 120, nhưng kỳ trước còn 117 hồ sơ đang giải quyết",
        ),
    ],
    title="Những số liệu cần xem lại",
)
COMPARED = TableBlock(
    (
        Heading("Chỉ tiêu"),
        Heading("tháng 9/2026", numeric=True),
        Heading("tháng 8/2026", numeric=True),
        Heading("thay đổi"),
    ),
    [
        ("Tổng tiếp nhận", 6312, 6100, "tăng 212 (3,48%)"),
        ("Tỷ lệ đúng hạn", share(5095, 5299), share(4800, 5000), "tăng 0,15 điểm phần trăm"),
        ("Trực tuyến", share(2790, 6312), None, None),
    ],
    title="So với kỳ trước",
)


def _caption(text: str, last_row: int, last_column: int) -> SheetCell:
    return SheetCell(text, Style.CAPTION, last_row, last_column)


FORM = Sheet(
    name="II.06a",
    title="TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH",
    cells={
        (0, 0): SheetCell("Biểu số II.06a/VPCP/KSTT", Style.HEAD_STRONG, 0, 3),
        (1, 0): _caption("TT", 2, 0),
        (1, 1): _caption("Lĩnh vực", 2, 1),
        (1, 2): _caption("Số lượng hồ sơ đã giải quyết", 1, 3),
        (2, 2): _caption("Tổng số", 2, 2),
        (2, 3): _caption("Quá hạn", 2, 3),
        (3, 0): SheetCell(1, Style.ORDINAL, 3, 0),
        (3, 1): SheetCell("Đất đai", Style.NAME, 3, 1),
        (3, 2): SheetCell(5299, Style.FIGURE, 3, 2),
        (4, 1): SheetCell("Tổng cộng", Style.SUM_NAME, 4, 1),
        (4, 2): SheetCell(5299, Style.SUM_FIGURE, 4, 2, "=C4"),
        (4, 3): SheetCell(204, Style.SUM_FIGURE, 4, 3, "=D4"),
        (6, 2): SheetCell("Thủ trưởng đơn vị", Style.SIGNATURE, 6, 3),
    },
    widths=(5.5, 30.0, 9.3, 9.3),
    heights={},
    repeated=(1, 2),
    frozen=2,
    last_row=6,
)


def paper(**changed: Any) -> Paper:
    """A report of nine units in Vietnamese, with every part that one can have."""
    return Paper(
        language=language("vi"),
        office=Office(name="Ủy ban nhân dân xã A", parent="Ủy ban nhân dân tỉnh A"),
        subject=TITLE,
        period="(Từ ngày 15/08/2026 đến ngày 14/09/2026)",
        dated="Xã A, ngày 18 tháng 9 năm 2026",
        headlines=(
            Headline("received", "Tổng tiếp nhận", "6.312", None, ("tăng 212 so với kỳ trước",)),
            Headline("on_time", "Tỷ lệ đúng hạn", "96,15%", "5.095/5.299", doubtful=True),
            Headline(
                "online",
                "Tỷ lệ hồ sơ trực tuyến",
                "44,20%",
                "2.790/6.312",
                (
                    "tăng 1,20 điểm phần trăm so với kỳ trước",
                    "giảm 0,40 điểm phần trăm so với cùng kỳ năm trước",
                ),
            ),
            Headline("pending", "Đang giải quyết", "1.013"),
        ),
        paragraphs=(
            Paragraph(
                "Tiếp nhận",
                (
                    Sentence("Trong kỳ, toàn xã tiếp nhận 6.312 hồ sơ."),
                    Sentence("Trong đó 2.790 hồ sơ nộp trực tuyến (2.790/6.312 = 44,20%)."),
                ),
            ),
            Paragraph(
                "Giải quyết",
                (Sentence("Đã giải quyết đúng hạn 5.095 hồ sơ (5.095/5.299 = 96,15%).", True),),
            ),
        ),
        doubts="(*) Dựa trên số liệu không khớp, xem phụ lục “Những số liệu cần xem lại”.",
        charts=(TREND,),
        groups=groups(),
        compared=COMPARED,
        form=FORM,
        findings=FINDINGS,
        notes=("Tỷ lệ làm tròn đến hai chữ số thập phân.", "Nguồn: bao-cao.xlsx, Sheet1."),
    )._replace(**changed)


def report(**changed: Any) -> Report:
    return Report(TITLE, blocks=list, paper=lambda: paper(**changed))


DRAWN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" role="img" aria-labelledby="t d">'
    '<title id="t">{title}</title><desc id="d">{described}</desc>'
    '<path d="M0 0 L9 9" style="stroke: currentColor; stroke-width: 2"/></svg>'
)


def drawn(chart: Chart, language: Language, *, titled: bool = True) -> str:
    return DRAWN.format(title=escape(chart.title), described=escape(chart.described))
