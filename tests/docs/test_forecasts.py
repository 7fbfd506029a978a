"""The page of forecasts is filled from runs of the shipped ensemble, and tells every quantity of the bundled declaration."""

from __future__ import annotations

import json
from pathlib import Path

from linkage_sim.experiments.calibration.ensemble import Ensemble
from linkage_sim.experiments.forecasting.declared import load
from tests.docs.scripts import DOCS, script

PAGE = (DOCS / "forecasts.md").read_text(encoding="utf-8")


forecast = script("forecast")


def kept(folder: Path, ensemble: str) -> Path:
    """What the command leaves, of one quantity."""
    row = {"name": "stores", "scenario": "junpu", "village": "", "when": "2017-01..2017-12", "unit": "stores", "meaning": "online stores"}
    row |= {"median": 2423.4, "half_low": 2201.0, "half_high": 2650.0, "low": 2002.0, "high": 2885.0}
    facts = {"ensemble": ensemble, "model": "abc", "model_version": "0.1.0", "members": 2, "replicates": 3, "seed": 7}
    folder.mkdir()
    (folder / "forecasts.json").write_text(json.dumps(facts | {"quantities": [row]}))
    return folder


def test_the_page_tells_every_quantity_and_every_unknown_fact():
    data = load()
    for quantity in data.quantities:
        assert PAGE.count(f"| {quantity.name} | `{quantity.scenario}` |") >= len(quantity.when)
    assert all(f"`{path}`" in PAGE for setting in data.scenarios.values() for path in setting.uncertain)


def test_what_stands_between_the_marks_is_filled_and_the_rest_is_left_alone(tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text("# Mine\n\n<!-- forecast -->\nstale\n<!-- end -->\nMine too.\n")
    assert forecast.main(["--from", str(kept(tmp_path / "f", Ensemble.load("junpu").hash))], page) == 0
    text = page.read_text()
    assert text.startswith("# Mine\n")
    assert text.endswith("<!-- end -->\nMine too.\n")
    assert "stale" not in text
    assert "| stores | `junpu` | 2017-01 to 2017-12 | stores | 2,423 | 2,201 to 2,650 | 2,002 to 2,885 | online stores |" in text
    assert "6 of each scenario: 2 draws" in text
    assert "7 to 12" in text


def test_runs_of_another_ensemble_and_a_folder_without_any_are_refused(tmp_path, capsys):
    assert forecast.main(["--from", str(kept(tmp_path / "f", "other"))], tmp_path / "page.md") == 2
    assert forecast.main(["--from", str(tmp_path / "none")], tmp_path / "page.md") == 2
    assert capsys.readouterr().err.count("\n") == 2
