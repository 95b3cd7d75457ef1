"""Tables and lines for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Literal

from tthc_stats.model.pattern import pattern
from tthc_stats.report.document import LinesBlock, Report, TableBlock
from tthc_stats.report.language import Language
from tthc_stats.report.writers import Options
from tthc_stats.report.writers.cells import harmless, shown, utf8

Align = Literal["<", ">"]

COLOURS = {"error": "\033[31m", "warning": "\033[33m", "ok": "\033[32m"}
BOLD, RESET = "\033[1m", "\033[0m"
QUOTE, MEANT = "quote", pattern("»[^»«]*«")
"""Lines with words of a document, and the words in them that are meant."""
GAP = 2
TITLE = 16
NARROWEST = 8
WIDEST_NAME = 40


def write(report: Report, language: Language, options: Options) -> bytes:
    """A report as plain text, within the width of the terminal where there is one."""
    parts = [
        _table(block, language, options)
        if isinstance(block, TableBlock)
        else _lines(block, language, options)
        for block in report.blocks()
        if not (isinstance(block, TableBlock) and block.aside)
    ]
    return utf8("\n\n".join(part for part in parts if part) + "\n")


def _lines(block: LinesBlock, language: Language, options: Options) -> str:
    lines = []
    for text, severity in block.lines:
        line = harmless(language.text(text))
        hangs = severity in COLOURS or severity == QUOTE
        indent = " " * (len(line) - len(line.lstrip()) + (2 if hangs else 0))
        if options.width:
            import textwrap

            line = textwrap.fill(
                line,
                options.width,
                subsequent_indent=indent,
                break_long_words=False,
                break_on_hyphens=False,
            )
        lines.append(_coloured(line, severity) if options.colour else line)
    return "\n".join(lines)


def _coloured(line: str, severity: str | None) -> str:
    if severity == QUOTE:
        return MEANT.sub(lambda meant: BOLD + meant[0] + RESET, line)
    colour = COLOURS.get(severity or "")
    return f"{colour}{line}{RESET}" if colour else line


def _table(block: TableBlock, language: Language, options: Options) -> str:
    """A table, cut into several below one another where it is wider than the terminal."""
    numeric = [heading.numeric for heading in block.headings]
    headings = [harmless(language.text(heading.title)) for heading in block.headings]
    rows = [[harmless(shown(cell, language)) for cell in row] for row in block.rows]
    if options.width:
        limits = _limits(headings, rows, numeric, options.width)
        headings = [_wrapped(text, limit) for text, limit in zip(headings, limits, strict=True)]
        rows = [
            [
                cell if figure else _wrapped(cell, limit)
                for cell, limit, figure in zip(row, limits, numeric, strict=True)
            ]
            for row in rows
        ]
    else:
        headings = [
            _wrapped(text, TITLE) if figure else text
            for text, figure in zip(headings, numeric, strict=True)
        ]
    align: list[Align] = [">" if figure else "<" for figure in numeric]
    pieces = []
    for columns in _pieces(headings, rows, numeric.count(False), options.width):
        cells = [[row[column] for column in columns] for row in rows]
        text = _aligned([headings[c] for c in columns], cells, [align[c] for c in columns])
        pieces.append(_with_totals(text, block.totals, rows, columns, options))
    return "\n\n".join(pieces)


def _limits(
    headings: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool], width: int
) -> list[int]:
    """How wide each column may be: texts give way, the widest first, until they fit."""
    columns = list(zip(headings, *rows, strict=True))
    limits = [
        TITLE if figure else min(WIDEST_NAME, max(map(len, column)))
        for column, figure in zip(columns, numeric, strict=True)
    ]
    texts = [n for n, figure in enumerate(numeric) if not figure]
    figures = [len(cell) for n, column in enumerate(columns) if numeric[n] for cell in column[1:]]
    room = width - (max([*figures, TITLE]) + GAP if any(numeric) else 0)
    while sum(limits[n] + GAP for n in texts) - GAP > room:
        widest = max(texts, key=lambda n: limits[n])
        if limits[widest] <= NARROWEST:
            break
        limits[widest] -= 1
    return limits


def _aligned(headings: list[str], rows: list[list[str]], align: list[Align]) -> str:
    """Columns of text, figures on the right, with a rule below the headings.

    tabulate would do, but importing it takes longer than reading a workbook.
    """
    widths = [
        max(len(line) for cell in column for line in cell.split("\n"))
        for column in zip(headings, *rows, strict=True)
    ]
    lines = _row_lines(headings, widths, align)
    lines.append((" " * GAP).join("-" * width for width in widths))
    for row in rows:
        lines += _row_lines(row, widths, align)
    return "\n".join(lines)


def _row_lines(cells: Sequence[str], widths: Sequence[int], align: Sequence[Align]) -> list[str]:
    """A row of cells, some of several lines, line by line."""
    form = (" " * GAP).join(
        f"{{:{side}{width}}}" for width, side in zip(widths, align, strict=True)
    )
    lines = zip_longest(*(cell.split("\n") for cell in cells), fillvalue="")
    return [form.format(*line).rstrip() for line in lines]


def _wrapped(text: str, width: int) -> str:
    """The text in lines no longer than the width; only a longer word is cut itself."""
    if len(text) <= width:
        return text
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".lstrip()
        while len(lines[-1]) > width:
            lines[-1:] = [lines[-1][:width], lines[-1][width:]]
    return "\n".join(lines)


def _pieces(
    headings: Sequence[str], rows: Sequence[Sequence[str]], names: int, width: int | None
) -> list[list[int]]:
    """Columns that fit beside the names, piece by piece."""
    figures = list(range(names, len(headings)))
    first = list(range(names))
    if width is None:
        return [[*first, *figures]]
    widths = [
        max(len(line) for text in column for line in text.split("\n"))
        for column in zip(headings, *rows, strict=True)
    ]
    room = width - sum(widths[c] + GAP for c in first)
    pieces: list[list[int]] = [[*first]]
    used = 0
    for column in figures:
        needed = widths[column] + GAP
        if used and used + needed > room + GAP:
            pieces.append([*first])
            used = 0
        pieces[-1].append(column)
        used += needed
    return pieces


def _with_totals(
    text: str, totals: int, rows: Sequence[Sequence[str]], columns: Sequence[int], options: Options
) -> str:
    """A rule above the total rows, and bold where there is colour."""
    if not totals:
        return text
    lines = text.split("\n")
    height = sum(max(row[c].count("\n") + 1 for c in columns) for row in rows[-totals:])
    rule = next(line for line in lines if line.startswith("-"))
    body = lines[-height:]
    if options.colour:
        body = [f"{BOLD}{line}{RESET}" for line in body]
    return "\n".join([*lines[:-height], rule, *body])
