"""What proofreading found as a report: what is wrong first, what is right in a line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from tthc_stats.model.findings import Finding, Severity
from tthc_stats.model.text import Joined, T, Text
from tthc_stats.proofread.claim import Claim, Mention, Pair, Proofreading, Span, Verdict
from tthc_stats.proofread.places import in_words, table_in_words
from tthc_stats.report.annotation import Note
from tthc_stats.report.document import (
    Block,
    Cell,
    Flat,
    Heading,
    LinesBlock,
    Report,
    TableBlock,
)
from tthc_stats.report.excerpts import Places, Where
from tthc_stats.report.findings import (
    SEVERITIES as WORDS_OF_SEVERITIES,
)
from tthc_stats.report.findings import (
    findings_data,
    findings_sheet,
    lines_of,
    period_data,
    sets_of,
)
from tthc_stats.report.language import Language
from tthc_stats.report.verdicts import KINDS, SEVERITIES, VERDICTS, verdict_in_words

QUOTE = "quote"
"""The class of lines with words of the document."""
OF_OTHERS = "AGAINST"
"""Findings that tell how the text differs from other files; a verdict does not say it."""
INDENT = "    {said}"

Line = tuple[Text | str, str | None]


class Item(NamedTuple):
    """Something to be said: a claim with the findings at its place, or a finding alone."""

    span: Span | None
    claim: Claim | None
    findings: tuple[Finding, ...]

    @property
    def severity(self) -> Severity | None:
        """The worst of its findings', else that of its verdict."""
        found = {finding.severity for finding in self.findings}
        worst = next((s for s in Severity if s in found), None)
        if self.claim is None or worst is Severity.ERROR:
            return worst
        return worst or SEVERITIES.get(self.claim.verdict)

    @property
    def told(self) -> tuple[Finding, ...]:
        """The findings that the verdict does not say already."""
        if self.claim is None or self.claim.verdict is Verdict.ROUNDED:
            return self.findings
        return tuple(f for f in self.findings if f.code.startswith(OF_OTHERS))

    @property
    def suggesting(self) -> tuple[Finding, ...]:
        """The findings of which only the suggestions are told."""
        return tuple(f for f in self.findings if f not in self.told and f.suggestions)


def items_of(found: Proofreading) -> list[Item]:
    """Claims and findings in the order of the text, those of tables last."""
    at: dict[Span, list[Finding]] = {}
    tables = []
    for finding, span in zip(found.findings, found.spans, strict=True):
        if span is None:
            tables.append(Item(None, None, (finding,)))
        else:
            at.setdefault(span, []).append(finding)
    items = [Item(c.span, c, tuple(at.pop(c.span, ()))) for c in found.claims]
    items += [Item(span, None, (f,)) for span, left in at.items() for f in left]
    return [*sorted(items, key=lambda item: item.span or Span(0, 0)), *tables]


def proofreading_report(
    found: Proofreading, language: Language, *, compared: bool = False
) -> Report:
    """The report of a proofreading; lists in JSON and CSV are in the order of the text.

    compared: whether there were tables or registers to compare with.
    """
    items, places = items_of(found), Places(found.document)
    return Report(
        title=T("Figures in the text"),
        blocks=lambda: [*_groups(items, places), summary_of(found, compared=compared)],
        data=partial(_data, found, items, places, language),
        flat=lambda: Flat(COLUMNS, [_flat(item, places, language) for item in items]),
        sheets=partial(_sheets, found, items, places, compared=compared),
    )


# For people.


def _groups(items: Sequence[Item], places: Places) -> Iterator[Block]:
    """What to correct, what to look at, what cannot be checked, and what is right."""
    for severity, title in (
        (Severity.ERROR, T("To be corrected ({number}):")),
        (Severity.WARNING, T("To be looked at ({number}):")),
    ):
        those = [item for item in items if item.severity is severity]
        if those:
            yield _titled(title, len(those))
            yield from (LinesBlock(_lines(item, places)) for item in those)
    quiet = [(i.claim, i.span) for i in items if i.claim and i.span and not i.severity]
    yield from _open([(c, s) for c, s in quiet if c.verdict is not Verdict.ROUNDED], places)
    right = [(c, s) for c, s in quiet if c.verdict is Verdict.ROUNDED]
    if right:
        heading = _titled(T("Right ({number}):"), len(right))
        lines = [(_right(claim, span, places), None) for claim, span in right]
        yield LinesBlock([*heading.lines, *lines])


