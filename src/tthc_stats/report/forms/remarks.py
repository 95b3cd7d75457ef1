"""What does not fit: broken sums, empty columns, counts that a form has no column for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tthc_stats.analysis.constraints import completed, plan_for
from tthc_stats.analysis.outline import Entry, Moved, Outline
from tthc_stats.analysis.wording import named
from tthc_stats.model.counts import ALL_COUNTS, COUNT_NAMES, Count
from tthc_stats.model.findings import Finding, Place, Severity
from tthc_stats.model.identity import Identity
from tthc_stats.model.table import RowKind
from tthc_stats.model.text import T, Text
from tthc_stats.report.forms.definition import Form, FormCheck, FormColumn
from tthc_stats.report.forms.figures import FormRow, adds_up, values_of


def label(column: FormColumn) -> str:
    """A column for people: “(8) Trước hạn”."""
    return f"({column.number}) {column.path[-1]}"


def _labels(columns: Sequence[FormColumn]) -> str:
    return ", ".join(label(column) for column in columns)


def _source(outline: Outline) -> Place:
    """Where findings of the whole form stand: the first source."""
    source = outline.sources[0]
    return Place(source.file, source.sheet)


def remarks(form: Form, outline: Outline, rows: Sequence[FormRow]) -> Iterator[Finding]:
    """Everything that does not fit between an outline and a form filled from it."""
    yield from _elsewhere(form, outline)
    yield from _empty(form, outline, rows)
    yield from _misfits(form, outline)


MANY_ROWS = 3
"""Up to so many rows that break a sum are told one by one."""


def _misfits(form: Form, outline: Outline) -> Iterator[Finding]:
    """Sums of the form that rows break, but for what the source breaks by itself."""
    told = {(f.place, f.left, f.right) for f in outline.findings}
    sums = [FormCheck(c.number, c.parts) for c in form.figures if c.parts]
    values = [values_of(form, entry.counts) for entry in outline.entries]
    for check in (*sums, *form.checks):
        broken = [
            finding
            for entry, known in zip(outline.entries, values, strict=True)
            for finding in _broken(form, entry, known, check)
            if (finding.place, finding.left, finding.right) not in told
        ]
        if len(broken) <= MANY_ROWS:
            yield from broken
        else:
            yield _together(check, broken, len(outline.entries))


def _broken(
    form: Form, entry: Entry, values: Mapping[int, int], check: FormCheck
) -> Iterator[Finding]:
    """The finding of a row that breaks a sum whose figures it all has."""
    known = all(n in values for n in (check.total, *check.parts))
    if not known or adds_up(check, values):
        return
    left, right = values[check.total], sum(values[part] for part in check.parts)
    place = entry.place(form.columns[check.total - 1].count or Count.RECEIVED)
    yield Finding(
        "FORM_SUM",
        Severity.ERROR,
        place._replace(row=place.row or entry.name),
        T(
            "the form has {check}, but the figures are {left} and {right}: they are printed as "
            "they are",
            check=str(check),
            left=left,
            right=right,
        ),
        left=left,
        right=right,
        difference=abs(left - right),
        counts=tuple(
            count
            for number in (check.total, *check.parts)
            if (count := form.columns[number - 1].count)
        ),
    )


def _together(check: FormCheck, broken: Sequence[Finding], rows: int) -> Finding:
    """One finding for a sum that many rows break, at the first of them."""
    first = broken[0]
    text = T(
        "the form has {check}, but {number} of {all} rows have other figures, the first of them "
        "{left} and {right}: they are printed as they are",
        check=str(check),
        number=len(broken),
        all=rows,
        left=first.left,
        right=first.right,
    )
    return first._replace(message=text, details={"rows": [finding.place.row for finding in broken]})


def _empty(form: Form, outline: Outline, rows: Sequence[FormRow]) -> Iterator[Finding]:
    """Columns that the source does not fill, or not in every row."""
    details = [row for row in rows if row.kind is RowKind.DETAIL]
    blank: list[FormColumn] = []
    needed = {part for column in form.figures for part in column.parts}
    for place, column in enumerate(form.figures):
        empty = sum(row.figures[place].value is None for row in details)
        if column.holds and column.number not in needed:
            continue  # it is to be written by hand
        if details and empty == len(details):
            blank.append(column)
        elif empty:
            text = T(
                "column {column} is empty in {number} of {all} rows, which do not tell it, so "
                "its total is empty",
                column=label(column),
                number=empty,
                all=len(details),
            )
            yield _remark("FORM_EMPTY", outline, text)
        elif details and rows[-1].kind is RowKind.TOTAL and rows[-1].figures[place].value is None:
            text = T(
                "the total of column {column} is empty: the rows are of several periods and "
                "cannot be added up",
                column=label(column),
            )
            yield _remark("FORM_EMPTY", outline, text)
    if blank:
        text = T("nothing tells the columns {columns}: they stay empty", columns=_labels(blank))
        yield _remark("FORM_EMPTY", outline, text)


def _elsewhere(form: Form, outline: Outline) -> Iterator[Finding]:
    """What is counted elsewhere than in the source, or has no column of its own."""
    for moved in outline.moved:
        columns = [c for c in form.figures if c.count in moved.counts]
        yield _remark("FORM_CLASS", outline, _moved(columns, moved))
    left_out = list(_without_column(form, outline))
    if left_out:
        text = T(
            "the form has no column of its own for {counts}",
            counts=tuple(named(count, number) for count, number in left_out),
        )
        yield _remark("FORM_LEFT_OUT", outline, text)
    for column in form.figures:
        if column.also and column.count:
            yield from _two_meanings(outline, column, column.count, column.also)


def _moved(columns: Sequence[FormColumn], moved: Moved) -> Text:
    return (
        T(
            "{class_} {number}: the source counts them in columns {columns}, the form does not; "
            "they were taken out",
            class_=COUNT_NAMES[moved.class_],
            number=moved.number,
            columns=_labels(columns),
        )
        if moved.taken_out
        else T(
            "{class_} {number}: the form counts them in columns {columns}, the source does not; "
            "they were added",
            class_=COUNT_NAMES[moved.class_],
            number=moved.number,
            columns=_labels(columns),
        )
    )


def _without_column(form: Form, outline: Outline) -> Iterator[tuple[Count, int]]:
    """Counts that some row has and that the columns of the form neither hold nor determine."""
    told = {count for entry in outline.entries for count in entry.counts}
    held = {column.count for column in form.figures}
    held |= {column.also for column in form.figures if column.count in told}
    held |= {moved.class_ for moved in outline.moved if not moved.taken_out}
    for count in ALL_COUNTS:
        number = sum(entry.counts.get(count, 0) for entry in outline.entries)
        if count not in held and number and not _determined(form, outline, count):
            yield count, number


def _determined(form: Form, outline: Outline, count: Count) -> bool:
    """Whether the filled columns of the form give a count, in every row that has it."""
    columns = {column.count for column in form.figures}
    for entry in outline.entries:
        if count in entry.counts:
            shown = {held: n for held, n in entry.counts.items() if held in columns}
            ways = IDENTITIES if Count.RECEIVED_POSTAL in entry.counts else WITHOUT_POST
            plan = plan_for(ways, shown.keys(), balance=False)
            if completed(plan, shown)[0].get(count) != entry.counts[count]:
                return False
    return True


C = Count
SUMS = (
    Identity("CHANNELS", C.RECEIVED_IN_PERIOD, (C.RECEIVED_ONLINE, C.RECEIVED_OFFLINE)),
    Identity("RECEIVED", C.RECEIVED, (C.CARRIED_OVER, C.RECEIVED_IN_PERIOD)),
    Identity("IN_TIME", C.IN_TIME, (C.EARLY, C.ON_TIME)),
    Identity("TIMELINESS", C.RESOLVED, (C.IN_TIME, C.LATE)),
    Identity("PENDING", C.PENDING, (C.PENDING_IN_TIME, C.PENDING_OVERDUE)),
)
IDENTITIES = (
    *SUMS,
    Identity("CHANNELS", C.RECEIVED_OFFLINE, (C.RECEIVED_IN_PERSON, C.RECEIVED_POSTAL)),
)
WITHOUT_POST = (*SUMS, Identity("CHANNELS", C.RECEIVED_OFFLINE, (C.RECEIVED_IN_PERSON,)))
"""What the columns of a form say of counts that they do not print."""


def _two_meanings(
    outline: Outline, column: FormColumn, count: Count, also: Count
) -> Iterator[Finding]:
    """Where a caption names two counts that are not, or need not be, the same number."""
    both = [e for e in outline.entries if count in e.counts and also in e.counts]
    different = [entry for entry in both if entry.counts[count] != entry.counts[also]]
    if different:
        text = T(
            "column {column} holds {count}, as the sums of the form need it; {also} is another "
            "figure in {number} rows, together {sum} of {all}",
            column=label(column),
            count=COUNT_NAMES[count],
            also=COUNT_NAMES[also],
            number=len(different),
            sum=sum(entry.counts[also] for entry in different),
            all=sum(entry.counts[count] for entry in different),
        )
        yield _remark("FORM_CAPTION", outline, text)
    untold = [
        e.counts[count] for e in outline.entries if e.counts.get(count) and also not in e.counts
    ]
    if untold:
        text = T(
            "column {column} holds {count} {sum}: in {number} rows the source does not tell how "
            "many of them are {also}",
            column=label(column),
            count=COUNT_NAMES[count],
            also=COUNT_NAMES[also],
            number=len(untold),
            sum=sum(untold),
        )
        yield _remark("FORM_CAPTION", outline, text)


def _remark(code: str, outline: Outline, text: Text) -> Finding:
    return Finding(code, Severity.WARNING, _source(outline), text)
