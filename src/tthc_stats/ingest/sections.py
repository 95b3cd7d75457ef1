"""Sections that only their figures tell: rows that are the sum of the rows beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from tthc_stats.ingest.rows import RawRow, names_total, unit_level
from tthc_stats.model.findings import Finding, Severity
from tthc_stats.model.table import Row, RowKind, Table
from tthc_stats.model.text import T, Text

Runs = dict[int, Sequence[int]]
"""By the position of a row, those of the rows whose sum it is."""

BELOW, ABOVE = 1, -1
CLEAR_FIGURES = 3
"""Different figures, none of them 0, that are no chance where they all add up."""


def figures_missed(table: Table, row: Row, parts: Sequence[int]) -> int:
    """How many figures of a row are not the sums of those of some others."""
    return sum(
        number != sum(table.rows[part].counts.get(count, 0) for part in parts)
        for count, number in row.counts.items()
    )


def find_sections(table: Table, raw: Sequence[RawRow]) -> None:
    """Tell sections from details by their figures where their numbers do not."""
    numbered = [bool(source.ordinal) for source in raw]
    if any(numbered):
        _sections_beside_numbers(table, numbered)
    else:
        _sections_without_numbers(table)
    if not any(row.kind is RowKind.TOTAL and row.sums and row.counts for row in table.rows):
        table.findings += _unnamed_totals(table, numbered)


def _sections_beside_numbers(table: Table, numbered: Sequence[bool]) -> None:
    _unnumbered_sections(table, numbered)
    _unnumbered_parts(table, numbered)
    _numbered_totals(table)
    if all(numbered[n] for n, row in enumerate(table.rows) if row.kind is RowKind.DETAIL):
        _sections_by_totals(table)


def _unnamed_totals(table: Table, numbered: Sequence[bool]) -> list[Finding]:
    """What is told of rows that no name, but their figures show to be the sum of all others."""
    details = sum(row.kind is RowKind.DETAIL for row in table.rows)
    if details < 2:
        return []
    from tthc_stats.ingest.unnamed_totals import taken_for_total, unnamed_total

    for position, row in enumerate(table.rows):
        by_figures = row.kind is RowKind.SECTION and row.note and not numbered[position]
        if by_figures and len(row.sums) == details and not names_total(row.label or ""):
            return [taken_for_total(table, row)]
    return unnamed_total(table)


def _numbered_totals(table: Table) -> None:
    """A numbered row that is named like a total and is the sum of all others is one."""
    details = [n for n, row in enumerate(table.rows) if row.kind is RowKind.DETAIL]
    for position in details:
        row = table.rows[position]
        if not names_total(row.label or ""):
            continue
        others = [other for other in details if other != position]
        if len(others) > 1 and any(row.counts.values()) and not figures_missed(table, row, others):
            _make_section(table, position, others, inside=False)
            return


def _unnumbered_parts(table: Table, numbered: Sequence[bool]) -> None:
    """Rows without a number below a numbered one are its parts where they add up to it."""
    if all(numbered):
        return
    position = 0
    while position < len(numbered):
        after = position + 1
        while (
            after < len(numbered)
            and not numbered[after]
            and table.rows[after].kind is RowKind.DETAIL
        ):
            after += 1
        row, parts = table.rows[position], range(position + 1, after)
        if numbered[position] and row.kind is RowKind.DETAIL and parts:
            _as_section(table, position, parts)
        position = after


def _unnumbered_sections(table: Table, numbered: Sequence[bool]) -> None:
    """An unnumbered row that is exactly the sum of the numbered rows below it, or else above
    it, is their section and not one more detail.
    """
    for position, row in enumerate(table.rows):
        if numbered[position] or row.kind is not RowKind.DETAIL or not any(row.counts.values()):
            continue
        for step in (BELOW, ABOVE):
            parts = _run(table, numbered, position, step)
            if len(parts) > 1 and not figures_missed(table, row, parts):
                _make_section(table, position, sorted(parts))
                break


def _run(table: Table, numbered: Sequence[bool], position: int, step: int) -> list[int]:
    """The numbered detail rows next to a row, in one direction."""
    parts = []
    for at in range(position + step, len(table.rows) if step > 0 else -1, step):
        kind = table.rows[at].kind
        if kind is not RowKind.PAGE:
            if kind is not RowKind.DETAIL or not numbered[at]:
                break
            parts.append(at)
    return parts


def _make_section(
    table: Table, position: int, parts: Sequence[int], *, inside: bool = True
) -> None:
    """Turn a row into the section of some others; no sum counts it any more.

    inside: whether they stand in it; a total of all is no place to stand in.
    """
    row = table.rows[position]
    row.kind, row.sums, row.note = RowKind.SECTION, tuple(parts), _reason(position, parts)
    for other in table.rows:
        if other is not row and position in other.sums:
            other.sums = tuple(n for n in other.sums if n != position)
    for part in parts if inside else ():
        table.rows[part].section = (*row.section, row.label or "")


def _reason(position: int, parts: Sequence[int]) -> Text:
    if min(parts) > position:
        return T("the sum of the {number} rows below it, so not counted again", number=len(parts))
    return T("the sum of the {number} rows above it, so not counted again", number=len(parts))


def _as_section(table: Table, position: int, parts: Sequence[int]) -> None:
    row = table.rows[position]
    adds_up = any(row.counts.values()) and not figures_missed(table, row, parts)
    if adds_up and not _peers(table, position, parts):
        _make_section(table, position, parts)
        return
    for part in parts:
        table.findings.append(
            Finding(
                "UNNUMBERED_ROW",
                Severity.WARNING,
                table.place(table.rows[part]),
                T(
                    "the row has no number where others have one, and nothing shows it to be a "
                    "part of the row above: it is counted as a row of its own"
                ),
            )
        )


def _sections_without_numbers(table: Table) -> None:
    """Where no row has a number, rows that are the sums of those beside them are sections.

    A printed total decides; without one they are sections where every row belongs to one
    and the names or the figures bear it out. Whatever stays open is a finding.
    """
    if _sections_by_totals(table):
        return
    exact = {step: _runs(table, step, least=2) for step in (BELOW, ABOVE)}
    for step, runs in exact.items():
        if near := _near_sections(table, step, runs):
            table.findings += near
            return
        if _borne_out(table, runs):
            _make_sections(table, runs)
            return
    for runs in exact.values():
        if clear := _clear(table, runs):
            table.findings += [_perhaps_section(table, head, clear[head]) for head in clear]
            return


def _borne_out(table: Table, runs: Runs) -> bool:
    """Whether sums are sections without a printed total: every row belongs to one, and names
    or figures leave no doubt. One that is the sum of all other rows is told as their total.
    """
    if not _clear(table, runs) or _outside(table, runs):
        return False
    if any(_peers(table, head, parts) for head, parts in runs.items()):
        return False
    return len(runs) == 1 or all(
        _named_apart(table, head, parts) or _no_chance(table, head, parts)
        for head, parts in runs.items()
    )


def _no_chance(table: Table, head: int, parts: Sequence[int]) -> bool:
    from tthc_stats.ingest.unnamed_totals import sums_of

    return sums_of(table, head, parts).no_chance


def _peers(table: Table, head: int, parts: Sequence[int]) -> bool:
    """Whether a row is a unit of the same level as one of some others: “Xã A” beside “Xã B”
    is no section of it, whatever the figures.
    """
    level = unit_level(table.rows[head].label or "")
    return level is not None and level in _levels(table, parts)


def _named_apart(table: Table, head: int, parts: Sequence[int]) -> bool:
    """Whether a row is named as something else than its parts: “Các xã” above “Xã A”, or
    “Xã A” above fields.
    """
    return unit_level(table.rows[head].label or "") not in _levels(table, parts)


def _levels(table: Table, positions: Sequence[int]) -> set[str | None]:
    return {unit_level(table.rows[position].label or "") for position in positions}


def _near_sections(table: Table, step: int, exact: Runs) -> list[Finding]:
    """Errors where every row from the first section on belongs to one, and one of them has a
    slip in its sums.
    """
    runs = _runs(table, step, least=2, lenient=True)
    first = (min if step == BELOW else max)(runs, default=0)
    if len(runs) < 2 or any(step * (row - first) > 0 for row in _outside(table, runs)):
        return []
    if any(runs.get(head) != parts for head, parts in exact.items()):
        return []
    from tthc_stats.ingest.unnamed_totals import sums_of, unrecognised_section

    found = [sums_of(table, head, parts) for head, parts in runs.items()]
    if not all(sums.no_chance for sums in found):
        return []
    return [unrecognised_section(table, sums) for sums in found if sums.wrong]


def _sections_by_totals(table: Table) -> bool:
    """Find the sections that printed totals leave out; whether there are such totals."""
    totals = [row for row in table.rows if row.kind is RowKind.TOTAL and row.sums and row.counts]
    if all(not figures_missed(table, total, total.sums) for total in totals):
        return bool(totals)
    runs = next((runs for runs in _tried_runs(table) if _explains(table, totals, runs)), None)
    if runs:
        _make_sections(table, runs)
        return True
    table.findings += [
        _unrecognised(table, total)
        for total in totals
        if _is_half(table, total, _different(table, total.sums))
    ]
    return True


def _tried_runs(table: Table) -> Iterator[Runs]:
    """Sections as they may stand: of several rows before those of one, exact before not."""
    for least in (2, 1):
        for step in (BELOW, ABOVE):
            for lenient in (False, True):
                yield _runs(table, step, least=least, lenient=lenient)


def _explains(table: Table, totals: Sequence[Row], runs: Runs) -> bool:
    return bool(runs) and all(_explained(table, total, runs) for total in totals)


def _explained(table: Table, total: Row, runs: Runs) -> bool:
    """Whether a total adds up without the sections, but for a slip or two."""
    without = [part for part in total.sums if part not in runs]
    wrong, wrong_now = (figures_missed(table, total, parts) for parts in (without, total.sums))
    return wrong == 0 or (wrong < wrong_now and 3 * wrong <= len(total.counts))


def _different(table: Table, parts: Sequence[int]) -> list[int]:
    """Some rows without those printed twice."""
    rows = {(table.rows[n].label, *table.rows[n].counts.items()): n for n in reversed(parts)}
    return sorted(rows.values())


def _is_half(table: Table, total: Row, parts: Sequence[int]) -> bool:
    doubled = {count: 2 * number for count, number in total.counts.items()}
    return any(doubled.values()) and all(
        number == sum(table.rows[part].counts.get(count, 0) for part in parts)
        for count, number in doubled.items()
    )


def _runs(table: Table, step: int, *, least: int, lenient: bool = False) -> Runs:
    """Rows that are the sum of the rows next to them in one direction.

    least: the fewest rows of a section. lenient: whether a slip or two may stand in it.
    """
    found: Runs = {}
    for block in _blocks(table, step):
        at = 0
        while at < len(block):
            parts = block[at + 1 : at + 1 + _run_length(table, block, at, lenient=lenient)]
            if len(parts) >= least:
                found[block[at]] = sorted(parts)
                at += len(parts)
            at += 1
    return found


def _blocks(table: Table, step: int) -> Iterator[list[int]]:
    """Details that follow one another, over the ends of pages, in one direction."""
    kinds = {n: row.kind for n, row in enumerate(table.rows) if row.kind is not RowKind.PAGE}
    for detail, members in groupby(
        list(kinds)[::step], key=lambda position: kinds[position] is RowKind.DETAIL
    ):
        if detail:
            yield list(members)


def _run_length(table: Table, block: Sequence[int], at: int, *, lenient: bool) -> int:
    """How many rows after one of a block add up to it; 0 where none do."""
    head = table.rows[block[at]]
    if at + 1 == len(block) or not any(head.counts.values()):
        return 0
    if head.label == table.rows[block[at + 1]].label:
        return 0  # one row printed twice
    left = dict(head.counts)
    allowed = len(left) // 3 if lenient else 0
    for end in range(at + 1, len(block)):
        for count, number in table.rows[block[end]].counts.items():
            left[count] = left.get(count, 0) - number
        numbers = left.values()
        if min(numbers) < 0 and sum(number < 0 for number in numbers) > allowed:
            return 0
        if sum(number != 0 for number in numbers) <= allowed:
            return end - at + _blank_rows(table, block, end + 1)
    return 0


def _blank_rows(table: Table, block: Sequence[int], start: int) -> int:
    """How many rows of a block, from one on, have nothing to add."""
    end = start
    while end < len(block) and not any(table.rows[block[end]].counts.values()):
        end += 1
    return end - start


def _clear(table: Table, runs: Runs) -> Runs:
    """The sums of several rows that are not blank, in enough figures that they may be sections."""
    return {
        head: parts
        for head, parts in runs.items()
        if len({number for number in table.rows[head].counts.values() if number}) >= CLEAR_FIGURES
        and sum(any(table.rows[part].counts.values()) for part in parts) > 1
    }


def _outside(table: Table, runs: Runs) -> list[int]:
    """The details that belong to no section."""
    held = {*runs, *(part for parts in runs.values() for part in parts)}
    return [
        position
        for position, row in enumerate(table.rows)
        if row.kind is RowKind.DETAIL and position not in held
    ]


def _make_sections(table: Table, runs: Runs) -> None:
    for head, parts in runs.items():
        _make_section(table, head, parts)


def _perhaps_section(table: Table, head: int, parts: Sequence[int]) -> Finding:
    """A warning where the row is counted; an error where its figures are no chance and its
    name does not tell, since both readings would be a guess.
    """
    place = table.place(table.rows[head])
    first, last = (str(table.rows[part].index + 1) for part in (min(parts), max(parts)))
    if _no_chance(table, head, parts) and not _peers(table, head, parts):
        text = T(
            "the row is exactly the sum of rows {first} to {last}, and nothing tells whether it "
            "is their section or a row of its own: number the rows (I, 1, 2 …) or print a total",
            first=first,
            last=last,
        )
        return Finding("UNRECOGNISED_SECTION", Severity.ERROR, place, text)
    text = T(
        "the row is exactly the sum of rows {first} to {last}, but is counted as a row of its "
        "own: if it is their section, number the rows (I, 1, 2 …) or print a total",
        first=first,
        last=last,
    )
    return Finding("UNRECOGNISED_SECTION", Severity.WARNING, place, text)


def _unrecognised(table: Table, total: Row) -> Finding:
    return Finding(
        "UNRECOGNISED_SECTION",
        Severity.ERROR,
        table.place(total),
        T(
            "the printed total is exactly half of the sum of its rows, so some of them are "
            "sections, but their figures do not tell which: number the rows (I, 1, 2 …) or "
            "leave the sections out"
        ),
    )
