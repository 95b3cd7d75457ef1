"""Definitions of forms: captions letter by letter, users' own forms, and clear errors."""

from __future__ import annotations

import io
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

import tthc_stats
from tthc_stats.model.errors import UsageError
from tthc_stats.model.period import Period
from tthc_stats.report.forms.definition import form_text, known_forms, read_form
from tthc_stats.report.forms.fill import FormFacts
from tthc_stats.report.forms.layout import DOTS, period_name
from tthc_stats.report.forms.layout import sheet_of as laid_out

sys.path.insert(0, str(Path(__file__).parent))
from _forms import C, Row, filled, held, outline, workbook

HERE = Path(__file__).parent
CAPTIONS: dict[str, Any] = tomllib.loads((HERE / "form_captions.toml").read_text("utf-8"))
ERRORS: list[dict[str, Any]] = tomllib.loads((HERE / "form_errors.toml").read_text("utf-8"))["case"]
UNIT = "UBND tỉnh A"
ROWS: list[Row] = [((), f"Xã {n}", {C.RECEIVED: n, C.RESOLVED: n}) for n in range(1, 61)]


def sheet_of(name: str, facts: FormFacts) -> Worksheet:
    data = workbook(filled(read_form(name), ROWS, facts))
    sheet: Worksheet = load_workbook(io.BytesIO(data)).worksheets[0]
    return sheet


def header_row(sheet: Worksheet) -> int:
    return next(cell.row for (cell,) in sheet.iter_rows(max_col=1) if cell.value in ("TT", "STT"))


def merged_cells(captions: list[list[str]], top: int) -> set[str]:
    """The merged ranges that a table of captions with “<” and “^” stands for."""
    found = set()
    for row, line in enumerate(captions):
        for column, text in enumerate(line):
            if text in "<^":
                continue
            right, bottom = column, row
            while right + 1 < len(line) and line[right + 1] == "<":
                right += 1
            while bottom + 1 < len(captions) and captions[bottom + 1][column] == "^":
                bottom += 1
            if (right, bottom) != (column, row):
                first, last = chr(65 + column), chr(65 + right)
                found.add(f"{first}{top + row}:{last}{top + bottom}")
    return found


def test_every_form_has_its_captions_written_down() -> None:
    assert set(CAPTIONS) == set(known_forms())


@pytest.mark.parametrize("name", CAPTIONS)
def test_captions_and_merged_cells_are_exact(name: str) -> None:
    wanted = CAPTIONS[name]
    sheet = sheet_of(name, FormFacts(unit=UNIT))
    top = header_row(sheet)
    captions = wanted["captions"]
    for row, line in enumerate(captions):
        for column, text in enumerate(line):
            value = sheet.cell(top + row, column + 1).value
            assert value == (None if text in "<^" else text)
    bottom = top + len(captions) - 1
    header = {str(m) for m in sheet.merged_cells.ranges if top <= m.min_row <= bottom}
    assert header == merged_cells(captions, top)
    numbering = [str(cell.value) for cell in sheet[bottom + 1]]
    assert numbering == wanted["numbering"]


@pytest.mark.parametrize("name", CAPTIONS)
def test_title_code_and_checks_are_exact(name: str) -> None:
    wanted, form = CAPTIONS[name], read_form(name)
    sheet = sheet_of(name, FormFacts(unit=UNIT))
    assert form.title == wanted["title"]
    assert wanted["title"] in [cell.value for row in sheet["A1:R3"] for cell in row]
    for row, line in enumerate(("first_line", "second_line"), start=1):
        if line in wanted:
            assert sheet.cell(row, 1).value == wanted[line]
    assert [count.value for count in held(form)] == wanted["counts"]
    assert [str(check) for check in form.checks] == wanted["checks"]


@pytest.mark.parametrize("name", CAPTIONS)
def test_the_page_is_set_up_for_print(name: str) -> None:
    sheet = sheet_of(name, FormFacts(unit=UNIT))
    top = header_row(sheet)
    bottom = top + len(CAPTIONS[name]["captions"])
    assert sheet.page_setup.orientation == "landscape"
    assert str(sheet.page_setup.paperSize) == "9"
    assert sheet.page_setup.fitToWidth in (None, 1)  # 1 is what is meant where nothing stands
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.sheet_properties.pageSetUpPr
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == f"${top}:${bottom}"
    assert sheet.freeze_panes == f"C{bottom + 1}"
    assert sheet.oddFooter
    assert sheet.oddFooter.center.text == "&P/&N"
    assert sheet.print_area.endswith(f"${chr(64 + len(read_form(name).columns))}${sheet.max_row}")