def _open(claims: Sequence[tuple[Claim, Span]], places: Places) -> Iterator[Block]:
    if claims:
        yield _titled(T("Nothing to check by ({number}):"), len(claims))
    for claim, span in claims:
        yield LinesBlock(_lines(Item(span, claim, ()), places))


def _titled(title: Text, number: int) -> LinesBlock:
    return LinesBlock([(Text(title.message, (("number", number),)), None)])


def _lines(item: Item, places: Places) -> list[Line]:
    """The words, then the verdict and the findings at their place."""
    lines: list[Line] = []
    if item.span:
        lines.append((_quoted(item.span, places), QUOTE))
    if item.claim and item.span:
        severity = None if item.told and not item.suggesting else item.severity
        said = verdict_in_words(item.claim, places.words(item.span))
        lines.append((_indented(said), severity and severity.value))
    for finding in item.suggesting:
        lines += _deeper(_told(finding, places)[1:])
    for finding in item.told:
        headline, *others = _told(finding, places)
        inside = item.span or finding.place.file == places.document.file
        lines += [_short(finding, item.span), *_deeper(others)] if inside else [headline, *others]
    return lines


def _told(finding: Finding, places: Places) -> list[Line]:
    """A finding in words, whose places are those of a text."""
    return lines_of(finding, partial(in_words, places.document))


def _quoted(span: Span, places: Places) -> Text:
    where = places.where(span.start).in_words()
    return Text("{where}: {words}", (("where", where), ("words", places.around(span).marked)))


def _short(finding: Finding, span: Span | None) -> Line:
    """A finding of the document, whose name goes without saying."""
    said = _named(finding)
    if span:
        return _indented(said), finding.severity.value
    return _placed(finding, said), finding.severity.value


def _named(finding: Finding) -> Text:
    return T(
        "{severity} {code}: {message}",
        severity=WORDS_OF_SEVERITIES[finding.severity],
        code=finding.code,
        message=finding.message,
    )


def _placed(finding: Finding, said: Text) -> Text:
    place = finding.place
    if not (place.sheet and place.cell):
        return said
    where = table_in_words(place.sheet, place.cell)
    row = f" ({place.row})" if place.row else ""
    values = (("where", where), ("row", row), ("said", said))
    return Text("{where}{row}: {said}", values)


def _deeper(lines: Iterable[Line]) -> list[Line]:
    return [(Text("    {said}", (("said", said),)), severity) for said, severity in lines]


def _indented(said: Text) -> Text:
    return Text(INDENT, (("said", said),))


def _right(claim: Claim, span: Span, places: Places) -> Text:
    words = places.words(span)
    said = Text(
        "{where}: {claim} – {verdict}",
        (
            ("where", places.where(span.start).in_words()),
            ("claim", words),
            ("verdict", verdict_in_words(claim, words)),
        ),
    )
    return Text("  {said}", (("said", said),))


def summary_of(found: Proofreading, *, compared: bool = False) -> LinesBlock:
    """How many claims have which verdict, and what that rests on."""
    if not (found.claims or found.mentions or found.findings or found.tables):
        none = T("nothing to check: the text states no share and no count of dossiers")
        return LinesBlock([(none, "warning")])
    lines: list[Line] = [
        (_verdicts(found), _colour(found)),
        (_counted(found), None),
    ]
    if found.tables:
        checked = T(
            "tables of counts checked: {tables}, with {rows} rows",
            tables=found.tables,
            rows=found.rows,
        )
        lines.append((checked, None))
    if compared:
        counterparts = T(
            "{compared} of {figures} figures of the text have a counterpart to compare with",
            compared=found.compared,
            figures=found.figures,
        )
        lines.append((counterparts, None))
    return LinesBlock(lines)


def verdicts_of(found: Proofreading) -> Mapping[Verdict, int]:
    return Counter(claim.verdict for claim in found.claims)


