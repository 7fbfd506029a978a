"""The whole scenario, as declared."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pydantic import Field

from linkage_sim.extending import load_all

from .declare import Block, digest_of, quantity
from .nation import Nation, nation_digest
from .places import Environment, Place
from .programmes import Programme
from .rooms import EconomyRules, MeasureRules, PlatformRules, PopulationRules
from .subjects import Actors

NOTES = ("schema_", "name", "title", "evidence")  # they name and explain a scenario, and change no result
LINKS = "Parameter paths to evidence entries, {calibrated: ensemble} or {assumed: why}."
EvidenceLink = str | dict[Literal["assumed", "calibrated"], str]


class ScenarioData(Block):
    """A resolved scenario file: everything that a run depends on, but for its seed."""

    schema_: Literal[1] = Field(1, alias="schema", description="Version of the scenario format.")
    name: str = Field(pattern=r"^[a-z][a-z0-9_-]*$", description="Short name.")
    title: str = Field(description="One line for people.")
    start: str = Field("2012-01", pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="First month, YYYY-MM.")
    months: int = quantity(60, "months", "Length of a run.", low=1, high=600, assumed="a fact of the experiment")
    environment: Environment = Environment()
    population: PopulationRules = PopulationRules()
    places: tuple[Place, ...] = Field((), description="The villages, unless they are those of a nation.")
    nation: Nation | None = Field(None, description="A country, or a part of it, whose villages are sampled; in place of places.")
    actors: Actors = Actors()
    platform: PlatformRules = PlatformRules()
    programmes: dict[str, Programme] = Field(default_factory=dict, max_length=32, description="The catalogue of assistance.")
    economy: EconomyRules = EconomyRules()
    measures: MeasureRules = MeasureRules()
    extensions: tuple[str, ...] = Field((), description="Modules with rules, measures, effects, actors and series of one's own.")
    evidence: dict[str, EvidenceLink] = Field(default_factory=dict, description=LINKS)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of everything that can change a result; name, title and evidence cannot."""
        values = {name: value for name, value in self if name not in (*NOTES, "extensions", "nation")}
        if self.nation is not None:
            values["nation"] = nation_digest(self.nation)
        if self.extensions:
            values["extensions"] = [extension.digest for extension in load_all(self.extensions)]
        return digest_of(values)
