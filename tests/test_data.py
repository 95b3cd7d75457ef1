"""Definitions: the parsed copy is that of the TOML, and an edited TOML counts at once."""

import importlib.util
import re
from pathlib import Path

import pytest

import tthc_stats.data
from tthc_stats.data import compiled, load

ROOT = Path(__file__).parent.parent


def test_the_parsed_copy_is_up_to_date() -> None:
    spec = importlib.util.spec_from_file_location("tool", ROOT / "tools" / "compile_data.py")
    assert spec
    assert spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    written = (tool.DATA / "compiled.py").read_text(encoding="utf-8")
    assert tool.compiled() == written, "run: python tools/compile_data.py"


def test_an_edited_toml_counts_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rows.toml").write_text('total = ["toàn ngành"]\n', encoding="utf-8")
    monkeypatch.setattr(tthc_stats.data, "FOLDER", str(tmp_path))
    assert "rows" in compiled.COMPILED
    assert tthc_stats.data.load.__wrapped__("rows") == {"total": ["toàn ngành"]}


def test_every_code_of_a_finding_has_its_page() -> None:
    """Codes are written as constants where findings are made."""
    made = re.compile(r'"([A-Z][A-Z0-9_]{3,})",\s*(?:Severity\.|severity)')
    sources = (ROOT / "src").rglob("*.py")
    codes = {code for path in sources for code in made.findall(path.read_text(encoding="utf-8"))}
    assert len(codes) > 20
    assert codes <= load("codes").keys()
