"""A plain Word document of the blocks of a text."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import docx
from docx.document import Document as Paper
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from tthc_stats.ingest.documents.trees import Element
from tthc_stats.ingest.documents.word_parts import WordParts, child
from tthc_stats.ingest.documents.word_styles import Styles
from tthc_stats.ingest.documents.word_text import Walk
from tthc_stats.ingest.readers.source import Source
from tthc_stats.model.document import Block, BlockKind, Document
from tthc_stats.report.language import Language
from tthc_stats.report.writers.cells import UNFIT
from tthc_stats.report.writers.word_template import FONT, MARGINS, PAGE, SPELLING
from tthc_stats.report.writers.zipped import EPOCH, without_dates

FIT = {code: said or " " for code, said in UNFIT.items()}
"""A character for a character, so that places stay where they are."""
SIZE = Pt(13)
MOST_COLUMNS = 63
"""Of a table in Word; a wider one becomes paragraphs."""
LEVELS = 9
Numbered = tuple[int, Block]
STYLES = {BlockKind.ITEM: "ListBullet", BlockKind.MARGIN: "Header"}


class NewDocument:
    """data: the package without text; parts: its trees, with the text in them.

    of_block: for each block the number of its paragraph.
    """

    def __init__(self, document: Document, language: Language) -> None:
        self._document = document
        self._made: list[int | None] = []
        self.data = _blank(language)
        self.parts = WordParts(Source(self.data, document.file))
        body = child(self.parts.root, "w:body")
        assert body is not None
        body[:0] = list(self._content())
        walk = Walk(Styles(self.parts.related("styles")), document.file)
        walk.story(body)
        self.paragraphs = walk.paragraphs
        self.of_block = {block: n for n, block in enumerate(self._made) if block is not None}

    def _content(self) -> Iterator[Element]:
        numbered = enumerate(self._document.blocks)
        for table, group in groupby(numbered, key=lambda entry: entry[1].table):
            entries = list(group)
            cells = _by_row(entries) if table is not None else {}
            width = 1 + max((block.column or 0 for _, block in entries), default=0)
            if cells and width <= MOST_COLUMNS:
                yield self._table(cells, width)
                yield self._paragraph(None, None)
            else:
                yield from (self._paragraph(*entry) for entry in entries)

    def _table(self, cells: dict[int, dict[int, list[Numbered]]], width: int) -> Element:
        table = _element("tbl")
        look = _element("tblPr", _element("tblStyle", val="TableGrid"))
        look.append(_element("tblW", type="auto", w="0"))
        table.append(look)
        table.append(_element("tblGrid", *(_element("gridCol") for _ in range(width))))
        for row in cells.values():
            made = (self._cell(row.get(column, [])) for column in range(width))
            table.append(_element("tr", *made))
        return table

    def _cell(self, entries: Sequence[Numbered]) -> Element:
        cell = _element("tc", _element("tcPr", _element("tcW", type="auto", w="0")))
        cell.extend([self._paragraph(*entry) for entry in entries] or [self._paragraph(None, None)])
        return cell

    def _paragraph(self, number: int | None, block: Block | None) -> Element:
        self._made.append(number)
        paragraph = _element("p")
        if block is not None:
            if style := _style(block):
                paragraph.append(_element("pPr", _element("pStyle", val=style)))
            paragraph.append(_run(self._document.text[block.start : block.end]))
        return paragraph


def _by_row(entries: Iterable[Numbered]) -> dict[int, dict[int, list[Numbered]]]:
    rows: dict[int, dict[int, list[Numbered]]] = {}
    for number, block in sorted(entries, key=lambda e: (e[1].row or 0, e[1].column or 0, e[0])):
        cells = rows.setdefault(block.row or 0, {})
        cells.setdefault(block.column or 0, []).append((number, block))
    return rows


def _style(block: Block) -> str | None:
    if block.kind is BlockKind.HEADING:
        return f"Heading{min(max(1, block.level), LEVELS)}"
    return STYLES.get(block.kind)


def _run(text: str) -> Element:
    run = _element("r")
    for place, line in enumerate(text.translate(FIT).split("\n")):
        if place:
            run.append(_element("br"))
        said = _element("t")
        said.text = line
        said.set(qn("xml:space"), "preserve")
        run.append(said)
    return run


def _element(name: str, *content: Element, **attributes: str) -> Element:
    element = OxmlElement(f"w:{name}")
    for key, said in attributes.items():
        element.set(qn(f"w:{key}"), said)
    element.extend(content)
    return element


def _blank(language: Language) -> bytes:
    """A package without text: A4, in the font of official documents."""
    paper = docx.Document()
    section = paper.sections[0]
    section.page_width, section.page_height = PAGE
    for side, width in MARGINS.items():
        setattr(section, f"{side}_margin", width)
    _set_font(paper, language)
    facts = paper.core_properties
    facts.author = facts.comments = facts.last_modified_by = ""
    facts.created = facts.modified = EPOCH
    raw = io.BytesIO()
    paper.save(raw)
    return without_dates(raw.getvalue())


def _set_font(paper: Paper, language: Language) -> None:
    for name in ("Normal", *(f"Heading {level}" for level in range(1, LEVELS + 1))):
        looks = paper.styles[name].element.get_or_add_rPr()
        fonts = looks.get_or_add_rFonts()
        fonts.attrib.clear()
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), FONT)
    normal = paper.styles["Normal"]
    normal.font.size = SIZE
    normal.element.rPr.append(_element("lang", val=SPELLING[language.code]))
