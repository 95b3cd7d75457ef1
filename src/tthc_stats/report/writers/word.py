"""A monthly report as a Word document: a template with its placeholders filled in, and the
annexes behind it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from lxml import etree

from tthc_stats.model.errors import UnreadableError, UsageError, reason
from tthc_stats.model.text import T
from tthc_stats.report.document import Report
from tthc_stats.report.language import Language
from tthc_stats.report.paper import Paper
from tthc_stats.report.writers import Options
from tthc_stats.report.writers import word_language as jinja
from tthc_stats.report.writers.cells import UNFIT
from tthc_stats.report.writers.word_annexes import annexes_xml, gap, section_xml, styles_xml
from tthc_stats.report.writers.word_placeholders import (
    PICTURE,
    PLACEHOLDERS,
    Annexes,
    values_of,
)
from tthc_stats.report.writers.word_template import default_template, number_pages
from tthc_stats.report.writers.zipped import EPOCH, without_dates

if TYPE_CHECKING:
    from docx.document import Document

MIB = 1024 * 1024
MAX_FILE, MAX_UNPACKED, MAX_XML, MAX_PARTS = 32 * MIB, 128 * MIB, 8 * MIB, 5000
"""What a template may have: bytes of the file, of all parts, of one part of XML; parts."""
PLACE = f'<w:customXml w:element="{Annexes.NAME}"/>'.encode()
"""Where the annexes stand, in the file."""
OLE = b"\xd0\xcf\x11\xe0"
"""How files begin that Word has encrypted, or that are older than .docx."""
FAILURES = (
    TemplateError,
    TypeError,
    ValueError,
    SyntaxError,
    ArithmeticError,
)
"""What a template may bring about while it is filled in."""


def write(report: Report, language: Language, options: Options) -> bytes:
    """The document of a monthly report; the same report gives the same bytes.

    Raises UsageError for a template that is no Word file, or asks for what is not there.
    """
    assert report.paper
    return document_of(report.paper(), language, options.template)


def document_of(paper: Paper, language: Language, template: bytes | None = None) -> bytes:
    """A paper as .docx. template: an office's own, instead of the usual one."""
    filled = _Template(default_template(language) if template is None else template)
    annexes = Annexes()
    with _told():
        filled.fill(paper, annexes)
    behind = _annexes(filled.document, paper, language, annexes)
    _state_facts(filled.document, paper)
    raw = io.BytesIO()
    filled.document.save(raw)
    body = str(filled.document.part.partname).lstrip("/")
    return without_dates(raw.getvalue(), {body: lambda xml: xml.replace(PLACE, behind, 1)})


def read_template(path: str) -> bytes:
    """A template's bytes. Raises UnreadableError for a file that is missing or cannot be
    read, UsageError for one that is no Word file.
    """
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_FILE + 1)
    except OSError as error:
        raise UnreadableError(T("cannot be read: {why}", why=reason(error)), place=path) from error
    try:
        _refuse_foreign(data)
    except UsageError as error:
        raise UsageError(error.what, place=path, hint=error.hint) from error
    return data


def has_annexes(template: bytes) -> bool:
    """Whether a template says where the annexes stand; without it they are not printed.

    Raises UsageError as ``write`` does.
    """
    with _told():
        return "annexes" in _Template(template).asked_for()


class _Template(DocxTemplate):  # type: ignore[misc]
    """A template whose tags must leave whole XML, and whose properties are no templates."""

    def __init__(self, data: bytes) -> None:
        _refuse_foreign(data)
        super().__init__(io.BytesIO(data))
        with _opening():
            self.init_docx()
            self.document.element.body.get_or_add_sectPr()
            texts = [*self.paragraphs()]
        jinja.refuse_open_tags(texts)

    @property
    def document(self) -> Document:
        document: Document = self.docx
        return document

    def fill(self, paper: Paper, annexes: Annexes) -> None:
        """Put the values of the placeholders in."""
        values = values_of(paper, self, self.text_width(), annexes)
        self.render(values, jinja.Language(PLACEHOLDERS))

    def asked_for(self) -> set[str]:
        """The names of the placeholders in the body."""
        environment = jinja.Language(PLACEHOLDERS)
        environment.parse(self.patch_xml(self.get_xml()))
        return environment.used

    def paragraphs(self) -> Iterator[str]:
        """The texts of all paragraphs, those of headers and footers too."""
        uris = (self.HEADER_URI, self.FOOTER_URI)
        around = (part.blob for uri in uris for _, part in self.get_headers_footers(uri))
        for root in (self.document.element, *map(parse_xml, around)):
            for paragraph in root.iter(qn("w:p")):
                yield "".join(text.text or "" for text in paragraph.iter(qn("w:t")))

    def text_width(self) -> Length:
        """The width of the text on the first page."""
        first = self.document.sections[0]
        if first.page_width is None:
            return PICTURE
        return Length(first.page_width - (first.left_margin or 0) - (first.right_margin or 0))

    def fix_tables(self, xml: str) -> Any:
        etree.fromstring(xml)  # the library itself would drop what does not fit
        return super().fix_tables(xml)

    def render_properties(self, *_: object) -> None:
        """Nothing: titles and authors are texts."""


