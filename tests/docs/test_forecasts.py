"""The page of forecasts is filled from runs of the shipped ensemble, and tells every quantity of the bundled declaration."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from linkage_sim.experiments.ensemble.ensemble import Ensemble
from linkage_sim.experiments.forecasting.declared import bundled, load
from tests.docs.scripts import DOCS, script

PAGE = (DOCS / "forecasts.md").read_text(encoding="utf-8")


forecast = script("forecast")


def kept(folder: Path, ensemble: str, name: str = "villages", **facts: object) -> Path:
    """What the command leaves: of the villages one quantity, of the country one with a province."""
    row = {"name": "stores", "scenario": "junpu", "village": "", "province": "", "when": "2017-01..2017-12", "unit": "stores"}
    row |= {"meaning": "online stores", "median": 2423.4, "half_low": 2201.0, "half_high": 2650.0, "low": 2002.0, "high": 2885.0}
    rows = [row] if name == "villages" else [row, row | {"province": "ningxia", "median": 71.0, "low": 11.0, "high": 99.0}]
    known = {"name": name, "ensemble": ensemble, "model": "abc", "model_version": "0.1.0", "members": 2, "replicates": 3, "seed": 7}
    known |= {"settings": {}, "hash": hashlib.sha256(b"name,median\n").hexdigest(), "quantities": rows}
    folder.mkdir()
    (folder / "forecasts.json").write_text(json.dumps(known | facts))
    (folder / "forecasts.csv").write_bytes(b"name,median\n")
    return folder


def test_the_page_tells_every_quantity_and_every_unknown_fact():
    data = load()
    for quantity in data.quantities:
        told = PAGE.split(f"\n| {quantity.name}, `{quantity.scenario}`: ")[1].splitlines()
        times = 1 + next(k for k, line in enumerate(told[1:]) if not line.startswith("|  |"))
        assert times == len(quantity.when)
    assert all(f"`{path}`" in PAGE for setting in data.scenarios.values() for path in setting.uncertain)


@pytest.mark.parametrize("name", bundled())
def test_the_page_has_a_part_for_every_bundled_forecast(name):
    assert forecast.marks(name).search(PAGE)


def test_what_stands_between_the_marks_is_filled_and_the_rest_is_left_alone(tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text("# Mine\n\n<!-- forecast villages -->\nstale\n<!-- end villages -->\nMine too.\n")
    assert forecast.main(["--from", str(kept(tmp_path / "f", Ensemble.load("junpu").hash))], page) == 0
    text = page.read_text()
    assert text.startswith("# Mine\n")
    assert text.endswith("<!-- end villages -->\nMine too.\n")
    assert "stale" not in text
    assert "| stores, `junpu`: online stores | 2017 | 2,423 | 2,201 to 2,650 | 2,002 to 2,885 |" in text
    assert "6 of each scenario: 2 draws" in text
    assert "7 to 12" in text
    assert not (tmp_path / "forecasts_villages.csv").exists()


def test_of_a_country_the_table_with_its_provinces_is_kept_with_its_hash(tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text("<!-- forecast villages -->\nMine.\n<!-- end villages -->\n<!-- forecast china -->\nstale\n<!-- end china -->\n")
    folder = kept(tmp_path / "f", Ensemble.load("china").hash, "china")
    assert forecast.main(["china", "--from", str(folder)], page) == 0
    text = page.read_text()
    assert "Mine." in text
    assert "stale" not in text
    assert "| stores, `junpu`: online stores | 2,423 (2,002 to 2,885) |" in text
    assert "(11 to 99)" not in text  # the province's numbers stand in the table beside the page alone
    assert hashlib.sha256((tmp_path / "forecasts_china.csv").read_bytes()).hexdigest() in text


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"ensemble": "other"}, "was not made with the shipped ensemble"),
        ({"name": "villages"}, "holds the forecast villages, not china"),
        ({"settings": {"nation.thin": 20}}, "was made with --set nation.thin"),
        ({"hash": "0" * 64}, "was changed after it was made"),
    ],
)
def test_what_is_not_the_whole_forecast_with_its_own_ensemble_is_refused(tmp_path, capsys, facts, told):
    folder = kept(tmp_path / "f", **({"ensemble": Ensemble.load("china").hash, "name": "china"} | facts))
    assert forecast.main(["china", "--from", str(folder)], tmp_path / "page.md") == 2
    assert told in capsys.readouterr().err


def test_a_folder_without_any_is_refused(tmp_path, capsys):
    assert forecast.main(["--from", str(tmp_path / "none")], tmp_path / "page.md") == 2
    assert capsys.readouterr().err.count("\n") == 1
