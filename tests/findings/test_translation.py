"""Findings, reports and figures in Chinese: nothing that they tell is missing in the catalogue, and no number changes on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

import linkage_sim
from linkage_sim.errors import LinkageError
from linkage_sim.experiments.design.bundled import bundled as experiments
from linkage_sim.experiments.design.outcomes import known_outcomes
from linkage_sim.findings import certainty
from linkage_sim.findings.answer import Column
from linkage_sim.findings.registry import ANALYSES
from linkage_sim.findings.translation import TOLD, Translator
from linkage_sim.scenario.bundled import bundled as scenarios
from linkage_sim.scenario.reading import read_file
from linkage_sim.state.month import COLUMNS
from linkage_sim.views.report.figures import CAPTIONS

SLOT = re.compile(r"\{([a-z]+)(\d*)\}")
EXAMPLES = {"size": "12", "words": "online stores", "list": "online stores, online sales and poor people", "name": "xyz"}
PAIRS = {str(english): str(told) for part, pairs in yaml.safe_load(TOLD.read_text("utf-8")).items() if part != "units"
         for english, told in pairs.items()}  # fmt: skip
ROOT = Path(linkage_sim.__file__).parent
FINDINGS = [
    ".".join(("linkage_sim", *path.relative_to(ROOT).with_suffix("").parts)) for path in sorted(ROOT.rglob("experiments/**/*finding.py"))
]
TEMPLATES = [path for place in ("findings", "views/report", "views/brief") for path in sorted((ROOT / place / "templates").glob("*.j2"))]


def missing(texts: Iterator[str] | list[str]) -> list[str]:
    """Texts that the catalogue does not have."""
    translator = Translator("zh")
    for text in texts:
        translator(text)
    return list(translator.missing)


def columns(found: Any) -> Iterator[Column]:
    """All columns in a constant of a module."""
    if isinstance(found, Column):
        yield found
    elif isinstance(found, (tuple, list)):
        yield from (column for one in found for column in columns(one))
    elif isinstance(found, dict):
        yield from columns(list(found.values()))


def test_every_pair_has_the_same_slots_on_both_sides_and_is_found_by_what_it_says():
    for english, told in PAIRS.items():
        assert sorted(SLOT.findall(english)) == sorted(SLOT.findall(told)), english
        assert {kind for kind, _ in SLOT.findall(english)} <= set(EXAMPLES), english
    filled = [SLOT.sub(lambda slot: EXAMPLES[slot[1]], english) for english in PAIRS]
    assert missing(filled) == []


def test_what_is_told_in_chinese_has_no_english_in_it():
    names = {"xyz", "Shapley", "Fieller", "Holm", "Morris", "Sobol", "Kolmogorov", "Smirnov", "Alkire", "Foster", "FGT", "mu", "sigma",
             "linkage", "sim", "replicates", "runs", "parquet", "outcomes", "csv", "provinces", "controls", "reproduce"}  # fmt: skip
    marks = re.compile(
        rf"{SLOT.pattern}|\b[a-z]+\.[a-z_0-9]+|\b[IVX]+\.[A-C]|[（ ]I+V?）"
    )  # slots, entries of the evidence, the paper's sections
    left = {english: words for english, told in PAIRS.items() if (words := set(re.findall(r"[A-Za-z]{2,}", marks.sub("", told))) - names)}
    assert left == {}


@pytest.mark.parametrize("name", FINDINGS)
def test_headings_and_words_of_findings(name):
    module = vars(import_module(name))
    found = [text for column in columns(list(module.values())) for text in (column.heading, column.meaning, column.interval) if text]
    assert found
    assert missing(found) == []


def test_words_of_certainty_outcomes_and_captions():
    verdicts = [certainty.words(clear, better) for clear in (True, False) for better in (True, False, None)]
    labels = [*(outcome.label for outcome in known_outcomes().values()), *(one.title for one in ANALYSES.values())]
    columns = [text for column in COLUMNS for text in (column.name.replace("_", " "), column.meaning, column.unit)]
    assert missing([*verdicts, certainty.MEANING, *labels, *CAPTIONS.values(), *columns]) == []


def test_titles_and_questions_of_what_is_bundled():
    every = [read_file(path).value for path in (*scenarios().values(), *experiments().values())]
    assert missing([str(one[key]) for one in every for key in ("title", "question") if key in one]) == []
    factors = [one.get("title", "") for file in every for one in (file.get("factors") or {}).values()]
    assert missing([title for title in factors if title]) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.parent.name}/{path.name}")
def test_words_of_templates(path):
    tags = re.compile(r'<\{\{ "th.*')  # an element whose name is chosen
    text = re.sub(r"\{%.*?%\}", "\n", tags.sub("", path.read_text("utf-8")), flags=re.DOTALL)
    told = re.findall(r'\{\{ "([^"]*)" if [^}]*? else "([^"]*)" \}\}', re.sub(r'class="[^"]*"', "", text))
    bare = re.sub(r"\{\{.*?\}\}", "12", text)
    seen = re.sub(r"<(style|pre)>.*?</\1>|<[^>]*>|linkage_sim", "\n", bare, flags=re.DOTALL).split("\n")
    spoken = re.findall(r'(?:aria-label|title)="([^"{]+)"', text)
    assert missing([one.strip() for one in (*seen, *spoken, *(word for pair in told for word in pair)) if one.strip()]) == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("908,000 RMB", "90.8万元"),
        ("-109 million (-171 to -46 million)", "\u22121.09亿（\u22121.71亿至\u22124,600万）"),
        ("0.972 million (0.878 to 1.067 million)", "97.2万（87.8万至106.7万）"),
        ("-100 million RMB (-210 to 10)", "\u22121亿元（\u22122.1亿至1,000万）"),
        ("4.54 billion", "45.4亿"),
        ("1,234", "1,234"),
        ("20 k", "2万"),
        ("+1.38 %", "+1.38 %"),
        ("less than 0.1 %", "不到0.1 %"),
        ("0.071 points (-0.024 to 0.166)", "0.071个百分点（\u22120.024至0.166）"),
        ("0 (0 to 0)", "0（0至0）"),
        ("0.878 to 1.067 million RMB", "87.8万至106.7万元"),
        ("1,000 to 1 million RMB", "1,000至100万元"),
        ("December 2016", "2016年12月"),
    ],
)
def test_numbers_keep_their_digits(english, chinese):
    assert Translator("zh")(english) == chinese


def test_lists_names_and_what_is_not_known():
    translator = Translator("zh")
    assert translator("What does scattered change against junpu, and at what cost?") == "与junpu相比，scattered改变了什么，代价多大？"
    assert translator("Clearly better: online stores, poor people and online sales.") == "明显更好：网店数、贫困人口和网络销售额。"
    assert translator("Nobody has translated this.") == "Nobody has translated this."
    assert list(translator.missing) == ["Nobody has translated this."]
    assert not re.search("[A-Za-z]", translator(certainty.OF_REFORMS))
    assert Translator("en")("Answer") == "Answer"
    with pytest.raises(LinkageError, match="no catalogue"):
        Translator("fr")


def test_of_a_page_what_stays_in_english_says_so_and_parameters_are_called_what_the_page_calls_them():
    told = Translator("zh").page("<title>Nobody has told this</title><p>Nobody has told this.</p><td>platform.coverage</td><p>Answer</p>")
    assert '<title>Nobody has told this</title><p><span lang="en">Nobody has told this.</span></p>' in told
    assert "<td>覆盖率（platform.coverage）</td>" in told
    assert told.count("lang=") == 1


@pytest.mark.parametrize(
    ("english", "kept"),
    [
        ("What chance to open a further store does depends on the other factors or on the place in the range; twelve of the 14 factors "
         "move it by less than a tenth of that.", ()),
        ("Not all figures can be met at once: on average a set is off by up to 9.50 times what was asked.", ()),
        ("The evidence tells the value of 0 of 34 parameters.", ()),
        ("The evidence tells the value of 2 of 34 parameters, narrows 3 more, leaves 1 at an end of their range.", ()),
        ("Only 8 different sets are left: intervals are rough; run more waves.", ()),
        ("Experiment own, seed 1, 2 waves, 576 runs; begun on 2026-11-30, rules of version 0.6.0. The sets: ensemble.yaml.", ("own",)),
        ("3 of 8 observed figures lie where the model expects them.", ()),
        ("Multidimensional poverty in base, end of 2018: 0.0135 adjusted headcount ratio (90 % of runs: 0.0069 to 0.0248).", ("base",)),
        ("Poor people, 2018: 3.4 million (90 % of runs: 2.8 to 4.6 million).", ()),
        ("95 % of 189 runs at 63 points have stores after five years of at least 1,000. Nothing can be told of where from so few other "
         "runs (as many as 3 points would give; at least 20 are needed). Use more points, or another limit.", ()),
        ("None of 9 runs at 3 points has stores after five years of at least 1,000. Nothing can be told of where: there is no run of "
         "interest to compare with. Choose another limit, or wider ranges.", ()),
        ("late shops given up (closed for each opened)", ()),
        ("Settings in which the helpers achieve more together for other outcomes: 2 for online sales and 1 for sales.", ()),
        ("With the platform, it is clearly better: less than 1 person fewer (interval less than 1 to 2).", ()),
    ],
)  # fmt: skip
def test_sentences_of_answers_have_no_english_in_them_but_names(english, kept):
    assert set(re.findall(r"[A-Za-z]{2,}", Translator("zh")(english))) == set(kept)


def test_a_page_keeps_its_markup_its_code_and_what_others_wrote():
    page = ('<html lang="en"><style>b { color: red; }</style><p title="Answer" class="answer">Answer &amp; more</p>'
            '<b aria-label="Figures">Mind</b><pre><code>Answer</code></pre><text>20 k</text>')  # fmt: skip
    told = Translator("zh").page(page)
    assert told == ('<html lang="zh-CN"><style>b { color: red; }</style><p title="结论" class="answer">Answer &amp; more</p>'
                    '<b aria-label="图">注意</b><pre><code>Answer</code></pre><text>2万</text>')  # fmt: skip


def test_lines_of_a_drawing_are_told_together():
    told = Translator("zh").page(
        '<g>\n<text y="1">What the evidence tells</text>\n<text y="2">of each parameter</text>\n</g><text>Answer</text>'
    )
    assert re.sub("<[^>]*>", "", told) == "依据对各参数说明了什么结论"
    assert 1 <= told.count('<text y="') <= 2
