"""Excel workbooks (.xlsx, .xlsm): values by calamine, what it leaves out by an audit."""

from __future__ import annotations

from functools import partial

from tthc_stats.ingest.readers.audit import Found
from tthc_stats.ingest.readers.calamine import read_sheets
from tthc_stats.ingest.readers.guard import damaged
from tthc_stats.ingest.readers.package import Package
from tthc_stats.ingest.readers.relations import check_encoding, relations
from tthc_stats.ingest.readers.source import Source
from tthc_stats.ingest.readers.xlsx_marks import Marks
from tthc_stats.ingest.readers.xmlparts import local, parse
from tthc_stats.model.grid import Grid

TYPES = "[content_types].xml"
MACROS = b"sheet.macroEnabled"


def read(source: Source) -> list[Grid]:
    """The wanted sheets. Raises UnreadableError, or UsageError for an unknown sheet."""
    package, workbook = source.package, source.workbook
    if not package or not workbook:
        raise damaged(source.file)
    parts = _sheet_parts(package, workbook)
    marks = {part: Marks() for part in parts}
    package.check(marks)
    for part in {workbook, "xl/sharedstrings.xml", "xl/styles.xml", *parts}:
        if part in package.members:
            check_encoding(package, part)
    audits = [partial(_audit, package, part, marks[part]) for part in parts]
    return read_sheets(source, _format(package), audits)


def _sheet_parts(package: Package, workbook: str) -> list[str]:
    related = relations(package, workbook)
    parts: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "sheet":
            keys = [value for key, value in attributes.items() if key.endswith(":id")]
            if len(keys) != 1 or keys[0] not in related:
                raise damaged(package.file)
            parts.append(related[keys[0]][1])

    parse(package.chunks(workbook), package.file, start=start)
    return parts


def _format(package: Package) -> str:
    types = package.read(TYPES) if TYPES in package.members else b""
    return "xlsm" if MACROS in types else "xlsx"


def _audit(package: Package, part: str, marks: Marks) -> Found:
    if part not in package.members:
        raise damaged(package.file)
    if not marks.suspicious:
        return Found()
    from tthc_stats.ingest.readers.xlsx_audit import audit

    return audit(package, part)
