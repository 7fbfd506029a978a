"""The handout in a real browser, opened as a file: on three widths, by touch and by keyboard, with no request leaving."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from linkage_sim.findings.language import words_of
from linkage_sim.model import LinkageModel
from linkage_sim.scenario.evidence import Evidence
from linkage_sim.views.app import curves
from linkage_sim.views.app.ghost import Crowd
from linkage_sim.views.app.household import household_story
from linkage_sim.views.app.lessons import lesson_of
from linkage_sim.views.app.run import Run
from linkage_sim.views.app.shown_curves import LEAST
from linkage_sim.views.handout.worlds import PLAYERS
from linkage_sim.views.targets import targets_for
from tests.browser import Visit, chromium
from tests.views.handout.opened import MONTHS, SEEDS, Opened, world_of

WIDTHS = {390: 844, 820: 1180, 1280: 720}
ALL, NO_MARKET = "63", str(63 - (1 << list(PLAYERS).index("market")))
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
# Every text that is seen, with the size of its letters on the screen.
LETTERS = """() => {
  const walk = document.createTreeWalker(document.getElementById("page"), NodeFilter.SHOW_TEXT), found = [];
  for (let node; (node = walk.nextNode()); ) {
    const holder = node.parentElement, box = holder.getBoundingClientRect(), svg = holder.closest("svg");
    if (!node.textContent.trim() || !box.width || !holder.checkVisibility()) continue;
    const size = parseFloat(getComputedStyle(holder).fontSize) * (svg ? svg.getScreenCTM().a : 1);
    found.push([node.textContent.trim(), size, box.left, box.right]);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


def opened(browser: Any, made: Opened, width: int = 1280, **options: Any) -> Visit:
    visit = Visit(browser, made.path.as_uri(), {"width": width, "height": WIDTHS[width]}, locale="en-GB", **options)
    visit.page.set_default_timeout(120_000)
    visit.page.wait_for_selector("body[data-shown]")
    return visit


def at(name: str) -> str:
    return f"[data-test='{name}']"


def shows(visit: Visit, own: str, other: str, month: int, language: str = "en") -> None:
    visit.page.wait_for_selector(f"body[data-shown='{own}/{other}/{month}/{language}']")


@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits_the_screen_in_both_languages_and_nothing_leaves(browser, made, width):
    with opened(browser, made, width) as visit:
        page = visit.page
        page.keyboard.press("2")  # a lesson with a ghost has most on the page
        for language in ("zh", "en"):
            page.click(at(f"language-{language}"))
            shows(visit, NO_MARKET, ALL, 0, language)
            page.click(at("answer-0"))
            page.locator(at("year")).click()
            shows(visit, NO_MARKET, ALL, 12, language)
            page.locator(at("village-own")).locator("svg").press("ArrowRight")
            page.wait_for_selector(f"{at('panel')} .ls-story")
            letters = page.evaluate(LETTERS)
            assert len(letters) > 100
            assert [(text, size) for text, size, _, _ in letters if size < 11.99] == []
            assert [text for text, _, left, right in letters if left < -0.5 or right > width + 0.5] == []
            assert visit.sideways <= 0
            page.keyboard.press("?")
            box = page.locator(".ls-help").bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width + 1
            page.keyboard.press("Escape")
            page.click(at("reset"))
        assert [url for url in visit.requests if not url.startswith(("file:", "data:"))] == []
        assert visit.complaints == []


def test_a_lesson_by_touch_on_a_phone(browser, made):
    with opened(browser, made, 390, has_touch=True, is_mobile=True) as visit:
        page = visit.page
        page.locator(at("lessons")).locator("summary").tap()
        page.locator(at("lesson-missing")).tap()
        shows(visit, NO_MARKET, ALL, 0)
        assert page.locator(at("play")).is_disabled()
        assert page.locator(".spread").count() == 0
        for answer in (0, 0, 1):
            page.locator(at(f"answer-{answer}")).tap()
        for month in (12, 24, 36):
            page.locator(at("year")).tap()
            shows(visit, NO_MARKET, ALL, month)
        lesson = lesson_of("missing")
        assert lesson is not None
        series = [Run(world_of(key).scenario(MONTHS), 1).to(36).model.record.series("stores") for key in (NO_MARKET, ALL)]
        ratio = series[0][35] / series[1][35]
        result = page.inner_text(at("result"))
        assert f"{ratio:.2f}" in result
        votes = (2, 1, 0)[sum(limit <= ratio for limit in lesson.limits)]
        assert f"{votes} of 3" in result
        assert f"Of {SEEDS} runs" in result
        assert page.locator(".spread").count() > 0
        dot = page.locator(at("village-own")).locator(".dots circle").nth(9)
        dot.evaluate("(one) => one.scrollIntoView({ block: 'center' })")
        box = dot.bounding_box()
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_selector(f"{at('panel')} h3:has-text('Household 10:')")


def test_the_keyboard_is_enough(browser, made):
    with opened(browser, made) as visit:
        page = visit.page
        page.keyboard.press("y")
        shows(visit, ALL, "", 12)
        page.keyboard.press("ArrowRight")
        shows(visit, ALL, "", 13)
        page.keyboard.press("ArrowLeft")
        shows(visit, ALL, "", 12)
        page.keyboard.press("l")
        shows(visit, ALL, "", 12, "zh")
        page.keyboard.press("l")
        page.locator(at("beside")).press("Enter")
        shows(visit, ALL, ALL, 12)
        page.locator(at("switch-other-market")).press("Space")
        shows(visit, ALL, NO_MARKET, 12)
        page.locator(at("month")).press("ArrowRight")
        shows(visit, ALL, NO_MARKET, 13)
        page.locator(at("village-other")).locator("svg").press("ArrowDown")
        page.wait_for_selector(f"{at('panel')} h3:has-text('Household 11:')")
        page.keyboard.press("r")
        shows(visit, ALL, NO_MARKET, 0)
        page.keyboard.press(" ")
        shows(visit, ALL, NO_MARKET, MONTHS)
        assert page.get_attribute(at("play"), "aria-pressed") == "false"
        assert visit.complaints == []


def test_what_is_drawn_is_what_the_model_did(browser, made):
    """Dots, curves with bands, and the pieces of a shop, beside those of the classroom page on the same runs."""
    months, run, crowd = 24, Run(world_of(ALL).scenario(MONTHS), 1).to(24), _crowd()
    with opened(browser, made) as visit:
        page = visit.page
        page.keyboard.press("y")
        page.keyboard.press("y")
        shows(visit, ALL, "", months)
        names = [f"s-{('other', 'poor', 'carded', 'online')[dot.state]}" for dot in run.frame().dots]
        drawn = page.eval_on_selector_all(f"{at('village-own')} .dots circle", "all => all.map((one) => one.classList[0])")
        assert drawn == names
        line = curves.Line("stores", run.model.record.series("stores").tolist(), (), crowd.band("stores"))
        points = curves.points_of(targets_for("junpu", Evidence.load()), "stores", "2012-01", MONTHS, str)
        wanted = curves.chart([line], MONTHS, "2012-01", str, points, least=LEAST["stores"])
        for kind in ("run", "band", "spread"):
            assert _path(page.inner_html(f"{at('chart-stores')} svg"), kind) == pytest.approx(_path(wanted, kind), abs=0.11)
        for number, key in ((1, "ArrowRight"), (11, "ArrowDown"), (21, "ArrowDown"), (31, "ArrowDown")):
            page.locator(at("village-own")).locator("svg").press(key)
            page.wait_for_selector(f"{at('panel')} h3:has-text('Household {number + 1}:')")
            told = household_story(run, number, words_of("en"))
            missing = page.eval_on_selector_all(f"{at('panel')} .pieces .missing .label", "all => all.map((one) => one.textContent)")
            assert missing == [piece.label for piece in told.pieces if piece.missing]
            assert set(told.deeds) == set(page.locator(f"{at('panel')} .list").first.locator("li").all_inner_texts())


def _crowd() -> Crowd:
    """All seeds of the handout's first world."""
    world = world_of(ALL)
    model = LinkageModel(world.scenario(MONTHS), seeds=range(1, SEEDS + 1)).run()
    rows = [model.record.series("stores", run) for run in range(SEEDS)]
    return Crowd(world.setting, {"stores": np.stack(rows)}, tuple(range(1, SEEDS + 1)))


def _path(svg: str, kind: str) -> list[float]:
    found = re.search(rf'<path class="{kind}" d="([^"]+)"', svg)
    assert found is not None, kind
    return [float(number) for number in NUMBER.findall(found[1])]
