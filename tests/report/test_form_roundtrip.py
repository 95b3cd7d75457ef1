"""Forms that the tool wrote, read again: the same rows, figures, sections and facts."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tthc_stats
from tthc_stats.model.table import RowKind, Table
from tthc_stats.report.forms.definition import known_forms, read_form
from tthc_stats.report.forms.fill import FilledForm, FormFacts, fill, fill_form

sys.path.insert(0, str(Path(__file__).parent))
from _forms import (
    AUGUST,
    C,
    Row,
    Section,
    filled,
    held,
    outline,
    recomputed,
    rows_of,
    without_values,
    workbook,
)

FORMS = known_forms()
FEW = settings(deadline=None, max_examples=40)
FACTS = FormFacts(recipient_unit="Bộ Tư pháp", place="Tỉnh A")
LAYOUTS = {"btp07a": "07a-btp", "ii06a": "ii06a", "qd766": "qd766"}
TRUE_OF_THE_ROWS = {"btp07a": {"SHARE_ABOVE_100"}}
"""What a form may rightly be told of. Biểu 07a has full process as it is received and prints
no base for its share, so that it may be more than what was resolved.
"""


class Stream(io.BytesIO):
    name = "form.xlsx"


def read(data: bytes) -> tthc_stats.Reading:
    return tthc_stats.read(Stream(data))


Printed = tuple[str, Section, dict[int, int]]


def printed(form: FilledForm, kind: RowKind) -> list[Printed]:
    """The rows of a kind, with their figures by column number."""
    return [
        (
            row.name,
            row.section,
            {
                column.number: figure.value
                for column, figure in zip(form.form.figures, row.figures, strict=True)
                if figure.value is not None
            },
        )
        for row in form.rows
        if row.kind is kind
    ]


def understood(table: Table, kind: RowKind) -> list[Printed]:
    return [
        (
            row.label or "",
            row.section,
            {
                column.index + 1: row.counts[column.counts[0]]
                for column in table.columns
                if column.counts and column.counts[0] in row.counts
            },
        )
        for row in table.rows
        if row.kind is kind
    ]


@FEW
@given(st.data())
@pytest.mark.parametrize("name", FORMS)
def test_a_form_reads_back_as_it_was_filled(name: str, data: st.DataObject) -> None:
    form = filled(read_form(name), data.draw(rows_of(read_form(name))), FACTS)
    reading = read(workbook(form))
    (table,) = reading.tables
    for kind in (RowKind.DETAIL, RowKind.SECTION, RowKind.TOTAL):
        assert understood(table, kind) == printed(form, kind)
    assert table.period == AUGUST
    assert table.unit == "UBND tỉnh A"
    assert (table.form_code or "") == form.form.code
    assert table.layout == LAYOUTS[name]
    found = {finding.code for finding in tthc_stats.check(reading).findings}
    assert found - TRUE_OF_THE_ROWS.get(name, set()) <= {"UNNAMED_ROW"}


@FEW
@given(st.data())
@pytest.mark.parametrize("name", FORMS)
def test_a_form_filled_from_a_form_is_the_same(name: str, data: st.DataObject) -> None:
    form = read_form(name)
    rows = data.draw(rows_of(form))
    first = filled(form, rows, FACTS)
    again = fill_form(form, read(workbook(first)), facts=FACTS)
    # What a row leaves out may follow from the rest of it.
    for before, after in zip(first.rows, again.rows, strict=True):
        assert after._replace(figures=()) == before._replace(figures=())
        for one, other in zip(before.figures, after.figures, strict=True):
            assert one.value in (None, other.value)
    if all(set(counts) == set(held(form)) for _, _, counts in rows):
        assert again.rows == first.rows
        assert workbook(again) == workbook(first)


@FEW
@given(st.data())
@pytest.mark.parametrize("name", FORMS)
def test_stored_values_are_what_the_formulas_give(name: str, data: st.DataObject) -> None:
    form = filled(read_form(name), data.draw(rows_of(read_form(name))))
    found = recomputed(workbook(form))
    assert [cell for cell, (stored, computed) in found.items() if stored != computed] == []
    sums = [figure for row in form.rows for figure in row.figures if figure.sum]
    assert len(found) == len(sums)


@pytest.mark.parametrize("name", FORMS)
@given(st.data())
@settings(deadline=None, max_examples=10)
def test_where_all_is_known_all_sums_are_formulas(name: str, data: st.DataObject) -> None:
    form = read_form(name)
    rows = [row for row in data.draw(rows_of(form)) if set(row[2]) == set(held(form))]
    if not rows:
        return
    whole = filled(form, rows)
    for row in whole.rows:
        for column, figure in zip(form.figures, row.figures, strict=True):
            if column.count and row.kind is not RowKind.DETAIL:
                assert figure.sum == "down"
            elif column.count and column.parts and column.count is not C.PAUSED:
                assert figure.sum == "across"


@FEW
@given(st.data())
@pytest.mark.parametrize("target", FORMS)
def test_a_form_filled_from_the_progress_table_adds_up(target: str, data: st.DataObject) -> None:
    """The progress table of QĐ 766 has paused dossiers apart; II.06a has them inside pending."""
    source = read_form("qd766")
    rows = [row for row in data.draw(rows_of(source)) if set(row[2]) == set(held(source))]
    if not rows:
        return
    form = fill_form(target, read(workbook(filled(source, rows))))
    broken = [finding for finding in form.findings if finding.code == "FORM_SUM"]
    paused = [counts[C.PAUSED] for _, _, counts in rows if counts[C.PAUSED]]
    # 07a/BTP says nothing of paused dossiers: every row that has some is told.
    told = sorted_as_rows(rows) if target == "btp07a" else []
    assert [f.difference for f in broken] == (told if len(told) <= 3 else told[:1])
    moved = [finding for finding in form.findings if finding.code == "FORM_CLASS"]
    assert len(moved) == (1 if paused and target == "ii06a" else 0)
    if target == "ii06a":
        total = form.rows[-1].figures
        shown = {c.count: f.value for c, f in zip(form.form.figures, total, strict=True)}
        for count in (C.PENDING, C.PENDING_IN_TIME):
            assert shown[count] == sum(row[2][count] for row in rows) + sum(paused)
        assert shown[C.RECEIVED] == sum(row[2][C.RECEIVED] for row in rows)


def sorted_as_rows(rows: list[Row]) -> list[int]:
    """The paused of each row that has some, in the order of the sections of a form."""
    form = filled(read_form("qd766"), rows)
    paused = [row.figures[16 - 3].value for row in form.rows if row.kind is RowKind.DETAIL]
    return [number for number in paused if number]


def some_rows(form: str) -> list[Row]:
    """Rows with figures of all sizes, and one that tells less."""

    def row(n: int) -> dict[tthc_stats.Count, int]:
        early, late, waiting = 1000 * n + 7, n, 3 * n
        paused = n if form == "qd766" else 0
        online, post = 500 * n, n
        counts = {
            C.EARLY: early,
            C.ON_TIME: n,
            C.LATE: late,
            C.RESOLVED: early + n + late,
            C.PENDING_IN_TIME: waiting,
            C.PENDING_OVERDUE: 1,
            C.PENDING: waiting + 1,
            C.PAUSED: paused,
            C.CARRIED_OVER: 5,
            C.RECEIVED: early + n + late + waiting + 1 + paused,
        }
        counts[C.RECEIVED_IN_PERIOD] = counts[C.RECEIVED] - 5
        counts[C.RECEIVED_ONLINE] = online
        counts[C.RECEIVED_OFFLINE] = counts[C.RECEIVED_IN_PERIOD] - online
        counts[C.RECEIVED_POSTAL] = post
        counts[C.RECEIVED_IN_PERSON] = counts[C.RECEIVED_OFFLINE] - post
        return {count: n for count, n in counts.items() if count in held(read_form(form))}

    less: dict[tthc_stats.Count, int]
    less = {count: n for count, n in row(3).items() if count is not C.LATE}
    return [
        ((), "Văn phòng UBND tỉnh", row(1)),
        (("Sở ban ngành",), "=1+1", row(2)),
        (("Sở ban ngành",), "Sở B", row(40)),
        (("UBND cấp xã",), "Xã A", row(5)),
        (("UBND cấp xã", "Miền núi"), "Xã B", less),
        (("UBND cấp xã", "Miền núi"), "Xã C", row(7)),
    ]


@pytest.fixture(scope="module")
def opened_by_libreoffice(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with each form as LibreOffice computes it, as CSV and as a workbook: the stored
    values were taken away before.
    """
    folder = tmp_path_factory.mktemp("forms")
    for name in FORMS:
        data = workbook(filled(read_form(name), some_rows(name)))
        (folder / f"{name}.xlsx").write_bytes(without_values(data))
    for kind in ("csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,false", "xlsx"):
        subprocess.run(
            [
                soffice,
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                kind,
                "--outdir",
                str(folder / "computed"),
                *(str(folder / f"{name}.xlsx") for name in FORMS),
            ],
            check=True,
            capture_output=True,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            timeout=180,
        )
    return folder / "computed"


