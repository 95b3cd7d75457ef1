"""Charts as pictures: SVG to stand in a page, PNG to stand in a document.

The same chart gives the same bytes. matplotlib is loaded when the first picture is drawn;
it writes its list of fonts where it keeps its cache, or nowhere that lasts if it cannot.
"""

from __future__ import annotations

import io
import logging
import re
import textwrap
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any

from tthc_stats.report.chart import Chart, ChartKind
from tthc_stats.report.language import Language
from tthc_stats.report.palette import LOOKS, PLATE, Look
from tthc_stats.report.writers.cells import UNFIT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI = 200
CM = 1 / 2.54
WIDTH, LINES_HEIGHT = 16.0, 8.0
"""In centimetres: what the margins of an official paper leave of A4."""
LINE, AROUND, BAR = 0.34, 0.24, 0.36
"""In centimetres: a line of a name, the space around its lines, and a bar."""
NAME_WIDTH, TITLE_WIDTH = 34, 84
"""In characters."""
ROOM_FOR_A_LABEL = 12
"""The least percentage of a part that its own label fits into."""
ROOM_FOR_NAMES = 66
"""So many characters fit below the lines side by side."""

PAPER_INK, PAGE_INK = "#1a1a1a", "#0a0b0c"
"""PAGE_INK stands for the colour of the page's text until the SVG is written."""
MARKERS = {"circle": "o", "square": "s", "triangle": "^"}
DASHES = {"solid": "-", "dashed": "--", "dotted": ":"}
HATCHES = {"plain": "", "stripes": "////", "crosses": "xxx"}

SETTINGS: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 8,
    "text.parse_math": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "tthc-stats",
    "hatch.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
}
FONT = "font-family: 'DejaVu Sans', system-ui, sans-serif"
REFERENCE = re.compile(r'(?<=\bid=")|(?<=\bhref="#)|(?<=url\(#)')


def png_of(chart: Chart, language: Language, *, titled: bool = True) -> bytes:
    """A chart as PNG on white ground, 16 cm wide at 200 dots an inch.

    titled: whether its title stands above it.
    """
    with _settings():
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        raw = io.BytesIO()
        figure = _figure(chart, language, PAPER_INK, titled=titled)
        figure.set_facecolor("white")
        FigureCanvasAgg(figure)
        figure.savefig(raw, format="png", metadata={"Software": None})
    return raw.getvalue()


def svg_of(chart: Chart, language: Language, *, titled: bool = True) -> str:
    """A chart as SVG for a page: its text in the page's colour, its ground transparent.

    The names of its parts begin with the name of the chart, so that several can stand in
    one page. titled: whether its title is seen above it; it is always read out.
    """
    with _settings():
        from matplotlib.backends.backend_svg import FigureCanvasSVG

        raw = io.StringIO()
        figure = _figure(chart, language, PAGE_INK, titled=titled)
        figure.patch.set_visible(False)
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        FigureCanvasSVG(figure)
        figure.savefig(raw, format="svg", metadata=nothing)
    return _inline(raw.getvalue(), chart)


@contextmanager
def _settings() -> Iterator[None]:
    """The settings of our pictures, whatever a user has set for others, and no messages."""
    logger = logging.getLogger("matplotlib")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        import matplotlib as mpl

        with mpl.rc_context(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # signs that the font lacks
            usual: dict[Any, Any] = {**mpl.rcParamsDefault, **SETTINGS}
            mpl.rcParams.update({k: v for k, v in usual.items() if not k.startswith("backend")})
            yield
    finally:
        logger.setLevel(level)


def _inline(svg: str, chart: Chart) -> str:
    """An SVG file as an element of a page that can be read out."""
    name = re.sub(r"\W", "_", chart.name)
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    body = re.sub(
        r"^.*?<svg[^>]*>|<style.*?</style>|<metadata>.*?</metadata>", "", svg, flags=re.DOTALL
    )
    body = re.sub(
        r"font: ([\d. ]*)([\d.]+px) [^;\"]*", rf"font-size: \2; font-weight: \1; {FONT}", body
    )
    body = body.replace(PAGE_INK, "currentColor").replace("xlink:href", "href")
    body = REFERENCE.sub(f"{name}-", body)
    width, height = (float(side) for side in box.groups()) if box else (0, 0)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}pt" height="{height:g}pt" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" '
        'style="max-width: 100%; height: auto; stroke-linejoin: round; stroke-linecap: butt">\n'
        f'<title id="{name}-title">{_text(chart.title)}</title>\n'
        f'<desc id="{name}-desc">{_text(chart.described)}</desc>\n{body.strip()}\n'
    )


