"""The language of a run and the help texts, as processes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from _running import DAK_NONG, SEPTEMBER, process

VIETNAMESE, ENGLISH = "3.162/3.250 = 97,29%", "3,162/3,250 = 97.29%"

CHOICES: dict[str, tuple[tuple[str, ...], dict[str, str], str]] = {
    "nothing said": ((), {}, ENGLISH),
    "option": (("--lang", "vi"), {}, VIETNAMESE),
    "option with =": (("--lang=vi",), {}, VIETNAMESE),
    "LANG": ((), {"LANG": "vi_VN.UTF-8"}, VIETNAMESE),
    "LC_ALL before LANG": ((), {"LC_ALL": "vi_VN.UTF-8", "LANG": "en_US.UTF-8"}, VIETNAMESE),
    "LC_ALL is another": ((), {"LC_ALL": "C.UTF-8", "LANG": "vi_VN.UTF-8"}, ENGLISH),
    "LC_MESSAGES": ((), {"LC_MESSAGES": "vi_VN.UTF-8"}, VIETNAMESE),
    "variable": ((), {"TTHC_STATS_LANG": "vi"}, VIETNAMESE),
    "variable before locale": ((), {"TTHC_STATS_LANG": "en", "LC_ALL": "vi_VN.UTF-8"}, ENGLISH),
    "option before variable": (("--lang", "en"), {"TTHC_STATS_LANG": "vi"}, ENGLISH),
    "empty variable": ((), {"TTHC_STATS_LANG": "", "LC_ALL": "vi_VN.UTF-8"}, VIETNAMESE),
    "variable of another language": ((), {"TTHC_STATS_LANG": "fr", "LANG": "vi_VN"}, ENGLISH),
    "another language": ((), {"LC_ALL": "fr_FR.UTF-8"}, ENGLISH),
}


@pytest.mark.parametrize("case", CHOICES)
def test_the_language_of_a_run(case: str, tmp_path: Path) -> None:
    options, environ, expected = CHOICES[case]
    ran = process(tmp_path, "summarize", DAK_NONG, *options, **environ)
    assert expected in ran.text


def test_the_option_may_stand_before_the_command(tmp_path: Path) -> None:
    assert VIETNAMESE in process(tmp_path, "--lang", "vi", "summarize", DAK_NONG).text


def test_programs_get_the_same_in_every_language(tmp_path: Path) -> None:
    plain, vietnamese = (
        process(tmp_path, "summarize", SEPTEMBER, "--format", "csv", "--lang", code).out
        for code in ("en", "vi")
    )
    assert plain == vietnamese
    english, other = (
        process(tmp_path, "check", DAK_NONG, "--format", "json", "--lang", code).data()
        for code in ("en", "vi")
    )
    assert english["findings"][0]["message"] != other["findings"][0]["message"]
    for finding in (*english["findings"], *other["findings"]):
        for words in (finding, *finding["suggestions"]):
            words.pop("message", None)
            words.pop("why", None)
    assert english == other


def test_errors_and_findings_are_in_the_language(tmp_path: Path) -> None:
    missing = process(tmp_path, "summarize", "gone.xlsx", "--lang", "vi")
    assert missing.status == 66
    assert "Không có tệp này" in missing.err
    found = process(tmp_path, "check", DAK_NONG, "--lang", "vi")
    assert "đã giải quyết 3.250" in found.text
    english = process(tmp_path, "check", DAK_NONG)
    assert "resolved 3,250" in english.text


@pytest.mark.parametrize("code", ["TIMELINESS", "CARRY_OVER"])
def test_explanations_are_in_the_language(code: str, tmp_path: Path) -> None:
    assert "What to do:" in process(tmp_path, "check", "--explain", code).text
    assert "Cách xử lý:" in process(tmp_path, "check", "--explain", code, "--lang", "vi").text


HELP = [(), ("summarize",), ("check",), ("inspect",), ("dossiers",)]


@pytest.mark.parametrize("code", ["en", "vi"])
@pytest.mark.parametrize("command", HELP, ids=lambda command: " ".join(command) or "all")
def test_help_fits_80_columns_in_both_languages(
    command: tuple[str, ...], code: str, tmp_path: Path
) -> None:
    ran = process(tmp_path, *command, "--help", TTHC_STATS_LANG=code)
    assert ran.status == 0
    assert ran.err == ""
    assert "tthc-stats" in ran.text
    assert [line for line in ran.text.splitlines() if len(line) > 80] == []
    assert ran.out == process(tmp_path, *command, "-h", "--lang", code).out


@pytest.mark.parametrize("command", HELP, ids=lambda command: " ".join(command) or "all")
def test_vietnamese_help_has_no_english_in_it(command: tuple[str, ...], tmp_path: Path) -> None:
    text = process(tmp_path, *command, "--help", TTHC_STATS_LANG="vi").text
    english = ("Show this", "and exit", "Options:", "default:", "[OPTIONS]", "ARGS", "INTEGER")
    assert [word for word in english if word in text] == []


ENGLISH_WORDS = {
    "unknown format": (("--format", "xml"), "is not one of"),
    "no files": ((), "Missing argument"),
    "unknown option": (("--colour",), "No such option"),
    "decimals": (("--decimals", "two"), "is not a valid"),
    "option without value": ((DAK_NONG, "--by"), "requires an argument"),
}


@pytest.mark.parametrize("case", ENGLISH_WORDS)
def test_usage_errors_are_in_the_language(case: str, tmp_path: Path) -> None:
    arguments, english = ENGLISH_WORDS[case]
    ran = process(tmp_path, "summarize", *arguments, TTHC_STATS_LANG="vi")
    assert ran.status == 2
    assert english not in ran.err


def test_the_version(tmp_path: Path) -> None:
    ran = process(tmp_path, "--version")
    assert ran.status == 0
    assert ran.text.startswith("tthc-stats")
    assert "0.1.0" in ran.text


def test_an_unknown_language_is_refused_in_the_one_of_the_environment(tmp_path: Path) -> None:
    ran = process(tmp_path, "summarize", DAK_NONG, "--lang", "fr", TTHC_STATS_LANG="vi")
    assert ran.status == 2
    assert "Giá trị không hợp lệ" in ran.err


SYSTEM = {
    "missing folder": (("-o", "gone/a.csv"), "không có tệp hoặc thư mục này"),
    "folder": (("-o", "folder.csv"), "đây là thư mục"),
    "missing layout": (("--layout", "gone.toml"), "không có tệp hoặc thư mục này"),
    "broken layout": (("--layout", "broken.toml"), "không đúng dạng TOML tại dòng 1, cột"),
    "number": (("--decimals", "hai"), "không phải số nguyên hợp lệ"),
}


@pytest.mark.parametrize("case", SYSTEM)
def test_what_the_system_says_is_in_the_language(case: str, tmp_path: Path) -> None:
    options, said = SYSTEM[case]
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "broken.toml").write_text("columns = \nx = 1\n", encoding="utf-8")
    ran = process(tmp_path, "summarize", DAK_NONG, *options, TTHC_STATS_LANG="vi")
    assert ran.status in (2, 73)
    assert said in ran.err