def csv_rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, delimiter=";")


@pytest.mark.parametrize("name", FORMS)
def test_libreoffice_computes_what_is_stored(name: str, opened_by_libreoffice: Path) -> None:
    form = filled(read_form(name), some_rows(name))
    wanted = [
        [row.name, *("" if f.value is None else f"{f.value:,}" for f in row.figures)]
        for row in form.rows
    ]
    lines = list(csv_rows(opened_by_libreoffice / f"{name}.csv"))
    width = len(form.form.columns)
    first = next(n for n, line in enumerate(lines) if line[1] == form.rows[0].name)
    assert [line[1:width] for line in lines[first : first + len(wanted)]] == wanted
    assert not [cell for line in lines for cell in line if cell.startswith(("#", "Err:"))]


@pytest.mark.parametrize("name", FORMS)
def test_what_libreoffice_saved_reads_back_too(name: str, opened_by_libreoffice: Path) -> None:
    form = filled(read_form(name), some_rows(name))
    (table,) = tthc_stats.read(opened_by_libreoffice / f"{name}.xlsx").tables
    for kind in (RowKind.DETAIL, RowKind.SECTION, RowKind.TOTAL):
        assert understood(table, kind) == printed(form, kind)


def test_absent_is_empty_and_never_zero() -> None:
    form = filled(read_form("ii06a"), some_rows("ii06a"))
    late = 10 - 3
    by_name = {row.name: row.figures[late] for row in form.rows}
    assert by_name["Xã B"] == (None, None)
    assert by_name["Miền núi"] == by_name["UBND cấp xã"] == by_name["Tổng cộng"] == (None, None)
    assert by_name["Sở ban ngành"] == (42, "down")
    resolved = {row.name: row.figures[7 - 3] for row in form.rows}
    assert resolved["Xã B"] == (3013, None)
    assert resolved["Xã C"] == (7021, "across")
    assert resolved["Miền núi"] == (10034, "down")
    (said,) = [f for f in form.findings if f.code == "FORM_EMPTY"]
    assert "(10) Quá hạn" in str(said.message)
    assert "1 of 6 rows" in str(said.message)


