"""Made-up registers of dossiers (sổ theo dõi hồ sơ), a row per dossier, of any length.

``python sample_data/register.py OUT --rows N --format csv|xlsx|parquet``; as a library:
``write(Register(rows=…), path)`` and ``planted(register)``.

One SQL query, run by DuckDB, is the definition for all formats. A row depends only on the seed
and its number, so that the same arguments give the same rows, and a longer register begins with
the rows of a shorter one (unless errors are planted).

What the rows are like:

- Receipts are spread over the working days of the period; some dossiers were received before it
  and were still open when it began, some are finished after it. The export was made
  ``EXPORTED_AFTER`` working days after the period: nothing ends later.
- Due dates lie whole working days after the receipt, at the same time of day. Certifications
  have none: they are done at once.
- Dossiers end early, on the due day, at the very second they are due, an hour after it on the
  same day (late by the clock, on time by the day), or days later.
- “Mới đăng ký” has no dates yet, only its code tells the day. “Không được tiếp nhận” was refused
  on the end date and was never due. “Công dân yêu cầu rút hồ sơ” was withdrawn on the end date.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import chain, count, repeat
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HOLIDAYS = frozenset({date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2)})
WORKED_SATURDAYS = frozenset({date(2026, 8, 22)})
"""National Day of 2026, with the Monday before it swapped for a Saturday."""

EXPORTED_AFTER = 5
LEVELS = {"F": "Toàn trình", "P": "Một phần", "I": "Dịch vụ cung cấp thông tin trực tuyến"}


class Procedure(NamedTuple):
    """share: of 100 dossiers. days: to its due date; None is done at once. office: None for
    the commune's own committee."""

    share: int
    days: int | None
    level: str
    office: str | None
    field: str
    name: str


PROCEDURES = """
 3 | -  | I |      | Chứng thực | 1.900101 - Chứng thực bản sao từ bản chính giấy tờ, văn bản \
do cơ quan, tổ chức có thẩm quyền của Việt Nam cấp hoặc chứng nhận
 2 | -  | I |      | Chứng thực | 1.900102 - Chứng thực chữ ký trong các giấy tờ, văn bản
13 | 1  | F |      | Hộ tịch | 1.900110 - Đăng ký khai sinh
 6 | 2  | P |      | Hộ tịch | 1.900120 - Đăng ký kết hôn
 5 | 1  | F |      | Hộ tịch | 1.900130 - Đăng ký khai tử
 9 | 3  | F |      | Hộ tịch | 1.900140 - Cấp Giấy xác nhận tình trạng hôn nhân
 6 | 1  | F |      | Hộ tịch | 2.900150 - Cấp bản sao trích lục hộ tịch
 9 | 3  | F |      | Thành lập và hoạt động của hộ kinh doanh \
| 1.900210 - Đăng ký thành lập hộ kinh doanh
 5 | 3  | F |      | Thành lập và hoạt động của hộ kinh doanh \
| 1.900220 - Đăng ký thay đổi nội dung đăng ký hộ kinh doanh
 7 | 22 | P |      | Bảo trợ xã hội | 1.900310 - Thực hiện, điều chỉnh, thôi hưởng trợ cấp \
xã hội hàng tháng, hỗ trợ kinh phí chăm sóc, nuôi dưỡng hàng tháng
 4 | 3  | P |      | Bảo trợ xã hội \
| 1.900320 - Hỗ trợ chi phí mai táng cho đối tượng bảo trợ xã hội
 5 | 3  | F | Sở A | Thành lập và hoạt động của doanh nghiệp \
| 2.900410 - Đăng ký thành lập công ty trách nhiệm hữu hạn một thành viên
 4 | 3  | F | Sở A | Thành lập và hoạt động của doanh nghiệp \
| 2.900420 - Thông báo thay đổi ngành, nghề kinh doanh
 4 | 1  | F | Sở B | Xúc tiến thương mại | 2.900510 - Thông báo hoạt động khuyến mại
 4 | 10 | P | Sở C | Việc làm \
| 1.900610 - Cấp giấy phép lao động cho người lao động nước ngoài làm việc tại Việt Nam
 7 | 20 | P | Sở D | Đất đai \
| 1.900710 - Đăng ký đất đai, tài sản gắn liền với đất, cấp Giấy chứng nhận lần đầu
 4 | 1  | F | Sở E | Hệ thống văn bằng, chứng chỉ \
| 2.900810 - Cấp bản sao văn bằng, chứng chỉ từ sổ gốc
 3 | 30 | I | Sở F | Khám bệnh, chữa bệnh \
| 1.900910 - Cấp giấy phép hoạt động đối với cơ sở khám bệnh, chữa bệnh
"""
"""Official names and fields; codes, shares, terms, levels and offices are made up."""


