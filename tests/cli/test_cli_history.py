"""``history``, ``compare``, ``rank`` and ``trend``, and ``check --history``."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

sys.path.insert(0, str(Path(__file__).parent))
from _running import AUGUST, DAK_NONG, SAMPLES, SEPTEMBER, Ran, column, inside, written

import tthc_stats
from tthc_stats.report.comparison import comparison_report
from tthc_stats.report.language import language
from tthc_stats.report.writers import write

REGISTER = SAMPLES / "so-theo-doi-2026-08.xlsx"
UNTITLED = SAMPLES.parent / "docs" / "examples" / "so-theo-doi.csv"
HISTORY = "TTHC_STATS_HISTORY"


@pytest.fixture(autouse=True)
def _no_history(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(HISTORY, raising=False)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The history that the environment names; nothing is in it yet."""
    file = tmp_path / "lich-su.sqlite"
    monkeypatch.setenv(HISTORY, str(file))
    return file


@pytest.fixture
def two_months(path: Path) -> Path:
    for file in (AUGUST, SEPTEMBER):
        done("history", "add", file)
    return path


def done(*arguments: object) -> Ran:
    ran = inside(*arguments)
    assert ran.status == 0, ran.err
    return ran


def refused(status: int, *arguments: object) -> str:
    ran = inside(*arguments)
    assert ran.status == status, (ran.status, ran.err)
    assert not ran.out
    assert len(ran.err.strip().splitlines()) >= 1
    return ran.err


# --- recording ------------------------------------------------------------------------------


def test_what_is_recorded_is_listed(path: Path) -> None:
    said = done("history", "add", AUGUST, "--format", "json").data()
    assert said == done("history", "list", "--format", "json").data()
    assert said["schema"] == "tthc-stats/history/1"
    (period,) = said["periods"]
    digest = hashlib.sha256(AUGUST.read_bytes()).hexdigest()
    assert period == {
        "period": {"from": "2026-08-01", "to": "2026-08-31"},
        "kind": "month",
        "agency": None,
        "by": "unit",
        "rows": 12,
        "errors": 0,
        "warnings": 0,
        "sources": [
            {
                "file": str(AUGUST),
                "sheet": None,
                "kind": "counts",
                "layout": "columns",
                "sha256": digest,
            }
        ],
        "version": period["version"],
    }
    assert path.exists()


def test_a_register_tells_how_it_was_counted(path: Path) -> None:
    ran = done("history", "add", REGISTER, "--period", "2026-08", "--format", "json")
    (period,) = ran.data()["periods"]
    assert period["period"] == {"from": "2026-07-15", "to": "2026-08-14"}
    assert period["basis"] == {
        "as_of": "2026-08-14",
        "rule": "date",
        "no_due": "on-time",
        "dossiers": 300,
    }


def test_errors_in_the_figures_are_told_and_recorded_by_number(path: Path) -> None:
    ran = done("history", "add", DAK_NONG, "--lang", "en", "--format", "json")
    assert (ran.data()["periods"][0]["errors"], ran.data()["periods"][0]["warnings"]) == (2, 1)
    assert "TIMELINESS" in ran.err
    assert "BALANCE" in ran.err


def test_an_unknown_period_is_refused(path: Path, tmp_path: Path) -> None:
    table = written(tmp_path / "a.csv", "unit,received\nXã A,3\n")
    assert "--period" in refused(2, "history", "add", table)
    assert "--period" in refused(2, "history", "add", UNTITLED)
    assert not path.exists()
    done("history", "add", table, "--period", "2026-08")
    done("history", "add", UNTITLED, "--from", "2026-08-01", "--to", "2026-08-31", "--agency", "X")
    assert len(done("history", "list", "--format", "json").data()["periods"]) == 2


def test_several_periods_of_one_reading(path: Path) -> None:
    ran = done("history", "add", AUGUST, SEPTEMBER, "--format", "csv")
    assert column(ran.rows(), "from") == ["2026-08-01", "2026-09-01"]
    assert column(ran.rows(), "errors") == ["0", "1"]  # CARRY_OVER stands in September


