"""Files changed at random, and what may come of reading them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tthc_stats.model.errors import TthcError

Edits = list[tuple[float, int, bytes]]
"""Where (as a share of the file), how many bytes are replaced, and by what."""


def edits(*tokens: bytes) -> st.SearchStrategy[Edits]:
    """Some edits that put in these tokens, numbers of only ones or zeros, or any bytes."""
    token = st.binary(max_size=8) | st.sampled_from([b"\xff" * 4, bytes(4), b"-1", *tokens])
    return st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), token), min_size=1, max_size=4)


def fuzz(examples: int) -> settings:
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )


def edited(data: bytes, changes: Edits) -> bytes:
    """Each edit replaces some bytes at a place by others."""
    for place, length, token in changes:
        at = int(place * len(data))
        data = data[:at] + token + data[at + length :]
    return data


@contextmanager
def sound_or_refused() -> Iterator[None]:
    """What is read is as the block says, or there is one clear line."""
    refusal = None
    try:
        yield
    except TthcError as error:
        refusal = error
    if refusal:
        assert "\n" not in str(refusal)
        assert refusal.exit_status in (65, 66)
