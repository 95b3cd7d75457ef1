"""Options from the command line, the environment and the office's file, in this order."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from _running import AUGUST, DAK_NONG, SEPTEMBER, Ran, inside, process


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def office(folder: Path, text: str) -> None:
    (folder / "tthc-stats.toml").write_text(text, "utf-8")


def origins(ran: Ran) -> dict[str, tuple[str | None, str]]:
    return {s["key"]: (s["value"], s["origin"]) for s in ran.data()["settings"]}


def test_each_value_says_where_it_comes_from(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office(folder, '[options]\ndecimals = 1\nsort = "late"\n[summarize]\nfiles = ["a.xlsx"]\n')
    monkeypatch.setenv("TTHC_STATS_SORT", "early")
    ran = inside("config", "show", "summarize", "--format", "json", "--", "--strict")
    found = origins(ran)
    assert ran.status == 0
    assert found["files"] == ("a.xlsx", "tthc-stats.toml [summarize]")
    assert found["decimals"] == ("1", "tthc-stats.toml [options]")
    assert found["sort"] == ("early", "environment: TTHC_STATS_SORT")
    assert found["strict"] == ("True", "command line")
    assert found["rule"] == ("date", "default")
    assert found["sheet"] == (None, "default")


def test_the_command_line_wins_over_the_environment_over_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office(folder, "[summarize]\ndecimals = 1\n[options]\ndecimals = 0\n")
    assert "97.3%" in inside("summarize", DAK_NONG).text
    monkeypatch.setenv("TTHC_STATS_DECIMALS", "3")
    assert "97.292%" in inside("summarize", DAK_NONG).text
    assert "97.29%" in inside("summarize", DAK_NONG, "--decimals", "2").text


def test_files_of_the_configuration_are_beside_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "so.csv").write_bytes(AUGUST.read_bytes())
    office(folder, '[summarize]\nfiles = ["so.csv"]\n')
    (folder / "sub").mkdir()
    monkeypatch.chdir(folder / "sub")
    assert inside("summarize", "--format", "csv").text == inside(
        "summarize", AUGUST, "--format", "csv"
    ).text.replace(str(AUGUST), str(folder / "so.csv"))


def test_another_file_can_be_named(folder: Path) -> None:
    office(folder, "[options]\ndecimals = 0\n")
    (folder / "other.toml").write_text("[options]\ndecimals = 1\n", "utf-8")
    assert "97.3%" in inside("summarize", DAK_NONG, "--config", "other.toml").text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[options]\ndecimal = 1\n",
            "there is no key “decimal” in [options]. Did you mean",
        ),
        (
            "[sumarize]\n",
            "there is no table [sumarize]. Did you mean “summarize”?",
        ),
        ("[check]\ndecimals = 1\n", "there is no key “decimals” in [check]"),
        ("[options]\ndecimals = 99\n", "tthc-stats.toml: Invalid value for '--decimals'"),
        ("[options]\ndecimals = [1, 2]\n", "“decimals” takes one value"),
        ("[options]\nperiods = ['2026-08']\n", "there is no key “periods” in [options]"),
        ("[inspect]\nsave_layout = 'own.toml'\n", "there is no key “save_layout” in [inspect]"),
        ("[config]\nformat = 'csv'\n", "there is no table [config]"),
        ('[office]\nnane = "x"\n', "Did you mean “name”?"),
        ("[options]\ndecimals = \n", "tthc-stats.toml: it is no TOML"),
    ],
)
def test_a_slip_in_the_file_is_named(folder: Path, text: str, said: str) -> None:
    office(folder, text)
    ran = inside("summarize", DAK_NONG)
    assert (ran.status, ran.out) == (2, b"")
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_an_unknown_command_is_named(folder: Path) -> None:
    ran = inside("config", "show", "sumarize")
    assert ran.status == 2
    assert "sumarize" in ran.err


def test_the_language_of_the_file_counts_unless_the_environment_names_one(tmp_path: Path) -> None:
    office(tmp_path, '[options]\nlang = "vi"\n')
    assert "tùy chọn" in process(tmp_path, "config", "show", "check").text
    english = process(tmp_path, "config", "show", "check", TTHC_STATS_LANG="en")
    assert "comes from" in english.text


def test_facts_of_the_office_are_shown(folder: Path) -> None:
    office(folder, '[office]\nname = "UBND XÃ A"\nrecipients = ["Như trên", "Lưu: VT"]\n')
    found = origins(inside("config", "show", "check", "--format", "json"))
    assert found["office.name"] == ("UBND XÃ A", "tthc-stats.toml")
    assert found["office.recipients"] == ("Như trên, Lưu: VT", "tthc-stats.toml")


def test_the_history_of_the_file_is_that_of_every_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office(folder, '[options]\nhistory = "lich-su.sqlite"\n[history]\nagency = "Xã A"\n')
    (folder / "sub").mkdir()
    monkeypatch.chdir(folder / "sub")
    assert inside("history", "add", AUGUST, "--format", "csv").status == 0
    assert (folder / "lich-su.sqlite").exists()
    assert inside("history", "show", "2026-08", "--format", "csv").status == 0
    assert "CARRY_OVER" in inside("check", SEPTEMBER, "--format", "json").text
    assert inside("trend").status == inside("rank", "2026-08").status == 0
    other = inside("history", "list", "--history", "other.sqlite")
    assert (other.status, "there is no history yet" in other.err) == (66, True)


def test_the_environment_names_another_history_than_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office(folder, '[options]\nhistory = "lich-su.sqlite"\n')
    monkeypatch.setenv("TTHC_STATS_HISTORY", "other.sqlite")
    assert inside("history", "add", AUGUST).status == 0
    assert sorted(path.name for path in folder.glob("*.sqlite")) == ["other.sqlite"]


def test_options_of_a_command_inside_another_are_shown(folder: Path) -> None:
    office(folder, '[options]\nhistory = "lich-su.sqlite"\n[history]\nagency = "Xã A"\n')
    ran = inside(
        "config", "show", "history", "add", "--format", "json", "--", "--period", "2026-08"
    )
    found = origins(ran)
    assert found["history"] == ("lich-su.sqlite", "tthc-stats.toml [options]")
    assert found["agency"] == ("Xã A", "tthc-stats.toml [history]")
    assert found["period"] == ("2026-08", "command line")
    assert "decimals" not in found


@pytest.mark.parametrize("words", [["history"], ["history", "ad"]])
def test_a_command_inside_another_must_be_named(folder: Path, words: list[str]) -> None:
    ran = inside("config", "show", *words)
    assert ran.status == 2
    assert "Known are add, export, list, remove, show" in ran.err


def test_what_is_set_for_reports_is_not_meant_for_showing_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office(folder, '[options]\noutput = ["bao-cao.xlsx"]\nformat = "html"\n')
    monkeypatch.setenv("TTHC_STATS_OUTPUT", "khac.xlsx")
    ran = inside("config", "show", "summarize")
    assert (ran.status, ran.err) == (0, "")
    assert "khac.xlsx" in ran.text
    assert [path.name for path in folder.iterdir()] == ["tthc-stats.toml"]


def test_periods_to_remove_are_named_on_the_command_line_only(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TTHC_STATS_PERIODS", "2026-08")
    monkeypatch.setenv("TTHC_STATS_HISTORY", "lich-su.sqlite")
    inside("history", "add", AUGUST)
    assert inside("history", "remove").status == 2


def test_no_password_of_a_database_is_shown(folder: Path) -> None:
    office(folder, '[summarize]\nfiles = ["postgresql://ba:b1-mat@db.invalid/so"]\n')
    ran = inside("config", "show", "summarize")
    assert "db.invalid/so" in ran.text
    assert "b1-mat" not in ran.text


@pytest.mark.parametrize(("said", "value"), [("vi_VN.UTF-8", "vi"), ("fr", "en")])
def test_the_language_that_the_environment_means_is_shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch, said: str, value: str
) -> None:
    office(folder, '[options]\nlang = "vi"\n')
    monkeypatch.setenv("TTHC_STATS_LANG", said)
    found = origins(inside("config", "show", "check", "--format", "json"))
    assert found["lang"] == (value, "environment: TTHC_STATS_LANG")
