"""The monthly report: from what was read and what is recorded to a paper, a page and a workbook."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from tthc_stats.analysis.history import Recordable
from tthc_stats.analysis.past import NO_PAST, Past, heads_beside, past_of
from tthc_stats.analysis.records import unit_key
from tthc_stats.analysis.summary import Summary
from tthc_stats.api.checks import against_history
from tthc_stats.api.history import recorded_periods, stored_periods
from tthc_stats.api.recording import periods_of
from tthc_stats.api.summary import summarize
from tthc_stats.ingest.tables import Reading
from tthc_stats.model.counts import Count
from tthc_stats.model.errors import UsageError
from tthc_stats.model.findings import Finding, Severity
from tthc_stats.model.indicator import NO_INDICATORS, Indicators
from tthc_stats.model.office import Office
from tthc_stats.model.period import Period
from tthc_stats.model.text import T, Text
from tthc_stats.report.document import Report
from tthc_stats.report.facts import period_in_words
from tthc_stats.report.forms.definition import Form, read_form
from tthc_stats.report.forms.fill import FilledForm, FormFacts, facts_of_office, fill_form
from tthc_stats.report.language import Language, language_asked
from tthc_stats.report.material import Material, names_in_print
from tthc_stats.report.monthly_paper import blocks_of, data_of, paper_of
from tthc_stats.report.summary import sorted_groups, summary_flat
from tthc_stats.report.writers import FORMATS, Options, write

USUAL_FORM = "ii06a"


class Monthly(NamedTuple):
    """A monthly report and what it was made of.

    findings: of the tables, of the form, and against the history. recordable: the periods
    as the history keeps them; ``None`` without one. unfilled: why the official form is left
    out, where it is.
    """

    language: Language
    report: Report
    summary: Summary
    findings: tuple[Finding, ...]
    recordable: Recordable | None
    unfilled: Text | None


def monthly_report(
    reading: Reading,
    *,
    lang: str = "vi",
    office: Office | None = None,
    by: Sequence[str] = (),
    form: Form | str | None = USUAL_FORM,
    sections: str = "source",
    history: str | None = None,
    agency: str | None = None,
    dated: date | None = None,
    decimals: int = 2,
    on_time_base: str = "resolved",
    indicators: Indicators = NO_INDICATORS,
    **counting: Any,
) -> Monthly:
    """The report of a period from tables of counts or registers.

    lang: ``vi`` or ``en``. office: what its papers print. by: what to group by. form: the
    official form in its annex, if any, and its sections; it is left out where the rows do not
    fit into it. history: the file of recorded periods; nothing is compared where it does not
    exist yet. agency: whose report it is, where the titles do not say. dated: the day of the
    paper; left to be written by hand where it is not given. indicators: those beside the
    built-in ones. counting: the options of ``summarize`` for registers, and its period.

    Raises UsageError where nobody says which period it is, where days of it are missing or
    nothing is counted in it, and what ``summarize`` raises.
    """
    language, facts = language_asked(lang), office or Office()
    summary = summarize(
        reading, by=by, on_time_base=on_time_base, indicators=indicators, **counting
    )
    period = _whole_period(summary)
    on_form = facts_of_office(facts, dated)
    filled, unfilled = _form(reading, form, on_form, sections, counting) if form else (None, None)
    recordable, past, against = _recorded(
        reading, summary, history, agency, on_time_base, indicators, counting
    )
    findings = (*summary.findings, *(filled.remarks if filled else ()), *against)
    material = Material(
        facts,
        summary,
        period,
        past,
        names_in_print(summary, history),
        filled,
        unfilled,
        findings,
        language,
        decimals,
        dated,
    )
    return Monthly(language, _report(material), summary, findings, recordable, unfilled)


def write_report(
    monthly: Monthly, format_: str = "docx", *, template: bytes | None = None
) -> bytes:
    """A monthly report as ``docx``, ``xlsx``, ``html``, ``csv``, ``json``, ``md`` or ``table``.

    template: the Word template of an office. The same report gives the same bytes.
    Raises UsageError for another format, or a template that cannot be filled.
    """
    known = (*FORMATS, "docx")
    if format_ not in known:
        raise UsageError(T("“{word}” is none of {known}", word=format_, known=known))
    return write(monthly.report, format_, monthly.language, Options(template=template))


def _report(material: Material) -> Report:
    paper = cache(lambda: paper_of(material))
    summary = material.summary
    return Report(
        title=T("Report"),
        blocks=lambda: blocks_of(material, paper()),
        data=lambda: data_of(material, paper()),
        flat=lambda: summary_flat(
            summary, sorted_groups(summary, None), material.decimals, total=False
        ),
        paper=paper,
    )


def _whole_period(summary: Summary) -> Period:
    """The period of a report, all of whose days are told."""
    place = summary.sources[0].file if summary.sources else None
    if summary.period is None:
        raise UsageError(
            T("the input does not say which period it reports"),
            place=place,
            hint=T("Name it with --period 2026-08."),
        )
    if not summary.groups:
        said = T("nothing is counted in {period}", period=period_in_words(summary.period))
        raise UsageError(said, place=place, hint=T("Give the export of that period."))
    for finding in summary.findings:
        if finding.code == "PERIOD_GAP":
            raise UsageError(
                finding.message,
                place=finding.place,
                hint=T("Add the table of the missing days, or report one period at a time."),
            )
    return summary.period


def _form(
    reading: Reading, form: Form | str, facts: FormFacts, sections: str, counting: dict[str, Any]
) -> tuple[FilledForm | None, Text | None]:
    """The official form, or why its rows are not those of the input."""
    definition = read_form(form) if isinstance(form, str) else form
    try:
        return fill_form(definition, reading, facts=facts, sections=sections, **counting), None
    except UsageError as error:
        return None, error.what


def _recorded(
    reading: Reading,
    summary: Summary,
    history: str | None,
    agency: str | None,
    on_time_base: str,
    indicators: Indicators,
    counting: dict[str, Any],
) -> tuple[Recordable | None, Past, list[Finding]]:
    """What is to be recorded, what is recorded of earlier periods of the same agency, and what
    contradicts it.
    """
    if history is None:
        return None, NO_PAST, []
    asked = {name: value for name, value in counting.items() if name != "progress"}
    recordable = periods_of(reading, agency=agency, indicators=indicators, **asked)
    if not os.path.exists(history):
        return recordable, NO_PAST, []
    assert summary.period
    key = recordable.periods[0].head.agency_key if recordable.periods else unit_key(agency or "")
    heads = heads_beside(recorded_periods(history), summary.period, key)
    stored = stored_periods(history, heads)
    past = past_of(summary, stored, history, Count(on_time_base), indicators)
    against = against_history(reading, history, agency_key=key, **asked)
    return _with_errors(recordable, against), past, against


def _with_errors(recordable: Recordable, against: Sequence[Finding]) -> Recordable:
    """What is to be recorded, with the errors that only the history brought to light."""
    errors = sum(finding.severity is Severity.ERROR for finding in against)
    periods = tuple(
        stored._replace(head=stored.head._replace(errors=stored.head.errors + errors))
        for stored in recordable.periods
    )
    return recordable._replace(periods=periods)
