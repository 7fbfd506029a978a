"""Every figure of analyses, runs, countries and forecasts, drawn from small tables: for tests that hold of all of them."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd

from linkage_sim.experiments.calibration.emulated_finding import Emulated
from linkage_sim.experiments.forecasting.declared import bundled, load
from linkage_sim.experiments.forecasting.finding import Forecast
from linkage_sim.experiments.forecasting.readings import Foretold
from linkage_sim.experiments.snapshots import Snapshot, moments
from linkage_sim.experiments.validation.reproduction import PATTERNS, PatternRow
from linkage_sim.scenario import Scenario
from linkage_sim.scenario.csv_tables import table_path
from linkage_sim.scenario.evidence import Evidence
from linkage_sim.views.attribution import attribution
from linkage_sim.views.calibration import narrowed, posterior
from linkage_sim.views.comparison import forest
from linkage_sim.views.discovery import figures as discovered
from linkage_sim.views.figures import drawings, maps
from linkage_sim.views.fit import fit
from linkage_sim.views.forecast import forecast
from linkage_sim.views.linkage import linkage_map
from linkage_sim.views.provinces import MEASURES
from linkage_sim.views.report.atlas import SHOWN
from linkage_sim.views.sensitivity import figures as moved
from linkage_sim.views.style import Drawing
from linkage_sim.views.targets import targets_for
from linkage_sim.views.validation import course, negative_controls, patterns
from tests.ensembles import few
from tests.views.test_attribution_figure import attributed, hindering, take_off
from tests.views.test_comparison_figure import BETTER, HUGE, WORSE, made
from tests.views.test_discovery_figures import searched
from tests.views.test_linkage_map import THREE, drawn_of
from tests.views.test_sensitivity_figures import analysed
from tests.views.test_validation import BOXES, CONTROLS, frame, row

SOME = ("stores", "headcount", "sales")
"""Outcomes in whole numbers, shares and millions."""


def of_analyses() -> list[Drawing]:
    """What analyses draw."""
    found = attributed(take_off, SOME)
    return [
        forest(made(scattered=WORSE)), forest(made(scattered=WORSE, linked=BETTER, junpu=HUGE)),
        *(attribution(found, name) for name in SOME), attribution(attributed(hindering), "stores"),
        linkage_map(drawn_of(THREE), "sales"), linkage_map(drawn_of(dict(list(THREE.items())[:2])), "poor"),
        *moved(analysed()),
        *discovered([searched(lambda points: (points["founders"] >= 6) & points["platform"] & (points["depth"] > 2e4))]),
    ]  # fmt: skip


def of_evidence() -> list[Drawing]:
    """What is drawn of calibrations and validations."""
    labels = ("stores", "monthly sales", "people engaged", "share of household")
    rows = [row(label, 100.0, 130.0, bound) for label, bound in zip(labels, ("", "at least", "at most", ""), strict=True)]
    shown = [PatternRow(name, one.label, one.evidence, 0.97, share, 300, one.must, "junpu")
             for (name, one), share in zip(PATTERNS.items(), [1.0, 0.63, 0.0, 0.5] * 4, strict=True)]  # fmt: skip
    return [posterior(few()), narrowed(_emulated()), fit(rows, "junpu"), course(frame(), BOXES, "junpu"),
            patterns(shown, "junpu"), negative_controls(CONTROLS, "junpu")]  # fmt: skip


def of_runs(monthly: pd.DataFrame, village: nx.Graph) -> list[Drawing]:
    """What is drawn of the runs of a village, and of those of a country."""
    snapshots = [Snapshot(f"January 2012\n{name}", village) for name in moments(48, 12).values()]
    title = Scenario.load("junpu").title
    drawn = drawings(monthly, title, targets_for("junpu", Evidence.load()), snapshots)
    return [*drawn, *maps(provinces(), [f"map_{name}" for name in MEASURES])]


def of_forecasts() -> list[Drawing]:
    """What is drawn of the bundled forecasts, with made-up numbers."""
    return [forecast(_forecast(name), scenario) for name in bundled() for scenario in load(name).scenarios]


def _emulated() -> Emulated:
    ensemble = few()
    rows = [{"factor": name, "prior_low": one.range[0], "prior_high": one.range[1], "low": 0.8 * one.range[0] + 0.2 * one.range[1],
             "median": sum(one.range) / 2, "high": 0.2 * one.range[0] + 0.8 * one.range[1], "width": 0.6}
            for name, one in ensemble.data.factors.items()]  # fmt: skip
    return Emulated(ensemble, pd.DataFrame(), pd.DataFrame(rows), pd.DataFrame(), 12.0)


def provinces() -> pd.DataFrame:
    """Months of a country, the same but for its size in each province and run."""
    names = [str(name) for name in pd.read_csv(table_path("provinces.csv"))["province"]]
    months = pd.date_range("2013-01-01", "2016-12-01", freq="MS")
    rows = [{"run": run, "month": month, "province": name.lower().replace(" ", ""),
             **{measure: float(10 * (run + 1) * (place + 1) * (1 + month.year - 2013)) for measure in (*MEASURES, *SHOWN)}}
            for run in range(2) for month in months for place, name in enumerate(names)]  # fmt: skip
    return pd.DataFrame(rows)


def _forecast(name: str) -> Forecast:
    declared = load(name)
    rows = tuple(
        Foretold(
            one.name, one.scenario, one.village, "", when, "persons", one.meaning, 2.0 * size, 1.5 * size, 2.5 * size, size, 3.0 * size
        )
        for place, one in enumerate(declared.quantities)
        for when, size in zip(one.when, 10.0 ** (place % 7) * np.arange(1, len(one.when) + 1), strict=True)
    )
    return Forecast(declared, "hash", "model", "1", 5, 10, 1, rows, dict.fromkeys(declared.scenarios, pd.DataFrame()))
