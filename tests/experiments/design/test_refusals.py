"""Every kind of bad experiment: one sentence with file, line, path and remedy."""

from __future__ import annotations

import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.design.experiment import Experiment

HEAD = "schema: 1\nname: mine\ntitle: Mine\nscenario: junpu\n"
FUNDS = "factors:\n  funds: {path: actors.government.public_funds, range: [10, 300]}\n"
LIST = "design: {kind: list}\npoints:\n"
FIRST = HEAD.count("\n") + 1


def factor(text: str) -> str:
    return f"factors:\n  f: {{{text}}}\n"


def outcome(text: str) -> str:
    return f"{FUNDS}outcomes:\n  s: {{{text}}}\n"


# What the file adds from line FIRST on; the faulty line counted from there; the path; what is wrong; the remedy.
CASES = {
    # keys, forms and types
    "unknown key": (FUNDS + "replicate: 5\n", 2, "replicate", "is not a known key", "write replicates"),
    "unknown key of a factor": (factor("path: platform.on, value: [1]"), 1, "factors.f.value", "is not a known key", "write values"),
    "unknown key of a design": (FUNDS + "design: {kinds: lhs}\n", 2, "design.kinds", "is not a known key", "write kind"),
    "unknown key of an outcome": (outcome("column: stores, lasts: 3"), 3, "outcomes.s.lasts", "is not a known key", "write last"),
    "key given twice": (FUNDS + "seed: 1\nseed: 2\n", 3, "seed", "is given twice (first in line 7)", "keep one of them"),
    "factor given twice": (FUNDS + "  funds: {path: platform.on}\n", 2, "factors.funds", "is given twice (first in line 6)", "keep one"),
    "text for a number": (
        FUNDS + "replicates: many\n",
        2,
        "replicates",
        'is the text "many", but must be a whole number',
        "write a number",
    ),
    "fraction for a count": (
        FUNDS + "replicates: 2.5\n",
        2,
        "replicates",
        "is 2.5, but must be a whole number from 1 to 1,000,000",
        "round it",
    ),
    "no replicate": (FUNDS + "replicates: 0\n", 2, "replicates", "is 0, but must be a whole number from 1 to 1,000,000", "choose a value"),
    "negative seed": (FUNDS + "seed: -1\n", 2, "seed", "is -1, but must be a whole number from 0", "choose a value"),
    "too many months": (FUNDS + "months: 700\n", 2, "months", "is 700, but must be a whole number from 0 to 600", "choose a value"),
    "yes for a switch": (FUNDS + "villages: yes\n", 2, "villages", 'is the text "yes", but must be true or false', "write true or false"),
    "word for a block": (FUNDS + "design: grid\n", 2, "design", 'is the text "grid", but must be a block of keys', "indent its keys"),
    "list for factors": ("factors: [platform.on]\n", 0, "factors", "is a list, but must be a block of keys", "indent its keys"),
    "value for a factor": ("factors: {funds: 20}\n", 0, "factors.funds", "is 20, but must be a block of keys", "indent its keys"),
    "number for a name": ("factors:\n  7: {path: platform.on}\n", 1, "factors.7", "is no name", "use letters"),
    "odd name": ('factors:\n  "a;b": {path: platform.on}\n', 1, "factors.a;b", "is no name", "use letters"),
    "number for an outcome's name": (FUNDS + "outcomes:\n  7: {column: stores}\n", 3, "outcomes.7", "is no name", "use letters"),
    "value for a list": (
        factor("path: platform.on, values: true"),
        1,
        "factors.f.values",
        "is true, but must be a list",
        "write [1, 2, 3]",
    ),
    "nothing among values": (
        factor("path: platform.on, values: [true, null]"),
        1,
        "factors.f.values.1",
        "is empty, but must be a single",
        "write",
    ),
    "list among values": (
        factor("path: platform.on, values: [[true]]"),
        1,
        "factors.f.values.0",
        "is a list, but must be a single value",
        "write",
    ),
    "infinite value": (
        factor("path: economy.store_cost, values: [.inf]"),
        1,
        "factors.f.values.0",
        "is inf, but must be a single value",
        "write",
    ),
    "value for a range": (
        factor("path: platform.coverage, range: 0.5"),
        1,
        "factors.f.range",
        "is 0.5, but must be a list",
        "write [low, high]",
    ),
    "words for a range": (
        factor("path: platform.coverage, range: [0, all]"),
        1,
        "factors.f.range.1",
        'is the text "all", but must be',
        "quotes",
    ),
    "infinite range": (
        factor("path: economy.store_cost, range: [1, .inf]"),
        1,
        "factors.f.range.1",
        "is inf, but must be a number",
        "choose",
    ),
    "unknown scale": (
        factor("path: platform.coverage, range: [0, 1], scale: lin"),
        1,
        "factors.f.scale",
        "one of linear, log or",
        "write linear",
    ),
    "one step": (
        factor("path: platform.coverage, range: [0, 1], steps: 1"),
        1,
        "factors.f.steps",
        "is 1, but must be a whole",
        "choose a value",
    ),
    "unknown design": (FUNDS + "design: {kind: gird}\n", 2, "design.kind", "must be one of grid, list, lhs, sobol", "write grid"),
    "unknown summary": (
        outcome("column: stores, summary: top"),
        3,
        "outcomes.s.summary",
        "must be one of end, at, mean, sum, peak",
        "choose one",
    ),
    "unknown direction": (
        outcome("column: stores, better: mor"),
        3,
        "outcomes.s.better",
        "must be one of more, less or neither",
        "write more",
    ),
    "factor without a path": (factor("values: [1]"), 1, "factors.f", "lacks path (Path of the parameter in the scenario)", "add path"),
    "outcome without a column": (outcome("summary: end"), 3, "outcomes.s", "lacks column (Recorded column)", "add column"),
    "title of two lines": (FUNDS + 'question: "a\\nb"\n', 2, "question", 'is the text "a\\nb", but must be one line', "write a short line"),
    # what is set
    "list for what is set": (FUNDS + "set: [1]\n", 2, "set", "is a list, but must be a block of paths with values", "write below it"),
    "word set for a list": (
        FUNDS + "set: {nation.only: ningxia}\n",
        2,
        "set.nation.only",
        'is the text "ningxia", but must be a list of words',
        "write them in brackets",
    ),
    "list set": (FUNDS + "set: {platform.coverage: [1]}\n", 2, "set.platform.coverage", "is a list, but must be a single value", "write"),
    "number set": (FUNDS + "set: {7: 1}\n", 2, "set.7", "is no path", "write the path of a parameter"),
    "unknown path set": (
        FUNDS + "set:\n  platform.on: true\n  platform.coverag: 1\n",
        4,
        "set:",
        "platform.coverag is not a known",
        "write platform.cov",
    ),
    "impossible value set": (
        FUNDS + "set:\n  platform.coverage: 7\n",
        3,
        "set:",
        "platform.coverage is 7, but must be a number from 0 to 1",
        "choose",
    ),
    "contradiction set": (
        FUNDS + "set: {platform.start: 2011-01}\n",
        2,
        "set:",
        "platform.start is 2011-01, before the scenario's",
        "write 2012-01",
    ),
    "set and varied": (
        factor("path: platform.on, values: [true]") + "set: {platform.on: true}\n",
        1,
        "factors.f.path",
        "which 'set' holds",
        "take it",
    ),
    # factors
    "path that does not exist": (
        factor("path: actors.government.public_fund, values: [1]"),
        1,
        "factors.f.path",
        "cannot be used: actors.government.public_fund is not a known path",
        "write actors.government.public_funds",
    ),
    "path far from all": (factor("path: zzz, values: [1]"), 1, "factors.f.path", "zzz is not a known path", "see 'linkage-sim describe'"),
    "unknown village": (
        factor("path: places.jumpu.founders, values: [1]"),
        1,
        "factors.f.path",
        "not a known path",
        "write places.junpu.founders",
    ),
    "path of a block": (
        factor("path: platform, values: [1]"),
        1,
        "factors.f.values",
        "platform is 1, but must be a block",
        "indent its keys",
    ),
    "path of a title": (
        factor("path: title, values: [a, b]"),
        1,
        "factors.f.path",
        "is title, which names or explains a scenario",
        "vary another",
    ),
    "path of a link": (factor("path: evidence.places, values: [a]"), 1, "factors.f.path", "names or explains a scenario", "vary another"),
    "range outside the bounds": (
        factor("path: platform.coverage, range: [0.5, 1.5]"),
        1,
        "factors.f.range",
        "cannot be used: platform.coverage is 1.5, but must be a number from 0 to 1 (share)",
        "choose a value in that range",
    ),
    "range below the bounds": (
        factor("path: economy.store_cost, range: [-1, 5]"),
        1,
        "factors.f.range",
        "economy.store_cost is -1.0",
        "choose",
    ),
    "value outside the bounds": (
        factor("path: platform.coverage, values: [1, 2]"),
        1,
        "factors.f.values",
        "platform.coverage is 2, but",
        "choose",
    ),
    "value of another type": (
        factor("path: platform.on, values: [yes, no]"),
        1,
        "factors.f.values",
        'the text "yes", but must be true',
        "write true",
    ),
    "unknown choice": (
        factor("path: platform.matching, values: [need, poor]"),
        1,
        "factors.f.values",
        'is the text "poor"',
        "write poorest",
    ),
    "value against another": (
        factor("path: places.junpu.founders, values: [500]"),
        1,
        "factors.f.values",
        "more than the village's 490",
        "choose",
    ),
    "range of a switch": (
        factor("path: platform.on, range: [0, 1]"),
        1,
        "factors.f.range",
        "platform.on is 0.0, but must be true or false",
        "write",
    ),
    "log from zero": (
        factor("path: economy.store_cost, range: [0, 9], scale: log"),
        1,
        "factors.f.range",
        "a log scale begins above 0",
        "raise",
    ),
    "fractions of whole numbers": (
        factor("path: places.junpu.founders, range: [0, 3.5], scale: integer"),
        1,
        "factors.f.range",
        "is [0, 3.5], but its scale is integer",
        "give whole numbers",
    ),
    "whole numbers divided": (
        factor("path: places.junpu.founders, range: [0, 9]"),
        1,
        "factors.f.scale",
        "takes whole numbers only",
        "'scale: integer'",
    ),
    "value twice": (
        factor("path: platform.on, values: [true, false, true]"),
        1,
        "factors.f.values",
        "holds a value twice",
        "give each once",
    ),
    "value twice in another form": (
        factor("path: economy.store_cost, values: [1, 2, 1.0]"),
        1,
        "factors.f.values",
        "holds a value twice",
        "once",
    ),
    "values and range": (
        factor("path: platform.coverage, values: [1], range: [0, 1]"),
        1,
        "factors.f",
        "needs either values or a range",
        "write",
    ),
    "neither": (factor("path: platform.coverage"), 1, "factors.f", "needs either values or a range", "write 'values: [...]' or 'range:"),
    "no values": (factor("path: platform.coverage, values: []"), 1, "factors.f", "needs either values or a range", "write"),
    "range of three": (
        factor("path: platform.coverage, range: [0, 0.5, 1]"),
        1,
        "factors.f.range",
        "is [0, 0.5, 1], but must be the",
        "write [low, high]",
    ),
    "range of one": (
        factor("path: platform.coverage, range: [0.5]"),
        1,
        "factors.f.range",
        "is [0.5], but must be the lowest and",
        "write [low, high]",
    ),
    "range that falls": (
        factor("path: platform.coverage, range: [1, 0]"),
        1,
        "factors.f.range",
        "is [1, 0], but must be the lowest",
        "write [low, high]",
    ),
    "range of nothing": (
        factor("path: platform.coverage, range: [1, 1]"),
        1,
        "factors.f.range",
        "is [1, 1], but must be the lowest",
        "write [low, high]",
    ),
    "scale of values": (
        factor("path: platform.coverage, values: [1], scale: log"),
        1,
        "factors.f.scale",
        "has no meaning without a range",
        "leave",
    ),
    "steps of values": (
        factor("path: platform.coverage, values: [1], steps: 3"),
        1,
        "factors.f.steps",
        "has no meaning without a range",
        "leave",
    ),
    "path twice": (
        FUNDS + "  g: {path: actors.government.public_funds, values: [1]}\n",
        2,
        "factors.g.path",
        "the path of factor funds",
        "vary it once",
    ),
    "path twice in another form": (
        "factors:\n  f: {path: places.junpu.roads, values: [1]}\n  g: {path: places.0.roads, values: [2]}\n",
        2,
        "factors.g.path",
        "is the path of factor f as well",
        "vary it once",
    ),
    "reserved name": (
        "factors:\n  seed: {path: platform.on, values: [true]}\n",
        1,
        "factors.seed",
        "column that every table",
        "another name",
    ),
    "reserved name in capitals": (
        "factors:\n  Run: {path: platform.on, values: [true]}\n",
        1,
        "factors.Run",
        "column that every",
        "another name",
    ),
    "reserved outcome": (FUNDS + "outcomes:\n  state: {column: stores}\n", 3, "outcomes.state", "column that every table", "another name"),
    "one name for both": (
        FUNDS + "outcomes:\n  funds: {column: stores}\n",
        1,
        "factors.funds",
        "the name of outcome funds as well",
        "another name",
    ),
    "name of a usual outcome": (
        "factors:\n  stores: {path: platform.on, values: [true]}\n",
        1,
        "factors.stores",
        "which is read where none",
        "another",
    ),
    "names that differ in capitals": (
        FUNDS + "  Funds: {path: platform.on, values: [true]}\n",
        2,
        "factors.Funds",
        "is the name of factor funds as well",
        "choose another name",
    ),
    # designs and points
    "nothing varied": ("", -4, "factors", "are missing: nothing is varied", "name at least one parameter"),
    "nothing spread": ("design: {kind: lhs}\n", -4, "factors", "are missing: nothing is varied", "name at least one parameter"),
    "no power of two": (FUNDS + "design: {kind: sobol, points: 100}\n", 2, "design.points", "balanced only for powers of two", "write 128"),
    "no power of two for saltelli": (
        FUNDS + "design: {kind: saltelli, points: 3}\n",
        2,
        "design.points",
        "is 3, but saltelli is",
        "write 4",
    ),
    "odd levels": (
        FUNDS + "design: {kind: morris, levels: 5}\n",
        2,
        "design.levels",
        "is 5, but morris is balanced only for even",
        "write 6",
    ),
    "number of points for a grid": (
        FUNDS + "design: {points: 100}\n",
        2,
        "design.points",
        "has no meaning in a design of kind grid",
        "leave it out",
    ),
    "levels for a hypercube": (
        FUNDS + "design: {kind: lhs, levels: 4}\n",
        2,
        "design.levels",
        "has no meaning in a design of kind lhs",
        "leave it out",
    ),
    "second order for morris": (
        FUNDS + "design: {kind: morris, second_order: true}\n",
        2,
        "design.second_order",
        "has no meaning",
        "leave",
    ),
    "seed for one at a time": (
        FUNDS + "design: {kind: oat, seed: 3}\n",
        2,
        "design.seed",
        "has no meaning in a design of kind oat",
        "leave it out",
    ),
    "draws for a grid": (FUNDS + "draws: [[0, 1]]\n", 2, "draws", "name single runs", "write 'kind: list'"),
    "draw of no point": (
        FUNDS + LIST + "  - {funds: 20}\ndraws: [[0, 1], [1, 2]]\n",
        5,
        "draws.1",
        "is [1, 2]",
        "give the number of a point",
    ),
    "seed drawn twice": (FUNDS + LIST + "  - {funds: 20}\ndraws: [[0, 1], [0, 1]]\n", 5, "draws", "name a seed twice", "give each run"),
    "points for a grid": (FUNDS + "points:\n  - {funds: 20}\n", 2, "points", "are given, but the design is grid", "write 'kind: list'"),
    "list without points": (
        FUNDS + "design: {kind: list}\n",
        2,
        "design.kind",
        "is list, but there are no points",
        "write them under 'points:'",
    ),
    "value for points": (FUNDS + "points: 3\n", 2, "points", "is 3, but must be a list", "begin each with '- '"),
    "value for a point": (
        FUNDS + LIST + "  - 20\n",
        4,
        "points.0",
        "is 20, but must be a block of factors or paths",
        "write each as 'name: value'",
    ),
    "list in a point": (FUNDS + LIST + "  - {funds: [20]}\n", 4, "points.0.funds", "is a list, but must be a single value", "write"),
    "number for a path in a point": (FUNDS + LIST + "  - {7: 20}\n", 4, "points.0.7", "is no path", "write the path of a parameter"),
    "factor of no point": (
        factor("path: platform.on") + LIST + "  - {months: 12}\n",
        1,
        "factors.f",
        "is named by no point",
        "give it a value",
    ),
    "unknown factor in a point": (
        FUNDS + LIST + "  - {funds: 20}\n  - {fund: 20}\n",
        5,
        "points.1.fund",
        "fund is not a known path",
        "write funds",
    ),
    "unknown path in a point": (
        FUNDS + LIST + "  - {platform.onn: true}\n",
        4,
        "points.0.platform.onn",
        "is not a known path",
        "write platform.on",
    ),
    "impossible value in a point": (
        LIST + "  - {platform.coverage: 7}\n",
        2,
        "points.0",
        "platform.coverage is 7, but must be a number",
        "choose",
    ),
    "impossible point": (
        LIST
        + "  - {places.junpu.households: 20, places.junpu.founders: 15}\n  - {places.junpu.households: 20, places.junpu.founders: 25}\n",
        3,
        "points.1",
        "places.0.founders is 25, more than the village's 20 households",
        "choose at most 20",
    ),
    "value that the factor has not": (
        FUNDS + LIST + "  - {funds: 400}\n",
        4,
        "points.0.funds",
        "but the factor's values are from 10 to 300",
        "choose",
    ),
    "value that is none of the factor's": (
        factor("path: platform.matching, values: [need, random]") + LIST + "  - {f: poorest}\n",
        4,
        "points.0.f",
        "but the factor's values are need, random",
        "choose one of these",
    ),
    "factor and its path in a point": (
        FUNDS + LIST + "  - {funds: 20, actors.government.public_funds: 30}\n",
        4,
        "points.0.actors.government.public_funds",
        "is given as funds as well",
        "give it once",
    ),
    "title in a point": (LIST + "  - {title: Other}\n", 2, "points.0.title", "names or explains a scenario", "vary another parameter"),
    "scenario of no experiment": (LIST + "  - {scenario: base}\n", 2, "points.0.scenario", "none of the scenarios", "use one of junpu"),
    "number for a point's scenario": (
        LIST + "  - {scenario: 7}\n",
        2,
        "points.0.scenario",
        "is 7, which is none of the scenarios",
        "use one",
    ),
    "name of two points": (
        LIST + "  - {name: a}\n  - {name: a, months: 9}\n",
        3,
        "points.1.name",
        "is the name of point 0 as well",
        "a name of its own",
    ),
    # outcomes and precision
    "unknown column": (
        outcome("column: store"),
        3,
        "outcomes.s.column",
        'is the text "store", which is no recorded column',
        "write stores",
    ),
    "column far from all": (outcome("column: qqq"), 3, "outcomes.s.column", "is no recorded column", "see docs/columns.md"),
    "month after the run": (
        outcome("column: stores, summary: at, month: 2017-01"),
        3,
        "outcomes.s.month",
        "outside the 60 months of junpu",
        "choose",
    ),
    "month before the run": (
        outcome("column: stores, summary: at, month: 2011-12"),
        3,
        "outcomes.s.month",
        "outside the 60 months",
        "choose",
    ),
    "month of a shorter run": (
        outcome("column: stores, summary: at, month: 2014-01") + "months: 24\n",
        3,
        "outcomes.s.month",
        "is 2014-01, outside the 24 months of junpu from 2012-01",
        "choose a month of the run",
    ),
    "month outside one of several lengths": (
        factor("path: months, values: [36, 24]") + "outcomes: {s: {column: stores, summary: at, month: 2014-01}}\n",
        2,
        "outcomes.s.month",
        "outside the 24 months",
        "choose",
    ),
    "month outside a listed length": (
        LIST + "  - {months: 36}\n  - {months: 24}\noutcomes: {s: {column: stores, summary: at, month: 2014-01}}\n",
        4,
        "outcomes.s.month",
        "outside the 24 months",
        "choose",
    ),
    "month of no form": (
        outcome("column: stores, summary: at, month: 2014"),
        3,
        "outcomes.s.month",
        "must be a month written YYYY-MM",
        "write for",
    ),
    "no month": (
        outcome("column: stores, summary: at"),
        3,
        "outcomes.s",
        "says 'summary: at', but not in which month",
        "add 'month: 2014-01'",
    ),
    "month of another summary": (
        outcome("column: stores, month: 2014-01"),
        3,
        "outcomes.s.month",
        "has no meaning for summary end",
        "leave it out",
    ),
    "no threshold": (
        outcome("column: stores, summary: crossing"),
        3,
        "outcomes.s",
        "says 'summary: crossing', but not of what",
        "add 'threshold",
    ),
    "threshold of another summary": (
        outcome("column: stores, threshold: 9"),
        3,
        "outcomes.s.threshold",
        "has no meaning for summary end",
        "leave",
    ),
    "last of another summary": (
        outcome("column: stores, last: 9"),
        3,
        "outcomes.s.last",
        "has no meaning for summary end",
        "write 'summary: mean'",
    ),
    "negative last": (
        outcome("column: stores, summary: sum, last: -1"),
        3,
        "outcomes.s.last",
        "is -1, but must be a whole number",
        "choose a value",
    ),
    "precision without outcome": (
        FUNDS + "precision: {half_width: 3}\n",
        2,
        "precision",
        "needs an outcome and a half width above 0",
        "give both",
    ),
    "precision without width": (
        FUNDS + "precision: {outcome: stores}\n",
        2,
        "precision",
        "needs an outcome and a half width above 0",
        "give both",
    ),
    "precision of nothing": (
        FUNDS + "precision: {outcome: store, half_width: 3}\n",
        2,
        "precision.outcome",
        "none of the outcomes",
        "use one of poor_",
    ),
    "negative width": (
        FUNDS + "precision: {outcome: stores, half_width: -3}\n",
        2,
        "precision.half_width",
        "is -3, but must be",
        "choose a value",
    ),
    "too few to judge": (
        FUNDS + "replicates: 4\nprecision: {outcome: stores, half_width: 3}\n",
        2,
        "replicates",
        "is 4, too few to judge",
        "at least 5",
    ),
    "fewer than the first": (
        FUNDS + "replicates: 40\nprecision: {outcome: stores, half_width: 3, at_most: 30}\n",
        3,
        "precision.at_most",
        "is 30, fewer than the 40 replicates to begin with",
        "raise it",
    ),
}

