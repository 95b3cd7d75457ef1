"""``report``: what is written, what is recorded, and how runs end."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest
from docx import Document

sys.path.insert(0, str(Path(__file__).parent))
from _running import AUGUST, DAK_NONG, SAMPLES, SEPTEMBER, Ran, inside, written

from tthc_stats.api.history import recorded_periods
from tthc_stats.cli import report
from tthc_stats.model.period import Period
from tthc_stats.store import history, lock
from tthc_stats.store.lock import LOCK

REGISTER = SAMPLES / "so-theo-doi-2026-08.xlsx"
OFFICE = """
[options]
cutoff = "calendar"
[report]
files = ["xuat/{period}.csv"]
output = ["ra/{period}/so-lieu.csv", "ra/{period}.json"]
[office]
name = "UBND tỉnh A"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def office(folder: Path) -> Path:
    written(folder / "tthc-stats.toml", OFFICE)
    (folder / "xuat").mkdir()
    for source, month in ((AUGUST, "2026-08"), (SEPTEMBER, "2026-09")):
        (folder / "xuat" / f"{month}.csv").write_bytes(source.read_bytes())
    return folder


def files(folder: Path) -> list[str]:
    """What is there, but for the locks that stay."""
    found = (p for p in folder.rglob("*") if p.is_file() and p.name != LOCK)
    return sorted(p.relative_to(folder).as_posix() for p in found)


def test_reports_are_vietnamese_whatever_the_locale(folder: Path) -> None:
    ran = inside("report", AUGUST)
    assert ran.status == 0
    assert ran.text.startswith(
        "Kết quả tiếp nhận, giải quyết thủ tục hành chính tháng 8 năm 2026\n"
    )
    assert "đã giải quyết 7.718 hồ sơ" not in ran.text  # sentences begin with a capital
    assert "Đã giải quyết 7.718 hồ sơ, trong đó: trước hạn 6.263 hồ sơ" in ran.text


def test_english_is_for_those_who_ask(folder: Path) -> None:
    title = "Reception and resolution of administrative procedures, August 2026\n"
    assert inside("report", AUGUST, "--lang", "en").text.startswith(title)
    with patch.dict(os.environ, {"TTHC_STATS_LANG": "en"}):  # that of messages
        assert not inside("report", AUGUST).text.startswith(title)
    written(folder / "tthc-stats.toml", '[report]\nlang = "en"\n')
    assert inside("report", AUGUST).text.startswith(title)


def test_one_line_tells_what_was_done(folder: Path) -> None:
    ran = inside("report", AUGUST, "-o", "so-lieu.csv")
    assert (ran.status, ran.out) == (0, b"")
    line = re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S+ (.+)\n", ran.err)
    assert line
    assert line[1] == (
        "August 2026: 12 groups, 8,072 received, 7,718 resolved; errors: 0, warnings: 0; "
        "written: so-lieu.csv"
    )


@pytest.mark.skipif(os.name == "nt", reason="names there hold no line breaks")
@pytest.mark.parametrize("odd", ["a\nb", "a\r\nb", "a\u2028b", "a\x85b"])
def test_it_is_one_line_whatever_files_are_called(folder: Path, odd: str) -> None:
    for name in (AUGUST, "none.csv"):
        said = inside("report", name, "-o", f"{odd}/{odd}.csv").err
        assert len(said.splitlines()) == 1
    assert (folder / odd / f"{odd}.csv").exists()
    assert len(inside("report", f"{odd}.csv").err.splitlines()) == 1


def test_quiet_says_nothing(folder: Path) -> None:
    ran = inside("report", AUGUST, "-o", "so-lieu.csv", "--quiet")
    assert (ran.status, ran.out, ran.err) == (0, b"", "")


def test_quiet_does_not_hide_why_a_run_ended(folder: Path) -> None:
    ran = inside("report", "none.csv", "--quiet")
    assert ran.status == 66
    assert "none.csv" in ran.err


def test_the_csv_is_that_of_summarize(folder: Path) -> None:
    ran = inside("report", AUGUST, "--format", "csv")
    assert ran.text == inside("summarize", AUGUST, "--format", "csv").text


