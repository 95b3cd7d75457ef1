"""What is asked of a register: which days, which rule."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from tthc_stats.ingest.registers.dates import Order
from tthc_stats.model.period import Period


class Rule(StrEnum):
    """What decides whether a dossier is late (domain: four systems, two rules)."""

    DATE = "date"
    """The day: finished on the due day is on time, whatever the hour."""
    TIMESTAMP = "timestamp"
    """The moment: an hour after the due hour is late; early and on time are one class."""


class NoDue(StrEnum):
    """What becomes of dossiers without a due day (results handed over at once)."""

    ON_TIME = "on-time"
    EXCLUDE = "exclude"


class TallyOptions(NamedTuple):
    """What is asked of a register.

    period: the days that count; all of the register where none are given. as_of: the day
    on which what is pending is judged; the period's last day, else the newest day that the
    register knows. date_order: which of day and month comes first, where the dates do not
    tell. words: own classes of statuses, channels and service levels.
    """

    period: Period | None = None
    as_of: date | None = None
    rule: Rule = Rule.DATE
    no_due: NoDue = NoDue.ON_TIME
    date_order: Order | None = None