def procedures() -> list[Procedure]:
    lines = (map(str.strip, line.split("|")) for line in PROCEDURES.strip().splitlines())
    return [
        Procedure(
            int(share), None if days == "-" else int(days), LEVELS[level], office or None, *names
        )
        for share, days, level, office, *names in lines
    ]


FLAWS = (
    "duplicate_code",  # the whole row before it once more, but for its number
    "finished_before_received",  # by a day
    "due_before_received",  # by two days
    "resolved_without_end",
    "pending_with_end",  # Đang xử lý
    "code_date",  # a day after the receipt
    "unknown_status",  # Đang luân chuyển
    "future_end",  # a year too late
    "unreadable_due",  # the text 31/02/2026; Parquet has typed columns and cannot hold it
)
"""The errors that can be planted, one in a row, in the order of the rows that have them."""


class Register(NamedTuple):
    """What to make. first, last: the period. flaws: rows of each kind of error."""

    rows: int = 300
    seed: int = 1
    first: date = date(2026, 7, 15)
    last: date = date(2026, 9, 14)
    flaws: int = 0

    @property
    def step(self) -> int:
        """Every how many rows an error is planted.

        Raises ValueError where there are fewer than two rows for each error.
        """
        step = self.rows // max(1, self.flaws * len(FLAWS))
        if self.flaws and step < 2:
            raise ValueError(f"{self.rows} rows are too few for {self.flaws} errors of each kind")
        return step


def planted(register: Register) -> dict[str, tuple[int, ...]]:
    """The rows (their STT, from 1) of each kind of error, for CSV and .xlsx."""
    numbers = range(1, register.flaws * len(FLAWS) + 1)
    rows = [number * register.step for number in numbers]
    return {flaw: tuple(rows[kind :: len(FLAWS)]) for kind, flaw in enumerate(FLAWS)}


def is_working_day(day: date) -> bool:
    return day in WORKED_SATURDAYS or (day.weekday() < 5 and day not in HOLIDAYS)


def _working_days(start: date, step: int, wanted: int) -> list[date]:
    """So many working days from a day on, itself included, forwards (1) or backwards (-1)."""
    found: list[date] = []
    for distance in count():
        if len(found) == wanted:
            break
        day = start + timedelta(days=step * distance)
        if is_working_day(day):
            found.append(day)
    return found


class Calendar(NamedTuple):
    """Working days around a period. opens: index of its first one. receipts: how many it has."""

    days: tuple[date, ...]
    opens: int
    receipts: int

    @property
    def exported(self) -> int:
        """The index of the last day on which anything ends."""
        return self.opens + self.receipts - 1 + EXPORTED_AFTER


def calendar(register: Register) -> Calendar:
    """Raises ValueError for a period without working days."""
    longest = max(procedure.days or 0 for procedure in procedures())
    before = _working_days(register.first - timedelta(days=1), -1, longest)
    span = range((register.last - register.first).days + 1)
    within = [
        day for day in map(register.first.__add__, map(timedelta, span)) if is_working_day(day)
    ]
    if not within:
        raise ValueError(f"no working day from {register.first} to {register.last}")
    after = _working_days(register.last + timedelta(days=1), 1, 2 * longest)
    return Calendar((*reversed(before), *within, *after), longest, len(within))


def exported(register: Register) -> date:
    """The day of the export: no date but due dates and planted ones is later."""
    found = calendar(register)
    return found.days[found.exported]


# Random numbers: every draw is a 32-bit hash of the row's number, written out in SQL, for
# DuckDB's own hash and random functions may change from version to version.

