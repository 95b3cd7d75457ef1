"""What a file is, by its content: the tables we read, and the files we only can name."""

from __future__ import annotations

import re
from collections.abc import Callable

from tthc_stats.ingest.readers.guard import protected
from tthc_stats.ingest.readers.source import Source
from tthc_stats.model.errors import UnreadableError
from tthc_stats.model.text import T, Text

BLANK = b" \t\r\n\x0b\x0c\x1a\xef\xbb\xbf\xff\xfe\x00"
BIFF_STARTS = tuple(bytes.fromhex(start) for start in ("09000400", "09020600", "09040600"))
BIFF_WORKBOOK = rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]"
PAGE = rb"<(?:!doctype\s+html|html|head|body|table|meta|style)[\s>]"
TABLE = rb"<table[\s>]"
MIME = b"mime-version:"
MIME_START = rb"[\w-]+:"
PAGE_START = 4096

IN_SPREADSHEET = T("Open it in a spreadsheet and save it as .xlsx.")
EXPORT_TABLE = T("Export the table as .xlsx, .xls, .ods, .csv or HTML.")
UNPACK = T("Unpack it and name the tables in it.")


MAGIC: tuple[tuple[tuple[bytes, ...], Text, Text], ...] = (
    ((b"\x89PNG",), T("a PNG picture"), EXPORT_TABLE),
    ((b"\xff\xd8\xff",), T("a JPEG picture"), EXPORT_TABLE),
    ((b"GIF87a", b"GIF89a"), T("a GIF picture"), EXPORT_TABLE),
    ((b"II*\x00", b"MM\x00*"), T("a TIFF picture"), EXPORT_TABLE),
    ((b"%PDF",), T("a PDF document"), EXPORT_TABLE),
    ((b"{\\rtf",), T("an RTF document"), EXPORT_TABLE),
    ((b"Rar!", b"7z\xbc\xaf", b"PK\x05\x06"), T("an archive"), UNPACK),
    ((b"SQLite format 3\x00",), T("an SQLite database"), EXPORT_TABLE),
    ((b"PAR1",), T("a Parquet file"), EXPORT_TABLE),
    ((b"\x7fELF",), T("a program"), EXPORT_TABLE),
)

PACKED = {b"\x1f\x8b": "gz", b"BZh": "bz2", b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "zst"}
Names = frozenset[str]


Contents = tuple[tuple[Callable[[Names], bool], Text, Text], ...]
"""What a container is, by the names of its parts, and what to do about it."""


def _has(*prefixes: str) -> Callable[[Names], bool]:
    return lambda names: any(name.startswith(prefixes) for name in names)


IN_ZIP: Contents = (
    (_has("word/"), T("a Word document"), EXPORT_TABLE),
    (_has("ppt/"), T("a PowerPoint presentation"), EXPORT_TABLE),
    (_has("index/document.iwa"), T("an Apple Numbers or Pages document"), IN_SPREADSHEET),
    (
        _has("mimetype", "content.xml"),
        T("an OpenDocument file that is no spreadsheet"),
        EXPORT_TABLE,
    ),
    (lambda _: True, T("a zip archive"), UNPACK),
)
IN_OLE: Contents = (
    (_has("worddocument"), T("a Word document"), EXPORT_TABLE),
    (_has("powerpoint document"), T("a PowerPoint presentation"), EXPORT_TABLE),
    (lambda _: True, T("an Office file that is no workbook"), EXPORT_TABLE),
)
IN_XML = (
    (b"urn:schemas-microsoft-com:office:spreadsheet", T("an Excel 2003 XML file")),
    (b"urn:oasis:names:tc:opendocument", T("a flat OpenDocument file")),
    (b"", T("an XML document")),
)
ENCRYPTED_STREAMS = ("encryptedpackage", "encryptioninfo")
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def packing(start: bytes) -> str | None:
    """How a file is packed, by how it begins."""
    return next((name for magic, name in PACKED.items() if start.startswith(magic)), None)


def _parts(source: Source) -> Names:
    return frozenset(source.package.members) if source.package else frozenset()


def _streams(source: Source) -> Names:
    return source.compound.names if source.compound else frozenset()


def is_xlsx(source: Source) -> bool:
    return bool(source.workbook and source.workbook.endswith(".xml"))


def is_xlsb(source: Source) -> bool:
    return bool(source.workbook and source.workbook.endswith(".bin"))


def is_ods(source: Source) -> bool:
    package = source.package
    if package is None or "content.xml" not in package.members:
        return False
    return "mimetype" not in package.members or package.read("mimetype").startswith(ODS_TYPE)


def is_xls(source: Source) -> bool:
    if source.compound:
        return bool(_streams(source) & {"workbook", "book"})
    return source.head.startswith(BIFF_STARTS) or bool(re.match(BIFF_WORKBOOK, source.head))


def start_of_text(source: Source) -> bytes:
    """The start of a text in lower case; every second byte of UTF-16 falls out."""
    return source.head.replace(b"\x00", b"").lstrip(BLANK).lower()


def is_web_archive(source: Source) -> bool:
    start = start_of_text(source)[:PAGE_START]
    return MIME in start and bool(re.match(MIME_START, start))


def is_webpage(source: Source) -> bool:
    text = start_of_text(source)
    if text.startswith(b"<"):
        return bool(re.search(PAGE, text) or re.search(TABLE, source.data, re.IGNORECASE))
    return bool(re.search(PAGE, text[:PAGE_START]) and re.search(TABLE, text))


def is_text(_: Source) -> bool:
    return True


def refuse_foreign(source: Source) -> None:
    """Raises UnreadableError, saying what it is, for a file that holds no table we read."""
    for starts, what, hint in MAGIC:
        if source.data.startswith(starts):
            raise _refusal(source, what, hint)
    if source.package and not (is_xlsx(source) or is_xlsb(source) or is_ods(source)):
        _refuse_container(source, _parts(source), IN_ZIP)
    if source.compound:
        if _streams(source) & set(ENCRYPTED_STREAMS):
            raise protected(source.file)
        if not is_xls(source):
            _refuse_container(source, _streams(source), IN_OLE)
    _refuse_text(source)


def _refuse_container(source: Source, names: Names, contents: Contents) -> None:
    what, hint = next((what, hint) for is_it, what, hint in contents if is_it(names))
    raise _refusal(source, what, hint)


def _refuse_text(source: Source) -> None:
    text = start_of_text(source)
    if text.startswith(b"<?xml") and not is_webpage(source):
        what = next(what for mark, what in IN_XML if mark in text)
        raise _refusal(source, what, IN_SPREADSHEET)
    if text.startswith((b"{", b"[{")) and b'":' in text:
        raise _refusal(source, T("a JSON document"), EXPORT_TABLE)


def _refusal(source: Source, what: Text, hint: Text) -> UnreadableError:
    return UnreadableError(
        T("This is {what}, not a table.", what=what), place=source.file, hint=hint
    )
