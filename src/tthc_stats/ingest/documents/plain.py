"""Plain text (.txt, standard input): the text as it stands, and its paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tthc_stats.ingest.documents.lettering import repaired, texts
from tthc_stats.ingest.documents.lines import Line, blocks, kind_of, wrapped
from tthc_stats.ingest.documents.rows import TextTable, find_tables
from tthc_stats.ingest.readers.source import Source
from tthc_stats.model.document import Block, BlockKind, Document
from tthc_stats.model.grid import Grid

FORMAT = "txt"


def read(source: Source) -> Document:
    """A document whose blocks have the number of their first line.

    Raises UnreadableError for what is no text, NotUnderstoodError for letters in an encoding
    that is not certain.
    """
    text, encoding = certain_text(source)
    return document(source.file, FORMAT, text, lines_of(text), encoding)


def certain_text(source: Source) -> tuple[str, str | None]:
    """The text in Unicode and the encoding it was in."""
    for text, codec in texts(source):
        lines, legacy = repaired(text.split("\n"))
        if legacy:
            return "\n".join(lines), legacy
        if codec:
            return text, codec
    raise AssertionError  # the last reading always has a codec


def lines_of(text: str) -> list[Line]:
    """The lines of a text that are not blank."""
    found: list[Line] = []
    start, blank_above = 0, False
    for number, raw in enumerate(text.split("\n"), 1):
        bare = raw.strip()
        if bare:
            at = start + len(raw) - len(raw.lstrip())
            found.append(Line(bare, at, at + len(bare), number, blank_above))
        blank_above = not bare
        start += len(raw) + 1
    return found


def document(
    file: str,
    format: str,  # noqa: A002 (the document's own word)
    text: str,
    lines: Sequence[Line],
    encoding: str | None,
) -> Document:
    """The document of a text with these lines; rows of tables become cells."""
    found: list[Block] = []
    tables: list[Grid] = []
    for part in find_tables(lines, text):
        if isinstance(part, TextTable):
            found += part.cells(len(tables))
            tables.append(part.grid(file, format, str(len(tables) + 1)))
        else:
            found += _paragraphs(part)
    return Document(file, format, text, found, tables, encoding)


def _paragraphs(lines: Sequence[Line]) -> Iterator[Block]:
    for block in blocks(wrapped(lines)):
        first = block[0]
        kind, level = kind_of(" ".join(line.text for line in block))
        if first.level:
            kind, level = BlockKind.HEADING, first.level
        yield Block(first.start, block[-1].end, kind, line=first.number, level=level)
