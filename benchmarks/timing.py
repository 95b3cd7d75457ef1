"""Running programs side by side: seconds, peak memory, medians and ratios."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import IO, NamedTuple

MIB = 1024 * 1024
RSS_UNIT = 1 if sys.platform == "darwin" else 1024


class Program(NamedTuple):
    """What to run: a command, the folder to run it in, and the exit status it must end with."""

    command: tuple[str, ...]
    folder: Path | None = None
    status: int = 0


class Run(NamedTuple):
    """One run: wall-clock seconds, and peak memory in MiB where the system tells it."""

    seconds: float
    peak: float | None


class Sample(NamedTuple):
    """All runs of one program; the n-th runs of programs measured together are neighbours."""

    runs: tuple[Run, ...]

    @property
    def seconds(self) -> float:
        return median(run.seconds for run in self.runs)

    @property
    def best(self) -> float:
        return min(run.seconds for run in self.runs)

    @property
    def peak(self) -> float | None:
        known = [run.peak for run in self.runs if run.peak is not None]
        return median(known) if known else None


def environment(language: str) -> dict[str, str]:
    """The environment of every measured program: no settings of Python's, one language."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "TTHC_STATS_LANG": language}


def interleaved(
    programs: Mapping[str, Program], repetitions: int, *, language: str = "vi"
) -> dict[str, Sample]:
    """Run every program in turn, again and again, every second round backwards.

    Noise of the machine thus hits all of them alike. Where there are more than three
    rounds, another one comes first that is not counted: it fills the caches of the disk.
    Raises RuntimeError for a program that ends with another status than it should.
    """
    runs: dict[str, list[Run]] = {name: [] for name in programs}
    environ = environment(language)
    for number in range(repetitions + (repetitions > 3)):
        names = list(programs)
        for name in names if number % 2 else reversed(names):
            runs[name].append(run(programs[name], environ))
    return {name: Sample(tuple(all_[-repetitions:])) for name, all_ in runs.items()}


def ratio(one: Sample, other: Sample) -> float:
    """The median of the ratios of neighbouring runs."""
    pairs = zip(one.runs, other.runs, strict=True)
    return median(a.seconds / b.seconds for a, b in pairs)


def run(program: Program, environ: Mapping[str, str]) -> Run:
    """Run a program once, its output thrown away."""
    with tempfile.TemporaryFile() as said:
        started = perf_counter()
        process = subprocess.Popen(
            program.command,
            cwd=program.folder,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        peak = _wait(process)
        seconds = perf_counter() - started
        if process.returncode != program.status:
            raise RuntimeError(_failure(program.command, process.returncode, said))
    return Run(seconds, peak)


def _wait(process: subprocess.Popen[bytes]) -> float | None:
    """Wait for the end; the peak memory in MiB, which Windows does not tell."""
    if sys.platform == "win32":
        process.wait()
        return None
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss * RSS_UNIT / MIB


def _failure(command: Sequence[str], status: int, said: IO[bytes]) -> str:
    said.seek(0)
    words = said.read().decode(errors="replace").strip()
    return f"{' '.join(command)} ended with {status}: {words}"
