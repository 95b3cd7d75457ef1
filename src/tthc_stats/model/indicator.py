"""Indicators that an office defines for itself, and those that it must ask for."""

from __future__ import annotations

from typing import NamedTuple

from tthc_stats.model.counts import Count

COUNT_KEYS = frozenset(count.value for count in Count)


class OwnIndicator(NamedTuple):
    """A sum of figures over another.

    name: what people read; ``None`` where the program has one. numerators: sums of terms, of
    which the first counts whose terms are all known. A term is the key of a count, or the
    caption of an extra column. smaller_first: whether the smallest ranks first. points: where
    it is no share, how many times the ratio it is; it is 0 where the denominator is.
    """

    key: str
    name: str | None
    numerators: tuple[tuple[str, ...], ...]
    denominator: tuple[str, ...]
    smaller_first: bool = False
    points: int | None = None

    @property
    def captions(self) -> tuple[str, ...]:
        """The terms that are captions of extra columns, each once."""
        terms = [term for sum_ in (*self.numerators, self.denominator) for term in sum_]
        return tuple(dict.fromkeys(term for term in terms if term not in COUNT_KEYS))


class Indicators(NamedTuple):
    """The indicators that are computed beside the built-in ones.

    source: the file that defines them, for messages.
    """

    own: tuple[OwnIndicator, ...] = ()
    source: str | None = None

    @property
    def captions(self) -> tuple[str, ...]:
        """The captions of extra columns that any of them names, each once."""
        return tuple(dict.fromkeys(caption for own in self.own for caption in own.captions))


NO_INDICATORS = Indicators()
"""The built-in ones alone."""
