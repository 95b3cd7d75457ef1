"""Two runs never write in one folder at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tthc_stats.model.errors import NotWritableError
from tthc_stats.store.lock import locked

HOLD = """
import sys, time
from tthc_stats.store.lock import locked
with locked([sys.argv[1]]):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other_run(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    arguments = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        assert run.stdout.readline() == "held\n"
        yield run
        run.kill()


@pytest.mark.usefixtures("other_run")
def test_a_second_run_waits_and_then_gives_up(tmp_path: Path) -> None:
    with (
        pytest.raises(NotWritableError, match="another run is still writing") as refused,
        locked([str(tmp_path)], patience=0.05),
    ):
        pytest.fail("two runs in one folder")
    assert refused.value.place == os.path.realpath(tmp_path)


def test_a_killed_run_leaves_the_folder_free(
    tmp_path: Path, other_run: subprocess.Popen[str]
) -> None:
    other_run.send_signal(signal.SIGKILL)
    other_run.wait()
    with locked([str(tmp_path)], patience=5):
        pass


def test_several_folders_and_one_named_twice(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    folders = [str(tmp_path), f"{tmp_path}/a", f"{tmp_path}/a/..", f"{tmp_path}/a"]
    with locked(folders, patience=0.05):
        assert sorted(p.parent.name for p in tmp_path.rglob(".*.lock")) == sorted(
            ["a", tmp_path.name]
        )


def test_a_folder_that_cannot_be_written_to_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("no folder")
    with pytest.raises(NotWritableError, match="cannot be written"), locked([f"{tmp_path}/a"]):
        pytest.fail("there is no such folder")
