"""Files in TOML that users write themselves: layouts and calendars."""

from __future__ import annotations

import re
from typing import Any

from tthc_stats.model.errors import UsageError, reason
from tthc_stats.model.text import T, Text

WHERE = re.compile(r"\(at line (\d+), column (\d+)\)")


def read_toml(path: str, what: Text) -> dict[str, Any]:
    """What a TOML file says; ``what`` names the file in messages.

    Raises UsageError where it is missing or is no TOML.
    """
    import tomllib

    try:
        with open(path, encoding="utf-8-sig") as file:
            return tomllib.loads(file.read())
    except OSError as error:
        text = T("{what} cannot be read: {why}", what=what, why=reason(error))
        raise UsageError(text, place=path) from error
    except UnicodeDecodeError as error:
        text = T("{what} is not valid TOML: it is not in UTF-8", what=what)
        raise UsageError(text, place=path) from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(_fault(what, str(error)), place=path) from error


def _fault(what: Text, said: str) -> Text:
    """Where the fault is, and what Python says of it, in its own words."""
    found = WHERE.search(said)
    if not found:
        return T("{what} is not valid TOML ({why})", what=what, why=said)
    return T(
        "{what} is not valid TOML at line {line}, column {column} ({why})",
        what=what,
        line=found[1],
        column=found[2],
        why=said[: found.start()].strip(),
    )
