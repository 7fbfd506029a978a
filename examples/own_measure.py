"""A measure of one's own: how many of the poor keep a shop, recorded every month beside all other columns.

Run it:  linkage-sim run junpu --with examples/own_measure.py --out result
         and read the column poor_with_shop of result/monthly.parquet.
"""

from linkage_sim.extending import measure
from linkage_sim.kernel.state import Table
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import Household
from linkage_sim.state.village import Village
from linkage_sim.state.weights import weights_of_households


@measure("poor_with_shop", "share of the poor", "Households below the poverty line that keep a store; 0 where nobody is poor.")
def poor_with_shop(households: Table[Household], villages: Table[Village], environment: EnvironmentRow) -> float:
    """Read columns, not households: a column is an array with a number for every household of the run.

    Each household counts with the weight of its village, which is one unless the scenario says otherwise.
    """
    poor = weights_of_households(villages) * (households.income < environment.poverty_line)
    return float(poor[households.stores > 0].sum() / poor.sum()) if poor.any() else 0.0
