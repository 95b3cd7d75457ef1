"""Ratios, checks and reports from exported tables of administrative-procedure dossiers.

>>> import tthc_stats
>>> reading = tthc_stats.read("bao-cao.xlsx")          # doctest: +SKIP
>>> summary = tthc_stats.summarize(reading, by="unit")  # doctest: +SKIP
>>> tthc_stats.check(reading).findings                  # doctest: +SKIP
>>> tthc_stats.to_frame(summary)                        # doctest: +SKIP

Names are loaded when they are first used, so that the command starts quickly.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from tthc_stats.model.version import __version__ as __version__

if TYPE_CHECKING:
    from tthc_stats.analysis.compare import (
        Comparison,
        CountChange,
        GroupChange,
        IndicatorChange,
        Presence,
    )
    from tthc_stats.analysis.definitions import own_indicators
    from tthc_stats.analysis.durations import DossierList, DurationGroup, DurationSummary
    from tthc_stats.analysis.frame import from_frame, to_frame
    from tthc_stats.analysis.history import Recordable
    from tthc_stats.analysis.indicators import Indicator
    from tthc_stats.analysis.ranking import RankedGroup, Ranking, Unranked
    from tthc_stats.analysis.summary import Group, Source, Summary
    from tthc_stats.analysis.trend import Point, Series, Trend
    from tthc_stats.api.checks import Check, check
    from tthc_stats.api.comparison import compare, rank, trend
    from tthc_stats.api.dossiers import dossiers, durations
    from tthc_stats.api.history import (
        recorded_periods,
        recorded_rows,
        recorded_summary,
        remove_periods,
        summaries,
    )
    from tthc_stats.api.proofreading import proofread_text
    from tthc_stats.api.reading import read
    from tthc_stats.api.recording import Recorded, periods_of, record
    from tthc_stats.api.summary import summarize
    from tthc_stats.ingest.layouts import Layout, read_layout
    from tthc_stats.ingest.tables import Reading
    from tthc_stats.model.basis import Basis
    from tthc_stats.model.counts import Count
    from tthc_stats.model.document import Document
    from tthc_stats.model.errors import (
        NotUnderstoodError,
        NotWritableError,
        TthcError,
        UnreadableError,
        UsageError,
    )
    from tthc_stats.model.findings import Change, Finding, Place, Severity, Suggestion
    from tthc_stats.model.history import (
        StoredHead,
        StoredPeriod,
        StoredRow,
        StoredSource,
    )
    from tthc_stats.model.indicator import Indicators, OwnIndicator
    from tthc_stats.model.office import Office
    from tthc_stats.model.period import Period
    from tthc_stats.model.ratio import Ratio
    from tthc_stats.model.table import Column, Dimension, Row, Table
    from tthc_stats.proofread.claim import (
        Claim,
        ClaimKind,
        Mention,
        Pair,
        Proofreading,
        Span,
        Subject,
        Verdict,
    )
    from tthc_stats.report.form import write_form
    from tthc_stats.report.forms.definition import Form, read_form
    from tthc_stats.report.forms.fill import FilledForm, FormFacts, fill_form
    from tthc_stats.report.inspection import inspect, save_layout
    from tthc_stats.report.manual import explain
    from tthc_stats.report.monthly import Monthly, monthly_report, write_report
    from tthc_stats.tally.durations import Dossier, Frequencies, Measure

_HOMES = {
    "tthc_stats.analysis.compare": (
        "Comparison",
        "CountChange",
        "GroupChange",
        "IndicatorChange",
        "Presence",
    ),
    "tthc_stats.analysis.definitions": ("own_indicators",),
    "tthc_stats.analysis.durations": ("DossierList", "DurationGroup", "DurationSummary"),
    "tthc_stats.analysis.frame": ("from_frame", "to_frame"),
    "tthc_stats.analysis.history": ("Recordable",),
    "tthc_stats.analysis.indicators": ("Indicator",),
    "tthc_stats.analysis.ranking": ("RankedGroup", "Ranking", "Unranked"),
    "tthc_stats.analysis.summary": ("Group", "Source", "Summary"),
    "tthc_stats.analysis.trend": ("Point", "Series", "Trend"),
    "tthc_stats.api.checks": ("Check", "check"),
    "tthc_stats.api.comparison": ("compare", "rank", "trend"),
    "tthc_stats.api.dossiers": ("dossiers", "durations"),
    "tthc_stats.api.history": (
        "recorded_periods",
        "recorded_rows",
        "recorded_summary",
        "remove_periods",
        "summaries",
    ),
    "tthc_stats.api.proofreading": ("proofread_text",),
    "tthc_stats.api.reading": ("read",),
    "tthc_stats.api.recording": ("Recorded", "periods_of", "record"),
    "tthc_stats.api.summary": ("summarize",),
    "tthc_stats.ingest.layouts": ("Layout", "read_layout"),
    "tthc_stats.ingest.tables": ("Reading",),
    "tthc_stats.model.counts": ("Count",),
    "tthc_stats.model.errors": (
        "NotUnderstoodError",
        "NotWritableError",
        "TthcError",
        "UnreadableError",
        "UsageError",
    ),
    "tthc_stats.model.findings": ("Change", "Finding", "Place", "Severity", "Suggestion"),
    "tthc_stats.model.basis": ("Basis",),
    "tthc_stats.model.history": (
        "StoredHead",
        "StoredPeriod",
        "StoredRow",
        "StoredSource",
    ),
    "tthc_stats.model.indicator": ("Indicators", "OwnIndicator"),
    "tthc_stats.model.office": ("Office",),
    "tthc_stats.model.period": ("Period",),
    "tthc_stats.model.ratio": ("Ratio",),
    "tthc_stats.model.document": ("Document",),
    "tthc_stats.proofread.claim": (
        "Claim",
        "ClaimKind",
        "Mention",
        "Pair",
        "Proofreading",
        "Span",
        "Subject",
        "Verdict",
    ),
    "tthc_stats.report.form": ("write_form",),
    "tthc_stats.report.forms.definition": ("Form", "read_form"),
    "tthc_stats.report.forms.fill": ("FilledForm", "FormFacts", "fill_form"),
    "tthc_stats.tally.durations": ("Dossier", "Frequencies", "Measure"),
    "tthc_stats.model.table": ("Column", "Dimension", "Row", "Table"),
    "tthc_stats.report.inspection": ("inspect", "save_layout"),
    "tthc_stats.report.manual": ("explain",),
    "tthc_stats.report.monthly": ("Monthly", "monthly_report", "write_report"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Basis",
    "Change",
    "Check",
    "Claim",
    "ClaimKind",
    "Column",
    "Comparison",
    "Count",
    "CountChange",
    "Dimension",
    "Document",
    "Dossier",
    "DossierList",
    "DurationGroup",
    "DurationSummary",
    "FilledForm",
    "Finding",
    "Form",
    "FormFacts",
    "Frequencies",
    "Group",
    "GroupChange",
    "Indicator",
    "IndicatorChange",
    "Indicators",
    "Layout",
    "Measure",
    "Mention",
    "Monthly",
    "NotUnderstoodError",
    "NotWritableError",
    "Office",
    "OwnIndicator",
    "Pair",
    "Period",
    "Place",
    "Point",
    "Presence",
    "Proofreading",
    "RankedGroup",
    "Ranking",
    "Ratio",
    "Reading",
    "Recordable",
    "Recorded",
    "Row",
    "Series",
    "Severity",
    "Source",
    "Span",
    "StoredHead",
    "StoredPeriod",
    "StoredRow",
    "StoredSource",
    "Subject",
    "Suggestion",
    "Summary",
    "Table",
    "Trend",
    "TthcError",
    "Unranked",
    "UnreadableError",
    "UsageError",
    "Verdict",
    "check",
    "compare",
    "dossiers",
    "durations",
    "explain",
    "fill_form",
    "from_frame",
    "inspect",
    "monthly_report",
    "own_indicators",
    "periods_of",
    "proofread_text",
    "rank",
    "read",
    "read_form",
    "read_layout",
    "record",
    "recorded_periods",
    "recorded_rows",
    "recorded_summary",
    "remove_periods",
    "save_layout",
    "summaries",
    "summarize",
    "to_frame",
    "trend",
    "write_form",
    "write_report",
]


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
