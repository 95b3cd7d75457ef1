"""The parts of a Word document as trees (ECMA-376 part 1, section 11)."""

from __future__ import annotations

from collections.abc import Iterator

from tthc_stats.ingest.documents.refusals import in_words_for_documents, no_text_document
from tthc_stats.ingest.documents.trees import Element, checked_package, names, tree
from tthc_stats.ingest.readers.package import Package
from tthc_stats.ingest.readers.relations import DOCUMENT, Relations, relations
from tthc_stats.ingest.readers.source import Source

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
SPACES = {
    TRANSITIONAL: "w",
    STRICT: "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
}
RELATED = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


name_of = names(SPACES)
"""``w:p`` and the like, in both editions of the standard; ``""`` for what is not Word's."""


def children(element: Element, *names: str) -> Iterator[Element]:
    """The children of some names."""
    return (child for child in element if name_of(child) in names)


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of a name, and so on down the path."""
    found = element
    for name in path:
        inside = () if found is None else found
        found = next((inner for inner in inside if name_of(inner) == name), None)
    return found


def value(element: Element | None, name: str = "val") -> str | None:
    """An attribute ``w:name``; ``None`` for an element that is not there."""
    if element is None:
        return None
    found = element.get(f"{{{TRANSITIONAL}}}{name}", element.get(f"{{{STRICT}}}{name}"))
    return None if found is None else str(found)


def number(element: Element | None, name: str = "val") -> int | None:
    """An attribute as a whole number; ``None`` for none."""
    found = (value(element, name) or "").strip()
    return int(found[:9]) if found.isdecimal() else None


def is_on(element: Element | None) -> bool | None:
    """A property that is on or off; ``None`` where it is not stated."""
    return None if element is None else value(element) not in ("0", "false", "off")


def relation(element: Element) -> str:
    """The relation that an element points to by ``r:id``."""
    return next(
        (str(element.get(f"{{{space}}}id")) for space in RELATED if element.get(f"{{{space}}}id")),
        "",
    )


class WordParts:
    """A checked package, its main part, and the parts that this one refers to.

    Raises UnreadableError for a broken or protected package, NotUnderstoodError for one
    that is no Word document.
    """

    @in_words_for_documents()
    def __init__(self, source: Source) -> None:
        self.file = source.file
        self.package: Package = checked_package(source)
        mains = {path for kind, path in self._of("").values() if kind.endswith(DOCUMENT)}
        self.main = mains.pop() if len(mains) == 1 else ""
        if self.main not in self.package.members:
            raise no_text_document(self.file)
        self.relations: Relations = self._of(self.main)
        self.root: Element = self.tree(self.main)
        if name_of(self.root) != "w:document" or child(self.root, "w:body") is None:
            raise no_text_document(self.file)

    def _of(self, part: str) -> Relations:
        return relations(self.package, part)

    def tree(self, path: str) -> Element:
        """The root of a part. Raises UnreadableError for broken XML."""
        return tree(self.package, path)

    def path_of(self, kind: str) -> str | None:
        """The path of the part of a kind such as ``styles``; ``None`` where there is none."""
        paths = sorted(path for of, path in self.relations.values() if of.endswith(f"/{kind}"))
        return next((path for path in paths if path in self.package.members), None)

    def related(self, kind: str) -> Element | None:
        """The root of the part of a kind; ``None`` where there is none."""
        path = self.path_of(kind)
        return None if path is None else self.tree(path)
