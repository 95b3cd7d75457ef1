"""Findings as a report: for people line by line, for programs as the contract has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import partial

from tthc_stats.analysis.checks.sums import residue_in_words
from tthc_stats.analysis.summary import Source
from tthc_stats.model.findings import Change, Finding, Place, Severity, Suggestion
from tthc_stats.model.period import Period
from tthc_stats.model.text import Joined, T, Text
from tthc_stats.report.document import Block, Cell, Flat, Heading, LinesBlock, Report, TableBlock
from tthc_stats.report.language import Language

SEVERITIES = {Severity.ERROR: T("error"), Severity.WARNING: T("warning")}


def findings_report(
    sources: Sequence[Source],
    findings: Sequence[Finding],
    language: Language,
    proven: tuple[int, int] = (0, 0),
    *,
    dossiers: int = 0,
    compared: tuple[int, int] = (0, 0),
) -> Report:
    """What a check found.

    proven: how many figures at least one identity covers, and how many there are.
    dossiers: how many dossiers of registers were examined. compared: how many printed
    figures were compared with registers, and how many there are.
    """
    worth = _worth(proven, dossiers, compared)
    verdict = partial(_verdict, findings, worth, proven)
    return Report(
        title=T("Check of figures"),
        blocks=lambda: (*_blocks(findings), verdict()),
        data=lambda: {
            "schema": "tthc-stats/findings/1",
            "sources": sources_data(sources),
            "findings": findings_data(findings, language),
        },
        flat=lambda: _flat(findings, language),
        sheets=lambda: [
            verdict(),
            *([findings_sheet(findings)._replace(aside=False)] if findings else []),
        ],
    )


def _blocks(findings: Sequence[Finding]) -> list[Block]:
    return [LinesBlock(lines_of(finding)) for finding in findings]


def lines_of(
    finding: Finding, in_words: Callable[[Place], Text | str] | None = None
) -> list[tuple[Text | str, str | None]]:
    """A finding in words: where and what, then what would mend it.

    in_words: tells a place of a text; without it places are cells of tables.
    """
    lines: list[tuple[Text | str, str | None]] = [(headline(finding), finding.severity.value)]
    for number, suggestion in enumerate(finding.suggestions):
        filled = _repair(finding, suggestion, in_words, first=not number)
        lines.append((Text("    " + "{said}", (("said", filled),)), None))
    if finding.more_suggestions:
        more = T("and {number} other repairs of the same size", number=finding.more_suggestions)
        lines.append((Text("    {said}", (("said", more),)), None))
    if not finding.all_tried:
        cut = T("the search for repairs was cut short: there may be others")
        lines.append((Text("    {said}", (("said", cut),)), None))
    in_text = in_words is not None and finding.place.sheet is None
    if residue := residue_in_words(finding, in_text=in_text):
        lines.append((Text("    {said}", (("said", residue),)), None))
    return lines


def _repair(
    finding: Finding,
    suggestion: Suggestion,
    in_words: Callable[[Place], Text | str] | None,
    *,
    first: bool,
) -> Text:
    """What would mend a finding, and where, if that is not where the finding stands itself."""
    places = [change.place for change in suggestion.changes]
    told = {in_words(place) if in_words else place.cell or "?": None for place in places}
    if in_words and list(told) == [in_words(finding.place)]:
        said = T("possibly {why}") if first else T("or {why}")
        return Text(said.message, (("why", suggestion.why),))
    said = T("possibly {why} [{cells}]") if first else T("or {why} [{cells}]")
    return Text(said.message, (("why", suggestion.why), ("cells", Joined(tuple(told)))))


def headline(finding: Finding) -> Text:
    row = f" ({finding.place.row})" if finding.place.row else ""
    return T(
        "{severity} {code} {place}{row}: {message}",
        severity=SEVERITIES[finding.severity],
        code=finding.code,
        place=str(finding.place),
        row=row,
        message=finding.message,
    )


def _verdict(
    findings: Sequence[Finding], worth: Sequence[Text], proven: tuple[int, int]
) -> LinesBlock:
    errors = sum(1 for finding in findings if finding.severity is Severity.ERROR)
    lines: list[tuple[Text | str, str | None]] = []
    if errors:
        counted = T(
            "errors: {errors}, warnings: {warnings}", errors=errors, warnings=len(findings) - errors
        )
        lines.append((counted, "error"))
    elif findings:
        lines.append((T("no errors; warnings: {warnings}", warnings=len(findings)), "warning"))
    elif proven[1] and not proven[0] and len(worth) == 1:
        none = T(
            "nothing could be checked: no sum covers these {figures} figures", figures=proven[1]
        )
        return LinesBlock([(none, "warning")])
    elif proven[1] or not worth:
        lines.append((T("nothing found: every figure that can be checked adds up"), "ok"))
    else:
        lines.append((T("nothing found: no dossier contradicts itself or another"), "ok"))
    return LinesBlock([*lines, *((text, None) for text in worth)])


def _worth(proven: tuple[int, int], dossiers: int, compared: tuple[int, int]) -> list[Text]:
    """What the verdict rests on."""
    said = []
    if proven[1]:
        said.append(
            T(
                "{covered} of {figures} figures are covered by at least one identity",
                covered=proven[0],
                figures=proven[1],
            )
        )
    if dossiers:
        said.append(T("dossiers of registers that were examined: {number}", number=dossiers))
    if compared[1]:
        said.append(
            T(
                "{compared} of {figures} printed figures were compared with the register",
                compared=compared[0],
                figures=compared[1],
            )
        )
    return said


def sources_data(sources: Iterable[Source]) -> list[dict[str, object]]:
    return [{"file": s.file, "sheet": s.sheet, "kind": s.kind, "layout": s.layout} for s in sources]


def period_data(period: Period | None) -> dict[str, str] | None:
    return period and {"from": period.start.isoformat(), "to": period.end.isoformat()}


def findings_data(findings: Iterable[Finding], language: Language) -> list[dict[str, object]]:
    return [_finding_data(finding, language) for finding in findings]


def _finding_data(finding: Finding, language: Language) -> dict[str, object]:
    place = finding.place
    data: dict[str, object] = {
        "code": finding.code,
        "severity": finding.severity.value,
        "file": place.file,
        "sheet": place.sheet,
        "cell": place.cell,
        "row": place.row,
        "left": finding.left,
        "right": finding.right,
        "difference": finding.difference,
        "message": language.text(finding.message),
        "suggestions": [_suggestion_data(finding, s, language) for s in finding.suggestions],
    }
    if finding.more_suggestions or not finding.all_tried:
        data["more_suggestions"] = finding.more_suggestions
        data["all_tried"] = finding.all_tried
    if finding.residue:
        data["residue"] = [count.value for count in finding.residue]
    return {**data, **({"details": dict(finding.details)} if finding.details else {})}


def _suggestion_data(
    finding: Finding, suggestion: Suggestion, language: Language
) -> dict[str, object]:
    """``set`` names counts of the finding's own row by key, cells of other rows by address."""
    return {
        "set": {_name(finding, change): change.new for change in suggestion.changes},
        "why": language.text(suggestion.why),
        "cells": [
            {
                "cell": c.place.cell,
                "row": c.place.row,
                "count": c.count.value,
                "from": c.old,
                "to": c.new,
            }
            for c in suggestion.changes
        ],
    }


