"""Pictures: whole in themselves, the same bytes everywhere, legible on paper and on screens."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
from decimal import Decimal
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from _papers import AUGUST, summary
from _reports import HOSTILE

from tthc_stats.report.chart import Chart, ChartKind, Series
from tthc_stats.report.charts import charts_of
from tthc_stats.report.language import language
from tthc_stats.report.palette import LOOKS, PLATE, Look
from tthc_stats.report.pictures import PAGE_INK, png_of, svg_of

VI = language("vi")
CHARTS = charts_of(summary(), [summary(AUGUST)], VI, 2)
SOURCE = Path(__file__).parents[2] / "src"
each = pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)


def bars(*names: str) -> Chart:
    values = tuple(Decimal("97.29") for _ in names)
    return Chart("b", ChartKind.BARS, "Tỷ lệ", names, (Series("s", values),), True, "mô tả")


@each
def test_an_svg_is_whole_and_takes_its_colours_from_the_page(chart: Chart) -> None:
    svg = svg_of(chart, VI)
    ET.fromstring(svg)
    assert PAGE_INK not in svg
    assert "currentColor" in svg
    assert not re.search(r"<style|<metadata|<!DOCTYPE|<script|<image", svg)
    assert set(re.findall(r'(?:href="|url\()(.)', svg)) <= {"#"}
    assert re.findall(r"https?://[^\"]+", svg) == ["http://www.w3.org/2000/svg"]


@each
def test_an_svg_is_read_out(chart: Chart) -> None:
    root = ET.fromstring(svg_of(chart, VI))
    title, described = list(root)[:2]
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {described.get('id')}"
    assert (title.text, described.text) == (chart.title, chart.described)


def test_ids_are_each_their_own_in_a_page_and_all_references_lead_somewhere() -> None:
    page = "".join(svg_of(chart, VI) for chart in CHARTS)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', page)) <= set(ids)


@each
def test_figures_stand_in_the_style_of_the_language(chart: Chart) -> None:
    texts = " ".join(ET.fromstring(svg_of(chart, VI)).itertext())
    assert {"trend": "7.807", "on_time": "99,96%", "channels": "72,88%"}[chart.name] in texts


@each
def test_a_png_is_16_cm_wide_at_200_dots_an_inch_and_tells_nothing_else(chart: Chart) -> None:
    data = png_of(chart, VI)
    width, _ = struct.unpack(">II", data[16:24])
    assert abs(width - 16 / 2.54 * 200) <= 1
    kinds = set(re.findall(rb"IHDR|pHYs|tEXt|iTXt|zTXt|tIME|eXIf", data))
    assert kinds == {b"IHDR", b"pHYs"}


OTHER_PLACE = """
import sys, hashlib
from tthc_stats.report.chart import Chart, ChartKind, Series
from tthc_stats.report.language import language
from tthc_stats.report.pictures import png_of, svg_of
assert "matplotlib" not in sys.modules
series = (Series("s", (1, 2)), Series("t", (3, 4)))
chart = Chart("b", ChartKind.PARTS, "Tỷ lệ", ("Xã Ế", "漢"), series, False, "m")
vi = language("vi")
print(hashlib.sha256(svg_of(chart, vi).encode() + png_of(chart, vi)).hexdigest())
assert "matplotlib.pyplot" not in sys.modules
"""


def drawn_in(folder: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", OTHER_PLACE],
        cwd=folder,
        env={"PYTHONPATH": str(SOURCE), "TMPDIR": str(folder), **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert done.stderr == ""
    return done.stdout


def test_the_same_bytes_in_silence_wherever_it_runs(tmp_path: Path) -> None:
    usual = drawn_in(tmp_path, HOME=str(tmp_path))
    assert drawn_in(tmp_path, HOME="/dev/null") == usual
    styled = tmp_path / "styled"
    styled.mkdir()
    (styled / "matplotlibrc").write_text("font.size: 30\nnonsense: 3\nsvg.fonttype: path\n")
    assert drawn_in(styled, HOME=str(tmp_path), MPLBACKEND="pdf") == usual
    assert list(tmp_path.glob("matplotlib-*")) == []


def test_the_settings_of_others_come_back() -> None:
    import matplotlib as mpl

    before = mpl.rcParams["font.size"]
    mpl.rcParams["font.size"] = 17
    try:
        svg_of(CHARTS[0], VI)
        assert mpl.rcParams["font.size"] == 17
    finally:
        mpl.rcParams["font.size"] = before


@pytest.mark.parametrize("name", [*HOSTILE, "$x^2$", "a\x0bb\uffff", "", "漢字", "ệ" * 200])
def test_any_name_is_drawn(name: str) -> None:
    root = ET.fromstring(svg_of(bars(name, "B"), VI))
    assert root.tag.endswith("svg")
    assert "script" not in {node.tag for node in root.iter()}
    assert png_of(bars(name, "B"), VI).startswith(b"\x89PNG")


def test_long_names_are_wrapped_and_whole() -> None:
    name = "Trung tâm Phục vụ hành chính công và Văn phòng đăng ký đất đai khu vực số một"
    texts = [node.text for node in ET.fromstring(svg_of(bars(name), VI)).iter() if node.text]
    assert name not in texts
    assert name in " ".join(" ".join(texts).split())


def test_what_is_absent_is_not_drawn() -> None:
    known, absent = bars("A", "B"), bars("A", "B")
    absent = absent._replace(series=(Series("s", (Decimal("97.29"), None)),))
    zero = absent._replace(series=(Series("s", (Decimal("97.29"), Decimal("0.00"))),))
    assert svg_of(known, VI).count("97,29%") == 2
    assert svg_of(absent, VI).count("97,29%") == 1
    assert "0,00%" in svg_of(zero, VI)
    assert "0,00%" not in svg_of(absent, VI)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 has it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.colour)
def test_colours_stand_out_from_paper_and_dark_screens(look: Look) -> None:
    colour, label = look.colour, look.label
    assert contrast(colour, "#FFFFFF") >= 3
    assert contrast(colour, "#121212") >= 3
    assert contrast(PLATE if look.pattern != "plain" else colour, label) >= 4.5


def test_labels_on_patterns_stand_on_a_plate() -> None:
    series = (Series("a", (40,)), Series("b", (60,)))
    chart = Chart("p", ChartKind.PARTS, "T", ("x",), series, True, "d")
    assert svg_of(chart, VI).count('" style="fill: #ffffff"/>') == 1


def test_series_differ_without_colours() -> None:
    for told in ("colour", "marker", "dash", "pattern"):
        assert len({getattr(look, told) for look in LOOKS}) == len(LOOKS)
