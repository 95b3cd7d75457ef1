"""The page of SQL that says what became of every dossier, with its values filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from os.path import dirname, join

from tthc_stats.model.period import Period
from tthc_stats.tally.options import TallyOptions

PAGE = join(dirname(__file__), "dossiers.sql")


def page(period: Period, as_of: date, options: TallyOptions, groups: Sequence[str] = ()) -> str:
    """The page of SQL with its values filled in; standard SQL that other engines run too."""
    with open(PAGE, encoding="utf-8") as file:
        text = "".join(line for line in file if not line.startswith("--"))
    values = {
        ":first_day": f"DATE '{period.start.isoformat()}'",
        ":last_day": f"DATE '{period.end.isoformat()}'",
        ":as_of": f"DATE '{as_of.isoformat()}'",
        ":rule": f"'{options.rule.value}'",
        ":no_due": f"'{options.no_due.value}'",
        ":groups": "".join(f"{group}, " for group in groups),
    }
    for name, value in values.items():
        text = text.replace(name, value)
    return text + (f"GROUP BY {', '.join(groups)}" if groups else "")


def classified(period: Period, as_of: date, options: TallyOptions) -> str:
    """The page up to ``classed``, every dossier with its classes, for other questions."""
    return page(period, as_of, options).split("\nalike AS", 1)[0].rstrip().rstrip(",")
