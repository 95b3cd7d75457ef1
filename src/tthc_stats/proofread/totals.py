"""A number of a text with those that it is the sum of, and what is told where it is not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tthc_stats.model.findings import Finding, Severity
from tthc_stats.model.text import Text
from tthc_stats.proofread.ledger import Stated
from tthc_stats.proofread.sums import Placed, Told


class Total(NamedTuple):
    """A number with its parts."""

    whole: Stated
    parts: Sequence[Stated]

    @property
    def sum(self) -> int:
        return sum(part.value for part in self.parts)

    @property
    def difference(self) -> int:
        return abs(self.whole.value - self.sum)

    def told(self, placed: Placed, severity: Severity, message: Text) -> Told:
        """The finding that the parts add up to something else, at the whole."""
        span, printed = self.whole.span, self.whole.value
        return Told(
            Finding(
                "TOTAL_ROW", severity, placed(span), message, printed, self.sum, self.difference
            ),
            span,
        )