def _name(finding: Finding, change: Change) -> str:
    own = _row_of(change.place) == _row_of(finding.place)
    return change.count.value if own else str(change.place.cell)


def _row_of(place: Place) -> str:
    """The row of a cell; figures of running text (``12:40``) belong to what is told of there."""
    if ":" in (place.cell or ""):
        return place.row or ""
    return (place.cell or "").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


COLUMNS = (
    "code",
    "severity",
    "file",
    "sheet",
    "cell",
    "row",
    "left",
    "right",
    "difference",
    "message",
)


def _flat(findings: Sequence[Finding], language: Language) -> Flat:
    return Flat((*COLUMNS, "suggestions"), [_flat_row(f, language) for f in findings])


def _flat_row(finding: Finding, language: Language) -> list[str | int | Decimal | None]:
    place = finding.place
    return [
        *(finding.code, finding.severity.value, place.file, place.sheet, place.cell, place.row),
        *(finding.left, finding.right, finding.difference, language.text(finding.message)),
        sets_of(finding),
    ]


def sets_of(finding: Finding) -> str:
    """Suggestions in one field: ``resolved=3255 late=93 | resolved=3255 in_time=3190``."""
    sets = (
        " ".join(f"{_name(finding, change)}={change.new}" for change in suggestion.changes)
        for suggestion in finding.suggestions
    )
    return " | ".join(sets)


