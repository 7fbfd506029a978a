from __future__ import annotations

import numpy as np
import pytest

from linkage_sim.model import LinkageModel
from linkage_sim.population.state import AWARE, CARD, CONNECTED, HOUSEHOLD_TYPES, Households


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
    household.need, household.deprived = 1 | 1 << 15, 1 << 9
    assert household.needs == ("illness", "goods")
    assert household.deprivations == ("assets",)


def test_a_village_is_read_and_written_through_its_view(model) -> None:
    village = model.villages[1]
    village.roads = 0.75
    assert model.world.villages["roads"][1] == 0.75
    assert model.world.villages["roads"][0] != 0.75
    assert village.last - village.first == 50
    assert "50 households" in repr(village)


def test_what_does_not_exist_is_refused_by_name(model) -> None:
    with pytest.raises(AttributeError, match="no 'happiness'"):
        _ = model.households[0].happiness
    with pytest.raises(AttributeError, match="no 'happiness' to set"):
        model.households[0].happiness = 1
    with pytest.raises(AttributeError, match="no 'mayor'"):
        _ = model.villages[0].mayor
    with pytest.raises(AttributeError, match="no 'mayor' to set"):
        model.villages[0].mayor = 1


def test_rows_are_a_sequence(model) -> None:
    assert len(model.households) == 100
    assert model.households[-1].row == 99
    assert [village.row for village in model.villages] == [0, 1]
    with pytest.raises(IndexError):
        model.households[100]


def test_every_column_has_a_type() -> None:
    assert set(HOUSEHOLD_TYPES) == set(Households._fields)
    assert np.dtype(HOUSEHOLD_TYPES["cash"]) == np.float64
