"""Exit statuses and bad input, as processes: what a script sees."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from _running import AUGUST, DAK_NONG, SAMPLES, inside, process, workbook, written

from tthc_stats.cli.exits import run
from tthc_stats.report.language import language

OLD = b"the report of last month\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"
SCORES = "STT,Đơn vị,TDGQ,MDHL,MDSH,TTTT,CLGQ,CKMB,TONG_SCORE\n1,Xã A,18,17,20,9,11,16,91\n"

Make = Callable[[Path], None]


def file(content: bytes) -> Make:
    return lambda path: void(path.write_bytes(content))


def void(_: object) -> None:
    return None


def counts(cell: str) -> Make:
    return file(f"unit,received,resolved\nXã A,10,9\nXã B,8,{cell}\n".encode())


def sheet(value: object) -> Make:
    rows: list[list[object]] = [["Đơn vị", "Tiếp nhận", "Đã giải quyết"], ["Xã A", 10, value]]
    return lambda path: void(workbook(path, Bieu=rows))


def truncated(path: Path) -> None:
    path.write_bytes(DAK_NONG.read_bytes()[:4000])


BAD_INPUT: dict[str, tuple[str, Make, int, str]] = {
    "missing": ("a.xlsx", void, 66, ""),
    "directory": ("a.xlsx", lambda path: path.mkdir(), 66, ""),
    "empty": ("a.xlsx", file(b""), 65, ""),
    "picture": ("a.xlsx", file(PNG), 66, "PNG"),
    "truncated": ("a.xlsx", truncated, 66, ""),
    "cut zip of nothing": ("a.xlsx", file(b"PK\x03\x04"), 66, ""),
    "scores": ("a.csv", file(SCORES.encode()), 65, "TDGQ"),
    "no table": ("a.csv", file("Kính gửi ông bà,\nxin chào\n".encode()), 65, ""),
    "word in a count": ("a.csv", counts("n/a"), 65, "C3"),
    "negative count": ("a.csv", counts("-8"), 65, "C3"),
    "fractional count": ("a.csv", counts("7.5"), 65, "C3"),
    "unquoted comma in a count": ("a.csv", counts("1,234"), 65, "D3"),
    "fractional in comma style": ("a.csv", counts('"7,5"'), 65, "C3"),
    "word in a cell": ("a.xlsx", sheet("n/a"), 65, "Bieu!C2"),
    "negative in a cell": ("a.xlsx", sheet(-8), 65, "Bieu!C2"),
    "fraction in a cell": ("a.xlsx", sheet(7.5), 65, "Bieu!C2"),
}


def assert_one_line(err: str) -> None:
    assert err.startswith("tthc-stats: ")
    assert err.endswith("\n")
    assert err.count("\n") == 1, err
    assert "bug" not in err
    assert "Traceback" not in err


@pytest.mark.parametrize("case", BAD_INPUT)
def test_bad_input_is_one_line_and_leaves_outputs_alone(case: str, tmp_path: Path) -> None:
    name, make, status, said = BAD_INPUT[case]
    make(tmp_path / name)
    (tmp_path / "old.csv").write_bytes(OLD)
    before = sorted(tmp_path.iterdir())
    ran = process(tmp_path, "summarize", name, "-o", "old.csv", "-o", "new.json", "--format", "csv")
    assert ran.status == status
    assert_one_line(ran.err)
    assert f"tthc-stats: {name}" in ran.err
    assert said in ran.err
    assert ran.out == b""
    assert (tmp_path / "old.csv").read_bytes() == OLD
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("command", ["check", "inspect"])
@pytest.mark.parametrize("case", ["missing", "directory", "empty", "picture", "truncated"])
def test_other_commands_refuse_alike(command: str, case: str, tmp_path: Path) -> None:
    name, make, status, _ = BAD_INPUT[case]
    make(tmp_path / name)
    ran = process(tmp_path, command, name)
    assert ran.status == status
    assert_one_line(ran.err)
    assert ran.out == b""


def test_one_bad_file_among_good_ones_stops_the_run(tmp_path: Path) -> None:
    ran = process(tmp_path, "summarize", DAK_NONG, "gone.xlsx", "-o", "out.csv", "--format", "csv")
    assert ran.status == 66
    assert "gone.xlsx" in ran.err
    assert ran.out == b""
    assert list(tmp_path.iterdir()) == []


USAGE = {
    "unknown command": ("summarise", DAK_NONG),
    "no files": ("summarize",),
    "unknown option": ("summarize", DAK_NONG, "--colour"),
    "unknown format": ("summarize", DAK_NONG, "--format", "xml"),
    "unknown group": ("summarize", DAK_NONG, "--by", "ward"),
    "group that no row has": ("summarize", DAK_NONG, "--by", "procedure"),
    "unknown sort key": ("summarize", DAK_NONG, "--sort", "speed"),
    "decimals": ("summarize", DAK_NONG, "--decimals", "-1"),
    "decimals in words": ("summarize", DAK_NONG, "--decimals", "two"),
    "unknown base": ("summarize", DAK_NONG, "--on-time-base", "pending"),
    "unknown language": ("summarize", DAK_NONG, "--lang", "fr"),
    "unknown sheet": ("summarize", DAK_NONG, "--sheet", "Trang 9"),
    "sheet number": ("summarize", DAK_NONG, "--sheet", "3"),
    "bad period": ("summarize", DAK_NONG, "--period", "2026-13"),
    "year that is none": ("summarize", DAK_NONG, "--period", "0000"),
    "first month of all": ("summarize", DAK_NONG, "--period", "0001-01"),
    "last days of all": ("summarize", DAK_NONG, "--period", "9999-12-01..9999-12-31"),
    "first days of all": ("summarize", DAK_NONG, "--from", "0001-01-01", "--to", "0001-01-31"),
    "report of the first month of all": ("report", AUGUST, "--period", "0001-01"),
    "another period": ("summarize", DAK_NONG, "--period", "2026"),
    "unknown suffix": ("summarize", DAK_NONG, "-o", "report.pdf"),
    "no suffix": ("summarize", DAK_NONG, "-o", "report"),
    "missing layout": ("summarize", DAK_NONG, "--layout", "gone.toml"),
    "unknown code": ("check", "--explain", "NOTHING"),
    "unknown severity": ("check", DAK_NONG, "--fail-on", "note"),
}


@pytest.mark.parametrize("case", USAGE)
def test_usage_errors_are_one_line_and_status_2(case: str, tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_bytes(OLD)
    ran = process(tmp_path, *USAGE[case], "-o", "out.csv")
    assert ran.status == 2
    assert_one_line(ran.err)
    assert ran.out == b""
    assert (tmp_path / "out.csv").read_bytes() == OLD


BAD_LAYOUTS = {
    "no TOML": "columns = [",
    "columns is a number": "columns = 3",
    "roles is a number": "roles = 5",
    "sheet is a list": "sheet = [1]",
    "header_rows backwards": "header_rows = [6, 4]",
    "unknown entry": 'colums = "x"',
    "unknown count": '[columns]\nC = "recieved"',
    "a list as meaning": '[columns]\nC = ["received"]',
    "unknown column": '[columns]\nZZ = "received"',
    "unknown role": '[roles]\npaused = "somewhere"',
    "not UTF-8": "name = '\udcff'",
}


@pytest.mark.parametrize("case", BAD_LAYOUTS)
def test_bad_layouts_are_status_2(case: str, tmp_path: Path) -> None:
    text = BAD_LAYOUTS[case]
    (tmp_path / "own.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    ran = process(tmp_path, "summarize", DAK_NONG, "--layout", "own.toml")
    assert ran.status == 2
    assert_one_line(ran.err)
    assert "own" in ran.err
    assert ran.out == b""


def test_a_nearly_right_name_is_suggested(tmp_path: Path) -> None:
    assert "summarize" in process(tmp_path, "summarise", "a.csv").err
    assert "TIMELINESS" in process(tmp_path, "check", "--explain", "timelines").err


def test_no_arguments_show_the_help_as_it_is(tmp_path: Path) -> None:
    ran = process(tmp_path)
    assert ran.status == 2
    assert (ran.text + ran.err).startswith("Usage: ")


@pytest.mark.parametrize(
    ("outputs", "named"),
    [
        (("gone/out.csv",), "gone/out.csv"),
        (("folder.csv",), "folder.csv"),
        (("fine.json", "folder.csv"), "folder.csv"),
    ],
)
def test_unwritable_outputs_are_status_73(
    outputs: tuple[str, ...], named: str, tmp_path: Path
) -> None:
    (tmp_path / "folder.csv").mkdir()
    source = written(tmp_path / "a.csv", "unit,received,resolved\nXã A,10,9\n")
    options = [word for name in outputs for word in ("-o", name)]
    ran = process(tmp_path, "summarize", source, *options)
    assert ran.status == 73
    assert_one_line(ran.err)
    assert named in ran.err
    assert ran.out == b""
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    assert list((tmp_path / "folder.csv").iterdir()) == []


def test_the_layout_file_is_an_output_too(tmp_path: Path) -> None:
    ran = process(tmp_path, "inspect", DAK_NONG, "--save-layout", "gone/own.toml")
    assert ran.status == 73
    assert_one_line(ran.err)


def test_an_input_is_never_overwritten(tmp_path: Path) -> None:
    source = written(tmp_path / "a.csv", "unit,received,resolved\nXã A,10,9\n")
    before = source.read_bytes()
    ran = process(tmp_path, "summarize", "a.csv", "-o", "./a.csv")
    assert ran.status == 2
    assert_one_line(ran.err)
    assert source.read_bytes() == before


READ_BESIDE = {
    "config": ("summarize", "a.csv", "--config", "own.csv"),
    "config of config": ("config", "show", "summarize", "--config", "own.csv"),
    "layout": ("inspect", "a.csv", "--layout", "own.csv"),
    "calendar": ("dossiers", "late", "a.csv", "--calendar", "own.csv"),
    "against": ("check", "a.csv", "--against", "own.csv"),
    "history": ("rank", "a.csv", "--history", "own.csv"),
    "template": ("report", "a.csv", "--template", "own.csv"),
    "form": ("form", "./own.csv", "a.csv"),
    "form of a report": ("report", "a.csv", "--form", "./own.csv"),
    "before": ("compare", "own.csv@2026-08", "a.csv"),
    "one of a folder": ("trend", "."),
}


@pytest.mark.parametrize("case", READ_BESIDE)
def test_nothing_that_is_read_is_overwritten(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "a.csv", "unit,received,resolved\nXã A,10,9\n")
    own = written(tmp_path / "own.csv", '[office]\nname = "X"\n')
    ran = inside(*READ_BESIDE[case], "-o", str(own))
    assert ran.status == 2
    assert f"{own}: the output would replace " in ran.err
    assert own.read_text(encoding="utf-8").startswith("[office]")


def told(number: int) -> None:
    """As a library does whose call-backs lose what Python raises."""
    try:
        if number:
            signal.raise_signal(number)
    except KeyboardInterrupt:
        pass
    raise TypeError("incompatible function arguments")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, 0])
def test_what_follows_a_signal_is_no_bug(
    number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["tthc-stats"])
    usual: dict[int, Any] = {
        signal.SIGINT: signal.default_int_handler,
        signal.SIGTERM: signal.SIG_DFL,
    }
    before = {each: signal.signal(each, handler) for each, handler in usual.items()}
    try:
        status = run(click.command("end")(lambda: told(number)), language("en"))
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    said = capsys.readouterr().err
    assert status == (128 + number if number else 70)
    assert ("interrupted" if number else "this is a bug") in said


FINDINGS = {
    "summarize goes on": (("summarize", DAK_NONG), 0),
    "summarize --strict": (("summarize", DAK_NONG, "--strict"), 1),
    "check": (("check", DAK_NONG), 1),
    "check --exit-zero": (("check", DAK_NONG, "--exit-zero"), 0),
    "inspect": (("inspect", DAK_NONG), 0),
    "warnings only": (("check", SAMPLES / "tuyen-quang-2017.csv"), 0),
}


@pytest.mark.parametrize("case", FINDINGS)
def test_findings_decide_between_0_and_1(case: str, tmp_path: Path) -> None:
    arguments, status = FINDINGS[case]
    ran = process(tmp_path, *arguments)
    assert ran.status == status
    assert ran.out


def test_findings_stay_off_the_result(tmp_path: Path) -> None:
    """Standard output carries the result alone, findings go to standard error."""
    ran = process(tmp_path, "summarize", DAK_NONG, "--format", "csv")
    assert len(ran.rows()) == 2
    assert "TIMELINESS" not in ran.text
    assert "TIMELINESS" in ran.err
    assert "BALANCE" in ran.err


@pytest.mark.parametrize("turn", [1, -1])
def test_where_one_output_cannot_be_written_all_stay(turn: int, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(OLD)
    names = ["a.json", "gone/b.csv"][::turn]
    ran = process(tmp_path, "summarize", DAK_NONG, "-o", names[0], "-o", names[1])
    assert ran.status == 73
    assert "gone/b.csv: cannot be written: no such file or folder." in ran.err
    assert (tmp_path / "a.json").read_bytes() == OLD
    assert len(list(tmp_path.iterdir())) == 1


def test_a_layout_is_not_saved_over_its_table(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "unit,received,resolved\nXã A,9,8\n")
    ran = process(tmp_path, "inspect", "a.csv", "--save-layout", "a.csv")
    assert ran.status == 2
    assert path.read_text(encoding="utf-8").startswith("unit,")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), ""),
        (("--cutoff", "official"), "--cutoff"),
        (("--to", "2026-08-31", "--from", "2026-08-01"), "--from, --to"),
    ],
)
@pytest.mark.parametrize("command", ["summarize", "check"])
def test_options_without_effect_on_tables_are_told(
    command: str, options: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    written(tmp_path / "a.csv", "unit,received,resolved,pending\nXã A,9,8,1\n")
    ran = process(tmp_path, command, "a.csv", *options)
    assert ran.status == 0
    assert ran.err == (f"without effect on tables of counts: {said}\n" if said else "")