def test_errors_give_status_1(folder: Path) -> None:
    ran = inside("report", DAK_NONG, "--format", "json")
    assert ran.status == 1
    assert inside("report", DAK_NONG, "--exit-zero", "-o", "a.csv").status == 0
    data = ran.data()
    assert data["schema"] == "tthc-stats/report/1"
    assert {"resolved", "in_time", "late", "received", "pending"} <= set(data["doubted"])
    doubtful = [s for p in data["paragraphs"] for s in p["sentences"] if s["doubtful"]]
    assert any("97,29%" in sentence["text"] for sentence in doubtful)
    sound = [s["text"] for p in data["paragraphs"] for s in p["sentences"] if not s["doubtful"]]
    assert any("21,94%" in text for text in sound)


def test_a_report_needs_its_period(folder: Path) -> None:
    table = written(folder / "a.csv", "Đơn vị,Tiếp nhận,Đã giải quyết\nXã A,10,9\n")
    ran = inside("report", table)
    assert ran.status == 2
    assert "--period 2026-08" in ran.err
    assert inside("report", table, "--period", "2026-08").status == 0


def test_official_months_may_be_named_by_their_month(folder: Path) -> None:
    table = "(Từ ngày 15/8/2026 đến ngày 14/9/2026)\nĐơn vị,Tiếp nhận,Đã giải quyết\nXã A,10,9\n"
    path = written(folder / "a.csv", table)
    ran = inside("report", path, "--period", "2026-09")
    assert "tháng 9 năm 2026" in ran.text
    assert inside("report", path, "--period", "2026-08").status == 2


def test_a_month_is_taken_from_a_register(folder: Path) -> None:
    ran = inside("report", REGISTER, "--period", "2026-08", "--by", "level", "--format", "json")
    assert ran.status == 0
    assert ran.data()["period"] == {"from": "2026-07-15", "to": "2026-08-14"}
    assert ran.data()["total"]["counts"]["received"] == 169


@pytest.mark.parametrize(
    ("word", "cutoff", "today", "expected"),
    [
        ("last-month", "official", "2026-10-15", "2026-09-15..2026-10-14"),
        ("last-month", "official", "2026-10-14", "2026-08-15..2026-09-14"),
        ("last-month", "official", "2026-01-01", "2025-11-15..2025-12-14"),
        ("last-month", "official", "2026-01-15", "2025-12-15..2026-01-14"),
        ("last-month", "calendar", "2026-01-15", "2025-12-01..2025-12-31"),
        ("last-month", "calendar", "2026-03-01", "2026-02-01..2026-02-28"),
        ("last-quarter", "official", "2026-09-15", "2026-06-15..2026-09-14"),
        ("last-quarter", "official", "2026-09-14", "2026-03-15..2026-06-14"),
        ("last-quarter", "calendar", "2026-09-30", "2026-04-01..2026-06-30"),
        ("last-quarter", "calendar", "2026-01-01", "2025-10-01..2025-12-31"),
        ("last-year", "official", "2026-12-14", "2024-12-15..2025-12-14"),
        ("last-year", "official", "2026-12-15", "2025-12-15..2026-12-14"),
        ("last-year", "calendar", "2026-12-31", "2025-01-01..2025-12-31"),
    ],
)
def test_relative_periods_are_over(word: str, cutoff: str, today: str, expected: str) -> None:
    day = date.fromisoformat(today)
    found = report.asked_period(word, cutoff, day)
    assert found == Period.parse(expected)
    assert found.end < day


def test_the_configuration_makes_a_month_one_word(office: Path) -> None:
    with patch.object(report, "_today", return_value=date(2026, 10, 2)):
        ran = inside("report", "--period", "last-month", "--quiet", "--exit-zero")
    assert (ran.status, ran.out, ran.err) == (0, b"", "")
    made = {"ra/2026-09/so-lieu.csv", "ra/2026-09.json", "lich-su.sqlite"}
    assert made < set(files(office))


def test_files_named_after_periods_need_one(office: Path) -> None:
    ran = inside("report")
    assert ran.status == 2
    assert "{period}" in ran.err


