"""Delimited text, packed or not, of which only the head is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from tthc_stats.ingest.layouts import Layout
from tthc_stats.ingest.legacy_text import ENCODINGS
from tthc_stats.ingest.readers import family, limits
from tthc_stats.ingest.readers.decoding import readings
from tthc_stats.ingest.readers.delimited import delimiter_in
from tthc_stats.ingest.readers.delimited import read as read_delimited
from tthc_stats.ingest.readers.packed import pieces
from tthc_stats.ingest.readers.sniff import packing
from tthc_stats.ingest.readers.source import Source
from tthc_stats.ingest.tables import Reading, register_of
from tthc_stats.model.errors import NotUnderstoodError
from tthc_stats.model.grid import Grid
from tthc_stats.model.register import TextFile
from tthc_stats.model.text import T


def read(path: str, sheets: Sequence[str], layout: Layout | None) -> Reading | None:
    """The register whose header stands in the first rows of a text; ``None`` where there is
    none, or where the text is small enough to be read whole.
    """
    head, packed = _head(path)
    if head is None:
        return None
    source = Source(head, path, sheets, partial=True)
    if family(source) != "delimited":
        return None
    (grid,) = read_delimited(source)
    register = register_of(grid, layout)
    if register is None or register.first_row >= len(grid.rows):
        return None
    if grid.encoding in ENCODINGS:
        raise NotUnderstoodError(
            T("A text as large as this must be in Unicode, not in {codec}.", codec=grid.encoding),
            place=path,
            hint=T("Convert it to UTF-8, or split it into smaller files."),
        )
    text, codec = _text(source, grid)
    widths = Counter(grid.fields[register.first_row :])
    origin = TextFile(
        path,
        delimiter_in(text),
        widths.most_common(1)[0][0],
        codec,
        packed,
        '="' in text,
    )
    return Reading(grids=[grid], registers=[register._replace(origin=origin)])


def _head(path: str) -> tuple[bytes | None, str | None]:
    """The first whole lines, unpacked, and how the file is packed; no head of small ones."""
    with open(path, "rb") as file:
        packed = packing(file.read(8))
        file.seek(0)
        if packed is None:
            return _whole_lines(file.read(limits.HEAD)), None
        most = limits.LARGE_TEXT // limits.MIB + 1
        head, size = b"", 0
        for piece in islice(pieces(file, packed, path), 64 * most):
            size += len(piece)
            if len(head) < limits.HEAD:
                head += piece
            if size > limits.LARGE_TEXT:
                return _whole_lines(head[: limits.HEAD]), packed
        return None, packed


def _whole_lines(data: bytes) -> bytes:
    end = data.rfind(b"\n") + 1
    wide = b"\x00" in data[:64]
    return data[: end + end % 2] if wide else data[:end]


def _text(source: Source, grid: Grid) -> tuple[str, str]:
    """The text as the grid was read from it, and its codec by its Python name."""
    for text, codec in readings(source.data, source.file):
        if codec == grid.encoding:
            return text, codec or "latin-1"
    return next((text, "latin-1") for text, _ in readings(source.data, source.file))