@pytest.mark.parametrize("name", CAPTIONS)
def test_figures_texts_and_borders(name: str) -> None:
    sheet = sheet_of(name, FormFacts(unit=UNIT))
    table = sheet[header_row(sheet) : header_row(sheet) + 3 + len(ROWS)]
    for row in table:
        for cell in (cell for cell in row if not isinstance(cell, MergedCell)):
            assert cell.font.name == "Times New Roman"
            assert cell.border.left.style == cell.border.top.style == "thin"
    first = table[4]
    assert [cell.alignment.horizontal for cell in first[:3]] == ["center", "left", "right"]
    assert {cell.number_format for cell in first[2:]} == {"#,##0"}
    assert all(cell.font.bold for cell in table[0] if not isinstance(cell, MergedCell))
    assert {cell.alignment.horizontal for cell in table[3]} == {"center"}
    assert all(cell.font.bold for cell in sheet[header_row(sheet) + 4 + len(ROWS)])


def lines_of(name: str, facts: FormFacts) -> list[str]:
    return [str(c.value) for row in sheet_of(name, facts) for c in row if isinstance(c.value, str)]


def test_facts_of_the_office_are_printed() -> None:
    facts = FormFacts("II.06b", "Quyết định 1", "Sở A", None, "Bộ Tư pháp", "Hà Nội")
    lines = lines_of("ii06a", facts)
    for line in (
        "Biểu số II.06b",
        "Quyết định 1",
        "- Đơn vị báo cáo: Sở A",
        "- Đơn vị nhận báo cáo: Bộ Tư pháp",
        "Kỳ báo cáo: Tháng 8 năm 2026",
        "(Từ ngày 15/07/2026 đến ngày 14/08/2026)",
        "Hà Nội, ngày … tháng … năm …",
    ):
        assert line in lines


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (None, "Hà Nội, ngày … tháng … năm …"),
        (date(2026, 8, 20), "Hà Nội, ngày 20 tháng 8 năm 2026"),
        (date(2026, 2, 3), "Hà Nội, ngày 03 tháng 02 năm 2026"),
        (date(2026, 12, 31), "Hà Nội, ngày 31 tháng 12 năm 2026"),
    ],
)
@pytest.mark.parametrize("name", known_forms())
def test_the_day_of_signing_stands_where_there_was_room_for_it(
    name: str, day: date | None, written: str
) -> None:
    assert written in lines_of(name, FormFacts(place="Hà Nội", dated=day))


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("A, ngày ..... tháng .... năm ......", "A, ngày 20 tháng 8 năm 2026"),
        ("A, ngày …… tháng … năm 2026", "A, ngày 20 tháng 8 năm 2026"),
        ("Ngày ký: ", "Ngày ký: "),
    ],
)
def test_own_forms_may_leave_room_in_dots(line: str, written: str) -> None:
    form = filled(read_form("ii06a"), [((), "Xã A", {})], FormFacts(dated=date(2026, 8, 20)))
    sheet = laid_out(form._replace(form=form.form._replace(date=line)))
    (said,) = [cell.value for cell in sheet.cells.values() if cell.style == "date"]
    assert said == written


