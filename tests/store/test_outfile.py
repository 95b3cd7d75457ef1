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
from tthc_stats.model.text import T
from tthc_stats.store.outfile import replace_file, replace_files

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
from tthc_stats.store.outfile import replace_file, replace_files
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


@posix
def test_several_files_appear_together(target: Path, tmp_path: Path) -> None:
    replace_files({target: NEW, tmp_path / "b.csv": b"b"})
    assert target.read_bytes() == NEW
    assert files(tmp_path) == sorted([target.name, "b.csv"])


@posix
@pytest.mark.parametrize("turn", [1, -1])
def test_where_one_of_several_cannot_be_written_none_is(turn: int, target: Path) -> None:
    paths = [target, target.parent / "gone" / "b.csv"][::turn]
    with pytest.raises(NotWritableError) as refused:
        replace_files(dict.fromkeys(paths, NEW))
    assert refused.value.hint is None
    assert target.read_bytes() == OLD
    assert files(target.parent) == [target.name]


def test_a_failure_halfway_tells_what_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def second_fails(self: Path, target: Path) -> Path:
        if target.name == "b.csv":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", second_fails)
    outputs = {tmp_path / name: NEW for name in ("a.csv", "b.csv", "c.csv")}
    with pytest.raises(NotWritableError) as refused:
        replace_files(outputs)
    assert refused.value.place == str(tmp_path / "b.csv")
    assert str(refused.value.hint) == f"Already written: {tmp_path / 'a.csv'}."
    assert files(tmp_path) == ["a.csv"]


def test_what_is_written_before_finds_the_old_files(target: Path) -> None:
    def before() -> str:
        assert target.read_bytes() == OLD
        assert len(files(target.parent)) == 2  # the new one waits beside it
        return "history"

    replace_files({target: NEW}, before)
    assert target.read_bytes() == NEW
    assert files(target.parent) == [target.name]


def test_where_that_fails_nothing_is_replaced(target: Path) -> None:
    refusal = NotWritableError(T("the history is in use"), place="history")

    def before() -> NoReturn:
        raise refusal

    with pytest.raises(NotWritableError) as refused:
        replace_files({target: NEW, target.parent / "b.csv": NEW}, before)
    assert refused.value is refusal
    assert target.read_bytes() == OLD
    assert files(target.parent) == [target.name]


def test_where_a_file_fails_afterwards_it_is_told(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "replace", failing(errno.EIO))
    with pytest.raises(NotWritableError) as refused:
        replace_files({target: NEW}, lambda: "history")
    assert str(refused.value.hint) == "Already written: history."


def test_it_is_not_done_where_the_data_do_not_fit(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", failing(errno.ENOSPC))
    with pytest.raises(NotWritableError):
        replace_files({target: NEW}, lambda: pytest.fail("recorded"))


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "pipe.csv"
    os.mkfifo(path)
    return path


@posix
@pytest.mark.parametrize("linked", [False, True])
def test_a_named_pipe_is_written_into(linked: bool, pipe: Path, tmp_path: Path) -> None:
    given = pipe
    if linked:
        given = tmp_path / "link.csv"
        given.symlink_to(pipe.name)
    with (
        (tmp_path / "read").open("wb") as kept,
        subprocess.Popen(["cat", str(pipe)], stdout=kept),
    ):
        replace_files({given: NEW * 100})
    assert (tmp_path / "read").read_bytes() == NEW * 100
    assert pipe.is_fifo()
    assert given.is_symlink() == linked


@posix
def test_a_pipe_without_a_reader_any_more(pipe: Path, target: Path) -> None:
    """What fails is told before any file is replaced."""
    with (
        subprocess.Popen(["head", "-c1", str(pipe)], stdout=subprocess.DEVNULL),
        pytest.raises(NotWritableError),
    ):
        replace_files({target: NEW, pipe: NEW * 1000})
    assert pipe.is_fifo()
    assert target.read_bytes() == OLD
    assert files(target.parent) == sorted([pipe.name, target.name])


@posix
def test_a_device_is_never_replaced(target: Path) -> None:
    """A device like /dev/full, made here so that the real one is safe."""
    device = target.parent / "full.csv"
    try:
        os.mknod(device, 0o600 | stat.S_IFCHR, os.makedev(1, 7))
        device.open("rb").close()
    except OSError:
        pytest.skip("devices cannot be made here")
    for given in (device, target.parent / "link.csv"):
        if given != device:
            given.symlink_to(device)
        with pytest.raises(NotWritableError) as refused:
            replace_files({target: NEW, given: NEW})
        assert "no space" in str(refused.value)
        assert device.is_char_device()
    assert target.read_bytes() == OLD