# The whole file; the faulty line; what comes after the place.
WHOLE = {
    "other version": (
        "schema: 2\nname: mine\ntitle: Mine\nscenario: junpu\n",
        1,
        "schema is a version that this program does not read; write 1.",
    ),
    "name with capitals": (
        "name: Mine\ntitle: Mine\nscenario: junpu\n" + FUNDS,
        1,
        'name is the text "Mine", but must be a short name of small letters, digits, - and _, beginning with a letter; rename it.',
    ),
    "no title": ("schema: 1\nname: mine\nscenario: junpu\n" + FUNDS, 1, "lacks title (One line for people); add title."),
    "empty title": (
        "name: mine\ntitle: ''\nscenario: junpu\n" + FUNDS,
        2,
        'title is the text "", but must be one line of text; write a short line.',
    ),
    "no scenario": (
        "name: mine\ntitle: Mine\n" + FUNDS,
        1,
        "does not say which scenario is varied; write either 'scenario: junpu' or 'scenarios: [...]'.",
    ),
    "both": (
        "name: mine\ntitle: Mine\nscenario: junpu\nscenarios: [base]\n" + FUNDS,
        3,
        "does not say which scenario is varied; write either 'scenario: junpu' or 'scenarios: [...]'.",
    ),
    "unknown scenario": (
        "name: mine\ntitle: Mine\nscenario: jumpu\n" + FUNDS,
        3,
        "scenario: 'jumpu' is neither a bundled scenario nor a file; write junpu.",
    ),
    "missing scenario": (
        "name: mine\ntitle: Mine\nscenarios: [junpu, none.yaml]\n" + FUNDS,
        3,
        "scenarios: none.yaml: does not exist; check the path.",
    ),
    "number for a scenario": (
        "name: mine\ntitle: Mine\nscenario: 3\n" + FUNDS,
        3,
        "scenario is 3, but must be text; put it in quotes if it is a text.",
    ),
    "word for scenarios": (
        "name: mine\ntitle: Mine\nscenarios: junpu\n" + FUNDS,
        3,
        'scenarios is the text "junpu", but must be a list; write [junpu, base], for example.',
    ),
    "number among scenarios": (
        "name: mine\ntitle: Mine\nscenarios: [junpu, 3]\n" + FUNDS,
        3,
        "scenarios.1 is 3, but must name a scenario or a file; put it in quotes if it is a name.",
    ),
    "two scenarios of one name": (
        "name: mine\ntitle: Mine\nscenarios: [junpu, base, junpu]\n" + FUNDS,
        3,
        "scenarios names two scenarios that are both called junpu; give each a name of its own.",
    ),
    "value that one of several scenarios refuses": (
        "name: mine\ntitle: Mine\nscenarios: [base, junpu]\nfactors:\n  f: {path: places.village.founders, values: [1]}\n",
        5,
        "factors.f.path cannot be used: places.village.founders is not a known path in scenario junpu; write places.junpu.founders.",
    ),
}


