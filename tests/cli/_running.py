"""Ways to run the command: as a process of its own, or inside the test where that is enough."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
from openpyxl import Workbook

from tthc_stats.cli import main

SAMPLES = Path(__file__).parents[2] / "sample_data"
DAK_NONG = SAMPLES / "dak-nong-2024.xlsx"
AUGUST = SAMPLES / "xa-phuong-2026-08.csv"
SEPTEMBER = SAMPLES / "xa-phuong-2026-09.csv"


class Ran(NamedTuple):
    """How a run ended: its exit status, standard output and standard error."""

    status: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")

    def rows(self) -> list[list[str]]:
        """The lines of plain CSV, header first."""
        return [line.split(",") for line in self.text.splitlines()]

    def data(self) -> Any:
        return json.loads(self.out)


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "tthc_stats", *map(str, arguments)]


def environment(home: Path, **more: str) -> dict[str, str]:
    """An empty home and a plain locale, whatever the tests run under."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return {**kept, "HOME": str(home), "LANG": "C.UTF-8", **more}


def process(folder: Path, *arguments: object, **environ: str) -> Ran:
    """Run the command as a process in a folder, which is its home too."""
    return _process(folder, arguments, environ, b"")


def piped(folder: Path, content: bytes, *arguments: object) -> Ran:
    """Run the command as a process with something on its standard input."""
    return _process(folder, arguments, {}, content)


def _process(
    folder: Path, arguments: Iterable[object], environ: Mapping[str, str], content: bytes
) -> Ran:
    ended = subprocess.run(
        command(*arguments),
        check=False,
        cwd=folder,
        env=environment(folder, **environ),
        input=content,
        capture_output=True,
        timeout=60,
    )
    return Ran(ended.returncode, ended.stdout, ended.stderr.decode("utf-8"))


def inside(*arguments: object) -> Ran:
    """Run the command without a new process; its language is the one of the test run."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    argv = ["tthc-stats", *map(str, arguments)]
    with (
        redirect_stdout(out),
        redirect_stderr(err),
        patch.object(sys, "argv", argv),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    status = ended.value.code or 0
    assert isinstance(status, int)
    return Ran(status, _bytes(out), _bytes(err).decode("utf-8"))


def hears_ctrl_c() -> None:
    """For a child, before it starts: a job in the background, as under nohup, ignores Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    """An xlsx with a sheet for each argument."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def column(rows: list[list[str]], name: str) -> list[str]:
    """The values of a column below its header."""
    return [row[rows[0].index(name)] for row in rows[1:]]


def _bytes(text: io.TextIOWrapper) -> bytes:
    text.flush()
    kept = text.detach()
    assert isinstance(kept, io.BytesIO)
    return kept.getvalue()
