"""Paths, streams and standard input; files that are something else; what gets imported."""

from __future__ import annotations

import bz2
import gzip
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from _build_grids import cells, read
from _build_ods import ods, ods_parts
from _build_xls import compound
from _build_zip import root_relations, xlsx, zipped

from tthc_stats.ingest.readers import read_grids, source
from tthc_stats.model.errors import NotUnderstoodError, TthcError, UnreadableError

DATA = xlsx('<row r="1"><c r="A1"><v>1</v></c></row>')

OTHER_FILES: dict[str, tuple[bytes, str]] = {
    "picture.xlsx": (b"\x89PNG\r\n\x1a\n" + bytes(40), "a PNG picture"),
    "picture.xls": (b"\xff\xd8\xff\xe0" + bytes(40), "a JPEG picture"),
    "picture.csv": (b"GIF89a" + bytes(40), "a GIF picture"),
    "report.xlsx": (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
    "report.xls": (b"{\\rtf1\\ansi x}", "an RTF document"),
    "table.xlsx": (zipped({"word/document.xml": "<a/>"}), "a Word document"),
    "table2.xlsx": (
        zipped({"_rels/.rels": root_relations("word/document.xml"), "word/document.xml": "<a/>"}),
        "a Word document",
    ),
    "slides.xlsx": (zipped({"ppt/presentation.xml": "<a/>"}), "a PowerPoint presentation"),
    "text.ods": (
        zipped(ods_parts() | {"mimetype": "application/vnd.oasis.opendocument.text"}),
        "an OpenDocument file that is no spreadsheet",
    ),
    "numbers.xlsx": (zipped({"Index/Document.iwa": b"x"}), "an Apple Numbers"),
    "many.xlsx": (zipped({"a.csv": "1,2", "../../b.csv": "3,4"}), "a zip archive"),
    "none.xlsx": (zipped({}), "an archive"),
    "letter.xls": (compound({"WordDocument": b""}), "a Word document"),
    "picture.png.gz": (gzip.compress(b"\x89PNG\r\n\x1a\n" + bytes(40)), "a PNG picture"),
    "picture.png.bz2": (bz2.compress(b"\x89PNG\r\n\x1a\n" + bytes(40)), "a PNG picture"),
    "data.db": (b"SQLite format 3\x00" + bytes(90), "an SQLite database"),
    "data.parquet": (b"PAR1" + bytes(40), "a Parquet file"),
    "data.json": (b'{"a": [1, 2]}', "a JSON document"),
    "data.xml": (b'<?xml version="1.0"?><a>1</a>', "an XML document"),
    "book.xml": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "an Excel 2003 XML file",
    ),
    "book.fods": (
        (
            b'<?xml version="1.0"?>'
            b'<o:document xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>'
        ),
        "a flat OpenDocument file",
    ),
}


@pytest.mark.parametrize("name", OTHER_FILES)
def test_files_of_other_kinds_are_named(name: str, tmp_path: Path) -> None:
    content, what = OTHER_FILES[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableError, match=f"This is {what}") as caught:
        read_grids(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    assert caught.value.hint is not None


def test_the_suffix_means_nothing(tmp_path: Path) -> None:
    path = tmp_path / "bảng.csv"
    path.write_bytes(DATA)
    assert [(g.format, g.file) for g in read_grids(str(path))] == [("xlsx", str(path))]


def test_nothing_is_unpacked_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    read_grids(io.BytesIO(DATA))
    assert list(tmp_path.iterdir()) == []


# ---- where bytes come from ---------------------------------------------------------------


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(DATA)))
    (grid,) = read_grids("-")
    assert (grid.file, cells(grid)) == ("-", {"A1": 1})


@pytest.mark.parametrize("closed", [True, False], ids=["closed", "none"])
def test_closed_standard_input(closed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(DATA))
    stream.close()
    monkeypatch.setattr(sys, "stdin", stream if closed else None)
    with pytest.raises(UnreadableError, match="Standard input is closed"):
        read_grids("-")


def test_streams_and_names(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(DATA)
    assert read_grids(io.BytesIO(DATA))[0].file == "-"
    assert read_grids(io.BytesIO(DATA), name="tháng 7")[0].file == "tháng 7"
    with path.open("rb") as stream:
        assert read_grids(stream)[0].file == str(path)
    assert read_grids(path, name="b")[0].file == "b"


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"There is no such file\. Check the path\."):
        read_grids(tmp_path / "a.xlsx")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="a folder, not a file"):
        read_grids(tmp_path)


def test_a_path_that_no_system_knows() -> None:
    with pytest.raises(UnreadableError, match="could not be read"):
        read_grids("a\x00b.xlsx")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything may be read here")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(DATA)
    path.chmod(0)
    with pytest.raises(UnreadableError, match="may not be read"):
        read_grids(path)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (PermissionError(13, "x"), "may not be read"),
        (OSError(5, "x"), "could not be read"),
        (ConnectionResetError(), "could not be read"),
    ],
)
def test_a_stream_that_fails(error: OSError, message: str) -> None:
    class Failing(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _: object) -> int:
            raise error

    with pytest.raises(UnreadableError, match=message):
        read_grids(io.BufferedReader(Failing()))


def test_an_endless_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_FILE", 1000)
    with pytest.raises(UnreadableError, match="too large"):
        read(b"a,b\n" * 1000)


@pytest.mark.parametrize("data", [b"", b"\n \n", xlsx(""), ods()])
def test_nothing_in_it(data: bytes) -> None:
    with pytest.raises(NotUnderstoodError) as caught:
        read(data)
    assert caught.value.exit_status == 65


@pytest.mark.parametrize("error", [MemoryError, RecursionError])
def test_what_does_not_fit_is_refused(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise error

    monkeypatch.setattr("tthc_stats.ingest.readers.delimited.read", fail)
    with pytest.raises(UnreadableError):
        read(b"a,b\n")


def test_a_bug_is_not_dressed_up_as_a_damaged_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise AttributeError

    monkeypatch.setattr("tthc_stats.ingest.readers.delimited.read", fail)
    with pytest.raises(AttributeError):
        read(b"a,b\n")


def test_a_panic_is_caught_though_it_is_no_exception() -> None:
    class Panic(BaseException):
        pass

    from tthc_stats.ingest.readers.guard import foreign

    with pytest.raises(UnreadableError), foreign("tệp"):
        raise Panic
    with pytest.raises(KeyboardInterrupt), foreign("tệp"):
        raise KeyboardInterrupt


def test_every_error_of_a_file_ends_with_66() -> None:
    with pytest.raises(TthcError) as caught:
        read(b"%PDF-1.7")
    assert caught.value.exit_status == 66


HEAVY = {"xlrd", "selectolax", "csv", "openpyxl", "pandas", "zipfile", "email", "html"}
PROGRAM = """
import sys
from tthc_stats.ingest.readers import read_grids
before = set(sys.modules)
read_grids(sys.argv[1])
print(*{name.partition('.')[0] for name in set(sys.modules) - before})
"""


@pytest.mark.parametrize(
    ("data", "needed"),
    [
        (DATA, set()),
        (b"a,b\n1,2\n", {"csv"}),
        (b"<table><tr><td>1</table>", {"selectolax"}),
    ],
)
def test_a_format_imports_only_what_it_needs(data: bytes, needed: set[str], tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(data)
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path)], capture_output=True, text=True, check=True
    )
    assert set(run.stdout.split()) & HEAVY == needed
