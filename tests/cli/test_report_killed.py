"""Whenever a report is killed, its outputs are old or new, never half, and the history is whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from _running import environment

KILLS = 16


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="the test forks its runs")
def test_killed_at_random_moments(tmp_path: Path) -> None:
    script = Path(__file__).with_name("_killed_reports.py")
    desk = tmp_path / "desk"
    desk.mkdir()
    ended = subprocess.run(
        [sys.executable, script, str(desk), str(KILLS), "7"],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
        env=environment(tmp_path),
    )
    assert ended.returncode == 0, ended.stderr
    killed, first, second, missing = map(int, ended.stdout.split())
    assert killed
    assert first + second + missing == 4 * KILLS
    assert first + second
