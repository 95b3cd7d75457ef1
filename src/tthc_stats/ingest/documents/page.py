"""Web pages (.html, .mht): paragraphs, headings, items and the cells of every table."""

from __future__ import annotations

from collections.abc import Sequence
from email import message_from_bytes
from email.message import Message

from tthc_stats.ingest import legacy_text
from tthc_stats.ingest.documents.assembling import numbered
from tthc_stats.ingest.documents.lettering import repaired, texts
from tthc_stats.ingest.documents.page_flow import Paragraph, PlacedTable, flow_of
from tthc_stats.ingest.documents.refusals import nothing
from tthc_stats.ingest.readers.guard import foreign
from tthc_stats.ingest.readers.sniff import is_web_archive
from tthc_stats.ingest.readers.source import Source
from tthc_stats.ingest.readers.webpage import check_depth, code_page
from tthc_stats.model.document import Block, Document

FORMAT = "html"


def read(source: Source) -> Document:
    """A document whose blocks have the number of their paragraph.

    Raises UnreadableError for broken text or a page nested too deeply, NotUnderstoodError
    for letters in an encoding that is not certain.
    """
    charset = ""
    if is_web_archive(source):
        source, charset = _first_page(source)
    for text, codec in texts(source, code_page(source.data, charset)):
        paragraphs, tables = _flow(text, source.file)
        shown, legacy = repaired([paragraph.text for paragraph in paragraphs])
        if legacy or codec:
            return _document(source.file, paragraphs, shown, tables, legacy or codec)
    raise AssertionError  # the last reading always has a codec


def _first_page(source: Source) -> tuple[Source, str]:
    """The page of a web archive, and its charset: the first part that is HTML, or else text."""
    with foreign(source.file):
        parts = list(message_from_bytes(source.data).walk())
        for kind in ("text/html", "text/plain"):
            for part in parts:
                if part.get_content_type() == kind:
                    return Source(_content(part), source.file), part.get_content_charset() or ""
    raise nothing(source.file)


def _content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _flow(text: str, file: str) -> tuple[list[Paragraph], list[PlacedTable]]:
    check_depth(text, file)
    with foreign(file):
        return flow_of(text)


def _document(
    file: str,
    paragraphs: Sequence[Paragraph],
    shown: Sequence[str],
    tables: Sequence[PlacedTable],
    encoding: str | None,
) -> Document:
    cleaned = [legacy_text.clean(text) for text in shown]
    for paragraph, text in zip(paragraphs, cleaned, strict=True):
        if paragraph.cell:
            paragraph.cell.pieces.append(text + "\n")
    grids = [table.grid(file, str(number)) for number, table in enumerate(tables, 1)]
    blocks = _blocks(paragraphs, cleaned)
    return Document(file, FORMAT, "\n".join(cleaned), blocks, grids, encoding)


def _blocks(paragraphs: Sequence[Paragraph], cleaned: Sequence[str]) -> list[Block]:
    blocks: list[Block] = []
    start = 0
    for number, (paragraph, text) in enumerate(zip(paragraphs, cleaned, strict=True), 1):
        if text:
            blocks.append(paragraph.block(start, start + len(text), number))
        start += len(text) + 1
    return numbered(blocks)
