"""The language of the figures that a command keeps: an option that every command takes, wherever it stands."""

from __future__ import annotations

import sys

from linkage_sim.errors import LinkageError

from .screen import say

OPTION = "--language"
OWN = ("report", "handout")
"""Commands with an option of this name that says the language of a page."""
asked: list[str] = []
"""What the command was asked for; nothing where it was not."""


def take(arguments: list[str]) -> list[str]:
    """Take the option out of a command's words, and note what it says."""
    asked.clear()
    if not arguments or arguments[0] in OWN:
        return arguments
    left: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == OPTION:
            asked[:] = [next(words, "")]
        elif word.startswith(f"{OPTION}="):
            asked[:] = [word.removeprefix(f"{OPTION}=")]
        else:
            left.append(word)
    if asked and asked[0] not in ("en", "zh"):
        raise LinkageError(f"{OPTION} takes en or zh, the language of the figures that a command keeps; '{asked[0]}' is none.", 2)
    return left


def of_figures() -> str:
    """The language in which figures are drawn: the one that was asked for, or English, with a sentence, where its letters are missing."""
    if not asked or asked[0] == "en":
        return "en"
    from linkage_sim.views.style import letters

    try:
        letters(asked[0])
    except LinkageError as error:
        say(f"Mind: {error} They are in English now.", sys.stderr)
        return "en"
    return asked[0]