def test_unknown_facts_are_left_to_be_written() -> None:
    form = filled(read_form("btp07a"), ROWS)._replace(period=None)
    form = form._replace(facts=FormFacts(code=form.facts.code))
    sheet = load_workbook(io.BytesIO(workbook(form))).worksheets[0]
    lines = [str(c.value) for row in sheet for c in row if c.value is not None]
    for line in (
        f"Đơn vị báo cáo: {DOTS}",
        f"Đơn vị nhận báo cáo: {DOTS}",
        f"Kỳ báo cáo: {DOTS}",
        f"(Từ ngày {DOTS} đến ngày {DOTS})",
        f"{DOTS}, ngày … tháng … năm …",
    ):
        assert line in lines
    assert not any("{" in line for line in lines)


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        (date(2026, 7, 15), date(2026, 8, 14), "Tháng 8 năm 2026"),
        (date(2026, 8, 1), date(2026, 8, 31), "Tháng 8 năm 2026"),
        (date(2025, 12, 15), date(2026, 3, 14), "Quý I năm 2026"),
        (date(2026, 9, 15), date(2026, 12, 14), "Quý IV năm 2026"),
        (date(2025, 12, 15), date(2026, 6, 14), "6 tháng đầu năm 2026"),
        (date(2026, 6, 15), date(2026, 12, 14), "6 tháng cuối năm 2026"),
        (date(2025, 12, 15), date(2026, 9, 14), "9 tháng đầu năm 2026"),
        (date(2025, 12, 15), date(2026, 12, 14), "Năm 2026"),
        (date(2025, 12, 15), date(2026, 1, 14), "Tháng 1 năm 2026"),
        (date(2026, 7, 1), date(2026, 8, 14), ""),
    ],
)
def test_periods_have_the_names_of_reports(first: date, last: date, name: str) -> None:
    assert period_name(Period(first, last)) == name


def test_sections_are_numbered_by_depth() -> None:
    rows: list[Row] = [
        (("Khối tỉnh", "Sở"), "Sở A", {}),
        (("Khối tỉnh", "Sở"), "Sở B", {}),
        (("Khối tỉnh", "Ban"), "Ban C", {}),
        (("Khối xã", "Miền núi", "Biên giới"), "Xã D", {}),
        ((), "Văn phòng", {}),
    ]
    form = filled(read_form("btp07a"), rows)
    assert [(row.number, row.name) for row in form.rows] == [
        ("1", "Văn phòng"),
        ("A", "Khối tỉnh"),
        ("I", "Sở"),
        ("1", "Sở A"),
        ("2", "Sở B"),
        ("II", "Ban"),
        ("1", "Ban C"),
        ("B", "Khối xã"),
        ("I", "Miền núi"),
        ("1", "Biên giới"),
        ("1.1", "Xã D"),
        ("", "Tổng cộng"),
    ]


def test_many_sections_have_roman_numbers_that_read_back() -> None:
    rows: list[Row] = [
        ((f"Sở {n}",), f"Lĩnh vực {n}", {C.RECEIVED: n, C.RESOLVED: n}) for n in range(1, 90)
    ]
    form = filled(read_form("ii06a"), rows)
    numbers = [row.number for row in form.rows if row.section == () and row.number]
    assert (numbers[3], numbers[8], numbers[39], numbers[48], numbers[49], numbers[88]) == (
        "IV",
        "IX",
        "XL",
        "XLIX",
        "L",
        "LXXXIX",
    )
    stream = io.BytesIO(workbook(form))
    (table,) = tthc_stats.read(stream).tables
    assert [row.section for row in table.details()] == [section for section, _, _ in rows]


def test_an_own_form_works_like_a_built_in_one(tmp_path: Path) -> None:
    path = tmp_path / "bieu-rieng.toml"
    path.write_text(
        """
title = "Biểu của Xã A"
rows = ["unit"]
total = "Cộng"
columns = [
  { caption = "Đơn vị", holds = "name", width = 40 },
  { caption = "Tiếp nhận", count = "received" },
  { caption = "Đã giải quyết", columns = [
    { caption = "Trước hạn", count = "early" },
    { caption = "Đúng hạn", count = "on_time" },
    { caption = "Trước và đúng hạn", sum = "3 + 4" },
  ] },
]
""",
        encoding="utf-8",
    )
    form = read_form(str(path))
    assert form.name == "bieu-rieng"
    rows: list[Row] = [
        ((), "Xã A", {C.RECEIVED: 9, C.EARLY: 3, C.ON_TIME: 4}),
        ((), "Xã B", {C.RECEIVED: 1, C.EARLY: 1, C.ON_TIME: 0}),
    ]
    done = filled(form, rows)
    assert [figure.value for figure in done.rows[-1].figures] == [10, 4, 4, 8]
    stream = io.BytesIO(workbook(done))
    summary = tthc_stats.summarize(tthc_stats.read(stream))
    assert summary.total.counts[C.IN_TIME] == 8
    assert summary.total.counts[C.RECEIVED] == 10
    assert [group.key["unit"] for group in summary.groups] == ["Xã A", "Xã B"]


