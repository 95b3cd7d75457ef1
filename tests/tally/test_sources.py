"""One register in every format and size gives the same counts; broken ones are refused."""

from __future__ import annotations

import bz2
import csv
import gzip
import lzma
import random
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import zstandard

from tthc_stats.analysis.summary import Summary
from tthc_stats.api.checks import check
from tthc_stats.api.reading import read
from tthc_stats.api.summary import summarize
from tthc_stats.ingest.readers import limits
from tthc_stats.ingest.tables import Reading
from tthc_stats.model.counts import Count
from tthc_stats.model.errors import NotUnderstoodError, TthcError, UnreadableError

sys.path.insert(0, str(Path(__file__).parent))

HEADER = [
    *("Mã hồ sơ", "Chủ hồ sơ", "Đơn vị giải quyết", "Ngày tiếp nhận", "Ngày hẹn trả"),
    *("Ngày kết thúc xử lý", "Trạng thái", "Hình thức tiếp nhận", "Mức độ DVC", "Điện thoại"),
]
PERSON = "Nguyễn Bí Mật"
STATES = ["Đã trả kết quả", "Đang xử lý", "Yêu cầu bổ sung giấy tờ", "Rút hồ sơ", "Trạng thái lạ"]
ROWS = 3000


def rows(number: int = ROWS, form: str = "%d/%m/%Y %H:%M:%S") -> list[list[str]]:
    """Made-up dossiers of two months; texts with quotes, separators and line breaks."""
    chance, first = random.Random(7), datetime.fromisoformat("2026-07-01 07:30")
    made = []
    for n in range(number):
        received = first + timedelta(minutes=30 * n)
        due = received + timedelta(days=chance.randrange(1, 20))
        ended = received + timedelta(days=chance.randrange(1, 25), seconds=chance.randrange(9000))
        state = chance.choice(STATES)
        made.append(
            [
                f"H{n:06}",
                f'{PERSON} {n}; "Tổ, {n}"' + ("\nẤp 2" if n % 97 == 5 else ""),
                chance.choice(["UBND xã A", "UBND xã B", 'Sở C; phòng "D"']),
                received.strftime(form),
                due.strftime(form) if n % 13 else "",
                ended.strftime(form) if state == STATES[0] else "-" if n % 2 else "",
                state,
                chance.choice(["Trực tiếp", "Trực tuyến", "Qua bưu chính công ích"]),
                chance.choice(["Toàn trình", "Một phần", ""]),
                f"09{n:08}",
            ]
        )
    return made


TITLE = [["SỔ THEO DÕI HỒ SƠ"], []]


def text_of(body: list[list[str]], delimiter: str = ",", end: str = "\r\n") -> str:
    """CSV with a title and a blank line above the header."""
    from io import StringIO

    stream = StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end)
    writer.writerows([*TITLE, HEADER, *body])
    return stream.getvalue()


def counts(path: Any, **options: Any) -> Any:
    """Everything that a summary says, but for the files' names and addresses."""
    options.setdefault("period", "2026-08")
    reading = path if isinstance(path, Reading) else read(path)
    found: Summary = summarize(reading, **options)
    findings = [(f.code, str(f.message), f.details) for f in found.findings]
    return found.period, found.total, found.groups, found.basis, findings


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("registers")
    (made / "whole.csv").write_text(text_of(rows()), "utf-8", newline="")
    return made


