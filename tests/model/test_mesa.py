"""The model in the hands of Mesa's tools: batches, data collectors, loops that ask whether a model still runs."""

from __future__ import annotations

import inspect
from typing import Any

import mesa
import numpy as np
import pandas as pd
import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.model import LinkageModel
from linkage_sim.scenario import Scenario

ACCURACY = "platform.accuracy"
# Newer releases have a batch name its seeds beside its parameters.
SEEDED = "rng" in inspect.signature(mesa.batch_run).parameters


def batch(parameters: dict[str, Any], seeds: list[int], **options: Any) -> pd.DataFrame:
    named = {"rng": seeds} if SEEDED else {}
    parameters = parameters if SEEDED else {**parameters, "seed": seeds}
    return pd.DataFrame(mesa.batch_run(LinkageModel, parameters, display_progress=False, **named, **options))


def test_the_collector_has_the_monthly_columns(lively: Scenario) -> None:
    model = LinkageModel(lively, seed=2)
    assert len(model.datacollector.get_model_vars_dataframe()) == 0
    for _ in range(7):
        model.step()
    collected, recorded = model.datacollector.get_model_vars_dataframe(), model.record.monthly
    pd.testing.assert_frame_equal(collected, recorded[collected.columns])
    assert set(recorded) - set(collected) == {"seed", "month"}


def test_collecting_again_adds_nothing(minimal) -> None:
    model = LinkageModel(minimal())
    model.step()
    model.datacollector.collect(model)
    assert len(model.datacollector.get_model_vars_dataframe()) == 1


def test_a_model_of_ones_own_brings_its_own_collector(minimal) -> None:
    class Own(LinkageModel):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.datacollector = mesa.DataCollector(model_reporters={"online": lambda model: int(model.villages.online.sum())})

        def step(self) -> None:
            super().step()
            self.datacollector.collect(self)

    model = Own(minimal(founders=3)).run()
    assert model.datacollector.get_model_vars_dataframe()["online"].tolist() == model.record.series("online_households").tolist()


def test_a_batch_varies_parameters_and_seeds(lively: Scenario) -> None:
    rows = batch({"scenario": lively, ACCURACY: np.array([0.2, 0.9])}, [1, 2])
    assert len(rows) == 4
    for _, row in rows.iterrows():
        alone = LinkageModel(lively.with_overrides({ACCURACY: row[ACCURACY]}), seed=int(row["seed"])).run()
        assert row["stores"] == alone.record.latest()["stores"]


def test_a_batch_keeps_every_month_where_asked(lively: Scenario) -> None:
    rows = batch({"scenario": lively}, [1], data_collection_period=1)
    assert rows["stores"].tolist() == LinkageModel(lively, seed=1).run().record.series("stores").tolist()


def test_it_runs_until_its_last_month(minimal) -> None:
    model = LinkageModel(minimal({"months": 5}))
    assert model.running
    model.run_model()
    assert (model.month, model.steps, model.running) == (5, 5, False)
    with pytest.raises(LinkageError, match="are over"):
        model.step()


def test_it_says_what_it_is(minimal) -> None:
    model = LinkageModel(minimal({"months": 5}), seed=7)
    model.step()
    assert repr(model) == "<LinkageModel small, seed 7, month 1 of 5>"
    assert repr(LinkageModel(minimal({"months": 5}), seeds=[1, 2, 3])) == "<LinkageModel small, 3 runs, month 0 of 5>"


def test_a_scenario_is_named_and_changed_by_path() -> None:
    model = LinkageModel("junpu", **{ACCURACY: np.float64(0.5), "months": np.int64(3)})
    assert model.scenario == Scenario.load("junpu").with_overrides({ACCURACY: 0.5, "months": 3})


def test_a_mistyped_option_is_told(minimal) -> None:
    with pytest.raises(LinkageError, match="sede"):
        LinkageModel(minimal(), sede=3)
    with pytest.raises(LinkageError, match="scenarios="):
        LinkageModel(minimal(), scenarios=[minimal()], **{ACCURACY: 0.5})


def test_no_seed_draws_one_that_repeats_the_run(minimal) -> None:
    drawn = LinkageModel(minimal({"months": 3}), seed=None).run()
    again = LinkageModel(minimal({"months": 3}), seed=drawn.seeds[0]).run()
    np.testing.assert_array_equal(drawn.record.runs, again.record.runs)
    assert drawn.seeds != LinkageModel(minimal({"months": 3}), seed=None).seeds
