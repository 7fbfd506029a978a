"""Mesa's own page with the model on it: its parts, and the example in a real browser."""

from __future__ import annotations

import gc
import os
import runpy
import socket
import subprocess
import sys
import time
import urllib.request
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("solara", reason="the extra 'mesa-page' is not installed: pip install 'linkage-sim[mesa-page]'")
pytest.importorskip("altair", reason="the extra 'mesa-page' is not installed: pip install 'linkage-sim[mesa-page]'")

from linkage_sim.errors import LinkageError
from linkage_sim.scenario.parameters import parameters
from linkage_sim.views.app.server import SETTINGS
from linkage_sim.views.mesa_page import PageModel, household_portrayal, model_params, village_layout
from tests.browser import Visit, chromium

EXAMPLE = Path(__file__).parents[2] / "examples" / "mesa_page.py"
TIME = r"Number(document.body.innerText.match(/(Step|Time): (\d+)/)[2])"


def test_a_model_is_made_from_what_the_inputs_say() -> None:
    params = model_params("junpu")
    given = {name: getattr(one, "value", one["value"] if isinstance(one, dict) else one) for name, one in params.items()}
    model = PageModel(**given)
    assert model.month == 0
    assert model.scenario.hash == PageModel("junpu").scenario.hash


def test_inputs_are_those_of_the_declarations() -> None:
    accuracy = model_params("junpu", ["platform.accuracy"])["platform.accuracy"]
    assert accuracy.label == "Platform: accuracy"
    assert accuracy.is_float_slider
    assert (accuracy.min, accuracy.max) == next(one.prior for one in parameters() if one.path == "platform.accuracy")
    market = model_params("junpu", ["actors.market.active"])["actors.market.active"]
    assert market == {"type": "Checkbox", "label": "Market", "value": True}
    assert set(model_params("junpu", ["platform.on"])) == {"scenario", "seed", "platform.on"}


def test_an_unknown_parameter_is_told_with_those_there_are() -> None:
    with pytest.raises(LinkageError, match=r"platform\.acuracy.*platform\.accuracy"):
        model_params("junpu", ["platform.acuracy"])


def test_households_keep_their_places_and_show_their_state() -> None:
    model = PageModel("junpu", seed=3)
    places = village_layout(model.grid.G)
    assert len(places) == len(set(places.values())) == 490
    for _ in range(24):
        model.step()
    assert village_layout(model.grid.G) == places
    agents = list(model.grid.agents)
    assert sum(one.state == "online" for one in agents) == model.record.latest()["online_households"]
    shop = next(one for one in agents if one.stores > 3)
    assert household_portrayal(shop).size > household_portrayal(next(one for one in agents if not one.stores)).size


def test_steps_after_the_last_month_do_nothing() -> None:
    model = PageModel("junpu", months=2)
    for _ in range(5):
        model.step()
    assert (model.month, model.running) == (2, False)


def test_a_model_that_is_replaced_is_freed() -> None:
    model = PageModel("junpu", months=2)
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None


def test_the_example_can_be_imported() -> None:
    assert "page" in runpy.run_path(str(EXAMPLE))


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The example as ``solara run`` serves it, with every script from this machine."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "solara", "run", str(EXAMPLE), "--port", str(port), "--no-open", "--production"]
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(command, env=os.environ | SETTINGS, stdout=log, stderr=log)
        try:
            yield _answering(f"http://127.0.0.1:{port}/")
        finally:
            server.terminate()
            server.wait(20)


def _answering(address: str) -> str:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(600):
        try:
            direct.open(address, timeout=60).read()
            return address
        except OSError:
            time.sleep(0.5)
    raise AssertionError("the server did not start")


def button(page: Any, name: str) -> Any:
    return page.locator("button", has_text=name)


def test_the_page_plays_and_is_set_back(address: str) -> None:
    with chromium() as browser, Visit(browser, address, {"width": 1280, "height": 900}) as visit:
        page = visit.page
        page.set_default_timeout(120_000)
        page.wait_for_function("document.querySelectorAll('img').length >= 3")
        button(page, "Step").click()
        page.wait_for_function(f"{TIME} === 1")
        button(page, "▶").click()
        page.wait_for_function(f"{TIME} >= 4")
        button(page, "❚❚").click()
        page.get_by_text("Market", exact=True).click()
        button(page, "Reset").click()
        page.wait_for_function(f"{TIME} === 0")
        button(page, "Step").click()
        page.wait_for_function(f"{TIME} === 1")
        assert "rror" not in page.inner_text("body")
        assert [url for url in visit.requests if not url.startswith((address, "blob:", "data:"))] == []
        assert [text for text in visit.complaints if "rror" in text] == []
