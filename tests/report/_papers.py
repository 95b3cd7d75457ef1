"""A monthly report built by hand from the sample data, for the tests of its writers."""

from __future__ import annotations

from pathlib import Path

import tthc_stats
from tthc_stats.analysis.summary import Summary
from tthc_stats.model.office import Office
from tthc_stats.report.charts import charts_of
from tthc_stats.report.comparison import comparison_report
from tthc_stats.report.document import Report, TableBlock
from tthc_stats.report.findings import findings_sheet
from tthc_stats.report.forms.fill import FormFacts, fill_form
from tthc_stats.report.forms.layout import sheet_of
from tthc_stats.report.language import language
from tthc_stats.report.paper import Headline, Paper, Paragraph, Sentence
from tthc_stats.report.summary import summary_report

SAMPLES = Path(__file__).parents[2] / "sample_data"
SEPTEMBER = SAMPLES / "xa-phuong-2026-09.csv"
AUGUST = SAMPLES / "xa-phuong-2026-08.csv"


def summary(path: Path = SEPTEMBER) -> Summary:
    return tthc_stats.summarize(tthc_stats.read(path))


def tables(report: Report) -> list[TableBlock]:
    return [block for block in report.blocks() if isinstance(block, TableBlock)]


def paper(code: str = "vi", source: Path = SEPTEMBER) -> Paper:
    """A report of September with August beside it, its form and its charts."""
    lang = language(code)
    now, before = summary(source), summary(AUGUST)
    compared = comparison_report(tthc_stats.compare(now, before), lang)
    form = sheet_of(
        fill_form("ii06a", tthc_stats.read(source), facts=FormFacts(unit="UBND tỉnh A"))
    )
    return Paper(
        language=lang,
        office=Office(name="UBND tỉnh A", place="Tỉnh A"),
        subject="Báo cáo tình hình, kết quả giải quyết thủ tục hành chính tháng 9 năm 2026",
        period="(từ ngày 01/9/2026 đến ngày 30/9/2026)",
        dated="Tỉnh A, ngày … tháng … năm 2026",
        headlines=(
            Headline("received", "Tổng tiếp nhận", "7.807", None, ("giảm 265 so với 8/2026",)),
            Headline("on_time", "Tỷ lệ đúng hạn", "97,13%", "7.131/7.342", (), doubtful=True),
        ),
        paragraphs=(
            Paragraph(
                "1. Tiếp nhận",
                (
                    Sentence(
                        "Trong kỳ, toàn tỉnh tiếp nhận 7.455 hồ sơ, trong đó 5.433 hồ sơ "
                        "nộp trực tuyến, đạt 72,88%. " * 2
                    ),
                    Sentence("=1+1", doubtful=True),
                ),
            ),
        ),
        doubts="(*) số liệu trong câu này chưa khớp, xem bảng số liệu cần kiểm tra lại",
        charts=charts_of(now, [before], lang, 2),
        groups=tables(summary_report(now, lang))[0]._replace(
            title="Số liệu theo đơn vị", filtered=True
        ),
        compared=tables(compared)[-1]._replace(title="So với tháng 8/2026"),
        form=form,
        findings=findings_sheet(now.findings)._replace(title="Số liệu cần kiểm tra lại"),
        notes=("Nguồn: xa-phuong-2026-09.csv.",),
    )


def report(code: str = "vi", source: Path = SEPTEMBER) -> Report:
    made = paper(code, source)
    return Report(made.subject, blocks=list, paper=lambda: made)
