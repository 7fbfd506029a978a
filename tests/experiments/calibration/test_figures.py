"""The figure of a calibration shows all parameters, with their numbers beside it."""

from __future__ import annotations

from linkage_sim.experiments.ensemble.ensemble import Ensemble
from linkage_sim.views.calibration import posterior
from linkage_sim.views.style import save


def test_every_parameter_has_its_panel_with_its_range(small, tmp_path):
    ensemble = Ensemble.load(small)
    drawing = posterior(ensemble)
    shown = {axis.get_title(loc="left") or axis.get_title() for axis in drawing.figure.axes}
    assert {"open rate", "gross margin"} <= shown
    assert drawing.data[""]["factor"].tolist() == list(drawing.data[""]["factor"].unique())
    save(drawing, tmp_path)
    assert (tmp_path / "posterior.csv").is_file()