def trees() -> st.SearchStrategy[list[Any]]:
    """Captions as trees: a number for a column, a list for a group."""
    leaf = st.just(0)
    node = st.recursive(leaf, lambda below: st.lists(below, min_size=1, max_size=3), max_leaves=6)
    return st.lists(node, min_size=1, max_size=5)


def as_toml(tree: Any, names: Iterator[int], counts: Iterator[str]) -> str:
    caption = f"Cột {next(names)}"
    if tree == 0:
        return f'{{ caption = "{caption}", {next(counts)} }}'
    below = ", ".join(as_toml(node, names, counts) for node in tree)
    return f'{{ caption = "{caption}", columns = [{below}] }}'


@given(trees(), st.integers(0, 3))
@settings(deadline=None, max_examples=60)
def test_captions_of_any_tree_stand_over_their_columns(tree: list[Any], before: int) -> None:
    """The merged cells of a header cover it without a gap, whatever the groups."""
    names, counts = iter(range(999)), (f'count = "{count}"' for count in cycle(C))
    nodes = [as_toml(node, names, counts) for node in tree]
    nodes.insert(min(before, len(nodes)), '{ caption = "Đơn vị", holds = "name" }')
    with TemporaryDirectory() as folder:
        path = Path(folder) / "own.toml"
        path.write_text(f'title = "T"\ncolumns = [{", ".join(nodes)}]\n', encoding="utf-8")
        form = read_form(str(path))
    sheet = load_workbook(io.BytesIO(workbook(filled(form, ROWS[:2])))).worksheets[0]
    body = next(cell.row for row in sheet for cell in row if cell.value == "Xã 1")
    top = body - form.depth
    held = {
        (row, column): sheet.cell(merge.min_row, merge.min_col).value
        for merge in sheet.merged_cells.ranges
        for row in range(merge.min_row, merge.max_row + 1)
        for column in range(merge.min_col, merge.max_col + 1)
    }
    for column in form.columns:
        cells = [
            held.get((row, column.number), sheet.cell(row, column.number).value)
            for row in range(top, body)
        ]
        assert tuple(dict.fromkeys(cells)) == column.path


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: str(case["name"]))
def test_a_wrong_form_is_told_by_its_key(case: dict[str, Any], tmp_path: Path) -> None:
    text = form_text("ii06a")
    assert text.count(case["old"]) == 1
    path = tmp_path / "own.toml"
    path.write_text(text.replace(case["old"], case["new"]), encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_form(str(path))
    for said in case["says"]:
        assert said in str(caught.value)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ii06b", "Did you mean “ii06a”?"),
        ("xyz", "btp07a, ii06a, qd766"),
        ("nowhere.toml", "cannot be read"),
    ],
)
def test_an_unknown_form(name: str, said: str) -> None:
    with pytest.raises(UsageError, match="form") as caught:
        read_form(name)
    assert said in str(caught.value)


def test_forms_go_by_the_names_people_write() -> None:
    assert read_form("II.06a").name == read_form("II06A").name == "ii06a"
    assert read_form("qd-766").name == "qd766"


@pytest.mark.parametrize(
    ("full", "said"),
    [
        ((None, None), ["holds received online 12: in 2 rows the source does not tell"]),
        ((7, None), ["holds received online 5: in 1 rows the source does not tell"]),
        ((7, 3), ["full process is another figure in 1 rows, together 3 of 5"]),
        ((7, 5), []),
    ],
)
def test_a_caption_that_claims_more_than_the_source_is_told(
    full: tuple[int | None, ...], said: list[str]
) -> None:
    """Biểu 07a calls all that came online “Trực tuyến toàn trình”."""
    online = [{C.RECEIVED_ONLINE: n} for n in (7, 5)]
    for row, number in zip(online, full, strict=True):
        if number is not None:
            row[C.FULL_PROCESS] = number
    rows = [((), f"Xã {n}", counts) for n, counts in enumerate([*online, {C.RECEIVED_ONLINE: 0}])]
    found = [f for f in filled(read_form("btp07a"), rows).findings if f.code == "FORM_CAPTION"]
    assert len(found) == len(said)
    assert all(text in str(f.message) for text, f in zip(said, found, strict=True))
    assert {f.severity for f in found} <= {"warning"}


def test_an_outline_without_rows_gives_an_empty_form() -> None:
    form = filled(read_form("ii06a"), [])
    assert form.rows == ()
    assert outline([]).total == dict.fromkeys(C, 0)
    assert workbook(form)
