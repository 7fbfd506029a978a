"""A household rule of one's own: people are encouraged only by neighbours who are about as rich as they are.

Run it:  linkage-sim compare junpu junpu --help   shows how to compare; the quickest look is
         linkage-sim run junpu --with examples/own_rule.py
"""

from linkage_sim.actors.household.feedback import after_comparison, after_trade, next_aspiration, take_heart
from linkage_sim.extending import replace
from linkage_sim.state.household import AWARE, Household
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import FEW, Village

ALIKE = 2.0  # times: a village's mean income that is further off than this encourages nobody


@replace(take_heart)
def take_heart_from_equals(household: Household, village: Village, parameters: Parameters) -> None:
    """Motivation follows income and trade as before; examples count only where the village is not much richer."""
    shown = 0.0
    if household.flags & AWARE and village.mean_income < ALIKE * household.income:
        shown = village.examples[min(household.online_neighbours, FEW)]
    motivation = after_comparison(household.motivation, household.income, household.aspiration, parameters.aspiration_motivation)
    motivation = after_trade(household, motivation, shown, parameters.failure_motivation, parameters.success_motivation)
    household.motivation = min(max(motivation, 0.0), 1.0)
    household.aspiration = next_aspiration(household.aspiration, household.income, village.mean_income, parameters.aspiration_adapt)
    household.dependence = max(household.dependence - 1, 0)
