"""Ratios of the tool to what it stands on, all measured in one run.

``python benchmarks/run.py [--quick]``. Repetitions are interleaved, so that whatever else
the machine does hits both sides alike; the best and the median of each side are compared.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tables import write_table

HERE = Path(__file__).parent
TOOL = [sys.executable, "-m", "tthc_stats"]


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def compare(commands: dict[str, list[str]], repetitions: int) -> dict[str, list[float]]:
    """The seconds of every command, one after the other, many times."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(repetitions):
        for name, command in commands.items():
            taken[name].append(seconds(command))
    return taken


def line(what: str, above: list[float], below: list[float], goal: str) -> str:
    best, median = min(above) / min(below), statistics.median(above) / statistics.median(below)
    return f"| {what} | {best:.2f} | {median:.2f} | {goal} |"


def starting(folder: Path, repetitions: int) -> list[str]:
    small = folder / "small.xlsx"
    write_table(small, rows=200, seed=0)
    taken = compare(
        {
            "help": [*TOOL, "--help"],
            "group": [sys.executable, str(HERE / "bare_group.py"), "--help"],
            "summarize": [*TOOL, "summarize", str(small)],
            "calamine": [sys.executable, str(HERE / "bare_calamine.py"), str(small)],
            "pandas": [sys.executable, str(HERE / "bare_pandas.py"), str(small)],
        },
        repetitions,
    )
    return [
        line("--help / a bare click group", taken["help"], taken["group"], "≤ 1.3"),
        line(
            "summarize 200 rows / click + calamine", taken["summarize"], taken["calamine"], "≤ 2.5"
        ),
        line("pandas + openpyxl reading / summarize", taken["pandas"], taken["summarize"], "≥ 4"),
    ]


def growing(folder: Path, counts: list[int]) -> list[str]:
    """Seconds per file of 3.400 rows as the files become more."""
    files = [folder / f"{number:02}.xlsx" for number in range(counts[-1])]
    for number, file in enumerate(files):
        write_table(file, rows=3400, seed=number)
    lines = []
    for count in counts:
        taken = seconds([*TOOL, "summarize", *map(str, files[:count]), "--format", "csv"])
        lines.append(f"| {count} | {taken:.2f} | {taken / count:.3f} |")
    return lines


def main() -> None:
    quick = "--quick" in sys.argv[1:]
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {time.strftime('%Y-%m-%d')}\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print("| what | best | median | goal |\n|---|---:|---:|---|")
        print("\n".join(starting(folder, 5 if quick else 25)))
        print("\n| files of 3.400 rows | seconds | seconds a file |\n|---:|---:|---:|")
        print("\n".join(growing(folder, [1, 2, 4] if quick else [1, 2, 4, 8, 16, 34])))


if __name__ == "__main__":
    main()