def test_what_is_replaced_is_said(path: Path, tmp_path: Path) -> None:
    done("history", "add", AUGUST)
    fewer = written(
        tmp_path / "a.csv", "\n".join(AUGUST.read_text(encoding="utf-8").splitlines()[:-1]) + "\n"
    )
    ran = done("history", "add", fewer)
    assert "12" in ran.err
    assert "Phường M" in ran.err
    assert column(done("history", "list", "--format", "csv").rows(), "rows") == ["11"]
    assert not done("history", "add", SEPTEMBER).err.count("Phường M")


def test_standard_input_is_recorded_with_its_checksum(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = AUGUST.read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))
    ran = done("history", "add", "-", "--format", "json")
    (source,) = ran.data()["periods"][0]["sources"]
    assert source["file"] == "-"
    assert source["sha256"] == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    "words",
    [
        ("history", "list"),
        ("history", "add", AUGUST),
        ("history", "show", "2026-08"),
        ("history", "export"),
        ("history", "remove", "2026-08"),
        ("trend",),
        ("rank", "2026-08"),
        ("compare", "2026-08", AUGUST),
    ],
)
def test_without_a_history_it_is_said_what_to_do(words: tuple[object, ...]) -> None:
    assert "--history" in refused(2, *words)


def test_a_history_that_is_none(tmp_path: Path) -> None:
    text = written(tmp_path / "notes.txt", "việc cần làm\n" * 100)
    for words in (("history", "list"), ("history", "add", AUGUST), ("trend",)):
        refused(66, *words, "--history", text)
    assert text.read_text(encoding="utf-8") == "việc cần làm\n" * 100
    refused(66, "history", "list", "--history", tmp_path / "none.sqlite")
    refused(73, "history", "add", AUGUST, "--history", tmp_path / "none" / "h.sqlite")
    refused(73, "history", "add", AUGUST, "--history", tmp_path)


def test_the_history_is_no_output(two_months: Path, tmp_path: Path) -> None:
    csv = tmp_path / "h.csv"
    csv.write_bytes(two_months.read_bytes())
    before = csv.read_bytes()
    for words in (
        ("history", "list"),
        ("history", "export"),
        ("history", "show", "2026-08"),
        ("history", "remove", "2026-08"),
        ("trend",),
        ("rank", "2026-08"),
        ("compare", "2026-08", "2026-09"),
        ("check", SEPTEMBER),
    ):
        refused(2, *words, "--history", csv, "-o", csv)
    assert csv.read_bytes() == before


# --- what is recorded -------------------------------------------------------------------------


@pytest.mark.parametrize("by", [(), ("--by", "level")])
def test_show_is_what_summarize_showed(two_months: Path, by: tuple[str, ...]) -> None:
    for file, month in ((AUGUST, "2026-08"), (SEPTEMBER, "9/2026")):
        for format_ in ("table", "csv"):
            shown = done("history", "show", month, "--format", format_, "--sort", "-on_time", *by)
            summed = done("summarize", file, "--format", format_, "--sort", "-on_time", *by)
            assert shown.out == summed.out


def test_a_register_is_shown_by_all_that_it_tells(path: Path) -> None:
    done("history", "add", REGISTER, "--period", "2026-08")
    for by in ("unit", "field", "procedure", "level", "level,unit", "unit,procedure"):
        shown = done("history", "show", "2026-08", "--by", by, "--format", "csv", "--sort", "-late")
        words = ("--period", "2026-08", "--by", by, "--format", "csv", "--sort", "-late")
        summed = done("summarize", REGISTER, *words)
        assert sorted(shown.rows()) == sorted(summed.rows())
    assert "channel" in refused(2, "history", "show", "2026-08", "--by", "channel")


def test_the_export_reads_back_as_the_same_counts(two_months: Path, tmp_path: Path) -> None:
    """Plain columns may let one count more be derived; none that was known is another."""
    file, again = tmp_path / "all.csv", tmp_path / "again.sqlite"
    done("history", "export", "-o", file)
    done("history", "add", file, "--history", again)
    for month in ("2026-08", "2026-09"):
        then = done("history", "show", month, "--format", "json").data()
        now = done("history", "show", month, "--history", again, "--format", "json").data()
        assert [g["key"] for g in now["groups"]] == [g["key"] for g in then["groups"]]
        for one, other in zip(
            [then["total"], *then["groups"]], [now["total"], *now["groups"]], strict=True
        ):
            known = {count: n for count, n in one["counts"].items() if n is not None}
            assert known.items() <= other["counts"].items()
            assert len(known) >= 14


