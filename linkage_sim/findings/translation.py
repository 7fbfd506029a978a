"""Sentences, labels and numbers in another language, by the pairs of the catalogue: English as it is told, and what it is there.

A pair may have slots in braces, which say what stands there: ``{size}`` a number with its unit, ``{words}`` words that the catalogue has,
``{list}`` several of them, ``{name}`` anything, which stays as it is where the catalogue does not have it. Digits keep slots of a kind
apart: ``{size}`` and ``{size2}``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from html import escape, unescape
from typing import NamedTuple

from ..errors import LinkageError
from ..scenario.csv_tables import table_path
from ..scenario.parameters import parameters
from ..scenario.reading import read_file
from .language import FOLDER, LANGUAGES, words_of
from .lines import relined
from .words import one_of

TOLD = FOLDER / "told.yaml"
SHARED = ("actors", "needs", "programmes", "stages", "loop", "platform", "scenarios")
"""Parts of the page's catalogue whose names stand in findings and figures too."""
STEPS = ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
SCALES = {"": 0, " k": 3, " thousand": 3, " M": 6, " million": 6, " bn": 9, " billion": 9}
BOUNDS = {"": "", "less than ": "不到", "more than ": "超过", "at least ": "至少", "at most ": "至多", "about ": "约", "over ": "超过",
          "< ": "< ", "≈ ": "≈ "}  # fmt: skip
_NUMBER = r"[+\-]?(?:\d[\d,]*)?\.?\d+"
_QUANTITY = re.compile(rf"({'|'.join(BOUNDS)})({_NUMBER})({'|'.join(sorted(SCALES, key=len, reverse=True))})(| .+|/.+)")
_SIZE = rf"((?:{'|'.join(BOUNDS)})[+\-]?\.?\d.*?)"  # a quantity, or two of them
_RANGE = re.compile(rf"({'|'.join(BOUNDS)})({_NUMBER})({'|'.join(sorted(SCALES, key=len, reverse=True))})( %|) to (.+)")
_ESTIMATE = re.compile(rf"({_NUMBER})({'|'.join(filter(None, SCALES))})(| .+) \(({_NUMBER}) to ({_NUMBER})\)")
MINUS = "\N{MINUS SIGN}"
_HYPHEN = re.compile(r"(?<![A-Za-z0-9])-(?=\d)")
_SLOT = re.compile(r"\\\{([a-z]+)(\d*)\\\}")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_SENTENCE = re.compile(r"([A-Za-z]{2,}\S*\s+){2}[A-Za-z]{2,}")
_TAG = re.compile(r"(<[^>]*>)")
_SEEN = re.compile(r'\b(title|aria-label)="([^"]*)"')
_LINE = re.compile(r"(<text[^>]*>)([^<]*)(</text>)")
_SEVERAL = re.compile(rf"<g>\s*(?:{_LINE.pattern}\s*){{2,}}</g>")
SENTENCES, PARTS = ((". ", "。"),), (("; ", "；"), (", ", "，"))
"""What stands between sentences, and between parts of one."""
ASIDE, BARE = ("style", "script", "pre", "code"), ("svg", "title", "option", "textarea")
"""Elements whose text stays as it is, and those that hold nothing but text."""


class Pair(NamedTuple):
    """A sentence with slots: how it is found, what is told, its slots in their order, and whether it has no words besides them."""

    english: re.Pattern[str]
    told: str
    slots: tuple[str, ...]
    wordless: bool


