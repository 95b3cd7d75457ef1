"""Registers of dossiers: files of many sizes, against programs written by hand."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

from sections import Plan, Section, baseline, tool, versus
from timing import Program, interleaved

GENERATOR = Path(__file__).parents[1] / "sample_data" / "register.py"


def generated(folder: Path, rows: int, form: str) -> str:
    """The path of a register, written where it is not there yet.

    By a process of its own, which keeps the measuring one small.
    """
    file = folder / f"register-{rows}.{form}"
    if not file.exists():
        options = ("--rows", str(rows), "--format", form)
        subprocess.run([sys.executable, GENERATOR, file, *options], check=True)
    return str(file)


PERIOD = ("--from", "2026-07-15", "--to", "2026-09-14", "--format", "csv")
"""The days that the programs by hand count, too."""
BY_HAND, TOOL, CHECK = "by hand", "summarize", "check"


def register_small(folder: Path, plan: Plan) -> Section:
    """A workbook of 200 dossiers against starting the libraries alone."""
    file = generated(folder, 200, "xlsx")
    base = "click + python-calamine + duckdb"
    programs = {
        base: baseline("register_open", file),
        TOOL: tool("summarize", file, *PERIOD, folder=folder),
    }
    samples = interleaved(programs, plan.small)
    return Section("Register of 200 rows", samples, (versus(samples, TOOL, base, 3),), {})


def register_workbook(folder: Path, plan: Plan) -> Section:
    """A workbook as large as a sheet can be, against reading its columns alone."""
    file = generated(folder, plan.workbook_rows, "xlsx")
    base = "fastexcel, 8 columns to Arrow"
    programs = {
        base: baseline("register_arrow", file),
        TOOL: tool("summarize", file, *PERIOD, folder=folder),
    }
    samples = interleaved(programs, plan.registers)
    title = f"Register of {plan.workbook_rows:,} rows, .xlsx"
    return Section(title, samples, (versus(samples, TOOL, base, 1.3),), {})


def register_csv(folder: Path, plan: Plan) -> Section:
    """Ever larger CSV files: the time must grow with their rows only."""
    return _against_hand(folder, plan, "csv", plan.register_rows, 1.3)


def register_parquet(folder: Path, plan: Plan) -> Section:
    """The same in Parquet."""
    return _against_hand(folder, plan, "parquet", plan.register_rows, 1.2)


def register_check(folder: Path, plan: Plan) -> Section:
    """The checks of large registers against counting them: several passes, bounded memory."""
    programs = {
        f"{command}, {form}, {rows:,} rows": tool(
            command, generated(folder, rows, form), *PERIOD[:4], folder=folder
        )
        for form in ("csv", "parquet")
        for rows in plan.register_rows[:2]
        for command in (TOOL, CHECK)
    }
    samples = interleaved(programs, plan.registers)
    names = [name.removeprefix(TOOL) for name in programs if name.startswith(TOOL)]
    ratios = [versus(samples, CHECK + name, TOOL + name) for name in names]
    return Section("check of registers", samples, tuple(ratios), {})


def _against_hand(
    folder: Path, plan: Plan, form: str, sizes: tuple[int, ...], goal: float
) -> Section:
    """The tool against the query by hand, for each size; run it on two cores.

    The smallest has no goal: half of its time is the start of the program.
    """
    programs: dict[str, Program] = {}
    for rows in sizes:
        file = generated(folder, rows, form)
        programs[f"{BY_HAND}, {rows:,} rows"] = baseline("register_counts", file)
        programs[f"{TOOL}, {rows:,} rows"] = tool("summarize", file, *PERIOD, folder=folder)
    samples = interleaved(programs, plan.registers)
    ratios = [
        versus(
            samples,
            f"{TOOL}, {rows:,} rows",
            f"{BY_HAND}, {rows:,} rows",
            goal if rows > sizes[0] else None,
        )
        for rows in sizes
    ]
    ratios += [
        versus(samples, f"{TOOL}, {more:,} rows", f"{TOOL}, {fewer:,} rows", more / fewer)
        for fewer, more in pairwise(sizes)
    ]
    return Section(f"Registers, {form}", samples, tuple(ratios), {})


REGISTERS = (register_small, register_workbook, register_csv, register_parquet, register_check)
"""Measured only when they are named: the files take 14 GB and minutes to write."""
