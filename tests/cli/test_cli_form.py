"""``form`` and ``forms``: filled from tables and registers, told what does not fit."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from _running import AUGUST, SAMPLES, SEPTEMBER, Ran, environment, inside, written

import tthc_stats
from tthc_stats.model.counts import Count
from tthc_stats.model.table import RowKind, Table
from tthc_stats.report.forms.definition import form_text, known_forms

C = Count
II06A = SAMPLES / "bieu-ii06a.xls"
REGISTER = SAMPLES / "so-theo-doi-2026-08.xlsx"
OPENCPS = SAMPLES / "opencps-tong-hop.xlsx"
SOURCE = Path(tthc_stats.__file__).parents[1]


def table_of(path: Path) -> Table:
    (table,) = tthc_stats.read(path).tables
    return table


def rows_of(table: Table) -> list[tuple[RowKind, str | None, tuple[str, ...], dict[C, int]]]:
    kinds = (RowKind.DETAIL, RowKind.SECTION, RowKind.TOTAL)
    return [
        (row.kind, row.label, row.section, dict(row.counts))
        for row in table.rows
        if row.kind in kinds
    ]


def said(ran: Ran) -> list[str]:
    """The codes of the findings on standard error."""
    return [line.split()[1] for line in ran.err.splitlines()]


def test_a_form_keeps_sections_period_and_unit_of_its_source(tmp_path: Path) -> None:
    target = tmp_path / "bieu.xlsx"
    ran = inside("form", "ii06a", II06A, "-o", target)
    assert (ran.status, ran.out, ran.err) == (0, b"", "")
    before, after = table_of(II06A), table_of(target)
    details = (RowKind.DETAIL, RowKind.TOTAL)
    kept = [row for row in rows_of(after) if row[0] in details]
    assert kept == [row for row in rows_of(before) if row[0] in details]
    assert (after.period, after.unit) == (before.period, before.unit)
    sections = [row for row in rows_of(after) if row[0] is RowKind.SECTION]
    assert [row[1] for row in sections] == ["Sở, ban, ngành", "UBND cấp xã"]
    assert [row[3][C.RECEIVED] for row in sections] == [20756, 12649]


@pytest.mark.parametrize("form", known_forms())
def test_a_form_of_a_register_has_the_figures_of_its_summary(form: str, tmp_path: Path) -> None:
    target = tmp_path / "bieu.xlsx"
    asked = ("--period", "2026-08")
    ran = inside(
        "form", form, REGISTER, *asked, "--by", "unit", "--sections", "level", "-o", target
    )
    assert ran.status == 0
    assert "FORM_SUM" not in said(ran)
    summary = inside("summarize", REGISTER, *asked, "--format", "json").data()
    table = table_of(target)
    for group in summary["groups"]:
        (row,) = [row for row in table.details() if row.label == group["key"]["unit"]]
        shown = {count: group["counts"][count] for count in row.counts}
        if form == "btp07a":  # its columns take in what came by post, and all that came online
            shown[C.RECEIVED_IN_PERSON] = group["counts"]["received_offline"]
            shown[C.FULL_PROCESS] = group["counts"]["received_online"]
        if form == "qd766":  # and this one has the paused apart
            for count in (C.PENDING, C.PENDING_IN_TIME):
                shown[count] -= group["counts"]["paused"]
        assert row.counts == shown
    assert [row.label for row in table.rows if row.kind is RowKind.SECTION] == (
        ["Sở, ban, ngành", "Cấp xã"] if form == "qd766" else ["Sở ban ngành", "UBND cấp xã"]
    )
    told = [finding.code for finding in tthc_stats.check(tthc_stats.read(target)).findings]
    # Biểu 07a counts full process when it is received, and prints no base for its share.
    assert told == (["SHARE_ABOVE_100"] if form == "btp07a" else [])


def test_classes_stand_where_the_form_has_them(tmp_path: Path) -> None:
    """OpenCPS keeps paused and withdrawn beside both; II.06a has them inside (12) and (9)."""
    target = tmp_path / "bieu.xlsx"
    ran = inside("form", "ii06a", OPENCPS, "-o", target)
    assert said(ran).count("FORM_CLASS") == 2
    assert "paused 18" in ran.err
    assert "(11) Tổng số, (12) Trong hạn" in ran.err
    assert "withdrawn 19" in ran.err
    assert "FORM_SUM" not in ran.err
    before, after = table_of(OPENCPS), table_of(target)
    for one, other in zip(before.details(), after.details(), strict=True):
        paused, withdrawn = one.counts[C.PAUSED], one.counts[C.WITHDRAWN]
        assert other.counts[C.PENDING] == one.counts[C.PENDING] + paused
        assert other.counts[C.PENDING_IN_TIME] == one.counts[C.PENDING_IN_TIME] + paused
        assert other.counts[C.RESOLVED] == one.counts[C.RESOLVED] + withdrawn
        assert other.counts[C.ON_TIME] == one.counts[C.ON_TIME] + withdrawn
        assert other.counts[C.EARLY] == one.counts[C.EARLY]


@pytest.mark.parametrize(("form", "on_time", "status"), [("ii06a", 8, 0), ("btp07a", 3, 1)])
def test_returned_dossiers_are_resolved_on_time_where_the_form_says_so(
    form: str, on_time: int, status: int, tmp_path: Path
) -> None:
    table = written(
        tmp_path / "a.csv",
        "unit,received,resolved,early,on_time,late,pending,pending_in_time,pending_overdue,"
        "returned,withdrawn\nXã A,20,7,3,3,1,8,8,0,4,1\nXã B,2,2,0,2,0,0,0,0,0,0\n",
    )
    ran = inside("form", form, table, "--strict", "--format", "csv")
    rows = ran.rows()
    assert rows[1][rows[0].index("on_time")] == str(on_time)
    assert rows[1][rows[0].index("resolved")] == str(on_time + 4)
    assert (ran.status, "FORM_SUM" in ran.err) == (status, status == 1)


def test_what_a_form_has_no_place_for_is_told() -> None:
    ran = inside("form", "btp07a", OPENCPS, "--strict")
    assert ran.status == 1
    assert said(ran).count("FORM_SUM") == 1
    assert "6 of 6 rows have other figures, the first of them 1,569 and 1,556" in ran.err
    assert "paused 18, withdrawn 19, refused 14" in ran.err
    assert inside("form", "btp07a", OPENCPS).status == 0


def test_what_the_source_breaks_already_is_told_once() -> None:
    ran = inside("form", "btp07a", SAMPLES / "bieu-07a-btp.xls", "--format", "json")
    assert said(ran) == ["TIMELINESS", "TOTAL_ROW"]
    (row,) = [row for row in ran.data()["rows"] if row["name"] == "Xã D"]
    assert [row["figures"][n] for n in ("7", "8", "9", "10")] == [1274, 1048, 205, 12]


def test_empty_columns_are_told_and_stay_empty() -> None:
    ran = inside("form", "qd766", AUGUST, "--format", "json")
    assert said(ran) == ["FORM_EMPTY"]
    assert "(8) BCCI, (16) Tổng số, (17) Trong hạn, (18) Quá hạn" in ran.err
    data = ran.data()
    assert data["schema"] == "tthc-stats/form/1"
    assert data["rows"][-1]["kind"] == "total"
    assert [n for n, value in data["rows"][-1]["figures"].items() if value is None] == [
        "8",
        "16",
        "17",
        "18",
    ]


def test_several_periods_add_as_summaries_do() -> None:
    ran = inside("form", "ii06a", AUGUST, SEPTEMBER, "--format", "json")
    total = inside("summarize", AUGUST, SEPTEMBER, "--format", "json").data()["total"]["counts"]
    data = ran.data()
    held = {str(c["number"]): c["holds"] for c in data["columns"]}
    figures = data["rows"][-1]["figures"]
    assert {held[n]: value for n, value in figures.items()} == {
        held[n]: total[held[n]] for n in figures
    }
    assert data["period"] == {"from": "2026-08-01", "to": "2026-09-30"}


def test_facts_come_from_options(tmp_path: Path) -> None:
    target = tmp_path / "bieu.xlsx"
    facts = ("--unit", "Sở A", "--recipient-unit", "Bộ Tư pháp", "--code", "II.06b/VPCP/KSTT")
    assert (
        inside("form", "ii06a", II06A, *facts, "--citation", "Thông tư 1", "-o", target).status == 0
    )
    table = table_of(target)
    assert (table.unit, table.form_code) == ("Sở A", "II.06b/VPCP/KSTT")
    texts = [value for row in table.grid.rows[:3] for value in row]
    assert "Thông tư 1" in texts
    assert "- Đơn vị nhận báo cáo: Bộ Tư pháp" in texts


def test_sections_may_go(tmp_path: Path) -> None:
    ran = inside("form", "ii06a", II06A, "--sections", "none", "--format", "csv")
    assert [row[0] for row in ran.rows()[1:]] == ["detail"] * 9 + ["total"]
    by_level = inside("form", "ii06a", II06A, "--sections", "level", "--format", "csv").rows()
    assert [row[2] for row in by_level if row[0] == "section"] == ["Sở ban ngành", "UBND cấp xã"]


def test_rows_of_no_known_level_have_a_section_of_their_own(tmp_path: Path) -> None:
    table = written(tmp_path / "a.csv", "unit,received,resolved\nSở A,3,3\nTổ 1,2,2\nXã A,4,4\n")
    rows = inside("form", "btp07a", table, "--sections", "level", "--format", "csv").rows()
    assert [(row[0], row[2]) for row in rows[1:]] == [
        ("section", "Sở ban ngành"),
        ("detail", "Sở A"),
        ("section", "UBND cấp xã"),
        ("detail", "Xã A"),
        ("section", "Chưa rõ cấp"),
        ("detail", "Tổ 1"),
        ("total", "Tổng cộng"),
    ]


@pytest.mark.parametrize("format_", ["table", "csv", "json", "md", "html", "xlsx"])
def test_every_format_can_be_written(format_: str) -> None:
    ran = inside("form", "ii06a", II06A, "--format", format_)
    assert ran.status == 0
    if format_ == "xlsx":
        assert ran.out.startswith(b"PK")
    else:
        assert "Tổng cộng" in ran.text
        assert "Sở A" in ran.text


def test_an_own_form_is_filled_by_its_path(tmp_path: Path) -> None:
    own = written(tmp_path / "own.toml", inside("forms", "--show", "ii06a").text)
    assert own.read_text(encoding="utf-8") == form_text("ii06a")
    one, other = (inside("form", form, II06A, "--format", "xlsx").out for form in ("ii06a", own))
    assert one == other


def test_wrong_words_end_with_2(tmp_path: Path) -> None:
    ran = inside("form", "ii06", II06A)
    assert ran.status == 2
    assert "Did you mean “ii06a”?" in ran.err
    wrong = written(tmp_path / "own.toml", form_text("ii06a").replace('"early"', '"earlier"'))
    ran = inside("form", wrong, II06A)
    assert ran.status == 2
    assert "columns[4].columns[2].count: “earlier” is not known. Did you mean “early”?" in ran.err
    assert inside("form", "ii06a", II06A, "--by", "colour").status == 2
    assert inside("form", "ii06a", II06A, "-o", II06A).status == 2
    assert inside("form", "ii06a", tmp_path / "none.xlsx").status == 66


def test_forms_are_listed() -> None:
    listed = inside("forms", "--format", "json").data()
    assert [form["form"] for form in listed["forms"]] == list(known_forms())
    assert [len(form["columns"]) for form in listed["forms"]] == [13, 13, 18]
    text = inside("forms").text
    for word in ("ii06a", "II.06a/VPCP/KSTT", "07a/BTP/KSTT/KTTH", "18"):
        assert word in text


def test_a_rerun_gives_the_same_bytes_and_loads_only_what_it_needs(tmp_path: Path) -> None:
    code = (
        "import sys; from tthc_stats.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*(name for name in ('matplotlib', 'docx', 'pandas', 'duckdb', 'openpyxl')"
        " if name in sys.modules))"
    )
    made = []
    for seed in ("1", "2"):
        target = tmp_path / f"{seed}.xlsx"
        ran = subprocess.run(
            [sys.executable, "-c", code, "form", "ii06a", str(II06A), "-o", str(target)],
            check=True,
            capture_output=True,
            env=environment(tmp_path, PYTHONPATH=str(SOURCE), PYTHONHASHSEED=seed),
        )
        assert ran.stdout == b"\n"
        made.append(target.read_bytes())
    assert made[0] == made[1]


def test_findings_stand_in_the_form_s_data() -> None:
    data = json.loads(inside("form", "btp07a", OPENCPS, "--format", "json").out)
    found = [f for f in data["findings"] if f["code"] == "FORM_SUM"]
    assert found[0]["cell"] == "C12"
    assert (found[0]["left"], found[0]["right"], found[0]["difference"]) == (1569, 1556, 13)
    assert found[0]["details"]["rows"] == [f"Sở {letter}" for letter in "ABCDEF"]


def test_rows_are_what_tells_them_apart(tmp_path: Path) -> None:
    """Names under “Lĩnh vực” stay rows in a form by unit, unless several units are given."""
    one = inside("form", "btp07a", II06A, "--format", "csv").rows()
    assert [row[2] for row in one if row[0] == "detail"][:2] == ["Sở A", "Sở B"]
    fields = "Đơn vị báo cáo: {}\nlĩnh vực,tiếp nhận,đã giải quyết\nĐất đai,3,3\nHộ tịch,2,2\n"
    files = [written(tmp_path / f"{n}.csv", fields.format(f"Xã {n}")) for n in "AB"]
    rows = inside("form", "btp07a", *files, "--format", "csv").rows()
    assert [row[1:4] for row in rows[1:]] == [
        ["1", "Xã A", "5"],
        ["2", "Xã B", "5"],
        ["", "Tổng cộng", "10"],
    ]
    by_field = inside("form", "btp07a", *files, "--by", "field", "--format", "csv").rows()
    assert [row[2] for row in by_field[1:]] == ["Đất đai", "Hộ tịch", "Tổng cộng"]


def test_a_column_to_be_written_by_hand_is_no_finding(tmp_path: Path) -> None:
    own = written(
        tmp_path / "own.toml",
        """