def test_the_month_before_stands_beside_it(office: Path) -> None:
    for month in ("2026-08", "2026-09"):
        inside("report", "--period", month, "--quiet")
    data = inside("report", "--period", "2026-09", "--format", "json").data()
    assert data["compared_with"] == [{"from": "2026-08-01", "to": "2026-08-31"}]
    assert [f["code"] for f in data["findings"]] == ["CARRY_OVER"]
    assert data["doubted"] == ["carried_over", "received"]
    assert [h.period.label for h in recorded_periods("lich-su.sqlite")] == [
        "2026-08",
        "2026-09",
    ]


def test_a_second_run_changes_nothing(office: Path) -> None:
    inside("report", "--period", "2026-08", "--quiet")
    states = []
    for _ in range(2):
        inside("report", "--period", "2026-09", "--quiet")
        states.append({name: (office / "ra" / name).read_bytes() for name in files(office / "ra")})
    assert set(states[0]) == {
        "2026-08.json",
        "2026-08/so-lieu.csv",
        "2026-09.json",
        "2026-09/so-lieu.csv",
    }
    assert states[0] == states[1]


def test_what_stands_is_kept_where_that_is_wished(office: Path) -> None:
    asked = ("report", "--period", "2026-08", "--keep", "--quiet")
    assert inside(*asked).status == 0
    table = office / "ra" / "2026-08" / "so-lieu.csv"
    table.write_text("changed by hand")
    (office / "xuat" / "2026-08.csv").unlink()
    assert inside(*asked) == Ran(0, b"", "")
    assert table.read_text() == "changed by hand"
    table.unlink()
    assert inside(*asked).status == 66  # one output is missing, so all are written


def test_what_stands_is_kept_where_only_the_table_tells_its_period(folder: Path) -> None:
    asked = ("report", AUGUST, "-o", "{period}.csv", "--keep")
    assert inside(*asked).status == 0
    (folder / "2026-08.csv").write_text("changed by hand")
    assert inside(*asked) == Ran(0, b"", "")
    assert (folder / "2026-08.csv").read_text() == "changed by hand"


def test_nothing_is_recorded_where_that_is_not_wished(office: Path) -> None:
    inside("report", "--period", "2026-08", "--no-record")
    assert "lich-su.sqlite" not in files(office)


def test_nothing_is_recorded_without_a_configuration(folder: Path) -> None:
    inside("report", AUGUST, "-o", "so-lieu.csv")
    assert files(folder) == ["so-lieu.csv"]


def test_an_output_that_fails_leaves_nothing(folder: Path) -> None:
    (folder / "b.json").mkdir()
    ran = inside("report", AUGUST, "-o", "a.csv", "-o", "b.json", "--history", "h.sqlite")
    assert ran.status == 73
    assert "a.csv" not in files(folder)
    assert "h.sqlite" not in files(folder)


def test_no_output_replaces_an_input(office: Path) -> None:
    before = (office / "xuat" / "2026-08.csv").read_bytes()
    ran = inside("report", "--period", "2026-08", "-o", "xuat/{period}.csv")
    assert ran.status == 2
    assert (office / "xuat" / "2026-08.csv").read_bytes() == before


@pytest.mark.parametrize("given", ["xuat", "./xuat/", "xuat/*.csv", "xu*/**/*.csv"])
@pytest.mark.parametrize("output", ["xuat/", "xuat/so-lieu.csv", "xuat/{period}.csv"])
def test_no_output_stands_among_the_files_that_are_read(
    given: str, output: str, folder: Path
) -> None:
    """It would replace one of them, or be read by the next run."""
    (folder / "xuat").mkdir()
    (folder / "xuat" / "so-lieu.csv").write_bytes(AUGUST.read_bytes())
    ran = inside("report", given, "-o", output)
    assert ran.status == 2
    assert "xuat/" in ran.err
    assert given in ran.err or "xuat/so-lieu.csv, which is read" in ran.err
    assert files(folder) == ["xuat/so-lieu.csv"]
    assert (folder / "xuat" / "so-lieu.csv").read_bytes() == AUGUST.read_bytes()


def test_a_folder_inside_of_the_one_that_is_read_is_another(folder: Path) -> None:
    (folder / "thang-8.csv").write_bytes(AUGUST.read_bytes())
    assert inside("report", ".", "-o", "ra/so-lieu.csv").status == 0
    assert inside("report", "*.csv", "-o", "ra/so-lieu.csv").status == 0


