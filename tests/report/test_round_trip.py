"""What the tool prints as tables, it reads again as the same figures."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import tthc_stats
from tthc_stats.ingest.columns import columns_of
from tthc_stats.model.counts import COUNT_NAMES, Count
from tthc_stats.model.table import ColumnKind
from tthc_stats.report.language import LANGUAGES, language
from tthc_stats.report.summary import INDICATOR_NAMES, summary_report
from tthc_stats.report.writers import write

sys.path.insert(0, str(Path(__file__).parents[1] / "cli"))
from _running import DAK_NONG, SAMPLES, SEPTEMBER

SHOWN = (Count.RECEIVED, Count.RESOLVED, Count.PENDING)
"""The counts that a table of many groups prints."""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("count", Count)
def test_the_name_of_a_count_is_read_as_that_count(count: Count, lang: str) -> None:
    paths = [("x",), *((language(lang).text(name),) for name in COUNT_NAMES.values())]
    columns = columns_of(paths)
    held = [column for column in columns if column.counts == (count,)]
    assert [column.caption for column in held] == [language(lang).text(COUNT_NAMES[count])]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", INDICATOR_NAMES)
@pytest.mark.parametrize("form", ["{}", "{}, %"])
def test_the_name_of_an_indicator_is_never_a_count(form: str, key: str, lang: str) -> None:
    name = form.format(language(lang).text(INDICATOR_NAMES[key]))
    (column,) = columns_of([(name,)])
    assert column.kind in (ColumnKind.SHARE, ColumnKind.EXTRA)


def printed(folder: Path, lang: str, format_: str, file: Path, by: str = "") -> Path:
    summary = tthc_stats.summarize(tthc_stats.read(file), by=by or ())
    path = folder / f"printed.{format_}"
    path.write_bytes(write(summary_report(summary, language(lang)), format_, language(lang)))
    return path


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("format_", ["xlsx", "csv", "html"])
def test_many_groups_are_read_again(format_: str, lang: str, tmp_path: Path) -> None:
    path = printed(tmp_path, lang, format_, SEPTEMBER)
    reading = tthc_stats.read(path)
    assert tthc_stats.check(reading).findings == ()
    again, before = (tthc_stats.summarize(r) for r in (reading, tthc_stats.read(SEPTEMBER)))
    assert [group.key for group in again.groups] == [group.key for group in before.groups]
    for new, old in zip((*again.groups, again.total), (*before.groups, before.total), strict=True):
        assert [new.counts[c] for c in SHOWN] == [old.counts[c] for c in SHOWN]
    if format_ != "csv":  # which does not say the period
        assert again.period == before.period


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("format_", ["xlsx", "csv", "html"])
def test_one_group_is_read_again(format_: str, lang: str, tmp_path: Path) -> None:
    path = printed(tmp_path, lang, format_, DAK_NONG)
    (group,) = tthc_stats.summarize(tthc_stats.read(path)).groups
    (before,) = tthc_stats.summarize(tthc_stats.read(DAK_NONG)).groups
    assert group.counts == before.counts
    if format_ == "csv":  # elsewhere the name is the heading of a list
        assert group.key == before.key
    codes = {finding.code for finding in tthc_stats.check(tthc_stats.read(path)).findings}
    assert codes == {"TIMELINESS", "BALANCE"} - ({"BALANCE"} if format_ == "csv" else set())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("by", ["unit", "field"])
@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_a_register_agrees_with_its_own_printed_summary(
    format_: str, by: str, lang: str, tmp_path: Path
) -> None:
    register = SAMPLES / "so-theo-doi-2026-08.xlsx"
    path = printed(tmp_path, lang, format_, register, by=by)
    found = tthc_stats.check(tthc_stats.read(register), against=tthc_stats.read(path))
    assert found.compared == found.printed > 0
    assert not [finding for finding in found.findings if finding.severity == "error"]
