"""What all pages are made with: templates that escape, our own files, and a policy."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from os.path import join

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from tthc_stats.data import FOLDER
from tthc_stats.model.pattern import pattern

FILES = join(FOLDER, "page")
UNPRINTABLE = pattern(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    r"\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""Characters that no page may hold, and those that turn the direction of what follows:
they can make one figure look like another."""


@cache
def template(name: str) -> Template:
    """One of our templates; every text that is put into it is escaped."""
    environment = Environment(
        loader=FileSystemLoader(FILES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)


def _clean(value: object) -> object:
    """A text without characters that a page must not hold, each with a sign in its place."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return UNPRINTABLE.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n"))


@cache
def own_file(name: str) -> Markup:
    """One of our own files, which is no text of others."""
    with open(join(FILES, name), encoding="utf-8") as file:
        return Markup(file.read())  # noqa: S704


def policy(style: str, script: str | None = None) -> str:
    """Lets the browser take no style and no script but these, by their SHA-256."""
    run = f"script-src '{_digest(script)}'; " if script else ""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; {run}"
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
