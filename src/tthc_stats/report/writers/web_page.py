"""A monthly report as one page that loads nothing and runs only what it was written with.

The page's files are in ``data/page``; names are escaped wherever they stand, and a policy
lets the browser take no style and no script but these two, by their SHA-256.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from tthc_stats.model.pattern import pattern
from tthc_stats.model.text import T
from tthc_stats.report.chart import Chart
from tthc_stats.report.document import Report, TableBlock
from tthc_stats.report.language import Language
from tthc_stats.report.paper import Annex, Paper
from tthc_stats.report.pictures import svg_of
from tthc_stats.report.writers import Options
from tthc_stats.report.writers.cells import utf8
from tthc_stats.report.writers.page_shell import own_file, policy, template
from tthc_stats.report.writers.page_tables import PageTable, chart_table, page_table, sheet_table

STYLED = pattern(r'(<[^<>]*?)\sstyle="([^"]*)"')
"""A tag up to its style; in texts ``<`` is always escaped."""
SIZES = ("width", "max-width", "height")

TEXTS = {
    "skip": T("Skip to the content"),
    "contents": T("Contents"),
    "doubtful": T("rests on figures that do not pass the checks"),
    "figures": T("Figures of this chart"),
    "sort": T("Press a heading to sort the rows; the total stays last."),
    "filter": T("Show only names with"),
    "ascending": T("Sorted by “{column}”, ascending.", column="{column}"),
    "descending": T("Sorted by “{column}”, descending.", column="{column}"),
    "unsorted": T("The rows are in their first order again."),
    "filtered": T(
        "{shown} of {all} rows are shown; the total is that of all rows.",
        shown="{shown}",
        all="{all}",
    ),
}


class Picture(NamedTuple):
    """A chart, drawn, and its figures."""

    chart: Chart
    drawing: Markup
    figures: PageTable


class Section(NamedTuple):
    """A part of the page.

    number: of an annex. short: its name in the contents, where that is not the title.
    doubts: what the mark means, below it.
    """

    id: str
    kind: str
    title: str
    number: str = ""
    table: PageTable | None = None
    short: str = ""
    doubts: str | None = None


def write(report: Report, language: Language, options: Options) -> bytes:  # noqa: ARG001
    """The page of a monthly report, in the language of its paper."""
    if report.paper is None:
        raise TypeError(report)
    return utf8(page_of(report.paper()))


def page_of(paper: Paper) -> str:
    """The page of a paper: the same paper gives the same page."""
    style, script = _style(), own_file("page.js")
    sections = list(_sections(paper))
    led_to = "findings" if paper.findings else "doubts" if paper.doubts else None
    return template("report.html.j2").render(
        paper=paper,
        language=paper.language,
        said={key: paper.language.text(text) for key, text in TEXTS.items()},
        sections=sections,
        pictures=[_picture(chart, paper.language) for chart in paper.charts],
        mark_leads_to=led_to,
        policy=policy(style, script),
        style=style,
        script=script,
    )


def _sections(paper: Paper) -> Iterator[Section]:
    """The parts that the paper has, in their order."""
    said = paper.language.text
    if paper.headlines:
        yield Section("figures", "headlines", said(T("Headline figures")), doubts=paper.doubts)
    if paper.paragraphs:
        doubts = None if paper.headlines else paper.doubts
        yield Section("words", "words", said(T("Results")), doubts=doubts)
    if paper.charts:
        yield Section("charts", "charts", said(T("Charts")))
    for at, annex in enumerate(paper.annexes, 1):
        yield _annexed(paper, annex, at)
    if paper.notes:
        yield Section("notes", "notes", said(T("Notes")))


def _annexed(paper: Paper, annex: Annex, at: int) -> Section:
    content, language = annex.content, paper.language
    if isinstance(content, TableBlock):
        name, short = "findings" if content is paper.findings else f"annex-{at}", ""
        table = page_table(content, language, sortable=content is paper.groups)
    else:
        name, short = f"annex-{at}", language.text(T("Form {code}", code=content.name))
        table = sheet_table(content, language)
    return Section(name, "table", annex.title, annex.number, table, short)


def _picture(chart: Chart, language: Language) -> Picture:
    drawn = svg_of(chart, language, titled=False)
    return Picture(chart, Markup(attributed(drawn)), chart_table(chart, language))  # noqa: S704


def attributed(svg: str) -> str:
    """A picture with attributes instead of ``style="…"``, which the policy forbids.

    Its size is a matter of the page's style.
    """
    return STYLED.sub(_attributes, svg)


def _attributes(tag: re.Match[str]) -> str:
    said = (declaration.partition(":") for declaration in tag[2].split(";"))
    named = [(name.strip(), value.strip()) for name, _, value in said]
    kept = (f' {name}="{value}"' for name, value in named if name and name not in SIZES)
    return tag[1] + "".join(kept)


def _style() -> Markup:
    """The style with a class for every length of a bar: the policy forbids ``style="…"``."""
    bars = "".join(f".p{part}{{--part:{part / 100:.2f}}}" for part in range(101))
    return own_file("page.css") + Markup(bars)  # noqa: S704
