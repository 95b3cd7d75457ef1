"""Dates of registers: every form, the order of day and month, and what cannot be read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

import tthc_stats
from tthc_stats.ingest.readers import read_grids
from tthc_stats.ingest.registers import find_register
from tthc_stats.ingest.registers.dates import Order, form_of, order_of, seen
from tthc_stats.ingest.registers.spellings import usual
from tthc_stats.model.grid import Grid, Value
from tthc_stats.model.register import Register
from tthc_stats.tally.options import TallyOptions
from tthc_stats.tally.registers import Registers

HEADER = ["Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý", "Trạng thái"]


def register(rows: Iterable[Sequence[Value]]) -> Register:
    found = find_register(Grid("a.csv", "csv", [HEADER, *map(list, rows)]))
    assert found is not None
    return found


def received(values: Sequence[Value], order: Order | None = None) -> list[datetime | None]:
    """The moments that the engine reads out of a column, in the order of the rows."""
    rows = [[f"H{n}", value] for n, value in enumerate(values)]
    registers = Registers([register(rows)], TallyOptions(date_order=order))
    return [moment for (moment,) in registers.ask(f"{_select(registers)} ORDER BY row")]


def _select(registers: Registers) -> str:
    return f"SELECT received FROM ({registers.dossiers()})"


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


# --- Every form -----------------------------------------------------------------------------

FORMS: dict[str, tuple[str, str]] = {
    "day": ("13/08/2026", "2026-08-13"),
    "unpadded": ("13/8/2026", "2026-08-13"),
    "minutes": ("13/08/2026 09:05", "2026-08-13 09:05"),
    "seconds": ("13/08/2026 09:05:07", "2026-08-13 09:05:07"),
    "unpadded minutes": ("13/8/2026 9:5", "2026-08-13 09:05"),
    "midnight": ("13/08/2026 00:00:00", "2026-08-13"),
    "last second": ("13/08/2026 23:59:59", "2026-08-13 23:59:59"),
    "dashes": ("13-08-2026 09:05", "2026-08-13 09:05"),
    "dots": ("13.08.2026", "2026-08-13"),
    "two-digit year": ("13/08/26", "2026-08-13"),
    "two-digit year with minutes": ("13/08/26 09:05", "2026-08-13 09:05"),
    "month first": ("08/13/2026 09:05", "2026-08-13 09:05"),
    "ISO": ("2026-08-13", "2026-08-13"),
    "ISO with a blank": ("2026-08-13 09:05:07", "2026-08-13 09:05:07"),
    "ISO with T": ("2026-08-13T09:05:07", "2026-08-13 09:05:07"),
    "ISO with T and minutes": ("2026-08-13T09:05", "2026-08-13 09:05"),
    "ISO with fractions": ("2026-08-13T09:05:07.123", "2026-08-13 09:05:07.123"),
    "ISO with Z": ("2026-08-13T20:05:07Z", "2026-08-14 03:05:07"),
    "ISO with fractions and Z": ("2026-08-13T09:05:07.000Z", "2026-08-13 16:05:07"),
    "ISO of Viet Nam": ("2026-08-13T09:05:07+07:00", "2026-08-13 09:05:07"),
    "ISO of Viet Nam without a colon": ("2026-08-13T09:05:07+0700", "2026-08-13 09:05:07"),
    "ISO of PostgreSQL": ("2026-08-13 02:05:07+00", "2026-08-13 09:05:07"),
    "ISO of PostgreSQL, fractions": ("2026-08-12 20:05:07.25-06", "2026-08-13 09:05:07.25"),
    "slashes, year first": ("2026/08/13", "2026-08-13"),
    "compact": ("20260813", "2026-08-13"),
    "compact with minutes": ("202608130905", "2026-08-13 09:05"),
    "compact with seconds": ("20260813090507", "2026-08-13 09:05:07"),
    "blanks around": ("  13/08/2026 ", "2026-08-13"),
    "leap day": ("29/02/2024", "2024-02-29"),
}


@pytest.mark.parametrize("name", FORMS)
def test_form(name: str) -> None:
    text, wanted = FORMS[name]
    assert received([text]) == [moment(wanted)]
    assert received([text, None, text]) == [moment(wanted), None, moment(wanted)]


def test_true_dates_of_a_workbook() -> None:
    values: list[Value] = [moment("2026-08-01 09:05:07"), date(2026, 2, 1), moment("2026-08-13")]
    wanted = ["2026-08-01 09:05:07", "2026-02-01", "2026-08-13"]
    assert received(values) == [moment(text) for text in wanted]


def test_a_compact_number_is_a_day() -> None:
    assert received([20260813, 20260801]) == [moment("2026-08-13"), moment("2026-08-01")]


def test_forms_side_by_side_in_one_column() -> None:
    values: list[Value] = [
        "13/08/2026",
        "1/8/2026 7:30",
        "01-08-2026 07:30:15",
        "2026-08-02",
        moment("2026-08-03 10:00"),
        "20260804",
    ]
    wanted = ["08-13", "08-01 07:30", "08-01 07:30:15", "08-02", "08-03 10:00", "08-04"]
    assert received(values) == [moment(f"2026-{text}") for text in wanted]


@pytest.mark.parametrize("blank", ["", " ", "-", "–", "—", "...", "…", "/", None])
def test_blanks_are_no_dates_and_no_mistakes(blank: Value) -> None:
    found = register([["H1", "13/08/2026", blank, blank, "Đang xử lý"]])
    summary = summarized(found)
    assert "UNREADABLE_DATE" not in {finding.code for finding in summary.findings}
    assert summary.total.counts[tthc_stats.Count.PENDING_IN_TIME] == 1


def summarized(found: Register, **options: Any) -> tthc_stats.Summary:
    from tthc_stats.ingest.tables import Reading

    return tthc_stats.summarize(Reading(registers=[found]), **options)


# --- The order of day and month --------------------------------------------------------------


def test_one_date_decides_the_whole_column() -> None:
    values: list[Value] = [*["01/02/2026"] * 50, "13/02/2026", *["03/04/2026"] * 50]
    found = received(values)
    assert {found[0], found[-1]} == {moment("2026-02-01"), moment("2026-04-03")}
    values[50] = "02/13/2026"
    american = received(values)
    assert {american[0], american[-1]} == {moment("2026-01-02"), moment("2026-03-04")}
    assert american[50] == found[50] == moment("2026-02-13")


def test_the_deciding_date_may_stand_at_the_very_end() -> None:
    found = received([*["01/02/2026"] * 30_000, "02/13/2026"])
    assert set(found) == {moment("2026-01-02"), moment("2026-02-13")}


def test_undecidable_is_refused_and_the_option_decides() -> None:
    rows: list[Sequence[Value]] = [["H1", "01/02/2026", None, None, "Đang xử lý"]]
    with pytest.raises(tthc_stats.NotUnderstoodError, match="--date-order") as refused:
        summarized(register(rows))
    assert refused.value.exit_status == 65
    assert "a.csv: B2" in str(refused.value)
    for order, day in (("dmy", "2026-02-01"), ("mdy", "2026-01-02")):
        summary = summarized(register(rows), date_order=order, by="month")
        assert summary.groups[0].key == {"month": day[:7]}
        assert summary.period is not None
        assert summary.period.start.isoformat() == day


def test_the_option_does_not_overrule_what_the_dates_prove() -> None:
    proven: list[Value] = ["13/02/2026", "01/02/2026"]
    assert received(proven, Order.MONTH_FIRST) == [moment("2026-02-13"), moment("2026-02-01")]


@pytest.mark.parametrize("order", [None, "dmy", "mdy"])
def test_mixed_orders_are_refused(order: str | None) -> None:
    rows = [["H1", "13/02/2026"], ["H2", "02/13/2026"], ["H3", "01/02/2026"]]
    with pytest.raises(tthc_stats.NotUnderstoodError, match="day first and some the month"):
        summarized(register(rows), date_order=order)


def test_columns_of_one_file_may_differ() -> None:
    rows = [
        ["H1", "13/02/2026", "02/28/2026", "2026-02-20", "Đã xử lý xong"],
        ["H2", "01/02/2026", "02/03/2026", "2026-02-02", "Đã xử lý xong"],
    ]
    counts = summarized(register(rows), period="2026-02", cutoff="calendar").total.counts
    assert counts[tthc_stats.Count.RECEIVED_IN_PERIOD] == 2
    assert (counts[tthc_stats.Count.EARLY], counts[tthc_stats.Count.DUE]) == (2, 2)


def test_years_first_need_no_order() -> None:
    assert received(["2026-02-01", "2026-02-03"]) == [moment("2026-02-01"), moment("2026-02-03")]
    assert order_of(seen(["2026-02-01", "20260203"])) is None


# --- What cannot be read ---------------------------------------------------------------------

UNREADABLE = (
    "31/02/2026",
    "30/02/2024",
    "32/08/2026",
    "00/08/2026",
    "29/02/2026",
    "13/08/2026 25:00",
    "13/08/2026 09:61",
    "13/08/0026",
    "13/08/9999",
    "13/08/1899",
    "8/2026",
    "2026",
    "46247",
    "ngày 13 tháng 8",
    "13/08",
    "13/08-2026",
    "#N/A",
    "chưa rõ",
)


@pytest.mark.parametrize("text", UNREADABLE)
@pytest.mark.parametrize("column", [1, 2, 3])
def test_unreadable_is_counted_and_told_with_its_cell(text: str, column: int) -> None:
    good: list[Value] = ["13/08/2026", "20/08/2026", "19/08/2026", "Đã xử lý xong"]
    rows: list[list[Value]] = [[f"H{n}", *good] for n in range(3)]
    rows[1][column] = text
    summary = summarized(register(rows))
    (finding,) = summary.findings
    assert (finding.code, finding.severity) == ("UNREADABLE_DATE", "error")
    assert finding.place.cell == f"{'ABCD'[column]}3"
    assert text in str(finding.message)
    assert finding.details == {"rows": [3], "number": 1}
    assert summary.total.counts[tthc_stats.Count.RECEIVED] == 2
    assert summary.basis is not None
    assert summary.basis.dossiers == 3


@pytest.mark.parametrize("text", ["0026-08-13", "9999-08-13", "1899-12-30", "2026-02-31"])
def test_impossible_days_of_other_forms(text: str) -> None:
    assert received(["2026-08-13", text]) == [moment("2026-08-13"), None]


def test_dates_of_workbooks_that_cannot_be() -> None:
    values: list[Value] = [moment("2026-08-13"), moment("1899-12-31"), moment("9999-12-31"), 46247]
    assert received(values) == [moment("2026-08-13"), None, None, None]


def test_many_unreadable_ones_are_all_counted_and_a_few_shown() -> None:
    rows: list[Sequence[Value]] = [[f"H{n}", "không rõ", None, None, None] for n in range(40)]
    summary = summarized(register([*rows, ["H99", "13/08/2026", None, None, None]]))
    (told,) = (f for f in summary.findings if f.code == "UNREADABLE_DATE")
    assert told.details == {"rows": list(range(2, 42)), "number": 40}
    assert "40" in str(told.message)


def test_a_column_of_dates_none_of_which_can_be_read_is_refused() -> None:
    with pytest.raises(tthc_stats.NotUnderstoodError, match="no dossier has a day of receipt"):
        summarized(register([["H1", "hôm qua", None, None, None]]))


def test_a_decoy_column_decides_nothing() -> None:
    """A day that is no date of the dossier: neither counted with, nor asked for its order."""
    text = (
        "Mã hồ sơ,Ngày tiếp nhận,Ngày hẹn trả,Ngày ký,Ngày kết thúc xử lý,Ngày in\n"
        "H1,13/08/2026,20/08/2026,08/14/2026,19/08/2026,31/31/31\n"
        "H2,14/08/2026,20/08/2026,99,21/08/2026,x\n"
    )
    (found,) = (r for sheet in read_grids(io.BytesIO(text.encode())) if (r := find_register(sheet)))
    summary = summarized(found)
    counts = summary.total.counts
    assert (counts[tthc_stats.Count.EARLY], counts[tthc_stats.Count.LATE]) == (1, 1)
    assert summary.findings == ()


# --- Round trip ------------------------------------------------------------------------------

DAYS = st.datetimes(datetime(1990, 1, 1), datetime(2068, 12, 31))  # noqa: DTZ001
CLOCKS = ("", " %H:%M", " %H:%M:%S", "T%H:%M:%S")
WRITTEN = [
    *(f"%d{sep}%m{sep}%Y{clock}" for sep in "/-." for clock in CLOCKS),
    *(f"%m/%d/%Y{clock}" for clock in CLOCKS),
    *(f"%d/%m/%y{clock}" for clock in CLOCKS[:3]),
    *(f"%Y{sep}%m{sep}%d{clock}" for sep in "-/" for clock in CLOCKS),
    "%Y%m%d",
    "%Y%m%d%H%M",
    "%Y%m%d%H%M%S",
]


@st.composite
def lists_of_days(draw: st.DrawFn) -> list[datetime]:
    """Any days, one of them after the 12th and so proof of the order."""
    days = draw(st.lists(DAYS, max_size=30))
    proof = draw(DAYS).replace(day=draw(st.integers(13, 28)))
    days.insert(draw(st.integers(0, len(days))), proof)
    return days


def unpadded(text: str) -> str:
    return "/".join(part.lstrip("0") if len(part) == 2 else part for part in text.split("/"))


@settings(max_examples=150, deadline=None)
@given(lists_of_days(), st.sampled_from(WRITTEN), st.booleans())
def test_round_trip(days: list[datetime], form: str, bare: bool) -> None:
    texts: list[Value] = [day.strftime(form) for day in days]
    if bare and "/%m/%Y" in form:
        texts = [unpadded(str(text)) for text in texts]
    wanted = [datetime.strptime(day.strftime(form), form) for day in days]  # noqa: DTZ007
    assume(not seen(texts).year_first)
    assert received(texts) == wanted
    assert [usual(str(text))[0] for text in texts] == texts


@settings(max_examples=50, deadline=None)
@given(lists_of_days(), st.data())
def test_round_trip_of_forms_of_one_order(days: list[datetime], data: st.DataObject) -> None:
    """Rows typed by several hands: any form that agrees on the order and the century."""
    forms = [form for form in WRITTEN if "%m/%d" not in form and "%y" not in form]
    used = [data.draw(st.sampled_from(forms)) for _ in days]
    if not any(day.day > 12 and not form.startswith("%Y") for day, form in zip(days, used)):  # noqa: B905
        used[max(range(len(days)), key=lambda n: days[n].day)] = "%d/%m/%Y"
    pairs = list(zip(days, used, strict=True))
    wanted = [datetime.strptime(day.strftime(form), form) for day, form in pairs]  # noqa: DTZ007
    assert received([day.strftime(form) for day, form in pairs]) == wanted


@settings(max_examples=20, deadline=None)
@given(lists_of_days(), st.integers(-11, 12))
def test_round_trip_of_zones(days: list[datetime], hours: int) -> None:
    """Whatever the zone of a text, the day is the one of Viet Nam."""
    texts: list[Value] = [f"{day:%Y-%m-%dT%H:%M:%S}{hours:+03}:00" for day in days]
    there = [day.replace(microsecond=0) + timedelta(hours=7 - hours) for day in days]
    assert received(texts) == there


@settings(max_examples=20, deadline=None)
@given(lists_of_days())
def test_round_trip_of_a_workbook(days: list[datetime]) -> None:
    """Spreadsheets keep days as numbers: to the second nothing changes on the way."""
    whole = [day.replace(microsecond=0) for day in days]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADER)
    for number, day in enumerate(whole):
        sheet.append([f"H{number}", day])
    file = io.BytesIO()
    book.save(file)
    (grid,) = read_grids(io.BytesIO(file.getvalue()))
    found = find_register(grid)
    assert found is not None
    registers = Registers([found], TallyOptions())
    assert [day for (day,) in registers.ask(f"{_select(registers)} ORDER BY row")] == whole


@given(st.lists(st.text(max_size=25), max_size=20))
@settings(deadline=None, max_examples=40)
def test_any_text_is_read_or_told(texts: list[str]) -> None:
    """Every cell is a blank, a moment, or in the list of what could not be read."""
    shown = seen(texts)
    order = order_of(shown) if not (shown.day_first and shown.month_first) else Order.DAY_FIRST
    assert form_of(shown, order).formats
    read = shown.formats.total() + shown.absent.total()
    assert read + shown.serials + shown.others == len(texts)


def test_a_semicolon_file_with_a_mark(tmp_path: Path) -> None:
    """As Vietnamese spreadsheets save CSV: BOM, semicolons."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";")
    writer.writerows([HEADER, ["H1", "1/8/2026", "13/8/2026", "", "Đang xử lý"]])
    path = tmp_path / "a.csv"
    path.write_text(file.getvalue(), encoding="utf-8-sig")
    summary = tthc_stats.summarize(tthc_stats.read(path), period="8/2026", cutoff="calendar")
    assert summary.total.counts[tthc_stats.Count.PENDING_OVERDUE] == 1
