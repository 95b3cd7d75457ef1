"""Random tables of several layouts: what holds adds up, and what does not is found."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from math import floor
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tthc_stats.analysis.checks.sums import broken_sums
from tthc_stats.analysis.indicators import Indicator
from tthc_stats.analysis.summary import Summary, summarize_tables
from tthc_stats.ingest.tables import read_tables
from tthc_stats.model.counts import Count
from tthc_stats.model.grid import Grid, Merge, Value
from tthc_stats.model.table import Table

C = Count
Figures = Mapping[Count, int]
Address = tuple[int, int]
FORMS = tomllib.loads((Path(__file__).parent / "forms.toml").read_text(encoding="utf-8"))
UNITS = ("Xã A", "Xã B", "Xã C", "Xã D", "Xã E")
CLASSES = (C.PAUSED, C.WITHDRAWN, C.REFUSED)
OUTCOMES = (C.EARLY, C.ON_TIME, C.LATE, C.PENDING_IN_TIME, C.PENDING_OVERDUE)


class Form:
    def __init__(self, name: str) -> None:
        told = FORMS[name]
        self.titles: list[str] = told["titles"]
        self.rows: str = told["rows"]
        self.names: Sequence[str] = told.get("names", UNITS)
        self.sections: Sequence[str] = told.get("sections", ())
        self.columns = {Count(key): tuple(path) for key, path in told["columns"].items()}
        self.derived = set(map(Count, told["derived"]))
        self.alone = set(map(Count, told.get("alone", ())))
        self.whole = Count(told.get("whole", "received"))
        self.classes = set(map(Count, told.get("classes", ())))
        self.days: int | None = told.get("days")
        self.as_text: bool = told.get("as_text", False)
        self.numbered: bool = told.get("numbered", False)

    def written(self, number: int) -> Value:
        return f"{number:,}".replace(",", ".") if self.as_text else number

    def known(self, row: Figures) -> dict[Count, int]:
        """What the form tells of a row: the printed counts and those that follow."""
        return {c: row[c] for c in Count if c in self.columns or c in self.derived}


@st.composite
def true_rows(draw: st.DrawFn, form: Form, least: int) -> Figures:
    """Every count of a row, so that all identities hold."""
    figure = st.integers(0, 9) | st.integers(0, 4000)
    row = {count: draw(figure) for count in OUTCOMES}
    row |= {c: draw(st.integers(least, 50)) if c in form.classes else 0 for c in CLASSES}
    row[C.IN_TIME] = row[C.EARLY] + row[C.ON_TIME]
    row[C.RESOLVED] = row[C.IN_TIME] + row[C.LATE] + row[C.REFUSED]
    row[C.PENDING] = row[C.PENDING_IN_TIME] + row[C.PENDING_OVERDUE]
    row[C.RECEIVED] = row[C.RESOLVED] + row[C.PENDING] + row[C.PAUSED] + row[C.WITHDRAWN]
    cuts = sorted(draw(st.integers(0, row[C.RECEIVED])) for _ in range(3))
    row[C.CARRIED_OVER], row[C.RECEIVED_ONLINE] = cuts[0], cuts[1] - cuts[0]
    row[C.RECEIVED_POSTAL] = cuts[2] - cuts[1] if C.RECEIVED_POSTAL in form.columns else 0
    row[C.RECEIVED_OFFLINE] = row[C.RECEIVED] - cuts[1]
    row[C.RECEIVED_IN_PERSON] = row[C.RECEIVED_OFFLINE] - row[C.RECEIVED_POSTAL]
    row[C.RECEIVED_IN_PERIOD] = row[C.RECEIVED] - cuts[0]
    return row


class Printed(NamedTuple):
    """A form with figures. parts: the names in each section, or all names in one.

    figured: whether section rows carry the sums of theirs. order: the columns in print.
    """

    form: Form
    rows: Mapping[str, Figures]
    parts: tuple[tuple[str, ...], ...]
    figured: bool
    total: bool
    order: tuple[Count, ...]

    def __repr__(self) -> str:
        return repr(
            [(label, row and [row[c] for c in self.order]) for _, label, row in self.lines()]
        )

    def lines(self) -> list[tuple[str | None, str, Figures | None]]:
        """Ordinal, label and figures of every row below the header."""
        held: list[tuple[str | None, str, Figures | None]] = []
        for n, names in enumerate(self.parts):
            if len(self.parts) > 1:
                figures = summed(self.rows[name] for name in names) if self.figured else None
                held.append(("I" * (n + 1), self.form.sections[n], figures))
            held += [(str(m), name, self.rows[name]) for m, name in enumerate(names, 1)]
        return held + ([(None, "Tổng cộng", summed(self.rows.values()))] if self.total else [])

    def covers(self, count: Count) -> bool:
        """Whether an equality covers the count in every row: an identity or a printed sum."""
        sums = self.total or (self.figured and len(self.parts) > 1)
        return sums or count not in self.form.alone


@st.composite
def tables(draw: st.DrawFn, form: Form, least: int = 1) -> Printed:
    """A table of a form; its classes beside resolved and pending hold ``least`` or more."""
    names = tuple(form.names[: draw(st.integers(3, 5))])
    cut = draw(st.integers(0, len(names) - 1)) if form.sections else 0
    parts = (names[:cut], names[cut:]) if cut else (names,)
    rows = {name: draw(true_rows(form, least)) for name in names}
    total = summed(rows.values())
    for row in rows.values():  # no row that looks like the total of the others
        assume(len({row[c] for c in Count if c in row and 2 * row[c] == total[c] >= 20}) < 2)
    return Printed(form, rows, parts, draw(st.booleans()), draw(st.booleans()), (*form.columns,))


def summed(rows: Iterable[Figures]) -> dict[Count, int]:
    listed = [*rows]
    return {count: sum(row[count] for row in listed) for count in listed[0]}


def header(paths: Sequence[tuple[str, ...]], top: int) -> tuple[list[list[Value]], list[Merge]]:
    """Header rows from caption paths: groups merged to the right, short paths downwards."""
    depth = max(map(len, paths))
    rows: list[list[Value]] = [[None] * len(paths) for _ in range(depth)]
    merges = []
    for level in range(depth):
        heads = [path[: level + 1] for path in paths]
        for head, run in groupby(range(len(paths)), heads.__getitem__):
            first, *others = run
            if len(head) <= level:
                continue
            rows[level][first] = head[-1]
            last = level if others or len(paths[first]) > level + 1 else depth - 1
            if others or last > level:
                merges.append(Merge(top + level, first, top + last, first + len(others)))
    return rows, merges


def grid_of(table: Printed) -> Grid:
    form = table.form
    paths = [("STT",), (form.rows,), *(form.columns[count] for count in table.order)]
    rows: list[list[Value]] = [[title] for title in form.titles]
    captions, merges = header(paths, len(rows))
    rows += captions
    if form.numbered:
        rows.append([f"({n})" for n in range(1, len(paths) + 1)])
    for ordinal, label, figures in table.lines():
        counts = [form.written(figures[c]) if figures else None for c in table.order]
        rows.append([ordinal, label, *counts])
    return Grid("a.xlsx", "xlsx", rows, merges=tuple(merges))


def cells_of(table: Printed) -> dict[Address, tuple[str, Count, int]]:
    """The label, the count and the figure of every cell with a figure."""
    lines = table.lines()
    first = len(grid_of(table).rows) - len(lines)
    return {
        (first + n, 2 + m): (label, count, figures[count])
        for n, (_, label, figures) in enumerate(lines)
        for m, count in enumerate(table.order)
        if figures
    }


def replaced(grid: Grid, values: Mapping[Address, Value]) -> Grid:
    rows = [list(row) for row in grid.rows]
    for (row, column), value in values.items():
        rows[row][column] = value
    return Grid(grid.file, grid.format, rows, merges=grid.merges)


def read(grid: Grid) -> Table:
    return read_tables([grid]).tables[0]


def groups_of(summary: Summary) -> dict[str | None, tuple[Figures, Mapping[str, Indicator]]]:
    return {next(iter(g.key.values())): (g.counts, g.indicators) for g in summary.groups}


# a. a consistent table
SHARES = {
    "early": (C.EARLY, C.RESOLVED), "late": (C.LATE, C.RESOLVED),
    "resolution": (C.RESOLVED, C.RECEIVED), "overdue": (C.PENDING_OVERDUE, C.PENDING),
    "online": (C.RECEIVED_ONLINE, C.RECEIVED_IN_PERIOD),
    "clearance": (C.RESOLVED, C.RECEIVED_IN_PERIOD), "full_process": (C.FULL_PROCESS, C.RESOLVED),
}  # fmt: skip


def half_up(number: Fraction, places: int) -> Decimal:
    return Decimal(floor(number * 10**places + Fraction(1, 2))).scaleb(-places)


def check_shares(indicators: Mapping[str, Indicator], counts: Figures, base: Count) -> None:
    for key, (above, below) in {**SHARES, "on_time": (C.IN_TIME, base)}.items():
        ratio, shown = indicators[key].ratio, indicators[key].value()
        assert (ratio.numerator, ratio.denominator) == (counts.get(above), counts.get(below))
        if shown is None:
            assert above not in counts or not counts.get(below)
            continue
        percent = Fraction(100 * counts[above], counts[below])
        places = -int(shown.as_tuple().exponent)
        assert shown == half_up(percent, places)
        if places != 2:  # only so that a share does not read as a round 0 or 100
            assert percent not in (0, 100)
            assert half_up(percent, places - 1) in (0, 100)


FEW = settings(deadline=None, max_examples=25)
EACH_FORM = pytest.mark.parametrize("form", [*map(Form, FORMS)], ids=FORMS)


@EACH_FORM
@FEW
@given(data=st.data(), base=st.sampled_from([C.RESOLVED, C.RECEIVED]))
def test_a_consistent_table_adds_up(form: Form, data: st.DataObject, base: Count) -> None:
    table = data.draw(tables(form, least=0))
    summary = summarize_tables([read(grid_of(table))], on_time_base=base)
    assert summary.findings == ()
    assert {name: counts for name, (counts, _) in groups_of(summary).items()} == {
        name: form.known(row) for name, row in table.rows.items()
    }
    assert summary.total.counts == form.known(summed(table.rows.values()))
    for group in (*summary.groups, summary.total):
        assert set(group.derived) == form.derived
        check_shares(group.indicators, group.counts, base)
        days = group.indicators["disposition_days"].value()
        above, below = group.counts[C.PENDING], group.counts[C.RESOLVED]
        known = form.days and below
        assert days == (half_up(Fraction(above * (form.days or 0), below), 2) if known else None)


# b. one wrong figure
@EACH_FORM
@FEW
@given(data=st.data())
def test_a_wrong_figure_is_found_and_its_repair_named(form: Form, data: st.DataObject) -> None:
    table = data.draw(tables(form))
    grid, cells = grid_of(table), cells_of(table)
    address, (name, count, old) = data.draw(st.sampled_from(sorted(cells.items())))
    new = data.draw(st.integers(0, 2 * old + 20).filter(lambda number: number != old))
    wrong = replaced(grid, {address: form.written(new)})
    findings = broken_sums(read(wrong))
    if not table.covers(count):
        row = {**table.rows[name], count: new}
        assert bool(findings) == (sum(row[c] for c in form.alone) > row[form.whole])
        return
    places = {grid.address(*where): where for where in cells}
    assert findings
    suggested = [s.changes for finding in findings for s in finding.suggestions]
    assert all(len(changes) == 1 for changes in suggested)
    named = {places[change.place.cell or ""]: change.new for (change,) in suggested}
    assert named.get(address) == old or any(f.more_suggestions for f in findings)
    for where, value in named.items():
        assert not broken_sums(read(replaced(wrong, {where: form.written(value)})))


# c. order
@EACH_FORM
@FEW
@given(data=st.data())
def test_order_does_not_matter(form: Form, data: st.DataObject) -> None:
    table = data.draw(tables(form, least=0))
    groups: dict[str, list[Count]] = {}
    for count in table.order:
        groups.setdefault(form.columns[count][0], []).append(count)
    order = [c for group in groups.values() for c in data.draw(st.permutations(group))]
    parts = tuple(tuple(data.draw(st.permutations(names))) for names in table.parts)
    left = summarize_tables([read(grid_of(table))])
    right = summarize_tables([read(grid_of(table._replace(order=tuple(order), parts=parts)))])
    assert groups_of(left) == groups_of(right)
    assert left.total == right.total


# f. what is absent
@EACH_FORM
@FEW
@given(data=st.data())
def test_absent_is_not_zero(form: Form, data: st.DataObject) -> None:
    table = data.draw(tables(form))
    cells = cells_of(table)
    blank = data.draw(st.sets(st.sampled_from(sorted(cells)), min_size=1, max_size=6))
    rows = [row for row, _ in blank]
    assume(all(rows.count(row) < len(form.columns) for row in rows))
    values = {address: data.draw(st.sampled_from([None, "-"])) for address in blank}
    summary = summarize_tables([read(replaced(grid_of(table), values))])
    assert summary.findings == ()
    groups = {name: counts for name, (counts, _) in groups_of(summary).items()}
    touched = {cells[address][0] for address in blank}
    for name, row in table.rows.items():
        assert groups[name].items() <= form.known(row).items()
        assert name in touched or groups[name] == form.known(row)
    true = form.known(summed(table.rows.values()))
    everywhere = set.intersection(*(set(counts) for counts in groups.values()))
    assert summary.total.counts == {c: n for c, n in true.items() if c in everywhere}
