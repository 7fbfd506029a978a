"""What the scripts of a report show, in the language of the page: sentences, names, units, and how large numbers are counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...findings.language import words_of
from ...findings.numbers import LARGE
from ...findings.translation import Translator

Data = Mapping[str, Any]


def explorer(data: Data, translator: Translator) -> dict[str, Any]:
    """The numbers of a sweep, with words."""
    points = data["points"]
    return {
        **data,
        "outcomes": [_told(one, translator) for one in data["outcomes"]],
        "factors": [_told(one, translator) | {"levels": one["levels"] and [*map(translator, one["levels"])]} for one in data["factors"]],
        "points": {**points, "label": [*map(translator, points["label"])]},
        **_spoken("explorer", translator.language),
    }


def atlas(data: Data, translator: Translator) -> dict[str, Any]:
    """The numbers of a country by province and month, with words."""
    return {
        **data,
        "measures": [_told(one, translator) for one in data["measures"]],
        "tiles": [one | {key: translator(one[key]) for key in ("name", "code")} for one in data["tiles"]],
        **_spoken("atlas", translator.language),
    }


def _told(one: Data, translator: Translator) -> dict[str, Any]:
    """An outcome, a factor or a measure in words; its name is a key and stays."""
    words = {key: translator(one[key]) for key in ("label", "meaning") if key in one}
    return {**one, **words, "unit": translator.unit(one["unit"])}


def _spoken(part: str, language: str) -> dict[str, Any]:
    """Sentences by key, and the steps in which large numbers are counted: in full words and in short ones."""
    words = words_of(language)
    sentences = {name.removeprefix(f"{part}."): words(name) for name in sorted(words.names()) if name.startswith(f"{part}.")}
    return {"words": sentences, "large": LARGE[language], "short": LARGE[f"{language} short"]}
