"""Reading from bytes, and documents written down in short."""

from __future__ import annotations

from io import BytesIO

from tthc_stats.ingest.documents import read_document
from tthc_stats.ingest.legacy_text import clean
from tthc_stats.model.document import Block, BlockKind, Document


def read(data: bytes | str, name: str = "bao-cao") -> Document:
    return read_document(BytesIO(data.encode() if isinstance(data, str) else data), name=name)


def written(document: Document) -> list[str]:
    """Every block as ``kind: text``; see text_cases.toml."""
    return [
        f"{label(block)}: " + document.text[block.start : block.end].replace("\n", " / ")
        for block in document.blocks
    ]


def label(block: Block) -> str:
    if block.kind is BlockKind.CELL:
        return f"cell {block.table}.{block.row}.{block.column}"
    return f"{block.kind} {block.level}" if block.level else str(block.kind)


def is_sound(document: Document) -> None:
    """Blocks are in order, apart from one another and never blank; cells say what grids say."""
    end = -1
    for block in document.blocks:
        text = document.text[block.start : block.end]
        assert end < block.start < block.end <= len(document.text)
        assert text == text.strip() != ""
        end = block.end
        if block.kind is BlockKind.CELL:
            assert block.table is not None
            assert block.row is not None
            assert block.column is not None
            value = document.tables[block.table].value(block.row, block.column)
            assert value is None or bare(text) in bare(str(value))
    assert [table.sheet for table in document.tables] == [
        str(number) for number in range(1, len(document.tables) + 1)
    ]


def bare(text: str) -> str:
    """The text as grids have it, without blanks."""
    return "".join(clean(text).split())
