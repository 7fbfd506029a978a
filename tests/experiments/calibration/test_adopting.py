"""The centre of an ensemble is written into the scenario that all others extend, and nothing else in it is touched."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from linkage_sim.cli import adopt as command
from linkage_sim.errors import LinkageError
from linkage_sim.experiments.calibration.adopting import BEGIN, BLOCK, END, adopt, root_file, rounded_centre
from linkage_sim.experiments.ensemble.ensemble import Ensemble, bundled
from linkage_sim.scenario import Scenario, validate

ROOT = root_file().read_text(encoding="utf-8")


@pytest.fixture
def ensemble(small) -> Ensemble:
    return Ensemble.load(small)


@pytest.fixture
def file(tmp_path) -> Path:
    """The bundled root without its block."""
    path = tmp_path / "root.yaml"
    path.write_text(BLOCK.sub("", ROOT), encoding="utf-8")
    return path


def values(path: Path) -> dict[str, float]:
    scenario = Scenario.load(path)
    return {"actors.household.open_rate": scenario.actors.household.open_rate, "economy.gross_margin": scenario.economy.gross_margin}


def test_the_file_then_holds_the_centre_with_its_support_and_is_valid(ensemble, file):
    assert adopt(ensemble, file)
    assert values(file) == rounded_centre(ensemble)
    support = {one.path: one for one in validate(file).coverage()}
    assert str(support["economy.gross_margin"]) == "calibrated: ensemble junpu"
    assert support["economy.gross_margin"].evidence is None


def test_all_else_stays_as_it_is_comments_included(ensemble, file):
    before = file.read_text()
    adopt(ensemble, file)
    assert BLOCK.sub("", file.read_text()) == before
    old = [line for line in before.splitlines() if line]
    assert [line for line in file.read_text().splitlines() if line in old] == old


def test_once_more_changes_nothing_and_another_ensemble_takes_the_place(ensemble, file):
    adopt(ensemble, file)
    once = file.read_bytes()
    assert not adopt(ensemble, file)
    assert file.read_bytes() == once
    other = Ensemble(ensemble.data.model_copy(update={"members": ensemble.data.members[1:]}))
    assert adopt(other, file)
    assert values(file)["actors.household.open_rate"] == 0.7
    assert file.read_text().count(BEGIN) == 2


def test_a_file_without_evidence_gets_a_block_of_it(ensemble, tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text("schema: 1\nname: small\ntitle: Small\nplaces:\n  - name: a\n")
    assert adopt(ensemble, path)
    assert not adopt(ensemble, path)
    assert values(validate(path) and path) == rounded_centre(ensemble)


def test_what_extends_it_behaves_so_and_its_facts_stay(ensemble, file):
    adopt(ensemble, file)
    child = file.with_name("child.yaml")
    child.write_text("schema: 1\nname: child\ntitle: Child\nextends: root.yaml\nplaces:\n  - {name: here, founders: 3}\n")
    assert values(child) == rounded_centre(ensemble)
    assert Scenario.load(child).places[0].founders == 3


def test_values_have_few_digits_and_stay_inside_their_priors(ensemble):
    member = ensemble.data.members[0].model_copy(update={"values": (0.899999, 0.3333333), "weight": 1.0})
    assert list(rounded_centre(Ensemble(ensemble.data.model_copy(update={"members": (member,)}))).values()) == [0.9, 0.3333]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("name: base", "name: base\nextends: county", "the scenario that extends nothing"),
        ("evidence:\n", "economy:\n  spoilage: 0.1\nevidence:\n", "economy"),
        ("evidence:\n", f"evidence:\n  {BEGIN}\n", "lost its other end"),
        ("months: 60", "months: sixty", "months"),
    ],
)
def test_what_cannot_hold_it_is_refused_in_a_sentence_and_left_alone(ensemble, file, old, new, told):
    file.write_text(file.read_text().replace(old, new, 1))
    before = file.read_bytes()
    with pytest.raises(LinkageError, match=told) as caught:
        adopt(ensemble, file)
    assert str(file) in str(caught.value)
    assert file.read_bytes() == before


@pytest.mark.parametrize("lost", [BEGIN, END])
@pytest.mark.parametrize("block", [0, 1])
@pytest.mark.parametrize("wrong", ["", "nonsense: 1\n"])
def test_a_block_that_has_lost_an_end_is_told_before_anything_else(ensemble, file, lost, block, wrong):
    adopt(ensemble, file)
    pieces = re.split(rf"^( *{lost}.*\n)", file.read_text(), flags=re.MULTILINE)
    del pieces[2 * block + 1]
    file.write_text("".join(pieces) + wrong)
    before = file.read_bytes()
    with pytest.raises(LinkageError, match="has lost its other end") as caught:
        adopt(ensemble, file)
    assert str(caught.value).startswith(f"{file}: ")
    assert file.read_bytes() == before


def test_an_ensemble_that_varies_a_fact_is_refused(small, file):
    text = small.read_text().replace("economy.gross_margin, range: [0.25, 0.5]", "economy.spoilage, range: [0.1, 0.5]")
    small.write_text(text)
    with pytest.raises(LinkageError, match=re.escape("varies economy.spoilage")):
        adopt(Ensemble.load(small), file)


def test_the_command_says_what_it_did(small, file):
    app = typer.Typer()
    command.register(app)
    told = [CliRunner().invoke(app, [str(small), "--into", str(file)]) for _ in range(2)]
    assert [one.exit_code for one in told] == [0, 0]
    assert "holds the centre of the ensemble junpu, 2 parameters" in told[0].stdout
    assert "nothing was changed" in told[1].stdout


def test_the_command_takes_the_bundled_ensembles(tmp_path):
    shutil.copy(root_file(), tmp_path / "base.yaml")
    for name in bundled():
        if Scenario.load(name).nation is None:
            adopt(Ensemble.load(name), tmp_path / "base.yaml")
            validate(tmp_path / "base.yaml")
        else:
            with pytest.raises(LinkageError, match=r"nation\."):  # what a country has is no behaviour
                adopt(Ensemble.load(name), tmp_path / "base.yaml")


def test_the_bundled_root_holds_the_centre_of_the_bundled_ensemble(tmp_path):
    shutil.copy(root_file(), tmp_path / "base.yaml")
    assert not adopt(Ensemble.load("junpu"), tmp_path / "base.yaml"), "run 'linkage-sim adopt junpu'"
