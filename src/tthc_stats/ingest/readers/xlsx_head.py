"""The first rows of a large sheet as a workbook of its own, for the readers of small ones.

What stands below is cut away before anything is parsed; so dates, faults and texts of the
first rows mean the same as in a small file.
"""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

from tthc_stats.ingest.readers.package import Package
from tthc_stats.ingest.readers.source import Source

HEAD = 2 << 20
"""Bytes of a sheet that are looked at: some thousand rows."""
ROW_END, STRING_END = b"</row>", b"</si>"
SHARED = re.compile(rb'<c\b[^>]*\bt="s"[^>]*>\s*(?:<f\b.*?</f>)?<v>(\d+)</v>')
STRINGS = "xl/sharedstrings.xml"
MERGES = re.compile(rb"<mergeCells\b.*?</mergeCells>", re.DOTALL)


def head_of(source: Source, part: str, merges: bytes = b"") -> Source | None:
    """A workbook with the first rows of the sheet ``part``, all other sheets blank.

    merges: the XML of the merged cells, which stands behind all rows. ``None`` where the
    XML is written in a way that cannot be cut by looking for its tags.
    """
    package = source.package
    if package is None:
        return None
    start = b""
    for piece in package.chunks(part):
        start += piece
        if len(start) >= HEAD:
            break
    end = start.rfind(ROW_END)
    if end < 0 or b"<sheetData" not in start:
        return None
    sheet = start[: end + len(ROW_END)] + b"</sheetData>" + merges + b"</worksheet>"
    strings = _strings(package, max(map(int, SHARED.findall(sheet)), default=-1))
    if strings is None:
        return None
    return _workbook(source, package, part, sheet, strings)


def _strings(package: Package, last: int) -> bytes | None:
    """The shared strings up to the last one that is needed."""
    if STRINGS not in package.members:
        return b""
    found, number, at = b"", 0, 0
    for piece in package.chunks(STRINGS):
        found += piece
        while number <= last and (end := found.find(STRING_END, at)) >= 0:
            number, at = number + 1, end + len(STRING_END)
        if number > last:
            break
    if number <= last or (last < 0 and b"<sst" not in found):
        return None
    opened = found.find(b">", found.find(b"<sst")) + 1
    return found[: max(at, opened)] + b"</sst>"


EMPTY = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<sheetData/></worksheet>"
)


def _workbook(source: Source, package: Package, part: str, sheet: bytes, strings: bytes) -> Source:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_STORED) as archive:
        for name in package.members:
            if name == part:
                content = sheet
            elif name == STRINGS:
                content = strings
            elif name.startswith("xl/worksheets/") and name.endswith(".xml"):
                content = EMPTY
            elif name.endswith((".xml", ".rels")):
                content = package.read(name)
            else:
                continue
            archive.writestr(name, content)
    return Source(stream.getvalue(), source.file)
