"""The monthly report before any format is chosen: what its paper, page and workbook say.

All texts are in the language of the report; figures in tables keep their types.
"""

from __future__ import annotations

from typing import NamedTuple

from tthc_stats.model.office import Office
from tthc_stats.model.text import T
from tthc_stats.report.chart import Chart
from tthc_stats.report.document import TableBlock
from tthc_stats.report.language import Language
from tthc_stats.report.sheet import Sheet

MARK = "(*)"
"""What stands at what is doubtful."""
ROMAN = ("I", "II", "III", "IV")
LONGEST_FORM = 500
"""Rows of a form that a document or a page prints: some twenty pages."""


class Headline(NamedTuple):
    """A figure that a reader looks for first.

    value: as printed, such as “97,29%”. fraction: its two figures, for a share. changes:
    against other periods, such as “tăng 1,2 điểm phần trăm so với tháng 8/2026”. doubtful:
    whether it rests on a figure that does not pass the checks.
    """

    key: str
    label: str
    value: str
    fraction: str | None = None
    changes: tuple[str, ...] = ()
    doubtful: bool = False


class Sentence(NamedTuple):
    """doubtful: whether a figure in it does not pass the checks."""

    text: str
    doubtful: bool = False


class Paragraph(NamedTuple):
    """Sentences on one thing."""

    title: str
    sentences: tuple[Sentence, ...]


class Annex(NamedTuple):
    """An annex: its number as printed, such as “Phụ lục I”, its title and its content."""

    number: str
    title: str
    content: TableBlock | Sheet


class Paper(NamedTuple):
    """A monthly report.

    subject: what it reports on. period: its days, in brackets, where they are known. dated:
    the day as a paper prints it, with dots where it is left to be written by hand. doubts:
    what the mark at doubtful sentences means, where there is one. groups: the figures of
    each unit (or field, level …), the total last. compared: the same beside other periods.
    form: the official form, laid out cell by cell; a long one is for workbooks only, and
    ``notes`` say so. findings: what must be looked at again.
    notes: how the figures were counted and from which files.
    """

    language: Language
    office: Office
    subject: str
    period: str | None
    dated: str
    headlines: tuple[Headline, ...]
    paragraphs: tuple[Paragraph, ...]
    doubts: str | None
    charts: tuple[Chart, ...]
    groups: TableBlock
    compared: TableBlock | None = None
    form: Sheet | None = None
    findings: TableBlock | None = None
    notes: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """What stands at a doubtful sentence."""
        return MARK

    @property
    def printed_form(self) -> Sheet | None:
        """The form, unless it is too long for paper and stands in the workbook only."""
        return self.form if self.form and self.form.last_row < LONGEST_FORM else None

    @property
    def annexes(self) -> tuple[Annex, ...]:
        """The tables behind the text, in their order."""
        said = self.language.text
        found = [
            (said(content.title or ""), content)
            for content in (self.groups, self.compared, self.printed_form, self.findings)
            if content
        ]
        return tuple(
            Annex(said(T("Annex {number}", number=number)), title, content)
            for number, (title, content) in zip(ROMAN, found, strict=False)
        )
