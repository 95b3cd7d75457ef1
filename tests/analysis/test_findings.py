"""One fault gives one finding, named after its identity, with both sides of it."""

import pytest

from tthc_stats.analysis.checks.sums import broken_sums
from tthc_stats.ingest.tables import read_tables
from tthc_stats.model.findings import Finding
from tthc_stats.model.grid import Grid, Value

Row = dict[str, int | None]


def findings_of(row: Row) -> list[Finding]:
    """What is broken in a table of this one row."""
    rows: list[list[Value]] = [["Đơn vị", *row], ["Xã A", *row.values()]]
    (table,) = read_tables([Grid("a.xlsx", "xlsx", rows)]).tables
    return broken_sums(table)


@pytest.mark.parametrize(
    ("row", "code", "left", "right"),
    [
        ({"received": 9, "carried_over": 2, "received_in_period": 8}, "RECEIVED", 9, 10),
        ({"received_in_period": 9, "received_online": 4, "received_offline": 4},
         "CHANNELS", 9, 8),
        ({"received_in_period": 9, "received_online": 4, "received_in_person": 3,
          "received_postal": 1}, "CHANNELS", 9, 8),
        ({"received_offline": 9, "received_in_person": 3, "received_postal": 1},
         "CHANNELS", 9, 4),
        ({"resolved": 9, "early": 4, "on_time": 3, "late": 1}, "TIMELINESS", 9, 8),
        ({"resolved": 9, "in_time": 7, "late": 1}, "TIMELINESS", 9, 8),
        ({"resolved": 9, "in_time": 7, "late": 10}, "TIMELINESS", 9, 17),
        ({"resolved": 0, "in_time": 0, "late": 1}, "TIMELINESS", 0, 1),
        ({"resolved": 9, "early": None, "on_time": None, "in_time": 7, "late": 1},
         "TIMELINESS", 9, 8),
        ({"resolved": 9, "early": 4, "on_time": 3, "in_time": 7, "late": 1}, "TIMELINESS", 9, 8),
        ({"in_time": 7, "early": 4, "on_time": 4}, "IN_TIME", 7, 8),
        ({"pending": 9, "pending_in_time": 9, "pending_overdue": 1}, "PENDING", 9, 10),
        ({"received": 9, "resolved": 5, "pending": 3}, "BALANCE", 9, 8),
        ({"resolved": 5, "late": 7}, "TIMELINESS", 5, 7),
        ({"received_in_period": 5, "received_online": 7}, "CHANNELS", 5, 7),
        ({"received": 5, "resolved": 7}, "BALANCE", 5, 7),
        ({"received": 5, "received_online": 7}, "CHANNELS", 5, 7),
        ({"received": 5, "received_online": 7, "received_in_period": None}, "CHANNELS", 5, 7),
        ({"received": 5, "received_online": 3, "received_in_person": 3}, "CHANNELS", 5, 6),
        ({"received_in_period": 5, "received_online": 7, "Hình thức khác": 1}, "CHANNELS", 5, 7),
        ({"received": 5, "late": 7}, "TIMELINESS", 5, 7),
        ({"received": 5, "pending_overdue": 7, "pending": None}, "PENDING", 5, 7),
        ({"received_in_period": 9, "full_process": 4, "partial_process": 4},
         "SERVICE_LEVEL", 9, 8),
    ],
)  # fmt: skip
def test_one_fault_is_one_finding(row: Row, code: str, left: int, right: int) -> None:
    found = [(f.code, f.severity.value, f.left, f.right, f.difference) for f in findings_of(row)]
    severity = "warning" if code == "SERVICE_LEVEL" else "error"
    assert found == [(code, severity, left, right, abs(left - right))]


SUMMED = (
    "received",
    "carried_over",
    "received_in_period",
    "resolved",
    "in_time",
    "late",
    "pending",
)
TOTALS = {
    "wrong in many columns": ((33, 6, 27, 23, 19, 4, 10), {0: 30, 2: 24, 3: 21, 4: 18, 5: 3, 6: 9}),
    "wrong by itself too": ((33, 6, 26, 23, 19, 4, 10), {0: 30, 2: 24, 3: 21, 4: 18, 5: 3, 6: 9}),
    "wrong in one column": ((30, 6, 24, 21, 18, 4, 9), {}),
    "right": ((30, 6, 24, 21, 18, 3, 9), {}),
}


@pytest.mark.parametrize(("total", "sums"), TOTALS.values(), ids=TOTALS)
def test_a_total_wrong_in_many_columns_gets_the_sums(
    total: tuple[int, ...], sums: dict[int, int]
) -> None:
    rows: list[list[Value]] = [
        ["Đơn vị", *SUMMED],
        ["Xã A", 10, 2, 8, 7, 6, 1, 3],
        ["Xã B", 20, 4, 16, 14, 12, 2, 6],
        ["Tổng cộng", *total],
    ]
    (table,) = read_tables([Grid("a.xlsx", "xlsx", rows)]).tables
    suggested = [s for finding in broken_sums(table) for s in finding.suggestions]
    given = {
        SUMMED.index(change.count): change.new
        for suggestion in suggested
        if "sum of its rows" in str(suggestion.why)
        for change in suggestion.changes
    }
    assert given == sums


ONLINE_LEVELS = ("Trực tuyến toàn trình", "Trực tuyến một phần")


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"Tiếp nhận trong kỳ": 9, "Trực tuyến": 6}, []),
        ({"Tiếp nhận trong kỳ": 9, "Trực tuyến": 7}, [("SERVICE_LEVEL", "warning", 7, 6)]),
        ({"Tiếp nhận trong kỳ": 9}, []),
        ({"Tiếp nhận trong kỳ": 5}, [("SERVICE_LEVEL", "error", 5, 6)]),
    ],
)
def test_levels_of_what_came_online(figures: Row, said: list[tuple[str, str, int, int]]) -> None:
    found = findings_of({**figures, ONLINE_LEVELS[0]: 4, ONLINE_LEVELS[1]: 2})
    assert [(f.code, f.severity.value, f.left, f.right) for f in found] == said


@pytest.mark.parametrize(
    "row",
    [
        {"resolved": 9, "late": 1, "early": None, "on_time": None, "in_time": None},
        {"resolved": 9, "early": 4, "on_time": None, "late": 1},
        {"received": 9, "resolved": 5, "pending": None},
        {"received": 9, "received_online": 4, "received_in_person": 3},
        {"received_in_period": 9, "received_online": 4, "Hình thức khác": 1},
        {"received_in_period": 9, "received_online": 4, "received_postal": 2},
        {"received_in_period": 9, "full_process": 9, "partial_process": 0},
    ],
)
def test_what_may_be_true_is_no_finding(row: Row) -> None:
    assert findings_of(row) == []
