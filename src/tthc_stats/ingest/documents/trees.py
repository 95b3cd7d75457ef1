"""Packages of documents, and their XML parts as trees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from lxml import etree

from tthc_stats.ingest.documents.kinds import refuse_foreign
from tthc_stats.ingest.documents.refusals import in_words_for_documents, no_text_document
from tthc_stats.ingest.readers.guard import damaged, too_large
from tthc_stats.ingest.readers.limits import MIB
from tthc_stats.ingest.readers.package import Package
from tthc_stats.ingest.readers.source import Source

Element = Any
"""An element of lxml, which has no types."""
MAX_XML = 128 * MIB
"""What a part may have that is kept as a tree: some thousand pages."""


def checked_package(source: Source) -> Package:
    """The zip container of a document, every part unpacked once and free of document types.

    Raises UnreadableError for one that is broken, protected or absurdly large, and for any
    other file what ``refuse_foreign`` does, or NotUnderstoodError.
    """
    if source.package is None:
        refuse_foreign(source)
        raise no_text_document(source.file)
    source.package.check({})
    return source.package


@in_words_for_documents()
def tree(package: Package, path: str) -> Element:
    """The root of a part of a checked package.

    Raises UnreadableError for broken XML, and for a part that is too large to be kept.
    """
    member = package.members.get(path)
    if member and member.size > MAX_XML:
        raise too_large(package.file)
    return parsed(package.read(path), package.file)


@in_words_for_documents()
def parsed(data: bytes, file: str) -> Element:
    """XML as a tree, entities and networks off. Raises UnreadableError for broken XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise damaged(file) from error


def names(prefixes: Mapping[str, str]) -> Callable[[Element], str]:
    """How elements are called in short, by the prefixes of their namespaces.

    The names are ``""`` for elements of other namespaces, comments and instructions.
    """

    @lru_cache(maxsize=4096)
    def short(tag: str) -> str:
        space, _, local = tag[1:].rpartition("}")
        prefix = prefixes.get(space)
        return f"{prefix}:{local}" if prefix else ""

    def name_of(element: Element) -> str:
        tag = element.tag
        return short(tag) if isinstance(tag, str) else ""

    return name_of
