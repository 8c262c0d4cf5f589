"""What to do next for each link: what is missing, in the order in which it has to be had."""

from __future__ import annotations

import pandas as pd

from circnet.coupling.case import RUNNING

STEPS = (
    "confirm_running", "meter_load", "meter_port", "measure_yield", "plant_trial", "ask_flow", "identify_waste",
    "permit_toxic_gas", "permit_hazardous_waste", "permit_chemical", "permit_by_product", "permit_waste",
    "permit_other", "survey_line", "quote_freight", "compare_partners", "bundle_links", "align_season",
    "negotiate_price", "agree_price", "sign_contract",
)  # fmt: skip
"""The rules in their order: does it run, is the amount known, is it allowed, how does it get there, with whom, when,
at what price, the contract."""
STEP_COLUMNS = ["link", "order", "step", "enterprise", "what"]
FAR_KM = 100.0
"""Route beyond which freight is quoted before anything is agreed."""
NARROW = 0.1
"""Width of a price band, as a share of its middle, under which every cent has to be negotiated."""
DEPENDS = 0.1
"""Share of its worth in concert that a link must be worth alone, or it hangs on others."""

_OF_KIND = {"load": "meter_load", "port": "meter_port", "recipe": "measure_yield", "swap": "plant_trial",
            "none": "ask_flow"}  # fmt: skip
_OF_HAZARD = {"toxic_gas": "permit_toxic_gas", "hazardous_waste": "permit_hazardous_waste",
              "chemical": "permit_chemical", "identify": "permit_waste", "by_product": "permit_by_product",
              "general_waste": "permit_waste"}  # fmt: skip


def next_steps(links: pd.DataFrame, figures: pd.DataFrame, permits: pd.DataFrame) -> pd.DataFrame:
    """Return the steps of each link, the first first.

    Parameters
    ----------
    links
        ``link, choice, from, to, giver_status, taker_status, hazard_class, line, distance_km, equals, depends,
        band_narrow, price_floor, price_ceiling, season, mode``.
    figures, permits
        Of the links, from `circnet.coupling.readiness.grades.figures` and ``permits``.

    Returns
    -------
    pandas.DataFrame
        `STEP_COLUMNS`: ``order`` from 1, ``step`` one of `STEPS`, ``enterprise`` the firm it falls to ("" for both),
        ``what`` it is about: a status, a unit, a good, a mode or a season.
    """
    weak = figures[figures["grade"] == "D"]
    weak = weak.assign(step=weak["kind"].map(_OF_KIND), what=weak["item"].where(weak["item"] != "", weak["commodity"]))
    parts = [
        _running(links, "from", "giver_status"),
        _running(links, "to", "taker_status"),
        weak[["link", "step", "enterprise", "what"]],
        _when(links, links["hazard_class"].eq("identify"), "identify_waste", links["commodity"]),
        _permits(links, permits),
        _when(links, links["line"], "survey_line", links["mode"]),
        _when(links, (links["distance_km"] > FAR_KM) & ~links["line"], "quote_freight", links["mode"]),
        _when(links, links["equals"] > 0, "compare_partners", links["equals"].astype(str)),
        _when(links, links["depends"], "bundle_links", links["commodity"]),
        _when(links, links["season"].ne(""), "align_season", links["season"]),
        *_price(links),
        _when(links, links["link"].ge(0), "sign_contract", links["commodity"]),
    ]
    table = pd.concat(parts, ignore_index=True).drop_duplicates()
    table = table.assign(place=table["step"].map(STEPS.index)).sort_values(["link", "place"], kind="stable")
    return table.assign(order=table.groupby("link").cumcount() + 1)[STEP_COLUMNS].reset_index(drop=True)


def _when(links: pd.DataFrame, holds: pd.Series, step: str, what: pd.Series) -> pd.DataFrame:
    return links.loc[holds, ["link"]].assign(step=step, enterprise="", what=what[holds])


def _running(links: pd.DataFrame, end: str, status: str) -> pd.DataFrame:
    """A firm that is not known to run."""
    stopped = links[~links[status].isin(RUNNING)]
    return pd.DataFrame({
        "link": stopped["link"], "step": "confirm_running", "enterprise": stopped[end], "what": stopped[status],
    })  # fmt: skip


def _permits(links: pd.DataFrame, permits: pd.DataFrame) -> pd.DataFrame:
    """The permit that the hazard asks for; where there is no hazard, that some permit is listed."""
    step = links["hazard_class"].map(_OF_HAZARD)
    step = step.where(step.notna() | ~links["link"].isin(permits["link"]), "permit_other")
    return pd.DataFrame({"link": links["link"], "step": step, "enterprise": "", "what": links["commodity"]}).dropna()


def _price(links: pd.DataFrame) -> list[pd.DataFrame]:
    known = links["price_floor"].notna() & links["price_ceiling"].notna()
    return [
        _when(links, known & links["band_narrow"], "negotiate_price", links["commodity"]),
        _when(links, known & ~links["band_narrow"], "agree_price", links["commodity"]),
    ]
