"""Checks of registers: every rule in cases, planted flaws, heaps, several files."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from _registers import reading, register

import tthc_stats
from tthc_stats.model.register import Register
from tthc_stats.report.manual import codes
from tthc_stats.tally import checks, doubles
from tthc_stats.tally.checks import HEAPS, LEAST, RULES, check_dossiers
from tthc_stats.tally.options import TallyOptions
from tthc_stats.tally.registers import Registers

CASES = tomllib.loads((Path(__file__).parent / "register_checks.toml").read_text("utf-8"))["case"]


def cells(line: str) -> list[str | None]:
    return [cell.strip() or None for cell in line.split("|")]


def findings(registers: Sequence[Register], **options: Any) -> list[tthc_stats.Finding]:
    return check_dossiers(Registers(registers, TallyOptions(**options)))


def brief(found: Sequence[tthc_stats.Finding]) -> list[str]:
    return [
        f"{f.code} | {f.severity} | {f.place.cell} | "
        f"{', '.join(map(str, _rows(f)))} | {f.details['number']}"
        for f in found
    ]


def _rows(finding: tthc_stats.Finding) -> list[int]:
    rows = finding.details["rows"]
    assert isinstance(rows, list)
    return rows


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_cases(case: dict[str, Any]) -> None:
    columns = [str(caption) for caption in cells(case["columns"])]
    one = register(columns, [cells(row) for row in case["rows"]])
    assert brief(findings([one], as_of=case.get("as_of"))) == case["found"]


def test_every_rule_has_cases_and_a_page() -> None:
    used = {rule.code for rule in RULES} | {"DUPLICATE_CODE", "FUTURE_DATE"}
    cased = {line.split(" | ")[0] for case in CASES for line in case["found"]}
    assert used == cased
    assert used | {"HEAP"} <= set(codes())


CODES = ("Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc", "Trạng thái")
DAY = date(2026, 7, 1)
FLAWS = ("FINISHED_EARLY", "DUE_EARLY", "open", "finished", "CODE_DATE", "repeated", "double")


def dossier(number: int) -> list[Any]:
    """A dossier without a flaw: received on a day of two months, finished the day after."""
    received = DAY + timedelta(number % 60)
    return [
        f"H56.22.17-{received:%y%m%d}-{number:04}",
        received,
        received + timedelta(2 + number % 5),
        received + timedelta(1),
        "Đã trả kết quả",
    ]


def flawed(row: list[Any], flaw: str, earlier: list[Any]) -> list[Any]:
    code, received, due, ended, status = row
    if flaw == "FINISHED_EARLY":
        return [code, received, due, received - timedelta(1), status]
    if flaw == "DUE_EARLY":
        return [code, received, received - timedelta(1), ended, status]
    if flaw == "open":
        return [code, received, due, ended, "Đang xử lý"]
    if flaw == "finished":
        return [code, received, due, None, status]
    if flaw == "CODE_DATE":
        return [code.replace("-26", "-25"), received, due, ended, status]
    return list(earlier) if flaw == "repeated" else [earlier[0], received, due, received, status]


EXPECTED = {"open": "STATUS_DATES", "finished": "STATUS_DATES"}
"""The code of a planted flaw, where it is not its name."""


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.integers(20, 119), st.sampled_from(FLAWS), max_size=12))
def test_planted_flaws_are_found_exactly(planted: dict[int, str]) -> None:
    rows = [dossier(number) for number in range(120)]
    expected: dict[tuple[str, str], list[int]] = {}
    for at, flaw in sorted(planted.items()):
        earlier = rows[at % 20] if flaw == "repeated" else rows[(at + 1) % 20]
        if flaw == "double" and earlier[1] == rows[at][1]:
            continue
        if any(rows[n][0] == earlier[0] for n in range(20, 120)) and flaw in ("repeated", "double"):
            continue
        rows[at] = flawed(rows[at], flaw, earlier)
        if flaw == "double":  # its code names the day of the other dossier
            expected.setdefault(("CODE_DATE", "CODE_DATE"), []).append(at + 2)
        code = "DUPLICATE_CODE" if flaw in ("repeated", "double") else EXPECTED.get(flaw, flaw)
        expected.setdefault((code, flaw), []).append(at + 2)
    found = findings([register(CODES, rows)])
    assert sorted((f.code, tuple(_rows(f))) for f in found) == sorted(
        (code, tuple(sorted(at))) for (code, _), at in expected.items()
    )
    assert all(f.details["number"] == len(_rows(f)) for f in found)


def test_no_finding_names_a_person() -> None:
    rows = [[*dossier(n), "Người Thử", "0900000000"] for n in (1, 1, 2)]
    rows[2][3] = rows[2][1] - timedelta(1)
    found = findings([register([*CODES, "Chủ hồ sơ", "Số điện thoại"], rows)])
    assert len(found) == 2
    assert not any("Thử" in repr(f) or "0900" in repr(f) for f in found)


def test_codes_are_compared_between_files() -> None:
    july, august = [dossier(n) for n in range(4)], [dossier(n) for n in range(3, 6)]
    august[0][4] = "Đã xử lý xong"
    found = findings([register(CODES, july, "7.xlsx"), register(CODES, august, "8.xlsx")])
    (finding,) = found
    assert (finding.code, finding.severity, finding.place.file) == (
        "DUPLICATE_CODE",
        "error",
        "8.xlsx",
    )
    assert "7.xlsx: Sheet1!A5" in str(finding.message)
    assert "A2 H56.22.17-260704-0003" in str(finding.message)


def test_dates_written_in_two_ways_are_the_same_dates() -> None:
    texts = [[c, *(f"{d:%d/%m/%Y}" for d in (r, due, e)), s] for c, r, due, e, s in [dossier(13)]]
    found = findings([register(CODES, [dossier(13)], "a.xlsx"), register(CODES, texts, "b.xlsx")])
    assert [(f.code, f.severity) for f in found] == [("DUPLICATE_CODE", "warning")]


def test_sheets_of_one_file_are_one_finding() -> None:
    early = [dossier(1), dossier(2)]
    for row in early:
        row[3] = row[1] - timedelta(1)
    first, second = register(CODES, early[:1]), register(CODES, early[1:])
    second = second._replace(grid=second.grid._replace(sheet="Sheet2"))
    (finding,) = findings([first, second])
    assert finding.details["number"] == 2
    assert "Sheet2!D2" in str(finding.message)


def test_batches_find_the_same_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [dossier(n % 70) for n in range(120)]
    whole = findings([register(CODES, rows)])
    monkeypatch.setattr(doubles, "BATCH", 7)
    assert [(f.code, f.message, f.details) for f in findings([register(CODES, rows)])] == [
        (f.code, f.message, f.details) for f in whole
    ]
    assert whole[0].details["number"] == 50


def heaped(on_day: int, others: int, at: str = "%Y-%m-%d") -> list[list[Any]]:
    """Dossiers that are finished on the due day, and some that are not."""
    rows = [dossier(number) for number in range(on_day + others)]
    for number, row in enumerate(rows):
        row[2] = datetime.combine(row[1] + timedelta(3), datetime.min.time())
        row[2] = row[2].replace(hour=9 + number % 7, minute=1 + number % 50)
        row[3] = row[2] if number < on_day else row[2] + timedelta(days=1, minutes=number)
        row[3] = datetime.fromisoformat(row[3].strftime(at))
    return rows


@pytest.mark.parametrize(
    ("on_day", "others", "at", "said"),
    [
        (LEAST, 0, "%Y-%m-%d", ["30 of 30 finished dossiers are finished exactly on the due day"]),
        (LEAST - 1, 0, "%Y-%m-%d", []),
        (30, 30, "%Y-%m-%d", []),
        (31, 30, "%Y-%m-%d", ["31 of 61 finished dossiers are finished exactly on the due day"]),
        (3, 57, "%Y-%m-%d %H:%M", []),
        (4, 56, "%Y-%m-%d %H:%M",
         ["4 of 60 finished dossiers are finished at the very minute they are due"]),
    ],
)  # fmt: skip
def test_heaps(on_day: int, others: int, at: str, said: list[str]) -> None:
    found = findings([register(CODES, heaped(on_day, others, at))])
    assert [str(f.message) for f in found] == said
    assert all((f.code, f.severity, f.place.cell) == ("HEAP", "warning", "D2") for f in found)


def test_results_handed_over_at_once_are_no_heap() -> None:
    rows = [dossier(number) for number in range(60)]
    for row in rows:
        row[2] = row[3] = row[1]
    assert findings([register(CODES, rows)]) == []
    assert len(HEAPS) == 2


def test_a_lone_year_in_the_future_is_a_slip() -> None:
    rows = [dossier(number) for number in range(120)]
    rows[7][3] = date(2062, 7, 9)
    (finding,) = findings([register(CODES, rows)])
    assert brief([finding]) == ["FUTURE_DATE | warning | B9 | 9 | 1"]
    assert "2026-08-31" in str(finding.message)


def test_two_busy_years_are_no_slip() -> None:
    rows = [dossier(number) for number in range(120)]
    for row in rows[:60]:
        row[1:4] = [day + timedelta(800) for day in row[1:4]]
        row[0] = row[0].replace(row[0][10:16], f"{row[1]:%y%m%d}")
    assert findings([register(CODES, rows)]) == []


def test_the_check_says_how_much_it_examined() -> None:
    rows = [dossier(number) for number in range(40)]
    rows[3][3] = None
    found = tthc_stats.check(reading(register(CODES, rows)))
    assert (found.dossiers, found.figures, found.compared) == (40, 0, 0)
    assert [f.code for f in found.findings] == ["STATUS_DATES"]
    assert found.sources[0].kind == "register"


def test_one_pass_asks_for_what_the_columns_tell() -> None:
    one = register(("Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả"), [["A", DAY, DAY]])
    asked = checks._asked(one, RULES)
    assert {name for name in asked if name.startswith("r")} == {
        f"r{n}" for n, rule in enumerate(RULES) if rule.code in ("DUE_EARLY", "CODE_DATE")
    }