def _text(text: str) -> str:
    return escape(text.translate(UNFIT), quote=False)


def _figure(chart: Chart, language: Language, ink: str, *, titled: bool) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH * CM, _height(chart) * CM), dpi=DPI, layout="constrained")
    axes = figure.add_subplot()
    axes.patch.set_visible(False)
    DRAWN[chart.kind](axes, chart, language, ink)
    _colour(axes, ink)
    if len(chart.series) > 1:
        figure.legend(loc="outside lower center", ncols=len(chart.series), labelcolor=ink)
    if titled:
        title = "\n".join(textwrap.wrap(_one_line(chart.title), TITLE_WIDTH))
        figure.suptitle(title, color=ink, fontsize=9.5, fontweight="bold")
    return figure


def _colour(axes: Axes, ink: str) -> None:
    axes.tick_params(colors=ink, labelsize=8)
    for spine in axes.spines.values():
        spine.set_edgecolor(ink)


def _height(chart: Chart) -> float:
    if chart.kind is ChartKind.LINES:
        return LINES_HEIGHT
    return 2.4 + sum(_slots(chart.categories))


def _slots(categories: Sequence[str]) -> list[float]:
    """The height of each bar with its name."""
    return [AROUND + LINE * len(_lines(name)) for name in categories]


def _lines(name: str) -> list[str]:
    return textwrap.wrap(_one_line(name), NAME_WIDTH) or [""]


def _one_line(text: str) -> str:
    return " ".join(text.translate(UNFIT).split())


def _draw_lines(axes: Axes, chart: Chart, language: Language, ink: str) -> None:
    places = range(len(chart.categories))
    for series, look in zip(chart.series, LOOKS, strict=False):
        axes.plot(
            places,
            [_number(value) for value in series.values],
            label=series.name,
            color=look.colour,
            linestyle=DASHES[look.dash],
            marker=MARKERS[look.marker],
            linewidth=1.8,
            markersize=5,
        )
    axes.set_ylim(bottom=0)
    axes.set_xlim(-0.4, len(chart.categories) - 0.6 + 0.09 * len(chart.categories))
    axes.grid(axis="y", color=ink, alpha=0.2, linewidth=0.6)
    axes.yaxis.set_major_locator(_ticks())
    axes.yaxis.set_major_formatter(lambda tick, _: _shown(int(tick), chart, language))
    _name_periods(axes, chart)
    _label_ends(axes, chart, language, ink)


def _ticks() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=6, integer=True)


def _number(value: int | Decimal | None) -> float:
    """What is absent is a gap."""
    return float("nan") if value is None else float(value)


def _name_periods(axes: Axes, chart: Chart) -> None:
    names = [_one_line(name) for name in chart.categories]
    axes.set_xticks(range(len(names)), names)
    if sum(len(name) for name in names) > ROOM_FOR_NAMES:
        axes.tick_params(axis="x", rotation=40)
        for label in axes.get_xticklabels():
            label.set(ha="right", rotation_mode="anchor")


def _label_ends(axes: Axes, chart: Chart, language: Language, ink: str) -> None:
    """The newest figure of each line at its end, one above the other where they meet."""
    ends = [
        (max(n for n, value in enumerate(s.values) if value is not None), s) for s in chart.series
    ]
    ends.sort(key=lambda end: _number(end[1].values[end[0]]))
    step, above = 0.055 * axes.get_ylim()[1], -1.0
    for place, series in ends:
        value = series.values[place]
        height = max(_number(value), above + step)
        above = height
        axes.annotate(
            _shown(value, chart, language),
            (place, height),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            color=ink,
            fontsize=8,
        )


