"""A stated share with the figures that it may be of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tthc_stats.model.counts import Count
from tthc_stats.proofread.bases import Amount, Base
from tthc_stats.proofread.figures import Figure


class StatedShareOf(NamedTuple):
    """A share in the text with what it may be of, the likeliest first.

    sentence, position: where it stands among the items. above: what may stand above the line.
    exact: whether its fraction is printed beside it. named: whether words name its base. count:
    of its caption or figure. near: pairs of figures around it that may explain it where no words
    say what it is of, looked for when they are asked for.
    """

    figure: Figure
    sentence: int
    position: int
    above: tuple[Amount, ...]
    below: tuple[Base, ...]
    exact: bool = False
    count: Count | None = None  # type: ignore[assignment]  # not the method of tuples
    qualifier: str | None = None
    sure_above: bool = True
    named: bool = False
    near: Iterable[tuple[Amount, Amount]] = ()
