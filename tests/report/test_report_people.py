"""Table, Markdown and HTML: what people read, whatever the names in it."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from _reports import COMMUNES, HOSTILE, PLAIN, named, shown, summary, written
from hypothesis import given
from hypothesis import strategies as st

from tthc_stats.report.document import Report
from tthc_stats.report.language import language
from tthc_stats.report.summary import summary_report
from tthc_stats.report.writers import write

VOID = {"meta", "br", "hr", "img", "link", "input"}


class Page(HTMLParser):
    """Reads a page strictly: every element is closed in turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.cells: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("td", "th", "p"):
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("td", "th", "p"):
            self.cells[-1] += data


def html(report: Report) -> str:
    return write(report, "html", PLAIN).decode("utf-8")


@pytest.mark.parametrize("name", HOSTILE)
def test_html_shows_hostile_names_as_text(name: str) -> None:
    page = Page(html(named(name, title=name)))
    assert " ".join(name.split()) in [" ".join(cell.split()) for cell in page.cells]
    assert not {"script", "img", "a", "iframe", "object"} & set(page.elements)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_html_shows_any_name_as_text(name: str) -> None:
    page = Page(html(named(name)))
    assert name.strip() in [cell.strip() for cell in page.cells]


@pytest.mark.parametrize("code", ["en", "vi"])
def test_html_loads_nothing_and_names_its_language(code: str) -> None:
    text = written("html", code=code).decode("utf-8")
    page = Page(text)
    assert text.startswith("<!DOCTYPE html>")
    assert ("lang", code) in page.attributes
    assert ("charset", "utf-8") in page.attributes
    assert not {"link", "script", "img", "iframe", "base", "object"} & set(page.elements)
    assert not {"src", "href", "onload", "onclick"} & {name for name, _ in page.attributes}
    assert not re.search(r"@import|url\(|https?:", text)


def test_html_has_headings_for_columns_and_a_total_row() -> None:
    text = written("html").decode("utf-8")
    assert '<th scope="col"' in text
    assert text.count("<tr") == 1 + 4 + 1
    assert "3,162/3,250 = 97.29%" in text


def cells(line: str) -> list[str]:
    """The cells of a row of a pipe table, as a reader of Markdown splits them."""
    return [cell.strip() for cell in re.split(r"(?<!\\)(?:\\\\)*\|", line.strip())[1:-1]]


@pytest.mark.parametrize("name", HOSTILE)
def test_markdown_keeps_its_columns(name: str) -> None:
    lines = write(named(name, title=name), "md", PLAIN).decode("utf-8").splitlines()
    rows = [cells(line) for line in lines if line.startswith("|")]
    assert len(rows) == 3
    assert {len(row) for row in rows} == {2}
    assert rows[2][1] == "1/8 = 12.50%"


@pytest.mark.parametrize("name", HOSTILE)
def test_markdown_has_no_live_markup_from_names(name: str) -> None:
    text = write(named(name), "md", PLAIN).decode("utf-8")
    without_escapes = re.sub(r"\\.", "", text)
    assert "<" not in without_escapes
    assert "`" not in without_escapes
    assert not re.search(r"\]\(", without_escapes)


def test_markdown_is_made_of_titles_tables_and_lines() -> None:
    text = written("md").decode("utf-8")
    assert text.startswith("# ")
    assert "| Xã A " in text
    assert "3,162/3,250 = 97.29%" in text


VIETNAMESE = {
    "table": "3.162/3.250 = 97,29%",
    "md": "3.162/3.250 = 97,29%",
    "html": "3.162/3.250 = 97,29%",
}


@pytest.mark.parametrize("format_", VIETNAMESE)
def test_each_share_stands_with_its_fraction_in_vietnamese_style(format_: str) -> None:
    text = written(format_, code="vi").decode("utf-8")
    assert VIETNAMESE[format_] in text
    assert "20/20 = 100,00%" in text
    assert "3.419" in text
    assert "97.29" not in text


@pytest.mark.parametrize("format_", VIETNAMESE)
def test_absent_is_a_dash_and_an_empty_base_no_share(format_: str) -> None:
    text = written(format_).decode("utf-8")
    assert "–" in text
    assert "0/0" not in text
    assert "nan" not in text.lower()
    assert "None" not in text


WIDE = COMMUNES.replace("Xã D", "Trung tâm Phục vụ hành chính công và Kiểm soát thủ tục tỉnh A")


@pytest.mark.parametrize("width", [80, 100, 160])
@pytest.mark.parametrize("code", ["en", "vi"])
@pytest.mark.parametrize("text", [COMMUNES, WIDE, COMMUNES.splitlines()[0] + "\nXã A,9,8,7,1,1\n"])
def test_a_table_fits_the_terminal(text: str, code: str, width: int) -> None:
    report = summary_report(summary(text), language(code))
    lines = shown(report, width)
    assert [line for line in lines if len(line) > width] == []
    # Folded, but complete: every share is still on one line with its fraction.
    whole = shown(report, None)
    figures = re.findall(r"\S+/\S+ = \S+%", "\n".join(whole))
    assert figures
    assert sorted(re.findall(r"\S+/\S+ = \S+%", "\n".join(lines))) == sorted(figures)


def test_a_file_is_as_wide_as_it_needs() -> None:
    lines = shown(summary_report(summary(), PLAIN), None)
    (row,) = [line for line in lines if line.startswith("Xã A")]
    assert len(row) > 80 or "97.29%" in row


def test_columns_of_figures_end_at_one_edge() -> None:
    lines = shown(summary_report(summary(), PLAIN), None)
    rule = next(line for line in lines if line.startswith("---"))
    edges = [match.end() for match in re.finditer("-+", rule)][1:]
    for row in (line.ljust(len(rule)) for line in lines if line.startswith("Xã")):
        for edge in edges:
            assert row[edge - 1] != " "
            assert row[edge : edge + 1] in (" ", "")


def test_colour_only_where_asked() -> None:
    report = named("Xã A")
    assert "\x1b" not in "\n".join(shown(report, 80))
    assert "\x1b[31m" in "\n".join(shown(report, 80, colour=True))


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("width", [None, 80])
def test_a_terminal_gets_lines_of_text(name: str, width: int | None) -> None:
    text = "\n".join(shown(named(name), width))
    assert "1/8 = 12.50%" in text
    assert " ".join(name.split())[:10] in " ".join(text.split())


@pytest.mark.parametrize("sign", ["\x1b[2J", "\x07", "\x9b2J"])
def test_names_cannot_steer_the_terminal(sign: str) -> None:
    text = "\n".join(shown(named(f"Xã {sign}A"), 80))
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
