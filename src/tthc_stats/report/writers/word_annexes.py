"""The annexes of a Word document: sections in landscape with tables, as text of XML.

A form may have ten thousand rows; a table made cell by cell through python-docx would take
minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from tthc_stats.model.text import T, Text
from tthc_stats.report.document import Cell, ShareCell, TableBlock
from tthc_stats.report.language import Language
from tthc_stats.report.paper import Annex, Paper
from tthc_stats.report.sheet import Sheet, SheetCell, Style
from tthc_stats.report.writers.cells import UNFIT, shown
from tthc_stats.report.writers.measure import (
    SMALLEST,
    Fitted,
    Need,
    fitted,
    widest_line,
    widest_word,
)
from tthc_stats.report.writers.word_placeholders import office_values

FONT = "Times New Roman"
TITLE, ATTACHED, NOTE = 14, 13, 11
SIZES = (12, 11, 10, 9, 8, 7)
"""Of tables, in points: the largest that fits."""
WIDTH, HEIGHT = 16838, 11906
TOP, BOTTOM, LEFT, RIGHT, HEADER = 1134, 1134, 1701, 851, 567
"""A4 in landscape and its margins (NĐ 30/2020/NĐ-CP, annex I), in twips."""
ROOM = WIDTH - LEFT - RIGHT
PADDING = 57
"""Left and right in a cell, in twips."""
ROUNDING = 20
WIDEST_WORD = 20_000
"""Words that are longer, such as addresses of pages, are broken."""
NAME = 11_000
"""What names get at least, in thousandths of the size: a word a line would be hard to read."""
NO_BREAK = "\u00a0"
HEADING_LINES = 3
HALVES = Fitted(12, (ROOM // 2, ROOM // 2))
"""The signatures of a form."""


class Look(NamedTuple):
    """How a cell's text looks. size: in points, as the table's where ``None``."""

    side: str = "left"
    bold: bool = False
    italic: bool = False
    size: int | None = None


class Piece(NamedTuple):
    """A cell of a table: its text, and over how many columns it goes.

    down: ``restart`` for the first of several rows, ``continue`` for the others.
    """

    text: str
    look: Look
    span: int = 1
    down: str | None = None


LOOKS: Mapping[Style, Look] = {
    Style.HEAD: Look(italic=True, size=11),
    Style.HEAD_STRONG: Look(bold=True, size=11),
    Style.TITLE: Look("center", bold=True, size=13),
    Style.PERIOD: Look("center", bold=True, size=12),
    Style.MEASURE: Look("right", italic=True, size=11),
    Style.CAPTION: Look("center", bold=True),
    Style.NUMBERING: Look("center", italic=True),
    Style.ORDINAL: Look("center"),
    Style.NAME: Look("left"),
    Style.FIGURE: Look("right"),
    Style.SUM_ORDINAL: Look("center", bold=True),
    Style.SUM_NAME: Look("left", bold=True),
    Style.SUM_FIGURE: Look("right", bold=True),
    Style.DATE: Look("center", italic=True, size=12),
    Style.SIGNATURE: Look("center", bold=True, size=12),
    Style.SIGNATURE_NOTE: Look("center", italic=True, size=12),
}
FREE = (
    Style.HEAD,
    Style.HEAD_STRONG,
    Style.TITLE,
    Style.PERIOD,
    Style.MEASURE,
    Style.DATE,
    Style.SIGNATURE,
    Style.SIGNATURE_NOTE,
)
"""Cells without lines around them."""
HEADING, BLANK = Look("center", bold=True), Look()
FIGURES = (Style.FIGURE, Style.SUM_FIGURE)


def annexes_xml(paper: Paper, language: Language, section: str) -> Iterator[str]:
    """The elements of all annexes.

    section: where each one ends but the last, whose section is that of the document's end.
    """
    annexes = paper.annexes
    notes_at = next((n for n, a in enumerate(annexes) if isinstance(a.content, TableBlock)), None)
    for number, annex in enumerate(annexes):
        yield from _head(annex, paper, language)
        if isinstance(annex.content, Sheet):
            yield from _sheet(annex.content, language)
        else:
            yield from _block(annex.content, language)
        if number == notes_at:
            yield from _notes(paper.notes, language)
        yield gap("" if number == len(annexes) - 1 else section)


def section_xml() -> str:
    """A section of an annex: A4 in landscape, pages numbered from 1, none on the first."""
    return (
        f'<w:sectPr><w:pgSz w:w="{WIDTH}" w:h="{HEIGHT}" w:orient="landscape"/>'
        f'<w:pgMar w:top="{TOP}" w:right="{RIGHT}" w:bottom="{BOTTOM}" w:left="{LEFT}" '
        f'w:header="{HEADER}" w:footer="{HEADER}" w:gutter="0"/>'
        '<w:pgNumType w:start="1"/><w:titlePg/></w:sectPr>'
    )


def gap(section: str = "", *, keep: bool = False) -> str:
    """A paragraph that takes no room: behind tables, and where sections end."""
    kept = "<w:keepNext/>" if keep else ""
    return (
        f'<w:p><w:pPr>{kept}<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
        f'<w:rPr><w:sz w:val="2"/></w:rPr>{section}</w:pPr></w:p>'
    )


def style_id(side: str, size: float) -> str:
    return f"TthcStats{side.capitalize()}{size}"


def styles_xml() -> Iterator[tuple[str, str]]:
    """The styles of annexes by their names. They stand on no other one: the usual style of
    an office's template may indent its paragraphs.
    """
    others = (TITLE, ATTACHED, NOTE, *(look.size or 12 for look in LOOKS.values()))
    sizes = sorted({*range(SMALLEST, SIZES[0] + 1), *others})
    for side in ("left", "center", "right"):
        for size in sizes:
            name = style_id(side, size)
            yield name, _style_xml(name, side, size)


def _style_xml(name: str, side: str, size: int) -> str:
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}">'
        f'<w:name w:val="tthc-stats {side} {size}"/><w:uiPriority w:val="99"/><w:semiHidden/>'
        '<w:pPr><w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>'
        f'<w:ind w:left="0" w:right="0" w:firstLine="0"/><w:jc w:val="{side}"/></w:pPr>'
        f'<w:rPr><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
        f'<w:sz w:val="{size * 2}"/><w:szCs w:val="{size * 2}"/></w:rPr></w:style>'
    )


def _head(annex: Annex, paper: Paper, language: Language) -> Iterator[str]:
    """The number and title of an annex, and the report it belongs to; a form has a title."""
    yield _paragraph(annex.number, Look("center", bold=True), TITLE)
    if isinstance(annex.content, TableBlock) and annex.title:
        yield _paragraph(annex.title, Look("center", bold=True), TITLE)
    facts = office_values(paper.office, language)
    attached = T(
        "(Attached to report No. {number}/{symbol} of {office}, {dated})",
        number=facts["number"],
        symbol=facts["symbol"],
        office=facts["name"],
        dated=paper.dated,
    )
    yield _paragraph(language.text(attached), Look("center", italic=True), ATTACHED)
    yield _paragraph("", BLANK, NOTE)


def _notes(notes: Sequence[str], language: Language) -> Iterator[str]:
    if notes:
        yield _paragraph("", BLANK, NOTE)
        yield _paragraph(language.text(T("Notes:")), Look(bold=True, italic=True), NOTE)
    for note in notes:
        yield _paragraph(f"- {note}", Look(italic=True), NOTE)


def _block(block: TableBlock, language: Language) -> Iterator[str]:
    """A table of a report: its headings on every page, its totals in bold."""
    sides = ["right" if heading.numeric else "left" for heading in block.headings]
    heads = [_capital(language.text(heading.title)) for heading in block.headings]
    rows = [[_shown(cell, language) for cell in row] for row in block.rows]
    first_total = len(rows) - block.totals
    needs = [
        _need((row[n] for row in rows), heads[n], names=not heading.numeric)
        for n, heading in enumerate(block.headings)
    ]
    plain = [Look(side) for side in sides]
    strong = [Look(side, bold=True) for side in sides]
    table = [[Piece(text, HEADING) for text in heads]]
    for number, row in enumerate(rows):
        looks = strong if number >= first_total else plain
        table.append([Piece(text, look) for text, look in zip(row, looks, strict=True)])
    yield from _table(table, _fit(needs), heads=1)


def _shown(cell: Cell, language: Language) -> str:
    """A cell as text; a share may only break between its fraction and its percentage.

    Words of the program begin with a capital, as in printed tables; names stay as they are.
    """
    text = shown(cell, language)
    if isinstance(cell, Text):
        return _capital(text)
    return text.replace(" = ", f" ={NO_BREAK}") if isinstance(cell, ShareCell) else text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _need(texts: Iterable[str], *headings: str, names: bool) -> Need:
    """What a column needs for its texts, measured as if bold; headings may wrap."""
    different = set(texts)
    wished = max((widest_line(text, strong=True) for text in different), default=0.0)
    words = [widest_word(text, strong=True) for text in (*different, *headings)]
    word = min(max(words, default=0), WIDEST_WORD)
    for heading in headings:
        wished = max(wished, widest_line(heading, strong=True) / HEADING_LINES)
    name = min(wished, NAME) if names else 0
    return Need(word, max(word, name), max((wished, *words)))


def _fit(needs: Sequence[Need]) -> Fitted:
    return fitted(needs, ROOM, 2 * PADDING + ROUNDING, SIZES)


def _sheet(sheet: Sheet, language: Language) -> Iterator[str]:
    """A form: what stands above its table, the table, and who signs."""
    covered = _covered(sheet)
    bottom = 1 + max(row for (row, _), cell in sheet.cells.items() if cell.style not in FREE)
    first, last = sheet.repeated
    pieces = [list(_pieces(sheet, row, covered, language)) for row in range(sheet.last_row + 1)]
    fit = _fit(_sheet_needs(sheet, pieces))
    if first:
        yield from _table(pieces[:first], fit, lines=False)
        yield gap()
    signed = bottom <= sheet.last_row
    yield from _table(pieces[first:bottom], fit, heads=last - first + 1, kept=3 if signed else 0)
    if signed:
        yield gap(keep=True)
        yield from _table(list(map(_halved, pieces[bottom:])), HALVES, lines=False)


def _halved(row: Sequence[Piece]) -> list[Piece]:
    """A row of signatures, left and right; the columns of the table are too narrow for them."""
    left = row[0] if row[0].text else Piece("", BLANK)
    others = [piece for piece in row[1:] if piece.text]
    right = others[-1] if others else Piece("", BLANK)
    return [left._replace(span=1), right._replace(span=1)]


def _covered(sheet: Sheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Where cells that go over several rows or columns reach, and where they begin."""
    return {
        (row, column): start
        for start, cell in sheet.cells.items()
        if (cell.last_row, cell.last_column) != start
        for row in range(start[0], cell.last_row + 1)
        for column in range(start[1], cell.last_column + 1)
    }


