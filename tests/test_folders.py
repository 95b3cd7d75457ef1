"""Folders and patterns as inputs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tthc_stats.api.reading import read
from tthc_stats.api.summary import summarize
from tthc_stats.model.counts import Count
from tthc_stats.model.errors import UnreadableError

TABLE = "Đơn vị,Tổng tiếp nhận,Đã giải quyết\n{unit},5,3\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b", "a", "c"):
        (tmp_path / f"{name}.csv").write_text(TABLE.format(unit=f"Xã {name}"), "utf-8")
    (tmp_path / "note.docx").write_bytes(b"PK")
    (tmp_path / "~$a.xlsx").write_bytes(b"lock")
    return tmp_path


def test_the_files_of_a_folder_are_read_in_the_order_of_their_names(folder: Path) -> None:
    reading = read(folder)
    assert [Path(grid.file).name for grid in reading.grids] == ["a.csv", "b.csv", "c.csv"]
    assert [Path(skipped.grid.file).name for skipped in reading.skipped] == ["note.docx"]
    assert summarize(reading).total.counts[Count.RECEIVED] == 15


def test_a_pattern_that_nobody_has_resolved_is_resolved(folder: Path) -> None:
    reading = read(str(folder / "[ab].csv"))
    assert [Path(grid.file).name for grid in reading.grids] == ["a.csv", "b.csv"]


def test_a_file_named_like_a_pattern_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a[1].csv"
    path.write_text(TABLE.format(unit="Xã A"), "utf-8")
    assert [grid.file for grid in read(path).grids] == [str(path)]


@pytest.mark.parametrize("name", ["", "*.xlsx"])
def test_nothing_to_read_is_said(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no table in it"):
        read(str(tmp_path / name))
