"""Outputs appear whole or not at all."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tthc_stats.model.errors import NotWritableError
from tthc_stats.store.outfile import replace_file

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX permissions, links and signals")
OLD, NEW = b"old\n" * 1000, b"new\n" * 2000


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "báo cáo.csv"
    path.write_bytes(OLD)
    return path


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("data", [b"", b"x", NEW, bytes(range(256)) * 5000])
def test_a_new_file(data: bytes, tmp_path: Path) -> None:
    replace_file(tmp_path / "out.csv", data)
    assert (tmp_path / "out.csv").read_bytes() == data
    assert files(tmp_path) == ["out.csv"]


def test_an_old_file_is_replaced(target: Path) -> None:
    replace_file(str(target), NEW)
    assert target.read_bytes() == NEW
    assert files(target.parent) == [target.name]


def test_a_path_in_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    replace_file("out.csv", NEW)
    assert files(tmp_path) == ["out.csv"]


def test_who_reads_the_old_file_reads_on(target: Path) -> None:
    with target.open("rb") as reader:
        assert reader.read(4) == b"old\n"
        replace_file(target, NEW)
        assert reader.read() == OLD[4:]


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o664, 0o755])
def test_permissions_are_kept(mode: int, target: Path) -> None:
    target.chmod(mode)
    replace_file(target, NEW)
    assert stat.S_IMODE(target.stat().st_mode) == mode


@posix
@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_follows_the_umask(umask: int, mode: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        replace_file(tmp_path / "out.csv", NEW)
        assert os.umask(umask) == umask  # left as it was
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out.csv").stat().st_mode) == mode


@posix
def test_what_a_link_points_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "links").mkdir()
    real = tmp_path / "kept" / "real.csv"
    real.write_bytes(OLD)
    link = tmp_path / "links" / "link.csv"
    link.symlink_to(Path("..") / "kept" / "real.csv")
    replace_file(link, NEW)
    assert link.is_symlink()
    assert link.readlink() == Path("..") / "kept" / "real.csv"
    assert real.read_bytes() == NEW
    assert files(tmp_path / "links") == ["link.csv"]
    assert files(tmp_path / "kept") == ["real.csv"]


@posix
def test_a_link_to_nothing_yet(tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to("later.csv")
    replace_file(link, NEW)
    assert link.is_symlink()
    assert (tmp_path / "later.csv").read_bytes() == NEW


@posix
def test_links_in_a_circle(tmp_path: Path) -> None:
    link = tmp_path / "a.csv"
    link.symlink_to("a.csv")
    with pytest.raises(NotWritableError):
        replace_file(link, NEW)
    assert files(tmp_path) == ["a.csv"]


def assert_refused(path: Path) -> None:
    with pytest.raises(NotWritableError) as refused:
        replace_file(path, NEW)
    assert refused.value.exit_status == 73
    assert refused.value.place == str(path)


def test_a_folder_that_is_missing(tmp_path: Path) -> None:
    assert_refused(tmp_path / "gone" / "out.csv")
    assert files(tmp_path) == []


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "out.csv").mkdir()
    assert_refused(tmp_path / "out.csv")
    assert files(tmp_path) == ["out.csv"]
    assert files(tmp_path / "out.csv") == []


def test_a_file_where_a_folder_should_be(target: Path) -> None:
    assert_refused(target / "out.csv")
    assert target.read_bytes() == OLD


@posix
@pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere"
)
def test_a_folder_that_may_not_be_written(target: Path) -> None:
    target.parent.chmod(0o500)
    try:
        assert_refused(target)
        assert target.read_bytes() == OLD
        assert files(target.parent) == [target.name]
    finally:
        target.parent.chmod(0o700)


@posix
def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    assert_refused(tmp_path / ("x" * 300 + ".csv"))
    assert files(tmp_path) == []


@posix
@pytest.mark.parametrize("length", [235, 250, 255])
def test_a_name_of_every_allowed_length(length: int, tmp_path: Path) -> None:
    """The hidden file beside it must not need more room than the name itself."""
    name = "x" * (length - 4) + ".csv"
    replace_file(tmp_path / name, NEW)
    assert files(tmp_path) == [name]


def failing(number: int) -> Callable[..., NoReturn]:
    def fail(*_: Any, **__: Any) -> NoReturn:
        raise OSError(number, os.strerror(number))

    return fail


STEPS = ("os.fsync", "os.fdopen", "tempfile.mkstemp", "pathlib.Path.replace", "pathlib.Path.chmod")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_a_failure_at_any_step(
    step: str, number: int, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(step, failing(number))
    with pytest.raises(NotWritableError):
        replace_file(target, NEW)
    monkeypatch.undo()
    assert target.read_bytes() == OLD
    assert files(target.parent) == [target.name]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, MemoryError])
def test_an_interruption_leaves_nothing(
    stop: type[BaseException], target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: int) -> NoReturn:
        raise stop

    monkeypatch.setattr("os.fsync", interrupt)
    with pytest.raises(stop):
        replace_file(target, NEW)
    monkeypatch.undo()
    assert target.read_bytes() == OLD
    assert files(target.parent) == [target.name]


WRITER = """
import sys
from tthc_stats.store.outfile import replace_file
replace_file(sys.argv[1], b"b" * 3_000_000)
sys.stdout.write("ready\\n")
sys.stdout.flush()
while True:
    for sign in (b"a", b"b"):
        replace_file(sys.argv[1], sign * 3_000_000)
"""


@posix
def test_a_killed_writer_leaves_one_whole_file(tmp_path: Path) -> None:
    """Killed at any moment, the file is one of its versions from end to end."""
    target = tmp_path / "out" / "report.csv"
    target.parent.mkdir()
    target.write_bytes(OLD)
    for attempt in range(30):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(target)], stdout=subprocess.PIPE
        ) as writer:
            assert writer.stdout
            writer.stdout.readline()
            time.sleep(0.002 + attempt * 0.0007)
            writer.send_signal(signal.SIGKILL)
        data = target.read_bytes()
        assert data in (b"a" * 3_000_000, b"b" * 3_000_000)
    left = [name for name in files(target.parent) if name != "report.csv"]
    assert all(name.startswith(".report.csv.") for name in left)  # hidden, never taken for it