title = "Biểu của Xã A"
columns = [
  { caption = "Đơn vị", holds = "name" },
  { caption = "Đã giải quyết", columns = [
    { caption = "Đúng và trước hạn", count = "in_time" },
    { caption = "Quá hạn", count = "late" },
    { caption = "Tổng số", sum = "2 + 3" },
  ] },
  { caption = "Ghi chú", holds = "blank" },
]
signatures = { left = ["Người lập"], right = ["Chủ tịch"] }
""",
    )
    table = written(tmp_path / "a.csv", "unit,resolved,in_time,late\nXã A,9,8,1\nXã B,5,5,0\n")
    target = tmp_path / "own.xlsx"
    ran = inside("form", own, table, "-o", target)
    assert (ran.status, ran.err) == (0, "")
    read = tthc_stats.read(target)
    assert tthc_stats.check(read).findings == ()
    assert [row.counts[C.RESOLVED] for row in read.tables[0].details()] == [9, 5]
    assert inside("form", own, REGISTER, "--period", "2026-08").status == 0


def test_python_makes_the_same_form() -> None:
    filled = tthc_stats.fill_form(
        "ii06a", tthc_stats.read(II06A), facts=tthc_stats.FormFacts(unit="Sở A")
    )
    ran = inside("form", "ii06a", II06A, "--unit", "Sở A", "--format", "xlsx")
    assert tthc_stats.write_form(filled) == ran.out
