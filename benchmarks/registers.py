"""Registers of dossiers: files of many sizes, and the programs written by hand to beat."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sections import Plan, Section, baseline
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


def register_small(folder: Path, plan: Plan) -> Section:
    """A workbook of 200 dossiers: what starting the libraries alone takes."""
    file = generated(folder, 200, "xlsx")
    programs = {"click + python-calamine + duckdb": baseline("register_open", file)}
    return Section("Register of 200 rows", interleaved(programs, plan.small), (), {})


def register_workbook(folder: Path, plan: Plan) -> Section:
    """A workbook as large as a sheet can be."""
    file = generated(folder, plan.workbook_rows, "xlsx")
    programs = {"fastexcel, 8 columns to Arrow": baseline("register_arrow", file)}
    title = f"Register of {plan.workbook_rows:,} rows, .xlsx"
    return Section(title, interleaved(programs, plan.registers), (), {})


def register_csv(folder: Path, plan: Plan) -> Section:
    """Ever larger CSV files: the time must grow with their rows only."""
    title = "Registers, CSV, 2 threads"
    return Section(title, interleaved(_by_hand(folder, plan, "csv"), plan.registers), (), {})


def register_parquet(folder: Path, plan: Plan) -> Section:
    """The same in Parquet, but for the largest."""
    programs = _by_hand(folder, plan, "parquet", plan.register_rows[:2])
    return Section("Registers, Parquet, 2 threads", interleaved(programs, plan.registers), (), {})


def _by_hand(
    folder: Path, plan: Plan, form: str, sizes: tuple[int, ...] | None = None
) -> dict[str, Program]:
    return {
        f"duckdb by hand, {rows:,} rows": baseline("register_counts", generated(folder, rows, form))
        for rows in sizes or plan.register_rows
    }


REGISTERS = (register_small, register_workbook, register_csv, register_parquet)
"""Measured only when they are named: the files take 13 GB and minutes to write."""
