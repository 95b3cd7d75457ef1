"""Regular expressions that are compiled when they are first used.

Compiling all of them at import would cost more time than reading a small workbook.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:

    def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
        """What `re.compile` gives, later."""

else:

    class pattern:  # noqa: N801
        """What `re.compile` gives, later; its methods stay on the object once asked for."""

        def __init__(self, source: str, flags: int = 0) -> None:
            self._source = source, flags

        def __getattr__(self, name: str) -> Any:
            method = getattr(re.compile(*self._source), name)
            setattr(self, name, method)
            return method