def _draw_bars(axes: Axes, chart: Chart, language: Language, ink: str) -> None:
    (series,) = chart.series
    middles = _lay_out(axes, chart, ink)
    for middle, value in zip(middles, series.values, strict=True):
        if value is not None:
            axes.barh(middle, float(value), height=BAR, color=LOOKS[0].colour, linewidth=0)
            _label(axes, float(value), middle, _shown(value, chart, language), ink)
    largest = max((float(value) for value in series.values if value is not None), default=0)
    axes.set_xlim(0, 1.13 * max(largest, 100 if chart.percent else 1))
    axes.set_xlabel(_one_line(series.name), color=ink)
    _name_shares(axes, chart)


def _draw_parts(axes: Axes, chart: Chart, language: Language, ink: str) -> None:
    middles = _lay_out(axes, chart, ink)
    ends = [0.0] * len(middles)
    for series, look in zip(chart.series, LOOKS, strict=False):
        last = series is chart.series[-1]
        style: dict[str, Any] = {
            "facecolor": look.colour,
            "hatch": HATCHES[look.pattern],
            "edgecolor": "white",
        }
        for n, value in enumerate(series.values):
            if value:
                width, said = float(value), _shown(value, chart, language)
                axes.barh(middles[n], width, left=ends[n], height=BAR, linewidth=0.5, **style)
                _label_part(axes, ends[n], width, middles[n], said, look, ink if last else None)
                ends[n] += width
        axes.barh(0, 0, label=series.name, linewidth=0, **style)  # for the legend alone
    axes.set_xlim(0, 1.1 * max(ends, default=1))
    _name_shares(axes, chart)


def _name_shares(axes: Axes, chart: Chart) -> None:
    if chart.percent:
        axes.xaxis.set_major_formatter(lambda tick, _: f"{tick:g}%")


def _label_part(
    axes: Axes, left: float, width: float, middle: float, said: str, look: Look, ink: str | None
) -> None:
    """A label on a part; beside it where the last part is too narrow."""
    if width >= ROOM_FOR_A_LABEL:
        ground = {"facecolor": PLATE, "edgecolor": "none", "pad": 1.2}
        at: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 7.5, "color": look.label}
        axes.text(
            left + width / 2, middle, said, bbox=ground if look.pattern != "plain" else None, **at
        )
    elif ink and width:
        _label(axes, left + width, middle, said, ink)


def _label(axes: Axes, end: float, middle: float, said: str, ink: str) -> None:
    axes.annotate(
        said,
        (end, middle),
        xytext=(3, 0),
        textcoords="offset points",
        va="center",
        color=ink,
        fontsize=7.5,
    )


def _lay_out(axes: Axes, chart: Chart, ink: str) -> list[float]:
    """The middle of each bar from the top, in centimetres, with its name beside it."""
    slots = _slots(chart.categories)
    middles = [sum(slots[:n]) + slot / 2 for n, slot in enumerate(slots)]
    axes.set_ylim(sum(slots), 0)
    axes.set_yticks([])
    for middle, name in zip(middles, chart.categories, strict=True):
        lines = _lines(name)
        for number, line in enumerate(lines):
            # Line by line, since SVG has no lines: each is to end at the axis.
            lower = (number - (len(lines) - 1) / 2) * LINE
            axes.annotate(
                line,
                (0, middle + lower),
                xytext=(-4, 0),
                textcoords="offset points",
                xycoords=("axes fraction", "data"),
                ha="right",
                va="center",
                color=ink,
                fontsize=8,
                annotation_clip=False,
            )
    return middles


def _shown(value: int | Decimal | None, chart: Chart, language: Language) -> str:
    if value is None:
        return ""
    return language.percent(Decimal(value)) if chart.percent else language.number(value)


DRAWN: Mapping[ChartKind, Callable[[Any, Chart, Language, str], None]] = {
    ChartKind.LINES: _draw_lines,
    ChartKind.BARS: _draw_bars,
    ChartKind.PARTS: _draw_parts,
}