class Translator:
    """Tells in another language what was told in English.

    Parameters
    ----------
    language : str
        ``zh``, or ``en`` for a translator that leaves all as it is.

    Attributes
    ----------
    missing : dict of str to None
        Texts with words that the catalogue has not, in the order in which they came; they were left as they are.
    """

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise LinkageError(f"There is no catalogue of the language '{language}'. Choose one of {', '.join(LANGUAGES)}.")
        self.language = language
        self.missing: dict[str, None] = {}
        self._known: dict[str, str | None] = {}

    def __call__(self, text: str) -> str:
        """Tell a text; one that the catalogue does not have stays as it is."""
        if self.language == "en" or not text.strip():
            return text
        bare = " ".join(text.replace(MINUS, "-").split())
        told = self._told(bare)
        if told is None:
            if _LATIN.search(bare):
                self.missing[bare] = None
            return text
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return f"{before}{_HYPHEN.sub(MINUS, told)}{after}"

    def knows(self, text: str) -> bool:
        """Whether a text can be told, or has no words."""
        bare = " ".join(text.replace(MINUS, "-").split())
        return self.language == "en" or self._told(bare) is not None or not _LATIN.search(bare)

    def unit(self, text: str) -> str:
        """Tell a unit that stands beside its numbers."""
        known = _units().get(text, "") if self.language != "en" else ""
        return known.strip("（）") or self(text)

    def page(self, html: str) -> str:
        """Tell a page: all text that is seen or read aloud, drawings included; commands and other code stay as they are."""
        if self.language == "en":
            return html
        html = html.replace('<html lang="en">', '<html lang="zh-CN">', 1)
        return "".join(self._parts(_SEVERAL.sub(self._lines, html)))

    def _lines(self, found: re.Match[str]) -> str:
        """Tell the lines of a label in a drawing, whose group they are; those that are left over go."""
        lines = _LINE.findall(found[0])
        label = relined("\n".join(unescape(text) for _, text, _ in lines), self).split("\n")
        last = len(lines) - 1
        label = [*label[:last], "".join(label[last:])] if len(label) > len(lines) else label
        first = (len(lines) - len(label)) // 2  # fewer lines stand in the middle
        shown = [f"{start}{escape(text, quote=False)}{end}" for (start, _, end), text in zip(lines[first:], label, strict=False)]
        return f"<g>{''.join(shown)}</g>"

    def _parts(self, html: str) -> Iterator[str]:
        aside = bare = ""
        for part in _TAG.split(html):
            if part.startswith("<"):
                name = part[1:].split(maxsplit=1)[0].rstrip(">/") if part[1:].strip(">/ ") else ""
                aside, bare = (
                    name if name in some and not known else "" if part == f"</{known}>" else known
                    for some, known in ((ASIDE, aside), (BARE, bare))
                )
                yield _SEEN.sub(lambda found: f'{found[1]}="{escape(self(unescape(found[2])))}"', part)
            else:
                yield part if aside else self._shown(unescape(part), marked=not bare)

    def _shown(self, text: str, marked: bool) -> str:
        """A text of a page; a sentence that stays in English is marked as such, for those who have it read aloud."""
        told = self(text)
        shown = escape(told, quote=False)
        return f'<span lang="en">{shown}</span>' if marked and told == text and _SENTENCE.search(text) else shown

    def _told(self, text: str) -> str | None:
        """A text that the catalogue has; None for any other."""
        if text not in self._known:
            self._known[text] = None  # a sentence that holds itself is not known
            self._known[text] = next((told for told in self._tries(text) if told is not None), None)
        return self._known[text]

    def _tries(self, text: str) -> Iterator[str | None]:
        yield _exactly(text)
        yield self._quantity(text)
        yield self._estimate(text)
        yield self._begun(text)
        yield from self._paired(text, wordless=False)
        for ending, sign in ((".", "。"), (":", "："), (",", "，")):
            if text.endswith(ending):
                yield self._with(text[:-1], sign)
        yield self._joined(text, SENTENCES)
        yield from self._paired(text, wordless=True)
        yield self._joined(text, PARTS)

    def _paired(self, text: str, wordless: bool) -> Iterator[str | None]:
        """By the pairs with slots; those without a word of their own fit nearly everything, and come last."""
        for pair in _catalogue()[1]:
            if pair.wordless == wordless:
                found = pair.english.fullmatch(text) or pair.english.fullmatch(text[:1].lower() + text[1:])
                if found:
                    yield self._filled(pair, found.groups())

    def _filled(self, pair: Pair, groups: tuple[str, ...]) -> str | None:
        """The pair with its slots told; None where one of them cannot be."""
        facts: dict[str, str] = {}
        for slot, text in zip(pair.slots, groups, strict=True):
            told = {"name": self._named, "size": self._quantity, "list": self._list}.get(slot.rstrip("0123456789"), self._told)(text)
            if told is None:
                return None
            facts[slot] = told
        return pair.told.format(**facts)

    def _named(self, text: str) -> str | None:
        """A name, which stays as it is where the catalogue has it not; a sentence is none."""
        return self._told(text) or (None if ". " in text else text)

    def _with(self, text: str, sign: str) -> str | None:
        told = self._told(text)
        return None if told is None else f"{told}{sign}"

    def _begun(self, text: str) -> str | None:
        """Sentences of which the first ones are known as they are."""
        for stop in re.finditer(r"\. ", text):
            told = _exactly(text[: stop.start() + 1])
            others = told and self._told(text[stop.end() :])
            if others:
                return f"{told}{others}"
        return None

    def _joined(self, text: str, signs: Sequence[tuple[str, str]]) -> str | None:
        """Several sentences, or parts of one."""
        for between, sign in signs:
            first, found, rest = text.partition(between)
            while found:
                told, others = self._told(first + (between[0] if sign == "。" else "")), self._told(rest)
                if told is not None and others is not None:
                    return f"{told}{'' if sign == '。' else sign}{others}"
                more, found, rest = rest.partition(between)
                first = f"{first}{between}{more}"
        return None

    def _list(self, text: str) -> str | None:
        """One, two and three; names that the catalogue has may hold commas and 'and' themselves."""
        whole = _exactly(text)
        if whole is not None:
            return whole
        for between in (", ", " and ", " or "):
            first, found, rest = text.partition(between)
            while found:
                told, others = self._told(first), self._list(rest)
                if told is not None and others is not None:
                    return f"{told}{'或' if between == ' or ' else '和' if between == ' and ' else '、'}{others}"
                more, found, rest = rest.partition(between)
                first = f"{first}{between}{more}"
        return self._told(text)

    def _quantity(self, text: str) -> str | None:
        """A number with its unit, or two of them as a range; a word for millions stands behind the last one for both."""
        found = _RANGE.fullmatch(text)
        if found:
            bound, number, scale, sign, rest = found.groups()
            last = _QUANTITY.fullmatch(rest)
            shared = last is not None and not sign and _value(number) <= _value(last[2])  # 1,000 to 1 million rises only if not
            scale = scale or (last[3] if last is not None and shared else "")
            end = self._quantity(rest)
            return None if end is None else f"{BOUNDS[bound]}{_scaled(number, scale)}{sign}至{end}"
        found = _QUANTITY.fullmatch(text)
        if not found:
            return None
        bound, number, scale, unit = found.groups()
        named = unit if unit in ("", " %") else _units().get(unit.strip())
        return None if named is None else f"{BOUNDS[bound]}{_scaled(number, scale)}{named}"

    def _estimate(self, text: str) -> str | None:
        """A number in millions with the ends of its interval, which are in millions too, though the word stands but once."""
        found = _ESTIMATE.fullmatch(text)
        size = self._quantity(f"{found[1]}{found[2]}{found[3]}") if found else None
        return f"{size}（{_scaled(found[4], found[2])}至{_scaled(found[5], found[2])}）" if found and size else None


