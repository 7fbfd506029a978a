"""The report of a country's runs has a map: a slider goes through the months, with the medians of the runs and all 34 units."""

from __future__ import annotations

import pandas as pd
import pytest

from linkage_sim.experiments.running import run
from linkage_sim.scenario import Scenario
from linkage_sim.views.provinces import CODES
from linkage_sim.views.report import report
from linkage_sim.views.report.atlas import atlas
from tests.browser import PHONE, Visit, chromium


def frame() -> pd.DataFrame:
    """Two provinces and three runs over two years; a province gets one village more each month, and run k has k times as many."""
    months = pd.date_range("2014-01-01", periods=24, freq="MS")
    rows = [
        {"run": str(k), "month": month, "province": province, "taobao_villages": k * factor * number, "stores": 10.0, "poor_people": 1e6,
         "registered_households": 5e4, "exits": 2.0}
        for k in (1, 2, 3) for factor, province in ((1, "ningxia"), (100, "zhejiang")) for number, month in enumerate(months)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_the_map_shows_medians_and_yearly_flows() -> None:
    made = atlas(frame())
    assert made["months"][0] == "2014-01"
    assert made["months"][-1] == "2015-12"
    measures = {one["name"]: one for one in made["measures"]}
    assert measures["taobao_villages"]["values"]["zhejiang"][5] == 2 * 100 * 5
    assert measures["exits"]["values"]["ningxia"] == [2 * min(number + 1, 12) for number in range(24)]
    assert measures["taobao_villages"]["logarithmic"]
    assert not measures["poor_people"]["logarithmic"]
    assert {one["key"] for one in made["tiles"]} == set(CODES)
    assert {one["key"] for one in made["tiles"] if not one["on"]} == {"hongkong", "macao", "taiwan"}


@pytest.mark.slow
def test_the_reader_goes_through_the_months(tmp_path) -> None:
    changed = {"nation.only": ["ningxia"], "nation.arrivals": 3000.0, "nation.per_stratum": 1, "nation.news_growth": 0.0, "months": 40}
    run(Scenario.load("china").with_overrides(changed), out=tmp_path / "run", command="linkage-sim run china")
    page = report(tmp_path / "run", tmp_path / "report.html")
    stores = pd.read_parquet(tmp_path / "run" / "provinces.parquet").set_index("month")["stores"]
    with chromium() as browser, Visit(browser, page.as_uri(), PHONE) as visit:
        visit.page.select_option("#map-measure", label="Online stores")
        for month in (0, 39):
            visit.page.locator("#map-month").fill(str(month))
            told = visit.page.locator("#map-now").inner_text()
            assert f"{stores.index[month]:%Y-%m}" in told
            assert f"{stores.iloc[month]:,.0f} stores" in told
        assert visit.page.locator("#map-tiles > g").count() == len(CODES)
        assert visit.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        visit.page.locator("#map-play").click()
        visit.page.locator("#map-now", has_text="2008-0").wait_for()
