"""The usual Word template of a report, laid out after NĐ 30/2020/NĐ-CP, annex I.

It is made of placeholders, so that an office can take it as a start for its own.
"""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from tthc_stats.model.text import T
from tthc_stats.report.language import Language
from tthc_stats.report.writers.zipped import EPOCH, without_dates

FONT = "Times New Roman"
BODY, HEAD, SMALL, LIST = 14, 13, 12, 11
"""Sizes in points."""
PAGE = Cm(21), Cm(29.7)
MARGINS = {"top": Cm(2), "bottom": Cm(2), "left": Cm(3), "right": Cm(1.5)}
COLUMNS = Cm(6.5), Cm(10)
"""Of the heading: the right one holds the name of the state in one line."""
HALVES = Cm(8.25), Cm(8.25)
CENTRE, LEFT, JUSTIFIED = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
SPELLING = {"vi": "vi-VN", "en": "en-GB"}


def default_template(language: Language) -> bytes:
    """The template as a .docx with placeholders, its own words in a language."""
    paper = Document()
    _bare(paper, language)
    _page(paper)
    _head(paper, language)
    _title(paper, language)
    _body(paper)
    _signature(paper, language)
    paper.add_paragraph("{{ annexes }}")
    raw = io.BytesIO()
    paper.save(raw)
    return without_dates(raw.getvalue())


def _bare(paper: Paper, language: Language) -> None:
    """The font and nothing else: python-docx starts with styles and a preview of its own."""
    package = paper.part.package
    assert package is not None
    for key, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[key]
    facts = paper.core_properties
    facts.author = facts.comments = facts.title = ""
    facts.created = facts.modified = EPOCH
    defaults = paper.styles.element.find(qn("w:docDefaults"))
    assert defaults is not None
    for spacing in defaults.iter(qn("w:spacing")):
        spacing.attrib.clear()
    for spelling in defaults.iter(qn("w:lang")):
        spelling.set(qn("w:val"), SPELLING[language.code])
    normal: Any = paper.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(BODY)
    for fonts in (*defaults.iter(qn("w:rFonts")), normal.element.rPr.rFonts):
        fonts.attrib.clear()
        for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(script), FONT)


def _page(paper: Paper) -> None:
    """A4 with its margins, and the number above the text from the second page on."""
    section = paper.sections[0]
    section.page_width, section.page_height = PAGE
    for side, margin in MARGINS.items():
        setattr(section, f"{side}_margin", margin)
    section.header_distance = section.footer_distance = Cm(1)
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = False
    number_pages(section.header.paragraphs[0])


def number_pages(paragraph: Paragraph) -> None:
    """Put the number of the page into the middle of a line: a field that Word computes."""
    paragraph.style = None
    paragraph.alignment = CENTRE
    form = paragraph.paragraph_format
    form.first_line_indent = form.left_indent = form.space_before = form.space_after = Pt(0)
    for kind, text in (("begin", None), (None, "PAGE"), ("separate", None), ("end", None)):
        run = paragraph.add_run()
        run.font.size, run.font.name = Pt(HEAD), FONT
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)  # noqa: SLF001 (python-docx has no fields)


def _head(paper: Paper, language: Language) -> None:
    """Agencies on the left, the state's name and motto on the right, number and date below."""
    said = language.text
    left, right = _table(paper, 2, COLUMNS)
    _line(left, "{%p if office.parent %}")
    _line(left, "{{ office.parent|upper }}", HEAD)
    _line(left, "{%p endif %}")
    _line(left, "{{ office.name|upper }}", HEAD, bold=True)
    _rule(left, Cm(2.2))
    _line(right, said(T("SOCIALIST REPUBLIC OF VIET NAM")), HEAD, bold=True)
    _line(right, said(T("Independence - Freedom - Happiness")), BODY, bold=True)
    _rule(right, Cm(1.9) if language.code == "vi" else Cm(1.6))
    left, right = paper.tables[-1].rows[1].cells
    _line(left, said(T("No.")) + " {{ office.number }}/{{ office.symbol }}", HEAD)
    _line(right, "{{ office.place }}, {{ dated }}", HEAD, italic=True)


def _table(paper: Paper, rows: int, widths: tuple[Length, ...]) -> tuple[_Cell, ...]:
    """A table without lines, whose rows stay whole; its first row."""
    table: Table = paper.add_table(rows, len(widths))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    look = table._tbl.tblPr.find(qn("w:tblLook"))  # noqa: SLF001 (margins stand before it)
    assert look is not None
    look.addprevious(margins)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
    return table.rows[0].cells


