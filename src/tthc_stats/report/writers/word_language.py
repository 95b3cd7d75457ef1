"""The language of Word templates: placeholders, ``for``, ``if`` and a few filters of Jinja.

A template comes from outside. It can neither call nor compute anything, so that it reaches
nothing but its placeholders, and ends.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NoReturn

from jinja2 import StrictUndefined, TemplateSyntaxError, meta, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from tthc_stats.model.errors import UsageError
from tthc_stats.model.text import T
from tthc_stats.report.writers.cells import UNFIT

FILTERS = ("capitalize", "default", "first", "join", "last", "length", "lower", "trim", "upper")
LOOP = ("index", "first", "last", "length")
"""What ``loop`` tells inside of a ``for``."""
ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Concat,
    nodes.Add,
    nodes.Sub,
)
MOST = 200_000_000
"""Characters that loops may write."""
STEP = 200
"""What a turn of a loop costs beside its characters: time."""
BRACES = str.maketrans({"{": "&#123;", "}": "&#125;"})
"""Braces of texts, which docxtpl would take for its own signs."""
TAG = re.compile(r"<[^>]*>")
OPENING = re.compile(r"\{([{%#])")
CLOSING = {"{": "}}", "%": "%}", "#": "#}"}
PRINTED = ("annexes", "image")
"""Placeholders that are no texts: nothing but printing them makes sense."""
OF_TEXTS = (
    nodes.Filter,
    nodes.For,
    nodes.Compare,
    nodes.Operand,
    nodes.Add,
    nodes.Sub,
    nodes.Concat,
)
"""What would do more with them."""


def markup(text: str) -> Markup:
    """A text as XML."""
    return Markup(str(escape(text.translate(UNFIT))).translate(BRACES))  # noqa: S704 (escaped)


def unknown_placeholder(name: str, known: Collection[str]) -> UsageError:
    """What to say of a placeholder that does not exist."""
    hints = {place.rpartition(".")[2]: place for place in known} | {p: p for p in known}
    near = get_close_matches(name, hints, n=1)
    listed = tuple(sorted(known))
    return UsageError(
        T("the Word template has an unknown placeholder, “{name}”", name=name),
        hint=T("Did you mean “{near}”? Known are {known}.", near=hints[near[0]], known=listed)
        if near
        else T("Known are {known}.", known=listed),
    )


def refuse_open_tags(paragraphs: Iterable[str]) -> None:
    """Raise UsageError for a tag that is not closed in its paragraph: the XML behind it would
    be taken for a part of it.
    """
    for text in paragraphs:
        after = 0
        while opening := OPENING.search(text, after):
            closing = CLOSING[opening[1]]
            inside = text[opening.end() :]
            ended = inside.find(closing)
            other = OPENING.search(inside)
            if ended < 0 or (opening[1] != "#" and other and other.start() < ended):
                raise UsageError(
                    T(
                        "“{tag}” is not closed in the Word template",
                        tag=text[opening.start() :][:80],
                    ),
                    hint=T("Write {closing} behind it, in the same paragraph.", closing=closing),
                )
            after = opening.end() + ended + len(closing)


class Language(SandboxedEnvironment):
    """Jinja without calls; every placeholder is known before anything is written.

    known: the placeholders, with dots, and [] behind lists.
    """

    def __init__(self, known: Iterable[str]) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, finalize=_printed)
        self.known = tuple(known)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS} | {"metered": self._metered}
        self.left = MOST
        self.used: set[str] = set()
        """The names of the placeholders that templates have asked for."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        try:
            tree = super()._parse(source, name, filename)
        except TemplateSyntaxError as error:
            near = TAG.sub("", source.split("\n")[error.lineno - 1]).strip()[:80]
            raise UsageError(
                T(
                    "the Word template has an error near “{near}”: {why}",
                    near=near,
                    why=error.message,
                )
            ) from error
        _refuse(tree)
        self._refuse_unknown(tree)
        for loop in tree.find_all(nodes.For):
            cost = sum(len(data.data) for data in loop.find_all(nodes.TemplateData)) + STEP
            steps = [nodes.Const(cost)]
            loop.iter = nodes.Filter(
                loop.iter, "metered", steps, [], None, None, lineno=loop.lineno
            ).set_environment(self)
        return tree

    def _refuse_unknown(self, tree: nodes.Template) -> None:
        names = meta.find_undeclared_variables(tree)
        for name in sorted(names - {place.partition(".")[0].strip("[]") for place in self.known}):
            raise unknown_placeholder(name, self.known)
        parts = {part.strip("[]") for place in self.known for part in place.split(".")}
        for node in tree.find_all(nodes.Getattr):
            if node.attr not in parts and node.attr not in LOOP:
                raise unknown_placeholder(node.attr, self.known)
        self.used |= names

    def _metered(self, items: Iterable[Any], cost: int) -> Iterator[Any]:
        if isinstance(items, str):
            raise UsageError(T("a “for” of the Word template runs over a text"))
        for item in items:
            self.left -= cost
            if self.left < 0:
                raise UsageError(T("the loops of the Word template write too much"))
            yield item

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What a placeholder holds; nothing of Python is within reach."""
        if isinstance(obj, LoopContext) and attribute in LOOP:
            return getattr(obj, attribute)
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        raise unknown_placeholder(attribute, self.known)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """One of a list, by its number from 0."""
        if isinstance(argument, int) and isinstance(obj, list | tuple) and argument < len(obj):
            return obj[argument]
        raise unknown_placeholder(f"[{argument}]", self.known)


def _printed(value: Any) -> Any:
    """What stands in the document for the value of a placeholder."""
    if isinstance(value, list | tuple | Mapping):
        raise UsageError(
            T("the Word template prints a placeholder that holds several things"),
            hint=T("Take them one by one with “for”, or one of them by its name."),
        )
    return value if hasattr(value, "__html__") else markup(str(value))


def _refuse(tree: nodes.Template) -> None:
    """Raise UsageError where a template does more than print placeholders."""
    for node in _all(tree):
        constant = not isinstance(node, nodes.Filter) or all(
            isinstance(value, nodes.Const) for value in node.args or ()
        )
        named = not isinstance(node, nodes.Filter) or (node.name in FILTERS and not node.kwargs)
        if not (isinstance(node, ALLOWED) and constant and named):
            _not_allowed(getattr(node, "name", None) or type(node).__name__)
        if isinstance(node, OF_TEXTS):
            _refuse_as_text(node.iter_child_nodes())


def _refuse_as_text(parts: Iterable[nodes.Node]) -> None:
    for part in parts:
        name = getattr(part, "attr", None) or getattr(part, "name", None)
        if isinstance(part, nodes.Name | nodes.Getattr) and name in PRINTED:
            raise UsageError(
                T("“{name}” of the Word template is no text: it can only be printed", name=name),
                hint=T("Write it alone between braces: no filter, no sign of arithmetic, no for."),
            )


def _all(node: nodes.Node) -> Iterator[nodes.Node]:
    todo = [node]
    while todo:
        current = todo.pop()
        yield current
        todo.extend(current.iter_child_nodes())


def _not_allowed(what: str) -> NoReturn:
    raise UsageError(
        T("the Word template uses “{what}”, which templates may not", what=what),
        hint=T("They may use placeholders, for, if, and the filters {filters}.", filters=FILTERS),
    )