MASK = 0xFFFFFFFF
DRAWS = (
    *("procedure", "place", "person", "carried", "received", "received_clock", "course"),
    *("speed", "length", "end_clock", "status", "channel"),
)


def _draws(seed: int) -> Iterator[str]:
    for number, name in enumerate(DRAWS):
        offset = (seed * 0x9E3779B1 + number * 0x85EBCA77) & MASK
        yield f"(source * 668265263 + {offset}) & {MASK} AS draw_{name}"


def _scrambled(table: str, factor: int) -> str:
    """One round: mixes high bits into low ones, and back by the multiplication."""
    parts = (f"xor(draw_{n}, draw_{n} >> 15) * {factor} & {MASK} AS draw_{n}" for n in DRAWS)
    return f"SELECT * REPLACE ({', '.join(parts)}) FROM {table}"


def _slots() -> str:
    """A list of 100 structs, each procedure as often as its share.

    A joined table would not do: DuckDB may then change the order of the rows.
    """
    slots = chain.from_iterable(repeat(procedure, procedure.share) for procedure in procedures())
    return f"[{', '.join(map(_struct, slots))}]"


def _struct(procedure: Procedure) -> str:
    values = procedure._asdict().items()
    parts = (f"{name}: {_literal(value)}" for name, value in values if name != "share")
    return f"{{{', '.join(parts)}}}"


def _literal(value: str | int | None) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def _flaw(register: Register) -> str:
    if not register.flaws:
        return "NULL::VARCHAR"
    step, kinds = register.step, ", ".join(map(_literal, FLAWS))
    last = register.flaws * len(FLAWS) * step
    planted_here = f"number % {step} = 0 AND number <= {last}"
    return f"CASE WHEN {planted_here} THEN [{kinds}][1 + (number // {step} - 1) % {len(FLAWS)}] END"


COURSES = {
    "new": 1,
    "refused": 1,
    "supplement": 2,
    "fee": 1,
    "stopped": 1,
    "withdrawn": 2,
    "open": 2,
}
"""Dossiers of 100 that do not simply end; the rest, and all that are done at once, do."""