@contextmanager
def _opening() -> Iterator[None]:
    """python-docx has no error of its own: whatever it raises, the file is not whole."""
    try:
        yield
    except Exception as error:
        raise _no_word_file() from error


@contextmanager
def _told() -> Iterator[None]:
    """What goes wrong in a template, in one line."""
    try:
        yield
    except RecursionError as error:
        raise UsageError(T("the Word template nests brackets, “if” or “for” too deeply")) from error
    except FAILURES as error:
        raise UsageError(
            T("the Word template cannot be filled in: {why}", why=" ".join(str(error).split())),
            hint=T("Compare it with the one that “tthc-stats template export” writes."),
        ) from error


def _no_word_file() -> UsageError:
    return UsageError(
        T("the Word template is no .docx file, or is damaged"),
        hint=T("Open it in Word and save it as a Word document (.docx)."),
    )


def _refuse_foreign(data: bytes) -> None:
    """Raise UsageError for what is no .docx, encrypted, or far too large."""
    if data.startswith(OLE):
        raise UsageError(
            T("the Word template is protected with a password, or an old .doc file"),
            hint=T("Save it as a Word document (.docx) without a password."),
        )
    with _opening():
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise _no_word_file()
    texts = [part.file_size for part in parts if part.filename.endswith((".xml", ".rels"))]
    if (
        len(data) > MAX_FILE
        or len(parts) > MAX_PARTS
        or sum(part.file_size for part in parts) > MAX_UNPACKED
        or max(texts, default=0) > MAX_XML
    ):
        raise UsageError(T("the Word template is too large"))


def _state_facts(document: Document, paper: Paper) -> None:
    """The properties of the file; its dates would tell when it was written."""
    facts = document.core_properties
    facts.title = paper.subject.translate(UNFIT)[:255]
    facts.author = (paper.office.name or "").translate(UNFIT)[:255]
    facts.last_modified_by = ""
    facts.created = facts.modified = EPOCH


def _annexes(document: Document, paper: Paper, language: Language, annexes: Annexes) -> bytes:
    """The annexes as text, which takes their place in the file: parsed, the tables of a form
    would fill the memory.

    Where they shall stand, the section of the text is ended and theirs begins.
    """
    if not annexes.times:
        return b""
    place = _place_of(document, annexes)
    if not paper.annexes:
        place.getparent().remove(place)
        return b""
    _add_styles(document)
    body = document.element.body
    end = parse_xml(_spaced(gap()))
    body.replace(place, end)
    end.pPr.append(body.sectPr)
    body.append(parse_xml(f'<w:customXml {nsdecls("w")} w:element="{Annexes.NAME}"/>'))
    body.append(parse_xml(_spaced(section_xml())))
    _number_pages(document)
    section = etree.tostring(body.sectPr, encoding="unicode")
    return "".join(annexes_xml(paper, language, section)).encode("utf-8")


def _place_of(document: Document, annexes: Annexes) -> Any:
    """The paragraph that the annexes take the place of, the last one of the template."""
    body = document.element.body
    found = body.xpath(f"./w:p[.//w:customXml[@w:element='{annexes.NAME}']]")
    if annexes.times != 1 or len(found) != 1 or _is_filled(found[0]):
        raise UsageError(
            T("{{ annexes }} stands once in the Word template, in a paragraph of its own")
        )
    for after in list(found[0].itersiblings()):
        if after is not body.sectPr and _is_filled(after):
            raise UsageError(T("{{ annexes }} is the last paragraph of the Word template"))
        if after.tag == qn("w:p"):
            body.remove(after)
    return found[0]


def _is_filled(element: Any) -> bool:
    """Whether an element shows anything, or ends a section."""
    texts = any((text.text or "").strip() for text in element.iter(qn("w:t")))
    others = element.iter(qn("w:drawing"), qn("w:pict"), qn("w:sectPr"))
    return texts or next(others, None) is not None


def _add_styles(document: Document) -> None:
    """The styles of annexes, in the place of those that an earlier report may have left."""
    styles = document.styles.element
    for name, xml in styles_xml():
        for old in styles.xpath(f"./w:style[@w:styleId='{name}']"):
            styles.remove(old)
        styles.append(parse_xml(_spaced(xml)))


def _number_pages(document: Document) -> None:
    """Headers of the last section: only the number of the page, whatever the text has."""
    section = document.sections[-1]
    for part in (section.header, section.first_page_header, section.footer):
        part.is_linked_to_previous = False
    section.first_page_footer.is_linked_to_previous = False
    headers = [section.header]
    if document.settings.odd_and_even_pages_header_footer:
        section.even_page_footer.is_linked_to_previous = False
        section.even_page_header.is_linked_to_previous = False
        headers.append(section.even_page_header)
    for header in headers:
        number_pages(header.paragraphs[0])


def _spaced(xml: str) -> str:
    """An element with the names that it uses."""
    name = re.split("[ >]", xml[1:], maxsplit=1)[0]
    return xml.replace(f"<{name}", f"<{name} {nsdecls('w')}", 1)
