"""How far proofreading has come in a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeVar

Thing = TypeVar("Thing")


class Stretch(NamedTuple):
    """A part of the work that goes through a text once, from ``first`` to ``last`` per cent of
    it all; told: what hears them.
    """

    told: Callable[[float], None] | None
    length: int
    first: int
    last: int

    def along(self, things: Iterable[Thing], place: Callable[[Thing], int]) -> Iterator[Thing]:
        """Things in the order of the text, each new per cent told once. place: of a thing."""
        percent = -1
        for thing in things:
            come = self.first + (self.last - self.first) * place(thing) // max(1, self.length)
            if self.told and come > percent:
                self.told(come)
                percent = come
            yield thing
