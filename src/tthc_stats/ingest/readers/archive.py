"""Web pages saved as a single file (MHTML), which Excel too saves under the name .xls."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message

from tthc_stats.ingest.readers.guard import foreign
from tthc_stats.ingest.readers.source import Source
from tthc_stats.ingest.readers.webpage import no_table, page_grid
from tthc_stats.model.grid import Grid

TABLE = re.compile(rb"<table[\s>]", re.IGNORECASE)
LISTED = re.compile(
    r"<x:Name>([^<]*)</x:Name>\s*<x:WorksheetSource\s+HRef=\"([^\"]*)\"", re.IGNORECASE
)
"""A workbook's first page names its sheets and the pages that hold them."""
Page = tuple[str | None, bytes, str]
"""The name of a sheet, the bytes of its page, and the character set that goes with them."""


def read(source: Source) -> list[Grid]:
    """One grid for every page that is a sheet.

    Raises UnreadableError for a broken archive, NotUnderstoodError for one without a table.
    """
    with foreign(source.file):
        archive = message_from_bytes(source.data)
        parts = [part for part in archive.walk() if part.get_content_type() == "text/html"]
        pages = _listed(parts) or [(None, *_content(part)) for part in parts]
    pages = [page for page in pages if TABLE.search(page[1])]
    if not pages:
        raise no_table(source.file)
    chosen = source.choose([name for name, _, _ in pages])
    return [_grid(source, pages[n]) for n in chosen]


def _grid(source: Source, page: Page) -> Grid:
    name, data, charset = page
    return page_grid(data, source.file, name=name, charset=charset)


def _listed(parts: list[Message]) -> list[Page]:
    """The pages of the sheets by the list on the first page; the tab strip is not in it."""
    if not parts:
        return []
    data, charset = _content(parts[0])
    front = data.decode(charset if charset == "utf-8" else "latin-1", errors="replace")
    by_name = {_file_name(part.get("Content-Location", "")): part for part in parts}
    listed = [(name, by_name.get(_file_name(address))) for name, address in LISTED.findall(front)]
    return [(name, *_content(part)) for name, part in listed if part is not None]


def _file_name(address: str) -> str:
    return address.replace("\\", "/").rpartition("/")[2].lower()


def _content(part: Message) -> tuple[bytes, str]:
    payload = part.get_payload(decode=True)
    charset = part.get_content_charset() or ""
    return (payload if isinstance(payload, bytes) else b""), charset
