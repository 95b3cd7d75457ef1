"""The crontab lines and the systemd units of the documents do what is said there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from configparser import ConfigParser
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

import tthc_stats
from tthc_stats.cli.report import WHOLE, asked_period
from tthc_stats.store.lock import LOCK

sys.path.insert(0, str(Path(__file__).parent))
from _running import AUGUST, SAMPLES, written

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "howto-cron-and-pipes.md").read_text(encoding="utf-8")
UNITS = DOCS / "examples" / "report"
HOME = "/srv/tthc"
"""The folder that the documents speak of."""
FIELDS = 5
WRITTEN = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S+ tháng \d+ năm \d+: .*; lỗi: (\d+), cảnh báo: .*\n"


def has_gnu_date() -> bool:
    program = shutil.which("date")
    if program is None:
        return False
    return not subprocess.run(
        [program, "-d", "-1 days"], check=False, capture_output=True
    ).returncode


pytestmark = pytest.mark.skipif(not has_gnu_date(), reason="the lines need a shell and GNU's date")


class Job(NamedTuple):
    """A crontab: what it sets, when it runs, and its command as cron hands it to the shell."""

    environment: dict[str, str]
    days: str
    command: str


class Said(NamedTuple):
    """What a run gave to the mail, its exit status, and what was logged by then."""

    mail: str
    status: int
    log: str


def jobs() -> list[Job]:
    blocks = re.findall(r"^```crontab\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return [_job(block) for block in blocks]


def _job(block: str) -> Job:
    *settings, line = block.splitlines()
    *fields, command = line.split(None, FIELDS)
    assert not re.search(r"(?<!\\)%", command), "cron ends the line there"
    set_ = dict(setting.split("=", 1) for setting in settings)
    values = {name: value.strip('"') for name, value in set_.items()}
    return Job(values, fields[2], command.replace("\\%", "%"))


def unit(name: str) -> ConfigParser:
    parser = ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string((UNITS / name).read_text(encoding="utf-8"))
    return parser


def started(name: str) -> list[str]:
    """A command line of the service, as systemd hands it over."""
    line = unit("tthc-report.service")["Service"][name]
    return [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(line)]


REPORT, CHECK = jobs()
SERVICE = unit("tthc-report.service")["Service"]


class Desk(NamedTuple):
    """A folder as the documents have it in /srv/tthc."""

    folder: Path

    def here(self, text: str) -> str:
        return text.replace(HOME, str(self.folder))

    def cron(self, job: Job) -> Said:
        """Run a job as cron does: a bare environment, another folder, all output to a mail."""
        environment = {name: self.here(value) for name, value in job.environment.items()}
        ended = self._run(["/bin/sh", "-c", self.here(job.command)], environment, "/")
        log = self.folder / "nhat-ky.log"
        return Said(*ended, log.read_text(encoding="utf-8") if log.exists() else "")

    def service(self, name: str) -> tuple[str, int]:
        key, value = SERVICE["Environment"].split("=")
        environment = {"PATH": "/usr/bin:/bin", key: value}
        command = [self.here(word) for word in started(name)]
        return self._run(command, environment, self.here(SERVICE["WorkingDirectory"]))

    @staticmethod
    def _run(command: list[str], environment: dict[str, str], folder: str) -> tuple[str, int]:
        ended = subprocess.run(
            command,
            check=False,
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=60,
        )
        return ended.stdout.decode("utf-8"), ended.returncode

    def export(self, *changed: tuple[str, str]) -> None:
        """The export of the last month arrives."""
        month = last_month()
        text = AUGUST.read_text(encoding="utf-8")
        title = f"Tháng {month.end.month} năm {month.end.year}"
        for old, new in (("Tháng 8 năm 2026", title), *changed):
            assert old in text
            text = text.replace(old, new)
        written(self.folder / "xuat" / f"{month.label}.csv", text)

    @property
    def document(self) -> Path:
        return self.folder / "bao-cao" / last_month().label / "bao-cao.docx"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "xuat").mkdir()
    shutil.copy(UNITS / "tthc-stats.toml", tmp_path)
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    source = Path(tthc_stats.__file__).parents[1]
    run = f'PYTHONPATH="{source}" exec "{sys.executable}" -m tthc_stats "$@"'
    written(programs / "tthc-stats", f"#!/bin/sh\n{run}\n").chmod(0o755)
    return Desk(tmp_path)


def last_month(cutoff: str = "calendar", today: date | None = None) -> tthc_stats.Period:
    day = today or datetime.now().astimezone().date()
    period = asked_period("last-month", cutoff, day)
    assert isinstance(period, tthc_stats.Period)
    return period


def test_a_late_export_is_waited_for_and_a_report_that_stands_is_kept(desk: Desk) -> None:
    missing = desk.cron(REPORT)
    assert re.fullmatch(r"tthc-stats: xuat/\S+\.csv: Không có tệp này\. .*\n", missing.mail)
    assert missing.log == missing.mail
    desk.export()
    made = desk.cron(REPORT)
    assert (line := re.fullmatch(WRITTEN, made.mail))
    assert line[1] == "0"
    assert made.log == missing.mail + made.mail
    assert {path.name for path in desk.document.parent.iterdir()} == {*WHOLE, LOCK}
    desk.document.write_bytes(b"changed by hand")
    assert desk.cron(REPORT) == Said("", 0, made.log)
    assert desk.document.read_bytes() == b"changed by hand"


def test_figures_that_cannot_be_true_are_mailed(desk: Desk) -> None:
    desk.export(("Xã A,607,", "Xã A,617,"))
    ran = desk.cron(REPORT)
    assert (line := re.fullmatch(WRITTEN, ran.mail))
    assert int(line[1]) > 0
    assert desk.document.exists()


def test_an_export_of_another_month_is_mailed(desk: Desk) -> None:
    desk.export((f"năm {last_month().end.year}", "năm 2020"))
    ran = desk.cron(REPORT)
    assert ran.mail.startswith("tthc-stats: xuat/")
    assert ran.mail.count("\n") == 1
    assert not desk.document.exists()


def test_a_folder_that_is_gone_is_mailed(desk: Desk) -> None:
    shutil.rmtree(desk.folder)
    ran = desk.cron(REPORT)
    assert "cd" in ran.mail
    assert ran.status != 0
    assert not desk.folder.exists()


def test_the_service_does_what_cron_does(desk: Desk) -> None:
    assert desk.service("ExecStart")[1] == 66
    desk.export()
    said, status = desk.service("ExecStart")
    assert status == 0
    assert re.fullmatch(WRITTEN, said)
    assert desk.service("ExecStart") == ("", 0)


def test_the_service_takes_errors_in_the_figures_for_success(desk: Desk) -> None:
    desk.export(("Xã A,607,", "Xã A,617,"))
    assert str(desk.service("ExecStart")[1]) == SERVICE["SuccessExitStatus"]


def test_cron_and_systemd_are_told_the_same() -> None:
    assert f"tthc-stats {shlex.join(started('ExecStart')[1:])} 2>&1" in REPORT.command
    assert SERVICE["User"] == REPORT.environment["MAILTO"]
    assert SERVICE["Environment"] == f"TTHC_STATS_LANG={REPORT.environment['TTHC_STATS_LANG']}"
    assert SERVICE["ReadWritePaths"] == SERVICE["WorkingDirectory"] == HOME
    first, last = REPORT.days.split("-")
    timer = unit("tthc-report.timer")
    assert timer["Timer"]["OnCalendar"] == f"*-*-{int(first):02}..{last} 06:30"
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Install"]["WantedBy"] == "timers.target"


def test_units_hold_known_keys_alone() -> None:
    assert {name: set(part) for name, part in unit("tthc-report.service").items() if part} == {
        "Unit": {"Description"},
        "Service": {
            "Type",
            "User",
            "WorkingDirectory",
            "Environment",
            "ExecStart",
            "SuccessExitStatus",
            "ProtectSystem",
            "ReadWritePaths",
            "PrivateTmp",
            "NoNewPrivileges",
        },
    }
    assert {name: set(part) for name, part in unit("tthc-report.timer").items() if part} == {
        "Unit": {"Description"},
        "Timer": {"OnCalendar", "Persistent"},
        "Install": {"WantedBy"},
    }


def spoken_month(expression: str, today: date) -> str:
    """What a part of the line is with ``date``, were it that day."""
    given = 'case $1 in -d) shift;; *) set -- "" "$1";; esac'
    faked = f'date() {{ {given}; command date -d "{today} $1" "$2"; }}; echo {expression}'
    ended = subprocess.run(["/bin/sh", "-c", faked], check=True, capture_output=True, text=True)
    return ended.stdout.strip()


def test_the_check_line_is_silent_unless_something_is_wrong(desk: Desk) -> None:
    shutil.copy(DOCS / "examples" / "monthly.sh", desk.folder)
    (desk.folder / "ra").mkdir()
    export = desk.folder / "xuat" / f"{last_month().label}.xlsx"
    on_the_2nd = spoken_month(CHECK.command.split('"')[1].split("/", 1)[1], date(2028, 3, 2))
    assert on_the_2nd == "2028-02.xlsx"
    command = re.sub(r"\$\(date .*?\)", last_month().label, CHECK.command)
    job = CHECK._replace(command=command)
    shutil.copy(SAMPLES / "bieu-ii06a.xls", export)
    assert desk.cron(job) == Said("", 0, "")
    shutil.copy(SAMPLES / "bieu-07a-btp.xls", export)
    assert desk.cron(job).status == 1
    assert desk.cron(job).mail.count("\n") == 1
