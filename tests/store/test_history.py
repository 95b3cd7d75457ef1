"""The file of recorded periods: what goes in comes out, whole, whatever happens to it."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from _periods import AUGUST, period, row

from tthc_stats.model.counts import Count
from tthc_stats.model.errors import NotWritableError, TthcError, UnreadableError
from tthc_stats.model.history import StoredPeriod, StoredRow
from tthc_stats.model.period import Period
from tthc_stats.model.table import Dimension
from tthc_stats.store import history
from tthc_stats.store.history import read_heads, read_periods, remove_periods, write_periods

HERE = Path(__file__).parent
TEXT = st.text(max_size=12)
FIGURE = st.integers(0, 2**62)


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "lịch sử #1?.sqlite")  # signs that addresses would take for theirs


ROWS = st.builds(
    StoredRow,
    key=st.lists(TEXT, max_size=3).map(tuple),
    names=st.dictionaries(st.sampled_from([Dimension.UNIT, Dimension.FIELD]), TEXT),
    section=st.lists(TEXT, max_size=2).map(tuple),
    counts=st.dictionaries(st.sampled_from(list(Count)), FIGURE),
    derived=st.lists(st.sampled_from(list(Count)), unique=True).map(tuple),
    paused_outside=st.booleans(),
    left_out=FIGURE,
    extras=st.dictionaries(TEXT, FIGURE, max_size=3),
)


@settings(deadline=None, max_examples=40)
@given(rows=st.lists(ROWS, max_size=4).map(tuple))
def test_what_goes_in_comes_out(
    rows: tuple[StoredRow, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = str(tmp_path_factory.mktemp("h") / "h.sqlite")
    recorded = period(0, rows=0)
    recorded = StoredPeriod(recorded.head._replace(size=len(rows)), rows)
    assert write_periods(path, [recorded]) == []
    assert read_periods(path) == [recorded]
    assert read_heads(path) == [recorded.head]


def test_absent_is_null_and_zero_is_zero(path: str) -> None:
    recorded = StoredPeriod(period(0, rows=1).head, (row("Xã A", {Count.LATE: 0}),))
    write_periods(path, [recorded])
    (held,) = read_periods(path)[0].rows
    assert held.counts == {Count.LATE: 0}
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT late, early FROM figures").fetchall() == [(0, None)]
    database.close()


def test_a_period_written_twice_is_replaced(path: str) -> None:
    write_periods(path, [period(1, rows=5)])
    assert write_periods(path, [period(2, rows=3)]) == [period(1, rows=5)]
    assert read_periods(path) == [period(2, rows=3)]
    with sqlite3.connect(path) as database:
        for table, rows in {"period": 1, "source": 1, "figures": 3}.items():
            assert database.execute(f"SELECT COUNT(*) FROM {table}").fetchall() == [(rows,)]
    database.close()


OTHERS = {
    "another month": {"days": Period.parse("2026-07")},
    "the quarter around it": {"days": Period.parse("Q3/2026")},
    "the official month": {"days": Period.official("2026-08")},
    "another agency": {"agency": "Xã A"},
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_periods_and_agencies_stand_beside_it(path: str, name: str) -> None:
    other = period(2, **OTHERS[name])  # type: ignore[arg-type]
    write_periods(path, [period(1)])
    assert write_periods(path, [other]) == []
    held = read_periods(path)
    assert len(held) == 2
    assert period(1) in held
    assert other in held
    assert read_periods(path, [other.head]) == [other]
    assert remove_periods(path, [period(1).head]) == [period(1)]
    assert read_periods(path) == [other]


def test_several_periods_are_written_all_or_none(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_periods(path, [period(1)])
    put_in, calls = history._put_in, []

    def failing(database: sqlite3.Connection, recorded: StoredPeriod) -> None:
        calls.append(recorded)
        if len(calls) == 2:
            raise KeyboardInterrupt
        put_in(database, recorded)

    monkeypatch.setattr(history, "_put_in", failing)
    with pytest.raises(KeyboardInterrupt):
        write_periods(path, [period(2), period(3, days=Period.parse("2026-09"))])
    assert read_periods(path) == [period(1)]


def test_periods_come_in_the_order_of_their_days(path: str) -> None:
    days = [Period.parse(text) for text in ("2026-09", "Q3/2026", "2026-07", "2026-08")]
    write_periods(path, [period(1, days=one) for one in days])
    held = [str(head.period) for head in read_heads(path)]
    assert held == [
        "2026-07-01..2026-07-31",
        "2026-08-01..2026-08-31",
        "2026-07-01..2026-09-30",
        "2026-09-01..2026-09-30",
    ]


def test_one_file_is_left_beside_nothing(path: str) -> None:
    write_periods(path, [period(1)])
    read_periods(path)
    assert os.listdir(os.path.dirname(path)) == [os.path.basename(path)]
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert database.execute("PRAGMA user_version").fetchone() == (2,)
        assert database.execute("PRAGMA application_id").fetchone() == (0x54544843,)
    database.close()


FIRST_DIGEST = "5c138681e26b21883ec271460cd67f2ea03488c769ca84201eb0317693482ef2"
"""Of ``period(1)``, as the program wrote it whose files had no extra columns."""


def _first_version(path: str) -> None:
    """A file as that program wrote it."""
    tables = history.TABLES.replace(f"  {history.EXTRAS_COLUMN},\n", "")
    assert "extras" not in tables
    recorded = period(1)
    with sqlite3.connect(path) as database:
        database.executescript(tables)
        values = [1, *history._head_values(recorded.head), FIRST_DIGEST]
        database.execute(f"INSERT INTO period VALUES ({', '.join('?' * len(values))})", values)
        database.execute(
            "INSERT INTO source VALUES (1, 0, ?, ?, ?, ?, ?)", recorded.head.sources[0]
        )
        for position, stored in enumerate(recorded.rows):
            row_values = [1, position, *history._row_values(stored)[:-1]]
            marks = ", ".join("?" * len(row_values))
            database.execute(f"INSERT INTO figures VALUES ({marks})", row_values)
        database.execute("PRAGMA user_version = 1")
    database.close()


def test_a_file_without_extra_columns_is_read_and_written_on(path: str) -> None:
    _first_version(path)
    assert read_periods(path) == [period(1)]
    with sqlite3.connect(path) as database:  # reading leaves it as it is
        assert database.execute("PRAGMA user_version").fetchone() == (1,)
    database.close()
    new = period(2, days=Period.parse("2026-09"))
    new = new._replace(rows=tuple(r._replace(extras={"Văn bản đi": 7}) for r in new.rows))
    write_periods(path, [new])
    assert read_periods(path) == [period(1), new]
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (2,)
        database.execute("UPDATE figures SET extras = '{\"Văn bản đi\": 8}' WHERE position = 1")
    database.close()
    with pytest.raises(UnreadableError, match="not those that were recorded"):
        read_periods(path)


def test_the_file_has_the_same_bytes_for_the_same_periods(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_periods(str(tmp_path / name), [period(1), period(2, days=Period.parse("2026-07"))])
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


WRONG = {
    "negative": (-1, "CHECK"),
    "a fraction": (1.5, "CHECK"),
    "a text": ("nhiều", "CHECK"),
}


@pytest.mark.parametrize("name", WRONG)
def test_only_counts_can_be_recorded(path: str, name: str) -> None:
    value, said = WRONG[name]
    recorded = StoredPeriod(period(0).head, (row("Xã A", {Count.LATE: value}),))  # type: ignore[dict-item]
    with pytest.raises(sqlite3.IntegrityError, match=said):
        write_periods(path, [recorded])
    assert read_periods(path) == []


def test_a_figure_beyond_every_number_is_refused(path: str) -> None:
    with pytest.raises(NotWritableError, match="too large"):
        write_periods(path, [period(2**63)])
    assert read_periods(path) == []


# --- files that are none ------------------------------------------------------------------


def _foreign(path: str) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE notes (text)")
    database.close()


def _newer(path: str) -> None:
    write_periods(path, [period(1)])
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 3")
    database.close()


def _text(path: str) -> None:
    Path(path).write_text("Đơn vị,Tiếp nhận\n" * 40, encoding="utf-8")


def _cut(path: str) -> None:
    write_periods(path, [period(1, rows=200)])
    data = Path(path).read_bytes()
    Path(path).write_bytes(data[: len(data) // 2])


def _dropped(path: str) -> None:
    write_periods(path, [period(1)])
    with sqlite3.connect(path) as database:
        database.execute("DROP TABLE figures")
    database.close()


def _edited(path: str) -> None:
    write_periods(path, [period(1)])
    with sqlite3.connect(path) as database:
        database.execute("UPDATE figures SET late = 7 WHERE position = 0 AND paused = 1")
    database.close()


BROKEN: dict[str, tuple[Callable[[str], None], str]] = {
    "another program's": (_foreign, "another program"),
    "a newer version's": (_newer, "newer version"),
    "no database": (_text, "damaged"),
    "cut in half": (_cut, "damaged"),
    "without a table": (_dropped, "damaged"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_sound_history_is_told_and_never_written(path: str, name: str) -> None:
    spoil, said = BROKEN[name]
    spoil(path)
    before = Path(path).read_bytes()
    with pytest.raises(UnreadableError, match=said):
        read_periods(path)
    with pytest.raises(UnreadableError, match=said):
        write_periods(path, [period(2)])
    with pytest.raises(UnreadableError, match=said):
        remove_periods(path, [period(2).head])
    assert Path(path).read_bytes() == before


def test_an_edited_figure_is_told_and_its_period_can_be_recorded_again(path: str) -> None:
    september = period(2, days=Period.parse("2026-09"))
    write_periods(path, [september])
    _edited(path)
    with pytest.raises(UnreadableError, match=r"2026-08-01\.\.2026-08-31.*not those"):
        read_periods(path)
    assert read_periods(path, [september.head]) == [september]
    assert [head.period for head in read_heads(path)] == [AUGUST, september.head.period]
    (replaced,) = write_periods(path, [period(3)])
    assert (replaced.head, replaced.rows) == (period(1).head, ())
    assert read_periods(path) == [period(3), september]


def test_no_bit_can_change_a_figure_unseen(path: str, tmp_path: Path) -> None:
    """Any damage is an error, or does not touch what is read."""
    whole = [period(n, days=Period.parse(f"2026-{n:02}"), rows=30) for n in range(1, 9)]
    write_periods(path, whole)
    sound = Path(path).read_bytes()
    chance = random.Random(1)
    told = 0
    for number in range(150):
        spoiled = bytearray(sound)
        spoiled[chance.randrange(len(spoiled))] ^= 1 << chance.randrange(8)
        broken = tmp_path / f"{number}.sqlite"
        broken.write_bytes(spoiled)
        try:
            assert read_periods(str(broken)) == whole
        except TthcError:
            told += 1
    assert told > 30


def test_a_missing_history_says_how_to_begin(path: str) -> None:
    for ask in (read_heads, read_periods):
        with pytest.raises(UnreadableError, match="history add"):
            ask(path)
    assert not os.path.exists(path)
    with pytest.raises(UnreadableError):
        remove_periods(path, [period(1).head])
    assert not os.path.exists(path)


def test_an_empty_file_is_an_empty_history(path: str) -> None:
    """That is what a first run leaves that was killed before it wrote."""
    Path(path).touch()
    assert read_heads(path) == []
    write_periods(path, [period(1)])
    assert read_periods(path) == [period(1)]


def test_a_folder_is_no_history(tmp_path: Path) -> None:
    with pytest.raises(NotWritableError, match="directory"):
        write_periods(str(tmp_path), [period(1)])
    with pytest.raises(UnreadableError, match="directory"):
        read_periods(str(tmp_path))


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotWritableError, match="no such file or directory"):
        write_periods(str(tmp_path / "none" / "h.sqlite"), [period(1)])


@pytest.mark.parametrize("name", [":memory:", "file:h?mode=memory"])
def test_names_that_mean_something_to_sqlite_are_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write_periods(name, [period(1)])
    assert read_periods(name) == [period(1)]
    assert os.listdir(tmp_path) == [name]


def _limited(pragma: str) -> Callable[[str], sqlite3.Connection]:
    def opened(path: str) -> sqlite3.Connection:
        database = sqlite3.connect(path, isolation_level=None)
        database.execute(pragma)
        return database

    return opened


def test_a_full_disk_leaves_the_old_state(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write_periods(path, [period(1)])
    before = Path(path).read_bytes()
    monkeypatch.setattr(history, "_opened", _limited("PRAGMA max_page_count = 20"))
    with pytest.raises(NotWritableError, match="full"):
        write_periods(path, [period(2, rows=2000)])
    assert Path(path).read_bytes() == before


def test_a_file_that_may_not_be_written(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write_periods(path, [period(1)])
    monkeypatch.setattr(history, "_opened", _limited("PRAGMA query_only = ON"))
    with pytest.raises(NotWritableError, match="cannot be written"):
        write_periods(path, [period(2)])
    assert read_periods(path) == [period(1)]


# --- several runs, and killed ones --------------------------------------------------------


def test_a_run_that_waits_too_long_says_so(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write_periods(path, [period(1)])
    monkeypatch.setattr(history, "PATIENCE", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(NotWritableError, match="in use"):
        write_periods(path, [period(2)])
    with pytest.raises(UnreadableError, match="in use"):
        read_periods(path)
    other.execute("ROLLBACK")
    other.close()
    assert read_periods(path) == [period(1)]


WRITER = """
import sys
sys.path.insert(0, sys.argv[1])
from _periods import period
from tthc_stats.model.period import Period
from tthc_stats.store.history import write_periods
number = int(sys.argv[3])
for month in range(1, 13):
    days = Period.parse(f"2026-{month:02}")
    write_periods(sys.argv[2], [period(number, days=days, agency=f"Xã {number}"), period(number)])
"""


def test_runs_at_once_lose_nothing(path: str) -> None:
    runs = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(HERE), path, str(number)])
        for number in range(3)
    ]
    assert [run.wait(timeout=120) for run in runs] == [0, 0, 0]
    held = read_periods(path)
    for number in range(3):
        own = [stored for stored in held if stored.head.agency == f"Xã {number}"]
        months = [Period.parse(f"2026-{month:02}") for month in range(1, 13)]
        assert own == [period(number, days=days, agency=f"Xã {number}") for days in months]
    (shared,) = [stored for stored in held if stored.head.agency is None]
    assert shared in [period(number) for number in range(3)]
    assert shared.head.period == AUGUST


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked to be killed quickly")
def test_a_killed_run_leaves_the_old_state_or_the_new_one(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, HERE / "_killed.py", tmp_path, "120", "7"],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ended.returncode == 0, ended.stderr
    first, second, none = map(int, ended.stdout.split())
    assert first + second + none == 120
    assert min(first, second, none) > 0, "the moments of the kills prove nothing"