@pytest.fixture(scope="module")
def whole(folder: Path) -> Any:
    """The counts of the file read whole."""
    return counts(folder / "whole.csv")


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is large, and its head a small part of it."""
    monkeypatch.setattr(limits, "LARGE_TEXT", 20_000)
    monkeypatch.setattr(limits, "LARGE_SHEET", 20_000)
    monkeypatch.setattr(limits, "HEAD", 20_000)


ENCODED: dict[str, Callable[[], bytes]] = {
    "utf8.csv": lambda: text_of(rows()).encode(),
    "bom.csv": lambda: text_of(rows()).encode("utf-8-sig"),
    "lf.csv": lambda: text_of(rows(), end="\n").encode(),
    "semicolon.csv": lambda: text_of(rows(), ";").encode(),
    "tab.txt": lambda: text_of(rows(), "\t").encode(),
    "no-last-end.csv": lambda: text_of(rows()).rstrip("\r\n").encode(),
    "utf16.csv": lambda: text_of(rows()).encode("utf-16"),
    "big-endian.csv": lambda: b"\xfe\xff" + text_of(rows()).encode("utf-16-be"),
    "packed.csv.gz": lambda: gzip.compress(text_of(rows()).encode()),
    "members.csv.gz": lambda: (
        gzip.compress(text_of(rows()).encode()[:50_000])
        + gzip.compress(text_of(rows()).encode()[50_000:])
    ),
    "packed.csv.bz2": lambda: bz2.compress(text_of(rows()).encode()),
    "packed.csv.xz": lambda: lzma.compress(text_of(rows()).encode()),
    "packed.csv.zst": lambda: zstandard.compress(text_of(rows()).encode()),
    "utf16.csv.zst": lambda: zstandard.compress(text_of(rows()).encode("utf-16")),
}


@pytest.mark.parametrize("name", ENCODED)
def test_large_texts_count_like_small_ones(
    name: str, folder: Path, whole: Any, small_limits: None
) -> None:
    path = folder / name
    path.write_bytes(ENCODED[name]())
    reading = read(path)
    assert reading.registers[0].origin is not None
    assert len(reading.grids[0].rows) < ROWS / 2
    assert counts(path) == whole


@pytest.mark.parametrize("name", [n for n in ENCODED if "packed" in n or "zst" in n])
def test_small_packed_texts_are_read_whole(name: str, folder: Path, whole: Any) -> None:
    path = folder / name
    path.write_bytes(ENCODED[name]())
    assert read(path).registers[0].origin is None
    assert counts(path) == whole


def test_tables_of_counts_may_be_packed(tmp_path: Path) -> None:
    path = tmp_path / "table.csv.gz"
    path.write_bytes(gzip.compress("Đơn vị,Tổng tiếp nhận,Đã giải quyết\nXã A,5,3\n".encode()))
    assert summarize(read(path)).total.counts[Count.RECEIVED] == 5


def test_packed_texts_count_where_pipes_have_no_paths(
    folder: Path, whole: Any, small_limits: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tthc_stats.tally.sources.streams.HAS_PATHS", False)
    path = folder / "no-pipe.csv.xz"
    path.write_bytes(ENCODED["packed.csv.xz"]())
    assert counts(path) == whole


@pytest.mark.parametrize("packing", ["gz", "bz2", "xz", "zst"])
@pytest.mark.parametrize("large", [True, False])
def test_a_packed_file_that_is_cut_off_is_refused(
    packing: str, large: bool, folder: Path, request: pytest.FixtureRequest
) -> None:
    if large:
        request.getfixturevalue("small_limits")
    data = ENCODED[f"packed.csv.{packing}"]()
    path = folder / f"cut.csv.{packing}"
    for cut in (len(data) - 1, len(data) - 5000, len(data) // 2):
        path.write_bytes(data[:cut])
        with pytest.raises(UnreadableError, match="damaged or cut off"):
            counts(path)


def changed(body: list[list[str]], row: int, column: int, value: str) -> list[list[str]]:
    body[row][column] = value
    return body


LAST = ROWS - 10


def test_what_stands_below_the_head_is_learned(folder: Path, small_limits: None) -> None:
    """Another form of date, a new word, spaces around nothing: as when read whole."""
    body = rows()
    body[LAST][3] = "2026-08-03 08:00:00"
    body[LAST][4] = "  "
    body[LAST + 1][6] = "Đã giải quyết xong"
    body[LAST + 2][7] = " "
    body[LAST + 3][5] = "31/02/2026"
    path = folder / "late.csv"
    path.write_text(text_of(body), "utf-8", newline="")
    large = counts(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "LARGE_TEXT", limits.MAX_FILE)
        assert counts(path) == large
    unread = next(f for f in large[4] if f[0] == "UNREADABLE_DATE")
    assert unread[2] == {"rows": [LAST + 3 + 4], "number": 1}


def test_an_order_of_dates_is_looked_for_in_the_whole_file(
    folder: Path, small_limits: None
) -> None:
    body = [[*row[:3], "05/06/2026", "06/06/2026", "", *row[6:]] for row in rows()]
    path = folder / "order.csv"
    path.write_text(text_of(body), "utf-8", newline="")
    with pytest.raises(NotUnderstoodError, match="day or the month first"):
        counts(path)
    body[LAST][3] = "25/05/2026"
    path.write_text(text_of(body), "utf-8", newline="")
    assert counts(path, period="2026")[1].counts[Count.RECEIVED_IN_PERIOD]
    body[LAST + 1][3] = "05/25/2026"
    path.write_text(text_of(body), "utf-8", newline="")
    with pytest.raises(NotUnderstoodError, match="some the month"):
        counts(path)


def test_hours_of_due_days_below_the_head_count(folder: Path, small_limits: None) -> None:
    """A column of whole days in the head, and one hour far below it."""
    body = [[*row[:4], row[4][:10], *row[5:]] for row in rows()]
    body[LAST][4:7] = ["28/08/2026 09:00:00", "28/08/2026 10:00:00", STATES[0]]
    path = folder / "hours.csv"
    path.write_text(text_of(body), "utf-8", newline="")
    large = counts(path, rule="timestamp")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "LARGE_TEXT", limits.MAX_FILE)
        assert counts(path, rule="timestamp") == large


def test_the_span_of_a_large_file_is_that_of_the_small_one(
    folder: Path, small_limits: None
) -> None:
    assert counts(folder / "whole.csv", period=None)[0].days > 60


BROKEN: dict[str, tuple[Callable[[], bytes], str, int]] = {
    "too few fields": (
        lambda: text_of([*rows()[:LAST], ["H1", PERSON], *rows()[LAST:]]).encode(),
        "has 2 fields",
        65,
    ),
    "too many fields": (
        lambda: text_of([*rows()[:LAST], rows()[0] + ["x"], *rows()[LAST:]]).encode(),
        "has 11 fields",
        65,
    ),
    "stray quotes": (
        (text_of(rows()) + 'H9,"' + PERSON + '"x,,,,,,,,\r\n').encode,
        "quotation marks",
        66,
    ),
    "an open quote": (
        (text_of(rows()) + 'H9,"' + PERSON + ",,,,,,,,\r\n").encode,
        "quotation marks",
        66,
    ),
    "bytes of another encoding": (
        lambda: text_of(rows()).encode() + b"H9,x,S\xff C,,,,,,,\r\n",
        "not UTF-8",
        66,
    ),
    "a long last line": (
        lambda: text_of(rows()).encode() + b"x" * 3_000_000,
        "too long",
        65,
    ),
    "a long line": (
        lambda: text_of(rows()).encode() + b"x" * 3_000_000 + b"\r\n" + b"a," * 9 + b"\r\n",
        "too long",
        65,
    ),
    "other line ends from the second line on": (
        lambda: text_of(rows(), end="\n").encode().replace(b"\n", b"\r\n", 1),
        "end in the same way",
        65,
    ),
}


@pytest.mark.parametrize("packing", ["", ".gz"])
@pytest.mark.parametrize("name", BROKEN)
def test_broken_texts_are_refused_and_quote_nobody(
    name: str, packing: str, tmp_path: Path, small_limits: None
) -> None:
    make, message, status = BROKEN[name]
    path = tmp_path / f"broken.csv{packing}"
    path.write_bytes(gzip.compress(make()) if packing else make())
    with pytest.raises(TthcError, match=message) as caught:
        counts(path)
    assert caught.value.exit_status == status
    assert "Bí Mật" not in str(caught.value)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("ends", [("\n", b"\r\n"), ("\r\n", b"\n")])
def test_other_line_ends_lose_no_row(
    ends: tuple[str, bytes], tmp_path: Path, small_limits: None
) -> None:
    path = tmp_path / "ends.csv"
    more = (b"H9,x,Xa,01/08/2026 00:00:00,,,,,," + ends[1]) * 500
    path.write_bytes(text_of(rows(), end=ends[0]).encode() + more)
    assert counts(path)[3].dossiers == ROWS + 500


def test_personal_columns_never_reach_the_engine(folder: Path, small_limits: None) -> None:
    from tthc_stats.api.words import tally_options
    from tthc_stats.tally.registers import Registers

    for name in ("whole.csv", "packed.csv.xz"):
        (folder / "packed.csv.xz").write_bytes(ENCODED["packed.csv.xz"]())
        with Registers(read(folder / name).registers, tally_options("2026-08")) as registers:
            shown = registers.ask("SELECT DISTINCT column_name FROM duckdb_columns()")
            held = {
                column for (column,) in shown if column.startswith("c") and column[1:].isdigit()
            }
            assert held == {"c0", "c2", "c3", "c4", "c5", "c6", "c7", "c8"}


def test_nothing_is_left_in_the_temporary_folder(
    folder: Path, small_limits: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    counts(folder / "whole.csv")
    path = tmp_path.parent / "broken.csv"
    path.write_bytes(BROKEN["a long line"][0]())
    with pytest.raises(TthcError):
        counts(path)
    assert list(tmp_path.iterdir()) == []


def test_a_register_can_be_grouped_by_any_caption(folder: Path, small_limits: None) -> None:
    found = summarize(read(folder / "whole.csv"), by="Trạng thái", period="2026-08")
    assert {group.key["Trạng thái"] for group in found.groups} == set(STATES)


PARQUET_TYPES = {
    "texts": "VARCHAR",
    "moments": "TIMESTAMP",
    "moments with a zone": "TIMESTAMPTZ",
}


def parquet(path: Path, body: list[list[str]], kind: str, order: str = "%d/%m/%Y %H:%M:%S") -> Path:
    """The register as Parquet, its dates in columns of a type."""
    import duckdb

    source = path.with_suffix(".texts.csv")
    source.write_text(text_of(body), "utf-8", newline="")
    dates = {"Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý"}
    parsed = f"try_strptime(NAME, '{order}')"
    if kind == "TIMESTAMPTZ":
        parsed = f"({parsed} AT TIME ZONE 'Asia/Ho_Chi_Minh')"
    columns = ", ".join(
        f"CAST({parsed.replace('NAME', quoted)} AS {kind}) AS {quoted}"
        if name in dates and kind != "VARCHAR"
        else quoted
        for name in HEADER
        for quoted in [f'"{name}"']
    )
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT {columns} FROM read_csv('{source}', skip = 2, header = true, "
            f"all_varchar = true, delim = ',', quote = '\"', escape = '\"')) TO '{path}'"
        )
    return path


@pytest.mark.parametrize("kind", PARQUET_TYPES)
def test_parquet_counts_like_text(kind: str, folder: Path, whole: Any) -> None:
    path = parquet(folder / f"{kind}.parquet", rows(), PARQUET_TYPES[kind])
    assert counts(path) == whole
    assert counts(path, rule="timestamp") == counts(folder / "whole.csv", rule="timestamp")


def test_days_in_parquet_end_in_the_evening(folder: Path) -> None:
    body = [[*row[:4], row[4][:10], *row[5:]] for row in rows()]
    (folder / "days.csv").write_text(text_of(body), "utf-8", newline="")
    path = parquet(folder / "days.parquet", body, "VARCHAR")
    with_days = folder / "true-days.parquet"
    import duckdb

    duckdb.sql(
        f"COPY (SELECT * REPLACE (CAST(try_strptime(\"Ngày hẹn trả\", '%d/%m/%Y') AS DATE) AS "
        f"\"Ngày hẹn trả\") FROM '{path}') TO '{with_days}'"
    )
    expected = counts(folder / "days.csv", rule="timestamp")
    assert counts(with_days, rule="timestamp") == expected
    assert counts(path, rule="timestamp") == expected


def test_unreadable_dates_of_parquet_have_their_rows(folder: Path) -> None:
    body = changed(rows(), LAST, 5, "31/02/2026")
    path = parquet(folder / "bad.parquet", body, "VARCHAR")
    unread = next(f for f in counts(path)[4] if f[0] == "UNREADABLE_DATE")
    assert unread[2] == {"rows": [LAST + 2], "number": 1}


def test_a_broken_parquet_file_is_refused(folder: Path) -> None:
    data = parquet(folder / "cut.parquet", rows(), "VARCHAR").read_bytes()
    for cut in (len(data) - 1, len(data) // 2, 8):
        (folder / "cut.parquet").write_bytes(data[:cut])
        with pytest.raises(UnreadableError, match="damaged"):
            counts(folder / "cut.parquet")


def workbook(path: Path, sheets: list[list[list[Any]]], *, true_dates: bool = True) -> Path:
    """A workbook of sheets; dates are true ones or texts, blank cells are blank."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for number, body in enumerate(sheets, 1):
        sheet = book.create_sheet(f"Sheet{number}")
        for row in body:
            sheet.append([_cell(value, true_dates=true_dates) for value in row])
    book.save(path)
    return path