def _pieces(
    sheet: Sheet,
    row: int,
    covered: Mapping[tuple[int, int], tuple[int, int]],
    language: Language,
) -> Iterator[Piece]:
    column = 0
    while column < len(sheet.widths):
        start = covered.get((row, column), (row, column))
        cell = sheet.cells.get(start)
        if cell is None:
            yield Piece("", BLANK)
            column += 1
            continue
        down = None if cell.last_row == start[0] else "continue" if row > start[0] else "restart"
        text = "" if down == "continue" else _text(cell, language)
        span = cell.last_column - start[1] + 1
        yield Piece(text, LOOKS[cell.style], span, down)
        column += span


def _text(cell: SheetCell, language: Language) -> str:
    """What a cell of a form shows; one without a value stays empty."""
    if isinstance(cell.value, int) and cell.style in FIGURES:
        return language.number(cell.value)
    return "" if cell.value is None else str(cell.value)


def _sheet_needs(sheet: Sheet, pieces: Sequence[Sequence[Piece]]) -> list[Need]:
    """What each column needs for the cells of its own, apart from those above the table."""
    heads: list[list[str]] = [[] for _ in sheet.widths]
    texts: list[set[str]] = [set() for _ in sheet.widths]
    names: set[int] = set()
    first, last = sheet.repeated
    for number, row in enumerate(pieces[first:], start=first):
        column = 0
        for piece in row:
            if piece.span == 1 and piece.look.size is None:
                if number <= last:
                    heads[column].append(piece.text)
                else:
                    texts[column].add(piece.text)
                if piece.look.side == "left":
                    names.add(column)
            column += piece.span
    return [
        _need(below, *captions, names=column in names)
        for column, (captions, below) in enumerate(zip(heads, texts, strict=True))
    ]


