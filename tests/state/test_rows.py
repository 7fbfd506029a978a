from __future__ import annotations

import numpy as np
import pytest

from linkage_sim.model import LinkageModel
from linkage_sim.state.household import AWARE, CARD, CONNECTED, GOODS, ILLNESS, Household
from linkage_sim.state.village import Village


@pytest.fixture(scope="module")
def model(two_villages) -> LinkageModel:
    return LinkageModel(two_villages(), seed=2)


def test_a_household_is_read_and_written_through_its_view(model) -> None:
    household = model.households[17]
    household.cash = 123.0
    assert model.world.households.cash[17] == 123.0
    model.world.households.stores[17] = 3
    assert household.stores == 3
    household.flags = AWARE | CONNECTED
    assert household.aware
    assert household.connected
    household.card = CARD
    assert household.registered
    household.flags = household.card = household.stores = 0
    assert [household.aware, household.connected, household.registered] == [False, False, False]


def test_a_view_names_needs_and_deprivations(model) -> None:
    household = model.households[3]
    household.need, household.deprived = ILLNESS | GOODS, 1 << 9
    assert household.needs == ("illness", "goods")
    assert household.deprivations == ("assets",)


def test_a_village_is_read_and_written_through_its_view(model) -> None:
    village = model.villages[1]
    village.roads = 0.75
    assert model.world.villages.roads[1] == 0.75
    assert model.world.villages.roads[0] != 0.75
    assert village.last - village.first == 50
    assert "50 households" in repr(village)


def test_what_does_not_exist_is_refused_by_name(model) -> None:
    with pytest.raises(AttributeError, match="happiness"):
        _ = model.households[0].happiness
    with pytest.raises(AttributeError, match="no 'happiness' to set"):
        model.households[0].happiness = 1
    with pytest.raises(AttributeError, match="mayor"):
        _ = model.villages[0].mayor
    with pytest.raises(AttributeError, match="no column 'mayor'"):
        _ = model.villages.mayor
    with pytest.raises(AttributeError, match="no 'mayor' to set"):
        model.villages[0].mayor = 1


def test_rows_are_a_sequence(model) -> None:
    assert len(model.households) == 100
    model.households[-1].cash = 77.0
    assert model.world.households.cash[99] == 77.0
    assert [village.row for village in model.villages] == [0, 1]
    with pytest.raises(IndexError):
        model.households[100]


def test_a_row_of_its_own_is_made_with_keywords() -> None:
    household = Household(cash=5.5, stores=3, motivation=0.25)
    assert (household.cash, household.stores, household.motivation, household.debt) == (5.5, 3, 0.25, 0.0)
    village = Village(clans=4)
    village.served[2] = 7.0
    assert list(village.served) == [0.0, 0.0, 7.0, 0.0]
    with pytest.raises(AttributeError, match="happiness"):
        Household(happiness=1)


def test_what_is_read_is_a_plain_number_as_wide_as_python_has_it() -> None:
    household = Household(stores=200, income=0.1)
    assert type(household.stores) is int
    assert household.stores + household.stores == 400
    assert type(household.income) is float
    assert household.income == float(np.float32(0.1))
    with pytest.raises(OverflowError):
        household.stores = 256
