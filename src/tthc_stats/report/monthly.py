"""The monthly report: from what was read and what is recorded to a paper, a page and a workbook."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from tthc_stats.analysis.compare import CountChange, IndicatorChange
from tthc_stats.analysis.doubts import doubted_counts
from tthc_stats.analysis.history import Recordable
from tthc_stats.analysis.past import NO_PAST, Earlier, Past, heads_beside, past_of
from tthc_stats.analysis.ranking import rank_groups
from tthc_stats.analysis.records import unit_key
from tthc_stats.analysis.summary import Summary
from tthc_stats.api.checks import against_history
from tthc_stats.api.history import recorded_periods, stored_periods
from tthc_stats.api.recording import periods_of
from tthc_stats.api.summary import summarize
from tthc_stats.ingest.tables import Reading
from tthc_stats.model.counts import ALL_COUNTS, COUNT_NAMES, Count
from tthc_stats.model.errors import UsageError
from tthc_stats.model.findings import Finding
from tthc_stats.model.indicator import NO_INDICATORS, Indicators
from tthc_stats.model.office import Office
from tthc_stats.model.period import Period
from tthc_stats.model.text import T, Text
from tthc_stats.report import changes
from tthc_stats.report.charts import charts_of
from tthc_stats.report.document import (
    Block,
    Cell,
    Heading,
    LinesBlock,
    Report,
    TableBlock,
)
from tthc_stats.report.facts import MONTHS, as_day, capital, period_name
from tthc_stats.report.findings import findings_annex, findings_data, findings_table
from tthc_stats.report.forms.definition import Form, read_form
from tthc_stats.report.forms.fill import FilledForm, facts_of_office, fill_form
from tthc_stats.report.forms.layout import sheet_of
from tthc_stats.report.language import Language, language_asked
from tthc_stats.report.narrative import in_figures, narrative, terms_of
from tthc_stats.report.paper import Headline, Paper
from tthc_stats.report.summary import (
    basis_lines,
    groups_table,
    indicator_cell,
    one_group,
    share_title,
    sorted_groups,
    summary_data,
    summary_flat,
)
from tthc_stats.report.writers import FORMATS, Options, write

USUAL_FORM = "ii06a"
SOURCES_NAMED = 10
HEADLINES = (
    Count.RECEIVED,
    Count.RESOLVED,
    Count.PENDING,
    "on_time",
    "online",
    "full_process",
    "overdue",
)


class Monthly(NamedTuple):
    """A monthly report and what it was made of.

    findings: of the tables, of the form, and against the history. recordable: the periods
    as the history keeps them; ``None`` without one.
    """

    language: Language
    report: Report
    summary: Summary
    findings: tuple[Finding, ...]
    recordable: Recordable | None


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
    official form in its annex, if any, and its sections. history: the file of recorded periods;
    nothing is compared where it does not exist yet. agency: whose report it is, where the
    titles do not say. dated: the day of the paper; left to be written by hand where it is not
    given. indicators: those beside the built-in ones. counting: the options of ``summarize``
    for registers, and its period.

    Raises UsageError where nobody says which period it is, and what ``summarize`` raises.
    """
    language = language_asked(lang)
    facts = office or Office()
    summary = summarize(
        reading, by=by, on_time_base=on_time_base, indicators=indicators, **counting
    )
    period = _known_period(summary)
    filled = (
        fill_form(
            read_form(form) if isinstance(form, str) else form,
            reading,
            facts=facts_of_office(facts),
            sections=sections,
            **counting,
        )
        if form
        else None
    )
    recordable, past, against = _recorded(
        reading, summary, history, agency, on_time_base, indicators, counting
    )
    findings = (*summary.findings, *(filled.remarks if filled else ()), *against)
    made = _Made(facts, summary, period, past, filled, findings, language, decimals, dated)
    return Monthly(language, made.report(), summary, findings, recordable)


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


def _known_period(summary: Summary) -> Period:
    if summary.period is None:
        raise UsageError(
            T("the input does not say which period it reports"),
            place=summary.sources[0].file if summary.sources else None,
            hint=T("Name it with --period 2026-08."),
        )
    return summary.period


def _recorded(
    reading: Reading,
    summary: Summary,
    history: str | None,
    agency: str | None,
    on_time_base: str,
    indicators: Indicators,
    counting: dict[str, Any],
) -> tuple[Recordable | None, Past, list[Finding]]:
    """What is to be recorded, what is recorded of earlier periods, and what contradicts it."""
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
    return recordable, past, against_history(reading, history, **asked)