def _verdicts(found: Proofreading) -> Text:
    number = verdicts_of(found)
    return T(
        "shares and differences: {right} right, {cut} cut off, {wrong} wrong, {open} with "
        "nothing to check by",
        right=number[Verdict.ROUNDED],
        cut=number[Verdict.TRUNCATED],
        wrong=number[Verdict.WRONG],
        open=number[Verdict.NO_BASE],
    )


def _counted(found: Proofreading) -> Text:
    errors = sum(finding.severity is Severity.ERROR for finding in found.findings)
    return T(
        "counts read: {counts}; findings: {errors} errors, {warnings} warnings",
        counts=len(found.mentions),
        errors=errors,
        warnings=len(found.findings) - errors,
    )


def _colour(found: Proofreading) -> str:
    severities = {item.severity for item in items_of(found)}
    return next((s.value for s in Severity if s in severities), "ok")


# For spreadsheets.

HEADINGS = (
    Heading(T("where")),
    Heading(T("in the text")),
    Heading(T("stated")),
    Heading(T("kind")),
    Heading(T("verdict")),
    Heading(T("numerator"), numeric=True),
    Heading(T("denominator"), numeric=True),
    Heading(T("right value"), numeric=True),
    Heading(T("explanation")),
)


def _sheets(
    found: Proofreading, items: Sequence[Item], places: Places, *, compared: bool
) -> list[Block]:
    rows = [_sheet_row(i.claim, i.span, places) for i in items if i.claim and i.span]
    alone = [finding for item in items for finding in item.told]
    table = TableBlock(HEADINGS, rows, filtered=True)
    return [
        summary_of(found, compared=compared),
        *([table] if rows else []),
        *([findings_sheet(alone)] if alone else []),
    ]


def _sheet_row(claim: Claim, span: Span, places: Places) -> list[Cell]:
    words, pair = places.words(span), claim.pair
    return [
        *(places.where(span.start).in_words(), places.around(span).marked, words),
        *(KINDS[claim.kind], VERDICTS[claim.verdict]),
        pair.numerator if pair else "",
        _blank(pair.denominator if pair else claim.denominator),
        _blank(claim.computed),
        verdict_in_words(claim, words),
    ]


def _blank(value: int | Decimal | None) -> Cell:
    return "" if value is None else value


# For programs.


def _data(
    found: Proofreading, items: Sequence[Item], places: Places, language: Language
) -> Mapping[str, object]:
    document = found.document
    pairs = zip(findings_data(found.findings, language), found.spans, strict=True)
    claimed = [(i.claim, i.span) for i in items if i.claim and i.span]
    return {
        "schema": "tthc-stats/claims/1",
        "file": document.file,
        "format": document.format,
        "claims": [_claim_data(claim, span, places, language) for claim, span in claimed],
        "findings": [{**data, **_span_data(span)} for data, span in pairs],
        "counts": [_mention_data(mention, places) for mention in found.mentions],
        "tables": found.tables,
        "rows": found.rows,
        "figures": found.figures,
        "compared": found.compared,
    }


def _claim_data(claim: Claim, span: Span, places: Places, language: Language) -> dict[str, object]:
    pair = claim.pair
    text = places.document.text[span.start : span.end]
    return {
        "text": text,
        **_span_data(span),
        **_place_data(places.where(span.start)),
        "context": str(places.around(span)),
        "kind": claim.kind.value,
        "count": claim.count and claim.count.value,
        "numerator": pair and pair.numerator,
        "denominator": pair.denominator if pair else claim.denominator,
        "base": _base(pair),
        "stated": f"{claim.stated:.{claim.decimals}f}",
        "computed": _decimal(claim.computed),
        "verdict": claim.verdict.value,
        "other_base": claim.other
        and {
            "numerator": claim.other.numerator,
            "denominator": claim.other.denominator,
            "base": _base(claim.other),
        },
        "range": claim.allowed and {"from": claim.allowed[0], "to": claim.allowed[1]},
        "from": _decimal(claim.before),
        "to": _decimal(claim.now),
        "approximate": claim.approximate,
        "source": claim.source,
        "message": language.text(verdict_in_words(claim, places.words(span))),
    }


