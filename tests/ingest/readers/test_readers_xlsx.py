"""Excel workbooks: values, addresses, and what calamine alone would not tell."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from _build_grids import cells, faults, merges, read, read_one
from _build_zip import MACRO_TYPE, root_relations, sheet_xml, xlsx, xlsx_parts, zipped
from hypothesis import given
from hypothesis import strategies as st

from tthc_stats.ingest.readers.package import Package
from tthc_stats.ingest.readers.xlsx_audit import audit
from tthc_stats.ingest.readers.xlsx_marks import Marks
from tthc_stats.model.errors import NotUnderstoodError, UnreadableError, UsageError
from tthc_stats.model.grid import FaultKind, Value

ERROR, NO_VALUE = FaultKind.ERROR, FaultKind.NO_VALUE
ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


VALUES: dict[str, tuple[Value, Value]] = {
    "C5": ("Đơn vị", "Đơn vị"),
    "D5": (3250, 3250),
    "E5": (3250.0, 3250),
    "F5": (-7, -7),
    "G5": (0.9881, 0.9881),
    "C6": (True, True),
    "D6": (date(2026, 7, 1), date(2026, 7, 1)),
    "E6": (datetime(2026, 7, 1, 15, 30), datetime(2026, 7, 1, 15, 30)),  # noqa: DTZ001
    "F6": (time(15, 30), time(15, 30)),
    "G6": (timedelta(hours=30), timedelta(hours=30)),
    "C8": ("Tiếp nhận\ntrong kỳ", "Tiếp nhận\ntrong kỳ"),
    "D8": ("1.234", "1.234"),
    "E8": (2**53, float(2**53)),
}


def test_values_keep_their_types_and_addresses() -> None:
    book = openpyxl.Workbook()
    for address, (value, _) in VALUES.items():
        book.worksheets[0][address] = value
    grid = read_one(saved(book))
    assert cells(grid) == {address: value for address, (_, value) in VALUES.items()}
    assert {at: type(v) for at, v in cells(grid).items()} == {
        at: type(v) for at, (_, v) in VALUES.items()
    }
    assert (grid.file, grid.format, grid.sheet, grid.encoding) == ("tệp", "xlsx", "Sheet", None)


def test_blank_rows_and_columns_stay_before_the_data_and_go_after_it() -> None:
    grid = read_one(
        xlsx(
            '<row r="3"><c r="B3" t="inlineStr"><is><t>x</t></is></c><c r="C3" s="1"/></row>'
            '<row r="9"><c r="H9" t="inlineStr"><is><t>  </t></is></c></row>'
        )
    )
    assert list(grid.rows) == [[], [], [None, "x"]]


def test_texts_are_composed() -> None:
    grid = read_one(xlsx('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings=["Đơn vị"]))
    assert grid.rows[0] == ["Đơn vị"]


def test_fonts_of_old_are_read_and_named() -> None:
    words = ["Céng hoµ x· héi chñ nghÜa ViÖt Nam", "§éc lËp - Tù do - H¹nh phóc"]
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    grid = read_one(xlsx(rows, strings=words))
    assert grid.encoding == "tcvn3"
    assert grid.rows[0][1] == "Độc lập - Tự do - Hạnh phúc"


FAULTS = [
    ('<c r="B2" t="e"><v>#N/A</v></c>', (ERROR, "#N/A")),
    ("<c r='B2' t='e'><v>#REF!</v></c>", (ERROR, "#REF!")),
    ('<c t="e" s="4" r="B2"><f>1/0</f><v>#DIV/0!</v></c>', (ERROR, "#DIV/0!")),
    ('<c r="B2" t="e"><f>X()</f><v>#ERROR!</v></c>', (ERROR, "#ERROR!")),
    ('<c r="B2" t="e"><v>#GETTING_DATA</v></c>', (ERROR, "#GETTING_DATA")),
    ('<c r="B2" t="e"/>', (ERROR, "#ERROR!")),
    ('<c r="B2"><f>SUM(C3:C9)</f></c>', (NO_VALUE, "=SUM(C3:C9)")),
    ('<c r="B2"><f>SUM(C3:C9)</f><v/></c>', (NO_VALUE, "=SUM(C3:C9)")),
    ('<c r="B2"><f>SUM(C3:C9)</f>\n <v></v>\n</c>', (NO_VALUE, "=SUM(C3:C9)")),
    ('<c r="B2">\n<f>A1&amp;"x"</f>\n</c>', (NO_VALUE, '=A1&"x"')),
    ('<c r="B2"><f t="shared" si="0"/></c>', (NO_VALUE, "=")),
    ('<c r="B2"><f t="shared" ref="B2:B9" si="0">C2</f></c>', (NO_VALUE, "=C2")),
    ('<c r="B2" t="str"><f>C2</f></c>', (NO_VALUE, "=C2")),
    ('<c r="B2"><f><![CDATA[C2]]></f></c>', (NO_VALUE, "=C2")),
    ('<c r="B2"><f>C2</f><!-- none --></c>', (NO_VALUE, "=C2")),
    ('<c r="A2"><v>1</v></c><c><f>C2</f></c>', (NO_VALUE, "=C2")),
]


@pytest.mark.parametrize(("cell", "fault"), FAULTS)
def test_cells_without_a_value_are_told(cell: str, fault: tuple[FaultKind, str]) -> None:
    grid = read_one(xlsx(f'<row r="2">{cell}</row>'))
    assert faults(grid) == {"B2": fault}
    assert grid.rows[1][1] is None


SOUND = [
    '<c r="B2"><f>SUM(C3:C9)</f><v>5</v></c>',
    '<c r="B2"><f t="shared" si="0"/><v>5</v></c>',
    '<c r="B2" t="str"><f>IF(1,"","x")</f><v></v></c>',
    '<c r="B2" s="3"/>',
    '<c r="B2" t="inlineStr"><is><t>"e"</t></is></c>',
]


@pytest.mark.parametrize("cell", SOUND)
def test_stored_values_and_stored_blanks_are_no_faults(cell: str) -> None:
    grid = read_one(xlsx(f'{ONE}<row r="2">{cell}</row>'))
    assert grid.faults == {}


def test_prefixed_elements_are_audited_too() -> None:
    xml = sheet_xml(f'{ONE}<row r="2"><c r="B2"><f>C2</f></c></row>')
    for tag in ("worksheet", "sheetData", "row", "c", "v", "f"):
        xml = xml.replace(f"<{tag}", f"<x:{tag}").replace(f"</{tag}", f"</x:{tag}")
    parts = xlsx_parts([xml.replace("xmlns=", "xmlns:x=")])
    assert faults(read_one(zipped(parts))) == {"B2": (NO_VALUE, "=C2")}


HIDDEN = [
    ('<row r="2" hidden="1">', "", {1}, set()),
    ("<row hidden = 'true' r='2'>", "", {1}, set()),
    ('<row r="2" hidden="0">', "", set(), set()),
    ('<row r="2" hidden="false">', "", set(), set()),
    ('<row r="2">', '<cols><col min="2" max="3" width="9" hidden="1"/></cols>', set(), {1, 2}),
    ('<row r="2">', '<cols><col min="2" max="16384" hidden="1"/></cols>', set(), {1, 2}),
    ('<row r="2">', '<cols><col min="2" max="3" hidden="false"/></cols>', set(), set()),
]


@pytest.mark.parametrize(("row", "columns", "rows_hidden", "columns_hidden"), HIDDEN)
def test_hidden_rows_and_columns(
    row: str, columns: str, rows_hidden: set[int], columns_hidden: set[int]
) -> None:
    body = f'{ONE}{row}<c r="A2"><v>1</v></c><c r="C2"><v>2</v></c></row>'
    grid = read_one(xlsx(body, before=columns))
    assert grid.hidden_rows == rows_hidden
    assert grid.hidden_columns == columns_hidden


def test_merges_reach_no_further_than_the_values() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for merge in ("B2:D3", "A5:A6", "A8:Z90", "X99:Z99"):
        sheet.merge_cells(merge)
    sheet["B2"] = sheet["A5"] = sheet["A8"] = sheet["D7"] = "x"
    assert merges(read_one(saved(book))) == ["B2:D3", "A5:A6", "A8:D8"]


def three_sheets() -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Tháng 7"
    book.create_sheet("3").sheet_state = "hidden"
    book.create_sheet("Trống").sheet_state = "veryHidden"
    book.create_chartsheet("Biểu đồ", 1)
    for sheet in book.worksheets[:2]:
        sheet["A1"] = sheet.title
    return saved(book)


def test_sheets_come_in_file_order_with_hidden_and_blank_ones() -> None:
    grids = read(three_sheets())
    assert [(g.sheet, g.hidden, len(g.rows)) for g in grids] == [
        ("Tháng 7", False, 1),
        ("3", True, 1),
        ("Trống", True, 0),
    ]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["Tháng 7"], ["Tháng 7"]),
        (["1"], ["Tháng 7"]),
        (["3"], ["3"]),
        (["2", "1", "3"], ["Tháng 7", "3"]),
    ],
)
def test_sheets_are_chosen_by_name_first_and_by_number(wanted: list[str], found: list[str]) -> None:
    assert [grid.sheet for grid in read(three_sheets(), *wanted)] == found


@pytest.mark.parametrize("wanted", ["Tháng 8", "0", "4", "²", "-1", "9" * 5000])
def test_an_unknown_sheet_is_a_usage_error_that_names_the_sheets(wanted: str) -> None:
    with pytest.raises(UsageError, match=r"Tháng 7, 3, Trống"):
        read(three_sheets(), wanted)


def test_a_sheet_that_is_not_wanted_may_be_broken() -> None:
    parts = xlsx_parts([sheet_xml(ONE), "<worksheet><sheetData><row>"])
    assert cells(read_one(zipped(parts), "1")) == {"A1": 1}
    with pytest.raises(UnreadableError):
        read(zipped(parts), "2")


@pytest.mark.parametrize("data", [xlsx(""), xlsx("", '<row r="9"><c r="A9" s="1"/></row>')])
def test_a_workbook_with_nothing_in_it(data: bytes) -> None:
    with pytest.raises(NotUnderstoodError, match="nothing in it"):
        read(data)


def test_a_sheet_of_errors_only_is_not_empty() -> None:
    grid = read_one(xlsx('<row r="2"><c r="B2" t="e"><v>#N/A</v></c></row>'))
    assert list(grid.rows) == [[], [None, None]]


def test_macros_are_seen_in_the_type_of_the_content() -> None:
    parts = xlsx_parts([sheet_xml(ONE)], main_type=MACRO_TYPE + ".main+xml")
    assert read_one(zipped(parts)).format == "xlsm"


def test_sheets_are_found_through_the_relations() -> None:
    sheets = [sheet_xml(f'<row r="1"><c r="A1"><v>{n}</v></c></row>') for n in (1, 2)]
    parts = xlsx_parts([*sheets])
    relations = str(parts["xl/_rels/workbook.xml.rels"])
    relations = relations.replace("worksheets/sheet1.xml", "/xl/worksheets/b.xml")
    parts["xl/_rels/workbook.xml.rels"] = relations.replace("worksheets/sheet2", "worksheets/a")
    parts["xl/worksheets/b.xml"] = parts.pop("xl/worksheets/sheet1.xml")
    errors = sheet_xml('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>')
    parts["xl/worksheets/a.xml"] = errors
    del parts["xl/worksheets/sheet2.xml"]
    first, second = read(zipped(parts))
    assert (cells(first), first.faults) == ({"A1": 1}, {})
    assert faults(second) == {"A1": (ERROR, "#N/A")}


@pytest.mark.parametrize("slash", ["/", "\\"])
def test_names_of_parts_may_be_written_in_other_ways(slash: str) -> None:
    parts = {
        name.replace("sheet1.xml", "SHEET1.xml").replace("/", slash): content
        for name, content in xlsx_parts([sheet_xml(ONE)]).items()
    }
    assert cells(read_one(zipped(parts))) == {"A1": 1}


# ---- sheets that would not fit into memory -----------------------------------------------

FAR_APART = [
    '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>',
    '<row r="1048576"><c r="AA1048576"><v>2</v></c></row>',
    '<row r="1"><c r="XFD1"><v>2</v></c></row><row r="50000"><c r="A50000"><v>2</v></c></row>',
    f'<row r="900000">{"<c><v>1</v></c>" * 60}</row>',
]


@pytest.mark.parametrize("row", FAR_APART)
def test_a_few_values_far_apart_are_refused(row: str) -> None:
    with pytest.raises(UnreadableError, match=r"Sheet1: The used area has \d+ rows"):
        read(xlsx(ONE + row))


OUTSIDE = [
    '<row r="9999999"><c r="A9999999"><v>2</v></c></row>',
    '<row r="1"><c r="ZZZZ1"><v>2</v></c></row>',
    '<row r="4000000000"><c><v>2</v></c></row>',
    '<row r="2"><c r="2"><v>2</v></c></row>',
    '<row r="2"><c r="AB0"><v>2</v></c></row>',
    '<row r="2"><c r="AB2x"><v>2</v></c></row>',
    f'<row r="2">{"<c><v>1</v></c>" * 16_385}</row>',
]


@pytest.mark.parametrize("row", OUTSIDE)
def test_cells_outside_of_every_sheet_are_refused(row: str) -> None:
    with pytest.raises(UnreadableError):
        read(xlsx(ONE + row))


def test_one_value_in_the_far_corner_keeps_its_address() -> None:
    grid = read_one(xlsx('<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'))
    assert len(grid.rows) == 1_048_576
    assert grid.rows[-1][-1] == 2
    assert grid.address(1_048_575, 16_383) == "XFD1048576"


def test_empty_formatted_rows_without_end_cost_nothing() -> None:
    rows = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="2"/></row>' for n in range(2, 20_000))
    dimension = '<dimension ref="A1:XFD1048576"/>'
    assert list(read_one(xlsx(ONE + rows, before=dimension)).rows) == [[1]]


# ---- the cheap look and the audit --------------------------------------------------------

PIECES = st.sampled_from(
    [
        *(cell for cell, _ in FAULTS),
        *SOUND,
        '<c r="AB2"><v>1</v></c>',
        '<c s="1" r="B2"><v>1</v></c>',
        "<c><v>1</v></c>",
        '<c r="B2"><v>1</v></c>',
    ]
)


@given(st.lists(PIECES, max_size=4), st.sampled_from(["", ' hidden="1"', ' hidden="0"']))
def test_the_cheap_look_misses_nothing_that_the_audit_finds(rows: list[str], hidden: str) -> None:
    xml = sheet_xml(ONE + "".join(f'<row r="2"{hidden}>{row}</row>' for row in rows))
    marks = Marks()
    package = Package(zipped({"sheet.xml": xml}), "tệp")
    package.check({"sheet.xml": marks})
    found = audit(package, "sheet.xml")
    if found.faults or found.hidden_rows or found.hidden_columns:
        assert marks.suspicious


@given(st.lists(PIECES, min_size=1, max_size=3), st.integers(1, 400))
def test_the_cheap_look_does_not_depend_on_where_the_bytes_are_cut(
    rows: list[str], size: int
) -> None:
    data = sheet_xml("".join(f"<row>{row}</row>" for row in rows)).encode()
    whole, cut = Marks(), Marks()
    for marks, step in ((whole, len(data)), (cut, size)):
        for start in range(0, len(data), step):
            marks(data[start : start + step])
        marks(b"")
    assert cut.suspicious == whole.suspicious


def test_an_ordinary_sheet_is_not_parsed_twice() -> None:
    book = openpyxl.Workbook()
    for row in range(1, 50):
        book.worksheets[0].append([row, f"Xã {row}", row * 1.5, None, True])
    book.worksheets[0].merge_cells("A1:B1")
    marks = Marks()
    Package(saved(book), "tệp").check({"xl/worksheets/sheet1.xml": marks})
    assert not marks.suspicious


# ---- containers that say one thing and hold another --------------------------------------

SHEET = "xl/worksheets/sheet1.xml"
DOCTYPE = "<!DOCTYPE a [<!ENTITY b 'c'>]>"


def with_part(name: str, content: str | bytes) -> bytes:
    return zipped(xlsx_parts([sheet_xml(ONE)]) | {name: content})


REFUSED = {
    "no relation": with_part("xl/_rels/workbook.xml.rels", "<Relationships/>"),
    "two workbooks": with_part("xl/workbook.bin", b"\x83\x01\x00"),
    "another main part": with_part("_rels/.rels", root_relations("xl/other.xml")),
    "no xml": with_part("xl/workbook.xml", "workbook"),
    "utf-16 sheet": with_part(SHEET, sheet_xml(ONE).replace("UTF-8", "UTF-16").encode("utf-16")),
    "unknown codec": with_part(SHEET, sheet_xml(ONE.replace("A1", "AA1")).replace("UTF-8", "x")),
    "doctype": with_part(SHEET, DOCTYPE + sheet_xml(ONE).partition("?>")[2]),
    "doctype in strings": with_part("xl/sharedStrings.xml", DOCTYPE + "<sst/>"),
    "doctype in utf-16": with_part("customXml/item1.xml", (DOCTYPE + "<a/>").encode("utf-16")),
    "doctype in utf-16-be": with_part("a.xml", (DOCTYPE + "<a/>").encode("utf-16-be")),
    "late doctype": with_part("a.xml", " " * 70_000 + DOCTYPE + "<a/>"),
    "same names": zipped(xlsx_parts([sheet_xml(ONE)] * 2, ["a", "a"])),
    "bad number": xlsx('<row r="1"><c r="A1" t="n"><v>x</v></c></row>'),
    "bad string": xlsx('<row r="1"><c r="A1" t="s"><v>9</v></c></row>'),
    "unclosed": with_part(SHEET, sheet_xml(ONE)[:-40]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_odd_workbooks_are_refused_in_one_line(case: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(REFUSED[case])
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("tệp: ")


def test_other_parts_may_be_written_in_utf_16() -> None:
    data = with_part("customXml/item1.xml", "<?xml version='1.0'?><a/>".encode("utf-16"))
    assert cells(read_one(data)) == {"A1": 1}
