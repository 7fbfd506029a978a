"""A request for a script gets a file of the folder of scripts, or nothing; and nothing is removed."""

from __future__ import annotations

import pytest

from linkage_sim.views.app.scripts import script_at


@pytest.mark.parametrize("asked_for", ["pack@1.0", "pack@1.0/dist", "../secret.js", "pack@1.0/../../secret.js", "none.js", ""])
def test_what_is_no_file_of_the_folder_is_refused_and_nothing_is_removed(tmp_path, asked_for):
    script = tmp_path / "cdn" / "pack@1.0" / "dist" / "one.js"
    script.parent.mkdir(parents=True)
    script.write_text("1")
    (tmp_path / "secret.js").write_text("2")
    with pytest.raises(FileNotFoundError):
        script_at(tmp_path / "cdn", asked_for)
    assert script_at(tmp_path / "cdn", "pack@1.0/dist/one.js").read_text() == "1"
