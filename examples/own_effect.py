"""A programme effect of one's own: a sewing machine raises the quality of what a household sells, and what it earns offline.

The scenario own_effect.yaml has a programme with this effect:  linkage-sim run examples/own_effect.yaml
"""

from linkage_sim.extending import effect
from linkage_sim.state.household import Household
from linkage_sim.state.parameters import Parameters


@effect("machine", "share", "Gain of the quality of a household's stores; a fifth of it is also earned offline.", high=1.0)
def get_machine(household: Household, amount: float, parameters: Parameters) -> None:
    """Called for every unit of every programme that has an amount of ``machine``."""
    household.quality *= 1.0 + amount
    household.earning *= 1.0 + amount / 5.0
