"""Layouts as data: every file in layout_cases/ lists caption paths and what they mean."""

import tomllib
from pathlib import Path

import pytest

from tthc_stats.ingest.columns import columns_of
from tthc_stats.ingest.layouts import recognise
from tthc_stats.model.table import Column, ColumnKind

CASES = sorted((Path(__file__).parent / "layout_cases").glob("*.toml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_layout(path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    paths = [tuple(caption.split(" > ")) for caption, _ in case["columns"]]
    name, columns, _ = recognise(columns_of(paths), None)
    assert name == case["layout"]
    meant = [[column.caption.replace(" › ", " > "), _meaning(column)] for column in columns]
    assert meant == case["columns"]


def _meaning(column: Column) -> str:
    if column.kind is ColumnKind.COUNT:
        inside = f" inside {column.inside}" if column.inside else ""
        return " ".join(count.value for count in column.counts) + inside
    if column.kind is ColumnKind.SHARE:
        return f"share {column.share.numerators[0].value}" if column.share else "share"
    if column.kind is ColumnKind.LABEL:
        return column.dimension.value if column.dimension else "label"
    return str(column.kind.value)