class _Made(NamedTuple):
    """Everything that a report says, put into one document when a writer asks for it."""

    office: Office
    summary: Summary
    period: Period
    past: Past
    filled: FilledForm | None
    findings: tuple[Finding, ...]
    language: Language
    decimals: int
    dated: date | None

    def report(self) -> Report:
        paper = cache(lambda: _paper(self))
        groups = sorted_groups(self.summary, None)
        return Report(
            title=self.subject,
            blocks=lambda: _blocks(self, paper()),
            data=lambda: _data(self, paper()),
            flat=lambda: summary_flat(self.summary, groups, self.decimals, total=False),
            paper=paper,
        )

    @property
    def subject(self) -> str:
        name = self.language.text(period_name(self.period))
        if self.office.subject:
            return self.office.subject.replace("{period}", name)
        said = T("Reception and resolution of administrative procedures, {period}", period=name)
        return self.language.text(said)

    @property
    def doubted(self) -> frozenset[Count]:
        return doubted_counts(self.findings, self.summary.total.derived)

    @property
    def earlier(self) -> list[Earlier]:
        return [earlier for earlier in (self.past.before, self.past.year_ago) if earlier]


def _paper(made: _Made) -> Paper:
    language, doubted = made.language, made.doubted
    paragraphs = narrative(
        made.summary,
        made.past,
        language,
        office=made.office.name,
        doubted=doubted,
        decimals=made.decimals,
    )
    doubtful = any(sentence.doubtful for p in paragraphs for sentence in p.sentences)
    paper = Paper(
        language,
        made.office,
        made.subject,
        language.text(_days_of(made.period)),
        language.text(_day_of_paper(made.dated)),
        tuple(_headlines(made, doubted)),
        paragraphs,
        language.text(_doubts()) if doubtful else None,
        charts_of(made.summary, made.past.series, language, made.decimals),
        _printed(_groups(made), language),
        _printed(compared, language) if (compared := _compared(made)) else None,
        sheet_of(made.filled) if made.filled else None,
        _printed(findings_annex(made.findings), language) if made.findings else None,
        tuple(language.text(note) for note in _notes(made)),
    )
    if made.filled and paper.printed_form is None:
        long = T(
            "The official form has {rows} rows and stands in the workbook only (.xlsx).",
            rows=len(made.filled.rows),
        )
        return paper._replace(notes=(*paper.notes, language.text(long)))
    return paper


def _printed(table: TableBlock, language: Language) -> TableBlock:
    """A table whose headings and names of figures begin as papers have them, with a capital."""
    first = not table.headings[0].numeric
    return table._replace(
        headings=[h._replace(title=capital(language.text(h.title))) for h in table.headings],
        rows=[
            (capital(language.text(row[0])), *row[1:])
            if first and isinstance(row[0], Text)
            else row
            for row in table.rows
        ],
    )


def _days_of(period: Period) -> Text:
    first, last = as_day(period.start), as_day(period.end)
    return T("(From {first} to {last})", first=first, last=last)


def _day_of_paper(day: date | None) -> Text:
    """A day as papers print it: those below 10, and January and February, with a zero.

    Source: NĐ 30/2020/NĐ-CP, annex I.
    """
    if day is None:
        return T("…… …… ……")
    months = {month: str(month) if month > 2 else f"0{month}" for month in MONTHS}
    return T(
        "{day}/{month}/{year}",
        day=f"{day.day:02d}",
        month=months[day.month],
        year=str(day.year),
    )


def _doubts() -> Text:
    return T(
        "(*) Rests on figures that do not pass the checks; see the annex “{annex}”.",
        annex=T("Figures to be checked again"),
    )


def _headlines(made: _Made, doubted: frozenset[Count]) -> Iterator[Headline]:
    """The figures that a reader looks for first, as far as they are known."""
    total, language = made.summary.total, made.language
    for key in HEADLINES:
        if isinstance(key, Count):
            if key in total.counts:
                yield Headline(
                    key.value,
                    capital(language.text(COUNT_NAMES[key])),
                    language.number(total.counts[key]),
                    None,
                    tuple(_against(made, key)),
                    key in doubted,
                )
        elif (percent := total.indicators[key].value(made.decimals)) is not None:
            indicator = total.indicators[key]
            yield Headline(
                key,
                capital(language.text(share_title(indicator))),
                language.percent(percent),
                in_figures(indicator, language),
                tuple(_against(made, key)),
                bool(terms_of(indicator) & doubted),
            )


def _against(made: _Made, key: Count | str) -> Iterator[str]:
    """How a figure has changed, against each of the earlier periods."""
    for earlier in made.earlier:
        if said := _change(earlier, key, made.decimals):
            period = period_name(earlier.period)
            yield made.language.text(T("{change} against {period}", change=said, period=period))


def _change(earlier: Earlier, key: Count | str, decimals: int) -> Text | None:
    total = earlier.comparison.total
    if isinstance(key, Count):
        return changes.of_count(total.counts[key], decimals)
    change = total.indicators[key]
    return changes.of_indicator(change, decimals) if change.same_base else None


