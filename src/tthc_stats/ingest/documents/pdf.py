"""PDF documents with a text layer, read with PDFium a page at a time.

PDFium tells the letters and lines of a page and where they stand; what is a paragraph, a
table or a page number is for ``pdf_lines``, ``pdf_tables`` and ``pdf_flow`` to find out.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from tthc_stats.ingest.documents.pdf_flow import document
from tthc_stats.ingest.documents.pdf_lines import Sheet, sheet_of
from tthc_stats.ingest.documents.pdf_streams import grows_too_much
from tthc_stats.ingest.readers.guard import damaged, foreign, protected, too_large
from tthc_stats.ingest.readers.source import Source
from tthc_stats.model.document import Document
from tthc_stats.model.errors import NotUnderstoodError
from tthc_stats.model.text import T

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

MAX_PAGES = 5_000
MAX_CHARACTERS = 20_000_000
END, END_REACH = b"%%EOF", 4096
WRONG_PASSWORD = 4
"""The error of PDFium for a document that needs one (FPDF_ERR_PASSWORD)."""


def read(source: Source) -> Document:
    """A document whose blocks have their paragraph and page; ``unread`` are the scanned pages.

    Raises UnreadableError for a damaged or protected file or one with too many pages,
    NotUnderstoodError where no page has text.
    """
    if END not in source.data.rstrip()[-END_REACH:]:
        raise damaged(source.file)
    if grows_too_much(source.data):
        raise too_large(source.file)
    with foreign(source.file), closing(_opened(source)) as pdf:
        sheets = _sheets(pdf, source.file)
    if any(sheet.unread for sheet in sheets) and not any(sheet.lines for sheet in sheets):
        raise _no_text_layer(source.file)
    return document(source.file, sheets)


def _opened(source: Source) -> PdfDocument:
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        return PdfDocument(source.data)
    except PdfiumError as error:
        if error.err_code == WRONG_PASSWORD:
            raise protected(source.file) from error
        raise damaged(source.file) from error


def _sheets(pdf: PdfDocument, file: str) -> list[Sheet]:
    if len(pdf) > MAX_PAGES:
        raise too_large(file)
    sheets: list[Sheet] = []
    left = MAX_CHARACTERS
    for number in range(len(pdf)):
        with closing(pdf[number]) as page:
            sheet = sheet_of(page, number + 1, left)
        if sheet is None:
            raise too_large(file)
        left -= sheet.letters
        sheets.append(sheet)
    return sheets


def _no_text_layer(file: str) -> NotUnderstoodError:
    return NotUnderstoodError(
        T("The PDF has no text layer that can be read; it may be a scan."),
        place=file,
        hint=T("Run text recognition (OCR) over it, or give the .docx."),
    )