def _table(
    rows: Sequence[Sequence[Piece]],
    fit: Fitted,
    *,
    heads: int = 0,
    lines: bool = True,
    kept: int = 0,
) -> Iterator[str]:
    """A table whose first rows stand on every page, and whose rows are never divided.

    kept: the last rows that stay on one page with what follows; all where it has no lines.
    """
    first_kept = len(rows) - kept if lines else 0
    yield (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(fit.widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'{BORDERS if lines else ""}<w:tblLayout w:type="fixed"/><w:tblCellMar>'
        f'<w:left w:w="{PADDING}" w:type="dxa"/><w:right w:w="{PADDING}" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr><w:tblGrid>"
    )
    yield "".join(f'<w:gridCol w:w="{width}"/>' for width in fit.widths)
    yield "</w:tblGrid>"
    for number, row in enumerate(rows):
        head = "<w:tblHeader/>" if number < heads else ""
        yield f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>"
        column = 0
        for piece in row:
            width = sum(fit.widths[column : column + piece.span])
            yield _cell_xml(piece, width, piece.look.size or fit.size, keep=number >= first_kept)
            column += piece.span
        yield "</w:tr>"
    yield "</w:tbl>"


BORDERS = "".join(
    (
        "<w:tblBorders>",
        *(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        ),
        "</w:tblBorders>",
    )
)


def _cell_xml(piece: Piece, width: int, size: int, *, keep: bool) -> str:
    span = f'<w:gridSpan w:val="{piece.span}"/>' if piece.span > 1 else ""
    down = f'<w:vMerge w:val="{piece.down}"/>' if piece.down else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{down}'
        f'<w:vAlign w:val="center"/></w:tcPr>{_paragraph(piece.text, piece.look, size, keep=keep)}'
        "</w:tc>"
    )


def _paragraph(text: str, look: Look, size: int, *, keep: bool = False) -> str:
    """A paragraph. keep: on one page with the next one."""
    form = f'<w:pPr><w:pStyle w:val="{style_id(look.side, size)}"/>'
    form += "<w:keepNext/></w:pPr>" if keep else "</w:pPr>"
    if not text:
        return f"<w:p>{form}</w:p>"
    marks = "<w:b/>" * look.bold + "<w:i/>" * look.italic
    properties = f"<w:rPr>{marks}</w:rPr>" if marks else ""
    written = escape(text.translate(UNFIT)).replace("\t", " ")
    lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(written.split("\n"))
    return f'<w:p>{form}<w:r>{properties}<w:t xml:space="preserve">{lines}</w:t></w:r></w:p>'
