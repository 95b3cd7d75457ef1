"""Small reports for the tests of the writers."""

from __future__ import annotations

import io
from decimal import Decimal

import tthc_stats
from tthc_stats.report.document import Heading, LinesBlock, Report, ShareCell, TableBlock
from tthc_stats.report.findings import findings_report
from tthc_stats.report.language import language
from tthc_stats.report.summary import summary_report
from tthc_stats.report.writers import Options, write

COMMUNES = """Đơn vị,Tiếp nhận,Đã giải quyết,Trước và đúng hạn,Quá hạn,Đang giải quyết
Xã A,3419,3250,3162,88,169
Xã B,20,20,20,0,0
Xã C,5,0,0,0,5
Xã D,7,,,,
"""

HOSTILE = (
    "<script>alert(1)</script>",
    "a|b",
    "he said \"x\" & 'y'",
    "dòng một\ndòng hai",
    "dòng một\r\ndòng hai",
    "<img src=http://example.org/x.png>",
    "![ảnh](http://example.org/x.png)",
    "[chữ](javascript:alert(1))",
    "`mã` *đậm* _nghiêng_ # ~~gạch~~",
    "\\| gạch chéo \\",
    "</td></tr></table>",
    "{chỗ} {0} %s",
)

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://example.org")')


PLAIN = language("en")


def summary(text: str = COMMUNES) -> tthc_stats.Summary:
    return tthc_stats.summarize(tthc_stats.read(io.BytesIO(text.encode("utf-8"))))


def written(format_: str, text: str = COMMUNES, code: str = "en", *, total: bool = False) -> bytes:
    """The summary of a small table in a format."""
    report = summary_report(summary(text), language(code), total=total)
    return write(report, format_, language(code))


def checked(format_: str, text: str, code: str = "en") -> bytes:
    """The findings of a small table in a format."""
    check = tthc_stats.check(tthc_stats.read(io.BytesIO(text.encode("utf-8"))))
    return write(
        findings_report(check.sources, check.findings, language(code)), format_, language(code)
    )


def named(*names: str, title: str = "Tên") -> Report:
    """A report whose rows, heading, title and lines are called as given."""
    share = ShareCell(1, 8, Decimal("12.50"))
    table = TableBlock(
        (Heading(title), Heading("share", numeric=True)), [(name, share) for name in names]
    )
    lines = LinesBlock([(name, None) for name in names] + [(name, "error") for name in names])
    return Report(title, lambda: [table, lines])


def shown(report: Report, width: int | None, *, colour: bool = False) -> list[str]:
    """The lines that a terminal of a width shows."""
    return write(report, "table", PLAIN, Options(width, colour)).decode("utf-8").splitlines()
