"""Agent-based model of how government, market, society, community and households overcome poverty together.

>>> from linkage_sim import Scenario, LinkageModel
>>> model = LinkageModel(Scenario.load("junpu"), seed=1).run()  # doctest: +SKIP
>>> model.record.monthly  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from linkage_sim.experiments.analysis.attribution.attributing import attribute
    from linkage_sim.experiments.analysis.comparison.comparing import compare
    from linkage_sim.experiments.analysis.linkage.analysing import linkage
    from linkage_sim.experiments.asking import discover, sensitivity
    from linkage_sim.experiments.calibration.adopting import adopt
    from linkage_sim.experiments.calibration.calibrating import calibrate
    from linkage_sim.experiments.description import describe
    from linkage_sim.experiments.design.bundled import bundled_experiments
    from linkage_sim.experiments.design.experiment import Experiment
    from linkage_sim.experiments.design.schema import schema
    from linkage_sim.experiments.export import export
    from linkage_sim.experiments.file_check import validate
    from linkage_sim.experiments.forecasting.forecast import forecast
    from linkage_sim.experiments.listing import results
    from linkage_sim.experiments.running import run
    from linkage_sim.experiments.study.study import Study
    from linkage_sim.experiments.study.sweeping import sweep
    from linkage_sim.experiments.validation.validation import reproduce
    from linkage_sim.model import LinkageModel, compile_rules
    from linkage_sim.scenario import Scenario
    from linkage_sim.scenario.loading import bundled_scenarios
    from linkage_sim.views.app.server import ui
    from linkage_sim.views.brief import brief
    from linkage_sim.views.film import film
    from linkage_sim.views.handout import handout
    from linkage_sim.views.report import report

__version__ = "0.1.0"
__all__ = [
    "Experiment", "LinkageModel", "Scenario", "Study", "adopt", "attribute", "brief", "bundled_experiments", "bundled_scenarios",
    "calibrate", "compare", "compile_rules", "describe", "discover", "export", "film", "forecast", "handout", "linkage", "report",
    "reproduce", "results", "run", "schema", "sensitivity", "sweep", "ui", "validate",
]  # fmt: skip

# Imported on first use: numba and mesa take half a second, and `linkage-sim --help` needs neither.
_HOMES = {
    "Experiment": "linkage_sim.experiments.design.experiment",
    "LinkageModel": "linkage_sim.model",
    "Scenario": "linkage_sim.scenario",
    "Study": "linkage_sim.experiments.study.study",
    "adopt": "linkage_sim.experiments.calibration.adopting",
    "brief": "linkage_sim.views.brief",
    "bundled_experiments": "linkage_sim.experiments.design.bundled",
    "bundled_scenarios": "linkage_sim.scenario.loading",
    "compile_rules": "linkage_sim.model",
    "describe": "linkage_sim.experiments.description",
    "export": "linkage_sim.experiments.export",
    "film": "linkage_sim.views.film",
    "handout": "linkage_sim.views.handout",
    "report": "linkage_sim.views.report",
    "results": "linkage_sim.experiments.listing",
    "run": "linkage_sim.experiments.running",
    "schema": "linkage_sim.experiments.design.schema",
    "sweep": "linkage_sim.experiments.study.sweeping",
    "ui": "linkage_sim.views.app.server",
    "validate": "linkage_sim.experiments.file_check",
}


def __getattr__(name: str) -> Any:
    """Return a public name from its home, or an analysis that is registered, imported on first use."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    from linkage_sim.findings.registry import ANALYSES, load

    if name not in ANALYSES:
        raise AttributeError(f"module 'linkage_sim' has no attribute {name!r}")
    return load(ANALYSES[name].function)


def __dir__() -> list[str]:
    """All public names, those of registered analyses among them."""
    from linkage_sim.findings.registry import ANALYSES

    return sorted({*__all__, *ANALYSES, "__version__"})
