"""What is shown of a country beside its targets: the soft row of the paper's Table I, jobs both ways, clusters, naive curves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...measures.places import JOBS_PER_STORE
from ...scenario import Scenario
from ...scenario.evidence import Evidence
from ..calibration.targets import targets_of
from ..ensemble.weighted import INTERVAL, quantiles
from ..forecasting.naive import bass, exponential, logistic, years

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from ..study.study import Study

    Floats = npt.NDArray[np.float64]

PARCELS = "tv.poor_counties_with_million_parcels"
ENTREPRENEURS = "cn.returned_entrepreneurs"
MILLION = 1e6
COUNTED = {2013: "2013-12", 2014: "2014-12", 2015: "2015-12", 2016: "2016-08"}
"""When the villages of a year were counted (evidence: tv.count_2013 to tv.count_2016)."""
CLUSTER = 10
"""Taobao villages of a county from which it is called a cluster."""


@dataclass(frozen=True)
class Beside:
    """A figure that is shown and not judged.

    Attributes
    ----------
    label, date : str
        What it is, and when.
    observed : float or None
        What the evidence says, where it says something.
    median, low, high, half_low, half_high : float
        Over the runs, with the 90 and the 50 % interval; of a curve its one value.
    """

    label: str
    date: str
    observed: float | None
    median: float
    low: float
    high: float
    half_low: float
    half_high: float


def beside(study: Study, name: str, weights: Floats) -> tuple[Beside, ...]:
    """Return what is shown of a country beside its targets.

    Parameters
    ----------
    study : Study
        Its runs, until August 2016 at least.
    name : str
        The scenario.
    weights : array
        Weight of each run, in the order of designs and replicates.
    """
    import pandas as pd
    import pyarrow.parquet as pq

    columns = ["design", "replicate", "province", "county", "month", "taobao_villages", "parcels", "inbound_parcels"]
    since = pd.Timestamp("2013-01-01").date()
    table = pq.read_table(study.sound("counties.parquet"), columns=columns, filters=[("month", ">=", since)])
    counties = table.to_pandas(date_as_object=False)
    shown = [*_poor_counties(counties, name, weights), *_founders(study, weights), *_jobs(study, weights), *_clusters(counties, weights)]
    return (*shown, *naive_rows())


def _over_runs(label: str, date: str, observed: float | None, values: pd.Series[Any], weights: Floats) -> Beside:
    """Summarise a number of each run."""
    import numpy as np

    low, half_low, middle, half_high, high = quantiles(
        np.asarray(values, dtype=float), weights, (INTERVAL[0], 0.25, 0.5, 0.75, INTERVAL[1])
    )
    return Beside(label, date, observed, middle, low, high, half_low, half_high)


def _poor_counties(counties: pd.DataFrame, name: str, weights: Floats) -> list[Beside]:
    """Poor counties whose villages sent and received over a million parcels in the twelve months before the count."""
    import pandas as pd

    from ...nation.country import country_of

    nation = Scenario.load(name).nation
    assert nation is not None, "only a country has counties"
    country = country_of(nation)
    poor = {country.county_of(row) for row in range(len(country.counties)) if country.counties["poor"][row]}
    own = counties[counties["county"].isin(poor)]
    runs = counties.groupby(["design", "replicate"]).size().index
    observed, rows = Evidence.load()[PARCELS].value, []
    for year, month in COUNTED.items():
        end = pd.Timestamp(month)
        within = own[(own["month"] <= end) & (own["month"] > end - pd.DateOffset(years=1))]
        parcels = within.assign(all=within["parcels"] + within["inbound_parcels"]).groupby(["design", "replicate", "county"])["all"].sum()
        many = (parcels > MILLION).groupby(["design", "replicate"]).sum().reindex(runs, fill_value=0)
        rows.append(_over_runs("poor counties with a million parcels", month, float(observed[year]), many, weights))
    return rows


def _founders(study: Study, weights: Floats) -> list[Beside]:
    """Founders who came home until 2015: the evidence counts all who came home to start anything, so that these must be fewer."""
    import pandas as pd

    months = study.months(columns=["founders_home"])
    home = months[months["month"] <= pd.Timestamp("2015-12")].groupby(["design", "replicate"])["founders_home"].sum()
    bound = Evidence.load()[ENTREPRENEURS].value["stock_2015"]
    return [_over_runs("founders who came home since 2008, at most", "2015-12", float(bound), home, weights)]


def _jobs(study: Study, weights: Floats) -> list[Beside]:
    """Jobs in Taobao villages, as the paper counts them and as people are at work."""
    import pandas as pd

    months = study.months(columns=["taobao_stores", "taobao_engaged"])
    last = months[months["month"] == pd.Timestamp(COUNTED[2016])].set_index(["design", "replicate"]).sort_index()
    label = f"jobs in Taobao villages, {JOBS_PER_STORE} per store"
    return [
        _over_runs(label, COUNTED[2016], None, JOBS_PER_STORE * last["taobao_stores"], weights),
        _over_runs("people at work for their stores", COUNTED[2016], None, last["taobao_engaged"], weights),
    ]


def _clusters(counties: pd.DataFrame, weights: Floats) -> list[Beside]:
    """How far Taobao villages stand together: in counties with ten or more, and in few provinces."""
    import pandas as pd

    last = counties[counties["month"] == pd.Timestamp(COUNTED[2016])]
    runs = last.groupby(["design", "replicate"])["taobao_villages"]
    together = last[last["taobao_villages"] >= CLUSTER].groupby(["design", "replicate"])["taobao_villages"].sum()
    share = (together.reindex(runs.sum().index, fill_value=0.0) / runs.sum()).fillna(0.0)
    by_province = last.groupby(["design", "replicate", "province"])["taobao_villages"].sum()
    part = by_province / by_province.groupby(["design", "replicate"]).transform("sum")
    return [
        _over_runs(f"share of them in counties with {CLUSTER} or more", COUNTED[2016], None, share, weights),
        _over_runs(
            "concentration by province (Herfindahl)", COUNTED[2016], None, (part**2).groupby(["design", "replicate"]).sum(), weights
        ),
    ]


def naive_rows() -> list[Beside]:
    """Curves through the four counts, which know nothing of villages: how near they come, at three parameters for four figures."""
    known = [target for target in targets_of("china", Evidence.load()) if target.id.startswith("tv.count_")]
    times, counts = years([target.last for target in known]), [target.value for target in known]
    rows = []
    for fit in (exponential, logistic, bass):
        curve = fit(times, counts)
        for target, value in zip(known, curve.predict(times).tolist(), strict=True):
            rows.append(Beside(f"{curve.curve} curve, Taobao villages", target.last, target.value, value, value, value, value, value))
    return rows
