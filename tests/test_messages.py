"""Every text has a Vietnamese one with the same places, written in NFC, and compiled."""

import importlib.util
import string
import unicodedata
from gettext import GNUTranslations
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


def load_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = load_tool()
MESSAGES = TOOL.messages()


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_there_are_messages() -> None:
    assert len(MESSAGES) > 150


@pytest.mark.parametrize("message", MESSAGES, ids=str)
def test_every_message_is_translated(message: str | tuple[str, str]) -> None:
    text = TOOL.translated(TOOL.catalogue(), message)
    assert text, "run: python tools/messages.py"
    assert places(text) == places(message if isinstance(message, str) else message[1])
    assert unicodedata.is_normalized("NFC", text)


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with TOOL.CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    written = TOOL.catalogue()
    for message in MESSAGES:
        text = TOOL.translated(written, message)
        if isinstance(message, str):
            assert compiled.gettext(message) == text
        else:
            assert compiled.ngettext(message[0], message[1], 2) == text
