"""The words of the page, of reports and of figures: one catalogue per language, and numbers as that language writes them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from ..errors import LinkageError
from ..scenario.reading import read_file
from .numbers import number, percent

LANGUAGES = {"en": "English", "zh": "中文"}
ONE = "_one"  # ends the key of a sentence that a language writes otherwise where its number is one
NUMBERS = ("count", "size")
FOLDER = Path(__file__).parent / "catalogue"


class Words:
    """Sentences and names of one language by dotted key.

    Parameters
    ----------
    language : str
        ``en`` or ``zh``.
    catalogue : dict
        Keys to sentences, flat.
    """

    def __init__(self, language: str, catalogue: dict[str, str]) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, key: str, **facts: Any) -> str:
        """Return the sentence of a key, with facts put in; numbers, and what there is one of, are written as the language does."""
        sentence = self._catalogue[key]
        if any(facts.get(name) == 1 for name in NUMBERS):
            sentence = self._catalogue.get(key + ONE, sentence)
        return sentence.format(**{name: self._shown(value) for name, value in facts.items()}) if facts else sentence

    def known(self, key: str, otherwise: str) -> str:
        """Return the words of a key, or others where the catalogue has none (a programme that somebody added)."""
        return self._catalogue.get(key, otherwise)

    def names(self) -> set[str]:
        """All keys."""
        return set(self._catalogue)

    def month(self, year: int, calendar: int) -> str:
        """Name of a month."""
        return self(f"months.{calendar}", year=str(year))

    def amount(self, value: float) -> str:
        """A number short enough to be read from afar: 1,234; 12 million; 1.2 亿."""
        return number(value, self.language)

    def percent(self, value: float) -> str:
        """A share as a percentage; without a fraction from one per cent up."""
        return percent(value, language=self.language)

    def points(self, value: float, half: float | None = None) -> str:
        """A difference of two shares, in percentage points, with half of its interval where that is known."""
        told = [percent(one, language=self.language).removesuffix(" %") for one in (value, half) if one is not None]
        return self("curves.point" if told in (["1"], ["-1"]) else "curves.points", value=" ± ".join(told))

    def ordinal(self, number: int) -> str:
        """First, second, ...; a number with its ending where the catalogue has no word."""
        ending = self.known(f"ordinals.ending {number % 10}", "").format(number=number)
        return self.known(f"ordinals.{number}", ending or self("ordinals.other", number=number))

    def listing(self, words: list[str]) -> str:
        """One, two and three."""
        if len(words) < 2:
            return "".join(words)
        return self("listing.comma").join(words[:-1]) + self("listing.and") + words[-1]

    def _shown(self, value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return str(value)
        return number(value) if abs(value) < 1e4 else f"{value:,.0f}"


@cache
def words_of(language: str) -> Words:
    """Load the catalogue of a language.

    Raises
    ------
    LinkageError
        If there is none.
    """
    if language not in LANGUAGES:
        raise LinkageError(f"There is no catalogue of the language '{language}'; the page speaks {', '.join(LANGUAGES)}.")
    return Words(language, dict(_flat(read_file(FOLDER / f"{language}.yaml").value, "")))


def told(kind: str, error: Exception, language: str) -> str:
    """The sentence that says that something could not be done, and why."""
    text = str(error) if isinstance(error, LinkageError) else f"{type(error).__name__}: {error}"
    return words_of(language)(f"problems.{kind}", reason=" ".join(text.split()))


def _flat(content: dict[Any, Any], above: str) -> list[tuple[str, str]]:
    found = []
    for key, value in content.items():
        name = f"{above}{key}"
        found += _flat(value, f"{name}.") if isinstance(value, dict) else [(name, str(value))]
    return found