def findings_table(findings: Sequence[Finding]) -> TableBlock:
    """Findings as a table, for formats that have tables."""
    return TableBlock(
        headings=(
            Heading(T("code")),
            Heading(T("severity")),
            Heading(T("where")),
            Heading(T("row")),
            Heading(T("finding")),
        ),
        rows=[
            (f.code, SEVERITIES[f.severity], str(f.place), f.place.row, f.message) for f in findings
        ],
        title=T("Findings"),
        aside=True,
    )


def findings_annex(findings: Sequence[Finding]) -> TableBlock:
    """Findings as a paper prints them: where, in which row, and what would mend it."""
    return TableBlock(
        headings=(
            Heading(T("where")),
            Heading(T("row")),
            Heading(T("finding and possible repairs")),
        ),
        rows=[
            (T("{place}", place=str(f.place)), f.place.row or "", _with_repairs(f))
            for f in findings
        ],
        title=T("Figures to be checked again"),
    )


def _with_repairs(finding: Finding) -> Text:
    return T("{repairs}", repairs=Joined((finding.message, *_repairs(finding)), "\n"))


def _repairs(finding: Finding) -> tuple[Text, ...]:
    lines = (said for said, _ in lines_of(finding)[1:])
    return tuple(t._replace(message=t.message.strip()) for t in lines if isinstance(t, Text))


SHEET_HEADINGS = (
    Heading(T("code")),
    Heading(T("severity")),
    Heading(T("file")),
    Heading(T("sheet")),
    Heading(T("cell")),
    Heading(T("row")),
    Heading(T("left side"), numeric=True),
    Heading(T("right side"), numeric=True),
    Heading(T("difference"), numeric=True),
    Heading(T("finding")),
    Heading(T("possible repairs")),
)


def findings_sheet(findings: Sequence[Finding]) -> TableBlock:
    """Findings as a table of a workbook, with a column for each fact, to sort and filter."""
    return TableBlock(
        SHEET_HEADINGS,
        [_sheet_row(finding) for finding in findings],
        title=T("Findings"),
        aside=True,
        filtered=True,
    )


def for_sheets(blocks: Iterable[Block], findings: Sequence[Finding]) -> list[Block]:
    """The blocks of a workbook: findings that stand aside get a column for each fact."""
    return [
        findings_sheet(findings) if isinstance(block, TableBlock) and block.aside else block
        for block in blocks
    ]


def _sheet_row(finding: Finding) -> tuple[Cell, ...]:
    place = finding.place
    repairs = _repairs(finding)
    return (
        *(finding.code, SEVERITIES[finding.severity]),
        *(place.file, place.sheet or "", place.cell or "", place.row or ""),
        *(_blank(finding.left), _blank(finding.right), _blank(finding.difference)),
        finding.message,
        T("{repairs}", repairs=Joined(repairs, "\n")) if repairs else "",
    )


def _blank(number: int | None) -> Cell:
    return "" if number is None else number
