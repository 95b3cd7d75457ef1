"""What a document is, by its content; and the files that we can only name."""

from __future__ import annotations

import re

from tthc_stats.ingest.documents.refusals import SAVE_AS_WORD
from tthc_stats.ingest.readers import sniff
from tthc_stats.ingest.readers.guard import protected
from tthc_stats.ingest.readers.source import Source
from tthc_stats.model.errors import NotUnderstoodError, UnreadableError
from tthc_stats.model.text import T, Text

PDF_REACH = 1024
PDF = re.compile(rb"%PDF-\d\.\d\s")
ODT_TYPE = b"application/vnd.oasis.opendocument.text"
ODT_BODY = b"<office:text"
DELIMITED_NAME = re.compile(r"\.(?:csv|tsv)(?:\.(?:gz|bz2|xz|zst))?", re.IGNORECASE)
MARKDOWN_NAME = re.compile(r"\.(?:md|markdown)(?:\.(?:gz|bz2|xz|zst))?", re.IGNORECASE)
WHOLE_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]")
ELEMENT = re.compile(
    rb"<(?:p|div|span|h[1-6]|ul|ol|article|section|main|table|meta|style|title|font|center)[\s>]"
)

RECOGNISE = T("Run text recognition (OCR) over it, or give the .docx.")
CHECK_FILE = T("Check that this is the right file.")
UNPACK = T("Unpack it and name the report in it.")
MAGIC: tuple[tuple[tuple[bytes, ...], Text, Text], ...] = (
    ((b"\x89PNG",), T("a PNG picture"), RECOGNISE),
    ((b"\xff\xd8\xff",), T("a JPEG picture"), RECOGNISE),
    ((b"GIF87a", b"GIF89a"), T("a GIF picture"), RECOGNISE),
    ((b"II*\x00", b"MM\x00*"), T("a TIFF picture"), RECOGNISE),
    ((b"{\\rtf",), T("an RTF document"), SAVE_AS_WORD),
    ((b"Rar!", b"7z\xbc\xaf", b"PK\x05\x06"), T("an archive"), UNPACK),
    ((b"SQLite format 3\x00",), T("an SQLite database"), CHECK_FILE),
    ((b"PAR1",), T("a Parquet file"), CHECK_FILE),
    ((b"\x7fELF", b"MZ\x90"), T("a program"), CHECK_FILE),
)
IN_XML = (
    (b"schemas.microsoft.com/office/word/2003", T("a Word 2003 XML file")),
    (b"schemas.microsoft.com/office/2006/xmlpackage", T("a Word document as XML")),
    *sniff.IN_XML,
)


def is_word(source: Source) -> bool:
    package = source.package
    return bool(package and any(name.startswith("word/") for name in package.members))


def is_odt(source: Source) -> bool:
    package = source.package
    if package is None or "content.xml" not in package.members:
        return False
    if "mimetype" in package.members:
        return package.read("mimetype").startswith(ODT_TYPE)
    return any(ODT_BODY in piece for piece in package.chunks("content.xml"))


def is_pdf(source: Source) -> bool:
    start = source.head[:PDF_REACH]
    return start.lstrip(sniff.BLANK).startswith(b"%PDF-") or bool(PDF.search(start))


def is_markdown(source: Source) -> bool:
    named = MARKDOWN_NAME.search(source.file)
    return bool(named and named.end() == len(source.file)) and not _is_whole_page(source)


def is_page(source: Source) -> bool:
    if sniff.is_web_archive(source):
        return True
    text = sniff.start_of_text(source)
    return _is_whole_page(source) or (text.startswith(b"<") and bool(ELEMENT.search(text)))


def _is_whole_page(source: Source) -> bool:
    text = sniff.start_of_text(source)
    reach = len(text) if text.startswith(b"<") else 0
    return bool(WHOLE_PAGE.search(text, 0, reach))


def is_text(_: Source) -> bool:
    return True


def refuse_foreign(source: Source) -> None:
    """Raises, saying what it is, for a file that is no report we read.

    NotUnderstoodError for workbooks, which other commands read; else UnreadableError.
    """
    for starts, what, hint in MAGIC:
        if source.data.startswith(starts):
            raise _refusal(source, what, hint)
    if source.package and not (is_word(source) or is_odt(source)):
        _refuse_package(source)
    if source.compound:
        _refuse_compound(source)
    _refuse_text(source)


def _refuse_package(source: Source) -> None:
    if sniff.is_xlsx(source) or sniff.is_xlsb(source) or sniff.is_ods(source):
        raise _workbook(source)
    names = frozenset(source.package.members if source.package else ())
    what = next(what for is_it, what, _ in sniff.IN_ZIP if is_it(names))
    raise _refusal(source, what, SAVE_AS_WORD if "content.xml" in names else UNPACK)


def _refuse_compound(source: Source) -> None:
    names = source.compound.names if source.compound else frozenset()
    if names & set(sniff.ENCRYPTED_STREAMS):
        raise protected(source.file)
    if sniff.is_xls(source):
        raise _workbook(source)
    if "worddocument" in names:
        raise _refusal(source, T("an old Word document (.doc)"), SAVE_AS_WORD)
    what = next(what for is_it, what, _ in sniff.IN_OLE if is_it(names))
    raise _refusal(source, what, SAVE_AS_WORD)


def _refuse_text(source: Source) -> None:
    named = DELIMITED_NAME.search(source.file)
    if named and named.end() == len(source.file):
        raise _table(source, T("This is a table (CSV), not the text of a report."))
    text = sniff.start_of_text(source)
    if text.startswith(b"<?xml") and not is_page(source):
        what = next(what for mark, what in IN_XML if mark in text)
        raise _refusal(source, what, SAVE_AS_WORD)
    if text.startswith((b"{", b"[{")) and b'":' in text:
        raise _refusal(source, T("a JSON document"), CHECK_FILE)


def _workbook(source: Source) -> NotUnderstoodError:
    return _table(source, T("This is a workbook, not the text of a report."))


def _table(source: Source, what: Text) -> NotUnderstoodError:
    return NotUnderstoodError(
        what,
        place=source.file,
        hint=T("Tables are checked with “tthc-stats check {file}”.", file=source.file),
    )


def _refusal(source: Source, what: Text, hint: Text) -> UnreadableError:
    return UnreadableError(
        T("This is {what}, which is not read as a report.", what=what),
        place=source.file,
        hint=hint,
    )
