"""What a report says in sentences: every case word by word, and that no figure is made up."""

from __future__ import annotations

import io
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tthc_stats
from tthc_stats.data import load
from tthc_stats.model.counts import Count
from tthc_stats.report.language import LANGUAGES
from tthc_stats.report.monthly import Monthly, monthly_report
from tthc_stats.report.narrative import NAME, PART

CASES: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("narrative_cases.toml").read_text(encoding="utf-8")
)
PERIODS = {"table": "2026-08", "before": "2026-07", "year_ago": "2025-08"}


def reading(text: str, period: str) -> Any:
    return tthc_stats.read(io.BytesIO(text.encode("utf-8")), period=period)


def reported(case: dict[str, Any], folder: Path, code: str = "vi") -> Monthly:
    history = str(folder / "lich-su.sqlite")
    for name in ("before", "year_ago"):
        if name in case:
            found = tthc_stats.periods_of(reading(case[name], PERIODS[name]))
            tthc_stats.record(found, history)
    table = reading(case["table"], PERIODS["table"])
    base = case.get("base", "resolved")
    return monthly_report(table, lang=code, history=history, form=None, on_time_base=base)


def sentences(monthly: Monthly) -> list[str]:
    assert monthly.report.paper
    return [
        f"{s.text} (*)" if s.doubtful else s.text
        for paragraph in monthly.report.paper().paragraphs
        for s in paragraph.sentences
    ]


@pytest.mark.parametrize(
    ("name", "code"), [(n, c) for n, case in CASES.items() for c in LANGUAGES if c in case]
)
def test_sentences_are_those_of_the_case(name: str, code: str, tmp_path: Path) -> None:
    case = CASES[name]
    assert sentences(reported(case, tmp_path, code)) == case[code]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "last" in case])
def test_comparisons_end_the_report(name: str, tmp_path: Path) -> None:
    last = CASES[name]["last"]
    assert sentences(reported(CASES[name], tmp_path))[-len(last) :] == last


def test_both_languages_have_every_sentence() -> None:
    for paragraph in load("narrative")["paragraph"]:
        for entry in (paragraph, *paragraph["sentence"]):
            assert all(entry[code] for code in LANGUAGES)
        for entry in paragraph["sentence"]:
            names = [sorted(set(NAME.findall(entry[code]))) for code in LANGUAGES]
            assert names[0] == names[1]
            parts = [len(PART.findall(entry[code])) for code in LANGUAGES]
            assert parts[0] == parts[1]


FIGURES = st.fixed_dictionaries(
    {}, optional={count: st.integers(0, 10**6) for count in Count if count is not Count.DUE}
).filter(bool)


@settings(deadline=None, max_examples=150)
@given(counts=FIGURES, code=st.sampled_from(LANGUAGES))
def test_sentences_hold_known_figures_only(counts: dict[Count, int], code: str) -> None:
    """Whatever is known: no empty place, no lone separator, no figure but those of the table."""
    header, row = ",".join(["unit", *counts]), ",".join(["Xã A", *map(str, counts.values())])
    try:
        found = reading(f"{header}\n{row}\n", "2026-08")
        monthly = monthly_report(found, lang=code, form=None)
    except tthc_stats.TthcError:
        return  # figures that say nothing by themselves
    known = set(monthly.summary.total.counts.values())
    for text in sentences(monthly):
        assert not re.search(r"[{}\[\]|]|\s[,;.:]|[:,;]\s*[,;.]|\s\s", text), text
        assert text.removesuffix(" (*)").endswith(".")
        plain = re.sub(r"\d\d/\d\d/\d{4}|[\d.,]+%", "", text)
        plain = plain.replace("." if code == "vi" else ",", "")
        assert {int(number) for number in re.findall(r"\d+", plain)} <= known, text


def test_own_indicators_have_sentences_of_their_own(tmp_path: Path) -> None:
    own = tthc_stats.own_indicators(
        {
            "ky_so": {
                "name": "Văn bản ký số",
                "numerator": "Văn bản ký số",
                "denominator": "Tổng văn bản đi",
            },
            "con_ton": {"name": "còn tồn", "numerator": "pending", "denominator": "received"},
        }
    )
    header = "Đơn vị,Tiếp nhận,Đã giải quyết,Đang giải quyết,Văn bản ký số,Tổng văn bản đi"
    history = str(tmp_path / "h.sqlite")
    july = reading(f"{header}\nXã A,100,50,50,10,20\n", "2026-07")
    tthc_stats.record(tthc_stats.periods_of(july, indicators=own), history)
    august = reading(f"{header}\nXã A,100,90,9,2458,2458\n", "2026-08")
    monthly = monthly_report(august, form=None, indicators=own, history=history)
    assert [text for text in sentences(monthly) if "(2.458/2.458)" in text or "tồn" in text] == [
        "Văn bản ký số: 100,00% (2.458/2.458), tăng 50 điểm phần trăm so với tháng 7 năm 2026.",
        # received, resolved and pending do not add up
        "Còn tồn: 9,00% (9/100), giảm 41 điểm phần trăm so với tháng 7 năm 2026. (*)",
    ]
