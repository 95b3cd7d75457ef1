"""The library's face: public names, reading, summaries, pandas in and out, errors."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import tthc_stats
from tthc_stats import Count

SAMPLES = Path(__file__).parent.parent / "sample_data"
DAK_NONG = SAMPLES / "dak-nong-2024.xlsx"
AUGUST, SEPTEMBER = (SAMPLES / f"xa-phuong-2026-0{month}.csv" for month in (8, 9))
HEAVY = ("pandas", "openpyxl", "click", "tabulate", "selectolax", "xlrd", "python_calamine")


def stream(text: str) -> io.BytesIO:
    return io.BytesIO(text.encode("utf-8"))


def summed(text: str, **options: Any) -> dict[Count, int]:
    return dict(tthc_stats.summarize(tthc_stats.read(stream(text)), **options).total.counts)


@pytest.mark.parametrize("name", tthc_stats.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(tthc_stats, name).__name__ == name
    assert name in dir(tthc_stats)


def test_no_other_name_is() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        _ = tthc_stats.nothing


def loaded_by(code: str) -> set[str]:
    """The heavy libraries that some code loads in a fresh interpreter."""
    show = f"import sys; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    ended = subprocess.run(
        [sys.executable, "-c", f"{code}\n{show}"], check=True, capture_output=True, text=True
    )
    return set(ended.stdout.split())


def test_names_are_loaded_when_they_are_used() -> None:
    assert loaded_by("import tthc_stats") == set()
    assert loaded_by("import tthc_stats; tthc_stats.read; tthc_stats.to_frame") == set()
    read = f"import tthc_stats; tthc_stats.summarize(tthc_stats.read({str(SEPTEMBER)!r}))"
    assert loaded_by(read) == set()
    assert loaded_by("import tthc_stats.cli") == {"click"}


SOURCES: dict[str, Callable[[], Any]] = {
    "text path": lambda: str(DAK_NONG),
    "path": lambda: DAK_NONG,
    "stream": lambda: io.BytesIO(DAK_NONG.read_bytes()),
    "list": lambda: [DAK_NONG],
    "iterator": lambda: iter([str(DAK_NONG)]),
    "list of streams": lambda: [io.BytesIO(DAK_NONG.read_bytes())],
}


@pytest.mark.parametrize("kind", SOURCES)
def test_paths_and_streams_read_alike(kind: str) -> None:
    reading = tthc_stats.read(SOURCES[kind]())
    (group,) = tthc_stats.summarize(reading).groups
    assert group.indicators["on_time"].ratio == (3162, 3250, "resolved")
    assert [table.grid.sheet for table in reading.tables] == ["Tình hình giải quyết", "Toàn trình"]


def test_an_open_file_is_read_and_left_open() -> None:
    with DAK_NONG.open("rb") as file:
        reading = tthc_stats.read(file)
        assert not file.closed
    assert reading.tables[0].file == str(DAK_NONG)


def test_options_of_read() -> None:
    second = tthc_stats.read(DAK_NONG, sheets=["Toàn trình"])
    assert len(second.tables) == 1
    dated = tthc_stats.read(stream("unit,received\nXã A,1\n"), period="Q3/2026")
    assert dated.tables[0].period == tthc_stats.Period.parse("Q3/2026")
    named: list[str] = []
    tthc_stats.read([AUGUST, SEPTEMBER], progress=named.append)
    assert [Path(name).name for name in named] == [AUGUST.name, SEPTEMBER.name]
    assert tthc_stats.read(stream("a letter\n"), tables_required=False).tables == []


def test_a_layout_as_file_and_as_value(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('header_rows = [1, 1]\n[columns]\nB = "resolved"\n', encoding="utf-8")
    text = "Đơn vị,Cột một\nXã A,7\n"
    for layout in (own, str(own), tthc_stats.read_layout(str(own))):
        table = tthc_stats.read(stream(text), layout=layout).tables[0]
        assert [dict(row.counts) for row in table.details()] == [{Count.RESOLVED: 7}]


TABLE = "unit,received\nXã A,1\n"

ERRORS: dict[str, tuple[Callable[[], object], type[tthc_stats.TthcError], int]] = {
    "missing": (lambda: tthc_stats.read("gone.xlsx"), tthc_stats.UnreadableError, 66),
    "empty folder": (lambda: tthc_stats.read(SAMPLES / "none"), tthc_stats.UnreadableError, 66),
    "no table": (lambda: tthc_stats.read(stream("xin chào\n")), tthc_stats.NotUnderstoodError, 65),
    "sheet": (lambda: tthc_stats.read(DAK_NONG, sheets=["x"]), tthc_stats.UsageError, 2),
    "period": (lambda: tthc_stats.read(stream(TABLE), period="x"), tthc_stats.UsageError, 2),
    "layout": (lambda: tthc_stats.read(stream(TABLE), layout="x"), tthc_stats.UsageError, 2),
    "group": (lambda: summed(TABLE, by="ward"), tthc_stats.UsageError, 2),
    "absent group": (lambda: summed(TABLE, by="field"), tthc_stats.UsageError, 2),
    "base": (lambda: summed(TABLE, on_time_base="pending"), tthc_stats.UsageError, 2),
    "bad count": (lambda: summed("unit,received\nA,n/a\n"), tthc_stats.NotUnderstoodError, 65),
}


@pytest.mark.parametrize("case", ERRORS)
def test_documented_errors(case: str) -> None:
    call, kind, status = ERRORS[case]
    with pytest.raises(kind) as raised:
        call()
    assert raised.value.exit_status == status
    assert str(raised.value)


def test_an_error_reads_as_sentences() -> None:
    with pytest.raises(tthc_stats.UsageError) as raised:
        tthc_stats.read(stream(TABLE), period="x")
    assert ". Write 2026-08" in str(raised.value)


def test_groups_may_be_one_name_or_several() -> None:
    reading = tthc_stats.read([AUGUST, SEPTEMBER])
    assert len(tthc_stats.summarize(reading, by="period").groups) == 2
    assert len(tthc_stats.summarize(reading, by=["period", "unit"]).groups) == 24
    assert len(tthc_stats.summarize(reading.tables, by=("level",)).groups) == 1


PERIODS = {
    "the tool's own": ("2026-08", "2026-09"),
    "month and year": ("8/2026", "9/2026"),
    "Vietnamese": ("Tháng 8/2026", "Tháng 9/2026"),
    "from and to": ("2026-07-15..2026-08-14", "2026-08-15..2026-09-14"),
    "quarters": ("Q2/2026", "Q3/2026"),
    "years": ("2025", "2026"),
}


@pytest.mark.parametrize("case", PERIODS)
def test_stocks_of_rows_of_periods_are_not_added(case: str) -> None:
    first, second = PERIODS[case]
    text = f"""unit,period,received,carried_over,received_in_period,resolved,pending
        Xã A,{first},5,1,4,3,2
        Xã A,{second},6,2,4,3,3
        """.replace("        ", "")
    assert summed(text) == {
        Count.RECEIVED: 1 + 8,
        Count.CARRIED_OVER: 1,
        Count.RECEIVED_IN_PERIOD: 8,
        Count.RESOLVED: 6,
        Count.PENDING: 3,
    }


def test_rows_of_periods_that_nobody_can_read_add_no_stocks() -> None:
    text = "unit,period,pending,resolved\nXã A,đợt đầu,2,3\nXã A,đợt sau,3,4\n"
    assert Count.PENDING not in summed(text)


def test_a_numbered_row_without_figures_is_absent_not_nothing() -> None:
    """Absent plus a number is absent: the sum of the others is not the total."""
    text = "STT,Đơn vị,Tiếp nhận,Đã giải quyết\n1,Xã A,10,9\n2,Xã B,,\n3,Xã C,5,5\n"
    summary = tthc_stats.summarize(tthc_stats.read(stream(text)))
    assert [group.key["unit"] for group in summary.groups] == ["Xã A", "Xã B", "Xã C"]
    assert summary.total.counts == {}


def test_a_summary_as_a_frame() -> None:
    text = "unit,received,resolved,in_time\nXã A,400,400,201\nXã B,7,,\n"
    frame = tthc_stats.to_frame(tthc_stats.summarize(tthc_stats.read(stream(text))))
    assert list(frame["unit"]) == ["Xã A", "Xã B"]
    assert [str(frame[count.value].dtype) for count in Count] == ["Int64"] * len(Count)
    assert frame.loc[0, "resolved"] == 400
    assert frame.loc[1, "resolved"] is pd.NA
    assert frame["early"].isna().all()
    assert frame.loc[0, "on_time_pct"] == 50.25
    assert frame.loc[1, "on_time_pct"] is pd.NA
    assert frame["received"].sum() == 407


def test_tables_as_a_frame() -> None:
    frame = tthc_stats.to_frame(tthc_stats.read([AUGUST, SEPTEMBER]))
    assert len(frame) == 24
    assert set(frame["file"]) == {str(AUGUST), str(SEPTEMBER)}
    assert set(frame["period"]) == {"2026-08-01..2026-08-31", "2026-09-01..2026-09-30"}
    assert str(frame["pending"].dtype) == "Int64"
    assert frame.groupby("period")["received"].sum().tolist() == [8072, 7807]


def test_a_frame_with_plain_names_and_missing_values() -> None:
    frame = pd.DataFrame(
        {
            "unit": ["Xã A", "Xã B"],
            "received": pd.array([10, 5], dtype="Int64"),
            "resolved": pd.array([8, None], dtype="Int64"),
            "late": [1.0, float("nan")],
        }
    )
    first, second = tthc_stats.summarize(tthc_stats.from_frame(frame)).groups
    assert (first.counts[Count.RESOLVED], first.counts[Count.LATE]) == (8, 1)
    assert Count.RESOLVED not in second.counts
    assert Count.LATE not in second.counts


def test_a_frame_with_vietnamese_captions_in_levels() -> None:
    captions = [
        ("Đơn vị", ""),
        ("Tiếp nhận", "Tổng số"),
        ("Đã giải quyết", "Tổng số"),
        ("Đã giải quyết", "Trước và đúng hạn"),
        ("Đã giải quyết", "Quá hạn"),
        ("Đang giải quyết", "Tổng số"),
        ("Đang giải quyết", "Quá hạn"),
    ]
    frame = pd.DataFrame(
        [["Xã A", 10, 8, 6, 2, 2, 1], ["Xã B", 20, 20, 20, 0, 0, 0]],
        columns=pd.MultiIndex.from_tuples(captions),
    )
    reading = tthc_stats.from_frame(frame, name="bảng")
    summary = tthc_stats.summarize(reading)
    assert [group.key["unit"] for group in summary.groups] == ["Xã A", "Xã B"]
    assert summary.groups[0].counts[Count.PENDING_OVERDUE] == 1
    assert summary.groups[0].counts[Count.LATE] == 2
    assert reading.tables[0].file == "bảng"
    assert tthc_stats.check(reading).findings == ()


def test_a_frame_of_a_summary_reads_back() -> None:
    summary = tthc_stats.summarize(tthc_stats.read(SEPTEMBER))
    again = tthc_stats.summarize(tthc_stats.from_frame(tthc_stats.to_frame(summary)))
    assert [g.key for g in again.groups] == [g.key for g in summary.groups]
    assert again.total.counts.items() >= summary.total.counts.items()
    for before, after in zip(summary.groups, again.groups, strict=True):
        assert after.counts.items() >= before.counts.items()


@pytest.mark.parametrize("by", [(), "unit", "period"])
def test_a_frame_of_tables_reads_back(by: str | tuple[str, ...]) -> None:
    reading = tthc_stats.read([AUGUST, SEPTEMBER])
    again = tthc_stats.from_frame(tthc_stats.to_frame(reading))
    before, after = (tthc_stats.summarize(data, by=by) for data in (reading, again))
    assert [g.key for g in before.groups] == [g.key for g in after.groups]
    for first, second in zip(
        (*before.groups, before.total), (*after.groups, after.total), strict=True
    ):
        assert second.counts.items() >= first.counts.items()


@pytest.mark.parametrize(
    ("frame", "status"),
    [
        (pd.DataFrame({"a": [1], "b": [2]}), 65),
        (pd.DataFrame(), 65),
        (pd.DataFrame({"unit": ["Xã A"], "received": [1.5]}), 65),
        (pd.DataFrame({"unit": ["Xã A"], "received": [-1]}), 65),
        (pd.DataFrame({"unit": ["Xã A"], "received": ["n/a"]}), 65),
    ],
)
def test_frames_that_hold_no_counts(frame: pd.DataFrame, status: int) -> None:
    with pytest.raises(tthc_stats.NotUnderstoodError) as refused:
        tthc_stats.summarize(tthc_stats.from_frame(frame))
    assert refused.value.exit_status == status
    assert "frame" in str(refused.value.place)


def test_findings_read_like_sentences() -> None:
    findings = tthc_stats.check(tthc_stats.read(DAK_NONG)).findings
    first = findings[0]
    assert str(first).startswith(f"error TIMELINESS {DAK_NONG}: Tình hình giải quyết!H10 (Sở Tư")
    assert str(first).endswith("early and on time 3162 + late 65 = 3227: 23 missing")
    assert repr(list(findings)).startswith(f"[<Finding {first}>, <Finding error BALANCE ")
    assert repr(first.message) == f"T({str(first.message)!r})"


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_what_was_recognised_is_told_as_the_command_tells_it(lang: str, tmp_path: Path) -> None:
    told = tthc_stats.inspect(tthc_stats.read(DAK_NONG), lang)
    command = [sys.executable, "-m", "tthc_stats", "inspect", str(DAK_NONG), "--format", "json"]
    ended = subprocess.run([*command, "--lang", lang], check=True, capture_output=True)
    assert json.loads(json.dumps(told)) == json.loads(ended.stdout)


def test_codes_are_explained() -> None:
    assert tthc_stats.explain("timeliness").startswith("TIMELINESS: ")
    assert "Cách xử lý:" in tthc_stats.explain("TIMELINESS", "vi")
    with pytest.raises(tthc_stats.UsageError, match="Did you mean BALANCE"):
        tthc_stats.explain("BALANC")
    with pytest.raises(tthc_stats.UsageError, match="none of vi, en"):
        tthc_stats.explain("BALANCE", "fr")


@pytest.mark.parametrize("file", [DAK_NONG, SAMPLES / "so-theo-doi-2026-08.xlsx"])
def test_a_saved_layout_reads_the_same(file: Path, tmp_path: Path) -> None:
    before = tthc_stats.read(file, sheets="1")
    tthc_stats.save_layout(before, tmp_path / "own.toml")
    again = tthc_stats.read(file, sheets="1", layout=tmp_path / "own.toml")
    totals = (tthc_stats.summarize(reading, by="unit").total.counts for reading in (before, again))
    assert next(totals) == next(totals)


def test_nothing_has_no_layout(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    reading = tthc_stats.read(tmp_path / "a.csv", tables_required=False)
    with pytest.raises(tthc_stats.NotUnderstoodError, match="no table whose layout"):
        tthc_stats.save_layout(reading, tmp_path / "own.toml")
    assert not (tmp_path / "own.toml").exists()
