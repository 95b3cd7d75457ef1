"""OpenDocument texts (.odt): paragraphs, lists, tables, notes, headers and footers in one text
(OpenDocument 1.3 part 3, sections 5 to 9).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from tthc_stats.ingest.documents.assembling import RAISED, Line, Shape, assembled
from tthc_stats.ingest.documents.refusals import in_words_for_documents, no_text_document
from tthc_stats.ingest.documents.trees import Element, checked_package, names, tree
from tthc_stats.ingest.readers.guard import protected, too_large, too_wide
from tthc_stats.ingest.readers.limits import MAX_COLUMNS, MAX_ROWS
from tthc_stats.ingest.readers.ods import is_protected
from tthc_stats.ingest.readers.source import Source
from tthc_stats.model.document import BlockKind, Document

FORMAT = "odt"
CONTENT, STYLES = "content.xml", "styles.xml"
SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
PREFIXES = {
    f"{SPACE}{name}:1.0": prefix
    for name, prefix in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("drawing", "draw"),
        ("style", "style"),
    )
}
SILENT = ("urn:oasis:", "http://purl.org/", "http://www.w3.org/")
"""Namespaces whose elements have no text; all others that are unknown wrap some (section 3.17
of part 1), such as those of content controls and of forms.
"""
MAX_LINES = 1_000_000
"""Paragraphs of a document, those of repeated cells among them."""
MAX_SPACES = 1000
BLANKS = " \t\r\n"
ASIDE = (
    "text:tracked-changes",
    "text:note",
    "text:number",
    "text:hidden-paragraph",
    "text:ruby-text",
    "text:script",
    "text:sequence-decls",
    "text:index-title-template",
    "office:annotation",
    "office:annotation-end",
    "office:forms",
)
"""What is not printed where it stands."""
SIGNS = {"text:tab": "\t", "text:line-break": "\n", "text:soft-page-break": ""}
MARGINS = ("header", "header-first", "header-left", "footer", "footer-first", "footer-left")
ROWS = ("table:table-header-rows", "table:table-rows", "table:table-row-group")
CELLS = ("table:table-cell", "table:covered-table-cell")


class Where(NamedTuple):
    """What is known of a paragraph before it is read."""

    kind: BlockKind = BlockKind.PARAGRAPH
    table: int | None = None
    row: int | None = None
    column: int | None = None


@in_words_for_documents()
def read(source: Source) -> Document:
    """The text of an OpenDocument text.

    Raises UnreadableError for one that is broken, protected or too large, NotUnderstoodError
    for another kind of document, and for texts in a font encoding beside Unicode.
    """
    package = checked_package(source)
    if is_protected(package):
        raise protected(source.file)
    if CONTENT not in package.members:
        raise no_text_document(source.file)
    content = tree(package, CONTENT)
    styles = tree(package, STYLES) if STYLES in package.members else None
    body = _child(_child(content, "office:body"), "office:text")
    if body is None:
        raise no_text_document(source.file)
    reader = _Reader(source.file, _Looks(content, styles))
    reader.story(body)
    for part in _margins(content, styles):
        reader.margin(part)
    return assembled(source.file, FORMAT, reader.lines, reader.shapes).document


class _Looks:
    """The styles of text that is hidden or raised."""

    def __init__(self, *roots: Element | None) -> None:
        self.hidden: set[str] = set()
        self.raised: set[str] = set()
        for root in roots:
            for element in () if root is None else root.iter():
                if _name(element) == "style:text-properties":
                    self._take(element)

    def _take(self, properties: Element) -> None:
        name = _value(properties.getparent(), "style:name") or ""
        if _value(properties, "text:display") == "none":
            self.hidden.add(name)
        position = (_value(properties, "style:text-position") or "").split(" ")[0]
        if position == "super" or position.rstrip("%").strip("0").isdecimal():
            self.raised.add(name)


class _Reader:
    """Collects the lines and tables of a text; notes come after the text."""

    def __init__(self, file: str, looks: _Looks) -> None:
        self.file = file
        self.looks = looks
        self.lines: list[Line] = []
        self.shapes: list[Shape] = []
        self.count = 0
        self._notes: list[Element] = []
        self._boxes: list[Element] = []
        self._pieces: list[str] = []
        self._blank = True
        self._margins: set[str] = set()
        self._blocks: Mapping[str, Callable[[Element, Where], None]] = {
            "text:p": self._paragraph,
            "text:h": self._paragraph,
            "text:list": self._list,
            "text:section": self._section,
            "table:table": self._table,
        }

    def story(self, root: Element) -> None:
        """Read the text, then its notes."""
        self._read(root, Where())
        notes, self._notes = self._notes, []
        for note in notes:
            self._read(_child(note, "text:note-body"), Where(BlockKind.NOTE))

    def margin(self, part: Element) -> None:
        """Read a header or footer; one that says the same as an earlier one is left out."""
        before = len(self.lines)
        self._read(part, Where(BlockKind.MARGIN))
        said = "\n".join(line.text for line in self.lines[before:])
        if said in self._margins:
            del self.lines[before:]
        self._margins.add(said)

    def _read(self, parent: Element | None, where: Where) -> None:
        for element in () if parent is None else parent:
            name = _name(element)
            if name in self._blocks:
                self._blocks[name](element, where)
            elif name.startswith("draw:"):
                self._boxes += _boxes(element)
                self._read_boxes(where)
            elif name and name not in ASIDE and not name.endswith("-source"):
                self._read(element, where)

    def _section(self, section: Element, where: Where) -> None:
        if _value(section, "text:display") != "none" and not _is_hidden(section):
            self._read(section, where)

    def _list(self, listed: Element, where: Where) -> None:
        for entry in listed:
            is_item = _name(entry) == "text:list-item" and where.kind is BlockKind.PARAGRAPH
            self._read(entry, where._replace(kind=BlockKind.ITEM) if is_item else where)

    def _paragraph(self, element: Element, where: Where) -> None:
        self.count += 1
        number, self._pieces, self._blank = self.count, [], True
        if len(self.lines) >= MAX_LINES:
            raise too_large(self.file)
        is_free = where.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)
        level = _count(element, "text:outline-level") if _name(element) == "text:h" else 0
        kind, level = (BlockKind.HEADING, level) if level and is_free else (where.kind, 0)
        self._inline(element, raised=False)
        text = "".join(self._pieces)
        self.lines.append(Line(text, kind, number, level, where.table, where.row, where.column))
        self._read_boxes(where)

    def _read_boxes(self, where: Where) -> None:
        boxes, self._boxes = self._boxes, []
        free = where.kind in (BlockKind.CELL, BlockKind.ITEM)
        for box in boxes:
            self._read(box, Where() if free else Where(where.kind))

    def _inline(self, element: Element, *, raised: bool) -> None:
        style = _value(element, "text:style-name")
        if style in self.looks.hidden:
            return
        raised = raised or style in self.looks.raised
        self._add(element.text, raised=raised)
        for inner in element:
            self._shown(inner, raised=raised)
            self._add(inner.tail, raised=raised)

    def _shown(self, element: Element, *, raised: bool) -> None:
        name = _name(element)
        if name in SIGNS or name == "text:s":
            spaces = " " * min(_count(element, "text:c"), MAX_SPACES)
            self._pieces.append(SIGNS.get(name, spaces))
            self._blank = False
        elif name == "text:note":
            self._notes.append(element)
        elif name.startswith("draw:"):
            self._boxes += _boxes(element)
            self._inline_links(element, name, raised=raised)
        elif _wraps_text(element) and not _is_hidden(element):
            self._inline(element, raised=raised)

    def _inline_links(self, element: Element, name: str, *, raised: bool) -> None:
        if name == "draw:a":
            for inner in element:
                if not _name(inner).startswith("draw:"):
                    self._shown(inner, raised=raised)

    def _add(self, text: str | None, *, raised: bool) -> None:
        """Text with its blanks as readers show them: several are one, none at the start."""
        if not text:
            return
        shown = " ".join(text.translate(TO_SPACES).split(" "))
        while "  " in shown:
            shown = shown.replace("  ", " ")
        shown = shown[1:] if self._blank and shown.startswith(" ") else shown
        if shown:
            self._pieces.append(shown.translate(RAISED) if raised else shown)
            self._blank = shown.endswith(" ")

    def _table(self, table: Element, where: Where) -> None:
        if where.kind in (BlockKind.NOTE, BlockKind.MARGIN):
            for row in _rows(table):
                for cell in row:
                    self._read(cell, where)
            return
        number = len(self.shapes)
        self.shapes.append(Shape(0, ()))
        merges: list[tuple[int, int, int, int]] = []
        height = 0
        for row in _rows(table):
            repeat = _count(row, "table:number-rows-repeated")
            if height + repeat > MAX_ROWS:
                raise too_wide(self.file, str(number + 1), height + repeat, 1)
            for at in range(height, height + repeat if _has_text(row) else height):
                merges += self._row(row, number, at)
            height += repeat
        self.shapes[number] = Shape(height, merges)

    def _row(self, row: Element, table: int, at: int) -> Iterator[tuple[int, int, int, int]]:
        column = 0
        for cell in row:
            if _name(cell) not in CELLS:
                continue
            repeat = _count(cell, "table:number-columns-repeated")
            if column + repeat > MAX_COLUMNS:
                raise too_wide(self.file, str(table + 1), at + 1, column + repeat)
            if _name(cell) == CELLS[0]:
                for copy in range(column, column + repeat if _has_text(cell) else column):
                    self._read(cell, Where(BlockKind.CELL, table, at, copy))
                down = _count(cell, "table:number-rows-spanned")
                across = _count(cell, "table:number-columns-spanned")
                if down > 1 or across > 1:
                    yield at, column, at + down - 1, column + across - 1
            column += repeat


TO_SPACES = str.maketrans(dict.fromkeys(BLANKS, " "))


_name = names(PREFIXES)
"""``text:p`` and the like; ``""`` for what is no part of a text."""


def _wraps_text(element: Element) -> bool:
    name, tag = _name(element), element.tag
    if name:
        return name not in ASIDE
    return isinstance(tag, str) and not tag[1:].startswith(SILENT)


def _is_hidden(element: Element) -> bool:
    """Whether a section or a field with a condition shows nothing."""
    unsaid = "true" if _name(element) == "text:hidden-text" else "false"
    return (_value(element, "text:is-hidden") or unsaid) == "true"


def _value(element: Element | None, name: str) -> str | None:
    prefix, _, local = name.partition(":")
    found = None if element is None else element.get(f"{{{SPACE}{prefix}:1.0}}{local}")
    return None if found is None else str(found)


def _count(element: Element, name: str) -> int:
    found = (_value(element, name) or "").strip()
    return max(1, int(found[:9])) if found.isdecimal() else 1


def _child(element: Element | None, name: str) -> Element | None:
    return next((e for e in (() if element is None else element) if _name(e) == name), None)


def _boxes(drawing: Element) -> Iterator[Element]:
    """The text boxes and shapes with text in a drawing, none of those within another."""
    if any(_name(inner).startswith(("text:", "table:table")) for inner in drawing):
        yield drawing
        return
    for inner in drawing:
        if _name(inner).startswith("draw:"):
            yield from _boxes(inner)


def _rows(table: Element) -> Iterator[Element]:
    for element in table:
        name = _name(element)
        if name == "table:table-row":
            yield element
        elif name in ROWS:
            yield from _rows(element)


def _has_text(element: Element) -> bool:
    return any(_name(inner) in ("text:p", "text:h") and len(inner) + len(inner.text or "")
               for inner in element.iter())  # fmt: skip


def _margins(content: Element, styles: Element | None) -> Iterator[Element]:
    """The headers and footers of the page styles that the text uses, headers first."""
    pages = [e for e in (() if styles is None else styles.iter()) if
             _name(e) == "style:master-page"]  # fmt: skip
    used = _used_pages(content, styles, pages)
    for part in MARGINS:
        for page in pages:
            margin = _child(page, f"style:{part}")
            shown = margin is not None and _value(margin, "style:display") != "false"
            if shown and _value(page, "style:name") in used:
                yield margin


def _used_pages(content: Element, styles: Element | None, pages: list[Element]) -> set[str]:
    """The names of page styles: the first one, those that paragraphs ask for, and those that
    follow them.
    """
    roots = [root for root in (content, styles) if root is not None]
    asked = {_value(e, "style:master-page-name") for root in roots for e in root.iter()}
    following = {_value(p, "style:name"): _value(p, "style:next-style-name") for p in pages}
    used: set[str] = set()
    todo = [*asked, "Standard", *([_value(pages[0], "style:name")] if pages else [])]
    while todo:
        name = todo.pop()
        if name and name not in used:
            used.add(name)
            todo.append(following.get(name))
    return used