def test_the_export_of_one_period(two_months: Path) -> None:
    rows = done("history", "export", "2026-09").rows()
    assert rows[0][:3] == ["period", "unit", "level"]
    assert {row[0] for row in rows[1:]} == {"2026-09-01..2026-09-30"}
    data = done("history", "export", "2026-09", "--format", "json").data()
    first = data["periods"][0]["rows"][0]
    assert first["key"]["unit"] == "Xã A"
    assert first["counts"]["received"] == 541
    assert first["counts"]["paused"] is None
    assert first["derived"] == ["received_offline", "in_time"]


def test_remove_takes_out_one_period(two_months: Path) -> None:
    ran = done("history", "remove", "2026-08", "--format", "csv")
    assert column(ran.rows(), "from") == ["2026-08-01"]
    assert column(done("history", "list", "--format", "csv").rows(), "from") == ["2026-09-01"]
    assert "2026-09-01..2026-09-30" in refused(2, "history", "remove", "2026-08")


def test_two_periods_of_one_name_are_asked_about(two_months: Path) -> None:
    done("history", "add", REGISTER, "--period", "2026-08")
    assert "2026-07-15..2026-08-14" in refused(2, "history", "show", "2026-08")
    assert done("history", "show", "2026-08-01..2026-08-31").out
    assert done("history", "show", "2026-07-15..2026-08-14").out


def test_periods_of_several_agencies(path: Path, tmp_path: Path) -> None:
    for agency, received in (("Xã A", 1), ("UBND xã B", 2)):
        table = written(tmp_path / "a.csv", f"field,received\nĐất đai,{received}\n")
        done("history", "add", table, "--period", "2026-08", "--agency", agency)
    said = refused(2, "history", "show", "2026-08")
    assert "--agency" in said
    assert "UBND xã B" in said
    shown = done("history", "show", "2026-08", "--agency", "Xã B", "--format", "json").data()
    assert shown["total"]["counts"]["received"] == 2
    assert "UBND xã B" in refused(2, "history", "show", "2026-08", "--agency", "Xã C")
    assert "--agency" in refused(2, "trend")
    assert done("trend", "--agency", "xã a", "--indicator", "resolution").out


# --- comparisons ------------------------------------------------------------------------------


def test_files_and_periods_compare_alike(two_months: Path) -> None:
    files = done("compare", AUGUST, SEPTEMBER, "--format", "json").data()
    periods = done("compare", "2026-08", "2026-09", "--format", "json").data()
    mixed = done("compare", AUGUST, "2026-09", "--format", "json").data()
    for data in (periods, mixed):
        assert {**data, "findings": []} == {**files, "findings": []}


def test_a_comparison_for_programs() -> None:
    data = done("compare", AUGUST, SEPTEMBER, "--format", "json").data()
    assert data["schema"] == "tthc-stats/comparison/1"
    assert data["before"]["period"] == {"from": "2026-08-01", "to": "2026-08-31"}
    assert data["total"]["counts"]["received"] == {
        "before": 8072,
        "after": 7807,
        "difference": -265,
        "change_pct": "-3.28",
    }
    first = data["groups"][0]
    assert (first["key"], first["presence"]) == ({"unit": "Xã A"}, "both")
    assert first["indicators"]["on_time"]["difference"] == "1.50"
    assert first["indicators"]["on_time"]["rank"] == {
        "before": 12,
        "of_before": 12,
        "after": 5,
        "of_after": 11,
        "places": 7,
    }
    assert first["counts"]["paused"] == {
        "before": None,
        "after": None,
        "difference": None,
        "change_pct": None,
    }


