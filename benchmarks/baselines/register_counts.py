"""The counts of a register by hand: one DuckDB query on a CSV or Parquet file, by unit.

It knows the file: where the columns are, what is in them, how dates are written.
"""

from __future__ import annotations

import sys

import duckdb

FROM, TO = "2026-07-15", "2026-09-14"
THREADS, MEMORY = 2, "700MB"

COLUMNS = {
    "number": "INTEGER",
    "code": "VARCHAR",
    "procedure": "VARCHAR",
    "field": "VARCHAR",
    "unit": "VARCHAR",
    "commune": "VARCHAR",
    "applicant": "VARCHAR",
    "phone": "VARCHAR",
    "received": "TIMESTAMP",
    "due": "TIMESTAMP",
    "ended": "TIMESTAMP",
    "status": "VARCHAR",
    "channel": "VARCHAR",
    "level": "VARCHAR",
}

CSV = f"""read_csv($file, header = true, columns = {COLUMNS}, delim = ',', quote = '"',
    timestampformat = '%d/%m/%Y %H:%M:%S')"""

PARQUET = """(SELECT "Đơn vị giải quyết" AS unit, "Ngày tiếp nhận" AS received,
    "Ngày hẹn trả" AS due, "Ngày kết thúc xử lý" AS ended, "Trạng thái" AS status,
    "Hình thức tiếp nhận" AS channel, "Mức độ DVC" AS level FROM read_parquet($file))"""

QUERY = f"""
WITH dossiers AS (
  SELECT unit, channel, level, status, received::DATE AS received, due::DATE AS due,
    ended::DATE AS ended,
    status IN ('Yêu cầu bổ sung giấy tờ', 'Yêu cầu thực hiện nghĩa vụ tài chính', 'Dừng xử lý')
      AS paused,
    status = 'Công dân yêu cầu rút hồ sơ' AS withdrawn
  FROM {{source}}
  WHERE status NOT IN ('Mới đăng ký', 'Không được tiếp nhận')
    AND received < DATE '{TO}' + 1 AND (received >= DATE '{FROM}' OR ended IS NULL
      OR ended >= DATE '{FROM}')
),
placed AS (
  SELECT *, received >= DATE '{FROM}' AS fresh, coalesce(ended <= DATE '{TO}', false) AS resolved
  FROM dossiers
)
SELECT unit,
  count(*) AS received,
  count(*) FILTER (NOT fresh) AS carried_over,
  count(*) FILTER (fresh) AS received_in_period,
  count(*) FILTER (fresh AND channel = 'Trực tuyến') AS received_online,
  count(*) FILTER (fresh AND channel = 'Trực tiếp') AS received_in_person,
  count(*) FILTER (fresh AND channel = 'Qua bưu chính công ích') AS received_postal,
  count(*) FILTER (fresh AND level = 'Toàn trình') AS full_process,
  count(*) FILTER (fresh AND level = 'Một phần') AS partial_process,
  count(*) FILTER (resolved) AS resolved,
  count(*) FILTER (resolved AND NOT withdrawn AND ended < due) AS early,
  count(*) FILTER (resolved AND (withdrawn OR due IS NULL OR ended = due)) AS on_time,
  count(*) FILTER (resolved AND NOT withdrawn AND ended > due) AS late,
  count(*) FILTER (NOT resolved) AS pending,
  count(*) FILTER (NOT resolved AND (paused OR due IS NULL OR due >= DATE '{TO}'))
    AS pending_in_time,
  count(*) FILTER (NOT resolved AND NOT paused AND due < DATE '{TO}') AS pending_overdue,
  count(*) FILTER (NOT resolved AND paused) AS paused,
  count(*) FILTER (resolved AND withdrawn) AS withdrawn
FROM placed GROUP BY unit ORDER BY unit
"""


def main() -> None:
    """Print the counts of a file as CSV."""
    file = sys.argv[1]
    source = PARQUET if file.endswith(".parquet") else CSV
    with duckdb.connect(config={"threads": THREADS, "memory_limit": MEMORY}) as database:
        found = database.execute(QUERY.format(source=source), {"file": file})
        print(*(column[0] for column in found.description or ()), sep=",")
        for row in found.fetchall():
            print(*row, sep=",")


if __name__ == "__main__":
    main()