def told_of(text: str, tmp_path) -> str:
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    with pytest.raises(LinkageError) as caught:
        Experiment.load(str(path))
    told = str(caught.value)
    assert caught.value.exit_code == 2
    assert told.startswith(f"{path}, line ")
    assert told.endswith(".")
    assert "\n" not in told
    return told.removeprefix(f"{path}, line ")


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_refused_with_file_line_path_and_remedy(case: str, tmp_path) -> None:
    added, offset, where, what, remedy = CASES[case]
    told = told_of(HEAD + added, tmp_path)
    assert told.startswith(f"{FIRST + offset}: {where} "), told
    assert what in told
    assert remedy in told.rpartition(";")[2]
    assert told.count(";") == 1 + where.count(";"), told


@pytest.mark.parametrize("case", WHOLE)
def test_a_bad_file_is_refused_with_its_whole_sentence(case: str, tmp_path) -> None:
    text, line, sentence = WHOLE[case]
    assert told_of(text, tmp_path) == f"{line}: {sentence}"


def test_several_problems_are_counted_and_the_first_in_the_file_is_told(tmp_path) -> None:
    text = HEAD + "seed: 1\n" + factor("path: platform.coverage, range: [0, 2]") + "outcomes: {f: {column: stores}}\n"
    assert told_of(text, tmp_path).startswith("7: factors.f")
    assert told_of(text, tmp_path).endswith("(and 1 more problem).")


