"""A self-contained HTML page; every text is escaped, nothing is loaded."""

from __future__ import annotations

from html import escape

from tthc_stats.report.document import LinesBlock, Report, TableBlock
from tthc_stats.report.language import Language
from tthc_stats.report.writers import Options
from tthc_stats.report.writers.cells import shown, utf8

STYLE = (
    ":root{color-scheme:light dark}"
    "body{font-family:system-ui,sans-serif;margin:2rem auto;max-width:80rem;padding:0 1rem}"
    ".wide{overflow-x:auto}table{border-collapse:collapse}"
    "th,td{border:1px solid #8888;padding:.3rem .6rem;text-align:left;vertical-align:top}"
    ".n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
    "tr.total,p.error,p.warning{font-weight:bold}p{margin:.3rem 0}"
    "@media print{body{margin:0}}"
)


def write(report: Report, language: Language, options: Options) -> bytes:  # noqa: ARG001
    """A report as one page."""
    title = escape(language.text(report.title))
    body = "\n".join(
        _table(block, language) if isinstance(block, TableBlock) else _lines(block, language)
        for block in report.blocks()
    )
    page = (
        f'<!DOCTYPE html>\n<html lang="{language.code}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f"{body}\n</body>\n</html>\n"
    )
    return utf8(page)


def _lines(block: LinesBlock, language: Language) -> str:
    items = []
    for text, severity in block.lines:
        line = escape(language.text(text).strip())
        items.append(f'<p class="{escape(severity)}">{line}</p>' if severity else f"<p>{line}</p>")
    return "\n".join(items)


def _table(block: TableBlock, language: Language) -> str:
    head = "".join(
        f'<th scope="col"{_numeric(heading.numeric)}>{escape(language.text(heading.title))}</th>'
        for heading in block.headings
    )
    first_total = len(block.rows) - block.totals
    rows = []
    for number, row in enumerate(block.rows):
        cells = "".join(
            f"<td{_numeric(heading.numeric)}>{escape(shown(cell, language))}</td>"
            for heading, cell in zip(block.headings, row, strict=True)
        )
        total = ' class="total"' if number >= first_total else ""
        rows.append(f"<tr{total}>{cells}</tr>")
    title = f"<h2>{escape(language.text(block.title))}</h2>\n" if block.title else ""
    return (
        f'{title}<div class="wide"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n'
        + "\n".join(rows)
        + "\n</tbody>\n</table></div>"
    )


def _numeric(numeric: bool) -> str:
    return ' class="n"' if numeric else ""
