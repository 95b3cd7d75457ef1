"""The indicators that are computed beside the built-in ones: those of the office's file, and
optional ones that are named on the command line.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

from tthc_stats.model.indicator import NO_INDICATORS, Indicators
from tthc_stats.store.config import Config

TABLE = "indicators"


def own_of(config: Config | None) -> Indicators:
    """The indicators that a file defines. Raises UsageError where one is wrongly defined."""
    given = config.tables.get(TABLE) if config else None
    if not config or not given:
        return NO_INDICATORS
    from tthc_stats.analysis.definitions import own_indicators

    return own_indicators(given, config.path)


def own() -> Indicators:
    """Those of the office's file for the command that runs."""
    return own_of(click.get_current_context().obj)


def own_and(asked: Sequence[str]) -> Indicators:
    """Those of the file, and optional ones among the indicators that are asked for.

    Raises UsageError for an unknown one.
    """
    from tthc_stats.analysis.indicators import indicator_keys

    found = own()
    known = (*indicator_keys(), *(one.key for one in found.own))
    others = [key for key in asked if key not in known]
    return _with_optional(found, others, known) if others else found


def only(asked: str) -> Indicators:
    """The indicator that is asked for, unless it is built in. Raises UsageError for an unknown
    one.
    """
    found = own_and([asked])
    return found._replace(own=tuple(one for one in found.own if one.key == asked))


def _with_optional(found: Indicators, keys: Sequence[str], known: Sequence[str]) -> Indicators:
    from tthc_stats.analysis.definitions import optional_keys, own_indicators
    from tthc_stats.analysis.ranking import known_indicator

    all_known = (*known, *optional_keys())
    added = own_indicators({known_indicator(key, all_known): True for key in keys})
    return found._replace(own=(*found.own, *added.own))