@pytest.mark.parametrize("content", ["", "# only a remark\n", "5\n", "- a\n"])
def test_a_file_without_an_experiment_is_refused(content: str, tmp_path) -> None:
    assert told_of(content, tmp_path).endswith("holds no experiment; begin it with 'schema: 1', 'name:' and 'title:'.")


def test_the_fault_of_a_scenario_is_told_with_both_files(tmp_path) -> None:
    (tmp_path / "bad.yaml").write_text("schema: 1\nname: bad\ntitle: Bad\nextends: junpu\nmonths: 0\n")
    told = told_of("schema: 1\nname: mine\ntitle: Mine\nscenario: bad.yaml\n" + FUNDS, tmp_path)
    assert told.startswith(f"4: scenario: {tmp_path / 'bad.yaml'}, line 5: months is 0, but must be a whole number from 1 to 600")


def test_an_experiment_given_in_python_is_refused_without_file_and_line() -> None:
    with pytest.raises(
        LinkageError, match=r"^experiment given as a dict: replicates is 0, but must be a whole number from 1 to 1,000,000; choose"
    ):
        Experiment.from_dict({"name": "mine", "title": "Mine", "scenario": "junpu", "replicates": 0})


@pytest.mark.parametrize("name", ["x" * 5000, "x" * 5000 + ".yaml", "a\0b", "a\0b.yaml", ".", "/", ""])
def test_a_scenario_that_can_be_no_file_is_refused(name: str) -> None:
    with pytest.raises(LinkageError) as caught:
        Experiment.from_dict({"name": "mine", "title": "Mine", "scenarios": [name]})
    assert caught.value.exit_code == 2
