"""XML parts of documents as trees."""

from __future__ import annotations

from typing import Any

from lxml import etree

from tthc_stats.ingest.documents.protected import damaged, too_large, worded
from tthc_stats.ingest.readers.limits import MIB
from tthc_stats.ingest.readers.package import Package

Element = Any
"""An element of lxml, which has no types."""
MAX_XML = 128 * MIB
"""What a part may have that is kept as a tree: some thousand pages."""


def tree(package: Package, path: str) -> Element:
    """The root of a part of a checked package.

    Raises UnreadableError for broken XML, and for a part that is too large to be kept.
    """
    member = package.members.get(path)
    if member and member.size > MAX_XML:
        raise too_large(package.file)
    with worded(package.file):
        return parsed(package.read(path), package.file)


def parsed(data: bytes, file: str) -> Element:
    """XML as a tree, entities and networks off. Raises UnreadableError for broken XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise damaged(file) from error