def test_a_link_among_the_files_that_are_read_is_one(folder: Path) -> None:
    (folder / "xuat").mkdir()
    (folder / "thang-8.csv").write_bytes(AUGUST.read_bytes())
    (folder / "xuat" / "link.csv").symlink_to(folder / "thang-8.csv")
    ran = inside("report", "xuat", "-o", "thang-8.csv")
    assert ran.status == 2
    assert "would replace xuat/link.csv" in ran.err
    assert (folder / "thang-8.csv").read_bytes() == AUGUST.read_bytes()


def test_two_outputs_are_not_one_file(folder: Path) -> None:
    (folder / "a.csv").touch()
    (folder / "b.docx").symlink_to("a.csv")
    ran = inside("report", AUGUST, "-o", "a.csv", "-o", "b.docx")
    assert ran.status == 2
    assert "b.docx: the output is the same file as a.csv" in ran.err
    assert (folder / "a.csv").read_bytes() == b""


def test_what_is_written_into_a_device_may_go_there_twice(folder: Path) -> None:
    """And no lock is made for it."""
    for name in ("a.csv", "b.json"):
        (folder / name).symlink_to(os.devnull)
    assert inside("report", AUGUST, "-o", "a.csv", "-o", "b.json").status == 0
    assert sorted(os.listdir(folder)) == ["a.csv", "b.json"]


def limited(path: str) -> sqlite3.Connection:
    """A history that has no room."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA max_page_count = 6")
    return database


def test_where_the_history_cannot_be_written_nothing_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "_opened", limited)
    (folder / "a.csv").write_bytes(b"old")
    ran = inside("report", AUGUST, "-o", "a.csv", "--format", "json", "--history", "h.sqlite")
    assert ran.status == 73
    assert "h.sqlite: cannot be written: database or disk is full" in ran.err
    assert ran.out == b""
    assert (folder / "a.csv").read_bytes() == b"old"
    assert files(folder) == ["a.csv", "h.sqlite"]
    assert recorded_periods("h.sqlite") == ()
    assert inside("report", AUGUST, "--history", "h.sqlite").out == b""


def test_a_device_is_no_history(folder: Path) -> None:
    ran = inside("report", AUGUST, "-o", "a.csv", "--history", os.devnull)
    assert ran.status == 73
    assert files(folder) == []
    assert not os.path.exists(f"/dev/{LOCK}")


def test_a_history_that_is_only_read_needs_no_lock(office: Path) -> None:
    (office / "h").mkdir()
    inside("history", "add", "xuat/2026-08.csv", "--history", "h/h.sqlite")
    ran = inside("report", "--period", "2026-09", "--history", "h/h.sqlite", "--no-record")
    assert ran.status in (0, 1)
    assert os.listdir(office / "h") == ["h.sqlite"]


def test_the_folder_of_a_period_is_kept_for_one_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether runs name it or its period."""
    monkeypatch.setattr(lock, "PATIENCE", 0.05)
    (folder / "bao" / "2026-08").mkdir(parents=True)
    hold = "import sys; from tthc_stats.store.lock import locked\n"
    hold += "with locked(['bao/2026-08']): print('held', flush=True); sys.stdin.read()"
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", hold], stdin=pipe, stdout=pipe) as other:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        ran = inside("report", AUGUST, "-o", "bao/{period}/so-lieu.csv")
        other.communicate()
    assert ran.status == 73
    assert "bao/2026-08: another run is still writing in this folder" in ran.err
    assert files(folder) == []
    assert inside("report", AUGUST, "-o", "bao/{period}/so-lieu.csv").status == 0


def test_a_template_that_is_missing_is_told_before_anything_is_read(folder: Path) -> None:
    ran = inside("report", "none.csv", "--template", "none.docx", "-o", "a.docx")
    assert ran.status == 66
    assert "none.docx" in ran.err


def test_a_template_without_annexes_is_told(folder: Path) -> None:
    document = Document()
    document.add_paragraph("{{ subject }}")
    document.save(str(folder / "mau.docx"))
    ran = inside("report", AUGUST, "--template", "mau.docx", "-o", "a.docx")
    assert ran.status == 0
    assert "mau.docx: the template has no place for annexes ({{ annexes }})" in ran.err
    assert Document(str(folder / "a.docx")).paragraphs[0].text.startswith("Kết quả tiếp nhận")
