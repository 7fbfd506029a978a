"""What is taken home: the other commands accept it, and it says the same as the page."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ElementTree
import zipfile

import numpy as np
import pytest

from linkage_sim import LinkageModel
from linkage_sim.cli import main
from linkage_sim.experiments.study.study import Study
from linkage_sim.scenario import validate
from linkage_sim.scenario.reading import read_text
from linkage_sim.views.app.levers import levers
from linkage_sim.views.app.saving import figure, result_zip, saver, scenario_file
from linkage_sim.views.app.setting import Setting, known_as

CHANGED = (
    Setting(seed=5).changed("actors.market.active", False).changed("platform.accuracy", 0.6).changed("programmes.training.capacity", 0.0)
)


def command(*words):
    with pytest.raises(SystemExit) as left:
        main(list(words))
    return left.value.code


def unpacked(setting, folder, seeds=()):
    saved = result_zip(setting, seeds)
    with zipfile.ZipFile(io.BytesIO(saved.content)) as archive:
        archive.extractall(folder)
    return folder / saved.name.removesuffix(".zip")


def test_the_scenario_holds_only_what_differs(tmp_path):
    content = read_text(scenario_file(CHANGED).content.decode(), "saved").value
    assert set(content) == {"schema", "name", "title", "extends", "actors", "platform", "programmes", "evidence"}
    assert content["extends"] == "junpu"
    assert content["actors"] == {"market": {"active": False}}
    assert content["platform"] == {"accuracy": 0.6}


def test_the_saved_scenario_is_the_one_on_the_page_and_validates(tmp_path):
    for setting in (Setting(), CHANGED, CHANGED.changed("places.junpu.founders", 30)):
        path = tmp_path / "saved.yaml"
        path.write_bytes(scenario_file(setting).content)
        loaded = validate(path)
        assert loaded == setting.scenario
        if setting.changes:
            assert set(loaded.differences(setting.parent)) == {path for path, _ in setting.changes}


def test_every_lever_can_be_saved_and_loaded(tmp_path):
    for lever in (lever for some in levers(Setting(), "junpu").values() for lever in some):
        setting = Setting().changed(lever.path, lever.read(lever.choices[-1] if lever.choices else lever.low))
        path = tmp_path / "saved.yaml"
        path.write_bytes(scenario_file(setting).content)
        assert validate(path) == setting.scenario, lever.path


def test_a_scenario_of_ones_own_is_saved_whole_and_tells_nobody_where_it_lay(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("schema: 1\nname: own\ntitle: Own\nextends: base\n")
    saved = tmp_path / "sub"
    saved.mkdir()
    setting = Setting(known_as(str(own))).changed("platform.on", False)
    (saved / "again.yaml").write_bytes(scenario_file(setting).content)
    assert validate(saved / "again.yaml") == setting.scenario
    assert result_zip(setting).content.count(str(tmp_path).encode()) == 0
    told = (saved / "again.yaml").read_text() + (unpacked(setting, tmp_path) / "manifest.json").read_text()
    assert str(tmp_path) not in told
    assert "linkage-sim run own.yaml" in told


def test_run_accepts_the_scenario(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "class.yaml").write_bytes(scenario_file(CHANGED).content)
    assert command("run", "class.yaml", "--months", "6", "--seed", "5") == 0


def test_the_result_folder_reads_back_and_is_what_the_page_showed(tmp_path):
    results = Study(unpacked(CHANGED, tmp_path))
    model = LinkageModel(CHANGED.scenario, seed=5).run()
    assert np.array_equal(results.monthly["stores"], model.record.series("stores"))
    assert results.runs["seed"].tolist() == [5]
    assert results.scenario == CHANGED.scenario


def test_compare_accepts_two_saved_folders(tmp_path, capsys):
    if "compare" not in _commands():
        pytest.skip("this version has no command 'compare'")
    before, after = unpacked(Setting(seed=5), tmp_path, range(5, 9)), unpacked(CHANGED, tmp_path, range(5, 9))
    assert command("compare", str(before), str(after)) == 0
    assert "stores" in capsys.readouterr().out


def test_report_accepts_a_saved_folder(tmp_path):
    if "report" not in _commands():
        pytest.skip("this version has no command 'report'")
    assert command("report", str(unpacked(Setting(seed=5), tmp_path))) == 0


@pytest.mark.parametrize(("kind", "name"), [("xlsx", "junpu-seed1.xlsx"), ("stata", "junpu-seed1-stata.zip")])
def test_tables_come_for_other_programs_and_are_the_same_each_time(kind, name):
    made, again = (saver(kind)(Setting(), (1,), None) for _ in range(2))
    assert made == again
    assert made.name == name
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        assert {"xl/workbook.xml", "stata/monthly.dta"} & set(archive.namelist())


def test_the_figure_comes_as_png_and_as_svg():
    png, svg = figure(CHANGED, "png"), figure(CHANGED, "svg", (5, 6, 9), ghost=Setting())
    assert png.content.startswith(b"\x89PNG")
    assert ElementTree.fromstring(svg.content).tag.endswith("svg")
    assert (png.name, png.kind, svg.kind) == ("junpu-changed-seed5.png", "image/png", "image/svg+xml")


def test_a_class_that_skipped_seeds_takes_home_the_runs_of_those_it_named(tmp_path):
    seeds = (2, 5, 6, 40)
    folder = unpacked(Setting(seed=40), tmp_path, seeds)
    results = Study(folder)
    assert results.runs["seed"].tolist() == list(seeds)
    assert results.runs["replicate"].tolist() == results.monthly["replicate"].unique().tolist() == [0, 1, 2, 3]
    alone = LinkageModel(Setting().scenario, seed=40).run()
    assert (
        results.monthly[results.monthly["run"] == results.runs["run"].iloc[3]]["stores"].tolist() == alone.record.series("stores").tolist()
    )
    assert "--replicates 2 --seed 5" in (folder / "manifest.json").read_text(encoding="utf-8")


def test_what_is_changed_does_not_say_that_the_actors_are_linked():
    alone = Setting().changed("platform.on", False)
    for text in (figure(alone, "svg").content.decode(), scenario_file(alone).content.decode()):
        assert "Junpu, 2012 to 2016; changed in class" in text
        assert "linked" not in text


def test_the_figure_shows_the_ghost_that_stands_beside_the_run():
    alone = Setting().changed("platform.on", False)
    assert "ghost" in figure(alone, "svg", (), Setting()).content.decode()
    assert "ghost" not in figure(alone, "svg").content.decode()


def test_a_figure_says_which_seeds_and_which_change_it_shows():
    text = figure(Setting(seed=5).changed("platform.on", False), "svg", (), Setting(seed=7)).content.decode()
    assert "seed 5, " in text
    assert "off; ghost: seed 7, unchanged." in text


def _commands():
    from typer.main import get_command

    from linkage_sim.cli import app

    return set(getattr(get_command(app), "commands", {}))
