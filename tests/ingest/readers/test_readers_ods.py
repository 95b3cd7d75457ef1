"""OpenDocument spreadsheets: values, faults, merges and repeated cells."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from _build_grids import cells, faults, merges, read, read_one
from _build_ods import cell, number, ods, ods_parts, row, table, text
from _build_zip import zipped

from tthc_stats.model.errors import UnreadableError, UsageError
from tthc_stats.model.grid import FaultKind, Value

ERROR, NO_VALUE = FaultKind.ERROR, FaultKind.NO_VALUE


def one_cell(content: str) -> bytes:
    return ods(table(row(number(1) + content)))


VALUES: list[tuple[str, Value]] = [
    (text("Đơn vị"), "Đơn vị"),
    (text("Đơn vị"), "Đơn vị"),
    (number(3250), 3250),
    (number(0.5), 0.5),
    (cell("<text:p>x</text:p>", 'office:value-type="percentage" office:value="0.98"'), 0.98),
    (cell("", 'office:value-type="boolean" office:boolean-value="true"'), True),
    (cell("", 'office:value-type="date" office:date-value="2026-07-01"'), date(2026, 7, 1)),
    (
        cell("", 'office:value-type="date" office:date-value="2026-07-01T08:30:00"'),
        datetime(2026, 7, 1, 8, 30),  # noqa: DTZ001
    ),
    (cell("", 'office:value-type="time" office:time-value="PT08H30M00S"'), time(8, 30)),
    (cell("", 'office:value-type="time" office:time-value="PT30H00M00S"'), timedelta(hours=30)),
    (cell("<text:p>a</text:p><text:p>b</text:p>", 'office:value-type="string"'), "a\nb"),
    (text('a<text:s text:c="2"/>b<text:tab/><text:span>c</text:span>'), "a  b c"),
    (text("a<text:line-break/>b"), "a\nb"),
    (text('x<office:annotation><text:p>note</text:p></office:annotation>'), "x"),
    (
        cell("<drawing:frame><text:p>box</text:p></drawing:frame><text:p>x</text:p>",
             'office:value-type="string"'),
        "x",
    ),
    (cell("<text:p>x</text:p>", 'office:value-type="string" office:string-value="y"'), "y"),
    (cell('<text:p/>', 'table:formula="of:=&quot;&quot;"'), None),
]  # fmt: skip


@pytest.mark.parametrize(("content", "value"), VALUES)
def test_values(content: str, value: Value) -> None:
    grid = read_one(one_cell(content))
    assert grid.value(0, 1) == value
    assert type(grid.value(0, 1)) is type(value)
    assert grid.faults == {}


FAULTS = [
    ('table:formula="of:=NA()" office:value-type="string" calcext:value-type="error"', "#N/A",
     (ERROR, "#N/A")),
    ('calcext:value-type="error"', "Err:502", (ERROR, "Err:502")),
    ('table:formula="of:=1/0" office:value-type="float" office:value="0"', "#DIV/0!",
     (ERROR, "#DIV/0!")),
    ('table:formula="of:=SUM([.C3:.C9])"', None, (NO_VALUE, "=SUM([.C3:.C9])")),
]  # fmt: skip


@pytest.mark.parametrize(("attributes", "shown", "fault"), FAULTS)
def test_cells_without_a_value_are_told(
    attributes: str, shown: str | None, fault: tuple[FaultKind, str]
) -> None:
    content = "" if shown is None else f"<text:p>{shown}</text:p>"
    grid = read_one(one_cell(cell(content, attributes)))
    assert faults(grid) == {"B1": fault}
    assert grid.rows[0] == [1, None]


BODY = (
    '<table:table-column table:number-columns-repeated="2"/>'
    '<table:table-column table:visibility="collapse"/>'
    + row(cell("", 'table:number-columns-repeated="16384"'), 'table:number-rows-repeated="4"')
    + row(
        cell("", 'table:number-columns-repeated="2"')
        + text("gộp", 'table:number-columns-spanned="2" table:number-rows-spanned="2"')
        + "<table:covered-table-cell/>"
        + number(7, 'table:number-columns-repeated="2"')
    )
    + row(cell("", 'calcext:value-type="error" table:number-columns-repeated="2"')
          + cell() + number(1), 'table:number-rows-repeated="2" table:visibility="filter"')
    + row(cell("", 'table:number-columns-repeated="16384"'), 'table:number-rows-repeated="1048569"')
)  # fmt: skip


def test_repeated_cells_keep_addresses_and_blank_ones_cost_nothing() -> None:
    grid = read_one(ods(table(BODY)))
    assert cells(grid) == {"C5": "gộp", "E5": 7, "F5": 7, "D6": 1, "D7": 1}
    assert set(faults(grid)) == {"A6", "B6", "A7", "B7"}
    assert merges(grid) == ["C5:D6"]
    assert grid.hidden_rows == {5, 6}
    assert grid.hidden_columns == {2}
    assert len(grid.rows) == 7


def test_sheets_hidden_and_chosen() -> None:
    data = ods(
        table(row(number(1)), "Tháng 7"),
        table(row(number(2)), "Ẩn", "ta2"),
        table("", "Trống"),
    )
    assert [(g.sheet, g.hidden) for g in read(data)] == [
        ("Tháng 7", False),
        ("Ẩn", True),
        ("Trống", False),
    ]
    assert read_one(data, "Ẩn").rows[0] == [2]
    with pytest.raises(UsageError, match="Tháng 7, Ẩn, Trống"):
        read(data, "4")


def test_tables_that_are_no_sheets_are_left_out() -> None:
    inner = f"<table:table>{row(number(9))}</table:table>"
    shapes = f"<table:shapes><drawing:frame>{inner}</drawing:frame></table:shapes>"
    tracked = f"<table:tracked-changes>{inner}</table:tracked-changes>"
    data = ods(tracked, table(shapes + row(number(1) + cell(inner))))
    assert cells(read_one(data)) == {"A1": 1}


def with_content(content: str) -> bytes:
    parts = ods_parts(table(row(number(1))))
    return zipped(parts | {"content.xml": str(parts["content.xml"]).replace("<?xml", content, 1)})


MANY = 'table:number-rows-repeated="1000000"'
REFUSED = {
    "many values": ods(table(row(number(1, 'table:number-columns-repeated="16384"'), MANY))),
    "too many columns": ods(table(row(number(1, 'table:number-columns-repeated="99999"')))),
    "too many rows": ods(table(row(cell(), MANY) + row(number(1), MANY))),
    "doctype": with_content("<!DOCTYPE a [<!ENTITY b 'c'>]><?xml"),
    "bad number": ods(table(row(cell("", 'office:value-type="float" office:value="x"')))),
    "no number": ods(table(row(cell("", 'office:value-type="float"')))),
    "bad count": ods(table(row(cell("", 'table:number-columns-repeated="x"')))),
    "unclosed": ods("<table:table><table:table-row>"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_odd_documents_are_refused_in_one_line(case: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(REFUSED[case])
    assert "\n" not in str(caught.value)


PROTECTED = [
    zipped(ods_parts(manifest='<manifest:encryption-data xmlns:manifest="m"/>')),
    zipped(ods_parts() | {"encrypted-package": b"x"}),
]


@pytest.mark.parametrize("data", PROTECTED)
def test_a_password_is_named(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="password"):
        read(data)
