"""What a monthly report is made of, before anything is put into words."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from tthc_stats.analysis.doubts import INCOMPLETE, doubted_counts
from tthc_stats.analysis.past import Earlier, Past
from tthc_stats.analysis.summary import Summary
from tthc_stats.model.counts import Count
from tthc_stats.model.findings import Finding, Severity
from tthc_stats.model.office import Office
from tthc_stats.model.period import Period
from tthc_stats.model.text import T, Text
from tthc_stats.report.facts import period_name
from tthc_stats.report.forms.fill import FilledForm
from tthc_stats.report.language import Language

OF_THE_DRAFT = frozenset({"CHANGED_SINCE"})
"""Findings on what was recorded of this period before: a paper that is signed has no drafts."""


class Material(NamedTuple):
    """The figures of a period, what is recorded of others, and how to print them.

    names: what each file is called in print, the longest path first. unfilled: why the
    official form is left out, where it is. findings: all of them, also those that no paper
    prints.
    """

    office: Office
    summary: Summary
    period: Period
    past: Past
    names: Mapping[str, str]
    filled: FilledForm | None
    unfilled: Text | None
    findings: tuple[Finding, ...]
    language: Language
    decimals: int
    dated: date | None

    @property
    def subject(self) -> str:
        """What the report is on: in the words of the office, if it has any."""
        name = self.language.text(period_name(self.period))
        if self.office.subject:
            return self.office.subject.replace("{period}", name)
        said = T("Reception and resolution of administrative procedures, {period}", period=name)
        return self.language.text(said)

    @property
    def doubted(self) -> frozenset[Count]:
        return doubted_counts(self.findings, self.summary.total.derived)

    @property
    def doubted_before(self) -> frozenset[Count]:
        """The counts of the period before that this one contradicts."""
        contradicted = any(finding.code == "CARRY_OVER" for finding in self.findings)
        return frozenset({Count.PENDING}) if contradicted else frozenset()

    @property
    def earlier(self) -> list[Earlier]:
        return [earlier for earlier in (self.past.before, self.past.year_ago) if earlier]

    @property
    def grave(self) -> list[Finding]:
        """What must be looked at again before anybody signs."""
        return [finding for finding in self.findings if _is_grave(finding)]

    @property
    def minor(self) -> list[Finding]:
        """What a reader should know."""
        others = (finding for finding in self.findings if not _is_grave(finding))
        return [finding for finding in others if finding.code not in OF_THE_DRAFT]

    def said(self, text: Text | str) -> str:
        """A text in the language of the report, with files by their names alone: where they lie
        on a machine is nothing for a paper.
        """
        said = self.language.text(text)
        for path, name in self.names.items():
            said = said.replace(path, name)
        return said


def _is_grave(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR or finding.code in INCOMPLETE


def names_in_print(summary: Summary, history: str | None) -> dict[str, str]:
    """What the files behind a report are called in print, the longest path first."""
    paths = {source.file for source in summary.sources} | ({history} if history else set())
    return short_names(sorted(paths, key=lambda path: (-len(path), path)))


def short_names(paths: Sequence[str]) -> dict[str, str]:
    """The names of files without their folders, but for those that would be alike."""
    plain = [os.path.basename(path) for path in paths]
    return {
        path: name if plain.count(name) == 1 else os.path.join(*path.split(os.sep)[-2:])
        for path, name in zip(paths, plain, strict=True)
    }
