"""Markdown for wikis and merge requests."""

from __future__ import annotations

import re

from tabulate import tabulate

from tthc_stats.report.document import LinesBlock, Report, TableBlock
from tthc_stats.report.language import Language
from tthc_stats.report.writers import Options
from tthc_stats.report.writers.cells import shown, utf8

SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


def write(report: Report, language: Language, options: Options) -> bytes:  # noqa: ARG001
    """A report with its tables as pipe tables."""
    blocks = (
        _table(block, language) if isinstance(block, TableBlock) else _lines(block, language)
        for block in report.blocks()
    )
    parts = [f"# {_escaped(language.text(report.title))}", *blocks]
    return utf8("\n\n".join(part for part in parts if part) + "\n")


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _lines(block: LinesBlock, language: Language) -> str:
    """Lines with a severity begin items, indented ones go on below; others are lines."""
    listed = any(severity for _, severity in block.lines)
    lines = []
    for text, _ in block.lines:
        line = language.text(text)
        nested = line.startswith("  ")
        mark = "  - " if nested else "- " if listed else ""
        lines.append(mark + _escaped(line.strip()))
    return "\n".join(lines)


def _table(block: TableBlock, language: Language) -> str:
    text = tabulate(
        [[_escaped(shown(cell, language)) for cell in row] for row in block.rows],
        headers=[_escaped(language.text(heading.title)) for heading in block.headings],
        colalign=["right" if heading.numeric else "left" for heading in block.headings],
        tablefmt="pipe",
        disable_numparse=True,
    )
    return f"## {_escaped(language.text(block.title))}\n\n{text}" if block.title else text
