"""Markdown (.md): a text whose signs of markup stay, so that offsets count the file's own."""

from __future__ import annotations

from collections.abc import Sequence

from tthc_stats.ingest.documents.lines import Line
from tthc_stats.ingest.documents.plain import certain_text, document, lines_of
from tthc_stats.ingest.readers.source import Source
from tthc_stats.model.document import Document
from tthc_stats.model.pattern import pattern

FORMAT = "md"
_HEADING = pattern(r"(#{1,6})[ \t]+")
_UNDERLINE = {"=": 1, "-": 2}
_DRESS = pattern(r"(?:>[ \t]?)+|\*{2,3}|_{1,3}|\*(?=\S)")
"""Signs of quotations and emphasis before the words of a line."""


def read(source: Source) -> Document:
    """A document whose blocks have the number of their first line. Raises as ``plain`` does."""
    text, encoding = certain_text(source)
    return document(source.file, FORMAT, text, _judged(lines_of(text)), encoding)


def _judged(lines: Sequence[Line]) -> list[Line]:
    found: list[Line] = []
    for line in lines:
        level = _underlined(found, line)
        if level:
            found[-1] = found[-1]._replace(level=level)
        found.append(_undressed(line))
    return found


def _underlined(found: Sequence[Line], line: Line) -> int:
    """The level that a line gives to the one above, as its underline."""
    marks = set(line.text)
    if not found or line.apart or len(marks) != 1 or found[-1].level:
        return 0
    alone = found[-1].apart or len(found) == 1
    return _UNDERLINE.get(marks.pop(), 0) if alone else 0


def _undressed(line: Line) -> Line:
    if heading := _HEADING.match(line.text):
        return line._replace(level=len(heading[1]))
    dress = _DRESS.match(line.text)
    bare = line.text[dress.end() :].rstrip("*_") if dress else line.text
    return line._replace(text=bare or line.text)