def _mention_data(mention: Mention, places: Places) -> dict[str, object]:
    span, subject = mention.span, mention.subject
    return {
        "text": places.document.text[span.start : span.end],
        **_span_data(span),
        **_place_data(places.where(span.start)),
        "count": mention.count.value,
        "value": mention.value,
        "unit": subject.unit,
        "level": subject.level,
        "period": period_data(subject.period),
        "section": subject.section,
        "approximate": mention.approximate,
    }


def _span_data(span: Span | None) -> dict[str, int | None]:
    return {"start": span and span.start, "end": span and span.end}


def _place_data(where: Where) -> dict[str, int | str | None]:
    names = ("line", "paragraph", "page", "table", "cell")
    return dict(zip(names, where, strict=False))


def _base(pair: Pair | None) -> str | None:
    return pair.base.value if pair and pair.base else None


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


COLUMNS = (
    *("kind", "text", "start", "end", "line", "paragraph", "page", "table", "cell"),
    *("verdict", "stated", "computed", "numerator", "denominator", "base"),
    *("other_numerator", "other_denominator", "other_base", "range_from", "range_to"),
    *("from", "to", "approximate", "source"),
    *("code", "severity", "message", "suggestions", "context"),
)
FINDING = "finding"
"""The kind of rows that are findings and no claims."""


def _flat(item: Item, places: Places, language: Language) -> list[str | int | Decimal | None]:
    """A row of a claim, or of a finding that is none; columns that it lacks are blank."""
    row: dict[str, str | int | Decimal | None] = dict.fromkeys(COLUMNS)
    row |= {"kind": FINDING, "message": language.text(_message(item, places, "; ", named=False))}
    if item.span:
        text = places.document.text[item.span.start : item.span.end]
        row |= {"text": text, "context": str(places.around(item.span)), **_span_data(item.span)}
        row |= _place_data(places.where(item.span.start))
    else:
        row |= {"table": item.findings[0].place.sheet, "cell": item.findings[0].place.cell}
    if item.claim:
        row |= _claim_columns(item.claim)
    if item.findings:
        row["code"] = " ".join(dict.fromkeys(finding.code for finding in item.findings))
        row["suggestions"] = " | ".join(filter(None, map(sets_of, item.findings)))
    row["severity"] = item.severity and item.severity.value
    return list(row.values())


def _claim_columns(claim: Claim) -> dict[str, str | int | Decimal | None]:
    pair, other = claim.pair, claim.other
    least, greatest = claim.allowed or (None, None)
    return {
        "kind": claim.kind.value,
        "verdict": claim.verdict.value,
        "stated": Decimal(f"{claim.stated:.{claim.decimals}f}"),
        "computed": claim.computed,
        "numerator": pair and pair.numerator,
        "denominator": pair.denominator if pair else claim.denominator,
        "base": _base(pair),
        "other_numerator": other and other.numerator,
        "other_denominator": other and other.denominator,
        "other_base": _base(other),
        "range_from": least,
        "range_to": greatest,
        "from": claim.before,
        "to": claim.now,
        "approximate": int(claim.approximate),
        "source": claim.source,
    }


# In copies of the document.


def _message(item: Item, places: Places, between: str = "\n", *, named: bool = True) -> Text:
    """Everything that is said of a place. named: findings with their severity and code."""
    said: list[Text] = []
    if item.claim and item.span:
        said.append(verdict_in_words(item.claim, places.words(item.span)))
    said += [_named(finding) if named else finding.message for finding in item.told]
    return Text("{said}", (("said", Joined(tuple(said), between)),))


def said_of(item: Item, places: Places, language: Language) -> str:
    """What a note says: verdict, findings, and what would mend them."""
    lines = [_message(item, places)]
    for finding in (*item.suggesting, *item.told):
        lines += [text for text, _ in _told(finding, places)[1:] if isinstance(text, Text)]
    return "\n".join(language.text(line).strip() for line in lines)


def notes_of(found: Proofreading, language: Language) -> list[Note]:
    """A note at each place that somebody has to look at; what is right needs none."""
    places = Places(found.document)
    return [
        Note(item.span.start, item.span.end, said_of(item, places, language), item.severity)
        for item in items_of(found)
        if item.span and not (item.severity is None and _is_right(item))
    ]


def _is_right(item: Item) -> bool:
    return item.claim is not None and item.claim.verdict is Verdict.ROUNDED
