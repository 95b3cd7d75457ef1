"""A document proofread: its claims with verdicts, and its counts with what does not add up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from tthc_stats.analysis.checks import check_tables
from tthc_stats.analysis.records import records_of
from tthc_stats.ingest.tables import read_tables
from tthc_stats.model.counts import COUNT_NAMES, UNCOUNTED, Count
from tthc_stats.model.document import Document
from tthc_stats.model.errors import NotUnderstoodError
from tthc_stats.model.findings import Finding, Place, Severity
from tthc_stats.model.table import Table
from tthc_stats.model.text import T, Text
from tthc_stats.proofread.against import compare
from tthc_stats.proofread.cells import Cells, claims_of, cut_tables
from tthc_stats.proofread.changes import changes_in
from tthc_stats.proofread.claim import (
    Claim,
    ClaimKind,
    Mention,
    Pair,
    Proofreading,
    Span,
    Subject,
    Verdict,
)
from tthc_stats.proofread.counterparts import Book, books_of_tables, period_of
from tthc_stats.proofread.divisions import divisions_of
from tthc_stats.proofread.ledger import READ, Ledger, Stated
from tthc_stats.proofread.levels import levels_of
from tthc_stats.proofread.margins import Found, added, margins_of
from tthc_stats.proofread.numbering import numbered_columns, numbers_only
from tthc_stats.proofread.places import Places
from tthc_stats.proofread.progress import Stretch
from tthc_stats.proofread.shares import shares_in
from tthc_stats.proofread.stated_share import StatedShareOf
from tthc_stats.proofread.sums import Told, conflicts_of, sums_of
from tthc_stats.proofread.tabled_shares import measured
from tthc_stats.proofread.verdicts import judged, way_in_words


def proofread(
    document: Document,
    books: Sequence[Book] = (),
    *,
    on_time_base: Count = Count.RESOLVED,
    progress: Callable[[float], None] | None = None,
) -> Proofreading:
    """Read the figures of a document and judge what it says of them.

    Tables of counts in it are checked as tables; what stands in other tables is text. books:
    tables and registers that its figures are compared with. on_time_base: what on-time shares
    are taken of that are measured by those. progress: hears how many per cent are done.
    """
    tables, understood = _tables(document)
    ledger = Ledger(document, understood, progress)
    places = Places(document)
    cells = Cells(document)
    judge = _Judge(ledger, books, _own_books(tables), on_time_base)
    stretch = Stretch(progress, len(document.text), READ, JUDGED)
    stated = stretch.along(shares_in(ledger), lambda share: share.figure.start)
    shares = [judge.claim(share) for share in stated]
    changes = changes_in(ledger, _exact(shares))
    claims = _told_once([*shares, *changes, *claims_of(tables, cells)])
    compared = compare(ledger, books, places.of)
    told = [
        *sums_of(ledger, places.of),
        *conflicts_of(ledger, places.of),
        *levels_of(ledger, places.of),
        *divisions_of(ledger, places.of),
        *(t for c in claims if not cells.holds(c.span) and (t := _told(c, places))),
        *compared.told,
    ]
    mentions = [mention_of(stated) for stated in ledger.stated.values() if stated.count]
    found = Found(claims, mentions, told)
    for margin in margins_of(document):
        added(found, proofread(margin, on_time_base=on_time_base))
    of_tables = _softened(_findings_of(tables, document), ledger) if tables else []
    told = _once(sorted(told, key=lambda one: one.span))
    return Proofreading(
        document,
        sorted(claims, key=lambda claim: claim.span),
        sorted(mentions, key=lambda mention: mention.span),
        [*(one.finding for one in told), *of_tables],
        [*(one.span for one in told), *(cells.at(finding.place) for finding in of_tables)],
        compared=compared.number + sum(claim.source is not None for claim in shares),
        figures=len(ledger.stated) + len(shares),
        tables=len(tables),
        rows=sum(bool(row.counts) for table in tables for row in table.rows),
    )


OF_LAYOUT = frozenset(
    {
        "UNKNOWN_COLUMN",
        "AMBIGUOUS_COLUMN",
        "UNSURE_COLUMN",
        "HIDDEN_COLUMN",
        "UNNAMED_ROW",
        "UNNUMBERED_ROW",
    }
)
"""Remarks on how a table is read: the tables of a report may have any columns and rows."""


def _told_once(claims: Sequence[Claim]) -> list[Claim]:
    """Claims in the order of the text, each told once: where a share is read in two ways, the
    one that explains it.
    """
    told: dict[tuple[Span, ClaimKind], Claim] = {}
    for claim in claims:
        key = claim.span, claim.kind
        if key not in told or BEST.index(claim.verdict) < BEST.index(told[key].verdict):
            told[key] = claim
    return sorted(told.values(), key=lambda claim: claim.span)


BEST = (Verdict.ROUNDED, Verdict.TRUNCATED, Verdict.WRONG, Verdict.NO_BASE)

JUDGED = 80
"""Per cent of all work when the shares have been judged."""
MOST_UNCOUNTED = 10
"""More figures of paused, returned or withdrawn dossiers than these explain anything."""


class _Judge(NamedTuple):
    """What shares are measured by: the text itself, then tables and registers beside it, then
    its own tables, which may be of other days or units and so prove no share wrong.
    """

    ledger: Ledger
    books: Sequence[Book]
    own: Sequence[Book]
    on_time_base: Count

    def claim(self, share: StatedShareOf) -> Claim:
        claim = judged(share, self.ledger)
        if claim.verdict is not Verdict.NO_BASE:
            return claim
        if found := measured(share, self.ledger, self.books, self.on_time_base):
            return found
        found = measured(share, self.ledger, self.own, self.on_time_base)
        if found and found.verdict is not Verdict.WRONG:
            return found._replace(source=None)
        return claim


def _once(told: Sequence[Told]) -> list[Told]:
    """Each thing said of a figure only once, whichever rules have found it."""
    return list({(one.finding.code, one.span): one for one in reversed(told)}.values())[::-1]


def _exact(shares: Sequence[Claim]) -> dict[int, Fraction]:
    """What the figures of right shares give, in per cent, by where the shares are printed."""
    return {
        claim.span.start: Fraction(claim.pair.numerator * 100, claim.pair.denominator)
        for claim in shares
        if claim.pair and claim.verdict is Verdict.ROUNDED
    }


def _own_books(tables: Sequence[Table]) -> list[Book]:
    """The document's tables whose counts can be read."""
    sound = [t for t in tables if not any(f.severity is Severity.ERROR for f in t.findings)]
    try:
        return books_of_tables(sound)
    except NotUnderstoodError:  # as beside lists of parts: then they measure nothing
        return []


