"""Two runs never write in one folder at once."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from tthc_stats.model.errors import NotWritableError
from tthc_stats.store.lock import LOCK, locked

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


@pytest.mark.usefixtures("other_run")
def test_a_folder_that_is_taken_later_is_waited_for_too(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with locked([f"{tmp_path}/a"], patience=0.05) as held:
        held.take([f"{tmp_path}/a"])
        with pytest.raises(NotWritableError, match="another run is still writing") as refused:
            held.take([f"{tmp_path}/a", str(tmp_path)])
    assert refused.value.place == os.path.realpath(tmp_path)


def test_two_runs_that_want_what_the_other_has_do_not_wait_for_ever(tmp_path: Path) -> None:
    folders = [str(tmp_path / name) for name in ("a", "b")]
    for folder in folders:
        os.mkdir(folder)
    both, writing = Barrier(2, timeout=20), []

    def run(first: str, second: str) -> None:
        with locked([first], patience=20) as held:
            both.wait()
            held.take([second])
            writing.append(first)
            time.sleep(0.05)
            assert writing == [first]
            writing.clear()

    begun = time.monotonic()
    with ThreadPoolExecutor(2) as runs:
        list(runs.map(run, folders, folders[::-1]))
    assert time.monotonic() - begun < 15  # nobody's patience was at its end


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


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_whoever_writes_in_the_folder_may_lock_it(umask: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        with locked([str(tmp_path)]):
            pass
        assert os.umask(umask) == umask  # left as it was
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / LOCK).stat().st_mode) == 0o666


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() != 0, reason="only root can be several users"
)
def test_two_users_of_one_folder(tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    share.chmod(0o777)
    above = [folder for folder in share.parents if str(folder).startswith("/tmp/pytest")]
    modes = {folder: folder.stat().st_mode for folder in above}
    try:
        for folder in above:
            folder.chmod(0o755)
        for user in (1234, 4321):
            os.seteuid(user)
            with locked([str(share)]):
                pass
            os.seteuid(0)
        (share / LOCK).chmod(0o600)
        os.seteuid(4321)
        with pytest.raises(NotWritableError, match="permission denied") as refused:
            locked([str(share)]).__enter__()
    finally:
        os.seteuid(0)
        for folder, mode in modes.items():
            folder.chmod(mode)
    assert refused.value.place == str(share / LOCK)
    assert "delete it" in str(refused.value.hint)


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="a file system that holds no lock")
def test_a_folder_that_holds_no_lock_is_told_at_once() -> None:
    begun = time.monotonic()
    with pytest.raises(NotWritableError, match="cannot be written") as refused, locked(["/proc"]):
        pytest.fail("locked")
    assert refused.value.place == f"/proc/{LOCK}"
    assert time.monotonic() - begun < 10