QUERY = """
WITH numbered AS (SELECT range + 1 AS number FROM range({rows})),
flawed AS (SELECT number, {flaw} AS flaw FROM numbered),
sourced AS (
  SELECT number, flaw, number - (flaw IS NOT DISTINCT FROM 'duplicate_code')::INT AS source
  FROM flawed
),
drawn AS (SELECT number, nullif(flaw, 'duplicate_code') AS flaw, source, {draws} FROM sourced),
once AS ({once}), twice AS ({twice}), random AS ({thrice}),
chosen AS (
  SELECT *, ({slots})[1 + draw_procedure % 100] AS slot FROM random
),
received AS (
  SELECT *,
    least(draw_place % 18, (draw_place >> 8) % 18) AS place,
    CASE WHEN days IS NOT NULL AND draw_carried % 100 < 14
      THEN {opens} - 1 - draw_received % days ELSE {opens} + draw_received % {receipts}
    END AS received_index,
    working_second(draw_received_clock) AS received_second
  FROM (SELECT * EXCLUDE slot, unnest(slot) FROM chosen)
),
planned AS (
  SELECT *, chr((65 + place)::INT) AS letter, received_index + days AS due_index,
    CASE WHEN days IS NULL OR flaw IS NOT NULL THEN 'at once'
      WHEN draw_course % 1000 >= 100 THEN CASE
        WHEN draw_speed % 1000 < 700 THEN 'early'
        WHEN draw_speed % 1000 < 850 THEN 'on the day'
        WHEN draw_speed % 1000 < 860 THEN 'on the dot'
        WHEN draw_speed % 1000 < 900 THEN 'an hour late'
        ELSE 'late' END
      ELSE [{courses}][1 + draw_course % 1000 // 10]
    END AS course
  FROM received
),
ended AS (
  SELECT *, greatest({opens}, CASE course
      WHEN 'at once' THEN received_index
      WHEN 'early' THEN received_index + draw_length % days
      WHEN 'late' THEN due_index + 1 + draw_length % 12
      WHEN 'refused' THEN received_index + 1
      WHEN 'withdrawn' THEN received_index + draw_length % 3
      WHEN 'on the day' THEN due_index
      WHEN 'on the dot' THEN due_index
      WHEN 'an hour late' THEN due_index
    END) AS end_index
  FROM planned
),
settled AS (
  SELECT * REPLACE (
    CASE WHEN course IN ({unended}) OR end_index > {exported} THEN NULL ELSE end_index END
      AS end_index,
    CASE WHEN end_index > {exported} AND course NOT IN ({unended}) THEN 'open' ELSE course END
      AS course)
  FROM ended
),
stated AS (
  SELECT *, CASE course
      WHEN 'new' THEN 'Mới đăng ký'
      WHEN 'open' THEN CASE WHEN draw_status % 5 = 0 THEN 'Được tiếp nhận' ELSE 'Đang xử lý' END
      WHEN 'refused' THEN 'Không được tiếp nhận'
      WHEN 'supplement' THEN 'Yêu cầu bổ sung giấy tờ'
      WHEN 'fee' THEN 'Yêu cầu thực hiện nghĩa vụ tài chính'
      WHEN 'withdrawn' THEN 'Công dân yêu cầu rút hồ sơ'
      WHEN 'stopped' THEN 'Dừng xử lý'
      ELSE CASE WHEN draw_status % 10 < 3 THEN 'Đã xử lý xong' ELSE 'Đã trả kết quả' END
    END AS status,
    CASE
      WHEN end_index = received_index THEN received_second + 60 + draw_end_clock % 1800
      WHEN course = 'on the day' THEN 27000 + draw_end_clock % (received_second - 26999)
      WHEN course = 'on the dot' THEN received_second
      WHEN course = 'an hour late' THEN received_second + 3600
      ELSE working_second(draw_end_clock)
    END AS end_second
  FROM settled
),
dated AS (
  SELECT *,
    moment(received_index, received_second) AS received,
    CASE WHEN course NOT IN ('new', 'refused') THEN moment(due_index, received_second) END AS due,
    moment(end_index, end_second) AS ended
  FROM stated
)
SELECT
  number::INTEGER AS "STT",
  concat('H99.', CASE WHEN office IS NULL THEN printf('22.%02d', place + 1)
      ELSE printf('%02d.00', ascii(office[4]) - 64) END, '-',
    strftime(CASE flaw WHEN 'code_date' THEN received + INTERVAL 1 DAY ELSE received END, '%y%m%d'),
    printf('-%04d', source))
    AS "Mã hồ sơ",
  name AS "Tên TTHC",
  field AS "Lĩnh vực",
  coalesce(office, CASE WHEN place < 12 THEN 'UBND xã ' ELSE 'UBND phường ' END || letter)
    AS "Đơn vị giải quyết",
  CASE WHEN place < 12 THEN 'Xã ' ELSE 'Phường ' END || letter AS "Xã/phường",
  'Công dân ' || (1 + draw_person % 90000) AS "Chủ hồ sơ",
  '0000' || lpad(((draw_person >> 4) % 1000000)::VARCHAR, 6, '0') AS "Số điện thoại",
  CASE course WHEN 'new' THEN NULL ELSE received END AS "Ngày tiếp nhận",
  CASE flaw WHEN 'due_before_received' THEN received - INTERVAL 2 DAY ELSE due END
    AS "Ngày hẹn trả",
  CASE flaw
    WHEN 'resolved_without_end' THEN NULL
    WHEN 'finished_before_received' THEN received - INTERVAL 1 DAY
    WHEN 'future_end' THEN ended + INTERVAL 1 YEAR
    ELSE ended END AS "Ngày kết thúc xử lý",
  CASE flaw WHEN 'pending_with_end' THEN 'Đang xử lý' WHEN 'unknown_status' THEN 'Đang luân chuyển'
    ELSE status END AS "Trạng thái",
  CASE WHEN level = '{information}' OR draw_channel % 100 >= 68 THEN
    CASE WHEN draw_channel % 7 = 0 THEN 'Qua bưu chính công ích' ELSE 'Trực tiếp' END
    ELSE 'Trực tuyến' END AS "Hình thức tiếp nhận",
  level AS "Mức độ DVC",
  flaw
FROM dated
"""

