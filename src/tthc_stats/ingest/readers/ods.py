"""OpenDocument spreadsheets (.ods), read with expat (OpenDocument 1.3 part 3, section 9).

Everything that is asked of a sheet stands in one part, so one pass over it gives values,
errors, merges and hidden lines alike.
"""

from __future__ import annotations

from tthc_stats.ingest.readers.guard import damaged, parsing, protected
from tthc_stats.ingest.readers.ods_sheet import CONTENT, OFFICE, STYLE, TABLE, Sheet
from tthc_stats.ingest.readers.package import Package
from tthc_stats.ingest.readers.shaping import shaped
from tthc_stats.ingest.readers.source import Source
from tthc_stats.ingest.readers.xmlparts import parse
from tthc_stats.model.grid import Grid

MANIFEST = "meta-inf/manifest.xml"
ENCRYPTION = b"encryption-data"
PACKED = "encrypted-package"


def read(source: Source) -> list[Grid]:
    """The wanted sheets. Raises UnreadableError, or UsageError for an unknown sheet."""
    package = source.package
    if package is None:
        raise damaged(source.file)
    if is_protected(package):
        raise protected(source.file)
    package.check({})
    document = _Document(source.file)
    with parsing(source.file):
        parse(
            package.chunks(CONTENT),
            source.file,
            start=document.start,
            end=document.end,
            text=document.text,
            namespaces=True,
        )
    wanted = source.choose([sheet.name for sheet in document.sheets])
    return [document.grid(document.sheets[n]) for n in wanted]


def is_protected(package: Package) -> bool:
    """Whether a package of OpenDocument is encrypted, as a whole or in parts."""
    if PACKED in package.members:
        return True
    return MANIFEST in package.members and ENCRYPTION in package.read(MANIFEST)


class _Document:
    """Hands what belongs to a sheet to that sheet; tables elsewhere are not sheets."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.sheets: list[Sheet] = []
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.path: list[str] = []
        self.sheet: Sheet | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.path.append(name)
        if self.sheet:
            self.sheet.start(name, attributes)
        elif name == TABLE + "table" and self.path[-2:-1] == [OFFICE + "spreadsheet"]:
            self.sheet = Sheet(self.file, attributes)
            self.depth = len(self.path)
        elif name == STYLE + "style":
            self.style = attributes.get(STYLE + "name", "")
        elif attributes.get(TABLE + "display") == "false":
            self.hidden_styles.add(self.style)

    def end(self, name: str) -> None:
        if self.sheet and len(self.path) == self.depth:
            self.sheets.append(self.sheet)
            self.sheet = None
        elif self.sheet:
            self.sheet.end(name)
        self.path.pop()

    def text(self, data: str) -> None:
        if self.sheet:
            self.sheet.text(data)

    def grid(self, sheet: Sheet) -> Grid:
        return shaped(
            sheet.rows(),
            file=self.file,
            format="ods",
            sheet=sheet.name,
            merges=sheet.merges,
            hidden_rows=sheet.hidden_rows(),
            hidden_columns=sheet.hidden_columns,
            faults=sheet.faults,
            hidden=sheet.style in self.hidden_styles,
        )
