"""Dates as systems and people write them: alike in a grid and in a scanned file."""

from __future__ import annotations

import contextlib
import csv
import io
import tomllib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tthc_stats
from tthc_stats.api.reading import read
from tthc_stats.api.summary import summarize
from tthc_stats.ingest.readers import limits
from tthc_stats.ingest.registers.dates import seen
from tthc_stats.ingest.registers.spellings import REWRITES, usual
from tthc_stats.ingest.tables import Reading
from tthc_stats.model.errors import NotUnderstoodError
from tthc_stats.model.register import Role
from tthc_stats.tally.grouping import Grouping
from tthc_stats.tally.options import TallyOptions
from tthc_stats.tally.registers import Registers

CASES = tomllib.loads((Path(__file__).parent / "date_forms.toml").read_text("utf-8"))
FORMS: dict[str, time] = CASES["forms"]
DAY = date(2026, 8, 13)
HEADER = ("Mã hồ sơ", "Tên TTHC", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý")
USUAL = ("13/08/2026 07:30", "20/08/2026 17:00", "19/08/2026 10:00")
HEAD = 120
"""Rows of the usual forms, which fill the head of a large file."""
ROLES = {"received": 2, "due": 3, "finished": 4}


def table(rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return file.getvalue()


def plain(number: int) -> list[list[str]]:
    return [[f"P{n:04}", "Khai sinh", *USUAL] for n in range(number)]


def changed(texts: Sequence[str], column: int) -> list[list[str]]:
    """A dossier for each text, which stands in one column."""
    rows = [[f"T{n:04}", "Khai sinh", *USUAL] for n in range(len(texts))]
    for row, text in zip(rows, texts, strict=True):
        row[column] = text
    return rows


@pytest.fixture(params=["grid", "scan", "stream"])
def source(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Reads a text as a grid, as a file that is scanned, or through a pipe."""

    def reading(text: str) -> Reading:
        path = tmp_path / "register.csv"
        path.write_bytes(text.encode("utf-16" if request.param == "stream" else "utf-8"))
        if request.param != "grid":
            monkeypatch.setattr(limits, "LARGE_TEXT", 100)
            monkeypatch.setattr(limits, "HEAD", 4_000)
        found = read(path)
        assert (found.registers[0].origin is None) == (request.param == "grid")
        return found

    return reading


def moments(reading: Reading, role: str = "received") -> dict[str, datetime | None]:
    """What the engine reads, by the codes of the dossiers."""
    column = {"received": "received", "due": "due", "finished": "ended"}[role]
    with Registers(reading.registers, TallyOptions()) as registers:
        assert registers.span
        relation = registers.dossiers([Grouping("code", (Role.CODE,))])
        return dict(registers.ask(f"SELECT g0, {column} FROM ({relation})"))


def told(summary: tthc_stats.Summary) -> list[tuple[str, str, Any]]:
    return [(f.code, str(f.message), f.details) for f in summary.findings]


@pytest.mark.parametrize("role", ROLES)
def test_forms_below_usual_ones(role: str, source: Any) -> None:
    rows = changed(list(FORMS), ROLES[role])
    found = moments(source(table([*plain(HEAD), *rows])), role)
    got = {text: found[row[0]] for text, row in zip(FORMS, rows, strict=True)}
    assert got == {text: datetime.combine(DAY, at) for text, at in FORMS.items()}


@pytest.mark.parametrize("text", FORMS)
def test_a_column_of_one_form(text: str) -> None:
    """Day and month of slashes are told apart by the thirteenth."""
    reading = Reading(registers=[_register(text)])
    assert set(moments(reading).values()) == {datetime.combine(DAY, FORMS[text])}


def _register(text: str) -> Any:
    return _of([text, text])


def _of(texts: Sequence[str]) -> Any:
    from tthc_stats.ingest.registers import find_register
    from tthc_stats.model.grid import Grid

    rows = [[f"T{n}", "Khai sinh", text, None, None] for n, text in enumerate(texts)]
    return find_register(Grid("a.csv", "csv", [[*HEADER], *rows]))


def test_every_rewriting_is_needed() -> None:
    """No pattern stands there for nothing: without it some form is read otherwise."""
    wanted = [usual(text)[0] for text in FORMS]
    for n in range(len(REWRITES)):
        with pytest.MonkeyPatch.context() as patch:
            others = (*REWRITES[:n], *REWRITES[n + 1 :])
            patch.setattr("tthc_stats.ingest.registers.spellings.REWRITES", others)
            assert [usual(text)[0] for text in FORMS] != wanted, REWRITES[n]


DATES = (
    *("13/08/2026", "13-8-2026", "13.08.2026", "2026-08-13", "13/08/26", "20260813", "31/02/2026"),
    *("13 tháng 8 năm 2026", "13-Aug-2026", "Aug 13, 2026", "13 / 8 / 2026", "13-AUG-26"),
)
CLOCKS = ("08:30", "8:30:15", "8h30", "8h", "8 giờ 5 phút", "14:05", "0:05", "12:00", "8:61", "")
HALVES = ("", "", "", " SA", " CH", "pm", " AM", " sáng")
SPELLED = st.builds(
    lambda day, clock, half, sign, word, first: (
        f"{word}{clock}{half}{sign}{day}" if first else f"{word}{day}{sign}{clock}{half}"
    ),
    st.sampled_from(DATES),
    st.sampled_from(CLOCKS),
    st.sampled_from(HALVES),
    st.sampled_from([" ", ", ", " - ", "-", "  ", " ngày ", " lúc ", "T", "; ", ""]),
    st.sampled_from(["", "", "ngày ", "Thứ Năm, ", "lúc ", "'", " "]),
    st.booleans(),
)


def by_python(text: str) -> datetime | None:
    """The moment that Python finds in a text, with the replacements but without the engine."""
    for form in seen([text]).formats:
        with contextlib.suppress(ValueError):
            written = form.replace("%A", "%d").replace("%B", "%m")
            return datetime.strptime(usual(text)[0].strip(), written)  # noqa: DTZ007
    return None


@settings(max_examples=60, deadline=None)
@given(st.lists(SPELLED, min_size=1, max_size=30))
def test_python_and_the_engine_rewrite_alike(texts: list[str]) -> None:
    reading = Reading(registers=[_of([*texts, "13/08/2026"])])
    found = moments(reading)
    assert [found[f"T{n}"] for n in range(len(texts))] == [by_python(text) for text in texts]


def test_less_usual_forms_prove_an_order_too(source: Any) -> None:
    rows = [[f"A{n}", "Khai sinh", "01/02/2026", "", ""] for n in range(HEAD)]
    with pytest.raises(NotUnderstoodError, match="day or the month first"):
        moments(source(table(rows)))
    rows.append(["B", "Khai sinh", "8h30 13/02/2026", "", ""])
    assert moments(source(table(rows)))["A0"] == datetime(2026, 2, 1)  # noqa: DTZ001


@pytest.mark.parametrize("role", ROLES)
def test_what_says_too_little_is_told(role: str, source: Any) -> None:
    texts = CASES["unreadable"]["texts"]
    found = summarize(source(table([*plain(HEAD), *changed(texts, ROLES[role])])), period="2026")
    assert found.basis is not None
    assert found.basis.dossiers == HEAD + len(texts)
    (unread,) = (f for f in found.findings if f.code == "UNREADABLE_DATE")
    assert unread.details == {
        "rows": list(range(HEAD + 2, HEAD + 2 + len(texts))),
        "number": len(texts),
    }
    assert unread.place.cell == f"{'CDE'[ROLES[role] - 2]}{HEAD + 2}"
    assert found.total.counts[tthc_stats.Count.RECEIVED] == HEAD


def test_only_the_first_of_many_unreadable_ones_are_listed(source: Any) -> None:
    rows = [*plain(HEAD), *changed(["hôm qua"] * 250, 4)]
    found = summarize(source(table(rows)), period="2026")
    (unread,) = (f for f in found.findings if f.code == "UNREADABLE_DATE")
    assert unread.details == {"rows": list(range(HEAD + 2, HEAD + 102)), "number": 250}


# --- Words and days for no day ---------------------------------------------------------------


def outcome(texts: Sequence[str], column: int, source: Any) -> tuple[int, int, int, set[str]]:
    """Received, pending, without a due day; and the codes of the findings."""
    found = summarize(source(table([*plain(HEAD), *changed(texts, column)])), period="2026")
    counts = found.total.counts
    without = sum(int(str(f.details["number"])) for f in found.findings if f.code == "NO_DUE")
    codes = {f.code for f in found.findings} - {"NO_DUE", "PERIOD_NOT_COVERED"}
    received, pending = counts[tthc_stats.Count.RECEIVED], counts[tthc_stats.Count.PENDING]
    return received - HEAD, pending, without, codes


def test_words_in_a_column_of_finished_days_mean_pending(source: Any) -> None:
    texts = [*CASES["absent"]["finished"], *CASES["absent"]["everywhere"]]
    assert outcome(texts, 4, source) == (len(texts), len(texts), 0, set())


def test_words_in_a_column_of_due_days_mean_none(source: Any) -> None:
    texts = [*CASES["absent"]["due"], *CASES["absent"]["everywhere"]]
    assert outcome(texts, 3, source) == (len(texts), 0, len(texts), set())


def test_empty_days_of_receipt_are_an_error(source: Any) -> None:
    texts = CASES["absent"]["everywhere"]
    assert outcome(texts, 2, source) == (0, 0, 0, {"NO_RECEIVED"})


@pytest.mark.parametrize(
    ("column", "texts"),
    [(2, ["Chưa trả", "Chưa hẹn trả", "Chưa có"]), (3, ["Chưa trả"]), (4, ["Chưa hẹn trả"])],
)
def test_words_of_another_column_cannot_be_read(column: int, texts: list[str], source: Any) -> None:
    assert outcome(texts, column, source) == (0, 0, 0, {"UNREADABLE_DATE"})


@pytest.mark.parametrize(
    ("column", "wanted"), [(2, (0, 0, 0)), (3, (1, 0, 1)), (4, (1, 1, 0))], ids=list(ROLES)
)
def test_days_that_stand_for_none_are_told(
    column: int, wanted: tuple[int, ...], source: Any
) -> None:
    texts = CASES["absent"]["days"]
    *numbers, codes = outcome(texts, column, source)
    assert numbers == [number * len(texts) for number in wanted]
    assert codes == {"NO_DAY"} | ({"NO_RECEIVED"} if column == 2 else set())
    found = summarize(source(table([*plain(HEAD), *changed(texts, column)])), period="2026")
    (finding,) = (f for f in found.findings if f.code == "NO_DAY")
    assert finding.details["number"] == len(texts)
    assert finding.place.cell == f"{'CDE'[column - 2]}{HEAD + 2}"


def test_empty_moments_of_parquet_are_told(tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "empty.parquet"
    duckdb.sql(
        "COPY (SELECT 'H' || i AS \"Mã hồ sơ\", 'Khai sinh' AS \"Tên TTHC\", "
        "TIMESTAMP '2026-08-13 08:00:00' AS \"Ngày tiếp nhận\", "
        "CASE WHEN i % 2 = 0 THEN TIMESTAMP '1900-01-01' ELSE TIMESTAMP '2026-08-14' END "
        f"AS \"Ngày kết thúc xử lý\" FROM range(10) t(i)) TO '{path}'"
    )
    found = summarize(read(path), period="2026-08", cutoff="calendar")
    assert found.total.counts[tthc_stats.Count.PENDING] == 5
    (finding,) = (f for f in found.findings if f.code == "NO_DAY")
    assert finding.details["number"] == 5


# --- Numbers that may be days or statuses ----------------------------------------------------

SERIALS = {"46247": "00:00", "46247.354167": "08:30", "46247,5": "12:00", "46247.0": "00:00"}


def test_numbers_alone_in_a_column_are_days_of_a_spreadsheet(source: Any) -> None:
    texts = [*["46247"] * HEAD, *SERIALS]
    found = moments(source(table([[f"T{n}", "x", t, "", ""] for n, t in enumerate(texts)])))
    at = {text: found[f"T{HEAD + n}"] for n, text in enumerate(SERIALS)}
    wanted = {t: datetime.fromisoformat(f"2026-08-13 {clock}") for t, clock in SERIALS.items()}
    assert at == wanted


def test_the_assumption_is_told(source: Any) -> None:
    rows = [[f"T{n}", "x", "46247", "46250", "Chưa trả"] for n in range(HEAD)]
    found = summarize(source(table(rows)))
    assert [(f.code, f.place.cell) for f in found.findings] == [
        ("ASSUMED", "C1"),
        ("ASSUMED", "D1"),
    ]
    assert found.total.counts[tthc_stats.Count.PENDING] == HEAD


@pytest.mark.parametrize("other", ["13/08/2026", "hôm qua", "12", "99999"])
def test_numbers_among_others_are_no_days(other: str, source: Any) -> None:
    rows = [[f"T{n}", "x", "13/08/2026", "", "46250"] for n in range(HEAD)]
    rows.append(["O", "x", "13/08/2026", "", other])
    found = summarize(source(table(rows)), period="2026")
    (unread,) = (f for f in found.findings if f.code == "UNREADABLE_DATE")
    assert unread.details["number"] == HEAD + (other != "13/08/2026")


STATUSES = ("Mã hồ sơ", "Tên TTHC", "Ngày tiếp nhận", "Ngày kết thúc", "Trạng thái")


def by_status(values: Sequence[str], source: Any) -> tthc_stats.Summary:
    rows = [[f"T{n}", "x", "13/08/2026", "", value] for n, value in enumerate(values)]
    return summarize(source(table(rows, STATUSES)), period="2026")


def test_numbers_of_statuses_are_those_of_the_national_portal(source: Any) -> None:
    found = by_status([*["4"] * HEAD, "1", "3", "5", "6.0", "8", "4.0", " 10"], source)
    counts = found.total.counts
    assert counts[tthc_stats.Count.PENDING] == HEAD + 4
    assert counts[tthc_stats.Count.PAUSED] == 3
    assert counts[tthc_stats.Count.REFUSED] == 1
    codes = {f.code: str(f.message) for f in found.findings}
    assert set(codes) == {"ASSUMED", "NO_FINISH", "PERIOD_NOT_COVERED"}
    assert "10 = Đã trả kết quả" in codes["ASSUMED"]


@pytest.mark.parametrize("other", ["11", "0", "Đang xử lý", "4.5", "-1", "010"])
def test_numbers_of_statuses_among_others_are_unknown(other: str, source: Any) -> None:
    found = by_status([*["5"] * HEAD, other], source)
    codes = {f.code for f in found.findings}
    assert "UNKNOWN_STATUS" in codes
    assert "ASSUMED" not in codes
    assert found.total.counts[tthc_stats.Count.PAUSED] == 0


# --- Two-digit years ---------------------------------------------------------------------------


def test_years_of_two_digits_may_not_come_first(source: Any) -> None:
    days = [date(2026, 8, 1) + timedelta(n % 28) for n in range(HEAD)]
    rows = [[f"T{n}", "x", f"{day:%y/%m/%d}", "", ""] for n, day in enumerate(days)]
    with pytest.raises(NotUnderstoodError, match="two-digit years"):
        moments(source(table(rows)))
    for row, day in zip(rows, days, strict=True):
        row[2] = f"{day:%d/%m/%y}"
    assert moments(source(table(rows)))["T1"] == datetime(2026, 8, 2)  # noqa: DTZ001


# --- Days that stand alone, and periods beyond a register ----------------------------------------


def months(*counts: tuple[str, int]) -> list[list[str]]:
    """Dossiers received on some days, and finished a day after."""
    return [
        [f"{day}-{n}", "x", f"{date.fromisoformat(day):%d/%m/%Y}", "", ""]
        for day, number in counts
        for n in range(number)
    ]


ALONE = [
    ([("2026-08-13", 9), ("2062-08-13", 1)], True),
    ([("2026-08-13", 3), ("2028-08-13", 2)], True),
    ([("2026-08-13", 2), ("2028-08-13", 2)], False),
    ([("2026-08-13", 9), ("2028-08-13", 3)], False),
    ([("2026-08-13", 301), ("2028-08-13", 3)], True),
    ([("2026-08-13", 297), ("2028-08-13", 3)], False),
    ([("2026-08-13", 99), ("2027-08-13", 1)], False),
    ([("2026-08-13", 99), ("2027-09-01", 1)], True),
]


@pytest.mark.parametrize(("counts", "alone"), ALONE)
def test_a_lone_day_in_the_future_is_no_end_of_a_period(
    counts: list[tuple[str, int]], alone: bool, source: Any
) -> None:
    reading = source(table(months(*counts)))
    if not alone:
        assert str(summarize(reading).period).endswith(counts[-1][0])
        return
    with pytest.raises(NotUnderstoodError, match=r"long after all others.*2026-08-13") as refused:
        summarize(reading)
    assert "--period" in str(refused.value.hint)
    assert counts[-1][0] in str(refused.value)
    assert summarize(reading, period="2026").period is not None
    assert summarize(reading, period="2026").basis.as_of == date(2026, 12, 14)  # type: ignore[union-attr]
    assert "FUTURE_DATE" in {f.code for f in tthc_stats.check(reading).findings}


def test_a_lone_end_is_named_where_it_stands(tmp_path: Path) -> None:
    rows = plain(20)
    rows[6][4] = "19/08/2062"
    path = tmp_path / "a.csv"
    path.write_text(table(rows), "utf-8")
    with pytest.raises(NotUnderstoodError, match=r"a\.csv: E8: .*E8 P0006"):
        summarize(read(path))
    path.write_text("Từ ngày 01/08/2026 đến ngày 31/08/2026\n" + table(rows), "utf-8")
    assert summarize(read(path)).total.counts[tthc_stats.Count.PENDING] == 1


@pytest.mark.parametrize("large", [False, True])
def test_lone_days_of_workbooks(
    large: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a large sheet has days that no question asks for."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([*HEADER, "Ngày yêu cầu bổ sung"])
    for n in range(400):
        sheet.append([f"H{n}", "x", datetime(2026, 8, 13), None, None, "14/08/2026"])  # noqa: DTZ001
    sheet.append(["H400", "x", datetime(2026, 8, 14), None, datetime(2206, 8, 14), None])  # noqa: DTZ001
    sheet.append(["H401", "x", datetime(2026, 8, 14), None, datetime(2106, 8, 14), None])  # noqa: DTZ001
    book.save(tmp_path / "a.xlsx")
    if large:
        monkeypatch.setattr(limits, "LARGE_SHEET", 1_000)
        monkeypatch.setattr("tthc_stats.ingest.readers.xlsx_head.HEAD", 3_000)
    reading = read(tmp_path / "a.xlsx")
    assert (reading.registers[0].origin is not None) == large
    with pytest.raises(NotUnderstoodError, match=r"Sheet!E403: .*long after .*E403 H401"):
        summarize(reading)


def test_a_lone_day_in_the_past_is_told(source: Any) -> None:
    found = summarize(source(table([*plain(HEAD), *changed(["13/08/2024"], 2)])))
    (finding,) = found.findings
    assert (finding.code, finding.severity) == ("LONE_DATE", "warning")
    assert "T0000" in str(finding.message)
    assert str(found.period).startswith("2024-08-13")


COVERED = [
    ("2026-08-01..2026-08-31", [("2026-08-03", 50), ("2026-08-28", 50)], None),
    ("2026-08-01..2026-08-31", [("2026-08-12", 50), ("2026-08-28", 50)], "2026-08-12..2026-08-28"),
    ("2026-08-01..2026-08-31", [("2026-08-11", 50), ("2026-08-21", 50)], None),
    ("2026-08-01..2026-08-31", [("2026-08-03", 50), ("2026-08-20", 50)], "2026-08-03..2026-08-20"),
    ("2026-08-01..2026-08-31", [("2026-05-03", 2), ("2026-08-20", 2)], None),
    ("2025", [("2026-08-01", 50)], "2026-08-01..2026-08-01"),
    ("2026-08-01..2026-08-31", [("2024-01-03", 5), ("2026-09-03", 5)], None),
]


@pytest.mark.parametrize(("asked", "counts", "known"), COVERED)
def test_a_period_beyond_the_days_of_receipt(
    asked: str, counts: list[tuple[str, int]], known: str | None, source: Any
) -> None:
    found = summarize(source(table(months(*counts))), period=asked, date_order="dmy")
    said = [str(f.message) for f in found.findings if f.code == "PERIOD_NOT_COVERED"]
    assert bool(said) == bool(known)
    assert not known or known in said[0]


@pytest.mark.parametrize(
    ("asked", "beyond"),
    [
        ("2026-08-01..2026-08-31", False),
        ("2026-08-05..2026-08-10", False),
        ("2026-07-31..2026-08-31", True),
        ("2026-08-01..2026-09-01", True),
    ],
)
def test_a_period_beyond_that_of_the_title(asked: str, beyond: bool, source: Any) -> None:
    title = "SỔ THEO DÕI HỒ SƠ\nTừ ngày 01/08/2026\nđến ngày 31/08/2026\n"
    found = summarize(source(title + table(plain(HEAD))), period=asked)
    assert [f.code for f in found.findings] == ["PERIOD_NOT_COVERED"] * beyond


# --- Rows -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("quoted", [False, True])
def test_blank_lines_shift_no_row(quoted: bool, source: Any) -> None:
    """The cell is that of a spreadsheet, or none is told and the dossier is named by its code."""
    rows = plain(HEAD)
    rows[-1][4] = "hôm qua"
    if quoted:
        rows[3][1] = "Khai\n\nsinh"
    lines = table(rows).split("\n")
    lines[1:1] = [""]
    lines[-6:-6] = ["", ""]
    found = summarize(source("\n".join(lines)), period="2026")
    (unread,) = (f for f in found.findings if f.code == "UNREADABLE_DATE")
    if unread.place.cell == "E1":
        pytest.fail("a wrong cell")
    if unread.place.cell:
        assert unread.place.cell == f"E{HEAD + 4}"
        assert unread.details == {"rows": [HEAD + 4], "number": 1}
    else:
        assert "P0119 “hôm qua”" in str(unread.message)
        assert unread.details == {"rows": [], "number": 1}


def test_words_do_not_depend_on_the_sample() -> None:
    found = seen(["Chưa trả", " Chưa trả ", "13/08/2026"], Role.FINISHED)
    assert (found.absent.total(), found.others, found.formats.total()) == (2, 0, 1)


def test_inspect_tells_how_a_column_is_read(source: Any) -> None:
    from tthc_stats.report.document import TableBlock
    from tthc_stats.report.registers import register_blocks

    header = [*HEADER, "Trạng thái", "Ngày hẹn trả lại"]
    rows = [[*row, "4", "46247"] for row in plain(20)]
    rows[3][4], rows[4][4], rows[5][4] = "Chưa trả", "01/01/1900", "hôm qua"
    register = source(table(rows, header)).registers[0]
    (shown,) = (block for block in register_blocks(register) if isinstance(block, TableBlock))
    remarks = {str(row[1]): str(row[3]) for row in shown.rows}
    assert remarks == {
        "Mã hồ sơ": "",
        "Tên TTHC": "",
        "Ngày tiếp nhận": "day first",
        "Ngày hẹn trả": "day first",
        "Ngày kết thúc xử lý": "day first; 2 cells without a day: Chưa trả, 01/01/1900; "
        "1 cells cannot be read",
        "Trạng thái": "assumed: statuses of the national portal by number",
        "Ngày hẹn trả lại": "assumed: days as spreadsheets number them, 46247 for 13/08/2026",
    }
