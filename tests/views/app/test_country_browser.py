"""A country's map in a real browser: from the map down to a household's village and back, by mouse, key and address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("solara", reason="the extra 'ui' is not installed: pip install 'linkage-sim[ui]'")

from tests.browser import PHONE, Visit, chromium
from tests.views.app.test_browser import PROJECTOR, SMALLEST, Served, at
from tests.views.app.test_country import SMALL


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("server")
    path = folder / "small.yaml"
    path.write_text(SMALL)
    with (folder / "log").open("w+") as log:
        server = Served(log, str(path))
        yield server
        server.process.terminate()
        server.process.wait(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


def opened(browser: Any, served: Served, query: str = "", viewport: dict[str, int] = PROJECTOR) -> Visit:
    visit = Visit(browser, served.address + query, viewport)
    visit.page.set_default_timeout(60_000)
    visit.page.wait_for_selector(at("map"))
    return visit


def test_from_the_map_to_a_village_and_back(browser, served):
    with opened(browser, served) as visit:
        page = visit.page
        page.wait_for_selector(f"{at('beforehand')}:has-text('households')")
        assert page.locator(".square").count() == 34
        page.select_option(at("measure"), "stores")
        page.click(at("play"))
        page.wait_for_selector(f"{at('played')}:has-text('All months')")
        page.wait_for_selector(f"{at('map')}[data-month='14']")
        page.locator(at("month")).fill("9")
        page.wait_for_selector(f"{at('when')}:has-text('September 2008')")
        page.click(at("at-ningxia"))
        page.wait_for_selector(at("at-ningxia/2"))
        page.wait_for_selector(f"{at('when')}:has-text('September 2008')")
        page.focus(at("at-ningxia/2"))
        page.keyboard.press("Enter")
        page.wait_for_selector(f"{at('played')}:has-text('All months')")
        page.click(at("at-ningxia/2/7"))
        page.wait_for_selector(f"{at('village')} .dots circle")
        page.wait_for_selector(at("switch-market"), state="attached")
        page.wait_for_function("decodeURIComponent(location.search).includes('at=ningxia/2/7')")
        page.reload()
        page.wait_for_selector(f"{at('village')} .dots circle")
        page.click(at("up"))
        page.wait_for_selector(at("at-ningxia/2/7"))
        page.click(at("trail-0"))
        page.wait_for_selector(at("at-qinghai"))
        assert not [one for one in visit.requests if not one.startswith((served.address, "data:", "blob:"))]
        assert [text for text in visit.complaints if "rror" in text] == []
    assert "OUTSIDE" not in served.said


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_is_on_one_screen_of_a_projector_and_readable_on_a_phone(browser, served, language):
    with opened(browser, served, f"?lang={language}") as visit:
        assert visit.page.evaluate("document.documentElement.scrollHeight") <= PROJECTOR["height"] + 1
        assert visit.page.evaluate(SMALLEST) >= 12.5
    with opened(browser, served, f"?at=ningxia/2&lang={language}", PHONE) as visit:
        assert visit.sideways <= 0
        boxes = [visit.page.locator(at(name)).bounding_box() for name in ("play", "map", "places", "measure")]
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] + 1 for box in boxes)