def _line(
    place: Any,
    text: str,
    size: float = BODY,
    *,
    bold: bool = False,
    italic: bool = False,
    align: Any = CENTRE,
) -> Paragraph:
    """A line of text in a cell or a document; a cell's empty first paragraph is used."""
    first = place.paragraphs[0] if isinstance(place, _Cell) else None
    paragraph: Paragraph = place.add_paragraph() if first is None or first.runs else first
    paragraph.alignment = align
    _run(paragraph, text, size, bold=bold, italic=italic)
    return paragraph


def _run(paragraph: Paragraph, text: str, size: float = BODY, **look: bool) -> None:
    run = paragraph.add_run(text)
    run.bold, run.italic = look.get("bold") or None, look.get("italic") or None
    run.font.size = Pt(size)


def _rule(place: Any, indent: Length) -> None:
    """A short line below what stands above it: the border of an empty, narrow paragraph."""
    paragraph = place.add_paragraph()
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = indent
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(6)
    form.space_before = Pt(2)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 (python-docx has none)
        borders, "w:spacing", "w:ind", "w:jc"
    )


def _title(paper: Paper, language: Language) -> None:
    title = _line(paper, language.text(T("REPORT")), bold=True)
    title.paragraph_format.space_before = Pt(18)
    _line(paper, "{{ subject }}", bold=True)
    _line(paper, "{%p if period %}")
    _line(paper, "{{ period }}", italic=True)
    _line(paper, "{%p endif %}")
    _rule(paper, Cm(6.5))


def _body(paper: Paper) -> None:
    """Paragraph by paragraph, with a mark at doubtful sentences; then what the mark means,
    and the pictures.
    """
    _line(paper, "{%p for paragraph in paragraphs %}")
    _text(paper, "{{ loop.index }}. {{ paragraph.title }}", bold=True).keep_with_next = True
    sentences = _paragraph(paper)
    _run(sentences, "{% for sentence in paragraph.sentences %}{{ sentence.text }}")
    _run(sentences, "{% if sentence.doubtful %}")
    _run(sentences, " {{ mark }}", bold=True)
    _run(sentences, "{% endif %}{% if not loop.last %} {% endif %}{% endfor %}")
    _line(paper, "{%p endfor %}")
    _line(paper, "{%p if doubts %}")
    _text(paper, "{{ doubts }}", italic=True)
    _line(paper, "{%p endif %}")
    _line(paper, "{%p for picture in pictures %}")
    picture = _line(paper, "{{ picture.image }}").paragraph_format
    picture.space_before, picture.keep_with_next = Pt(12), True
    _line(paper, "{{ picture.caption }}", SMALL, italic=True)
    _line(paper, "{%p endfor %}")


def _text(paper: Paper, text: str, **look: bool) -> Any:
    """A paragraph of the body; its form."""
    paragraph = _paragraph(paper)
    _run(paragraph, text, **look)
    return paragraph.paragraph_format


def _paragraph(paper: Paper) -> Paragraph:
    paragraph = paper.add_paragraph()
    paragraph.alignment = JUSTIFIED
    form = paragraph.paragraph_format
    form.first_line_indent, form.space_before, form.line_spacing = Cm(1.27), Pt(6), 1.15
    return paragraph


def _signature(paper: Paper, language: Language) -> None:
    """The last sentence, recipients on the left, whoever signs on the right, all on one page."""
    said = language.text
    closing = said(T("This is the report of {name}.", name="{{ office.name }}"))
    form = _text(paper, closing)
    form.keep_with_next, form.space_after = True, Pt(12)
    left, right = _table(paper, 1, HALVES)
    _line(left, said(T("Recipients:")), SMALL, bold=True, italic=True, align=LEFT)
    _line(left, "{%p for recipient in office.recipients %}", LIST, align=LEFT)
    _line(left, "- {{ recipient }}", LIST, align=LEFT)
    _line(left, "{%p endfor %}", LIST, align=LEFT)
    _line(right, "{%p if office.signer_authority %}")
    _line(right, "{{ office.signer_authority|upper }}", bold=True)
    _line(right, "{%p endif %}")
    _line(right, "{{ office.signer_title|upper }}", bold=True)
    for _ in range(4):
        _line(right, "\u00a0")
    _line(right, "{{ office.signer_name }}", bold=True)
