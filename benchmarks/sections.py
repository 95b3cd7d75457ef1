"""What is measured: programs side by side, and the ratios that are asked of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from shutil import which
from typing import NamedTuple

from timing import Program, Sample, interleaved, ratio

BASELINES = Path(__file__).parent / "baselines"
ROWS = 3400
"""Rows of a large file: about as many as the communes of the country."""


class Plan(NamedTuple):
    """How often each section is repeated, which numbers of files are read at once, and how
    many rows the registers have.

    The last three of ``files`` judge whether time is linear.
    """

    start: int = 41
    small: int = 21
    series: int = 3
    check: int = 7
    report: int = 3
    files: tuple[int, ...] = (1, 2, 4, 8, 16, 34)
    registers: int = 3
    workbook_rows: int = 1_000_000
    register_rows: tuple[int, ...] = (1_000_000, 10_000_000, 30_000_000)

    @property
    def workbooks(self) -> list[str]:
        """The generated files, as names with their rows."""
        large = [f"{number:02}" for number in range(1, max(self.files) + 1)]
        agencies = [f"agency{number:02}={AGENCY_ROWS}" for number in range(1, AGENCIES + 1)]
        return ["small=200", f"broken={ROWS}", *(f"{name}={ROWS}" for name in large), *agencies]


QUICK = Plan(
    start=7,
    small=5,
    series=1,
    check=2,
    report=1,
    files=(1, 2, 4, 8),
    registers=1,
    workbook_rows=100_000,
    register_rows=(100_000, 1_000_000, 3_000_000),
)


class Ratio(NamedTuple):
    """A measured ratio and its goal; ``at_least`` goals are met from above."""

    name: str
    median: float
    best: float
    goal: float | None = None
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        if self.goal is None:
            return None
        return self.median >= self.goal if self.at_least else self.median <= self.goal


class Section(NamedTuple):
    """Programs that were measured together. files: how many each of them read."""

    title: str
    samples: Mapping[str, Sample]
    ratios: tuple[Ratio, ...]
    files: Mapping[str, int]


def tool(*arguments: str, folder: Path, status: int = 0) -> Program:
    """The installed command of this environment."""
    found = which("tthc-stats", path=str(Path(sys.executable).parent))
    start = (found,) if found else (sys.executable, "-m", "tthc_stats")
    return Program((*start, *arguments), folder, status)


def baseline(module: str, *arguments: str) -> Program:
    """The ``main`` of a module in baselines, imported so that its bytecode is used."""
    code = f"from {module} import main; main()"
    return Program((sys.executable, "-c", code, *arguments), BASELINES)


def versus(
    samples: Mapping[str, Sample],
    one: str,
    other: str,
    goal: float | None = None,
    *,
    at_least: bool = False,
) -> Ratio:
    """The ratio of two programs of a section."""
    a, b = samples[one], samples[other]
    return Ratio(f"{one} / {other}", ratio(a, b), a.best / b.best, goal, at_least)


def start(folder: Path, plan: Plan) -> Section:
    """Cold starts: the help of the program against that of a bare click group."""
    samples = interleaved(
        {
            "python -c pass": Program((sys.executable, "-c", "pass"), folder),
            "bare click group --help": baseline("group_help", "--help"),
            "--help in English": tool("--lang", "en", "--help", folder=folder),
            "--help in Vietnamese": tool("--lang", "vi", "--help", folder=folder),
        },
        plan.start,
    )
    ratios = (
        versus(samples, "--help in English", "bare click group --help", 1.3),
        versus(samples, "--help in Vietnamese", "bare click group --help", 1.3),
    )
    return Section("Start: --help", samples, ratios, {})


def small(folder: Path, plan: Plan) -> Section:
    """One file of 200 rows against the least and the usual way to read it."""
    file = str(folder / "small.xlsx")
    samples = interleaved(
        {
            "click + python-calamine": baseline("calamine_open", file),
            "summarize": tool("summarize", file, folder=folder),
            "pandas + openpyxl": baseline("pandas_read", file),
        },
        plan.small,
    )
    ratios = (
        versus(samples, "summarize", "click + python-calamine", 2.5),
        versus(samples, "pandas + openpyxl", "summarize", 4, at_least=True),
    )
    return Section("One file of 200 rows", samples, ratios, {})


def series(folder: Path, plan: Plan) -> Section:
    """More and more large files at once: the time must grow with their number only."""
    files = {_count(number): number for number in plan.files}
    programs = {
        name: tool("summarize", *(f"{n:02}.xlsx" for n in range(1, number + 1)), folder=folder)
        for name, number in files.items()
    }
    samples = interleaved(programs, plan.series)
    few, some, many = plan.files[-3:]
    name = f"{many} files / {many} × the cost of one more between {few} and {some}"
    found = [_growth(samples, few, some, many, take) for take in (_median, _best)]
    title = f"summarize of files of {ROWS} rows"
    return Section(title, samples, (Ratio(name, found[0], found[1], 1.3),), files)


def _growth(
    samples: Mapping[str, Sample], few: int, some: int, many: int, take: Callable[[Sample], float]
) -> float:
    first, second, last = (take(samples[_count(number)]) for number in (few, some, many))
    return last / (many * (second - first) / (some - few))


def _count(number: int) -> str:
    return "1 file" if number == 1 else f"{number} files"


def _median(sample: Sample) -> float:
    return sample.seconds


def _best(sample: Sample) -> float:
    return sample.best


def check(folder: Path, plan: Plan) -> Section:
    """A large file with one broken cell, which ends with 1, against reading it only."""
    samples = interleaved(
        {
            "check": tool("check", "broken.xlsx", folder=folder, status=1),
            "summarize": tool("summarize", "broken.xlsx", folder=folder),
        },
        plan.check,
    )
    title = f"check of {ROWS} rows with one broken cell"
    return Section(title, samples, (versus(samples, "check", "summarize"),), {})


AGENCIES, AGENCY_ROWS = 34, 300
WRITTEN = ("bao-cao.docx", "phu-luc.xlsx", "bao-cao.html", "so-lieu.csv")


def report(folder: Path, plan: Plan) -> Section:
    """A report of many agencies in all its forms, against only writing a workbook and a
    document of the same size, with the borders, formats and sums of the form and without.
    """
    outputs = [part for name in WRITTEN for part in ("-o", name)]
    files = [f"agency{number:02}.xlsx" for number in range(1, AGENCIES + 1)]
    size = (str(folder), str(AGENCIES), str(AGENCY_ROWS))
    quiet = ("--by", "unit", "--quiet")
    samples = interleaved(
        {
            "written": baseline("report_written", *size, "styled"),
            "written plainly": baseline("report_written", *size, "plain"),
            "report": tool("report", *files, *quiet, *outputs, folder=folder),
            "report -o xlsx": tool("report", *files, *quiet, "-o", WRITTEN[1], folder=folder),
            "summarize": tool("summarize", *files, "--by", "unit", folder=folder),
        },
        plan.report,
    )
    ratios = (
        versus(samples, "report", "written", 2),
        versus(samples, "report", "written plainly"),
    )
    title = f"report of {AGENCIES} agencies with {AGENCY_ROWS} rows each"
    return Section(title, samples, ratios, {})


SECTIONS = (start, small, series, check, report)
