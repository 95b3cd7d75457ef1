"""Pipes, signals and terminals, as processes."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from _running import (
    AUGUST,
    DAK_NONG,
    SAMPLES,
    SEPTEMBER,
    command,
    environment,
    hears_ctrl_c,
    piped,
    process,
    written,
)

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX pipes and signals")
MORE_THAN_A_PIPE = 2000
"""Rows whose report is longer than the 64 KiB that a pipe takes in."""


@pytest.fixture
def long_table(tmp_path: Path) -> Path:
    rows = "".join(f"Xã {number},10,9,9,0,1\n" for number in range(MORE_THAN_A_PIPE))
    return written(tmp_path / "long.csv", f"unit,received,resolved,in_time,late,pending\n{rows}")


@posix
@pytest.mark.parametrize(
    "words", [["summarize", "-"], ["report", "-"], ["history", "add", "-", "--history", "h"]]
)
def test_closed_standard_input(words: list[str], tmp_path: Path) -> None:
    """As in ``tthc-stats summarize - <&-``."""
    ended = subprocess.run(
        ["sh", "-c", 'exec "$@" <&-', "sh", *command(*words)],
        check=False,
        env=environment(tmp_path),
        cwd=tmp_path,
        capture_output=True,
    )
    assert ended.returncode == 66
    assert b"tthc-stats: -: Standard input is closed." in ended.stderr
    assert ended.stderr.count(b"\n") == 1


@posix
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("format_", ["csv", "table", "json"])
def test_a_reader_that_goes_away(
    format_: str, unbuffered: str, long_table: Path, tmp_path: Path
) -> None:
    """As in ``tthc-stats summarize … | head -1``."""
    with subprocess.Popen(
        command("summarize", long_table, "--format", format_),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(tmp_path, PYTHONUNBUFFERED=unbuffered),
        bufsize=0,
    ) as running:
        assert running.stdout
        assert running.stderr
        assert running.stdout.read(1)
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(60) == 141


@posix
@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("summarize", "--help"),
        ("check", "--explain", "BALANCE"),
        ("check", AUGUST),
        ("inspect", AUGUST),
    ],
    ids=lambda arguments: str(arguments[0]),
)
def test_a_reader_that_was_never_there(arguments: tuple[object, ...], tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        command(*arguments),
        check=False,
        stdout=writer,
        stderr=subprocess.PIPE,
        env=environment(tmp_path),
        timeout=60,
    )
    os.close(writer)
    assert ended.stderr == b""
    assert ended.returncode == 141


def interrupted(running: subprocess.Popen[bytes]) -> int:
    """The status after Ctrl-C, pressed again where it fell between two system calls."""
    for _ in range(10):
        time.sleep(0.2)
        running.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return running.wait(5)
    raise AssertionError("Ctrl-C was not heard")


@posix
def test_ctrl_c_ends_with_130(tmp_path: Path) -> None:
    with subprocess.Popen(
        command("summarize", "-"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(tmp_path),
        preexec_fn=hears_ctrl_c,  # noqa: PLW1509 (no threads here)
    ) as running:
        assert running.stdin
        assert running.stdout
        assert running.stderr
        # Once more has been taken than a pipe holds, the command is reading.
        running.stdin.write(b"unit,received\n" + b"A,1\n" * 50_000)
        running.stdin.flush()
        assert interrupted(running) == 130
        assert running.stdout.read() == b""
        said = running.stderr.read().decode()
    assert len(said.strip().splitlines()) == 1
    assert said.strip().startswith("tthc-stats: ")


def through_shell(folder: Path, redirection: str, *arguments: object) -> tuple[int, bytes, bytes]:
    """Run the command with a redirection of the shell behind it."""
    ended = subprocess.run(
        ["sh", "-c", f'"$@" {redirection}', "sh", *command(*arguments)],
        check=False,
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        timeout=60,
    )
    return ended.returncode, ended.stdout, ended.stderr


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("format_", ["csv", "table"])
def test_a_full_disk_behind_standard_output(format_: str, tmp_path: Path) -> None:
    status, _, said = through_shell(
        tmp_path, "> /dev/full", "summarize", AUGUST, "--format", format_
    )
    assert status == 73
    assert said.count(b"\n") == 1
    assert b"bug" not in said


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("summarize", "-h")])
def test_a_full_disk_behind_help(arguments: tuple[str, ...], tmp_path: Path) -> None:
    status, _, said = through_shell(tmp_path, "> /dev/full", *arguments)
    assert status == 73
    assert (
        said == b"tthc-stats: standard output: cannot be written: no space is left on the disk.\n"
    )


@posix
@pytest.mark.parametrize("format_", ["csv", "table"])
def test_a_closed_standard_output(format_: str, tmp_path: Path) -> None:
    status, _, said = through_shell(tmp_path, ">&-", "summarize", AUGUST, "--format", format_)
    assert status == 73
    assert b"bug" not in said


@posix
def test_a_closed_standard_output_does_not_matter_for_files(tmp_path: Path) -> None:
    status, _, said = through_shell(tmp_path, ">&-", "summarize", AUGUST, "-o", "out.csv")
    assert (status, said) == (0, b"")
    assert (tmp_path / "out.csv").exists()


@posix
@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/null"])
def test_the_result_comes_without_standard_error(redirection: str, tmp_path: Path) -> None:
    status, out, _ = through_shell(tmp_path, redirection, "summarize", DAK_NONG, "--format", "csv")
    assert status == 0
    assert out == process(tmp_path, "summarize", DAK_NONG, "--format", "csv").out


@pytest.mark.parametrize("name", ["dak-nong-2024.xlsx", "bieu-07a-btp.xls", "bieu-ii06a.xls"])
def test_standard_input_is_read_like_the_file(name: str, tmp_path: Path) -> None:
    content = (SAMPLES / name).read_bytes()
    ran = piped(tmp_path, content, "summarize", "-", "--format", "csv")
    assert ran.status == 0
    assert ran.out == process(tmp_path, "summarize", SAMPLES / name, "--format", "csv").out


def test_empty_standard_input_is_refused(tmp_path: Path) -> None:
    ran = process(tmp_path, "summarize", "-")
    assert ran.status == 65
    assert ran.err.count("\n") == 1


ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def on_terminal(
    folder: Path, columns: int, *arguments: object, apart: str = "", **environ: str
) -> tuple[str, bytes]:
    """What a terminal of some columns shows; stdout or stderr may be a pipe instead."""
    termios = pytest.importorskip("termios")
    import fcntl
    import pty
    import struct

    terminal, end = pty.openpty()
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    with subprocess.Popen(
        command(*arguments),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if apart == "stdout" else end,
        stderr=subprocess.PIPE if apart == "stderr" else end,
        cwd=folder,
        env=environment(folder, **{"TERM": "xterm-256color", **environ}),
    ) as running:
        os.close(end)
        shown = b""
        while part := _read(terminal):
            shown += part
        os.close(terminal)
        kept = running.stdout or running.stderr
        other = kept.read() if kept else b""
    return shown.decode("utf-8").replace("\r\n", "\n"), other


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is closed
        return b""


def lines_on_screen(shown: str) -> list[str]:
    """The lines that are left standing, without colours and overwritten progress."""
    return [ESCAPES.sub("", line.rpartition("\r")[2]) for line in shown.split("\n")]


@posix
@pytest.mark.parametrize("columns", [80, 160])
@pytest.mark.parametrize(
    "arguments",
    [
        ("summarize", SEPTEMBER),
        ("summarize", AUGUST, SEPTEMBER, "--by", "unit,period"),
        ("summarize", DAK_NONG),
        ("check", DAK_NONG),
        ("check", SAMPLES / "opencps-tong-hop.xlsx"),
        ("inspect", DAK_NONG),
        ("inspect", SAMPLES / "opencps-tong-hop.xlsx"),
    ],
    ids=lambda arguments: f"{arguments[0]} {arguments[-1]}",
)
def test_nothing_is_wider_than_the_terminal(
    arguments: tuple[object, ...], columns: int, tmp_path: Path
) -> None:
    for argument in arguments[1:]:
        if isinstance(argument, Path):
            shutil.copy(argument, tmp_path)
    named = [a.name if isinstance(a, Path) else a for a in arguments]
    _, out = on_terminal(tmp_path, columns, *named, apart="stdout")
    shown, _ = on_terminal(tmp_path, columns, *named, apart="stderr")
    assert out
    too_wide = [line for line in lines_on_screen(shown) if len(line) > columns]
    assert too_wide == []


@posix
def test_colour_and_progress_on_a_terminal(tmp_path: Path) -> None:
    shown, _ = on_terminal(tmp_path, 80, "check", DAK_NONG)
    assert "\x1b[31m" in shown
    assert "1/1" in shown
    assert not [line for line in lines_on_screen(shown) if "1/1" in line]


@posix
def test_how_far_proofreading_is_on_a_terminal(tmp_path: Path) -> None:
    lines = [f"Xã {n}: giải quyết 200 hồ sơ, trễ hạn 10 hồ sơ, chiếm 5%." for n in range(50)]
    (tmp_path / "bao-cao.txt").write_text("\n".join(lines), "utf-8")
    shown, _ = on_terminal(tmp_path, 80, "proofread", "bao-cao.txt")
    told = [int(percent) for percent in re.findall(r"proofreading: (\d+)%", shown)]
    assert told[0] == 0
    assert told[-1] > 50
    assert told == sorted(told)
    assert not [line for line in lines_on_screen(shown) if "proofreading: " in line]


@posix
def test_proofreading_without_a_terminal_tells_no_progress(tmp_path: Path) -> None:
    (tmp_path / "bao-cao.txt").write_text("Giải quyết 200 hồ sơ, trễ hạn 10 hồ sơ, 5%.", "utf-8")
    shown, err = on_terminal(tmp_path, 80, "proofread", "bao-cao.txt", apart="stderr")
    assert "%\r" not in shown
    assert err == b""


@posix
@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_where_it_is_not_wanted(environ: dict[str, str], tmp_path: Path) -> None:
    for arguments in (("check", DAK_NONG), ("summarize", SEPTEMBER), ("summarize", DAK_NONG)):
        shown, _ = on_terminal(tmp_path, 80, *arguments, **environ)
        assert not re.search(r"\x1b\[[0-9;]*m", shown)


@posix
def test_progress_is_for_a_terminal_alone(tmp_path: Path) -> None:
    """The result on a terminal, standard error in a file: no progress anywhere."""
    shown, err = on_terminal(tmp_path, 80, "summarize", AUGUST, SEPTEMBER, apart="stderr")
    assert "1/2" not in shown
    assert b"1/2" not in err
    assert b"\x1b" not in err


@posix
def test_a_piped_result_is_plain_beside_a_terminal(tmp_path: Path) -> None:
    shown, out = on_terminal(tmp_path, 80, "check", DAK_NONG, apart="stdout")
    assert "1/1" in shown
    assert b"\x1b" not in out
    assert b"\r" not in out


@posix
@pytest.mark.parametrize("command", ["summarize", "check", "inspect"])
def test_a_workbook_is_not_poured_into_a_terminal(command: str, tmp_path: Path) -> None:
    shown, _ = on_terminal(tmp_path, 80, command, AUGUST, "--format", "xlsx")
    assert shown == "tthc-stats: a workbook cannot be shown on a terminal. Use -o FILE.xlsx.\n"
    assert process(tmp_path, command, AUGUST, "--format", "xlsx").out.startswith(b"PK")


@posix
def test_a_named_pipe_gets_the_result(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p.csv")
    status, out, said = through_shell(
        tmp_path, "-o p.csv & cat p.csv; wait $!", "summarize", AUGUST
    )
    assert (status, said) == (0, b"")
    assert out == process(tmp_path, "summarize", AUGUST, "--format", "csv").out
    assert (tmp_path / "p.csv").is_fifo()


def test_standard_input_is_read_once(tmp_path: Path) -> None:
    ran = piped(tmp_path, AUGUST.read_bytes(), "summarize", "-", "-")
    assert ran.status == 2
    assert "standard input is named twice" in ran.err
