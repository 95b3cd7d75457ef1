"""How dossiers of registers were counted."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Basis(NamedTuple):
    """How dossiers of registers were counted.

    as_of: the day on which what is pending was judged. rule: ``date`` or ``timestamp``.
    no_due: ``on-time`` or ``exclude``. dossiers: rows of all registers.
    """

    as_of: date
    rule: str
    no_due: str
    dossiers: int