def _cell(value: Any, *, true_dates: bool) -> Any:
    if true_dates and len(value) == 19 and value[2] == "/":
        day, hour = value.split()
        return datetime.fromisoformat("-".join(reversed(day.split("/"))) + " " + hour)
    return value or None


@pytest.mark.parametrize("true_dates", [True, False])
@pytest.mark.parametrize("large", [True, False])
def test_workbooks_count_like_text(
    large: bool, true_dates: bool, folder: Path, whole: Any, request: pytest.FixtureRequest
) -> None:
    if large:
        request.getfixturevalue("small_limits")
        request.getfixturevalue("short_heads")
    path = folder / f"book{large}{true_dates}.xlsx"
    workbook(path, [[*TITLE, HEADER, *rows()]], true_dates=true_dates)
    reading = read(path)
    assert (reading.registers[0].origin is not None) == large
    assert counts(reading) == whole


@pytest.fixture
def short_heads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tthc_stats.ingest.readers.xlsx_head.HEAD", 200_000)


@pytest.mark.parametrize("large", [True, False])
@pytest.mark.parametrize("headed", [True, False])
def test_sheets_that_continue_one_another_are_one_register(
    large: bool, headed: bool, folder: Path, whole: Any, request: pytest.FixtureRequest
) -> None:
    body = rows()
    if large:
        request.getfixturevalue("small_limits")
    rest = [[HEADER, *body[1000:2000]], [HEADER, *body[2000:]]]
    sheets = [
        [*TITLE, HEADER, *body[:1000]],
        *(rest if headed else [one[1:] for one in rest]),
        [["Ghi chú", ""], ["Số liệu trích từ hệ thống", ""]],
    ]
    reading = read(workbook(folder / "sheets.xlsx", sheets))
    assert len(reading.registers) == 3
    assert [skipped.grid.sheet for skipped in reading.skipped] == ["Sheet4"]
    counted = counts(reading)
    assert counted[0] == whole[0]
    assert [group.counts for group in counted[2]] == [group.counts for group in whole[2]]


