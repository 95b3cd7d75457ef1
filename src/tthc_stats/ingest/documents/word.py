"""Word documents (.docx): paragraphs, tables, notes, headers and footers in one text.

What Word would print is read: insertions but no deletions, results of fields, no hidden text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tthc_stats.ingest.documents.assembling import Line, assembled
from tthc_stats.ingest.documents.word_parts import WordParts, child, is_on
from tthc_stats.ingest.documents.word_styles import Styles
from tthc_stats.ingest.documents.word_text import (
    Paragraph,
    Walk,
    Where,
    margin_relations,
    shown_notes,
)
from tthc_stats.ingest.readers.source import Source
from tthc_stats.model.document import BlockKind, Document

FORMAT = "docx"


class Written(NamedTuple):
    """A document, its paragraphs as they stand in the file, and which one each block is."""

    document: Document
    paragraphs: Sequence[Paragraph]
    of_block: Sequence[int]
    parts: WordParts


def read(source: Source) -> Document:
    """The text of a Word document.

    Raises UnreadableError for one that is broken, protected or too large, NotUnderstoodError
    for an old or foreign one, and for texts in a font encoding beside Unicode.
    """
    return written(source).document


def written(source: Source) -> Written:
    """The text with the elements that show it. Raises as ``read`` does."""
    parts = WordParts(source)
    walk = Walk(Styles(parts.related("styles")), parts.file)
    walk.story(child(parts.root, "w:body"))
    _read_notes(parts, walk)
    _read_margins(parts, walk)
    lines = [_line(paragraph) for paragraph in walk.paragraphs]
    document, of_block = assembled(parts.file, FORMAT, lines, walk.shapes)
    return Written(document, walk.paragraphs, of_block, parts)


def _line(paragraph: Paragraph) -> Line:
    return Line(
        paragraph.text,
        paragraph.kind,
        paragraph.number,
        paragraph.level,
        paragraph.table,
        paragraph.row,
        paragraph.column,
    )


def _read_notes(parts: WordParts, walk: Walk) -> None:
    """The notes that the text refers to, each once; what nothing refers to, Word hides."""
    seen: set[tuple[str, str]] = set()
    for part in ("footnotes", "endnotes"):
        marks = [mark for mark in walk.notes if mark.part == part]
        root = parts.related(part) if marks else None
        notes = {} if root is None else shown_notes(root)
        for mark in marks:
            if mark.id in notes and (part, mark.id) not in seen:
                seen.add((part, mark.id))
                walk.story(notes[mark.id], Where(BlockKind.NOTE, host=mark.spot))


def _read_margins(parts: WordParts, walk: Walk) -> None:
    settings = parts.related("settings")
    even = bool(is_on(child(settings, "w:evenAndOddHeaders")))
    found = [parts.relations.get(key) for key in margin_relations(parts.root, even=even)]
    for path in dict.fromkeys(target[1] for target in found if target):
        if path in parts.package.members:
            walk.story(parts.tree(path), Where(BlockKind.MARGIN))
