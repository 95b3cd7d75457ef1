"""How the series of a chart are told apart: by colour, and without colours too."""

from __future__ import annotations

from typing import NamedTuple


class Look(NamedTuple):
    """A colour, and what tells a series where a print has only greys.

    label: the colour of what is written on it, on a plate where it has a pattern. marker: of
    its points. dash: of its line. pattern: of its area.
    """

    colour: str
    label: str
    marker: str
    dash: str
    pattern: str


PLATE = "#FFFFFF"
"""What labels on patterns stand on: letters among stripes are hard to read, on any colour."""

LOOKS = (
    Look("#0072B2", "#FFFFFF", "circle", "solid", "plain"),
    Look("#D55E00", "#000000", "square", "dashed", "stripes"),
    Look("#009E73", "#000000", "triangle", "dotted", "crosses"),
)
"""Three of the colours of Okabe and Ito (Color Universal Design, 2008) that stand out from
white paper and from dark screens; no chart has more series.
"""
