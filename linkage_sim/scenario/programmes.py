"""The catalogue of assistance: each programme is data (block ``programmes``)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .declare import Block, money, quantity, share

# The register's twelve causes of poverty (evidence: poverty.causes), then the pieces of a shop
# that a household may lack without being poor. Their order is that of the bits in the column ``need``.
CAUSES = ("illness", "disability", "schooling", "disaster", "marriage", "land", "water", "skills", "funds", "labour", "roads", "motivation")
PIECES = ("information", "broadband", "logistics", "goods")
NEEDS = CAUSES + PIECES
PROVIDERS = ("community", "government", "market", "society")
ELIGIBILITIES = ("all", "registered", "online", "unregistered_poor")
TRIGGERS = ("always", "noticed")
MAX_PROGRAMMES = 32

Need = Literal[
    "illness",
    "disability",
    "schooling",
    "disaster",
    "marriage",
    "land",
    "water",
    "skills",
    "funds",
    "labour",
    "roads",
    "motivation",
    "information",
    "broadband",
    "logistics",
    "goods",
]
Provider = Literal["community", "government", "market", "society"]


class Effect(Block):
    """What one unit of a programme changes; what is not named stays as it is.

    A household's gains are parts of what it still misses, so that no effect leaves its scale.
    A village's gains are parts of what the whole village still misses.
    """

    skill: float = share(0.0, "Part of the household's missing skill.", assumed="set by the programme")
    awareness: float = share(0.0, "Chance that the household now knows of online shops.", assumed="set by the programme")
    motivation: float = share(0.0, "Part of the household's missing motivation.", assumed="set by the programme")
    cash: float = money(0.0, "Paid to the household, part of the unit's cost.", assumed="set by the programme")
    loan: float = money(
        0.0,
        "Lent to the household by a lender; the state pays the interest of those that owe nothing else.",
        assumed="set by the programme",
    )
    relief: int = quantity(
        0,
        "months",
        "Months in which a store's rent and taxes are waived; the unit's cost makes up for them.",
        low=0,
        high=120,
        assumed="set by the programme",
    )
    cure: float = share(0.0, "Chance that the need itself (illness, schooling, disaster, ...) is settled.", assumed="set by the programme")
    earning: float = share(0.0, "Gain of offline earning power, as a share of it.", assumed="set by the programme")
    housing: float = share(0.0, "Chance that a deprivation of the living standard is mended.", assumed="set by the programme")
    broadband: float = share(0.0, "Part of the village's missing broadband coverage.", assumed="set by the programme")
    roads: float = share(0.0, "Part of the village's missing road quality.", assumed="set by the programme")
    station: float = share(0.0, "Part of the village's missing delivery capacity of a station.", assumed="set by the programme")
    goods: float = share(0.0, "Part of the village's missing access to goods.", assumed="set by the programme")
    brand: float = share(0.0, "Part of the village's missing brand.", assumed="set by the programme")
    tourism: float = share(0.0, "Part of the village's undeveloped tourism.", assumed="set by the programme")
    own: dict[str, float] = Field({}, description="Amounts of effects that the scenario's extensions declare, by name.")


EFFECTS = tuple(name for name in Effect.model_fields if name != "own")
"""The built-in effects."""


class Programme(Block):
    """One programme of assistance.

    The first provider pays; the others share in the delivery. A provider that is switched off leaves a gap:
    its share of the capacity is not delivered, and without the first nothing is.
    """

    title: str = Field(description="Name for people.")
    theme: str = Field("internet plus commerce", description="Which 'internet plus' it belongs to.")
    providers: tuple[Provider, ...] = Field(min_length=1, description="Who provides it; the first pays.")
    need: Need = Field(description="The need that it addresses.")
    scope: Literal["household", "village"] = Field("household", description="Whether a unit goes to a household or to the whole village.")
    cost: float = money(..., "Cost of one unit, including what is paid out.", assumed="see the scenario", unit="RMB per unit")
    capacity: float = quantity(
        ..., "units per village and month", "Units that can be delivered.", low=0.0, high=1e6, assumed="see the scenario"
    )
    eligibility: Literal["all", "registered", "online", "unregistered_poor"] = Field("all", description="Who may have it.")
    trigger: Literal["always", "noticed"] = Field(
        "always", description="Whether it waits until the county has noticed the village's take-off."
    )
    start: str = Field("2000-01", pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="First month, YYYY-MM.")
    end: str = Field("2099-12", pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="Last month, YYYY-MM.")
    handout: bool = Field(False, description="Whether it is a pure hand-out, which lowers motivation.")
    effect: Effect = Effect()
