"""Reports of the program itself, proofread: none is accused of anything."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from _running import SAMPLES, inside

from tthc_stats import proofread_text

SOUND = ("bieu-ii06a.xls", "opencps-tong-hop.xlsx", "so-theo-doi-2026-08.xlsx")
"""Files without an error, of three kinds."""
ENDINGS = {"docx": "docx", "html": "html", "md": "md", "table": "txt"}


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("sample", SOUND)
def test_reports_of_sound_files_have_no_error(tmp_path: Path, sample: str, language: str) -> None:
    for format_, ending in ENDINGS.items():
        path = tmp_path / f"report.{ending}"
        ran = inside("report", SAMPLES / sample, "--lang", language, "--format", format_)
        path.write_bytes(ran.out)
        errors = [f for f in proofread_text(path).findings if f.severity.value == "error"]
        assert errors == [], format_
