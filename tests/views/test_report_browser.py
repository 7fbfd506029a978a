"""The report in a real browser: it opens offline, filters and sorts with the right numbers, and fits on a phone and on paper."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from linkage_sim.views.report import report
from tests.browser import LAPTOP, PHONE, Visit, chromium
from tests.views.report_cases import GRID, make_run, make_sweep, spoil

pytestmark = pytest.mark.slow
OUTCOMES = list(GRID["outcomes"])
CONTRAST = """() => {
  const light = (colour) => {
    const linear = (c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = colour.match(/[\\d.]+/g).map((part) => linear(part / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (colour !== "rgba(0, 0, 0, 0)") return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const found = [];
  for (const element of document.querySelectorAll("body *:not(script):not(style):not(.drawn *)")) {
    const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!text || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const [front, back] = [light(element.closest("svg") ? style.fill : style.color), light(behind(element))];
    const contrast = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    if (contrast < 4.5) found.push([element.tagName, element.textContent.slice(0, 40), contrast]);
  }
  return found;
}"""
NAMELESS = """() => [...document.querySelectorAll("select, input, button, a, summary, [role=region], [role=img]")].filter((element) => {
  const named = element.getAttribute("aria-label") || document.getElementById(element.getAttribute("aria-labelledby"))?.textContent;
  return !(named || element.labels?.length || element.textContent).toString().trim();
}).map((element) => element.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("browser")


@pytest.fixture(scope="module")
def swept(place):
    return make_sweep(place / "swept")


@pytest.fixture(scope="module")
def pages(place, swept):
    """Reports by kind."""
    scattered = {**GRID["factors"]["accuracy"], "range": [0.3, 0.95]}
    depth = {"path": "places.junpu.market_depth", "range": [1e7, 1e9], "scale": "log", "title": "depth of the market"}
    spread = make_sweep(
        place / "spread", factors={"accuracy": scattered, "depth": depth}, design={"kind": "lhs", "points": 40}, replicates=2,
        scenario=None, scenarios=["junpu", "scattered"],
    )  # fmt: skip
    folders = {"sweep": swept, "run": make_run(place / "ran"), "spoilt": spoil(swept, place / "spoilt"), "spread": spread}
    return {kind: report(folder).as_uri() for kind, folder in folders.items()}


@pytest.fixture
def visit(browser, pages):
    with Visit(browser, pages["sweep"]) as opened:
        yield opened
        assert opened.complaints == []


@pytest.fixture(scope="module")
def table(swept):
    return pd.read_parquet(swept / "outcomes.parquet")


def points_shown(page):
    """Numbers of the points in the table, from top to bottom, all of them."""
    page.wait_for_timeout(100)
    if page.locator("#more").is_visible():
        page.click("#more")
        page.wait_for_timeout(100)
    return [int(value) for value in page.locator("#points tbody tr").evaluate_all("rows => rows.map((row) => row.dataset.point)")]


def column(page, name):
    """Numbers of a column of the table of points."""
    names = [text.split("\n")[0].strip() for text in page.locator("#points thead th").all_inner_texts()]
    cells = f"rows => rows.map((row) => row.children[{names.index(name)}].dataset.value)"
    return [float(value) for value in page.locator("#points tbody tr").evaluate_all(cells)]


def settled(page, read, wanted):
    """What is read off the page once it is as wanted: a page that was told something else shows the old for a moment."""
    for _ in range(50):
        if wanted(read(page)):
            break
        page.wait_for_timeout(100)
    return read(page)


# ---------------------------------------------------------------- opens anywhere


@pytest.mark.parametrize("kind", ["sweep", "run", "spoilt", "spread"])
def test_it_opens_offline_asks_for_nothing_and_complains_of_nothing(browser, pages, kind):
    with Visit(browser, pages[kind], offline=True) as opened:
        opened.page.wait_for_timeout(200)
        opened.page.mouse.wheel(0, 20_000)
        assert opened.requests == [pages[kind]]
        assert opened.complaints == []
        assert opened.page.locator("#answer li").count() == (3 if kind == "run" else 4)  # of a sweep the best point by itself


@pytest.mark.parametrize("kind", ["sweep", "run", "spoilt", "spread"])
def test_it_is_never_wider_than_the_window(browser, pages, kind):
    with Visit(browser, pages[kind], PHONE) as opened:
        for change in ("", "all.forEach((one) => { one.open = true; })"):
            opened.page.locator("details").evaluate_all(f"(all) => {{ {change} }}")
            for size in (PHONE, {"width": 320, "height": 640}, LAPTOP):
                opened.page.set_viewport_size(size)
                assert opened.sideways == 0, (change, size)


@pytest.mark.parametrize("kind", ["sweep", "run", "spread"])
def test_every_text_can_be_read_and_everything_has_a_name(browser, pages, kind):
    with Visit(browser, pages[kind]) as opened:
        assert opened.page.evaluate(CONTRAST) == []
        assert opened.page.evaluate(NAMELESS) == []


def test_without_script_the_answer_and_tables_are_there_and_it_is_said_what_is_not(browser, pages):
    with Visit(browser, pages["sweep"], java_script_enabled=False) as opened:
        assert opened.page.locator("ol.answer li").count() == 4
        assert opened.page.get_by_text("needs the script in this file").is_visible()
        assert opened.page.get_by_text("Means by level").is_visible()
        assert not opened.page.locator("#explorer").is_visible()


# ---------------------------------------------------------------- filter


def test_a_filter_by_level_leaves_the_points_that_pandas_leaves(visit, swept):
    points = pd.read_parquet(swept / "points.parquet")
    visit.page.locator('[data-factor="founders"]').get_by_label("0", exact=True).uncheck()
    visit.page.locator('[data-factor="platform"]').get_by_label("off").uncheck()
    known = points[(points["founders"] != 0) & points["platform"]]["design"]
    assert sorted(points_shown(visit.page)) == sorted(known)
    assert visit.page.locator("#count").inner_text() == f"{len(known)} of 18 points are shown."
    assert "Only founders 4 or 12; platform on." in visit.page.locator("#plot-caption").inner_text()
    visit.page.click("#reset")
    assert len(points_shown(visit.page)) == 18
    assert visit.page.locator('[data-factor="founders"] input:checked').count() == 3


def test_a_filter_by_slider_leaves_the_points_that_pandas_leaves(visit, swept):
    points = pd.read_parquet(swept / "points.parquet")
    slider = visit.page.get_by_role("slider", name="accuracy </script> of the platform from")
    slider.focus()
    visit.page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "0.6"
    assert sorted(points_shown(visit.page)) == sorted(points[points["accuracy"] >= 0.6]["design"])
    for _ in range(5):  # no end goes beyond the other
        visit.page.keyboard.press("ArrowRight")
    assert sorted(points_shown(visit.page)) == sorted(points[points["accuracy"] >= 0.9]["design"])


def test_when_nothing_is_left_it_says_so(visit):
    for box in visit.page.locator('[data-factor="founders"] input').all():
        box.uncheck()
    assert points_shown(visit.page) == []
    assert visit.page.get_by_text("No point that is shown has a run.").is_visible()


def test_a_slider_over_many_values_and_a_logarithmic_one_work(browser, pages, place):
    points = pd.read_parquet(place / "spread/points.parquet")
    with Visit(browser, pages["spread"]) as opened:
        slider = opened.page.get_by_role("slider", name="depth of the market to")
        slider.focus()
        opened.page.keyboard.press("Home")
        for _ in range(20):
            opened.page.keyboard.press("ArrowRight")
        limit = sorted(points["depth"].unique())[20]
        assert sorted(points_shown(opened.page)) == sorted(points[points["depth"] <= limit]["design"])
        assert opened.complaints == []


# ---------------------------------------------------------------- sort


@pytest.mark.parametrize(("head", "name"), [("founders", "founders"), ("mean", "poor"), ("point", "design")])
def test_the_heads_of_the_columns_sort(visit, table, head, name):
    known = table.groupby("design").agg(poor=("poor", "mean"), founders=("founders", "first")).reset_index()
    button = visit.page.locator(f'#points thead button:text("{head}")').first
    button.click()
    points_shown(visit.page)
    first = column(visit.page, head)
    button.click()
    visit.page.wait_for_timeout(100)
    second = column(visit.page, head)
    assert sorted([first == sorted(first), second == sorted(second)]) == [False, True]
    assert first == pytest.approx(second[::-1], rel=1e-9)
    assert sorted(first) == pytest.approx(sorted(known[name]), rel=1e-9)
    assert visit.page.locator("#points thead [aria-sort]").count() == 1


def test_the_best_points_come_first(visit, table):
    means = table.groupby("design")[["poor", "stores"]].mean()
    least, most = means["poor"].min(), means["stores"].max()
    assert means["poor"][settled(visit.page, points_shown, lambda shown: means["poor"][shown[0]] == least)[0]] == least
    visit.page.select_option("#outcome", str(OUTCOMES.index("stores")))
    visit.page.wait_for_function("document.querySelector('#points').textContent.includes('stores')")
    assert means["stores"][settled(visit.page, points_shown, lambda shown: means["stores"][shown[0]] == most)[0]] == most


# ---------------------------------------------------------------- keyboard, plot, paper


def test_all_of_it_works_from_the_keyboard(visit):
    visit.page.locator('#points thead button:text("founders")').focus()
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_timeout(100)
    assert visit.page.evaluate("document.activeElement.textContent") == "founders"


def test_the_plot_shows_a_mark_for_each_group_and_level(visit, table):
    visit.page.select_option("#over", label="founders")
    visit.page.select_option("#coloured", label="platform")
    visit.page.wait_for_timeout(100)
    titles = visit.page.locator("#plot title").all_text_contents()
    assert len(titles) >= 6
    mean = table[table["platform"] & (table["founders"] == 12)].groupby("design")["poor"].mean().mean()
    told = [float(found[1].replace(",", "")) for title in titles if (found := re.search(r"on, 12 households: .*?([\d.,]+) persons", title))]
    assert told == pytest.approx([mean], rel=0.05)
    assert visit.page.locator("#plot-key li").all_inner_texts() == ["platform:", "on", "off"]


@pytest.mark.parametrize("kind", ["sweep", "run", "spread"])
def test_on_paper_there_are_no_controls_and_no_figure_is_cut(browser, pages, kind):
    with Visit(browser, pages[kind], {"width": 680, "height": 1000}) as opened:
        opened.page.emulate_media(media="print")
        for hidden in ("nav", ".controls", "select", "#points td button"):
            assert all(not one.is_visible() for one in opened.page.locator(hidden).all()), hidden
        sizes = opened.page.locator(".drawn svg").evaluate_all("all => all.map((one) => one.getBoundingClientRect().toJSON())")
        assert all(size["right"] <= 680 and size["height"] < 960 for size in sizes)
        assert opened.page.locator("figure").first.evaluate("one => getComputedStyle(one).breakInside") == "avoid"
        pdf = opened.page.pdf(prefer_css_page_size=True)
        assert pdf.startswith(b"%PDF")
        assert b"/MediaBox [0 0 595.9199 842.8799]" in pdf or b"/MediaBox [0 0 594.95996 841.91998]" in pdf