COLUMNS = (
    *("STT", "Mã hồ sơ", "Tên TTHC", "Lĩnh vực", "Đơn vị giải quyết", "Xã/phường", "Chủ hồ sơ"),
    *("Số điện thoại", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý", "Trạng thái"),
    *("Hình thức tiếp nhận", "Mức độ DVC"),
)
DATES = ("Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý")
DUE = "Ngày hẹn trả"
UNREADABLE = "31/02/2026"

MACROS = (
    # Receptions are open from 07:30 to 11:30 and from 13:30 to 17:00.
    "working_second(draw) AS draw % 27000 + if(draw % 27000 < 14400, 27000, 34200)",
    "moment(index, second) AS ([{days}])[1 + index]::TIMESTAMP + to_seconds(second)",
)


def query(register: Register) -> str:
    """The rows in their order: ``COLUMNS``, dates as TIMESTAMP, and the planted error as "flaw".

    It needs the macros that ``connection`` defines. Raises ValueError as ``calendar`` and
    ``Register.step`` do.
    """
    days = calendar(register)
    courses = chain.from_iterable(repeat(course, share) for course, share in COURSES.items())
    unended = set(COURSES) - {"refused", "withdrawn"}
    return QUERY.format(
        rows=register.rows,
        flaw=_flaw(register),
        draws=", ".join(_draws(register.seed)),
        once=_scrambled("drawn", 739982445),
        twice=_scrambled("once", 695872825),
        thrice=_scrambled("twice", 1),
        slots=_slots(),
        courses=", ".join(map(_literal, courses)),
        unended=", ".join(map(_literal, sorted(unended))),
        opens=days.opens,
        receipts=days.receipts,
        exported=days.exported,
        information=LEVELS["I"],
    )


def connection(register: Register) -> DuckDBPyConnection:
    """A database in memory that knows the macros of the query."""
    import duckdb

    found = duckdb.connect()
    days = ", ".join(f"DATE '{day}'" for day in calendar(register).days)
    for macro in MACROS:
        found.execute(f"CREATE MACRO {macro.format(days=days)}")
    return found


def _as_text(column: str) -> str:
    """A date as registers print it, and the unreadable one, for which there is no TIMESTAMP."""
    shown = f"strftime(\"{column}\", '%d/%m/%Y %H:%M:%S')"
    if column == DUE:
        shown = f"CASE flaw WHEN 'unreadable_due' THEN '{UNREADABLE}' ELSE {shown} END"
    return f'{shown} AS "{column}"'


def write_csv(register: Register, path: Path) -> None:
    """UTF-8, commas, LF; dates as text ``dd/MM/yyyy HH:mm:ss``, empty where there is none."""
    shown = ", ".join(_as_text(name) if name in DATES else f'"{name}"' for name in COLUMNS)
    _copy(register, f"SELECT {shown} FROM", path, "FORMAT csv, HEADER")


def write_parquet(register: Register, path: Path) -> None:
    """STT INTEGER, dates TIMESTAMP, all others VARCHAR; zstd."""
    _copy(register, "SELECT * EXCLUDE flaw FROM", path, "FORMAT parquet, COMPRESSION zstd")


def _copy(register: Register, select: str, path: Path, options: str) -> None:
    target = _literal(str(path))
    with connection(register) as database:
        database.execute(f"COPY ({select} ({query(register)})) TO {target} ({options})")


# The workbook is written as XML text, which DuckDB puts together row by row: a cell library
# takes minutes for a million rows. None of the texts has characters that XML escapes.

TITLE = "SỔ THEO DÕI HỒ SƠ"
HEADER_ROW = 5
SHEET_ROWS = 1_048_576
WIDTHS = (6, 24, 48, 26, 18, 14, 18, 14, 19, 19, 19, 24, 22, 22)
PLAIN, MOMENT, HEAD, HEADING, LINE, NUMBER = range(6)
"""Cell styles, by their place in ``STYLES``."""

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

STYLES = f"""{XML}<styleSheet xmlns="{MAIN}">
<numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm:ss"/></numFmts>
<fonts count="3"><font><sz val="11"/><name val="Times New Roman"/></font>
<font><b/><sz val="11"/><name val="Times New Roman"/></font>
<font><b/><sz val="14"/><name val="Times New Roman"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="gray125"/></fill></fills>
<borders count="2"><border/><border><left style="thin"/><right style="thin"/><top style="thin"/>
<bottom style="thin"/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="6"><xf numFmtId="49" fontId="0" fillId="0" borderId="1" xfId="0"/>
<xf numFmtId="164" fontId="0" fillId="0" borderId="1" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="0" fontId="1" fillId="0" borderId="1" xfId="0"><alignment horizontal="center"
 vertical="center" wrapText="1"/></xf>
<xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0"><alignment horizontal="center"/></xf>
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"><alignment horizontal="center"/></xf>
<xf numFmtId="0" fontId="0" fillId="0" borderId="1" xfId="0"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>
"""


def letters() -> str:
    return "ABCDEFGHIJKLMN"[: len(COLUMNS)]


def _cell(column: str, row: int, text: str, style: int) -> str:
    return f'<c r="{column}{row}" s="{style}" t="inlineStr"><is><t>{text}</t></is></c>'


def _sheet_start(register: Register) -> str:
    """All of a sheet before its first dossier: widths, title lines, header."""
    span = f"Từ ngày {register.first:%d/%m/%Y} đến ngày {register.last:%d/%m/%Y}"
    titles = ((TITLE, HEADING), (span, LINE), ("Trạng thái hồ sơ: Tất cả", LINE))
    lines = [(row, _cell("A", row, *title)) for row, title in enumerate(titles, 1)]
    heads = zip(letters(), COLUMNS, strict=True)
    header = "".join(_cell(column, HEADER_ROW, name, HEAD) for column, name in heads)
    widths = (
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(WIDTHS, 1)
    )
    return (
        f'{XML}<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView workbookViewId="0">'
        f'<pane ySplit="{HEADER_ROW}" topLeftCell="A{HEADER_ROW + 1}" activePane="bottomLeft" '
        f'state="frozen"/></sheetView></sheetViews><cols>{"".join(widths)}</cols><sheetData>'
        + "".join(f'<row r="{row}">{cells}</row>' for row, cells in [*lines, (HEADER_ROW, header)])
    )


def _sheet_end() -> str:
    last = letters()[-1]
    merged = "".join(f'<mergeCell ref="A{row}:{last}{row}"/>' for row in (1, 2, 3))
    return (
        f'</sheetData><mergeCells count="3">{merged}</mergeCells>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    )


def _row_xml(per_sheet: int) -> str:
    """The SQL of one row of a sheet; a missing date is an empty cell with its border."""
    row = f'({HEADER_ROW + 1} + ("STT" - 1) % {per_sheet})::VARCHAR'
    cells = zip(letters(), COLUMNS, strict=True)
    parts = [f"""'<row r="' || {row} || '">'""", *(_cell_xml(row, *cell) for cell in cells)]
    return " || ".join([*parts, "'</row>'"])


def _cell_xml(row: str, letter: str, column: str) -> str:
    start = f"""'<c r="{letter}' || {row} || '" s="'"""
    text = f"""'{PLAIN}" t="inlineStr"><is><t>' || {{}} || '</t></is></c>'"""
    if column == "STT":
        return f"""{start} || '{NUMBER}"><v>' || "STT" || '</v></c>'"""
    if column not in DATES:
        return f"{start} || " + text.format(f'"{column}"')
    # Excel counts days from 30/12/1899; 25569 is 01/01/1970.
    serial = f"""(25569 + epoch("{column}") / 86400)::VARCHAR"""
    number = f"""coalesce('{MOMENT}"><v>' || {serial} || '</v></c>', '{MOMENT}"/>')"""
    if column == DUE:
        unreadable = text.format(f"'{UNREADABLE}'")
        number = f"CASE flaw WHEN 'unreadable_due' THEN {unreadable} ELSE {number} END"
    return f"{start} || {number}"


def _parts(sheets: int) -> Iterator[tuple[str, str]]:
    """The small parts of the package, by name."""
    numbers = range(1, sheets + 1)
    kinds = {"workbook.xml": "sheet.main", "styles.xml": "styles"}
    kinds |= {f"worksheets/sheet{n}.xml": "worksheet" for n in numbers}
    yield "[Content_Types].xml", _content_types(kinds)
    yield "_rels/.rels", _relations({"rId1": ("officeDocument", "xl/workbook.xml")})
    names = (f'<sheet name="Sheet{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    sheet_list = f"<sheets>{''.join(names)}</sheets>"
    start = f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    yield "xl/workbook.xml", f"{start}{sheet_list}</workbook>"
    relations = {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in numbers}
    yield "xl/_rels/workbook.xml.rels", _relations(relations | {"rId0": ("styles", "styles.xml")})
    yield "xl/styles.xml", STYLES


def _content_types(kinds: dict[str, str]) -> str:
    start = "application/vnd.openxmlformats-"
    parts = "".join(
        f'<Override PartName="/xl/{name}" '
        f'ContentType="{start}officedocument.spreadsheetml.{kind.removesuffix(".main")}'
        f'{".main" * kind.endswith(".main")}+xml"/>'
        for name, kind in kinds.items()
    )
    return (
        f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="{start}package.relationships+xml"/>{parts}</Types>'
    )


def _relations(targets: dict[str, tuple[str, str]]) -> str:
    parts = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{parts}</Relationships>'


def write_xlsx(
    register: Register, target: Path | IO[bytes], per_sheet: int = SHEET_ROWS - HEADER_ROW
) -> None:
    """Title lines, header, true dates; as many sheets, one continuing the other, as it takes."""
    sheets = max(1, -(-register.rows // per_sheet))
    with ZipFile(target, "w") as package, connection(register) as database:
        for name, content in _parts(sheets):
            package.writestr(_entry(name), content)
        database.execute(f"SELECT {_row_xml(per_sheet)} FROM ({query(register)})")
        for number in range(1, sheets + 1):
            entry = _entry(f"xl/worksheets/sheet{number}.xml")
            with package.open(entry, "w", force_zip64=True) as out:
                parts = _sheet(register, database, per_sheet)
                out.writelines(part.encode() for part in parts)


def _sheet(register: Register, database: DuckDBPyConnection, rows: int) -> Iterator[str]:
    yield _sheet_start(register)
    yield from _chunks(database, rows)
    yield _sheet_end()


def _chunks(database: DuckDBPyConnection, rows: int, size: int = 5000) -> Iterator[str]:
    """The next rows of a result of one text each, many at a time."""
    for start in range(0, rows, size):
        found = database.fetchmany(min(size, rows - start))
        if not found:
            return
        yield "".join(text for (text,) in found)


def _entry(name: str) -> ZipInfo:
    """A part without the time of writing and the system in it: the same bytes each time."""
    found = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    found.compress_type, found.create_system = ZIP_DEFLATED, 0
    return found


FORMATS: dict[str, Callable[[Register, Path], None]] = {
    "csv": write_csv,
    "parquet": write_parquet,
    "xlsx": write_xlsx,
}


def write(register: Register, path: Path, form: str = "") -> None:
    """Write a register; the suffix of the path tells the format where none is named.

    Raises ValueError for an unknown format, and as ``query`` does.
    """
    form = form or path.suffix.removeprefix(".")
    if form not in FORMATS:
        raise ValueError(f"unknown format: {form or path.name}; known: {', '.join(FORMATS)}")
    FORMATS[form](register, path)


def _arguments() -> argparse.Namespace:
    usual = Register()
    parser = argparse.ArgumentParser(description="Write a made-up register of dossiers.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--format", choices=FORMATS, default="", help="else by the name of OUT")
    parser.add_argument("--rows", type=int, default=usual.rows)
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument("--from", dest="first", type=date.fromisoformat, default=usual.first)
    parser.add_argument("--to", dest="last", type=date.fromisoformat, default=usual.last)
    parser.add_argument("--flaws", type=int, default=0, help="rows of each kind of error")
    return parser.parse_args()


def main() -> None:
    asked = _arguments()
    register = Register(asked.rows, asked.seed, asked.first, asked.last, asked.flaws)
    write(register, asked.out, asked.format)
    for flaw, rows in planted(register).items():
        if rows:
            print(f"{flaw}: STT {', '.join(map(str, rows))}")


if __name__ == "__main__":
    main()
