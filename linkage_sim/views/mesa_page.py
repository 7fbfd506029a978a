"""The model on Mesa's own page: the village as a space that Mesa's components draw, and its parameters as their inputs.

``examples/mesa_page.py`` puts these parts together. They need the extra ``mesa-page``.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any, cast

import networkx as nx
from mesa.discrete_space import Network
from mesa.visualization import Slider
from mesa.visualization.components import AgentPortrayalStyle

from ..errors import LinkageError
from ..findings.language import words_of
from ..model import LinkageModel
from ..scenario import Scenario
from .app.changes import lever_name
from .app.frame import STATES, frame_of
from .app.levers import PLATFORM, SWITCHES, Lever, levers
from .app.mesa_parts import forget
from .app.plan import Plan, plan_of
from .app.run import place_name
from .app.setting import Setting
from .style import BLACK, GREEN, PALE, YELLOW

STATE_COLOURS = dict(zip(STATES, (PALE, BLACK, YELLOW, GREEN), strict=True))
MOST_SEEDS = 100


class PageModel(LinkageModel):
    """A model as ``SolaraViz`` handles it: made from plain values, with a space, and at rest after its last month.

    Parameters
    ----------
    scenario : Scenario or str
        What is simulated; also by its name or file.
    seed : int, optional
        Seed of the run.
    village : int
        The village that is drawn.
    **kwargs
        Parameters that differ from the scenario, by path, and options of :class:`LinkageModel`.
    """

    def __init__(self, scenario: Scenario | str = "junpu", seed: int | None = 1, *, village: int = 0, **kwargs: Any) -> None:
        super().__init__(scenario, seed, **kwargs)
        self.grid = VillageSpace(self, village)
        forget(self)  # or every model that the page has ever made would be kept

    @property
    def scenario(self) -> Scenario:
        """What is simulated. It counts as false, so that Mesa's page, from 3.5 on, does not take it for a scenario of its own kind."""
        return cast(Scenario, _PassedOver(self._scenario))

    @scenario.setter
    def scenario(self, scenario: Any) -> None:
        """Take no note of Mesa's own idea of a scenario."""

    def step(self) -> None:
        """Simulate one month, if there is one left: the page may ask for several at once."""
        if self.running:
            super().step()


class _PassedOver:
    """A scenario that counts as false."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario

    def __bool__(self) -> bool:
        return False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._scenario, name)


class VillageSpace(Network):  # type: ignore[misc]
    """A village as one of Mesa's spaces: a node for each household, in its place for the whole run, tied to its kin.

    Parameters
    ----------
    model : LinkageModel
        Whose village it is.
    village : int
        Number of the village.
    """

    def __init__(self, model: LinkageModel, village: int = 0) -> None:
        self.model, self.village = model, village
        self.plan = plan_of(model, village)
        super().__init__(_graph(self.plan), random=model.random)

    @property
    def agents(self) -> list[Any]:
        """The households as they stand, each with ``unique_id``, ``state``, ``stores``, ``away`` and its ``cell``."""
        dots = frame_of(self.model, self.village, self.plan, ()).dots
        return [
            SimpleNamespace(
                unique_id=dot.household, state=STATES[dot.state], stores=dot.stores, away=dot.away, cell=self._cells[node], pos=None
            )
            for node, dot in enumerate(dots)
        ]


def _graph(plan: Plan) -> nx.Graph:
    """Households that are drawn, numbered from 0, with their places and kin."""
    graph = nx.Graph()
    nodes = {household: node for node, household in enumerate(plan.households)}
    graph.add_nodes_from((node, {"place": (x, -y)}) for node, (x, y) in enumerate(plan.places))
    graph.add_edges_from((nodes[one], nodes[other]) for one, other in plan.ties if one in nodes and other in nodes)
    return graph


def village_layout(graph: nx.Graph, **_: object) -> dict[int, tuple[float, float]]:
    """Return where the households of a :class:`VillageSpace` stand; a ``layout_alg`` for Mesa's components."""
    return dict(graph.nodes(data="place"))


def household_portrayal(household: Any) -> AgentPortrayalStyle:
    """Return how Mesa's components draw a household: coloured by its state, larger the more stores it keeps."""
    return AgentPortrayalStyle(
        color=STATE_COLOURS[household.state],
        size=14 + 4 * min(household.stores, 25),
        edgecolors="#888888" if household.state == "other" else STATE_COLOURS[household.state],
        alpha=0.45 if household.away else 1.0,
    )


def model_params(scenario: str = "junpu", paths: Iterable[str] | None = None) -> dict[str, Any]:
    """Return the inputs of ``SolaraViz`` for a scenario, made from the declarations of its parameters.

    Parameters
    ----------
    scenario : str
        Name or file of a scenario; it is given to the model as it is.
    paths : iterable of str, optional
        Parameters to offer; unless named, who takes part and all levers of the classroom page.

    Raises
    ------
    LinkageError
        If a path is none of these.
    """
    setting = Setting(scenario)
    known: dict[str, Any] = {path: _switch(path, setting) for path in (*SWITCHES.values(), PLATFORM)}
    for group in levers(setting, place_name(setting.parent, 0)).values():
        known |= {lever.path: _input(lever, setting) for lever in group}
    asked = list(known) if paths is None else list(paths)
    for path in asked:
        if path not in known:
            raise LinkageError(f"'{path}' is none of the parameters that the page can offer; these are {', '.join(known)}.")
    seed = Slider("Seed", 1, 1, MOST_SEEDS, 1)
    return {"scenario": scenario, "seed": seed, **{path: known[path] for path in asked}}


def _switch(path: str, setting: Setting) -> dict[str, Any]:
    return {"type": "Checkbox", "label": _label(path), "value": bool(setting.value(path))}


def _input(lever: Lever, setting: Setting) -> Any:
    """A slider, or a list of words to choose from."""
    value, label = setting.value(lever.path), _label(lever.path, lever.unit)
    if lever.choices:
        return {"type": "Select", "label": label, "value": value, "values": list(lever.choices)}
    kind = int if lever.whole else float
    return Slider(label, kind(value), kind(lever.low), kind(lever.high), kind(lever.step), dtype=kind)


def _label(path: str, unit: str = "") -> str:
    """Whose parameter it is, its name, and its unit."""
    words = words_of("en")
    parts, name = path.split("."), lever_name(path, words)
    if path in SWITCHES.values() or path == PLATFORM:
        return name
    of = parts[1] if parts[0] in ("actors", "programmes") else parts[0]
    of = words.known(f"groups.{of}", of.replace("_", " ").capitalize()) if parts[0] != "programmes" else "Programmes"
    unit = words.known(f"units.{unit}", unit)
    return f"{of}: {name[0].lower()}{name[1:]}" + (f" ({unit})" if unit else "")
