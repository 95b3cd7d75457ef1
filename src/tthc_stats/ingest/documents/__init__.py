"""Readers of documents: the bytes of a report become one ``Document``.

What a file is, is decided by its content; only Markdown is told from plain text by its name.
To add a format, write a module with ``read(source)`` and add a line to ``FAMILIES``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from typing import BinaryIO

from tthc_stats.ingest.documents import kinds
from tthc_stats.ingest.documents.refusals import in_words_for_documents, nothing
from tthc_stats.ingest.readers.guard import damaged, too_large
from tthc_stats.ingest.readers.sniff import BLANK, packing
from tthc_stats.ingest.readers.source import Source, load
from tthc_stats.model.document import Document

FAMILIES: tuple[tuple[str, Callable[[Source], bool]], ...] = (
    ("word", kinds.is_word),
    ("odt", kinds.is_odt),
    ("pdf", kinds.is_pdf),
    ("markdown", kinds.is_markdown),
    ("page", kinds.is_page),
    ("plain", kinds.is_text),
)
"""The module that reads a kind of file, and how that kind is told from the ones below."""


def read_document(
    source: str | os.PathLike[str] | BinaryIO, *, name: str | None = None
) -> Document:
    """The text of a report with its blocks and tables.

    source: a path, ``"-"`` for standard input, or a binary stream. name: what to call it in
    messages; its ending tells Markdown from plain text.

    Raises UnreadableError (missing, broken, protected, of a kind that is not read) and
    NotUnderstoodError (nothing in it, no text layer, letters that are not certain, a table).
    """
    with in_words_for_documents():
        loaded = load(source, name, ())
        try:
            document = _read(loaded)
        except MemoryError as error:
            raise too_large(loaded.file) from error
        except RecursionError as error:
            raise damaged(loaded.file) from error
        if not document.blocks:
            raise nothing(loaded.file)
    return document


def _read(source: Source) -> Document:
    if kind := packing(source.head):
        from tthc_stats.ingest.readers.packed import unpacked

        source = Source(unpacked(source.data, kind, source.file), source.file)
    if not source.data.strip(BLANK):
        raise nothing(source.file)
    document: Document = import_module(f"{__name__}.{family(source)}").read(source)
    return document


def family(source: Source) -> str:
    """The module that reads a source. Raises for what is no report, saying what it is."""
    kinds.refuse_foreign(source)
    return next(module for module, is_it in FAMILIES if is_it(source))
