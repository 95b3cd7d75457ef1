"""``tthc-stats template``."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from docx import Document

sys.path.insert(0, str(Path(__file__).parent))
from _running import inside

from tthc_stats.cli import template


def test_the_template_is_written_to_a_file_or_to_standard_output(tmp_path: Path) -> None:
    path = tmp_path / "mau.docx"
    ran = inside("template", "export", "-o", path)
    assert (ran.status, ran.out, ran.err) == (0, b"", "")
    assert inside("template", "export").out == path.read_bytes()
    assert zipfile.is_zipfile(path)


def test_it_is_vietnamese_unless_another_language_is_asked_for() -> None:
    words = {
        code: Document(io.BytesIO(inside("template", "export", *option).out)).tables[0]
        for code, option in {"usual": [], "en": ["--lang", "en"]}.items()
    }
    assert words["usual"].cell(0, 1).text.startswith("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert words["en"].cell(0, 1).text.startswith("SOCIALIST REPUBLIC OF VIET NAM")


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["-o", "mau.pdf"], 2, "mau.pdf: a Word template is written as .docx."),
        (["-o", "none/mau.docx"], 73, "cannot be written"),
        (["-o", "."], 2, "written as .docx"),
        (["more"], 2, "more"),
    ],
)
def test_what_cannot_be_written_is_told(
    arguments: list[str],
    status: int,
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = inside("template", "export", *arguments)
    assert (ran.status, ran.out) == (status, b"")
    assert says in ran.err


def test_a_terminal_is_not_flooded(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = SimpleNamespace(stdout=SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr(template, "sys", terminal)
    ran = inside("template", "export")
    assert (ran.status, ran.out) == (2, b"")
    assert "-o FILE.docx" in ran.err
