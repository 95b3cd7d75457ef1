"""A printed table against a register: what was made from it agrees, what was changed is named."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from _registers import reading, register

import tthc_stats
from tthc_stats import Count, UsageError
from tthc_stats.analysis.sides import other_cutoff
from tthc_stats.ingest.tables import read_tables
from tthc_stats.model.grid import Grid, Value
from tthc_stats.model.period import Period

COLUMNS = (
    "Mã hồ sơ",
    "Đơn vị",
    "Lĩnh vực",
    "Hình thức nộp",
    "Ngày tiếp nhận",
    "Ngày hẹn trả",
    "Ngày kết thúc",
    "Trạng thái",
)
UNITS = ("Xã A", "UBND xã B", "Phường C")
FIELDS = ("Đất đai", "Hộ tịch")
OPEN = ("Đang xử lý", "Yêu cầu bổ sung giấy tờ")
CLOSED = ("Đã trả kết quả", "Đã xử lý xong", "Trả lại", "Rút hồ sơ")
AUGUST = Period(date(2026, 7, 15), date(2026, 8, 14))
Rows = list[list[Value]]


def dossiers(number: int = 300) -> Rows:
    """Dossiers of three months with every status; times of day on both sides of the due hour."""
    rows: Rows = []
    for n in range(number):
        received = datetime.fromisoformat("2026-06-20 08:00") + timedelta(
            days=n * 7 % 75, minutes=n % 400
        )
        due = None if n % 11 == 0 else received + timedelta(days=1 + n % 9)
        ended = received + timedelta(days=n * 5 % 14, minutes=1 + n % 3)
        closed = n % 4 > 0 and ended.date() < date(2026, 9, 10)
        status = CLOSED[n // 4 % len(CLOSED)] if closed else OPEN[n // 4 % len(OPEN)]
        status = "Không được tiếp nhận" if n % 23 == 0 else status
        channel = ("Trực tuyến", "Trực tiếp", "Bưu chính công ích")[n % 3]
        names: list[Value] = [f"A{n}", UNITS[n * 2 // 3 % 3], FIELDS[n // 5 % 2], channel]
        rows.append([*names, received, due, ended if closed else None, status])
    return rows


REGISTER = reading(register(COLUMNS, dossiers()))


def table(
    by: str = "unit",
    *,
    counts: Sequence[Count] | None = None,
    title: str = "Từ ngày 15/07/2026 đến ngày 14/08/2026",
    change: Callable[[Rows], None] | None = None,
    source: tthc_stats.Reading = REGISTER,
    **options: Any,
) -> tthc_stats.Reading:
    """What the register's own summary says, printed: title, captions, a row a group."""
    options.setdefault("period", AUGUST)
    summary = tthc_stats.summarize(source, by=by, **options)
    stated = counts or [count for count in Count if count in summary.total.counts]
    stated = [c for c in stated if c not in (Count.PAUSED, Count.RETURNED, Count.WITHDRAWN)]
    caption = {"unit": "Đơn vị", "field": "Lĩnh vực"}[by]
    rows: Rows = [[line] for line in title.split(" | ")]
    rows.append([caption, *(count.value for count in stated)])
    for group in (*summary.groups, summary.total):
        name = group.key.get(by, "Tổng cộng")
        rows.append([name, *(group.counts[count] for count in stated)])
    if change:
        change(rows)
    return read_tables([Grid("b.xlsx", "xlsx", rows, "Biểu")])


def against(*tables: tthc_stats.Reading, **options: Any) -> list[tuple[str, str | None]]:
    return [(f.code, f.place.cell) for f in compared(*tables, **options).findings if _ours(f)]


def compared(*tables: tthc_stats.Reading, **options: Any) -> tthc_stats.Check:
    listed = [one for printed in tables for one in printed.tables]
    return tthc_stats.check(REGISTER, against=listed, **options)


def _ours(finding: tthc_stats.Finding) -> bool:
    return finding.code.startswith("AGAINST") or finding.place.file == "b.xlsx"


