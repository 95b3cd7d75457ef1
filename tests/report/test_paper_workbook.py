"""The workbook of a monthly report: figures as numbers, native charts, read again alike."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

sys.path.insert(0, str(Path(__file__).parent))
from _forms import without_values
from _papers import SEPTEMBER, paper, report, summary
from _reports import FORMULAS, HOSTILE

import tthc_stats
from tthc_stats.data import load
from tthc_stats.model.text import T
from tthc_stats.report.chart import Chart, ChartKind, Series
from tthc_stats.report.document import Heading, Report, ShareCell, TableBlock
from tthc_stats.report.language import language
from tthc_stats.report.paper import Paper, Paragraph, Sentence
from tthc_stats.report.writers import write

VI = language("vi")
REPEATS = T("The same figures as the form in this file")


class Stream(io.BytesIO):
    name = "report.xlsx"


def written(made: Paper, code: str = "vi") -> bytes:
    return write(Report("", list, paper=lambda: made), "xlsx", language(code))


@pytest.fixture(scope="module")
def made() -> bytes:
    return written(paper())


@pytest.fixture(scope="module")
def book(made: bytes) -> Workbook:
    return load_workbook(io.BytesIO(made))


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name).decode("utf-8")


def test_its_sheets_in_their_order(book: Workbook) -> None:
    assert book.sheetnames == [
        *("Báo cáo", "Số liệu", "So sánh", "II.06a"),
        *("Biểu đồ 1", "Biểu đồ 2", "Biểu đồ 3", "Cần kiểm tra lại"),
    ]


def test_figures_are_numbers_with_fraction_and_percentage_side_by_side(book: Workbook) -> None:
    rows = {row[0].value: row for row in book["Số liệu"].iter_rows(min_row=3)}
    row = rows["Phường L"]
    assert [cell.value for cell in row[1:6]] == [2643, 2500, 143, "2499/2500", 99.96]
    assert row[5].number_format == "#,##0.00"
    assert [cell.font.b for cell in rows["Tổng cộng"]][:2] == [True, True]
    assert {cell.value for cell in rows["Phường M"][4:6]} == {"–", None}


def test_the_table_is_filtered_frozen_and_printed_on_a4(book: Workbook) -> None:
    sheet = book["Số liệu"]
    assert sheet.freeze_panes == "B4"
    assert sheet.auto_filter.ref == "A3:L15"  # without the total
    assert sheet.print_title_rows == "$3:$3"
    for page in book.worksheets:
        assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
        assert page.page_setup.fitToWidth in (None, 1)


def scale_of(page: Worksheet) -> float:
    """How far a page is shrunk: widths are in digits of 5.25 points, A4 has 784."""
    widths = [
        column.width
        for column in page.column_dimensions.values()
        for _ in range(column.min or 0, (column.max or 0) + 1)
    ]
    across = page.page_setup.fitToWidth or 1
    room = 784 * across - 5.25 * widths[0] * (across - 1)
    return min(1.0, room / (5.25 * sum(widths)))


def test_tables_can_be_read_on_paper(book: Workbook) -> None:
    for name in ("Số liệu", "So sánh"):
        assert scale_of(book[name]) > 0.8
        assert book[name].page_setup.fitToWidth in (None, 1)
        assert book[name].row_dimensions[3].height <= 6 * 15 + 3


@pytest.mark.parametrize(("columns", "pages"), [(6, 1), (8, 1), (12, 2), (40, 5)])
def test_what_would_be_too_small_goes_over_several_pages(columns: int, pages: int) -> None:
    share = ShareCell(1_234_567, 2_345_678, Decimal("52.63"))
    heading = Heading("Tỷ lệ trước và đúng hạn (trên đã giải quyết)", numeric=True)
    block = TableBlock(
        [Heading("Đơn vị"), *[heading] * columns], [("Trung tâm A", *[share] * columns)]
    )
    data = written(paper()._replace(groups=block, form=None, compared=None))
    page = load_workbook(io.BytesIO(data))["Số liệu"]
    assert page.page_setup.fitToWidth in ((None, 1) if pages == 1 else (pages,))
    assert page.page_setup.fitToHeight == 0
    assert page.print_title_cols == (None if pages == 1 else "$A:$A")
    assert scale_of(page) >= 0.6


def test_only_the_form_has_formulas(book: Workbook) -> None:
    found = {s.title for s in book.worksheets for row in s for cell in row if cell.data_type == "f"}
    assert found == {"II.06a"}


def test_doubtful_sentences_are_marked(book: Workbook) -> None:
    said = [row[0].value for row in book["Báo cáo"].iter_rows()]
    assert "=1+1 (*)" in said
    assert "Tỷ lệ đúng hạn (*)" in said
    assert any(str(text).startswith("(*) số liệu") for text in said)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_charts_refer_to_cells_that_hold_what_they_show(
    made: bytes, book: Workbook, number: int
) -> None:
    chart, sheet = paper().charts[number - 1], book[f"Biểu đồ {number}"]
    xml = part(made, f"xl/charts/chart{number}.xml")
    for tag, wanted in (
        ("val", [list(series.values) for series in chart.series]),
        ("cat", [list(chart.categories) for _ in chart.series]),
    ):
        found = re.findall(rf"<c:{tag}>.*?<c:f>'{sheet.title}'!(.*?)</c:f>", xml)
        cells = [[c.value for row in sheet[at.replace("$", "")] for c in row] for at in found]
        assert cells == [[float(v) if isinstance(v, Decimal) else v for v in vs] for vs in wanted]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_charts_have_titles_and_a_text_for_whoever_cannot_see_them(
    made: bytes, number: int
) -> None:
    chart = paper().charts[number - 1]
    assert f'descr="{chart.described}"' in part(made, f"xl/drawings/drawing{number}.xml")
    assert f"<c:v>{chart.title}</c:v>" in part(made, f"xl/charts/chart{number}.xml")


def test_gaps_are_no_zeros() -> None:
    series = (Series("Tiếp nhận", (5, None, 0)),)
    chart = Chart("t", ChartKind.LINES, "a", ("1", "2", "3"), series, False, "m")
    data = written(paper()._replace(charts=(chart,)))
    sheet = load_workbook(io.BytesIO(data))["Biểu đồ 1"]
    assert [cell.value for cell in sheet[4]][1:] == [5, None, 0]
    xml = part(data, "xl/charts/chart1.xml")
    assert '<c:dispBlanksAs val="gap"/>' in xml or "dispBlanksAs" not in xml
    (cached,) = re.findall(r"<c:val>.*?</c:val>", xml)
    assert re.findall(r'<c:pt idx="(\d)"><c:v>(.*?)</c:v>', cached) == [("0", "5"), ("2", "0")]


@pytest.mark.parametrize("code", ["vi", "en"])
def test_the_same_bytes_twice(code: str) -> None:
    first, second = (write(report(code), "xlsx", language(code)) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {item.date_time[:3] for item in package.infolist()} == {(1980, 1, 1)}
    assert set(re.findall(r"20\d\d-", part(first, "docProps/core.xml"))) == {"2000-"}


@pytest.mark.parametrize("text", [*FORMULAS, *HOSTILE, "a\x0bb\uffff", "{=1}", "http://a.example"])
def test_texts_are_texts(text: str) -> None:
    block = TableBlock((Heading(text), Heading("n", numeric=True)), [(text, 1)], title=text)
    chart = Chart("b", ChartKind.BARS, text, (text,), (Series(text, (1,)),), False, text)
    made = paper()._replace(
        groups=block,
        compared=None,
        form=None,
        charts=(chart,),
        subject=text,
        paragraphs=(Paragraph(text, (Sentence(text),)),),
    )
    found = load_workbook(io.BytesIO(written(made)))
    kinds = {cell.data_type for sheet in found.worksheets for row in sheet for cell in row}
    assert kinds <= {"s", "n"}
    assert not any(cell.hyperlink for sheet in found.worksheets for row in sheet for cell in row)


@pytest.mark.parametrize("name", ["Số liệu", "a/b*c?[d]:e\\f", "'x'", "", "x" * 40])
def test_any_name_of_a_form_becomes_a_name_of_a_sheet(name: str) -> None:
    form = paper().form
    assert form
    names = load_workbook(io.BytesIO(written(paper()._replace(form=form._replace(name=name)))))
    assert len({sheet.casefold() for sheet in names.sheetnames}) == 8


COUNTS = ("received", "resolved", "pending")


def counts(data: bytes, sheets: str | tuple[str, ...] = ()) -> dict[str | None, list[int | None]]:
    read = tthc_stats.summarize(tthc_stats.read(Stream(data), sheets=sheets))
    groups = {next(iter(group.key.values())): group for group in read.groups}
    groups[None] = read.total
    return {name: [g.counts.get(c) for c in COUNTS] for name, g in groups.items()}  # type: ignore[call-overload]


def expected() -> dict[str | None, list[int | None]]:
    said = summary(SEPTEMBER)
    groups = {group.key["unit"]: group for group in said.groups}
    return {
        name: [g.counts.get(c) for c in COUNTS]  # type: ignore[call-overload]
        for name, g in {**groups, None: said.total}.items()
    }


@pytest.mark.parametrize("code", ["vi", "en"])
def test_it_is_read_again_with_its_figures_counted_once(code: str) -> None:
    whole = paper(code)
    assert counts(written(whole, code)) == expected()
    assert counts(written(whole._replace(form=None), code)) == expected()


def test_the_table_beside_a_form_is_read_where_it_is_named(made: bytes) -> None:
    assert counts(made, sheets="Số liệu") == expected()


@pytest.mark.parametrize("code", ["vi", "en"])
def test_readers_know_the_remark_that_writers_make(code: str) -> None:
    assert language(code).text(REPEATS) in load("captions")["repeats"]["lines"]


def test_neither_pictures_nor_documents_are_loaded() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests/report'); from _papers import report; "
        "from tthc_stats.report.writers import write; "
        "from tthc_stats.report.language import language; "
        "write(report(), 'xlsx', language('vi')); "
        "assert not {'matplotlib', 'docx', 'openpyxl', 'pandas'} & sys.modules.keys()"
    )
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root / "src")}
    subprocess.run([sys.executable, "-c", code], cwd=root, env=environment, check=True, timeout=60)


def test_libreoffice_computes_what_is_stored(soffice: str, made: bytes, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "report.xlsx").write_bytes(without_values(made))
    profile = (tmp_path / "profile").as_uri()
    options = [f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx"]
    subprocess.run(
        [soffice, *options, "--outdir", str(tmp_path), str(tmp_path / "in" / "report.xlsx")],
        check=True,
        capture_output=True,
        timeout=120,
    )
    stored = load_workbook(io.BytesIO(made), data_only=True)
    computed = load_workbook(tmp_path / "report.xlsx", data_only=True)
    for sheet in stored.worksheets:
        for row in sheet:
            for cell in row:
                assert computed[sheet.title][cell.coordinate].value == cell.value