def test_the_same_figures_give_the_same_bytes() -> None:
    rows = some_rows("qd766")
    first = workbook(filled(read_form("qd766"), rows))
    assert first == workbook(filled(read_form("qd766"), rows))
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {item.date_time for item in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert core.count("2000-01-01T00:00:00Z") == 2


def test_broken_sums_are_told_and_not_adjusted() -> None:
    ((section, name, counts), *_) = some_rows("ii06a")
    wrong = {**counts, C.RESOLVED: counts[C.RESOLVED] + 9}
    form = filled(read_form("ii06a"), [(section, name, wrong)])
    assert form.rows[0].figures[4] == (counts[C.RESOLVED] + 9, None)
    told = [(f.code, f.left, f.right, f.difference) for f in form.findings]
    assert told == [
        ("FORM_SUM", wrong[C.RESOLVED], counts[C.RESOLVED], 9),
        ("FORM_SUM", counts[C.RECEIVED], counts[C.RECEIVED] + 9, 9),
    ]


def test_a_total_of_several_periods_may_be_empty() -> None:
    rows = some_rows("ii06a")[:1]
    total: dict[tthc_stats.Count, int]
    total = {count: n for count, n in rows[0][2].items() if count is not C.CARRIED_OVER}
    form = filled_with_total("ii06a", rows, total)
    assert form.rows[-1].figures[6 - 3] == (None, None)
    assert [f.code for f in form.findings] == ["FORM_EMPTY"]


def filled_with_total(name: str, rows: list[Row], total: dict[tthc_stats.Count, int]) -> FilledForm:
    return fill(read_form(name), outline(rows, total=total))