@pytest.mark.parametrize("by", ["unit", "field"])
def test_a_table_made_from_the_register_agrees(by: str) -> None:
    found = compared(table(by))
    assert not [f for f in found.findings if _ours(f)]
    assert found.compared == found.printed > 30


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_one_changed_cell_is_the_one_that_is_named(data: st.DataObject) -> None:
    printed: Rows = []

    def change(rows: Rows) -> None:
        at = data.draw(st.integers(2, len(rows) - 1))
        column = data.draw(st.integers(1, len(rows[at]) - 1))
        old = rows[at][column]
        assert isinstance(old, int)
        rows[at][column] = new = data.draw(st.integers(0, 999).filter(lambda n: n != old))
        printed.append([at, column, old, new])

    found = compared(table(data.draw(st.sampled_from(["unit", "field"])), change=change))
    (finding,) = [f for f in found.findings if _ours(f)]
    ((row, column, old, new),) = printed
    assert isinstance(row, int)
    assert isinstance(column, int)
    assert finding.code == "AGAINST"
    assert finding.severity == "error"
    assert finding.place.cell == f"{chr(65 + column)}{row + 1}"
    assert (finding.left, finding.right) == (new, old)
    assert isinstance(old, int)
    assert isinstance(new, int)
    assert finding.difference == abs(new - old)


WAYS = [
    ({"rule": "timestamp"}, "the hour decides what is late (--rule timestamp)"),
    ({"no_due": "exclude"}, "dossiers without a due day are left out (--no-due exclude)"),
    ({"period": "2026-08", "cutoff": "calendar"}, "the days are 2026-08-01..2026-08-31 (--period)"),
]


@pytest.mark.parametrize(("options", "how"), WAYS)
def test_another_way_of_counting_is_one_finding(options: dict[str, Any], how: str) -> None:
    printed = table(**options)
    (finding,) = [f for f in compared(printed).findings if _ours(f)]
    assert (finding.code, finding.severity) == ("AGAINST_RULE", "warning")
    assert str(finding.message).endswith(f"but all of them are where {how}")
    assert against(printed, **options) == []


def test_two_other_ways_together_are_one_finding() -> None:
    printed = table(rule="timestamp", no_due="exclude")
    (finding,) = [f for f in compared(printed).findings if _ours(f)]
    assert "--rule timestamp" in str(finding.message)
    assert "--no-due exclude" in str(finding.message)


def test_a_slip_beside_another_rule_is_told_cell_by_cell() -> None:
    def change(rows: Rows) -> None:
        rows[2][1] = 999

    found = against(table(no_due="exclude", change=change))
    assert len(found) > 1
    assert {code for code, _ in found} == {"AGAINST"}


def test_rows_that_only_one_side_has() -> None:
    def change(rows: Rows) -> None:
        rows[2][0] = "Xã Lạ"

    found = [f for f in compared(table(change=change)).findings if _ours(f)]
    assert [(f.code, f.severity) for f in found] == [("AGAINST_ROW", "warning")] * 2
    assert [f.details["names"] for f in found] == [["Xã Lạ"], ["Phường C"]]


def test_one_unit_in_two_spellings_is_one() -> None:
    def change(rows: Rows) -> None:
        rows[2][0] = f"UBND {rows[2][0]}".replace("P", "p") + " - tỉnh Y"

    assert against(table(change=change)) == []


def test_a_name_printed_twice_is_not_compared() -> None:
    def change(rows: Rows) -> None:
        rows[2][0] = rows[3][0]

    found = compared(table(change=change))
    ours = [f for f in found.findings if _ours(f)]
    assert sum(f.code == "SAME_NAME" for f in ours) == 1
    (twice, missing) = [f for f in ours if f.code != "SAME_NAME"]
    assert twice.details["number"] == 2
    assert missing.details["names"] == ["Phường C"]


def test_rows_that_the_register_does_not_tell() -> None:
    rows = [row[:1] + row[3:] for row in dossiers()]
    bare = reading(register((COLUMNS[0], *COLUMNS[3:]), rows))
    found = tthc_stats.check(bare, against=table())
    (finding,) = [f for f in found.findings if _ours(f)]
    assert finding.code == "AGAINST_ROW"
    assert 0 < found.compared < found.printed


