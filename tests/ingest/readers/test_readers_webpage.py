"""Web pages, most of which call themselves .xls."""

from __future__ import annotations

import pytest
from _build_grids import Cells, cells, faults, merges, read, read_one

from tthc_stats.ingest.legacy_text import encode
from tthc_stats.model.errors import NotUnderstoodError, UnreadableError, UsageError
from tthc_stats.model.grid import FaultKind


def page(body: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


def rows(body: str) -> Cells:
    return [list(row) for row in read_one(page(body)).rows]


ROWS: list[tuple[str, Cells]] = [
    ("<table><tr><td>a<td>b<tr><td>1<td>2</table>", [["a", "b"], ["1", "2"]]),
    ("<table><tr><td>1.234<td>98,81%</table>", [["1.234", "98,81%"]]),
    ("<table><tr><td>a<br>b<td> c \n d </table>", [["a\nb", "c d"]]),
    ("<table><tr><td><p>a</p><p>b</p><td><b>c</b>d</table>", [["a\nb", "cd"]]),
    ("<table><tr><td>&nbsp;<td>x&nbsp;y<td>&nbsp;</table>", [[None, "x y"]]),
    ("<table><tr><td>Qu&#7853;n &amp; huy&#7879;n</table>", [["Quận & huyện"]]),
    ("<table><tr><td>Ð&#7891;ng</table>", [["Đồng"]]),
    ("<table><tr><td>a</table><table><tr><td>b<td>c</table>", [["a"], ["b", "c"]]),
    ("<h3>Tiêu đề</h3><p>Tháng 7</p><table><tr><td>a</table>", [["Tiêu đề"], ["Tháng 7"], ["a"]]),
    ("<div>a<br>b</div><table><tr><td>c</table>d", [["a"], ["b"], ["c"], ["d"]]),
    ("<table><caption>Biểu 1</caption><tr><td>a</table>", [["Biểu 1"], ["a"]]),
    ("<table><thead><tr><th>a<tbody><tr><td>b<tfoot><tr><td>c</table>", [["a"], ["b"], ["c"]]),
    ("<script>x</script><style>y</style><!-- z --><table><tr><td>a</table>", [["a"]]),
    ("<p style='display: none'>x</p><table><tr><td><i hidden>y</i>a</table>", [["a"]]),
    ("<div style='display:none'>x<table><tr><td>a</table></div>", [["a"]]),
    ("<table><tr></tr><tr><td>a</table>", [[], ["a"]]),
    ("<table><td>a<td>b</table>", [["a", "b"]]),
]


@pytest.mark.parametrize(("body", "expected"), ROWS)
def test_tables_and_the_lines_around_them(body: str, expected: Cells) -> None:
    assert rows(body) == expected


DATA = "<table><tr><td>1<td>2<tr><td>3<td>4</table>"
ONE_TABLE: Cells = [["1", "2"], ["3", "4"]]
NESTED: list[tuple[str, Cells]] = [
    (f"<table><tr><td>{DATA}</table>", [["1", "2"], ["3", "4"]]),
    (
        f"<table><tr><td>Tiêu đề<td>{DATA}<td>x</table>",
        [["Tiêu đề"], ["1", "2"], ["3", "4"], ["x"]],
    ),
    (f"<table><tr><td><table><tr><td>{DATA}</table></table>", [["1", "2"], ["3", "4"]]),
    (f"<table><tr><td>{DATA}<tr><td>{DATA}</table>", [["1", "2"], ["3", "4"]] * 2),
    (
        "<table><tr><td>a<td>b<tr><td>c<td>d<table><tr><td>e<td>f</table></table>",
        [["a", "b"], ["c", "d\ne f"]],
    ),
]


@pytest.mark.parametrize(("body", "expected"), NESTED)
def test_tables_that_only_lay_out_others_are_seen_through(body: str, expected: Cells) -> None:
    assert rows(body) == expected


SPANS: list[tuple[str, dict[str, str], list[str]]] = [
    (
        "<tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d",
        {"A1": "a", "B1": "b", "B2": "c", "C2": "d"},
        ["A1:A2", "B1:C1"],
    ),
    ("<tr><td rowspan=9>a<td>b<tr><td>c", {"A1": "a", "B1": "b", "B2": "c"}, ["A1:A2"]),
    ("<tr><td rowspan=0>a<td>b<tr><td>c", {"A1": "a", "B1": "b", "B2": "c"}, ["A1:A2"]),
    ("<tr><td colspan=0>a<td colspan=x>b<td colspan='2.9'>c<tr><td>d<td>e<td>f<td>g",
     {"A1": "a", "B1": "b", "C1": "c", "A2": "d", "B2": "e", "C2": "f", "D2": "g"}, ["C1:D1"]),
    ("<tr><td>a<td rowspan=2 colspan=2>b<tr><td>c<tr><td>d<td>e<td>f",
     {"A1": "a", "B1": "b", "A2": "c", "A3": "d", "B3": "e", "C3": "f"}, ["B1:C2"]),
    ("<thead><tr><td rowspan=2>a<td>b</thead><tbody><tr><td>c",
     {"A1": "a", "B1": "b", "B2": "c"}, ["A1:A2"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "values", "merged"), SPANS)
def test_spans_give_positions_and_merges(
    body: str, values: dict[str, str], merged: list[str]
) -> None:
    grid = read_one(page(f"<table>{body}</table>"))
    assert cells(grid) == values
    assert merges(grid) == merged


def test_merges_move_down_with_the_lines_above() -> None:
    grid = read_one(page("<p>x</p><table><tr><td rowspan=2>a<td>b<tr><td>c</table>" * 2))
    assert merges(grid) == ["A2:A3", "A5:A6"]


HIDDEN = [
    ("<tr hidden><td>a<tr><td>b", {0}, set()),
    ("<tr style='mso-x:1;DISPLAY : none'><td>a<tr><td>b", {0}, set()),
    ("<tbody style='display:none'><tr><td>a</tbody><tbody><tr><td>b", {0}, set()),
    ("<col><col span=2 style='display:none'><col><tr><td>a<td>b<td>c<td>d", set(), {1, 2}),
    ("<tr><td>a<td style='display:none'>b<tr><td>c<td hidden>d", set(), {1}),
    ("<tr><td>a<td style='display:none'>b<tr><td>c<td>d", set(), set()),
    ("<tr><td style='display:block'>a<td data-hidden=1>b", set(), set()),
]


@pytest.mark.parametrize(("body", "hidden_rows", "hidden_columns"), HIDDEN)
def test_hidden_rows_and_columns(
    body: str, hidden_rows: set[int], hidden_columns: set[int]
) -> None:
    grid = read_one(page(f"<table>{body}</table>"))
    assert (set(grid.hidden_rows), set(grid.hidden_columns)) == (hidden_rows, hidden_columns)


NUMBERS: list[tuple[str, object]] = [
    ('<td x:num="1234.5">1.234,5', 1234.5),
    ('<td x:num="1234">1.234', 1234),
    ("<td x:num>1.234", "1.234"),
    ('<td x:num="x">7', "7"),
    ('<td x:num="1e999">7', "7"),
    ('<td x:num="46204">01/07/2026', "01/07/2026"),
    ('<td x:num="46204.5">2026-07-01 12:00', "2026-07-01 12:00"),
    ('<td sdval="3250" sdnum="1033;">3,250', 3250),
    ("<td x:str>0012", "0012"),
]


@pytest.mark.parametrize(("cell", "value"), NUMBERS)
def test_what_excel_stored_wins_over_what_it_shows(cell: str, value: object) -> None:
    assert rows(f"<table><tr>{cell}</table>") == [[value]]


@pytest.mark.parametrize("cell", ['<td x:err="#N/A">-', "<td>#N/A", '<td sdval="0">#N/A'])
def test_errors_are_no_values(cell: str) -> None:
    grid = read_one(page(f"<table><tr>{cell}<td>1</table>"))
    assert faults(grid) == {"A1": (FaultKind.ERROR, "#N/A")}
    assert grid.rows[0] == [None, "1"]


def names(*sheets: str) -> str:
    listed = "".join(f"<x:ExcelWorksheet><x:Name>{s}</x:Name></x:ExcelWorksheet>" for s in sheets)
    return f"<!--[if gte mso 9]><xml>{listed}</xml><![endif]-->"


@pytest.mark.parametrize(
    ("head", "sheet"),
    [("", None), (names("Biểu 1 &amp; 2"), "Biểu 1 & 2"), (names("a", "b"), None)],
)
def test_the_sheet_has_the_name_that_excel_gave_it(head: str, sheet: str | None) -> None:
    grid = read_one(page(DATA, head), "1")
    assert (grid.sheet, grid.format, grid.hidden) == (sheet, "html", False)
    with pytest.raises(UsageError):
        read(page(DATA, head), "2")


TEXT = "<table><tr><td>Số hồ sơ<td>Đơn vị giải quyết thủ tục hành chính</table>"
VALUES = ["Số hồ sơ", "Đơn vị giải quyết thủ tục hành chính"]
META = '<meta http-equiv=Content-Type content="text/html; charset={}">'
ENCODINGS = [
    (TEXT.encode(), "utf-8"),
    (TEXT.encode("utf-8-sig"), "utf-8-sig"),
    (TEXT.encode("utf-16"), "utf-16-le"),
    ((META.format("windows-1252") + TEXT).encode(), "utf-8"),
    ((META.format("x-user-defined") + encode(TEXT, "tcvn3")).encode("latin-1"), "tcvn3"),
    ((META.format("windows-1258") + "<table><tr><td>Ðõn vi").encode("latin-1"), "cp1258"),
    ((META.format("iso-8859-1") + "<table><tr><td>\x93x\x94 à").encode("latin-1"), "cp1252"),
    ((META.format("zlib") + "<table><tr><td>à").encode("latin-1"), "cp1258"),
]


@pytest.mark.parametrize(("data", "encoding"), ENCODINGS)
def test_encodings(data: bytes, encoding: str) -> None:
    grid = read_one(data)
    assert grid.encoding == encoding
    if encoding not in ("cp1258", "cp1252"):
        assert grid.rows[0] == VALUES


STARTS = [
    b"<table><tr><td>1</table>",
    b"\r\n\t <TABLE border=1><TR><TD>1</TABLE>",
    b"<!DOCTYPE html><p>x<table><tr><td>1</table>",
    b'<?xml version="1.0"?><!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>',
    b"Warning: x in y.php on line 1\n<html><table><tr><td>1</table>",
    b"<div>" + b" " * 70_000 + b"<table><tr><td>1</table></div>",
]


@pytest.mark.parametrize("data", STARTS)
def test_pages_are_known_by_their_content(data: bytes) -> None:
    grid = read_one(data)
    assert (grid.format, grid.rows[-1][0]) == ("html", "1")


@pytest.mark.parametrize("body", ["<p>Vui lòng đăng nhập</p>", "<table></table>", "", "<td>x</td>"])
def test_a_page_without_a_table_is_not_understood(body: str) -> None:
    with pytest.raises(NotUnderstoodError, match="holds no table"):
        read(page(body))


def test_a_table_without_values_has_nothing_in_it() -> None:
    with pytest.raises(NotUnderstoodError, match="nothing in it"):
        read(page("<table><tr><td>&nbsp;</table>"))


REFUSED = {
    "too wide": "<table><tr>" + "<td colspan=1000>x" * 17 + "</table>",
    "too large": "<table><tr>" + "<td colspan=1000 rowspan=65000>x" * 16 + "<tr><td>y" * 2000,
    "nested tables": "<table><tr><td>" * 5000 + "x",
    "nested elements": "<div>" * 5000 + DATA + "</div>" * 5000,
    "many fonts": "".join(f"<p><font color={n}>" for n in range(5000)) + DATA,
}


@pytest.mark.parametrize("case", REFUSED)
def test_pages_that_would_take_for_ever_are_refused(case: str) -> None:
    with pytest.raises(UnreadableError):
        read(page(REFUSED[case]))


def test_cells_that_are_never_closed_do_not_count_as_nested() -> None:
    body = "<table>" + "<tr><td><b>x<td><font size=1>2" * 2000 + "</table>"
    assert len(read_one(page(body)).rows) == 2000
