"""What a layout does in every row is said once, and what is wrong in a row still in that row."""

import pytest

from tthc_stats.analysis.checks import check_tables
from tthc_stats.analysis.records import records_of
from tthc_stats.ingest.tables import read_tables
from tthc_stats.model.findings import Finding
from tthc_stats.model.grid import Grid, Value

OPENCPS_15 = [
    "STT", "Lĩnh vực", "Số đầu kỳ", "Kỳ trước chuyển qua", "Tiếp nhận trong kỳ",
    "Đã giải quyết xong", "Sớm hạn", "Đúng hạn", "Trễ hạn",
    "Đang giải quyết", "Chưa đến hạn", "Đang giải quyết quá hạn",
    "Tổng số trễ hạn", "Hồ sơ trả lại", "Hồ sơ rút",
]  # fmt: skip
SHARES = ["Đơn vị", "Đã giải quyết", "Trước hạn", "Đúng hạn", "Quá hạn", "Tỷ lệ sớm và đúng hạn"]


def findings_of(*rows: list[Value], file: str = "a.xlsx") -> list[Finding]:
    tables = read_tables([Grid(file, "xlsx", rows)]).tables
    return check_tables(tables, records_of(tables)[0])


def dossiers(name: str, received: int, waiting: int, withdrawn: int = 0) -> list[Value]:
    """A row of OpenCPS with some dossiers that no column shows."""
    resolved = received - waiting - withdrawn - 2
    return [1, name, received, 3, received - 3, resolved, resolved, 0, 0, 2, 2, 0, 0, 0, withdrawn]


def test_dossiers_that_a_layout_leaves_out_are_one_warning() -> None:
    rows = [dossiers("A", 20, 4, 1), dossiers("B", 30, 0), dossiers("C", 40, 7)]
    (finding,) = findings_of(list(OPENCPS_15), *rows)
    assert (finding.code, finding.severity.value) == ("BALANCE", "warning")
    assert (finding.left, finding.right, finding.difference) == (60, 49, 11)
    assert (finding.place.cell, finding.place.row) == ("C2", None)
    assert dict(finding.details) == {"rows": 2, "least": 4, "most": 7}
    assert "opencps-15" in str(finding.message)


def test_more_handled_than_received_stays_an_error_of_its_row() -> None:
    rows = [dossiers("A", 20, 4), dossiers("B", 30, -3), dossiers("C", 40, 7)]
    found = findings_of(list(OPENCPS_15), *rows)
    said = [(f.code, f.severity.value, f.place.row, f.difference) for f in found]
    assert said == [("BALANCE", "error", "B", 3), ("BALANCE", "warning", None, 11)]


def test_nothing_left_out_is_no_finding() -> None:
    assert findings_of(list(OPENCPS_15), dossiers("A", 20, 0), dossiers("B", 30, 0)) == []


@pytest.mark.parametrize(
    ("shares", "verdicts"),
    [
        (["98%", "66%", "100%", "83%"], ["truncated F2 2 4"]),
        ([98, 66, 100, 83], ["truncated F2 2 4"]),
        (["99%", "67%", "100%", "83%"], []),
        (["98%", "67%", "100%", "83%"], ["truncated F2"]),
        (["98%", "66%", "100%", "90%"], ["truncated F2", "truncated F3", "wrong F5"]),
        (["98%", "67%", "100%", "66%"], ["truncated F2", "wrong F5"]),
    ],
)
def test_a_column_cut_off_throughout_is_one_warning(
    shares: list[Value], verdicts: list[str]
) -> None:
    figures = [[200, 90, 107, 3], [3, 1, 1, 1], [5, 5, 0, 0], [6, 5, 0, 1]]
    rows: list[list[Value]] = [
        [f"Xã {name}", *row, share]
        for name, row, share in zip("ABCD", figures, shares, strict=True)
    ]
    said = []
    for finding in findings_of(list(SHARES), *rows):
        held = finding.details
        counted = [held[key] for key in ("truncated", "shares") if key in held]
        said.append(" ".join(map(str, [held["verdict"], finding.place.cell, *counted])))
    assert said == verdicts
