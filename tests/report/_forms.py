"""Outlines to fill forms from, and what a workbook of a form holds."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from hypothesis import strategies as st
from openpyxl import load_workbook

from tthc_stats.analysis.outline import Entry, Outline
from tthc_stats.analysis.summary import Source
from tthc_stats.model.counts import ALL_COUNTS, Count
from tthc_stats.model.findings import Place
from tthc_stats.model.period import Period
from tthc_stats.report.forms.definition import Form
from tthc_stats.report.forms.fill import NO_FACTS, FilledForm, FormFacts, fill
from tthc_stats.report.forms.layout import sheet_of
from tthc_stats.report.writers.form_workbook import workbook_of

C = Count
Section = tuple[str, ...]
Row = tuple[Section, str, dict[Count, int]]
AUGUST = Period(date(2026, 7, 15), date(2026, 8, 14))
NAMES = (
    "Xã A",
    "Đất đai",
    "=1+1",
    "@Hộ tịch",
    "Trung tâm Phục vụ hành chính công và Văn phòng đăng ký đất đai khu vực số một",
    "A & B <C>",
    "_x0041_",
    "Phường 12",
)
SECTIONS: tuple[Section, ...] = (
    (),
    ("Sở ban ngành",),
    ("UBND cấp xã",),
    ("Khối tỉnh", "Sở ban ngành"),
    ("Khối tỉnh", "Văn phòng đăng ký đất đai"),
    ("Khối xã", "Miền núi"),
    ("Khối xã",),
    ("Khối xã", "Đồng bằng", "Ven biển"),
)


def added(rows: Sequence[Mapping[Count, int]]) -> dict[Count, int]:
    return {
        count: sum(row[count] for row in rows)
        for count in ALL_COUNTS
        if all(count in row for row in rows)
    }


def outline(rows: Sequence[Row], **changed: Any) -> Outline:
    """Rows as an outline of one source; sections and the total are the sums of their rows."""

    def within(section: Section) -> list[dict[Count, int]]:
        return [counts for own, _, counts in rows if own[: len(section)] == section]

    outer = {own[:n] for own, _, _ in rows for n in range(1, len(own) + 1)}
    return Outline(
        entries=tuple(Entry(s, n, c, partial(_place, n)) for s, n, c in rows),
        sections={section: added(within(section)) for section in outer},
        total=added(within(())),
        by="unit",
        period=AUGUST,
        unit="UBND tỉnh A",
        sources=(Source("a.xlsx", None, "counts", "columns"),),
        findings=(),
    )._replace(**changed)


def _place(name: str, count: Count) -> Place:
    return Place("a", None, None, name)


def held(form: Form) -> list[Count]:
    return [column.count for column in form.figures if column.count]


@st.composite
def counts(draw: st.DrawFn, *, paused_apart: bool) -> dict[Count, int]:
    """Counts under which every sum of a form holds."""
    largest = draw(st.sampled_from((0, 9, 5000, 9_999_999)))
    parts = (C.EARLY, C.ON_TIME, C.LATE, C.PENDING_IN_TIME, C.PENDING_OVERDUE)
    row = {count: draw(st.integers(0, largest)) for count in parts}
    row[C.RESOLVED] = row[C.EARLY] + row[C.ON_TIME] + row[C.LATE]
    row[C.PENDING] = row[C.PENDING_IN_TIME] + row[C.PENDING_OVERDUE]
    row[C.PAUSED] = draw(st.integers(0, 50)) if paused_apart else 0
    row[C.RECEIVED] = row[C.RESOLVED] + row[C.PENDING] + row[C.PAUSED]
    row[C.CARRIED_OVER] = draw(st.integers(0, row[C.RECEIVED]))
    row[C.RECEIVED_IN_PERIOD] = row[C.RECEIVED] - row[C.CARRIED_OVER]
    row[C.RECEIVED_ONLINE] = draw(st.integers(0, row[C.RECEIVED_IN_PERIOD]))
    row[C.RECEIVED_OFFLINE] = row[C.RECEIVED_IN_PERIOD] - row[C.RECEIVED_ONLINE]
    row[C.RECEIVED_POSTAL] = draw(st.integers(0, row[C.RECEIVED_OFFLINE]))
    row[C.RECEIVED_IN_PERSON] = row[C.RECEIVED_OFFLINE] - row[C.RECEIVED_POSTAL]
    return row


@st.composite
def rows_of(draw: st.DrawFn, form: Form) -> list[Row]:
    """Rows in sections, some without some of the counts of the form."""
    places = draw(st.lists(st.sampled_from(SECTIONS), unique=True, min_size=1, max_size=4))
    missing = draw(st.sets(st.sampled_from(held(form)), max_size=3))
    rows: list[Row] = []
    for section in places:
        for name in draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1, max_size=5)):
            all_counts = draw(counts(paused_apart=C.PAUSED in held(form)))
            absent = missing if draw(st.booleans()) else frozenset()
            kept = {c: n for c, n in all_counts.items() if c in held(form) and c not in absent}
            rows.append((section, name, kept))
    return rows


def filled(form: Form, rows: Sequence[Row], facts: FormFacts = NO_FACTS) -> FilledForm:
    return fill(form, outline(rows), facts)


def workbook(form: FilledForm) -> bytes:
    return workbook_of([sheet_of(form)])


def recomputed(data: bytes) -> dict[str, tuple[object, int]]:
    """Every formula of a workbook: its stored value, and what its cells add up to."""
    stored = load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    written = load_workbook(io.BytesIO(data)).worksheets[0]
    values = {cell.coordinate: cell.value for row in stored for cell in row}
    found: dict[str, tuple[object, int]] = {}
    for row in written:
        for cell in row:
            if cell.data_type == "f":
                found[cell.coordinate] = (values[cell.coordinate], _value(str(cell.value), values))
    return found


def _value(formula: str, values: Mapping[str, Any]) -> int:
    cells: list[str] = []
    for part in re.findall(r"[A-Z]+\d+(?::[A-Z]+\d+)?", formula):
        first, _, last = part.partition(":")
        column, top = re.fullmatch(r"([A-Z]+)(\d+)", first).groups()  # type: ignore[union-attr]
        bottom = re.sub(r"[A-Z]", "", last or first)
        cells += [f"{column}{row}" for row in range(int(top), int(bottom) + 1)]
    assert re.fullmatch(r"=(SUM\([A-Z0-9:,]+\)|[A-Z0-9+]+)", formula)
    assert all(isinstance(values[cell], int) for cell in cells), formula
    return sum(values[cell] for cell in cells)


def without_values(data: bytes) -> bytes:
    """A workbook whose formulas have no stored values, so that a program must compute them."""
    bare, taken = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(bare, "w") as target:
        for item in source.infolist():
            text = source.read(item)
            if item.filename.startswith("xl/worksheets/"):
                text, number = re.subn(rb"(<f>[^<]*</f>)<v>[^<]*</v>", rb"\1", text)
                taken += number
            target.writestr(item, text)
    assert taken
    return bare.getvalue()
