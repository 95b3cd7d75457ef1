"""Names of files that are no Unicode, as old archives have them: printed with “?”."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from _running import AUGUST, SAMPLES, SEPTEMBER, Ran, inside

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode elsewhere")
BAD = "\udcff"
"""How Python writes the byte FF of a name (PEP 383)."""

COMMANDS = {
    "summarize": ["summarize", "AUGUST", "--by", "file"],
    "check": ["check", "AUGUST"],
    "inspect": ["inspect", "AUGUST"],
    "rank": ["rank", "AUGUST"],
    "compare": ["compare", "AUGUST", "SEPTEMBER"],
    "form": ["form", "ii06a", "AUGUST"],
    "report": ["report", "AUGUST", "--by", "file"],
    "dossiers": ["dossiers", "late", "REGISTER", "--period", "2026-08"],
}
REGISTER = SAMPLES / "so-theo-doi-2026-08.xlsx"
TEXTS = ("table", "csv", "json", "md", "html")


@pytest.fixture
def named(tmp_path: Path) -> dict[str, Path]:
    """Copies of samples under names that are no Unicode."""
    copies = {"AUGUST": AUGUST, "SEPTEMBER": SEPTEMBER, "REGISTER": REGISTER}
    return {
        word: Path(shutil.copy(sample, tmp_path / f"{word}-{BAD}{sample.suffix}"))
        for word, sample in copies.items()
    }


def run(words: list[str], named: dict[str, Path], *more: object) -> Ran:
    return inside(*(named.get(word, word) for word in words), *more)


@pytest.mark.parametrize("format_", TEXTS)
@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_every_command_prints_them(words: list[str], format_: str, named: dict[str, Path]) -> None:
    ran = run(words, named, "--format", format_)
    if ran.status == 2:
        assert format_ in ran.err  # not a format of this command
    else:
        assert ran.status == 0
        assert ran.text.endswith("\n")


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_every_command_writes_them_into_workbooks(
    words: list[str], named: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "out.xlsx"
    assert run(words, named, "-o", path).status == 0
    with ZipFile(path) as book:
        for name in book.namelist():
            assert BAD.encode("utf-8", "surrogatepass") not in book.read(name)


def test_a_folder_of_outputs_may_have_such_a_name(named: dict[str, Path], tmp_path: Path) -> None:
    folder = tmp_path / f"o{BAD}"
    ran = run(["report", "AUGUST"], named, "-o", f"{folder}{os.sep}")
    assert ran.status == 0
    assert "o?" in ran.err
    written = {path.suffix for path in folder.iterdir() if path.stem[0] != "."}
    assert written == {".docx", ".html", ".xlsx", ".csv"}


def test_the_name_is_told_with_a_sign_for_what_is_none(named: dict[str, Path]) -> None:
    (source,) = run(["summarize", "AUGUST", "--format", "json"], named).data()["sources"]
    assert source["file"].endswith("AUGUST-?.csv")
    ran = inside("summarize", f"missing-{BAD}.csv")
    assert ran.status == 66
    assert "missing-?.csv" in ran.err