def test_the_unit_of_a_title_chooses_its_dossiers() -> None:
    own = reading(register(COLUMNS, [row for row in dossiers() if row[1] == "Xã A"]))
    printed = table(
        "field", title="Đơn vị báo cáo: Xã A | Từ ngày 15/07/2026 đến ngày 14/08/2026", source=own
    )
    assert printed.tables[0].unit
    assert against(printed) == []


def test_several_registers_and_several_tables() -> None:
    rows = dossiers()
    parts = [
        register(COLUMNS, [row for row in rows if row[1] == unit], f"{n}.xlsx")
        for n, unit in enumerate(UNITS)
    ]
    printed = [*table("unit").tables, *table("field").tables]
    found = tthc_stats.check(reading(*parts), against=printed)
    assert not [f for f in found.findings if _ours(f)]
    assert found.compared == found.printed


def test_a_register_of_one_unit_that_only_its_title_names() -> None:
    columns = (COLUMNS[0], *COLUMNS[2:])
    rows = [row[:1] + row[2:] for row in dossiers() if row[1] == "Xã A"]
    one = register(columns, rows)._replace(unit="Xã A")

    def change(printed: Rows) -> None:
        del printed[2], printed[2], printed[3:]

    only = table(change=change)
    assert [row.label for row in only.tables[0].rows] == ["Xã A"]
    found = tthc_stats.check(reading(one), against=only)
    assert not [f for f in found.findings if _ours(f)]
    assert found.compared == found.printed


PAUSED_APART = (
    Count.RECEIVED,
    Count.CARRIED_OVER,
    Count.RECEIVED_IN_PERIOD,
    Count.RESOLVED,
    Count.EARLY,
    Count.ON_TIME,
    Count.LATE,
    Count.PENDING,
    Count.PENDING_IN_TIME,
    Count.PENDING_OVERDUE,
    Count.PAUSED,
)


def test_classes_stand_where_the_layout_keeps_them() -> None:
    """Paused beside pending, as in the table of QĐ 766/QĐ-TTg."""
    summary = tthc_stats.summarize(REGISTER, by="unit", period=AUGUST)
    rows: Rows = [
        ["Từ ngày 15/07/2026 đến ngày 14/08/2026"],
        ["Đơn vị", *(count.value for count in PAUSED_APART)],
    ]
    for group in summary.groups:
        counts = dict(group.counts)
        assert counts[Count.PAUSED] > 0
        for count in (Count.PENDING, Count.PENDING_IN_TIME):
            counts[count] -= counts[Count.PAUSED]
        rows.append([group.key["unit"], *(counts[count] for count in PAUSED_APART)])
    printed = read_tables([Grid("b.xlsx", "xlsx", rows, "Biểu")])
    assert printed.tables[0].roles[Count.PAUSED] == "outside"
    found = compared(printed)
    assert not [f for f in found.findings if _ours(f)]
    assert found.compared == found.printed


def test_a_table_without_its_period_needs_one() -> None:
    printed = table(title="Báo cáo")
    with pytest.raises(UsageError, match="does not say its period"):
        compared(printed)
    assert against(printed, period="2026-08") == []


def test_a_table_of_other_days_than_asked_is_refused() -> None:
    with pytest.raises(UsageError, match="the table is of 2026-07-15"):
        compared(table(), period="2026-10")


def test_what_cannot_be_compared_is_refused() -> None:
    printed = table()
    with pytest.raises(UsageError, match="only a register"):
        tthc_stats.check(printed, against=printed)
    with pytest.raises(UsageError, match="not with another register"):
        tthc_stats.check(REGISTER, against=REGISTER)


@pytest.mark.parametrize(
    ("period", "other"),
    [
        ("2026-07-15..2026-08-14", "2026-08-01..2026-08-31"),
        ("2026-08-01..2026-08-31", "2026-07-15..2026-08-14"),
        ("2025-12-15..2026-03-14", "2026-01-01..2026-03-31"),
        ("2024-02-01..2024-02-29", "2024-01-15..2024-02-14"),
        ("2025-12-15..2026-12-14", "2026-01-01..2026-12-31"),
        ("2026-07-21..2026-08-20", "2026-07-21..2026-08-20"),
    ],
)
def test_the_other_cutoff(period: str, other: str) -> None:
    assert str(other_cutoff(Period.parse(period))) == other
