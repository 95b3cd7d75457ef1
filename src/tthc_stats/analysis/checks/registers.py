"""Checks of registers: their dossiers, and the counts of printed tables against theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from tthc_stats.analysis.against import compare
from tthc_stats.analysis.dossiers import sources_of_registers
from tthc_stats.analysis.summary import Source
from tthc_stats.model.findings import Finding
from tthc_stats.model.register import Register
from tthc_stats.model.table import Table
from tthc_stats.tally.checks import check_dossiers
from tthc_stats.tally.counting import tally
from tthc_stats.tally.options import TallyOptions
from tthc_stats.tally.registers import Registers
from tthc_stats.tally.remarks import remarks
from tthc_stats.tally.views import FINISHES


class RegisterCheck(NamedTuple):
    """What the checks of registers found.

    dossiers: how many they hold. compared, printed: how many figures of tables were
    compared with them, of how many.
    """

    sources: tuple[Source, ...]
    findings: tuple[Finding, ...]
    dossiers: int
    compared: int
    printed: int


def check_registers(
    found: Sequence[Register],
    printed: Sequence[Table],
    options: TallyOptions,
    progress: Callable[[float], None] | None = None,
) -> RegisterCheck:
    """Check the dossiers of some registers, and printed tables against their counts.

    Raises NotUnderstoodError where dates cannot be understood, UsageError for a table
    without a period.
    """
    with Registers(found, options, progress=progress) as registers:
        counted = tally(registers, ())
        broken = check_dossiers(registers)
        said = remarks(registers, counted)
        comparison = compare(registers, printed)
    if all(set(FINISHES) & register.roles.keys() for register in found):
        said = [f for f in said if f.code != "NO_FINISH"]  # STATUS_DATES names their rows
    return RegisterCheck(
        sources_of_registers(found),
        (*said, *broken, *comparison.findings),
        counted.total["dossiers"],
        comparison.compared,
        comparison.printed,
    )
