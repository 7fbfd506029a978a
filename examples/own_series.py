"""A series of one's own: rainfall, read by a rule in place of the built-in one that decides on shocks.

The scenario own_series.yaml gives its values:  linkage-sim run examples/own_series.yaml
"""

from linkage_sim.actors.household.input import state_deprivations
from linkage_sim.extending import replace, series
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import ASSETS, ATTENDANCE, DRINKING_WATER, NUTRITION, SCHOOLING, WATER, Household
from linkage_sim.state.parameters import Parameters

RAINFALL = series("rainfall", "times the usual", "Rain of the year.", low=0.0, high=20.0)


@replace(state_deprivations)
def state_deprivations_in_drought(household: Household, parameters: Parameters, environment: EnvironmentRow) -> None:
    """In a dry year everybody lacks drinking water who is short of land or of water."""
    line = environment.poverty_line
    bits = household.deprived & ~(NUTRITION | ATTENDANCE | ASSETS)
    if household.income < parameters.nutrition_line * line / min(environment.own[RAINFALL], 1.0):
        bits |= NUTRITION
    if household.need & SCHOOLING and household.income < line:
        bits |= ATTENDANCE
    if household.need & WATER or environment.own[RAINFALL] < 0.6:
        bits |= DRINKING_WATER
    if household.cash < parameters.asset_threshold and household.income < 2.0 * line:
        bits |= ASSETS
    household.deprived = bits