def test_error_cells_of_large_workbooks_are_refused(
    folder: Path, small_limits: None, short_heads: None
) -> None:
    body = rows()
    body[LAST][5] = "#N/A"
    path = workbook(folder / "errors.xlsx", [[*TITLE, HEADER, *body]])
    with pytest.raises(NotUnderstoodError, match=f"1 cells hold errors.*F{LAST + 4}"):
        counts(path)
    body[LAST][5], body[LAST][9] = "", "#N/A"
    counts(workbook(path, [[*TITLE, HEADER, *body]]))


def test_late_texts_in_columns_of_dates_are_found(
    folder: Path, small_limits: None, short_heads: None
) -> None:
    body = changed(rows(), LAST, 5, "chưa rõ")
    path = workbook(folder / "text.xlsx", [[*TITLE, HEADER, *body]])
    unread = next(f for f in counts(path)[4] if f[0] == "UNREADABLE_DATE")
    assert unread[2] == {"rows": [LAST + 4], "number": 1}


def flawed() -> list[list[str]]:
    """Dossiers that no register can have, far below the head of its file."""
    body = rows()
    body[LAST][5] = "01/01/2026 00:00:00"
    body[LAST - 1] = list(body[5])
    body[LAST - 2][0] = body[6][0]
    body[LAST - 3][6] = "Đang xử lý"
    body[LAST - 3][5] = "30/09/2026 10:00:00"
    return body


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "xlsx"])
def test_checks_of_large_registers_name_the_same_rows(
    ending: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / f"flawed.{ending}"
    data = text_of(flawed()).encode()
    if ending == "xlsx":
        workbook(path, [[*TITLE, HEADER, *flawed()]])
    else:
        path.write_bytes(gzip.compress(data) if ending == "csv.gz" else data)

    def found() -> list[Any]:
        result = check(read(path), period="2026-08")
        return [(f.code, f.severity, f.place, str(f.message), f.details) for f in result.findings]

    small = found()
    for limit in ("LARGE_TEXT", "LARGE_SHEET", "HEAD"):
        monkeypatch.setattr(limits, limit, 20_000)
    assert {code for code, *_ in small} >= {"DUPLICATE_CODE", "FINISHED_EARLY", "STATUS_DATES"}
    assert found() == small


def test_findings_keep_the_first_rows_only(folder: Path, small_limits: None) -> None:
    body = rows()
    for row in body[500:1000]:
        row[4] = "31/02/2026"
    (folder / "many.csv").write_text(text_of(body), "utf-8", newline="")
    unread = next(f for f in counts(folder / "many.csv")[4] if f[0] == "UNREADABLE_DATE")
    assert unread[2] == {"rows": list(range(504, 604)), "number": 500}


def test_the_engine_reads_nothing_but_the_files_given(folder: Path, small_limits: None) -> None:
    import duckdb

    from tthc_stats.api.words import tally_options
    from tthc_stats.tally.registers import Registers

    other = folder / "other.csv"
    other.write_text("a,b\n1,2\n", "utf-8")
    refused = [
        f"FROM read_csv('{other}')",
        f"FROM read_text('{Path(__file__)}')",
        f"FROM glob('{folder}/*')",
        f"COPY (SELECT 1) TO '{folder / 'written.csv'}'",
        f"ATTACH '{folder / 'written.db'}'",
        "SET enable_external_access = true",
        f"SET allowed_paths = ['{other}']",
        "SET allowed_directories = ['/']",
        "INSTALL httpfs",
    ]
    with Registers(read(folder / "whole.csv").registers, tally_options("2026-08")) as registers:
        for sql in refused:
            with pytest.raises((duckdb.PermissionException, duckdb.InvalidInputException)):
                registers.connection.execute(sql)
        assert registers.ask("SELECT COUNT(*) FROM cells_0") == [(ROWS,)]
    assert not list(folder.glob("written.*"))


def test_the_engine_is_interrupted_within_a_piece_of_work() -> None:
    import _thread
    import signal
    import threading
    import time

    from tthc_stats.tally.engine import ask, connect

    connection = connect()
    # Programs that a shell starts in the background ignore Ctrl-C, and this one would never end.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Timer(0.3, _thread.interrupt_main).start()
    began = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            ask(connection, "SELECT max(md5(CAST(range AS VARCHAR))) FROM range(10000000000)")
    finally:
        signal.signal(signal.SIGINT, before)
    assert time.monotonic() - began < 5
    assert ask(connection, "SELECT 1") == [(1,)]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(("signal", "status"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
@pytest.mark.parametrize("command", ["summarize", "check"])
def test_a_signal_ends_a_count_at_once_and_leaves_nothing(
    signal: str, status: int, command: str, tmp_path: Path
) -> None:
    """A large file, interrupted while the engine reads it."""
    import os
    import signal as signals
    import subprocess
    import time

    path, folder = tmp_path / "large.csv", tmp_path / "temporary"
    folder.mkdir()
    body = text_of(rows()).encode()
    with path.open("wb") as file:
        file.write(body)
        below = body[body.index(b"H000000") :]
        for _ in range(500):
            file.write(below)
    process = subprocess.Popen(
        [sys.executable, "-m", "tthc_stats", command, str(path)],
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # In the background, as under nohup, a job ignores Ctrl-C; so would its child.
        preexec_fn=lambda: signals.signal(signals.SIGINT, signals.SIG_DFL),  # noqa: PLW1509
    )
    while process.poll() is None and not list(folder.iterdir()):
        time.sleep(0.02)
    time.sleep(0.3)
    process.send_signal(getattr(signals, signal))
    began = time.monotonic()
    _, errors = process.communicate(timeout=60)
    assert process.returncode == status, errors.decode()
    assert time.monotonic() - began < 5
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "xlsx"])
def test_rows_that_hold_nobodys_dossier_are_no_dossiers(
    ending: str, folder: Path, whole: Any, small_limits: None, short_heads: None
) -> None:
    """Blank rows and a signature below the register, in a column that is never read."""
    blank = [""] * len(HEADER)
    body = [*rows(), blank, changed([blank.copy()], 0, 1, PERSON)[0]]
    path = folder / f"signed.{ending}"
    if ending == "xlsx":
        workbook(path, [[*TITLE, HEADER, *body]])
    else:
        data = text_of(body).encode()
        path.write_bytes(gzip.compress(data) if ending == "csv.gz" else data)
    assert counts(path) == whole
