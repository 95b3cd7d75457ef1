"""Checks of registers: dossiers whose dates, codes and statuses cannot all be right.

One finding a rule and file, with the number of dossiers and the first of them. Every rule is
a condition in SQL over the dossiers of a register (``facts``), so that all rules take one
pass over a file of any size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from tthc_stats.model.findings import Finding, Place, Severity
from tthc_stats.model.register import Register, Role
from tthc_stats.model.text import T, Text
from tthc_stats.tally.doubles import Double, double_codes
from tthc_stats.tally.facts import SHOWN, Dossier, Seen, cell_of, first_of, measured, named
from tthc_stats.tally.months import last_day, last_in_company, month_sql
from tthc_stats.tally.registers import LISTED, Registers
from tthc_stats.tally.views import FINISHES

Say = Callable[[int, tuple[str, ...]], Text]


class Rule(NamedTuple):
    """What a register must not say.

    needs: the columns without which it says nothing, at least one of each tuple; the first
    that is there gives the cell of the finding. when: which dossiers break it. base, usual:
    the rule counts only where more than half of the dossiers of ``base`` are ``usual``.
    """

    code: str
    severity: Severity
    needs: tuple[tuple[Role, ...], ...]
    when: str
    say: Say
    base: str = ""
    usual: str = ""


def _before(earlier: str, later: str) -> str:
    """Whether a moment is before another. Midnight is a day without its hour: of two moments
    of one day only those are compared that both name the hour.
    """
    return (
        f"({earlier} < {later} AND (CAST({earlier} AS DATE) < CAST({later} AS DATE) OR "
        f"({earlier} <> date_trunc('day', {earlier}) AND {later} <> date_trunc('day', {later}))))"
    )


CODE_DAY = r"CAST(try_strptime(regexp_extract(code, '-(\d{6})-\d+$', 1), '%y%m%d') AS DATE)"
"""The day inside a dossier code: TT 01/2018/TT-VPCP art. 19, the day of receipt."""
OPEN = "('new', 'pending', 'paused')"
CLOSED = "('resolved', 'withdrawn', 'returned')"
OLD_DUE = "COALESCE(previous_due, CASE WHEN extended_due IS NOT NULL THEN due END)"

RULES = (
    Rule(
        "FINISHED_EARLY",
        Severity.ERROR,
        (FINISHES, (Role.RECEIVED,)),
        _before("ended", "received"),
        lambda number, shown: T(
            "dossiers finished before they were received: {number} ({shown})",
            number=number,
            shown=shown,
        ),
    ),
    Rule(
        "DUE_EARLY",
        Severity.ERROR,
        ((Role.DUE,), (Role.RECEIVED,)),
        _before("due", "received"),
        lambda number, shown: T(
            "dossiers due before they were received: {number} ({shown})",
            number=number,
            shown=shown,
        ),
    ),
    Rule(
        "STATUS_DATES",
        Severity.ERROR,
        ((Role.STATUS,), FINISHES),
        f"state IN {OPEN} AND ended IS NOT NULL",
        lambda number, shown: T(
            "dossiers open by their status that have a day on which they were finished: "
            "{number} ({shown})",
            number=number,
            shown=shown,
        ),
    ),
    Rule(
        "STATUS_DATES",
        Severity.ERROR,
        ((Role.STATUS,), FINISHES),
        f"state IN {CLOSED} AND ended IS NULL",
        lambda number, shown: T(
            "dossiers finished by their status that have no day on which they were: "
            "{number} ({shown})",
            number=number,
            shown=shown,
        ),
    ),
    Rule(
        "CODE_DATE",
        Severity.WARNING,
        ((Role.CODE,), (Role.RECEIVED,)),
        f"{CODE_DAY} <> CAST(received AS DATE)",
        lambda number, shown: T(
            "dossiers whose code names another day than that of receipt: {number} ({shown})",
            number=number,
            shown=shown,
        ),
        base="code IS NOT NULL",
        usual=f"{CODE_DAY} = CAST(received AS DATE)",
    ),
    Rule(
        "DUE_MOVED",
        Severity.WARNING,
        ((Role.EXTENDED_ON,), (Role.PREVIOUS_DUE, Role.EXTENDED_DUE)),
        f"CAST(extended_on AS DATE) > CAST({OLD_DUE} AS DATE)",
        lambda number, shown: T(
            "dossiers whose due day was moved after it had passed: {number} ({shown})",
            number=number,
            shown=shown,
        ),
    ),
)
"""The rules that single dossiers break."""


class Heap(NamedTuple):
    """A thing that too many dossiers do.

    above: the largest share of ``base`` that is no sign of anything.
    """

    when: str
    above: Fraction
    say: Callable[[int, int], Text]


LEAST = 30
"""Dossiers below which a share tells nothing."""
BASE = (
    "ended IS NOT NULL AND CAST(due AS DATE) > CAST(received AS DATE) "
    "AND COALESCE(state NOT IN ('withdrawn', 'returned'), TRUE)"
)
"""Finished dossiers that had a day at least: a result handed over at once is due that day."""
HEAPS = (
    # The days of work spread: of the 43.821 finished dossiers of the Boston register of 2011
    # that have a due day, 4 in 100 are finished on it. More than half is a heap.
    Heap(
        "CAST(ended AS DATE) = CAST(due AS DATE)",
        Fraction(1, 2),
        lambda number, base: T(
            "{number} of {base} finished dossiers are finished exactly on the due day",
            number=number,
            base=base,
        ),
    ),
    # A day of work has 480 minutes: by chance one in 480 of those of the due day meets its
    # due minute. One in 20 of all is a heap.
    Heap(
        "date_trunc('minute', ended) = date_trunc('minute', due) AND due <> date_trunc('day', due)",
        Fraction(1, 20),
        lambda number, base: T(
            "{number} of {base} finished dossiers are finished at the very minute they are due",
            number=number,
            base=base,
        ),
    ),
)


def check_dossiers(registers: Registers) -> list[Finding]:
    """What the dossiers of some registers cannot be, file by file.

    Raises NotUnderstoodError where dates could be read both ways.
    """
    files: dict[str, list[int]] = {}
    for number, register in enumerate(registers.registers):
        files.setdefault(register.file, []).append(number)
    findings: list[Finding] = []
    doubles = repeated_codes(registers)
    for file, numbers in files.items():
        findings += [finding for finding in doubles if finding.place.file == file]
        findings += _check_file(registers, numbers)
    return findings


def _check_file(registers: Registers, numbers: Sequence[int]) -> Iterator[Finding]:
    rules = [*RULES, *_asked_future(registers)]
    counts = _counts(registers, numbers, rules)
    if lone := _lone_future(registers, counts.months):
        rules.append(lone)
        counts = _counts(registers, numbers, rules)
    made = dict(_broken(counts.numbers, rules))
    first = _first(registers, numbers, rules, made)
    for name, make in made.items():
        yield make(registers, Seen(counts.numbers[name], first[name]))


Make = Callable[[Registers, Seen], Finding]


def _broken(counts: Counter[str], rules: Sequence[Rule]) -> Iterator[tuple[str, Make]]:
    """The conditions that make a finding, by name, with what makes it."""
    for n, rule in enumerate(rules):
        usual = not rule.usual or 2 * counts[f"u{n}"] > counts[f"b{n}"]
        if counts[f"r{n}"] and usual:
            yield f"r{n}", partial(_finding, rule)
    base = counts["base"]
    for n, heap in enumerate(HEAPS):
        if base >= LEAST and Fraction(counts[f"h{n}"], base) > heap.above:
            yield f"h{n}", partial(_heap, heap, base)


class _Counts(NamedTuple):
    """How many dossiers satisfy each condition, and how many were new in each month."""

    numbers: Counter[str]
    months: Counter[int]


def _counts(registers: Registers, numbers: Sequence[int], rules: Sequence[Rule]) -> _Counts:
    """The registers of one file, in one pass over each."""
    total = _Counts(Counter(), Counter())
    for number in numbers:
        asked = {
            name: f"COUNT(*) FILTER (WHERE {sql})"
            for name, sql in _asked(registers.registers[number], rules).items()
        }
        found = measured(registers, number, {**asked, "months": f"histogram({month_sql(NEWEST)})"})
        total.months.update(found.pop("months") or {})
        total.numbers.update(found)
    return total


def _first(
    registers: Registers, numbers: Sequence[int], rules: Sequence[Rule], names: Iterable[str]
) -> dict[str, tuple[Dossier, ...]]:
    """The first dossiers of some conditions over the registers of one file."""
    first: dict[str, tuple[Dossier, ...]] = dict.fromkeys(names, ())
    for number in numbers:
        asked = _asked(registers.registers[number], rules)
        wanted = {name: asked[name] for name in first if name in asked}
        for name, found in first_of(registers, number, wanted).items() if wanted else ():
            first[name] = (*first[name], *found)[:LISTED]
    return first


def _asked(register: Register, rules: Sequence[Rule]) -> dict[str, str]:
    """The conditions of the rules that a register has the columns for."""
    asked = {"base": BASE}
    asked |= {f"h{n}": f"{heap.when} AND {BASE}" for n, heap in enumerate(HEAPS)}
    for n, rule in enumerate(rules):
        if all(set(needed) & register.roles.keys() for needed in rule.needs):
            asked[f"r{n}"] = rule.when
            asked |= {f"b{n}": rule.base, f"u{n}": rule.usual} if rule.usual else {}
    return asked


def _finding(rule: Rule, registers: Registers, broken: Seen) -> Finding:
    role = _role(registers, broken, rule.needs[0])
    return Finding(
        code=rule.code,
        severity=rule.severity,
        place=_place(registers, broken, role),
        message=rule.say(broken.number, named(registers, broken.first, role)),
        details=_details(broken),
    )


def _heap(heap: Heap, base: int, registers: Registers, found: Seen) -> Finding:
    role = _role(registers, found, FINISHES)
    return Finding(
        "HEAP",
        Severity.WARNING,
        _place(registers, found, role),
        heap.say(found.number, base),
        details={**_details(found), "of": base},
    )


def _role(registers: Registers, seen: Seen, roles: Sequence[Role]) -> Role:
    """The first of some roles that the register of the first dossier has."""
    register = registers.registers[seen.first[0].register]
    return next(role for role in roles if role in register.roles)


def _place(registers: Registers, seen: Seen, role: Role) -> Place:
    first = seen.first[0]
    return registers.registers[first.register].place(first.row, role)


def _details(seen: Seen) -> dict[str, object]:
    rows = [one.row + 1 for one in seen.first if one.row is not None]
    return {"number": seen.number, "rows": rows}


NEWEST = f"GREATEST(received, {', '.join(FINISHES)})"


def _asked_future(registers: Registers) -> list[Rule]:
    """Days after ``as_of``, where one is asked for."""
    last = registers.options.as_of
    return [_future(Severity.ERROR, last)] if last else []


def _lone_future(registers: Registers, months: Counter[int]) -> Rule | None:
    """Days that stand alone in the future, where no day is asked for."""
    last = None if registers.options.as_of else _last_day(months)
    return _future(Severity.WARNING, last) if last else None


def _future(severity: Severity, last: date) -> Rule:
    day = last.isoformat()

    def say(number: int, shown: tuple[str, ...]) -> Text:
        return T(
            "dossiers received or finished after {day}: {number} ({shown})",
            number=number,
            day=day,
            shown=shown,
        )

    when = f"CAST({NEWEST} AS DATE) > DATE '{day}'"
    return Rule("FUTURE_DATE", severity, ((Role.RECEIVED,),), when, say)


def _last_day(months: Counter[int]) -> date | None:
    """The end of the last month before days that stand alone; ``None`` without them."""
    final = last_in_company(months) if months else 0
    return last_day(final) if months and final < max(months) else None


def repeated_codes(registers: Registers) -> list[Finding]:
    """Repeated codes, one finding a file and kind: rows alike, and rows that differ."""
    found: dict[tuple[str, bool], list[Double]] = {}
    for double in double_codes(registers):
        file = registers.registers[double.register].file
        found.setdefault((file, double.alike), []).append(double)
    return [_double(registers, alike, same) for (_, alike), same in sorted(found.items())]


def _double(registers: Registers, alike: bool, doubles: Sequence[Double]) -> Finding:
    number = sum(double.number for double in doubles)
    first = sorted(pair for double in doubles for pair in double.first)
    shown = tuple(_again(registers, again, before) for again, before in first[:SHOWN])
    if alike:
        text = T(
            "dossiers that stand twice, the same in every column that is read: {number} ({shown})",
            number=number,
            shown=shown,
        )
    else:
        text = T(
            "dossier codes that stand more than once, in differing rows: {number} ({shown})",
            number=number,
            shown=shown,
        )
    seen = Seen(number, tuple(again for again, _ in first[:LISTED]))
    severity = Severity.WARNING if alike else Severity.ERROR
    return Finding(
        "DUPLICATE_CODE",
        severity,
        _place(registers, seen, Role.CODE),
        text,
        details=_details(seen),
    )


def _again(registers: Registers, again: Dossier, before: Dossier) -> Text | str:
    here, there = (registers.registers[one.register] for one in (again, before))
    where = str(there.place(before.row, Role.CODE))
    cell = cell_of(there, before.row, Role.CODE)
    if again.row is None and again.register == before.register:
        return again.code or ""
    return T(
        "{cell} {code} as in {other}",
        cell=cell_of(here, again.row, Role.CODE) or "",
        code=again.code or "",
        other=cell if cell and there.file == here.file else where,
    )
