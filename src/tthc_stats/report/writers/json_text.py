"""JSON for programs, as the contract has it."""

from __future__ import annotations

import json

from tthc_stats.report.document import Report
from tthc_stats.report.language import Language
from tthc_stats.report.writers import Options
from tthc_stats.report.writers.cells import utf8


def write(report: Report, language: Language, options: Options) -> bytes:  # noqa: ARG001
    """The data of a report, indented, in UTF-8."""
    return utf8(json.dumps(report.data(), ensure_ascii=False, indent=2) + "\n")
