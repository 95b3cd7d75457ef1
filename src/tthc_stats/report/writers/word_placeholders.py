"""What the placeholders of a Word template stand for."""

from __future__ import annotations

import io
import re
from typing import Any

from docx.shared import Cm, Length

from tthc_stats.model.office import Office
from tthc_stats.model.text import T
from tthc_stats.report.chart import Chart
from tthc_stats.report.language import Language
from tthc_stats.report.paper import Headline, Paper
from tthc_stats.report.writers.cells import UNFIT

PLACEHOLDERS = (
    "office.name",
    "office.parent",
    "office.place",
    "office.number",
    "office.symbol",
    "office.signer_authority",
    "office.signer_title",
    "office.signer_name",
    "office.recipients[]",
    "subject",
    "period",
    "dated",
    "headlines[].label",
    "headlines[].value",
    "headlines[].fraction",
    "headlines[].changes[]",
    "headlines[].doubtful",
    "paragraphs[].title",
    "paragraphs[].sentences[].text",
    "paragraphs[].sentences[].doubtful",
    "mark",
    "doubts",
    "pictures[].image",
    "pictures[].caption",
    "notes[]",
    "annexes",
)
"""Every placeholder; [] stands behind what holds several. docs/howto-word-template.md has the
same list, with what each means.
"""
DOTS = "…………………"
SPACE = "\u00a0" * 6
"""Room to write a number by hand, at which no line breaks."""
NOBODY = ("…………;", T("File: VT, …………."))
"""Recipients where none are known; the last line of the list is prescribed (NĐ 30/2020/NĐ-CP,
annex I).
"""
ENDS = (".", ";", ",", "…", ":")
PICTURE = Cm(16)
"""The width of pictures, unless the page is narrower."""


class Annexes:
    """The place of the annexes, as an element that no text can write."""

    NAME = "tthc-stats-annexes"

    def __init__(self) -> None:
        self.times = 0

    def __html__(self) -> str:
        self.times += 1
        return f'</w:t></w:r><w:customXml w:element="{self.NAME}"/><w:r><w:t>'


class Picture:
    """A chart, drawn only where a template wants it."""

    def __init__(self, template: Any, chart: Chart, language: Language, width: Length) -> None:
        self.template, self.chart, self.language, self.width = template, chart, language, width

    def __html__(self) -> str:
        from tthc_stats.report.pictures import png_of

        part = self.template.current_rendering_part
        inline = part.new_pic_inline(io.BytesIO(png_of(self.chart, self.language)), self.width)
        inline.docPr.set("descr", self.chart.described.translate(UNFIT))
        for side in ("distT", "distB", "distL", "distR"):  # LibreOffice would leave 3 mm
            inline.set(side, "0")
        drawing = f"<w:drawing>{inline.xml}</w:drawing>"
        return f'</w:t></w:r><w:r>{drawing}</w:r><w:r><w:t xml:space="preserve">'


def values_of(paper: Paper, template: Any, width: Length, annexes: Annexes) -> dict[str, Any]:
    """The values of all placeholders.

    What an office writes by hand has dots or room; what it may leave out is empty.
    width: of the text on the template's page.
    """
    return {
        "office": office_values(paper.office, paper.language),
        "subject": paper.subject,
        "period": paper.period or "",
        "dated": paper.dated,
        "headlines": [_headline(headline) for headline in paper.headlines],
        "paragraphs": [
            {"title": title, "sentences": [sentence._asdict() for sentence in sentences]}
            for title, sentences in paper.paragraphs
        ],
        "mark": paper.mark,
        "doubts": paper.doubts or "",
        "pictures": [
            {
                "image": Picture(template, chart, paper.language, min(PICTURE, width)),
                "caption": chart.title,
            }
            for chart in paper.charts
        ],
        "notes": list(paper.notes),
        "annexes": annexes,
    }


def office_values(office: Office, language: Language) -> dict[str, Any]:
    """What papers print of an office."""
    return {
        "name": office.name or DOTS,
        "parent": office.parent or "",
        "place": office.place or DOTS,
        "number": _numbered(office.number) if office.number else SPACE,
        "symbol": office.symbol or "BC-……",
        "signer_authority": office.signer_authority or "",
        "signer_title": office.signer_title or DOTS,
        "signer_name": office.signer_name or "",
        "recipients": _closed(office.recipients) or [language.text(line) for line in NOBODY],
    }


def _numbered(number: str) -> str:
    """The number of a paper: one below ten has a zero before it (NĐ 30/2020/NĐ-CP, annex I)."""
    return f"0{number}" if re.fullmatch("[1-9]", number) else number


def _closed(recipients: tuple[str, ...]) -> list[str]:
    """Recipients as NĐ 30 writes them: a semicolon behind each, a full stop behind the last."""
    last = len(recipients) - 1
    return [
        name if name.endswith(ENDS) else name + (";" if number < last else ".")
        for number, name in enumerate(recipients)
    ]


def _headline(headline: Headline) -> dict[str, Any]:
    return {
        "label": headline.label,
        "value": headline.value,
        "fraction": headline.fraction or "",
        "changes": list(headline.changes),
        "doubtful": headline.doubtful,
    }