def _groups(made: _Made) -> TableBlock:
    """The figures of each group with its rank, the total last; of one group upright."""
    summary = made.summary
    if len(summary.groups) == 1:
        return one_group(summary.groups[0], made.decimals)._replace(title=T("Figures"))
    table = groups_table(summary, summary.groups, made.decimals)
    places = rank_groups(summary).places
    ranks = {tuple(place.key.values()): place.rank for place in places}
    heading = Heading(T("rank by on-time share"), numeric=True)
    title = T("Figures by {name}", name=table.headings[0].title)
    if not any(ranks.values()):
        return table._replace(title=title)
    found = [ranks.get(tuple(group.key.values())) for group in summary.groups]
    rows = [(*row, rank) for row, rank in zip(table.rows, [*found, ""], strict=True)]
    return table._replace(headings=(*table.headings, heading), rows=rows, title=title)


def _compared(made: _Made) -> TableBlock | None:
    """The total beside that of the period before and of the same one of last year."""
    if not made.earlier:
        return None
    headings = [Heading(T("figure")), Heading(period_name(made.period), numeric=True)]
    for earlier in made.earlier:
        headings += [Heading(period_name(earlier.period), numeric=True), Heading(T("change"))]
    totals = [earlier.comparison.total for earlier in made.earlier]
    rows: list[Sequence[Cell]] = []
    for count in ALL_COUNTS:
        if any(total.counts[count] != (None, None) for total in totals):
            number = made.summary.total.counts.get(count)
            beside = [_count_beside(total.counts[count], made.decimals) for total in totals]
            rows.append((COUNT_NAMES[count], number, *(c for pair in beside for c in pair)))
    for key, indicator in made.summary.total.indicators.items():
        if indicator.exact() is not None:
            cells = [_share_beside(total.indicators[key], made.decimals) for total in totals]
            now = indicator_cell(indicator, made.decimals)
            rows.append((share_title(indicator), now, *(c for pair in cells for c in pair)))
    return TableBlock(headings, rows, title=T("Compared with earlier periods"))


def _count_beside(change: CountChange, decimals: int) -> tuple[Cell, Cell]:
    return change.before, changes.of_count(change, decimals)


def _share_beside(change: IndicatorChange, decimals: int) -> tuple[Cell, Cell]:
    before = indicator_cell(change.before, decimals) if change.before else None
    return before, changes.of_indicator(change, decimals) if change.same_base else None


def _notes(made: _Made) -> Iterator[Text]:
    """Where the figures come from, and what must be known to believe a difference."""
    files = list(dict.fromkeys(os.path.basename(s.file) for s in made.summary.sources))
    named = tuple(files[:SOURCES_NAMED])
    if len(files) > SOURCES_NAMED:
        more = len(files) - SOURCES_NAMED
        yield T("Sources: {files} and {more} more files.", files=named, more=more)
    else:
        yield T("Sources: {files}.", files=named)
    if made.summary.basis:
        for line in basis_lines(made.summary.basis):
            yield T("{line}.", line=line)
    if made.earlier:
        yield T("Percentage points are those of the exact shares, rounded once.")
    for earlier in made.earlier:
        name = period_name(earlier.period)
        for note in earlier.comparison.notes:
            yield T("Against {period}: {note}.", period=name, note=note)
        if earlier.errors:
            yield T(
                "The figures of {period} had {errors} errors when they were recorded.",
                period=name,
                errors=earlier.errors,
            )


def _blocks(made: _Made, paper: Paper) -> list[Block]:
    """For terminals and Markdown: sentences, figures, findings."""
    blocks: list[Block] = [LinesBlock([(paper.subject, None), (paper.period or "", None)])]
    for paragraph in paper.paragraphs:
        lines: list[tuple[Text | str, str | None]] = [
            (f"{s.text} {paper.mark}", "warning") if s.doubtful else (s.text, None)
            for s in paragraph.sentences
        ]
        blocks.append(LinesBlock([(f"{paragraph.title}:", None), *lines]))
    if paper.doubts:
        blocks.append(LinesBlock([(paper.doubts, "warning")]))
    blocks.append(paper.groups)
    if paper.compared:
        blocks.append(paper.compared)
    if made.findings:
        blocks.append(findings_table(made.findings))
    return blocks


def _data(made: _Made, paper: Paper) -> dict[str, object]:
    return {
        **summary_data(made.summary, made.summary.groups, made.language, made.decimals),
        "schema": "tthc-stats/report/1",
        "findings": findings_data(made.findings, made.language),
        "subject": paper.subject,
        "doubted": sorted(made.doubted),
        "paragraphs": [
            {"title": p.title, "sentences": [s._asdict() for s in p.sentences]}
            for p in paper.paragraphs
        ],
        "compared_with": [
            {"from": e.period.start.isoformat(), "to": e.period.end.isoformat()}
            for e in made.earlier
        ],
    }