def test_a_comparison_as_csv() -> None:
    rows = done("compare", AUGUST, SEPTEMBER, "--format", "csv", "--total").rows()
    assert ",".join(rows[0]) == (
        "unit,presence,measure,before,after,difference,change_pct,rank_before,rank_after,places"
    )
    found = {(row[0], row[2]): row[3:] for row in rows[1:]}
    assert found["Xã A", "received"] == ["607", "541", "-66", "-10.87", "", "", ""]
    assert found["Xã A", "on_time_pct"] == ["97.12", "98.62", "1.50", "", "12", "5", "7"]
    assert found["TOTAL", "on_time_pct"] == ["97.95", "97.13", "-0.83", "", "", "", ""]
    assert found["Xã A", "on_time"] == ["91", "38", "-53", "-58.24", "", "", ""]
    assert len(rows) == 1 + 13 * (23 + 9)


def test_a_comparison_in_vietnamese() -> None:
    before, after = (tthc_stats.summarize(tthc_stats.read(file)) for file in (AUGUST, SEPTEMBER))
    report = comparison_report(tthc_stats.compare(before, after), language("vi"))
    out = write(report, "table", language("vi")).decode("utf-8")
    for said in ("giảm 3,28%", "giảm 0,83 điểm phần trăm", "tăng 7 bậc", "giữ nguyên"):
        assert said in out


def test_indicators_to_show_are_chosen() -> None:
    shown = done("compare", AUGUST, SEPTEMBER, "--indicator", "late,online").text
    assert "16/591 = 2.71%" not in shown
    assert "17/591 = 2.88%" in shown


def test_a_file_that_does_not_say_its_period(tmp_path: Path) -> None:
    for name, received in (("a.csv", 10), ("b.csv", 12)):
        written(tmp_path / name, f"unit,received\nXã A,{received}\n")
    a, b = tmp_path / "a.csv", tmp_path / "b.csv"
    plain = done("compare", a, b, "--format", "json").data()
    assert plain["before"]["period"] is None
    assert len(plain["notes"]) == 1
    named = done("compare", f"{a}@2026-07", f"{b}@2026-08", "--format", "json").data()
    assert named["notes"] == []
    assert named["total"]["counts"]["received"]["change_pct"] == "20.00"


def test_two_months_of_one_register() -> None:
    words = (f"{REGISTER}@2026-08", f"{REGISTER}@2026-09", "--by", "level", "--format", "json")
    data = done("compare", *words).data()
    assert data["after"]["period"] == {"from": "2026-08-15", "to": "2026-09-14"}
    assert data["before"]["basis"]["as_of"] == "2026-08-14"
    total = data["total"]["counts"]
    assert total["pending"]["before"] == total["carried_over"]["after"]


def test_a_table_of_one_row_is_compared_as_a_whole(tmp_path: Path) -> None:
    for name, received in (("a.csv", 10), ("b.csv", 12)):
        written(tmp_path / name, f"received,resolved\n{received},5\n")
    rows = done("compare", tmp_path / "a.csv", tmp_path / "b.csv", "--format", "csv").rows()
    assert rows[1][:5] == ["TOTAL", "both", "received", "10", "12"]


@pytest.mark.parametrize("format_", ["table", "csv", "json", "md", "html", "xlsx"])
@pytest.mark.parametrize("command", ["compare", "rank", "trend", "list", "show", "export"])
def test_every_format_is_written_the_same_twice(
    two_months: Path, command: str, format_: str
) -> None:
    words = {
        "compare": ("compare", "2026-08", "2026-09"),
        "rank": ("rank", "2026-09"),
        "trend": ("trend", "--by", "unit"),
        "list": ("history", "list"),
        "show": ("history", "show", "2026-08"),
        "export": ("history", "export"),
    }[command]
    first = done(*words, "--format", format_).out
    assert first
    assert first == done(*words, "--format", format_).out
    if format_ == "xlsx":
        assert load_workbook(io.BytesIO(first)).worksheets
    if format_ == "json":
        assert json.loads(first)["schema"].startswith("tthc-stats/")


# --- rankings and trends ----------------------------------------------------------------------


