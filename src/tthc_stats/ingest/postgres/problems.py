"""What PostgreSQL's errors mean, each as one line.

Its messages are shown only where they name tables, columns and rights: others may quote what
is personal.
"""

from __future__ import annotations

from typing import NamedTuple

from tthc_stats.model.errors import TthcError, UnreadableError, UsageError
from tthc_stats.model.text import T, Text

LATER = T("Try again later, or ask whoever runs the database.")
RIGHTS = T("Ask whoever runs the database for the right to read it (GRANT SELECT).")
PASSWORD = T("The password may stand in ~/.pgpass or in the variable PGPASSWORD.")
REACH = T("Check the name of the server and its port, and whether it runs.")
ADDRESS = T("Write postgresql://user@host/database, and special signs of a password as %40.")


class Meaning(NamedTuple):
    """What errors mean whose code (SQLSTATE) or message is like one of ``signs``."""

    signs: tuple[str, ...]
    kind: type[TthcError]
    what: Text
    hint: Text | None = None

    def error(self, place: object, message: str, code: str = "") -> TthcError:
        """The error, with the server's own words where the text has room for them."""
        why = " ".join(message.split()).rstrip(".")
        what = self.what._replace(values=(("why", why), ("code", code)))
        return self.kind(what, place=place, hint=self.hint)


LOST = Meaning(("57P", "08"), UnreadableError, T("The connection to the database was lost."), LATER)
BY_CODE = (
    Meaning(("42501",), UnreadableError, T("It may not be read: {why}."), RIGHTS),
    Meaning(("25006",), UsageError, T("The query would change something; it may only read.")),
    Meaning(("57014", "40"), UnreadableError, T("The server stopped the query: {why}."), LATER),
    Meaning(("55P03",), UnreadableError, T("Somebody else has locked it."), LATER),
    Meaning(("53",), UnreadableError, T("The server has no room for it: {why}."), LATER),
    Meaning(("22021", "22P05"), UnreadableError, T("It holds texts that are not Unicode.")),
    Meaning(("42", "0A"), UsageError, T("The query is not understood: {why}.")),
    LOST,
    Meaning(("",), UnreadableError, T("The server could not read it (error {code}).")),
)
"""Errors of a session by the first letters of their code; the first that fits."""

BY_MESSAGE = (
    Meaning(
        ("password", "authentication", "role "),
        UnreadableError,
        T("The database does not let this user in."),
        PASSWORD,
    ),
    Meaning(
        ("does not exist",),
        UnreadableError,
        T("There is no such database."),
        T("Check its name."),
    ),
    Meaning(
        ("resolve", "refused", "timeout", "timed out", "unreachable", "No such file", "no route"),
        UnreadableError,
        T("There is no server to be reached."),
        REACH,
    ),
    Meaning(("",), UnreadableError, T("The database cannot be reached: {why}."), REACH),
)
"""Errors of connecting, which have no code, by their words; the first that fits."""


def session_problem(code: str, message: str, place: object) -> TthcError:
    """What an error of a session means; message: the server's primary message."""
    if not code:
        return LOST.error(place, message)
    meaning = next(one for one in BY_CODE if code.startswith(one.signs))
    return meaning.error(place, message, code)


def connection_problem(message: str, place: object) -> TthcError:
    """What a failure to connect means; message: of the driver."""
    why = message.rpartition("failed: ")[2]
    found = (one for one in BY_MESSAGE if any(sign in message for sign in one.signs))
    return next(found).error(place, why)


def address_problem(place: object) -> UsageError:
    """The refusal of an address; what the driver says of it may quote a password."""
    return UsageError(T("This is no address of a database."), place=place, hint=ADDRESS)
