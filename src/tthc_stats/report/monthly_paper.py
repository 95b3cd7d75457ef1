"""The paper of a monthly report: its figures, tables and notes, beside its sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from tthc_stats.analysis.compare import CountChange, IndicatorChange
from tthc_stats.analysis.past import Earlier, period_before
from tthc_stats.analysis.ranking import rank_groups
from tthc_stats.model.counts import ALL_COUNTS, COUNT_NAMES, Count
from tthc_stats.model.period import Period
from tthc_stats.model.text import T, Text
from tthc_stats.report import changes
from tthc_stats.report.charts import charts_of
from tthc_stats.report.document import Block, Cell, Heading, LinesBlock, TableBlock
from tthc_stats.report.facts import MONTHS, as_day, capital, period_name
from tthc_stats.report.findings import findings_annex, findings_data, findings_table
from tthc_stats.report.forms.layout import sheet_of
from tthc_stats.report.material import Material
from tthc_stats.report.narrative import in_figures, name_of, narrative, terms_of
from tthc_stats.report.paper import MARK, Headline, Paper
from tthc_stats.report.summary import (
    basis_lines,
    groups_table,
    indicator_cell,
    one_group,
    share_title,
    summary_data,
)

SOURCES_NAMED = 10
GROUPS_NAMED = 5
REMARKS = 10
"""Warnings that a paper prints."""
HEADLINES = (
    Count.RECEIVED,
    Count.RESOLVED,
    Count.PENDING,
    "on_time",
    "online",
    "full_process",
    "overdue",
)


def paper_of(made: Material) -> Paper:
    """The paper of what was gathered."""
    language = made.language
    paragraphs = narrative(
        made.summary,
        made.past,
        language,
        office=made.office.name,
        doubted=made.doubted,
        doubted_before=made.doubted_before,
        decimals=made.decimals,
    )
    compared, grave, form = _compared(made), made.grave, made.filled and sheet_of(made.filled)
    paper = Paper(
        language,
        made.office,
        made.subject,
        language.text(_days_of(made.period)),
        language.text(_day_of_paper(made.dated)),
        tuple(_headlines(made, made.doubted)),
        paragraphs,
        language.text(_doubts()) if made.doubted else None,
        charts_of(made.summary, made.past.series, language, made.decimals),
        _printed(_groups(made), made),
        _printed(compared, made) if compared else None,
        form,
        _printed(findings_annex(grave), made, figures=False) if grave else None,
    )
    long = form is not None and paper.printed_form is None
    return paper._replace(notes=tuple(map(made.said, _notes(made, long=long))))


def _printed(table: TableBlock, made: Material, *, figures: bool = True) -> TableBlock:
    """A table whose headings begin with a capital, as papers have them, and so do the names of
    ``figures``, which are marked where the figures are doubtful.
    """
    doubtful = _doubtful_titles(made)

    def title(text: Text | str) -> str:
        said = made.said(text)
        return f"{capital(said)} {MARK}" if said in doubtful else capital(said)

    return table._replace(
        headings=[h._replace(title=title(h.title)) for h in table.headings],
        rows=[
            [
                title(cell) if figures and not n and isinstance(cell, Text) else _said(cell, made)
                for n, cell in enumerate(row)
            ]
            for row in table.rows
        ],
    )


def _said(cell: Cell, made: Material) -> Cell:
    return made.said(cell) if isinstance(cell, Text) else cell


def _doubtful_titles(made: Material) -> set[str]:
    """The names of the counts and shares that do not pass the checks."""
    doubted, said = made.doubted, made.language.text
    counts = {said(COUNT_NAMES[count]) for count in doubted}
    shares = made.summary.total.indicators.values()
    return counts | {said(share_title(i)) for i in shares if terms_of(i) & doubted}


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


def _headlines(made: Material, doubted: frozenset[Count]) -> Iterator[Headline]:
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


def _against(made: Material, key: Count | str) -> Iterator[str]:
    """How a figure has changed, against each of the earlier periods."""
    for earlier in made.earlier:
        if said := _change(earlier, key, made.decimals):
            period = period_name(earlier.period)
            yield made.said(T("{change} against {period}", change=said, period=period))


def _change(earlier: Earlier, key: Count | str, decimals: int) -> Text | None:
    total = earlier.comparison.total
    if isinstance(key, Count):
        return changes.of_count(total.counts[key], decimals)
    change = total.indicators[key]
    return changes.of_indicator(change, decimals) if change.same_base else None


def _groups(made: Material) -> TableBlock:
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


def _compared(made: Material) -> TableBlock | None:
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


def _notes(made: Material, *, long: bool) -> Iterator[Text]:
    """Where the figures come from, what is not in them, and what must be known to believe a
    difference. long: whether the official form is too long for paper.
    """
    yield _sources(made)
    if made.summary.basis:
        for line in basis_lines(made.summary.basis):
            yield T("{line}.", line=line)
    yield from _unreported(made)
    yield from _above_100(made)
    if made.unfilled:
        yield T("The official form is left out: the figures have other rows than it.")
    if long and made.filled:
        yield T(
            "The official form has {rows} rows and stands in the workbook only (.xlsx).",
            rows=len(made.filled.rows),
        )
    yield from _on_earlier(made)
    for finding in made.minor[:REMARKS]:
        yield T("Mind: {note}.", note=finding.message)
    if len(made.minor) > REMARKS:
        yield T("and {number} more remarks", number=len(made.minor) - REMARKS)


def _sources(made: Material) -> Text:
    files = list(dict.fromkeys(made.names[source.file] for source in made.summary.sources))
    shown = tuple(files[:SOURCES_NAMED])
    if len(files) > SOURCES_NAMED:
        more = len(files) - SOURCES_NAMED
        return T("Sources: {files} and {more} more files.", files=shown, more=more)
    return T("Sources: {files}.", files=shown)


def _unreported(made: Material) -> Iterator[Text]:
    """Counts without a total since some groups lack them, and which groups these are."""
    lacking: dict[tuple[str, ...], list[Count]] = defaultdict(list)
    for count in ALL_COUNTS:
        without = [group for group in made.summary.groups if count not in group.counts]
        some = 0 < len(without) < len(made.summary.groups)
        if some and count not in made.summary.total.counts:
            names = tuple(name_of(group.key, made.language) for group in without)
            lacking[names].append(count)
    for names, counts in lacking.items():
        more = ("…",) if len(names) > GROUPS_NAMED else ()
        yield T(
            "No total of {counts}: not reported by {number} ({names}).",
            counts=tuple(COUNT_NAMES[count] for count in counts),
            number=len(names),
            names=(*names[:GROUPS_NAMED], *more),
        )


def _above_100(made: Material) -> Iterator[Text]:
    """Shares of full process whose parts are received and whose whole is resolved."""
    everyone = (*made.summary.groups, made.summary.total)
    shares = (group.indicators["full_process"] for group in everyone)
    above = [share for share in shares if (value := share.exact()) is not None and value > 100]
    if above and above[0].ratio.base:
        yield T(
            "Full-process shares above 100% are those of dossiers received in full process over "
            "{base}, which are not the same dossiers.",
            base=COUNT_NAMES[Count(above[0].ratio.base)],
        )


def _on_earlier(made: Material) -> Iterator[Text]:
    before = period_before(made.period)
    if made.past.series and before and not made.past.before:
        name = period_name(before)
        yield T("Nothing is recorded of {period}, so nothing is compared with it.", period=name)
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


def blocks_of(made: Material, paper: Paper) -> list[Block]:
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
    if paper.notes:
        blocks.append(LinesBlock([(note, None) for note in paper.notes]))
    if made.findings:
        blocks.append(findings_table(made.findings))
    return blocks


def data_of(made: Material, paper: Paper) -> dict[str, object]:
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
        "notes": list(paper.notes),
        "compared_with": [
            {"from": e.period.start.isoformat(), "to": e.period.end.isoformat()}
            for e in made.earlier
        ],
    }
