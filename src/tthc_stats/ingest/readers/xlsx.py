"""Excel workbooks (.xlsx, .xlsm): values by calamine, what it leaves out by an audit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tthc_stats.ingest.readers.audit import KNOWN_ERRORS, Found
from tthc_stats.ingest.readers.calamine import read_sheets
from tthc_stats.ingest.readers.guard import damaged
from tthc_stats.ingest.readers.package import Package
from tthc_stats.ingest.readers.relations import check_encoding, relations
from tthc_stats.ingest.readers.source import Source
from tthc_stats.ingest.readers.xlsx_marks import Marks
from tthc_stats.ingest.readers.xmlparts import local, parse
from tthc_stats.model.errors import UnreadableError
from tthc_stats.model.grid import FaultKind, Grid

TYPES = "[content_types].xml"
MACROS = b"sheet.macroEnabled"


def read(source: Source) -> list[Grid]:
    """The wanted sheets. Raises UnreadableError, or UsageError for an unknown sheet."""
    package, workbook = source.package, source.workbook
    if not package or not workbook:
        raise damaged(source.file)
    parts = [entry.part for entry in sheets_of(package, workbook)]
    marks = {part: Marks() for part in parts}
    package.check(marks)
    for part in {workbook, "xl/sharedstrings.xml", "xl/styles.xml", *parts}:
        if part in package.members:
            check_encoding(package, part)
    audits = [_Audit(package, part, marks[part]) for part in parts]
    return _read(source, _format(package), package, audits)


class _Audit:
    """Looks at one sheet when first called, and remembers what it found."""

    def __init__(self, package: Package, part: str, marks: Marks) -> None:
        self.package = package
        self.part = part
        self.marks = marks
        self.found: Found | None = None

    def __call__(self) -> Found:
        if self.found is None:
            self.found = self._look()
        return self.found

    def _look(self) -> Found:
        if self.part not in self.package.members:
            raise damaged(self.package.file)
        if not self.marks.suspicious:
            return Found()
        from tthc_stats.ingest.readers.xlsx_audit import audit

        return audit(self.package, self.part)


def _read(source: Source, kind: str, package: Package, audits: Sequence[_Audit]) -> list[Grid]:
    """Read the sheets, mending what calamine does not know as often as more of it is found."""
    mended_before: set[str] = set()
    while True:
        try:
            return read_sheets(source, kind, audits)
        except UnreadableError:
            errors = _unknown_errors(audits)
            if errors <= mended_before:
                raise
        from tthc_stats.ingest.readers.xlsx_mend import mended

        parts = [audit.part for audit in audits]
        source = Source(mended(package, parts, errors), source.file, source.wanted)
        mended_before = errors


def _unknown_errors(audits: Sequence[_Audit]) -> set[str]:
    found = [audit.found for audit in audits if audit.found]
    texts = {f.text for one in found for f in one.faults.values() if f.kind is FaultKind.ERROR}
    return texts - KNOWN_ERRORS


class SheetEntry(NamedTuple):
    """A sheet as the workbook lists it."""

    name: str
    part: str
    hidden: bool


def sheets_of(package: Package, workbook: str) -> list[SheetEntry]:
    """The sheets in the workbook's order. Raises UnreadableError for a broken list."""
    related = relations(package, workbook)
    found: list[SheetEntry] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "sheet":
            keys = [value for key, value in attributes.items() if key.endswith(":id")]
            if len(keys) != 1 or keys[0] not in related:
                raise damaged(package.file)
            hidden = attributes.get("state", "visible") != "visible"
            found.append(SheetEntry(attributes.get("name", ""), related[keys[0]][1], hidden))

    parse(package.chunks(workbook), package.file, start=start)
    return found


def _format(package: Package) -> str:
    types = package.read(TYPES) if TYPES in package.members else b""
    return "xlsm" if MACROS in types else "xlsx"