def _tables(document: Document) -> tuple[list[Table], frozenset[int]]:
    """The tables of counts in a document, and which of its tables they are."""
    if not document.tables:
        return [], frozenset()
    numbered = numbered_columns(document)
    data = [
        grid
        for n, grid in enumerate(document.tables)
        if not numbers_only(grid, (column for table, column in numbered if table == n))
    ]
    tables = [t for t in read_tables(data).tables if not _of_shares(t)] if data else []
    grids = {id(table.grid) for table in tables}
    numbers = {table.grid.sheet for table in tables}
    understood = (
        n for n, grid in enumerate(document.tables) if id(grid) in grids or grid.sheet in numbers
    )
    return tables, frozenset(understood)


ROWS_LACKING = ("TOTAL_ROW", "SECTION_ROW")
"""What is found where rows of a table stand elsewhere."""


def _findings_of(tables: Sequence[Table], document: Document) -> list[Finding]:
    cut = cut_tables(document)
    return [
        finding
        for finding in check_tables(tables, records_of(tables)[0])
        if finding.code not in OF_LAYOUT
        and (finding.code not in ROWS_LACKING or finding.place.sheet not in cut)
    ]


def _softened(findings: Sequence[Finding], ledger: Ledger) -> list[Finding]:
    """A table without columns for paused, returned or withdrawn dossiers need not balance where
    the text around it tells of as many of them.
    """
    values = {(one.count, one.value) for one in ledger.stated.values() if one.count in UNCOUNTED}
    sums = {0}
    for _, value in values if len(values) <= MOST_UNCOUNTED else ():
        sums |= {one + value for one in sums}
    open_ = [f for f in findings if f.code == "BALANCE" and f.residue and f.difference]
    most: dict[str | None, int] = {}
    for finding in open_:
        most[finding.place.sheet] = max(most.get(finding.place.sheet, 0), finding.difference or 0)
    doubted = {id(finding) for finding in open_}
    told = {sheet for sheet, difference in most.items() if difference in sums}
    return [
        finding._replace(severity=Severity.WARNING)
        if id(finding) in doubted and finding.place.sheet in told
        else finding
        for finding in findings
    ]