def _value(number: str) -> Decimal:
    return Decimal(number.replace(",", ""))


def _scaled(number: str, scale: str) -> str:
    """The digits as Chinese counts them, none lost: 908,000 as 90.8万, -1.2 billion as -12亿."""
    value = _value(number) * Decimal(10) ** SCALES[scale]
    size, word = next(((size, word) for size, word in STEPS if abs(value) >= size), (Decimal(1), ""))
    if not word:
        return number if not scale else f"{value:,f}"
    text = f"{value / size:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{'+' if number.startswith('+') else ''}{text}{word}"


@cache
def _catalogue() -> tuple[Mapping[str, str], tuple[Pair, ...]]:
    """Texts without slots, and pairs with slots, those with the most fixed words first."""
    content = read_file(TOLD).value
    every = {
        **_names(),
        **_parameters(),
        **_provinces(),
        **{str(english): str(told) for part, pairs in content.items() if part != "units" for english, told in pairs.items()},
    }
    exact = {english: told for english, told in every.items() if "{" not in english}
    pairs = [(english, told) for english, told in every.items() if "{" in english]
    pairs.sort(key=lambda pair: -len(re.sub(r"\{\w+\}", "", pair[0])))
    return exact, tuple(_pair(*pair) for pair in pairs)


def _pair(english: str, told: str) -> Pair:
    pattern = re.escape(english)
    slots = tuple(f"{one[1]}{one[2]}" for one in _SLOT.finditer(pattern))
    english = _SLOT.sub(lambda slot: _SIZE if slot[1] == "size" else "(.+?)", pattern)
    return Pair(re.compile(english), told, slots, not re.search(r"[A-Za-z]", _SLOT.sub("", pattern)))


def _exactly(text: str) -> str | None:
    """A text without slots, whose first letter may be a capital."""
    exact, _ = _catalogue()
    return exact.get(text) or exact.get(text[:1].lower() + text[1:])


@cache
def _units() -> Mapping[str, str]:
    """Units as they are told of one and of several; Chinese tells both alike."""
    several = {str(english): str(told) for english, told in read_file(TOLD).value["units"].items()}
    return {one_of(english): told for english, told in several.items()} | several


def _provinces() -> dict[str, str]:
    """Names of the provinces, as the table of the country has them."""
    with table_path("provinces.csv").open(encoding="utf-8", newline="") as table:
        return {re.sub(r"(?<=[a-z])(?=[A-Z])", " ", row["province"]): row["province_zh"] for row in csv.DictReader(table)}


def _parameters() -> dict[str, str]:
    """What parameters are called and what they mean, as the page tells it of those that it can change."""
    chinese = words_of("zh")
    meanings = {one.text: chinese.known(f"meanings.{one.path.replace('*.', '')}", "") for one in parameters()}
    names = {one.path: chinese.known(f"levers.{one.path.replace('*.', '')}", "") for one in parameters()}
    return {english: told for english, told in meanings.items() if told} | {
        path: f"{told}（{path}）" for path, told in names.items() if told
    }


def _names() -> dict[str, str]:
    """Names that the page has too."""
    english, chinese = words_of("en"), words_of("zh")
    keys = [key for key in english.names() if key.split(".")[0] in SHARED and key in chinese.names() and "{" not in english(key)]
    return {english(key)[:1].lower() + english(key)[1:]: chinese(key) for key in keys}
