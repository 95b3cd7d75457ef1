"""A monthly report as one page that loads nothing and runs only what it was written with.

The page's files are in ``data/page``; names are escaped wherever they stand, and a policy
lets the browser take no style and no script but these two, by their SHA-256.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from os.path import join
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from tthc_stats.data import FOLDER
from tthc_stats.model.pattern import pattern
from tthc_stats.model.text import T
from tthc_stats.report.chart import Chart
from tthc_stats.report.document import Report, TableBlock
from tthc_stats.report.language import Language
from tthc_stats.report.paper import Annex, Paper
from tthc_stats.report.pictures import svg_of
from tthc_stats.report.writers import Options
from tthc_stats.report.writers.cells import utf8
from tthc_stats.report.writers.page_tables import PageTable, chart_table, page_table, sheet_table

FILES = join(FOLDER, "page")
UNPRINTABLE = pattern(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    r"\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""Characters that no page may hold, and those that turn the direction of what follows:
they can make one figure look like another."""

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
    style, script = _style(), _file("page.js")
    sections = list(_sections(paper))
    led_to = "findings" if paper.findings else "doubts" if paper.doubts else None
    return _template().render(
        paper=paper,
        language=paper.language,
        said={key: paper.language.text(text) for key, text in TEXTS.items()},
        sections=sections,
        pictures=[_picture(chart, paper.language) for chart in paper.charts],
        mark_leads_to=led_to,
        policy=_policy(style, script),
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


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(FILES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("report.html.j2")


def _clean(value: object) -> object:
    """A text without characters that a page must not hold, each with a sign in its place."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return UNPRINTABLE.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n"))


@cache
def _file(name: str) -> Markup:
    """One of our own files, which is no text of others."""
    with open(join(FILES, name), encoding="utf-8") as file:
        return Markup(file.read())  # noqa: S704


def _style() -> Markup:
    """The style with a class for every length of a bar: the policy forbids ``style="…"``."""
    bars = "".join(f".p{part}{{--part:{part / 100:.2f}}}" for part in range(101))
    return _file("page.css") + Markup(bars)  # noqa: S704


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