def _of_shares(table: Table) -> bool:
    """Whether a table prints shares below the captions of counts, as those of charts do."""
    bad = sum(finding.code == "BAD_COUNT" for finding in table.findings)
    return bad > sum(len(row.counts) for row in table.rows)


def mention_of(stated: Stated) -> Mention:
    """A count of the text, as it is told."""
    assert stated.count
    return Mention(stated.count, stated.value, stated.span, subject_of(stated), stated.approximate)


def subject_of(stated: Stated) -> Subject:
    who, when = stated.scope
    return Subject(
        unit=who.name if who and who.kind != "level" else None,
        level=who.name if who and who.kind == "level" else None,
        period=period_of(when.name) if when else None,
        section=None,
    )


def _told(claim: Claim, places: Places) -> Told | None:
    """The finding of a claim that is wrong or cut off."""
    if claim.verdict is Verdict.WRONG:
        return Told(
            _finding(claim, places.of(claim.span), Severity.ERROR, _wrong(claim)), claim.span
        )
    if claim.verdict is Verdict.TRUNCATED and not claim.approximate and claim.pair:
        said = T(
            "{stated}% is truncated: {numerator}/{denominator} is {computed}% when rounded",
            stated=claim.stated,
            numerator=claim.pair.numerator,
            denominator=claim.pair.denominator,
            computed=claim.computed,
        )
        return Told(_finding(claim, places.of(claim.span), Severity.WARNING, said), claim.span)
    return None


def _wrong(claim: Claim) -> Text:
    if claim.kind is ClaimKind.SHARE and claim.pair:
        values = {
            "stated": claim.stated,
            "numerator": claim.pair.numerator,
            "denominator": claim.pair.denominator,
            "computed": claim.computed,
        }
        if claim.other is None:
            return T("{stated}% is printed, but {numerator}/{denominator} = {computed}%", **values)
        return T(
            "{stated}% is printed, but {numerator}/{denominator} = {computed}%; what is printed "
            "is {other}",
            **values,
            other=_named(claim.other),
        )
    if way := way_in_words(claim):
        return T(
            "{stated} is printed, but from {before} to {now} {way}",
            stated=claim.stated,
            before=claim.before,
            now=claim.now,
            way=way,
        )
    if claim.kind is ClaimKind.GROWTH and claim.pair:
        return T(
            "{stated}% is printed, but from {before} to {now} it is {computed}%",
            stated=claim.stated,
            before=claim.before,
            now=claim.now,
            computed=claim.computed,
        )
    if claim.kind is ClaimKind.POINTS:
        return T(
            "a difference of {stated} points is printed, but from {before}% to {now}% it is "
            "{computed}",
            stated=claim.stated,
            before=claim.before,
            now=claim.now,
            computed=claim.computed,
        )
    return T(
        "a difference of {stated} is printed, but from {before} to {now} it is {computed}",
        stated=claim.stated,
        before=claim.before,
        now=claim.now,
        computed=claim.computed,
    )


def _named(pair: Pair) -> Text:
    if pair.base is None:
        return T(
            "{numerator}/{denominator}", numerator=pair.numerator, denominator=pair.denominator
        )
    return T(
        "{numerator}/{denominator} ({base})",
        numerator=pair.numerator,
        denominator=pair.denominator,
        base=COUNT_NAMES[pair.base],
    )


def _finding(claim: Claim, place: Place, severity: Severity, message: Text) -> Finding:
    pair = claim.pair
    return Finding(
        "STATED_CHANGE" if claim.kind is ClaimKind.DIFFERENCE else "STATED_SHARE",
        severity,
        place,
        message,
        details={
            "verdict": claim.verdict.value,
            "stated": format(claim.stated, "f"),
            "computed": None if claim.computed is None else format(claim.computed, "f"),
            "numerator": pair.numerator if pair else None,
            "denominator": pair.denominator if pair else None,
            "base": pair.base.value if pair and pair.base else None,
        },
        counts=(claim.count,) if isinstance(claim.count, Count) else (),
    )
