"""Excel workbooks (.xlsx, .xlsm): values by calamine, what it leaves out by an audit."""

from __future__ import annotations

from functools import partial

from tthc_stats.ingest.readers.audit import Found
from tthc_stats.ingest.readers.calamine import read_sheets
from tthc_stats.ingest.readers.guard import damaged
from tthc_stats.ingest.readers.package import Package
from tthc_stats.ingest.readers.relations import check_encoding, targets
from tthc_stats.ingest.readers.source import Source
from tthc_stats.ingest.readers.xlsx_marks import Marks
from tthc_stats.ingest.readers.xmlparts import local, parse
from tthc_stats.model.grid import Grid

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
TYPES = "[content_types].xml"
READ_BY_CALAMINE = (WORKBOOK, RELATIONS, "xl/sharedstrings.xml", "xl/styles.xml")
MACROS = b"sheet.macroEnabled"


def read(source: Source) -> list[Grid]:
    """The wanted sheets. Raises UnreadableError, or UsageError for an unknown sheet."""
    package = source.package
    if package is None:
        raise damaged(source.file)
    parts = _sheet_parts(package)
    marks = {part: Marks() for part in parts}
    package.check(marks)
    for part in {*READ_BY_CALAMINE, *parts} & package.members.keys():
        check_encoding(package, part)
    audits = [partial(_audit, package, part, marks[part]) for part in parts]
    return read_sheets(source, _format(package), audits)


def _sheet_parts(package: Package) -> list[str]:
    paths = targets(package, RELATIONS)
    parts: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "sheet":
            ids = [value for key, value in attributes.items() if key.endswith(":id")]
            parts.append(paths.get(ids[0] if ids else "", ""))

    parse(package.chunks(WORKBOOK), package.file, start=start)
    return parts


def _format(package: Package) -> str:
    types = package.read(TYPES) if TYPES in package.members else b""
    return "xlsm" if MACROS in types else "xlsx"


def _audit(package: Package, part: str, marks: Marks) -> Found:
    if not marks.suspicious:
        return Found()
    from tthc_stats.ingest.readers.xlsx_audit import audit

    return audit(package, part)
