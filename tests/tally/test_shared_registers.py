"""Real registers, read in place: what is known to be true of them comes out of the command."""

from __future__ import annotations

import csv
import json
import lzma
import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).parents[3] / "shared" / "data" / "registers"
SONG_ANH = SHARED / "songanh_sotrahoso_register_htmlxls_SYNTHVALUES.xls"

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the real registers of ../shared/data are not on this machine"
)


@pytest.fixture(scope="session")
def boston(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("boston") / "boston.csv"
    with lzma.open(SHARED / "boston311_2011_vi_dmy.csv.xz") as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file)
    return path


def summary(*arguments: object) -> Any:
    """What the command prints for programs."""
    ended = subprocess.run(
        [sys.executable, "-m", "tthc_stats", "summarize", *map(str, arguments), "--format", "json"],
        check=False,
        capture_output=True,
        timeout=300,
    )
    assert ended.returncode == 0, ended.stderr.decode()
    return json.loads(ended.stdout)


def total(*arguments: object) -> dict[str, int | None]:
    counts: dict[str, int | None] = summary(*arguments)["total"]["counts"]
    return counts


def picked(counts: dict[str, int | None], *names: str) -> tuple[int | None, ...]:
    return tuple(counts[name] for name in names)


def test_boston_by_the_date(boston: Path) -> None:
    counts = total(boston, "--no-due", "exclude")
    assert picked(counts, "early", "on_time", "late") == (34514, 1770, 7537)
    assert picked(counts, "resolved", "in_time") == (43821, 34514 + 1770)


def test_boston_by_the_moment(boston: Path) -> None:
    data = summary(boston, "--no-due", "exclude", "--rule", "timestamp")
    counts = data["total"]["counts"]
    assert picked(counts, "early", "on_time", "late") == (None, 35591, 8230)
    assert data["total"]["indicators"]["on_time"]["pct"] == "81.22"


def test_boston_as_a_whole(boston: Path) -> None:
    data = summary(boston)
    counts = data["total"]["counts"]
    assert picked(counts, "received", "received_in_period") == (58251, 58251)
    assert picked(counts, "resolved", "pending", "carried_over") == (54570, 3681, 0)
    assert picked(counts, "in_time", "late") == (54570 - 7537, 7537)
    (told,) = (finding for finding in data["findings"] if finding["code"] == "NO_DUE")
    assert "10.981" in told["message"] or "10,981" in told["message"] or "10981" in told["message"]


def test_boston_by_any_group_is_the_same_boston(boston: Path) -> None:
    whole = summary(boston)
    months = summary(boston, "--by", "month")
    assert months["total"]["counts"] == whole["total"]["counts"]
    for count in ("received", "early", "late", "pending_overdue"):
        wanted = whole["total"]["counts"][count]
        assert sum(group["counts"][count] for group in months["groups"]) == wanted


def test_boston_month_by_month_against_an_independent_count(boston: Path) -> None:
    """March 2011 by its own days: read again with the csv module and nothing else."""
    first, last = date(2011, 3, 1), date(2011, 3, 31)
    counted: Counter[str] = Counter()
    for received, due, ended in _rows_of_boston(boston):
        counted.update(_march(received, due, ended, first, last))
    counts = total(boston, "--period", "2011-03", "--cutoff", "calendar")
    for name in ("received", "carried_over", "resolved", "late", "pending", "pending_overdue"):
        assert counts[name] == counted[name], name


def _rows_of_boston(path: Path) -> list[tuple[datetime, datetime | None, datetime | None]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    wanted = ("tiếp nhận", "hẹn trả", "kết thúc|ngày trả|hoàn thành|có kết quả")
    columns = [
        next(n for n, caption in enumerate(rows[0]) if re.search(words, caption.lower()))
        for words in wanted
    ]
    moments = [[_moment(row[column]) for column in columns] for row in rows[1:]]
    return [(received, due, ended) for received, due, ended in moments if received]


def _moment(text: str) -> datetime | None:
    return datetime.strptime(text, "%d/%m/%Y %H:%M:%S") if text.strip() else None  # noqa: DTZ007


def _march(
    received: datetime, due: datetime | None, ended: datetime | None, first: date, last: date
) -> list[str]:
    before = received.date() < first
    if received.date() > last or (before and ended and ended.date() < first):
        return []
    named = ["received"] + ["carried_over"] * before
    if ended and ended.date() <= last:
        return [*named, "resolved"] + ["late"] * bool(due and ended.date() > due.date())
    return [*named, "pending"] + ["pending_overdue"] * bool(due and due.date() < last)


def test_song_anh_against_an_independent_count() -> None:
    """Unpadded days, and a day of signing beside the day of return that must not be taken."""
    rows = _rows_of_song_anh()
    assert len(rows) > 2
    late = sum(1 for due, ended in rows if due and ended and ended > due)
    early = sum(1 for due, ended in rows if due and ended and ended < due)
    counts = total(SONG_ANH)
    assert picked(counts, "received", "early", "late") == (len(rows), early, late)
    assert counts["resolved"] == sum(1 for _, ended in rows if ended)
    assert counts["pending"] == sum(1 for _, ended in rows if not ended)


def _rows_of_song_anh() -> list[tuple[date | None, date | None]]:
    """Due day and day of return of every row that has a day of receipt."""
    page = unescape(SONG_ANH.read_text(encoding="utf-8"))
    rows = [re.findall(r"<td[^>]*>([^<]*)", row) for row in page.split("<tr")]
    header = next(row for row in rows if "Ngày TN" in row)
    places = [header.index(name) for name in ("Ngày TN", "Ngày hẹn trả", "Ngày trả thực tế")]
    full = [row for row in rows if len(row) == len(header) and _day(row[places[0]])]
    return [(_day(row[places[1]]), _day(row[places[2]])) for row in full]


def _day(text: str) -> date | None:
    if not re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", text):
        return None
    day, month, year = map(int, text.split("/"))
    return date(year, month, day)