def test_a_ranking_for_programs() -> None:
    data = done("rank", SEPTEMBER, "--format", "json").data()
    assert data["schema"] == "tthc-stats/ranking/1"
    assert (data["indicator"], data["smaller_first"], data["ranked"]) == ("on_time", False, 11)
    held = {place["key"]["unit"]: (place["rank"], place["tied"]) for place in data["places"]}
    assert held["Xã G"] == (1, False)
    assert held["Xã C"] == held["Phường K"] == (7, True)
    assert held["Xã D"] == (9, False)
    assert held["Phường M"] == (None, False)
    assert data["places"][-1]["why"] == "nothing"
    assert data["places"][0]["pct"] == "100.00"
    rows = done("rank", SEPTEMBER, "--format", "csv", "--indicator", "late").rows()
    assert rows[:2] == [
        ["rank", "tied", "unit", "numerator", "denominator", "base", "late_pct"],
        ["1", "0", "Xã G", "0", "217", "resolved", "0.00"],
    ]


def test_a_period_is_ranked_as_its_file_is(two_months: Path) -> None:
    words = ("--indicator", "overdue", "--format", "csv")
    assert done("rank", "2026-09", *words).out == done("rank", SEPTEMBER, *words).out


def test_one_recorded_period_at_a_time(two_months: Path) -> None:
    refused(2, "rank", "2026-08", "2026-09")
    refused(2, "rank", "2026-08", SEPTEMBER)


@pytest.mark.parametrize("command", [("rank", SEPTEMBER), ("trend",), ("compare", "a", "b")])
def test_an_unknown_indicator_names_the_known_ones(path: Path, command: tuple[object]) -> None:
    assert "disposition_days" in refused(2, *command, "--indicator", "speed")


def test_a_trend_for_programs(two_months: Path) -> None:
    data = done("trend", "--format", "json").data()
    assert data["schema"] == "tthc-stats/trend/1"
    assert (data["indicator"], data["kind"], data["groups"]) == ("on_time", "month", [])
    points = data["total"]["points"]
    assert [point["change"] for point in points] == [None, "-0.83"]
    assert points[1]["indicator"] == {
        "numerator": 7131,
        "denominator": 7342,
        "base": "resolved",
        "pct": "97.13",
    }
    rows = done("trend", "--format", "csv").rows()
    assert rows == [
        ["from", "to", "missing", "numerator", "denominator", "base", "on_time_pct", "change"],
        ["2026-08-01", "2026-08-31", "0", "7560", "7718", "resolved", "97.95", ""],
        ["2026-09-01", "2026-09-30", "0", "7131", "7342", "resolved", "97.13", "-0.83"],
    ]


def test_files_make_the_same_trend(two_months: Path) -> None:
    stored = done("trend", "--by", "unit", "--format", "csv").out
    assert done("trend", AUGUST, SEPTEMBER, "--by", "unit", "--format", "csv").out == stored
    assert done("trend", "2026-08", SEPTEMBER, "--by", "unit", "--format", "csv").out == stored


def test_a_gap_in_a_trend(two_months: Path, tmp_path: Path) -> None:
    table = written(tmp_path / "a.csv", "unit,resolved,in_time\nXã A,8,7\n")
    done("history", "add", table, "--period", "2026-11")
    ran = done("trend", "--format", "csv")
    assert column(ran.rows(), "missing") == ["0", "0", "1", "0"]
    assert column(ran.rows(), "change") == ["", "-0.83", "", ""]
    assert "2026-10-01..2026-10-31" in ran.err
    assert column(done("trend", "--last", "1", "--format", "csv").rows(), "from") == ["2026-11-01"]


# --- check --history ----------------------------------------------------------------------------


def test_check_against_the_history(two_months: Path) -> None:
    ran = inside("check", SEPTEMBER, "--format", "json")
    assert ran.status == 1
    (finding,) = ran.data()["findings"]
    assert (finding["code"], finding["cell"]) == ("CARRY_OVER", "C10")
    assert str(two_months) in finding["message"]


def test_check_without_a_history_yet(path: Path) -> None:
    ran = done("check", SEPTEMBER)
    assert str(path) in ran.err
    assert not path.exists()


def test_a_damaged_history_stops_the_check(path: Path) -> None:
    path.write_text("không phải tệp lịch sử\n" * 99, encoding="utf-8")
    refused(66, "check", SEPTEMBER)
